"""The fresh questions stand in the papers, and none is a case."""

from __future__ import annotations

import re

import pytest

from assistant.build import Assistant
from assistant.settings import Settings
from corpus.library import BUNDLED, load_library, read_document
from evals import fresh
from evals.cases import load_cases, place_cases
from evals.claims import ClaimCase, load_claims, place_claims


def test_every_answer_stands_where_it_is_said_to(bundled: Assistant) -> None:
    placed = place_cases(load_cases(fresh.CASES), bundled.index.documents)
    assert len(placed) > 300
    assert all(one.spans for one in placed if one.case.answerable)


def test_no_fresh_question_is_a_case_and_all_may_be_looked_at() -> None:
    def plain(text: str) -> str:
        return re.sub(r"\W+", " ", text.lower()).strip()

    known = {plain(case.question) for _, case in load_cases()}
    own = [case for _, case in load_cases(fresh.CASES)]
    assert {case.split for case in own} == {"tune"}
    # A follow-up of few words ("why not?") is anybody's.
    assert not known & {plain(case.question) for case in own if case.kind != "follow_up"}


def test_every_claim_stands_where_it_is_said_to_and_none_is_a_case(bundled: Assistant) -> None:
    own = load_claims(fresh.CLAIMS)
    assert len(place_claims(own, bundled.index.documents)) > 250
    assert not {case.claim for _, case in load_claims()} & {case.claim for _, case in own}
    assert {case.split for _, case in own} == {"tune"}


def test_what_must_be_stated_stands_in_a_paper() -> None:
    texts = " ".join(" ".join(read_document(one).text.split()) for one in load_library(BUNDLED).sources).lower()
    absent = [
        (case.id, group)
        for _, case in load_cases(fresh.CASES)
        for group in case.must_state
        if not any(" ".join(text.lower().split()) in texts for text in group)
    ]
    assert len(absent) <= 5, absent


def test_report_names_the_kinds_that_were_asked(
    bundled: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def given(settings: Settings, **_: object) -> Assistant:
        return bundled

    monkeypatch.setattr("assistant.build.build_assistant", given)
    monkeypatch.setattr(type(bundled), "close", lambda _: None)
    assert fresh.main(["--suite", "facts_and_refusals", "--only", "who", "--jobs", "1"]) == 0
    told = capsys.readouterr().out
    assert re.search(r"^who +\d", told, re.MULTILINE)


def test_claims_are_checked_instead_of_questions(
    bundled: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def few(*_: object, **__: object) -> list[tuple[str, ClaimCase]]:
        return load_claims(fresh.CLAIMS)[:4]

    monkeypatch.setattr("assistant.build.build_assistant", lambda *_, **__: bundled)
    monkeypatch.setattr("evals.checking.load_claims", few)
    monkeypatch.setattr(type(bundled), "close", lambda _: None)
    assert fresh.main(["--claims"]) == 0
    assert "macro" in capsys.readouterr().out.lower()


def test_an_unknown_file_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert fresh.main(["--suite", "nothing"]) == 1
    assert "No suite is called 'nothing'" in capsys.readouterr().err
    assert fresh.main(["--claims", "--suite", "nothing"]) == 1
    assert "No claims are called 'nothing'" in capsys.readouterr().err
