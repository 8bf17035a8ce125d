from __future__ import annotations

import pytest

from tests.assistant.models.asking import GOOD, ask, model_at
from tests.assistant.models.servers import says, serving


@pytest.fixture(scope="session")
def imported() -> None:
    """What the first call of a process imports is there: it takes seconds, which no time limit of a call holds."""
    with serving(says(GOOD)) as server:
        ask(model_at(server.url), 60)
