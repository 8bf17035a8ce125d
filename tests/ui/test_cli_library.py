"""`reforms add`, `remove` and `documents`, end to end on small documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.makers import heading, p, table, word_bytes
from tests.corpus.pdf_makers import Maker, scanned
from tests.fakes import WordEmbeddings, write_folder
from ui.cli import run

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(tmp_path: Path, words: WordEmbeddings, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command on a small corpus and an empty data folder: `cli("add", path)`."""
    corpus = write_folder(tmp_path / "corpus")

    def command(*args: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run([*map(str, args), "--corpus", str(corpus), "--data", str(tmp_path / "data")])
        return status, *capsys.readouterr()

    return command


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    body = (
        heading("Mentoring")
        + p("3.1. The mentoring grant is £41,500 a year.")
        + table(("Year", "Places"), ("2024", "60"))
    )
    (folder / "mentoring.docx").write_bytes(word_bytes(body))
    (folder / "respite.html").write_text(
        "<title>Respite</title><nav>Home</nav>"
        "<main><h1>Respite care</h1><p>Respite is offered for 14 nights.</p></main>"
    )
    return folder


def listed(cli: Cli) -> dict[str, Any]:
    status, out, err = cli("documents", "--json")
    assert status == 0, err
    return {row["document_id"]: row for row in json.loads(out)}


def test_added_documents_are_listed_searched_and_quoted(cli: Cli, inbox: Path) -> None:
    status, out, err = cli("add", inbox)
    assert (status, out) == (0, "Added 2 documents in 3 chunks: mentoring, respite.\n")
    assert "reforms: inbox/mentoring.docx: added as 'mentoring'.\n" in err
    rows = listed(cli)
    assert list(rows) == ["leavers", "plan", "schools", "mentoring", "respite"]
    assert (rows["mentoring"]["origin"], rows["plan"]["origin"]) == ("added", "folder")
    assert (rows["respite"]["title"], rows["respite"]["read"][0]) == ("Respite care", "title")
    status, out, _ = cli("ask", "How much is the mentoring grant?", "--json")
    (citation, *_) = json.loads(out)["citations"]
    assert (citation["document_id"], citation["paragraph"], citation["page_number"]) == ("mentoring", "3.1", None)
    assert "£41,500" in citation["quote"]
    _, text, _ = cli("documents", "--text", "mentoring")
    assert text.rstrip("\n")[citation["char_start"] : citation["char_end"]] == citation["quote"]


def test_only_the_new_document_is_embedded(cli: Cli, inbox: Path, words: WordEmbeddings) -> None:
    assert cli("index")[0] == 0
    words.embedded.clear()
    assert cli("add", inbox / "respite.html")[0] == 0
    assert words.embedded
    assert all("espite" in text for text in words.embedded)


def test_adding_the_same_again_changes_nothing(cli: Cli, inbox: Path) -> None:
    cli("add", inbox)
    status, out, err = cli("add", inbox)
    assert (status, out) == (0, "Nothing new: the library holds all of it already.\n")
    assert "is there already, as 'mentoring'" in err


def test_new_version_is_answered_from_and_the_old_one_only_on_request(cli: Cli, inbox: Path) -> None:
    cli("add", inbox / "mentoring.docx")
    (inbox / "mentoring.docx").write_bytes(word_bytes(p("3.1. The mentoring grant is £52,000 a year.")))
    status, _, err = cli("add", inbox / "mentoring.docx")
    assert status == 0
    assert "is now version 2 of 'mentoring'" in err
    for passage in json.loads(cli("search", "mentoring grant", "--json")[1]):
        assert "41,500" not in passage["text"]
    assert listed(cli)["mentoring"]["version"] == 2
    assert "mentoring@1" in cli("documents", "--superseded")[1]
    assert "£41,500" in cli("documents", "--text", "mentoring@1")[1]
    (row,) = json.loads(cli("documents", "--superseded", "--json")[1])
    assert (row["document_id"], row["superseded"]) == ("mentoring@1", True)


def test_older_version_is_quoted_on_request_and_says_so(cli: Cli, inbox: Path, words: WordEmbeddings) -> None:
    cli("add", inbox / "mentoring.docx")
    (inbox / "mentoring.docx").write_bytes(word_bytes(p("4. Mentors meet every week.")))
    cli("add", inbox / "mentoring.docx")
    words.embedded.clear()
    status, out, _ = cli("ask", "How much is the mentoring grant?", "--superseded", "--json")
    answer = json.loads(out)
    (citation, *_) = answer["citations"]
    assert (status, citation["document_id"], citation["superseded"], citation["superseded_by"]) == (
        0, "mentoring@1", True, "mentoring",
    )  # fmt: skip
    assert "“Mentoring” (mentoring@1) is superseded: the library holds a newer version, mentoring." in answer["notices"]
    assert words.embedded == []  # all of it was embedded when it was added
    _, text, _ = cli("documents", "--text", "mentoring@1")
    assert text.rstrip("\n")[citation["char_start"] : citation["char_end"]] == citation["quote"]
    _, out, err = cli("search", "mentoring grant", "--superseded")
    assert "mentoring@1" in out
    assert "(mentoring@1) is superseded" in err
    assert "superseded version" in cli("ask", "How much is the mentoring grant?", "--superseded")[1]


def test_older_version_is_not_searched_unless_asked_for_even_after_it_was(cli: Cli, inbox: Path) -> None:
    cli("add", inbox / "mentoring.docx")
    (inbox / "mentoring.docx").write_bytes(word_bytes(p("4. Mentors meet every week.")))
    cli("add", inbox / "mentoring.docx")
    assert "41,500" in cli("search", "mentoring grant", "--superseded", "--json")[1]
    assert "41,500" not in cli("search", "mentoring grant", "--json")[1]
    assert all(not one["superseded"] for one in json.loads(cli("ask", "What do mentors do?", "--json")[1])["citations"])


def test_removed_document_leaves_no_older_version_on_the_disk(cli: Cli, inbox: Path, tmp_path: Path) -> None:
    cli("add", inbox / "mentoring.docx")
    (inbox / "mentoring.docx").write_bytes(word_bytes(p("4. Mentors meet every week.")))
    cli("add", inbox / "mentoring.docx")
    cli("search", "mentoring grant", "--superseded")
    assert list((tmp_path / "data" / "index").glob("*-superseded"))
    cli("remove", "mentoring")
    assert not list((tmp_path / "data" / "index").glob("*-superseded"))
    assert "41,500" not in cli("search", "mentoring grant", "--superseded", "--json")[1]


def test_scan_is_read_by_ocr_and_its_quotes_say_so(cli: Cli, tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page(format=(420.0, 200.0))
    maker.paragraph("1. The mileage allowance for befrienders is 45 pence.")
    path = scanned(tmp_path / "mileage.pdf", maker.save(tmp_path / "original.pdf"))
    status, _, err = cli("add", path)
    assert (status, "with `reforms add --ocr`" in err) == (1, True)
    status, _, err = cli("add", path, "--ocr")
    assert status == 0, err
    assert "mileage: page 1 was read by OCR" in err
    answer = json.loads(cli("ask", "How much is the mileage allowance for befrienders?", "--json")[1])
    (citation, *_) = answer["citations"]
    assert (citation["document_id"], citation["page_number"], citation["ocr"]) == ("mileage", 1, True)
    assert "45 pence" in citation["quote"]
    assert any("(mileage) was read by OCR where it is quoted" in notice for notice in answer["notices"])
    assert listed(cli)["mileage"]["ocr_pages"] == [1]
    assert "1 page (1 read by OCR)" in " ".join(cli("documents")[1].split())


def test_removed_document_is_no_longer_found(cli: Cli, inbox: Path) -> None:
    cli("add", inbox)
    status, out, _ = cli("remove", "mentoring")
    assert (status, out) == (0, "Removed 'mentoring'.\n")
    assert "mentoring" not in listed(cli)
    assert "41,500" not in cli("search", "mentoring grant", "--json")[1]


def test_options_describe_one_file(cli: Cli, inbox: Path) -> None:
    options = (
        "--title",
        "Respite brief",
        "--publisher",
        "LGA",
        "--kind",
        "brief",
        "--published",
        "2024-05",
        "--id",
        "r1",
    )
    assert cli("add", inbox / "respite.html", *options)[0] == 0
    row = listed(cli)["r1"]
    assert [row[key] for key in ("title", "publisher", "kind", "published", "read")] == [
        "Respite brief", "LGA", "brief", "2024-05", [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("add", "INBOX/gone.md"), "gone.md: cannot be added (No such file or directory)."),
        (("add", "INBOX/fake.docx"), "fake.docx: is not a Word file: it starts as a PDF."),
        (("add", "INBOX", "--title", "x"), "--title: said of one file only."),
        (("add", "INBOX/respite.html", "--published", "March"), "--published is 'March': write 2023-03-14"),
        (("add", "INBOX/respite.html", "--id", "../x"), "--id is '../x':"),
        (("remove", "nothing"), "'nothing' is not in the library"),
        (("remove", "plan"), "'plan' is a file of "),
        (("documents", "--text", "plan@9"), "No document has the id 'plan@9'."),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_1(cli: Cli, inbox: Path, args: tuple[str, ...], words: str) -> None:
    (inbox / "fake.docx").write_bytes(b"%PDF-1.7")
    status, out, err = cli(*(arg.replace("INBOX", str(inbox)) for arg in args))
    assert (status, out) == (1, "")
    *progress, line = err.splitlines()
    assert line.startswith(f"reforms: {words}")
    assert not any(said.startswith("reforms:") for said in progress)


def test_folder_of_broken_files_names_each_and_exits_1(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    for name in ("a.docx", "b.docx"):
        (folder / name).write_bytes(b"")
    status, out, err = cli("add", folder)
    assert (status, out) == (1, "")
    assert [line.split(" is ")[0] for line in err.splitlines()[:2]] == [
        "reforms: broken/a.docx:",
        "reforms: broken/b.docx:",
    ]
    assert err.splitlines()[2] == "reforms: Nothing could be added: 2 files or folders refused, as said above."


def test_broken_file_among_good_ones_is_named_and_the_rest_is_added(cli: Cli, inbox: Path) -> None:
    (inbox / "fake.docx").write_bytes(b"%PDF-1.7")
    status, out, err = cli("add", inbox)
    assert status == 0
    assert "Added 2 documents" in out
    assert "inbox/fake.docx: is not a Word file" in err
