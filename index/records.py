"""Documents and chunks as bytes of a generation, and the records (one a vector) that point into them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.documents import Block, Chunk, Document, Page, Source, Standpoint
from corpus.glossary import Glossary
from corpus.questions import PassageQuestion
from corpus.sentences import sentence_spans
from index.analysis import terms
from index.generations import Record

DOCUMENTS = "documents.jsonl"
CHUNKS = "chunks.jsonl"

VERSION = 5
"""Part of the index's fingerprint: raise it when records are made or stored differently."""

HEADING_WORDS = 8
"""A numbered heading of so many words is a statement ("13.6. Mission 3: By 2027, we will strengthen …")."""

CHUNK, SENTENCE, QUESTION = "chunk", "sentence", "question"
"""Kinds of records: a chunk with its heading, one of its sentences with its lead-in, a question that it answers."""


def dump_documents(documents: Sequence[Document]) -> bytes:
    """One JSON line a document; paths are kept as given."""
    return _lines(asdict(document) for document in documents)


def load_documents(data: bytes) -> tuple[Document, ...]:
    """The inverse of `dump_documents`."""
    return tuple(_document(json.loads(line)) for line in data.splitlines())


def dump_chunks(chunks: Sequence[Chunk]) -> bytes:
    """One JSON line a chunk."""
    return _lines(asdict(chunk) for chunk in chunks)


def load_chunks(data: bytes) -> tuple[Chunk, ...]:
    """The inverse of `dump_chunks`."""
    chunks = []
    for line in data.splitlines():
        fields = json.loads(line)
        fields |= {
            "blocks": tuple(fields["blocks"]),
            "section": tuple(fields["section"]),
            "standpoint": Standpoint(**fields["standpoint"]),
        }
        chunks.append(Chunk(**fields))
    return tuple(chunks)


def make_records(
    document: Document, chunks: Sequence[Chunk], questions: Sequence[PassageQuestion], glossary: Glossary
) -> Iterator[Record]:
    """The records of one document.

    Args:
        document: The document.
        chunks: Its chunks.
        questions: Those it answers.
        glossary: Its words for the same things become terms of the lexical index.
    """
    asked: dict[str, list[PassageQuestion]] = {}
    for question in questions:
        chunk = chunk_at(chunks, question.char_start)
        if chunk is not None:
            asked.setdefault(chunk.chunk_id, []).append(question)
    for chunk in chunks:
        body = "\n".join(document.text[start:end] for _, start, end in _sentences(document, chunk)) or chunk.text
        leaf = chunk.section[-1] if chunk.section else chunk.context
        searched = "\n".join((chunk.context, chunk.text))
        own_questions = asked.get(chunk.chunk_id, [])
        tokens = terms(searched)
        tokens += [term for phrase in glossary.related(searched, everyday=False) for term in terms(phrase)]
        tokens += [term for question in own_questions for term in terms(question.question)]
        yield Record(
            chunk.chunk_id,
            f"{leaf}\n{body}".strip(),
            _metadata(chunk, CHUNK, chunk.char_start, chunk.char_end),
            tuple(tokens),
        )
        for number, (index, start, end) in enumerate(_sentences(document, chunk)):
            lead_in = document.blocks[index].lead_in
            opener = document.body(document.blocks[lead_in]) + " " if lead_in is not None else ""
            yield Record(
                f"{chunk.chunk_id}/s{number}", opener + document.text[start:end], _metadata(chunk, SENTENCE, start, end)
            )
        for number, question in enumerate(own_questions):
            yield Record(
                f"{chunk.chunk_id}/q{number}",
                question.question,
                _metadata(chunk, QUESTION, question.char_start, question.char_end),
            )


def chunk_at(chunks: Sequence[Chunk], position: int) -> Chunk | None:
    """The chunk that holds a position of its document's text."""
    return next((chunk for chunk in chunks if chunk.char_start <= position < chunk.char_end), None)


def _sentences(document: Document, chunk: Chunk) -> Iterator[tuple[int, int, int]]:
    """Each sentence of a chunk as (index of its block, start, end); only a heading that says something is one."""
    for index in range(*chunk.blocks):
        block = document.blocks[index]
        if block.kind == "heading" and (not block.paragraph or len(document.body(block).split()) < HEADING_WORDS):
            continue
        for start, end in sentence_spans(document.body(block)):
            first, last = max(block.body_start + start, chunk.char_start), min(block.body_start + end, chunk.char_end)
            if first < last:
                yield index, first, last


def _metadata(chunk: Chunk, kind: str, start: int, end: int) -> Mapping[str, str | int]:
    return {
        "chunk_id": chunk.chunk_id,
        "document_id": chunk.document_id,
        "kind": kind,
        "char_start": start,
        "char_end": end,
    }


def _lines(rows: Iterator[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows).encode()


def _document(fields: dict[str, Any]) -> Document:
    told = fields["source"]
    source = Source(**(told | {"path": Path(told["path"]), "read": tuple(told["read"])}))
    blocks = tuple(
        Block(**(block | {"section": tuple(block["section"]), "standpoint": Standpoint(**block["standpoint"])}))
        for block in fields["blocks"]
    )
    pages = tuple(Page(**page) for page in fields["pages"])
    return Document(source, fields["text"], blocks, pages, tuple(fields["warnings"]))
