from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus import durability
from index import extending, lines, opening, probe, store
from index.errors import IndexLockedError, IndexStorageError, IndexStoreError
from index.generations import OpenIndex, Payload, Problem, Record, build_generation, open_current, writer_lock

REPOSITORY = Path(__file__).resolve().parents[2]
N, DIM = 60, 16


def payload(version: str = "one", n: int = N) -> Payload:
    """A small corpus; two versions share their first records and differ in the others."""
    shared, own = np.random.default_rng(0), np.random.default_rng(sum(version.encode()))
    vectors = np.concatenate([shared.normal(size=(n - n // 2, DIM)), own.normal(size=(n // 2, DIM))])
    records = [
        Record(
            record_id=f"{version if i >= n - n // 2 else 'shared'}-{i}",
            text=f"text {i} of {version}",
            metadata={"chunk_id": f"c{i}", "page": i},
            tokens=() if i % 10 == 9 else (f"term{i % 7}", f"{version}{i % 5}", "common"),
        )
        for i in range(n)
    ]
    return Payload(
        fingerprint={"embedder": "fake", "dim": DIM, "documents": version},
        files={"documents.jsonl": f'{{"version": "{version}"}}\n'.encode() * 40, "chunks.jsonl": version.encode() * 99},
        records=records,
        vectors=(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32),
    )


def answers(index: OpenIndex) -> dict[str, Any]:
    """What an index says to a few questions: equal for two indexes only if they hold the same."""
    queries = np.random.default_rng(5).normal(size=(6, DIM)).astype(np.float32)
    return {
        "fingerprint": dict(index.fingerprint),
        "files": {name: bytes(data).decode() for name, data in sorted(index.files.items())},
        "dense": [[id_ for id_, _ in index.dense.search(query, 8)] for query in queries],
        "exact": [[id_ for id_, _ in index.exact.search(query, 8)] for query in queries],
        "lexical": [
            [id_ for id_, _ in index.lexical.search([term], 50)] for term in ("term3", "one2", "two2", "common")
        ],
        "metadata": {id_: dict(metadata) for id_, metadata in index.metadata.items()},
        "chroma": index.uses_chroma,
    }


def answers_at(root: Path) -> dict[str, Any]:
    opened = open_current(root)
    assert isinstance(opened, OpenIndex), str(opened)
    with opened:
        return answers(opened)


def build(root: Path, version: str = "one") -> None:
    build_generation(root, payload(version), probe=probe.probe)


def generation(root: Path) -> Path:
    name: str = json.loads((root / "current").read_bytes())["generation"]
    return root / name


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generation one, verified by a process of its own, as for a user."""
    root = tmp_path_factory.mktemp("generations") / "index"
    build_generation(root, payload("one"))
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A copy of it to work on."""
    return Path(shutil.copytree(built, tmp_path / "index"))


# What is built is what is opened -----------------------------------------------------------------


def test_what_was_built_is_what_is_opened(built: Path) -> None:
    given = payload("one")
    notices: list[str] = []
    opened = open_current(built, expected=given.fingerprint, notify=notices.append)
    assert isinstance(opened, OpenIndex)
    with opened:
        assert opened.uses_chroma
        assert notices == []
        assert dict(opened.fingerprint) == dict(given.fingerprint)
        assert dict(opened.files) == dict(given.files)
        assert tuple(opened.record_ids) == tuple(record.record_id for record in given.records)
        assert [opened.metadata[r.record_id] for r in given.records] == [r.metadata for r in given.records]
        assert np.array_equal(opened.vectors, given.vectors)
        assert not opened.vectors.flags.writeable
        assert opened.lexical.ids == tuple(r.record_id for r in given.records if r.tokens)
        for record, vector in zip(given.records, given.vectors, strict=True):
            assert opened.dense.search(vector, 1)[0][0] == opened.exact.search(vector, 1)[0][0] == record.record_id


def test_opening_and_searching_change_nothing_under_the_root(root: Path) -> None:
    def listing() -> dict[str, tuple[int, bytes]]:
        files = [path for path in root.rglob("*") if path.is_file()]
        return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = listing()
    answers_at(root)
    assert listing() == before


def test_private_copies_are_gone_after_closing(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    opened = open_current(root)
    assert isinstance(opened, OpenIndex)
    assert len(list((tmp_path / "tmp").iterdir())) == 1
    opened.close()
    opened.close()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_folder_without_an_index_is_missing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for root in (tmp_path, tmp_path / "absent", tmp_path / "file"):
        assert str(open_current(root)) == "missing"


def test_index_of_no_records_opens_and_finds_nothing(tmp_path: Path) -> None:
    empty = Payload({"dim": DIM}, {}, [], np.zeros((0, DIM), dtype=np.float32))
    build_generation(tmp_path, empty, probe=probe.probe)
    opened = open_current(tmp_path)
    assert isinstance(opened, OpenIndex)
    with opened:
        query = np.ones(DIM, dtype=np.float32)
        assert (opened.dense.search(query, 5), opened.exact.search(query, 5), opened.lexical.search(["a"], 5)) == (
            [],
            [],
            [],
        )


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        ({"embedder": "other", "dim": DIM, "documents": "one"}, "embedder was 'fake' and is now 'other'"),
        ({"embedder": "fake", "dim": DIM, "documents": "two"}, "documents was 'one' and is now 'two'"),
        ({"embedder": "fake", "dim": 384, "documents": "one"}, "dim was '16' and is now '384'"),
        ({"embedder": "fake", "dim": DIM, "documents": "one", "x": 1}, "x was nothing and is now '1'"),
        ({"embedder": "fake", "dim": DIM}, "documents was 'one' and is now nothing"),
    ],
)
def test_other_fingerprint_is_stale_and_says_what_differs(
    built: Path, expected: dict[str, str | int], difference: str
) -> None:
    assert open_current(built, expected=expected) == Problem("stale", difference)


def test_payload_that_contradicts_itself_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    good = payload()
    wrong = [
        Payload(good.fingerprint, good.files, good.records[:-1], good.vectors),
        Payload(good.fingerprint, good.files, good.records, good.vectors * 2),
        Payload(good.fingerprint, good.files, good.records, good.vectors.astype(np.float64)),
        Payload(good.fingerprint, good.files, [good.records[0]] * N, good.vectors),
        Payload(good.fingerprint, {"manifest.json": b""}, good.records, good.vectors),
        Payload(good.fingerprint, {"../outside": b""}, good.records, good.vectors),
    ]
    for one in wrong:
        with pytest.raises(ValueError, match=r"records for|unit norm|twice|truth file"):
            build_generation(tmp_path / "index", one, probe=probe.probe)
    assert not (tmp_path / "index").exists()


# Generations follow one another ------------------------------------------------------------------


def test_newer_generation_replaces_the_older_and_two_are_kept(root: Path) -> None:
    first = generation(root).name
    build(root, "two")
    second = generation(root).name
    assert answers_at(root)["fingerprint"]["documents"] == "two"
    assert {path.name for path in root.glob("gen-*")} == {first, second}
    build(root, "three")
    assert {path.name for path in root.glob("gen-*")} == {second, generation(root).name}
    assert sorted(path.name for path in root.iterdir() if not path.name.startswith("gen-")) == ["current", "lock"]


def test_open_index_stays_as_it_is_while_newer_ones_are_built(root: Path) -> None:
    opened = open_current(root)
    assert isinstance(opened, OpenIndex)
    with opened:
        before = answers(opened)
        for version in ("two", "three", "four"):
            build(root, version)
        assert not (root / opened.generation).exists()
        assert answers(opened) == before


def test_leftovers_of_stopped_builders_are_removed_by_the_next(root: Path) -> None:
    (root / "gen-000009-0123abcd.tmp" / "chroma").mkdir(parents=True)
    (root / "gen-000004-0123abcd").mkdir()
    (root / "current.0123abcd.tmp").touch()
    (root / "notes.txt").touch()
    build(root, "two")
    assert not [path for path in root.iterdir() if path.name.endswith(".tmp")]
    assert not (root / "gen-000004-0123abcd").exists()
    assert (root / "notes.txt").exists()


def test_reader_that_loses_its_generation_while_copying_takes_the_newer(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_checked = opening._copy_checked
    built_meanwhile: list[str] = []

    def slow_copy(folder: Path, path: str, *rest: Any) -> None:
        if not built_meanwhile:
            for version in ("two", "three"):
                built_meanwhile.append(version)
                build(root, version)
            assert not folder.exists()
        copy_checked(folder, path, *rest)

    monkeypatch.setattr(opening, "_copy_checked", slow_copy)
    assert answers_at(root)["fingerprint"]["documents"] == "three"


def test_readers_during_rebuilds_answer_from_one_whole_generation(root: Path) -> None:
    expected = {"one": answers_at(root)}
    for version in ("two", "three"):
        build(root, version)
        expected[version] = answers_at(root)
    done = threading.Event()
    wrong: list[Any] = []
    n_read = 0

    def read() -> None:
        nonlocal n_read
        while not done.is_set():
            opened = open_current(root)
            if isinstance(opened, Problem):
                wrong.append(opened)
                continue
            with opened:
                met = answers(opened)
            n_read += 1
            if met != expected[met["fingerprint"]["documents"]]:
                wrong.append(met)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for version in ("one", "two", "three", "one", "two"):
            build(root, version)
    finally:
        done.set()
        reader.join()
    assert wrong == []
    assert n_read > 3


# One writer --------------------------------------------------------------------------------------


def test_second_writer_waits_says_so_once_and_goes_on(tmp_path: Path) -> None:
    entered, leave = threading.Event(), threading.Event()
    order: list[str] = []

    def first() -> None:
        with writer_lock(tmp_path, timeout_s=5):
            entered.set()
            leave.wait(5)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    entered.wait(5)
    notices: list[str] = []

    def told(line: str) -> None:
        notices.append(line)
        leave.set()

    with writer_lock(tmp_path, timeout_s=5, notify=told):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]
    assert len(notices) == 1
    assert "another program is writing this index" in notices[0]
    assert "\n" not in notices[0]


def test_writer_that_waited_too_long_is_told_that_a_retry_can_help(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from index.generations import writer_lock\n"
        "with writer_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(IndexLockedError, match=r"after 0\.2 s. Wait") as caught,
            writer_lock(tmp_path, timeout_s=0.2),
        ):
            pass
        assert caught.value.retry_can_help
        other.kill()
    # A killed writer holds nothing.
    with writer_lock(tmp_path, timeout_s=5):
        pass


def test_writer_may_take_its_own_lock_again(root: Path) -> None:
    with writer_lock(root, timeout_s=1), writer_lock(root, timeout_s=1):
        build(root, "two")
    assert answers_at(root)["fingerprint"]["documents"] == "two"


def test_two_writers_at_once_both_succeed_one_after_the_other(tmp_path: Path) -> None:
    root = tmp_path / "index"
    script = (
        "import sys; from pathlib import Path; from index import probe\n"
        "from index.generations import build_generation\n"
        "from tests.index.test_generations import payload\n"
        "build_generation(Path(sys.argv[1]), payload(sys.argv[2]), probe=probe.probe)\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(root), version], cwd=REPOSITORY)
        for version in ("one", "two")
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    assert answers_at(root)["fingerprint"]["documents"] in {"one", "two"}
    numbers = sorted(int(path.name[4:10]) for path in root.glob("gen-*"))
    assert numbers == [1, 2]


# Damage ------------------------------------------------------------------------------------------


def file_in(root: Path, pattern: str) -> Path:
    (path,) = generation(root).glob(pattern)
    return path


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)


def zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def on(pattern: str, harm: Callable[[Path], object]) -> Callable[[Path], object]:
    return lambda root: harm(file_in(root, pattern))


def pointer_to_nowhere(root: Path) -> None:
    pointer = json.loads((root / "current").read_bytes())
    (root / "current").write_text(json.dumps({**pointer, "generation": "gen-000099-0123abcd"}), encoding="utf-8")


def pointer_out_of_the_folder(root: Path) -> None:
    shutil.copytree(generation(root), root.parent / "elsewhere")
    pointer = json.loads((root / "current").read_bytes())
    (root / "current").write_text(json.dumps({**pointer, "generation": "../elsewhere"}), encoding="utf-8")


def pointer_of_another_schema(root: Path) -> None:
    pointer = json.loads((root / "current").read_bytes())
    (root / "current").write_text(json.dumps({**pointer, "schema": 99}), encoding="utf-8")


def pointer_a_folder(root: Path) -> None:
    (root / "current").unlink()
    (root / "current").mkdir()


def generation_a_file(root: Path) -> None:
    path = generation(root)
    shutil.rmtree(path)
    path.touch()


def swapped_generations(root: Path) -> None:
    old = generation(root)
    build(root, "two")
    new = generation(root)
    old.rename(root / "aside")
    new.rename(old)
    (root / "aside").rename(new)


def collection_of_another_generation(root: Path) -> None:
    old = generation(root)
    build(root, "two")
    new = generation(root)
    shutil.rmtree(new / "chroma")
    shutil.copytree(old / "chroma", new / "chroma")


def manifest_that_agrees_with_the_damage(root: Path) -> None:
    # Even a manifest put right for a damaged file is noticed: the pointer vouches for it.
    path = generation(root) / "chunks.jsonl"
    truncate(path)
    digest = probe.copy_file(path, None)
    manifest_path = generation(root) / "manifest.json"
    manifest = json.loads(manifest_path.read_bytes())
    manifest["files"]["chunks.jsonl"] = {"size": digest.size, "sha256": digest.sha256}
    manifest_path.write_text(json.dumps(manifest), encoding="utf-8")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "graph cut short": on("chroma/*/data_level0.bin", truncate),
    "graph with a flipped bit": on("chroma/*/data_level0.bin", flip),
    "graph of zeros": on("chroma/*/data_level0.bin", zero),
    "graph removed": on("chroma/*/data_level0.bin", Path.unlink),
    "graph's links cut short": on("chroma/*/link_lists.bin", truncate),
    "graph's folder removed": lambda root: shutil.rmtree(file_in(root, "chroma/*/header.bin").parent),
    "database cut short": on("chroma/chroma.sqlite3", truncate),
    "database with a flipped bit": on("chroma/chroma.sqlite3", flip),
    "database removed": on("chroma/chroma.sqlite3", Path.unlink),
    "collection removed": lambda root: shutil.rmtree(generation(root) / "chroma"),
    "vectors cut short": on("vectors.npy", truncate),
    "vectors with a flipped bit": on("vectors.npy", flip),
    "records with a flipped bit": on("records.jsonl", flip),
    "rows with a flipped bit": on("records.rows.npy", flip),
    "records removed": on("records.jsonl", Path.unlink),
    "chunks cut short": on("chunks.jsonl", truncate),
    "chunks with a flipped bit": on("chunks.jsonl", flip),
    "chunks emptied": on("chunks.jsonl", lambda path: path.write_bytes(b"")),
    "documents removed": on("documents.jsonl", Path.unlink),
    "lexical scores with a flipped bit": on("lexical/data.csc.index.npy", flip),
    "lexical terms with a flipped bit": on("lexical/vocab.index.json", flip),
    "lexical index removed": lambda root: shutil.rmtree(generation(root) / "lexical"),
    "manifest cut short": on("manifest.json", truncate),
    "manifest with a flipped bit": on("manifest.json", flip),
    "manifest removed": on("manifest.json", Path.unlink),
    "manifest that agrees with the damage": manifest_that_agrees_with_the_damage,
    "generation removed": lambda root: shutil.rmtree(generation(root)),
    "generation a file": generation_a_file,
    "pointer to nowhere": pointer_to_nowhere,
    "pointer out of the folder": pointer_out_of_the_folder,
    "pointer of another schema": pointer_of_another_schema,
    "pointer of no sense": lambda root: (root / "current").write_bytes(b"\xff\x00 nonsense"),
    "pointer of another shape": lambda root: (root / "current").write_bytes(b'["gen", 3]'),
    "pointer nested too deep": lambda root: (root / "current").write_bytes(b"[" * 100_000),
    "pointer emptied": lambda root: (root / "current").write_bytes(b""),
    "pointer a folder": pointer_a_folder,
    "file too many": lambda root: (generation(root) / "chroma" / "chroma.sqlite3-journal").write_bytes(b"x" * 512),
    "generations swapped": swapped_generations,
    "collection of another generation": collection_of_another_generation,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damage_is_noticed_before_anything_is_answered(root: Path, damage: Callable[[Path], object]) -> None:
    damage(root)
    notices: list[str] = []
    opened = open_current(root, notify=notices.append)
    assert isinstance(opened, Problem)
    assert opened.kind == "damaged"
    assert opened.detail
    assert notices == []


@pytest.mark.parametrize("damage", ["pointer a folder", "pointer of no sense", "database removed", "generation a file"])
def test_damaged_index_is_replaced_by_the_next_build(root: Path, damage: str) -> None:
    DAMAGES[damage](root)
    build(root, "two")
    assert answers_at(root)["fingerprint"]["documents"] == "two"


def test_pointer_removed_is_a_missing_index(root: Path) -> None:
    (root / "current").unlink()
    assert open_current(root) == Problem("missing")


def test_collection_that_cannot_be_opened_leaves_exact_answers_and_a_notice(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = answers_at(root)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Failed to apply logs to the hnsw segment writer")

    monkeypatch.setattr(store, "_client", broken)
    notices: list[str] = []
    opened = open_current(root, notify=notices.append)
    assert isinstance(opened, OpenIndex)
    with opened:
        assert opened.dense.vectorstore is None
        assert answers(opened) == {**expected, "chroma": False}
    assert len(notices) == 1
    assert "searching every vector instead" in notices[0]


def test_collection_lost_while_it_serves_leaves_exact_answers_and_one_notice(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = answers_at(root)
    notices: list[str] = []
    opened = open_current(root, notify=notices.append)
    assert isinstance(opened, OpenIndex)

    def lost(*_: object, **__: object) -> None:
        raise RuntimeError("unable to open database file")

    with opened:
        assert answers(opened) == expected
        monkeypatch.setattr("chromadb.api.models.Collection.Collection.query", lost)
        assert answers(opened) == {**expected, "chroma": False}
    assert len(notices) == 1


def test_collection_that_gives_too_few_is_made_up_for_exactly(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.ChromaSearcher, "search", lambda *_: [])
    notices: list[str] = []
    opened = open_current(root, notify=notices.append)
    assert isinstance(opened, OpenIndex)
    with opened:
        query = opened.vectors[3]
        assert opened.dense.search(query, 5) == opened.exact.search(query, 5)
        assert opened.uses_chroma
    assert notices == []


def test_query_of_another_length_is_refused_whoever_searches(root: Path) -> None:
    opened = open_current(root)
    assert isinstance(opened, OpenIndex)
    with opened, pytest.raises(ValueError, match=f"a vector of 3 numbers for an index of {DIM}"):
        opened.dense.search(np.ones(3, dtype=np.float32), 5)


def test_no_room_for_the_private_copy_leaves_exact_answers_and_a_notice(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = answers_at(root)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(probe, "_write_all", full)
    notices: list[str] = []
    opened = open_current(root, notify=notices.append)
    assert isinstance(opened, OpenIndex)
    with opened:
        assert answers(opened) == {**expected, "chroma": False}
    assert len(notices) == 1


def test_temporary_folder_that_cannot_be_written_leaves_exact_answers_and_a_notice(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = answers_at(root)
    monkeypatch.setattr(tempfile, "tempdir", str(root / "absent"))
    notices: list[str] = []
    opened = open_current(root, notify=notices.append)
    assert isinstance(opened, OpenIndex)
    with opened:
        assert answers(opened) == {**expected, "chroma": False}
    assert len(notices) == 1


# Large indexes -----------------------------------------------------------------------------------


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file counts as large: it is mapped, and the collection is opened in the background."""
    monkeypatch.setattr(opening, "_IN_MEMORY", 0)
    monkeypatch.setattr(opening, "LARGE_COLLECTION", 0)


@pytest.mark.usefixtures("large")
def test_large_index_answers_the_same_before_and_after_its_collection_is_there(root: Path) -> None:
    notices: list[str] = []
    opened = open_current(root, notify=notices.append)
    assert isinstance(opened, OpenIndex)
    with opened:
        before = answers(opened)
        opened.dense.wait()
        assert opened.dense.vectorstore is not None
        assert answers(opened) == before
    assert before == {**payload_answers(root), "chroma": True}
    assert notices == []


def payload_answers(root: Path) -> dict[str, Any]:
    opened = open_current(root, chroma=False)
    assert isinstance(opened, OpenIndex)
    with opened:
        return answers(opened)


@pytest.mark.usefixtures("large")
def test_large_collection_is_opened_after_its_generation_is_gone(root: Path) -> None:
    notices: list[str] = []
    opened = open_current(root, notify=notices.append)
    assert isinstance(opened, OpenIndex)
    with opened:
        for version in ("two", "three", "four"):
            build(root, version)
        assert not (root / opened.generation).exists()
        before = answers(opened)
        opened.dense.wait()
        assert opened.dense.vectorstore is not None
        assert answers(opened) == before
    assert notices == []


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("damage", ["graph cut short", "graph with a flipped bit", "database with a flipped bit"])
def test_damaged_large_collection_is_never_opened_and_all_answers_are_exact(root: Path, damage: str) -> None:
    expected = {**answers_at(root), "chroma": False}
    DAMAGES[damage](root)
    notices: list[str] = []
    opened = open_current(root, notify=notices.append)
    assert isinstance(opened, OpenIndex)
    with opened:
        answers(opened)
        opened.dense.wait()
        assert answers(opened) == expected
    assert len(notices) == 1
    assert "has changed since it was built" in notices[0]
    assert "reforms index --rebuild" in notices[0]


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("damage", ["vectors with a flipped bit", "records cut", "chunks emptied", "graph removed"])
def test_other_damage_to_a_large_index_is_noticed_at_opening(root: Path, damage: str) -> None:
    (DAMAGES | {"records cut": on("records.jsonl", truncate)})[damage](root)
    opened = open_current(root)
    assert isinstance(opened, Problem)
    assert opened.kind == "damaged"


@pytest.mark.usefixtures("large")
def test_large_index_closed_at_once_leaves_nothing_behind(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    for searches in (0, 1):
        opened = open_current(root)
        assert isinstance(opened, OpenIndex)
        for _ in range(searches):
            opened.dense.search(opened.vectors[0], 3)
        opened.close()
        assert list((tmp_path / "tmp").iterdir()) == []


# The probe ---------------------------------------------------------------------------------------


def test_probe_reports_recall_and_digests_of_every_file(root: Path) -> None:
    folder = generation(root)
    report = probe.probe_in_subprocess(folder)
    assert (report.problem, report.chroma, report.storage) == ("", "", "")
    assert report.recall == 1.0
    assert set(report.digests) == set(probe.files_under(folder))
    assert report.digests["chunks.jsonl"].size == len(payload().files["chunks.jsonl"])


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("graph cut short", "chroma"),
        ("graph of zeros", "chroma"),
        ("graph's folder removed", "chroma"),
        ("database cut short", "chroma"),
        ("vectors cut short", "problem"),
        ("records removed", "problem"),
        ("lexical index removed", "problem"),
    ],
)
def test_probe_finds_what_is_wrong_and_outlives_it(root: Path, name: str, finding: str) -> None:
    DAMAGES[name](root)
    report = probe.probe_in_subprocess(generation(root))
    assert getattr(report, finding)


def test_probe_finds_vectors_that_are_not_the_ones_stored(root: Path) -> None:
    path = generation(root) / "vectors.npy"
    vectors = np.load(path)
    vectors[3] = vectors[4]
    np.save(path, vectors)
    assert probe.probe(generation(root)).chroma == "vectors of the collection differ from those that were stored"


def test_probe_finds_a_record_that_the_collection_lacks(root: Path) -> None:
    for folder, table in ((generation(root), "records"), (generation(root) / "lexical", "ids")):
        rows = [json.loads(line) for line in (folder / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]
        renamed = [json.loads(json.dumps(row).replace("one-50", "one-xx")) for row in rows]
        keys = [row if isinstance(row, str) else row["id"] for row in renamed]
        for name, data in lines.pack(table, keys, [json.dumps(row).encode() for row in renamed]).items():
            (folder / name).write_bytes(data)
    assert "the collection holds" in probe.probe(generation(root)).chroma


def test_probe_is_this_package_even_from_a_folder_with_another_of_its_name(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere" / "index").mkdir(parents=True)
    (tmp_path / "elsewhere" / "index" / "__init__.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert probe.probe_in_subprocess(generation(root)).problem == ""


def test_collection_that_fails_once_is_built_again(root: Path) -> None:
    reports = iter([probe.ProbeReport(chroma="recall@10 is 0.500, below 0.99")])
    build_generation(root, payload("two"), probe=lambda folder: next(reports, None) or probe.probe(folder))
    assert answers_at(root)["chroma"] is True


def test_collection_that_fails_twice_is_left_out_and_exact_search_answers(root: Path) -> None:
    def failing(folder: Path) -> probe.ProbeReport:
        report = probe.probe(folder)
        fault = "recall@10 is 0.500, below 0.99" if (folder / "chroma").exists() else ""
        return probe.ProbeReport(digests=report.digests, chroma=fault)

    lines: list[str] = []
    build_generation(root, payload("two"), probe=failing, progress=lines.append)
    assert "searched exactly instead" in "".join(lines)
    notices: list[str] = []
    opened = open_current(root, notify=notices.append)
    assert isinstance(opened, OpenIndex)
    with opened:
        assert not opened.uses_chroma
        assert answers(opened)["dense"] == answers(opened)["exact"]
    assert "recall@10 is 0.500" in notices[0]


def test_collection_that_fails_for_want_of_room_is_a_full_disk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Chroma writes its graph without looking whether that succeeded, so a full disk shows in the probe alone.
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = answers_at(root)
    monkeypatch.setattr(durability, "require_room", full)
    with pytest.raises(IndexStorageError, match="no room to write"):
        build_generation(root, payload("two"), probe=lambda _: probe.ProbeReport(chroma="died of signal 11"))
    assert answers_at(root) == before


def test_generation_that_fails_its_probe_is_not_made_current(root: Path) -> None:
    before = answers_at(root)
    with pytest.raises(IndexStoreError, match="did not pass its checks"):
        build_generation(root, payload("two"), probe=lambda _: probe.ProbeReport(problem="lexical index is short"))
    assert answers_at(root) == before
    assert not list(root.glob("*.tmp"))


# No room, no permission --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "retry_can_help"),
    [(errno.ENOSPC, True), (errno.EDQUOT, True), (errno.EFBIG, True), (errno.EROFS, False), (errno.EACCES, False)],
)
def test_failed_write_names_the_folder_and_the_next_step(
    root: Path, monkeypatch: pytest.MonkeyPatch, code: int, *, retry_can_help: bool
) -> None:
    before = answers_at(root)

    def failing(path: Path) -> None:
        raise OSError(code, os.strerror(code), str(path))

    with monkeypatch.context() as patch:
        patch.setattr(durability, "_fsync", failing)
        with pytest.raises(IndexStorageError, match="--data") as caught:
            build(root, "two")
    assert str(root) in str(caught.value)
    assert caught.value.retry_can_help is retry_can_help
    assert caught.value.folder == root
    assert answers_at(root) == before
    assert not list(root.glob("*.tmp"))


def test_no_place_for_the_copy_to_verify_names_the_temporary_folder(root: Path) -> None:
    before = answers_at(root)
    with pytest.raises(IndexStorageError, match="TMPDIR") as caught:
        build_generation(root, payload("two"), probe=lambda _: probe.ProbeReport(storage="No space left on device"))
    assert caught.value.folder == Path(tempfile.gettempdir())
    assert answers_at(root) == before


LIMITED = """
import json, resource, sys
from pathlib import Path
from index import probe
from index.errors import IndexStoreError
from index.generations import build_generation
from tests.index.test_generations import payload
import chromadb, langchain_chroma, bm25s
root, limits = Path(sys.argv[1]), json.loads(sys.argv[2])
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
for limit in limits:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        build_generation(root, payload("two"), probe=probe.probe)
        outcome = ["built", True, ""]
    except IndexStoreError as error:
        outcome = [type(error).__name__, error.retry_can_help, str(error)]
    print(json.dumps([limit, *outcome]), flush=True)
"""


def test_full_disk_is_one_line_and_the_old_index_still_answers(root: Path) -> None:
    # The limit on a file's size stops the builder where a full disk would: at the chunks, the records, the vectors,
    # Chroma's database and its graph.
    before = answers_at(root)
    limits = [0, 100, 2_000, 4_000, 30_000, 100_000, 170_000, 200_000]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(root), json.dumps(limits)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    assert [outcome[0] for outcome in outcomes] == limits, done.stderr
    for _, kind, retry_can_help, message in outcomes:
        assert (kind, retry_can_help) == ("IndexStorageError", True)
        assert message.startswith(str(root))
    assert answers_at(root) == before
    assert not list(root.glob("*.tmp"))
    build(root, "two")
    assert answers_at(root)["fingerprint"]["documents"] == "two"


READ_ONLY = """
import json, os, sys, tempfile
from pathlib import Path
from index import probe
from index.errors import IndexStoreError
from index.generations import build_generation, open_current
from tests.index.test_generations import answers, payload
import chromadb, langchain_chroma, bm25s
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
root = Path(sys.argv[1])
opened = open_current(root)
print(json.dumps(answers(opened)))
opened.close()
for where in (root, root / "deeper"):
    try:
        build_generation(where, payload("two"), probe=probe.probe)
        print("built")
    except IndexStoreError as error:
        print(type(error).__name__, error.retry_can_help, error)
"""


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder under /tmp that any user may enter, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


def test_read_only_folder_answers_and_refuses_to_build(built: Path, public_folder: Path) -> None:
    root = Path(shutil.copytree(built, public_folder / "index"))
    for path in [root, *root.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(root)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "HOME": str(public_folder)},
    )
    answered, *refused = done.stdout.splitlines()
    assert json.loads(answered) == answers_at(built), done.stderr
    assert len(refused) == 2
    for line in refused:
        assert line.startswith(f"IndexStorageError False {root}")
        assert "--data" in line


# Cost --------------------------------------------------------------------------------------------


@pytest.mark.alone
def test_opening_a_small_index_is_quick(built: Path) -> None:
    answers_at(built)  # imports
    started = time.perf_counter()
    answers_at(built)
    assert time.perf_counter() - started < 2


# Extending ---------------------------------------------------------------------------------------


def changed(given: Payload, version: str, rows: Callable[[int], bool], extra: int = 0) -> Payload:
    """`given` without the records whose row is not kept, the next one's metadata changed, and some more."""
    kept = [row for row in range(len(given.records)) if rows(row)]
    records = [given.records[row] for row in kept]
    other = payload("extra", max(2, 2 * extra))
    records[1] = Record(records[1].record_id, records[1].text, {"chunk_id": "other", "page": 5}, records[1].tokens)
    records += other.records[len(other.records) - extra :] if extra else []
    added = other.vectors[len(other.vectors) - extra :] if extra else other.vectors[:0]
    fingerprint = {**given.fingerprint, "documents": version}
    return Payload(fingerprint, given.files, records, np.concatenate([given.vectors[kept], added]))


@pytest.fixture
def extends(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Small collections are extended too; a note of each collection built in full."""
    in_full: list[str] = []
    build_collection = store.build_collection

    def noted(folder: Path, **rest: Any) -> None:
        in_full.append(folder.parent.name)
        build_collection(folder, **rest)

    monkeypatch.setattr(extending, "WORTH_COPYING", 0)
    monkeypatch.setattr(store, "build_collection", noted)
    return in_full


def test_extended_collection_answers_as_one_built_in_full(root: Path, tmp_path: Path, extends: list[str]) -> None:
    wanted = changed(payload("one"), "more", lambda row: row % 9 != 4, extra=12)
    build_generation(root, wanted, probe=probe.probe)
    assert extends == []
    build_generation(tmp_path / "full", wanted, probe=probe.probe, extend=False)
    assert len(extends) == 1
    assert answers_at(root) == answers_at(tmp_path / "full")
    manifest = json.loads((generation(root) / "manifest.json").read_bytes())
    assert manifest["n_removed"] == len([row for row in range(N) if row % 9 == 4]) + 1
    opened = open_current(root)
    assert isinstance(opened, OpenIndex)
    with opened:
        assert opened.dense.vectorstore is not None
        stored = opened.dense.vectorstore.get(ids=[wanted.records[1].record_id])
        assert stored["metadatas"] == [{"chunk_id": "other", "page": 5}]


def test_generation_that_was_extended_from_stays_as_it_was(root: Path, extends: list[str]) -> None:
    first = generation(root)
    before = {path: path.read_bytes() for path in first.rglob("*") if path.is_file()}
    build_generation(root, changed(payload("one"), "more", lambda _: True, extra=5), probe=probe.probe)
    assert extends == []
    assert {path: path.read_bytes() for path in first.rglob("*") if path.is_file()} == before


def test_collection_of_which_much_is_gone_is_built_in_full(root: Path, extends: list[str]) -> None:
    build_generation(root, changed(payload("one"), "less", lambda row: row % 2 == 0), probe=probe.probe)
    assert len(extends) == 1


@pytest.mark.parametrize("damage", ["graph with a flipped bit", "vectors with a flipped bit", "database cut short"])
def test_damaged_collection_is_not_extended(root: Path, extends: list[str], damage: str) -> None:
    DAMAGES[damage](root)
    build_generation(root, changed(payload("one"), "more", lambda _: True, extra=5), probe=probe.probe)
    assert len(extends) == 1
    assert answers_at(root)["chroma"]


def test_extended_collection_that_does_not_pass_is_built_in_full(root: Path, extends: list[str]) -> None:
    judged: list[int] = []

    def once(folder: Path) -> probe.ProbeReport:
        judged.append(1)
        return probe.ProbeReport(chroma="is odd") if len(judged) == 1 else probe.probe(folder)

    build_generation(root, changed(payload("one"), "more", lambda _: True, extra=5), probe=once)
    assert (len(extends), len(judged)) == (1, 2)
    assert answers_at(root)["chroma"]
