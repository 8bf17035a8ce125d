from __future__ import annotations

from assistant.answers import Claim
from assistant.drafts.scope import within
from tests.assistant.drafts.fakes import fake_check

SUPPORTED = fake_check(Claim("They share £45 million."))


def test_figure_of_another_place_or_year_is_not_borne_out() -> None:
    for caption in ("Spending in Northmoor", "Northmoor's spending", "Funding by area, 2019/20"):
        verdict = within(SUPPORTED, caption)
        assert verdict.verdict == "not_found"
        assert [part.verdict for part in verdict.parts] == ["not_found"]
        assert "2019" in verdict.explanation or "Northmoor" in verdict.explanation


def test_caption_that_the_paper_bears_out_or_that_names_nothing_changes_nothing() -> None:
    for caption in ("Funding of pathfinders in Plymouth, 2023", "Government funding over two years", ""):
        assert within(SUPPORTED, caption) == SUPPORTED


def test_what_is_contradicted_stays_so() -> None:
    verdict = fake_check(Claim("It is £4,000."))
    assert within(verdict, "Spending in Northmoor") == verdict
