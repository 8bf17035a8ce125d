"""Timeline and money: dated commitments, consultations and sums, as a picture, a table and a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assistant.plain import clean_line
from assistant.referencing import date_in_words, place_of
from assistant.timeline import Entry
from ui.pages import shown
from ui.views.sources import opened, paper_link

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from ui.desk import Desk

FIRMNESS = {
    "firm": "Firm: says it will, must or commits",
    "planned": "Planned: plans, aims or expects to",
    "proposed": "Proposed: proposes, recommends or consults",
    "possible": "Possible: may, could or considers",
    "called for": "Called for: says that it should",
    "stated": "Stated: gives the value alone",
}
KINDS = {"commitment": "Commitment", "consultation": "Consultation", "sum": "Sum of money"}
_COLUMNS = (
    "Kind",
    "Value",
    "From",
    "To",
    "What the paper says",
    "Who",
    "How firm",
    "Paper",
    "Date",
    "Place",
    "Differs",
)


def routes(desk: Desk) -> list[BaseRoute]:
    """`/timeline`, its CSV file, and the source of each line."""
    from starlette.responses import Response as Plain
    from starlette.routing import Route

    def timeline(request: Request) -> Response:
        entries = desk.backend.timeline()
        return shown(
            desk,
            request,
            "timeline.html",
            entries=sorted(entries, key=lambda one: (one.start or "9999", one.number)),
            chart=chart(entries),
            kinds=KINDS,
            firmness=FIRMNESS,
            holders=sorted({clean_line(one.holder) for one in entries}),
            link=lambda one: paper_link(one.citation.document_id, one.citation.char_start),
        )

    def as_csv(_: Request) -> Response:
        return Plain(
            csv_of(desk.backend.timeline()),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="timeline-and-money.csv"'},
        )

    def source(request: Request) -> Response:
        number = request.path_params["number"]
        entry = next((one for one in desk.backend.timeline() if one.number == number), None)
        if entry is None:
            problem = "This line is not there any more: the library has changed."
            return shown(
                desk, request, "source.html", status=404, number=number, problem=problem, citation=None, view=None
            )
        return opened(desk, request, entry.citation, number)

    return [
        Route("/timeline", timeline),
        Route("/timeline.csv", as_csv),
        Route("/source/timeline/{number:int}", source),
    ]


def csv_of(entries: Sequence[Entry]) -> str:
    """The entries as CSV; a cell that a spreadsheet would take for a formula starts with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for one in entries:
        cited = one.citation
        row = (
            KINDS[one.kind],
            one.value,
            one.start or "",
            one.end or "",
            cited.quote,
            one.holder,
            one.firm,
            ", ".join(part for part in (cited.publisher or cited.title, cited.kind) if part),
            cited.published or "",
            "; ".join(place_of(cited)),
            " ".join(one.differs),
        )
        writer.writerow([safe_cell(cell) for cell in row])
    return "\ufeff" + out.getvalue()  # without the mark Excel reads "£" as two letters


def safe_cell(text: str) -> str:
    """One line that no spreadsheet runs.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell(" +44"), safe_cell("£3,000")
    ("'=HYPERLINK(1)", "'+44", '£3,000')
    """
    line = clean_line(text)
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


# The picture


@dataclass(frozen=True, slots=True)
class Mark:
    """A dated entry in the picture, in its coordinates."""

    x: float
    y: float
    width: float
    entry: Entry
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture of what is dated: a row for each month or year, marks along it.

    Attributes:
        width: In its own units.
        height: Likewise.
        ticks: Position and name of each step of time.
        marks: What is shown.
        summary: The picture in a sentence.
    """

    width: int
    height: int
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    summary: str


_WIDTH, _TOP, _STEP, _SIZE, _MOST_ROWS = 960, 34, 16, 12, 24


def chart(entries: Sequence[Entry]) -> Chart | None:
    """Place the dated entries along time, those of a day above each other; None where nothing is dated."""
    spans = [(date.fromisoformat(one.start), date.fromisoformat(one.end or one.start), one)
             for one in entries if one.start and one.kind != "sum"]  # fmt: skip
    if not spans:
        return None
    spans.sort(key=lambda span: (span[0], span[1], span[2].number))
    first, last = spans[0][0].year, max(span[1].year for span in spans)
    origin, days = date(first, 1, 1).toordinal(), (date(last + 1, 1, 1) - date(first, 1, 1)).days
    scale = (_WIDTH - 20) / days
    busy: list[float] = []
    marks = []
    for start, end, one in spans:
        x = 10 + (start.toordinal() - origin) * scale
        width = max(_SIZE, (end.toordinal() - start.toordinal() + 1) * scale)
        row = next((n for n, until in enumerate(busy) if until <= x), len(busy))
        if row >= _MOST_ROWS:
            row = min(range(len(busy)), key=lambda n: busy[n])
        busy[row : row + 1] = [x + width + 3]
        words = f"{KINDS[one.kind]}, {clean_line(one.value)}: {clean_line(one.citation.quote)[:160]}"
        marks.append(Mark(round(x, 1), _TOP + row * _STEP, round(width, 1), one, words))
    years = last - first + 1
    step = 1 if years <= 15 else years // 10
    ticks = tuple(
        (round(10 + (date(year, 1, 1).toordinal() - origin) * scale, 1), str(year))
        for year in range(first, last + 1, step)
    )
    n_consultations = sum(one.kind == "consultation" for _, _, one in spans)
    summary = (
        f"{len(spans) - n_consultations} dated commitments and {n_consultations} dates of consultations, from "
        f"{date_in_words(spans[0][0].isoformat()[:7])} to {date_in_words(max(s[1] for s in spans).isoformat()[:7])}. "
        "The table below has all of them."
    )
    return Chart(_WIDTH, _TOP + len(busy) * _STEP + 10, ticks, tuple(marks), summary)
