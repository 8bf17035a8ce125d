from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.build import Assistant
from evals.cases import load_cases
from index.embedding import SentenceTransformerEmbeddings
from tests.contract import PASSAGE, check_answer, is_count, is_text, list_of, maybe, shape
from tests.fakes import LEAVERS, PLAN, WordEmbeddings, write_folder
from ui.cli import run

REPOSITORY = Path(__file__).resolve().parents[2]
ALLOWANCE = "How much is the leaving care allowance?"


@dataclass(frozen=True)
class Ran:
    """What one command did."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        """All of stdout as JSON: nothing else may stand there."""
        assert self.status == 0, self.err
        return json.loads(self.out)

    def refused(self, *told: str, status: int = 1) -> None:
        """One line on stderr, nothing on stdout."""
        assert (self.status, self.out) == (status, ""), self
        assert self.err.startswith("reforms: ")
        assert self.err.count("\n") == 1, self.err
        for words in told:
            assert words in self.err


Cli = Callable[..., Ran]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process."""

    def command(*args: str | Path) -> Ran:
        capsys.readouterr()
        status = run([str(arg) for arg in args])
        return Ran(status, *capsys.readouterr())

    return command


@pytest.fixture(scope="module")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    """Options that name a small corpus and its data folder; whatever is built here has a fake embedder."""
    import functools

    from index import probe
    from index.generations import build_generation

    folder = tmp_path_factory.mktemp("cli")
    write_folder(folder / "corpus")
    fake = WordEmbeddings()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.build.SentenceTransformerEmbeddings", lambda _: fake)
        patch.setattr("index.ingestion.build_generation", functools.partial(build_generation, probe=probe.probe))
        yield ("--corpus", str(folder / "corpus"), "--data", str(folder / "data"))


@pytest.fixture
def real(bundled_data: Path, embedder: SentenceTransformerEmbeddings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the bundled documents, with the real embedder ready."""
    monkeypatch.setattr("assistant.build.SentenceTransformerEmbeddings", lambda _: embedder)
    return bundled_data


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# What each command gives


def test_index_says_what_it_holds(cli: Cli, small_data: tuple[str, ...]) -> None:
    done = cli("index", *small_data)
    assert done.status == 0
    assert done.out.startswith("The index holds 3 documents in ")
    assert done.out.count("\n") == 1


def test_rebuild_gives_the_same_index(cli: Cli, small_data: tuple[str, ...]) -> None:
    assert cli("index", *small_data).out == cli("index", "--rebuild", *small_data).out


def test_documents_lists_each_one(cli: Cli, small_data: tuple[str, ...]) -> None:
    done = cli("documents", *small_data)
    assert done.status == 0
    assert [line for line in done.out.splitlines() if not line.startswith(" ")] == ["leavers", "plan", "schools"]


def test_documents_as_json(cli: Cli, real: Path) -> None:
    listed = cli("documents", "--json", "--data", real).json()
    row = shape(
        {
            "document_id": is_text, "title": is_text, "publisher": is_text, "kind": is_text,
            "published": maybe(is_text), "pages": maybe(is_count), "chunks": is_count, "warnings": list_of(is_text),
        }
    )  # fmt: skip
    assert list_of(row)(listed)
    assert [document["document_id"] for document in listed] == [
        "plymouth-brief", "durham-report", "nspcc-summary", "dfe-press", "lga-pack",
    ]  # fmt: skip


def test_text_of_a_document_is_what_character_places_refer_to(cli: Cli, real: Path) -> None:
    answer = cli("ask", "How much will care leavers get to set up home?", "--json", "--data", real).json()
    check_answer(answer)
    assert answer["citations"]
    for citation in answer["citations"]:
        text = cli("documents", "--text", citation["document_id"], "--data", real).out
        assert text[citation["char_start"] : citation["char_end"]] == citation["quote"]


def test_text_of_an_unknown_document_names_those_there_are(cli: Cli, small_data: tuple[str, ...]) -> None:
    cli("documents", "--text", "nowhere", *small_data).refused("'nowhere'", "leavers, plan, schools")


def test_ask_prints_the_answer_and_its_sources(cli: Cli, real: Path) -> None:
    done = cli("ask", "How much will care leavers get to set up home?", "--data", real)
    assert done.status == 0
    assert done.err == ""
    assert "£3,000" in done.out
    assert "[1]" in done.out
    assert "Sources" in done.out
    assert "\x1b" not in done.out, "no colours where no terminal is"


def test_ask_as_json_keeps_the_contract(cli: Cli, small_data: tuple[str, ...]) -> None:
    answer = cli("ask", ALLOWANCE, "--json", *small_data).json()
    check_answer(answer)
    assert answer["question"] == ALLOWANCE
    assert "£3,000" in answer["answer"]


def test_abstention_is_a_normal_outcome(cli: Cli, real: Path) -> None:
    answer = cli("ask", "How do I bake sourdough bread?", "--json", "--data", real).json()
    check_answer(answer)
    assert answer["outcome"] == "abstained"


def test_history_is_folded_in(cli: Cli, small_data: tuple[str, ...], tmp_path: Path) -> None:
    history = tmp_path / "history.json"
    history.write_text(json.dumps([{"q": "Who recruits foster carers?", "a": "The council."}]))
    answer = cli("ask", "what about Durham?", "--history", history, "--json", *small_data).json()
    assert answer["standalone_question"] == "Who recruits foster carers in Durham?"


def test_search_ranks_passages(cli: Cli, small_data: tuple[str, ...]) -> None:
    passages = cli("search", "allowance", "-k", "2", "--json", *small_data).json()
    assert list_of(PASSAGE)(passages)
    assert [passage["rank"] for passage in passages] == [1, 2]
    assert passages[0]["document_id"] == "leavers"
    printed = cli("search", "allowance", *small_data)
    assert printed.status == 0
    assert "£3,000" in printed.out


def test_doctor_finds_all_well(cli: Cli, real: Path) -> None:
    done = cli("doctor", "--data", real)
    assert done.status == 0
    assert "ok  documents: 5" in done.out
    assert "vectors, searched with Chroma" in done.out
    assert not [line for line in done.out.splitlines() if not line.startswith(("ok  ", "!   "))]


def test_doctor_says_what_to_do_about_what_is_missing(cli: Cli, tmp_path: Path) -> None:
    done = cli("doctor", "--data", tmp_path / "new")
    assert done.status == 0
    assert "`reforms index`" in done.out
    assert not (tmp_path / "new").exists(), "looking must not change anything"
    done = cli("doctor", "--corpus", tmp_path / "nowhere", "--data", tmp_path / "new")
    assert "!   documents: " in done.out


def test_help_names_every_command(cli: Cli) -> None:
    done = cli("--help")
    assert done.status == 0
    for command in ("index", "documents", "ask", "search", "eval", "serve", "doctor"):
        assert f"  {command} " in done.out


# Options


def test_common_options_go_before_and_after_the_command(cli: Cli, small_data: tuple[str, ...]) -> None:
    after = cli("search", "allowance", "--json", *small_data).json()
    before = cli(*small_data, "search", "allowance", "--json").json()
    mixed = cli(*small_data[:2], "search", "allowance", "--json", *small_data[2:]).json()
    assert after == before == mixed


def test_option_after_the_command_wins(cli: Cli, small_data: tuple[str, ...], tmp_path: Path) -> None:
    assert cli("--corpus", tmp_path / "nowhere", "documents", *small_data).status == 0


@pytest.mark.parametrize(
    "args",
    [
        ("frobnicate",),
        ("ask", ALLOWANCE, "--frobnicate"),
        ("ask",),
        ("ask", ALLOWANCE, "second"),
        ("ask", ALLOWANCE, "--batch", "in.jsonl", "--out", "out.jsonl"),
        ("ask", "--batch", "in.jsonl"),
        ("ask", "--out", "out.jsonl"),
        ("search",),
        ("search", "x", "-k", "0"),
        ("search", "x", "-k", "many"),
        ("serve", "--port", "99999"),
        ("index", "--data"),
    ],
)
def test_wrong_usage_exits_2_with_one_line(cli: Cli, args: tuple[str, ...]) -> None:
    cli(*args).refused("reforms --help", status=2)


def test_without_a_command_the_help_is_shown(cli: Cli) -> None:
    done = cli()
    assert done.status == 2
    assert "Usage" in done.out + done.err


# Bad questions


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("\u202e\u200b", "empty"),
        ("\udcff\udcfe\udc80", "empty"),
        ("why " * 5_000, "20,000 characters"),
    ],
)
def test_question_that_cannot_be_asked_exits_1(cli: Cli, small_data: tuple[str, ...], question: str, told: str) -> None:
    cli("ask", question, *small_data).refused(told)
    cli("search", question, *small_data).refused(told)


def test_question_with_bytes_that_are_no_text_is_still_valid_json(cli: Cli, small_data: tuple[str, ...]) -> None:
    answer = cli("ask", "leaving \udce9 care allowance", "--json", *small_data).json()
    check_answer(answer)
    assert answer["question"] == "leaving \udce9 care allowance"
    assert answer["standalone_question"] == "leaving care allowance"


# Bad folders


@pytest.mark.parametrize("command", [("index",), ("ask", "x"), ("search", "x"), ("documents",)])
def test_missing_corpus_is_told(cli: Cli, tmp_path: Path, command: tuple[str, ...]) -> None:
    cli(*command, "--corpus", tmp_path / "nowhere", "--data", tmp_path).refused("nowhere", "--corpus")


def test_empty_corpus_is_told(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    cli("index", "--corpus", tmp_path / "corpus", "--data", tmp_path / "data").refused("holds no document")
    assert not (tmp_path / "data").exists()


def test_corpus_that_is_a_file_is_told(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text(PLAN)
    cli("index", "--corpus", tmp_path / "plan.md", "--data", tmp_path).refused("not a folder")


def test_corpus_of_blank_files_is_told(cli: Cli, tmp_path: Path, words: WordEmbeddings) -> None:
    write_folder(tmp_path / "corpus", {"a.md": "\n \n", "b.txt": ""})
    done = cli("index", "--corpus", tmp_path / "corpus", "--data", tmp_path / "data")
    assert done.status == 1
    assert done.out == ""
    assert done.err.splitlines()[-1].startswith("reforms: ")


ENTRY = '[[document]]\nid = "plan"\nfile = "plan.md"\ntitle = "Plan"\n'


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        (ENTRY + 'publsher = "X"\n', "document[0].publsher is not a known key"),
        (ENTRY + 'published = "14 March"\n', "document[0].published"),
        (ENTRY + "published = 2023-13-40\n", "not valid TOML"),
        (ENTRY + 'published = "2023-02-30"\n', "document[0].published"),
        (ENTRY.replace("plan.md", "gone.md"), "'gone.md' does not exist"),
        (ENTRY.replace("plan.md", "../outside.md"), "outside the folder"),
        (ENTRY + ENTRY, "used twice"),
        (ENTRY.replace('title = "Plan"\n', ""), "document[0].title is missing"),
        (ENTRY.replace('"plan"', '"a b"'), "document[0].id"),
        ("documents = 1\n", "documents is not a known key"),
        ("= nonsense", "not valid TOML"),
        ("", "names no document"),
    ],
)
def test_wrong_manifest_names_the_entry_and_the_key(cli: Cli, tmp_path: Path, manifest: str, told: str) -> None:
    write_folder(tmp_path / "corpus", {"plan.md": PLAN, "documents.toml": manifest})
    (tmp_path / "outside.md").write_text("secret")
    cli("index", "--corpus", tmp_path / "corpus", "--data", tmp_path / "data").refused("documents.toml", told)


def test_manifest_that_is_no_text_is_told(cli: Cli, tmp_path: Path) -> None:
    write_folder(tmp_path / "corpus", {"plan.md": PLAN})
    (tmp_path / "corpus" / "documents.toml").write_bytes(b"\xff\xfe\0\0")
    cli("index", "--corpus", tmp_path / "corpus", "--data", tmp_path / "data").refused("documents.toml")


def test_data_folder_that_is_a_file_is_told(cli: Cli, tmp_path: Path, words: WordEmbeddings) -> None:
    write_folder(tmp_path / "corpus")
    (tmp_path / "data").write_text("a file")
    done = cli("index", "--corpus", tmp_path / "corpus", "--data", tmp_path / "data")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1].startswith("reforms: ")
    assert "Traceback" not in done.err


CHILD = """
import functools, os, resource, sys
from pathlib import Path
import assistant.build, index.ingestion
from index import probe
from index.generations import build_generation
from tests.fakes import WordEmbeddings
import ui.cli, ui.batch, ui.render, chromadb, bm25s, langchain_chroma
assistant.build.SentenceTransformerEmbeddings = lambda _: WordEmbeddings()
index.ingestion.build_generation = functools.partial(build_generation, probe=probe.probe)
os.environ["TMPDIR"] = sys.argv[1]
"""


def child(code: str, *args: str | Path, timeout_s: float = 120) -> Ran:
    """Run code in a process of its own with the fake embedder; `sys.argv` holds the args."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD + textwrap.dedent(code), *map(str, args)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


NOBODY = "os.setegid(65534) if os.geteuid() == 0 else None; os.seteuid(65534) if os.geteuid() == 0 else None\n"


@pytest.fixture
def open_tmp(tmp_path: Path) -> Iterator[Path]:
    """A folder that any user may reach and write: a privileged test hands its privileges away."""
    import tempfile

    with tempfile.TemporaryDirectory(dir="/tmp") as name:  # `tmp_path` lies below folders that only we may enter
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "tmp").mkdir()
        (folder / "tmp").chmod(0o777)
        yield folder
        for path in folder.rglob("*"):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)


def test_unreadable_corpus_is_told(open_tmp: Path) -> None:
    corpus = write_folder(open_tmp / "corpus")
    corpus.chmod(0)
    code = NOBODY + 'sys.exit(ui.cli.run(["index", "--corpus", sys.argv[2], "--data", sys.argv[3]]))'
    child(code, open_tmp / "tmp", corpus, open_tmp / "data").refused("corpus: cannot be read (Permission denied)")


def test_unreadable_documents_are_told(open_tmp: Path) -> None:
    corpus = write_folder(open_tmp / "corpus", {"plan.md": "Fees rise."})
    (corpus / "plan.md").chmod(0)
    code = NOBODY + 'sys.exit(ui.cli.run(["index", "--corpus", sys.argv[2], "--data", sys.argv[3]]))'
    done = child(code, open_tmp / "tmp", corpus, open_tmp / "data")
    assert "plan.md: not read, since it cannot be opened (Permission denied)." in done.err
    assert done.err.count("\n") == 1


def test_read_only_data_folder_is_told_and_an_index_in_it_still_answers(open_tmp: Path) -> None:
    corpus = write_folder(open_tmp / "corpus")
    (open_tmp / "data").mkdir()
    (open_tmp / "data").chmod(0o555)
    options = '"--corpus", sys.argv[2], "--data", sys.argv[3]'
    refused = child(NOBODY + f'sys.exit(ui.cli.run(["index", {options}]))', open_tmp / "tmp", corpus, open_tmp / "data")
    assert (refused.status, refused.out) == (1, "")
    assert "cannot be written (Permission denied)" in refused.err.splitlines()[-1]
    assert "--data" in refused.err.splitlines()[-1]
    assert "Traceback" not in refused.err

    code = f"""
        (Path(sys.argv[3])).chmod(0o755)
        assert ui.cli.run(["index", {options}]) == 0
        for path in [Path(sys.argv[3]), *Path(sys.argv[3]).rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        if os.geteuid() == 0:
            os.setegid(65534); os.seteuid(65534)
        sys.exit(ui.cli.run(["search", "allowance", "--json", {options}]))
    """
    done = child(code, open_tmp / "tmp", corpus, open_tmp / "data")
    assert done.status == 0, done.err
    assert "£3,000" in done.out


def test_full_data_folder_is_told_in_one_line(tmp_path: Path) -> None:
    corpus = write_folder(tmp_path / "corpus")
    code = """
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        sys.exit(ui.cli.run(["index", "--corpus", sys.argv[2], "--data", sys.argv[3]]))
    """
    done = child(code, tmp_path, corpus, tmp_path / "data")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1].startswith("reforms: ")
    assert "no room to write" in done.err.splitlines()[-1]
    assert "Traceback" not in done.err


# Batches


@pytest.fixture
def batch(tmp_path: Path) -> Callable[..., Path]:
    """Write a batch file of JSON values and raw lines."""

    def write(*rows: object) -> Path:
        path = tmp_path / "in.jsonl"
        path.write_bytes(b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows))
        return path

    return write


def test_batch_answers_every_line_in_order(
    cli: Cli, small_data: tuple[str, ...], batch: Callable[..., Path], tmp_path: Path
) -> None:
    questions = [ALLOWANCE, "Who recruits foster carers?", "zebra crossings"]
    source = batch(*({"id": n, "question": question} for n, question in enumerate(questions)))
    done = cli("ask", "--batch", source, "--out", tmp_path / "out.jsonl", *small_data)
    assert (done.status, done.out) == (0, "")
    assert f"3 lines written to {tmp_path / 'out.jsonl'}." in done.err
    answers = lines(tmp_path / "out.jsonl")
    assert [answer["id"] for answer in answers] == [0, 1, 2]
    assert [answer["question"] for answer in answers] == questions
    for answer in answers:
        check_answer(answer)


def test_batch_line_that_fails_never_stops_the_rest(
    cli: Cli, small_data: tuple[str, ...], batch: Callable[..., Path], tmp_path: Path
) -> None:
    good = {"id": "good", "question": ALLOWANCE}
    source = batch(
        b"{not json",
        good,
        b"",
        b"   \t",
        [1, 2],
        b"null",
        {"id": "no question"},
        {"id": "number", "question": 7},
        {"id": "empty", "question": " "},
        {"id": "long", "question": "why " * 5_000},
        {"id": "binary", "question": "\0\0"},
        b'{"id": "bytes", "question": "\xff\xfe"}',
        b"[" * 100_000,
        b'{"id": NaN, "question": "x"}',
        b'{"id": 1e999, "question": "x"}',
        {"id": "bad history", "question": "what about it?", "history": [{"q": 1, "a": "x"}]},
        {"id": "history no list", "question": "what about it?", "history": {"q": "x", "a": "y"}},
        good,
    )
    done = cli("ask", "--batch", source, "--out", tmp_path / "out.jsonl", *small_data)
    assert done.status == 0
    assert "16 lines written" in done.err
    assert "14 of them with an error" in done.err
    rows = lines(tmp_path / "out.jsonl")
    assert [row["id"] for row in rows] == [
        None, "good", None, None, "no question", "number", "empty", "long", "binary", *[None] * 4, "bad history",
        "history no list", "good",
    ]  # fmt: skip
    for row in rows:
        if row["id"] == "good":
            check_answer(row)
        else:
            assert set(row) == {"id", "error"}
            assert row["error"]
            assert "\n" not in row["error"]


@pytest.mark.parametrize(
    "line_id", ["a", 7, 1.5, None, True, ["x", 1], {"n": [1]}, "", "é\u2028\u202e", "\ud800", 10**30]
)
def test_batch_gives_back_ids_of_any_json_type(
    cli: Cli, small_data: tuple[str, ...], batch: Callable[..., Path], tmp_path: Path, line_id: object
) -> None:
    source = batch({"id": line_id, "question": ALLOWANCE}, {"question": ALLOWANCE})
    assert cli("search", "--batch", source, "--out", tmp_path / "out.jsonl", *small_data).status == 0
    first, second = (tmp_path / "out.jsonl").read_bytes().splitlines()
    assert json.loads(first)["id"] == line_id
    assert json.loads(second)["id"] is None


def test_half_a_surrogate_pair_in_a_question_stops_nothing(
    cli: Cli, small_data: tuple[str, ...], batch: Callable[..., Path], tmp_path: Path
) -> None:
    source = batch({"id": 1, "question": "leaving care \ud83d allowance"}, {"id": 2, "question": ALLOWANCE})
    assert cli("ask", "--batch", source, "--out", tmp_path / "out.jsonl", *small_data).status == 0
    first, second = lines(tmp_path / "out.jsonl")
    check_answer(first)
    check_answer(second)
    assert first["question"] == "leaving care \ud83d allowance"


def test_history_of_a_line_is_folded_in(
    cli: Cli, small_data: tuple[str, ...], batch: Callable[..., Path], tmp_path: Path
) -> None:
    turns = [{"q": "Who recruits foster carers?", "a": "The council."}]
    source = batch({"id": 1, "question": "what about Durham?", "history": turns})
    cli("ask", "--batch", source, "--out", tmp_path / "out.jsonl", *small_data)
    (answer,) = lines(tmp_path / "out.jsonl")
    assert answer["standalone_question"] == "Who recruits foster carers in Durham?"


def test_search_batch_gives_passages(
    cli: Cli, small_data: tuple[str, ...], batch: Callable[..., Path], tmp_path: Path
) -> None:
    source = batch({"id": "q1", "question": "allowance"}, {"id": "q2", "question": ""})
    done = cli("search", "-k", "2", "--batch", source, "--out", tmp_path / "out.jsonl", *small_data)
    assert (done.status, done.out) == (0, "")
    first, second = lines(tmp_path / "out.jsonl")
    assert set(first) == {"id", "passages"}
    assert list_of(PASSAGE)(first["passages"])
    assert len(first["passages"]) == 2
    assert set(second) == {"id", "error"}


def test_batch_may_replace_its_own_file(
    cli: Cli, small_data: tuple[str, ...], batch: Callable[..., Path], tmp_path: Path
) -> None:
    source = batch({"id": 1, "question": ALLOWANCE}, {"id": 2, "question": "foster carers"})
    assert cli("ask", "--batch", source, "--out", source, *small_data).status == 0
    assert [answer["id"] for answer in lines(source)] == [1, 2]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]


def test_empty_batch_gives_an_empty_file(
    cli: Cli, small_data: tuple[str, ...], batch: Callable[..., Path], tmp_path: Path
) -> None:
    assert cli("ask", "--batch", batch(), "--out", tmp_path / "out.jsonl", *small_data).status == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_batch_that_cannot_be_read_is_told(cli: Cli, small_data: tuple[str, ...], tmp_path: Path, name: str) -> None:
    cli("ask", "--batch", tmp_path / name, "--out", tmp_path / "out.jsonl", *small_data).refused("--batch")


@pytest.mark.parametrize("name", ["no-folder/out.jsonl", "."])
def test_result_that_cannot_be_written_is_told_before_anything_is_loaded(
    cli: Cli, small_data: tuple[str, ...], batch: Callable[..., Path], tmp_path: Path, name: str
) -> None:
    source = batch({"id": 1, "question": ALLOWANCE})
    cli("ask", "--batch", source, "--out", tmp_path / name, *small_data).refused("--out")


def test_full_disk_leaves_the_file_that_stood_there(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "question": "x"}\n')
    (tmp_path / "out.jsonl").write_text("before")
    code = """
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            ui.batch.run_batch(Path(sys.argv[2]), Path(sys.argv[3]), lambda _: {"answer": "x" * 50_000}, progress=print)
        except ui.batch.BatchError as error:
            print(error)
    """
    done = child(code, tmp_path, tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    assert done.status == 0, done.err
    assert "out.jsonl: the batch stopped (File too large)" in done.out
    assert (tmp_path / "out.jsonl").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'[{"q": "x"}]', "history[0]"),
        (b'{"q": "x", "a": "y"}', "history[0]"),
        (b'["x"]', "history[0]"),
        (b"[{", "not a JSON list"),
        (b"\xff\xfe\xfd", "not a JSON list"),
        (b"[" * 100_000, "not a JSON list"),
    ],
)
def test_wrong_history_file_is_told(
    cli: Cli, small_data: tuple[str, ...], tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "history.json").write_bytes(content)
    cli("ask", "what about it?", "--history", tmp_path / "history.json", *small_data).refused(told)


def test_missing_history_file_is_told(cli: Cli, small_data: tuple[str, ...], tmp_path: Path) -> None:
    cli("ask", "why?", "--history", tmp_path / "none.json", *small_data).refused("none.json", "--history")


# Any documents


def test_folder_in_the_form_of_beir_works_from_end_to_end(cli: Cli, tmp_path: Path, words: WordEmbeddings) -> None:
    records: list[dict[str, Any]] = [
        {"_id": "d1", "title": "Leaving care", "text": LEAVERS.split("\n\n", 1)[1]},
        {"_id": "MED-10", "title": "", "text": "Statins lower cholesterol in 30 per cent of adults.", "metadata": {}},
        {"_id": "3", "title": "Numbers", "text": "Virtual school heads look after education."},
    ]
    write_folder(tmp_path / "beir", {"corpus.jsonl": "\n".join(json.dumps(record) for record in records)})
    options = ("--corpus", tmp_path / "beir", "--data", tmp_path / "data")
    passages = cli("search", "do statins lower cholesterol", "--json", *options).json()
    assert passages[0]["document_id"] == "MED-10"
    answer = cli("ask", ALLOWANCE, "--json", *options).json()
    check_answer(answer, {str(record["_id"]): str(record["text"]) for record in records})
    assert answer["citations"][0]["document_id"] == "d1"
    assert cli("documents", "--text", "MED-10", *options).out.strip() == records[1]["text"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{nonsense", "line 2 is not JSON"),
        ('{"_id": "x"}', 'line 2 needs "_id" and "text"'),
        ('{"_id": "d1", "text": "again"}', "line 2 repeats or lacks its _id"),
        ('["x"]', 'line 2 needs "_id" and "text"'),
    ],
)
def test_wrong_record_names_its_line(cli: Cli, tmp_path: Path, line: str, told: str) -> None:
    write_folder(tmp_path / "beir", {"corpus.jsonl": '{"_id": "d1", "text": "first"}\n' + line})
    cli("index", "--corpus", tmp_path / "beir", "--data", tmp_path / "data").refused("corpus.jsonl", told)


def test_two_folders_share_a_data_folder(
    cli: Cli, small_data: tuple[str, ...], tmp_path: Path, words: WordEmbeddings
) -> None:
    write_folder(tmp_path / "other", {"roads.md": "# Roads\n\nPotholes will be filled by 2027."})
    data = small_data[3]
    assert "Potholes" in cli("ask", "When are potholes filled?", "--corpus", tmp_path / "other", "--data", data).out
    assert "£3,000" in cli("ask", ALLOWANCE, *small_data).out


# Processes of their own


def test_module_runs_as_the_command_does(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui", "ask", b"\xff\xfe\x80", "--data", tmp_path / "data"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    Ran(done.returncode, done.stdout, done.stderr).refused("The question is empty")
    assert not (tmp_path / "data").exists(), "a bad question must not cost an index"


@pytest.mark.parametrize("reader", ["head -c 10", "true"], ids=["reads-a-little", "gone-before-anything-is-written"])
def test_reader_that_has_seen_enough_is_no_error(bundled_data: Path, reader: str) -> None:
    command = f"{sys.executable} -m ui documents --text lga-pack --data {bundled_data} | {reader}"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout) <= 10


def test_nothing_goes_out_to_the_network(tmp_path: Path) -> None:
    """The real embedder, index and answer, with every connection and name look-up refused and noted."""
    corpus = write_folder(tmp_path / "corpus", {"leavers.md": LEAVERS})
    noted = tmp_path / "noted"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        textwrap.dedent(f"""
            import socket
            def refuse(*args, **kwargs):
                with open({str(noted)!r}, "a") as file:
                    file.write(repr(args) + "\\n")
                raise OSError("the network is off")
            for name in ("connect", "connect_ex", "sendto"):
                setattr(socket.socket, name, refuse)
            for name in ("create_connection", "getaddrinfo", "gethostbyname"):
                setattr(socket, name, refuse)
        """)
    )
    options = f'"--corpus", {str(corpus)!r}, "--data", {str(tmp_path / "data")!r}'
    code = f"""
import sys; from ui.cli import run
sys.exit(run(["index", {options}]) or run(["search", "allowance", {options}]) or run(["ask", {ALLOWANCE!r}, {options}]))
"""
    environment = os.environ | {"PYTHONPATH": f"{tmp_path / 'site'}{os.pathsep}{REPOSITORY}"}
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "ANONYMIZED_TELEMETRY"):
        environment.pop(name, None)  # the program must see to it itself
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "£3,000" in done.stdout
    assert not noted.exists(), noted.read_text()


def test_interrupted_command_says_so(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(*_: object, **__: object) -> Assistant:
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.build.build_assistant", interrupted)
    cli("index", "--data", tmp_path).refused("Stopped. Nothing was lost.", status=130)


def test_fault_of_ours_is_one_line_and_its_trace_is_for_whoever_asks(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> Assistant:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr("assistant.build.build_assistant", broken)
    cli("index", "--data", tmp_path).refused("ZeroDivisionError: by zero", "REFORMS_DEBUG=1")
    monkeypatch.setenv("REFORMS_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli("index", "--data", tmp_path)


# The evaluation


def test_eval_of_one_suite_writes_its_report(cli: Cli, real: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    done = cli("eval", "--suite", "limits", "--no-baseline", "--json", target, "--data", real)
    assert done.status == 0
    assert "refusal_recall" in done.out
    report = json.loads(target.read_text())
    assert [system["name"] for system in report["systems"]] == ["reforms-assistant"]
    assert report["failed_gates"] == []


def test_unknown_suite_names_those_there_are(cli: Cli, real: Path) -> None:
    done = cli("eval", "--suite", "nonsense", "--data", real)
    done.refused("'nonsense'", "care_leavers")


def test_eval_of_the_claims_for_tuning_alone_writes_every_verdict(cli: Cli, real: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    done = cli("eval", "--suite", "claims/kinship", "--split", "tune", "--json", target, "--data", real)
    assert done.status == 0
    assert "claims checked in" in done.out
    assert "false_assurance" in done.out
    assert "of the half for tuning went wrong" in done.out
    report = json.loads(target.read_text())
    assert report["systems"] == []
    assert {claim["split"] for claim in report["claims"]["claims"]} == {"tune"}


def test_unknown_file_of_claims_names_those_there_are(cli: Cli, real: Path) -> None:
    cli("eval", "--suite", "claims/nonsense", "--data", real).refused("'nonsense'", "kinship")


def test_unknown_half_is_wrong_usage(cli: Cli, real: Path) -> None:
    assert cli("eval", "--split", "secret", "--data", real).status == 2


@pytest.fixture
def one_case(real: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The evaluation reduced to its first case."""
    from evals import run as running

    monkeypatch.setattr(running, "load_cases", lambda **_: load_cases(suite="limits")[:1])
    return real


def test_failed_gate_fails_the_command(cli: Cli, one_case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from evals.report import Report

    monkeypatch.setattr(Report, "failed_gates", property(lambda _: ["recall_at_1 is 0.100, the gate 0.55"]))
    done = cli("eval", "--no-baseline", "--no-claims", "--data", one_case)
    assert done.status == 1
    assert done.err.splitlines()[-1] == "reforms: Gates failed: recall_at_1 is 0.100, the gate 0.55."


def test_report_that_cannot_be_written_is_told(cli: Cli, one_case: Path, tmp_path: Path) -> None:
    done = cli("eval", "--no-baseline", "--no-claims", "--json", tmp_path / "no" / "out.json", "--data", one_case)
    assert done.status == 1
    assert done.err.splitlines()[-1].startswith("reforms: ")
    assert "out.json: cannot be written (No such file or directory)" in done.err
