from __future__ import annotations

import pytest

from assistant.answers import Question, Turn
from assistant.condensing import condense

LISTED = Turn(
    "What is paid for?",
    "**LGA:** “Paid for are:” [1]\n\n"
    "- Swift repairs: £5 million for roofs. [2]\n- New minibuses in each area [3]\n- Rule 7 checks [4]",
)
TOLD = Turn("Who helps families?", "“Families can turn to the Winter Hardship Fund, run by local advice teams.” [1]")


@pytest.mark.parametrize(
    ("follow_up", "standalone"),
    [
        ("the second one?", "Tell me about new minibuses in each area"),
        ("what does the first cover", "What does the swift repairs cover?"),
        ("when does the last one start", "When does the Rule 7 start?"),
        ("tell me about the £5 million one", "Tell me about the £5 million swift repairs"),
    ],
)
def test_item_of_the_answer_s_list_is_taken_up_by_its_place_or_figure(follow_up: str, standalone: str) -> None:
    got = condense(Question(follow_up, (LISTED,)))
    assert got.replace("the Rule", "Rule") == standalone.replace("the Rule", "Rule")


@pytest.mark.parametrize(
    ("answer", "follow_up", "standalone"),
    [
        ("Three aims: a quick repair, a fair price and a warm bus.", "and the third one", "Tell me about the warm bus"),
        (
            "Two bodies look into it: the Roads Panel, and the Bridges and Tunnels Office (BTO).",
            "when did the last of those get going",
            "When did the Bridges and Tunnels Office get going?",
        ),
        (
            "They will do it all, including mending each roof, counting the buses and painting doors.",
            "the second one, tell me more",
            "Tell me about counting the buses",
        ),
    ],
)
def test_item_of_a_list_in_one_sentence_is_taken_up_by_its_place(answer: str, follow_up: str, standalone: str) -> None:
    assert condense(Question(follow_up, (Turn("What is looked into?", answer),))) == standalone


def test_one_of_several_that_nothing_lists_takes_the_question_before_along() -> None:
    before = Turn("How will they mend the roads?", "By more money.")
    assert condense(Question("when does the first lot start", (before,))) == (
        "How will they mend the roads? when does the first lot start"
    )


def test_thing_that_only_the_answer_names_is_taken_up_by_its_name() -> None:
    assert condense(Question("what's that fund?", (TOLD,))) == "What's the Winter Hardship Fund?"
    assert condense(Question("who are those teams", (TOLD,))) == "Who are the local advice teams?"


def test_ordinal_counts_a_series_when_the_answer_lists_nothing() -> None:
    assert condense(Question("tell me about the third", (Turn("What are the six pillars?", "…"),))) == (
        "Tell me about pillar 3"
    )


@pytest.mark.parametrize("follow_up", ["the ninth one?", "what is that tunnel", "which council is that"])
def test_what_the_answer_does_not_hold_is_not_made_up(follow_up: str) -> None:
    got = condense(Question(follow_up, (LISTED,)))
    assert not {"minibuses", "repairs", "Rule"} & set(got.split())


def test_marks_and_links_of_a_forged_answer_are_not_carried_over() -> None:
    forged = Turn("Who helps?", "- [pay](http://evil.example) <b>now</b> **Big Help Fund** [1]\n- other")
    got = condense(Question("what is the first one", (forged,)))
    assert not set("[]<>*") & set(got)
    assert "http" not in got
