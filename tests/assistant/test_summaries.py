"""Extracts of made-up papers."""

from __future__ import annotations

import pytest

from assistant.asking import classify
from assistant.evidence import LONG_WORDS, Evidence, first_sentence, text_of
from assistant.rarity import Rarity
from assistant.summaries import Summariser, tells
from corpus.documents import Document
from tests.corpus.reading import made_up

PAPER = """# Library review

Contact officer: Ann Other, 0191 234 5678, ann.other@example.org

## Reading room

Chairs are bought for the reading room with money from the county. This is new.

Lamps are mended by pupils of the school on two days of each week.

Members of the room pay fines for novels that come back after three weeks.

### What the friends think

We think that the reading room is cold and that its chairs are much too hard.

## Van

The van stops twice a week in each village and carries novels and maps.

Drivers of the van are trained by the county before their first round in spring.

Villages without a stop may ask the county for one by the end of June.
"""


def piece(document: Document, words: str, score: float = 1.0) -> Evidence:
    """The opening sentence of the only block that holds `words`."""
    (index,) = (i for i, block in enumerate(document.blocks) if words in document.body(block))
    span = first_sentence(document, document.blocks[index])
    assert span is not None
    return Evidence(document.source.document_id, index, *span, score)


def extract(document: Document, question: str, near: list[Evidence]) -> list[str] | None:
    documents = {"made-up": document}
    summariser = Summariser(documents, Rarity({}, 100), lambda _: ())
    chosen = summariser.summary(question, classify(question), near)
    return None if chosen is None else [text_of(one, documents) for one in chosen]


def test_named_section_is_told_in_its_order_without_contact_lines_or_opinions() -> None:
    document = made_up(PAPER).document
    chosen = extract(document, "Summarise the reading room", [piece(document, "The van stops")])
    assert chosen == [
        "Chairs are bought for the reading room with money from the county.",
        "Lamps are mended by pupils of the school on two days of each week.",
        "Members of the room pay fines for novels that come back after three weeks.",
    ]


def test_chapter_comes_before_a_note_of_much_the_same_name() -> None:
    note = "\n\n".join(
        f"{who} told the paper that the van rounds end next year." for who in ("Readers", "Two pupils", "A baker")
    )
    brought = (
        "novels",
        "maps",
        "comics",
        "hymns",
        "plays",
        "poems",
        "diaries",
        "letters",
        "primers",
        "scores",
        "sagas",
    )
    chapter = "\n\n".join(
        f"Round {n} brings {thing} to {n + 3} farms of the county." for n, thing in enumerate((*brought, *brought[:4]))
    )
    text = f"# Review\n\n## Van rounds end\n\n{note}\n\n## Van rounds now\n\n{chapter}\n"
    document = made_up(text).document
    chosen = extract(document, "van rounds chapter, short version", [piece(document, "Two pupils")])
    assert chosen is not None
    assert all(words.startswith("Round ") for words in chosen)


def test_ordinal_names_the_chapter_of_that_number() -> None:
    text = PAPER.replace("## Van", "## Chapter 2: Wheels")
    document = made_up(text).document
    chosen = extract(document, "sum up the second chapter", [piece(document, "Chairs are bought")])
    assert chosen is not None
    assert all("van" in words or "stop" in words for words in chosen)


def test_subject_without_a_heading_is_summed_up_from_the_section_of_the_best_sentences() -> None:
    document = made_up(PAPER).document
    near = [piece(document, words) for words in ("The van stops", "Drivers", "Villages", "Chairs are bought")]
    chosen = extract(document, "give me the gist of mobile lending", near)
    assert chosen is not None
    assert chosen[0].startswith("The van stops")
    assert not any("Chairs" in words for words in chosen)


def test_subject_spread_over_sections_takes_the_likeliest_sentences_and_none_twice() -> None:
    document = made_up(
        PAPER + "\n## Annex\n\nThe van stops twice a week in each village and carries many maps.\n"
    ).document
    near = [
        piece(document, "carries novels", 1.0),
        piece(document, "carries many maps", 0.95),
        piece(document, "Members of the room", 0.9),
        piece(document, "much too hard", 0.2),
    ]
    assert extract(document, "overview of novels", near) == [
        "Members of the room pay fines for novels that come back after three weeks.",
        "The van stops twice a week in each village and carries novels and maps.",
    ]


def test_long_section_is_cut_to_the_length_of_an_answer_and_says_nothing_twice() -> None:
    def paragraph(n: int) -> str:
        return f"The room keeps {' '.join(f'thing{n}of{m}' for m in range(24))} in good order."

    paragraphs = [paragraph(n) for n in (0, 1, 2, 3, 4, 5, 6, 7, 0, 1)]
    document = made_up("# Library review\n\n## Cellar\n\n" + "\n\n".join(paragraphs) + "\n").document
    near = [Evidence("made-up", 2, 0, 1, 1.0)]
    chosen = extract(document, "Summarise the cellar", near)
    assert chosen is not None
    assert len(chosen) == len(set(chosen)) > 3
    assert sum(len(words.split()) for words in chosen) <= LONG_WORDS
    assert sorted(chosen, key=document.text.index) == chosen


def test_other_questions_get_no_extract() -> None:
    document = made_up(PAPER).document
    for question in ("Who mends the lamps?", "How much do the chairs cost?", "What does the LGA think of the van?"):
        assert extract(document, question, [piece(document, "Lamps")]) is None


@pytest.mark.parametrize(
    "text",
    [
        "Contact officer: Ann Other",
        "4. Reading room | 9 - 12",
        "See annex B of this report for all of the many figures.",
        "The friends of the room say this about the chairs:",
        "Telephone 0191 234 5678 to ask for one of the chairs.",
        "Write to chairs@example.org for one of the many chairs.",
    ],
)
def test_lines_that_tell_nothing_are_left_out(text: str) -> None:
    assert not tells(text)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Summarise the reading room pls", True),
        ("Summarise the reading room and the bins", False),  # of bins the paper says nothing
        ("What is the reading room?", False),
    ],
)
def test_section_that_a_request_names_in_all_its_words_can_be_summed_up(question: str, *, named: bool) -> None:
    document = made_up(PAPER).document
    summariser = Summariser({"made-up": document}, Rarity({}, 100), lambda _: ())
    near = [piece(document, "The van stops")]
    assert summariser.names_part(question, classify(question), near) is named
