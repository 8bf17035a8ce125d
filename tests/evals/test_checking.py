from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.answers import Claim, Verdict
from assistant.build import Assistant
from corpus.documents import Document
from evals import run as running
from evals.cases import load_cases
from evals.checking import check_claims
from evals.claims import ClaimCase, Split, load_claims
from evals.claims_report import ClaimResult, ClaimsReport
from tests.conftest import MakeAssistant
from tests.evals.claim_fakes import FALSE, GOOD, UNHELD, Fixed, quote, write_claims

Papers = Mapping[str, Document]


@pytest.fixture
def papers(small: MakeAssistant) -> Papers:
    return small().index.documents


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A claim that is supported, one that is contradicted, one that is not found."""
    return write_claims(tmp_path / "claims", GOOD, FALSE, UNHELD)


def value(report: ClaimsReport, name: str) -> float | None:
    return report.measures()[name].value


def test_checker_that_supports_everything_has_false_assurance_one(papers: Papers, three: Path) -> None:
    report = check_claims(Fixed("supported"), papers, folder=three)
    assert value(report, "false_assurance") == 1.0
    assert value(report, "altered_stopped") == value(report, "altered_contradicted") == 0.0
    assert value(report, "accuracy") == pytest.approx(1 / 3)
    # F1 of supported: 2·1 / (1 + 3) = 1/2, of the others 0
    assert value(report, "macro_f1") == pytest.approx(1 / 6)


def test_checker_that_finds_nothing_assures_of_nothing_and_is_not_right(papers: Papers, three: Path) -> None:
    report = check_claims(Fixed("not_found"), papers, folder=three)
    assert value(report, "false_assurance") == 0.0
    assert value(report, "altered_stopped") == 1.0
    assert value(report, "altered_contradicted") == 0.0
    assert value(report, "macro_f1") == pytest.approx(1 / 6)
    assert value(report, "citation_right") is None
    assert value(report, "right_and_cited") == 0.0


def test_right_verdict_with_the_quote_of_another_place_is_not_right_and_cited(papers: Papers, three: Path) -> None:
    on = quote(papers["plan"], "The council will spend £25 million on recruiting foster carers by 2025.")
    off = quote(papers["plan"], "There are three rules for agency staff")
    for citation, share in ((on, 0.5), (off, 0.0)):
        report = check_claims(Fixed("supported", citation), papers, folder=three)
        assert value(report, "right_and_cited") == share
        assert value(report, "quotes_verbatim") == 1.0


def test_every_claim_is_checked_once_as_it_stands(papers: Papers, three: Path) -> None:
    told: list[str] = []
    checker = Fixed("supported")
    check_claims(checker, papers, folder=three, progress=told.append)
    assert [claim.text for claim in checker.asked] == [case.claim for _, case in load_claims(three)]
    assert told == ["claim 1 of 3", "claim 2 of 3", "claim 3 of 3"]


def test_half_for_tuning_lists_what_went_wrong_and_costliest_first(papers: Papers, tmp_path: Path) -> None:
    unheld = UNHELD | {"split": "tune"}
    folder = write_claims(tmp_path / "claims", GOOD, FALSE, unheld)
    text = check_claims(Fixed("supported"), papers, folder=folder, split="tune").to_text()
    assert "2 claims of the half for tuning went wrong" in text
    assert "- money/overspending (near_number): contradicted, called supported" in text
    assert str(FALSE["claim"]) in text
    assert "money/spending" not in text


def test_claims_held_back_are_never_listed(papers: Papers, three: Path) -> None:
    halves: tuple[Split | None, ...] = (None, "held_back")
    for split in halves:
        text = check_claims(Fixed("supported"), papers, folder=three, split=split).to_text()
        assert "went wrong" not in text
        assert str(UNHELD["claim"]) not in text


def test_tables_hold_each_half_its_n_and_the_time(papers: Papers, three: Path) -> None:
    text = check_claims(Fixed("supported"), papers, folder=three).to_text()
    assert text.startswith("3 claims checked in ")
    (line,) = [line for line in text.splitlines() if line.startswith("false_assurance")]
    # All: two of two; tune: the one that is contradicted; held back: the one that is not found. Each above 0.02.
    assert line.split() == [
        "false_assurance",
        "≤",
        "0.02",
        *("1.000✗", "[1.000,", "1.000]", "2"),
        *("1.000✗", "[1.000,", "1.000]", "1"),
        *("1.000✗", "[1.000,", "1.000]", "1"),
        "1",  # left out: the one that is supported
    ]


def test_report_as_json_holds_every_claim_and_the_confusion(papers: Papers, three: Path) -> None:
    report = json.loads(json.dumps(check_claims(Fixed("supported"), papers, folder=three).to_dict()))
    assert report["n_claims"] == 3
    assert report["confusion"]["all"]["contradicted"] == {"supported": 1, "contradicted": 0, "not_found": 0}
    assert [(claim["id"], claim["known"], claim["verdict"]) for claim in report["claims"]] == [
        ("spending", "supported", "supported"),
        ("overspending", "contradicted", "supported"),
        ("weather", "not_found", "supported"),
    ]
    assert report["by_kind"]["near_number"] == {"n": 1, "right": 0.0, "false_assurance": 1.0, "cited": None}


# Gates


def result(case: dict[str, object], finding: Any, **changes: Any) -> ClaimResult:
    fields = {"cites_place": None, "shows_opposed": None, "parts_right": None, "verbatim": (1, 1), "took_ms": 1.0}
    return ClaimResult(ClaimCase.model_validate(case), "money", finding, "", **fields | changes)


def test_gate_and_ceiling_of_the_claims_fail_with_their_numbers() -> None:
    report = ClaimsReport(
        (result(GOOD, "supported"), result(FALSE, "supported", verbatim=(0, 1))),
        took_s=1.0,
        gates={"quotes_verbatim": 1.0, "accuracy": 0.5},
        ceilings={"false_assurance": 0.02},
    )
    assert report.failed_gates == [
        "claims: quotes_verbatim is 0.500, the gate 1.0",
        "claims: false_assurance is 1.000, the ceiling 0.02",
    ]


def test_gates_of_the_claims_guard_measures_that_exist() -> None:
    kept = tomllib.loads(running.GATES.read_text(encoding="utf-8"))["claims"]
    measures = set(ClaimsReport((), took_s=0.0).measures())
    guarded = {*kept["gates"], *kept["ceilings"], *(target["measure"] for target in kept["target"])}
    guarded |= {*kept["small"]["gates"], *kept["small"]["ceilings"]}
    assert guarded <= measures
    assert kept["gates"]["quotes_verbatim"] == 1.0


def test_part_of_the_claims_has_no_gates(papers: Papers, three: Path) -> None:
    report = check_claims(Fixed("supported"), papers, folder=three)
    assert dict(report.gates) == {}
    assert report.failed_gates == []


# In the run


@pytest.fixture
def supporting(monkeypatch: pytest.MonkeyPatch) -> None:
    """An assistant that supports every claim, and one question in the suite."""

    def check(self: Assistant, claim: Claim) -> Verdict:
        return Fixed("supported").check(claim)

    monkeypatch.setattr(Assistant, "check", check)
    first = [one for one in load_cases(suite="limits") if one[1].split == "tune"][:1]
    monkeypatch.setattr(running, "load_cases", lambda **_: first)


def test_suite_of_claims_alone_asks_no_question(bundled: Assistant, supporting: None) -> None:
    report = running.run(bundled, suite="claims/kinship")
    assert report.systems == ()
    assert report.claims is not None
    assert [r.case.id for r in report.claims.results] == [case.id for _, case in load_claims(suite="kinship")]
    assert report.to_text().endswith("Gates apply to a run over all suites.")
    assert report.to_dict()["claims"]["n_claims"] == len(report.claims.results)


def test_whole_run_takes_in_the_claims_and_their_gates(bundled: Assistant, supporting: None) -> None:
    report = running.run(bundled, baseline=False)
    assert report.claims is not None
    assert len(report.claims.results) == len(load_claims())
    assert value(report.claims, "false_assurance") == 1.0
    # A fake without quotes has none that are verbatim, and that gate says so.
    assert "claims: quotes_verbatim is nothing, the gate 1.0" in report.failed_gates
    assert "claims checked in" in report.to_text()


def test_suite_of_questions_checks_no_claim(bundled: Assistant, supporting: None) -> None:
    assert running.run(bundled, suite="limits", baseline=False).claims is None


def test_half_alone_asks_and_checks_that_half(bundled: Assistant, supporting: None) -> None:
    report = running.run(bundled, split="tune", baseline=False)
    assert report.claims is not None
    assert {r.case.split for r in report.claims.results} == {"tune"}
    assert {r.case.split for r in report.systems[0].results} <= {"tune"}
    assert report.gates == {}
    assert report.failed_gates == []
