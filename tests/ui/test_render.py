from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.answers import Answer, Statement
from assistant.plain import clean
from assistant.referencing import date_in_words, place
from corpus.documents import Chunk, Standpoint
from index.passages import Passage
from tests.ui import fakes
from ui.answer_html import answer_html, question_html, question_link, short_facts
from ui.render import (
    answer_text,
    outcome_line,
    passages_text,
    source_line,
)

OUR_TAGS = {
    *("div", "p", "h2", "h3", "ul", "ol", "li", "details", "summary"),
    *("blockquote", "mark", "strong", "span", "sup", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}

ANSWERS = (fakes.figure, fakes.missions, fakes.view, fakes.disagreement, fakes.abstention, fakes.hostile)


class Reading(HTMLParser):
    """What a browser would make of a piece of HTML: its tags, their attributes, its text; tags must nest."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)


def unseen(text: str) -> set[str]:
    """The characters of `text` that move a cursor, turn a line round or hide: all but line breaks."""
    return {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"}} - {"\n"}


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2023-02-15", "15 February 2023"),
        ("2023-12-01", "1 December 2023"),
        ("2023-02", "February 2023"),
        ("2023", "2023"),
        (None, ""),
        ("2023-13-01", "2023-13-01"),
        ("last spring\x1b[2J", "last spring [2J"),
        ("", ""),
    ],
)
def test_date_is_said_in_words_to_its_precision(iso: str | None, words: str) -> None:
    assert date_in_words(iso) == words


@pytest.mark.parametrize(
    ("paragraph", "label", "number", "words"),
    [
        ("13.8.1", None, None, ("paragraph 13.8.1",)),
        (None, "40", 42, ("page 40 (page 42 of the file)",)),
        (None, "7", 7, ("page 7",)),
        ("2", None, 3, ("paragraph 2", "page 3")),
        (None, None, None, ()),
    ],
)
def test_place_names_paragraph_and_both_page_numbers_where_they_differ(
    paragraph: str | None, label: str | None, number: int | None, words: tuple[str, ...]
) -> None:
    assert place(paragraph=paragraph, page_label=label, page_number=number) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (("4", 4), ("5", 5), "pages 4–5"),
        ((None, 4), (None, 5), "pages 4–5"),
        (("iii", 5), ("iv", 6), "pages iii–iv (pages 5–6 of the file)"),
        (("iv", 6), (None, 7), "pages iv–7 (pages 6–7 of the file)"),
    ],
)
def test_quote_over_a_page_end_is_placed_on_both_pages(
    first: tuple[str | None, int], last: tuple[str | None, int], words: str
) -> None:
    where = {"page_end_label": last[0], "page_end_number": last[1]}
    assert place(paragraph=None, page_label=first[0], page_number=first[1], **where) == (words,)  # type: ignore[arg-type]


def test_source_line_says_that_words_were_read_by_ocr_and_that_a_version_is_superseded() -> None:
    cited = replace(fakes.citation(1, fakes.NSPCC, "Stable homes."), ocr=True, superseded=True)
    assert source_line(cited).endswith("summary, February 2023, superseded version, read by OCR")


@pytest.mark.parametrize("make", ANSWERS)
def test_html_holds_our_tags_and_links_of_this_service_only(make: Callable[[], Answer]) -> None:
    reading = Reading(answer_html(make(), turn=7) + question_html(fakes.HOSTILE[0]))
    assert {tag for tag, _ in reading.tags} <= OUR_TAGS
    assert {name for _, attributes in reading.tags for name in attributes} <= {"class", "id", "href", "scope", "open"}
    ids = [attributes["id"] for _, attributes in reading.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in reading.tags:
        assert (tag == "a") == ("href" in attributes)
        assert re.match(
            r"/(?:source/7/\d+|take/answer/7\.\w+|tell/7\?useful=\w+|\?ask=[\w%.~-]+)\Z",
            attributes.get("href") or "/source/7/1",
        )
    assert unseen(reading.text) == set()


def test_single_short_fact_comes_first_in_bold() -> None:
    html = answer_html(fakes.figure(), turn=1)
    assert html.startswith(
        '<div class="ra-answer"><p class="ra-short"><strong>£3,000</strong></p><p class="ra-speaker">'
    )
    assert "from £2,000 to <strong>£3,000</strong> from April 2023." in html


def test_both_values_lead_where_the_papers_differ() -> None:
    two = replace(fakes.disagreement(), answer="**LGA:** “**£27 million** will be invested”")
    lead = '<p class="ra-short"><strong>The papers differ: £25 million or £27 million</strong></p>'
    assert answer_html(two, turn=1).startswith(f'<div class="ra-answer">{lead}')
    found = two.disagreements[0]
    assert "ra-short" not in answer_html(replace(two, disagreements=(found, found)), turn=1)


def test_one_sum_written_in_two_ways_leads_and_two_sums_do_not() -> None:
    texts = ("£27m over two years.", "£27 million will be invested.")
    statements = tuple(Statement(text, (1,), "") for text in texts)
    one = replace(fakes.figure(), statements=statements, answer="“**£27m** over …” “**£27 million** will …”")
    assert '<p class="ra-short"><strong>£27m</strong></p>' in answer_html(one, turn=1)
    two = replace(
        one,
        answer="“**£27m** over …” “**two years**”",
        statements=(statements[0], Statement("In two years.", (1,), "")),
    )
    assert "ra-short" not in answer_html(two, turn=1)
    late = replace(one, statements=(Statement("Some will be invested.", (1,), ""), *statements))
    assert "ra-short" not in answer_html(late, turn=1)
    assert "ra-short" not in answer_html(fakes.missions(), turn=1)


def test_gap_in_the_surroundings_is_marked_once() -> None:
    cited = replace(fakes.figure().citations[0], before="… or before", after="after and so …")
    html = answer_html(replace(fakes.figure(), citations=(cited,)), turn=1)
    assert "<blockquote>… or before" in html
    assert "and so …</blockquote>" in html


def test_words_that_stand_twice_in_a_statement_are_not_set_in_bold() -> None:
    twice = replace(
        fakes.figure(), answer="**£3,000**", statements=(Statement("£3,000 now and £3,000 then.", (1,), ""),)
    )
    assert short_facts(twice) == {}


def test_date_in_a_notice_is_said_in_words() -> None:
    noted = replace(fakes.figure(), notices=("The newest one cited here is of 2023-03-14.",))
    assert "is of 14 March 2023." in answer_html(noted, turn=1)


def test_question_too_long_for_an_address_has_no_link() -> None:
    assert question_link("why " * 200) == ""
    assert question_link("£5 & more?") == "/?ask=%C2%A35%20%26%20more%3F"


def test_hostile_text_is_shown_letter_by_letter() -> None:
    reading = Reading(answer_html(fakes.hostile(), turn=1))
    for construct in fakes.HOSTILE:
        assert clean(construct) in reading.text


def test_answer_on_the_page_is_one_line_of_html_apart_from_line_breaks_in_quotes() -> None:
    # A blank line would let Markdown in again where the HTML is shown as Markdown.
    assert not re.search(r"\n\s*\n", answer_html(fakes.hostile(), turn=1))


def test_consecutive_statements_of_one_speaker_stand_under_one_name() -> None:
    html = answer_html(fakes.view(), turn=1)
    assert re.findall(r'ra-speaker"><strong>(.*?)</strong>', html) == [
        "LGA view",
        "UK Government, as reported by the LGA",
    ]


def test_statement_without_attribution_names_its_standpoint_or_nobody() -> None:
    plain = replace(fakes.figure(), statements=(Statement("One.", (1,), "LGA"), Statement("Two.", (2,), "")))
    assert re.findall(r'ra-speaker"><strong>(.*?)</strong>', answer_html(plain, turn=1)) == ["LGA"]
    assert answer_text(plain, 80).startswith("LGA:\n  One. [1]\n\n  Two. [2]\n")


def test_list_items_are_bullets_under_their_lead_in() -> None:
    html = answer_html(fakes.missions(), turn=1)
    lead_in, items = html.split("<ul>")[0], html.split("<ul>")[1].split("</ul>")[0]
    assert "Six ‘missions’" in lead_in
    assert items.count("<li>") == 8
    assert items.count('href="/source/1/1"') == 8


def test_source_shows_its_place_and_its_quote_in_context() -> None:
    source = Reading(answer_html(fakes.figure(), turn=1).split("<details>")[1].rsplit("</details>", 1)[0]).text
    assert "1. Local Government Association, agenda pack, 14 March 2023, paragraph 13.8.1" in source
    assert "Pillar 4" in source
    assert "homelessness.\n- 13.8.1. Quote: The leaving care allowance" in source
    assert "April 2023. End of quote.\n- 13.8.2. Legislation" in source


def test_abstention_shows_message_missing_words_signpost_and_nearest_passages() -> None:
    for shown in (Reading(answer_html(fakes.abstention(), turn=1)).text, answer_text(fakes.abstention(), 100)):
        assert "The papers do not answer this question." in shown
        assert "Words of your question that no paper holds: “election”, “Leeds”." in shown
        assert "Leeds City Council publishes" in shown
        assert "The nearest passages" in shown
        assert "NSPCC Learning, summary, February 2023" in shown
        assert "Sources" not in shown


def test_disagreement_is_a_table_of_value_who_and_when() -> None:
    html = answer_html(fakes.disagreement(), turn=1)
    row = r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)\u00a0'
    rows = re.findall(row, html)
    assert rows == [
        ("£25 million", "Department for Education", "2 February 2023"),
        ("£27 million", "Local Government Association", "14 March 2023"),
    ]


@pytest.mark.parametrize("make", ANSWERS)
def test_every_answer_says_that_it_can_be_wrong(make: Callable[[], Answer]) -> None:
    for shown in (Reading(answer_html(make(), turn=1)).text, " ".join(answer_text(make(), 80).split())):
        assert "can make mistakes: check the source" in shown


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (fakes.figure(), "Answered from 2 sources."),
        (fakes.missions(), "Answered from 1 source."),
        (replace(fakes.view(), outcome="partly_answered"), "Partly answered from 2 sources."),
        (fakes.abstention(), "No answer found in the papers. 2 nearest passages shown."),
    ],
)
def test_outcome_is_told_in_one_line(answer: Answer, line: str) -> None:
    assert outcome_line(answer) == line


@pytest.mark.parametrize("make", ANSWERS)
@pytest.mark.parametrize("width", [1, 40, 100])
def test_terminal_lines_keep_to_the_width_and_send_no_escape_code(make: Callable[[], Answer], width: int) -> None:
    text = answer_text(make(), width)
    assert unseen(text) == set()
    assert max(map(len, text.split("\n"))) <= max(width, 24)
    assert "\n\n\n" not in text


def test_styled_terminal_text_is_the_plain_text_with_our_codes_only() -> None:
    styled = answer_text(fakes.hostile(), 80, styled=True)
    assert "\x1b[1m" in styled
    assert re.sub(r"\x1b\[[012]m", "", styled) == answer_text(fakes.hostile(), 80)


def test_terminal_numbers_its_sources_with_publisher_date_and_paragraph() -> None:
    text = answer_text(fakes.figure(), 100)
    assert "[1] Local Government Association, agenda pack, 14 March 2023, paragraph 13.8.1" in text
    assert "[2] Department for Education, press release, 2 February 2023" in text
    assert "“The leaving care allowance will be raised from £2,000 to £3,000 from April 2023.”" in text


def passage(rank: int, text: str) -> Passage:
    chunk = Chunk(
        chunk_id=f"lga-pack#{rank}",
        document_id="lga-pack",
        text=text,
        char_start=0,
        char_end=len(text),
        context="",
        blocks=(0, 1),
        section=("3. Policy commitments",),
        paragraph="3.11",
        page_number=None,
        page_label=None,
        standpoint=Standpoint("UK Government", "reports", "LGA"),
    )
    return Passage(chunk, score=0.5 / rank, rank=rank)


def test_passages_are_listed_with_rank_place_headings_and_text() -> None:
    text = passages_text([passage(1, "First.\n\nSecond \x1b[31mline."), passage(2, "Other.")], 60)
    assert text.split("\n") == [
        " 1. lga-pack, paragraph 3.11, score 0.5000",
        "    3. Policy commitments",
        "    First.",
        "    Second [31mline.",
        "",
        " 2. lga-pack, paragraph 3.11, score 0.2500",
        "    3. Policy commitments",
        "    Other.",
    ]


def test_no_passages_say_so() -> None:
    assert passages_text([], 60) == "No passage found."


def test_stylesheet_and_script_name_no_other_host() -> None:
    for file in (Path(__file__).parents[2] / "ui" / "static").iterdir():
        assert set(re.findall(r"https?://[^\"'\s]+", file.read_text())) <= {"http://www.w3.org/2000/svg"}
        assert "@import" not in file.read_text()
