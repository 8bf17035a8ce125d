"""The files that a person names, and those in folders, told apart from what cannot be added."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from corpus.errors import CorpusError, counted, one_line
from corpus.library import FORMATS, ID_PATTERN, MANIFEST, PRINT_IT, load_library, parse_date

Result = Literal["added", "replaced", "known", "refused"]


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
class Found:
    path: Path
    key: str
    shown: str
    given: Given


def gather(paths: Sequence[Path], given: Given, outcomes: list[Outcome]) -> Iterator[Found]:
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
            outcomes.append(Outcome("refused", f"{shown}: is of no kind that is read ({kinds}). {PRINT_IT}"))
        else:
            yield Found(path, storable(path.name), shown, given)


def _gather_folder(root: Path, outcomes: list[Outcome]) -> Iterator[Found]:
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
            key = storable(path.relative_to(root).as_posix())
            yield Found(path, key, shown, given.get(path, Given()))
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


def storable(text: str) -> str:
    """A path as text that JSON and UTF-8 can hold."""
    return text.encode("utf-8", "backslashreplace").decode()


def folded(key: str) -> str:
    return unicodedata.normalize("NFC", key).casefold()
