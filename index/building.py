"""A new generation: built aside, verified by a process of its own, made current, and older ones cleared away."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from corpus import durability
from index import lexical, lines, store
from index.errors import IndexStorageError, IndexStoreError, storage_error
from index.layout import (
    GENERATION,
    MANIFEST,
    POINTER,
    SCHEMA,
    Notify,
    NotUsable,
    Payload,
    parse_pointer,
    read_pointer,
    silent,
    writing_error,
)
from index.locking import writer_lock
from index.probe import CHROMA, LEXICAL, RECORD_ROWS, RECORD_TABLE, RECORDS, VECTORS, ProbeReport
from index.probe import probe_in_subprocess as _probe_in_subprocess

_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_RESERVED = frozenset({MANIFEST, RECORDS, RECORD_ROWS, VECTORS, CHROMA, LEXICAL})
_UNIT_TOLERANCE = 1e-3


def build_generation(
    root: Path,
    payload: Payload,
    *,
    progress: Notify = silent,
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
        if (root / POINTER).is_dir():  # which no rename of a file replaces
            durability.remove_tree(root / POINTER)
        _sweep(root, keep={previous})
        name = f"gen-{_next_number(root):06d}-{secrets.token_hex(4)}"
        aside = root / f"{name}.tmp"
        try:
            manifest = _write(aside, payload, progress, probe or _probe_in_subprocess)
            durability.write_file(aside / MANIFEST, manifest)
            durability.sync_tree(aside)
            durability.replace(aside, root / name)
            pointer = {"schema": SCHEMA, "generation": name, "manifest_sha256": hashlib.sha256(manifest).hexdigest()}
            durability.replace_file(root / POINTER, _json(pointer))
        except BaseException as error:
            durability.remove_tree(aside)
            if isinstance(error, IndexStoreError) or not isinstance(error, Exception):
                raise
            raise writing_error(error, root, "cannot be built") from error
        _sweep(root, keep={previous, name})


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
    rows = [
        json.dumps(
            {"id": record.record_id, "terms": len(record.tokens), "metadata": dict(record.metadata)},
            ensure_ascii=False,
        ).encode()
        for record in payload.records
    ]
    for name, data in lines.pack(RECORD_TABLE, [record.record_id for record in payload.records], rows).items():
        durability.write_file(folder / name, data)
    durability.write_file(folder / VECTORS, lines.npy(payload.vectors))
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


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _next_number(root: Path) -> int:
    numbers = [int(found[1]) for path in root.iterdir() if (found := GENERATION.match(path.name))]
    return max(numbers, default=0) % 999_999 + 1


def _pointed_at(root: Path) -> str:
    with suppress(NotUsable):
        pointer = read_pointer(root)
        if pointer is not None:
            return parse_pointer(pointer)[0]
    return ""


def _sweep(root: Path, *, keep: set[str]) -> None:
    """Remove generations other than `keep`, and what stopped builders left. Only a writer may, under the lock.

    A reader that still copies from a removed generation notices, and starts again with the newer pointer.
    """
    with suppress(OSError):
        for path in sorted(root.iterdir()):
            ours = GENERATION.match(path.name) or path.name.startswith(f"{POINTER}.")
            if ours and path.name not in keep:
                durability.remove_tree(path)
