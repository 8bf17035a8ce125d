"""Steps of a language model measured each by itself: one that helps is kept, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.build import Assistant, join
from assistant.helping.measured import MeasuredStep, asked_steps, keep_record
from evals.cases import CaseError, place_cases
from evals.each_step import Sample, judged, measure, plainer, samples, table
from evals.runs import Run, folder_of, listed
from tests.assistant.helping import fakes
from tests.assistant.helping.fakes import FakeModel
from tests.evals.run_fakes import REFUSE, case, result, run_of, run_of_claims

SUBJECTS = ("fostering", "housing", "adoption", "transport", "libraries", "safeguarding")
PAPER = "# Plan\n\n" + "\n\n".join(
    f"{n}. In addition, local authorities will commence {n * 7} {subject} hubs in April 2024 (see below)."
    for n, subject in enumerate(SUBJECTS, start=1)
)
LIMIT_S = 30.0
USAGE: dict[str, Any] = {"usage": {"calls": 1, "input_tokens": 100, "output_tokens": 20}, "guards": {}}


@pytest.fixture
def six(small: Callable[..., Assistant], monkeypatch: pytest.MonkeyPatch) -> tuple[Assistant, Sample]:
    """An assistant over one small paper, and a question on each of its six sentences."""
    monkeypatch.setattr("assistant.abstaining.decide", lambda *_, **__: None)
    made = small({"plan.md": PAPER})
    # The small models would take most of the time; the guards that stand in code are what holds here.
    settings = made.settings.model_copy(update={"reranker": "none", "verifier": "none"})
    assistant = join(settings, made.index, made.embeddings)
    cases = [
        case(
            subject,
            question=f"When will local authorities commence {subject} hubs?",
            kind="date",
            must_state=[["April 2024"]],
            places=[{"document": "plan", "paragraph": str(n), "text": f"{n * 7} {subject} hubs in April 2024"}],
        )
        for n, subject in enumerate(SUBJECTS, start=1)
    ]
    return assistant, Sample(tuple(place_cases([("plan", one) for one in cases], assistant.index.documents)))


def measured(six: tuple[Assistant, Sample], model: FakeModel, data: Path) -> MeasuredStep:
    assistant, sample = six
    settings = assistant.settings.model_copy(update={"model": "ollama:fake", "model_timeout_s": 5.0, "data": data})
    assistant.model = model
    (found,) = measure(assistant, settings, {"writing": sample}, runs=folder_of(data), commit=("", False))
    keep_record(settings, [found])
    assert asked_steps(settings).steps == (("writing",) if found.kept else ())
    return found


def test_an_honest_writer_is_kept_and_one_that_lies_or_garbles_is_not(
    six: tuple[Assistant, Sample], tmp_path: Path
) -> None:
    honest = measured(six, fakes.honest(), tmp_path / "honest")
    assert (honest.kept, honest.guarantees, honest.cases, honest.asked) == (True, 1.0, 6, 6)
    assert honest.before == 0
    assert honest.after is not None
    assert honest.after > 0.3
    assert honest.chance is not None
    assert honest.chance < 0.05
    assert honest.input_tokens >= 100
    assert set(honest.runs) == set(listed(tmp_path / "honest" / "runs"))
    lying = measured(six, fakes.writer(fakes.LIES["negation"]), tmp_path / "lying")
    assert (lying.kept, lying.reason, lying.after) == (False, "it gains nothing", 0)
    assert sum(lying.guards.values()) >= 6
    garbled = measured(six, fakes.garbage(), tmp_path / "garbled")
    assert (garbled.kept, garbled.failed) == (False, 6)
    text = table([honest, lying])
    assert "writing          6       1.000  plainer" in text
    assert "it gains nothing; asked in 6, could not help in 0; guards fired: " in text


def helped_run(*right: bool, seconds: float = 2.0, more: dict[str, Any] | None = None) -> Run:
    """Cases answered rightly or not; with `more`, by the help of a model."""
    made = [result(case(f"c{n}"), right=one, took_ms=seconds * 1000) for n, one in enumerate(right)]
    return run_of(*(replace(one, given=dict(one.given) | (more or {})) for one in made))


def judge(before: Run, after: Run) -> MeasuredStep:
    return judged("choosing", before, after, limit_s=LIMIT_S)


def test_a_gain_that_is_no_chance_is_kept_with_its_figures() -> None:
    found = judge(helped_run(*[False] * 8, seconds=0.4), helped_run(*[True] * 8, more=USAGE))
    assert (found.kept, found.reason) == (True, "helps: right 0.000 → 1.000")
    assert (found.before, found.after, found.cases, found.asked) == (0, 1, 8, 8)
    assert found.chance == pytest.approx(2 / 2**8)
    assert (found.before_seconds, found.seconds, found.most_seconds) == (0.4, 2.0, 2.0)


def test_a_gain_that_may_be_chance_is_not_kept() -> None:
    found = judge(helped_run(False, False, True), helped_run(True, True, True, more=USAGE))
    assert not found.kept
    assert found.reason == "the gain may be chance (0.333 → 1.000, p 0.50): measure more cases"


def test_a_step_that_does_nothing_is_not_kept() -> None:
    found = judge(helped_run(True, False), helped_run(True, False, more=USAGE))
    assert (found.kept, found.reason) == (False, "it gains nothing")


def test_a_step_in_which_no_model_was_asked_is_not_kept() -> None:
    found = judge(helped_run(*[False] * 8), helped_run(*[True] * 8))
    assert (found.kept, found.reason) == (False, "the model was asked in none of these cases")


def test_a_step_that_gains_and_breaks_a_guarantee_is_not_kept() -> None:
    after = helped_run(*[True] * 8, more=USAGE)
    broken = after.cases[0].model_copy(update={"scores": after.cases[0].scores | {"quotes_verbatim": (0.0, 1.0)}})
    found = judge(helped_run(*[False] * 8), after.model_copy(update={"cases": (broken, *after.cases[1:])}))
    assert (found.kept, found.reason) == (False, "a guarantee is 0.875 with it, and must be 1")


def test_a_step_that_gains_and_refuses_less_is_not_kept() -> None:
    def run(refused: bool, right: bool, more: dict[str, Any]) -> Run:
        cases = [result(case(f"c{n}"), right=right) for n in range(8)]
        cases.append(result(case("r", **REFUSE), right=refused))
        return run_of(*(replace(one, given=dict(one.given) | more) for one in cases))

    found = judge(run(True, False, {}), run(False, True, USAGE))
    assert (found.kept, found.reason) == (False, "refusal_recall is worse with it: 1.000 → 0.000")


def test_a_step_that_gains_beyond_the_time_limit_is_not_kept() -> None:
    after = helped_run(*[True] * 8, seconds=LIMIT_S + 1, more=USAGE)
    found = judge(helped_run(*[False] * 8), after)
    assert (found.kept, found.reason) == (False, "5 of 100 answers take 31.0 s or more, and the limit is 30 s")


def test_claims_are_measured_by_their_verdicts() -> None:
    before = run_of_claims()
    after = before.model_copy(
        update={"claims": tuple(c.model_copy(update={"answer": c.answer | USAGE}) for c in before.claims)}
    )
    found = judged("claims", before, after, limit_s=LIMIT_S)
    assert (found.measure, found.cases, found.asked, found.reason) == ("claims: accuracy", 7, 7, "it gains nothing")
    assert found.before == found.after == pytest.approx(5 / 7)


def plain(text: str, *, right: bool = True, own: bool = True) -> Any:
    run = run_of(result(case("a"), right=right))
    told = {"statements": [{"text": text, "citations": [1], "own_words": own}]}
    return run.cases[0].model_copy(update={"answer": run.cases[0].answer | told})


@pytest.mark.parametrize(
    ("after", "n"),
    [
        (plain("It goes to £3,000."), 1),
        (plain("It rises, as it does each time, to £3,000."), 0),  # longer
        (plain("It goes to £3,000.", own=False), 0),
        (plain("It goes to £3,000.", right=False), 0),  # something was lost
    ],
)
def test_plainer_counts_a_shorter_statement_of_the_models_in_an_answer_that_lost_nothing(after: Any, n: int) -> None:
    assert plainer(plain("It rises to £3,000.", own=False), after) == ((0.0, 1.0), (float(n), 1.0))


def test_questions_cannot_be_measured_here() -> None:
    with pytest.raises(CaseError, match="'questions' changes the index"):
        samples({}, ("questions",))


def test_each_step_has_the_cases_that_it_can_change(bundled: Assistant) -> None:
    found = samples(bundled.index.documents, ("standalone", "choosing", "claims"), limit=5)
    assert all(one.case.history for one in found["standalone"].cases)
    assert all(one.case.parts or one.case.form in {"compound", "long"} for one in found["claims"].claims)
    assert [len(one.cases) + len(one.claims) for one in found.values()] == [5, 5, 5]
