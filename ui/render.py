"""An answer as people read it: HTML for the page, plain text for a terminal.

Everything that comes from a document, a manifest, a model or the asker is untrusted. It is cleaned of control and
format characters (escape codes, bidi controls, Unicode tags), then escaped; the only markup is ours, and the only
links lead to anchors on the same page.

The HTML is meant for a place where it is not read as Markdown again.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from assistant.answers import Abstention, Answer, Citation, Disagreement, Statement
from assistant.plain import clean, clean_line
from assistant.referencing import date_in_words, place_of
from index.passages import Passage

CAUTION = "Quoted from the papers listed here. This tool can make mistakes: check the source before you rely on it."


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


def _groups(statements: Iterable[Statement]) -> list[tuple[str, list[Statement]]]:
    by_speaker = groupby(statements, key=lambda statement: clean_line(statement.attribution or statement.standpoint))
    return [(speaker, list(said)) for speaker, said in by_speaker]


def _missing(abstention: Abstention) -> str:
    words = ", ".join(f"“{clean_line(term)}”" for term in abstention.missing_terms)
    return f"Words of your question that no paper holds: {words}." if words else ""


def _newest(answer: Answer) -> str:
    return f"Newest paper cited: {date_in_words(answer.as_at)}." if answer.as_at and answer.statements else ""


# HTML


def question_html(question: str) -> str:
    """The asker's words as the heading of their answer."""
    return f'<h2 class="ra-question"><span class="ra-hidden">You asked: </span>{_text(question)}</h2>'


def answer_html(answer: Answer, *, anchor: str = "answer") -> str:
    """The answer with its numbered sources as HTML of our own.

    Args:
        answer: What to show.
        anchor: Prefix of the ids of its sources, so that each answer on a page has its own; letters, digits and `-`.

    Returns:
        One `<div>` of p, h3, ul, ol, li, details, summary, blockquote, mark, strong, span, sup and a. Attributes are
        class, id and `href="#…"` only.
    """
    parts = [_statements_html(answer.statements, anchor)]
    parts += [_disagreement_html(found, answer.citations, anchor) for found in answer.disagreements]
    if answer.abstention is not None:
        parts.append(_abstention_html(answer.abstention))
    if answer.notices:
        notices = "".join(f"<li>{_text(notice)}</li>" for notice in answer.notices)
        parts.append(f'<ul class="ra-notices">{notices}</ul>')
    parts.append(_sources_html("Sources", cited(answer), anchor))
    parts.append(_sources_html("The nearest passages", nearest(answer), anchor))
    parts.append(f'<p class="ra-caution">{_text(" ".join((CAUTION, _newest(answer))))}</p>')
    return f'<div class="ra-answer">{"".join(parts)}</div>'


def _text(text: str) -> str:
    return escape(clean(text), quote=True)


def _markers_html(citations: Iterable[int], anchor: str) -> str:
    links = (
        f'<a class="ra-marker" href="#{anchor}-source-{number}"><span class="ra-hidden">source </span>[{number}]</a>'
        for number in citations
    )
    markers = "".join(f"<sup>{link}</sup>" for link in links)
    return f"\N{NO-BREAK SPACE}{markers}" if markers else ""


def _statements_html(statements: Sequence[Statement], anchor: str) -> str:
    html = []
    for speaker, said in _groups(statements):
        if speaker:
            html.append(f'<p class="ra-speaker"><strong>{_text(speaker)}</strong></p>')
        for is_item, run in groupby(said, key=lambda statement: statement.role == "item"):
            tag = "li" if is_item else "p"
            lines = (f"<{tag}>{_text(one.text)}{_markers_html(one.citations, anchor)}</{tag}>" for one in run)
            html.append(f"<ul>{''.join(lines)}</ul>" if is_item else "".join(lines))
    return "".join(html)


def _disagreement_html(found: Disagreement, citations: Sequence[Citation], anchor: str) -> str:
    by_id = {citation.id: citation for citation in citations}
    sides = []
    for side in found.positions:
        sources = [source_line(by_id[number]) for number in side.citations if number in by_id]
        said_by = f": {_text('; '.join(sources))}" if sources else ""
        sides.append(f"<li><strong>{_text(side.value)}</strong>{said_by}{_markers_html(side.citations, anchor)}</li>")
    return (
        f'<div class="ra-disagreement"><h3>The papers differ: {_text(found.topic)}</h3>'
        f"<p>{_text(found.explanation)}</p><ul>{''.join(sides)}</ul></div>"
    )


def _abstention_html(abstention: Abstention) -> str:
    lines = (abstention.message, _missing(abstention), abstention.signpost or "")
    return '<div class="ra-abstention">' + "".join(f"<p>{_text(line)}</p>" for line in lines if line) + "</div>"


def _sources_html(heading: str, citations: Sequence[Citation], anchor: str) -> str:
    if not citations:
        return ""
    items = "".join(f"<li>{_source_html(citation, anchor)}</li>" for citation in citations)
    return f'<h3>{heading}</h3><ol class="ra-sources">{items}</ol>'


def _source_html(citation: Citation, anchor: str) -> str:
    # The id stands inside the details, not on it: a link to it then opens the details in the browser, without a
    # script.
    details = [f'<p class="ra-title" id="{anchor}-source-{citation.id}"><strong>{_text(citation.title)}</strong></p>']
    if citation.section:
        path = " › ".join(clean_line(heading) for heading in citation.section)
        details.append(f'<p class="ra-path"><span class="ra-hidden">Under the headings: </span>{_text(path)}</p>')
    before, after = clean(citation.before), clean(citation.after)
    context = (
        f"{escape('… ' + before) if before else ''}{_gap(citation.before[-1:])}"
        f'<mark><span class="ra-hidden">Quote: </span>{_text(citation.quote)}<span class="ra-hidden"> End of quote.'
        f"</span></mark>{_gap(citation.after[:1])}{escape(after + ' …') if after else ''}"
    )
    details.append(f"<blockquote>{context}</blockquote>")
    summary = f'<span class="ra-number">{citation.id}.</span> {_text(source_line(citation))}'
    return f"<details><summary>{summary}</summary>{''.join(details)}</details>"


def _gap(char: str) -> str:
    """The white space at an edge of the quote, which cleaning takes from the context."""
    return "\n" if char in {"\n", "\r"} else " " if char.isspace() else ""


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
    for speaker, said in _groups(answer.statements):
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
        for line in (answer.abstention.message, _missing(answer.abstention), answer.abstention.signpost or ""):
            page.add(line)
    page.gap()
    for notice in answer.notices:
        page.add(notice, first="Note: ", rest="      ")
    _sources_text(page, "Sources", cited(answer))
    _sources_text(page, "The nearest passages", nearest(answer))
    page.gap()
    page.add(" ".join((CAUTION, _newest(answer))), style=DIM)
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
        for line in (clean_line(citation.title), _path(citation.section)):
            page.add(line, first=rest, rest=rest, style=DIM)
        page.add(f"“{clean(citation.quote)}”", first=rest, rest=rest)
        page.gap()


def _path(section: Sequence[str]) -> str:
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
        page.add(_path(chunk.section), first="    ", rest="    ", style=DIM)
        page.add(chunk.text, first="    ", rest="    ")
    return str(page)
