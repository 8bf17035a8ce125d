"""What holds for each of the five papers: no word lost, no mark shown, every place right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import pytest

from tests.corpus.reading import IDS, Paper, check_invariants

MARKS = re.compile(
    r"</?(?:p|sup|sub|b|u|i|ul|ol|li|a|br|input|div|span|table|td|tr)\b|\*\*|\]\(|\\[\[\]()*_#]|&(?:amp|nbsp|lt|gt|quot|#\d+);|"
    r"^#{1,6} |\t|style=|type=\"|data-bbox|[•\u200b\ufeff]",
    re.MULTILINE,
)


def source_words(paper: Paper) -> list[str]:
    """Words of the source file, its marks taken out by a crude rule of this test's own."""
    raw = paper.document.source.path.read_text(encoding="utf-8")
    raw = re.sub(r"</?(?:sup|sub|b|u|i)>", "", raw)
    raw = re.sub(r"<[a-z/][^<>]*>", " ", raw)
    raw = re.sub(r"\]\(\S*?[^\\]\)", "]", raw)
    return words(raw)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def in_order(parts: Iterable[str], whole: Iterable[str]) -> bool:
    rest = iter(whole)
    return all(part in rest for part in parts)


@pytest.mark.parametrize("document_id", IDS)
def test_at_least_995_words_of_1000_are_reachable_in_some_chunk(papers: Mapping[str, Paper], document_id: str) -> None:
    paper = papers[document_id]
    wanted = Counter(source_words(paper))
    lost = wanted - Counter(word for chunk in paper.chunks for word in words(chunk.text))
    assert lost.total() / wanted.total() <= 0.005, lost.most_common(10)


@pytest.mark.parametrize("document_id", IDS)
def test_every_word_stands_in_the_source_in_that_order(papers: Mapping[str, Paper], document_id: str) -> None:
    paper = papers[document_id]
    assert in_order(words(paper.document.text), source_words(paper))


@pytest.mark.parametrize("document_id", IDS)
def test_every_letter_and_digit_stands_in_the_source_in_that_order(
    papers: Mapping[str, Paper], document_id: str
) -> None:
    document = papers[document_id].document
    raw = document.source.path.read_text(encoding="utf-8")
    assert in_order((char for char in document.text if char.isalnum()), raw)


@pytest.mark.parametrize("document_id", IDS)
def test_no_extraction_mark_shows(papers: Mapping[str, Paper], document_id: str) -> None:
    text = papers[document_id].document.text
    assert [text[max(0, m.start() - 30) : m.end() + 30] for m in MARKS.finditer(text)] == []


@pytest.mark.parametrize("document_id", IDS)
def test_blocks_and_chunks_cover_the_text_in_order_without_overlap(
    papers: Mapping[str, Paper], document_id: str
) -> None:
    check_invariants(papers[document_id].document, papers[document_id].chunks)


@pytest.mark.parametrize("document_id", IDS)
def test_a_block_names_the_line_of_the_source_where_it_starts(papers: Mapping[str, Paper], document_id: str) -> None:
    paper = papers[document_id]
    lines = paper.document.source.path.read_text(encoding="utf-8").split("\n")
    for block in paper.blocks:
        first = words(paper.body(block))[:1]
        assert first == [] or first[0] in words(re.sub(r"</?(?:sup|b|u)>", "", lines[block.line - 1]))


@pytest.mark.parametrize("document_id", IDS)
def test_no_chunk_is_longer_than_the_limit_but_a_heading_with_its_text(
    papers: Mapping[str, Paper], document_id: str
) -> None:
    # 1,400 a chunk.
    assert max(len(chunk.text) for chunk in papers[document_id].chunks) <= 1_400


def test_an_asterisk_of_the_text_is_kept(durham: Paper) -> None:
    assert "NE* Support Hub set up in 12 LAs" in durham.document.text


def test_superscripts_become_part_of_their_word(durham: Paper) -> None:
    assert "On February 2nd 2023 the government published" in durham.document.text


def test_brackets_escaped_for_markdown_are_plain(durham: Paper) -> None:
    assert "Policy papers and consultations - GOV.UK (www.gov.uk)" in durham.document.text


def test_bold_over_two_lines_leaves_no_mark(lga: Paper) -> None:
    block = lga.with_words("Parliamentary Under Secretary of State at the Department for Education (Minister")
    assert block.kind == "heading"
    assert block.line == 427


@pytest.mark.parametrize(
    "sentence",
    [
        "mental health support for both children and adults who may have",
        "fed back to the Resources Board and Executive Advisory Board.",
        "in paragraph 58 of the report.",
        'understand what "good" looks like in foster care recruitment',
    ],
)
def test_a_sentence_cut_by_a_page_end_is_whole(lga: Paper, sentence: str) -> None:
    lga.with_words(sentence)


@pytest.mark.parametrize("number", ["13.9.2", "13.25"])
def test_a_paragraph_cut_by_a_page_end_ends_as_a_sentence(lga: Paper, number: str) -> None:
    block = lga.printed(number)
    assert lga.body(block).endswith(".")
    following = lga.blocks[lga.blocks.index(block) + 1]
    assert following.paragraph not in (None, number)
