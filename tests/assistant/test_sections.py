"""Views taken from a section of made-up papers."""

from __future__ import annotations

from assistant.asking import classify
from assistant.evidence import LONG_WORDS, Evidence, text_of
from assistant.sections import named_section
from corpus.documents import Document
from index.analysis import terms
from tests.corpus.reading import made_up

VIEW = classify("What does the LGA think of the reading room?")

PAPER = """# Library review

## Reading room

Chairs are bought for the reading room. They are blue.

### LGA view of the reading room

We welcome the chairs. They are late.

We are concerned about the lamps. They are dear.
"""


def opinion(document: Document, question: str) -> list[str] | None:
    near = [Evidence("made-up", 0, 0, 1, 1.0)]
    weights = dict.fromkeys(terms(question), 1.0)
    chosen = named_section(question, weights, VIEW, near, {"made-up": document})
    return None if chosen is None else [text_of(one, {"made-up": document}) for one in chosen]


def test_view_of_a_named_section_opens_each_of_its_paragraphs() -> None:
    document = made_up(PAPER).document
    assert opinion(document, "view of the reading room") == [
        "We welcome the chairs.",
        "We are concerned about the lamps.",
    ]


def test_section_that_is_no_view_is_not_taken_for_one() -> None:
    document = made_up(PAPER.split("### LGA", maxsplit=1)[0]).document
    assert opinion(document, "the reading room") is None


def test_other_questions_take_no_section() -> None:
    document = made_up(PAPER).document
    near = [Evidence("made-up", 0, 0, 1, 1.0)]
    weights = dict.fromkeys(terms("the reading room"), 1.0)
    for question in ("Who mends the lamps?", "Summarise the reading room"):
        assert named_section(question, weights, classify(question), near, {"made-up": document}) is None


def test_long_view_is_cut_to_the_length_of_an_answer() -> None:
    paragraphs = "\n\n".join(f"We are concerned about {' '.join(f'w{n}x{m}' for m in range(30))}." for n in range(9))
    document = made_up(f"# Library review\n\n## LGA view of the reading room\n\n{paragraphs}\n").document
    chosen = opinion(document, "view of the reading room")
    assert chosen is not None
    assert 1 < len(chosen) < 9
    assert sum(len(words.split()) for words in chosen) <= LONG_WORDS


NUMBERED = """# Library review

## Chapter 2: Maps

### LGA view

We welcome the maps.

We are concerned about the shelves.

## 9. Pillar 2: Chairs

### LGA view

We welcome the chairs.

We are concerned about the lamps.
"""


def test_number_belongs_to_the_word_before_it() -> None:
    document = made_up(NUMBERED).document
    assert opinion(document, "LGA view on pillar 2") == ["We welcome the chairs.", "We are concerned about the lamps."]
