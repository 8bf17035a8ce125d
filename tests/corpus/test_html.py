from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from corpus.documents import Document
from corpus.errors import DocumentError
from tests.corpus.makers import read_file


def page(tmp_path: Path, content: str | bytes, **given: str) -> Document:
    path = tmp_path / "page.html"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path, **given)


def refusal(tmp_path: Path, content: str | bytes) -> str:
    with pytest.raises(DocumentError) as met:
        page(tmp_path, content)
    assert "\n" not in str(met.value)
    assert str(met.value).startswith("page.html: ")
    return str(met.value)


# Content and what surrounds it ---------------------------------------------------------------------------


def test_only_the_main_content_is_read(tmp_path: Path) -> None:
    content = (
        "<body><header>Site</header><nav><a>Home</a></nav><div class='cookie-banner'><a>Accept</a></div>"
        "<main><h1>Fees</h1><p>Fees rise.</p><aside>Note.</aside></main><footer>Crown copyright</footer></body>"
    )
    assert page(tmp_path, content).text == "Fees\n\nFees rise.\n\nNote."


def test_page_without_main_loses_its_frame_too(tmp_path: Path) -> None:
    content = (
        "<div id='nav'><ul><li><a>Home</a></li><li><a>About</a></li></ul></div><div role='navigation'>Menu</div>"
        "<div class='content'><h1>Fees</h1><p>Fees rise.</p></div><div role='contentinfo'>Foot</div>"
    )
    assert page(tmp_path, content).text == "Fees\n\nFees rise."


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>x</p>",
        "<p style='display: none'>x</p>",
        "<p style='color:red;VISIBILITY:hidden'>x</p>",
        "<p aria-hidden='true'>x</p>",
        "<span class='govuk-visually-hidden'>x</span>",
        "<script>x</script>",
        "<style>x</style>",
        "<noscript>x</noscript>",
        "<template>x</template>",
        "<!-- x -->",
        "<button>x</button>",
        "<select><option>x</option></select>",
        "<form><label>x</label><input value='x'></form>",
        "<iframe srcdoc='x'>x</iframe>",
        "<svg><text>x</text></svg>",
    ],
)
def test_what_a_browser_does_not_show_as_text_is_left_out(tmp_path: Path, hidden: str) -> None:
    assert page(tmp_path, f"<main><p>Fees rise.</p>{hidden}</main>").text == "Fees rise."


def test_page_that_is_one_form_keeps_its_text(tmp_path: Path) -> None:
    assert page(tmp_path, f"<form><p>{'Fees rise. ' * 120}</p></form>").text.startswith("Fees rise.")


# Blocks --------------------------------------------------------------------------------------------------


def test_headings_and_typed_numbers_give_sections_and_paragraphs(tmp_path: Path) -> None:
    content = "<h1>Plan</h1><h2>1. Fees</h2><p>1.1 Fees rise.</p><p>1.2. They fall.</p><h2>2. Staff</h2><p>None.</p>"
    document = page(tmp_path, content)
    assert [(b.paragraph, b.section) for b in document.blocks if b.kind == "paragraph"] == [
        ("1.1", ("Plan", "Fees")),
        ("1.2", ("Plan", "Fees")),
        (None, ("Plan", "Staff")),
    ]


def test_list_goes_with_its_lead_in(tmp_path: Path) -> None:
    content = "<p>It covers:</p><ul><li>aunts<ul><li>and uncles</li></ul></li><li><p>friends</p></li></ul>"
    document = page(tmp_path, content)
    assert document.text == "It covers:\n\n- aunts\n- and uncles\n- friends"
    assert [b.lead_in for b in document.blocks] == [None, 0, 0, 0]


def test_ordered_list_shows_the_markers_a_browser_makes(tmp_path: Path) -> None:
    content = "<ol start=4><li>d<li value=9>i</ol><ol type=a><li>first</ol><ol type=i><li>one<li>two</ol>"
    assert " ".join(page(tmp_path, content).text.split()) == "4. d 9. i a. first i. one ii. two"


def test_table_is_read_row_by_row_under_its_header(tmp_path: Path) -> None:
    content = (
        "<table><caption>Table 1</caption><thead><tr><th>Year<th>2023-24</thead>"
        "<tr><th>Fees<td>£25 million<tr><th>Staff<td>£2 million</table>"
    )
    document = page(tmp_path, content)
    assert document.text == "Table 1\n\nYear | 2023-24\nFees | £25 million\nStaff | £2 million"
    assert [b.lead_in for b in document.blocks] == [None, None, 1, 1]


def test_table_used_for_layout_is_read_as_text(tmp_path: Path) -> None:
    content = "<table role=presentation><tr><td><h2>Fees</h2><p>They rise.</p><td><p>Slowly.</p></table>"
    assert [b.kind for b in page(tmp_path, content).blocks] == ["heading", "paragraph", "paragraph"]


def test_inline_marks_leave_whole_words(tmp_path: Path) -> None:
    content = (
        "<p>On 2<sup>nd</sup> <b>Feb</b>ruary<sup><a href='#fn1'>1</a></sup> it&nbsp;rose &amp; fell.<br>Then more.</p>"
    )
    assert page(tmp_path, content).text == "On 2nd February it rose & fell. Then more."


def test_stray_text_between_blocks_is_kept_in_order(tmp_path: Path) -> None:
    assert page(tmp_path, "<div>one<p>two</p>three<span> four</span></div>").text == "one\n\ntwo\n\nthree four"


# Encodings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "utf-8"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "windows-1252"),
        ("utf-8-sig", "latin-1"),
        ("utf-16", ""),
    ],
)
def test_encoding_is_that_of_the_bom_or_the_meta_tag(tmp_path: Path, encoding: str, label: str) -> None:
    content = f"<html><head><meta charset='{label}'></head><p>£25 – “fees”</p></html>"
    document = page(tmp_path, content.encode(encoding))
    assert (document.text, document.warnings) == ("£25 – “fees”", ())


def test_encoding_that_is_not_the_declared_one_is_told(tmp_path: Path) -> None:
    document = page(tmp_path, "<meta charset=utf-8><p>£25 – fees</p>".encode("cp1252"))
    assert document.text == "£25 – fees"
    assert "read as Windows-1252" in document.warnings[-1]


def test_codec_that_is_not_for_text_is_not_used(tmp_path: Path) -> None:
    assert page(tmp_path, "<meta charset=unicode_escape><p>\\u0041 £</p>").text == "\\u0041 £"


def test_bidi_controls_do_not_reach_the_text(tmp_path: Path) -> None:
    assert page(tmp_path, "<p>Stable&#8238; \u200bhomes</p>").text == "Stable homes"


# What the page says of itself -------------------------------------------------------------------------------


def test_title_publisher_and_date_are_read_where_nobody_gave_them(tmp_path: Path) -> None:
    content = (
        "<head><title>Kinship care - GOV.UK</title><meta name='govuk:first-published-at' content='2024-10-15T09:00Z'>"
        "<meta property='dcterms.publisher' content='Department for Education'></head><p>Care.</p>"
    )
    document = page(tmp_path, content)
    source = document.source
    assert (source.title, source.publisher, source.published) == (
        "Kinship care",
        "Department for Education",
        "2024-10-15",
    )
    assert document.warnings == (
        "title read from the document, not given: Kinship care",
        "publisher read from the document, not given: Department for Education",
        "date read from the document, not given: 2024-10-15",
    )
    given = page(tmp_path, content, title="T", publisher="P", published="2020")
    assert (given.source.title, given.source.publisher, given.source.published) == ("T", "P", "2020")
    assert given.warnings == ()


def test_marks_that_are_never_closed_cost_no_words(tmp_path: Path) -> None:
    content = "<main>" + "".join(f"<p><font><b>Paragraph {n}." for n in range(900)) + "</main>"
    document = page(tmp_path, content)
    assert document.text.count("Paragraph") == 900


def test_page_of_deep_boxes_is_read_to_its_end(tmp_path: Path) -> None:
    content = "<p>before</p>" + "<div>" * 900 + "<p>deep words</p>" + "</div>" * 900 + "<p>after</p>"
    assert page(tmp_path, content).text == "before\n\ndeep words\n\nafter"


# Hostile and broken -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty (0 bytes)"),
        (b"%PDF-1.4", "starts as a PDF"),
        (b"PK\x03\x04abc", "a zip archive"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "a saved web archive"),
        (b"<p>\0\0\0</p>", "NUL"),
        (b"<script>only()</script>", "holds no words"),
        (b"   ", "holds no words"),
    ],
)
def test_what_is_no_page_is_one_clear_line(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in refusal(tmp_path, content)


def test_entities_and_files_named_in_the_page_are_not_read(tmp_path: Path) -> None:
    content = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>Fees &x; rise.</p>'
    assert "root:" not in page(tmp_path, content).text


@pytest.mark.parametrize(
    "content",
    [
        "<div>" * 100_000 + "deep",
        "<b>" * 50_000 + "bold",
        "<ul><li>" * 50_000 + "item",
        "<table><tr><td>" * 20_000 + "cell",
        "<p>" + "&amp;" * 300_000,
        "<p>word</p><form></form>" * 30_000,
        "<article>a</article>" * 30_000,
        "<a href='#fn1'>1</a>" * 50_000 + "<p>x",
        "<!--" * 100_000 + "<p>x",
        "<p " + "a=b " * 100_000 + ">x",
    ],
)
def test_awkward_page_ends_soon_in_text_or_one_line(tmp_path: Path, content: str) -> None:
    started = time.perf_counter()
    with contextlib.suppress(DocumentError):
        page(tmp_path, content)
    assert time.perf_counter() - started < 20
