from __future__ import annotations

import pytest

from assistant.answers import Question, Turn
from assistant.condensing import condense


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        ("What is phase 1?", "and the next one?", "What is phase 2?"),
        ("What is phase 1?", "and the second one?", "What is phase 2?"),
        ("What does phase 2 say?", "and phase 5", "What does phase 5 say?"),
        ("When does the bus pilot start?", "and finish?", "When does the bus pilot finish?"),
        ("What will change for bus drivers?", "anything on leave?", "Is there anything on leave for bus drivers?"),
        ("What is the role of an inspector?", "who may not be one?", "Who may not be an inspector?"),
        ("What are the rules on tickets?", "when do these start", "When do the rules on tickets start?"),
        ("What happened at the January meeting?", "who was there", "Who was at the January meeting?"),
        ("What did members say about late buses?", "did drivers agree", "Did drivers agree, on late buses?"),
        (
            "Who are the Labour members of the board?",
            "and conservative?",
            "Who are the conservative members of the board?",
        ),
    ],
)
def test_follow_up_that_no_pronoun_marks_gets_what_it_leaves_unsaid(before: str, text: str, whole: str) -> None:
    assert condense(Question(text, (Turn(before, "- One\n- Two\n- Three"),))) == whole


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        # of one place what was asked of all, and not of whom it is done with
        (
            "How are schools doing with Ofsted?",
            "and in Northfield?",
            "How are schools doing with Ofsted in Northfield?",
        ),
        ("How many girls can swim?", "and the boys?", "How many boys can swim?"),
        (
            "Is Ofsted looking at swimming pools separately now?",
            "when did that come in",
            "Is Ofsted looking at swimming pools separately now? when did that come in?",
        ),
        (
            "How did the review want drivers to learn?",
            "are they doing that",
            "How did the review want drivers to learn? are they doing that?",
        ),
        ("Are drivers in favour?", "why not?", "Why are drivers not in favour?"),
    ],
)
def test_what_is_done_is_asked_of_again_and_no_noun_is_made_of_it(before: str, text: str, whole: str) -> None:
    assert condense(Question(text, (Turn(before, "Yes."),))) == whole


@pytest.mark.parametrize(
    "text",
    ["how many hours do three year olds get?", "who is the mayor of Northfield", "what is the deadline for fines"],
)
def test_question_that_names_what_to_look_for_stands_alone(text: str) -> None:
    assert condense(Question(text, (Turn("What are the rules on tickets?", ""),))) == text


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        ("How much for bus drivers?", "and by when", "How much for bus drivers, and by when?"),
        ("How much for bus drivers?", "what's it for", "What's the money for bus drivers for?"),
        ("How much is the bus grant?", "what was it before", "How much was the bus grant before?"),
        ("bus grant - how much now?", "since when", "Since when is the bus grant?"),
        ("What is the passenger fund?", "when does that kick in", "When does the passenger fund kick in?"),
        ("What do bus drivers get?", "how is that paid for", "How is what bus drivers get paid for?"),
        ("How many towns are in the first wave?", "and the second", "How many towns are in the second wave?"),
        ("Where is the bus meeting?", "what time", "Where is the bus meeting, and what time?"),
        ("What is the worry about the bus lane?", "when will it open", "When will the bus lane open?"),
        ("Who wrote to Ann Example?", "where does she work", "Where does Ann Example work?"),
        ("Does the plan mention bus lanes?", "who pays for them", "Who pays for bus lanes?"),
        ("What do the papers say about bus lanes?", "when do they open", "When do bus lanes open?"),
        ("What support is there for bus drivers?", "is that certain", "Is the support for bus drivers certain?"),
        ("What is the passenger fund?", "who should act", "Who should act, on the passenger fund?"),
        ("Who runs the bus pilots?", "how many in the first wave", "How many in the first wave, on the bus pilots?"),
        ("When does the bus pass end?", "then what", "When does the bus pass end, and what happens then?"),
        ("When will the bus plan open?", "late 2031, right?", "Will the bus plan open in late 2031?"),
        ("Who runs the bus pilots?", "any idea when", "Who runs the bus pilots, and when?"),
        ("Who runs the bus pilots?", "anyway, what about trams", "What do the papers say about trams?"),
        ("Who runs the bus pilots?", "ok back to trams: who drives them?", "Who drives trams?"),
        ("When do the first tram help areas open?", "which ones are they", "Which ones are the first tram help areas?"),
        ("What is the Children's Bus Pass?", "who pays", "Who pays for the Children's Bus Pass?"),
        ("How many passes were sold in 2031?", "and the year before that", "How many passes were sold in 2030?"),
        ("How many passes are sold?", "what was it ten years ago", "How many passes are sold ten years ago?"),
        ("When does Leeds say the pass ends?", "does Hull say the same", "When does Hull say the pass ends?"),
        ("Are ticket reviewing officers being cut?", "why not", "Why are ticket reviewing officers not being cut?"),
        ("How many pillars has the plan?", "which one covers fares", "Which pillars covers fares?"),
        ("How much is the bus grant?", "how much of that comes to Leeds", "How much of the bus grant comes to Leeds?"),
        ("What did the review say about bus lanes?", "and the fares?", "What did the review say about the fares?"),
        ("What is the bus pass?", "so drivers get dropped then?", "so drivers get dropped then?"),
        (
            "How many tram stops will open?",
            "what's the LGA worried about with those?",
            "What's the LGA worried about with the tram stops that will open?",
        ),
        (
            "What three routes are planned?",
            "the third one - where does it end?",
            "Where does the third of the three routes that are planned end?",
        ),
        (
            "Who runs the bus pilots?",
            "sorry, not the pilots, the tram loan - when does it end?",
            "When does the tram loan end?",
        ),
    ],
)
def test_question_is_made_whole_by_what_its_words_do_in_it(before: str, text: str, whole: str) -> None:
    assert condense(Question(text, (Turn(before, "…"),))) == whole


def test_number_that_the_answer_counted_by_gets_what_it_counts() -> None:
    before = Turn("How many free hours do toddlers get?", "They get 30 hours a week.")
    assert condense(Question("who qualifies for the 30?", (before,))) == "Who qualifies for the 30 free hours?"


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        (
            Turn("who tests the new buses", "Four councils have been funded to test new buses."),
            "which four",
            "Who tests the new buses, and which four councils?",
        ),
        (
            Turn("is anyone from Norford on the board", "Ann Archer, Director of Buses, will take up a seat in May."),
            "who did she take over from",
            "Who did Ann Archer take over from?",
        ),
    ],
)
def test_number_or_person_that_the_answer_told_of_is_named(before: Turn, text: str, whole: str) -> None:
    assert condense(Question(text, (before,))) == whole


@pytest.mark.parametrize("text", ["what are the missions", "when is the next meeting", "who chairs the board"])
def test_short_question_of_another_thing_is_not_bent(text: str) -> None:
    assert condense(Question(text, (Turn("What is the deadline for fines?", ""),))) == text


def test_return_takes_up_what_an_earlier_question_called_it_in_full() -> None:
    history = (Turn("How many jobs will the bus covenant create?", "…"), Turn("What about fares?", "…"))
    assert condense(Question("going back to the covenant, who signed it?", history)) == "Who signed the bus covenant?"
