"""`reforms add` and `reforms remove`: the library is changed first, and the index follows by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import CorpusError, UserFacingError
from corpus.shelf import Given, Kept
from ui.progress import Progress

if TYPE_CHECKING:
    from assistant.settings import Settings


def given_for(paths: Sequence[Path], told: Mapping[str, str]) -> Given:
    """What the options say of the one file that is added.

    Raises:
        UserFacingError: If they are given for several files or a folder, or a value is not what it should be.
    """
    from pydantic import ValidationError

    named = {name: value for name, value in told.items() if value}
    if named and (len(paths) != 1 or paths[0].is_dir()):
        options = ", ".join(f"--{name}" for name in named)
        raise UserFacingError(f"{options}: said of one file only. Name one file, or leave the option out.")
    try:
        return Given.model_validate(named)
    except ValidationError as error:
        first = error.errors()[0]
        name, met = first["loc"][0], first["input"]
        reason = first["msg"].removeprefix("Value error, ")
        raise UserFacingError(f"--{name} is '{met}': {reason}.") from error


def add_paths(
    settings: Settings, paths: Sequence[Path], given: Given, progress: Progress, *, ocr: bool = False
) -> list[str]:
    """Add files and folders, telling what became of each; `ocr` has pages without text read.

    Returns:
        The ids of what is new or replaced; none when all of it was there already.

    Raises:
        UserFacingError: If nothing could be added; one line, the file's own where there is one.
    """
    from assistant.build import open_shelf
    from corpus.library import load_library

    beside = load_library(settings.corpus).sources
    outcomes = open_shelf(settings).add(
        [path.expanduser() for path in paths],
        given=given,
        beside=beside,
        ocr=ocr,
        notify=progress.notice,
        progress=progress.step,
    )
    refused = [outcome for outcome in outcomes if outcome.result == "refused"]
    if len(refused) == len(outcomes) == 1:
        raise CorpusError(refused[0].message)
    for outcome in outcomes:
        progress.notice(outcome.message)
    if not outcomes:
        raise CorpusError(f"{', '.join(str(path) for path in paths)}: holds no file to add. Name files or a folder.")
    if len(refused) == len(outcomes):
        raise CorpusError(f"Nothing could be added: {len(refused)} files or folders refused, as said above.")
    return [outcome.document_id for outcome in outcomes if outcome.result in {"added", "replaced"}]


def remove_document(settings: Settings, document_id: str, progress: Progress) -> str:
    """Take an added document out; its id.

    Raises:
        UserFacingError: If it was not added; a document of the corpus folder is said to be one.
    """
    from assistant.build import forget_superseded, open_shelf
    from corpus.library import load_library

    shelf = open_shelf(settings)
    ids = {one.record.document_id for one in shelf.kept()[0]}
    if document_id not in ids:
        source = next((one for one in load_library(settings.corpus).sources if one.document_id == document_id), None)
        if source is not None:
            raise UserFacingError(
                f"'{document_id}' is a file of {settings.corpus}, which is not changed. Use a folder of your own with "
                "--corpus to do without it."
            )
    removed = shelf.remove(document_id, notify=progress.notice)
    forget_superseded(settings)
    return removed


def older_version(kept: Sequence[Kept], wanted: str | None) -> str | None:
    """The text of `ID@VERSION`, an older version; None for anything else."""
    from corpus.library import read_document

    document_id, _, version = (wanted or "").rpartition("@")
    for one in kept:
        ids = {one.record.document_id, f"{one.record.document_id}-added"}  # as `Shelf.joined` may show it
        if one.superseded and document_id in ids and version == str(one.record.version):
            return read_document(one.source()).text
    return None
