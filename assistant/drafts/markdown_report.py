"""A checked draft as Markdown: summary, findings, the draft with a marker behind each claim, sources.

A Markdown draft keeps its own markup. What could act when it is shown is put out of action: tags, pictures and links
that run something stand there as text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.drafts.report import DraftReport, Item
from assistant.drafts.word_report import ordered, short_source, shortened, shown_words
from assistant.drafts.words import MEANING, SHOWN, in_words, label
from assistant.plain import clean_line
from assistant.referencing import date_in_words, reference
from assistant.writing import escape
from corpus.cleaning import drop_invisible
from corpus.manuscripts import Manuscript, Piece

_ACTIVE = re.compile(
    r"<(?=[A-Za-z/!?])|!(?=\[)|(?<=\])\((?=\s*<?\s*(?:javascript|data|vbscript|file)\s*:)", re.IGNORECASE
)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_CLOSED = re.compile(r"\n {0,3}[`~]{3,}[ \t]*\Z")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def markdown_report(report: DraftReport) -> bytes:
    """The report as Markdown, in UTF-8."""
    lines = [f"# Claim check: {_line(report.manuscript.name)}", "", *_summary(report), *_findings(report)]
    lines += ["## The draft with its findings", ""]
    lines.append(_annotated_source(report) if report.manuscript.kind == "markdown" else _annotated_pieces(report))
    lines += ["", *_sources(report)]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8", "backslashreplace")


def _line(words: str) -> str:
    return escape(clean_line(words))


def marker(item: Item) -> str:
    """What stands behind a claim."""
    return f"**\\[{label(item.number, item.status)}\\]**"


def _summary(report: DraftReport) -> Iterator[str]:
    counts = report.counts
    shown = [status for status in SHOWN if status != "unchecked" or counts[status]]
    yield f"Checked on {date_in_words(report.checked_on.isoformat())} against the papers cited below."
    yield ""
    yield "| " + " | ".join(in_words(status) for status in shown) + " |"
    yield "|" + "---|" * len(shown)
    yield "| " + " | ".join(f"{counts[status]:,}" for status in shown) + " |"
    yield ""
    passed = f" {report.n_passed_over:,} other sentences state nothing to check." if report.n_passed_over else ""
    yield f"**{report.summary}**{passed}"
    yield ""
    for notice in report.notices:
        yield f"**Note:** {_line(notice)}"
        yield ""
    yield MEANING
    yield ""


def _findings(report: DraftReport) -> Iterator[str]:
    if not report.items:
        return
    yield "## Findings"
    yield ""
    yield "| No. | Claim | Verdict | What the papers say | Source |"
    yield "|---|---|---|---|---|"
    for item in ordered(report):
        sources = (
            "; ".join(
                f"\\[{number}\\] {_line(short_source(report.source(number).citation))}" for number in item.sources
            )
            or "–"
        )
        place = f" *({_line(item.at.place)})*" if item.at.place else ""
        said = " ".join((item.explanation, *item.details))
        if item.nearest is not None:
            said += f" Nearest passage: “{shortened(item.nearest.quote, 300)}” ({short_source(item.nearest)})"
        cells = (f"{_line(shown_words(item))}{place}", f"**{in_words(item.status)}**", _line(said), sources)
        yield f"| {item.number} | " + " | ".join(cells) + " |"
    yield ""


def _annotated_source(report: DraftReport) -> str:
    """A Markdown draft's own text with markers; tags and pictures as text, invisible characters out."""
    manuscript = report.manuscript
    text = manuscript.text
    edits = [(at, at + 1, f"\\{text[at]}") for at in _active(text)]
    for item in report.items:
        piece = manuscript.pieces[item.at.piece]
        last = piece.source_at(item.at.end - 1)
        if last >= 0:
            edits.append((last + 1, last + 1, f" {marker(item)}"))
    out: list[str] = []
    position = _body_start(text)
    for start, end, words in sorted(edits):
        if start >= position:
            out += [text[position:start], words]
            position = end
    out += [text[position:], *(f"\n{fence[1]}" for fence in _FENCE.finditer(text) if not _CLOSED.search(fence[0]))]
    return drop_invisible("".join(out)).strip("\n")


def _body_start(text: str) -> int:
    """Where a draft begins after its front matter, which would be a table's rule in the middle of a file."""
    front = _FRONT_MATTER.match(text)
    return front.end() if front else 0


def _active(text: str) -> Iterator[int]:
    """Where something stands that a browser would follow, run or fetch; not inside fences, where it is shown."""
    fences = [match.span() for match in _FENCE.finditer(text)]
    for match in _ACTIVE.finditer(text):
        if not any(start <= match.start() < end for start, end in fences):
            yield match.start()


def _annotated_pieces(report: DraftReport) -> str:
    """A draft of another form, as Markdown."""
    items: dict[int, list[Item]] = defaultdict(list)
    for item in report.items:
        items[item.at.piece].append(item)
    blocks = []
    manuscript: Manuscript = report.manuscript
    for (table, is_item), group in groupby(
        enumerate(manuscript.pieces), key=lambda one: (one[1].table, one[1].kind == "item")
    ):
        pieces = list(group)
        if table >= 0:
            blocks.append(_table(pieces, items))
        elif is_item:
            blocks.append("\n".join(f"{'  ' * piece.level}- {_marked(piece, items[index])}" for index, piece in pieces))
        else:
            for index, piece in pieces:
                hashes = "#" * min(piece.level + 2, 6) + " " if piece.kind == "heading" else ""
                blocks.append(hashes + _marked(piece, items[index]))
    return "\n\n".join(blocks)


def _marked(piece: Piece, items: Sequence[Item]) -> str:
    text, out, position = piece.text, [f"{piece.label} " if piece.label else ""], 0
    for item in items:
        out += [text[position : item.at.end], f" \0{item.number}\0"]
        position = item.at.end
    whole = escape("".join((*out, text[position:])))
    by_number = {item.number: item for item in items}
    return re.sub(r"\0(\d+)\0", lambda match: marker(by_number[int(match[1])]), whole)


def _table(pieces: Sequence[tuple[int, Piece]], items: dict[int, list[Item]]) -> str:
    columns = max(piece.column for _, piece in pieces) + 1
    lines = []
    first = min(piece.row for _, piece in pieces)
    for row, group in groupby(pieces, key=lambda one: one[1].row):
        cells = dict.fromkeys(range(columns), "")
        for index, piece in group:
            cells[piece.column] = _marked(piece, items[index])
        lines.append("| " + " | ".join(cells.values()) + " |")
        if row == first:
            lines.append("|" + "---|" * columns)
    return "\n".join(lines)


def _sources(report: DraftReport) -> Iterator[str]:
    if not report.sources:
        return
    yield "## Sources"
    yield ""
    for source in report.sources:
        yield f"\\[{source.number}\\] {reference(source.citation, markdown=True)}"
        yield ""
        yield f"> {_line(source.citation.quote)}"
        yield ""
