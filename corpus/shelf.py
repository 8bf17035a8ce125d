"""The library a person makes: documents copied in, replaced by newer versions, taken out.

Below the data folder:

```
library/
  lock                          held by the one writer; readers take none
  library.json                  the catalogue: ids and the folders of their versions, oldest first; written last
  kinship-guidance.3fa9c1d2/    one version of one document, never changed once the catalogue names it
    record.json                 what is known of it
    ocr.json                    what OCR read of its pages without text, where it was asked to
    kinship-guidance.docx       the file as it was added
```

The catalogue alone says what the library holds, and it is replaced in one step: a program killed at any moment leaves
the library as before or as after, and what it left behind is swept by the next writer. The last version of a document
is searched; older ones are kept as superseded.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import filelock
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus import durability, scans, worker
from corpus.documents import Format, Source
from corpus.errors import CorpusError, DocumentError, counted, one_line
from corpus.library import (
    FORMATS,
    ID_PATTERN,
    MANIFEST,
    NOT_GIVEN,
    Library,
    file_sha256,
    free_id,
    load_library,
    parse_date,
    read_document,
    title_from_name,
)

CATALOGUE, RECORD, LOCK = "library.json", "record.json", "lock"
MAX_FILE_BYTES = 500_000_000
WAIT_S = 600.0

_FOLDER = re.compile(r"[a-z0-9-]{1,90}\.[0-9a-f]{8}\Z")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CHUNK = 1 << 20

Notify = Callable[[str], None]
Result = Literal["added", "replaced", "known", "refused"]


class LibraryStorageError(CorpusError):
    """The library's folder cannot be written: full, read-only, or in use for too long. Nothing was changed."""

    retry_can_help = True


class Record(BaseModel):
    """What is known of one version of a document.

    Attributes:
        document_id: Its document.
        version: Counts from 1.
        file: Name of the copy.
        key: The file's name, or its path below the folder that was added: what tells a new version from another file.
        origin: Where it was copied from.
        read: Which of title, publisher and published nobody gave.
        supersedes: SHA-256 of the version before, or None.
        ocr: SHA-256 of the file that keeps what OCR read of its pages without text; "" where OCR read none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    document_id: Annotated[str, Field(pattern=ID_PATTERN)]
    version: Annotated[int, Field(ge=1)]
    file: Annotated[str, Field(pattern=r"^[^/\\]+$")]
    key: str
    origin: str
    title: str
    publisher: str = ""
    kind: str = ""
    published: str | None = None
    read: tuple[str, ...] = ()
    format: Format
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    n_bytes: int
    added_at: str
    supersedes: str | None = None
    ocr: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$|^$")] = ""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=ID_PATTERN)]
    versions: Annotated[list[Annotated[str, Field(pattern=_FOLDER.pattern.replace(r"\Z", "$"))]], Field(min_length=1)]


class _Catalogue(BaseModel):
    model_config = ConfigDict(extra="forbid")

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    documents: list[_Entry] = []


@dataclass(frozen=True, slots=True)
class Kept:
    """One version as it lies in the library."""

    record: Record
    folder: Path
    superseded: bool = False

    @property
    def path(self) -> Path:
        """The copy."""
        return self.folder / self.record.file

    def source(self) -> Source:
        """As the rest of the program knows documents; an older version goes by `ID@VERSION`."""
        record = self.record
        # Other words of the same file are another source to whoever keeps what was made of it.
        words = hashlib.sha256(f"{record.sha256} {record.ocr}".encode()).hexdigest()
        return Source(
            f"{record.document_id}@{record.version}" if self.superseded else record.document_id,
            self.path,
            record.title,
            record.publisher,
            record.kind,
            record.published,
            record.format,
            words if record.ocr else record.sha256,
            read=record.read,
            ocr=record.ocr,
            superseded_by=record.document_id if self.superseded else "",
        )


class Given(BaseModel):
    """What the person says of the one document that is added; empty where nothing is said.

    An `id` that the library holds makes the file a new version of that document.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=f"{ID_PATTERN}|^$")] = ""
    title: Annotated[str, Field(max_length=500)] = ""
    publisher: Annotated[str, Field(max_length=200)] = ""
    kind: Annotated[str, Field(max_length=100)] = ""
    published: Annotated[str | None, BeforeValidator(parse_date)] = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file or folder: `message` is one line that can be shown."""

    result: Result
    message: str
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    key: str
    shown: str
    given: Given


@dataclass(slots=True)
class _Change:
    """A catalogue in the making."""

    entries: dict[str, list[str]]
    current: dict[str, Kept]
    ids: set[str]
    hashes: dict[str, str]  # of what is searched now → id
    ocr: bool = False
    staged: list[Path] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)


def _silent(_: str) -> None:
    """Tell nobody."""


class Shelf:
    """The library in one folder. Reading takes no lock; `add` and `remove` are one writer at a time."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when something is added."""
        self.folder = folder

    # Reading -------------------------------------------------------------------------------------

    def kept(self) -> tuple[tuple[Kept, ...], tuple[str, ...]]:
        """Every version, superseded ones too, in order of document and version; and a line for each that is unfit."""
        catalogue, warnings = self._catalogue()
        found = []
        for entry in catalogue.documents:
            for name in entry.versions:
                kept, problem = self._open(name)
                if kept is None:
                    warnings.append(problem)
                else:
                    found.append(replace(kept, superseded=name != entry.versions[-1]))
        return tuple(found), tuple(warnings)

    def sources(self) -> tuple[tuple[Source, ...], tuple[str, ...]]:
        """What is searched, and a line for each document that cannot be."""
        kept, warnings = self.kept()
        return tuple(one.source() for one in kept if not one.superseded), warnings

    def joined(self, library: Library, *, superseded: bool = False) -> Library:
        """The documents of a folder and the added ones; an added one whose id is taken there is shown under another.

        Args:
            library: The folder's.
            superseded: Whether older versions are wanted too; they follow, each as `ID@VERSION`.
        """
        kept, warnings = self.kept()
        sources = [one.source() for one in kept if not one.superseded]
        ids = {source.document_id for source in library.sources}
        added, shown = [], {}
        for source in sources:
            document_id = source.document_id
            while document_id in ids:
                document_id += "-added"
            ids.add(document_id)
            shown[source.document_id] = document_id
            added.append(replace(source, document_id=document_id))
        for one in kept if superseded else ():
            if one.superseded:
                newest = shown.get(one.record.document_id, one.record.document_id)
                document_id = f"{newest}@{one.record.version}"
                added.append(replace(one.source(), document_id=document_id, superseded_by=newest))
        return replace(library, sources=(*library.sources, *added), warnings=(*library.warnings, *warnings))

    def _open(self, name: str) -> tuple[Kept | None, str]:
        folder = self.folder / name
        try:
            record = Record.model_validate_json((folder / RECORD).read_bytes())
            size = (folder / record.file).lstat().st_size
        except OSError as error:
            return None, f"library/{name}: cannot be read ({error.strerror}). Add the document again."
        except ValidationError:
            return None, f"library/{name}: its record is not readable. Add the document again."
        if size != record.n_bytes:
            return None, f"{record.document_id}: its copy in the library was changed ({folder}). Add it again."
        return Kept(record, folder), ""

    def _catalogue(self) -> tuple[_Catalogue, list[str]]:
        """The catalogue; where it is lost or damaged, one made of the records beside it, and a line that says so."""
        path = self.folder / CATALOGUE
        try:
            return _Catalogue.model_validate_json(path.read_bytes()), []
        except (FileNotFoundError, NotADirectoryError):
            recovered = self._recovered()
            lost = [f"{path}: is missing, so the library is listed from its records."] if recovered.documents else []
            return recovered, lost
        except ValidationError:
            return self._recovered(), [f"{path}: is not readable, so the library is listed from its records."]
        except OSError as error:
            raise CorpusError(f"{path}: cannot be read ({error.strerror}). Check its rights.") from error

    def _recovered(self) -> _Catalogue:
        versions: dict[str, list[tuple[int, str]]] = {}
        with suppress(OSError):
            for path in sorted(self.folder.iterdir()):
                kept, _ = self._open(path.name) if _FOLDER.match(path.name) else (None, "")
                if kept is not None:
                    versions.setdefault(kept.record.document_id, []).append((kept.record.version, path.name))
        return _Catalogue(
            documents=[_Entry(id=key, versions=[name for _, name in sorted(own)]) for key, own in versions.items()]
        )

    # Writing -------------------------------------------------------------------------------------

    def add(
        self,
        paths: Sequence[Path],
        *,
        given: Given | None = None,
        beside: Sequence[Source] = (),
        ocr: bool = False,
        notify: Notify = _silent,
        progress: Notify = _silent,
    ) -> list[Outcome]:
        """Copy files, and the files in folders, into the library: all of them in one step, or none.

        Each is read before it becomes part of the library, so that a file that cannot be read never changes it. A file
        whose content is there already is known by its hash; one whose name (below the folder that is added) is there
        replaces that document, which is kept as superseded.

        Args:
            paths: Files and folders.
            given: What is said of the document, when `paths` is one file.
            beside: Documents that are searched together with the library's; their content and ids are taken.
            ocr: Whether OCR reads the pages of PDFs that hold no text.
            notify: Told in one line when another program is writing.
            progress: Told each step.

        Returns:
            One outcome for each file met and each folder that could not be opened.

        Raises:
            DocumentError: If OCR is asked for and not installed.
            LibraryStorageError: If the library cannot be written; it is then as it was before.
        """
        if ocr:
            scans.require_engine()
        outcomes: list[Outcome] = []
        with self._writing(notify):
            change = self._start(beside)
            change.ocr = ocr
            try:
                found = list(_gather(paths, given or Given(), outcomes))
                for number, one in enumerate(found, start=1):
                    step = f"reading {number} of {len(found)}: {one.shown}"
                    progress(step)

                    def tell(message: str, step: str = step) -> None:
                        progress(f"{step}, {message}")

                    try:
                        outcomes.append(self._take(one, change, tell))
                    except DocumentError as error:
                        outcomes.append(Outcome("refused", _named(one, str(error))))
                if change.staged:
                    progress("keeping what was read")
                    self._commit(change.entries)
            except BaseException:
                for folder in change.staged:
                    durability.remove_tree(folder)
                raise
        return outcomes

    def remove(self, document_id: str, *, notify: Notify = _silent) -> str:
        """Take a document out with all its versions; its id in the library.

        Raises:
            CorpusError: If the library does not hold it.
            LibraryStorageError: If the library cannot be written; it is then as it was before.
        """
        if not self.folder.is_dir():
            raise CorpusError(
                f"'{document_id}' is not in the library, which is empty. Add documents with `reforms add`."
            )
        with self._writing(notify):
            change = self._start(())
            while document_id not in change.entries and document_id.endswith("-added"):
                document_id = document_id.removesuffix("-added")
            if document_id not in change.entries:
                known = ", ".join(change.entries) or "nothing yet"
                raise CorpusError(f"'{document_id}' is not in the library. It holds: {known}.")
            names = change.entries.pop(document_id)
            self._commit(change.entries)
            for name in names:
                durability.remove_tree(self.folder / name)
        return document_id

    @contextmanager
    def _writing(self, notify: Notify) -> Iterator[None]:
        """Be the one writer."""
        with self._storage():
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(str(self.folder.resolve() / LOCK))
            try:
                lock.acquire(blocking=False)
            except filelock.Timeout:
                notify(f"Another program is changing the library; waiting up to {WAIT_S:g} s for it to finish.")
                try:
                    lock.acquire(timeout=WAIT_S)
                except filelock.Timeout as error:
                    raise LibraryStorageError(
                        f"{self.folder}: another program was still changing the library after {WAIT_S:g} s. "
                        "Wait for it to finish, then run it again; nothing was changed."
                    ) from error
        try:
            yield
        finally:
            lock.release()

    def _start(self, beside: Sequence[Source]) -> _Change:
        """Read the catalogue and sweep what stopped writers left."""
        catalogue, _ = self._catalogue()
        entries = {entry.id: list(entry.versions) for entry in catalogue.documents}
        if (self.folder / CATALOGUE).exists():
            named = {name for names in entries.values() for name in names}
            for path in self.folder.iterdir():
                if (_FOLDER.match(path.name) and path.name not in named) or path.name.startswith(f"{CATALOGUE}."):
                    durability.remove_tree(path)
        else:
            self._commit(entries)  # from now on, a folder that no catalogue names is a leftover
        kept, _ = self.kept()
        current = {one.record.document_id: one for one in kept if not one.superseded}
        hashes = {source.sha256: source.document_id for source in beside}
        hashes |= {one.record.sha256: document_id for document_id, one in current.items()}
        ids = {source.document_id for source in beside} | set(entries)
        return _Change(entries, current, ids, hashes)

    def _commit(self, entries: Mapping[str, list[str]]) -> None:
        catalogue = _Catalogue(documents=[_Entry(id=key, versions=names) for key, names in entries.items()])
        with self._storage():
            durability.sync_folder(self.folder)
            data = catalogue.model_dump_json(by_alias=True, indent=1).encode()
            durability.replace_file(self.folder / CATALOGUE, data)

    def _take(self, found: _Found, change: _Change, progress: Notify) -> Outcome:
        """Stage one file in a folder that the catalogue does not name yet; what is not staged leaves no trace.

        Raises:
            DocumentError: If it cannot be read.
        """
        base = free_id(Path(found.given.id or found.key), set())
        folder = self.folder / f"{base}.{secrets.token_hex(4)}"
        change.staged.append(folder)
        outcome = None
        try:
            outcome = self._stage(found, folder, change, progress)
        except OSError as error:
            raise DocumentError(f"{found.path.name}: cannot be read ({error.strerror}). Check the file.") from error
        finally:
            if outcome is None or outcome.result == "known":
                durability.remove_tree(folder)
                change.staged.remove(folder)
        return outcome

    def _stage(self, found: _Found, folder: Path, change: _Change, progress: Notify) -> Outcome:
        """Copy, read and record one file."""
        with self._storage():
            folder.mkdir()
        copy = folder / safe_name(found.path.name)
        digest, size = self._copy(found.path, copy, found.shown)
        known = change.hashes.get(digest)
        unread = change.current.get(known or "") if change.ocr and copy.suffix.lower() == ".pdf" else None
        if unread is not None and (unread.record.ocr or unread.record.document_id in change.touched):
            unread = None
        if known is not None and unread is None:
            return Outcome("known", f"{found.shown}: is there already, as '{known}'.", known)
        before = unread or self._before(found, change)
        if before is not None:
            document_id = before.record.document_id
        else:
            document_id = found.given.id or free_id(Path(found.key), set(change.ids))
        record, words = _read(
            Kept(_unread(found, document_id, copy.name, digest, size, before), folder), progress if change.ocr else None
        )
        if file_sha256(found.path) != digest:
            raise DocumentError(f"{found.path.name}: changed while it was read. Add it again once it is finished.")
        if unread is not None and not record.ocr:
            return Outcome("known", f"{found.shown}: is there already, as '{known}', and holds text.", document_id)
        with self._storage():
            if words:
                durability.write_file(folder / scans.OCR_FILE, words)
            durability.write_file(folder / RECORD, record.model_dump_json(indent=1).encode())
            durability.sync_tree(folder)
        change.ids.add(document_id)
        versions = change.entries.setdefault(document_id, [])
        if unread is not None:  # the same version, now with its words
            versions.pop()
        versions.append(folder.name)
        change.current[document_id] = Kept(record, folder)
        change.touched.add(document_id)
        change.hashes[digest] = document_id
        if before is None:
            return Outcome("added", f"{found.shown}: added as '{document_id}'.", document_id)
        if unread is not None:
            return Outcome("replaced", f"{found.shown}: read by OCR, as '{document_id}'.", document_id)
        change.hashes.pop(before.record.sha256, None)
        message = f"{found.shown}: is now version {record.version} of '{document_id}'."
        return Outcome("replaced", message, document_id)

    def _before(self, found: _Found, change: _Change) -> Kept | None:
        """The document that a file is a new version of: the one named, of the same place, or of the same name."""
        if found.given.id:
            return change.current.get(found.given.id)
        here, key = str(found.path.absolute()), _folded(found.key)
        others = [one for one in change.current.values() if one.record.document_id not in change.touched]
        same = [one for one in others if one.record.origin == here] or [
            one for one in others if _folded(one.record.key) == key
        ]
        return same[0] if len(same) == 1 else None

    def _copy(self, path: Path, target: Path, shown: str) -> tuple[str, int]:
        """Copy an ordinary file, and give its digest and size.

        Raises:
            DocumentError: If it is a link, no ordinary file, too large or unreadable.
        """
        digest, size = hashlib.sha256(), 0
        with self._storage():
            copy = target.open("xb")
        with copy:
            try:
                # A link put in the file's place meanwhile is not followed, and a pipe not waited for.
                descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
                with os.fdopen(descriptor, "rb") as stream:
                    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                        raise DocumentError(f"{shown}: is no ordinary file. Name a file or a folder.")
                    while data := stream.read(_CHUNK):
                        size += len(data)
                        if size > MAX_FILE_BYTES:
                            raise DocumentError(
                                f"{shown}: is larger than {MAX_FILE_BYTES:,} bytes, the most that is read. Split it."
                            )
                        digest.update(data)
                        with self._storage():
                            copy.write(data)
            except OSError as error:
                reason = "it is a link" if error.errno == errno.ELOOP else error.strerror
                raise DocumentError(f"{shown}: cannot be read ({reason}). Check the file and its rights.") from error
            with self._storage():
                copy.flush()
        return digest.hexdigest(), size

    @contextmanager
    def _storage(self) -> Iterator[None]:
        """Turn the system's errors about the library's own folder into one line."""
        try:
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise LibraryStorageError(
                    f"{self.folder}: no room to write ({error.strerror}). Free some disk space or name another folder "
                    "with --data, then run it again; nothing was changed."
                ) from error
            raise LibraryStorageError(
                f"{self.folder}: cannot be written ({error.strerror}). Check its rights or name another folder with "
                "--data; nothing was changed."
            ) from error


def _unread(  # noqa: PLR0917 - one record, one place where it is made
    found: _Found, document_id: str, name: str, digest: str, size: int, before: Kept | None
) -> Record:
    """What is known of a file before it is read: what was given now, or for the version before."""
    given, earlier = found.given, before.record if before else None
    title, publisher = given.title, given.publisher
    if earlier is not None:
        title = title or ("" if "title" in earlier.read else earlier.title)
        publisher = publisher or ("" if "publisher" in earlier.read else earlier.publisher)
    published = given.published
    if earlier is not None and earlier.sha256 == digest and "published" not in earlier.read:
        published = published or earlier.published  # of another version it would be the wrong day
    told = {"title": title, "publisher": publisher, "published": published}
    return Record(
        document_id=document_id,
        version=1 if earlier is None else earlier.version + (digest != earlier.sha256),
        file=name,
        key=found.key,
        origin=_storable(str(found.path.absolute())),
        title=title or title_from_name(found.path.stem) or document_id,
        publisher=publisher,
        kind=given.kind or (earlier.kind if earlier else ""),
        published=published,
        read=tuple(name for name in NOT_GIVEN if not told[name]),
        format=FORMATS[found.path.suffix.lower()],
        sha256=digest,
        n_bytes=size,
        added_at=datetime.now(tz=UTC).isoformat(timespec="seconds"),
        supersedes=None if earlier is None else earlier.sha256 if digest != earlier.sha256 else earlier.supersedes,
    )


def _read(kept: Kept, progress: Notify | None) -> tuple[Record, bytes]:
    """Read a copy, by OCR where `progress` is given to be told of it.

    Returns:
        Its record with what the document says of itself, and what OCR read, if anything.

    Raises:
        DocumentError: If it cannot be read.
    """
    told, words = kept.source(), b""
    if progress is not None and told.format == "pdf":
        document, read = worker.read_by_ocr(told, progress)
        source, words = document.source, read.encode()
    else:
        source = read_document(told).source
    update = {"title": source.title, "publisher": source.publisher, "published": source.published, "read": source.read}
    return kept.record.model_copy(update=update | {"ocr": hashlib.sha256(words).hexdigest() if words else ""}), words


def _gather(paths: Sequence[Path], given: Given, outcomes: list[Outcome]) -> Iterator[_Found]:
    """The files that `paths` name, in order; what cannot be is told in `outcomes`."""
    for path in paths:
        shown = one_line(path.name or str(path), max_chars=120)
        try:
            mode = path.lstat().st_mode
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no such file"
            outcomes.append(Outcome("refused", f"{shown}: cannot be added ({reason}). Check the name."))
            continue
        if stat.S_ISLNK(mode):
            outcomes.append(Outcome("refused", f"{shown}: is a link. Name what it points to."))
        elif stat.S_ISDIR(mode):
            yield from _gather_folder(path, outcomes)
        elif path.suffix.lower() not in FORMATS:
            kinds = ", ".join(FORMATS)
            outcomes.append(Outcome("refused", f"{shown}: is of no kind that is read ({kinds}). Save it as one."))
        else:
            yield _Found(path, _storable(path.name), shown, given)


def _gather_folder(root: Path, outcomes: list[Outcome]) -> Iterator[_Found]:
    given: dict[Path, Given] = {}
    if (root / MANIFEST).is_file():
        try:
            given = {
                source.path: Given(
                    title="" if "title" in source.read else source.title,
                    publisher=source.publisher,
                    kind=source.kind,
                    published=source.published,
                )
                for source in load_library(root).sources
            }
        except CorpusError as error:
            outcomes.append(Outcome("refused", f"{one_line(root.name)}: {error}"))
            return
    others: Counter[str] = Counter()
    for path in _walk(root, root, outcomes):
        shown = one_line(str(path.relative_to(root.parent)), max_chars=160)
        if path.is_symlink():
            outcomes.append(Outcome("refused", f"{shown}: is a link, which is left out. Name what it points to."))
        elif path.suffix.lower() in FORMATS:
            key = _storable(path.relative_to(root).as_posix())
            yield _Found(path, key, shown, given.get(path, Given()))
        elif path.name != MANIFEST:
            others[path.suffix.lower() or "no ending"] += 1
    if others:
        kinds = ", ".join(one_line(kind, max_chars=20) for kind in sorted(others)[:8])
        total = counted(sum(others.values()), "file")
        outcomes.append(Outcome("refused", f"{one_line(root.name)}: {total} of other kinds left out ({kinds})."))


def _walk(folder: Path, root: Path, outcomes: list[Outcome]) -> Iterator[Path]:
    """Files and links below a folder by name, none of them hidden; a folder that cannot be opened is named."""
    try:
        with os.scandir(folder) as entries:
            inside = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda one: one.name)
    except OSError as error:
        shown = one_line(str(folder.relative_to(root.parent)), max_chars=160)
        outcomes.append(Outcome("refused", f"{shown}: cannot be opened ({error.strerror}). Check its rights."))
        return
    for entry in inside:
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(path, root, outcomes)
        elif entry.is_symlink() or entry.is_file(follow_symlinks=False):
            yield path


def _named(found: _Found, message: str) -> str:
    """A reader's message, which names the copy, under the name that was typed."""
    copy = safe_name(found.path.name)
    return found.shown + message.removeprefix(copy) if message.startswith(copy) else message


def safe_name(name: str) -> str:
    r"""A file's name without what a disk or a terminal could take amiss; its ending stays.

    >>> safe_name("minutes\u202e 2019\x07.docx"), safe_name("..a/b.md"), safe_name("é" * 300 + ".pdf")[-6:]
    ('minutes 2019.docx', 'a_b.md', 'éé.pdf')
    """
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    name = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    name = re.sub(r'[/\\:*?"<>|]', "_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    stem = stem or "document"
    while len(stem.encode()) > 120:
        stem = stem[:-1]
    return f"{stem}{dot}{ending}" if dot else name or "document"


def _storable(text: str) -> str:
    """A path as text that JSON and UTF-8 can hold."""
    return text.encode("utf-8", "backslashreplace").decode()


def _folded(key: str) -> str:
    return unicodedata.normalize("NFC", key).casefold()
