"""Two questions typed as one."""

from __future__ import annotations

import json
import time

import pytest

from assistant.answers import Question, Turn
from assistant.build import Assistant
from assistant.evidence import Evidence, Selection
from assistant.holders import Holders
from assistant.joined import merged, two_questions
from tests.contract import check_answer


@pytest.mark.parametrize(
    ("typed", "both"),
    [
        (
            "what is the ferry plan and when will it be published",
            ("what is the ferry plan", "When will the ferry plan be published?"),
        ),
        ("Who pays for the ferry? When does it start?", ("Who pays for the ferry", "When does the ferry start?")),
        (
            "how many ferries will there be, and how much money do they get?",
            ("how many ferries will there be", "How much money do ferries get?"),
        ),
        (
            "so what is a ferry pass and is the fare capped",
            ("what is a ferry pass", "is the fare capped"),
        ),
    ],
)
def test_each_of_two_questions_stands_on_its_own(typed: str, both: tuple[str, ...]) -> None:
    assert two_questions(Question(typed), Holders()) == both


@pytest.mark.parametrize(
    "typed",
    [
        "what will the ferry plan cost and why",  # takes the rest along
        "what is the plan for ferries and buses?",
        "who trains deckhands and captains",
        "explain the plan and what it costs",
        "the ferries: what happens",
        "",
        "?",
    ],
)
def test_one_question_is_left_whole(typed: str) -> None:
    assert two_questions(Question(typed), Holders()) == ()


def test_follow_up_of_two_questions_takes_what_it_leaves_out_from_before() -> None:
    asked = Question("when does it start and who pays for it?", (Turn("What is the ferry pass?", "A card."),))
    assert two_questions(asked, Holders()) == ("When does the ferry pass start?", "Who pays for the ferry pass?")


def test_nothing_is_rested_on_twice() -> None:
    first = Evidence("ferry", 1, 10, 40, 1.0)
    again, other = Evidence("ferry", 1, 0, 80, 1.0), Evidence("bus", 1, 10, 40, 1.0)
    both = merged([Selection((first,), 0.5, 0.4, fits=True), Selection((again, other), 0.7, 0.2, fits=False)])
    assert both.evidence == (first, other)
    assert (both.best_similarity, both.coverage, both.fits) == (0.7, 0.4, False)


def test_both_are_answered_and_one_without_an_answer_is_named(bundled: Assistant) -> None:
    texts = {document_id: document.text for document_id, document in bundled.index.documents.items()}
    both, one = (
        bundled.ask(Question(question)).to_dict()
        for question in (
            "how many pathfinders will there be and how much money do they get",
            "What are Regional Care Cooperatives and how many parrots live on the moon?",
        )
    )
    for answer in (both, one):
        check_answer(json.loads(json.dumps(answer)), texts)
    assert both["outcome"] == "answered"
    assert "nine more" in both["answer"]
    assert "45" in both["answer"]
    assert one["outcome"] in ("answered", "partly_answered")
    assert "Regional Care Cooperatives" in one["answer"]


def test_half_that_the_papers_answer_is_answered_and_the_other_half_named(bundled: Assistant) -> None:
    asked = "who couldn't find a parrot on the moon and when does the consultation on the strategy close?"
    answer = bundled.ask(Question(asked)).to_dict()
    assert answer["outcome"] == "partly_answered"
    assert "11 May 2023" in answer["answer"]
    assert "Nothing was found on this part: who couldn't find a parrot on the moon" in answer["notices"]


def test_half_that_no_paper_should_answer_is_not_answered(bundled: Assistant) -> None:
    answer = bundled.ask(
        Question("What are Regional Care Cooperatives and which party should I vote for on children's homes?")
    ).to_dict()
    assert answer["outcome"] in ("abstained", "partly_answered")


@pytest.mark.parametrize("text", ["and what " * 400, "what is it and " * 300, "is the a and is the " * 200, "? " * 900])
def test_endless_questions_end_soon(text: str) -> None:
    started = time.process_time()
    two_questions(Question(text), Holders())
    assert time.process_time() - started < 2
