"""Title, publisher and date as a document states them itself, where nobody gave them.

What is found so is named in `Source.read` and in a warning: read, not given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.documents import Source
from corpus.errors import one_line
from corpus.lines import Draft

_MONTHS = ("january february march april may june july august september october november december").split()
_DATE = re.compile(rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({'|'.join(_MONTHS)})\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_DATING = re.compile(r"\b(?:date|dated|published|updated|revised|issued|version|in force)\b", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:Department (?:for|of) (?:[A-Z]\w+)(?:(?:,| and| of| the)* [A-Z]\w+){0,4}|Ministry of [A-Z]\w+|HM Government|"
    r"(?:[A-Z][\w’'-]+ ){1,4}(?:County|City|Borough|District|Metropolitan|Parish|Town) Council|"
    r"(?:[A-Z][\w’'-]+ ){1,3}Council|Local Government Association|Ofsted|(?:[A-Z][\w’'-]+ ){1,4}Combined Authority)\b"
)
_JUNK_TITLE = re.compile(
    r"(?:microsoft word|untitled|document\d*\Z|.*\.(?:docx?|pdf|indd|pptx?|xlsx?|qxd|txt)\Z)", re.IGNORECASE
)
_CREATED = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_FIRST_PAGES = 2


def read_front_matter(
    source: Source, drafts: Sequence[Draft], properties: Mapping[str, str]
) -> tuple[Source, tuple[str, ...]]:
    """Fill in what nobody gave of title, publisher and date.

    Args:
        source: The document as the library knows it.
        drafts: Its blocks.
        properties: `Title`, `Author` and `CreationDate` as the file states them, or less.

    Returns:
        The source with what was found, and a warning for each thing found so.
    """
    first = [draft for draft in drafts if (draft.page or 1) <= _FIRST_PAGES]
    notices = []
    if "title" in source.read:
        title = _title(first, properties)
        if title:
            source = replace(source, title=title)
            notices.append(f"title read from the document, not given: {title}")
    if not source.publisher:
        publisher = _publisher(drafts, first, properties)
        if publisher:
            source = replace(source, publisher=publisher)
            notices.append(f"publisher read from the document, not given: {publisher}")
    if source.published is None:
        published, place = _published(first, properties)
        if published:
            source = replace(source, published=published)
            notices.append(f"date read from the document's {place}, not given: {published}")
    return source, tuple(notices)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _title(first: Sequence[Draft], properties: Mapping[str, str]) -> str:
    stated = one_line(properties.get("Title", ""), max_chars=300)
    stated = "" if _JUNK_TITLE.match(stated) or len(_letters(stated)) < 4 else stated
    if stated and _letters(stated) in _letters(" ".join(draft.body for draft in first)):
        return stated
    headings = [draft for draft in first if draft.kind == "heading" and draft.page == first[0].page]
    if headings:
        level = min(draft.level for draft in headings)
        return one_line(next(draft.body for draft in headings if draft.level == level), max_chars=300)
    return stated


def _publisher(drafts: Sequence[Draft], first: Sequence[Draft], properties: Mapping[str, str]) -> str:
    author = one_line(properties.get("Author", ""), max_chars=200)
    named = _BODY.search(author)
    if named:
        return named[0]
    last_page = drafts[-1].page if drafts else None
    near = [*first, *(draft for draft in drafts if draft.page == last_page and draft.page not in (1, 2))]
    found = Counter(match[0] for draft in near for match in _BODY.finditer(draft.body))
    return found.most_common(1)[0][0] if found else ""


def _published(first: Sequence[Draft], properties: Mapping[str, str]) -> tuple[str | None, str]:
    """The latest date that stands alone on the first pages, else the file's date."""
    created = _CREATED.search(properties.get("CreationDate", ""))
    latest = created[1] if created else "2100"
    for page in range(1, _FIRST_PAGES + 1):
        dates = [
            _iso(match)
            for draft in first
            if draft.page == page and (len(draft.body) <= 60 or _DATING.search(draft.body[:80]))
            for match in _DATE.finditer(draft.body[:400])
        ]
        known = [date for date in dates if date[:4] <= latest]
        if known:
            return max(known), "first pages"
    if created and "1990" <= created[1] <= "2100":
        return f"{created[1]}-{created[2]}-{created[3]}", "properties"
    return None, ""


def _iso(match: re.Match[str]) -> str:
    day, month, year = match[1], _MONTHS.index(match[2].lower()) + 1, match[3]
    if day and 1 <= int(day) <= 28 + 3 * (month != 2):
        return f"{year}-{month:02}-{int(day):02}"
    return f"{year}-{month:02}"
