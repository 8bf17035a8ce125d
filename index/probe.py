"""Is a newly built generation right? Asked in a process of its own: `python -m index.probe FOLDER`.

A broken store can end its opener with SIGSEGV, so the first opening is done where that costs nothing. The probe copies
the folder, digests what it copies and judges the copy: the digests it prints are of the very bytes it judged, and any
later opening that meets the same bytes meets a store that opens and answers right.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from io import RawIOBase
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from index import lines
from index.errors import storage_error
from index.exact import Vectors, unit
from index.lexical import LexicalSearcher
from index.store import ChromaSearcher, PrivateFolder

CHROMA = "chroma"
LEXICAL = "lexical"
RECORD_TABLE = "records"
RECORDS, RECORD_ROWS = lines.table_names(RECORD_TABLE)
VECTORS = "vectors.npy"

VECTOR_TOLERANCE = 1e-5
SCORE_TOLERANCE = 1e-4
MIN_RECALL = 0.99
_SAMPLE = 100
_K = 10
_TIMEOUT_S = 1_800


@dataclass(frozen=True, slots=True)
class Digest:
    """Size in bytes and SHA-256 of one file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What the probe found.

    Attributes:
        digests: Of every file of the generation, by its path in the folder with forward slashes.
        problem: What is wrong with records, vectors or the lexical index, or ""; such a generation is not used.
        chroma: What is wrong with the collection, or ""; the generation can do without it.
        storage: Why there was no room, or no permission, for the copy among the temporary files; or "".
        recall: Share of the ten best records that the collection found, against exact search.
    """

    digests: Mapping[str, Digest] = field(default_factory=dict)
    problem: str = ""
    chroma: str = ""
    storage: str = ""
    recall: float | None = None


class Stopped(Exception):  # noqa: N818 - a way out, not a fault
    """Raised where copying was told to stop."""


def copy_file(src: Path, dst: Path | None) -> Digest:
    """Copy a file (nowhere, if `dst` is None) and digest what went through."""
    with src.open("rb", buffering=0) as source:
        return copy_stream(source, dst)


def copy_stream(source: RawIOBase, dst: Path | None, *, stop: Event | None = None) -> Digest:
    """Copy what `source` still holds, and digest what went through; `Stopped` as soon as `stop` is set."""
    digest = hashlib.sha256()
    size = 0
    target = None if dst is None else dst.open("wb", buffering=0)
    try:
        while block := source.read(1 << 20):
            if stop is not None and stop.is_set():
                raise Stopped
            digest.update(block)
            size += len(block)
            if target is not None:
                _write_all(target.fileno(), block)
    finally:
        if target is not None:
            target.close()
    return Digest(size, digest.hexdigest())


def _write_all(descriptor: int, block: bytes) -> None:
    rest = memoryview(block)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def files_under(folder: Path) -> list[str]:
    """Every file under `folder`, as its relative path with forward slashes, in order of name."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def probe(folder: Path) -> ProbeReport:
    """Copy, digest and judge the generation in `folder`."""
    private = None
    try:
        private = PrivateFolder()
        copy = private.path / "generation"
        digests = {}
        for name in files_under(folder):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            digests[name] = copy_file(folder / name, copy / name)
        return _judge(copy, digests)
    except OSError as error:
        if storage_error(error, folder) is not None:
            return ProbeReport(storage=error.strerror or str(error))
        return ProbeReport(problem=f"cannot be read: {error}")
    finally:
        if private is not None:
            private.close()


def _judge(copy: Path, digests: Mapping[str, Digest]) -> ProbeReport:
    try:
        table = lines.LineTable(lines.mapped(copy / RECORDS), lines.mapped(copy / RECORD_ROWS), record_of)
        ids, with_terms = read_record_ids(table)
        if any(table.row(id_) != row for row, id_ in enumerate(ids)):
            return ProbeReport(problem="records are not found by their ids")
        vectors: Vectors = np.load(copy / VECTORS, allow_pickle=False)
        if vectors.dtype != np.float32 or vectors.ndim != 2 or len(vectors) != len(ids):
            return ProbeReport(problem=f"{len(ids)} records for vectors of shape {vectors.shape}")
        lexical = LexicalSearcher(copy / LEXICAL)
        if list(lexical.ids) != with_terms:
            return ProbeReport(problem=f"lexical index holds {len(lexical)} records, not {len(with_terms)}")
    except Exception as error:  # whatever it is, the generation is not fit for use
        return ProbeReport(problem=f"{type(error).__name__}: {error}")
    if not (copy / CHROMA).is_dir():
        return ProbeReport(digests=digests)
    try:
        chroma = ChromaSearcher(copy / CHROMA)
        try:
            fault, recall = _compare(chroma, ids, vectors)
        finally:
            chroma.close()
    except Exception as error:  # as above; Chroma raises its own and Rust's
        fault, recall = f"{type(error).__name__}: {error}", None
    return ProbeReport(digests=digests, chroma=fault, recall=recall)


def record_of(line: bytes) -> tuple[str, dict[str, Any]]:
    """The id of a record, and all that its line says."""
    fields: dict[str, Any] = json.loads(line)
    return fields["id"], fields


def read_record_ids(table: lines.LineTable[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """All record ids, and those that have terms in the lexical index, in order."""
    ids: list[str] = []
    with_terms: list[str] = []
    for row in range(len(table)):
        id_, fields = table.at(row)
        ids.append(id_)
        if fields["terms"]:
            with_terms.append(id_)
    return ids, with_terms


def _compare(chroma: ChromaSearcher, ids: list[str], vectors: Vectors) -> tuple[str, float | None]:
    """What of the collection differs from the truth ("" if nothing), and its recall."""
    stored_ids, stored = chroma.stored()
    if sorted(stored_ids) != sorted(ids):
        return f"the collection holds {len(stored_ids)} records, not the {len(ids)} that were stored", None
    if not ids:
        return "", None
    row_of = {id_: row for row, id_ in enumerate(ids)}
    expected = vectors[[row_of[id_] for id_ in stored_ids]]
    if stored.shape != expected.shape or not float(np.abs(stored - expected).max()) <= VECTOR_TOLERANCE:
        return "vectors of the collection differ from those that were stored", None
    sample = np.unique(np.linspace(0, len(ids) - 1, min(_SAMPLE, len(ids))).astype(int))
    # Half of the queries are records themselves, half lie between two records, as questions do.
    queries = [*vectors[sample], *(vectors[sample] + vectors[np.roll(sample, 1)])]
    k = min(_K, len(ids))
    found = 0
    for number, query in enumerate(queries):
        cosines = vectors @ unit(query)
        hits = [(row_of[id_], similarity) for id_, similarity in chroma.search(query, k)]
        if any(abs(similarity - float(cosines[row])) > SCORE_TOLERANCE for row, similarity in hits):
            return "similarities of the collection are not cosines of the vectors", None
        if number < len(sample) and (not hits or cosines[hits[0][0]] < cosines.max() - VECTOR_TOLERANCE):
            return f"record {ids[sample[number]]} does not find itself", None
        # Whoever ties with the last of the best is as good as it.
        last = np.partition(cosines, len(ids) - k)[len(ids) - k] - VECTOR_TOLERANCE
        found += len({row for row, _ in hits if cosines[row] >= last})
    recall = found / (k * len(queries))
    return ("" if recall >= MIN_RECALL else f"recall@{_K} is {recall:.3f}, below {MIN_RECALL}"), recall


def probe_in_subprocess(folder: Path) -> ProbeReport:
    """Have `folder` judged by another process, whose death is a finding like any other."""
    package_parent = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join(part for part in (package_parent, os.environ.get("PYTHONPATH", "")) if part)
    try:
        # -P keeps a folder named "index" in the user's working directory from standing in for this package.
        done = subprocess.run(
            [sys.executable, "-P", "-m", "index.probe", str(folder.absolute())],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ProbeReport(problem=f"the probe did not end within {_TIMEOUT_S} s")
    if done.returncode < 0:
        # Records, vectors and the lexical index are read by Python and NumPy; only Chroma can die of its data.
        return ProbeReport(chroma=f"the process that opened the collection died of signal {-done.returncode}")
    lines = done.stdout.decode(errors="replace").splitlines()
    if done.returncode != 0 or not lines:
        last = (done.stderr.decode(errors="replace").strip().splitlines() or [""])[-1]
        return ProbeReport(problem=f"the probe ended with status {done.returncode}: {last}")
    values: dict[str, Any] = json.loads(lines[-1])
    values["digests"] = {name: Digest(**digest) for name, digest in values["digests"].items()}
    return ProbeReport(**values)


def main(arguments: list[str]) -> int:
    """Print the report on the folder named as one line of JSON."""
    if len(arguments) != 1:
        print("usage: python -m index.probe FOLDER", file=sys.stderr)
        return 2
    print(json.dumps(asdict(probe(Path(arguments[0])))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
