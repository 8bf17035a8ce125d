"""An answer as people read it: what every way of showing it shares, and plain text for a terminal.

Everything that comes from a document, a manifest, a model or the asker is untrusted. It is cleaned here of control and
format characters (escape codes, bidi controls, Unicode tags).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import groupby

from assistant.answers import Abstention, Answer, Citation, Disagreement, Statement
from assistant.plain import clean, clean_line
from assistant.referencing import date_in_words, place_of
from index.passages import Passage

CAUTION_OWN = "This tool can make mistakes: check the source before you rely on it."
CAUTION = "Quoted from the papers listed here. This tool can make mistakes: check the source before you rely on it."


def caution(answer: Answer) -> str:
    """What stands under every answer: whose words it is in, and that they want checking."""
    return CAUTION if answer.writer == "quotes" else f"{written_by(answer)} {CAUTION_OWN}"


def written_by(answer: Answer) -> str:
    """Which language model wrote an answer or a part of it; "" where the papers alone are quoted."""
    if answer.writer == "quotes":
        return ""
    whole = all(statement.own_words for statement in answer.statements)
    by = f"{'Written' if whole else 'Partly written'} by {clean_line(answer.writer)}"
    return f"{by}, each sentence checked against its quotes."


def source_line(citation: Citation) -> str:
    """The source in one line: publisher, kind, date, place, and what a reader must know of its words."""
    name = citation.publisher or citation.title or citation.document_id
    described = (name, citation.kind, date_in_words(citation.published))
    known = ("superseded version" if citation.superseded else "", "read by OCR" if citation.ocr else "")
    return ", ".join(clean_line(part) for part in (*described, *place_of(citation), *known) if part.strip())


def cited(answer: Answer) -> tuple[Citation, ...]:
    """The citations that the answer's statements and disagreements rest on, by number."""
    ids = {number for statement in answer.statements for number in statement.citations}
    ids |= {number for found in answer.disagreements for side in found.positions for number in side.citations}
    return tuple(citation for citation in answer.citations if citation.id in ids)


def nearest(answer: Answer) -> tuple[Citation, ...]:
    """What an abstention shows as nearest to the question, in its order, without what the answer cites anyway."""
    if answer.abstention is None:
        return ()
    shown = {citation.id for citation in cited(answer)}
    by_id = {citation.id: citation for citation in answer.citations}
    return tuple(by_id[number] for number in answer.abstention.nearest if number in by_id and number not in shown)


def outcome_line(answer: Answer) -> str:
    """How it went, for a status line: "Answered from 3 sources."."""
    n_sources = len(cited(answer))
    sources = f"{n_sources} source{'' if n_sources == 1 else 's'}"
    if answer.outcome == "abstained":
        n_nearest = len(nearest(answer))
        found = f" {n_nearest} nearest passage{'' if n_nearest == 1 else 's'} shown." if n_nearest else ""
        return f"No answer found in the papers.{found}"
    return f"{'Answered' if answer.outcome == 'answered' else 'Partly answered'} from {sources}."


def groups(statements: Iterable[Statement]) -> list[tuple[str, list[Statement]]]:
    by_speaker = groupby(statements, key=lambda statement: clean_line(statement.attribution or statement.standpoint))
    return [(speaker, list(said)) for speaker, said in by_speaker]


def missing(abstention: Abstention) -> str:
    words = ", ".join(f"“{clean_line(term)}”" for term in abstention.missing_terms)
    return f"Words of your question that no paper holds: {words}." if words else ""


def newest(answer: Answer) -> str:
    return f"Newest paper cited: {date_in_words(answer.as_at)}." if answer.as_at and answer.statements else ""


# Plain text


BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


class TextPage:
    """Lines of a terminal page, wrapped to a width; bold and dim only where asked for."""

    def __init__(self, width: int, *, styled: bool) -> None:
        self.width = max(width, 24)
        self.styled = styled
        self.lines: list[str] = []

    def add(self, text: str, *, first: str = "", rest: str = "", style: str = "") -> None:
        """Add `text`, its first line after `first` and the others after `rest`."""
        indents = (first, rest)
        for line in clean(text).split("\n"):
            for wrapped in textwrap.wrap(
                line, self.width, initial_indent=indents[0], subsequent_indent=indents[1], break_on_hyphens=False
            ):
                self.lines.append(f"{style}{wrapped}{PLAIN}" if self.styled and style else wrapped)
            indents = (rest, rest)

    def gap(self) -> None:
        """One blank line, never two."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def __str__(self) -> str:
        return "\n".join(self.lines).rstrip()


def answer_text(answer: Answer, width: int, *, styled: bool = False) -> str:
    """The answer for a terminal.

    Args:
        answer: What to show.
        width: Columns to wrap to; under 24 counts as 24.
        styled: Whether to send ANSI bold and dim, for a terminal only.

    Returns:
        Lines without a closing line break. They hold no control character but line breaks and, when `styled`, ours.
    """
    page = TextPage(width, styled=styled)
    for speaker, said in groups(answer.statements):
        page.gap()
        if speaker:
            page.add(f"{speaker}:", style=BOLD)
        for one in said:
            bullet = "  • " if one.role == "item" else "  "
            markers = "".join(f"[{number}]" for number in one.citations)
            page.add(f"{clean_line(one.text)} {markers}", first=bullet, rest=" " * len(bullet))
    _disagreements_text(page, answer.disagreements)
    if answer.abstention is not None:
        page.gap()
        for line in (answer.abstention.message, missing(answer.abstention), answer.abstention.signpost or ""):
            page.add(line)
    page.gap()
    for notice in answer.notices:
        page.add(notice, first="Note: ", rest="      ")
    _sources_text(page, "Sources", cited(answer))
    _sources_text(page, "The nearest passages", nearest(answer))
    page.gap()
    page.add(" ".join((caution(answer), newest(answer))), style=DIM)
    return str(page)


def _disagreements_text(page: TextPage, disagreements: Sequence[Disagreement]) -> None:
    for found in disagreements:
        page.gap()
        page.add(f"The papers differ: {clean_line(found.topic)}", style=BOLD)
        page.add(found.explanation, first="  ", rest="  ")
        for side in found.positions:
            markers = "".join(f"[{number}]" for number in side.citations)
            page.add(f"{clean_line(side.value)} {markers}", first="  • ", rest="    ")


def _sources_text(page: TextPage, heading: str, citations: Sequence[Citation]) -> None:
    if not citations:
        return
    page.gap()
    page.add(heading, style=BOLD)
    for citation in citations:
        number = f"[{citation.id}] "
        rest = " " * len(number)
        page.add(source_line(citation), first=number, rest=rest)
        for line in (clean_line(citation.title), heading_path(citation.section)):
            page.add(line, first=rest, rest=rest, style=DIM)
        page.add(f"“{clean(citation.quote)}”", first=rest, rest=rest)
        page.gap()


def heading_path(section: Sequence[str]) -> str:
    return " › ".join(clean_line(heading) for heading in section)


def passages_text(passages: Sequence[Passage], width: int, *, styled: bool = False) -> str:
    """Ranked passages for a terminal, best first: rank, document, place, headings, text.

    Args:
        passages: As found; none gives one line that says so.
        width: Columns to wrap to; under 24 counts as 24.
        styled: Whether to send ANSI bold and dim, for a terminal only.
    """
    page = TextPage(width, styled=styled)
    if not passages:
        page.add("No passage found.")
    for passage in passages:
        chunk = passage.chunk
        page.gap()
        head = ", ".join((clean_line(chunk.document_id), *place_of(chunk), f"score {passage.score:.4f}"))
        number = f"{passage.rank:>2}. "
        page.add(head, first=number, rest="    ", style=BOLD)
        page.add(heading_path(chunk.section), first="    ", rest="    ", style=DIM)
        page.add(chunk.text, first="    ", rest="    ")
    return str(page)
