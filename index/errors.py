"""Errors of the index that a person can act on, and how the system's own errors become them."""

from __future__ import annotations

import errno
from pathlib import Path

from corpus.errors import UserFacingError

FULL = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})
REFUSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})

# SQLite and Chroma's Rust core pass the cause on as text alone. These are SQLite's result texts (sqlite3ErrStr) and
# the form in which Rust prints a system error; "disk i/o error" is what SQLite says when a write comes back short.
_FULL_TEXTS = (
    "database or disk is full",
    "disk i/o error",
    "no space left",
    "file too large",
    "quota exceeded",
    *(f"os error {code})" for code in sorted(FULL)),
)
_REFUSED_TEXTS = (
    "readonly database",
    "read-only",
    "permission denied",
    "unable to open database file",
    *(f"os error {code})" for code in sorted(REFUSED)),
)


class IndexStoreError(UserFacingError):
    """The index cannot be built, opened or kept."""


class IndexLockedError(IndexStoreError):
    """Another program is writing the same index."""

    retry_can_help = True


class IndexStorageError(IndexStoreError):
    """The folder of the index is full, read-only or not ours.

    Attributes:
        folder: The folder that was met.
        retry_can_help: True for a full disk, which may have room later; False where permission is missing.
    """

    def __init__(self, message: str, *, folder: Path, full: bool = False) -> None:
        """Keep `message`; `full` says that room, not permission, was missing."""
        super().__init__(message)
        self.folder = folder
        self.retry_can_help = full


def storage_error(error: BaseException, folder: Path) -> IndexStorageError | None:
    """What `error` says about the storage under `folder`; None when it is about something else.

    The whole chain of causes is read, since Chroma and SQLite wrap the system's error, at times as text only.
    """
    for cause in _chain(error):
        if isinstance(cause, IndexStorageError):
            return cause
        if isinstance(cause, OSError) and cause.errno is not None:
            if cause.errno in FULL:
                return _full(folder, cause.strerror or str(cause))
            if cause.errno in REFUSED:
                return _refused(folder, cause.strerror or str(cause))
        elif not isinstance(cause, OSError):
            text = str(cause).lower()
            if any(mark in text for mark in _FULL_TEXTS):
                return _full(folder, str(cause))
            if any(mark in text for mark in _REFUSED_TEXTS):
                return _refused(folder, str(cause))
    return None


def _chain(error: BaseException) -> list[BaseException]:
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:
        seen.append(cause)
        cause = cause.__cause__ or cause.__context__
    return seen


def _full(folder: Path, reason: str) -> IndexStorageError:
    return IndexStorageError(
        f"{folder}: no room to write ({reason}). Free some disk space or name another folder with --data, "
        "then run it again; what was there before still works.",
        folder=folder,
        full=True,
    )


def _refused(folder: Path, reason: str) -> IndexStorageError:
    return IndexStorageError(
        f"{folder}: cannot be written ({reason}). Name a folder that you may write with --data, "
        "or change the permissions of this one.",
        folder=folder,
    )
