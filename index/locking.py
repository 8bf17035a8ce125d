"""One writer at a time: the lock under the root of an index. Readers take none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from index.errors import IndexLockedError
from index.layout import LOCK, Notify, silent, writing_error


@contextmanager
def writer_lock(root: Path, *, timeout_s: float = 600, notify: Notify = silent) -> Iterator[None]:
    """Be the one writer of the index under `root`, which is made if need be; re-entrant within a thread.

    Args:
        root: Folder of the index.
        timeout_s: How long to wait for another writer, in seconds.
        notify: Told once, in one line, when there is another to wait for.

    Raises:
        IndexLockedError: If the other writer is not done in time.
        IndexStorageError: If the folder cannot be made or written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(str(root.resolve() / LOCK), is_singleton=True)
        try:
            lock.acquire(blocking=False)
        except filelock.Timeout:
            notify(f"{root}: another program is writing this index; waiting up to {timeout_s:g} s for it to finish.")
            lock.acquire(timeout=timeout_s)
    except filelock.Timeout as error:
        raise IndexLockedError(
            f"{root}: another program was still writing this index after {timeout_s:g} s. "
            "Wait for it to finish, then run it again."
        ) from error
    except (OSError, NotImplementedError) as error:
        raise writing_error(error, root, "cannot be locked") from error
    try:
        yield
    finally:
        lock.release()
