"""Drafts → Blocks: headings make sections, numbers make paragraphs, lead-ins keep their lists.

Heading levels in extracted text cannot be trusted (`### 3. Policy commitments` is followed by
`## 4. Financial commitments`), so three printed facts outrank them: a number's prefix (13.4.1 lies in 13.4, in 13), a
series (Pillar 1, Pillar 2; 3., 4.), and the numbers of the paragraphs that follow a heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Block
from corpus.drafts import MINOR_LEVEL, Draft
from corpus.standpoint import StandpointFinder

VERSION = 6
"""Part of the index's fingerprint: raise it when the readers would make other blocks of the same document."""

_SERIES = re.compile(
    r"(pillar|mission|chapter|part|section|appendix|annex|stage|theme|priority|recommendation|item|question)\s+"
    r"(?:\d+|[ivx]+|[a-z])\b",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"(?:[^.:;!?…)\]”\"]|:)\Z")
_SAID = re.compile(r"\b(?:said|says|added|commented|told \w+):\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    title: str
    number: str | None
    series: str | None


def build(drafts: Sequence[Draft], finder: StandpointFinder) -> tuple[str, tuple[Block, ...]]:
    """Lay drafts out as one text and give each its section, paragraph number, lead-in and standpoint.

    Returns:
        The document's text and its blocks, offsets into that text.
    """
    sections = _sections(drafts)
    paragraphs = _paragraphs(drafts, sections)
    lead_ins = _lead_ins(drafts, sections)
    standpoints = finder.find_all(drafts, sections, lead_ins)
    pieces: list[str] = []
    blocks: list[Block] = []
    position = 0
    for index, draft in enumerate(drafts):
        gap = ""
        if index:
            close = draft.kind in ("item", "row") and drafts[index - 1].kind == draft.kind
            gap = "\n" if close else "\n\n"
        start = position + len(gap)
        marker = f"{draft.marker} " if draft.marker else ""
        body_start = start + len(marker)
        end = body_start + len(draft.body)
        pieces += [gap, marker, draft.body]
        position = end
        blocks.append(
            Block(
                kind=draft.kind,
                char_start=start,
                body_start=body_start,
                char_end=end,
                paragraph=paragraphs[index],
                section=sections[index],
                lead_in=lead_ins[index],
                standpoint=standpoints[index],
                line=draft.line,
                page=draft.page,
            )
        )
    return "".join(pieces), tuple(blocks)


def _sections(drafts: Sequence[Draft]) -> list[tuple[str, ...]]:
    stack: list[_Heading] = []
    repeated = Counter(draft.body for draft in drafts if draft.kind == "heading" and draft.level >= MINOR_LEVEL)
    series_levels = _series_levels(drafts)
    sections: list[tuple[str, ...]] = []
    opens_report = False
    for index, draft in enumerate(drafts):
        if draft.resets:
            stack.clear()
            opens_report = True
        if draft.kind == "heading":
            if opens_report:  # the first heading after "Meeting: …" names the report that all the following belong to
                stack.append(_Heading(0, draft.body, None, None))
                opens_report = False
            elif stack and stack[0].level == 0 and _same(stack[0].title, draft.body):
                del stack[1:]
            else:
                _push(stack, drafts, index, repeated=repeated[draft.body] > 1, series_level=series_levels.get(index))
            sections.append(tuple(heading.title for heading in stack[:-1]))
        else:
            sections.append(tuple(heading.title for heading in stack))
    return sections


def _same(one: str, other: str) -> bool:
    return one.casefold().replace("’", "'") == other.casefold().replace("’", "'")


def _series_key(draft: Draft) -> str | None:
    if draft.number is not None:
        return "#" * (draft.number.count(".") + 1)
    match = _SERIES.match(draft.body)
    return match[1].lower() if match else None


def _series_levels(drafts: Sequence[Draft]) -> dict[int, int]:
    """For a numbered heading without a level of its own, the level of the next one of its series that has one."""
    levels: dict[int, int] = {}
    known: dict[str, tuple[int, int]] = {}
    for index in range(len(drafts) - 1, -1, -1):
        draft = drafts[index]
        if draft.resets:
            known.clear()
        if draft.kind != "heading" or draft.number is None or "." in draft.number:
            continue
        value, key = int(draft.number), "#"
        if draft.level < MINOR_LEVEL:
            known[key] = (value, draft.level)
        elif key in known and known[key][0] > value:
            levels[index] = known[key][1]
    return levels


def _push(
    stack: list[_Heading], drafts: Sequence[Draft], index: int, *, repeated: bool, series_level: int | None
) -> None:
    draft = drafts[index]
    level, series = draft.level, _series_key(draft)
    sibling = _sibling(stack, draft, series)
    parent = _parent(stack, drafts, index, series)
    if sibling is not None:
        level = stack[sibling].level
        del stack[sibling:]
    elif parent is not None:
        level = stack[parent].level + 1
        del stack[parent + 1 :]
    elif series_level is not None:
        # The first of a series set as a table: it opens inside the section that is open at that level.
        while stack and stack[-1].level > series_level:
            stack.pop()
        level = series_level
    elif level >= MINOR_LEVEL and repeated and stack and stack[-1].level == level and stack[-1].title != draft.body:
        level += 1  # "Substitutes" under each party: a repeated minor heading lies in the one before it
    else:
        while stack and stack[-1].level >= level:
            stack.pop()
    stack.append(_Heading(level, draft.body, draft.number, series))


def _sibling(stack: list[_Heading], draft: Draft, series: str | None) -> int | None:
    """Position in the stack of the heading whose series this one goes on with, or None."""
    if series is None:
        return None
    for position in range(len(stack) - 1, -1, -1):
        if stack[position].series == series and _follows(stack[position], draft):
            return position
    return None


def _parent(stack: list[_Heading], drafts: Sequence[Draft], index: int, series: str | None) -> int | None:
    """Position in the stack of the heading it lies in, as printed numbers tell it, or None."""
    draft = drafts[index]
    if draft.number and "." in draft.number:
        prefix = draft.number.rsplit(".", 1)[0]
        for position in range(len(stack) - 1, -1, -1):
            if stack[position].number == prefix:
                return position
    if series is not None:
        return None
    following = _next_number(drafts, index)
    if following is not None:
        for position in range(len(stack) - 1, -1, -1):
            number = stack[position].number
            if number is not None and following.startswith(number + "."):
                return position
    return None


def _follows(heading: _Heading, draft: Draft) -> bool:
    """Whether a series goes on: a smaller number starts a new one."""
    if heading.number is None or draft.number is None:
        return True
    return int(draft.number.split(".")[-1]) > int(heading.number.split(".")[-1])


def _next_number(drafts: Sequence[Draft], index: int) -> str | None:
    """The first dotted paragraph number after a heading and before the next numbered heading or report."""
    for draft in drafts[index + 1 : index + 40]:
        if draft.resets:
            return None
        if draft.number is not None:
            return draft.number if "." in draft.number else None
    return None


def _paragraphs(drafts: Sequence[Draft], sections: Sequence[tuple[str, ...]]) -> list[str | None]:
    """The printed number each draft stands under.

    A list carries the number of the paragraph before it. A paragraph that ends in a colon keeps its number for all
    that follows in its section, sub-headings too ("11 The 6 pillars are summarised below:"); and over a heading of
    any level when the next number printed is the one after it.
    """
    result: list[str | None] = []
    current: str | None = None
    opened: tuple[str, ...] | None = None  # the section of a numbered paragraph that ends in a colon
    for index, (draft, section) in enumerate(zip(drafts, sections, strict=True)):
        inside = opened is not None and section[: len(opened)] == opened and not draft.resets
        if draft.number is not None and draft.kind == "paragraph":
            current, opened = draft.number, None
            if draft.body.endswith(":"):
                opened = () if _goes_on(drafts, index) else section
            result.append(current)
        elif draft.kind == "heading":
            if not inside:
                current, opened = None, None
            result.append(draft.number if draft.marker else None)
        elif draft.kind == "item" or inside:
            result.append(current)
        else:
            current, opened = None, None
            result.append(None)
    return result


def _goes_on(drafts: Sequence[Draft], index: int) -> bool:
    """Whether the next number printed after a paragraph is the one that follows its own."""
    number = drafts[index].number or ""
    for draft in drafts[index + 1 :]:
        if draft.resets:
            return False
        if draft.number is not None:
            return number.isdigit() and draft.number.isdigit() and int(draft.number) == int(number) + 1
    return False


def _lead_ins(drafts: Sequence[Draft], sections: Sequence[tuple[str, ...]]) -> list[int | None]:
    result: list[int | None] = []
    for index, draft in enumerate(drafts):
        result.append(_lead_in(drafts, sections, result, index) if draft.kind != "heading" else None)
    return result


def _lead_in(
    drafts: Sequence[Draft], sections: Sequence[tuple[str, ...]], known: list[int | None], index: int
) -> int | None:
    draft = drafts[index]
    if draft.number is not None:
        return _numbered_lead_in(drafts, index)
    if index == 0 or drafts[index - 1].kind == "heading" or sections[index - 1] != sections[index]:
        return None
    previous = drafts[index - 1]
    if draft.kind == "row":
        if previous.kind != "row" or draft.header:
            return None
        return index - 1 if previous.header else known[index - 1]
    if draft.kind == "item":
        return _item_lead_in(drafts, known, index)
    return index - 1 if previous.kind == "paragraph" and _SAID.search(previous.body) else None


def _numbered_lead_in(drafts: Sequence[Draft], index: int) -> int | None:
    """16.10 ("… three approaches will be taken:") for 16.10.2."""
    prefix, dot, _ = (drafts[index].number or "").rpartition(".")
    if not dot:
        return None
    for position in range(index - 1, max(index - 40, -1), -1):
        opener = drafts[position]
        if opener.number == prefix:
            return position if opener.kind != "heading" and opener.body.endswith(":") else None
    return None


def _item_lead_in(drafts: Sequence[Draft], known: list[int | None], index: int) -> int | None:
    draft, previous = drafts[index], drafts[index - 1]
    if previous.kind == "paragraph":
        # A numbered bullet and its sub-bullets, or a sentence left open: "Members are recommended to" + "(a) Note …".
        return index - 1 if _OPEN_END.search(previous.body) else None
    if previous.kind != "item":
        return None
    if draft.indent > previous.indent and previous.body.endswith(":"):
        return index - 1
    for position in range(index - 1, -1, -1):
        if drafts[position].kind != "item":
            break
        if drafts[position].indent <= draft.indent:
            return known[position]
    return known[index - 1]
