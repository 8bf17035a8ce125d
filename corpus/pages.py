"""Running heads and feet of a paged document, and the labels printed in them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.layout import PageRows, Segment

_DEPTH = 5
"""How many rows from the top and from the foot of a page may be running ones."""
_ZONE = 0.2
"""They stand within this share of the page's height."""
_NUMBER = r"(?:\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})"
_ONLY = re.compile(
    rf"(?:page\s+|p\.?\s*)?[-–—\[(|]?\s*({_NUMBER})\s*[-–—\])|]?(?:\s*(?:of|/)\s*\d{{1,4}})?\Z", re.IGNORECASE
)
_PAGE_WORD = re.compile(rf"\bpage\s+({_NUMBER})\b", re.IGNORECASE)
_FIRST = re.compile(r"(\d{1,5})\s+\S")
_LAST = re.compile(r"\S.*[\s|–—-](\d{1,5})\Z")
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


@dataclass(frozen=True, slots=True)
class Furniture:
    """What of a page is not its text: indices of its running rows, and the label printed in them."""

    rows: frozenset[int]
    label: str | None


@dataclass(frozen=True, slots=True)
class _Label:
    text: str
    value: int
    style: str  # "only", "first", "last", and "roman" where it is one
    y: float


def find_furniture(pages: Sequence[PageRows]) -> list[Furniture]:
    """Tell running heads, feet and page numbers from text.

    A row is a running one when the file marks it so, when the same words (numbers aside) stand at the same height of
    at least three pages, or when it is a lone page number whose neighbours count on. Only rows at the edge of a page,
    with no text outside them, are running ones.
    """
    edges = [_edge_rows(page) for page in pages]
    repeated = _repeated(pages, edges)
    labels = [
        _candidates(page, rows, repeated[index]) for index, (page, rows) in enumerate(zip(pages, edges, strict=True))
    ]
    chosen = [_choose(labels, index) for index in range(len(pages))]
    if len(pages) == 1:
        chosen = [_lone(labels[0], pages[0].height)]
    usual = Counter(round(label.y / 12) for label in chosen if label is not None)
    result = []
    for index, page in enumerate(pages):
        label = chosen[index]
        gone: set[int] = set()
        for rows in edges[index]:
            outermost = True
            for row in rows:
                if label is not None and _holds_only(page.rows[row], label):
                    gone.add(row)
                    continue
                if not outermost:
                    continue
                if row in repeated[index]:
                    gone.add(row)
                    continue
                number = _only_number(page.rows[row])
                if number is not None and usual[round(page.rows[row][0].y / 12)] >= 2:
                    gone.add(row)
                    label = label or _Label(number, _value(number) or 0, "only", page.rows[row][0].y)
                    continue
                outermost = False
        result.append(Furniture(frozenset(gone), label.text if label else None))
    return result


def _edge_rows(page: PageRows) -> tuple[list[int], list[int]]:
    """Rows near the head, from the top; rows near the foot, from below."""
    top, bottom = page.height * (1 - _ZONE), page.height * _ZONE
    inside = [any(grid.cell(row[0].x0, row[0].y) is not None for grid in page.grids) for row in page.rows]
    indices = [index for index in range(len(page.rows)) if not inside[index]]
    heads = [index for index in indices[:_DEPTH] if page.rows[index][0].y >= top or _is_artifact(page.rows[index])]
    feet = [
        index for index in indices[::-1][:_DEPTH] if page.rows[index][0].y <= bottom or _is_artifact(page.rows[index])
    ]
    return heads, feet


def _is_artifact(row: Sequence[Segment]) -> bool:
    return all(segment.artifact for segment in row)


def _key(row: Sequence[Segment]) -> str:
    words = " ".join(segment.text for segment in row).casefold()
    words = " ".join("#" if _ROMAN.match(word) else word for word in words.split())
    return re.sub(r"\d+", "#", words)


def _repeated(pages: Sequence[PageRows], edges: Sequence[tuple[list[int], list[int]]]) -> list[set[int]]:
    places: dict[tuple[int, str], list[tuple[int, int, float]]] = defaultdict(list)
    for index, zones in enumerate(edges):
        for zone, rows in enumerate(zones):
            for row in rows:
                segments = pages[index].rows[row]
                places[zone, _key(segments)].append((index, row, segments[0].y))
    found: list[set[int]] = [set() for _ in pages]
    needed = 3 if len(pages) > 4 else 2
    large = 1.3 * _body_size(pages)
    for (_, key), members in places.items():
        if key in ("", "#"):
            continue  # a lone number: whether it is the page's is told by its neighbours
        if "#" in key and all(pages[index].rows[row][0].size > large for index, row, _ in members):
            continue  # "Part 1", "Part 2" at the head of each page are headings
        for index, row, y in members:
            alike = {i for i, _, other in members if abs(other - y) <= 8 and abs(i - index) <= 12}
            if len(alike) >= needed and len(key) <= 200:
                found[index].add(row)
    for index, zones in enumerate(edges):
        for rows in zones:
            found[index].update(row for row in rows if _is_artifact(pages[index].rows[row]))
    return found


def _body_size(pages: Sequence[PageRows]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for row in page.rows:
            for segment in row:
                sizes[segment.size] += len(segment.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _only_number(row: Sequence[Segment]) -> str | None:
    if len(row) != 1:
        return None
    match = _ONLY.match(row[0].text)
    return match[1] if match and _value(match[1]) is not None else None


def _holds_only(row: Sequence[Segment], label: _Label) -> bool:
    return abs(row[0].y - label.y) < 1 and _only_number(row) == label.text


def _value(token: str) -> int | None:
    if token.isdigit():
        return int(token)
    if not _ROMAN.match(token) or not token:
        return None
    total, before = 0, 0
    for letter in reversed(token.lower()):
        value = _ROMAN_VALUES[letter]
        total += value if value >= before else -value
        before = max(before, value)
    return total


def _candidates(page: PageRows, zones: tuple[list[int], list[int]], repeated: set[int]) -> list[_Label]:
    """What may be the page's printed label, the likeliest first: feet, then heads."""
    found: list[_Label] = []
    for rows in (zones[1], zones[0]):
        for depth, row in enumerate(rows):
            segments = page.rows[row]
            y = segments[0].y
            whole = " ".join(segment.text for segment in segments)
            tokens = [(m[1], "only") for s in segments if (m := _ONLY.match(s.text))]
            tokens += [(m[1], "only") for m in [_PAGE_WORD.search(whole)] if m]
            if row in repeated:
                tokens += [(m[1], "first") for m in [_FIRST.match(whole)] if m]
                tokens += [(m[1], "last") for m in [_LAST.match(whole)] if m]
            for token, style in tokens:
                value = _value(token)
                if value is not None:
                    found.append(_Label(token, value, style if token.isdigit() else "roman", y))
            if depth >= 2 and row not in repeated:
                break
    return found


def _choose(labels: Sequence[list[_Label]], index: int) -> _Label | None:
    """The candidate that the pages before and after count on from."""
    best: tuple[int, _Label] | None = None
    for candidate in labels[index]:
        support = 0
        for step in (-2, -1, 1, 2):
            near = labels[index + step] if 0 <= index + step < len(labels) else []
            roman = candidate.style == "roman"
            if any(other.value == candidate.value + step and (other.style == "roman") == roman for other in near):
                support += 2 if abs(step) == 1 else 1
        if candidate.style == "only" and support:
            support += 1
        if support >= 2 and (best is None or support > best[0]):
            best = (support, candidate)
    return best[1] if best else None


def _lone(labels: Sequence[_Label], height: float) -> _Label | None:
    """The label of a document of one page: the only number that stands by itself at the page's very edge."""
    edge = [label for label in labels if label.style == "only" and not 0.12 * height < label.y < 0.92 * height]
    return edge[0] if len(edge) == 1 and edge[0].value < 1000 else None
