from __future__ import annotations

import pytest

from assistant.answers import Question, Turn
from assistant.condensing import condense

CONSULTATION = Turn("Who responds to the consultation?", "The council.")


@pytest.mark.parametrize(
    "follow_up",
    ["what about Durham?", "and when does it start?", "How much is it?", "why?", "who else", "And the LGA?"],
)
def test_follow_up_takes_the_question_before_it_along(follow_up: str) -> None:
    assert condense(Question(follow_up, (CONSULTATION,))) == f"{CONSULTATION.q} {follow_up}"


@pytest.mark.parametrize(
    "question",
    [
        "How much will care leavers get to set up home?",
        "Which local authorities run the Families First for Children pathfinder programme?",
        "What does the LGA say about Regional Care Cooperatives?",
        "kinship carers training and support",
    ],
)
def test_new_topic_is_not_bent_by_the_conversation(question: str) -> None:
    assert condense(Question(question, (CONSULTATION,))) == question


def test_second_follow_up_keeps_what_both_lean_on() -> None:
    turns = (Turn("Who recruits foster carers", "…"), Turn("what about Durham?", "…"))
    wanted = "Who recruits foster carers? what about Durham? and Plymouth?"
    assert condense(Question("and Plymouth?", turns)) == wanted


@pytest.mark.parametrize("history", [(), (Turn("", "…"),), (Turn(" \n", ""),)])
def test_without_an_earlier_question_it_stands_as_typed(history: tuple[Turn, ...]) -> None:
    assert condense(Question("what about it?", history)) == "what about it?"
