"""`reforms eval`: the known-answer suite, and what is done with its runs."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import UserFacingError
from ui.opening import COMMON, Corpus, Data, opened, print_text, settings_of
from ui.progress import Progress

if TYPE_CHECKING:
    from evals.runs import Run

app = typer.Typer(
    help="Run the known-answer suite; exits 1 when a gate fails.",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

cases_app = typer.Typer(
    help="The cases: write one, prove them all, see what they cover.", rich_markup_mode=None, no_args_is_help=True
)
app.add_typer(cases_app, name="cases")

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
        _write_page(kept, place / kept.about.id / runs.PAGE, progress)
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


@cases_app.command()
def new(  # noqa: PLR0917
    question: Annotated[str | None, typer.Option(help="As somebody would type it.", show_default=False)] = None,
    kind: Annotated[str | None, typer.Option(help="fact, amount, list, unanswerable …", show_default=False)] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(help="What the answer must hold: '£3,000|£3000'. Once for each thing.", show_default=False),
    ] = None,
    quote: Annotated[
        list[str] | None,
        typer.Option(help="Words of a paper where it stands: 'ID: words', or the words alone.", show_default=False),
    ] = None,
    persona: Annotated[str, typer.Option(help="councillor or officer.")] = "officer",
    wording: Annotated[str | None, typer.Option(help="close or far; found out otherwise.", show_default=False)] = None,
    split: Annotated[str | None, typer.Option(help="tune or held_back; drawn otherwise.", show_default=False)] = None,
    case_id: Annotated[str | None, typer.Option("--id", help="Its id; made otherwise.", show_default=False)] = None,
    need: Annotated[str, typer.Option(help="any or all of the places.")] = "any",
    reason: Annotated[list[str] | None, typer.Option(help="Of a refusal, for a follow-up.", show_default=False)] = None,
    append: Annotated[
        str | None,
        typer.Option(help="Add it to this suite in place of printing it.", metavar="NAME", show_default=False),
    ] = None,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Write a case: asks for what is not given, looks up the place, proves it, prints it as YAML."""
    from evals import drafting
    from evals.cases import UNANSWERABLE_KINDS, load_cases

    question = question or asked("Question, as somebody would type it", "--question")
    kind = kind or asked("Kind (fact, amount, date, who, list, view, unanswerable …)", "--kind")
    if kind not in UNANSWERABLE_KINDS and not (state and quote) and not reason:
        state = state or [asked("What a right answer must hold ('|' between ways to say it)", "--state")]
        quote = quote or [asked("Words of the paper where it stands", "--quote")]
    settings = settings_of(corpus, data)
    with Progress() as progress, opened(settings, progress) as assistant:
        documents = assistant.index.documents
        made = drafting.draft(
            documents,
            question=question,
            kind=kind,
            states=state or (),
            quotes=[_quoted(one, list(documents)) for one in quote or ()],
            persona=persona,
            wording=wording,
            split=split,
            id_=case_id,
            need=need,
            reasons=reason or (),
            taken=[case.id for _, case in load_cases()],
        )
    if append is None:
        print_text(drafting.to_yaml(made))
        return
    print_text(f"Added {made.id} to {drafting.append(made, append)}.")


@cases_app.command()
def check(corpus: Corpus = None, data: Data = None) -> None:
    """Prove every case against the papers, and list the sections in which none stands."""
    from evals.cases import load_cases, place_cases
    from evals.coverage import sections, uncovered
    from evals.proving import prove_placed

    with Progress() as progress, opened(settings_of(corpus, data), progress) as assistant:
        documents = assistant.index.documents
        placed = place_cases(load_cases(), documents)
        for number, case in enumerate(placed, start=1):
            progress.step(f"case {number} of {len(placed)}")
            prove_placed(case, documents)
    bare = uncovered(documents, [span for case in placed for spans in case.spans for span in spans])
    lines = [
        f"{len(placed)} cases proved. {len(sections(documents)) - len(bare)} of {len(sections(documents))} sections "
    ]
    lines[0] += "are asked about." if not bare else "are asked about; these are not:"
    print_text("\n".join([*lines, *(f"  {section}" for section in bare)]))


@cases_app.command()
def questions(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write them there in place of printing them.", show_default=False)
    ] = None,
    suite: Annotated[
        str | None, typer.Option("--suite", help="Only the cases of this file.", metavar="NAME", show_default=False)
    ] = None,
) -> None:
    """The questions alone, as JSON Lines for `reforms ask --batch` or any other system."""
    from evals import drafting
    from evals.cases import load_cases

    rows = drafting.questions(load_cases(suite=suite))
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if out is None:
        print_text(text)
    else:
        write(out, text)


def asked(what: str, option: str) -> str:
    """What somebody types at the terminal.

    Raises:
        UserFacingError: If nobody sits there.
    """
    if not sys.stdin.isatty():
        raise UserFacingError(f"{option} is missing, and there is no terminal to ask at. Give it on the command line.")
    return str(typer.prompt(what, err=True))


def _quoted(text: str, ids: list[str]) -> tuple[str, str]:
    """A paper's id and the words, from "ID: words"; words alone have no id."""
    id_, colon, words = text.partition(":")
    return (id_.strip(), words.strip()) if colon and id_.strip() in ids else ("", text)


def _write_page(kept: Run, target: Path, progress: Progress) -> None:
    """The run as a page beside its answers; without matplotlib it is said and left out."""
    from evals import page, plots

    progress.step("writing the report")
    try:
        write(target, page.render(kept))
    except plots.PlotError as error:
        progress.notice(str(error))


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
