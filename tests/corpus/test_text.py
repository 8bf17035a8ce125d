"""Files on disk → Documents, and files that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus import text
from corpus.documents import Document, Source
from corpus.errors import DocumentError


def read(path: Path) -> Document:
    return text.read(Source("d", path, "D", "Anytown Council", "report", None, "text", "0" * 64))


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "paper.txt"
    path.write_bytes(data)
    return path


def test_windows_line_ends_and_a_byte_order_mark_leave_no_trace(tmp_path: Path) -> None:
    document = read(written(tmp_path, b"\xef\xbb\xbf# Plan\r\n\r\nCosts are \xc2\xa35.\r\n"))
    assert document.text == "Plan\n\nCosts are £5."
    assert document.warnings == ()


def test_another_encoding_is_read_with_a_warning(tmp_path: Path) -> None:
    document = read(written(tmp_path, "Costs are £5 – “more”.".encode("cp1252")))
    assert document.text == "Costs are £5 – “more”."
    assert document.warnings == ("read as Windows-1252, not UTF-8",)


def test_utf_16_is_read_with_a_warning(tmp_path: Path) -> None:
    document = read(written(tmp_path, "Costs are £5.".encode("utf-16")))
    assert document.text == "Costs are £5."
    assert document.warnings == ("read as UTF-16, not UTF-8",)


@pytest.mark.parametrize(
    ("data", "met"),
    [(b"%PDF-1.7\0\x01", "NUL"), (b"", "no words"), (b"\n \n---\n<p></p>", "no words"), (b"\xff\xfea", "decode")],
)
def test_a_file_without_text_is_one_line_that_names_it(tmp_path: Path, data: bytes, met: str) -> None:
    with pytest.raises(DocumentError, match=met) as caught:
        read(written(tmp_path, data))
    assert str(caught.value).startswith("paper.txt: ")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_one_line_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"^gone\.txt: cannot be read"):
        read(tmp_path / "gone.txt")


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"x")
    os.truncate(path, text.MAX_BYTES + 1)  # sparse: takes no room
    with pytest.raises(DocumentError, match="50,000,001 bytes"):
        read(path)


def test_a_control_character_in_a_file_name_never_reaches_the_message(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\u202eb\n.txt"
    path.write_bytes(b"\0")
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert str(caught.value).startswith("a [31m b .txt: not a text file")
