"""One line of a BEIR-style `corpus.jsonl` → Document."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from corpus.documents import Document, Source
from corpus.errors import DocumentError
from corpus.library import parse_record
from corpus.text import from_text


def read(source: Source) -> Document:
    """Read the record a source names.

    Raises:
        DocumentError: If the file changed since it was listed, or the line is no record.
    """
    number = source.record or 0
    try:
        lines = _lines(source.path, source.path.stat().st_mtime_ns)
    except OSError as error:
        raise DocumentError(f"{source.path.name}: cannot be read ({error.strerror}). Check the file.") from error
    if number >= len(lines):
        raise DocumentError(f"{source.path.name}: changed while it was read. Run the command again.")
    if hashlib.sha256(lines[number]).hexdigest() != source.sha256:
        raise DocumentError(f"{source.path.name}: changed while it was read. Run the command again.")
    text = parse_record(source.path, number, lines[number])["text"]
    warnings = () if text.strip() else ("holds no words, so it is left out",)
    return from_text(source, text, warnings=warnings)


@lru_cache(maxsize=1)
def _lines(path: Path, _mtime_ns: int) -> list[bytes]:
    """The file's lines, kept for the records that follow; read anew when the file changes."""
    with path.open("rb") as stream:
        return stream.readlines()
