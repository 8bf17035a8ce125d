"""Which step of the path a question is at, for a status line: told by LangChain's own callbacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler


class StepTeller(BaseCallbackHandler):
    """Tells the name of each step as it starts; what `tell` raises ends the question."""

    run_inline = True
    raise_error = True

    def __init__(self, tell: Callable[[str], None]) -> None:
        """Keep whom to tell."""
        self._tell = tell

    def on_chain_start(self, serialized: Any, inputs: Any, **about: Any) -> None:
        """A step of the pipeline starts; the pipeline itself, which has no parent, is no step."""
        if about.get("parent_run_id") is not None:
            self._tell(str(about.get("name", "")).rstrip("_"))
