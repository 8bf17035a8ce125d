from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus import worker
from corpus.errors import DocumentError
from corpus.library import load_library, read_document
from corpus.limits import Limits, PageTimeout, page_alarm
from tests.corpus.fuzz import mutants, outcomes
from tests.corpus.pdf_makers import Maker, bomb, columns, one_page, prose, raw, read_file, scan, source_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="limits by the resource module")


def _small(path: Path) -> Path:
    maker = Maker(foot=str)
    maker.add_page()
    maker.heading("Family help")
    maker.paragraph("1. " + prose(60))
    return maker.save(path)


def test_document_from_the_worker_is_that_of_the_reader(tmp_path: Path) -> None:
    path = _small(tmp_path / "a.pdf")
    assert worker.read(source_of(path)) == read_file(path)


def test_library_reads_pdfs_in_the_worker(tmp_path: Path) -> None:
    _small(tmp_path / "a.pdf")
    (source,) = load_library(tmp_path).sources
    document = read_document(source)
    assert document.blocks[1].paragraph == "1"
    assert document.source.title == "Family help"


def test_error_of_the_reader_comes_back_as_its_one_line(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"^scan\.pdf: 0 of 2 pages hold text, so it is probably a scan\."):
        worker.read(source_of(scan(tmp_path / "scan.pdf")))


def _slow(path: Path) -> Path:
    """A page whose parsing takes many seconds."""
    path.write_bytes(one_page(b"BT /F1 12 Tf 72 700 Td " + b"(a) Tj 0 0 Td " * 300_000 + b"ET"))
    return path


def test_slow_file_is_stopped_at_the_wall_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_GRACE_S", 0.0)
    start = time.monotonic()
    with pytest.raises(DocumentError, match=r"slow\.pdf: reading took more than 1 s, the limit, and was stopped"):
        worker.read(source_of(_slow(tmp_path / "slow.pdf")), Limits(wall_s=1, page_s=60))
    assert time.monotonic() - start < 10


@posix
def test_slow_file_is_stopped_at_the_processor_limit(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="1 s of processor time"):
        worker.read(source_of(_slow(tmp_path / "slow.pdf")), Limits(cpu_s=1, page_s=60))


@posix
def test_slow_page_is_left_out_and_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"slow\.pdf: page 1 took more than 0\.5 s"):
        worker.read(source_of(_slow(tmp_path / "slow.pdf")), Limits(page_s=0.5))


@posix
def test_memory_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(bomb(74_000_000))
    with pytest.raises(DocumentError, match=r"bomb\.pdf: .*(memory|unpacks)"):
        worker.read(source_of(path), Limits(memory_mb=150))


def test_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(bomb(500_000_000))
    with pytest.raises(DocumentError, match="unpacks to more than is read"):
        worker.read(source_of(path))


def test_too_many_pages_and_characters_are_named(tmp_path: Path) -> None:
    kids = b" ".join([b"3 0 R"] * 20)
    path = tmp_path / "many.pdf"
    path.write_bytes(
        raw(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Kids [" + kids + b"] /Count 20 >>",
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            ]
        )
    )
    with pytest.raises(DocumentError, match=r"20 pages, and at most 10 are read"):
        worker.read(source_of(path), Limits(pages=10))
    with pytest.raises(DocumentError, match=r"more than 50 characters by page 1 of 1"):
        worker.read(source_of(_small(tmp_path / "a.pdf")), Limits(chars=50))


def test_process_that_dies_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false" if os.name == "posix" else sys.executable)
    with pytest.raises(DocumentError, match=r"a\.pdf: reading ended without a result \(status 1\)"):
        worker.read(source_of(_small(tmp_path / "a.pdf")))


@posix
def test_worker_can_write_no_file(tmp_path: Path) -> None:
    code = (
        "from corpus.worker import apply_limits\nfrom corpus.limits import Limits\napply_limits(Limits())\n"
        f"with open({str(tmp_path / 'made')!r}, 'wb') as f: f.write(b'x')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert b"File too large" in done.stderr
    assert (tmp_path / "made").read_bytes() == b""


def test_worker_starts_without_the_heavy_libraries() -> None:
    heavy = "('torch', 'chromadb', 'pydantic', 'gradio', 'sentencex')"
    code = f"import sys, corpus.worker, corpus.pdf; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"[]"


@posix
def test_page_alarm_is_not_swallowed_by_handlers_of_exceptions() -> None:
    def swallow() -> None:
        while True:
            with contextlib.suppress(Exception):
                time.sleep(1)

    with pytest.raises(PageTimeout), page_alarm(0.1):
        swallow()


@posix
def test_alarm_of_a_page_leaves_that_of_the_file_running() -> None:
    def outlast() -> None:
        with page_alarm(5):
            pass
        time.sleep(2)

    with pytest.raises(PageTimeout), page_alarm(0.3):
        outlast()


@posix
@pytest.mark.timeout(900)
def test_broken_files_end_in_text_a_warning_or_one_clear_line(tmp_path: Path) -> None:
    """A thousand mutants of good files; `REFORMS_FUZZ=20000` makes more."""
    wanted = int(os.environ.get("REFORMS_FUZZ", "1000"))
    maker = Maker()
    maker.add_page()
    with maker.table(width=440) as table:
        for row in (("Year", "Grant"), ("2023", "£4 million"), ("2024", "£5 million")):
            table.row(row)
    seeds = [
        _small(tmp_path / "small.pdf").read_bytes(),
        columns(tmp_path / "columns.pdf", [prose(80), prose(80, start=5)]).read_bytes(),
        scan(tmp_path / "scan.pdf", 1, text_page=prose(20)).read_bytes(),
        maker.save(tmp_path / "table.pdf").read_bytes(),
    ]
    folder = tmp_path / "mutants"
    folder.mkdir()
    for number, data in enumerate(mutants(seeds, wanted, seed=3)):
        (folder / f"{number:05}.pdf").write_bytes(data)
    met = outcomes(folder, Limits(page_s=5), item_s=10)
    counts = {kind: sum(1 for line in met if line["outcome"] == kind) for kind in ("text", "warning", "error", "crash")}
    (tmp_path / "outcomes.json").write_text(json.dumps(met))
    assert len(met) == wanted
    assert [line for line in met if line["outcome"] == "crash"] == []
    assert counts["text"] + counts["warning"]
    assert counts["error"]
    assert max(line["seconds"] for line in met) < 10
