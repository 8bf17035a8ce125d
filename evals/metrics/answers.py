"""Is the answer right, and does it stand on the right place?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.documents import Document
from evals.cases import PlacedCase

_BOLD = re.compile(r"(?<!\\)\*\*")
_MARKER = re.compile(r"\[\d+\]")
_ESCAPE = re.compile(r"\\([\\`*_~&\[\]<>.)#+-])")


def plain(answer: str) -> str:
    """An answer's words: bold, Markdown escapes and markers removed, white space and case folded."""
    return " ".join(_MARKER.sub("", _ESCAPE.sub(r"\1", _BOLD.sub("", answer))).casefold().replace("’", "'").split())


def states_fact(case: PlacedCase, answer: str) -> bool | None:
    """Whether the answer holds one string of each group; None for a case without known answer."""
    if not case.case.must_state:
        return None
    held, wanted = items_stated(case, answer)
    return held == wanted


def items_stated(case: PlacedCase, answer: str) -> tuple[int, int]:
    """How many of how many groups, the items of a list, the answer holds."""
    text = plain(answer)
    return (
        sum(any(plain(option) in text for option in group) for group in case.case.must_state),
        len(case.case.must_state),
    )


def cites_place(case: PlacedCase, answer: Mapping[str, Any]) -> bool | None:
    """Whether a statement's citation lies on a known place (on each, when all are needed); None without places.

    A citation lies on a place when it covers at least half of the shorter one of the two.
    """
    if not case.spans:
        return None
    used = {number for statement in answer["statements"] for number in statement["citations"]}
    cited = [citation for citation in answer["citations"] if citation["id"] in used]
    held = [any(overlaps(citation, span) for citation in cited for span in spans) for spans in case.spans]
    return all(held) if case.case.need == "all" else any(held)


def on_place(citation: Mapping[str, Any], case: PlacedCase) -> bool:
    """Whether a citation lies on any known place of the case."""
    return any(overlaps(citation, span) for spans in case.spans for span in spans)


def overlaps(citation: Mapping[str, Any], span: tuple[str, int, int]) -> bool:
    """Whether a citation covers at least half of the shorter one of it and the span."""
    document_id, start, end = span
    if citation["document_id"] != document_id:
        return False
    shared: int = min(end, citation["char_end"]) - max(start, citation["char_start"])
    shorter: int = min(end - start, citation["char_end"] - citation["char_start"])
    return shared >= 0.5 * shorter


def quotes_verbatim(answer: Mapping[str, Any], documents: Mapping[str, Document]) -> tuple[int, int]:
    """How many of how many quotes are exactly their document's text at their place."""
    citations: Sequence[Mapping[str, Any]] = answer["citations"]
    right = sum(
        citation["document_id"] in documents
        and documents[citation["document_id"]].text[citation["char_start"] : citation["char_end"]] == citation["quote"]
        for citation in citations
    )
    return right, len(citations)


def statements_cited(answer: Mapping[str, Any]) -> tuple[int, int]:
    """How many of how many statements name a citation that exists."""
    ids = {citation["id"] for citation in answer["citations"]}
    statements = answer["statements"]
    return sum(bool(s["citations"]) and set(s["citations"]) <= ids for s in statements), len(statements)
