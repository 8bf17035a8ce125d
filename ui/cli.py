"""The command line: `reforms …`.

stdout holds only results; progress, notices and errors go to stderr. Exit status: 0 done, 1 a user's error (one line
that says what was met and what to do), 2 wrong usage.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from corpus.errors import UserFacingError, counted, one_line
from ui import evaluating
from ui.opening import COMMON, Corpus, Data, Model, ReaderGoneError
from ui.opening import opened as _assistant
from ui.opening import print_text as _print
from ui.opening import settings_of as _settings
from ui.progress import Progress

if TYPE_CHECKING:
    from assistant.settings import Settings

# Nothing goes out unless the user configures it; a value the user has set stands.
for _name, _value in {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # NumPy's products are small here; on a busy machine waiting for a second thread makes a query fifty times slower.
    "OPENBLAS_NUM_THREADS": "1",
}.items():
    os.environ.setdefault(_name, _value)

app = typer.Typer(
    name="reforms",
    help="Ask policy papers a question: every sentence of the answer is a verbatim quote at a known place.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)

_SUPERSEDED_HELP = "Search older versions of documents too; their quotes say so."
Superseded = Annotated[bool, typer.Option("--superseded", help=_SUPERSEDED_HELP)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Batch = Annotated[Path | None, typer.Option("--batch", help="JSON Lines to answer.", metavar="IN", show_default=False)]
Out = Annotated[Path | None, typer.Option("--out", help="Where --batch writes.", metavar="OUT", show_default=False)]


_STOPPED = 130
"""Exit status after Ctrl-C, as shells know it."""


class UsageProblem(TyperException):
    """Options that do not go together."""

    exit_code = 2


@app.callback()
def _options(corpus: Corpus = None, data: Data = None) -> None:
    COMMON.update(corpus=corpus, data=data)


@app.command()
def index(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read and embed everything again.")] = False,
    model: Model = None,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Bring the index in line with the documents."""
    from assistant.build import ask_for_questions

    settings = _settings(corpus, data, model)
    with Progress() as progress:
        with _assistant(settings, progress, rebuild=rebuild) as assistant:
            n_chunks, n_documents = len(assistant.index.chunks), len(assistant.index.documents)
            for warning in assistant.index.warnings:
                progress.notice(warning)
            told = ask_for_questions(assistant, progress.step)
        if told is not None:
            progress.notice(told.line)
        if told is not None and told.n_questions:
            with _assistant(settings, progress):
                pass  # which takes the questions in
    _print(f"The index holds {n_documents} documents in {n_chunks} chunks.")


@app.command()
def add(  # noqa: PLR0917 - Typer passes them by name
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.", metavar="PATH…", show_default=False)],
    document_id: Annotated[
        str, typer.Option("--id", help="Of one file: its id, or that of the document it replaces.", show_default=False)
    ] = "",
    title: Annotated[str, typer.Option(help="Of one file, in place of the one it states.", show_default=False)] = "",
    publisher: Annotated[str, typer.Option(help="Of one file, likewise.", show_default=False)] = "",
    kind: Annotated[str, typer.Option(help='Of one file: "press release", say.', show_default=False)] = "",
    published: Annotated[str, typer.Option(help="Of one file: 2023-03-14, 2023-03 or 2023.", show_default=False)] = "",
    ocr: Annotated[bool, typer.Option("--ocr", help="Read pages of PDFs that hold no text by OCR.")] = False,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Add PDF, Word, HTML, text or Markdown files, or folders of them, to the library."""
    from assistant.build import open_shelf
    from ui.adding import add_paths, given_for, undone_without_index

    given = given_for(
        paths, {"id": document_id, "title": title, "publisher": publisher, "kind": kind, "published": published}
    )
    settings = _settings(corpus, data)
    with Progress() as progress:
        shelf = open_shelf(settings)
        added = add_paths(settings, shelf, paths, given, progress, ocr=ocr)
        if not added:
            _print("Nothing new: the library holds all of it already.")
            return
        with undone_without_index(shelf), _assistant(settings, progress) as assistant:
            n_chunks = sum(assistant.index.n_chunks_of.get(one, 0) for one in added)
            for document_id_ in added:
                found = assistant.index.documents.get(document_id_)
                for warning in found.warnings if found else ():
                    progress.notice(f"{document_id_}: {warning}")
    _print(f"Added {counted(len(added), 'document')} in {counted(n_chunks, 'chunk')}: {', '.join(added)}.")


@app.command()
def remove(
    document_id: Annotated[str, typer.Argument(help="As `reforms documents` shows it.", metavar="ID")],
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Take one added document out of the library, older versions too."""
    from ui.adding import remove_document

    settings = _settings(corpus, data)
    with Progress() as progress:
        removed = remove_document(settings, document_id, progress)
        with _assistant(settings, progress):
            pass  # which brings the index in line
    _print(f"Removed '{removed}'.")


@app.command()
def documents(
    text: Annotated[
        str | None, typer.Option("--text", help="Print the text of one document.", metavar="ID", show_default=False)
    ] = None,
    superseded: Annotated[
        bool, typer.Option("--superseded", help="List the older versions, which are kept and not searched.")
    ] = False,
    as_json: AsJson = False,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """List the library, or print one document as text (ID@1 for its first version)."""
    from assistant.build import open_shelf
    from ui.adding import older_version
    from ui.listing import documents_json, documents_text, superseded_json, superseded_text

    settings = _settings(corpus, data)
    kept, _ = open_shelf(settings).kept()
    if superseded:
        if as_json:
            _print_json(superseded_json(kept))
        else:
            _print(superseded_text(kept))
        return
    older = older_version(kept, text)
    if older is not None:
        _print(older)
        return
    with Progress() as progress, _assistant(settings, progress) as assistant:
        if text is not None:
            found = assistant.index.documents.get(text)
            if found is None:
                known = ", ".join(assistant.index.voices)  # their ids, without decoding any
                raise UserFacingError(f"No document has the id '{text}'. There are: {one_line(known)}.")
            _print(found.text)
        elif as_json:
            _print_json(documents_json(assistant.index, kept))
        else:
            _print(documents_text(assistant.index, _width(), kept))


@app.command()
def ask(  # noqa: PLR0917 - Typer passes them by name
    question: Annotated[
        str | None, typer.Argument(help="The question, in quotation marks.", show_default=False)
    ] = None,
    as_json: AsJson = False,
    history: Annotated[
        Path | None,
        typer.Option("--history", help='A JSON list of {"q", "a"}, oldest first.', metavar="FILE", show_default=False),
    ] = None,
    superseded: Superseded = False,
    batch: Batch = None,
    out: Out = None,
    model: Model = None,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Answer a question, or a file of them, from the documents."""
    from assistant.answers import Question
    from assistant.build import checked_question
    from ui.batch import check_paths, parse_history, run_batch
    from ui.render import answer_text

    source = _one_or_batch(question, batch, out, "a question")
    turns = _read_history(history)
    settings = _settings(corpus, data, model)
    if source is not None:
        check_paths(*source)
    else:
        checked_question(question or "", max_chars=settings.max_question_chars)
    with Progress() as progress, _assistant(settings, progress, superseded=superseded, asks=True) as assistant:
        if source is not None:

            def answer(line: dict[str, Any]) -> dict[str, Any]:
                line_turns = parse_history(line["history"]) if "history" in line else turns
                return assistant.ask(Question(line["question"], line_turns)).to_dict()

            _report_batch(progress, source[1], run_batch(*source, answer, progress=progress.step))
            return
        answered = assistant.ask(Question(question or "", turns))
    if as_json:
        _print_json(answered.to_dict())
    else:
        _print(answer_text(answered, _width(), styled=_styled()))


@app.command()
def search(  # noqa: PLR0917 - likewise
    query: Annotated[str | None, typer.Argument(help="What to look for.", show_default=False)] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    as_json: AsJson = False,
    superseded: Superseded = False,
    batch: Batch = None,
    out: Out = None,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Rank the passages that lie nearest to a query."""
    from assistant.build import checked_question
    from ui.batch import check_paths, run_batch
    from ui.render import passages_text

    source = _one_or_batch(query, batch, out, "a query")
    settings = _settings(corpus, data)
    if source is not None:
        check_paths(*source)
    else:
        checked_question(query or "", max_chars=settings.max_question_chars)
    with Progress() as progress, _assistant(settings, progress, superseded=superseded) as assistant:
        if source is not None:

            def passages(line: dict[str, Any]) -> dict[str, Any]:
                return {"passages": [passage.to_dict() for passage in assistant.search(line["question"], k=k)]}

            _report_batch(progress, source[1], run_batch(*source, passages, progress=progress.step))
            return
        found = assistant.search(query or "", k=k)
        for caution in assistant.cautions(found):
            progress.notice(caution)
    if as_json:
        _print_json([passage.to_dict() for passage in found])
    else:
        _print(passages_text(found, _width(), styled=_styled()))


@app.command()
def check(  # noqa: PLR0917 - likewise
    claim: Annotated[str | None, typer.Argument(help="The claim, in quotation marks.", show_default=False)] = None,
    as_json: AsJson = False,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="A draft: .docx, .md or .txt.", metavar="DRAFT", show_default=False),
    ] = None,
    superseded: Superseded = False,
    batch: Batch = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Where --batch or --file writes.", metavar="OUT", show_default=False),
    ] = None,
    model: Model = None,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Hold a claim, a file of claims or a draft against the documents."""
    from assistant.answers import Claim
    from assistant.build import checked_claim
    from ui.batch import check_paths, run_batch
    from ui.verdicts import verdict_text

    settings = _settings(corpus, data, model)
    if file is not None:
        if claim is not None or batch is not None or out is None:
            raise UsageProblem("--file goes with --out, and with no claim or --batch.")
        _check_draft(file, out, settings, superseded=superseded, as_json=as_json)
        return
    source = _one_or_batch(claim, batch, out, "a claim")
    if source is not None:
        check_paths(*source)
    else:
        checked_claim(claim or "", max_chars=settings.max_question_chars)
    with Progress() as progress, _assistant(settings, progress, superseded=superseded, asks=True) as assistant:
        if source is not None:

            def verdict(line: dict[str, Any]) -> dict[str, Any]:
                return assistant.check(Claim(line["claim"])).to_dict()

            _report_batch(progress, source[1], run_batch(*source, verdict, progress=progress.step, key="claim"))
            return
        found = assistant.check(Claim(claim or ""))
    if as_json:
        _print_json(found.to_dict())
    else:
        _print(verdict_text(found, _width(), styled=_styled()))


def _check_draft(file: Path, out: Path, settings: Settings, *, superseded: bool, as_json: bool) -> None:
    from ui.drafting import check_draft, claims_go, open_draft

    with Progress() as progress:
        opened = open_draft(file, out)
        n_claims = len(opened.gathered.claims)
        progress.notice(f"{file.name}: {counted(n_claims, 'claim')} to check; {claims_go(settings)}.")
        with _assistant(settings, progress, superseded=superseded, asks=True) as assistant:
            report = check_draft(opened, assistant.check, progress.step)
        for notice in report.notices:
            progress.notice(notice)
    if as_json:
        _print_json(report.to_dict())
    else:
        _print(f"{report.summary} The report is in {out}.")


app.add_typer(evaluating.app, name="eval")


@app.command()
def serve(  # noqa: PLR0917 - likewise
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 7860,
    allow_anyone: Annotated[
        bool, typer.Option("--allow-anyone", help="Let others than this machine in without signing in.")
    ] = False,
    model: Model = None,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Open the page in the browser's reach."""
    from ui.serving import desk_for, for_many, hosts_for, load_people
    from ui.web import build_app
    from ui.web import serve as listen

    settings = for_many(_settings(corpus, data, model))
    people = load_people(settings)
    hosts = hosts_for(host, people, allow_anyone=allow_anyone)
    with Progress() as progress, _assistant(settings, progress, asks=True) as assistant:
        progress.step("starting the page")
        page = build_app(desk_for(assistant, people), hosts=hosts)
        progress.step("")
        listen(page, host, port)


@app.command()
def feedback(
    case: Annotated[
        int | None,
        typer.Option("--case", help="Print one as a draft evaluation case.", metavar="N", show_default=False),
    ] = None,
    cases: Annotated[bool, typer.Option("--cases", help="Print all as a file of draft evaluation cases.")] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """List what people said of answers on the page."""
    from ui.feedback import FeedbackStore, case_of, cases_of
    from ui.listing import feedback_text
    from ui.serving import feedback_file

    said = FeedbackStore(feedback_file(_settings(None, data))).all()
    if case is not None:
        wanted = next((one for one in said if one.id == case), None)
        if wanted is None:
            raise UserFacingError(f"No feedback has the number {case}. `reforms feedback` lists them.")
        _print(case_of(wanted))
    elif cases:
        _print(cases_of(said))
    elif as_json:
        _print_json([asdict(one) for one in said])
    else:
        _print(feedback_text(said, _width()))


people = typer.Typer(help="Say who may sign in to the page.", no_args_is_help=True)
app.add_typer(people, name="people")


@people.command(name="list")
def people_list(data: Data = None) -> None:
    """List who may sign in, and as what."""
    from ui.people import load_people
    from ui.serving import people_file

    known = load_people(people_file(_settings(None, data)))
    lines = [f"{name}  {person.role}" for name, person in sorted(known.items())]
    _print("\n".join(lines) or "Nobody has to sign in, and nobody maintains the library on the page.")


@people.command(name="add")
def people_add(
    name: Annotated[str, typer.Argument(help="Letters, digits, full stops and hyphens.", metavar="NAME")],
    role: Annotated[
        str, typer.Option(help="reader, reviewer (scores answers) or maintainer (changes the library).")
    ] = "reader",
    data: Data = None,
) -> None:
    """Let somebody sign in; the password is asked for, or read from stdin. A page that is open must be started anew."""
    from ui.people import load_people, named, save_people
    from ui.serving import people_file

    path = people_file(_settings(None, data))
    known = load_people(path)
    ask_hidden = sys.stdin.isatty()
    password = typer.prompt("Password", hide_input=True, err=True) if ask_hidden else sys.stdin.readline().rstrip("\n")
    save_people(path, known | named(name, role, password))
    _print(f"{name} may sign in as {role}.")


@people.command(name="remove")
def people_remove(
    name: Annotated[str, typer.Argument(help="As listed.", metavar="NAME")],
    data: Data = None,
) -> None:
    """Let somebody sign in no more."""
    from ui.people import load_people, save_people
    from ui.serving import people_file

    path = people_file(_settings(None, data))
    known = load_people(path)
    if name not in known:
        raise UserFacingError(f"'{name}' is nobody who may sign in. `reforms people list` lists them.")
    save_people(path, {one: person for one, person in known.items() if one != name})
    _print(f"{name} may sign in no more.")


@app.command()
def doctor(model: Model = None, corpus: Corpus = None, data: Data = None) -> None:
    """Say what is installed, which model, the state of the index, and what to do about each."""
    from ui.doctor import examine

    _print(examine(_settings(corpus, data, model)))


def main() -> None:
    """Run the command line and exit with its status."""
    sys.exit(run(sys.argv[1:]))


def run(args: list[str]) -> int:  # noqa: PLR0911 - one exit for each kind of end
    """Run one command.

    Returns:
        The exit status.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    COMMON.clear()
    try:
        status = typer.main.get_command(app).main(args=args, prog_name="reforms", standalone_mode=False)
    except TyperException as error:
        return _fail(f"{error.format_message()} Run `reforms --help` for the commands.", getattr(error, "exit_code", 2))
    except UserFacingError as error:
        return _fail(str(error), 1)
    except (KeyboardInterrupt, typer.Abort):
        return _stopped()
    except ReaderGoneError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _fail(
            f"{error.filename or 'A file'}: {error.strerror or error}. Check the disk and the folder's rights.", 1
        )
    except Exception as error:
        # A fault of ours. The traceback is for whoever mends it, not for whoever asked.
        if os.environ.get("REFORMS_DEBUG"):
            raise
        return _fail(f"A fault ({type(error).__name__}: {error}). Run it again with REFORMS_DEBUG=1 and report it.", 1)
    # Typer keeps Ctrl-C to itself and gives this status back.
    return _stopped() if status == _STOPPED else status if isinstance(status, int) else 0


def _stopped() -> int:
    return _fail("Stopped. Nothing was lost.", _STOPPED)


def _fail(message: str, status: int) -> int:
    sys.stderr.write(f"reforms: {one_line(message, max_chars=600)}\n")
    return status


def _one_or_batch(text: str | None, batch: Path | None, out: Path | None, what: str) -> tuple[Path, Path] | None:
    """The files of a batch, or None when one question is asked."""
    if (batch is None) != (out is None):
        raise UsageProblem("--batch and --out go together.")
    if (text is None) == (batch is None):
        raise UsageProblem(f"Give {what}, or --batch IN --out OUT.")
    return (batch, out) if batch is not None and out is not None else None


def _read_history(path: Path | None) -> Any:
    from ui.batch import BatchError, parse_history

    if path is None:
        return ()
    try:
        return parse_history(json.loads(path.read_bytes()))
    except OSError as error:
        raise BatchError(f"{path}: cannot be read ({error.strerror}). Name a JSON file with --history.") from error
    except (ValueError, RecursionError) as error:
        raise BatchError(f'{path}: not a JSON list of {{"q", "a"}} ({error}). Mend it.') from error


def _report_batch(progress: Progress, target: Path, counts: tuple[int, int]) -> None:
    n_lines, n_errors = counts
    failed = f", {n_errors} of them with an error" if n_errors else ""
    progress.notice(f"{n_lines} lines written to {target}{failed}.")


def _width() -> int:
    return min(max(shutil.get_terminal_size((88, 24)).columns, 40), 100)


def _styled() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _print_json(value: Any) -> None:
    _print(json.dumps(value, indent=2, ensure_ascii=False))
