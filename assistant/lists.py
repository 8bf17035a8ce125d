"""Lists kept whole and in order, each under the sentence or the heading that introduces it."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.asking import Asked
from assistant.enumerations import DATE_LINE
from assistant.evidence import Evidence, block_of, last_sentence
from corpus.documents import Block, Document

Documents = Mapping[str, Document]

_MOST_ROWS = 12
_MOST_FOLLOWING = 12
"""Items up to which a sentence brings the list along that it introduces."""
_HEADER_WORDS = 16
_WORDS_FOLLOWING = 150
"""And their words, where it is not the best sentence."""


def whole_list(best: Evidence, asked: Asked, documents: Documents) -> list[Evidence] | None:
    """The list the best piece introduces or belongs to, when the question asks for one; else None.

    What is no list question takes the list only when the best piece is the sentence that introduces it.
    """
    document, block = documents[best.document_id], block_of(best, documents)
    if block.kind == "row":
        return _rows(best, document) if asked.kind == "list" else None
    # The sentence that introduces a list says nothing alone, whatever was asked.
    opens = (
        document.body(block).endswith(":")
        and best.char_end >= block.char_end
        and asked.wants is None
        and (not asked.view or _is_view(block))
    )
    fits = asked.kind == "list" or opens or (block.lead_in is None and asked.kind == "summary")
    if not fits:
        return None
    opener = block.lead_in
    if opener is None and document.body(block).endswith(":"):
        opener = best.block
    if opener is None:
        return _under_heading(best, document) if asked.kind == "list" and block.kind == "item" else None
    members = _members(document, opener) or _headings_after(document, opener)
    if not members:
        return None
    start, end = last_sentence(document, document.blocks[opener])
    lead_in = replace(best, block=opener, char_start=start, char_end=end, role="lead_in")
    return [lead_in, *_items(best, document, members)]


def _is_view(block: Block) -> bool:
    return block.standpoint.voice == "view"


def with_whole_lists(chosen: Sequence[Evidence], documents: Documents, *, most: int = sys.maxsize) -> list[Evidence]:
    """Where several items of one list were chosen, all of it is wanted.

    Args:
        chosen: Pieces in order.
        documents: By id.
        most: Words of a list that is completed.
    """
    picked = Counter(key for piece in chosen if (key := _key(piece, documents)) is not None)
    result: list[Evidence] = []
    done: set[tuple[str, int]] = set()
    for piece in chosen:
        key = _key(piece, documents)
        if key is None or picked[key] < 2:
            result.append(piece)
            continue
        document = documents[piece.document_id]
        members = _members(document, key[1])
        if sum(len(document.body(document.blocks[i]).split()) for i in members) > most:
            result.append(piece)
        elif key not in done:
            done.add(key)
            result += _items(piece, document, members)
    return result


def with_what_follows(chosen: Sequence[Evidence], documents: Documents) -> list[Evidence]:
    """A sentence that only introduces a list says nothing alone: it brings a short list along, else it goes."""
    result: list[Evidence] = []
    for piece in chosen:
        document, block = documents[piece.document_id], block_of(piece, documents)
        introduces = document.body(block).rstrip().endswith(":") and piece.char_end >= block.char_end
        members = _members(document, piece.block) if introduces and block.kind != "row" else []
        if not members:
            result.append(piece)
        elif any((other.document_id, other.block) in {(piece.document_id, i) for i in members} for other in chosen):
            continue  # its items were chosen one by one, and bring it along themselves
        elif len(members) <= _MOST_FOLLOWING and (
            not result or sum(len(document.body(document.blocks[i]).split()) for i in members) <= _WORDS_FOLLOWING
        ):
            result += [replace(piece, role="lead_in"), *_items(piece, document, members)]
    return [
        piece
        for number, piece in enumerate(result)
        if (piece.document_id, piece.block)
        not in {(p.document_id, p.block) for p in result[:number] if p.role == "item"}
    ] or list(chosen)


def with_lead_ins(chosen: Sequence[Evidence], documents: Documents) -> list[Evidence]:
    """Put before list items, once, the sentence that introduces them; alone they say little.

    Items of one list stay together under it, in the order they were chosen.
    """
    result: list[Evidence] = []
    for piece in chosen:
        key = _key(piece, documents)
        if key is None:
            if all(
                (other.document_id, other.block, other.role) != (piece.document_id, piece.block, "lead_in")
                for other in result
            ):
                result.append(piece)
            continue
        item = replace(piece, role="item")
        at = max((i for i, other in enumerate(result) if _belongs(other, key, documents)), default=None)
        if at is not None:
            result.insert(at + 1, item)
            continue
        document = documents[piece.document_id]
        start, end = last_sentence(document, document.blocks[key[1]])
        result += [replace(piece, block=key[1], char_start=start, char_end=end, role="lead_in"), item]
    return result


def with_header_lines(chosen: Sequence[Evidence], documents: Documents) -> list[Evidence]:
    """After a line that is a date and no more, the line under it: the place of that meeting, or its hour."""
    result: list[Evidence] = []
    for piece in chosen:
        result.append(piece)
        document, after = documents[piece.document_id], piece.block + 1
        block = block_of(piece, documents)
        if block.kind == "row" or not DATE_LINE.match(document.body(block)) or after >= len(document.blocks):
            continue
        below = document.blocks[after]
        body = document.body(below)
        if below.kind == "paragraph" and 0 < len(body.split()) <= _HEADER_WORDS and not body.rstrip().endswith(":"):
            line = replace(piece, block=after, char_start=below.body_start, char_end=below.char_end)
            if all((one.document_id, one.block) != (line.document_id, after) for one in (*result, *chosen)):
                result.append(line)
    return result


def _belongs(piece: Evidence, key: tuple[str, int], documents: Documents) -> bool:
    """Whether a piece is the lead-in or an item of the list."""
    return piece.document_id == key[0] and (piece.block == key[1] or _key(piece, documents) == key)


def _key(piece: Evidence, documents: Documents) -> tuple[str, int] | None:
    """The list a piece is an item of: its document and lead-in. A table's rows are no list."""
    block = block_of(piece, documents)
    return None if block.lead_in is None or block.kind == "row" else (piece.document_id, block.lead_in)


def _members(document: Document, opener: int) -> list[int]:
    return [index for index, block in enumerate(document.blocks) if block.lead_in == opener]


def _items(piece: Evidence, document: Document, members: Sequence[int]) -> list[Evidence]:
    return [
        replace(
            piece,
            block=index,
            char_start=document.blocks[index].body_start,
            char_end=document.blocks[index].char_end,
            role="item",
        )
        for index in members
    ]


def _rows(best: Evidence, document: Document) -> list[Evidence] | None:
    """The rows of a table that stand under one heading; None for a long table, of which nobody asks the whole."""
    own = document.blocks[best.block]
    members = [
        index
        for index, block in enumerate(document.blocks)
        if block.kind == "row" and block.section == own.section and block.lead_in == own.lead_in
    ]
    return _items(best, document, members) if 1 < len(members) <= _MOST_ROWS else None


def _under_heading(best: Evidence, document: Document) -> list[Evidence]:
    """Bullets that stand right under a heading, without a sentence to introduce them."""
    section = document.blocks[best.block].section
    members = [
        index
        for index, block in enumerate(document.blocks)
        if block.kind == "item" and block.section == section and block.lead_in is None
    ]
    return _items(best, document, members)


def _headings_after(document: Document, opener: int) -> list[int]:
    """The headings that a sentence introduces ("The 6 pillars are:" + "Pillar 1 …" to "Pillar 6 …")."""
    blocks = document.blocks
    if opener + 1 >= len(blocks) or blocks[opener + 1].kind != "heading":
        return []
    series = re.match(r"[^\W\d]+ (?=\d)", document.body(blocks[opener + 1]))
    if series is None:
        return []
    section = blocks[opener + 1].section
    found = []
    for index in range(opener + 1, len(blocks)):
        block = blocks[index]
        if block.section[: len(section)] != section:
            break
        if block.kind == "heading" and block.section == section:
            if not document.body(block).startswith(series[0]):
                break
            found.append(index)
    return found
