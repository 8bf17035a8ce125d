"""What the commands share: the two options that hold for all, settings and assistant made of them, and output."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import UserFacingError
from ui.progress import Progress

if TYPE_CHECKING:
    from assistant.build import Assistant
    from assistant.settings import Settings

_CORPUS_HELP = "A folder of documents instead of the bundled ones."
_DATA_HELP = "Folder for the index; default: the user's data folder."
Corpus = Annotated[Path | None, typer.Option("--corpus", help=_CORPUS_HELP, metavar="DIR", show_default=False)]
Data = Annotated[Path | None, typer.Option("--data", help=_DATA_HELP, metavar="DIR", show_default=False)]

COMMON: dict[str, Path | None] = {}
"""`--corpus` and `--data` where they stood before the command; a group's own are put here too."""


def settings_of(corpus: Path | None, data: Path | None) -> Settings:
    """Settings with the two options of a command, or those before it."""
    from assistant.settings import Settings

    corpus, data = corpus or COMMON.get("corpus"), data or COMMON.get("data")
    given = {name: value.expanduser() for name, value in (("corpus", corpus), ("data", data)) if value is not None}
    return Settings(**given)  # type: ignore[arg-type]


@contextmanager
def opened(
    settings: Settings, progress: Progress, *, rebuild: bool = False, superseded: bool = False
) -> Iterator[Assistant]:
    """An assistant that is closed at the end."""
    from assistant.build import build_assistant

    assistant = build_assistant(
        settings, rebuild=rebuild, superseded=superseded, notify=progress.notice, progress=progress.step
    )
    try:
        yield assistant
    finally:
        assistant.close()


def print_text(text: str) -> None:
    """Write a result to stdout, at once."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def write(path: Path, text: str) -> None:
    """Write text where the user wants it.

    Raises:
        UserFacingError: If that cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserFacingError(f"{path}: cannot be written ({error.strerror}). Choose another file.") from error


def write_json(path: Path, value: Any) -> None:
    """Write a report where the user wants it.

    Raises:
        UserFacingError: If that cannot be written.
    """
    write(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")
