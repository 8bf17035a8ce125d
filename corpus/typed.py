"""Numbers and bullets that stand in a paragraph's own text, in formats whose paragraphs are already told apart.

Word files and web pages mark their paragraphs, but many a number is typed by hand ("13.5.1.", "(a)", "• "). The rules
are those of `corpus.lines`: a number at the start is the paragraph's when its form or its series says so, and not when
it is the sentence's first word ("25 million pounds …", "14 March 2023").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.drafts import Draft, DraftKind

_BULLET = re.compile(r"(?:[•▪◦‣·●–*]|[o-](?=\s+[A-Z]))\s+(?=\S)")
_LETTERED = re.compile(r"(\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|(?:[a-z]|[ivx]{1,5})\))\s+(?=\S)")
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,4})(\.?)\s+(?=\S)")
_NOT_NUMBER = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|"
    r"aug|sept?|oct|nov|dec|am|pm|a\.m|p\.m|million|billion|thousand|per\s*cent|percent|days?|weeks?|months?|years?|"
    r"hours?|x)\b|[%°]",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\d{1,9}(?:\.\d{1,9}){0,8}\Z")
_MEETING = re.compile(r"(?:meeting|committee)\s*:\s*\S", re.IGNORECASE)


def as_number(printed: str) -> str | None:
    """The paragraph number that a printed marker gives, or None when it is a list's letter or a label.

    >>> as_number("13.5.1."), as_number("7"), as_number("(a)"), as_number("Article 5")
    ('13.5.1', '7', None, None)
    """
    number = printed.rstrip(".")
    return number if _DOTTED.match(number) else None


@dataclass(slots=True)
class TypedNumbers:
    """Makes drafts of paragraphs, remembering the series of numbers met so far."""

    series: set[str] = field(default_factory=set)
    last: int = 0

    def draft(self, text: str, line: int, *, marker: str = "", kind: DraftKind = "paragraph", level: int = 0) -> Draft:
        """The draft of one paragraph.

        Args:
            text: Its words, white space squeezed.
            line: Where it starts in the source.
            marker: The number that the format itself puts before it, if any; else the text is looked at.
            kind: "heading", "paragraph" or "item".
            level: Of a heading or, for an item, its depth from 0.
        """
        number = as_number(marker)
        if not marker:
            marker, number, text, kind = self._split(text, kind)
        elif number is None and kind == "paragraph":
            kind = "item"
        if number is not None:
            self.series.add(number.split(".")[0])
            if "." not in number:
                self.last = int(number)
        if kind == "heading":
            return Draft("heading", text, line, marker, number, level)
        if kind == "paragraph":
            resets = not marker and bool(_MEETING.match(text))
            self.last = 0 if resets else self.last
            return Draft("paragraph", text, line, marker, number, indent=2 * level, resets=resets)
        return Draft("item", text, line, marker or "-", indent=2 * level)

    def _split(self, text: str, kind: DraftKind) -> tuple[str, str | None, str, DraftKind]:
        numbered = _NUMBERED.match(text)
        if numbered and self._is_number(numbered[1], bool(numbered[2]), text[numbered.end() :], kind):
            kind = kind if kind == "heading" else "paragraph"
            return numbered[1] + numbered[2], numbered[1], text[numbered.end() :], kind
        if kind == "heading":
            return "", None, text, kind
        lettered = _LETTERED.match(text)
        if lettered:
            return lettered[1], None, text[lettered.end() :], "item"
        bullet = _BULLET.match(text)
        if bullet:
            return "-", None, text[bullet.end() :], "item"
        return "", None, text, kind

    def _is_number(self, number: str, dotted: bool, rest: str, kind: DraftKind) -> bool:
        parts = number.split(".")
        if any(part.startswith("0") for part in parts) or _NOT_NUMBER.match(rest):
            return False
        if len(parts) > 1:
            return dotted or kind == "heading" or parts[0] in self.series or (parts[1] == "1" and len(parts) == 2)
        value = int(number)
        if value in (1, self.last + 1):
            return dotted or not rest[0].islower()
        return dotted and self.last < value <= self.last + 5
