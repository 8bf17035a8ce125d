from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.cache import EmbeddingCache, cache_key


def vectors_of(*texts: str) -> dict[str, NDArray[np.float32]]:
    return {
        cache_key("embedder", text): np.linspace(i, i + 8, 8, dtype=np.float32) for i, text in enumerate(texts, start=1)
    }


class Cache(EmbeddingCache):
    """Keeps what it was told."""

    def __init__(self, path: Path) -> None:
        self.notices: list[str] = []
        super().__init__(path, notify=self.notices.append)


def same(found: dict[str, NDArray[np.float32]], put: dict[str, NDArray[np.float32]]) -> bool:
    return found.keys() == put.keys() and all(np.array_equal(found[key], put[key]) for key in put)


@contextmanager
def file_size_limit(n_bytes: int) -> Iterator[None]:
    """No file of this process may grow past `n_bytes`: what a full disk is to a writer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_vectors_come_back_bit_for_bit(tmp_path: Path) -> None:
    put = vectors_of("a", "b", "c")
    Cache(tmp_path / "cache").put_many(put)
    cache = Cache(tmp_path / "cache")
    found = cache.get_many([*put, cache_key("embedder", "never put")])
    assert same(found, put)
    assert all(vector.dtype == np.float32 for vector in found.values())
    assert cache.notices == []


def test_more_keys_than_one_query_takes_all_come_back(tmp_path: Path) -> None:
    put = vectors_of(*map(str, range(2_345)))
    cache = Cache(tmp_path / "cache")
    cache.put_many(put)
    assert same(cache.get_many(list(put)), put)


def test_key_depends_on_embedder_and_text_and_on_where_one_ends() -> None:
    keys = {cache_key("e", "text"), cache_key("f", "text"), cache_key("e", "texts"), cache_key("et", "ext")}
    assert len(keys) == 4
    assert all(len(key) == 64 for key in keys)


def test_cache_that_is_not_there_is_empty_and_not_made_by_reading(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "deep" / "cache")
    assert cache.get_many(list(vectors_of("a"))) == {}
    assert list(tmp_path.iterdir()) == []
    assert cache.notices == []


def test_vector_put_again_replaces_the_old_one(tmp_path: Path) -> None:
    key = cache_key("e", "t")
    cache = Cache(tmp_path / "cache")
    cache.put_many({key: np.zeros(4, dtype=np.float32)})
    cache.put_many({key: np.ones(4, dtype=np.float32)})
    assert cache.get_many([key])[key].tolist() == [1, 1, 1, 1]


def test_row_with_a_flipped_bit_counts_as_absent(tmp_path: Path) -> None:
    put = vectors_of("a", "b")
    bad, good = put
    Cache(tmp_path / "cache").put_many(put)
    with closing(sqlite3.connect(tmp_path / "cache")) as connection, connection:
        (value,) = connection.execute("SELECT value FROM embeddings WHERE key = ?", (bad,)).fetchone()
        connection.execute("UPDATE embeddings SET value = ? WHERE key = ?", (bytes([value[0] ^ 1]) + value[1:], bad))
    cache = Cache(tmp_path / "cache")
    assert list(cache.get_many([bad, good])) == [good]
    cache.put_many({bad: put[bad]})
    assert same(cache.get_many([bad, good]), put)


def test_value_that_came_under_another_key_counts_as_absent(tmp_path: Path) -> None:
    put = vectors_of("a", "b")
    a, b = put
    Cache(tmp_path / "cache").put_many(put)
    with closing(sqlite3.connect(tmp_path / "cache")) as connection, connection:
        connection.execute(
            "UPDATE embeddings SET (value, checksum) = (SELECT value, checksum FROM embeddings WHERE key = ?) "
            "WHERE key = ?",
            (a, b),
        )
    assert list(Cache(tmp_path / "cache").get_many([a, b])) == [a]


@pytest.mark.parametrize("content", [b"no database, just text " * 500, bytes(8192)], ids=["text", "zeros"])
def test_damaged_file_is_moved_aside_and_started_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cache"
    path.write_bytes(content)
    cache = Cache(path)
    put = vectors_of("a")
    assert cache.get_many(list(put)) == {}
    cache.put_many(put)
    assert same(cache.get_many(list(put)), put)
    assert (tmp_path / "cache.damaged").read_bytes() == content
    assert len(cache.notices) == 1
    assert "cache.damaged" in cache.notices[0]


def test_damaged_file_met_while_writing_is_moved_aside_and_the_vectors_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "cache"
    path.write_bytes(b"no database" * 500)
    cache = Cache(path)
    put = vectors_of("a")
    cache.put_many(put)
    assert same(cache.get_many(list(put)), put)
    assert len(cache.notices) == 1


def test_database_with_its_pages_overwritten_gives_no_wrong_vector(tmp_path: Path) -> None:
    put = vectors_of(*map(str, range(500)))
    path = tmp_path / "cache"
    Cache(path).put_many(put)
    whole = path.read_bytes()
    for start in range(0, len(whole), 4096 * 7):
        path.write_bytes(whole[:start] + b"\xa5" * 4096 + whole[start + 4096 :])
        found = Cache(path).get_many(list(put))
        assert all(np.array_equal(found[key], put[key]) for key in found)
        cache = Cache(path)
        cache.put_many(put)
        cache.put_many(put)
        (tmp_path / "cache.damaged").unlink(missing_ok=True)


def test_empty_file_of_a_writer_that_was_stopped_is_an_empty_cache(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    cache = Cache(tmp_path / "cache")
    put = vectors_of("a")
    assert cache.get_many(list(put)) == {}
    cache.put_many(put)
    assert same(cache.get_many(list(put)), put)
    assert cache.notices == []


def test_full_disk_keeps_what_was_there_and_is_a_notice(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    before = vectors_of("a", "b")
    cache.put_many(before)
    more = {cache_key("e", str(i)): np.ones(400, dtype=np.float32) for i in range(200)}
    with file_size_limit(40_000):
        cache.put_many(more)
    assert len(cache.notices) == 1
    assert same(cache.get_many([*before, *more]), before)
    cache.put_many(more)
    assert len(cache.get_many([*before, *more])) == 202


def test_folder_that_cannot_be_made_is_a_notice(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / "file" / "cache")
    cache.put_many(vectors_of("a"))
    assert cache.get_many(list(vectors_of("a"))) == {}
    assert len(cache.notices) == 1


def test_same_trouble_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / "file" / "cache")
    cache.put_many(vectors_of("a"))
    cache.put_many(vectors_of("b"))
    assert len(cache.notices) == 1


def test_pruning_forgets_all_but_the_kept(tmp_path: Path) -> None:
    put = vectors_of("a", "b", "c")
    kept = list(put)[1]
    cache = Cache(tmp_path / "cache")
    cache.prune([kept])
    cache.put_many(put)
    cache.prune([kept, "never there"])
    assert list(cache.get_many(list(put))) == [kept]
    assert cache.notices == []
