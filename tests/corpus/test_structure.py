"""Sections, printed numbers and lead-ins, on made-up texts whose heading levels cannot be trusted."""

from __future__ import annotations

from tests.corpus.reading import made_up


def test_a_deeper_heading_lies_in_the_one_before() -> None:
    paper = made_up("# Report\n\n## Background\n\nText.\n\n## Finance\n\nMore.\n")
    assert [block.section for block in paper.blocks if block.kind == "paragraph"] == [
        ("Report", "Background"),
        ("Report", "Finance"),
    ]


def test_a_series_stays_on_one_level_whatever_its_marks() -> None:
    paper = made_up(
        "# Plan\n\n### Pillar 1: Help\n\nOne.\n\n## Pillar 2: Protection\n\nTwo.\n\n#### Pillar 3: Kin\n\nThree.\n"
    )
    assert [block.section for block in paper.blocks if block.kind == "paragraph"] == [
        ("Plan", "Pillar 1: Help"),
        ("Plan", "Pillar 2: Protection"),
        ("Plan", "Pillar 3: Kin"),
    ]


def test_a_numbered_section_outranks_its_heading_mark() -> None:
    paper = made_up("# Plan\n\n### 3. Policy\n\n- 3.1. One.\n\n## 4. Money\n\n- 4.1. Two.\n")
    assert [block.section for block in paper.blocks if block.kind == "paragraph"] == [
        ("Plan", "Policy"),
        ("Plan", "Money"),
    ]


def test_a_heading_before_numbered_paragraphs_lies_in_their_section() -> None:
    paper = made_up(
        "# Plan\n\n## 7. Help\n\n- 7.1. One.\n\n# LGA VIEW\n\n- 7.2. Two.\n\n## 9. Protection\n\n- 9.1. Three.\n"
    )
    assert paper.with_words("Two.").section == ("Plan", "Help", "LGA VIEW")
    assert paper.with_words("Three.").section == ("Plan", "Protection")


def test_a_mission_lies_in_the_section_whose_number_it_carries() -> None:
    paper = made_up("## 13. Pillar 4\n\n**13.8. Mission 5: homes**\n\n- 13.8.1. It rises.\n")
    assert paper.with_words("It rises.").section == ("Pillar 4", "Mission 5: homes")


def test_a_repeated_minor_heading_lies_in_the_one_before() -> None:
    paper = made_up("**Red**\n\nAsh.\n\n**Substitutes**\n\nElm.\n\n**Blue**\n\nFir.\n\n**Substitutes**\n\nOak.\n")
    assert paper.with_words("Elm.").section == ("Red", "Substitutes")
    assert paper.with_words("Oak.").section == ("Blue", "Substitutes")


def test_a_list_carries_number_and_lead_in_of_its_paragraph() -> None:
    paper = made_up("8. Challenges include:\n- cost\n- access\n\n9. Others agree.\n")
    assert [block.paragraph for block in paper.blocks] == ["8", "8", "8", "9"]
    assert [block.lead_in for block in paper.blocks] == [None, 0, 0, None]


def test_a_paragraph_left_open_keeps_its_number_over_sub_headings() -> None:
    text = "## Plan\n\n11. The pillars are:\n\n### Pillar 1\n\n- help\n\n### Pillar 2\n\n- care\n\n12. It ends here.\n"
    assert [block.paragraph for block in made_up(text).blocks if block.kind == "item"] == ["11", "11"]


def test_unnumbered_text_after_a_finished_paragraph_has_no_number() -> None:
    paper = made_up("1. Councils must act.\n\nThis is not numbered.\n")
    assert paper.blocks[1].paragraph is None


def test_a_nested_list_has_the_item_above_as_lead_in() -> None:
    paper = made_up("Duties:\n- to children:\n    - safety\n    - schooling\n- to carers\n")
    assert [block.lead_in for block in paper.blocks] == [None, 0, 1, 1, 0]


def test_a_list_after_a_finished_sentence_has_no_lead_in() -> None:
    paper = made_up("It is done.\n\n- one thing\n- another thing\n")
    assert [block.lead_in for block in paper.blocks] == [None, None, None]


def test_what_somebody_said_follows_its_lead_in() -> None:
    paper = made_up("Cllr Ash said:\n\nWe must do more.\n")
    assert paper.blocks[1].lead_in == 0


def test_the_first_heading_after_a_meeting_line_heads_all_that_follows() -> None:
    paper = made_up("# Pack\n\nMeeting: Board\n\n### Kinship\n\n# Background\n\nText.\n")
    assert paper.with_words("Text.").section == ("Kinship", "Background")
