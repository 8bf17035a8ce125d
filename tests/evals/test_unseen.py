from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.build import Assistant
from corpus.documents import Document
from corpus.library import load_library, read_document
from evals import unseen
from evals.cases import load_cases, place_cases
from evals.metrics.answers import states_fact
from evals.run import run
from evals.unseen import CASES, PAPERS, absent, gather, main
from tests.conftest import MakeAssistant

_REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("REFORMS_SHARED", _REPOSITORY.parent / "shared")) / "pdfs" / "good"
UNSEEN = load_cases(CASES)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Document]:
    if absent(SHARED):
        pytest.skip("the three PDFs are absent")
    library = load_library(gather(SHARED, tmp_path_factory.mktemp("unseen") / "papers"))
    return {source.document_id: read_document(source) for source in library.sources}


def test_each_paper_has_twenty_questions_and_both_kinds() -> None:
    for suite in {suite for suite, _ in UNSEEN}:
        cases = [case for name, case in UNSEEN if name == suite]
        assert len(cases) >= 20
        assert sum(case.answerable for case in cases) >= 12
        assert sum(case.kind == "unanswerable" for case in cases) >= 6
        assert 0.4 <= sum(case.wording == "far" for case in cases) / len(cases) <= 0.6


def test_unseen_cases_are_not_among_those_that_the_work_is_developed_on() -> None:
    ours = load_cases()
    assert not {case.id for _, case in UNSEEN} & {case.id for _, case in ours}
    assert not {case.question for _, case in UNSEEN} & {case.question for _, case in ours}
    assert {case.split for _, case in UNSEEN} == {"held_back"}


def test_every_answer_stands_at_its_places_in_the_papers(papers: Mapping[str, Document]) -> None:
    for case in place_cases(UNSEEN, papers):
        told = [
            papers[document_id].text[block.char_start : block.char_end]
            for spans in case.spans
            for document_id, start, end in spans
            for block in papers[document_id].blocks
            if block.char_start < end and start < block.char_end
        ]
        assert states_fact(case, "\n".join(told)) in (True, None), case.case.id


def test_library_holds_the_three_papers_and_nothing_else_of_the_folder(tmp_path: Path) -> None:
    for name in (*PAPERS, "another.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7")
    library = gather(tmp_path, tmp_path / "papers")
    assert sorted(path.name for path in library.iterdir()) == sorted(PAPERS)


def test_without_the_papers_one_line_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / PAPERS[0]).write_bytes(b"%PDF-1.7")
    assert main([str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"Skipped: {tmp_path} lacks {PAPERS[1]}, {PAPERS[2]}.\n"


def test_unknown_suite_is_told_before_anything_is_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unseen, "PAPERS", ())
    assert main([str(tmp_path), "--suite", "nowhere"]) == 1
    assert capsys.readouterr().err == "No suite is called 'nowhere'. There are: health, kcsie, leaving_care.\n"


def test_cases_of_another_folder_are_asked_without_gates(small: MakeAssistant, tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "money.yaml").write_text(
        "cases:\n- {id: pool, question: when does the pool open, persona: councillor, kind: out_of_scope, "
        "wording: far, split: held_back}\n",
        encoding="utf-8",
    )
    assistant: Assistant = small({"plan.md": "# Plan\n\nThe council will spend £25 million on foster care.\n"})
    report = run(assistant, folder=tmp_path / "cases", baseline=False)
    assert [result.case.id for result in report.systems[0].results] == ["pool"]
    assert report.gates == report.ceilings == {}
