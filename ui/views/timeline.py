"""Timeline and money: dated commitments, consultations and sums, as a picture, a table and a CSV file.

A choice of lines is a question in the address, answered here; where all lines are on the page, the browser's script
answers it at once.
"""

from __future__ import annotations

import csv
import io
import logging
import threading
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from assistant.plain import clean_line
from assistant.referencing import date_in_words, place_of
from assistant.timeline import Entry
from corpus.errors import counted
from ui.pages import shown
from ui.views.sources import opened

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from ui.backend import Backend
    from ui.desk import Desk

log = logging.getLogger(__name__)

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


A_PAGE = 200
"""Lines shown at once; with no more than these the browser sorts and filters by itself."""
ORDERS = {
    "": "Date, earliest first",
    "-start": "Date, latest first",
    "-value": "Value, largest first",
    "value": "Value, smallest first",
    "who": "Who",
    "firm": "How firm",
    "kind": "Kind",
    "quote": "What the paper says",
}
DRAWING = "Reading every paper for dates and sums…"
_PATIENCE_S = 3.0


@dataclass(frozen=True, slots=True)
class Query:
    """Which lines are wanted, in which order; from the address, so that a choice can be linked and taken along."""

    words: tuple[str, ...] = ()
    kind: str = ""
    who: str = ""
    firm: str = ""
    differs: bool = False
    order: str = ""
    page: int = 1

    @classmethod
    def of(cls, told: Mapping[str, str]) -> Query:
        """What an address says; what means nothing is passed over."""
        page, order = told.get("page", ""), told.get("order", "")
        return cls(
            tuple(clean_line(told.get("words", ""))[:200].casefold().split()),
            kind if (kind := told.get("kind", "")) in KINDS else "",
            clean_line(told.get("who", ""))[:200],
            firm if (firm := told.get("firm", "")) in FIRMNESS else "",
            told.get("differs") == "1",
            order if order in ORDERS else "",
            int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        )

    def address(self, path: str, page: int = 1) -> str:
        """The address of this choice."""
        told = {
            "words": " ".join(self.words), "kind": self.kind, "who": self.who, "firm": self.firm,
            "differs": "1" if self.differs else "", "order": self.order, "page": str(page) if page > 1 else "",
        }  # fmt: skip
        said = urlencode({name: value for name, value in told.items() if value})
        return f"{path}?{said}" if said else path


def chosen(entries: Sequence[Entry], query: Query) -> list[Entry]:
    """The lines that a query leaves, in its order; a line without the value that it is ordered by comes last."""
    found = [
        one
        for one in entries
        if query.kind in {"", one.kind}
        and query.firm in {"", one.firm}
        and query.who in {"", clean_line(one.holder)}
        and (one.differs or not query.differs)
        and all(word in _words_of(one) for word in query.words)
    ]
    key = query.order.removeprefix("-") or "start"
    values: dict[str, Callable[[Entry], Any]] = {
        "start": lambda one: one.start,
        "value": lambda one: one.amount,
        "who": lambda one: clean_line(one.holder).casefold(),
        "firm": lambda one: tuple(FIRMNESS).index(one.firm),
        "kind": lambda one: one.kind,
        "quote": lambda one: one.citation.quote.casefold(),
    }
    has = [one for one in found if values[key](one) is not None]
    has.sort(key=values[key], reverse=query.order.startswith("-"))
    return [*has, *(one for one in found if values[key](one) is None)]


def _words_of(one: Entry) -> str:
    cited = one.citation
    parts = (one.value, cited.quote, one.holder, one.firm, KINDS[one.kind], cited.publisher, cited.title, *one.differs)
    return " ".join(parts).casefold()


class Drawing:
    """The timeline of the papers as they are now, drawn once, in a thread: a large library takes minutes."""

    def __init__(self) -> None:
        """Nothing is drawn yet."""
        self._lock = threading.Lock()
        self._of: Backend | None = None
        self._done = threading.Event()
        self._entries: tuple[Entry, ...] = ()

    def of(self, backend: Backend, *, wait_s: float = _PATIENCE_S) -> tuple[Entry, ...] | None:
        """The entries, or None while they are drawn; waits for them a moment."""
        with self._lock:
            if self._of is not backend:
                self._of, self._done = backend, threading.Event()
                threading.Thread(target=self._draw, args=(backend, self._done), name="timeline", daemon=True).start()
            done = self._done
        done.wait(wait_s)
        with self._lock:
            return self._entries if self._of is backend and done.is_set() else None

    def _draw(self, backend: Backend, done: threading.Event) -> None:
        entries: tuple[Entry, ...] = ()
        try:
            entries = backend.timeline()
        except Exception:
            log.exception("The timeline was not drawn")
        with self._lock:
            if self._of is backend:  # else the library has changed meanwhile
                self._entries = entries
                done.set()


def routes(desk: Desk) -> list[BaseRoute]:
    """`/timeline`, its CSV file, and the source of each line."""
    from starlette.responses import JSONResponse, RedirectResponse
    from starlette.responses import Response as Plain
    from starlette.routing import Route

    drawing = Drawing()

    def timeline(request: Request) -> Response:
        entries = drawing.of(desk.backend)
        if entries is None:
            return shown(
                desk, request, "progress.html", title="Drawing the timeline", line=DRAWING, follow="/timeline/state",
                then="/timeline",
            )  # fmt: skip
        query = Query.of(request.query_params)
        found = chosen(entries, query)
        n_pages = max(1, -(-len(found) // A_PAGE))
        page = min(max(query.page, 1), n_pages)
        return shown(
            desk,
            request,
            "timeline.html",
            entries=found[(page - 1) * A_PAGE : page * A_PAGE],
            n_all=len(entries),
            n_found=len(found),
            page=page,
            n_pages=n_pages,
            query=query,
            address=query.address,
            chart=chart(entries),
            kinds=KINDS,
            firmness=FIRMNESS,
            orders=ORDERS,
            holders=sorted({clean_line(one.holder) for one in entries}),
        )

    def state(_: Request) -> Response:
        drawn = drawing.of(desk.backend, wait_s=0) is not None
        return JSONResponse({"busy": not drawn, "line": "" if drawn else DRAWING})

    def as_csv(request: Request) -> Response:
        entries = drawing.of(desk.backend)
        if entries is None:
            return RedirectResponse("/timeline", 303)
        return Plain(
            csv_of(chosen(entries, Query.of(request.query_params))),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="timeline-and-money.csv"'},
        )

    def source(request: Request) -> Response:
        number = request.path_params["number"]
        entry = next((one for one in drawing.of(desk.backend) or () if one.number == number), None)
        if entry is None:
            problem = "This line is not there any more: the library has changed."
            return shown(
                desk, request, "source.html", status=404, number=number, problem=problem, citation=None, view=None
            )
        return opened(desk, request, entry.citation, number)

    return [
        Route("/timeline", timeline),
        Route("/timeline/state", state),
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
    """The dated entries of one kind and one time in the picture, in its coordinates.

    Attributes:
        x: Where the time begins.
        y: Upper edge.
        width: How long it is.
        kind: Of all of them.
        count: How many they are.
        differs: Whether papers differ from one of them.
        title: What they say.
    """

    x: float
    y: int
    width: float
    kind: str
    count: int
    differs: bool
    title: str

    @property
    def label(self) -> str:
        """What stands after it."""
        return " ".join(("" if self.count == 1 else str(self.count), "≠" if self.differs else "")).strip()


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture of what is dated: time from left to right, a lane for commitments and one for consultations.

    Attributes:
        width: In its own units.
        height: Likewise.
        ticks: Position and name of each step of time.
        lanes: Position and name of each lane.
        marks: What is shown.
        summary: The picture in a sentence.
    """

    width: int
    height: int
    ticks: tuple[tuple[float, str], ...]
    lanes: tuple[tuple[int, str], ...]
    marks: tuple[Mark, ...]
    summary: str


Span = tuple[date, date, Entry]

_WIDTH, _TOP, _STEP, _SIZE, _LANE, _MOST_ROWS = 960, 30, 17, 12, 24, 24
_LANES = {"commitment": "Commitments", "consultation": "Consultations"}


def chart(entries: Sequence[Entry]) -> Chart | None:
    """Place the dated entries along time, those of the same time as one bar; None where nothing is dated.

    No two bars meet. Where that would take too many rows, bars are of whole months, then of whole years.
    """
    spans = [(date.fromisoformat(one.start), date.fromisoformat(one.end or one.start), one)
             for one in entries if one.start and one.kind in _LANES]  # fmt: skip
    if not spans:
        return None
    first, last = min(span[0] for span in spans).year, max(span[1] for span in spans).year
    origin, days = date(first, 1, 1), (date(last + 1, 1, 1) - date(first, 1, 1)).days
    scale = (_WIDTH - 20) / days

    def at(day: date) -> float:
        return round(10 + (day - origin).days * scale, 1)

    marks: list[Mark] = []
    lanes = []
    top = _TOP
    for kind, name in _LANES.items():
        of_kind = [span for span in spans if span[2].kind == kind]
        for coarse in (_as_given, _in_months, _in_years):
            placed, n_rows = _rows(of_kind, coarse, at)
            if n_rows <= _MOST_ROWS:
                break
        if of_kind:
            lanes.append((top + 16, name))
            marks += [replace(mark, y=top + _LANE + mark.y * _STEP) for mark in placed]
            top += _LANE + n_rows * _STEP + 8
    years = last - first + 1
    step = 1 if years <= 15 else -(-years // 12)
    ticks = tuple((at(date(year, 1, 1)), str(year)) for year in range(first, last + 1, step))
    n_consultations = sum(span[2].kind == "consultation" for span in spans)
    summary = (
        f"{counted(len(spans) - n_consultations, 'dated commitment')} and "
        f"{counted(n_consultations, 'date')} of consultations, from "
        f"{date_in_words(min(span[0] for span in spans).isoformat()[:7])} to "
        f"{date_in_words(max(span[1] for span in spans).isoformat()[:7])}. The table below has all of them."
    )
    return Chart(_WIDTH, top + 4, ticks, tuple(lanes), tuple(marks), summary)


def _as_given(start: date, end: date) -> tuple[date, date]:
    return start, end


def _in_months(start: date, end: date) -> tuple[date, date]:
    return start.replace(day=1), end.replace(day=monthrange(end.year, end.month)[1])


def _in_years(start: date, end: date) -> tuple[date, date]:
    return date(start.year, 1, 1), date(end.year, 12, 31)


def _rows(
    spans: Sequence[Span], coarse: Callable[[date, date], tuple[date, date]], at: Callable[[date], float]
) -> tuple[list[Mark], int]:
    """The bars of a lane, `y` being their row from 0, and how many rows there are."""
    together: dict[tuple[date, date], list[Entry]] = {}
    for start, end, one in spans:
        together.setdefault(coarse(start, end), []).append(one)
    marks: list[Mark] = []
    busy: list[float] = []
    for (start, end), those in sorted(together.items(), key=lambda found: found[0]):
        x, width = at(start), max(_SIZE, at(end) - at(start))
        differs = any(one.differs for one in those)
        mark = Mark(x, 0, round(width, 1), those[0].kind, len(those), differs, _told(those))
        row = next((n for n, until in enumerate(busy) if until <= x), len(busy))
        busy[row : row + 1] = [x + width + 5 + 9 * len(mark.label)]
        marks.append(replace(mark, y=row))
    return marks, len(busy)


def _told(those: Sequence[Entry]) -> str:
    lines = [f"{clean_line(one.value)}: {clean_line(one.citation.quote)[:160]}" for one in those[:3]]
    return "\n".join([*lines, f"and {len(those) - 3} more"] if len(those) > 3 else lines)
