"""A question → other wordings of it to search with, by a model. They are never shown, and decide nothing."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from assistant.helping.calling import Spent, as_data, call, guarded
from assistant.helping.guarding import question_fault
from assistant.models.seam import Deadline, LanguageModel
from index.analysis import terms

MOST = 2
_MOST_CHARS = 240


class Rewordings(BaseModel):
    """The wordings a model gives."""

    model_config = ConfigDict(extra="forbid")

    wordings: list[str] = Field(default_factory=list, max_length=50)


def rewordings(model: LanguageModel, question: str, deadline: Deadline) -> tuple[tuple[str, ...], Spent]:
    """At most two other wordings; none with a figure or a name that the question lacks, none on something else."""
    reply, spent = call(model, "rewordings", {"question": as_data(question)}, Rewordings, deadline)
    kept: list[str] = []
    for told in reply.wordings if reply is not None else ():
        text = " ".join(told.split())
        fault = _fault(text, question)
        if fault:
            spent += guarded([fault])
        elif text.casefold() not in {one.casefold() for one in (question, *kept)}:
            kept.append(text)
    return tuple(kept[:MOST]), spent


def _fault(text: str, question: str) -> str:
    found = question_fault(text, question, most_chars=_MOST_CHARS)
    if found is not None:
        return f"wording {found.guard}"
    return "" if set(terms(text)) & set(terms(question)) else "wording subject"
