"""Documents and chunks as bytes of a generation, and the records (one a vector) that point into them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.documents import Block, Chunk, Document, Page, Source, Standpoint
from corpus.glossary import Glossary
from corpus.questions import PassageQuestion
from corpus.sentences import sentence_spans
from index import lines
from index.analysis import terms
from index.generations import Record

DOCUMENTS, CHUNKS = "documents", "chunks"
"""Tables of a generation."""

VERSION = 8
"""Part of the index's fingerprint: raise it when records are made or stored differently."""

HEADING_WORDS = 8
"""A numbered heading of so many words is a statement ("13.6. Mission 3: By 2027, we will strengthen …")."""

CHUNK, SENTENCE, QUESTION, NEAR_MISS = "chunk", "sentence", "question", "near_miss"
"""Kinds of records: a chunk with its heading, one of its sentences with its lead-in, a question that it answers, one
that it only seems to answer."""


_DOCUMENTS_KEPT = 64
"""Documents kept decoded; one of 200 pages takes some 5 MB so."""

_RECORD_ID = re.compile(r"(?P<chunk>.*#\d+)(?:/(?P<kind>[sqn])\d+)?\Z", re.DOTALL)


def dump_documents(documents: Sequence[Document]) -> dict[str, bytes]:
    """The files of the table of documents, a line each; paths are kept as given."""
    return lines.pack(DOCUMENTS, [d.source.document_id for d in documents], [_line(asdict(d)) for d in documents])


def load_documents(files: Mapping[str, lines.Buffer]) -> lines.LineTable[Document]:
    """The inverse of `dump_documents`."""
    data, rows = lines.table_names(DOCUMENTS)
    return lines.LineTable(files[data], files[rows], _document, n_kept=_DOCUMENTS_KEPT)


def dump_chunks(chunks: Sequence[Chunk]) -> dict[str, bytes]:
    """The files of the table of chunks, a line each."""
    return lines.pack(CHUNKS, [chunk.chunk_id for chunk in chunks], [_line(asdict(chunk)) for chunk in chunks])


def load_chunks(files: Mapping[str, lines.Buffer]) -> lines.LineTable[Chunk]:
    """The inverse of `dump_chunks`."""
    data, rows = lines.table_names(CHUNKS)
    return lines.LineTable(files[data], files[rows], _chunk)


@lru_cache(maxsize=32_768)
def parse_id(record_id: str) -> tuple[str, str]:
    """The chunk that a record points to, and the record's kind.

    >>> parse_id("lga-pack#0012/s3")
    ('lga-pack#0012', 'sentence')
    >>> parse_id("lga-pack#0012")
    ('lga-pack#0012', 'chunk')
    """
    found = _RECORD_ID.match(record_id)
    if found is None:
        raise ValueError(f"{record_id!r} is no record's id")
    return found["chunk"], {None: CHUNK, "s": SENTENCE, "q": QUESTION, "n": NEAR_MISS}[found["kind"]]


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
        tokens += [term for question in own_questions if question.answered for term in terms(question.question)]
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
                f"{chunk.chunk_id}/{'q' if question.answered else 'n'}{number}",
                question.question,
                _metadata(chunk, QUESTION if question.answered else NEAR_MISS, question.char_start, question.char_end),
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


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, default=str).encode()


def _chunk(line: bytes) -> tuple[str, Chunk]:
    fields = json.loads(line)
    fields |= {
        "blocks": tuple(fields["blocks"]),
        "section": tuple(fields["section"]),
        "standpoint": Standpoint(**fields["standpoint"]),
    }
    return fields["chunk_id"], Chunk(**fields)


def _document(line: bytes) -> tuple[str, Document]:
    fields = json.loads(line)
    told = fields["source"]
    source = Source(**(told | {"path": Path(told["path"]), "read": tuple(told["read"])}))
    blocks = tuple(
        Block(**(block | {"section": tuple(block["section"]), "standpoint": Standpoint(**block["standpoint"])}))
        for block in fields["blocks"]
    )
    pages = tuple(Page(**page) for page in fields["pages"])
    return source.document_id, Document(source, fields["text"], blocks, pages, tuple(fields["warnings"]))
