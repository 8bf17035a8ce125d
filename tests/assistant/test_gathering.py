"""Lists gathered from sentences of a made-up paper, without a search."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.asking import classify
from assistant.evidence import Evidence, text_of
from assistant.gathering import asks_for_all, gathered
from corpus.documents import Document
from index.analysis import terms
from tests.assistant.made_up import paper, pieces_of

PAPER = """# Library review

A consultation on fines opens in autumn 2031.

The van timetable goes to consultation in autumn 2031.

A reading strategy is published in spring 2031.

Readers may comment on chairs in a consultation this summer.

A survey of branches is published by the end of the year.

A map of stops is published in May 2032.

Lamps are tested in one branch. Heating is piloted in another.
"""


@pytest.fixture(scope="module")
def review() -> Document:
    return paper(PAPER, published="2031-02-01")


def told(question: str, document: Document, *, n_found: int = 1) -> list[str]:
    documents = {document.source.document_id: document}
    known = set(terms(document.text))
    chosen = gathered(
        question,
        pieces_of(document)[:n_found],
        vocabulary=lambda piece: frozenset(terms(text_of(piece, documents))),
        known=known.__contains__,
        documents=documents,
        repeats=_repeats,
    )
    return [text_of(piece, documents) for piece in chosen or ()]


def _repeats(piece: Evidence, others: Sequence[Evidence]) -> bool:
    return any(other.char_start == piece.char_start for other in others)


def test_sentences_that_the_search_did_not_bring_are_gathered_too(review: Document) -> None:
    assert len(told("what goes out to consultation in autumn 2031", review)) == 2


def test_year_said_without_its_number_is_the_papers_own(review: Document) -> None:
    assert told("which documents are published by the end of 2031", review) == []
    both = review.text.replace("in spring 2031", "by the end of 2031")
    assert len(told("which documents are published by the end of 2031", paper(both, published="2031-02-01"))) == 2


def test_what_an_asker_calls_having_a_say_is_a_consultation(review: Document) -> None:
    assert len(told("what can we have a say on in autumn 2031", review)) == 2


def test_either_of_two_words_is_enough(review: Document) -> None:
    assert told("what is tested or piloted", review) == [
        "Lamps are tested in one branch.",
        "Heating is piloted in another.",
    ]


@pytest.mark.parametrize(
    ("question", "all_of_it"),
    [
        ("list the pilots", True),
        ("what is going to be piloted", True),
        ("what does the review say of lamps", False),
        ("when does the van stop", False),
    ],
)
def test_all_there_is_of_something_is_asked_for_by_some_wordings_only(question: str, *, all_of_it: bool) -> None:
    assert asks_for_all(question, classify(question)) is all_of_it
