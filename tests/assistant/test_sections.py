"""Summaries as extracts of a section of made-up papers."""

from __future__ import annotations

from assistant.asking import classify
from assistant.evidence import LONG_WORDS, Evidence, first_sentence, text_of
from assistant.sections import around, named_section
from corpus.documents import Document
from index.analysis import terms
from tests.corpus.reading import made_up

SUMMARY = classify("Summarise the plan for the reading room")

SHORT = """# Library review

## Reading room

Chairs are bought for the reading room. They are blue.

Lamps are mended by the school. It is paid for that.

## Van

The van stops twice a week in each village. It is old.
"""

_FILLER = " ".join(f"w{n}ord" for n in range(28))
LONG = "# Library review\n\n## Reading room\n\n" + "\n\n".join(
    (
        f"Opening hours of the room come first with {_FILLER}.",
        f"Zebras {_FILLER.replace('ord', 'zoo')}.",
        f"Readers borrow novels and maps from the shelves and {_FILLER.replace('ord', 'book')}.",
        f"Readers bring novels and maps to the shelves again with {_FILLER.replace('ord', 'again')}.",
        "See annex.",
        "Readers pay fines for novels and maps kept beyond the three weeks.",
        f"Quiet is kept by everybody on the shelves with {_FILLER.replace('ord', 'quiet')}.",
        f"Novels wait for readers who ask for them on {_FILLER.replace('ord', 'wait')}.",
    )
)


def piece(document: Document, words: str) -> Evidence:
    """The opening sentence of the only block that holds `words`."""
    (index,) = (i for i, block in enumerate(document.blocks) if words in document.body(block))
    span = first_sentence(document, document.blocks[index])
    assert span is not None
    return Evidence(document.source.document_id, index, *span, 1.0)


def told(pieces: list[Evidence] | None, document: Document) -> list[str]:
    assert pieces is not None
    return [text_of(one, {"made-up": document}) for one in pieces]


def extract(document: Document, words: str, question: str = "Summarise the fines") -> list[str]:
    return told(around(piece(document, words), classify(question), {"made-up": document}), document)


def test_summary_of_a_short_section_opens_each_of_its_paragraphs() -> None:
    document = made_up(SHORT).document
    assert extract(document, "Lamps") == [
        "Chairs are bought for the reading room.",
        "Lamps are mended by the school.",
    ]


def test_only_a_summary_takes_the_section_of_the_best_sentence() -> None:
    document = made_up(SHORT).document
    for question in ("Who mends the lamps?", "How much do the lamps cost?"):
        assert around(piece(document, "Lamps"), classify(question), {"made-up": document}) is None


def test_section_of_one_paragraph_is_no_summary() -> None:
    document = made_up(SHORT).document
    assert around(piece(document, "van stops"), SUMMARY, {"made-up": document}) is None


def test_paper_without_headings_has_no_section_to_summarise() -> None:
    document = made_up("Chairs are bought for the room.\n\nLamps are mended by the school.\n").document
    assert around(piece(document, "Lamps"), SUMMARY, {"made-up": document}) is None


def test_extract_of_a_long_section_fits_the_length_and_keeps_the_order() -> None:
    document = made_up(LONG).document
    first_words = (
        "Opening hours",
        "Zebras",
        "Readers borrow",
        "Readers bring",
        "See annex",
        "Readers pay",
        "Quiet",
        "Novels wait",
    )
    openings = [text_of(piece(document, words), {"made-up": document}) for words in first_words]
    assert sum(len(words.split()) for words in openings) > LONG_WORDS
    chosen = extract(document, "Readers pay")
    assert 1 < len(chosen) < len(openings)
    assert sum(len(words.split()) for words in chosen) <= LONG_WORDS
    assert [words for words in openings if words in chosen] == chosen


def test_extract_of_a_long_section_holds_its_opening_and_the_best_sentence() -> None:
    document = made_up(LONG).document
    for words in ("Zebras", "Quiet", "Readers pay"):
        chosen = extract(document, words)
        assert chosen[0].startswith("Opening hours")
        assert text_of(piece(document, words), {"made-up": document}) in chosen


def test_best_sentence_stands_for_its_own_paragraph_in_the_extract() -> None:
    document = made_up(SHORT).document
    index = piece(document, "Lamps").block
    start = document.text.index("It is paid for that.")
    best = Evidence("made-up", index, start, start + len("It is paid for that."), 1.0)
    assert told(around(best, SUMMARY, {"made-up": document}), document) == [
        "Chairs are bought for the reading room.",
        "It is paid for that.",
    ]


def test_what_a_section_says_twice_comes_before_what_it_says_once_and_is_told_once() -> None:
    def paragraph(topic: str) -> str:
        return f"{topic} {' '.join(f'{topic.lower()}{n}' for n in range(29))}."

    topics = ("Hours", "Zebras", "Tigers", "Lions", "Fines", "Novels", "Lamps", "Fines", "Novels", "Lamps")
    document = made_up("# Library review\n\n## Room\n\n" + "\n\n".join(map(paragraph, topics))).document
    chosen = extract(document, "Hours")
    # Six sentences of thirty words: the opening, then the three told twice, then two of the others.
    assert [words.split()[0] for words in chosen] == ["Hours", "Zebras", "Tigers", "Fines", "Novels", "Lamps"]


def test_opening_of_a_few_words_is_left_out_of_an_extract() -> None:
    assert "See annex." not in extract(made_up(LONG).document, "Readers pay")


def test_named_section_is_an_extract_too() -> None:
    for text, short in ((SHORT, True), (LONG, False)):
        document = made_up(text).document
        near = [piece(document, "Library review")]
        weights = dict.fromkeys(terms("the reading room"), 1.0)
        chosen = told(named_section(weights, SUMMARY, near, {"made-up": document}), document)
        assert chosen == extract(document, "Chairs" if short else "Opening hours")
