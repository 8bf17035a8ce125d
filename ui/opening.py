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

_MODEL_HELP = "A language model that helps, as ollama:llama3.2 or path:FILE; 'none' for none."
Model = Annotated[str | None, typer.Option("--model", help=_MODEL_HELP, metavar="PROVIDER:MODEL", show_default=False)]

COMMON: dict[str, Path | None] = {}
"""`--corpus` and `--data` where they stood before the command; a group's own are put here too."""


def settings_of(corpus: Path | None, data: Path | None, model: str | None = None) -> Settings:
    """Settings with the options of a command, or those before it, and what is set of a language model elsewhere.

    Raises:
        SettingsError: One line, if something that is set cannot be.
    """
    from ui.configuring import settled

    corpus, data = corpus or COMMON.get("corpus"), data or COMMON.get("data")
    given: dict[str, object] = {
        name: value.expanduser() for name, value in (("corpus", corpus), ("data", data)) if value is not None
    }
    if model is not None:
        given["model"] = "" if model.strip().lower() == "none" else model
    return settled(given)


@contextmanager
def opened(
    settings: Settings, progress: Progress, *, rebuild: bool = False, superseded: bool = False, asks: bool = False
) -> Iterator[Assistant]:
    """An assistant that is closed at the end.

    Args:
        settings: What the user chose.
        progress: Told each step, and in the end what a language model came to.
        rebuild: Build the index anew.
        superseded: Search older versions too.
        asks: Whether a language model will be asked, so that one in this process is read before the first question.
    """
    from assistant.build import build_assistant

    assistant = build_assistant(
        settings, rebuild=rebuild, superseded=superseded, notify=progress.notice, progress=progress.step
    )
    try:
        if asks and settings.model:
            _tell_steps(settings, progress)
            make_ready(assistant, progress)
        yield assistant
        if settings.model:
            tell_cost(assistant, progress)
    finally:
        assistant.close()


def _tell_steps(settings: Settings, progress: Progress) -> None:
    from assistant.helping.measured import asked_steps

    told = asked_steps(settings).told
    if told:
        progress.notice(f"The language model {told}.")


def make_ready(assistant: Assistant, progress: Progress) -> None:
    """Have a language model in this process read before the first question."""
    prepare = getattr(getattr(assistant, "model", None), "prepare", None)
    if prepare is None:
        return
    progress.step("reading the language model")
    try:
        prepare()
    except UserFacingError as error:
        # The answers are quotes then, and say so.
        progress.notice(str(error))


def tell_cost(assistant: Assistant, progress: Progress) -> None:
    """Say what a language model came to, if it was asked."""
    from assistant.models.tally import Prices, told

    model, settings = getattr(assistant, "model", None), assistant.settings
    total = getattr(model, "total", None)
    if model is not None and total is not None and total.calls:
        prices = Prices(settings.model_input_price, settings.model_output_price)
        progress.notice(f"Language model {model.name}: {told(total, prices)}.")


class ReaderGoneError(Exception):
    """The reader of our output has seen enough (`reforms documents | head`)."""


def print_text(text: str) -> None:
    """Write a result to stdout, at once.

    Raises:
        ReaderGoneError: In place of a broken pipe, for which typer would end the process with status 1.
    """
    try:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ReaderGoneError from error


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
