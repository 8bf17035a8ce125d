from __future__ import annotations

import pytest

from assistant.answers import Question
from assistant.build import Assistant
from assistant.stances import stance_of


@pytest.mark.parametrize(
    ("question", "sentence", "fits"),
    [
        ("What does the LGA welcome in the plan?", "We are pleased to see the consultation.", True),
        ("What does the LGA welcome in the plan?", "We are concerned about the cost.", False),
        ("what worries the council", "It is unclear who pays.", True),
        ("what is the council calling for", "Every council must be funded.", True),
        ("what does the LGA want done", "Putting the fund on a permanent footing.", True),
        ("what does the LGA welcome in the plan", "Putting the fund on a permanent footing.", False),
    ],
)
def test_kind_of_view_asked_for_tells_which_sentences_fit(question: str, sentence: str, *, fits: bool) -> None:
    stance = stance_of(question)
    assert stance is not None
    assert bool(stance.search(sentence)) is fits


@pytest.mark.parametrize("question", ["is the LGA worried about the cost?", "what does the LGA think of the plan?"])
def test_question_for_any_view_takes_all(question: str) -> None:
    assert stance_of(question) is None


def test_the_best_sentence_stays_whatever_its_words(bundled: Assistant) -> None:
    # "will need careful consideration to avoid it being seen as an additional hurdle" holds no word of worry
    answer = bundled.ask(Question("what concerns the LGA about obliging parents to try mediation first"))
    assert "additional hurdle" in answer.answer
