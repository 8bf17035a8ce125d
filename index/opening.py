"""The current generation, opened: every byte checked, then read from memory or from a private copy."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.dense import DenseSearcher, without_chroma
from index.errors import storage_error
from index.exact import ExactSearcher, Vectors
from index.layout import (
    MANIFEST,
    SCHEMA,
    Metadata,
    Notify,
    NotUsable,
    Problem,
    parse_pointer,
    read_pointer,
    silent,
)
from index.lexical import LexicalSearcher
from index.probe import CHROMA, LEXICAL, RECORDS, VECTORS, Digest, copy_file, files_under
from index.store import ChromaSearcher, PrivateFolder

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

_ATTEMPTS = 3


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


def open_current(
    root: Path,
    *,
    expected: Mapping[str, str | int] | None = None,
    notify: Notify = silent,
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
    pointer = read_pointer(root)
    for _ in range(_ATTEMPTS):
        if pointer is None:
            return Problem("missing")
        try:
            return _open(root, pointer, expected, notify, embeddings)
        except NotUsable as reason:
            problem = reason.problem
        # A writer may have replaced the generation, and removed it, since the pointer was read.
        latest = read_pointer(root)
        if latest == pointer:
            break
        pointer = latest
    return problem


def _open(
    root: Path,
    pointer: bytes,
    expected: Mapping[str, str | int] | None,
    notify: Notify,
    embeddings: Embeddings | None,
) -> OpenIndex:
    name, manifest_sha256 = parse_pointer(pointer)
    folder = root / name
    manifest = _read_manifest(folder, manifest_sha256)
    fingerprint: dict[str, str | int] = manifest["fingerprint"]
    if expected is not None and dict(expected) != fingerprint:
        raise NotUsable("stale", _difference(fingerprint, expected))
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
        data = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise NotUsable("damaged", f"{folder.name}/{MANIFEST} cannot be read ({error.strerror})") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise NotUsable("damaged", f"{folder.name}/{MANIFEST} is not the one the pointer names")
    manifest: dict[str, Any] = json.loads(data)  # vouched for: a digest that fits is this program's own writing
    if manifest.get("schema") != SCHEMA:
        raise NotUsable("damaged", f"{folder.name} has schema {manifest.get('schema')}, not {SCHEMA}")
    return manifest


def _difference(found: Mapping[str, str | int], expected: Mapping[str, str | int]) -> str:
    def shown(values: Mapping[str, str | int], key: str) -> str:
        return f"'{str(values[key])[:40]}'" if key in values else "nothing"

    keys = [key for key in sorted({*found, *expected}) if found.get(key) != expected.get(key)]
    return ", ".join(f"{key} was {shown(found, key)} and is now {shown(expected, key)}" for key in keys)


def _check_names(folder: Path, digests: Mapping[str, Digest]) -> None:
    try:
        present = {path for path in files_under(folder) if path != MANIFEST}
    except OSError as error:
        raise NotUsable("damaged", f"{folder.name} cannot be read ({error.strerror})") from error
    for path in sorted(set(digests) - present):
        raise NotUsable("damaged", f"{folder.name}/{path} is missing")
    for path in sorted(present - set(digests)):
        raise NotUsable("damaged", f"{folder.name}/{path} does not belong there")


def _read_checked(folder: Path, path: str, digest: Digest) -> bytes:
    try:
        data = (folder / path).read_bytes()
    except OSError as error:
        raise NotUsable("damaged", f"{folder.name}/{path} cannot be read ({error.strerror})") from error
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
            raise NotUsable("damaged", f"{folder.name}/{path} cannot be read ({error.strerror})") from error
        target.unlink(missing_ok=True)
        _copy_checked(folder, path, digest, None)
        return
    _compare(folder, path, copied, digest)


def _compare(folder: Path, path: str, met: Digest, wanted: Digest) -> None:
    if met.size != wanted.size:
        raise NotUsable("damaged", f"{folder.name}/{path} has {met.size:,} bytes, not {wanted.size:,}")
    if met != wanted:
        raise NotUsable("damaged", f"{folder.name}/{path} has changed since it was built")


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
    notify(without_chroma(reason))
    return None
