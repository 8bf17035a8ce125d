"""The thing asked for, found in a quote."""

from __future__ import annotations

import pytest

from assistant.answers import Statement
from assistant.asking import classify
from assistant.highlighting import short_answer
from assistant.writing import compose


@pytest.mark.parametrize(
    ("question", "text", "bold"),
    [
        ("How much will be spent?", "We will invest over £45 million in pathfinders.", "over £45 million"),
        ("When does it open?", "The consultation closes on 11 May 2023.", "on 11 May 2023"),
        (
            "How many areas will test it?",
            "It will be tested in up to 12 local authorities.",
            "up to 12 local authorities",
        ),
        ("Who chaired the review?", "The review was chaired by Josh MacAlister.", "Josh MacAlister"),
        ("How much more will they get?", "It rises from £2,000 to £3,000.", "£2,000 to £3,000"),
    ],
)
def test_what_was_asked_for_is_found(question: str, text: str, bold: str) -> None:
    span = short_answer(text, classify(question))
    assert span is not None
    assert text[slice(*span)].removeprefix("on ") == bold.removeprefix("on ")


def test_among_several_sums_none_is_picked() -> None:
    assert short_answer("£9 million goes to training and £3 million to the North East.", classify("How much?")) is None


def test_a_question_of_why_has_no_short_answer() -> None:
    assert short_answer("It costs £3 million.", classify("Why was the rule changed?")) is None


def test_the_answer_is_bold_inside_the_quote_and_the_rest_stays_inert() -> None:
    statement = Statement("<i>We</i> will give £3 million *more*.", (1,), "LGA", "LGA", "sentence")
    markdown = compose([statement], lambda text: short_answer(text, classify("how much money?")))
    assert markdown == r"**LGA:** “\<i\>We\</i\> will give **£3 million** \*more\*.” [1]"
