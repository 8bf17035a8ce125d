"""The path of a document, step by step, and the index that stands at its end.

```
path + manifest ─→ Source ─read→ Document(pages, blocks) ─clean→ Document ─chunk→ Chunks
  ─embed→ float32 (n, dim), unit norm ─record→ (id, text, vector, flat metadata)
  ─replace→ a generation: Chroma collection, lexical index, the texts themselves
```
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus import chunking, structure
from corpus.documents import Chunk, Document
from corpus.errors import CorpusError, DocumentError
from corpus.glossary import PATH as GLOSSARY_PATH
from corpus.glossary import Glossary, bundled
from corpus.library import Library, read_document
from corpus.questions import QuestionFile, load_questions, place_questions
from index import analysis, records
from index.cache import EmbeddingCache, cache_key
from index.generations import OpenIndex, Payload, Problem, Record, build_generation, open_current, writer_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.embedding import SentenceTransformerEmbeddings

SCHEMA = 1

Notify = Callable[[str], None]

_ABOUT = "about.json"
"""What is counted once for the whole index."""

_HASHES = re.compile(r"\b(documents|questions) was '?[0-9a-f]*'? and is now '?[0-9a-f]*'?")
"""How an `open_current` tells of two hashes, which say nothing to a person."""


def _silent(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Index:
    """An open generation with the documents and chunks it was made of.

    Attributes:
        opened: The generation.
        documents: By id, in the library's order.
        chunks: By id, in order of document and place.
        glossary: The bundled one and the abbreviations of these documents.
        term_counts: In how many chunks each term stands.
        n_chunks_of: Chunks by document.
        warnings: One line for each thing that was left out or read with a doubt.
    """

    opened: OpenIndex
    documents: Mapping[str, Document]
    chunks: Mapping[str, Chunk]
    glossary: Glossary
    warnings: tuple[str, ...]
    term_counts: Mapping[str, int]
    n_chunks_of: Mapping[str, int]

    def close(self) -> None:
        """Let go of the generation."""
        self.opened.close()


def ensure_index(
    library: Library,
    root: Path,
    embeddings: SentenceTransformerEmbeddings,
    *,
    rebuild: bool = False,
    notify: Notify = _silent,
    progress: Notify = _silent,
) -> Index:
    """Open the index of a library, bringing it in line with the documents first where it is not.

    A missing, damaged or older index, or one of another embedder, is built anew from the documents; what the
    embedding cache holds is not embedded again. Several processes may call it: one builds, the others wait.

    Args:
        library: The documents.
        root: Folder of the index.
        embeddings: The embedder.
        rebuild: Build anew, and embed anew, even when the index is in line.
        notify: Told in one line why the index is built, when it was there but could not serve.
        progress: Told each step.

    Raises:
        CorpusError: If no document can be read.
        IndexStoreError: If the index cannot be written, or another process holds it too long.
    """
    asked = load_questions(library.folder)
    expected = fingerprint(library, asked, embeddings.fingerprint)
    if not rebuild:
        opened = open_current(root, expected=expected, notify=notify, embeddings=embeddings)
        if isinstance(opened, OpenIndex):
            return _with_contents(opened)
    with writer_lock(root, notify=notify):
        if not rebuild:
            opened = open_current(root, expected=expected, notify=notify, embeddings=embeddings)
            if isinstance(opened, OpenIndex):
                return _with_contents(opened)
            _explain(opened, notify)
        _build(library, asked, root, embeddings, expected, reuse=not rebuild, notify=notify, progress=progress)
        opened = open_current(root, expected=expected, notify=notify, embeddings=embeddings)
    if isinstance(opened, Problem):
        # What was written and verified a moment ago cannot be opened: the disk is failing, or somebody else writes.
        raise CorpusError(f"{root}: the index just built cannot be opened ({opened}). Check the disk and try again.")
    return _with_contents(opened)


def fingerprint(library: Library, asked: QuestionFile, embedder: str) -> dict[str, str | int]:
    """What an index in line with these documents and settings says of itself."""
    described = [
        [s.document_id, s.title, s.publisher, s.kind, s.published, s.format, s.sha256, s.record]
        for s in library.sources
    ]
    return {
        "schema": SCHEMA,
        "embedder": embedder,
        "reading": structure.VERSION,
        "chunking": chunking.VERSION,
        "analysis": analysis.VERSION,
        "records": records.VERSION,
        "glossary": hashlib.sha256(GLOSSARY_PATH.read_bytes()).hexdigest()[:16],
        "questions": asked.sha256[:16],
        "documents": hashlib.sha256(json.dumps(described).encode()).hexdigest(),
    }


def read_all(library: Library, *, progress: Notify = _silent) -> tuple[list[Document], list[str]]:
    """Read every document; one that cannot be read becomes a warning, and the others are read all the same.

    Raises:
        CorpusError: If none can be read.
    """
    documents, warnings = [], list(library.warnings)
    for number, source in enumerate(library.sources, start=1):
        progress(f"reading {number} of {len(library.sources)}: {source.document_id}")
        try:
            document = read_document(source)
        except DocumentError as error:
            warnings.append(str(error))
            continue
        warnings += [f"{source.document_id}: {warning}" for warning in document.warnings]
        if document.blocks:
            documents.append(document)
    if not documents:
        raise CorpusError(f"{library.folder}: no document can be read. First: {warnings[len(library.warnings)]}")
    return documents, warnings


def _build(
    library: Library,
    asked: QuestionFile,
    root: Path,
    embeddings: SentenceTransformerEmbeddings,
    expected: Mapping[str, str | int],
    *,
    reuse: bool,
    notify: Notify,
    progress: Notify,
) -> None:
    documents, warnings = read_all(library, progress=progress)
    glossary = bundled().extended(document.text for document in documents)
    questions = place_questions(asked, documents)
    chunks: list[Chunk] = []
    made: list[Record] = []
    for document in documents:
        document_id = document.source.document_id
        own = chunking.chunk(document)
        chunks += own
        own_questions = [question for question in questions if question.document_id == document_id]
        made += records.make_records(document, own, own_questions, glossary)
    cache = EmbeddingCache(root.parent / "embeddings.sqlite3", notify=notify)
    vectors = _embed([record.text for record in made], embeddings, cache, reuse=reuse, progress=progress)
    counted = Counter(term for chunk in chunks for term in set(analysis.terms(chunk.text)))
    about = {
        "warnings": warnings,
        "glossary": glossary.groups[len(bundled().groups) :],
        "term_counts": dict(sorted(counted.items())),
        "n_chunks_of": Counter(chunk.document_id for chunk in chunks),
    }
    files = {
        **records.dump_documents(documents),
        **records.dump_chunks(chunks),
        _ABOUT: json.dumps(about, ensure_ascii=False).encode(),
    }
    with _quiet_bars():
        build_generation(root, Payload(expected, files, made, vectors), progress=progress)


def _embed(
    texts: Sequence[str],
    embeddings: SentenceTransformerEmbeddings,
    cache: EmbeddingCache,
    *,
    reuse: bool,
    progress: Notify,
) -> NDArray[np.float32]:
    keys = [cache_key(embeddings.fingerprint, text) for text in texts]
    known = cache.get_many(keys) if reuse else {}
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        progress(f"embedding {len(missing)} of {len(texts)} texts")
        fresh = embeddings.encode_documents(
            list(missing.values()), progress=lambda done, total: progress(f"embedded {done} of {total}")
        )
        added = dict(zip(missing, fresh, strict=True))
        cache.put_many(added)
        known.update(added)
    return np.stack([known[key] for key in keys]).astype(np.float32, copy=False)


def _with_contents(opened: OpenIndex) -> Index:
    about = json.loads(bytes(opened.files[_ABOUT]))
    learnt = tuple((tuple(terms), tuple(spoken)) for terms, spoken in about["glossary"])
    return Index(
        opened=opened,
        documents=records.load_documents(opened.files),
        chunks=records.load_chunks(opened.files),
        glossary=Glossary(bundled().groups + learnt),
        warnings=tuple(about["warnings"]),
        term_counts=about["term_counts"],
        n_chunks_of=about["n_chunks_of"],
    )


def _explain(problem: Problem, notify: Notify) -> None:
    if problem.kind == "damaged":
        notify(f"The index is damaged ({problem.detail}); building it anew from the documents.")
    elif problem.kind == "stale":
        detail = _HASHES.sub(r"the \1 have changed", problem.detail)
        notify(f"The index is out of date ({detail}); bringing it in line with the documents.")


@contextmanager
def _quiet_bars() -> Iterator[None]:
    """Progress bars of libraries would mix with ours on the terminal."""
    import os

    before = os.environ.get("TQDM_DISABLE")
    os.environ["TQDM_DISABLE"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["TQDM_DISABLE"]
        else:
            os.environ["TQDM_DISABLE"] = before
