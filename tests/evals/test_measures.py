from __future__ import annotations

import pytest

from evals.measures import MEASURES, QUANTILES, draws, estimate, estimate_quantile
from tests.evals.run_fakes import REFUSE, case, result


def test_share_adds_up_parts_so_that_a_case_with_three_quotes_weighs_three() -> None:
    # 1 of 1 and 0 of 3: 1 of 4, though the mean of the cases is .5
    assert estimate([(1, 1), (0, 3)]).value == pytest.approx(1 / 4)


def test_case_that_a_measure_does_not_apply_to_is_counted_as_left_out() -> None:
    found = estimate([(1, 1), None, (0, 0), (0, 1)])
    assert (found.value, found.n, found.left_out) == (0.5, 2, 2)
    assert estimate([None]).value is None


def test_interval_holds_the_value_and_is_the_same_each_time() -> None:
    pairs = [(float(i % 3 == 0), 1.0) for i in range(60)]
    found = estimate(pairs)
    assert found == estimate(pairs)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    # normal approximation: 1/3 ± 1.96 √(1/3 · 2/3 / 60) = 1/3 ± .119
    assert found.high - found.low == pytest.approx(2 * 0.119, abs=0.04)


def test_interval_narrows_with_more_cases() -> None:
    wide, narrow = (estimate([(float(i % 2), 1.0) for i in range(n)]) for n in (20, 400))
    assert (wide.high or 0) - (wide.low or 0) > 2 * ((narrow.high or 0) - (narrow.low or 0))


def test_each_draw_takes_as_many_cases_as_there_are() -> None:
    assert set(draws(7).sum(axis=1)) == {7.0}


def test_median_has_an_interval_too() -> None:
    found = estimate_quantile([1.0, 2.0, 3.0, 4.0, 100.0], 0.5)
    assert found.value == 3.0
    assert (found.low or 0) >= 1.0
    assert estimate_quantile([], 0.5).value is None


def test_refusals_are_measured_apart_from_what_is_right() -> None:
    refused = result(case("none", **REFUSE))
    assert refused.scores()["refusal_recall"] == (1.0, 1.0)
    assert "right" not in refused.scores()
    answered = result(case("some")).scores()
    assert answered["over_refusal"] == (0.0, 1.0)
    assert answered["right"] == answered["right_when_answered"] == (1.0, 1.0)


def test_no_measure_has_two_meanings() -> None:
    assert not set(MEASURES) & set(QUANTILES)
