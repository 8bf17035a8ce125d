"""Extraction marks go, words stay."""

from __future__ import annotations

import pytest

from corpus.cleaning import decode, drop_comments, drop_invisible, is_bold, is_italic, strip_marks


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("2<sup>nd</sup> February", "2nd February"),
        ("H<sub>2</sub>O", "H2O"),
        ("**LGA VIEW**", "LGA VIEW"),
        ("***both***", "both"),
        ("**bold with *italic* inside**", "bold with italic inside"),
        ("**Pillar 1: **", "Pillar 1: "),
        ("__also bold__", "also bold"),
        ("*Chapter 4*", "Chapter 4"),
        ("_Chapter 4_", "Chapter 4"),
        ("[guidance](https://example.org/a_(b)?c=d)", "guidance"),
        ("[18 Smith Square](#)", "18 Smith Square"),
        ('[guidance](https://example.org "a title")', "guidance"),
        ("![crest](crest.png)", "crest"),
        ("[![crest](crest.png)](https://example.org)", "crest"),
        ("[SEND [and AP] plan](#)", "SEND [and AP] plan"),
        (r"[GOV.UK \(www.gov.uk\)](http://www.gov.uk)", "GOV.UK (www.gov.uk)"),
        ("<https://www.gov.uk/plan>", "https://www.gov.uk/plan"),
        ("<u>Careers boost</u>", "Careers boost"),
        ('<input type="checkbox"> NE* Support Hub', "  NE* Support Hub"),
        (r"\*\* see note", "** see note"),
        ("Q&amp;A &pound;3,000&nbsp;more", "Q&A £3,000\xa0more"),
    ],
)
def test_a_mark_is_taken_out_and_its_words_stay(raw: str, plain: str) -> None:
    assert strip_marks(raw) == plain


@pytest.mark.parametrize(
    "text",
    [
        "children <5 years and >16",
        "a < b > c",
        "£3,000, up £1,000",
        "snake_case_name and __init__py",
        "5 * 3 * 2 = 30",
        "the [2023] plan (see note)",
        "NE* Support Hub",
        "** provisional figures",
        "email anna_b@example.org or c_d@example.org",
        "R&D and M&S",
        "[open",
        "<notatag> of ours",
    ],
)
def test_what_only_looks_like_a_mark_is_text(text: str) -> None:
    assert strip_marks(text) == text


def test_an_entity_that_spells_a_tag_stays_text() -> None:
    assert strip_marks("write &lt;b&gt;now&lt;/b&gt;") == "write <b>now</b>"


def test_an_entity_that_spells_a_bidi_control_leaves_nothing() -> None:
    assert strip_marks("safe&#8238;txt &#x202E;&zwnj;".replace("&zwnj;", "")) == "safetxt "


def test_a_reference_of_thousands_of_digits_is_text() -> None:
    reference = "&#" + "9" * 5_000 + ";"
    assert strip_marks(reference) == reference


def test_a_paragraph_tag_breaks_the_line() -> None:
    assert strip_marks('<p data-bbox="1 2">One.</p><p>Two.</p>').split() == ["One.", "Two."]
    assert "\n" in strip_marks("<p>One.</p><p>Two.</p>")


def test_a_comment_goes_and_lines_keep_their_numbers() -> None:
    assert drop_comments("a <!-- b\nc --> d <!-- e") == "a \n d <!-- e"


@pytest.mark.parametrize("raw", ["**LGA VIEW**", "<b>1</b>", "<strong>Legal</strong>", " **x** "])
def test_a_line_bold_as_a_whole_is_bold(raw: str) -> None:
    assert is_bold(raw)


@pytest.mark.parametrize("raw", ["**Date:** 14 March", "**a** and **b**", "****", "<b>1</b> of <b>2</b>", "plain"])
def test_a_line_bold_in_part_is_not_bold(raw: str) -> None:
    assert not is_bold(raw)


def test_a_line_in_italics_as_a_whole_is_italic() -> None:
    assert is_italic("*Chapter 4: A skilled workforce*")
    assert not is_italic("*Chapter 4* only")


def test_invisible_characters_go_and_controls_become_spaces() -> None:
    assert drop_invisible("so\u00adcial\u200b \u202ecare\x07now\ud800") == "social care now "


def test_accents_and_zero_width_joiners_of_real_scripts_stay() -> None:
    assert drop_invisible("Siân, می\u200cخواهم") == "Siân, می\u200cخواهم"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("café £5".encode(), "café £5", None),
        (b"\xef\xbb\xbfHome", "Home", None),
        ("café £5 – “x”".encode("cp1252"), "café £5 – “x”", "Windows-1252"),
        ("café £5".encode("utf-16"), "café £5", "UTF-16"),
        (b"\xfe\xff" + "café".encode("utf-16-be"), "café", "UTF-16"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n", None),
        (b"", "", None),
    ],
)
def test_bytes_are_read_in_the_encoding_they_are_in(data: bytes, text: str, encoding: str | None) -> None:
    assert decode(data) == (text, encoding)


@pytest.mark.parametrize("data", [b"PK\x03\x04\0\0", b"text\0text", bytes(range(1, 32)) * 9, b"\xff\xfea"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"NUL|control|decode"):
        decode(data)
