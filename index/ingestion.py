"""The path of a document, step by step, and the index that stands at its end.

```
path + manifest ─→ Source ─read→ Document(pages, blocks) ─clean→ Document ─chunk→ Chunks
  ─embed→ float32 (n, dim), unit norm ─record→ (id, text, vector, flat metadata)
  ─replace→ a generation: Chroma collection, lexical index, the texts themselves
```
"""

from __future__ import annotations

import hashlib
import itertools
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
from corpus.documents import Chunk, Document, Source
from corpus.errors import CorpusError, DocumentError
from corpus.glossary import PATH as GLOSSARY_PATH
from corpus.glossary import Glossary, bundled
from corpus.library import Library, read_document
from corpus.questions import PassageQuestion, QuestionFile, load_questions, place_questions
from index import analysis, records, reuse, voices
from index.cache import EmbeddingCache, cache_key
from index.generations import OpenIndex, Payload, Problem, build_generation, open_current, writer_lock
from index.lines import LineTable
from index.voices import Voices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.embedding import SentenceTransformerEmbeddings

SCHEMA = 1

SENTENCES_COUNTED = 20_000
"""In a library of more sentences the rarity of words is read from its chunks: counting took too long at each change."""

Notify = Callable[[str], None]

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
        sentence_terms: In how many sentences each term stands; None in a large library (`SENTENCES_COUNTED`).
        n_sentences: How many sentences have a vector.
        n_chunks_of: Chunks by document.
        voices: Who speaks in each document, in the library's order.
        chunk_rows: Where each document's chunks stand among the chunks.
        record_rows: Where its records stand among the vectors.
        warnings: One line for each thing that was left out or read with a doubt.
    """

    opened: OpenIndex
    documents: Mapping[str, Document]
    chunks: LineTable[Chunk]
    glossary: Glossary
    warnings: tuple[str, ...]
    term_counts: Mapping[str, int]
    sentence_terms: Mapping[str, int] | None
    n_sentences: int
    n_chunks_of: Mapping[str, int]
    voices: Mapping[str, Voices]
    chunk_rows: Mapping[str, range]
    record_rows: Mapping[str, range]

    def close(self) -> None:
        """Let go of the generation."""
        self.opened.close()


def ensure_index(
    library: Library,
    root: Path,
    embeddings: SentenceTransformerEmbeddings,
    *,
    asked: QuestionFile | None = None,
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
        asked: Questions that its passages answer; None for those beside the documents.
        rebuild: Build anew, and embed anew, even when the index is in line.
        notify: Told in one line why the index is built, when it was there but could not serve.
        progress: Told each step.

    Raises:
        CorpusError: If no document can be read.
        IndexStoreError: If the index cannot be written, or another process holds it too long.
    """
    asked = load_questions(library.folder) if asked is None else asked
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
        _build(library, asked, root, embeddings, expected, take_over=not rebuild, notify=notify, progress=progress)
        opened = open_current(root, expected=expected, notify=notify, embeddings=embeddings)
    if isinstance(opened, Problem):
        # What was written and verified a moment ago cannot be opened: the disk is failing, or somebody else writes.
        raise CorpusError(f"{root}: the index just built cannot be opened ({opened}). Check the disk and try again.")
    return _with_contents(opened)


def fingerprint(library: Library, asked: QuestionFile, embedder: str) -> dict[str, str | int]:
    """What an index in line with these documents and settings says of itself."""
    described = [reuse.described(source) for source in library.sources]
    return {
        "schema": SCHEMA,
        "embedder": embedder,
        "reading": structure.VERSION,
        "chunking": chunking.VERSION,
        "analysis": analysis.VERSION,
        "records": records.VERSION,
        "voices": voices.VERSION,
        "glossary": hashlib.sha256(GLOSSARY_PATH.read_bytes()).hexdigest()[:16],
        "questions": asked.sha256[:16],
        "documents": hashlib.sha256(json.dumps(described).encode()).hexdigest(),
    }


def read_all(
    library: Library, *, known: Callable[[Source], Document | None] = lambda _: None, progress: Notify = _silent
) -> tuple[list[Document], list[str]]:
    """Read every document; one that cannot be read becomes a warning, and the others are read all the same.

    Args:
        library: The documents.
        known: A document that was read before, or None.
        progress: Told each document that is read.

    Raises:
        CorpusError: If none can be read.
    """
    documents, warnings = [], list(library.warnings)
    for number, source in enumerate(library.sources, start=1):
        try:
            document = known(source)
            if document is None:
                progress(f"reading {number} of {len(library.sources)}: {source.document_id}")
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
    take_over: bool,
    notify: Notify,
    progress: Notify,
) -> None:
    cache = EmbeddingCache(root.parent / "embeddings.sqlite3", notify=notify)
    with reuse.Before(root, expected, reuse=take_over) as before:
        documents, warnings = read_all(library, known=before.document, progress=progress)
        glossary = bundled().extended(document.text for document in documents)
        questions: dict[str, list[PassageQuestion]] = {}
        for question in place_questions(asked, documents):
            questions.setdefault(question.document_id, []).append(question)
        given = {source.document_id: source for source in library.sources}
        made: dict[str, reuse.Made] = {}
        for document in documents:
            id_ = document.source.document_id
            own = questions.get(id_, [])
            made[id_] = before.made(given[id_], own, glossary, len(bundled().groups)) or _make(document, own, glossary)
        vectors = _vectors(list(made.values()), embeddings, cache, take_over=take_over, progress=progress)
    chunks = [chunk for one in made.values() for chunk in one.chunks]
    counted = Counter(term for chunk in chunks for term in set(analysis.terms(chunk.text)))
    n_sentences, sentence_terms = _sentence_terms(documents, made)
    about = {
        "warnings": warnings,
        "glossary": reuse.learnt(glossary, len(bundled().groups)),
        "term_counts": dict(sorted(counted.items())),
        "n_sentences": n_sentences,
        "sentence_terms": sentence_terms,
        "documents": {
            id_: reuse.about_document(given[id_], document, questions.get(id_, []), made[id_])
            for document in documents
            for id_ in (document.source.document_id,)
        },
    }
    files = {
        **records.dump_documents(documents),
        **records.dump_chunks(chunks),
        reuse.ABOUT: json.dumps(about, ensure_ascii=False).encode(),
    }
    payload = Payload(expected, files, [record for one in made.values() for record in one.records], vectors)
    with _quiet_bars():
        build_generation(root, payload, progress=progress, extend=take_over)


def _sentence_terms(documents: Sequence[Document], made: Mapping[str, reuse.Made]) -> tuple[int, dict[str, int] | None]:
    """How many sentences have records, and in how many of them each term stands, where they are few enough."""
    spans = {
        id_: [
            (int(record.metadata["char_start"]), int(record.metadata["char_end"]))
            for record in one.records
            if record.metadata["kind"] == records.SENTENCE
        ]
        for id_, one in made.items()
    }
    n_sentences = sum(map(len, spans.values()))
    if n_sentences > SENTENCES_COUNTED:
        return n_sentences, None
    counted = Counter(
        term
        for document in documents
        for start, end in spans[document.source.document_id]
        for term in set(analysis.terms(document.text[start:end]))
    )
    return n_sentences, dict(sorted(counted.items()))


def _make(document: Document, questions: Sequence[PassageQuestion], glossary: Glossary) -> reuse.Made:
    chunks = chunking.chunk(document)
    return reuse.Made(chunks, list(records.make_records(document, chunks, questions, glossary)))


def _vectors(
    made: Sequence[reuse.Made],
    embeddings: SentenceTransformerEmbeddings,
    cache: EmbeddingCache,
    *,
    take_over: bool,
    progress: Notify,
) -> NDArray[np.float32]:
    """Vectors of all records in order: those that are there, and those of the other texts."""
    texts = [record.text for one in made if one.vectors is None for record in one.records]
    fresh = embed_cached(texts, embeddings, cache, reuse=take_over, progress=progress) if texts else None
    parts, used = [], 0
    for one in made:
        if one.vectors is not None:
            parts.append(one.vectors)
        elif fresh is not None:
            parts.append(fresh[used : used + len(one.records)])
            used += len(one.records)
    return np.concatenate(parts)


def embed_cached(
    texts: Sequence[str],
    embeddings: SentenceTransformerEmbeddings,
    cache: EmbeddingCache,
    *,
    reuse: bool = True,
    progress: Notify = _silent,
) -> NDArray[np.float32]:
    """One vector a text, (n_texts, dimension); what the cache lacks is embedded and put there.

    Args:
        texts: At least one.
        embeddings: The embedder; its fingerprint is part of the cache's keys.
        cache: Read and added to.
        reuse: Whether to take what is there; otherwise it is written anew.
        progress: Told how far it is.
    """
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
    about = json.loads(bytes(opened.files[reuse.ABOUT]))
    counts = about["documents"]
    learnt = tuple((tuple(terms), tuple(spoken)) for terms, spoken in about["glossary"])
    return Index(
        opened=opened,
        documents=records.load_documents(opened.files),
        chunks=records.load_chunks(opened.files),
        glossary=Glossary(bundled().groups + learnt),
        warnings=tuple(about["warnings"]),
        term_counts=about["term_counts"],
        sentence_terms=about["sentence_terms"],
        n_sentences=about["n_sentences"],
        n_chunks_of={id_: told["n_chunks"] for id_, told in counts.items()},
        voices={id_: voices.load_voices(told["voices"]) for id_, told in counts.items()},
        chunk_rows=_rows({id_: told["n_chunks"] for id_, told in counts.items()}),
        record_rows=_rows({id_: told["n_records"] for id_, told in counts.items()}),
    )


def _rows(counts: Mapping[str, int]) -> dict[str, range]:
    """Ranges of rows that follow each other."""
    ends = itertools.accumulate(counts.values())
    return {id_: range(end - count, end) for (id_, count), end in zip(counts.items(), ends, strict=True)}


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
