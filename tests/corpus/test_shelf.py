"""The library: what is added, replaced and removed, and what a kill at any moment leaves.

Run as a module, this file kills `add` and `remove` in forked children at the moments it is told, and prints what each
left.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import filelock
import pytest

from corpus import durability, shelf
from corpus.documents import Document, Source
from corpus.errors import CorpusError
from corpus.gathering import Given, Outcome
from corpus.library import load_library
from corpus.shelf import CATALOGUE, LibraryStorageError, Shelf
from tests.corpus.makers import p, read_here, word_bytes

REPOSITORY = Path(__file__).resolve().parents[2]
STEPS = ("_fsync", "_rename", "remove_tree")


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "read_document", read_here)


@pytest.fixture
def library(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "data" / "library")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder of files to add."""
    folder = tmp_path / "inbox"
    (folder / "2023").mkdir(parents=True)
    (folder / "plan.md").write_text("# Plan\n\nFees rise to £25.\n")
    (folder / "2023" / "minutes.docx").write_bytes(word_bytes(p("Members agreed.")))
    (folder / "page.html").write_text("<title>Page</title><h1>A page</h1><p>Kinship care.</p>")
    return folder


def ids(library: Shelf) -> list[str]:
    return [source.document_id for source in library.sources()[0]]


def said(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.result, outcome.document_id) for outcome in outcomes]


def texts(library: Shelf) -> dict[str, str]:
    return {source.document_id: read_here(source).text for source in library.sources()[0]}


# Adding ------------------------------------------------------------------------------------------------


def test_files_and_folders_are_copied_in_and_can_be_read(library: Shelf, inbox: Path) -> None:
    outcomes = library.add([inbox])
    assert said(outcomes) == [("added", "2023-minutes"), ("added", "page"), ("added", "plan")]
    shutil.rmtree(inbox)
    assert texts(library)["2023-minutes"] == "Members agreed."
    page = library.sources()[0][1]
    assert (page.title, page.read) == ("A page", ("title", "publisher", "published"))


def test_progress_counts_the_files(library: Shelf, inbox: Path) -> None:
    steps: list[str] = []
    library.add([inbox], progress=steps.append)
    assert steps[:2] == ["reading 1 of 3: inbox/2023/minutes.docx", "reading 2 of 3: inbox/page.html"]


def test_same_content_is_known_whatever_its_name(library: Shelf, inbox: Path) -> None:
    library.add([inbox / "plan.md"])
    shutil.copy(inbox / "plan.md", inbox / "copy.md")
    before = (library.folder / CATALOGUE).read_bytes()
    (outcome,) = library.add([inbox / "copy.md"])
    assert (outcome.result, outcome.message) == ("known", "copy.md: is there already, as 'plan'.")
    assert (library.folder / CATALOGUE).read_bytes() == before
    assert len(list(library.folder.glob("plan.*"))) == 1


def test_document_of_the_corpus_is_known_too(library: Shelf, inbox: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    shutil.copy(inbox / "plan.md", corpus / "theirs.md")
    beside = load_library(corpus).sources
    assert said(library.add([inbox / "plan.md"], beside=beside)) == [("known", "theirs")]


def test_new_version_replaces_the_old_which_is_kept(library: Shelf, inbox: Path) -> None:
    library.add([inbox])
    (inbox / "plan.md").write_text("# Plan\n\nFees rise to £27.\n")
    outcomes = library.add([inbox])
    assert said(outcomes)[-1] == ("replaced", "plan")
    assert [outcome.result for outcome in outcomes[:2]] == ["known", "known"]
    assert "£27" in texts(library)["plan"]
    kept, _ = library.kept()
    old, new = (one for one in kept if one.record.document_id == "plan")
    assert (old.superseded, new.superseded, new.record.version) == (True, False, 2)
    assert new.record.supersedes == old.record.sha256
    assert "£25" in read_here(old.source()).text


def test_version_can_be_named_by_its_id(library: Shelf, inbox: Path) -> None:
    library.add([inbox / "plan.md"], given=Given(title="The plan"))
    (inbox / "plan-final.md").write_text("Fees rise to £28.")
    assert said(library.add([inbox / "plan-final.md"], given=Given(id="plan"))) == [("replaced", "plan")]
    (source,) = library.sources()[0]
    assert (source.title, source.read) == ("The plan", ("publisher", "published"))


def test_files_of_one_name_in_two_folders_are_two_documents(library: Shelf, tmp_path: Path) -> None:
    for year in ("2022", "2023"):
        (tmp_path / year).mkdir()
        (tmp_path / year / "minutes.md").write_text(f"Minutes of {year}.")
    outcomes = library.add([tmp_path / "2022", tmp_path / "2023"])
    assert said(outcomes) == [("added", "minutes"), ("added", "minutes-2")]
    (tmp_path / "2023" / "minutes.md").write_text("Minutes of 2023, corrected.")
    assert said(library.add([tmp_path / "2023"])) == [("replaced", "minutes-2")]


def test_what_is_given_outranks_what_is_read(library: Shelf, inbox: Path) -> None:
    library.add([inbox / "page.html"], given=Given(title="Mine", publisher="LGA", kind="brief", published="2023-03"))
    (source,) = library.sources()[0]
    assert (source.title, source.publisher, source.kind, source.published, source.read) == (
        "Mine", "LGA", "brief", "2023-03", (),
    )  # fmt: skip


def test_manifest_of_an_added_folder_describes_its_files(library: Shelf, inbox: Path) -> None:
    (inbox / "documents.toml").write_text('[[document]]\nid = "x"\nfile = "plan.md"\ntitle = "The plan"\n')
    library.add([inbox])
    assert {source.title for source in library.sources()[0]} >= {"The plan", "A page"}


def test_id_taken_in_the_corpus_is_not_given_again(library: Shelf, inbox: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "plan.md").write_text("Another plan.")
    assert said(library.add([inbox / "plan.md"], beside=load_library(corpus).sources)) == [("added", "plan-2")]


def test_joined_library_has_distinct_ids(library: Shelf, inbox: Path, tmp_path: Path) -> None:
    library.add([inbox / "plan.md"])
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "plan.md").write_text("Another plan.")
    joined = library.joined(load_library(corpus))
    assert [source.document_id for source in joined.sources] == ["plan", "plan-added"]
    assert library.remove("plan-added") == "plan"


# What is refused ----------------------------------------------------------------------------------------


def test_broken_file_leaves_the_library_as_it_was(library: Shelf, inbox: Path) -> None:
    library.add([inbox / "plan.md"])
    before = sorted(library.folder.iterdir())
    (inbox / "broken.docx").write_bytes(b"%PDF-1.7")
    (outcome,) = library.add([inbox / "broken.docx"])
    assert outcome.result == "refused"
    assert outcome.message.startswith("broken.docx: is not a Word file: it starts as a PDF.")
    assert sorted(library.folder.iterdir()) == before


def test_broken_file_among_good_ones_is_named_and_the_rest_is_added(library: Shelf, inbox: Path) -> None:
    (inbox / "empty.docx").write_bytes(b"")
    outcomes = library.add([inbox])
    assert [outcome.message for outcome in outcomes if outcome.result == "refused"] == [
        "inbox/empty.docx: is empty (0 bytes). Remove it or replace it."
    ]
    assert len(ids(library)) == 3


def test_links_are_refused(library: Shelf, inbox: Path, tmp_path: Path) -> None:
    (inbox / "link.md").symlink_to(inbox / "plan.md")
    (tmp_path / "folder-link").symlink_to(inbox)
    results = {outcome.message: outcome.result for outcome in library.add([inbox, inbox / "link.md"])}
    assert results["inbox/link.md: is a link, which is left out. Name what it points to."] == "refused"
    assert results["link.md: is a link. Name what it points to."] == "refused"
    assert library.add([tmp_path / "folder-link"])[0].result == "refused"
    assert len(ids(library)) == 3


def test_pipe_is_refused_without_waiting_for_it(library: Shelf, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert "no ordinary file" in library.add([tmp_path / "pipe.md"])[0].message


def test_missing_and_foreign_files_are_one_line_each(library: Shelf, inbox: Path) -> None:
    (inbox / "photo.jpg").write_bytes(b"x")
    gone, photo = library.add([inbox / "gone.md", inbox / "photo.jpg"])
    assert gone.message == "gone.md: cannot be added (No such file or directory). Check the name."
    assert photo.message.startswith("photo.jpg: is of no kind that is read (.txt")
    assert "inbox: 1 file of other kinds left out (.jpg)." in {outcome.message for outcome in library.add([inbox])}


def test_folder_that_cannot_be_opened_is_named_and_the_rest_is_added(
    library: Shelf, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def scan(path: Any) -> Any:
        if Path(path).name == "2023":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", scan)
    outcomes = library.add([inbox])
    assert [outcome.message for outcome in outcomes if outcome.result == "refused"] == [
        "inbox/2023: cannot be opened (Permission denied). Check its rights."
    ]
    assert ids(library) == ["page", "plan"]


def test_file_that_changes_while_it_is_read_is_noticed(
    library: Shelf, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(source: Source) -> Document:
        (inbox / "plan.md").write_text("Changed.")
        return read_here(source)

    monkeypatch.setattr(shelf, "read_document", read)
    (outcome,) = library.add([inbox / "plan.md"])
    assert outcome.message == "plan.md: changed while it was read. Add it again once it is finished."
    assert ids(library) == []


def test_odd_names_are_shown_and_stored_safely(library: Shelf, tmp_path: Path) -> None:
    odd = tmp_path / "plan\u202e\x1b[31m of\nus.md"
    odd.write_text("Fees rise.")
    (outcome,) = library.add([odd])
    assert outcome.message == "plan [31m of us.md: added as 'plan-31m-of-us'."
    (kept,) = library.kept()[0]
    assert kept.record.file == "plan[31m ofus.md"


def test_name_that_is_not_utf8_is_added(library: Shelf, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/minutes-\xff.md"
    Path(os.fsdecode(path)).write_text("Fees rise.")
    assert library.add([Path(os.fsdecode(path))])[0].result == "added"


# Storage ------------------------------------------------------------------------------------------------


def test_full_disk_changes_nothing(library: Shelf, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.add([inbox / "plan.md"])
    before = sorted(library.folder.iterdir())
    fsync = durability._fsync

    def full(path: Path) -> None:
        if path.suffix == ".html":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(path)

    monkeypatch.setattr(durability, "_fsync", full)
    with pytest.raises(LibraryStorageError, match=r"no room to write .* nothing was changed"):
        library.add([inbox])
    assert sorted(library.folder.iterdir()) == before
    assert ids(library) == ["plan"]


FULL = """
import json, resource, sys
from pathlib import Path
from corpus.errors import CorpusError
from corpus.shelf import Shelf
library, path = Shelf(Path(sys.argv[1])), Path(sys.argv[2])
for limit in json.loads(sys.argv[3]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        told = library.add([path])[0].message
    except CorpusError as error:
        told = f"{type(error).__name__}: {error}"
    print(told, file=sys.stderr)
    print(json.dumps([told, sorted(one.name for one in library.folder.iterdir())]), flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits by the resource module")
@pytest.mark.parametrize("n_words", [300, 300_000])
def test_disk_that_fills_up_at_any_write_changes_nothing(library: Shelf, inbox: Path, n_words: int) -> None:
    # The limit stops the writer where a full disk would: at the catalogue, the copy, the record.
    library.add([inbox / "plan.md"])
    before = sorted(path.name for path in library.folder.iterdir())
    (inbox / "big.md").write_text("Fees rise. " * n_words)
    limits = [0, 20, 200, 3_000] if n_words == 300 else [0, 200, 70_000, 2_000_000]
    done = subprocess.run(
        [sys.executable, "-c", FULL, library.folder, inbox / "big.md", json.dumps(limits)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(limits), done.stderr
    for told, left in lines:
        assert told.startswith(f"LibraryStorageError: {library.folder}: no room to write (File too large). Free some")
        assert left == before
    assert ids(library) == ["plan"]
    assert library.add([inbox / "big.md"])[0].result == "added"


def test_undoing_an_add_leaves_the_library_as_it_was(library: Shelf, inbox: Path) -> None:
    library.add([inbox / "plan.md"])
    before = sorted(library.folder.iterdir())
    catalogue = (library.folder / CATALOGUE).read_bytes()
    (inbox / "plan.md").write_text("A new plan.")
    assert len(library.add([inbox])) == 3
    library.undo()
    assert sorted(library.folder.iterdir()) == before
    assert (library.folder / CATALOGUE).read_bytes() == catalogue
    library.undo()  # once only
    assert ids(library) == ["plan"]


def test_undoing_leaves_what_another_program_did_since(library: Shelf, inbox: Path) -> None:
    library.add([inbox / "plan.md"])
    (inbox / "plan.md").write_text("Another plan.")
    Shelf(library.folder).add([inbox])
    library.undo()
    assert sorted(ids(library)) == ["2023-minutes", "page", "plan"]
    assert texts(library)["plan"] == "Another plan."


def test_file_in_the_place_of_the_library_is_one_line(tmp_path: Path, inbox: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(LibraryStorageError, match="cannot be written"):
        Shelf(tmp_path / "data" / "library").add([inbox])


def test_second_writer_says_so_and_waits(library: Shelf, inbox: Path) -> None:
    library.add([inbox / "plan.md"])
    held = filelock.FileLock(str(library.folder / "lock"))
    held.acquire()
    told: list[str] = []
    thread = threading.Thread(target=lambda: library.add([inbox / "page.html"], notify=told.append))
    thread.start()
    time.sleep(0.3)
    assert len(told) == 1
    assert ids(library) == ["plan"]
    held.release()
    thread.join(10)
    assert ids(library) == ["plan", "page"]


def test_writer_that_waits_too_long_gives_up(library: Shelf, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.add([inbox / "plan.md"])
    monkeypatch.setattr(shelf, "WAIT_S", 0.1)
    with filelock.FileLock(str(library.folder / "lock")), pytest.raises(LibraryStorageError, match="still changing"):
        library.add([inbox / "page.html"])


@pytest.mark.parametrize("damage", ["{", "[]", '{"schema": 2, "documents": []}', None])
def test_lost_catalogue_is_made_anew_from_the_records(library: Shelf, inbox: Path, damage: str | None) -> None:
    library.add([inbox])
    (inbox / "plan.md").write_text("A new plan.")
    library.add([inbox])
    if damage is None:
        (library.folder / CATALOGUE).unlink()
    else:
        (library.folder / CATALOGUE).write_text(damage)
    sources, warnings = library.sources()
    assert sorted(source.document_id for source in sources) == ["2023-minutes", "page", "plan"]
    assert texts(library)["plan"] == "A new plan."
    assert len(warnings) == 1
    (inbox / "more.md").write_text("More.")
    library.add([inbox])
    assert len(ids(library)) == 4
    assert library.sources()[1] == ()


def test_copy_that_was_changed_by_hand_is_named(library: Shelf, inbox: Path) -> None:
    library.add([inbox])
    next(library.folder.glob("plan.*/plan.md")).write_text("tampered")
    sources, (warning,) = library.sources()
    assert len(sources) == 2
    assert warning.startswith("plan: its copy in the library was changed")


# Removing -----------------------------------------------------------------------------------------------


def test_removed_document_is_gone_with_its_versions(library: Shelf, inbox: Path) -> None:
    library.add([inbox])
    (inbox / "plan.md").write_text("A new plan.")
    library.add([inbox])
    assert library.remove("plan") == "plan"
    assert ids(library) == ["2023-minutes", "page"]
    assert not list(library.folder.glob("plan.*"))


def test_removing_what_is_not_there_names_what_is(library: Shelf, inbox: Path) -> None:
    with pytest.raises(CorpusError, match="is empty"):
        library.remove("plan")
    library.add([inbox / "plan.md"])
    with pytest.raises(CorpusError, match=r"'x' is not in the library. It holds: plan\."):
        library.remove("x")


# Kills --------------------------------------------------------------------------------------------------


def _interpose(kill_at: int | None, when: str) -> list[str]:
    """Note each sync, rename and removal; die of SIGKILL just before or after number `kill_at`."""
    steps: list[str] = []

    def wrapped(name: str, step: Callable[..., None]) -> Callable[..., None]:
        def run(*paths: Path) -> None:
            steps.append(f"{name} {paths[-1].name}")
            mine = len(steps) - 1 == kill_at
            if mine and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            step(*paths)
            if mine and when == "after":
                os.kill(os.getpid(), signal.SIGKILL)

        return run

    for name in STEPS:
        setattr(durability, name, wrapped(name, getattr(durability, name)))
    return steps


def _state(folder: Path) -> Any:
    """What a fresh reader is told, texts included."""
    library = Shelf(folder)
    kept, warnings = library.kept()
    versions = [[one.record.document_id, one.record.version, one.superseded] for one in kept]
    return [versions, sorted(texts(library).items()), list(warnings)]


def _in_child(do: Callable[[], Any]) -> tuple[int, Any]:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(write, json.dumps(do()).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), json.loads(told) if told else None


def _trials(base: Path, act: Callable[[Shelf], Any]) -> dict[str, Any]:
    """`act` killed before and after each of its steps, on a copy of `base`: what was left, and after acting again."""
    jobs: list[dict[str, Any]] = []

    def copied() -> Path:
        target = base.with_name("trial")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(base, target)
        return target / "library"

    def acted(folder: Path, kill_at: int | None, when: str) -> Any:
        steps = _interpose(kill_at, when)
        act(Shelf(folder))
        return steps

    before = _state(base / "library")
    whole = copied()
    _, steps = _in_child(lambda: acted(whole, None, ""))
    after = _state(whole)
    for kill_at in range(len(steps)):
        for when in ("before", "after"):
            folder = copied()
            code, _ = _in_child(lambda at=kill_at, then=when, where=folder: acted(where, at, then))  # type: ignore[misc]
            left = _state(folder)
            again = None
            if left == before:
                act(Shelf(folder))
                again = _state(folder)
            n_folders = sum(path.is_dir() for path in folder.iterdir())
            jobs.append({"code": code, "left": left, "again": again, "folders": n_folders})
    return {"before": before, "after": after, "steps": steps, "jobs": jobs}


def _serve(base: Path) -> None:
    shelf.read_document = read_here  # type: ignore[attr-defined]
    inbox, new = base / "inbox", base / "new"
    for folder in (inbox, new):
        folder.mkdir()
    (inbox / "plan.md").write_text("Fees rise to £25.")
    (inbox / "page.html").write_text("<p>Kinship care.</p>")
    (base / "world" / "library").mkdir(parents=True)
    Shelf(base / "world" / "library").add([inbox])
    (new / "plan.md").write_text("Fees rise to £27.")
    (new / "minutes.docx").write_bytes(word_bytes(p("Members agreed.")))
    read_here(Source("x", new / "minutes.docx", "", "", "", None, "word", ""))  # its library imported, for all forks
    adding = _trials(base / "world", lambda library: library.add([new]))
    Shelf(base / "world" / "library").add([new])
    removing = _trials(base / "world", lambda library: library.remove("plan"))
    first = base / "first"
    (first / "library").mkdir(parents=True)
    beginning = _trials(first, lambda library: library.add([new]))
    print(json.dumps({"add": adding, "remove": removing, "first": beginning}))


@pytest.fixture(scope="module")
def kills(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.corpus.test_shelf", str(tmp_path_factory.mktemp("kills"))]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True, timeout=300)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("act", ["add", "remove", "first"])
def test_killed_around_every_sync_rename_and_removal_leaves_the_library_as_before_or_after(
    kills: dict[str, Any], act: str
) -> None:
    world = kills[act]
    before, after, jobs = world["before"], world["after"], world["jobs"]
    assert before != after
    assert {job["code"] for job in jobs} == {-signal.SIGKILL}
    outcomes = ["before" if job["left"] == before else "after" if job["left"] == after else "?" for job in jobs]
    # It turns once, where the catalogue gets its name for the last time.
    renames = [n for n, step in enumerate(world["steps"]) if step == f"_rename {CATALOGUE}"]
    turn = 2 * renames[-1] + 1
    assert outcomes == ["before"] * turn + ["after"] * (len(jobs) - turn)


@pytest.mark.parametrize("act", ["add", "remove", "first"])
def test_acting_again_after_a_kill_ends_as_without_it_and_leaves_nothing_behind(
    kills: dict[str, Any], act: str
) -> None:
    world = kills[act]
    again = [job for job in world["jobs"] if job["again"] is not None]
    assert again
    assert all(job["again"] == world["after"] for job in again)
    assert {job["folders"] for job in again} == {len(world["after"][0])}


def test_many_moments_were_tried(kills: dict[str, Any]) -> None:
    assert sum(len(world["jobs"]) for world in kills.values()) >= 60
    for name in STEPS:
        assert any(step.startswith(name) for step in kills["remove"]["steps"])


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
