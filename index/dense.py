"""Search by vector: Chroma while it serves, every vector compared where it does not or does not yet."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from corpus.errors import one_line
from index.exact import ExactSearcher, Vectors, unit
from index.layout import Notify
from index.probe import Stopped
from index.store import ChromaSearcher

if TYPE_CHECKING:
    from langchain_chroma import Chroma


class Prepare(Protocol):
    """A collection that is still to be opened."""

    def open(self, stop: threading.Event) -> ChromaSearcher:
        """Open it; `Stopped` as soon as `stop` is set."""

    def close(self) -> None:
        """Let go of what was held for it."""


class DenseSearcher:
    """Cosine search by Chroma, or exactly from the moment that Chroma cannot serve.

    A large collection takes seconds to copy and to load, and one question asked of the command line would wait for it
    in vain: so it is prepared in the background from the first search on, and every vector is compared until it is
    there. Chroma reads its private copy while it serves; on a machine that clears old temporary files, a page that
    runs for weeks can lose it.
    """

    def __init__(
        self, chroma: ChromaSearcher | None, exact: ExactSearcher, notify: Notify, *, prepare: Prepare | None = None
    ) -> None:
        """Search `chroma` while it answers, or what `prepare` opens; tell through `notify` when there is none."""
        self._chroma = chroma
        self._exact = exact
        self._notify = notify
        self._prepare = prepare
        self._stop = threading.Event()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def uses_chroma(self) -> bool:
        """False where exact search stands in for good."""
        return self._chroma is not None or self._prepare is not None

    @property
    def vectorstore(self) -> Chroma | None:
        """The LangChain vector store, to be read only; None where exact search stands in."""
        self.wait()
        return None if self._chroma is None else self._chroma.vectorstore

    def __len__(self) -> int:
        """How many records can be found."""
        return len(self._exact)

    def search(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The `k` records most like `vector`, as `(record_id, cosine)`, best first.

        Raises:
            ValueError: If `vector` holds a number that is not finite, or not as many as the index's vectors.
        """
        query = unit(vector)
        if len(query) != self._exact.dim:
            raise ValueError(f"a vector of {len(query)} numbers for an index of {self._exact.dim}")
        chroma = self._chroma
        if chroma is not None:
            try:
                found = chroma.search(query, k)
            except Exception as error:  # Chroma raises its own and Rust's; search goes on without it
                self._chroma = None
                self._notify(without_chroma(f"{type(error).__name__}: {error}"))
                with suppress(Exception):
                    chroma.close()
            else:
                # The graph may not reach every record when very many are asked for; then all are compared.
                if len(found) == max(0, min(k, len(self._exact))):
                    return found
        elif self._prepare is not None:
            self._begin()
        return self._exact.search(query, k)

    def wait(self) -> None:
        """Have the collection opened, if it is still to be, and wait until it is."""
        if self._prepare is not None:
            self._begin()
        thread = self._thread
        if thread is not None:
            thread.join()

    def close(self) -> None:
        """Let go of the collection."""
        self._stop.set()
        thread = self._thread
        if thread is not None:
            thread.join()
        if self._prepare is not None:
            self._prepare.close()
        if self._chroma is not None:
            self._chroma.close()

    def _begin(self) -> None:
        with self._start:
            if self._thread is None and not self._stop.is_set():
                # A daemon, so that a process that ends without closing does not wait for it.
                self._thread = threading.Thread(target=self._open, name="opening Chroma", daemon=True)
                self._thread.start()

    def _open(self) -> None:
        prepare, chroma = self._prepare, None
        if prepare is None:
            return
        try:
            chroma = prepare.open(self._stop)
        except Stopped:
            pass
        except Exception as error:  # whatever is wrong with it, every vector can be compared
            self._notify(without_chroma(str(error) or type(error).__name__))
        finally:
            prepare.close()
        self._chroma, self._prepare = chroma, None


def without_chroma(reason: str) -> str:
    """The line that says that exact search stands in, and why."""
    return one_line(f"The vector store cannot serve ({reason}); searching every vector instead, with the same answers.")
