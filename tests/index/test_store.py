from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding

from index.exact import ExactSearcher, Vectors
from index.store import ChromaSearcher, Metadata, PrivateFolder, build_collection

REPOSITORY = Path(__file__).resolve().parents[2]


def unit_vectors(n: int, dim: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def build(folder: Path, vectors: Vectors, metadatas: list[Metadata] | None = None) -> list[str]:
    ids = [f"r{i}" for i in range(len(vectors))]
    build_collection(
        folder,
        record_ids=ids,
        texts=[f"text {i}" for i in range(len(vectors))],
        metadatas=metadatas or [{"chunk_id": f"c{i}"} for i in range(len(vectors))],
        vectors=vectors,
        fingerprint={"embedder": "fake", "dim": vectors.shape[1]},
    )
    return ids


def listing(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Vectors]:
    folder, vectors = tmp_path_factory.mktemp("store") / "chroma", unit_vectors(300, 24)
    build(folder, vectors)
    return folder, vectors


@pytest.fixture
def searcher(built: tuple[Path, Vectors]) -> Iterator[ChromaSearcher]:
    opened = ChromaSearcher.open_copy(built[0])
    yield opened
    opened.close()


def test_search_agrees_with_exact_search(built: tuple[Path, Vectors], searcher: ChromaSearcher) -> None:
    exact = ExactSearcher([f"r{i}" for i in range(300)], built[1])
    for query in unit_vectors(20, 24, seed=1):
        found, expected = searcher.search(query, 10), exact.search(query, 10)
        assert [id_ for id_, _ in found] == [id_ for id_, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)


def test_similarity_is_the_cosine_whatever_the_length_of_the_query(
    built: tuple[Path, Vectors], searcher: ChromaSearcher
) -> None:
    ((id_, similarity),) = searcher.search(built[1][7] * 40, 1)
    assert id_ == "r7"
    assert similarity == pytest.approx(1.0, abs=1e-6)
    opposite = dict(searcher.search(-built[1][7], 300))
    assert opposite["r7"] == pytest.approx(-1.0, abs=1e-6)


def test_more_than_there_are_gives_all(searcher: ChromaSearcher) -> None:
    assert len(searcher.search(unit_vectors(1, 24)[0], 5_000)) == 300
    assert searcher.search(unit_vectors(1, 24)[0], 0) == []


def test_query_with_a_number_that_is_not_finite_is_refused(searcher: ChromaSearcher) -> None:
    with pytest.raises(ValueError, match="not finite"):
        searcher.search(np.full(24, np.nan, dtype=np.float32), 3)


def test_folder_searched_is_a_copy_and_stays_as_built(built: tuple[Path, Vectors]) -> None:
    before = listing(built[0])
    opened = ChromaSearcher.open_copy(built[0])
    opened.search(built[1][0], 5)
    opened.close()
    assert listing(built[0]) == before


def test_built_folder_is_complete_and_quiet(built: tuple[Path, Vectors]) -> None:
    names = {Path(name).name for name in listing(built[0])}
    # The graph is in its files, so opening does not build it again; no journal waits to be played back.
    assert {"chroma.sqlite3", "data_level0.bin", "header.bin", "length.bin", "index_metadata.pickle"} <= names
    assert not any(name.endswith(("-wal", "-shm", "-journal")) for name in names)
    open_files = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.exists()]
    assert not [name for name in open_files if name.startswith(str(built[0]))]


def test_collection_names_its_fingerprint(searcher: ChromaSearcher) -> None:
    assert searcher.fingerprint() == {"embedder": "fake", "dim": 24}


def test_stored_vectors_are_those_given(built: tuple[Path, Vectors], searcher: ChromaSearcher) -> None:
    ids, vectors = searcher.stored()
    assert len(ids) == 300
    np.testing.assert_allclose(vectors, built[1][[int(id_[1:]) for id_ in ids]], atol=1e-6)


def test_langchain_store_answers_with_text_and_metadata(built: tuple[Path, Vectors]) -> None:
    opened = ChromaSearcher.open_copy(built[0], embeddings=DeterministicFakeEmbedding(size=24))
    try:
        (document,) = opened.vectorstore.as_retriever(search_kwargs={"k": 1}).invoke("any question")
        number = document.metadata["chunk_id"].removeprefix("c")
        assert document.page_content == f"text {number}"
    finally:
        opened.close()


def test_records_with_and_without_metadata_are_all_stored(tmp_path: Path) -> None:
    vectors = unit_vectors(4, 8)
    build(tmp_path / "chroma", vectors, [{}, {"page": 3}, {}, {"ok": True, "weight": 0.5}])
    opened = ChromaSearcher.open_copy(tmp_path / "chroma")
    try:
        assert [opened.search(vector, 1)[0][0] for vector in vectors] == ["r0", "r1", "r2", "r3"]
    finally:
        opened.close()


@pytest.mark.parametrize("n", [0, 1, 2])
def test_smallest_collections_open_and_answer(tmp_path: Path, n: int) -> None:
    vectors = unit_vectors(n, 8)
    ids = build(tmp_path / "chroma", vectors)
    opened = ChromaSearcher.open_copy(tmp_path / "chroma")
    try:
        assert len(opened) == n
        assert sorted(id_ for id_, _ in opened.search(unit_vectors(1, 8, seed=3)[0], 5)) == ids
    finally:
        opened.close()


def test_more_records_than_one_batch_takes_are_all_findable(tmp_path: Path) -> None:
    vectors = unit_vectors(5_600, 8)
    build(tmp_path / "chroma", vectors)
    opened = ChromaSearcher.open_copy(tmp_path / "chroma")
    try:
        assert len(opened) == 5_600
        for row in (0, 4_999, 5_000, 5_599):
            assert opened.search(vectors[row], 1)[0][0] == f"r{row}"
    finally:
        opened.close()


def test_missing_collection_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    with pytest.raises(Exception, match="does not exist"):
        ChromaSearcher.open_copy(tmp_path / "chroma")


def test_private_folder_goes_when_closed(built: tuple[Path, Vectors]) -> None:
    private = PrivateFolder()
    (private.path / "file").write_bytes(b"x")
    assert private.path.stat().st_mode & 0o077 == 0
    private.close()
    private.close()
    assert not private.path.exists()


def test_private_folder_goes_at_exit_and_is_not_taken_by_a_forked_child(tmp_path: Path) -> None:
    script = (
        "import os, sys\n"
        "from index.store import PrivateFolder\n"
        "private = PrivateFolder()\n"
        "child = os.fork()\n"
        "if child == 0: sys.exit(0)\n"
        "os.waitpid(child, 0)\n"
        "print(private.path, private.path.exists())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    path, existed = done.stdout.split()
    assert existed == "True"
    assert not Path(path).exists()


def test_folder_left_by_a_killed_process_is_removed_and_a_living_ones_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    abandoned = tmp_path / "reforms-index-left"
    abandoned.mkdir()
    (abandoned / "owner").touch()
    living = PrivateFolder()
    an_hour_ago = time.time() - 3_600
    for path in (abandoned, living.path):
        os.utime(path, (an_hour_ago, an_hour_ago))
    PrivateFolder().close()
    assert not abandoned.exists()
    assert living.path.exists()
    living.close()


def test_store_is_not_imported_until_it_is_used() -> None:
    heavy = ("chromadb", "langchain_chroma", "bm25s")
    script = f"import sys, index.generations; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_exact_search_within_rows_gives_what_the_whole_gives_of_them(built: tuple[Path, Vectors]) -> None:
    exact = ExactSearcher([f"r{i}" for i in range(300)], built[1])
    query = unit_vectors(1, 24, seed=9)[0]
    rows = {*range(10, 20), *range(250, 300)}
    wanted = [hit for hit in exact.search(query, 300) if int(hit[0][1:]) in rows]
    within = [range(10, 20), range(250, 300)]
    met = exact.search(query, 300, within=within)
    assert [id_ for id_, _ in met] == [id_ for id_, _ in wanted]
    assert [score for _, score in met] == pytest.approx([score for _, score in wanted], abs=1e-6)
    assert exact.search(query, 5, within=[]) == []
