"""Blocks → chunks: what belongs together stays together, and nothing is left out."""

from __future__ import annotations

from pathlib import Path

from corpus.chunking import MAX_CHARS, chunk
from tests.corpus.pdf_makers import Maker, prose, read_file
from tests.corpus.reading import Paper, check_invariants, made_up

SENTENCE = "The council keeps the duty under review and reports on it to members each year. "


def texts(paper: Paper) -> list[str]:
    return [chunk.text for chunk in paper.chunks]


def test_a_numbered_paragraph_is_a_chunk_of_its_own() -> None:
    assert texts(made_up("1. Councils act.\n\n2. Carers care.\n")) == ["1. Councils act.", "2. Carers care."]


def test_a_heading_goes_with_the_text_below_it() -> None:
    paper = made_up("# Plan\n\n## Money\n\n1. It rises.\n\n2. It falls.\n")
    assert texts(paper) == ["Plan\n\nMoney\n\n1. It rises.", "2. It falls."]
    assert [chunk.section for chunk in paper.chunks] == [("Plan", "Money")] * 2
    assert [chunk.paragraph for chunk in paper.chunks] == ["1", "2"]


def test_a_list_stays_with_its_lead_in() -> None:
    paper = made_up("8. Challenges include:\n- cost\n- access\n\n9. Others agree.\n")
    assert texts(paper)[0] == "8. Challenges include:\n\n- cost\n- access"


def test_a_list_too_long_is_cut_between_items_and_keeps_its_lead_in_as_context() -> None:
    paper = made_up("# Plan\n\nThe duties are:\n" + f"- {SENTENCE.strip()}\n" * 40)
    assert all(len(text) <= MAX_CHARS for text in texts(paper))
    assert all(chunk.context.endswith("The duties are:") for chunk in paper.chunks[1:])
    assert all(text.startswith("- The council") for text in texts(paper)[1:])


def test_a_paragraph_too_long_is_cut_between_sentences() -> None:
    paper = made_up(SENTENCE * 40)
    assert len(paper.chunks) > 2
    assert all(len(text) <= MAX_CHARS and text.endswith(".") for text in texts(paper))


def test_a_sentence_too_long_is_cut_between_words() -> None:
    paper = made_up("word " * 1_000)
    assert all(len(text) <= MAX_CHARS and set(text.split()) == {"word"} for text in texts(paper))


def test_a_word_too_long_is_cut_all_the_same() -> None:
    assert "".join(texts(made_up("x" * 5_000))) == "x" * 5_000


def test_headings_without_end_are_not_one_chunk() -> None:
    paper = made_up("# Title of a section\n\n" * 500)
    assert all(len(text) <= MAX_CHARS for text in texts(paper))


def test_small_lines_of_one_section_are_stored_together() -> None:
    assert len(made_up("# Contact\n\nName: Ash\n\nPhone: 020\n\nTown: Elm\n").chunks) == 1


def test_a_view_is_not_stored_with_the_plan_it_is_on() -> None:
    paper = made_up("# The strategy\n\nBursaries rise.\n\n## Anytown view\n\nIt is late.\n")
    assert [chunk.standpoint.holder for chunk in paper.chunks] == ["UK Government", "Anytown Council"]


def test_ids_count_up_in_order_of_place() -> None:
    paper = made_up("1. One.\n2. Two.\n")
    assert [chunk.chunk_id for chunk in paper.chunks] == ["made-up#0000", "made-up#0001"]


def test_a_document_without_words_has_no_chunks() -> None:
    paper = made_up("---\n")
    assert paper.chunks == ()
    check_invariants(paper.document, paper.chunks)


def test_chunk_over_a_page_end_names_both_pages_and_what_is_printed_on_them(tmp_path: Path) -> None:
    maker = Maker(foot=lambda number: f"Page {number + 4}")
    maker.add_page()
    maker.paragraph("1. " + prose(30))
    maker.ln(540)
    maker.paragraph("2. " + prose(100, start=2))  # 10 lines where 7 fit
    maker.add_page()
    maker.paragraph("3. " + prose(30, start=5))
    chunks = chunk(read_file(maker.save(tmp_path / "a.pdf")))
    assert [(c.page_number, c.page_label, c.page_end_number, c.page_end_label) for c in chunks] == [
        (1, "5", None, None), (1, "5", 2, "6"), (3, "7", None, None),
    ]  # fmt: skip
