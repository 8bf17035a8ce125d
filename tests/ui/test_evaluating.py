"""`reforms eval …`: runs are kept, compared, drawn; cases are written and proved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.runs import folder_of, keep
from index.embedding import SentenceTransformerEmbeddings
from tests.assistant.helping.fakes import FakeModel
from tests.evals.run_fakes import case, result, run_of
from tests.ui.test_cli import Cli, Ran
from ui.cli import run


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process."""

    def command(*args: str | Path) -> Ran:
        capsys.readouterr()
        status = run([str(arg) for arg in args])
        return Ran(status, *capsys.readouterr())

    return command


@pytest.fixture
def real(bundled_data: Path, embedder: SentenceTransformerEmbeddings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the bundled documents, with the real embedder ready."""
    monkeypatch.setattr("assistant.build.SentenceTransformerEmbeddings", lambda _: embedder)
    return bundled_data


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data folder with two runs: in the second one more case is right."""
    for started, right in ((1_600_000_000, False), (1_700_000_000, True)):
        made = run_of(result(case("a")), result(case("b"), right=right), started=started)
        keep(made, folder_of(tmp_path))
    return tmp_path


def test_two_runs_are_compared(cli: Cli, kept: Path) -> None:
    target = kept / "out.json"
    done = cli("eval", "compare", "2020", "latest", "--json", target, "--data", kept)
    assert done.status == 0
    assert "b (amount): wrong → right" in done.out
    assert json.loads(target.read_text())["changes"][0]["id"] == "b"


def test_run_that_is_not_there_is_told(cli: Cli, kept: Path) -> None:
    cli("eval", "compare", "x", "latest", "--data", kept).refused("No run is called 'x'")


def test_runs_are_listed_and_a_damaged_one_is_said_to_be(cli: Cli, kept: Path) -> None:
    (folder_of(kept) / "20990101-000000").mkdir()
    (folder_of(kept) / "20990101-000000" / "run.json").write_text("{}")
    done = cli("eval", "runs", "--data", kept)
    assert done.status == 0
    lines = done.out.splitlines()
    assert len(lines) == 3
    assert "is of schema None" in lines[-1]


def test_page_of_a_run_is_written(cli: Cli, kept: Path) -> None:
    target = kept / "page.html"
    done = cli("eval", "report", "--out", target, "--data", kept)
    assert done.out.strip() == str(target)
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_baseline_that_is_not_there_is_told_before_anything_is_opened(cli: Cli, tmp_path: Path) -> None:
    cli("eval", "--baseline", "x", "--data", tmp_path).refused("There is no run in")


def test_other_half_is_wrong_usage(cli: Cli, tmp_path: Path) -> None:
    assert cli("eval", "--split", "secret", "--data", tmp_path).status == 2


def test_run_is_kept_with_its_page_and_compared_with_an_earlier_one(cli: Cli, real: Path) -> None:
    options = ("--only", "limits", "--split", "tune", "--no-baselines", "--data", real)
    first = cli("eval", *options)
    assert first.status == 0
    assert "Kept as " in first.err
    name = first.err.rsplit("Kept as ", 1)[1].split(":")[0]
    assert (folder_of(real) / name / "report.html").is_file()
    second = cli("eval", *options, "--baseline", name)
    assert second.status == 0
    assert "Lost: 0" in second.out
    about = json.loads((folder_of(real) / name / "run.json").read_text())
    assert about["chosen"] == {"only": "limits", "split": "tune"}
    broken = about | {"corpus": "0ther"}
    (folder_of(real) / name / "run.json").write_text(json.dumps(broken))
    third = cli("eval", *options, "--baseline", name)
    assert (third.status, third.out) == (1, "")
    assert "The documents have changed since" in third.err.splitlines()[-1]


def test_steps_of_a_model_are_measured_recorded_and_shown(
    cli: Cli, real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = FakeModel(lambda prompt, data: {"question": "What is the weather like?"}, name="ollama:fake")
    monkeypatch.setattr("assistant.models.loading.load_model", lambda _: model)
    out = tmp_path / "steps.json"
    done = cli(
        "eval", "steps", "--model", "ollama:fake", "--model-steps", "standalone", "--split", "tune", "--limit", "2",
        "--json", out, "--data", real,
    )  # fmt: skip
    assert done.status == 0, done.err
    assert [name for name, _ in model.asked] == ["standalone"] * 2
    assert "standalone: not kept, it gains nothing" in done.err
    assert "standalone       2       1.000  followup_right" in done.out
    assert "none of these helps; writing is not measured yet" in done.out.splitlines()[-1]
    (told,) = json.loads(out.read_text())
    assert (told["step"], told["kept"], told["cases"]) == ("standalone", False, 2)
    (record,) = (real / "measured").iterdir()
    assert json.loads(record.read_text())["steps"] == [told]
    record.unlink()


def test_steps_without_a_model_is_told(cli: Cli, tmp_path: Path) -> None:
    cli("eval", "steps", "--data", tmp_path).refused("No language model is named")


def test_pattern_that_fits_no_case_is_told(cli: Cli, real: Path) -> None:
    done = cli("eval", "--only", "nonsense-*", "--data", real)
    assert (done.status, done.out) == (1, "")
    assert "No case fits --only nonsense-*" in done.err.splitlines()[-1]


def test_answers_of_ours_in_a_file_are_scored_as_in_the_run(cli: Cli, real: Path, tmp_path: Path) -> None:
    asked, answered = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    assert cli("eval", "cases", "questions", "--suite", "limits", "--out", asked).status == 0
    assert cli("ask", "--batch", asked, "--out", answered, "--data", real).status == 0
    done = cli("eval", "score", answered, "--suite", "limits", "--data", real)
    assert done.status == 0
    assert "refusal_recall" in done.out


def test_case_is_written_from_options_and_printed(cli: Cli, real: Path) -> None:
    done = cli(
        "eval", "cases", "new", "--question", "Which newsletter is there?", "--kind", "fact", "--state", "CASPAR",
        "--quote", "nspcc-summary: Sign up to our current awareness newsletter CASPAR", "--data", real,
    )  # fmt: skip
    assert done.status == 0
    assert "document: nspcc-summary" in done.out
    assert "CASPAR" in done.out


def test_claim_is_written_from_options_and_printed(cli: Cli, real: Path) -> None:
    done = cli(
        "eval", "cases", "new-claim", "--claim", "NSPCC has a newsletter about new publications called CASPAR.",
        "--verdict", "supported", "--kind", "statement",
        "--quote", "nspcc-summary: Sign up to our current awareness newsletter CASPAR", "--data", real,
    )  # fmt: skip
    assert done.status == 0
    assert "verdict: supported" in done.out
    assert "document: nspcc-summary" in done.out


def test_all_cases_and_claims_are_proved_from_the_command_line(cli: Cli, real: Path) -> None:
    done = cli("eval", "cases", "check", "--data", real)
    assert done.status == 0
    assert "sections are asked about." in done.out
    assert " claims proved. " in done.out


def test_case_without_a_terminal_needs_its_options(cli: Cli, tmp_path: Path) -> None:
    cli("eval", "cases", "new", "--data", tmp_path).refused("--question is missing")
    cli("eval", "cases", "new-claim", "--data", tmp_path).refused("--claim is missing")


def test_folder_that_is_not_beirs_is_told(cli: Cli, tmp_path: Path) -> None:
    cli("eval", "beir", tmp_path, "--data", tmp_path / "data").refused("holds no corpus.jsonl")
