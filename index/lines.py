"""Tables of JSON lines that stay on disk: found by row or by key, decoded when asked for.

A table is two files: `NAME.jsonl`, one line a row, and `NAME.rows.npy`, which says where each line starts and, by hash,
which row a key stands in. Opening one costs the same at a hundred rows and at a million.
"""

from __future__ import annotations

import hashlib
import io
import mmap
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Buffer = bytes | memoryview
"""Bytes in memory, or a view of a file mapped into it."""

T = TypeVar("T")

_HEADER = 4096
"""Bytes that hold the header of any `.npy` file written here."""


def table_names(name: str) -> tuple[str, str]:
    """The files of a table."""
    return f"{name}.jsonl", f"{name}.rows.npy"


def pack(name: str, keys: Sequence[str], lines: Sequence[bytes]) -> dict[str, bytes]:
    """The files of a table, by name.

    Args:
        name: Of the table.
        keys: One a row, unique.
        lines: One a row, without line ends.

    Raises:
        ValueError: If keys and lines differ in number, or a line holds a line end.
    """
    if len(keys) != len(lines):
        raise ValueError(f"{len(keys)} keys for {len(lines)} lines")
    if any(b"\n" in line for line in lines):
        raise ValueError("a line holds a line end")
    n = len(keys)
    # Row 0: start of each line, then the end. Row 1: hashes of the keys in rising order. Row 2: the rows they stand in.
    index = np.zeros((3, n + 1), dtype="<u8")
    index[0, 1:] = np.cumsum([len(line) + 1 for line in lines], dtype=np.uint64) if n else 0
    hashes = np.array([_hash(key) for key in keys], dtype="<u8")
    order = np.argsort(hashes, kind="stable")
    index[1, :n], index[2, :n] = hashes[order], order
    data, rows = table_names(name)
    return {data: b"".join(line + b"\n" for line in lines), rows: npy(index)}


def npy(array: NDArray[np.generic]) -> bytes:
    """An array as the bytes of a `.npy` file."""
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def from_npy(buffer: Buffer) -> NDArray[np.generic]:
    """The array of a `.npy` file over the buffer itself, not a copy, and read-only.

    Raises:
        ValueError: If it is no such file, or cut short.
    """
    stream = io.BytesIO(bytes(buffer[:_HEADER]))
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("not an array of format 1.0")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream)
    if fortran or dtype.hasobject:
        raise ValueError("not an array as written here")
    count = int(np.prod(shape, dtype=np.int64))
    array = np.frombuffer(buffer, dtype=dtype, count=count, offset=stream.tell()).reshape(shape)
    array.flags.writeable = False
    return array


def mapped(path: Path) -> Buffer:
    """A file's content, mapped into memory: read when touched, and there even when the file has lost its name."""
    with path.open("rb") as file:
        if not path.stat().st_size:  # which nothing can be mapped of
            return b""
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class LineTable(Mapping[str, T], Generic[T]):
    """The rows of a table by key, in order of row; a row is decoded each time it is asked for, but for the last few.

    Args:
        data: Content of `NAME.jsonl`.
        rows: Content of `NAME.rows.npy`.
        decode: A line → its key and its value.
        n_kept: Values kept decoded, the first of them dropped for more: as many as the bundled library has rows, since
            a table one row larger than what is kept is decoded anew for nearly every question.
    """

    def __init__(
        self, data: Buffer, rows: Buffer, decode: Callable[[bytes], tuple[str, T]], *, n_kept: int = 32_768
    ) -> None:
        """Look at the ends of both files only.

        Raises:
            ValueError: If the two do not belong together.
        """
        index = from_npy(rows)
        if index.ndim != 2 or len(index) != 3 or index.shape[1] < 1 or int(index[0, -1]) != len(data):
            raise ValueError(f"an index of shape {index.shape} for {len(data):,} bytes of lines")
        self._data, self._decode, self._n_kept = data, decode, n_kept
        self._n: int = index.shape[1] - 1
        self._starts, self._hashes, self._rows = index[0], index[1, : self._n], index[2, : self._n]
        self._kept: OrderedDict[int, tuple[str, T]] = OrderedDict()

    def __len__(self) -> int:
        """How many rows."""
        return self._n

    def __iter__(self) -> Iterator[str]:
        """Keys in order of row; every line is decoded for it."""
        for row in range(self._n):
            yield self._decode(self.line(row))[0]

    def __getitem__(self, key: str) -> T:
        """The value of a key."""
        return self.at(self.row(key))[1]

    def __contains__(self, key: object) -> bool:
        """Whether a row has this key."""
        return isinstance(key, str) and self._find(key) is not None

    def line(self, row: int) -> bytes:
        """A row as it stands in the file, without its line end."""
        return bytes(self._data[int(self._starts[row]) : int(self._starts[row + 1]) - 1])

    def at(self, row: int) -> tuple[str, T]:
        """Key and value of a row."""
        kept = self._kept.get(row)
        if kept is None:
            if not 0 <= row < self._n:
                raise IndexError(row)
            kept = self._decode(self.line(row))
            self._kept[row] = kept
            # Another thread may take the same entry out first.
            while len(self._kept) > self._n_kept:
                try:
                    self._kept.popitem(last=False)
                except KeyError:
                    break
        return kept

    def key(self, row: int) -> str:
        """The key of a row."""
        return self.at(row)[0]

    def row(self, key: str) -> int:
        """The row of a key.

        Raises:
            KeyError: If no row has it.
        """
        row = self._find(key)
        if row is None:
            raise KeyError(key)
        return row

    def _find(self, key: str) -> int | None:
        wanted = _hash(key)
        place = int(np.searchsorted(self._hashes, np.uint64(wanted)))
        while place < self._n and int(self._hashes[place]) == wanted:
            row = int(self._rows[place])
            if self.key(row) == key:
                return row
            place += 1
        return None


class Keys(Sequence[str], Generic[T]):
    """The keys of a table by row, without decoding those that nobody asks for."""

    def __init__(self, table: LineTable[T]) -> None:
        """Look into `table`."""
        self._table = table

    def __len__(self) -> int:
        """How many rows."""
        return len(self._table)

    def __iter__(self) -> Iterator[str]:
        """All keys in order."""
        return iter(self._table)

    def __getitem__(self, row):  # type: ignore[no-untyped-def]
        """The key of a row, or a tuple of those of a slice."""
        if isinstance(row, slice):
            return tuple(self._table.key(one) for one in range(*row.indices(len(self))))
        return self._table.key(row if row >= 0 else row + len(self))
