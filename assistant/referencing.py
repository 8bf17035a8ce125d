"""A source as people write it: dates and places in words, and the citation in the form that reports use."""

from __future__ import annotations

from assistant.answers import Citation
from assistant.plain import clean_line
from assistant.quantities.periods import MONTHS
from assistant.writing import escape
from corpus.documents import Chunk


def date_in_words(iso: str | None) -> str:
    """An ISO date as it is said, to the precision it has; "" for None, and anything else as it stands.

    >>> date_in_words("2023-02-15"), date_in_words("2023-02"), date_in_words("2023")
    ('15 February 2023', 'February 2023', '2023')
    """
    if iso is None:
        return ""
    parts = iso.split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 3:
        return clean_line(iso)
    year, *rest = parts
    if not rest:
        return year
    if not 1 <= int(rest[0]) <= 12:
        return clean_line(iso)
    day = f"{int(rest[1])} " if len(rest) == 2 else ""
    return f"{day}{MONTHS[int(rest[0]) - 1]} {year}"


def place(
    *,
    paragraph: str | None,
    page_label: str | None,
    page_number: int | None,
    page_end_label: str | None = None,
    page_end_number: int | None = None,
) -> tuple[str, ...]:
    """Where in a document, as said to a colleague who has it open.

    The page printed on the paper comes first, since that is what a reader of the paper sees.

    >>> place(paragraph="13.8.1", page_label="40", page_number=42)
    ('paragraph 13.8.1', 'page 40 (page 42 of the file)')
    >>> place(paragraph=None, page_label="iii", page_number=5, page_end_label="iv", page_end_number=6)
    ('pages iii–iv (pages 5–6 of the file)',)
    """
    parts = []
    if paragraph:
        parts.append(f"paragraph {clean_line(paragraph)}")
    ends = [(clean_line(page_label or ""), page_number)]
    if page_end_number is not None:
        ends.append((clean_line(page_end_label or ""), page_end_number))
    word = "page" if len(ends) == 1 else "pages"
    labels = "–".join(label or ("" if number is None else str(number)) for label, number in ends)
    numbers = "–".join("" if number is None else str(number) for _, number in ends)
    if labels:
        parts.append(f"{word} {labels}" + (f" ({word} {numbers} of the file)" if numbers not in {"", labels} else ""))
    return tuple(parts)


def place_of(at: Citation | Chunk) -> tuple[str, ...]:
    """`place` of a citation or a chunk."""
    return place(
        paragraph=at.paragraph,
        page_label=at.page_label,
        page_number=at.page_number,
        page_end_label=at.page_end_label,
        page_end_number=at.page_end_number,
    )


def reference(citation: Citation, *, markdown: bool = False) -> str:
    """The citation in the form that reports use, to be pasted under a sentence that it bears out.

    Publisher, title, date to the precision known, and the place: the printed page, and the page of the file where
    that is another. What a reader must know of the words comes last: that they are of a version since replaced, or
    that a machine read them.

    Args:
        citation: Of a quote.
        markdown: Whether the title is set in italics by Markdown, everything else escaped; else plain text.

    >>> from assistant.answers import Citation
    >>> cited = Citation(1, "lga", "Early years", "LGA", "", "2023-03", 42, "38", "13.8", (), "It is so.", 0, 9)
    >>> reference(cited)
    'LGA, Early years, March 2023, paragraph 13.8, page 38 (page 42 of the file)'
    >>> reference(cited, markdown=True)
    'LGA, *Early years*, March 2023, paragraph 13.8, page 38 (page 42 of the file)'
    """
    write = escape if markdown else str
    title = write(clean_line(citation.title) or clean_line(citation.document_id))
    publisher = clean_line(citation.publisher)
    known = ("superseded version" if citation.superseded else "", "read by OCR" if citation.ocr else "")
    parts = (
        "" if publisher == clean_line(citation.title) else write(publisher),
        f"*{title}*" if markdown else title,
        write(date_in_words(citation.published) or "no date"),
        *map(write, place_of(citation)),
        *known,
    )
    return ", ".join(part for part in parts if part)
