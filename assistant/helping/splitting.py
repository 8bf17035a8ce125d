"""A claim → its parts, by a model: of the claim's own words, all of them, or the rules' parts stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from assistant.checking.saying import saying
from assistant.helping.calling import Spent, as_data, call, guarded
from assistant.helping.guarding import form_fault
from assistant.helping.plainly import Tokens, canonical, words
from assistant.models.seam import Deadline, LanguageModel

_MOST_PARTS = 6
_LEAST_WORDS = 3
_FREE = frozenset({"the", "a", "an", "that", "and", "but", "also", "which", "who", "while", "it", "they"})


_JOINS = frozenset({"and", "but", "also", "which", "who", "while", "that"})


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
    if negated != Counter(saying(claim).negations):
        return "part negation"
    return "" if _in_turn(parts, claim) else "part order"


def _in_turn(parts: tuple[str, ...], claim: str) -> bool:
    """Whether the parts are the claim's stretches, one after the other, parted where it has a mark or a joining word.

    A later part may begin with the claim's opening words again. So who does what stays as it is: out of "the LGA gave
    £2m to Durham and the DfE £3m to Leeds" nobody makes "the LGA gave £3m to Leeds".
    """
    whole, marked = _marked(claim)
    at = 0
    for number, part in enumerate(parts):
        told = words(part)
        after = next((end for end in _ends(told, whole, at, marked, is_first=not number)), None)
        if after is None:
            return False
        at = after
    return at == len(whole)


def _ends(told: Tokens, whole: Tokens, at: int, marked: frozenset[int], *, is_first: bool) -> Iterator[int]:
    """Where the claim goes on after a part that starts at `at`, or behind the joining words there."""
    start = at
    while start <= len(whole):
        parted = is_first or start > at or start in marked
        for again in range(1 if is_first else len(told)) if parted else ():
            rest = told[again:]
            if told[:again] == whole[:again] and whole[start : start + len(rest)] == rest:
                yield start + len(rest)
        if is_first or whole[start : start + 1] not in {(word,) for word in _JOINS}:
            return
        start += 1


def _marked(claim: str) -> tuple[Tokens, frozenset[int]]:
    """The claim's words, and before which of them a mark stands."""
    found: list[str] = []
    marked = set()
    for word in canonical(claim):
        if any(c.isalnum() for c in word) or word == "%":
            found.append(word)
        else:
            marked.add(len(found))
    return tuple(found), frozenset(marked)
