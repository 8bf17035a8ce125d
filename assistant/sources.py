"""Citation → what a person sees who opens it: the text around the quote, and for a PDF the pages it stands on.

What is marked is right or absent. The quote is a slice of the document's text, so the text around it cannot be wrong;
a picture is drawn only of the very file that was read, and its mark only where the quote stands on the page exactly
once (`corpus.pictures`). A page that was read by OCR has no letters to mark.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answers import Citation
from corpus.documents import Document
from corpus.errors import DocumentError
from corpus.library import file_sha256
from corpus.pictures import Picture, picture, quote_on_page

SURROUNDING_CHARS = 1_200
MOST_PAGES = 3
"""A quote over more pages is a whole list; the first of them are drawn."""


@dataclass(frozen=True, slots=True)
class PageView:
    """One page that a quote stands on.

    Attributes:
        number: Physical page from 1.
        label: What is printed on it, or None.
        picture: How it looks, with the quote marked in `picture.boxes`; None where it cannot be drawn.
        note: One line that says why there is no picture or no mark; "" where there are both.
    """

    number: int
    label: str | None
    picture: Picture | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SourceView:
    """The open page: untrusted text, to be escaped by whoever shows it.

    Attributes:
        before: The document's text before the quote, from a line's or a word's start.
        quote: The quote, exactly.
        after: The text after it, likewise.
        more_before: Whether the document goes on before `before`.
        more_after: Whether it goes on after `after`.
        pages: For a PDF the pages the quote stands on, in order; none for other formats.
    """

    before: str
    quote: str
    after: str
    more_before: bool
    more_after: bool
    pages: tuple[PageView, ...] = ()


def open_source(document: Document, citation: Citation, *, width: int = 900, pictures: bool = True) -> SourceView:
    """Show a citation in its source.

    Args:
        document: The document that it cites.
        citation: What is opened; it may come from an older answer.
        width: Of a page's picture in pixels.
        pictures: Whether pages of a PDF are drawn; each takes a process and about half a second.

    Raises:
        DocumentError: If the quote does not stand at its place in the document: the document was replaced since.
    """
    start, end, text = citation.char_start, citation.char_end, document.text
    if not 0 <= start < end <= len(text) or text[start:end] != citation.quote:
        raise DocumentError(
            f"{citation.document_id}: does not hold this quote any more, so it was replaced since. Ask again."
        )
    first = max(0, start - SURROUNDING_CHARS)
    last = min(len(text), end + SURROUNDING_CHARS)
    before, after = text[first:start], text[end:last]
    if first and " " in before:
        before = before[before.index(" ") + 1 :]
    if last < len(text) and " " in after:
        after = after[: after.rindex(" ")]
    return SourceView(
        before,
        citation.quote,
        after,
        more_before=len(before) < start,
        more_after=len(after) < len(text) - end,
        pages=_pages(document, start, end, width) if pictures and document.source.format == "pdf" else (),
    )


def _pages(document: Document, start: int, end: int, width: int) -> tuple[PageView, ...]:
    changed = _changed(document)
    views = []
    for page in document.pages_of(start, end)[:MOST_PAGES]:
        if changed:
            views.append(PageView(page.number, page.label, None, changed))
            continue
        wanted = "" if page.ocr else quote_on_page(document, start, end, page.number)
        try:
            drawn = picture(document.source.path, page.number, wanted, width=width)
        except DocumentError as error:
            views.append(PageView(page.number, page.label, None, str(error)))
            continue
        note = ""
        if page.ocr:
            note = "This page is a scan, so the quote is not marked on it: compare the words with what you see."
        elif not drawn.boxes:
            note = "The quote's place on this page is not certain, so it is not marked."
        views.append(PageView(page.number, page.label, drawn, note))
    return tuple(views)


def _changed(document: Document) -> str:
    """Why the file is not the one that was read; "" when it is."""
    source = document.source
    try:
        # Of a file with words by OCR, `sha256` is of more than its bytes; the library never changes a copy.
        if source.ocr or file_sha256(source.path) == source.sha256:
            return ""
    except OSError as error:
        return f"{source.path.name}: cannot be read ({error.strerror}), so its page is not shown."
    return f"{source.path.name}: was changed since it was indexed, so its page is not shown. Run `reforms index`."
