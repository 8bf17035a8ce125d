"""What of the current collection stays in the next: found record by record, so that adding a document costs that much.

The current generation stays as it is: its collection is copied, every byte against the manifest, and the copy changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index import store
from index.layout import Notify, Payload
from index.opening import OpenIndex, open_current
from index.probe import CHROMA, Digest, copy_file

WORTH_COPYING = 2_000
"""A collection of fewer records is sooner built anew, in a second or two, than thought about."""
_MOST_REMOVED = 0.2
"""Share of a collection's records that may have been taken out of its graph, which keeps their places."""


@dataclass(frozen=True, slots=True)
class Base:
    """A collection to copy, and how the next one differs from it.

    Attributes:
        folder: Of its generation.
        digests: Of the collection's files.
        gone: Ids that are no longer there, or stand for something else now.
        added: Rows of the payload that it lacks.
        n_removed: Records that were ever taken out of the graph, these included.
    """

    folder: Path
    digests: Mapping[str, Digest]
    gone: Sequence[str]
    added: Sequence[int]
    n_removed: int


def find_base(root: Path, payload: Payload) -> Base | None:
    """The current generation's collection, where it is whole, large, and the next differs little from it."""
    opened = open_current(root, chroma=False)
    if not isinstance(opened, OpenIndex):
        return None
    with opened:
        n_old = len(opened.record_ids)
        if opened.manifest["dense"] != "chroma" or n_old < WORTH_COPYING:
            return None
        if opened.vectors.shape[1:] != payload.vectors.shape[1:]:
            return None
        old_rows = {id_: row for row, id_ in enumerate(opened.record_ids)}
        added = [row for row in range(len(payload.records)) if not _stays(opened, old_rows, payload, row)]
        changed = set(added)
        staying = {record.record_id for row, record in enumerate(payload.records) if row not in changed}
        gone = [id_ for id_ in old_rows if id_ not in staying]
        n_removed = int(opened.manifest.get("n_removed", 0)) + len(gone)
        if n_removed > _MOST_REMOVED * max(1, len(payload.records)):
            return None
        digests = {
            path: Digest(**digest) for path, digest in opened.manifest["files"].items() if path.startswith(f"{CHROMA}/")
        }
        return Base(root / opened.generation, digests, gone, added, n_removed)


def _stays(opened: OpenIndex, old_rows: Mapping[str, int], payload: Payload, row: int) -> bool:
    record = payload.records[row]
    old_row = old_rows.get(record.record_id)
    if old_row is None or not np.array_equal(opened.vectors[old_row], payload.vectors[row]):
        return False
    old = opened.record(old_row)
    return old.text == record.text and dict(old.metadata) == dict(record.metadata)


def extend(base: Base, target: Path, payload: Payload, progress: Notify) -> None:
    """Copy the collection of `base` to the new generation's folder `target`, and change the copy.

    Raises:
        OSError: If it cannot be copied.
        ValueError: If what was copied is not what the manifest names.
    """
    for path, wanted in base.digests.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        if copy_file(base.folder / path, target / path) != wanted:
            raise ValueError(f"{base.folder.name}/{path} has changed since it was built")
    store.extend_collection(
        target / CHROMA,
        gone=base.gone,
        record_ids=[payload.records[row].record_id for row in base.added],
        texts=[payload.records[row].text for row in base.added],
        metadatas=[payload.records[row].metadata for row in base.added],
        vectors=payload.vectors[list(base.added)],
        fingerprint=payload.fingerprint,
        progress=progress,
    )
