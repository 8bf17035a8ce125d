"""Extracts of made-up papers."""

from __future__ import annotations

from dataclasses import replace

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


ITEMS = """# Board pack

## Item 1: Lending

### Background

The van carries novels to villages that lost their branch in the last ten years.

Drivers are hard to find, and two of the vans need a new engine before the winter.

### Next steps

Officers will return to the board in June with a plan for the vans.

## Item 2: Minutes

### Chairs

The chair welcomed members of the board to the meeting in the town hall.

### Wiring

Mr Norton of Wires Ltd told members that the wiring of four branches is unsafe.

The firm offered to mend the wiring by the spring for a share of the savings.

Members asked Mr Norton whether the branches could stay open during the work.
"""


def test_an_item_that_no_heading_names_is_the_one_that_most_of_the_best_sentences_stand_in() -> None:
    document = made_up(ITEMS).document
    near = [
        piece(document, words) for words in ("carries novels", "hard to find", "Officers will return", "chair welcomed")
    ]
    chosen = extract(document, "quick round up of the mobile library item", near)
    assert chosen is not None
    assert any("June" in words for words in chosen)
    assert not any("welcomed" in words for words in chosen)
    assert extract(document, "quick round up of mobile lending", near) != chosen


def test_a_name_that_no_heading_holds_tells_the_section_of_what_is_named() -> None:
    document = made_up(ITEMS).document
    chosen = extract(document, "sum up the Norton item of the board minutes", [piece(document, "carries novels")])
    assert chosen is not None
    assert all("wiring" in words or "Norton" in words for words in chosen)


def test_a_view_is_summed_up_from_a_section_in_which_its_holder_speaks() -> None:
    document = made_up(PAPER).document
    question = "what do ministers say overall on the van"
    asked = replace(classify(question), view=True, holders=("Somebody Else",))
    summariser = Summariser({"made-up": document}, Rarity({}, 100), lambda _: ())
    assert not summariser.names_part(question, asked, [piece(document, "Lamps are")])


def test_what_somebody_thinks_is_left_out_where_the_plan_alone_is_long_enough() -> None:
    plans = "\n\n".join(
        f"Round {n} of the van brings {' '.join(f'thing{n}of{m}' for m in range(34))}." for n in range(6)
    )
    views = "\n\n".join(f"We think that round {n} of the van is far too slow for anyone." for n in range(12))
    text = f"# Review\n\n## Van\n\n{plans}\n\n### What the friends think\n\n{views}\n"
    document = made_up(text).document
    chosen = extract(document, "explain the van", [piece(document, "Round 1")])
    assert chosen is not None
    assert not any(words.startswith("We think") for words in chosen)
