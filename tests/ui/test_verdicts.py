from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.answers import Claim, Difference, Part, Verdict
from tests.assistant.drafts.fakes import citation, fake_check
from tests.ui.fakes import HOSTILE
from ui.verdicts import verdict_text


def shown(verdict: Verdict) -> str:
    return " ".join(verdict_text(verdict, 88).split())


def test_supported_claim_shows_its_quote_and_how_to_cite_it() -> None:
    text = shown(fake_check(Claim("They share £45 million.")))
    assert text.startswith("✓ Supported The paper gives the same figure")
    assert "“Up to 12 local areas will get over £45m to become Families First for Children pathfinders.”" in text
    assert "To cite it: Plymouth City Council, Policy brief, 20 February 2023, 20 February 2023, paragraph 2.3" in text
    assert "Newest paper cited: 20 February 2023." in text


def test_contradicted_claim_shows_what_differs_and_nothing_to_cite() -> None:
    text = shown(fake_check(Claim("The allowance rises to £4,000.")))
    assert text.startswith("✗ Contradicted The claim says £4,000, the paper £3,000.")
    assert "Sources [1]" in text
    assert "To cite it" not in text


def test_claim_not_found_shows_the_nearest_as_no_more_than_that() -> None:
    text = shown(fake_check(Claim("Nobody knows.")))
    assert text.startswith("? Not found No paper here says so.")
    assert "The nearest passages [1]" in text
    assert "Sources" not in text


def test_parts_of_a_compound_claim_have_each_their_verdict() -> None:
    parts = (
        Part("It rises to £4,000", "contradicted", (1,), Difference("figure", "£4,000", "£3,000")),
        Part("from April 2023", "supported", (2,), opposed=(1,)),
    )
    verdict = replace(
        fake_check(Claim("It rises to £4,000.")),
        parts=parts,
        citations=(citation(1), citation(2, "In April.", start=9)),
    )
    text = shown(verdict)
    assert "• It rises to £4,000 [1] ✗ Contradicted. Claimed: “£4,000”; in the paper: “£3,000” (figure)" in text
    assert "• from April 2023 [2] ✓ Supported. Other papers say otherwise [1]" in text


@pytest.mark.parametrize("width", [10, 40, 100])
def test_nothing_from_outside_reaches_the_terminal_but_words(width: int) -> None:
    worst = "\n".join(HOSTILE)
    part = Part(worst, "supported", (1,), Difference("figure", worst, worst))
    bad = citation(1, worst, title=worst, publisher=worst, paragraph=worst)
    text = verdict_text(Verdict(worst, "supported", worst, (part, part), (bad,), worst, (worst,)), width)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", text)


def test_style_is_for_terminals_alone() -> None:
    verdict = fake_check(Claim("Nobody knows."))
    assert "\x1b" not in verdict_text(verdict, 80)
    assert verdict_text(verdict, 80, styled=True).startswith("\x1b[1m? Not found\x1b[0m")
