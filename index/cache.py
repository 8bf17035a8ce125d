"""The embedding cache: what was once embedded is not embedded again.

A convenience, never the truth: whatever is wrong with it, the answer is "not cached" and a notice, not an error.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import durability

_SCHEMA = "CREATE TABLE IF NOT EXISTS embeddings (key TEXT PRIMARY KEY, value BLOB NOT NULL, checksum BLOB NOT NULL)"
_KEYS_A_QUERY = 500  # SQLite's limit on parameters was 999 for long


def cache_key(embedder: str, text: str) -> str:
    """The key of `text` as embedded by the embedder of that fingerprint: 64 hexadecimal digits."""
    return hashlib.sha256(f"{embedder}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


class EmbeddingCache:
    """Vectors by key in one SQLite file. Any number of processes may share it.

    A damaged row counts as absent. A damaged file is moved aside (`.damaged` after its name) and started anew. Where
    the folder cannot be written, what is there is still read. Each of these is told once through `notify`.
    """

    def __init__(self, path: Path, *, notify: Callable[[str], None] = lambda _: None) -> None:
        """Use the file at `path`; it is made with the first vector put into it."""
        self._path = path
        self._notify = notify
        self._told: set[str] = set()

    def get_many(self, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that are there and whole, by key."""
        found: dict[str, NDArray[np.float32]] = {}
        if not self._has_content():
            return found
        wanted = list(dict.fromkeys(keys))
        try:
            with self._connection(write=False) as connection:
                for start in range(0, len(wanted), _KEYS_A_QUERY):
                    part = wanted[start : start + _KEYS_A_QUERY]
                    marks = ",".join("?" * len(part))
                    query = f"SELECT key, value, checksum FROM embeddings WHERE key IN ({marks})"  # noqa: S608 - marks only
                    for key, value, checksum in connection.execute(query, part):
                        if _is_whole(key, value, checksum):
                            found[key] = np.frombuffer(value, dtype="<f4").astype(np.float32)
        except (sqlite3.Error, OSError) as error:
            self._failed(error, "read")
            return {}
        return found

    def put_many(self, mapping: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep all of these vectors, or, when that fails, none of them and everything that was there before."""
        if not mapping:
            return
        rows = []
        for key, vector in mapping.items():
            value = np.ascontiguousarray(vector, dtype="<f4").tobytes()
            rows.append((key, value, _checksum(key, value)))
        for attempt in (1, 2):
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with self._connection(write=True) as connection, connection:
                    connection.execute(_SCHEMA)
                    connection.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", rows)
            except (sqlite3.Error, OSError) as error:
                moved = self._failed(error, "written")
                if moved and attempt == 1:
                    continue
            return

    def prune(self, keep_keys: Iterable[str]) -> None:
        """Forget every vector but those of `keep_keys`, and give the room back."""
        if not self._has_content():
            return
        try:
            with self._connection(write=True) as connection:
                with connection:
                    connection.execute("CREATE TEMP TABLE keep (key TEXT PRIMARY KEY)")
                    connection.executemany("INSERT OR IGNORE INTO keep VALUES (?)", ((key,) for key in keep_keys))
                    gone = connection.execute("DELETE FROM embeddings WHERE key NOT IN (SELECT key FROM keep)").rowcount
                if gone:
                    connection.execute("VACUUM")
        except (sqlite3.Error, OSError) as error:
            self._failed(error, "pruned")

    def _has_content(self) -> bool:
        # A writer stopped before its first page leaves an empty file, which is an empty cache and no damage.
        try:
            return self._path.stat().st_size > 0
        except OSError:
            return False

    @contextmanager
    def _connection(self, *, write: bool) -> Iterator[sqlite3.Connection]:
        # `rw` falls back to reading where the file cannot be written, and where it can it also takes back what a
        # killed writer left half done, as `ro` could not. The default journal (not WAL) makes reading without write
        # permission work, and leaves no second file beside the cache.
        mode = "rwc" if write else "rw"
        uri = f"{self._path.absolute().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(uri, uri=True, timeout=30)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            yield connection

    def _failed(self, error: Exception, what: str) -> bool:
        """Tell of `error`; True when the file was damaged and is now out of the way."""
        # Of SQLite's errors, OperationalError is the world's (locked, full, read-only); the plain DatabaseError is
        # what "malformed" and "not a database" raise. A file with a foreign table lacks ours: as good as damaged.
        foreign = isinstance(error, sqlite3.OperationalError) and "no such" in str(error)
        damaged = isinstance(error, sqlite3.DatabaseError) and (
            foreign or not isinstance(error, sqlite3.OperationalError)
        )
        if not damaged:
            self._tell(f"{self._path}: the embedding cache could not be {what} ({error}); going on without it.")
            return False
        aside = self._path.with_name(self._path.name + ".damaged")
        try:
            durability.replace(self._path, aside)
        except OSError as reason:
            self._tell(f"{self._path}: the embedding cache is damaged ({error}) and stays unused ({reason}).")
            return False
        for suffix in ("-journal", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        self._tell(f"{self._path}: the embedding cache was damaged ({error}); moved to {aside.name} and started anew.")
        return True

    def _tell(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            self._notify(message)


def _checksum(key: str, value: bytes) -> bytes:
    # The key takes part, so that a value that came to stand under another key does not pass.
    return hashlib.sha256(key.encode() + b"\0" + value).digest()[:16]


def _is_whole(key: object, value: object, checksum: object) -> bool:
    return (
        isinstance(key, str)
        and isinstance(value, bytes)
        and len(value) > 0
        and len(value) % 4 == 0
        and checksum == _checksum(key, value)
    )
