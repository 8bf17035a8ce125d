"""Whose statement a block is, on made-up texts."""

from __future__ import annotations

import pytest

from corpus.documents import Standpoint
from tests.corpus.reading import Paper, made_up

COUNCIL = "Anytown Council"


def standpoint(paper: Paper, words: str) -> Standpoint:
    return paper.with_words(words).standpoint


def test_without_a_sign_the_publisher_states() -> None:
    assert standpoint(made_up("# Report\n\nThe fee rose.\n"), "The fee rose") == Standpoint(COUNCIL, "states")


def test_a_judgement_in_the_first_person_is_the_publishers_view() -> None:
    paper = made_up("# Report\n\nWe welcome the proposals.\n")
    assert standpoint(paper, "We welcome") == Standpoint(COUNCIL, "view")


def test_a_fact_in_the_first_person_is_the_publishers_statement() -> None:
    paper = made_up("# Report\n\nWe opened two homes.\n")
    assert standpoint(paper, "We opened") == Standpoint(COUNCIL, "states")


def test_we_in_a_quotation_is_not_the_publishers() -> None:
    paper = made_up("# Report\n\nThe government said “we welcome this” in May.\n")
    assert standpoint(paper, "The government said").holder == "UK Government"


@pytest.mark.parametrize("heading", ["Anytown's response", "Anytown view", "ANYTOWN VIEW"])
def test_a_view_heading_names_the_holder(heading: str) -> None:
    paper = made_up(f"# The strategy\n\nChange is planned.\n\n## {heading}\n\nMore money is needed.\n")
    assert standpoint(paper, "More money").voice == "view"
    assert standpoint(paper, "More money").holder.casefold() in {COUNCIL.casefold(), "anytown"}
    assert standpoint(paper, "Change is planned") == Standpoint("UK Government", "reports", COUNCIL)


@pytest.mark.parametrize("heading", ["Current position", "Local position", "Overall response", "Financial position"])
def test_a_heading_that_only_ends_like_a_view_names_nobody(heading: str) -> None:
    assert standpoint(made_up(f"# {heading}\n\nMore is needed.\n"), "More is") == Standpoint(COUNCIL, "states")


def test_the_plan_is_the_governments_and_next_steps_are_the_councils() -> None:
    paper = made_up("# The strategy\n\nBursaries rise.\n\n## Next steps\n\nOfficers report back.\n")
    assert standpoint(paper, "Bursaries rise") == Standpoint("UK Government", "reports", COUNCIL)
    assert standpoint(paper, "Officers report") == Standpoint(COUNCIL, "states")


def test_what_the_government_must_do_is_not_what_it_says() -> None:
    paper = made_up("# Report\n\nThe Government must pay for it.\n")
    assert standpoint(paper, "must pay") == Standpoint(COUNCIL, "states")


@pytest.mark.parametrize("publisher", ["Department for Education", "Ministry of Justice", "HM Treasury", "DfE"])
def test_a_departments_paper_is_the_governments(publisher: str) -> None:
    paper = made_up("# News\n\nFees rise.\n", publisher=publisher)
    assert standpoint(paper, "Fees rise") == Standpoint("UK Government", "states")


def test_a_publisher_that_uses_its_initials_is_called_by_them() -> None:
    paper = made_up("The ABC met. ABC, ABC, ABC and ABC.\n", publisher="Association of Borough Councils")
    assert paper.blocks[0].standpoint.holder == "ABC"


def test_an_unknown_publisher_is_nobody() -> None:
    assert made_up("# News\n\nFees rise.\n", publisher="").blocks[1].standpoint.holder == ""


def test_members_comments_are_the_members_view() -> None:
    paper = made_up("Members comments:\n\n- The fee is too high.\n")
    assert standpoint(paper, "too high") == Standpoint("Members at the meeting", "view")


def test_a_plan_discussed_at_a_meeting_is_not_told_by_the_government() -> None:
    paper = made_up("# Minutes of the last meeting\n\n## 4 Workforce strategy\n\nThe Chair opened the item.\n")
    assert standpoint(paper, "The Chair") == Standpoint(COUNCIL, "states")


def test_announcements_under_a_bodys_name_are_that_bodys() -> None:
    paper = made_up("# Ofsted Announcements\n\nA judgement is new.\n")
    assert standpoint(paper, "A judgement") == Standpoint("Ofsted", "reports", COUNCIL)
