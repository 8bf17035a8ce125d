"""Verdicts and their parts in words, the same in the terminal and in every report."""

from __future__ import annotations

from typing import Literal

from assistant.answers import Finding, Part
from assistant.plain import clean_line
from corpus.errors import counted

Status = Literal["supported", "contradicted", "not_found", "unchecked"]
"""A finding, or that a claim could not be checked."""

ORDER: tuple[Status, ...] = ("contradicted", "not_found", "unchecked", "supported")
"""What needs a look comes first."""
SHOWN: tuple[Status, ...] = ("supported", "contradicted", "not_found", "unchecked")
"""The order of counts."""
ICONS: dict[Status, str] = {"supported": "✓", "contradicted": "✗", "not_found": "?", "unchecked": "–"}
WORDS: dict[Status, str] = {
    "supported": "supported", "contradicted": "contradicted", "not_found": "not found", "unchecked": "not checked",
}  # fmt: skip
FILLS: dict[Status, str] = {
    "supported": "DFF0E5", "contradicted": "FBDFDB", "not_found": "FFF0C2", "unchecked": "EDEDED",
}  # fmt: skip
"""Behind the words, in six hexadecimal digits: pale, so that black stays easy to read."""
COLOURS: dict[Status, str] = {
    "supported": "00582A", "contradicted": "942514", "not_found": "594200", "unchecked": "484949",
}  # fmt: skip
"""Of the words themselves: at least 7 to 1 against `FILLS`."""
MEANING = (
    "“Supported” means that the passage quoted says so. “Not found” does not mean false: the papers held here do not "
    "say. This tool can make mistakes: read the source before you rely on it."
)


def in_words(status: Finding | Status) -> str:
    """The icon and the word, for a line of their own.

    >>> in_words("not_found")
    '? Not found'
    """
    return f"{ICONS[status]} {WORDS[status].capitalize()}"


def label(number: int, status: Status) -> str:
    """What stands beside a claim in an annotated draft.

    >>> label(3, "supported")
    '3 ✓ supported'
    """
    return f"{number} {ICONS[status]} {WORDS[status]}"


def difference_in_words(part: Part) -> str:
    """What differs between a part and the paper; "" where nothing is told."""
    if part.difference is None:
        return ""
    claimed, found = clean_line(part.difference.claimed), clean_line(part.difference.found)
    return f"Claimed: “{claimed}”; in the paper: “{found}” ({clean_line(part.difference.aspect)})"


def opposed_in_words(part: Part) -> str:
    """That other papers say otherwise; "" where none does."""
    return "Other papers say otherwise " + "".join(f"[{one}]" for one in part.opposed) if part.opposed else ""


def counts_in_words(counts: dict[Status, int]) -> str:
    """How many of each.

    >>> counts_in_words({"supported": 2, "contradicted": 1, "not_found": 0, "unchecked": 0})
    '3 claims: 2 supported, 1 contradicted, 0 not found'
    """
    shown = [f"{counts[one]:,} {WORDS[one]}" for one in SHOWN[:3]]
    if counts["unchecked"]:
        shown.append(f"{counts['unchecked']:,} {WORDS['unchecked']}")
    return f"{counted(sum(counts.values()), 'claim')}: {', '.join(shown)}"
