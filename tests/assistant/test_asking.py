from __future__ import annotations

import pytest

from assistant.asking import classify
from assistant.holders import Holder, Holders

HOLDERS = Holders(
    (
        Holder("Durham County Council", ("durham county council", "durham"), ("durham-report",)),
        Holder("LGA", ("local government association", "lga"), ("lga-pack",)),
        Holder("UK Government", ("government", "minister", "dfe"), ("dfe-press",)),
    ),
    (("durham-report", "committee report"), ("lga-pack", "agenda pack"), ("dfe-press", "press release")),
)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how much will care leavers get", "amount"),
        ("how much goes into mending roads", "amount"),
        ("what does the court charge for copies", "amount"),
        ("fee to register interest", "amount"),
        ("how many millions are going into roads", "amount"),
        ("how many pounds is a permit", "amount"),
        ("how many millions of people use buses", "count"),
        ("how much notice must temps give", "date"),
        ("how long does the consultation run", "date"),
        ("when's the final version due", "date"),
        ("by when must councils reply?", "date"),
        ("how many regions will pilot it", "count"),
        ("what share of children have special needs", "count"),
        ("who chairs the board", "who"),
        ("Which bodies set the rules?", "who"),
        ("To whom must it be sent?", "who"),
        ("What are the six pillars?", "list"),
        ("which documents must be kept", "list"),
        ("everything officers say is wrong with roads", "list"),
        ("where does Durham stand on roads", "view"),
        ("are the LGA for or against the plan", "view"),
        ("why are there too few places", "reason"),
        ("what is the purpose of the dashboard", "reason"),
        ("what does RCC stand for", "definition"),
        ("what is a family hub?", "definition"),
        ("what does the LGA think of the plan", "view"),
        ("What review does the LGA demand?", "view"),
        ("Summarise pillar 3", "summary"),
        ("recap what members said on roads", "summary"),
        ("roads chapter, short version", "summary"),
        ("Summarise what the papers say about kinship care", "summary"),
        ("what papers must be kept", "list"),
        ("how do the two papers differ", "comparison"),
        ("does it replace inspections?", "fact"),
        ("where is the office", "fact"),
    ],
)
def test_kind_follows_from_the_wording(question: str, kind: str) -> None:
    assert classify(question, HOLDERS).kind == kind


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("how long does it run", "It runs for twelve weeks."),
        ("when does it close", "It closes on 11 May 2023."),
        ("how much is it", "It is £3,000."),
        ("who decides", "The decision maker of the agency decides."),
        ("how often is it reviewed", "It is reviewed annually."),
    ],
)
def test_sentence_that_answers_holds_what_is_wanted(question: str, sentence: str) -> None:
    wants = classify(question).wants
    assert wants is not None
    assert wants.search(sentence)


def test_condition_is_no_date() -> None:
    assert classify("when may a match be held up").wants is None


@pytest.mark.parametrize(
    ("question", "yes_no"),
    [
        ("will it be replaced?", True),
        ("so does the LGA back it", True),
        ("the parent has agreed, can we still apply", True),
        ("what will be replaced?", False),
        ("can you boil down the LGA's take on hubs", False),
        ("can you get it at seventeen", True),
        ("funding for hubs", False),
    ],
)
def test_yes_no_is_told_from_the_rest(question: str, yes_no: bool) -> None:
    assert classify(question).yes_no is yes_no


def test_holders_and_papers_come_from_the_documents() -> None:
    asked = classify("what does the durham report say about the LGA?", HOLDERS)
    assert asked.holders == ("Durham County Council", "LGA")
    assert asked.papers == ("durham-report",)
    assert classify("What did the press release promise?", HOLDERS).papers == ("dfe-press",)
    assert classify("what does the durham report say").holders == ()


def test_of_whom_something_is_wanted_is_not_asked_for_a_view() -> None:
    assert classify("what did the panel want the government to do?", HOLDERS).holders == ()
    assert classify("what does the government want to do?", HOLDERS).holders == ("UK Government",)


def test_what_the_government_wants_is_its_plan_and_no_view() -> None:
    assert not classify("what does the government want from councils", HOLDERS).view
    assert classify("what does durham want from schools", HOLDERS).view


@pytest.mark.parametrize(
    ("question", "group"),
    [
        ("how much will care leavers get", "care leavers"),
        ("what share of kids in care have special needs", "kids in care"),
        ("what will the hub for keeping social workers do", "social workers"),
        ("Is anything done for nans and aunts?", "nans and aunts"),
        ("when does the consultation close", None),
    ],
)
def test_group_is_whom_the_question_is_about(question: str, group: str | None) -> None:
    assert classify(question, HOLDERS).group == group
