"""The numbers that Word prints before paragraphs and does not store: computed from `numbering.xml` as Word does.

A list in Word is a `w:num` that points to a `w:abstractNum` of nine levels; each level has a start, a format and a text
("%1.%2."). All lists of one abstract share their counters, a level starts again after a paragraph of a higher one, and
an override may start it again for one list. See ISO/IEC 29500-1, 17.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9

_LARGEST = 1_000_000
_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None  # a paragraph of this level (from 1) or a higher one starts it again; None: any higher
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, _Level] = field(default_factory=dict)
    style_link: str = ""
    counters: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(slots=True)
class _Num:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)
    used: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What Word prints before a paragraph.

    Attributes:
        text: The number or letter with its points and brackets, or "" for a bullet and for nothing at all.
        bullet: Whether it is a bullet.
        level: Depth of the list, from 0.
    """

    text: str
    bullet: bool
    level: int


class Numbering:
    """Counts through a document: ask for every numbered paragraph once, in order."""

    def __init__(self, numbering: Any | None, style_numbers: dict[str, str]) -> None:
        """Read the definitions.

        Args:
            numbering: Root of `numbering.xml`, or None where the document has none.
            style_numbers: The list (`numId`) that a style names, by style id.
        """
        self._abstracts: dict[str, _Abstract] = {}
        self._nums: dict[str, _Num] = {}
        self._style_numbers = style_numbers
        if numbering is None:
            return
        for element in numbering.iterchildren(f"{W}abstractNum"):
            self._abstracts[element.get(f"{W}abstractNumId", "")] = _abstract(element)
        for element in numbering.iterchildren(f"{W}num"):
            num = _Num(_value(element, "abstractNumId"))
            for override in element.iterchildren(f"{W}lvlOverride"):
                level = _integer(override.get(f"{W}ilvl"), 0)
                start = override.find(f"{W}startOverride")
                if start is not None:
                    num.starts[level] = _integer(start.get(f"{W}val"), 1)
                for own in override.iterchildren(f"{W}lvl"):
                    num.levels[level] = _level(own)
            self._nums[element.get(f"{W}numId", "")] = num

    def level_of_style(self, num_id: str, style_ids: list[str]) -> int:
        """The level that a list keeps for a style or one of those it is based on; 0 when it keeps none."""
        abstract = self._abstract(num_id)
        for style_id in style_ids:
            for number, level in abstract.levels.items() if abstract else ():
                if level.style == style_id:
                    return number
        return 0

    def next(self, num_id: str, level: int) -> Printed | None:
        """Count one paragraph and say what is printed before it; None when the list does not exist."""
        num, abstract = self._nums.get(num_id), self._abstract(num_id)
        if num is None or abstract is None or not 0 <= level < LEVELS:
            return None
        counters = abstract.counters
        if not num.used:
            num.used = True
            for overridden, start in num.starts.items():
                if 0 <= overridden < LEVELS:
                    counters[overridden] = None if start < 0 else start - 1
        own = self._level(num, abstract, level)
        before = counters[level]
        counters[level] = min(own.start if before is None else before + 1, _LARGEST)
        for deeper in range(level + 1, LEVELS):
            restart = self._level(num, abstract, deeper).restart
            if restart is None or (restart > 0 and level < restart):
                counters[deeper] = None
        if own.format == "bullet":
            return Printed("", True, level)
        return Printed(self._text(num, abstract, level), False, level)

    def _abstract(self, num_id: str) -> _Abstract | None:
        for _ in range(5):  # a list may take its levels from a list style, which names a list again
            num = self._nums.get(num_id)
            abstract = self._abstracts.get(num.abstract) if num else None
            if abstract is None or not abstract.style_link or abstract.levels:
                return abstract
            num_id = self._style_numbers.get(abstract.style_link, "")
        return None

    def _level(self, num: _Num, abstract: _Abstract, level: int) -> _Level:
        return num.levels.get(level) or abstract.levels.get(level) or _Level(text=f"%{level + 1}.")

    def _text(self, num: _Num, abstract: _Abstract, level: int) -> str:
        own = self._level(num, abstract, level)
        if own.format == "none" and "%" not in own.text:
            return own.text.strip()

        def number(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            shown = self._level(num, abstract, index)
            value = abstract.counters[index]
            return formatted(shown.start if value is None else value, "decimal" if own.legal else shown.format)

        return " ".join(_PLACEHOLDER.sub(number, own.text).split())


def formatted(value: int, form: str) -> str:
    """A counter as Word prints it; a form that is not known here as a decimal number.

    >>> formatted(4, "lowerRoman"), formatted(28, "upperLetter"), formatted(3, "ordinal"), formatted(7, "decimalZero")
    ('iv', 'BB', '3rd', '07')
    """
    if form in {"lowerRoman", "upperRoman"} and 0 < value < 4000:
        text = _roman(value)
    elif form in {"lowerLetter", "upperLetter"} and 0 < value <= 26 * 20:
        text = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
    elif form == "ordinal":
        ending = "th" if value % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
        return f"{value}{ending}"
    elif form == "decimalZero":
        return f"{value:02d}"
    elif form == "none":
        return ""
    else:
        return str(value)
    return text.upper() if form.startswith("upper") else text


def _roman(value: int) -> str:
    letters = ""
    for worth, letter in _ROMAN:
        count, value = divmod(value, worth)
        letters += letter * count
    return letters


def _abstract(element: Any) -> _Abstract:
    abstract = _Abstract(style_link=_value(element, "numStyleLink"))
    for level in element.iterchildren(f"{W}lvl"):
        abstract.levels[_integer(level.get(f"{W}ilvl"), 0)] = _level(level)
    return abstract


def _level(element: Any) -> _Level:
    restart = element.find(f"{W}lvlRestart")
    return _Level(
        start=_integer(_value(element, "start"), 1),
        format=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText")[:100],
        restart=None if restart is None else _integer(restart.get(f"{W}val"), 0),
        legal=_is_on(element.find(f"{W}isLgl")),
        style=_value(element, "pStyle"),
    )


def _is_on(element: Any | None) -> bool:
    return element is not None and element.get(f"{W}val", "1").lower() not in {"0", "false", "off"}


def _value(element: Any, name: str) -> str:
    child = element.find(f"{W}{name}")
    return str(child.get(f"{W}val", "")) if child is not None else ""


def _integer(text: str | None, default: int) -> int:
    try:
        return max(-1, min(int(text or ""), _LARGEST))
    except ValueError:
        return default


def style_chain(styles: dict[str, Any], style_id: str) -> Iterator[str]:
    """A style and those it is based on, nearest first."""
    for _ in range(20):
        style = styles.get(style_id)
        if style is None:
            return
        yield style_id
        style_id = _value(style, "basedOn")
