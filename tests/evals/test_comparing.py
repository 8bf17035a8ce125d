from __future__ import annotations

import pytest
from scipy.stats import binomtest  # type: ignore[import-untyped]

from evals.comparing import CompareError, compare, mcnemar
from evals.runs import Run
from tests.evals.run_fakes import REFUSE, case, result, run_of, run_of_claims


def runs(before: list[bool], after: list[bool], **more: str) -> tuple[Run, Run]:
    """The same cases, right or wrong in each run."""
    return (
        run_of(*(result(case(f"c{i}"), right=right) for i, right in enumerate(before)), started=1_600_000_000),
        run_of(*(result(case(f"c{i}"), right=right) for i, right in enumerate(after)), started=1_700_000_000, **more),  # type: ignore[arg-type]
    )


def test_mcnemar_looks_only_at_the_cases_that_changed_sides() -> None:
    # 1 of 9 the other way: 2 · (1 + 9) / 2⁹ = .0391
    assert mcnemar(8, 1) == pytest.approx(2 * 10 / 2**9)
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(3, 3) == 1.0
    assert mcnemar(0, 6) == pytest.approx(float(binomtest(0, 6).pvalue))


def test_gain_that_chance_hardly_makes_is_told_with_its_cases() -> None:
    before, after = runs([False] * 10 + [True] * 10, [True] * 20)
    (right,) = [one for one in compare(before, after).differences if one.measure == "right"]
    assert (right.before, right.after, right.up, right.down, right.n) == (0.5, 1.0, 10, 0, 20)
    assert right.test == "McNemar"
    assert right.p == pytest.approx(2 / 2**10)
    assert right.sure
    assert right.better is True
    assert right.low > 0


def test_change_that_may_be_chance_is_not_called_sure() -> None:
    before, after = runs([True, False, True, True], [True, True, True, True])
    (right,) = [one for one in compare(before, after).differences if one.measure == "right"]
    assert right.p == 1.0
    assert not right.sure


def test_rise_of_what_should_be_low_is_worse() -> None:
    refused = [case(f"n{i}", **REFUSE) for i in range(8)]
    before = run_of(*(result(one) for one in refused), result(case("a")))
    after = run_of(*(result(one, right=False) for one in refused), result(case("a")))
    found = {one.measure: one for one in compare(before, after).differences}
    assert found["refusal_recall"].better is False
    assert "WORSE" in compare(before, after).to_text()


def test_means_are_held_by_a_paired_bootstrap() -> None:
    many = [case(f"c{i}") for i in range(30)]
    before = run_of(*(result(one, citation_recall=(i % 2, 2)) for i, one in enumerate(many)))
    after = run_of(*(result(one, citation_recall=(2, 2)) for one in many))
    (one,) = [one for one in compare(before, after).differences if one.measure == "citation_recall"]
    assert one.test == "bootstrap"
    assert one.after - one.before == pytest.approx(0.75)
    assert one.low < 0.75 < one.high
    assert one.p < 0.01
    (same,) = [one for one in compare(before, before).differences if one.measure == "citation_recall"]
    assert same.p == 1.0


def test_cases_that_changed_are_named_but_for_the_held_back_half() -> None:
    hidden = case("secret-one", split="held_back")
    before = run_of(result(case("open-one"), right=False), result(hidden, right=False))
    after = run_of(result(case("open-one")), result(hidden))
    text = compare(before, after).to_text()
    assert "Gained: 2, 1 of them held back and not named" in text
    assert "open-one (amount): wrong → right" in text
    assert "secret-one" not in text


def test_case_that_was_rewritten_is_left_out() -> None:
    before = run_of(result(case("a")), result(case("b")))
    after = run_of(result(case("a")), result(case("b", question="Another one?")))
    found = compare(before, after)
    assert (found.n, found.apart) == (1, 2)


def test_runs_without_a_common_case_are_told() -> None:
    with pytest.raises(CompareError, match="have no case in common"):
        compare(run_of(result(case("a"))), run_of(result(case("b"))))


def test_corpus_that_changed_since_is_told_and_may_be_overruled() -> None:
    before, after = runs([True], [True], corpus="0ther")
    with pytest.raises(
        CompareError, match=r"The documents have changed since .*: c0ffee then, 0ther now\. Add --other"
    ):
        compare(before, after)
    assert "The documents have changed" in compare(before, after, other_corpus=True).to_text()


def test_claims_are_compared_too_and_only_on_the_same_papers() -> None:
    before, after = run_of_claims(), run_of_claims(started=1_760_000_000)
    found = compare(before, after)
    assert (found.n, found.apart) == (7, 0)
    assert {one.measure for one in found.differences} >= {"claims: accuracy", "claims: false_assurance"}
    assert all(one.p == 1.0 for one in found.differences)
    assert "Median time of an answer: 5 ms, then 5 ms." in found.to_text()
    with pytest.raises(CompareError, match="The documents have changed since"):
        compare(before, run_of_claims(corpus="0ther"))
