from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assistant.answers import Finding
from evals.claims import ClaimCase, PlacedClaim
from evals.metrics.claims import (
    cites_place,
    coded,
    confusion,
    f1_by_verdict,
    macro_f1,
    parts_right,
    shows_opposed,
)
from evals.metrics.intervals import interval
from tests.evals.claim_fakes import GOOD

S: Finding = "supported"
C: Finding = "contradicted"
N: Finding = "not_found"


def codes(*pairs: tuple[Finding, Finding]) -> np.ndarray[Any, Any]:
    return np.asarray([coded(known, given) for known, given in pairs])


# known, given: S S, S S, S N, C C, C S, N N
SIX = codes((S, S), (S, S), (S, N), (C, C), (C, S), (N, N))


def test_confusion_counts_known_by_row_and_given_by_column() -> None:
    assert confusion(SIX).tolist() == [[2, 0, 1], [1, 1, 0], [0, 0, 1]]


def test_f1_of_each_verdict() -> None:
    # S: 2·2 / (3 known + 3 given) = 2/3; C: 2·1 / (2 + 1) = 2/3; N: 2·1 / (1 + 2) = 2/3
    assert f1_by_verdict(SIX).tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3])


def test_macro_f1_is_the_mean_of_the_verdicts() -> None:
    # S: 2·1 / (1 + 2) = 2/3; C: 0 / (1 + 0) = 0; N: 2·1 / (1 + 1) = 1
    assert macro_f1(codes((S, S), (C, S), (N, N))) == pytest.approx((2 / 3 + 0 + 1) / 3)


def test_verdict_that_is_neither_known_nor_given_leaves_the_mean() -> None:
    assert macro_f1(codes((S, S), (C, C))) == 1.0


def test_macro_f1_agrees_with_the_library() -> None:
    from sklearn.metrics import f1_score

    drawn = np.random.default_rng(3).integers(0, 9, size=200)
    assert macro_f1(drawn) == pytest.approx(f1_score(drawn // 3, drawn % 3, average="macro"))


def test_macro_f1_of_many_rows_is_that_of_each() -> None:
    rows = np.random.default_rng(4).integers(0, 9, size=(5, 30))
    assert macro_f1(rows).tolist() == pytest.approx([float(macro_f1(row)) for row in rows])


def test_interval_holds_the_value_and_narrows_with_more_cases() -> None:
    few, many = interval([1.0, 0.0] * 10), interval([1.0, 0.0] * 200)
    assert few is not None
    assert many is not None
    assert few[0] < many[0] < 0.5 < many[1] < few[1]
    # 1.96 · √(0.25 / 400) = 0.049
    assert many[1] - 0.5 == pytest.approx(0.049, abs=0.006)


def test_interval_is_the_same_on_every_run() -> None:
    values = [1.0, 0.0, 1.0, 1.0, 0.0]
    assert interval(values) == interval(values)
    assert interval(list(SIX), macro_f1) == interval(list(SIX), macro_f1)


def test_one_case_has_no_interval() -> None:
    assert interval([1.0]) is None


# Citations and parts


def placed(**changes: object) -> PlacedClaim:
    return PlacedClaim(ClaimCase.model_validate(GOOD | changes), "money", (("plan", 100, 140),), (("other", 0, 20),))


def verdict(*citations: tuple[int, str, int, int], used: tuple[int, ...] = (), opposed: tuple[int, ...] = ()) -> Any:
    names = ("id", "document_id", "char_start", "char_end")
    part = {"verdict": S, "citations": list(used), "opposed": list(opposed)}
    return {"parts": [part], "citations": [dict(zip(names, citation, strict=True)) for citation in citations]}


def test_citation_on_the_place_counts() -> None:
    assert cites_place(placed(), verdict((1, "plan", 90, 150), used=(1,))) is True
    assert cites_place(placed(), verdict((1, "plan", 125, 300), used=(1,))) is False
    assert cites_place(placed(), verdict((1, "other", 100, 140), used=(1,))) is False


def test_citation_that_no_part_was_held_against_does_not_count() -> None:
    assert cites_place(placed(), verdict((1, "plan", 100, 140), (2, "plan", 0, 50), used=(2,))) is False


def test_opposing_quote_must_be_shown_as_opposing() -> None:
    quoted = (1, "plan", 100, 140), (2, "other", 0, 20)
    assert shows_opposed(placed(), verdict(*quoted, used=(1,), opposed=(2,))) is True
    assert shows_opposed(placed(), verdict(*quoted, used=(1, 2))) is False


def test_claim_without_places_has_no_right_citation() -> None:
    bare = PlacedClaim(placed().case, "money", (), ())
    assert cites_place(bare, verdict()) is None
    assert shows_opposed(bare, verdict()) is None


def test_parts_are_right_when_each_known_verdict_and_no_other_is_given() -> None:
    parts = [{"text": "One part", "verdict": S}, {"text": "Another part", "verdict": C}]
    claim = placed(parts=parts)
    assert parts_right(claim, {"parts": [{"verdict": C}, {"verdict": S}, {"verdict": S}]}) is True
    assert parts_right(claim, {"parts": [{"verdict": C}]}) is False
    assert parts_right(placed(), {"parts": [{"verdict": C}]}) is None
