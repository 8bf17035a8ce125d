"""`reforms eval`: the known-answer suite, and what is done with its runs."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.errors import UserFacingError
from ui.opening import COMMON, Corpus, Data, opened, print_text, settings_of
from ui.progress import Progress

app = typer.Typer(
    help="Run the known-answer suite; exits 1 when a gate fails.",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Json = Annotated[Path | None, typer.Option("--json", help="Write it there too.", metavar="OUT", show_default=False)]
_OTHER_HELP = "Compare also where the documents are not the same."
OtherCorpus = Annotated[bool, typer.Option("--other-corpus", help=_OTHER_HELP)]
_ONLY_HELP = "Only cases whose id, kind or suite is this; 'kinship-*' for many. May be given more than once."
_RUN_HELP = "A kept run: its id or the beginning of it, 'latest', its commit, or its folder."


@app.callback()
def evaluate(  # noqa: PLR0917 - Typer passes them by name
    context: typer.Context,
    suite: Annotated[
        str | None, typer.Option("--suite", help="Only the cases of this file.", metavar="NAME", show_default=False)
    ] = None,
    as_json: Json = None,
    baselines: Annotated[
        bool, typer.Option("--baselines/--no-baselines", " /--no-baseline", help="Ask four plainer systems too.")
    ] = True,
    only: Annotated[
        list[str] | None, typer.Option("--only", help=_ONLY_HELP, metavar="PATTERN", show_default=False)
    ] = None,
    split: Annotated[
        str | None, typer.Option("--split", help="Only this half: tune or held_back.", show_default=False)
    ] = None,
    small: Annotated[bool, typer.Option("--small", help="A few cases of each kind, with gates of their own.")] = False,
    baseline: Annotated[
        str | None, typer.Option("--baseline", help=f"Compare with it. {_RUN_HELP}", metavar="RUN", show_default=False)
    ] = None,
    other_corpus: OtherCorpus = False,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Run the known-answer suite; exits 1 when a gate fails."""
    COMMON.update({key: value for key, value in (("corpus", corpus), ("data", data)) if value is not None})
    if context.invoked_subcommand is not None:
        return
    from evals import comparing, runs
    from evals.run import run

    if split not in (None, "tune", "held_back"):
        raise UserFacingError(f"--split is tune or held_back, not '{split}'.")
    settings, started = settings_of(corpus, data), time.time()
    place = runs.folder_of(settings.data)
    before = None if baseline is None else runs.load(baseline, place)
    with Progress() as progress, opened(settings, progress) as assistant:
        if before is not None:  # told before the minutes are spent
            documents = str(assistant.index.opened.fingerprint["documents"])
            comparing.check_corpus(before, documents, other_corpus=other_corpus)
        report = run(
            assistant,
            suite=suite,
            baseline=baselines,
            only=only or (),
            split=split,
            small=small,
            progress=progress.step,
        )
        chosen = {"suite": suite, "only": " ".join(only or ()), "split": split, "small": "yes" if small else ""}
        kept = runs.stored(report, settings, started=started, chosen={k: v for k, v in chosen.items() if v})
        kept = runs.keep(kept, place)
        if as_json is not None:
            write_json(as_json, report.to_dict())
        progress.step("")
        progress.notice(
            f"Kept as {kept.about.id}: {kept.about.took_s:.0f} s, at most {kept.about.peak_memory_mb:.0f} MB of memory."
        )
    print_text(report.to_text())
    if before is not None:
        print_text("\n" + comparing.compare(before, kept, other_corpus=other_corpus).to_text())
    if report.failed_gates:
        raise UserFacingError("Gates failed: " + "; ".join(report.failed_gates) + ".")


@app.command()
def compare(
    before: Annotated[str, typer.Argument(help=_RUN_HELP, metavar="A", show_default=False)],
    after: Annotated[str, typer.Argument(help="Likewise.", metavar="B", show_default=False)],
    as_json: Json = None,
    other_corpus: OtherCorpus = False,
    data: Data = None,
) -> None:
    """Hold one run against another: differences with their chance, and the cases that changed."""
    from evals import comparing, runs

    place = runs.folder_of(settings_of(None, data).data)
    found = comparing.compare(runs.load(before, place), runs.load(after, place), other_corpus=other_corpus)
    if as_json is not None:
        write_json(as_json, found.to_dict())
    print_text(found.to_text())


@app.command(name="runs")
def list_runs(data: Data = None) -> None:
    """List the runs that are kept, newest last."""
    from evals import runs

    place = runs.folder_of(settings_of(None, data).data)
    lines = []
    for name in runs.listed(place):
        try:
            about = runs.load(name, place).about
        except runs.RunError as error:
            lines.append(str(error))
            continue
        chosen = " ".join(f"{key}={value}" for key, value in about.chosen.items()) or "all cases"
        gates = "" if not about.gates else ", gates met" if not about.failed_gates else ", GATES FAILED"
        lines.append(f"{name}  {chosen}{gates}, {about.took_s:.0f} s")
    print_text("\n".join(lines) or f"There is no run in {place}. `reforms eval` keeps one each time.")


def write_json(path: Path, value: Any) -> None:
    """Write a report where the user wants it.

    Raises:
        UserFacingError: If that cannot be written.
    """
    write(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def write(path: Path, text: str) -> None:
    """Write text where the user wants it.

    Raises:
        UserFacingError: If that cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserFacingError(f"{path}: cannot be written ({error.strerror}). Choose another file.") from error
