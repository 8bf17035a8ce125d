"""The current generation, opened: every byte checked, then read from memory, from a mapping or from a private copy.

What is small is read into memory. What is large is mapped, and digested through the mapping: nothing in this program
writes to a finished generation, and a mapping outlives the removal of its file. A large Chroma collection alone is
checked later, when it is copied for the first search that needs it (see `DenseSearcher`); until then, and for good if
it turns out to be damaged, every vector is compared.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from index import lines
from index.dense import DenseSearcher, Prepare, without_chroma
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
from index.probe import (
    CHROMA,
    LEXICAL,
    RECORD_ROWS,
    RECORDS,
    VECTORS,
    Digest,
    copy_file,
    copy_stream,
    files_under,
    record_of,
)
from index.store import ChromaSearcher, PrivateFolder

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

_ATTEMPTS = 3
_IN_MEMORY = 32 << 20
"""A larger file is mapped in place of read (bytes)."""
LARGE_COLLECTION = 256 << 20
"""A larger collection is opened in the background (bytes); one of 50,000 vectors is as large."""


class OpenIndex:
    """One generation, opened and checked byte for byte. It stays as it is while others build newer ones.

    Attributes:
        generation: Its name.
        fingerprint: See `Payload`.
        files: The truth files, by name.
        metadata: Of every record, by id, in order of the vectors; on disk until asked for.
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
        files: Mapping[str, lines.Buffer],
        metadata: lines.LineTable[Metadata],
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
        self.record_ids: Sequence[str] = lines.Keys(metadata)
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
    chroma: bool = True,
) -> OpenIndex | Problem:
    """Open the current generation, or say why there is none to open. Takes no lock and writes nothing under `root`.

    Args:
        root: Folder of the index.
        expected: The fingerprint it should have; None takes any.
        notify: Told when Chroma cannot serve and exact search stands in.
        embeddings: Lets the LangChain vector store (`OpenIndex.dense.vectorstore`) answer to text.
        chroma: False for whoever only reads what is stored: the collection is then neither checked nor opened.

    Returns:
        The index, to be closed by the caller, or the problem. Any mismatch is a problem; none is an exception.
    """
    problem = Problem("missing")
    pointer = read_pointer(root)
    for _ in range(_ATTEMPTS):
        if pointer is None:
            return Problem("missing")
        try:
            return _open(root, pointer, expected, notify, embeddings, chroma=chroma)
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
    *,
    chroma: bool,
) -> OpenIndex:
    name, manifest_sha256 = parse_pointer(pointer)
    folder = root / name
    manifest = _read_manifest(folder, manifest_sha256)
    fingerprint: dict[str, str | int] = manifest["fingerprint"]
    if expected is not None and dict(expected) != fingerprint:
        raise NotUsable("stale", _difference(fingerprint, expected))
    digests = {path: Digest(**digest) for path, digest in manifest["files"].items()}
    _check_names(folder, digests)
    contents = _contents(folder, [*manifest["truth_files"], RECORDS, RECORD_ROWS, VECTORS], digests)
    of_chroma = {path: digest for path, digest in digests.items() if path.startswith(f"{CHROMA}/")}
    later = sum(digest.size for digest in of_chroma.values()) > LARGE_COLLECTION
    private = _private_folder()
    try:
        for path, digest in digests.items():
            if path not in contents and (path not in of_chroma or (chroma and not later)):
                _copy_checked(folder, path, digest, private)
        prepare: Prepare | None = None
        if chroma and later and private is not None:
            prepare = _Later(folder, of_chroma, private, manifest["n_records"], embeddings)
        return _assemble(
            folder,
            manifest,
            contents,
            private=private,
            notify=notify,
            embeddings=embeddings,
            prepare=prepare,
            chroma=chroma and prepare is None,
        )
    except BaseException:
        if private is not None:
            private.close()
        raise


def _contents(folder: Path, paths: Iterable[str], digests: Mapping[str, Digest]) -> dict[str, lines.Buffer]:
    """The files, checked; the large ones two at a time, since a digest leaves other threads alone."""
    paths = list(paths)
    with ThreadPoolExecutor(2) as pool:
        checked = pool.map(lambda path: _read_checked(folder, path, digests[path]), paths)
        return dict(zip(paths, checked, strict=True))


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


def _read_checked(folder: Path, path: str, digest: Digest) -> lines.Buffer:
    try:
        large = (folder / path).stat().st_size > _IN_MEMORY
        data = lines.mapped(folder / path) if large else (folder / path).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: cut short while it was mapped
        reason = getattr(error, "strerror", None) or error
        raise NotUsable("damaged", f"{folder.name}/{path} cannot be read ({reason})") from error
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
    contents: Mapping[str, lines.Buffer],
    *,
    private: PrivateFolder | None,
    notify: Notify,
    embeddings: Embeddings | None,
    prepare: Prepare | None,
    chroma: bool,
) -> OpenIndex:
    metadata = lines.LineTable(contents[RECORDS], contents[RECORD_ROWS], _metadata)
    vectors = cast("Vectors", lines.from_npy(contents[VECTORS]))
    exact = ExactSearcher(lines.Keys(metadata), vectors)
    collection = _chroma(manifest, len(exact), private, notify, embeddings) if chroma else None
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
        dense=DenseSearcher(collection, exact, notify, prepare=prepare),
        lexical=lexical_searcher,
        private=private,
    )


def _metadata(line: bytes) -> tuple[str, Metadata]:
    id_, fields = record_of(line)
    return id_, fields["metadata"]


class _Later:
    """A large collection, to be opened when it is needed.

    Its files are held open from the start: by then a writer may have removed the generation.
    """

    def __init__(
        self,
        folder: Path,
        digests: Mapping[str, Digest],
        private: PrivateFolder,
        n_records: int,
        embeddings: Embeddings | None,
    ) -> None:
        self._folder, self._digests, self._private = folder, digests, private
        self._n_records, self._embeddings = n_records, embeddings
        self._held: dict[str, FileIO] = {}
        for path in digests:
            try:
                self._held[path] = (folder / path).open("rb", buffering=0)
            except OSError as error:
                self.close()
                raise NotUsable("damaged", f"{folder.name}/{path} cannot be read ({error.strerror})") from error

    def open(self, stop: threading.Event) -> ChromaSearcher:
        for path, file in self._held.items():
            target = self._private.path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if copy_stream(file, target, stop=stop) != self._digests[path]:
                raise RuntimeError(
                    f"{self._folder.name}/{path} has changed since it was built; run `reforms index --rebuild`"
                )
        chroma = ChromaSearcher(self._private.path / CHROMA, embeddings=self._embeddings)
        if len(chroma) != self._n_records:
            chroma.close()
            raise RuntimeError(f"its collection counts {len(chroma)} records, not {self._n_records}")
        chroma.warm()
        return chroma

    def close(self) -> None:
        for file in self._held.values():
            file.close()


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
