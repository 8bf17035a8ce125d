"""What flows out of `corpus`: Source, Page, Block, Document, Chunk.

Source: a file (or a record of one) with what the manifest says of it. Document: one source as text. Page: counted
from 1. Block: a heading, numbered paragraph, list item or table row. Chunk: the stored unit.

All offsets (`char_start`, `char_end`, `body_start`) are half-open code-point positions in `Document.text`, the text
that `reforms documents --text ID` prints; a quote is always a slice of it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Voice = Literal["states", "view", "reports"]
"""How a holder stands to a text: `states` its own fact or decision, `view` an opinion, `reports` another's plan."""

BlockKind = Literal["heading", "paragraph", "item", "row"]

Format = Literal["text", "jsonl", "word", "html", "pdf"]


@dataclass(frozen=True, slots=True)
class Source:
    """One document as the library knows it, before it is read.

    Attributes:
        document_id: Letters, digits, `.`, `_` and `-`; unique in a library.
        path: The file it is read from.
        title: As the manifest gives it, else read from the file name.
        publisher: Who published it, or "" when unknown.
        kind: "press release", "agenda pack" and so on, or "".
        published: ISO date to the precision known ("2023-02-15", "2023-02", "2023"), or None.
        format: The reader that reads it.
        sha256: Of the file's bytes (of the record's line for a JSON Lines record).
        record: 0-based line of a JSON Lines file, else None.
        read: Which of "title", "publisher" and "published" nobody gave: they are what the document, or its file name,
            says of itself.
        ocr: SHA-256 of what OCR read of its pages without text, which is kept beside the file (`corpus.scans`); ""
            where none was asked to. `sha256` is then of the file's digest and this one.
        superseded_by: Id of the document that is the newer version of this one, or "".
    """

    document_id: str
    path: Path
    title: str
    publisher: str
    kind: str
    published: str | None
    format: Format
    sha256: str
    record: int | None = None
    read: tuple[str, ...] = ()
    ocr: str = ""
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One physical page.

    `number` counts from 1, `label` is what is printed on it (None where nothing is), `ocr` says that its words were
    read by OCR, so that they may be wrong.
    """

    number: int
    label: str | None
    char_start: int
    char_end: int
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Whose statement a text is, and how firmly it is theirs.

    Attributes:
        holder: "UK Government", "LGA", "Durham County Council"; "" when the paper does not say.
        voice: See `Voice`.
        via: Who passes it on, when that is someone else than the holder; else "".
    """

    holder: str
    voice: Voice
    via: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest piece of a document with a place of its own.

    Attributes:
        kind: What it is.
        char_start: Where it starts, its printed number or bullet included.
        body_start: Where its words start, after number or bullet.
        char_end: Where it ends.
        paragraph: The printed number it stands under, as printed and without a closing dot ("13.5.1", "7"); a bullet
            carries that of its lead-in. None where the paper prints none.
        section: Heading path, outermost first.
        lead_in: Index in `Document.blocks` of the sentence that introduces it ("The 6 pillars are:") or of the
            header row of its table; else None.
        standpoint: Whose statement it is.
        line: 1-based line of the source file where it starts.
        page: Physical page where it starts, from 1; None where the source has no pages.
    """

    kind: BlockKind
    char_start: int
    body_start: int
    char_end: int
    paragraph: str | None
    section: tuple[str, ...]
    lead_in: int | None
    standpoint: Standpoint
    line: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One source as text, with the blocks that make it up in order of place.

    Blocks cover every character of `text` but white space between them, without overlap.
    """

    source: Source
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    warnings: tuple[str, ...] = ()

    def body(self, block: Block) -> str:
        """The block's words without its number or bullet."""
        return self.text[block.body_start : block.char_end]

    def block_at(self, position: int) -> int | None:
        """Index of the block that holds a position; None for white space between blocks."""
        index = bisect_right(self.blocks, position, key=lambda block: block.char_start) - 1
        return index if index >= 0 and position < self.blocks[index].char_end else None

    def pages_of(self, start: int, end: int) -> tuple[Page, ...]:
        """The pages that `text[start:end]` stands on, in order; none where the source has no pages."""
        return tuple(page for page in self.pages if page.char_start < end and page.char_end > start)


@dataclass(frozen=True, slots=True)
class Chunk:
    """The stored unit: a run of blocks of one document that belong together.

    Attributes:
        chunk_id: Unique in a library: "lga-pack#0123".
        document_id: Its document.
        text: Exactly `Document.text[char_start:char_end]`.
        context: What a reader of the chunk alone would miss: document title, heading path, lead-in; searched with
            it and never quoted.
        blocks: Half-open range of indices into `Document.blocks`.
        section: Heading path of its first block with words of its own.
        paragraph: Printed number of its first numbered block, or None.
        page_number: Physical page where it starts, or None.
        page_label: What is printed on that page, or None.
        standpoint: Of its first block with words of its own.
        page_end_number: Physical page where it ends, when that is another one; else None.
        page_end_label: What is printed on that page, or None.
    """

    chunk_id: str
    document_id: str
    text: str
    char_start: int
    char_end: int
    context: str
    blocks: tuple[int, int]
    section: tuple[str, ...]
    paragraph: str | None
    page_number: int | None
    page_label: str | None
    standpoint: Standpoint
    page_end_number: int | None = None
    page_end_label: str | None = None
