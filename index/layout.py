"""A generation on disk: what its parts are called, what goes into it, and what can be wrong with it.

Under the root of an index:

```
lock                    held by the one writer; readers take none
current                 the pointer: name of the served generation and SHA-256 of its manifest; written last
gen-000007-3fa9c1d2/
  manifest.json         fingerprint, counts, and size and SHA-256 of every other file
  documents.jsonl …     the truth files, opaque here
  records.jsonl         id, metadata, text and terms of every vector, in the vectors' order
  records.rows.npy      where each of those lines is
  vectors.npy           float32 (n, dim)
  chroma/  lexical/     the collection and the BM25 index
gen-….tmp               being built, or left by a builder that was stopped
```
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import IndexStoreError, storage_error
from index.exact import Vectors

SCHEMA = 3
"""Of the layout above; an index of another schema is damaged as far as this program can tell, and built anew."""

LOCK = "lock"
POINTER = "current"
MANIFEST = "manifest.json"
GENERATION = re.compile(r"gen-(\d{6})-[0-9a-f]{8}")

Metadata = Mapping[str, str | int | float | bool]
Notify = Callable[[str], None]


def silent(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Record:
    """One vector of the collection.

    Attributes:
        record_id: Unique.
        text: What was embedded.
        metadata: Flat.
        tokens: Terms of the lexical index; none keeps the record out of it.
    """

    record_id: str
    text: str
    metadata: Metadata
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Payload:
    """All that goes into a generation.

    Attributes:
        fingerprint: What the index was made with: embedder, dimension, chunking, schema, hash of the documents. An
            index whose fingerprint is not the expected one is stale.
        files: Truth files by name ("chunks.jsonl"), opaque; a name has no folder.
        records: One a vector.
        vectors: float32 (n, dim), of unit norm; row i belongs to record i.
    """

    fingerprint: Mapping[str, str | int]
    files: Mapping[str, bytes]
    records: Sequence[Record]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no index to open; `str()` gives "missing", "damaged: …" or "stale: …"."""

    kind: Literal["missing", "damaged", "stale"]
    detail: str = ""

    def __str__(self) -> str:
        """The kind, and what was met."""
        return f"{self.kind}: {self.detail}" if self.detail else self.kind


class NotUsable(Exception):  # noqa: N818 - a way out of nested calls, turned into a Problem by `open_current`
    """Raised where a generation turns out unfit; carries the `Problem`."""

    def __init__(self, kind: Literal["damaged", "stale"], detail: str) -> None:
        """Say what was met, as in a `Problem`."""
        super().__init__(detail)
        self.problem = Problem(kind, detail)


def read_pointer(root: Path) -> bytes | None:
    """The pointer's bytes; None where there is none; b"" where it cannot be read, which no pointer is."""
    try:
        return (root / POINTER).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""


def parse_pointer(data: bytes) -> tuple[str, str]:
    """The generation's name and the SHA-256 of its manifest.

    Raises:
        NotUsable: If `data` is not a pointer of this schema.
    """
    try:
        pointer = json.loads(data)
        name, digest = pointer["generation"], pointer["manifest_sha256"]
        if pointer["schema"] == SCHEMA and GENERATION.fullmatch(name) and re.fullmatch(r"[0-9a-f]{64}", digest):
            return name, digest
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise NotUsable("damaged", "the pointer to the current generation is not readable")


def writing_error(error: BaseException, root: Path, what: str) -> IndexStoreError:
    """What a person is told when `error` kept the index under `root` from being written: it `what` ("cannot be …")."""
    return storage_error(error, root) or IndexStoreError(
        f"{root}: the index {what} ({type(error).__name__}: {error}). Name another folder with --data, or run it again."
    )
