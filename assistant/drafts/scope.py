"""A table's caption bounds its cells: a figure is not borne out by a paper that speaks of another place or year.

"Spending in Northmoor, 2021/22" over a cell of £27 million is another claim than the same sum in a paper on England. So
a cell that the papers bear out by its headers alone stays supported only where what the caption names, places, bodies
and years, stands near the quote too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.answers import Citation, Verdict

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME = re.compile(r"(?<=[a-z,;:’)] )[A-Z][\w’'-]+")
_FIRST = re.compile(r"\A([A-Z][\w-]+)(?:['’]s?\b|:)")
_COMMON = frozenset({"Government", "England", "Table", "Figure", "The", "Councils", "Council", "Year", "Annual"})


def named_by(caption: str) -> Iterator[str]:
    """The years and names in a caption; its first word counts where it owns something.

    >>> list(named_by("Northmoor's spending on foster care in Leeds, 2021/22"))
    ['2021', 'Leeds', 'Northmoor']
    """
    yield from _YEAR.findall(caption)
    names = [match[0] for match in _NAME.finditer(caption)]
    first = _FIRST.match(caption)
    for name in [*names, *([first[1]] if first else [])]:
        bare = re.sub(r"['’]s?\Z", "", name)
        if bare not in _COMMON:
            yield bare


def within(verdict: Verdict, caption: str) -> Verdict:
    """The verdict of a cell, or `not_found` where what its caption names stands near none of its quotes."""
    if verdict.verdict != "supported":
        return verdict
    near = " ".join(_surroundings(citation) for citation in verdict.citations)
    missing = [name for name in dict.fromkeys(named_by(caption)) if name not in near]
    if not missing:
        return verdict
    words = ", ".join(f"“{name}”" for name in missing)
    return replace(
        verdict,
        verdict="not_found",
        explanation=f"A paper gives this figure, but the table is about {words}, which the passage does not speak of.",
        parts=tuple(replace(part, verdict="not_found") for part in verdict.parts),
    )


def _surroundings(citation: Citation) -> str:
    return " ".join(
        (citation.before, citation.quote, citation.after, *citation.section, citation.title, citation.publisher)
    )
