"""Runs of one page → rows of segments → lines and tables in reading order.

A segment is a piece of a line without a wide gap: a whole line of a paragraph, one cell of a table's row. Columns are
found by the white gutter between them, ruled tables by their ruled lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.cleaning import drop_invisible
from corpus.grids import Grid
from corpus.runs import PageRuns, Rule, Run

_WIDE_EM = 1.4
"""A gap of more than this many ems parts two cells or two columns; spaces of justified lines stay below it."""
_GAP_EM = 0.7
"""A space of more than this many ems may be a narrow gutter."""
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "\u00a0": " ", "\u2002": " "}
    | dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf0a8\uf0fc\uf02d\uf06f\u2022\u25cf\uf0b0\uf0be", "•")
)
MARKER = re.compile(
    r"(?:[•▪◦‣·○●■□➢–*-]|o|\(?(?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|\d{1,3}(?:\.\d{1,3}){0,4}\.?|[a-z]\.)\Z"
)
_RTL = re.compile("[\u0590-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_GUTTER_LINES = 12
_MOST_CANDIDATES = 6
_MOST_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line without a wide gap, places in points, `y` the baseline."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    artifact: bool = False
    gaps: tuple[tuple[int, float, float], ...] = ()
    """Its wider spaces: index in `text` of what follows, where the space starts and ends."""


@dataclass(frozen=True, slots=True)
class Line:
    """Segments on one baseline of one column, whose sides are `left` and `right`.

    `leading` is the usual step from baseline to baseline in the column.
    """

    segments: tuple[Segment, ...]
    page: int
    column: int
    left: float
    right: float
    leading: float = 0.0

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(segment.text for segment in self.segments)

    @property
    def x0(self) -> float:
        """Where it starts."""
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return self.segments[-1].x1

    @property
    def y(self) -> float:
        """Its baseline."""
        return self.segments[0].y

    @property
    def size(self) -> float:
        """The font size of its longest segment."""
        return max(self.segments, key=lambda segment: len(segment.text)).size

    @property
    def bold(self) -> bool:
        """Whether every segment is bold."""
        return all(segment.bold for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: each row a tuple of cells, each cell its lines."""

    rows: tuple[tuple[tuple[str, ...], ...], ...]
    bold: tuple[bool, ...]
    """Whether all of a row is bold."""
    page: int
    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True)
class PageRows:
    """A page as rows of segments from top to bottom, before anything is left out."""

    number: int
    width: float
    height: float
    rows: tuple[tuple[Segment, ...], ...]
    grids: tuple[Grid, ...] = ()


def read_rows(page: PageRuns, grids: Sequence[Grid]) -> PageRows:
    """Join runs into segments and segments into rows; line numbers in the margin are left out."""
    uprights = [rule for rule in page.rules if rule.x0 == rule.x1]
    clusters = _with_raised(_baselines(_without_doubles(page.runs)))
    clusters = _without_line_numbers(clusters, grids)
    rows = []
    for cluster in clusters:
        row = _joined_markers(_segments(cluster, uprights))
        if row:
            rows.append(tuple(row))
    rows.sort(key=lambda row: -row[0].y)
    return PageRows(page.number, page.width, page.height, tuple(rows), tuple(grids))


def _without_doubles(runs: Sequence[Run]) -> list[Run]:
    """Runs without the second print of a word that is set twice to look bold."""
    seen: dict[tuple[str, int], list[Run]] = {}
    kept = []
    for run in runs:
        key = (run.text, round(run.y))
        if len(run.text) > 1 and any(abs(run.x0 - other.x0) < 0.15 * run.size for other in seen.get(key, [])):
            continue
        seen.setdefault(key, []).append(run)
        kept.append(run)
    return kept


def _baselines(runs: Iterable[Run]) -> list[list[Run]]:
    clusters: list[list[Run]] = []
    level = size = 0.0
    for run in sorted(runs, key=lambda run: (-run.y, run.x0)):
        if clusters and level - run.y <= 0.3 * min(size, run.size):
            clusters[-1].append(run)
        else:
            clusters.append([run])
            level, size = run.y, run.size
    return clusters


def _with_raised(clusters: list[list[Run]]) -> list[list[Run]]:
    """Put raised and lowered small runs (references to notes, "2nd") into the line they touch."""
    result = [list(cluster) for cluster in clusters]
    for position, cluster in enumerate(clusters):
        for run in cluster:
            for near in (position + 1, position - 1):
                if not 0 <= near < len(clusters):
                    continue
                host = next((other for other in clusters[near] if _touches(run, other)), None)
                if host is not None:
                    result[position].remove(run)
                    raised = run.y > host.y and run.text.isdigit() and run.text.isascii()
                    text = run.text.translate(_SUPERSCRIPTS) if raised else run.text
                    result[near].append(replace(run, text=text, y=host.y))
                    break
    for cluster in result:
        cluster.sort(key=lambda run: run.x0)
        if len(cluster) > 1:
            _raise_in_line(cluster)
    return [cluster for cluster in result if cluster]


def _touches(small: Run, big: Run) -> bool:
    if small.size > 0.85 * big.size or not -0.35 * big.size < small.y - big.y < 0.75 * big.size:
        return False
    after, before = small.x0 - big.x1, big.x0 - small.x1
    return -0.2 * big.size < after < 0.4 * big.size or -0.2 * big.size < before < 0.6 * big.size


def _raise_in_line(cluster: list[Run]) -> None:
    """Write the digits of a small run that stands a little above its neighbour as raised ones."""
    for position, run in enumerate(cluster):
        if not (run.text.isdigit() and run.text.isascii()):
            continue
        for other in cluster[max(0, position - 1) : position + 2]:
            if run.size < 0.8 * other.size and run.y - other.y > 0.12 * other.size and _touches(run, other):
                cluster[position] = replace(run, text=run.text.translate(_SUPERSCRIPTS), y=other.y)
                break


def _without_line_numbers(clusters: list[list[Run]], grids: Sequence[Grid]) -> list[list[Run]]:
    """Lines without the numbers 1, 2, 3 … that stand beside each of them at the same place.

    Codes that count on ("201 City of London", "202 Camden") are text. Only the numbers of lines that run on as prose
    does go, and those that number empty lines too; none in a ruled table.
    """
    for side in (0, -1):
        numbered = [
            (position, int(cluster[side].text))
            for position, cluster in enumerate(clusters)
            if cluster[side].text.isdigit() and len(cluster[side].text) <= 4 and cluster[side].text.isascii()
        ]
        if len(numbered) < _GUTTER_LINES or len(numbered) < 0.5 * len(clusters):
            continue
        common = Counter(round(clusters[position][side].x1 / 8) for position, _ in numbered).most_common(1)[0][0]
        numbered = [
            (position, value)
            for position, value in numbered
            if abs(round(clusters[position][side].x1 / 8) - common) <= 1
        ]
        steps = [after[1] - before[1] for before, after in pairwise(numbered)]
        if len(numbered) < _GUTTER_LINES or sum(step == 1 for step in steps) < 0.9 * len(steps):
            continue
        gone = {position for position, _ in numbered}
        beside = [[run for run in cluster if run is not cluster[side]] for cluster in map(clusters.__getitem__, gone)]
        ruled = any(grid.cell(cluster[side].x0, cluster[side].y) for grid in grids for cluster in clusters)
        empty = numbered[0][1] == 1 and sum(not line for line in beside) >= 0.1 * len(beside)
        if ruled or not (empty or _runs_on(beside)):
            continue
        clusters = [
            [run for index, run in enumerate(cluster) if index != side % len(cluster)] if position in gone else cluster
            for position, cluster in enumerate(clusters)
        ]
        clusters = [cluster for cluster in clusters if cluster]
    return clusters


def _runs_on(lines: Iterable[Sequence[Run]]) -> bool:
    """Whether lines go on in the middle of a sentence, and do not part into cells, as those of a table do."""
    worded = [line for line in lines if line]
    small = sum(line[0].text[0].islower() for line in worded)
    parted = sum(
        any(after.x0 - before.x1 > 2 * _WIDE_EM * after.size for before, after in pairwise(line)) for line in worded
    )
    return small >= 0.2 * len(worded) and parted <= 0.25 * len(worded)


def _segments(cluster: Sequence[Run], uprights: Sequence[Rule]) -> list[Segment]:
    groups: list[list[Run]] = []
    end = 0.0
    for run in cluster:
        if groups:
            last = groups[-1][-1]
            em = max(run.size, last.size)
            gap = run.x0 - end
            ruled = gap > 0 and any(
                end - 1 <= rule.x0 <= run.x0 + 1 and rule.y0 - 2 <= run.y + 0.3 * em <= rule.y1 + 2 for rule in uprights
            )
            if not ruled and -2 * em < gap <= _WIDE_EM * em and run.artifact == last.artifact:
                groups[-1].append(run)
                end = max(end, run.x1)
                continue
        groups.append([run])
        end = run.x1
    return [segment for segment in map(_segment, groups) if segment.text]


def _segment(group: Sequence[Run]) -> Segment:
    gaps: list[tuple[int, float, float]] = []
    right_to_left = sum(bool(_RTL.search(run.text)) for run in group) > len(group) / 2
    if right_to_left:  # files hold these scripts as they are drawn, last letter first
        text = " ".join(
            _shown(run.text)[::-1] if _RTL.search(run.text) else _shown(run.text) for run in reversed(group)
        )
    else:
        text = _shown(group[0].text)
        for before, run in pairwise(group):
            gap, em = run.x0 - before.x1, max(run.size, before.size)
            shown = gap > 0.05 * em and (run.spaced or before.spaced_after)
            text += " " if shown or gap > max(0.5 * min(run.space, before.space), 0.1 * em) else ""
            if gap > _GAP_EM * em:
                gaps.append((len(text), before.x1, run.x0))
            text += _shown(run.text)
    sizes: Counter[float] = Counter()
    for run in group:
        sizes[round(run.size, 1)] += len(run.text)
    total = sum(sizes.values())
    return Segment(
        text.strip(),
        min(run.x0 for run in group),
        max(run.x1 for run in group),
        max(group, key=lambda run: run.size).y,
        sizes.most_common(1)[0][0],
        sum(len(run.text) for run in group if run.bold) > 0.6 * total,
        all(run.artifact for run in group),
        tuple(gaps),
    )


def _shown(text: str) -> str:
    """The characters of a run as plain text; a soft hyphen at its end shows, one inside does not."""
    broken = text.endswith("\u00ad")
    return " ".join(drop_invisible(text.translate(_LIGATURES)).split()) + ("\u00ad" if broken else "")


def _joined_markers(row: list[Segment]) -> list[Segment]:
    """A bullet or number and the words it stands before, as one segment."""
    joined: list[Segment] = []
    for segment in row:
        last = joined[-1] if joined else None
        if (
            last is not None
            and MARKER.match(last.text)
            and segment.x0 - last.x1 < (6 if not last.text[-1].isdigit() else 4.5) * segment.size
            and not MARKER.match(segment.text)
            and not last.artifact
        ):
            shift = len(last.text) + 1
            joined[-1] = replace(
                segment,
                text=f"{last.text} {segment.text}",
                x0=last.x0,
                gaps=tuple((index + shift, start, end) for index, start, end in segment.gaps),
            )
        else:
            joined.append(segment)
    return joined


# Reading order


@dataclass(frozen=True, slots=True)
class _Split:
    """A gutter at `x`, and those of the columns to its left and right."""

    x: float
    left: _Split | None
    right: _Split | None


def in_reading_order(page: PageRows, left_out: Iterable[int] = ()) -> list[Line | Table]:
    """Lines and tables of a page in reading order.

    Args:
        page: The page.
        left_out: Indices of rows that are running heads and feet.
    """
    gone = set(left_out)
    segments = [segment for index, row in enumerate(page.rows) if index not in gone for segment in row]
    tables: list[Table] = []
    for grid in page.grids:
        table, segments = _fill(grid, segments, page.number)
        if table is not None:
            tables.append(table)
    elements: list[Segment | Table] = [*segments, *tables]
    groups: list[list[Segment | Table]] = []
    _order(elements, _find_split(segments, 0), groups)
    ordered: list[Line | Table] = []
    for column, group in enumerate(groups):
        ordered += _lines(group, page.number, column)
    return ordered


def _fill(grid: Grid, segments: list[Segment], page: int) -> tuple[Table | None, list[Segment]]:
    """The table a grid makes of the segments inside it, and the segments outside it."""
    inside: dict[tuple[int, int], list[Segment]] = {}
    outside = []
    for segment in segments:
        place = grid.cell((segment.x0 + segment.x1) / 2, segment.y + 0.3 * segment.size)
        if place is None:
            outside.append(segment)
        else:
            inside.setdefault(place, []).append(segment)
    if len({column for _, column in inside}) < 2:
        return None, segments
    rows, bold = [], []
    for row in range(grid.n_rows):
        cells = [inside.get((row, column), []) for column in range(grid.n_columns)]
        if any(cells):
            rows.append(tuple(_cell_lines(cell) for cell in cells))
            bold.append(all(segment.bold for cell in cells for segment in cell))
    return Table(tuple(rows), tuple(bold), page, grid.x0, grid.x1, grid.y1), outside


def _cell_lines(segments: list[Segment]) -> tuple[str, ...]:
    lines: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda segment: (-segment.y, segment.x0)):
        if lines and lines[-1][0].y - segment.y < 0.3 * segment.size:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    return tuple(" ".join(s.text for s in sorted(line, key=lambda s: s.x0)) for line in lines)


def _order(elements: list[Segment | Table], split: _Split | None, groups: list[list[Segment | Table]]) -> None:
    """Add the elements to `groups`, one group a column, in reading order."""
    if split is not None:
        segments = _cut((e for e in elements if isinstance(e, Segment)), split.x)
        elements = [*segments, *(e for e in elements if isinstance(e, Table))]
    elements = sorted(elements, key=lambda element: (-element.y, element.x0))
    if split is None:
        if elements:
            groups.append(elements)
        return
    x = split.x
    crossing = [e for e in elements if e.x0 < x - 1 and e.x1 > x + 1]
    ids = {id(e) for e in crossing}
    band: list[Segment | Table] = []
    full: list[Segment | Table] = []

    def close_band() -> None:
        if band:
            _order([e for e in band if (e.x0 + e.x1) / 2 <= x], split.left, groups)
            _order([e for e in band if (e.x0 + e.x1) / 2 > x], split.right, groups)
            band.clear()

    def close_full() -> None:
        if full:
            groups.append(list(full))
            full.clear()

    for element in elements:
        if id(element) in ids:
            close_band()
            full.append(element)
        else:
            close_full()
            band.append(element)
    close_band()
    close_full()


def _find_split(segments: list[Segment], depth: int) -> _Split | None:
    """The gutter that best parts columns of prose, or None."""
    if depth >= _MOST_DEPTH or len(segments) < 6:
        return None
    best: tuple[float, _Split] | None = None
    for x in _valleys(segments):
        parted = _cut(segments, x)
        left = [s for s in parted if s.x1 <= x + 1]
        right = [s for s in parted if s.x0 >= x - 1]
        share = sum(len(s.text) for s in left + right) / max(1, sum(len(s.text) for s in segments))
        if share < 0.5 or (best is not None and share <= best[0]):
            continue
        inner_left = None if _is_prose(left) else _find_split(left, depth + 1)
        inner_right = None if _is_prose(right) else _find_split(right, depth + 1)
        if (inner_left or _is_prose(left)) and (inner_right or _is_prose(right)):
            best = (share, _Split(x, inner_left, inner_right))
    return best[1] if best else None


def _cut(segments: Iterable[Segment], x: float) -> list[Segment]:
    """Segments with those parted that have a wider space just at a gutter."""
    parted = []
    for segment in segments:
        found = next(((i, a, b) for i, a, b in segment.gaps if a - 1 <= x <= b + 1), None)
        if found is None or not segment.text[: found[0]].strip():
            parted.append(segment)
            continue
        index, end, start = found
        before = tuple(gap for gap in segment.gaps if gap[0] < index)
        after = tuple((i - index, a, b) for i, a, b in segment.gaps if i > index)
        parted.append(replace(segment, text=segment.text[:index].strip(), x1=end, gaps=before))
        parted.append(replace(segment, text=segment.text[index:], x0=start, gaps=after))
    return parted


def _is_prose(segments: list[Segment]) -> bool:
    """Whether segments fill a column as lines of prose do: most of them reach from side to side."""
    if len(segments) < 3:
        return False
    left = min(s.x0 for s in segments)
    right = sorted(s.x1 for s in segments)[int(len(segments) * 0.95)]
    width = max(right - left, 1.0)
    fill = sum(min(1.0, (s.x1 - s.x0) / width) for s in segments) / len(segments)
    rows = len({round(s.y) for s in segments})
    chars = sum(len(s.text) for s in segments) / len(segments)
    return fill >= 0.55 and chars >= 14 and rows >= 0.8 * len(segments)


def _valleys(segments: list[Segment]) -> list[float]:
    """Middles of the upright strips that few segments cross, deepest first."""
    left, right = int(min(s.x0 for s in segments)), int(max(s.x1 for s in segments)) + 1
    if right - left < 100 or right - left > 20_000:
        return []
    changes = [0] * (right - left + 2)
    for s in segments:
        changes[int(s.x0) - left] += 1
        changes[max(int(s.x1), int(s.x0)) + 1 - left] -= 1
    cover, current = [], 0
    for change in changes:
        current += change
        cover.append(current)
    middle = sorted(cover)[len(cover) // 2]
    low = 0.55 * middle
    strips: list[tuple[float, float]] = []
    start = None
    for position, value in enumerate(cover):
        if value <= low and start is None:
            start = position
        elif value > low and start is not None:
            if position - start >= 5 and start > 0:
                depth = min(cover[start:position])
                deepest = [at for at in range(start, position) if cover[at] == depth]
                strips.append((depth, left + deepest[len(deepest) // 2] + 0.5))
            start = None
    return [x for _, x in sorted(strips)[:_MOST_CANDIDATES]]


def _lines(group: list[Segment | Table], page: int, column: int) -> list[Line | Table]:
    """Segments of one column as lines; tables stay as they are."""
    sides = [(e.x0, e.x1) for e in group if isinstance(e, Segment)]
    left = min((x0 for x0, _ in sides), default=0.0)
    right = sorted(x1 for _, x1 in sides)[int(len(sides) * 0.97)] if sides else 0.0
    steps = sorted(step for a, b in pairwise(e.y for e in group) if (step := a - b) > 4)
    leading = steps[int(len(steps) * 0.4)] if len(steps) >= 4 else 0.0
    result: list[Line | Table] = []
    current: list[Segment] = []

    def close() -> None:
        if current:
            result.append(Line(tuple(sorted(current, key=lambda s: s.x0)), page, column, left, right, leading))
            current.clear()

    for element in group:
        if isinstance(element, Table):
            close()
            result.append(element)
            continue
        if current and current[0].y - element.y > 0.3 * min(current[0].size, element.size):
            close()
        current.append(element)
    close()
    return result
