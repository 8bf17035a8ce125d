"""Document → Chunks: a numbered paragraph, a list with its lead-in, a few rows of a table.

Every character of the text that is not white space lies in some chunk, so nothing a paper says is out of reach.
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.documents import Block, Chunk, Document
from corpus.sentences import sentence_spans

VERSION = 3
"""Part of the index's fingerprint: raise it when the same document would be cut differently."""

MAX_CHARS = 1_400
"""A longer list is cut between items, a longer paragraph between sentences."""
SMALL_CHARS = 240
"""Unnumbered lines of one section shorter than this (an address, a date of meeting) are stored together."""
ROWS_CHARS = 700


def chunk(document: Document) -> tuple[Chunk, ...]:
    """Cut a document into chunks in order of place.

    A chunk starts at its heading, where one stands right before it. A numbered paragraph is a chunk of its own; a
    list goes with the sentence that introduces it as far as `MAX_CHARS` allows, and the rest of a longer list carries
    that sentence in its `context`.
    """
    chunks: list[Chunk] = []
    for first, last in _groups(document):
        for start, end in _pieces(document, first, last):
            chunks.append(_chunk(document, range(first, last), start, end, ordinal=len(chunks)))
    return tuple(chunks)


def _groups(document: Document) -> Iterator[tuple[int, int]]:
    """Half-open ranges of blocks that belong together."""
    blocks = document.blocks
    start = 0
    for index in range(1, len(blocks)):
        if not _joins(document, start, index):
            yield start, index
            start = index
    if blocks:
        yield start, len(blocks)


def _joins(document: Document, start: int, index: int) -> bool:
    """Whether block `index` goes into the chunk that began at block `start`."""
    blocks = document.blocks
    block, previous = blocks[index], blocks[index - 1]
    joins, limit = False, MAX_CHARS
    if block.kind == "heading":
        # Headings that follow each other go with the text below the last of them.
        joins = previous.kind == "heading"
    elif previous.kind == "heading":
        return True
    elif block.section != previous.section or block.standpoint.holder != previous.standpoint.holder:
        joins = block.lead_in == index - 1
    elif block.kind == "row":
        joins, limit = previous.kind == "row", ROWS_CHARS
    elif block.lead_in is not None:
        joins = block.lead_in >= start
    elif block.kind == "item":
        joins = previous.kind == "item" and previous.lead_in is None
    else:
        joins = block.paragraph is None and previous.paragraph is None and previous.kind == "paragraph"
        limit = SMALL_CHARS
    return joins and block.char_end - blocks[start].char_start <= limit


def _pieces(document: Document, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The group's span, cut between sentences when it is longer than `MAX_CHARS`."""
    start, end = document.blocks[first].char_start, document.blocks[last - 1].char_end
    if end - start <= MAX_CHARS:
        yield start, end
        return
    piece_start = piece_end = start
    for block in document.blocks[first:last]:
        spans = [(block.body_start + a, block.body_start + b) for a, b in sentence_spans(document.body(block))]
        for position, (sentence_start, sentence_end) in enumerate(spans):
            opens = block.char_start if position == 0 else sentence_start
            for cut_start, cut_end in _cuts(document.text, opens, sentence_end):
                if cut_end - piece_start > MAX_CHARS and piece_end > piece_start:
                    yield piece_start, piece_end
                    piece_start = cut_start
                piece_end = cut_end
    yield piece_start, end


def _cuts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence that alone is longer than `MAX_CHARS` (a table read as one line), cut between words."""
    while end - start > MAX_CHARS:
        cut = text.rfind(" ", start, start + MAX_CHARS)
        cut = cut if cut > start else start + MAX_CHARS
        yield start, cut
        start = cut + 1 if text[cut : cut + 1] == " " else cut
    yield start, end


def _chunk(document: Document, group: range, start: int, end: int, *, ordinal: int) -> Chunk:
    inside = [
        index for index in group if document.blocks[index].char_start < end and document.blocks[index].char_end > start
    ]
    own = next((document.blocks[i] for i in inside if document.blocks[i].kind != "heading"), document.blocks[inside[0]])
    pages = document.pages_of(start, end)
    page, last = (pages[0], pages[-1]) if pages else (None, None)
    return Chunk(
        chunk_id=f"{document.source.document_id}#{ordinal:04d}",
        document_id=document.source.document_id,
        text=document.text[start:end],
        char_start=start,
        char_end=end,
        context=_context(document, own, start),
        blocks=(inside[0], inside[-1] + 1),
        section=own.section,
        paragraph=next((b.paragraph for b in (document.blocks[i] for i in inside) if b.paragraph), None),
        page_number=page.number if page else own.page,
        page_label=page.label if page else None,
        standpoint=own.standpoint,
        page_end_number=last.number if last and last is not page else None,
        page_end_label=last.label if last and last is not page else None,
    )


def _context(document: Document, own: Block, start: int) -> str:
    # A record of a JSON Lines file is short and speaks of its title without naming it.
    parts = [*own.section] or ([document.source.title] if document.source.format == "jsonl" else [])
    if own.lead_in is not None and document.blocks[own.lead_in].char_start < start:
        parts.append(document.body(document.blocks[own.lead_in]))
    return "\n".join(parts)
