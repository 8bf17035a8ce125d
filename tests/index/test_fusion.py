from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import reciprocal_rank_fusion

RANKINGS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=8), max_size=4)


def test_chunk_in_two_rankings_adds_both_reciprocal_ranks() -> None:
    # b: 1/(60+2) + 1/(60+1); a: 1/(60+1); c: 1/(60+2)
    fused = reciprocal_rank_fusion([["a", "b"], ["b", "c"]])
    assert [name for name, _ in fused] == ["b", "a", "c"]
    assert [score for _, score in fused] == pytest.approx([1 / 62 + 1 / 61, 1 / 61, 1 / 62])


def test_ties_keep_the_order_of_first_sight() -> None:
    assert [name for name, _ in reciprocal_rank_fusion([["b", "a"], ["a", "b"]])] == ["b", "a"]


def test_repeated_id_counts_once_at_its_best_rank() -> None:
    assert reciprocal_rank_fusion([["a", "a", "b"]]) == reciprocal_rank_fusion([["a", "b"]])


def test_negative_k_is_refused() -> None:
    with pytest.raises(ValueError, match="k is -1"):
        reciprocal_rank_fusion([["a"]], k=-1)


@given(RANKINGS, st.integers(0, 100))
def test_every_chunk_comes_once_by_falling_score(rankings: list[list[str]], k: int) -> None:
    fused = reciprocal_rank_fusion(rankings, k=k)
    names, scores = [name for name, _ in fused], [score for _, score in fused]
    assert sorted(names) == sorted({name for ranking in rankings for name in ranking})
    assert scores == sorted(scores, reverse=True)
    # Sums of reciprocals round: three fifths by thirds is a little over 0.6.
    assert all(0 < score <= len(rankings) / (k + 1) * (1 + 1e-12) for score in scores)


@given(st.lists(st.permutations("abcde"), min_size=1, max_size=4))
def test_first_in_every_ranking_is_first_overall(rankings: list[list[str]]) -> None:
    led = [["z", *ranking] for ranking in rankings]
    assert reciprocal_rank_fusion(led)[0][0] == "z"


@given(RANKINGS)
def test_scores_do_not_depend_on_the_order_of_the_rankings(rankings: list[list[str]]) -> None:
    there, back = dict(reciprocal_rank_fusion(rankings)), dict(reciprocal_rank_fusion(rankings[::-1]))
    assert there.keys() == back.keys()
    assert all(there[name] == pytest.approx(back[name]) for name in there)


@given(st.permutations("abcdef"))
def test_one_ranking_keeps_its_order(ranking: list[str]) -> None:
    assert [name for name, _ in reciprocal_rank_fusion([ranking])] == ranking
