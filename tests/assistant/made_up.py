"""Pieces of made-up papers for tests of what is chosen from them."""

from __future__ import annotations

from dataclasses import replace

from assistant.evidence import Evidence
from corpus.documents import Document
from corpus.sentences import sentence_spans
from tests.corpus.reading import made_up


def paper(text: str, *, document_id: str = "made-up", published: str | None = None) -> Document:
    """A document made of Markdown."""
    document = made_up(text).document
    return replace(document, source=replace(document.source, document_id=document_id, published=published))


def pieces_of(document: Document) -> list[Evidence]:
    """Every sentence but headings, the first the best."""
    found = [
        (index, block.body_start + start, block.body_start + end)
        for index, block in enumerate(document.blocks)
        if block.kind != "heading"
        for start, end in sentence_spans(document.body(block))
    ]
    name = document.source.document_id
    return [Evidence(name, index, start, end, 2.0 - 0.01 * n) for n, (index, start, end) in enumerate(found)]
