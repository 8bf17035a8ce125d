"""A claim → its parts, by a model: of the claim's own words, all of them, or the rules' parts stand."""

from __future__ import annotations

from collections import Counter

from pydantic import BaseModel, ConfigDict, Field

from assistant.checking.saying import saying
from assistant.helping.calling import Spent, as_data, call, guarded
from assistant.helping.guarding import form_fault
from assistant.helping.plainly import words
from assistant.models.seam import Deadline, LanguageModel

_MOST_PARTS = 6
_LEAST_WORDS = 3
_FREE = frozenset({"the", "a", "an", "that", "and", "but", "also", "which", "who", "while", "it", "they"})


class Parts(BaseModel):
    """The parts a model gives."""

    model_config = ConfigDict(extra="forbid")

    parts: list[str] = Field(default_factory=list, max_length=50)


def split(
    model: LanguageModel, claim: str, default: tuple[str, ...], deadline: Deadline
) -> tuple[tuple[str, ...], Spent]:
    """The parts; `default`, the rules', where the model's do not pass."""
    reply, spent = call(model, "claims", {"claim": as_data(claim)}, Parts, deadline)
    if reply is None:
        return default, spent
    parts = tuple(" ".join(part.split()) for part in reply.parts if part.strip())
    fault = _fault(parts, claim)
    return (default, spent + guarded([fault])) if fault else (parts, spent)


def _fault(parts: tuple[str, ...], claim: str) -> str:
    if not 1 <= len(parts) <= _MOST_PARTS or any(len(part.split()) < _LEAST_WORDS for part in parts):
        return "part form"
    if any(form_fault(part, claim) for part in parts):
        return "part format"
    whole = Counter(words(claim))
    told = [Counter(words(part)) for part in parts]
    if any(set(one) - set(whole) - _FREE for one in told):
        return "part words"
    if set(whole) - set().union(*told) - _FREE:
        return "part lost"
    negated = sum((Counter(saying(part).negations) for part in parts), Counter[str]())
    return "part negation" if negated != Counter(saying(claim).negations) else ""
