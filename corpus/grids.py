"""Ruled lines of a page → the grids of its ruled tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.runs import Rule

_NEAR = 4.0
"""Ruled lines this close, in points, touch."""
_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows from top to bottom and columns from left to right, as the ruled lines part them.

    Attributes:
        xs: Places of the upright lines, from the left.
        ys: Places of the level lines, from below.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]

    @property
    def x0(self) -> float:
        """Left side."""
        return self.xs[0]

    @property
    def x1(self) -> float:
        """Right side."""
        return self.xs[-1]

    @property
    def y1(self) -> float:
        """Top."""
        return self.ys[-1]

    @property
    def n_rows(self) -> int:
        """How many rows it has."""
        return len(self.ys) - 1

    @property
    def n_columns(self) -> int:
        """How many columns it has."""
        return len(self.xs) - 1

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a place, each from 0, or None outside.

        >>> Grid((0, 10, 20), (0, 5, 15)).cell(12, 14)
        (0, 1)
        """
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        column = min(bisect_right(self.xs, x) - 1, self.n_columns - 1)
        from_below = min(bisect_right(self.ys, y) - 1, self.n_rows - 1)
        return self.n_rows - 1 - from_below, column


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """The grids that touching ruled lines make, each with at least two cells."""
    uprights = _merged([(rule.x0, rule.y0, rule.y1) for rule in rules if rule.x0 == rule.x1 and rule.y1 > rule.y0])
    levels = _merged([(rule.y0, rule.x0, rule.x1) for rule in rules if rule.y0 == rule.y1 and rule.x1 > rule.x0])
    if not uprights or not levels or len(uprights) + len(levels) > _MOST_LINES:
        return []
    owner = list(range(len(uprights) + len(levels)))

    def find(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    for i, (x, y0, y1) in enumerate(uprights):
        for j, (y, x0, x1) in enumerate(levels):
            if x0 - _NEAR <= x <= x1 + _NEAR and y0 - _NEAR <= y <= y1 + _NEAR:
                owner[find(i)] = find(len(uprights) + j)
    members: dict[int, list[int]] = {}
    for index in range(len(owner)):
        members.setdefault(find(index), []).append(index)
    grids = []
    for group in members.values():
        grid = _grid(
            [uprights[index] for index in group if index < len(uprights)],
            [levels[index - len(uprights)] for index in group if index >= len(uprights)],
        )
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda grid: -grid.y1)


def _merged(lines: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Pieces `(place, from, to)` of one line, as programs draw them cell by cell, made one."""
    merged: list[tuple[float, float, float]] = []
    by_place: list[list[tuple[float, float, float]]] = []
    for line in sorted(lines):
        if by_place and line[0] - by_place[-1][0][0] <= 2.0:
            by_place[-1].append(line)
        else:
            by_place.append([line])
    for group in by_place:
        place = group[0][0]
        start = end = None
        for _, low, high in sorted(group, key=lambda line: line[1]):
            if start is None or end is None or low > end + _NEAR:
                if start is not None and end is not None:
                    merged.append((place, start, end))
                start, end = low, high
            else:
                end = max(end, high)
        if start is not None and end is not None:
            merged.append((place, start, end))
    return merged


def _grid(uprights: list[tuple[float, float, float]], levels: list[tuple[float, float, float]]) -> Grid | None:
    if len(uprights) < 2 or len(levels) < 2:
        return None
    width = max(x for x, _, _ in uprights) - min(x for x, _, _ in uprights)
    height = max(y for y, _, _ in levels) - min(y for y, _, _ in levels)
    xs = _places(uprights, 0.3 * height)
    ys = _places(levels, 0.5 * width)
    if len(xs) < 3 or len(ys) < 2:
        return None  # one column is a box around text
    return Grid(tuple(xs), tuple(ys))


def _places(lines: list[tuple[float, float, float]], at_least: float) -> list[float]:
    """Places of the lines that are long enough, from the lowest."""
    lengths: dict[float, float] = {}
    for place, low, high in lines:
        near = next((known for known in lengths if abs(known - place) <= _NEAR), place)
        lengths[near] = lengths.get(near, 0.0) + high - low
    return sorted(place for place, length in lengths.items() if length >= at_least)
