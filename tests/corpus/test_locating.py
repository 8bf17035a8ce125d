"""Where a passage stands in a text, whatever it was copied with."""

from __future__ import annotations

import pytest

from corpus.locating import FoldedText

TEXT = "On 2nd February, the LGA’s Board **met**; the Board met again."


@pytest.mark.parametrize("wanted", ["the LGA's board met", "THE LGAS BOARD — MET", "the  LGA’s\nBoard **met**"])
def test_marks_spacing_and_case_do_not_matter(wanted: str) -> None:
    span = FoldedText(TEXT).find(wanted)
    assert span is not None
    assert TEXT[slice(*span)] == "the LGA’s Board **met"


def test_a_search_may_be_kept_to_a_part() -> None:
    folded = FoldedText(TEXT)
    assert folded.find("board met", 40) == (TEXT.rindex("Board"), TEXT.rindex("met") + 3)
    assert folded.find("again", 0, 40) is None


def test_every_place_is_found_in_order() -> None:
    assert [TEXT[slice(*span)] for span in FoldedText(TEXT).find_all("board met")] == ["Board **met", "Board met"]


@pytest.mark.parametrize("wanted", ["", " — ", "not there"])
def test_what_is_not_there_has_no_place(wanted: str) -> None:
    assert FoldedText(TEXT).find(wanted) is None
    assert FoldedText(TEXT).find_all(wanted) == []


def test_letters_that_grow_in_lower_case_keep_their_place() -> None:
    text = "İstanbul and Straße"
    assert FoldedText(text).find("and") == (9, 12)
