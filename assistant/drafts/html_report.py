"""A checked draft as one web page: no script, nothing from elsewhere, everything from outside escaped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from assistant.drafts.report import DraftReport, Item
from assistant.drafts.word_report import ordered, short_source, shortened, shown_words
from assistant.drafts.words import COLOURS, FILLS, ICONS, MEANING, SHOWN, WORDS, in_words
from assistant.plain import clean, clean_line
from assistant.referencing import date_in_words
from corpus.manuscripts import Piece

_STYLE = """
html{font:1.0625rem/1.5 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff}
body{max-width:62rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.9rem;line-height:1.2}
h2{font-size:1.45rem;margin-top:2.2rem;border-top:2px solid #b1b4b6;padding-top:1rem}
h3{font-size:1.2rem}h4,h5,h6{font-size:1.0625rem}
a{color:#1d70b8}a:focus{outline:3px solid #fd0;background:#fd0;color:#0b0c0c}
table{border-collapse:collapse;margin:1rem 0;width:100%}
th,td{border:1px solid #b1b4b6;padding:.4rem .6rem;text-align:left;vertical-align:top}
thead th{background:#f3f2f1}.counts{width:auto}.counts td{font-weight:bold}
.wide{overflow-x:auto}mark{color:inherit;padding:.05em .15em}
.tag{font-size:.8rem;font-weight:bold;white-space:nowrap;padding:.1em .35em;border:1px solid currentColor;
text-decoration:none}
td .tag{font-size:.9rem}blockquote{margin:.3rem 0 1rem;padding-left:1rem;border-left:4px solid #b1b4b6}
.cite{font-style:normal}.note{border-left:4px solid #0b0c0c;padding-left:1rem}
@media (max-width:30rem){body{padding:.75rem}.counts th,.counts td{padding:.25rem}.counts{font-size:.9rem}}
li:target,tr:target{outline:3px solid #fd0}
@media print{body{max-width:none;padding:0}mark,.tag,td{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""


def html_report(report: DraftReport) -> bytes:
    """The report as a page that stands alone, in UTF-8."""
    colours = "".join(
        f".{status}{{background:#{FILLS[status]}}}.tag.{status}{{color:#{COLOURS[status]}}}\n" for status in SHOWN
    )
    name = _text(report.manuscript.name)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en-GB"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Claim check: {name}</title><style>{_STYLE}{colours}</style></head><body><main>",
        f"<h1>Claim check: {name}</h1>",
        *_summary(report),
        *_findings(report),
        '<h2 id="draft">The draft with its findings</h2>',
        *_draft(report),
        *_sources(report),
        "</main></body></html>",
    ]
    return "\n".join(parts).encode("utf-8", "backslashreplace")


def _text(words: str) -> str:
    return escape(clean_line(words), quote=True)


def _tag(item: Item, *, link: bool) -> str:
    status = item.status
    words = f"{item.number} {ICONS[status]} {WORDS[status]}"
    if link:
        return f'<a class="tag {status}" href="#finding-{item.number}">{words}</a>'
    return f'<span class="tag {status}">{ICONS[status]} {WORDS[status]}</span>'


def _summary(report: DraftReport) -> Iterator[str]:
    counts = report.counts
    shown = [status for status in SHOWN if status != "unchecked" or counts[status]]
    yield f"<p>Checked on {date_in_words(report.checked_on.isoformat())} against the papers cited below.</p>"
    heads = "".join(f'<th scope="col" class="{status}">{in_words(status)}</th>' for status in shown)
    cells = "".join(f"<td>{counts[status]:,}</td>" for status in shown)
    yield f'<table class="counts"><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>'
    passed = f" {report.n_passed_over:,} other sentences state nothing to check." if report.n_passed_over else ""
    yield f"<p><strong>{_text(report.summary)}</strong>{passed}</p>"
    for notice in report.notices:
        yield f'<p class="note"><strong>Note:</strong> {_text(notice)}</p>'
    yield f"<p>{_text(MEANING)}</p>"


def _findings(report: DraftReport) -> Iterator[str]:
    if not report.items:
        return
    yield '<h2 id="findings">Findings</h2>'
    yield '<div class="wide" tabindex="0" role="region" aria-labelledby="findings"><table>'
    heads = ("No.", "Claim", "Verdict", "What the papers say", "Source")
    yield "<thead><tr>" + "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead><tbody>"
    for item in ordered(report):
        links = "; ".join(
            f'<a href="#source-{number}">[{number}]</a> {_text(short_source(report.source(number).citation))}'
            for number in item.sources
        )
        place = f" <em>({_text(item.at.place)})</em>" if item.at.place else ""
        details = "".join(f"<br>{_text(line)}" for line in item.details)
        if item.nearest is not None:
            quote = _text(shortened(item.nearest.quote, 300))
            details += f"<br>Nearest passage: “{quote}” ({_text(short_source(item.nearest))})"
        yield (
            f'<tr id="finding-{item.number}"><th scope="row">{item.number}</th>'
            f"<td>{_text(shown_words(item))}{place}</td>"
            f"<td>{_tag(item, link=False)}</td><td>{_text(item.explanation)}{details}</td><td>{links or '–'}</td></tr>"
        )
    yield "</tbody></table></div>"


def _draft(report: DraftReport) -> Iterator[str]:
    items: dict[int, list[Item]] = defaultdict(list)
    for item in report.items:
        items[item.at.piece].append(item)
    numbered = list(enumerate(report.manuscript.pieces))
    depths: list[int] = []
    for (table, is_item), group in groupby(numbered, key=lambda one: (one[1].table, one[1].kind == "item")):
        pieces = list(group)
        if table >= 0:
            yield _table(pieces, items)
            continue
        lines = []
        for index, piece in pieces:
            words = _marked(piece, items[index])
            if piece.kind == "heading":
                while depths and depths[-1] >= piece.level:
                    depths.pop()
                depths.append(piece.level)
                depth = min(2 + len(depths), 6)
                lines.append(f"<h{depth}>{words}</h{depth}>")
            else:
                lines.append(f"<li>{words}</li>" if is_item else f"<p>{words}</p>")
        yield f"<ul>{''.join(lines)}</ul>" if is_item else "\n".join(lines)


def _marked(piece: Piece, items: Sequence[Item]) -> str:
    """A piece's words, each claim marked and followed by its verdict."""
    html = [f"{_text(piece.label)} " if piece.label else ""]
    position = 0
    for item in items:
        start, end = item.at.start, item.at.end
        html.append(_shown(piece.text[position:start]))
        html.append(f'<mark class="{item.status}">{_shown(piece.text[start:end])}</mark> {_tag(item, link=True)}')
        position = end
    html.append(_shown(piece.text[position:]))
    return "".join(html)


def _shown(words: str) -> str:
    """Escaped words with the spaces at their ends, which cleaning takes."""
    inner = escape(clean(words), quote=True)
    return f"{' ' if words[:1] == ' ' else ''}{inner}{' ' if inner and words[-1:] == ' ' else ''}"


def _table(pieces: Sequence[tuple[int, Piece]], items: dict[int, list[Item]]) -> str:
    columns = max(piece.column for _, piece in pieces) + 1
    rows = []
    for _, group in groupby(pieces, key=lambda one: one[1].row):
        cells = dict.fromkeys(range(columns), "")
        header = False
        for index, piece in group:
            cells[piece.column] = _marked(piece, items[index])
            header = header or piece.header
        tag = 'th scope="col"' if header else "td"
        rows.append("<tr>" + "".join(f"<{tag}>{words}</{tag[:2]}>" for words in cells.values()) + "</tr>")
    table = f"<table>{''.join(rows)}</table>"
    return f'<div class="wide" tabindex="0" role="region" aria-label="Table of the draft">{table}</div>'


def _sources(report: DraftReport) -> Iterator[str]:
    if not report.sources:
        return
    yield '<h2 id="sources">Sources</h2><ol>'
    for source in report.sources:
        title = _text(source.citation.title)
        cited = _text(source.reference)
        cited = cited.replace(title, f"<i>{title}</i>", 1) if title else cited
        quote = escape(clean(source.citation.quote)).replace("\n", "<br>")
        yield f'<li id="source-{source.number}"><cite class="cite">{cited}</cite><blockquote>{quote}</blockquote></li>'
    yield "</ol>"
