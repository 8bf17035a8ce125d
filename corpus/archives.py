"""A Word file is a zip archive: it is checked here before anything opens it.

Nothing is ever unpacked to disk. The limits hold for what the archive says of itself, and `zipfile` reads no byte
beyond what an entry says, so that a liar among them ends in an error rather than in memory.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass

from corpus.errors import DocumentError
from corpus.filetypes import HEAD, starts_as

MAX_ENTRIES = 5_000
MAX_ENTRY_BYTES = 150_000_000
MAX_TOTAL_BYTES = 400_000_000
MAX_XML_BYTES = 60_000_000
"""Of one XML part: a 1,000-page report has about 20 million."""
MAX_RATIO = 250
"""Uncompressed to compressed, for entries of more than `_SMALL` bytes; text compresses by 5 to 50."""
_SMALL = 1_000_000

CONTENT_TYPES = "[Content_Types].xml"
_MAIN = re.compile(r"word/document\d*\.xml\Z", re.IGNORECASE)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_OTHERS = (("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint file"), ("content.xml", "an OpenDocument file"))


@dataclass(frozen=True, slots=True)
class WordArchive:
    """A checked archive.

    Attributes:
        data: All its bytes.
        names: Of its entries.
    """

    data: bytes
    names: tuple[str, ...]


def check_word(name: str, data: bytes) -> WordArchive:
    """Make sure that a file is a Word file that is safe to open.

    Args:
        name: What the messages call it.
        data: Its bytes.

    Raises:
        DocumentError: If it is no Word file, is protected by a password or damaged, is larger inside than the limits
            allow, names places outside itself, holds links, or declares XML entities.
    """
    kind = starts_as(data[:HEAD])
    if not kind.startswith("a zip archive"):
        if "EncryptedPackage".encode("utf-16-le") in data[:2_000_000]:
            raise DocumentError(f"{name}: is protected by a password. Save it without one and add the result.")
        met = f"it starts as {kind}" if kind else "it does not start as one"
        raise DocumentError(f"{name}: is not a Word file: {met}. Give it the ending of its real type.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_entries(name, infos)
            _check_parts(name, archive, infos)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise DocumentError(
            f"{name}: is damaged: its archive cannot be read ({error}). Open it in Word, save it again and add that."
        ) from error
    return WordArchive(data, tuple(info.filename for info in infos))


def _check_entries(name: str, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_ENTRIES:
        raise DocumentError(f"{name}: holds {len(infos):,} parts, and at most {MAX_ENTRIES:,} are read. Leave it out.")
    names = [info.filename for info in infos]
    for entry in names:
        parts = re.split(r"[/\\]", entry)
        if entry.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", entry):
            raise DocumentError(f"{name}: names a place outside itself ('{entry[:80]}'). It is not safe: leave it out.")
    if len(set(names)) != len(names):
        raise DocumentError(f"{name}: holds two parts of one name. It is not what Word writes: leave it out.")
    if CONTENT_TYPES not in names or not any(_MAIN.match(entry) for entry in names):
        other = next((what for start, what in _OTHERS if any(entry.startswith(start) for entry in names)), "")
        met = f"it is {other}" if other else "it is a zip archive without a Word document in it"
        raise DocumentError(f"{name}: is not a Word file: {met}. Save it as .docx, or give it its real ending.")
    total = 0
    for info in infos:
        total += info.file_size
        limit = MAX_XML_BYTES if _is_xml(info.filename) else MAX_ENTRY_BYTES
        if info.file_size > limit:
            raise DocumentError(
                f"{name}: its part '{info.filename[:80]}' unpacks to {info.file_size:,} bytes, and at most {limit:,} "
                "are read. Split it."
            )
        if info.file_size > _SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            ratio = info.file_size // max(info.compress_size, 1)
            raise DocumentError(
                f"{name}: its part '{info.filename[:80]}' unpacks to {ratio:,} times its size, as zip bombs do "
                f"(at most {MAX_RATIO} is read). Leave it out."
            )
        if stat.S_ISLNK(info.external_attr >> 16):
            raise DocumentError(f"{name}: holds a link ('{info.filename[:80]}'). It is not safe: leave it out.")
        if info.flag_bits & 0x1:
            raise DocumentError(f"{name}: is protected by a password. Save it without one and add the result.")
        if info.compress_type not in _METHODS:
            raise DocumentError(f"{name}: is packed in a way that Word does not use. Save it again in Word.")
    if total > MAX_TOTAL_BYTES:
        raise DocumentError(f"{name}: unpacks to {total:,} bytes, and at most {MAX_TOTAL_BYTES:,} are read. Split it.")


def _check_parts(name: str, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    """XML parts declare no entities: Word writes none, and they are how XML reads files and fills memory."""
    for info in infos:
        if not _is_xml(info.filename):
            continue
        # Without its NUL bytes UTF-16 reads as ASCII here. In text and attributes XML spells `<` as `&lt;`.
        if _DECLARATION.search(archive.read(info).replace(b"\0", b"")):
            raise DocumentError(
                f"{name}: its part '{info.filename[:80]}' declares XML entities, which Word never does. Leave it out."
            )


def _is_xml(entry: str) -> bool:
    return entry.lower().endswith((".xml", ".rels"))
