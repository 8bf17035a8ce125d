from __future__ import annotations

import io
from datetime import date

import docx
from docx.oxml.ns import qn

from tests.ui import fakes
from ui.exporting import as_markdown, as_text, as_word

TODAY = date(2026, 11, 22)


def test_word_file_has_real_headings_british_english_arial_and_full_sources() -> None:
    word = docx.Document(io.BytesIO(as_word([fakes.figure(), fakes.disagreement(), fakes.abstention()], today=TODAY)))
    styles = [(one.style.name, one.text) for one in word.paragraphs if one.style is not None]
    assert ("Heading 2", fakes.EXAMPLES[0]) in styles
    assert ("Heading 3", "Sources") in styles
    assert ("Heading 3", "The nearest passages") in styles
    assert ("Heading 1", "Background papers") in styles
    normal = word.styles["Normal"]
    assert (normal.font.name, normal.font.size.pt) == ("Arial", 12.0)
    assert {lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    text = "\n".join(text for _, text in styles)
    assert "14 March 2023, paragraph 13.8.1: “The leaving care allowance will be raised" in text
    assert "Drafted on 22 November 2026 with the Reforms assistant" in text
    assert "Checked by (name and role)" in text
    assert [cell.text for cell in word.tables[0].rows[1].cells] == [
        "£25 million [1]",
        "Department for Education",
        "2 February 2023",
    ]


def test_each_paper_stands_once_among_the_background_papers() -> None:
    taken = as_markdown([fakes.figure(), fakes.disagreement()], today=TODAY)
    papers = taken.split("## Background papers")[1].split("## How")[0]
    assert papers.count("\n- ") == 2


def test_hostile_words_act_as_nothing_in_markdown() -> None:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(as_markdown([fakes.hostile()]))
    kinds = {child.type for token in tokens for child in (token, *(token.children or ()))}
    assert not kinds & {"html_block", "html_inline", "image", "link_open", "code_block", "fence"}


def test_text_for_the_clipboard_ends_with_its_sources() -> None:
    text = as_text([fakes.figure()])
    assert text.index("[1][2]") < text.index("Sources") < text.index("[1] Local Government Association")
