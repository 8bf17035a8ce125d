"""What the tests ask."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.models.chat import ChatLanguageModel, Shared
from assistant.models.loading import load_model
from assistant.models.seam import Deadline, Prompt, Usage
from assistant.settings import Settings

PROMPT = Prompt("test", 1, "Answer from the data.", "The question:\n{question}")
GOOD = '{"answer": "yes", "keys": ["a"]}'


class Said(BaseModel):
    """An answer."""

    model_config = ConfigDict(extra="forbid")

    answer: str
    keys: tuple[str, ...]


def model_at(url: str, **settings: Any) -> ChatLanguageModel:
    """The model served there, with a breaker and a tally of its own."""
    given = {"model": "openai:fake", "model_base_url": url, "model_retries": 0, **settings}
    model = load_model(Settings(**given))
    assert model is not None
    model.shared = Shared()
    return model


def ask(model: ChatLanguageModel, seconds: float = 10.0, question: str = "Is it?") -> tuple[Said, Usage]:
    """One question."""
    return model.ask(PROMPT, {"question": question}, Said, Deadline.within(seconds))
