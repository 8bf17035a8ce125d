"""Which of the likeliest sentences answer, by a model: out of those shown, never others."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from assistant.asking import Asked
from assistant.evidence import Evidence, text_of
from assistant.helping.calling import Spent, as_data, call, guarded
from assistant.models.seam import Deadline, LanguageModel
from corpus.documents import Document

SHOWN = 12
_KINDS = frozenset({"list", "summary", "comparison", "view"})
"""Kinds of question whose evidence belongs together: nothing is chosen out of it."""


class Choice(BaseModel):
    """Keys of the sentences that a model chose, the best first."""

    model_config = ConfigDict(extra="forbid")

    evidence: list[str] = Field(default_factory=list, max_length=100)


def may_choose(asked: Asked, evidence: Sequence[Evidence]) -> bool:
    """Whether the evidence is single sentences, so that others may stand in their place."""
    return bool(evidence) and asked.kind not in _KINDS and all(piece.role == "sentence" for piece in evidence)


def choose(
    model: LanguageModel,
    question: str,
    *,
    asked: Asked,
    default: Sequence[Evidence],
    shortlist: Sequence[Evidence],
    documents: Mapping[str, Document],
    deadline: Deadline,
) -> tuple[tuple[Evidence, ...], Spent]:
    """The sentences that the model chose, at most as many as the program did; its own where nothing fits.

    Where the program's hold the figure, date or name asked for, so must the model's.
    """
    pieces = {_key(): piece for piece in shortlist[:SHOWN]}
    if len(pieces) < 2:
        return tuple(default), Spent()
    shown = "\n".join(f"{key}: {as_data(text_of(piece, documents), most=600)}" for key, piece in pieces.items())
    reply, spent = call(model, "choosing", {"question": as_data(question), "evidence": shown}, Choice, deadline)
    if reply is None:
        return tuple(default), spent
    keys = list(dict.fromkeys(key.strip(" []:.\"'") for key in reply.evidence))
    unknown = [key for key in keys if key not in pieces]
    chosen = [pieces[key] for key in keys if key in pieces][: len(default)]
    if unknown or not chosen:
        return tuple(default), spent + guarded(["choice evidence"] if unknown else [])
    if asked.wants is not None and not _holds(asked, chosen, documents) and _holds(asked, default, documents):
        return tuple(default), spent + guarded(["choice asked"])
    return tuple(chosen), spent


def _holds(asked: Asked, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    wants = asked.wants
    return wants is not None and any(wants.search(text_of(piece, documents)) for piece in pieces)


def _key() -> str:
    letters = "abcdefghjkmnpqrstuvwxyz"
    return secrets.choice(letters) + secrets.token_hex(2)[:2] + secrets.choice("23456789")
