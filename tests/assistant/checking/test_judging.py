"""What the sentences near a claim together make of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answers import Difference
from assistant.checking.aligning import Alignment
from assistant.checking.finding import Candidate
from assistant.checking.judging import FEATURES, Weighed, features, judge, regressions
from corpus.documents import Block, Document, Source, Standpoint
from index.verifying import Odds

TEXT = "The fund is worth £5m. Councils may apply."


def weighed(
    odds: Odds, *, covered: float = 0.9, differences: tuple[Difference, ...] = (), similarity: float = 0.8
) -> Weighed:
    source = Source("paper", Path("paper.txt"), "Paper", "Body", "report", "2024", "text", "0" * 64)
    block = Block("paragraph", 0, 0, len(TEXT), None, (), None, Standpoint("Body", "states"), 1)
    document = Document(source, TEXT, (block,))
    alignment = Alignment(covered, covered, (), (), (), (), differences)
    return Weighed(Candidate(document, 0, 0, 22, similarity, 1.0), alignment, odds)


BORNE_OUT, DENIED, SILENT = Odds(0.97, 0.02, 0.01), Odds(0.02, 0.97, 0.01), Odds(0.01, 0.01, 0.98)
FIGURE = Difference("figure", "£6m", "£5m")


def test_the_weights_are_of_the_features_that_are_read() -> None:
    for regression in regressions():
        assert len(regression.weights) == len(FEATURES)
        assert 0 < regression.threshold < 1
    assert set(features([weighed(BORNE_OUT)])) == set(FEATURES)


def test_a_sentence_that_bears_out_supports() -> None:
    found = judge([weighed(BORNE_OUT), weighed(SILENT, covered=0.2, similarity=0.3)])
    assert found.finding == "supported"
    assert found.chosen[0].odds == BORNE_OUT


UNSURE = Odds(0.5, 0.45, 0.05)


def test_a_sentence_that_holds_the_claims_words_and_differs_in_nothing_supports_though_the_verifier_is_unsure() -> None:
    strength = Difference("strength", "will", "may")
    assert judge([weighed(UNSURE)]).finding == "supported"
    assert judge([weighed(UNSURE, covered=0.6)]).finding != "supported"
    assert judge([weighed(UNSURE, differences=(strength,))]).finding != "supported"
    assert judge([weighed(DENIED)]).finding != "supported"


def test_no_odds_make_good_a_figure_that_differs() -> None:
    found = judge([weighed(BORNE_OUT, differences=(FIGURE,))])
    assert found.finding != "supported"


def test_a_figure_that_differs_contradicts_and_is_named() -> None:
    found = judge([weighed(DENIED, differences=(FIGURE,))])
    assert found.finding == "contradicted"
    assert found.difference == FIGURE


def test_silence_is_not_found() -> None:
    assert judge([weighed(SILENT, covered=0.3, similarity=0.3)]).finding == "not_found"


def test_no_sentence_at_all_is_not_found() -> None:
    assert judge([]).finding == "not_found"
    assert set(features([])) == set(FEATURES)


@pytest.mark.parametrize("name", ["support", "silence"])
def test_more_of_a_feature_moves_support_the_way_it_must(name: str) -> None:
    support, _ = regressions()
    low, high = features([weighed(SILENT)]), features([weighed(SILENT)])
    high[name] += 1.0
    assert (support.chance(high) > support.chance(low)) == (name == "support")
