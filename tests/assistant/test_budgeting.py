from __future__ import annotations

import pytest

from assistant.budgeting import likelihoods, most_likely


def test_likelihoods_sum_to_one_and_follow_the_scores() -> None:
    chances = likelihoods([2.1, 2.0, 1.2])
    assert sum(chances) == pytest.approx(1.0)
    assert chances == sorted(chances, reverse=True)


def test_likelihoods_rest_on_the_distances_between_scores_alone() -> None:
    # A passage's score runs from about -1 to 3; far out of that, nothing overflows.
    assert likelihoods([1.3, 1.1, 0.4]) == pytest.approx(likelihoods([1001.3, 1001.1, 1000.4]))
    assert likelihoods([5_000.0, -5_000.0]) == [1.0, 0.0]


def test_no_scores_have_no_likelihoods() -> None:
    assert likelihoods([]) == []


def test_best_sentence_is_quoted_however_long_it_is() -> None:
    assert most_likely([0.6, 0.4], [500, 5]) == [0]


def test_sentence_without_rivals_stands_alone() -> None:
    assert most_likely([1.0], [20]) == [0]


def test_further_sentence_must_be_worth_its_words() -> None:
    # 20 words cost .03
    assert most_likely([0.9, 0.04], [20, 20]) == [0, 1]
    assert most_likely([0.9, 0.02], [20, 20]) == [0]


def test_where_the_length_allows_one_more_the_likelier_is_taken() -> None:
    # 30 + 25 + 25 words are more than 72
    assert most_likely([0.4, 0.2, 0.3], [30, 25, 25]) == [0, 2]


def test_two_short_sentences_beat_a_likelier_long_one() -> None:
    # .28 less 40 words at .0015 is .22; .15 + .15 less 20 words is .27
    assert most_likely([0.4, 0.28, 0.15, 0.15], [30, 40, 10, 10]) == [0, 2, 3]


def test_no_more_sentences_than_asked_for() -> None:
    chances, n_words = [0.3, 0.2, 0.2, 0.1, 0.1, 0.1], [5] * 6
    assert most_likely(chances, n_words) == [0, 1, 2, 3]
    assert most_likely(chances, n_words, most=2) == [0, 1]
    assert most_likely(chances, n_words, most=1) == [0]
