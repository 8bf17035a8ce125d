"""A folder of documents, with or without a manifest → Sources."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.documents import Document, Format, Source
from corpus.errors import CorpusError, DocumentError, ManifestError, one_line

MANIFEST = "documents.toml"
BUNDLED = Path(__file__).parent / "documents"
"""The five papers that come with the program."""

FORMATS: Mapping[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".docx": "word",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
}
"""The reader of each ending."""
PRINT_IT = "Save it as .docx, or print it to a PDF, and add that."
"""What to do about a file of another kind: every program that shows a file can print it."""
JSONL_NAME = "corpus.jsonl"
NOT_GIVEN = ("title", "publisher", "published")
"""`Source.read` of a document that no manifest describes."""
_OTHER_SUFFIXES = frozenset({".doc", ".docm", ".rtf", ".odt", ".ppt", ".pptx", ".xls", ".xlsx", ".csv"})
_ABOUT_THE_FOLDER = re.compile(r"(?:readme|notice|licen[cs]e|changelog)(?:\.\w+)?\Z", re.IGNORECASE)
# pydantic searches with it; its "$" is the end alone, not a last line end.
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?\Z")


def parse_date(value: object) -> object:
    """Accept a TOML date, an ISO string to the precision known, or None."""
    if value is None:
        return None
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, str) and _DATE.match(value):
        year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
        try:
            datetime.date(year, month, day)
        except ValueError as error:
            raise ValueError(f'{error}; write 2023-03-14, or "2023-03" or "2023" where no day is known') from error
        return value
    raise ValueError('write 2023-03-14, or "2023-03" or "2023" where no day is known')


class _Entry(BaseModel):
    """One `[[document]]` of the manifest."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=ID_PATTERN)]
    file: str
    title: Annotated[str, Field(min_length=1, max_length=500)]
    publisher: Annotated[str, Field(max_length=200)] = ""
    kind: Annotated[str, Field(max_length=100)] = ""
    published: Annotated[str | None, BeforeValidator(parse_date)] = None


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    document: list[_Entry] = []


@dataclass(frozen=True, slots=True)
class Library:
    """The documents of a folder, in the manifest's order or by path.

    Attributes:
        folder: The folder.
        sources: What can be read.
        warnings: One line for each thing left out.
    """

    folder: Path
    sources: tuple[Source, ...]
    warnings: tuple[str, ...] = ()


def load_library(folder: Path) -> Library:
    """List the documents of a folder.

    With a `documents.toml`, the documents it names. Without one, every file below the folder whose ending is in
    `FORMATS`, and each line of a `corpus.jsonl` in BEIR's form (`_id`, `title`, `text`). Symbolic links and hidden
    files are left out.

    Raises:
        CorpusError: If the folder is missing, unreadable or holds no document.
        ManifestError: If the manifest is wrong; the message names the entry and the key.
    """
    try:
        if not folder.exists():
            raise CorpusError(f"{folder}: no such folder. Name a folder of documents with --corpus.")
        if not folder.is_dir():
            raise CorpusError(f"{folder}: not a folder. Name the folder that holds the documents with --corpus.")
        manifest = folder / MANIFEST
        if manifest.is_file():
            return _from_manifest(folder, manifest)
        return _from_files(folder)
    except OSError as error:
        raise CorpusError(f"{folder}: cannot be read ({error.strerror}). Check its rights.") from error


def read_document(source: Source) -> Document:
    """Read one source with the reader of its format.

    Raises:
        DocumentError: As the reader says.
    """
    from corpus import jsonl, text, worker

    readers: Mapping[Format, Callable[[Source], Document]] = {
        "text": text.read,
        "jsonl": jsonl.read,
        "word": worker.read,
        "html": worker.read,
        "pdf": worker.read,
    }
    return readers[source.format](source)


def _from_manifest(folder: Path, manifest: Path) -> Library:
    try:
        content = tomllib.loads(manifest.read_text(encoding="utf-8"))
        entries = _Manifest.model_validate(content).document
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ManifestError(f"{manifest.name}: not valid TOML ({error}). Mend it or remove it.") from error
    except ValidationError as error:
        raise ManifestError(_explain(manifest.name, error)) from error
    sources, seen = [], set()
    for position, entry in enumerate(entries):
        where = f"{manifest.name}: document[{position}] ({entry.id})"
        if entry.id in seen:
            raise ManifestError(f"{where}: this id is used twice. Give each document an id of its own.")
        seen.add(entry.id)
        path = folder / entry.file
        if "\0" in entry.file or not path.resolve().is_relative_to(folder.resolve()) or path.is_symlink():
            raise ManifestError(f"{where}: file '{entry.file}' lies outside the folder. Copy it in.")
        if not path.is_file():
            raise ManifestError(f"{where}: file '{entry.file}' does not exist. Correct the name or remove the entry.")
        if path.suffix.lower() not in FORMATS:
            raise ManifestError(f"{where}: '{entry.file}' is of no kind that is read ({', '.join(FORMATS)}).")
        sources.append(
            Source(
                entry.id,
                path,
                one_line(entry.title, max_chars=500),
                one_line(entry.publisher),
                one_line(entry.kind),
                entry.published,
                FORMATS[path.suffix.lower()],
                file_sha256(path),
                read=tuple(name for name in NOT_GIVEN if not getattr(entry, name)),
            )
        )
    if not sources:
        raise CorpusError(f"{manifest}: names no document. Add a [[document]] or remove the file.")
    listed = {source.path for source in sources}
    unlisted = [path.name for path in _walk(folder) if path not in listed and path.suffix.lower() in FORMATS]
    unlisted = [name for name in unlisted if not _ABOUT_THE_FOLDER.match(name)]
    warnings = tuple(f"{one_line(name)}: not read, since {MANIFEST} does not name it." for name in unlisted)
    return Library(folder, tuple(sources), warnings)


def _explain(name: str, error: ValidationError) -> str:
    first = error.errors()[0]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    if first["type"] == "extra_forbidden":
        return f"{name}: {place} is not a known key. Known: {', '.join(_Entry.model_fields)}."
    if first["type"] == "missing":
        return f"{name}: {place} is missing."
    message = first["msg"].removeprefix("Value error, ")
    met = repr(first["input"])
    return f"{name}: {place} is {met if len(met) <= 80 else met[:79] + '…'}: {message}."


def _from_files(folder: Path) -> Library:
    sources: list[Source] = []
    warnings: list[str] = []
    ids: set[str] = set()

    def shut(path: Path, error: OSError) -> None:
        shown = one_line(str(path.relative_to(folder)))
        warnings.append(f"{shown}: not read, since it cannot be opened ({error.strerror}). Check its rights.")

    for path in _walk(folder, shut):
        suffix, shown = path.suffix.lower(), one_line(str(path.relative_to(folder)))
        if path.name == JSONL_NAME:
            sources += _jsonl_sources(path, ids)
        elif suffix in FORMATS:
            try:
                digest = file_sha256(path)
            except OSError as error:
                shut(path, error)
                continue
            document_id = free_id(path.relative_to(folder), ids)
            title = title_from_name(path.stem) or document_id
            sources.append(Source(document_id, path, title, "", "", None, FORMATS[suffix], digest, read=NOT_GIVEN))
        elif suffix in _OTHER_SUFFIXES:
            warnings.append(f"{shown}: not read, since {suffix} files are of no kind that is read. {PRINT_IT}")
    if not sources:
        why = f" First: {warnings[0]}" if warnings else ""
        raise CorpusError(f"{folder}: holds no document ({', '.join(FORMATS)} or {JSONL_NAME}).{why}")
    return Library(folder, tuple(sources), tuple(warnings))


def _walk(folder: Path, shut: Callable[[Path, OSError], None] | None = None) -> Iterator[Path]:
    """Files below a folder by path, neither hidden nor linked; `shut` is told of folders in it that do not open."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            try:
                inside = list(_walk(path, shut))
            except OSError as error:
                if shut is None:
                    raise
                shut(path, error)
                continue
            yield from inside
        elif path.is_file():
            yield path


def title_from_name(stem: str) -> str:
    """A title for a file that has none of its own.

    >>> title_from_name("kinship-care_2023")
    'kinship care 2023'
    """
    return re.sub(r"[-_\s]+", " ", one_line(stem)).strip()


def free_id(path: Path, ids: set[str]) -> str:
    """An id made of a file's path that is not yet among `ids`, to which it is added.

    >>> free_id(Path("Reports/Care 2023.md"), {"reports-care-2023"})
    'reports-care-2023-2'
    """
    base = re.sub(r"[^a-z0-9]+", "-", str(path.with_suffix("")).lower()).strip("-")[:80] or "document"
    document_id, count = base, 1
    while document_id in ids:
        count += 1
        document_id = f"{base}-{count}"
    ids.add(document_id)
    return document_id


def _jsonl_sources(path: Path, ids: set[str]) -> list[Source]:
    sources = []
    with path.open("rb") as lines:
        for number, line in enumerate(lines):
            if not line.strip():
                continue
            record = parse_record(path, number, line)
            document_id = one_line(str(record["_id"]), max_chars=200)
            if not document_id or document_id in ids:
                raise DocumentError(
                    f"{path.name}: line {number + 1} repeats or lacks its _id ({document_id!r}). Mend it."
                )
            ids.add(document_id)
            title = one_line(str(record.get("title") or document_id), max_chars=500)
            digest = hashlib.sha256(line).hexdigest()
            sources.append(Source(document_id, path, title, "", "", None, "jsonl", digest, record=number))
    return sources


def parse_record(path: Path, number: int, line: bytes) -> dict[str, Any]:
    """Read one line of a BEIR `corpus.jsonl`; `number` counts from 0.

    Raises:
        DocumentError: If it is not a JSON object with `_id` and a `text` that is a string.
    """
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"{path.name}: line {number + 1} is not JSON ({error}). Mend or remove it.") from error
    if not isinstance(record, dict) or "_id" not in record or not isinstance(record.get("text"), str):
        raise DocumentError(f'{path.name}: line {number + 1} needs "_id" and "text". Mend or remove it.')
    return record


def file_sha256(path: Path) -> str:
    """The digest of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
