from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers import Question
from assistant.build import Assistant
from assistant.pipeline import Trace
from evals import baselines
from evals import run as running
from evals.baselines import PlainBaseline
from evals.cases import load_cases
from evals.report import Report
from evals.run import run

SUITE = "care_leavers"


@pytest.fixture(scope="module")
def report(bundled: Assistant) -> Report:
    return run(bundled, suite=SUITE, baseline=False)


def test_every_case_of_the_suite_is_asked_and_scored(report: Report) -> None:
    (ours,) = report.systems
    assert [result.case.id for result in ours.results] == [case.id for _, case in load_cases(suite=SUITE)]
    measures = ours.measures()
    assert measures["quotes_verbatim"] == measures["statements_cited"] == 1.0
    assert (measures["recall_at_5"] or 0) > 0.5


def test_report_names_what_was_measured(report: Report) -> None:
    assert report.fingerprint["embedder"].startswith("all-MiniLM-L6-v2@")
    assert len(report.fingerprint["documents"]) == 64
    assert report.to_dict()["systems"][0]["n_cases"] == len(report.systems[0].results)


def test_one_suite_alone_has_no_gates(report: Report) -> None:
    assert report.gates == {}
    assert report.failed_gates == []
    assert "Gates apply to a run over all suites." in report.to_text()


def test_follow_up_is_asked_with_its_history(bundled: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    truth, asked = Assistant.trace, []

    def told(self: Assistant, question: Question) -> Trace:
        asked.append(question)
        return truth(self, question)

    monkeypatch.setattr(Assistant, "trace", told)
    (suite, first), *_ = load_cases(suite="follow_ups")
    monkeypatch.setattr(running, "load_cases", lambda **_: [(suite, first)])
    run(bundled, suite="follow_ups", baseline=False)
    (question,) = asked
    assert [turn.q for turn in question.history] == [turn.q for turn in first.history] != []


def test_planted_wrong_answer_fails_the_gates(bundled: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = Assistant.trace

    def wrong(self: Assistant, question: Question) -> Trace:
        trace = truth(self, question)
        assert trace.answer is not None
        return replace(trace, answer=replace(trace.answer, answer="The allowance is £9,999 [1].", disagreements=()))

    monkeypatch.setattr(Assistant, "trace", wrong)
    monkeypatch.setattr(running, "load_cases", lambda **_: load_cases(suite=SUITE))
    report = run(bundled, baseline=False, claims=False)
    assert report.systems[0].measures()["right"] == 0.0
    assert any(failed.startswith("right is 0.000") for failed in report.failed_gates)


def test_planted_false_quote_fails_the_gates(bundled: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = Assistant.trace

    def wrong(self: Assistant, question: Question) -> Trace:
        trace = truth(self, question)
        assert trace.answer is not None
        citations = tuple(replace(c, quote=c.quote + "!") for c in trace.answer.citations)
        return replace(trace, answer=replace(trace.answer, citations=citations))

    monkeypatch.setattr(Assistant, "trace", wrong)
    monkeypatch.setattr(running, "load_cases", lambda **_: load_cases(suite=SUITE)[:2])
    assert any(
        failed.startswith("quotes_verbatim is 0.000")
        for failed in run(bundled, baseline=False, claims=False).failed_gates
    )


def test_gates_guard_measures_that_exist(report: Report) -> None:
    import tomllib

    gates = tomllib.loads(running.GATES.read_text(encoding="utf-8"))["gates"]
    assert set(gates) <= set(report.systems[0].measures())
    assert gates["quotes_verbatim"] == gates["statements_cited"] == 1.0


def test_baseline_answers_with_its_nearest_split(bundled: Assistant) -> None:
    documents = {name: bundled.index.documents[name] for name in ("nspcc-summary", "dfe-press")}
    with PlainBaseline(documents, bundled.embeddings) as plain:
        found = plain.search("How much is the leaving care allowance?", 3)
        answer = plain.ask("How much is the leaving care allowance?")
    assert len(found) == 3
    assert answer["answer"] == found[0].text == answer["citations"][0]["quote"]
    for passage in found:
        assert documents[passage.document_id].text[passage.char_start : passage.char_end] == passage.text


def test_baseline_is_run_on_the_same_cases(bundled: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {name: bundled.index.documents[name] for name in ("nspcc-summary", "dfe-press")}
    monkeypatch.setattr(running, "load_cases", lambda **_: load_cases(suite=SUITE)[:1])
    monkeypatch.setattr(baselines, "PlainBaseline", lambda _, embeddings, cache: PlainBaseline(few, embeddings, cache))
    told: list[str] = []
    ours, *others = run(bundled, suite=SUITE, progress=told.append).systems
    assert [other.name for other in others] == ["plain baseline", "BM25 alone", "dense alone", "no reranker"]
    for other in others:
        assert [r.case.id for r in ours.results] == [r.case.id for r in other.results]
    assert "building the baselines" in told


def test_case_files_lie_beside_the_code() -> None:
    assert sorted(path.stem for path in (Path(running.__file__).parent / "cases").glob("*.yaml"))
