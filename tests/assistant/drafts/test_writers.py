"""What a report looks like in each form, from each form of draft."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn
from markdown_it import MarkdownIt

from assistant.drafts import DraftReport, check_gathered, gather, write_report
from corpus import worker
from corpus.manuscripts import text_reading, word_reading, working
from corpus.manuscripts.model import Manuscript
from tests.assistant.drafts.briefing import briefing
from tests.assistant.drafts.fakes import fake_check
from tests.ui.fakes import HOSTILE

MARKDOWN = """---
title: x
---
# Fees

It will invest **£200 million in 2023**. The allowance rises to £4,000 a year. Is it so?

- They share £45 million.

| Programme | Funding |
|---|---|
| Pathfinders | £45 million |
| Fostering | £35 million |
"""
ENDINGS = [".docx", ".md", ".html"]


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mark Word files in this process; a worker of its own would cost every test a quarter of a second."""
    monkeypatch.setattr(worker, "run", lambda task, request, *_: {"annotate": working.annotate_here}[task](request))


def manuscript_of(name: str, data: bytes) -> Manuscript:
    kind = working.KINDS["." + name.rsplit(".", 1)[1]]
    return word_reading.read(name, data) if kind == "word" else text_reading.read(name, data, kind)


def reported(name: str, data: bytes) -> DraftReport:
    manuscript = manuscript_of(name, data)
    return check_gathered(manuscript, gather(manuscript), fake_check, progress=lambda _: None)


def words(data: bytes, ending: str) -> str:
    """All that a reader of a report sees, as text."""
    if ending == ".docx":
        return "\n".join(piece.text for piece in word_reading.read("r.docx", data).pieces)
    html = data.decode()
    if ending == ".md":
        html = MarkdownIt("commonmark").enable("table").render(html)
    reader = Reading()
    reader.feed(html)
    return "\n".join(reader.text)


class Reading(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text.append(data)


DRAFTS = {
    "a.md": MARKDOWN.encode(),
    "a.txt": "Fees\n\nIt will invest £200 million in 2023. The allowance rises to £4,000 a year.\n".encode(),
    "a.docx": briefing(),
}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", DRAFTS)
def test_every_draft_gives_every_report(name: str, ending: str) -> None:
    report = reported(name, DRAFTS[name])
    shown = words(write_report(report, DRAFTS[name], ending), ending).replace("\xa0", " ")
    assert f"Claim check: {name}" in shown
    assert report.summary in shown
    for item in report.items:
        assert f"{item.number} {'✓✗?'[['supported', 'contradicted', 'not_found'].index(item.status)]}" in shown
    assert "Up to 12 local areas will get over £45m" in shown
    for piece in report.manuscript.pieces:
        bare = re.sub(r"\W+", "", piece.text)
        assert bare in re.sub(r"\[?\d+ [✓✗?] (?:supported|contradicted|not found)\]?|\W+", "", shown), piece.text


def test_supported_claim_offers_the_citation_to_paste() -> None:
    report = reported("a.docx", DRAFTS["a.docx"])
    made = docx.Document(io.BytesIO(write_report(report, DRAFTS["a.docx"], ".docx")))
    supported = [comment.text for comment in made.comments if comment.text.startswith("✓ Supported")]
    cited = (
        "Plymouth City Council, Policy brief, 20 February 2023, 20 February 2023, paragraph 2.3, "
        "page 4 (page 5 of the file)"
    )
    assert supported
    assert all(f"To cite it: {cited}" in text for text in supported)


def test_contradicted_comment_says_what_differs_and_offers_nothing_to_cite() -> None:
    report = reported("a.docx", DRAFTS["a.docx"])
    made = docx.Document(io.BytesIO(write_report(report, DRAFTS["a.docx"], ".docx")))
    (text,) = [comment.text for comment in made.comments if "£4,000" in comment.text]
    assert text.startswith("✗ Contradicted (claim ")
    assert "The claim says £4,000, the paper £3,000." in text
    assert "To cite it" not in text


def test_one_comment_for_each_claim_in_order() -> None:
    report = reported("a.docx", DRAFTS["a.docx"])
    made = docx.Document(io.BytesIO(write_report(report, DRAFTS["a.docx"], ".docx")))
    numbers = [int(re.findall(r"claim (\d+)\)", comment.text)[0]) for comment in made.comments]
    assert numbers == [item.number for item in report.items]


def test_findings_begin_with_what_needs_a_look() -> None:
    report = reported("a.docx", DRAFTS["a.docx"])
    made = docx.Document(io.BytesIO(write_report(report, DRAFTS["a.docx"], ".docx")))
    verdicts = [row.cells[2].text.replace("\xa0", " ")[2:] for row in made.tables[1].rows][1:]
    assert verdicts == sorted(verdicts, key=["Contradicted", "Not found", "Supported"].index)
    assert made.tables[1].rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_markdown_draft_keeps_its_markup_and_gets_markers_behind_its_claims() -> None:
    text = write_report(reported("a.md", DRAFTS["a.md"]), DRAFTS["a.md"], ".md").decode()
    assert r"It will invest **£200 million in 2023**. **\[1 ✓ supported\]** The allowance rises" in text
    assert r"£4,000 a year. **\[2 ✗ contradicted\]** Is it so?" in text
    assert r"| Fostering | £35 million **\[5 ✗ contradicted\]** |" in text
    assert "title: x" not in text
    tables = MarkdownIt("commonmark").enable("table").render(text).count("<table>")
    assert tables == 3  # counts, findings, and the draft's own


def test_word_made_of_markdown_is_british_and_has_real_headings() -> None:
    made = docx.Document(io.BytesIO(write_report(reported("a.md", DRAFTS["a.md"]), DRAFTS["a.md"], ".docx")))
    headings = [paragraph.text for paragraph in made.paragraphs if (paragraph.style.name or "").startswith("Heading")]  # type: ignore[union-attr]
    assert headings == ["Fees"]
    assert {element.get(qn("w:val")) for element in made.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_page_stands_alone_and_says_in_words_what_its_colours_say() -> None:
    html = write_report(reported("a.docx", DRAFTS["a.docx"]), DRAFTS["a.docx"], ".html").decode()
    page = Reading()
    page.feed(html)
    names = [tag for tag, _ in page.tags]
    assert not {"script", "img", "link", "iframe", "form", "object", "base"} & set(names)
    assert ("html", {"lang": "en-GB"}) in page.tags
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") or name in {"src", "style"} for name in attributes), tag
        assert (attributes.get("href") or "#").startswith("#")
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert {(attributes["href"] or "")[1:] for tag, attributes in page.tags if tag == "a"} <= ids
    marks = [attributes["class"] for tag, attributes in page.tags if tag == "mark"]
    assert [html.count(f'class="tag {status}" href') for status in set(marks)] == [
        marks.count(status) for status in set(marks)
    ]
    levels = [int(tag[1]) for tag in names if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_markup_formulas_and_scripts_of_a_draft_are_shown_as_text(name: str, ending: str) -> None:
    hostile = "=cmd|' /C calc'!A0 is £5 now.\n\n" + "\n\n".join(f"They share £45 million {t} in 2023." for t in HOSTILE)
    data = hostile.encode()
    made = write_report(reported(name, data), data, ending)
    shown = words(made, ending)
    assert "=cmd|" in shown.replace("\\", "")
    assert "\u202e" not in shown
    if ending != ".docx":
        assert b"\x1b" not in made
    html = made.decode() if ending == ".html" else ""
    if ending == ".md":
        html = MarkdownIt("commonmark").enable("table").render(made.decode())
    page = Reading()
    page.feed(html)
    active = {"script", "img", "iframe", "form", "input", "video", "picture", "source", "base", "link"}
    assert not active & {tag for tag, _ in page.tags}
    assert not any("javascript:" in (attributes.get("href") or "") for _, attributes in page.tags)


def test_names_from_outside_cannot_break_a_report() -> None:
    name = "<b>|`x` .md"
    manuscript = manuscript_of("a.md", DRAFTS["a.md"])
    report = reported("a.md", DRAFTS["a.md"])
    report = DraftReport(
        Manuscript(name, "markdown", manuscript.pieces, manuscript.text), report.items, report.sources, 0
    )
    for ending in ENDINGS:
        assert "Claim check: <b>|`x` .md" in words(write_report(report, b"", ending), ending)


def test_report_without_findings_of_a_kind_says_so_in_numbers() -> None:
    data = b"They share 12 homes in 2023."
    text = write_report(reported("a.txt", data), data, ".md").decode()
    assert "| 1 | 0 | 0 |" in text


def test_code_that_a_draft_never_closes_does_not_take_in_the_sources() -> None:
    data = b"They share 12 homes in 2023.\n\n```\ncode without an end\n"
    html = MarkdownIt("commonmark").enable("table").render(write_report(reported("a.md", data), data, ".md").decode())
    assert "<h2>Sources</h2>" in html
