"""Text → sentences, by place.

`sentencex` (Wikimedia; MIT, maintained, no data to fetch) finds the boundaries. It splits after some abbreviations
that public papers print ("para. 5", "Reg. 44", "Cllr. Smith"), so those pieces are joined again here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

_NO_END = re.compile(
    r"(?:^|[\s(])(?:para|paras|p|pp|s|ss|sec|reg|regs|art|no|nos|cllr|cllrs|fig|ch|vol|approx|inc|incl|est|dept|cttee|"
    r"e\.g|i\.e|cf|viz|c|ref|app|rt|hon)\.\s*\Z",
    re.IGNORECASE,
)
_NUMBER_ONLY = re.compile(r"\s*\(?(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)[.)]\s*\Z", re.IGNORECASE)
_MOST_READ = 60
WINDOW = 4_000
"""Characters given to `sentencex` at a time, cut where a sentence ends."""
_LOWER_START = re.compile(r"\s*[a-z]")
_NOTE_MARKS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
"""References to notes: they belong to the sentence they follow."""


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Split into sentences.

    Returns:
        Half-open `(start, end)` code-point spans in order, white space between them left out; together they hold
        every other character of `text`.

    >>> text = "See para. 5, page 82. It will rise to £3,000."
    >>> [text[a:b] for a, b in sentence_spans(text)]
    ['See para. 5, page 82.', 'It will rise to £3,000.']
    """
    if not text.strip():
        return []
    spans: list[tuple[int, int]] = []
    joined_to_next = False
    position = 0
    for cut in _pieces(text):
        piece = cut
        # The pieces are the text in order; only white space may be dropped between them.
        start = text.find(piece, position)
        marks = _NOTE_MARKS.match(text, start) if start > 0 and spans else None
        if marks and marks.end() <= start + len(piece) and not text[start - 1].isspace():
            spans[-1] = (spans[-1][0], marks.end())
            piece, start = text[marks.end() : start + len(piece)], marks.end()
        if start < 0:  # pragma: no cover - sentencex returns slices of its input
            return [(len(text) - len(text.lstrip()), len(text.rstrip()))]
        end = start + len(piece)
        if spans and (joined_to_next or _LOWER_START.match(piece)):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        position = end
        # Only the end can tell; a long run of short pieces is not read again for each.
        current = text[spans[-1][0] : end].rstrip() if end - spans[-1][0] <= _MOST_READ else ""
        joined_to_next = bool(_NO_END.search(current or text[end - _MOST_READ : end]) or _NUMBER_ONLY.match(current))
    trimmed = []
    for start, end in spans:
        piece = text[start:end]
        left, right = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        if left < right:
            trimmed.append((left, right))
    return trimmed


def _pieces(text: str) -> Iterator[str]:
    """The text as `sentencex` cuts it, given to it in windows: its time grows with the square of the length."""
    start = 0
    while len(text) - start > WINDOW:
        middle, end = start + WINDOW // 2, start + WINDOW
        cut = max(text.rfind(mark, middle, end) for mark in (". ", "? ", "! ", ".\n"))
        if cut < 0:
            cut = max(text.rfind(" ", middle, end), text.rfind("\n", middle, end))
        cut = end if cut < 0 else cut + 1
        yield from sentencex.segment("en", text[start:cut])
        start = cut
    yield from sentencex.segment("en", text[start:])
