"""Text and Markdown files → Document."""

from __future__ import annotations

from corpus.cleaning import decode, drop_invisible
from corpus.documents import Document, Source
from corpus.errors import DocumentError
from corpus.lines import drafts
from corpus.standpoint import StandpointFinder
from corpus.structure import build

MAX_BYTES = 50_000_000


def read(source: Source) -> Document:
    """Read one text or Markdown file.

    Raises:
        DocumentError: If the file cannot be opened, is not text, is larger than `MAX_BYTES` or holds no words.
    """
    try:
        size = source.path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(f"{source.path.name}: {size:,} bytes, and at most {MAX_BYTES:,} are read. Split it.")
        data = source.path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"{source.path.name}: cannot be read ({error.strerror}). Check the file and its rights."
        ) from error
    try:
        text, encoding = decode(data)
    except (ValueError, UnicodeError) as error:
        raise DocumentError(
            f"{source.path.name}: not a text file, {error}. Give it the ending of its real type."
        ) from error
    warnings = (f"read as {encoding}, not UTF-8",) if encoding else ()
    document = from_text(source, text, warnings=warnings)
    if not document.blocks:
        raise DocumentError(f"{source.path.name}: holds no words. Remove it or replace it.")
    return document


def from_text(source: Source, text: str, *, warnings: tuple[str, ...] = ()) -> Document:
    """Make a Document of text already decoded."""
    text = drop_invisible(text)
    finder = StandpointFinder.for_publisher(source.publisher, source.kind, text)
    body, blocks = build(drafts(text), finder)
    return Document(source=source, text=body, blocks=blocks, warnings=warnings)
