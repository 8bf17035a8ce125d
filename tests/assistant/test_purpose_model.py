from __future__ import annotations

import numpy as np
import pytest

from assistant.purpose_model import FAIR, KINDS, Guess, PurposeModel, guesser, load_model
from assistant.screening import screen
from index.embedding import SentenceTransformerEmbeddings
from tests.fakes import WordEmbeddings


def test_guess_is_the_likeliest_unfair_kind_and_the_share_of_all_of_them() -> None:
    weights = np.zeros((len(KINDS), 2), dtype=np.float32)
    weights[KINDS.index("party")] = (2.0, 0.0)
    guess = PurposeModel(weights, np.zeros(len(KINDS), dtype=np.float32)).guess(np.array([1, 0], dtype=np.float32))
    # shares: e^2 for party, 1 for each of the other six; fair has 1 of e^2 + 6
    assert guess.kind == "party"
    assert guess.doubt == pytest.approx(1 - 1 / (np.e**2 + 6), abs=1e-5)


def test_weights_are_left_unused_with_another_embedder() -> None:
    assert load_model("words") is None
    assert guesser(WordEmbeddings()) is None


def test_model_finds_what_the_rules_miss_and_leaves_fair_questions_alone(
    embedder: SentenceTransformerEmbeddings,
) -> None:
    guess = guesser(embedder)
    assert guess is not None
    missed = "whose side are you on, honestly"
    assert screen(missed).refusal is None
    assert screen(missed, guess=guess).refusal is not None
    for fair in ("How much will care leavers get to set up home?", "what is being done about child deaths", "abuse"):
        screened = screen(fair, guess=guess)
        assert screened.refusal is None
        assert screened.doubt < 0.5


def test_short_follow_up_is_not_judged_by_the_model() -> None:
    sure = Guess("misuse", 1.0)
    assert screen("and in which year?", has_history=True, guess=lambda _: sure).refusal is None
    assert screen("which year was the fund set up?", guess=lambda _: sure).refusal is not None
    assert FAIR not in (sure.kind,)
