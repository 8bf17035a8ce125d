"""Quotes → statements that a model put plainly, each of which passed every guard; the rest stays quotes.

```
DraftStatements ─show under keys→ model ─guard→ accepted | faults ─ask once more→ ─guard→ accepted | the quote itself
```

The program keeps what it kept without a model: which evidence there is, in what order, who says it, what is cited,
whether there is an answer at all. The model gives words, and may leave a quote out that others make good.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pydantic import BaseModel, ConfigDict, Field

from assistant.asking import Asked
from assistant.helping.calling import NOTHING, Spent, as_data, call, guarded
from assistant.helping.guarding import Fault, Hold, Piece, fault_of
from assistant.models.seam import Deadline, LanguageModel
from assistant.writing import DraftStatement
from corpus.documents import Document

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_MOST_STATEMENTS = 60
_MOST_SHOWN = 24
"""Quotes shown to a model; a longer list is quoted as it is."""
_NO_ANSWER = "The language model did not find the answer in these quotes, so they stand word for word."


class Written(BaseModel):
    """One statement as a model gives it."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=20_000)
    evidence: list[str] = Field(default_factory=list, max_length=50)


class Writing(BaseModel):
    """What a model makes of the quotes."""

    model_config = ConfigDict(extra="forbid")

    statements: list[Written] = Field(default_factory=list, max_length=500)
    holds_answer: bool = True


@dataclass(frozen=True, slots=True)
class Put:
    """The drafts after a model's help.

    Attributes:
        drafts: In the program's order; those of the model's are `own_words`.
        spent: What it came to.
        notice: What must be said of it; "" for nothing.
    """

    drafts: tuple[DraftStatement, ...]
    spent: Spent = NOTHING
    notice: str = ""


def put_plainly(
    model: LanguageModel,
    question: str,
    drafts: Sequence[DraftStatement],
    *,
    asked: Asked,
    documents: Mapping[str, Document],
    hold: Hold | None,
    deadline: Deadline,
) -> Put:
    """Let a model put the quotes of an answer plainly.

    Args:
        model: See `LanguageModel`.
        question: The standalone question.
        drafts: The quoting writer's, one piece of evidence each.
        asked: What it asks for: a figure, date or name that a quote holds must not get lost.
        documents: By id.
        hold: See `guarding.fault_of`.
        deadline: By which there is an answer, the model's or the quotes.
    """
    quotes = tuple(drafts)
    if not quotes or len(quotes) > _MOST_SHOWN or any(len(draft.evidence) != 1 for draft in quotes):
        return Put(quotes)
    pieces = {piece.key: piece for piece in _shown(quotes, documents)}
    positions = {key: position for position, key in enumerate(pieces)}
    shown = {"question": as_data(question), "evidence": "\n".join(f"{p.key}: {p.text}" for p in pieces.values())}
    reply, spent = call(model, "writing", shown, Writing, deadline)
    if reply is None:
        return Put(quotes, spent)
    if not reply.holds_answer:
        return Put(quotes, spent + guarded(["no answer"]), _NO_ANSWER)
    judged = _judge(reply.statements[:_MOST_STATEMENTS], pieces, hold)
    spent += guarded(judged.fired)
    if judged.faults and deadline.left > 0:
        again, cost = _again(model, question, faults=judged.faults, pieces=pieces, hold=hold, deadline=deadline)
        spent += cost
        judged = replace(judged, accepted=again.accepted | judged.accepted, named=judged.named)
        spent += guarded(f"{name}, again" for name in again.fired)
    return Put(_assembled(quotes, judged, positions, asked), spent)


@dataclass(frozen=True, slots=True)
class _Judged:
    """Texts that passed, by the key they rest on; keys that a statement named; and what failed, by key."""

    accepted: dict[str, str]
    named: frozenset[str]
    faults: dict[str, tuple[str, Fault]]
    fired: tuple[str, ...]


def _shown(drafts: Sequence[DraftStatement], documents: Mapping[str, Document]) -> list[Piece]:
    keys: dict[str, None] = {}
    while len(keys) < len(drafts):
        key = "".join(secrets.choice(_ALPHABET) for _ in range(3)) + secrets.choice("23456789")
        if key[0].isalpha():
            keys[key] = None
    return [
        Piece(key, as_data(draft.text), *_place(draft), documents[draft.evidence[0].document_id].source.published)
        for key, draft in zip(keys, drafts, strict=True)
    ]


def _place(draft: DraftStatement) -> tuple[str, int, int, int]:
    piece = draft.evidence[0]
    return piece.document_id, piece.block, piece.char_start, piece.char_end


def _judge(statements: Sequence[Written], pieces: Mapping[str, Piece], hold: Hold | None) -> _Judged:
    accepted: dict[str, str] = {}
    named: set[str] = set()
    faults: dict[str, tuple[str, Fault]] = {}
    fired: list[str] = []
    for one in statements:
        text = one.text.strip()
        keys = [key.strip().strip("[]:.\"'") for key in one.evidence]
        known = [key for key in dict.fromkeys(keys) if key in pieces]
        if not known or len(known) < len(set(keys)):
            fired.append("evidence")  # it names nothing, or something that was not shown
            continue
        named.update(known)
        # A statement rests on one quote that bears it out alone: two together would bear out what neither says.
        free = [key for key in known if key not in accepted]
        if not free:
            fired.append("repeat")
            continue
        found = {key: fault_of(text, pieces[key], hold) for key in free}
        good = next((key for key, fault in found.items() if fault is None), None)
        if good is not None:
            accepted[good] = text
            faults.pop(good, None)
        else:
            fault = next(fault for fault in found.values() if fault is not None)
            fired.append(fault.guard)
            faults.setdefault(free[0], (text, fault))
    return _Judged(accepted, frozenset(named), {k: f for k, f in faults.items() if k not in accepted}, tuple(fired))


def _again(
    model: LanguageModel,
    question: str,
    *,
    faults: Mapping[str, tuple[str, Fault]],
    pieces: Mapping[str, Piece],
    hold: Hold | None,
    deadline: Deadline,
) -> tuple[_Judged, Spent]:
    """Ask once more for what failed, with the reason; only those keys may be named."""
    told = "\n".join(
        f"{key}: statement: {as_data(text, most=300)} | wrong: {as_data(fault.reason)} | quote: {pieces[key].text}"
        for key, (text, fault) in faults.items()
    )
    data = {"question": as_data(question), "faults": told}
    reply, spent = call(model, "rewriting", data, Writing, deadline)
    if reply is None:
        return _Judged({}, frozenset(), {}, ()), spent
    return _judge(reply.statements[:_MOST_STATEMENTS], {key: pieces[key] for key in faults}, hold), spent


def _assembled(
    quotes: tuple[DraftStatement, ...], judged: _Judged, positions: Mapping[str, int], asked: Asked
) -> tuple[DraftStatement, ...]:
    """The program's order: the model's words where they passed, the quote where they did not, and every list whole."""
    texts = {positions[key]: text for key, text in judged.accepted.items()}
    named = {positions[key] for key in judged.named}
    put = [
        replace(draft, text=texts[position], own_words=True) if _reworded(draft, texts.get(position)) else draft
        for position, draft in enumerate(quotes)
    ]
    kept: list[DraftStatement] = []
    for is_list, run in groupby(range(len(quotes)), key=lambda n: quotes[n].role != "sentence"):
        at = list(run)
        if is_list:
            whole = all(n in named or quotes[n].role == "lead_in" for n in at)
            kept += [put[n] if whole else quotes[n] for n in at]
        else:
            kept += [put[n] for n in at if n in named or n in _needed(quotes, at, named)]
    if asked.wants is not None and _lost(asked, quotes, kept):
        return quotes
    return tuple(kept) if any(draft.own_words for draft in kept) else quotes


def _needed(quotes: Sequence[DraftStatement], at: Sequence[int], named: set[int]) -> set[int]:
    """What stays though the model left it out: the best quote, and the best of everybody who would fall silent."""
    needed = {max(at, key=lambda n: quotes[n].evidence[0].score)}
    for who in {(quotes[n].attribution, quotes[n].evidence[0].document_id) for n in at}:
        own = [n for n in at if (quotes[n].attribution, quotes[n].evidence[0].document_id) == who]
        if not named.intersection(own):
            needed.add(max(own, key=lambda n: quotes[n].evidence[0].score))
    return needed


def _reworded(draft: DraftStatement, text: str | None) -> bool:
    """Whether a model's text is more than the quote again."""
    return text is not None and _bare(text) != _bare(draft.text)


def _bare(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).strip(' .;:,“”"').casefold()


def _lost(asked: Asked, quotes: Sequence[DraftStatement], kept: Sequence[DraftStatement]) -> bool:
    """Whether the figure, date or name asked for stood in a quote and stands in no statement."""
    wants = asked.wants
    return (
        wants is not None
        and any(wants.search(draft.text) for draft in quotes)
        and not any(wants.search(draft.text) for draft in kept)
    )
