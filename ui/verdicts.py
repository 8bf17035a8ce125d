"""A verdict for a terminal: a word with its icon, what agrees or differs, the parts, the quotes, how to cite them."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answers import Citation, Part, Verdict
from assistant.drafts.words import difference_in_words, in_words, opposed_in_words
from assistant.plain import clean, clean_line
from assistant.referencing import date_in_words, reference
from ui.render import BOLD, CAUTION, DIM, TextPage, source_line


def verdict_text(verdict: Verdict, width: int, *, styled: bool = False) -> str:
    """The verdict for a terminal.

    Args:
        verdict: What to show.
        width: Columns to wrap to.
        styled: Whether to send ANSI bold and dim, for a terminal only.

    Returns:
        Lines without a closing line break, free of control characters but line breaks and, when `styled`, ours.
    """
    page = TextPage(width, styled=styled)
    page.add(in_words(verdict.verdict), style=BOLD)
    page.add(clean_line(verdict.explanation), first="  ", rest="  ")
    if len(verdict.parts) > 1:
        page.gap()
        for part in verdict.parts:
            page.add(f"• {clean_line(part.text)}{_markers(part)}", first="  ", rest="    ")
            said = (in_words(part.verdict), difference_in_words(part), opposed_in_words(part))
            page.add(". ".join(filter(None, said)), first="    ", rest="    ")
    page.gap()
    for notice in verdict.notices:
        page.add(notice, first="Note: ", rest="      ")
    heading = "The nearest passages" if verdict.verdict == "not_found" else "Sources"
    bearing = {number for part in verdict.parts if part.verdict == "supported" for number in part.citations}
    _sources(page, heading, verdict.citations, bearing)
    page.gap()
    newest = f"Newest paper cited: {date_in_words(verdict.as_at)}." if verdict.as_at else ""
    page.add(f"{CAUTION} {newest}", style=DIM)
    return str(page)


def _markers(part: Part) -> str:
    markers = "".join(f"[{number}]" for number in part.citations)
    return f" {markers}" if markers else ""


def _sources(page: TextPage, heading: str, citations: Iterable[Citation], bearing: set[int]) -> None:
    for position, citation in enumerate(citations):
        if position == 0:
            page.gap()
            page.add(heading, style=BOLD)
        number = f"[{citation.id}] "
        rest = " " * len(number)
        page.add(source_line(citation), first=number, rest=rest)
        page.add(clean_line(citation.title), first=rest, rest=rest, style=DIM)
        page.add(f"“{clean(citation.quote)}”", first=rest, rest=rest)
        if citation.id in bearing:
            page.add(f"To cite it: {reference(citation)}", first=rest, rest=rest)
        page.gap()
