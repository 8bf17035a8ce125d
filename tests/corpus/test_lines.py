"""Which line is a heading, a numbered paragraph, an item or a row: by form alone, on made-up texts."""

from __future__ import annotations

import pytest

from tests.corpus.reading import kinds, made_up

LONG = "Members considered the report and asked that officers bring a further paper to the next meeting"


def test_a_markdown_heading_is_a_heading_without_its_marks() -> None:
    paper = made_up("## **Background** ##\n\nCouncils must act.\n")
    assert kinds(paper) == "hp"
    assert paper.document.text == "Background\n\nCouncils must act."


def test_a_heading_may_end_in_a_sharp_of_its_own() -> None:
    assert made_up("# Notes on C#\n\nText.\n").bodies()[0] == "Notes on C#"


def test_a_heading_without_words_is_nothing() -> None:
    assert kinds(made_up("##\n\n# \n\nText here.\n")) == "p"


def test_a_heading_of_more_than_500_characters_is_a_paragraph() -> None:
    assert kinds(made_up("# " + "word " * 120 + "\n")) == "p"


def test_a_bold_line_is_a_heading_and_a_bold_start_is_not() -> None:
    assert kinds(made_up("**Legal advice**\n\n**Note:** the duty stands.\n")) == "hp"


def test_numbers_make_paragraphs_and_are_kept_in_the_text() -> None:
    paper = made_up("1. Councils must act.\n2. They have.\n\n2.1 In part.\n")
    assert [block.paragraph for block in paper.blocks] == ["1", "2", "2.1"]
    assert paper.document.text == "1. Councils must act.\n\n2. They have.\n\n2.1 In part."


def test_a_bullet_before_a_printed_number_is_no_list() -> None:
    paper = made_up("- 13.5.1. The allowance rises.\n- 13.5.2. It is paid.\n")
    assert kinds(paper) == "pp"
    assert [block.paragraph for block in paper.blocks] == ["13.5.1", "13.5.2"]


def test_numbers_may_restart_where_a_new_report_starts() -> None:
    text = "Meeting: Board\n\n## First\n\n1. One.\n2. Two.\n\nMeeting: Board\n\n## Second\n\n1. Uno.\n2. Due.\n"
    paper = made_up(text)
    numbered = [(block.section[0], block.paragraph) for block in paper.blocks if block.paragraph]
    assert numbered == [("First", "1"), ("First", "2"), ("Second", "1"), ("Second", "2")]


def test_numbers_may_restart_under_a_new_heading() -> None:
    paper = made_up("## First\n\n1. One.\n2. Two.\n3. Three.\n\n## Second\n\n1. Uno.\n2. Due.\n")
    assert [block.paragraph for block in paper.blocks if block.kind == "paragraph"] == ["1", "2", "3", "1", "2"]


def test_an_extract_may_start_at_any_number() -> None:
    paper = made_up("45. Apologies\n\n46. Minutes agreed.\n")
    assert [block.paragraph for block in paper.blocks] == ["45", "46"]


@pytest.mark.parametrize(
    "line",
    [
        "14 March 2023 was the date.",
        "2023 was a hard year.",
        "1 April 2024 brings new duties.",
        "12 months later it closed.",
        "5 per cent of children moved.",
        "1 % of the budget is at risk.",
        "1 million people live here.",
        "1.5 million people live here.",
        "9.30 am start for all.",
        "020 7664 3000 is the number.",
        "58.7 per cent of boys did.",
        "18 Smith Square, London",
        "100 hours were worked.",
        "1st of the month.",
        "£45m goes to areas.",
        "<5 children were placed.",
    ],
)
def test_a_number_that_starts_a_sentence_numbers_no_paragraph(line: str) -> None:
    paper = made_up(f"# Notes\n\n{line}\n")
    assert [block.paragraph for block in paper.blocks] == [None, None]
    assert paper.bodies()[1] == line


@pytest.mark.parametrize("bullet", ["-", "*", "+", "•", "▪", "◦", "●", "–"])
def test_a_bullet_of_any_shape_makes_an_item(bullet: str) -> None:
    paper = made_up(f"Members asked:\n{bullet} why now\n{bullet} why here\n")
    assert kinds(paper) == "pii"
    assert paper.document.text == "Members asked:\n\n- why now\n- why here"


def test_a_task_box_is_no_word() -> None:
    assert made_up("- [ ] Ask\n- [x] Answer\n").document.text == "- Ask\n- Answer"


def test_lettered_and_roman_items_keep_their_letter() -> None:
    paper = made_up("Members are asked to\n(a) note the report;\n(b) agree it; and\n(ii) publish it.\n")
    assert kinds(paper) == "piii"
    assert paper.document.text.endswith("(a) note the report;\n(b) agree it; and\n(ii) publish it.")
    assert {paper.lead_in(block) for block in paper.blocks[1:]} == {"Members are asked to"}


@pytest.mark.parametrize("marks", [("a)", "b)"), ("1)", "2)"), ("i.", "ii."), ("a.", "b."), ("(1)", "(2)")])
def test_letters_and_numbers_of_other_shapes_make_items(marks: tuple[str, str]) -> None:
    paper = made_up(f"Members are asked to:\n{marks[0]} note the report\n{marks[1]} agree it\n")
    assert [block.lead_in for block in paper.blocks] == [None, 0, 0]
    assert paper.document.text.endswith(f"{marks[0]} note the report\n{marks[1]} agree it")


@pytest.mark.parametrize("line", ["e.g. this one", "i.e. that one", "v. 5 of it", "A. N. Other came"])
def test_an_abbreviation_at_a_lines_start_is_no_item(line: str) -> None:
    assert kinds(made_up(f"# Notes\n\n{line}.\n")) == "hp"


def test_a_table_by_tabs_has_rows_and_a_header() -> None:
    paper = made_up("Name\tCouncil\nCllr Ash\tAnytown 2023\nCllr Elm\tOthertown\n")
    assert paper.bodies() == ["Name | Council", "Cllr Ash | Anytown 2023", "Cllr Elm | Othertown"]
    assert [block.lead_in for block in paper.blocks] == [None, 0, 0]


def test_a_table_by_pipes_has_rows_and_a_header() -> None:
    paper = made_up("| Year | Places |\n|------|-------:|\n| 2022 | 1,200 |\n| 2023 | 1,150 |\n")
    assert paper.document.text == "Year | Places\n2022 | 1,200\n2023 | 1,150"
    assert [block.lead_in for block in paper.blocks] == [None, 0, 0]


def test_a_table_by_pipes_without_outer_ones_has_rows_and_a_header() -> None:
    paper = made_up("Year | Places\n--- | ---\n2022 | 1,200\n2023 | 1,150\n\nOne | two is no row.\n")
    assert kinds(paper) == "rrrp"
    assert [block.lead_in for block in paper.blocks] == [None, 0, 0, None]


def test_an_empty_cell_leaves_no_empty_column() -> None:
    assert made_up("a b\t\tc d\n").bodies() == ["a b | c d"]


def test_a_row_set_in_bold_over_a_rule_is_a_heading() -> None:
    paper = made_up("<b>3</b>\t<b>LGA Plan</b>\n---\t---\n\nThe Chair spoke.\n")
    assert [block.kind for block in paper.blocks] == ["heading", "paragraph"]
    assert paper.bodies()[0] == "3 LGA Plan"


@pytest.mark.parametrize(
    ("line", "text"), [("(a) <p>", "(a)"), ("1. <p></p>", "1."), ("- **3.** <br>", "- 3."), ("- <p>", "")]
)
def test_a_number_or_letter_without_words_is_kept_as_a_line(line: str, text: str) -> None:
    assert made_up(line + "\n").document.text == text


def test_a_rule_is_nothing() -> None:
    assert kinds(made_up("One.\n\n---\n\n* * *\n\n____\n\nTwo.\n")) == "pp"


def test_a_sentence_over_a_blank_line_goes_on_in_lower_case() -> None:
    paper = made_up("They include support for children and\n\nadults who need it.\n")
    assert paper.bodies() == ["They include support for children and adults who need it."]


def test_a_finished_sentence_is_not_joined_to_the_next() -> None:
    assert kinds(made_up("They finished.\n\nadults came next.\n")) == "pp"


def test_wrapped_plain_text_becomes_whole_paragraphs() -> None:
    text = (
        "Dear colleagues,\n\n"
        "Thank you for your letter of last week on the sufficiency of foster\n"
        "placements in the county. We have looked at the figures for both of\n"
        "the last years and found that the number of approved households has\n"
        "fallen by 12 per cent since the start of the pandemic in the area.\n\n"
        "Officers will now write to every carer who left in the last year to\n"
        "ask for their reasons. The answers will come back to the committee\n"
        "at its next meeting together with a plan for a new campaign, which\n"
        "the Executive will be asked to fund from the reserve that was set\n"
        "aside for this purpose in February.\n"
    )
    paper = made_up(text)
    long = [body for body in paper.bodies() if len(body) > 200]
    assert len(long) == 2
    assert "foster placements in the county. We have looked" in long[0]
    assert "for a new campaign, which the Executive" in long[1]


def test_quoted_lines_of_an_email_lose_their_marks_and_end_where_the_quote_ends() -> None:
    paper = made_up("> Please read our summary of the review\nNext steps\n" + LONG + ".\n")
    assert paper.bodies()[0] == "Please read our summary of the review"
    assert kinds(paper) == "php"


def test_bold_over_a_line_end_is_one_heading() -> None:
    paper = made_up("**Report of the Director  \n(Children's Services)**\n\nText.\n")
    assert paper.bodies() == ["Report of the Director (Children's Services)", "Text."]
    assert [block.line for block in paper.blocks] == [1, 4]


def test_a_link_over_a_line_end_leaves_no_mark() -> None:
    assert made_up("See the [full\nguidance](https://example.org) now.\n").document.text == "See the full guidance now."


def test_a_tag_over_a_line_end_leaves_no_mark() -> None:
    assert made_up('<p\nclass="x">Councils act.</p>\n').document.text == "Councils act."


def test_a_comment_over_lines_is_not_text() -> None:
    paper = made_up("One.\n<!-- page 3\nof 9 -->\nTwo.\n")
    assert paper.bodies() == ["One.", "Two."]
    assert paper.blocks[1].line == 4


def test_pounds_percents_and_comparisons_are_kept() -> None:
    text = "Up to £3,000 (+50%), <5 years & >16 ≥ 12.43%."
    assert made_up(text + "\n").document.text == text


def test_a_paragraph_without_blank_lines_is_cut_at_a_line_end_beyond_20000_characters() -> None:
    paper = made_up("word word\n" * 5_000)
    assert 2 <= len(paper.blocks) <= 4
    assert max(len(body) for body in paper.bodies()) < 21_000
