from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index import lines
from index.lines import Keys, LineTable

ROWS = {"first": 1, "zweite ü\u2028": [2, "two"], "": None, "last": {"a": "line\nend"}}


def decode(line: bytes) -> tuple[str, object]:
    key, value = json.loads(line)
    return key, value


def packed(rows: dict[str, object]) -> dict[str, bytes]:
    return lines.pack("table", list(rows), [json.dumps(row).encode() for row in rows.items()])


def opened(rows: dict[str, object], *, n_kept: int = 4096) -> LineTable[object]:
    files = packed(rows)
    data, index = lines.table_names("table")
    return LineTable(files[data], files[index], decode, n_kept=n_kept)


def test_rows_come_back_by_key_by_row_and_in_order() -> None:
    table = opened(ROWS)
    assert dict(table) == ROWS
    assert list(table) == list(ROWS)
    assert [table.at(row) for row in range(4)] == list(ROWS.items())
    assert [table.row(key) for key in ROWS] == [0, 1, 2, 3]


def test_unknown_key_is_not_there() -> None:
    table = opened(ROWS)
    assert "second" not in table
    with pytest.raises(KeyError):
        table["second"]
    with pytest.raises(IndexError):
        table.at(4)


def test_keys_of_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_hash", lambda _: 7)
    table = opened(ROWS)
    assert {key: table[key] for key in ROWS} == ROWS
    assert "second" not in table


def test_row_is_decoded_only_when_asked_for_and_again_when_no_longer_kept() -> None:
    asked: list[bytes] = []

    def noted(line: bytes) -> tuple[str, object]:
        asked.append(line)
        return decode(line)

    files = packed({str(i): i for i in range(100)})
    data, index = lines.table_names("table")
    table = LineTable(files[data], files[index], noted, n_kept=2)
    assert asked == []
    assert [table["3"], table["3"], table["4"], table["5"], table["3"]] == [3, 3, 4, 5, 3]
    assert len(asked) == 4


def test_keys_are_a_sequence() -> None:
    keys = Keys(opened(ROWS))
    assert tuple(keys) == tuple(ROWS)
    assert (keys[0], keys[-1], keys[1:3], len(keys)) == ("first", "last", tuple(ROWS)[1:3], 4)


def test_empty_table_holds_nothing() -> None:
    table = opened({})
    assert (len(table), list(table), "x" in table) == (0, [], False)


def test_files_that_do_not_belong_together_are_refused() -> None:
    data, index = lines.table_names("table")
    files = packed(ROWS)
    with pytest.raises(ValueError, match="bytes of lines"):
        LineTable(files[data] + b"1\n", files[index], decode)
    with pytest.raises(ValueError, match=r"format|buffer|magic"):
        LineTable(files[data], files[index][:-9], decode)


@pytest.mark.parametrize(("keys", "rows"), [(["a"], []), (["a"], [b"1\n2"])])
def test_rows_that_cannot_be_a_table_are_refused(keys: list[str], rows: list[bytes]) -> None:
    with pytest.raises(ValueError, match=r"1 keys|line end"):
        lines.pack("table", keys, rows)


def test_mapped_file_can_be_read_after_its_removal(tmp_path: Path) -> None:
    array = np.arange(12, dtype=np.float32).reshape(3, 4)
    (tmp_path / "array.npy").write_bytes(lines.npy(array))
    (tmp_path / "empty").touch()
    mapped = lines.from_npy(lines.mapped(tmp_path / "array.npy"))
    (tmp_path / "array.npy").unlink()
    assert np.array_equal(mapped, array)
    assert not mapped.flags.writeable
    assert lines.mapped(tmp_path / "empty") == b""
