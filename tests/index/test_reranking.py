from __future__ import annotations

import pytest

from index.reranking import SignalReranker, Signals


def scored(*signals: Signals) -> list[float]:
    return SignalReranker(best_weight=1.0, text_weight=0.3, lexical_weight=0.35).scores("", [], signals)


def test_score_is_the_weighted_sum_of_the_signals() -> None:
    # best cosine 0.8 (of text 0.5 and asked 0.8), then 0.3 · 0.5 and 0.35 · 0.4: 0.8 + 0.15 + 0.14
    assert scored(Signals(text=0.5, asked=0.8, lexical=0.4)) == [pytest.approx(1.09)]


def test_chunk_without_questions_is_scored_by_its_text() -> None:
    assert scored(Signals(0.6, None, 0.0)) == [pytest.approx(0.6 + 0.3 * 0.6)]


def test_each_signal_lifts_the_score() -> None:
    low, text, asked, lexical = scored(
        Signals(0.4, 0.5, 0.1), Signals(0.45, 0.5, 0.1), Signals(0.4, 0.6, 0.1), Signals(0.4, 0.5, 0.3)
    )
    assert low < min(text, asked, lexical)


def test_no_chunks_have_no_scores() -> None:
    assert scored() == []
