"""Generations of the index: built aside, verified, made current by replacing one pointer, never modified after.

Under the root of an index:

```
lock                    held by the one writer; readers take none
current                 the pointer: name of the served generation and SHA-256 of its manifest; written last
gen-000007-3fa9c1d2/
  manifest.json         fingerprint, counts, and size and SHA-256 of every other file
  documents.jsonl …     the truth files, opaque here
  records.jsonl         id and metadata of every vector, in the order of the vectors
  vectors.npy           float32 (n, dim)
  chroma/  lexical/     the collection and the BM25 index
gen-….tmp               being built, or left by a builder that was stopped
```

A reader trusts nothing that it did not digest: the pointer vouches for the manifest, the manifest for every file, and
what is opened is the private copy, or the bytes in memory, that went through the digest. So a reader answers from one
whole generation or says what is wrong with it (`Problem`), and its caller builds a new one.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import filelock
import numpy as np

from corpus.errors import one_line
from index import durability, lexical, store
from index.errors import IndexLockedError, IndexStorageError, IndexStoreError, storage_error
from index.exact import ExactSearcher, Vectors, unit
from index.lexical import LexicalSearcher
from index.probe import CHROMA, LEXICAL, RECORDS, VECTORS, Digest, ProbeReport, copy_file, files_under
from index.probe import probe_in_subprocess as _probe_in_subprocess
from index.store import ChromaSearcher, PrivateFolder

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

SCHEMA = 1
"""Of the layout above; an index of another schema is damaged as far as this program can tell, and built anew."""

_LOCK = "lock"
_POINTER = "current"
_MANIFEST = "manifest.json"
_GENERATION = re.compile(r"gen-(\d{6})-[0-9a-f]{8}")
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_RESERVED = frozenset({_MANIFEST, RECORDS, VECTORS, CHROMA, LEXICAL})
_ATTEMPTS = 3
_UNIT_TOLERANCE = 1e-3

Metadata = Mapping[str, str | int | float | bool]
Notify = Callable[[str], None]


def _silent(_: str) -> None:
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
                self._notify(_without_chroma(f"{type(error).__name__}: {error}"))
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


def _without_chroma(reason: str) -> str:
    return one_line(f"The vector store cannot serve ({reason}); searching every vector instead, with the same answers.")


class OpenIndex:
    """One generation, opened and checked byte for byte. It stays as it is while others build newer ones.

    Attributes:
        generation: Its name.
        fingerprint: See `Payload`.
        files: The truth files, by name.
        record_ids: In order of the vectors.
        metadata: Of every record, by id.
        vectors: float32 (n, dim), read-only.
        exact: Exact search over the vectors.
        dense: Chroma, with exact search behind it for where Chroma cannot serve (told through `notify`).
        lexical: BM25 over the records that have terms.
    """

    def __init__(
        self,
        *,
        generation: str,
        fingerprint: Mapping[str, str | int],
        files: Mapping[str, bytes],
        metadata: Mapping[str, Metadata],
        vectors: Vectors,
        exact: ExactSearcher,
        dense: DenseSearcher,
        lexical: LexicalSearcher,
        private: PrivateFolder | None,
    ) -> None:
        """Hold what `open_current` opened."""
        self.generation = generation
        self.fingerprint = fingerprint
        self.files = files
        self.record_ids = tuple(metadata)
        self.metadata = metadata
        self.vectors = vectors
        self.exact = exact
        self.dense = dense
        self.lexical = lexical
        self._private = private

    @property
    def uses_chroma(self) -> bool:
        """False where exact search stands in for it."""
        return self.dense.uses_chroma

    def close(self) -> None:
        """Let go of everything and remove the private copy. Closing twice is fine."""
        self.dense.close()
        self.lexical.close()
        if self._private is not None:
            self._private.close()

    def __enter__(self) -> OpenIndex:
        """The index itself, closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


@contextmanager
def writer_lock(root: Path, *, timeout_s: float = 600, notify: Notify = _silent) -> Iterator[None]:
    """Be the one writer of the index under `root`, which is made if need be; re-entrant within a thread.

    Args:
        root: Folder of the index.
        timeout_s: How long to wait for another writer, in seconds.
        notify: Told once, in one line, when there is another to wait for.

    Raises:
        IndexLockedError: If the other writer is not done in time.
        IndexStorageError: If the folder cannot be made or written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(str(root.resolve() / _LOCK), is_singleton=True)
        try:
            lock.acquire(blocking=False)
        except filelock.Timeout:
            notify(f"{root}: another program is writing this index; waiting up to {timeout_s:g} s for it to finish.")
            lock.acquire(timeout=timeout_s)
    except filelock.Timeout as error:
        raise IndexLockedError(
            f"{root}: another program was still writing this index after {timeout_s:g} s. "
            "Wait for it to finish, then run it again."
        ) from error
    except (OSError, NotImplementedError) as error:
        raise _as_user_facing(error, root, "cannot be locked") from error
    try:
        yield
    finally:
        lock.release()


def build_generation(
    root: Path,
    payload: Payload,
    *,
    progress: Notify = _silent,
    probe: Callable[[Path], ProbeReport] | None = None,
    lock_timeout_s: float = 600,
) -> None:
    """Build a generation from `payload`, have it verified and make it current.

    Whenever the process is stopped, the index answers as before or as after. A collection that does not pass is built
    once more; if it fails again the generation does without, and is searched exactly.

    Args:
        root: Folder of the index, made if need be. Its lock is taken here, and may be held already by this thread.
        payload: What goes in.
        progress: Told in words how far it is.
        probe: Judges the folder; None for `index.probe` in a process of its own, which every caller but a test wants.
        lock_timeout_s: How long to wait for another writer, in seconds.

    Raises:
        IndexLockedError: If another writer is not done in time.
        IndexStorageError: If there is no room, or no permission to write.
        IndexStoreError: If the generation is not what was to be built.
        ValueError: If the payload contradicts itself.
    """
    _check(payload)
    with writer_lock(root, timeout_s=lock_timeout_s, notify=progress):
        previous = _pointed_at(root)
        if (root / _POINTER).is_dir():  # which no rename of a file replaces
            durability.remove_tree(root / _POINTER)
        _sweep(root, keep={previous})
        name = f"gen-{_next_number(root):06d}-{secrets.token_hex(4)}"
        aside = root / f"{name}.tmp"
        try:
            manifest = _write(aside, payload, progress, probe or _probe_in_subprocess)
            durability.write_file(aside / _MANIFEST, manifest)
            durability.sync_tree(aside)
            durability.replace(aside, root / name)
            pointer = {"schema": SCHEMA, "generation": name, "manifest_sha256": hashlib.sha256(manifest).hexdigest()}
            durability.replace_file(root / _POINTER, _json(pointer))
        except BaseException as error:
            durability.remove_tree(aside)
            if isinstance(error, IndexStoreError) or not isinstance(error, Exception):
                raise
            raise _as_user_facing(error, root, "cannot be built") from error
        _sweep(root, keep={previous, name})


def open_current(
    root: Path,
    *,
    expected: Mapping[str, str | int] | None = None,
    notify: Notify = _silent,
    embeddings: Embeddings | None = None,
) -> OpenIndex | Problem:
    """Open the current generation, or say why there is none to open. Takes no lock and writes nothing under `root`.

    Args:
        root: Folder of the index.
        expected: The fingerprint it should have; None takes any.
        notify: Told when Chroma cannot serve and exact search stands in.
        embeddings: Lets the LangChain vector store (`OpenIndex.dense.vectorstore`) answer to text.

    Returns:
        The index, to be closed by the caller, or the problem. Any mismatch is a problem; none is an exception.
    """
    problem = Problem("missing")
    pointer = _read_pointer(root)
    for _ in range(_ATTEMPTS):
        if pointer is None:
            return Problem("missing")
        try:
            return _open(root, pointer, expected, notify, embeddings)
        except _NotUsable as reason:
            problem = reason.problem
        # A writer may have replaced the generation, and removed it, since the pointer was read.
        latest = _read_pointer(root)
        if latest == pointer:
            break
        pointer = latest
    return problem


class _NotUsable(Exception):  # noqa: N818 - a way out of nested calls, turned into a Problem by `open_current`
    def __init__(self, kind: Literal["damaged", "stale"], detail: str) -> None:
        super().__init__(detail)
        self.problem = Problem(kind, detail)


# Building ----------------------------------------------------------------------------------------


def _check(payload: Payload) -> None:
    vectors, records = payload.vectors, payload.records
    if vectors.dtype != np.float32 or vectors.ndim != 2 or len(vectors) != len(records):
        raise ValueError(f"{len(records)} records for {vectors.dtype} vectors of shape {vectors.shape}")
    if len({record.record_id for record in records}) != len(records):
        raise ValueError("a record id comes twice")
    if len(vectors) and not bool((np.abs(np.linalg.norm(vectors, axis=1) - 1) <= _UNIT_TOLERANCE).all()):
        raise ValueError("vectors are not of unit norm")
    for name in payload.files:
        if not _FILE_NAME.fullmatch(name) or name in _RESERVED:
            raise ValueError(f"{name!r} cannot be the name of a truth file")


def _write(folder: Path, payload: Payload, progress: Notify, probe: Callable[[Path], ProbeReport]) -> bytes:
    """Write all files but the manifest into `folder`, have them judged, and give the manifest that says so."""
    folder.mkdir()
    for name, data in payload.files.items():
        durability.write_file(folder / name, data)
    lines = [
        json.dumps(
            {"id": record.record_id, "terms": len(record.tokens), "metadata": dict(record.metadata)},
            ensure_ascii=False,
        )
        for record in payload.records
    ]
    durability.write_file(folder / RECORDS, "".join(f"{line}\n" for line in lines).encode())
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(payload.vectors), allow_pickle=False)
    durability.write_file(folder / VECTORS, buffer.getvalue())
    lexical.build(
        folder / LEXICAL,
        [record.record_id for record in payload.records],
        [record.tokens for record in payload.records],
    )
    report = _write_collection(folder, payload, progress, probe)
    return _json(
        {
            "schema": SCHEMA,
            "fingerprint": dict(payload.fingerprint),
            "n_records": len(payload.records),
            "dim": int(payload.vectors.shape[1]),
            "truth_files": sorted(payload.files),
            "dense": "exact" if report.chroma else "chroma",
            "dense_reason": report.chroma,
            "recall": report.recall,
            "files": {name: asdict(digest) for name, digest in sorted(report.digests.items())},
        }
    )


def _write_collection(
    folder: Path, payload: Payload, progress: Notify, probe: Callable[[Path], ProbeReport]
) -> ProbeReport:
    fault = ""
    for attempt in (1, 2):
        fault = _fill_collection(folder / CHROMA, payload, progress)
        if not fault:
            progress("verifying the new index")
            report = _usable(probe(folder), folder)
            fault = report.chroma
            if not fault:
                return report
        durability.remove_tree(folder / CHROMA)
        # Chroma writes its graph without looking whether the writing succeeded: a full disk leaves it cut short.
        durability.require_room(folder, _collection_bytes(payload))
        if attempt == 1:
            progress(f"The vector store did not pass its checks ({fault}); building it once more.")
    progress(f"The vector store did not pass its checks ({fault}); this index will be searched exactly instead.")
    report = _usable(probe(folder), folder)
    return ProbeReport(digests=report.digests, chroma=fault)


def _collection_bytes(payload: Payload) -> int:
    """Upper estimate of a collection's size on disk: graph, log, texts with their full-text index, and a base."""
    n_text = sum(len(record.text) + len(str(record.metadata)) for record in payload.records)
    return 3 * payload.vectors.nbytes + 4 * n_text + 400 * len(payload.records) + (1 << 19)


def _fill_collection(folder: Path, payload: Payload, progress: Notify) -> str:
    """Write the collection; what went wrong with it, or ""."""
    try:
        store.build_collection(
            folder,
            record_ids=[record.record_id for record in payload.records],
            texts=[record.text for record in payload.records],
            metadatas=[record.metadata for record in payload.records],
            vectors=payload.vectors,
            fingerprint=payload.fingerprint,
            progress=progress,
        )
    except Exception as error:
        storage = storage_error(error, folder.parent.parent)
        if storage is not None:
            raise storage from error
        return f"{type(error).__name__}: {error}"
    return ""


def _usable(report: ProbeReport, folder: Path) -> ProbeReport:
    if report.storage:
        temporary = Path(tempfile.gettempdir())
        raise IndexStorageError(
            f"{temporary}: no place for temporary files ({report.storage}), so the new index could not be verified. "
            "Make room there or name another folder in TMPDIR, then run it again; what was there before still works.",
            folder=temporary,
            full=True,
        )
    if report.problem:
        raise IndexStoreError(
            f"{folder.parent}: the new index did not pass its checks ({report.problem}). "
            "Run `reforms index --rebuild`; the index that was there before still works."
        )
    return report


def _as_user_facing(error: BaseException, root: Path, what: str) -> IndexStoreError:
    return storage_error(error, root) or IndexStoreError(
        f"{root}: the index {what} ({type(error).__name__}: {error}). Name another folder with --data, or run it again."
    )


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _next_number(root: Path) -> int:
    numbers = [int(found[1]) for path in root.iterdir() if (found := _GENERATION.match(path.name))]
    return max(numbers, default=0) % 999_999 + 1


def _pointed_at(root: Path) -> str:
    with suppress(_NotUsable):
        pointer = _read_pointer(root)
        if pointer is not None:
            return _parse_pointer(pointer)[0]
    return ""


def _sweep(root: Path, *, keep: set[str]) -> None:
    """Remove generations other than `keep`, and what stopped builders left. Only a writer may, under the lock.

    A reader that still copies from a removed generation notices, and starts again with the newer pointer.
    """
    with suppress(OSError):
        for path in sorted(root.iterdir()):
            ours = _GENERATION.match(path.name) or path.name.startswith(f"{_POINTER}.")
            if ours and path.name not in keep:
                durability.remove_tree(path)


# Opening -----------------------------------------------------------------------------------------


def _read_pointer(root: Path) -> bytes | None:
    """The pointer's bytes; None where there is none; b"" where it cannot be read, which no pointer is."""
    try:
        return (root / _POINTER).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""


def _parse_pointer(data: bytes) -> tuple[str, str]:
    try:
        pointer = json.loads(data)
        name, digest = pointer["generation"], pointer["manifest_sha256"]
        if pointer["schema"] == SCHEMA and _GENERATION.fullmatch(name) and re.fullmatch(r"[0-9a-f]{64}", digest):
            return name, digest
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise _NotUsable("damaged", "the pointer to the current generation is not readable")


def _open(
    root: Path,
    pointer: bytes,
    expected: Mapping[str, str | int] | None,
    notify: Notify,
    embeddings: Embeddings | None,
) -> OpenIndex:
    name, manifest_sha256 = _parse_pointer(pointer)
    folder = root / name
    manifest = _read_manifest(folder, manifest_sha256)
    fingerprint: dict[str, str | int] = manifest["fingerprint"]
    if expected is not None and dict(expected) != fingerprint:
        raise _NotUsable("stale", _difference(fingerprint, expected))
    digests = {path: Digest(**digest) for path, digest in manifest["files"].items()}
    _check_names(folder, digests)
    in_memory = [*manifest["truth_files"], RECORDS, VECTORS]
    contents = {path: _read_checked(folder, path, digests[path]) for path in in_memory}
    private = _private_folder()
    try:
        for path, digest in digests.items():
            if path not in contents:
                _copy_checked(folder, path, digest, private)
        return _assemble(folder, manifest, contents, private=private, notify=notify, embeddings=embeddings)
    except BaseException:
        if private is not None:
            private.close()
        raise


def _read_manifest(folder: Path, sha256: str) -> dict[str, Any]:
    try:
        data = (folder / _MANIFEST).read_bytes()
    except OSError as error:
        raise _NotUsable("damaged", f"{folder.name}/{_MANIFEST} cannot be read ({error.strerror})") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise _NotUsable("damaged", f"{folder.name}/{_MANIFEST} is not the one the pointer names")
    manifest: dict[str, Any] = json.loads(data)  # vouched for: a digest that fits is this program's own writing
    if manifest.get("schema") != SCHEMA:
        raise _NotUsable("damaged", f"{folder.name} has schema {manifest.get('schema')}, not {SCHEMA}")
    return manifest


def _difference(found: Mapping[str, str | int], expected: Mapping[str, str | int]) -> str:
    def shown(values: Mapping[str, str | int], key: str) -> str:
        return f"'{str(values[key])[:40]}'" if key in values else "nothing"

    keys = [key for key in sorted({*found, *expected}) if found.get(key) != expected.get(key)]
    return ", ".join(f"{key} was {shown(found, key)} and is now {shown(expected, key)}" for key in keys)


def _check_names(folder: Path, digests: Mapping[str, Digest]) -> None:
    try:
        present = {path for path in files_under(folder) if path != _MANIFEST}
    except OSError as error:
        raise _NotUsable("damaged", f"{folder.name} cannot be read ({error.strerror})") from error
    for path in sorted(set(digests) - present):
        raise _NotUsable("damaged", f"{folder.name}/{path} is missing")
    for path in sorted(present - set(digests)):
        raise _NotUsable("damaged", f"{folder.name}/{path} does not belong there")


def _read_checked(folder: Path, path: str, digest: Digest) -> bytes:
    try:
        data = (folder / path).read_bytes()
    except OSError as error:
        raise _NotUsable("damaged", f"{folder.name}/{path} cannot be read ({error.strerror})") from error
    _compare(folder, path, Digest(len(data), hashlib.sha256(data).hexdigest()), digest)
    return data


def _copy_checked(folder: Path, path: str, digest: Digest, private: PrivateFolder | None) -> None:
    target = None if private is None else private.path / path
    try:
        if target is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
        copied = copy_file(folder / path, target)
    except OSError as error:
        # Out of room for the copy: digest alone, and let the missing copy be met when it is opened.
        if target is None or storage_error(error, folder) is None:
            raise _NotUsable("damaged", f"{folder.name}/{path} cannot be read ({error.strerror})") from error
        target.unlink(missing_ok=True)
        _copy_checked(folder, path, digest, None)
        return
    _compare(folder, path, copied, digest)


def _compare(folder: Path, path: str, met: Digest, wanted: Digest) -> None:
    if met.size != wanted.size:
        raise _NotUsable("damaged", f"{folder.name}/{path} has {met.size:,} bytes, not {wanted.size:,}")
    if met != wanted:
        raise _NotUsable("damaged", f"{folder.name}/{path} has changed since it was built")


def _private_folder() -> PrivateFolder | None:
    try:
        return PrivateFolder()
    except OSError:
        return None


def _assemble(
    folder: Path,
    manifest: Mapping[str, Any],
    contents: Mapping[str, bytes],
    *,
    private: PrivateFolder | None,
    notify: Notify,
    embeddings: Embeddings | None,
) -> OpenIndex:
    records = json.loads(b"[" + b",".join(contents[RECORDS].splitlines()) + b"]")
    metadata = {record["id"]: record["metadata"] for record in records}
    vectors: Vectors = np.load(io.BytesIO(contents[VECTORS]), allow_pickle=False)
    vectors.flags.writeable = False
    exact = ExactSearcher(tuple(metadata), vectors)
    terms = folder / LEXICAL if private is None else private.path / LEXICAL
    try:
        lexical_searcher = LexicalSearcher(terms)
    except Exception:
        # The copy found no room: the generation's own files, whose digests fit, serve as well.
        lexical_searcher = LexicalSearcher(folder / LEXICAL)
    return OpenIndex(
        generation=folder.name,
        fingerprint=manifest["fingerprint"],
        files={path: contents[path] for path in manifest["truth_files"]},
        metadata=metadata,
        vectors=vectors,
        exact=exact,
        dense=DenseSearcher(_chroma(manifest, len(exact), private, notify, embeddings), exact, notify),
        lexical=lexical_searcher,
        private=private,
    )


def _chroma(
    manifest: Mapping[str, Any],
    n_records: int,
    private: PrivateFolder | None,
    notify: Notify,
    embeddings: Embeddings | None,
) -> ChromaSearcher | None:
    reason = str(manifest["dense_reason"])
    if manifest["dense"] == "chroma":
        if private is None:
            reason = "the folder for temporary files cannot be written"
        else:
            try:
                chroma = ChromaSearcher(private.path / CHROMA, embeddings=embeddings)
                if len(chroma) == n_records:
                    return chroma
                chroma.close()
                reason = f"its collection counts {len(chroma)} records, not {n_records}"
            except Exception as error:  # Chroma raises its own and Rust's; search goes on without it
                reason = f"{type(error).__name__}: {error}"
    notify(_without_chroma(reason))
    return None
