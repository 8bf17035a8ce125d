"""What the system is held against, on the same cases in the same run.

The plain one that every tutorial builds (1,000-character splits, MiniLM, Chroma, the nearest of which is the answer),
BM25 alone and dense search alone over this system's own chunks, and this system without its cross-encoder.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import numpy as np

from assistant import answerability
from assistant.answers import Question, Turn
from assistant.build import Assistant, join
from assistant.pipeline import Trace
from corpus.documents import Document
from evals.cases import Case
from index.analysis import terms
from index.cache import EmbeddingCache
from index.embedding import SentenceTransformerEmbeddings
from index.ingestion import embed_cached
from index.records import CHUNK, parse_id
from index.store import ChromaSearcher, build_collection

SPLIT_CHARS = 1_000
SHARED_CHARS = 100
TOP = 10
"""Fetched for recall@10; the system itself would show four."""


@dataclass(frozen=True, slots=True)
class PlainPassage:
    """A stretch of a document as found."""

    document_id: str
    char_start: int
    char_end: int
    text: str


@dataclass(frozen=True, slots=True)
class Met:
    """What a system makes of a question.

    Attributes:
        answer: With the fields of the contract that the metrics read.
        passages: As found, best first.
        took_ms: How long the answer took; the passages are found apart.
        probability: That the question is answerable; None when the system does not say.
    """

    answer: Mapping[str, Any]
    passages: Sequence[Any]
    took_ms: float
    probability: float | None = None


class System(Protocol):
    """Whatever is asked the cases."""

    def meet(self, case: Case) -> Met:
        """Answer one."""


class _Ranking:
    """A ranking whose first passage is the answer; one that reads no history."""

    def search(self, question: str, k: int = TOP) -> list[PlainPassage]:
        """The best `k` passages."""
        raise NotImplementedError

    def ask(self, question: str) -> dict[str, Any]:
        """The best passage as the answer, in the fields that the metrics read."""
        return answer_of(self.search(question, 4))

    def meet(self, case: Case) -> Met:
        """The passages for the question, without what was said before, and the first of them."""
        started = time.perf_counter()
        found = self.search(case.question)
        return Met(answer_of(found), found, (time.perf_counter() - started) * 1000)


def answer_of(found: Sequence[PlainPassage]) -> dict[str, Any]:
    """The best passage as the answer, in the fields that the metrics read."""
    citations = [
        {
            "id": number,
            "document_id": passage.document_id,
            "char_start": passage.char_start,
            "char_end": passage.char_end,
            "quote": passage.text,
        }
        for number, passage in enumerate(found[:1], start=1)
    ]
    text = found[0].text if found else ""
    statements = [{"text": text, "citations": [1]}] if found else []
    return {"outcome": "answered", "answer": text, "statements": statements, "citations": citations}


class PlainBaseline(_Ranking):
    """LangChain's recursive splitter, MiniLM, Chroma. Use as a context manager."""

    def __init__(
        self, documents: Mapping[str, Document], embeddings: SentenceTransformerEmbeddings, cache: Path | None = None
    ) -> None:
        """Split, embed and store the documents' text in a folder of its own.

        Args:
            documents: By id.
            embeddings: The embedder.
            cache: Where vectors are kept from run to run; None to embed anew.
        """
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        started = time.perf_counter()
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=SPLIT_CHARS, chunk_overlap=SHARED_CHARS, add_start_index=True
        )
        self._embeddings = embeddings
        self._passages: dict[str, PlainPassage] = {}
        for document_id, document in documents.items():
            for number, split in enumerate(splitter.create_documents([document.text])):
                start, text = split.metadata["start_index"], split.page_content
                self._passages[f"{document_id}:{number}"] = PlainPassage(document_id, start, start + len(text), text)
        self._folder = tempfile.TemporaryDirectory(prefix="reforms-baseline-")
        folder = Path(self._folder.name) / "chroma"
        texts = [passage.text for passage in self._passages.values()]
        build_collection(
            folder,
            record_ids=list(self._passages),
            texts=texts,
            metadatas=[{"document_id": passage.document_id} for passage in self._passages.values()],
            vectors=embeddings.encode_documents(texts)
            if cache is None
            else embed_cached(texts, embeddings, EmbeddingCache(cache)),
            fingerprint={"schema": 1},
        )
        self._searcher = ChromaSearcher.open_copy(folder)
        self.build_s = time.perf_counter() - started

    def search(self, question: str, k: int = TOP) -> list[PlainPassage]:
        """The nearest splits."""
        vector = self._embeddings.encode_query(question)
        return [self._passages[record_id] for record_id, _ in self._searcher.search(vector, k)]

    def __enter__(self) -> PlainBaseline:
        """The baseline itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove its folder."""
        self._searcher.close()
        self._folder.cleanup()


class LexicalBaseline(_Ranking):
    """BM25 over this system's chunks: its terms, without the glossary."""

    def __init__(self, assistant: Assistant) -> None:
        """Take hold of the open index."""
        self._index = assistant.index

    def search(self, question: str, k: int = TOP) -> list[PlainPassage]:
        """Chunks by BM25."""
        found = self._index.opened.lexical.search(tuple(dict.fromkeys(terms(question))), k)
        return [_of_chunk(self._index.chunks[chunk_id]) for chunk_id, _ in found]


class DenseBaseline(_Ranking):
    """The chunks nearest to the question, exactly: neither their sentences nor their questions."""

    def __init__(self, assistant: Assistant) -> None:
        """Take the chunks' own vectors."""
        self._index, self._embeddings = assistant.index, assistant.embeddings
        opened = assistant.index.opened
        parsed = [parse_id(record_id) for record_id in opened.record_ids]
        rows = [row for row, (_, kind) in enumerate(parsed) if kind == CHUNK]
        self._ids = [parsed[row][0] for row in rows]
        self._vectors = np.asarray(opened.vectors)[rows]

    def search(self, question: str, k: int = TOP) -> list[PlainPassage]:
        """The nearest chunks."""
        likeness = self._vectors @ np.asarray(self._embeddings.encode_query(question), dtype=np.float32)
        best = np.argsort(-likeness, kind="stable")[:k]
        return [_of_chunk(self._index.chunks[self._ids[int(row)]]) for row in best]


class UnrerankedBaseline:
    """What is measured, without its cross-encoder: the same index, the same steps."""

    def __init__(self, assistant: Assistant) -> None:
        """Join the parts again, without a cross-encoder, over the same open index."""
        settings = assistant.settings.model_copy(update={"reranker": "none"})
        self._assistant = join(settings, assistant.index, assistant.embeddings)

    def meet(self, case: Case) -> Met:
        """As the system itself does."""
        return meet(self._assistant, case)


def meet(assistant: Assistant, case: Case) -> Met:
    """Ask this system one case, and search for it.

    A follow-up is searched as the system understood it: its own words alone may hold nothing to search for.
    """
    started = time.perf_counter()
    trace = assistant.trace(Question(case.question, tuple(Turn(turn.q, turn.a) for turn in case.history)))
    took = (time.perf_counter() - started) * 1000
    assert trace.answer is not None
    asked = trace.answer.standalone_question if case.history else case.question
    found = trace.passages[:TOP] if _searched_all(trace, asked) else assistant.search(asked, k=TOP)
    passages = [passage.chunk for passage in found]
    return Met(trace.answer.to_dict(), passages, took, probability(assistant, trace))


def _searched_all(trace: Trace, text: str) -> bool:
    """Whether the answer's own search was for just that text in all papers, so that another would find the same."""
    narrowed = trace.compared is not None or trace.asked is None or trace.asked.papers
    return not narrowed and trace.query is not None and trace.query.text == text and len(trace.passages) >= TOP


def probability(assistant: Assistant, trace: Trace) -> float | None:
    """That the evidence answers the question, as the system saw it; None where it was not weighed."""
    if trace.screened is None or trace.screened.refusal is not None or trace.selection is None:
        return None
    if trace.query is None or not trace.selection.evidence:
        return None
    documents = assistant.index.documents
    found = answerability.features(trace.query.text, trace.passages, trace.selection, documents)
    model = answerability.load(with_logits=assistant.settings.reranker == "bundled")
    return model.probability(found)


PLAIN = "plain baseline"
BASELINES = (PLAIN, "BM25 alone", "dense alone", "no reranker")
"""By the name that the tables give them."""


@contextmanager
def baseline_of(name: str, assistant: Assistant) -> Iterator[System]:
    """One of them, ready to be asked."""
    if name == PLAIN:
        kept = assistant.settings.data / "baseline" / "embeddings.sqlite3"
        with PlainBaseline(assistant.index.documents, assistant.embeddings, kept) as plain:
            yield plain
        return
    others: dict[str, Callable[[Assistant], System]] = {
        "BM25 alone": LexicalBaseline,
        "dense alone": DenseBaseline,
        "no reranker": UnrerankedBaseline,
    }
    yield others[name](assistant)


def _of_chunk(chunk: Any) -> PlainPassage:
    return PlainPassage(chunk.document_id, chunk.char_start, chunk.char_end, chunk.text)
