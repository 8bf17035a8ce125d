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


def told(question: str, document: Document, *, n_found: int = 1, named: frozenset[str] = frozenset()) -> list[str]:
    documents = {document.source.document_id: document}
    known = set(terms(document.text))
    chosen = gathered(
        question,
        pieces_of(document)[:n_found],
        vocabulary=lambda piece: frozenset(terms(text_of(piece, documents))),
        known=known.__contains__,
        documents=documents,
        repeats=_repeats,
        named=named,
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


def test_words_that_name_the_paper_need_not_stand_in_its_sentences(review: Document) -> None:
    question = "every consultation of the branches in autumn 2031"
    assert told(question, review) == []
    assert len(told(question, review, named=frozenset(terms("branches")))) == 2


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


@pytest.mark.parametrize(
    ("question", "n"),
    [
        ("what were they going to ask our opinion on in autumn 31", 2),
        ("what is scheduled to start, open or be published in autumn 2031?", 2),
        ("anything in autumn 2031? fines, vans, the lot", 2),
    ],
)
def test_hurried_ways_to_ask_what_comes_at_a_time_gather_too(review: Document, question: str, n: int) -> None:
    assert len(told(question, review)) == n


def test_christmas_is_the_end_of_its_year_and_no_other_time_of_it() -> None:
    text = (
        "# Plans\n\nA map is due by the end of 2031.\n\nA list is due by the end of the year.\n\n"
        "A van is due in May 2031.\n"
    )
    plans = paper(text, published="2031-02-01")
    assert told("what is out by xmas 2031, everything", plans) == [
        "A map is due by the end of 2031.",
        "A list is due by the end of the year.",
    ]


def test_day_of_a_month_is_no_year() -> None:
    plans = paper("# Plans\n\nA map is due on 30 June 2031.\n\nA list is due in June 2031.\n", published="2031-02-01")
    assert len(told("everything due in june '31", plans)) == 2
    assert told("everything due on june 30", plans) == []


def test_season_counts_beside_its_own_year_only() -> None:
    text = (
        "# Plans\n\nStage one ends in May 2031 and stage two opens in spring 2032.\n\nA map is due in spring 2031.\n\n"
        "A list is due in spring 2031.\n\nA van is due this spring.\n"
    )
    plans = paper(text, published="2031-02-01")
    assert told("what is due in spring 2031", plans) == [
        "A map is due in spring 2031.",
        "A list is due in spring 2031.",
    ]
