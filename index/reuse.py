"""What a new generation takes over from the current one: documents read, records made, vectors.

Everything that stands for a document is taken over, or made anew, as a whole: it holds as long as the file, its
questions, the glossary and the ways of reading, cutting and embedding are the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.documents import Chunk, Document, Source
from corpus.glossary import Glossary
from corpus.questions import PassageQuestion
from index import records
from index.exact import Vectors
from index.generations import OpenIndex, Record, open_current
from index.voices import dump_voices, voices_of

ABOUT = "about.json"
"""Truth file with what is counted, and known of each document, once for the whole index."""

_READ_ALIKE = ("schema", "reading")
_MADE_ALIKE = (*_READ_ALIKE, "chunking", "analysis", "records")


@dataclass(frozen=True, slots=True)
class Made:
    """All that stands for one document.

    Attributes:
        chunks: Its chunks.
        records: Its records.
        vectors: Theirs, where the current generation holds them; else None.
    """

    chunks: Sequence[Chunk]
    records: Sequence[Record]
    vectors: Vectors | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a document's rows lie."""

    source: str
    questions: str
    chunks: range
    records: range


class Before:
    """The current generation, as far as it can be taken over. Use as a context manager; nothing there takes nothing."""

    def __init__(self, root: Path, expected: Mapping[str, str | int], *, reuse: bool) -> None:
        """Open the generation at `root`; `expected` is the fingerprint of the one to be built."""
        opened = open_current(root, chroma=False) if reuse else None
        self._opened = opened if isinstance(opened, OpenIndex) else None
        self._reads_alike = self._makes_alike = self._embeds_alike = False
        self._places: dict[str, _Place] = {}
        self._glossary: Any = None
        if self._opened is not None:
            self._look(self._opened, expected)

    def _look(self, opened: OpenIndex, expected: Mapping[str, str | int]) -> None:
        def alike(names: Iterable[str]) -> bool:
            return all(opened.fingerprint.get(name) == expected.get(name) for name in names)

        self._reads_alike = alike(_READ_ALIKE)
        if not self._reads_alike:
            return
        self._makes_alike, self._embeds_alike = alike(_MADE_ALIKE), alike(("embedder",))
        about = json.loads(bytes(opened.files[ABOUT]))
        if "documents" not in about:  # written by a version that noted less of what it read
            self._reads_alike = self._makes_alike = self._embeds_alike = False
            return
        self._glossary = about["glossary"]
        self._documents = records.load_documents(opened.files)
        self._chunks = records.load_chunks(opened.files)
        chunk = record = 0
        for document_id, told in about["documents"].items():
            n_chunks, n_records = told["n_chunks"], told["n_records"]
            self._places[document_id] = _Place(
                told["source"], told["questions"], range(chunk, chunk + n_chunks), range(record, record + n_records)
            )
            chunk, record = chunk + n_chunks, record + n_records

    def document(self, source: Source) -> Document | None:
        """The document as it was read from the same file, described in the same way."""
        place = self._places.get(source.document_id)
        if place is None or place.source != source_key(source):
            return None
        document = self._documents[source.document_id]
        return replace(document, source=replace(document.source, path=source.path))

    def made(
        self, source: Source, questions: Sequence[PassageQuestion], glossary: Glossary, n_bundled: int
    ) -> Made | None:
        """What was made of a document with the same questions and glossary."""
        place = self._places.get(source.document_id)
        if (
            not self._makes_alike
            or self._opened is None
            or place is None
            or place.source != source_key(source)
            or place.questions != questions_key(questions)
            or self._glossary != learnt(glossary, n_bundled)
        ):
            return None
        vectors = self._opened.vectors[place.records.start : place.records.stop] if self._embeds_alike else None
        return Made(
            [self._chunks.at(row)[1] for row in place.chunks],
            [self._opened.record(row) for row in place.records],
            vectors,
        )

    def __enter__(self) -> Before:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the generation."""
        if self._opened is not None:
            self._opened.close()


def about_document(
    source: Source, document: Document, questions: Sequence[PassageQuestion], made: Made
) -> dict[str, Any]:
    """What `ABOUT` says of one document: `source` as it was given, `document` as it was read."""
    return {
        "source": source_key(source),
        "questions": questions_key(questions),
        "n_chunks": len(made.chunks),
        "n_records": len(made.records),
        "voices": dump_voices(voices_of(document)),
    }


def described(source: Source) -> list[Any]:
    """All of a source that an index depends on."""
    return [
        source.document_id,
        source.title,
        source.publisher,
        source.kind,
        source.published,
        source.format,
        source.sha256,
        source.record,
    ]


def source_key(source: Source) -> str:
    """Changes when the document has to be read again."""
    return _digest([*described(source), list(source.read)])


def questions_key(questions: Sequence[PassageQuestion]) -> str:
    """Changes when a document's questions do."""
    return _digest([[q.question, q.char_start, q.char_end] for q in questions])


def learnt(glossary: Glossary, n_bundled: int) -> list[Any]:
    """The glossary's groups after the bundled ones, as JSON gives them back."""
    return [[list(terms), list(spoken)] for terms, spoken in glossary.groups[n_bundled:]]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:32]
