"""What a document says of itself: title, publisher and date, taken only where nobody gave them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.documents import Source
from corpus.drafts import Draft
from corpus.errors import one_line

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<month>{'|'.join(_MONTHS)})\s+(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:date(?: of (?:publication|issue|meeting))?|published(?: on)?|issued|publication date)\b:?\s*", re.IGNORECASE
)
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+", re.IGNORECASE)
_ISO = re.compile(r"((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?")
_BODY = re.compile(
    r"\b(?:council|department|ministry|government|authority|association|board|agency|office|trust|nhs|ofsted|society|"
    r"foundation|institute|university|partnership|committee|commission|borough|county|plc|ltd|limited)\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"(?:word document|document\d*|untitled.*|title|microsoft\s.*|"
    r".*\.(?:docx?|pdf|indd|pptx?|xlsx?|qxd|txt|tex|dvi|html?))\Z",
    re.IGNORECASE,
)
"""What programs put in a title's place: their own name, or the file's."""
_FIRST = 15


def described(
    source: Source, *, titles: Iterable[str], publishers: Iterable[str], dates: Iterable[str | None]
) -> tuple[Source, tuple[str, ...]]:
    """Fill in from the document what nobody gave.

    Args:
        source: As the library knows it.
        titles: Candidates, best first; what is empty or a program's default is passed over.
        publishers: Likewise; a person's name is no publisher.
        dates: ISO dates, likewise; one that lies in the future is a mistake.

    Returns:
        The source with what was found, and a warning for each thing found so.
    """
    found: dict[str, str] = {}
    if "title" in source.read:
        title = next((text for text in map(_plain, titles) if text and not _NO_TITLE.match(text)), "")
        found |= {"title": title} if title else {}
    if "publisher" in source.read:
        publisher = next((text[:200] for text in map(_plain, publishers) if text), "")
        found |= {"publisher": publisher} if publisher else {}
    if "published" in source.read:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        published = next((date for date in dates if date and date <= today), "")
        found |= {"published": published} if published else {}
    names = {"title": "title", "publisher": "publisher", "published": "date"}
    notices = (f"{names[name]} read from the document, not given: {value}" for name, value in found.items())
    return replace(source, **found), tuple(notices)  # type: ignore[arg-type]


def _plain(text: str) -> str:
    return one_line(text, max_chars=500)


def organisation(name: str) -> str:
    """The name when it is a body's rather than a person's, else "".

    >>> organisation("Durham County Council"), organisation("J. Smith")
    ('Durham County Council', '')
    """
    return name if _BODY.search(name) else ""


def iso_date(text: str) -> str | None:
    """The first date of a text in ISO form, to the precision written.

    >>> iso_date("Tuesday 14th March 2023"), iso_date("March 2023"), iso_date("2023-02-30")
    ('2023-03-14', '2023-03', None)
    """
    iso = _ISO.search(text)
    if iso:
        return _valid(iso[1], iso[2], iso[3])
    match = DATE.search(text)
    if match is None:
        return None
    return _valid(match["year"], f"{_MONTHS.index(match['month'].lower()) + 1:02d}", match["day"])


def _valid(year: str, month: str, day: str | None) -> str | None:
    try:
        datetime.date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return f"{year}-{month}" + (f"-{int(day):02d}" if day else "")


def printed_date(drafts: Sequence[Draft]) -> str | None:
    """The date that stands by itself, or under a label, in a document's first blocks.

    A date inside a sentence says when something happened, not when the document came out.
    """
    for draft in drafts[:_FIRST]:
        text = draft.body.split(" | ")[-1] if draft.kind == "row" else draft.body
        label = _LABEL.match(draft.body)
        rest = draft.body[label.end() :].lstrip("| ") if label else text
        weekday = _WEEKDAY.match(rest)
        rest = rest[weekday.end() :] if weekday else rest
        match = DATE.match(rest)
        if match and (label or match.end() >= len(rest.rstrip(". "))):
            return iso_date(match[0])
    return None
