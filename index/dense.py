"""Search by vector: Chroma while it serves, every vector compared where it does not."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from corpus.errors import one_line
from index.exact import ExactSearcher, Vectors, unit
from index.layout import Notify
from index.store import ChromaSearcher

if TYPE_CHECKING:
    from langchain_chroma import Chroma


class DenseSearcher:
    """Cosine search by Chroma, or exactly from the moment that Chroma cannot serve.

    Chroma reads its private copy while it serves; on a machine that clears old temporary files, a page that runs for
    weeks can lose it.
    """

    def __init__(self, chroma: ChromaSearcher | None, exact: ExactSearcher, notify: Notify) -> None:
        """Search `chroma` while it answers; tell through `notify` when it no longer does."""
        self._chroma = chroma
        self._exact = exact
        self._notify = notify

    @property
    def uses_chroma(self) -> bool:
        """False where exact search stands in."""
        return self._chroma is not None

    @property
    def vectorstore(self) -> Chroma | None:
        """The LangChain vector store, to be read only; None where exact search stands in."""
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
        return self._exact.search(query, k)

    def close(self) -> None:
        """Let go of the collection."""
        if self._chroma is not None:
            self._chroma.close()


def without_chroma(reason: str) -> str:
    """The line that says that exact search stands in, and why."""
    return one_line(f"The vector store cannot serve ({reason}); searching every vector instead, with the same answers.")
