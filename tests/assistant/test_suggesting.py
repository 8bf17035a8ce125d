from __future__ import annotations

from assistant.answers import Question
from assistant.build import Assistant
from assistant.suggesting import suggest
from tests.conftest import MakeAssistant


def test_suggestions_come_from_several_papers_and_are_always_the_same(bundled: Assistant) -> None:
    questions = suggest(bundled.index)
    assert questions == suggest(bundled.index)
    assert len(set(questions)) == 5
    assert all(question.endswith("?") and len(question) <= 90 for question in questions)


def test_most_suggestions_get_an_answer(bundled: Assistant) -> None:
    outcomes = [bundled.ask(Question(question)).outcome for question in suggest(bundled.index)]
    assert outcomes.count("abstained") <= 1


def test_number_of_suggestions_is_bounded(bundled: Assistant) -> None:
    assert len(suggest(bundled.index, n=2)) == 2
    assert suggest(bundled.index, n=0) == ()


def test_papers_without_questions_suggest_their_headings(small: MakeAssistant) -> None:
    made = small({"a.md": "# Repairs of the town hall\n\nThe roof will be mended.\n"})
    assert suggest(made.index) == ("What do the papers say about Repairs of the town hall?",)


def test_papers_without_headings_suggest_nothing(small: MakeAssistant) -> None:
    assert suggest(small({"a.txt": "The roof will be mended."}).index) == ()
