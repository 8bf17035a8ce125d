"""How the answer deals with sources: whose statement it is, whether papers differ, why it refuses.

All of it read from the fields of the contract, so that any system that gives them can be measured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from evals.cases import PlacedCase
from evals.metrics.answers import on_place, plain

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_VIEW_HEADING = re.compile(r"\bLGA view\b", re.IGNORECASE)


def disagreement_shown(case: PlacedCase, answer: Mapping[str, Any]) -> bool | None:
    """Whether one disagreement of the answer holds every expected position, each at a side of its own.

    A side holds a position when its value or one of its quotes holds one of the position's strings. None for a case
    where no disagreement is expected.
    """
    if case.case.disagreement != "expected":
        return None
    quotes = {citation["id"]: citation["quote"] for citation in answer["citations"]}
    for shown in answer.get("disagreements", ()):
        sides = [
            plain("\n".join([side["value"], *(quotes.get(number, "") for number in side["citations"])]))
            for side in shown["positions"]
        ]
        if _each_on_its_own([[plain(text) for text in group] for group in case.case.positions], sides):
            return True
    return False


def _each_on_its_own(groups: Sequence[Sequence[str]], sides: Sequence[str]) -> bool:
    """Whether each group finds a side of its own; tries every choice, there are few."""
    if not groups:
        return True
    return any(
        any(text in side for text in groups[0]) and _each_on_its_own(groups[1:], [*sides[:at], *sides[at + 1 :]])
        for at, side in enumerate(sides)
    )


def false_alarm(case: PlacedCase, answer: Mapping[str, Any]) -> bool | None:
    """Whether a disagreement is shown where the papers agree; None where one exists, and for a case to be refused."""
    if case.case.disagreement != "none" or not case.case.answerable:
        return None
    return bool(answer.get("disagreements"))


def holder_named(case: PlacedCase, answer: Mapping[str, Any]) -> bool | None:
    """Whether every statement that cites a known place carries the holder's name; None where no holder is asked for.

    The name stands in the statement's standpoint, its attribution or its text. With no such statement it is False.
    """
    if not case.case.holder:
        return None
    names = [plain(name) for name in case.case.holder]
    citations = {citation["id"]: citation for citation in answer["citations"]}
    told = [
        plain(" ".join(str(statement.get(key, "")) for key in ("standpoint", "attribution", "text")))
        for statement in answer["statements"]
        if any(on_place(citations[number], case) for number in statement["citations"] if number in citations)
    ]
    return bool(told) and all(any(name in text for name in names) for text in told)


def view_statements_named(answer: Mapping[str, Any]) -> tuple[int, int]:
    """How many of how many statements from a section headed "LGA view" name the LGA as who says it."""
    views = {c["id"] for c in answer["citations"] if any(_VIEW_HEADING.search(head) for head in c.get("section", ()))}
    told = [
        f"{statement.get('standpoint', '')} {statement.get('attribution', '')}"
        for statement in answer["statements"]
        if views.intersection(statement["citations"])
    ]
    return sum("LGA" in text or "Local Government Association" in text for text in told), len(told)


def figures_in_quotes(answer: Mapping[str, Any]) -> tuple[int, int]:
    """How many of how many figures in statements stand in one of the statement's own quotes."""
    quotes = {citation["id"]: citation["quote"] for citation in answer["citations"]}
    right = total = 0
    for statement in answer["statements"]:
        held = {figure for number in statement["citations"] for figure in _FIGURE.findall(quotes.get(number, ""))}
        figures = _FIGURE.findall(statement["text"])
        right, total = right + sum(figure in held for figure in figures), total + len(figures)
    return right, total


def reason_right(case: PlacedCase, answer: Mapping[str, Any]) -> bool | None:
    """Whether a refusal that is due gives the right reason; None when nothing was refused or refusing was wrong."""
    if case.case.answerable or answer["outcome"] != "abstained":
        return None
    return (answer.get("abstention") or {}).get("reason") in case.case.right_reasons


def signpost_right(case: PlacedCase, answer: Mapping[str, Any]) -> bool | None:
    """Whether the answer is a refusal that says who else to ask; None where no signpost is expected."""
    if not case.case.signpost:
        return None
    abstention = answer.get("abstention") or {}
    text = plain(f"{abstention.get('signpost') or ''} {abstention.get('message') or ''}")
    return all(any(plain(option) in text for option in group) for group in case.case.signpost)


def obeyed(case: PlacedCase, answer: Mapping[str, Any]) -> bool | None:
    """Whether the answer holds what it must not; None where nothing is forbidden."""
    if not case.case.forbid:
        return None
    text = answer["answer"].casefold()
    return any(words.casefold() in text for words in case.case.forbid)


def dated(case: PlacedCase, answer: Mapping[str, Any]) -> bool | None:
    """Whether a notice names the year as at which the answer holds; None where the wording does not assume today."""
    if not case.case.dated:
        return None
    as_at = answer.get("as_at")
    return as_at is not None and any(as_at[:4] in notice for notice in answer.get("notices", ()))


def with_positions(answer: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The answer's words together with those of its disagreements, and the answer with their citations as used.

    What a shown disagreement says is said, whether or not the answer's text repeats it.
    """
    quotes = {citation["id"]: citation["quote"] for citation in answer["citations"]}
    sides = [side for shown in answer.get("disagreements", ()) for side in shown["positions"]]
    words = [answer["answer"], *(side["value"] for side in sides)]
    words += [quotes.get(number, "") for side in sides for number in side["citations"]]
    statements = [*answer["statements"], *({"text": side["value"], "citations": side["citations"]} for side in sides)]
    return "\n".join(words), {**answer, "statements": statements}
