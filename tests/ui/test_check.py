"""`reforms check`: a claim, a batch, a draft."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.build import Assistant
from corpus import worker
from corpus.manuscripts import working
from tests.assistant.drafts.briefing import briefing
from tests.assistant.drafts.fakes import fake_check
from tests.contract import VERDICT
from tests.ui.test_cli import Cli, cli, small_data  # noqa: F401 - fixtures
from ui.cli import run

REPOSITORY = Path(__file__).resolve().parents[2]
CLAIM = "They share £45 million."
DRAFT = "# Fees\n\nIt will invest £200 million in 2023. The allowance rises to £4,000 a year. Is it so?\n"


@pytest.fixture(autouse=True)
def checker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verdicts known beforehand, and drafts read in this process."""
    monkeypatch.setattr(Assistant, "check", lambda _, claim: fake_check(claim))
    here: dict[str, Callable[[Any], dict[str, Any]]] = {
        "manuscript": working.read_here, "annotate": working.annotate_here,
    }  # fmt: skip
    monkeypatch.setattr(worker, "run", lambda task, request, *_: here[task](request))


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.md"
    path.write_text(DRAFT, encoding="utf-8")
    return path


# One claim


def test_claim_is_told_in_words(cli: Cli, small_data: tuple[str, ...]) -> None:  # noqa: F811
    done = cli("check", CLAIM, *small_data)
    assert done.status == 0
    assert done.out.startswith("✓ Supported\n")


def test_claim_as_json_has_the_shape_of_the_contract(cli: Cli, small_data: tuple[str, ...]) -> None:  # noqa: F811
    verdict = cli("check", CLAIM, "--json", *small_data).json()
    assert VERDICT(verdict)
    assert (verdict["claim"], verdict["verdict"]) == (CLAIM, "supported")


@pytest.mark.parametrize("claim", ["", "  ", "\u202e", "?!"])
def test_empty_claim_is_refused(cli: Cli, small_data: tuple[str, ...], claim: str) -> None:  # noqa: F811
    cli("check", claim, *small_data).refused("claim")


def test_question_is_sent_to_ask(cli: Cli, small_data: tuple[str, ...]) -> None:  # noqa: F811
    cli("check", "How much is the leaving care allowance?", *small_data).refused("`reforms ask`")


def test_long_claim_is_sent_to_file(cli: Cli, small_data: tuple[str, ...]) -> None:  # noqa: F811
    cli("check", "It is so. " * 500, *small_data).refused("at most 2,000", "--file")


@pytest.mark.parametrize(
    "args",
    [
        (), (CLAIM, "--batch", "a", "--out", "b"), ("--file", "a.md"), (CLAIM, "--out", "b.md"),
        (CLAIM, "--file", "a.md", "--out", "b.md"), ("--batch", "a", "--file", "a.md", "--out", "b.md"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_wrong_usage(cli: Cli, args: tuple[str, ...]) -> None:  # noqa: F811
    cli("check", *args).refused("Run `reforms --help`", status=2)


# Batch


def test_batch_checks_every_line_in_order_and_a_failed_one_stops_nothing(
    cli: Cli,  # noqa: F811
    small_data: tuple[str, ...],  # noqa: F811
    tmp_path: Path,
) -> None:
    lines = [
        {"id": 1, "claim": CLAIM}, {"id": "b", "claim": "an unreadable one"}, {"id": 3, "claim": 7},
        {"id": 4, "question": "x"}, {"id": 5, "claim": "It rises to £4,000."},
    ]  # fmt: skip
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{not json\n", encoding="utf-8")
    done = cli("check", "--batch", source, "--out", tmp_path / "out.jsonl", *small_data)
    assert (done.status, done.out) == (0, "")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == [1, "b", 3, 4, 5, None]
    assert [row.get("verdict", row.get("error")) for row in rows] == [
        "supported", "This claim cannot be read. Shorten it.", '"claim" is missing or not a text.',
        '"claim" is missing or not a text.', "contradicted", rows[-1]["error"],
    ]  # fmt: skip
    assert VERDICT(rows[0])
    assert rows[-1]["error"].startswith("Not a line of JSON")


# Drafts


@pytest.mark.parametrize("ending", [".md", ".docx", ".html"])
def test_draft_gives_its_report_and_the_counts(
    cli: Cli,  # noqa: F811
    small_data: tuple[str, ...],  # noqa: F811
    draft: Path,
    ending: str,
) -> None:
    out = draft.with_name(f"report{ending}")
    done = cli("check", "--file", draft, "--out", out, *small_data)
    assert done.status == 0
    assert done.out == f"2 claims: 1 supported, 1 contradicted, 0 not found. The report is in {out}.\n"
    assert "2 claims to check; nothing of it leaves this machine" in done.err
    assert out.read_bytes().startswith({".md": b"# Claim", ".docx": b"PK", ".html": b"<!DOCTYPE html>"}[ending])
    assert draft.read_text("utf-8") == DRAFT


def test_report_as_json_goes_to_stdout(cli: Cli, small_data: tuple[str, ...], draft: Path) -> None:  # noqa: F811
    told = cli("check", "--file", draft, "--out", draft.with_name("r.md"), "--json", *small_data).json()
    assert told["counts"] == {"supported": 1, "contradicted": 1, "not_found": 0, "unchecked": 0}
    assert told["claims"][0]["text"] == "It will invest £200 million in 2023."


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("empty.md", b"", "is empty"),
        ("blank.md", b" \n\n", "holds no words"),
        ("asks.md", b"# Fees\n\nWhat is the fee? Please read on.\n", "holds 2 sentences, and none states something"),
        ("a.pdf", b"%PDF-1.7", "a draft is a .docx, .md or .txt file"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a draft is a .docx, .md or .txt file"),
        ("a.docx", b"Just words", "is not a Word file"),
        ("a.txt", b"PK\x03\x04 zip", "is not a text file: it starts as a zip archive"),
        ("a.txt", b"Fees rise by 5. " * 70_000, "at most 1,000,000 are read"),
    ],
)
def test_draft_that_cannot_be_checked_is_told_in_one_line(  # noqa: PLR0917 - parameters and fixtures
    cli: Cli,  # noqa: F811
    small_data: tuple[str, ...],  # noqa: F811
    tmp_path: Path,
    name: str,
    data: bytes,
    told: str,
) -> None:
    (tmp_path / name).write_bytes(data)
    cli("check", "--file", tmp_path / name, "--out", tmp_path / "r.md", *small_data).refused(name, told)
    assert not (tmp_path / "r.md").exists()


def test_missing_draft_is_told(cli: Cli, small_data: tuple[str, ...], tmp_path: Path) -> None:  # noqa: F811
    cli("check", "--file", tmp_path / "no.md", "--out", tmp_path / "r.md", *small_data).refused("no such file")


@pytest.mark.parametrize("out", ["report.pdf", "report", "no-folder/report.md", "."])
def test_out_that_cannot_be_written_is_told_before_anything_is_loaded(
    cli: Cli,  # noqa: F811
    small_data: tuple[str, ...],  # noqa: F811
    draft: Path,
    out: str,
) -> None:
    cli("check", "--file", draft, "--out", draft.parent / out, *small_data).refused("--out")


@pytest.mark.parametrize("how", ["itself", "link", "hard link"])
def test_draft_is_never_written_over(
    cli: Cli,  # noqa: F811
    small_data: tuple[str, ...],  # noqa: F811
    draft: Path,
    how: str,
) -> None:
    out = draft if how == "itself" else draft.with_name("other.md")
    if how == "link":
        out.symlink_to(draft)
    elif how == "hard link":
        out.hardlink_to(draft)
    cli("check", "--file", draft, "--out", out, *small_data).refused("is the draft itself")
    assert draft.read_text("utf-8") == DRAFT


def everything_below(*folders: Path) -> Iterator[bytes]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                yield path.read_bytes()


def test_nothing_of_the_draft_is_kept_but_its_report(
    cli: Cli,  # noqa: F811
    small_data: tuple[str, ...],  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    temporary, home = tmp_path / "tmp", tmp_path / "home"
    for folder in (temporary, home):
        folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setenv("HOME", str(home))
    draft = tmp_path / "draft.txt"
    draft.write_text("Zanzibarquux will get £45 million. The faulty Zanzibarquux costs £5.\n", encoding="utf-8")
    done = cli("check", "--file", draft, "--out", tmp_path / "r.docx", *small_data)
    assert done.status == 0
    assert "Zanzibarquux" not in done.err
    assert not any(b"Zanzibarquux" in data for data in everything_below(temporary, home, Path(small_data[3])))
    assert {path.name for path in tmp_path.iterdir()} == {"tmp", "home", "draft.txt", "r.docx"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, OSError])
def test_nothing_stays_behind_when_writing_fails(
    small_data: tuple[str, ...],  # noqa: F811
    draft: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: type[BaseException],
) -> None:
    def fails(*_: object) -> None:
        raise error

    out = draft.with_name("r.md")
    out.write_text("before")
    monkeypatch.setattr(Path, "replace", fails)
    assert run(["check", "--file", str(draft), "--out", str(out), *small_data]) != 0
    assert out.read_text() == "before"
    assert {path.name for path in draft.parent.iterdir()} == {"draft.md", "r.md"}


def test_report_has_the_rights_of_any_new_file(cli: Cli, small_data: tuple[str, ...], draft: Path) -> None:  # noqa: F811
    before = os.umask(0o027)
    try:
        assert cli("check", "--file", draft, "--out", draft.with_name("r.md"), *small_data).status == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(draft.with_name("r.md").stat().st_mode) == 0o640


def test_faulty_claim_is_told_and_the_rest_goes_on(
    cli: Cli,  # noqa: F811
    small_data: tuple[str, ...],  # noqa: F811
    draft: Path,
) -> None:
    draft.write_text("The faulty one costs £5. They share £45 million.\n", encoding="utf-8")
    done = cli("check", "--file", draft, "--out", draft.with_name("r.md"), *small_data)
    assert done.out.startswith("2 claims: 1 supported, 0 contradicted, 0 not found, 1 not checked.")
    assert "secret" not in draft.with_name("r.md").read_text("utf-8")


def test_tracked_changes_are_told(cli: Cli, small_data: tuple[str, ...], tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "b.docx").write_bytes(briefing())
    done = cli("check", "--file", tmp_path / "b.docx", "--out", tmp_path / "r.html", *small_data)
    assert "The draft holds 2 tracked changes, read as accepted." in done.err
    report = (tmp_path / "r.html").read_text("utf-8")
    assert "Up to 12 local areas" in report
    assert "20 local areas" not in report


def test_reading_a_draft_in_its_own_process_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    here = working._manuscript(
        json.loads(json.dumps(working.read_here({"name": "b.docx", "kind": "word", "data": _encoded(briefing())})))[
            "manuscript"
        ]
    )
    there = working.read_manuscript("b.docx", briefing())
    assert there == here
    assert working.annotated_word(there, briefing(), (), (), ()).startswith(b"PK")


def _encoded(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_ctrl_c_while_checking_leaves_no_file(tmp_path: Path, small_data: tuple[str, ...]) -> None:  # noqa: F811
    (tmp_path / "draft.txt").write_text("The levy is £5 in 2021. " * 400, encoding="utf-8")
    code = (
        "import signal, sys, time\nfrom assistant.build import Assistant\nfrom tests.ui import commands\n"
        # A shell starts what runs in its background with Ctrl-C ignored, and so what that starts.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def check(self, claim):\n    sys.stderr.write('checking\\n'); sys.stderr.flush(); time.sleep(30)\n"
        "Assistant.check = check\nsys.exit(commands.main())"
    )
    command = [sys.executable, "-c", code, "check", "--file", "draft.txt", "--out", "r.md", *small_data]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line == b"checking\n":
                process.send_signal(signal.SIGINT)
                break
        told = process.stderr.read().decode()
        assert process.wait(timeout=60) == 130
    assert "Stopped" in told
    assert {path.name for path in tmp_path.iterdir()} == {"draft.txt"}
