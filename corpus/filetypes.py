"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.errors import DocumentError

HEAD = 4096
"""Bytes that tell the type."""

_STARTS = (
    (b"PK\x03\x04", "a zip archive, as Word files are"),
    (b"PK\x05\x06", "a zip archive, as Word files are"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc or .xls), or one with a password"),
    (b"{\\rtf", "Rich Text (.rtf)"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"%!PS", "PostScript"),
    (b"SQLite format 3", "a database"),
)
_HTML = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_MHTML = re.compile(rb"(?:\A|\n)(?:MIME-Version:|Content-Type: multipart/related)", re.IGNORECASE)


def starts_as(head: bytes) -> str:
    """What the first bytes of a file say it is, with its article; "" when they say nothing.

    >>> starts_as(b"%PDF-1.7"), starts_as(b"Minutes of"), starts_as(b"")
    ('a PDF', '', 'nothing: it is empty')
    """
    if not head:
        return "nothing: it is empty"
    if b"%PDF-" in head[:1024]:
        return "a PDF"
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    if _MHTML.search(head):
        return "a saved web archive (.mht)"
    return "a web page" if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) else ""


def load(path: Path, *, max_bytes: int) -> bytes:
    """A file's bytes.

    Raises:
        DocumentError: If it cannot be opened, is empty, or is larger than `max_bytes`.
    """
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise DocumentError(f"{path.name}: {size:,} bytes, and at most {max_bytes:,} are read. Split it.")
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise DocumentError(f"{path.name}: cannot be read ({error.strerror}). Check its rights.") from error
    if len(data) > max_bytes:
        raise DocumentError(f"{path.name}: grows while it is read. Add it once it is finished.")
    if not data:
        raise DocumentError(f"{path.name}: is empty (0 bytes). Remove it or replace it.")
    return data
