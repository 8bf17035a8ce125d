"""The plain system every tutorial builds, on the same questions in the same process.

1,000-character splits (100 shared), MiniLM, Chroma, the nearest four passages; the first passage is the answer.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from corpus.documents import Document
from index.embedding import SentenceTransformerEmbeddings
from index.store import ChromaSearcher, build_collection

SPLIT_CHARS = 1_000
SHARED_CHARS = 100
TOP = 10
"""Fetched for recall@10; the system itself would show four."""


@dataclass(frozen=True, slots=True)
class PlainPassage:
    """A split as found."""

    document_id: str
    char_start: int
    char_end: int
    text: str


class PlainBaseline:
    """LangChain's recursive splitter, MiniLM, Chroma. Use as a context manager."""

    def __init__(self, documents: Mapping[str, Document], embeddings: SentenceTransformerEmbeddings) -> None:
        """Split, embed and store the documents' text in a folder of its own."""
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
            vectors=embeddings.encode_documents(texts),
            fingerprint={"schema": 1},
        )
        self._searcher = ChromaSearcher.open_copy(folder)
        self.build_s = time.perf_counter() - started

    def search(self, question: str, k: int = TOP) -> list[PlainPassage]:
        """The nearest splits."""
        vector = self._embeddings.encode_query(question)
        return [self._passages[record_id] for record_id, _ in self._searcher.search(vector, k)]

    def ask(self, question: str) -> dict[str, Any]:
        """The nearest split as the answer, in the fields that the metrics read."""
        found = self.search(question, 4)
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

    def __enter__(self) -> PlainBaseline:
        """The baseline itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove its folder."""
        self._searcher.close()
        self._folder.cleanup()
