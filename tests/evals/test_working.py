"""Several processes that share an evaluation give what one gives."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from typing import Any

import pytest

from assistant.build import Assistant
from evals import run as running
from evals import working
from evals.cases import load_cases
from evals.claims import load_claims
from evals.claims_report import ClaimResult
from evals.measures import CaseResult
from evals.report import Report
from evals.run import run


def told(report: Report) -> list[Any]:
    """All of a report but its times, and the last digits of chances: BLAS adds up in another order in each process."""
    assert report.claims is not None
    cases = [plain(result) for system in report.systems for result in system.results]
    return [*cases, *map(plain, report.claims.results)]


def plain(result: CaseResult | ClaimResult) -> CaseResult | ClaimResult:
    chance = None if result.probability is None else round(result.probability, 3)
    return replace(result, took_ms=None, given={**result.given, "timings_ms": {}}, probability=chance)


def test_two_processes_give_what_one_gives_and_time_only_what_ran_alone(
    bundled: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [one for one in load_cases(suite="limits") if one[1].split == "tune"][:3]
    claims = load_claims(split="tune")[:4]
    monkeypatch.setattr(running, "load_cases", lambda **_: cases)
    monkeypatch.setattr(running, "load_claims", lambda **_: claims)
    monkeypatch.setattr(running, "BASELINES", ("BM25 alone",))
    monkeypatch.setattr(running, "_TIMED", 1)
    alone, shared = run(bundled, jobs=1), run(bundled, jobs=2)
    assert told(shared) == told(alone)
    assert shared.systems[0].estimates()["median_ms"].n == 1
    assert shared.systems[0].estimates()["median_ms"].left_out == 2
    assert alone.systems[0].estimates()["median_ms"].n == 3
    assert shared.claims is not None
    assert shared.claims.measures()["median_ms"].n == 1
    assert multiprocessing.active_children() == []


def test_few_cases_start_no_process_and_many_one_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, many in ((1, 1), (2, 2), (64, 4)):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        assert working.default_jobs(10) == 1
        assert working.default_jobs(800) == many


def test_cases_are_handed_out_in_order_and_none_twice() -> None:
    parts = working._parts(range(13))
    assert [len(part) for part in parts] == [6, 6, 1]
    assert [one for part in parts for one in part] == list(range(13))


def test_results_come_in_the_order_of_the_cases_whoever_met_them() -> None:
    cases = [replace_id(id_) for id_ in "abcd"]
    others = iter([f"{id_} by another" for id_ in "acd"])
    assert list(running._merged(cases, {"b": "b here"}, others)) == [
        *("a by another", "b here", "c by another", "d by another")
    ]
    first, rest = running.drawn(cases, running._TIMED, lambda one: one.case.id)
    assert [one.case.id for one in first] == list("abcd")
    assert rest == []


def replace_id(id_: str) -> Any:
    from types import SimpleNamespace

    return SimpleNamespace(case=SimpleNamespace(id=id_))
