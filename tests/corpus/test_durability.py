from __future__ import annotations

import errno
import os
import resource
from pathlib import Path

import pytest

from corpus import durability


class Steps:
    """Takes down every sync and rename, and lets it happen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.taken: list[str] = []
        fsync, rename = durability._fsync, durability._rename

        def noted_fsync(path: Path) -> None:
            self.taken.append(f"sync {path.name}")
            fsync(path)

        def noted_rename(src: Path, dst: Path) -> None:
            self.taken.append(f"rename to {dst.name}")
            rename(src, dst)

        monkeypatch.setattr(durability, "_fsync", noted_fsync)
        monkeypatch.setattr(durability, "_rename", noted_rename)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    return Steps(monkeypatch)


def test_written_file_is_synced(tmp_path: Path, steps: Steps) -> None:
    durability.write_file(tmp_path / "a", b"content")
    assert (tmp_path / "a").read_bytes() == b"content"
    assert steps.taken == ["sync a"]


def test_tree_is_synced_from_the_inside_out(tmp_path: Path, steps: Steps) -> None:
    root = tmp_path / "root"
    (root / "inner" / "innermost").mkdir(parents=True)
    for path in ("inner/innermost/1", "inner/2", "3"):
        (root / path).write_bytes(b"x")
    durability.sync_tree(root)
    assert steps.taken == ["sync 1", "sync innermost", "sync 2", "sync inner", "sync 3", "sync root"]


def test_replace_syncs_the_folder_after_the_rename(tmp_path: Path, steps: Steps) -> None:
    (tmp_path / "new").write_bytes(b"new")
    (tmp_path / "name").write_bytes(b"old")
    durability.replace(tmp_path / "new", tmp_path / "name")
    assert (tmp_path / "name").read_bytes() == b"new"
    assert steps.taken == ["rename to name", f"sync {tmp_path.name}"]


def test_replaced_file_is_synced_before_it_gets_its_name(tmp_path: Path, steps: Steps) -> None:
    durability.replace_file(tmp_path / "name", b"new")
    first, second, third = steps.taken
    assert first.startswith("sync name.")
    assert [second, third] == ["rename to name", f"sync {tmp_path.name}"]
    assert [path.name for path in tmp_path.iterdir()] == ["name"]


def test_failed_replacement_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "name").write_bytes(b"old")

    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(durability, "_fsync", full)
    with pytest.raises(OSError, match="No space left"):
        durability.replace_file(tmp_path / "name", b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"name": b"old"}


def test_folder_that_cannot_be_synced_is_let_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: int) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", refused)
    durability.sync_tree(tmp_path)
    with pytest.raises(OSError, match="Invalid argument"):
        durability.write_file(tmp_path / "a", b"x")


def test_room_is_found_out_by_trying_and_left_as_it_was(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    durability.require_room(tmp_path, 3_000_000)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_500_000, hard))
    try:
        durability.require_room(tmp_path, 2_500_000)
        with pytest.raises(OSError, match="File too large"):
            durability.require_room(tmp_path, 2_500_001)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_removing_takes_folders_files_and_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    (tmp_path / "folder" / "inner" / "file").write_bytes(b"x")
    (tmp_path / "file").write_bytes(b"x")
    for name in ("folder", "file", "absent"):
        durability.remove_tree(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_removing_a_link_leaves_what_it_points_to(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    durability.remove_tree(tmp_path / "link")
    assert (tmp_path / "kept" / "file").exists()
    assert not (tmp_path / "link").is_symlink()
