"""Opening the assistant."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.answers import Question
from tests.conftest import MakeAssistant


def test_opening_reads_no_paper_no_chunk_and_no_record(small: MakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    small().close()

    def refuse(_: bytes) -> Any:
        raise AssertionError("decoded while opening")

    with monkeypatch.context() as patch:
        for decoder in ("index.records._document", "index.records._chunk", "index.opening._metadata"):
            patch.setattr(decoder, refuse)
        small()
    assert small().ask(Question("How much is the leaving care allowance?")).citations
