"""The Chroma collection, through LangChain: built in a folder, and searched in a private copy of it.

Embedded Chroma is neither crash-safe nor safe between processes, and answers wrongly in silence when its files are
damaged. So a collection is written once, by one process, into a folder that nothing else knows yet; and since opening
and searching write to the folder as well, what is opened is always a copy that no other process has.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import filelock
import numpy as np

from index.exact import Vectors, bounded, unit

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

COLLECTION = "records"
BATCH = 5_000
"""Records an upsert; Chroma 1.5.9 takes 5,461 and says so in `get_max_batch_size`."""

Metadata = Mapping[str, str | int | float | bool]

# Recall@10 on random vectors is 0.69 at the default ef_search of 100 and 0.98 at 400.
_HNSW: Mapping[str, Any] = {"space": "cosine", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32}

_PRIVATE_PREFIX = "reforms-index-"
_ABANDONED_AFTER_S = 600  # younger folders may be in the making, their owner's lock not yet taken


@contextmanager
def _panics_as_errors() -> Iterator[None]:
    """Make a panic of Chroma's Rust core an ordinary error: as raised, it passes every `except Exception`."""
    try:
        yield
    except BaseException as error:
        if type(error).__module__ == "pyo3_runtime":
            raise RuntimeError(f"Chroma panicked: {error}") from error
        raise


@_panics_as_errors()
def build_collection(
    folder: Path,
    *,
    record_ids: Sequence[str],
    texts: Sequence[str],
    metadatas: Sequence[Metadata],
    vectors: Vectors,
    fingerprint: Metadata,
    progress: Callable[[str], None] = lambda _: None,
) -> None:
    """Write a collection into `folder`, which is made and left complete, quiet and closed.

    Args:
        folder: Must not hold a store yet.
        record_ids: Unique.
        texts: What was embedded, one a record.
        metadatas: Flat, one a record; may be empty.
        vectors: (n, dim), unit norm.
        fingerprint: Kept as the collection's own metadata.
        progress: Told in words how far it is.
    """
    from langchain_chroma import Chroma

    folder.mkdir(parents=True, exist_ok=True)
    n = len(record_ids)
    # The graph is written to its files once, with the last batch, as soon as `sync_threshold` records wait. A higher
    # threshold would leave all records in the log, from which every opening would build the graph again (1 s for
    # 5,000 records in place of 20 ms). Writing it early is unsafe only for a store that outlives a killed writer,
    # and a generation does not.
    configuration: Any = {"hnsw": {**_HNSW, "sync_threshold": max(2, n)}}
    embedder = _ReadyMade()
    client = _client(folder)
    try:
        store = Chroma(
            client=client,
            collection_name=COLLECTION,
            collection_configuration=configuration,
            collection_metadata=dict(fingerprint),
            embedding_function=cast("Embeddings", embedder),
        )
        batch = min(BATCH, client.get_max_batch_size())
        for start in range(0, n, batch):
            stop = min(n, start + batch)
            embedder.vectors = vectors[start:stop]
            store.add_texts(
                list(texts[start:stop]),
                metadatas=[dict(metadata) for metadata in metadatas[start:stop]],
                ids=list(record_ids[start:stop]),
            )
            progress(f"stored {stop:,} of {n:,} vectors")
    finally:
        client.close()


class PrivateFolder:
    """A temporary folder of this process alone, removed when closed, when forgotten and at exit.

    A killed process leaves its folder behind; the next to make one removes it, by a lock that dies with its owner.
    """

    def __init__(self) -> None:
        """Make the folder, readable by this user only.

        Raises:
            OSError: If the folder for temporary files cannot be written.
        """
        _remove_abandoned(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=_PRIVATE_PREFIX))
        lock = filelock.FileLock(str(self.path / "owner"))
        try:
            lock.acquire(blocking=False)
        except BaseException:
            shutil.rmtree(self.path, ignore_errors=True)
            raise
        # The process id keeps a forked child, which inherits this object, from removing its parent's folder.
        self._finalizer = weakref.finalize(self, _remove_private, self.path, os.getpid(), lock)

    def close(self) -> None:
        """Remove the folder; closing twice is fine."""
        self._finalizer()


def _remove_private(path: Path, owner: int, lock: filelock.BaseFileLock) -> None:
    if os.getpid() != owner:
        return
    with suppress(OSError):
        lock.release(force=True)
    shutil.rmtree(path, ignore_errors=True)


def _remove_abandoned(parent: Path) -> None:
    with suppress(OSError):
        for path in parent.glob(f"{_PRIVATE_PREFIX}*"):
            with suppress(OSError, filelock.Timeout):
                if time.time() - path.stat().st_mtime < _ABANDONED_AFTER_S:
                    continue
                with filelock.FileLock(str(path / "owner")).acquire(blocking=False):
                    shutil.rmtree(path, ignore_errors=True)


class ChromaSearcher:
    """Cosine search in a Chroma collection.

    Attributes:
        vectorstore: The LangChain vector store, for whoever wants a retriever of LangChain's own. Read from it only.
    """

    @_panics_as_errors()
    def __init__(
        self, folder: Path, *, embeddings: Embeddings | None = None, private: PrivateFolder | None = None
    ) -> None:
        """Open the collection in `folder`, a copy that nobody else opens: Chroma writes to it.

        Args:
            folder: Written by `build_collection`, then copied.
            embeddings: Lets `vectorstore` answer to text; this class searches by vector and needs none.
            private: What to remove on closing.

        Raises:
            Exception: Whatever Chroma raises on a store that it cannot open. A damaged store can also kill the
                process: open only what is byte for byte what a probe has opened.
        """
        from langchain_chroma import Chroma

        self._private = private
        self._client = _client(folder)
        try:
            # Opened by name first, since Chroma's wrapper would make a collection that is not there.
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            self._count = self._collection.count()
            self.vectorstore: Chroma = Chroma(
                client=self._client, collection_name=COLLECTION, embedding_function=embeddings
            )
        except BaseException:
            self._client.close()
            raise

    @classmethod
    def open_copy(cls, folder: Path, *, embeddings: Embeddings | None = None) -> ChromaSearcher:
        """Open a private copy of `folder`, removed on closing; the folder itself is only read."""
        private = PrivateFolder()
        try:
            copy = private.path / "chroma"
            shutil.copytree(folder, copy)
            return cls(copy, embeddings=embeddings, private=private)
        except BaseException:
            private.close()
            raise

    def __len__(self) -> int:
        """How many records the collection counts."""
        return self._count

    @_panics_as_errors()
    def search(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The `k` records most like `vector`, as `(record_id, cosine)`, best first.

        Approximate: of the ten best, 99 in 100 or more are found (the probe measured it when the index was built).
        """
        k = min(k, self._count)
        if k <= 0:
            return []
        # Not through LangChain, which fetches text and metadata of every hit: for 240 hits that takes 16 ms in place
        # of 5, and nobody reads them.
        found = self._collection.query(query_embeddings=cast("Any", [unit(vector)]), n_results=k, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        # The distance is 1 less the cosine.
        return [(str(id_), bounded(1.0 - float(d))) for id_, d in zip(found["ids"][0], distances, strict=True)]

    def warm(self) -> None:
        """Have the graph read into memory, which the first search would wait for."""
        found = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
        if found is not None and len(found):
            self.search(np.asarray(found[0], dtype=np.float32), 1)

    @_panics_as_errors()
    def stored(self) -> tuple[list[str], Vectors]:
        """Every record id and its vector as the collection holds them, in the collection's order."""
        collection = self._collection
        ids: list[str] = []
        parts: list[Any] = []
        for start in range(0, self._count, BATCH):
            found = collection.get(include=["embeddings"], limit=BATCH, offset=start)
            ids += found["ids"]
            parts.append(np.asarray(found["embeddings"], dtype=np.float32))
        return ids, np.concatenate(parts) if parts else np.zeros((0, 0), dtype=np.float32)

    def fingerprint(self) -> dict[str, Any]:
        """The collection's own metadata."""
        return dict(self._collection.metadata or {})

    def close(self) -> None:
        """Let go of the collection and remove the private copy."""
        self._client.close()
        if self._private is not None:
            self._private.close()


def _client(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, allow_reset=False)
    # Annotated as the interface, which lacks `close`.
    return cast("Client", chromadb.PersistentClient(path=str(folder), settings=settings))


class _ReadyMade:
    """Stands where LangChain wants an embedder, and hands out the vectors that were made before."""

    vectors: Vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if len(texts) != len(self.vectors):
            raise ValueError(f"{len(self.vectors)} vectors for {len(texts)} texts")
        rows: list[list[float]] = self.vectors.tolist()
        return rows
