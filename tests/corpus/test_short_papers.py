"""Known structure of the three short papers: Plymouth's brief, the NSPCC's summary, the department's release."""

from __future__ import annotations

from corpus.documents import Standpoint
from tests.corpus.reading import Paper, kinds


def test_date_and_title_of_a_rich_cell_head_its_paragraphs(plymouth: Paper) -> None:
    block = plymouth.with_words("Up to 12 local areas will get over £45m")
    assert block.kind == "paragraph"
    assert block.section[-1] == "02 February 2023 | Long-term strategy launched to fix children's social care"
    assert block.section[-2] == "Government Policy / Legislative Announcements"


def test_a_cell_that_goes_on_after_a_page_end_stays_under_its_date(plymouth: Paper) -> None:
    block = plymouth.with_words("increase the leaving care allowance from £2,000 to £3,000")
    assert block.section[-1].startswith("02 February 2023 | Long-term strategy")


def test_bullets_of_a_rich_cell_have_their_lead_in(plymouth: Paper) -> None:
    block = plymouth.with_words("Introducing a financial oversight regime")
    assert block.kind == "item"
    assert plymouth.lead_in(block).endswith("to ensure long-term reform, including:")


def test_ofsteds_announcements_are_ofsteds(plymouth: Paper) -> None:
    block = plymouth.with_words("Ofsted is introducing a new, separate judgement")
    assert block.standpoint == Standpoint("Ofsted", "reports", "Plymouth City Council")


def test_the_governments_announcements_are_the_governments(plymouth: Paper) -> None:
    block = plymouth.with_words("increase the leaving care allowance from £2,000 to £3,000")
    assert block.standpoint == Standpoint("UK Government", "reports", "Plymouth City Council")


def test_a_panels_call_on_government_is_not_the_governments(plymouth: Paper) -> None:
    assert plymouth.with_words("The panel is calling for the government").standpoint.holder != "UK Government"


def test_lists_of_the_summary_have_their_lead_ins(nspcc: Paper) -> None:
    assert nspcc.lead_in(nspcc.with_words("supporting local recruitment")) == "Measures include:"
    assert nspcc.lead_in(nspcc.with_words("rules on employing agency workers")).endswith("alongside:")


def test_a_short_line_over_long_ones_is_a_heading(nspcc: Paper) -> None:
    assert nspcc.with_words("The new rules on employing agency workforce").section == ("Next steps",)
    assert nspcc.with_words("Sign up to our current awareness").section == ("Keep updated",)


def test_a_summary_reports_the_governments_plans(nspcc: Paper) -> None:
    block = nspcc.with_words("The new rules on employing agency workforce")
    assert block.standpoint == Standpoint("UK Government", "reports", "NSPCC Learning")


def test_a_departments_release_is_the_governments_own_statement(dfe: Paper) -> None:
    block = dfe.with_words("Foster carers will also see an above-inflation increase")
    assert block.standpoint == Standpoint("UK Government", "states")


def test_the_ministers_words_are_the_ministers(dfe: Paper) -> None:
    block = dfe.with_words("Children in care deserve the same love and stability")
    assert block.standpoint.holder.endswith("Claire Coutinho")
    assert block.standpoint.voice == "view"
    assert dfe.lead_in(block).endswith("Claire Coutinho said:")


def test_a_release_without_numbers_has_none(dfe: Paper) -> None:
    assert {block.paragraph for block in dfe.blocks} == {None}
    assert kinds(dfe) == "h" + "p" * 27
