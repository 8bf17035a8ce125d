"""`reforms eval`: the known-answer suite, and what is done with its runs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from corpus.errors import UserFacingError
from ui import evaluating_cases
from ui.opening import (
    COMMON,
    Corpus,
    Data,
    Model,
    make_ready,
    opened,
    print_text,
    settings_of,
    tell_cost,
    write,
    write_json,
)
from ui.progress import Progress

if TYPE_CHECKING:
    from assistant.helping.measured import MeasuredStep
    from assistant.settings import Settings
    from evals.runs import Run

app = typer.Typer(
    help="Run the known-answer suite; exits 1 when a gate fails.",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(evaluating_cases.app, name="cases")

Json = Annotated[Path | None, typer.Option("--json", help="Write it there too.", metavar="OUT", show_default=False)]
_OTHER_HELP = "Compare also where the documents are not the same."
OtherCorpus = Annotated[bool, typer.Option("--other-corpus", help=_OTHER_HELP)]
_ONLY_HELP = "Only cases whose id, kind or suite is this; 'kinship-*' for many. May be given more than once."
_SUITE_HELP = "Only the cases of this file; `claims` for the claims alone, `claims/NAME` for one file of them."
_STEPS_HELP = (
    "Where it is asked: writing, standalone, rewordings, choosing, claims, questions; with commas. "
    "By default, where `reforms eval steps` showed that it helps."
)
_MEASURED_HELP = "Only these: writing, standalone, rewordings, choosing, claims; with commas. All by default."
_LIMIT_HELP = "At most so many cases a step, drawn by their ids' hash."
Only = Annotated[list[str] | None, typer.Option("--only", help=_ONLY_HELP, metavar="PATTERN", show_default=False)]
_SPLIT_HELP = "Only this half; `tune` also lists the claims that went wrong."
Split = Annotated[Literal["tune", "held_back"] | None, typer.Option("--split", help=_SPLIT_HELP, show_default=False)]
_RUN_HELP = "A kept run: its id or the beginning of it, 'latest', its commit, or its folder."


@app.callback()
def evaluate(  # noqa: PLR0917 - Typer passes them by name
    context: typer.Context,
    suite: Annotated[str | None, typer.Option("--suite", help=_SUITE_HELP, metavar="NAME", show_default=False)] = None,
    as_json: Json = None,
    claims: Annotated[bool, typer.Option(help="Check the claims too, in a run over all suites.")] = True,
    baselines: Annotated[
        bool, typer.Option("--baselines/--no-baselines", " /--no-baseline", help="Ask four plainer systems too.")
    ] = True,
    only: Only = None,
    split: Split = None,
    small: Annotated[bool, typer.Option("--small", help="A few cases of each kind, with gates of their own.")] = False,
    baseline: Annotated[
        str | None, typer.Option("--baseline", help=f"Compare with it. {_RUN_HELP}", metavar="RUN", show_default=False)
    ] = None,
    other_corpus: OtherCorpus = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", help="Processes that share the work; one a core by default.", min=1, show_default=False),
    ] = None,
    model: Model = None,
    model_steps: Annotated[
        str | None, typer.Option("--model-steps", help=_STEPS_HELP, metavar="STEP,…", show_default=False)
    ] = None,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Run the known-answer suite; exits 1 when a gate fails."""
    COMMON.update({key: value for key, value in (("corpus", corpus), ("data", data)) if value is not None})
    if context.invoked_subcommand is not None:
        return
    from evals import comparing, keeping, machine, runs
    from evals.run import run

    settings = _with_steps(settings_of(corpus, data, model), model_steps)
    started, commit = time.time(), machine.commit()
    place = runs.folder_of(settings.data)
    before = None if baseline is None else runs.load(baseline, place)
    with Progress() as progress, opened(settings, progress, asks=True) as assistant:
        if before is not None:  # told before the minutes are spent
            documents = str(assistant.index.opened.fingerprint["documents"])
            comparing.check_corpus(before, documents, other_corpus=other_corpus)
        report = run(
            assistant,
            suite=suite,
            baseline=baselines,
            claims=claims,
            only=only or (),
            split=split,
            small=small,
            jobs=jobs,
            progress=progress.step,
        )
        chosen = {"suite": suite, "only": " ".join(only or ()), "split": split, "small": "yes" if small else ""}
        given = {key: value for key, value in chosen.items() if value}
        kept = keeping.stored(report, settings, started=started, chosen=given, commit=commit)
        kept = runs.keep(kept, place)
        _write_page(kept, place / kept.about.id / runs.PAGE, progress)
        if as_json is not None:
            write_json(as_json, report.to_dict())
        progress.step("")
        progress.notice(
            f"Kept as {kept.about.id}: {kept.about.took_s:.0f} s, "
            f"at most {kept.about.peak_memory_mb:.0f} MB of memory in a process."
        )
    print_text(report.to_text())
    if before is not None:
        print_text("\n" + comparing.compare(before, kept, other_corpus=other_corpus).to_text())
    if report.failed_gates:
        raise UserFacingError("Gates failed: " + "; ".join(report.failed_gates) + ".")


@app.command()
def steps(  # noqa: PLR0917 - Typer passes them by name
    model: Model = None,
    model_steps: Annotated[
        str | None, typer.Option("--model-steps", help=_MEASURED_HELP, metavar="STEP,…", show_default=False)
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", help=_LIMIT_HELP, min=1, metavar="N", show_default=False)
    ] = None,
    split: Split = None,
    only: Only = None,
    as_json: Json = None,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Measure a language model step by step; from then on it is asked only where that showed that it helps."""
    from assistant.helping.measured import asked_steps, keep_record
    from assistant.models.loading import load_model
    from evals import each_step, machine, runs
    from evals.run import Chosen

    settings = _with_steps(settings_of(corpus, data, model), model_steps)
    if not settings.model:
        raise UserFacingError("No language model is named. Add --model, as --model ollama:llama3.2.")
    asked, commit = None if model_steps is None else settings.model_steps, machine.commit()
    plain = settings.model_copy(update={"model": ""})
    with Progress() as progress, opened(plain, progress) as assistant:
        sample = each_step.samples(
            assistant.index.documents, asked, chosen=Chosen(only=tuple(only or ()), split=split), limit=limit
        )
        assistant.model = load_model(settings)
        make_ready(assistant, progress)

        def told(step: MeasuredStep) -> None:
            keep_record(settings, [step])
            progress.notice(f"{step.step}: {'kept' if step.kept else 'not kept'}, {step.reason}")

        measured = each_step.measure(
            assistant, settings, sample, runs=runs.folder_of(settings.data), commit=commit, told=told,
            progress=progress.step,
        )  # fmt: skip
        progress.step("")
        tell_cost(assistant, progress)
        if model_steps is None and settings.model_steps is not None:
            named = ", ".join(settings.model_steps) or "no step"
            progress.notice(f'model_steps names {named}, and wins over the record. Set it to "measured" to go by that.')
    if as_json is not None:
        write_json(as_json, [one.model_dump() for one in measured])
    print_text(each_step.table(measured))
    decided = asked_steps(settings.model_copy(update={"model_steps": None})).told
    print_text(f"\nThe language model {decided}.")


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


@app.command()
def report(
    run: Annotated[str, typer.Argument(help=_RUN_HELP, metavar="RUN")] = "latest",
    out: Annotated[
        Path | None, typer.Option("--out", help="Where it is written; the run's folder by default.", show_default=False)
    ] = None,
    data: Data = None,
) -> None:
    """Write a kept run as one HTML file, to read or to print."""
    from evals import page, runs

    place = runs.folder_of(settings_of(None, data).data)
    kept = runs.load(run, place)
    target = out or place / kept.about.id / runs.PAGE
    write(target, page.render(kept))
    print_text(str(target))


@app.command()
def score(
    answers: Annotated[Path, typer.Argument(help="Lines of {id, …Answer}.", metavar="FILE", show_default=False)],
    as_json: Json = None,
    suite: Annotated[
        str | None, typer.Option("--suite", help="Only the cases of this file.", metavar="NAME", show_default=False)
    ] = None,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Score any system's answers, in the form of the contract, on the same cases."""
    from evals.answers_file import score_file
    from evals.cases import load_cases, place_cases
    from evals.report import Report

    with Progress() as progress, opened(settings_of(corpus, data), progress) as assistant:
        documents = assistant.index.documents
        found = score_file(answers, place_cases(load_cases(suite=suite), documents), documents)
        fingerprint = {str(key): str(value) for key, value in assistant.index.opened.fingerprint.items()}
        for told in found.left_out():
            progress.notice(told)
    scored = Report((found.report,), {}, fingerprint)
    if as_json is not None:
        write_json(as_json, scored.to_dict())
    print_text(scored.to_text())


@app.command()
def beir(
    folder: Annotated[Path, typer.Argument(help="corpus.jsonl, queries.jsonl, qrels/test.tsv.", metavar="DIR")],
    as_json: Json = None,
    data: Data = None,
) -> None:
    """Index and search any folder in BEIR's form: nDCG@10 and recall@100."""
    from evals import beir as judging

    judging.check(folder)
    with Progress() as progress, opened(settings_of(folder, data), progress) as assistant:
        found = judging.measure(assistant, folder, progress=progress.step)
    if as_json is not None:
        write_json(as_json, found.to_dict())
    print_text(found.to_text())


def _with_steps(settings: Settings, steps: str | None) -> Settings:
    """The settings with the steps in which the model of this run is asked."""
    from pydantic import ValidationError

    if steps is None:
        return settings
    try:
        return type(settings).model_validate(settings.model_dump() | {"model_steps": steps})
    except ValidationError as error:
        told = error.errors(include_input=False)[0]["msg"]
        raise UserFacingError(f"--model-steps: {told}.") from error


def _write_page(kept: Run, target: Path, progress: Progress) -> None:
    """The run as a page beside its answers; without matplotlib it is said and left out."""
    from evals import page, plots

    progress.step("writing the report")
    try:
        write(target, page.render(kept))
    except plots.PlotError as error:
        progress.notice(str(error))
