"""Writing that survives a crash: the one place of the program that syncs, renames and writes durable files.

Every step that matters to a crash goes through `_fsync` or `_rename`, so that a test can kill the process just before
or just after the n-th one. The order is always the same: write aside, sync the files, sync their folders from the
inside out, rename, sync the folder that holds the name.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

_NO_FOLDER_SYNC = frozenset({errno.EACCES, errno.EINVAL, errno.ENOTSUP})


def _fsync(path: Path) -> None:
    """Bring one file's content, or one folder's list of names, to the disk."""
    # Some network file systems, and Windows, refuse to open or sync a folder; there the file system orders names.
    is_folder = path.is_dir()
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        if is_folder and error.errno in _NO_FOLDER_SYNC:
            return
        raise
    try:
        os.fsync(descriptor)
    except OSError as error:
        if not (is_folder and error.errno in _NO_FOLDER_SYNC):
            raise
    finally:
        os.close(descriptor)


def _rename(src: Path, dst: Path) -> None:
    """Give `src` the name `dst`, in one step as seen by every other process."""
    os.replace(src, dst)  # noqa: PTH105 - named beside os.fsync: the two system calls that the guarantee rests on


def write_file(path: Path, data: bytes) -> None:
    """Write a new file and bring its content to the disk. Its name lasts once its folder is synced."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
    _fsync(path)


def sync_folder(folder: Path) -> None:
    """Bring a folder's list of names to the disk."""
    _fsync(folder)


def sync_tree(folder: Path) -> None:
    """Sync every file and folder under `folder`, and `folder` itself, from the inside out."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in sorted(names):
            _fsync(Path(parent, name))
        _fsync(Path(parent))


def replace(src: Path, dst: Path) -> None:
    """Give `src` the name `dst`, over a file that may be there, and make that last.

    The content of `src` must be synced before: a name that lasts longer than what it names is the classic way to an
    empty file after a power cut.
    """
    _rename(src, dst)
    _fsync(dst.parent)


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in place of the file at `path`: a reader, or a crash, meets the old content or the new, whole."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        write_file(aside, data)
        replace(aside, path)
    except OSError:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


def require_room(folder: Path, n_bytes: int) -> None:
    """Find out by trying whether a file of `n_bytes` still fits into `folder`; nothing stays behind.

    Raises:
        OSError: If it does not fit, by the disk, by a quota or by a limit on the size of files.
    """
    path = folder / f"room.{secrets.token_hex(4)}.tmp"
    block = bytes(1 << 20)
    try:
        with path.open("wb", buffering=0) as file:
            while n_bytes > 0:
                n_bytes -= file.write(block[:n_bytes])
            os.fsync(file.fileno())
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def remove_tree(path: Path) -> None:
    """Remove a folder or a file with all it holds; what is not there, or goes meanwhile, is no error."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
