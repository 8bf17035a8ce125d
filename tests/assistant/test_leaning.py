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
    "text",
    ["how many hours do three year olds get?", "who is the mayor of Northfield", "what is the deadline for fines"],
)
def test_question_that_names_what_to_look_for_stands_alone(text: str) -> None:
    assert condense(Question(text, (Turn("What are the rules on tickets?", ""),))) == text
