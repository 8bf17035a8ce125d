from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("£1,600", "1600"),
        ("councils' carers", "council's carer"),
        ("children’s", "children's"),
        ("FOSTERING", "fostering"),
        ("3,000 a year", "3000 a year"),
    ],
)
def test_forms_of_one_word_or_figure_meet(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


def test_decimals_stay_whole() -> None:
    assert terms("paragraph 13.8.1 on 2.5 per cent") == ["paragraph", "13.8.1", "2.5", "per", "cent"]


def test_comma_that_parts_no_thousands_parts_figures() -> None:
    assert terms("2,3 and 1,600,000") == ["2", "3", "1600000"]


@pytest.mark.parametrize("text", ["", "?!… —", "the of and", "\u200b\u202e", "😀"])
def test_text_without_words_has_no_terms(text: str) -> None:
    assert terms(text) == []


@given(st.text(max_size=200))
def test_any_text_has_terms_without_spaces(text: str) -> None:
    assert all(term and not any(char.isspace() for char in term) for term in terms(text))
