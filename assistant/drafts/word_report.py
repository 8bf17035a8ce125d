"""A checked draft as a Word file: the draft with comments and marks, a summary before it and the sources after it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answers import Citation
from assistant.drafts.report import DraftReport, Item
from assistant.drafts.words import COLOURS, FILLS, ICONS, MEANING, ORDER, SHOWN, WORDS, in_words, label
from assistant.plain import clean_line
from assistant.referencing import date_in_words, reference
from corpus.manuscripts import Cell, Mark, Run, Sheet, annotated_word

_LONGEST_SHOWN = 400
_LONGEST_QUOTE = 600
"""In a comment; under Sources it stands whole."""
_WIDTHS = (6, 29, 17, 24, 24)


def word_report(report: DraftReport, data: bytes) -> bytes:
    """The report as a Word file.

    Args:
        report: What was found.
        data: The bytes of the draft; a Word draft stays as it is but for what is added.

    Raises:
        DocumentError: As `corpus.manuscripts.annotated_word` says.
    """
    marks = [_mark(report, item) for item in report.items]
    return annotated_word(report.manuscript, data, marks, tuple(_front(report)), tuple(_back(report)))


def _mark(report: DraftReport, item: Item) -> Mark:
    at, status = item.at, item.status
    return Mark(
        at.piece, at.start, at.end, label(item.number, status), FILLS[status], COLOURS[status],
        tuple(_comment(report, item)),
    )  # fmt: skip


def _comment(report: DraftReport, item: Item) -> Iterator[str]:
    yield f"{in_words(item.status)} (claim {item.number})"
    if item.explanation:
        yield item.explanation
    yield from item.details
    shown: set[str] = set()
    for number in item.sources:
        source = report.source(number)
        if source.citation.quote in shown:  # a pack repeats itself: its summary and the paper it sums up
            yield f"[{number}] The same words: {short_source(source.citation)}"
            continue
        shown.add(source.citation.quote)
        yield f"[{number}] “{shortened(source.citation.quote, _LONGEST_QUOTE)}”"
        yield f"To cite it: {source.reference}" if item.status == "supported" else source.reference
    if item.nearest is not None:
        yield f"Nearest passage: “{shortened(item.nearest.quote, _LONGEST_SHOWN)}” ({reference(item.nearest)})"


def shortened(text: str, max_chars: int) -> str:
    """Text on one line, cut between words.

    >>> shortened("one two three", 9)
    'one two …'
    """
    plain = clean_line(text)
    return plain if len(plain) <= max_chars else plain[: max_chars - 1].rsplit(" ", 1)[0] + " …"


def short_source(citation: Citation) -> str:
    """A source in a few words: who, when, where."""
    place = f"paragraph {clean_line(citation.paragraph)}" if citation.paragraph else ""
    if not place and (citation.page_label or citation.page_number is not None):
        place = f"page {clean_line(citation.page_label or '') or citation.page_number}"
    who = clean_line(citation.publisher or citation.title or citation.document_id)
    return ", ".join(filter(None, (who, date_in_words(citation.published), place)))


def ordered(report: DraftReport) -> list[Item]:
    """The claims, those that need a look first."""
    return sorted(report.items, key=lambda item: (ORDER.index(item.status), item.number))


def shown_words(item: Item) -> str:
    """The claim as it is listed: a cell or an item of a list as the sentence that was checked."""
    return shortened(item.at.claim.text, _LONGEST_SHOWN)


def _front(report: DraftReport) -> Iterator[Sheet]:
    name = clean_line(report.manuscript.name)
    yield Sheet("title", (Run(f"Claim check: {name}"),))
    yield Sheet(
        "text", (Run(f"Checked on {date_in_words(report.checked_on.isoformat())} against the papers cited below."),)
    )
    counts = report.counts
    statuses = [one for one in SHOWN if one != "unchecked" or counts[one]]
    yield Sheet(
        "table",
        rows=(
            tuple(Cell((Run(in_words(one), bold=True),), FILLS[one]) for one in statuses),
            tuple(Cell((Run(f"{counts[one]:,}", bold=True),)) for one in statuses),
        ),
        widths=tuple([100 // len(statuses)] * len(statuses)),
    )
    yield Sheet("text", (Run(" "),))
    yield Sheet("text", (Run(report.summary, bold=True), Run(f" {_passed_over(report)}")))
    for notice in report.notices:
        yield Sheet("text", (Run("Note: ", bold=True), Run(clean_line(notice))))
    yield Sheet("text", (Run(MEANING),))
    if report.items:
        yield Sheet("heading", (Run("Findings"),))
        yield Sheet("small", (Run("The numbers are those beside the sentences in the draft."),))
        header = tuple(
            Cell((Run(word, bold=True),), "F3F2F1")
            for word in ("No.", "Claim", "Verdict", "What the papers say", "Source")
        )
        yield Sheet("table", rows=(header, *(_row(report, item) for item in ordered(report))), widths=_WIDTHS)


def _passed_over(report: DraftReport) -> str:
    n = report.n_passed_over
    if not n:
        return "Every sentence was checked."
    states = "1 other sentence states" if n == 1 else f"{n:,} other sentences state"
    return f"{states} nothing that papers could bear out (headings, questions, opinions, remarks on the meeting)."


def _row(report: DraftReport, item: Item) -> tuple[Cell, ...]:
    status = item.status
    sources: tuple[Run, ...] = ()
    for position, number in enumerate(item.sources):
        gap = "; " if position else ""
        sources = (*sources, Run(f"{gap}[{number}] ", bold=True), Run(short_source(report.source(number).citation)))
    if item.nearest is not None:
        sources = (Run("Nearest: ", italic=True), Run(short_source(item.nearest), italic=True))
    place = f" ({item.at.place})" if item.at.place else ""
    return (
        Cell((Run(str(item.number), bold=True),)),
        Cell((Run(shown_words(item)), Run(place, italic=True))),
        Cell((Run(f"{ICONS[status]}\N{NO-BREAK SPACE}{WORDS[status].capitalize()}", bold=True),), FILLS[status]),
        Cell((Run(item.explanation),)),
        Cell(sources or (Run("–"),)),
    )


def _back(report: DraftReport) -> Iterator[Sheet]:
    if not report.sources:
        return
    yield Sheet("title", (Run("Sources of the claim check"),))
    for source in report.sources:
        yield Sheet(
            "text", (Run(f"[{source.number}] ", bold=True), *_reference_runs(source.reference, source.citation.title))
        )
        yield Sheet("quote", (Run(f"“{clean_line(source.citation.quote)}”"),))


def _reference_runs(words: str, title: str) -> tuple[Run, ...]:
    """A reference with its title in italics."""
    before, found, after = words.partition(clean_line(title))
    return (Run(before), Run(found, italic=True), Run(after)) if title and found else (Run(words),)
