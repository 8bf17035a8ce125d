"""Follow-ups that the sentences after the quoted ones answer."""

from __future__ import annotations

import pytest

from assistant.answers import Question, Turn
from assistant.build import Assistant
from assistant.going_on import goes_on, told_before
from tests.conftest import MakeAssistant

BENCHES = """# Parks report

## Benches

The council will not replace the wooden benches in Elm Park this year. Steel arms made by the old foundry no longer
fit the slats. The last of them were cast in 1971.

## Ponds

The pond in Elm Park will be dredged by volunteers in March 2024.
"""
TOLD = "The council will not replace the wooden benches in Elm Park this year."


@pytest.fixture
def parks(small: MakeAssistant) -> Assistant:
    """One small paper."""
    return small({"parks.md": BENCHES})


def place_of(assistant: Assistant, words: str) -> tuple[str, int, int]:
    """Where a sentence of the only paper stands."""
    ((document_id, document),) = assistant.index.documents.items()
    start = document.text.index(words)
    return document_id, start, start + len(words)


@pytest.mark.parametrize(
    "answer",
    [
        f"**Norford:** “{TOLD}” [1]",
        TOLD,
        "The council will not replace the benches in Elm Park this year.",
    ],
)
def test_answer_is_found_where_it_was_taken_from(parks: Assistant, answer: str) -> None:
    assert told_before(answer, parks.index) == (place_of(parks, TOLD),)


@pytest.mark.parametrize("answer", ["", "Yes.", "An answer was not found in the papers that were searched."])
def test_words_of_no_paper_stand_nowhere(parks: Assistant, answer: str) -> None:
    assert told_before(answer, parks.index) == ()


def test_what_follows_under_the_same_heading_goes_on(parks: Assistant) -> None:
    told = place_of(parks, TOLD)
    document = parks.index.documents[told[0]]
    assert goes_on(document, place_of(parks, "Steel arms")[1], told)
    assert not goes_on(document, place_of(parks, "The pond")[1], told)
    assert not goes_on(document, told[1], place_of(parks, "Steel arms"))


def test_follow_up_gets_more_than_it_was_told(parks: Assistant) -> None:
    history = (Turn("Will the wooden benches in Elm Park be replaced?", f"“{TOLD}” [1]"),)
    answer = parks.ask(Question("why not?", history))
    assert "made by the old foundry" in answer.answer
    assert "pond" not in answer.answer


def test_whole_question_gets_no_more_for_what_was_asked_before(parks: Assistant) -> None:
    question = "Will the wooden benches in Elm Park be replaced?"
    alone = parks.ask(Question(question)).answer
    assert parks.ask(Question(question, (Turn("Who dredges the pond?", f"“{TOLD}” [1]"),))).answer == alone


FERRIES = """# Ferry report

## Money

£3 million will be invested in ferry crews and their training in the North West Harbour Alliance. This will bring a
training ship to the harbour. £24 million will be invested to boost crews and build evidence on how to keep them.

£8 million will be spent on lighthouses.
"""


@pytest.mark.parametrize("rest", ["the rest", "everyone else", "other regions"])
def test_what_is_for_the_rest_stands_beside_what_is_not(small: MakeAssistant, rest: str) -> None:
    question = f"how much money for ferry crew training goes to the north west and how much to {rest}"
    answer = small({"ferries.md": FERRIES}).ask(Question(question))
    begin = [statement.text.split(" will")[0] for statement in answer.statements]
    assert begin[0] == "£3 million"
    assert "£24 million" in begin
