"""Where a PDF states its title, publisher and date: its first pages and its properties (`corpus.metadata` chooses)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from corpus.documents import Source
from corpus.drafts import Draft
from corpus.metadata import DATE, described, iso_date, organisation

_DATING = re.compile(r"\b(?:date|dated|published|updated|revised|issued|version|in force)\b", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:Department (?:for|of) [A-Z]\w+(?:(?:,| and| of| the)* [A-Z]\w+){0,3}|Ministry of [A-Z]\w+|HM Government|"
    r"(?:[A-Z][\w’'-]+ ){1,4}(?:County|City|Borough|District|Metropolitan|Parish|Town) Council|"
    r"(?:[A-Z][\w’'-]+ ){1,3}Council|Local Government Association|Ofsted|(?:[A-Z][\w’'-]+ ){1,4}Combined Authority)\b"
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
    return described(
        source,
        titles=_titles(first, properties.get("Title", "")),
        publishers=_publishers(drafts, first, properties.get("Author", "")),
        dates=_dates(first, properties.get("CreationDate", "")),
    )


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _titles(first: Sequence[Draft], stated: str) -> Iterator[str]:
    """The stated title where the first pages print it, their largest heading, the stated title."""
    stated = stated if len(_letters(stated)) >= 4 else ""
    if stated and _letters(stated) in _letters(" ".join(draft.body for draft in first)):
        yield stated
    headings = [draft for draft in first if draft.kind == "heading" and draft.page == first[0].page]
    if headings:
        level = min(draft.level for draft in headings)
        yield next(draft.body for draft in headings if draft.level == level)
    yield stated


def _publishers(drafts: Sequence[Draft], first: Sequence[Draft], author: str) -> Iterator[str]:
    """The author where it is a body, else the body named most on the first pages and the last."""
    yield organisation(author)
    last_page = drafts[-1].page if drafts else None
    near = [*first, *(draft for draft in drafts if draft.page == last_page and (last_page or 1) > _FIRST_PAGES)]
    found = Counter(match[0] for draft in near for match in _BODY.finditer(draft.body))
    yield from (name for name, _ in found.most_common(1))


def _dates(first: Sequence[Draft], created: str) -> Iterator[str | None]:
    """The latest date that stands alone or labelled on the first pages, else the file's own."""
    made = _CREATED.search(created)
    made_on = iso_date(f"{made[1]}-{made[2]}-{made[3]}") if made else None
    for page in range(1, _FIRST_PAGES + 1):
        dates = [
            iso_date(match[0])
            for draft in first
            if draft.page == page and (len(draft.body) <= 60 or _DATING.search(draft.body[:80]))
            for match in DATE.finditer(draft.body[:400])
        ]
        yield from sorted((date for date in dates if date and date[:4] <= (made_on or "9999")[:4]), reverse=True)
    yield made_on
