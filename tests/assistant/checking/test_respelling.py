"""A slip of the keyboard is put right by the sentence beside it, and nothing else is."""

from __future__ import annotations

import pytest

from assistant.checking.respelling import respelt, slips


def put_right(text: str, sentence: str, papers: frozenset[str] = frozenset()) -> str:
    return respelt(text, slips(text, papers.__contains__), sentence)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("The Departmnet pays.", "The Department pays."),
        ("the gruop meets", "the group meets"),
        ("wellfare and unacompanied children", "welfare and unaccompanied children"),
    ],
)
def test_slips_are_spelt_as_the_sentence_spells_them(typed: str, meant: str) -> None:
    assert put_right(typed, "The Department's group on welfare helps unaccompanied children.") == meant


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The employer pays.", "The employee pays."),
        ("Councils sign a contract.", "Councils keep in contact."),
        ("Deregistered homes close.", "Registered homes close."),
        ("Fosterers are paid.", "Fostering is paid."),
    ],
)
def test_a_word_of_its_own_is_left(claim: str, sentence: str) -> None:
    assert put_right(claim, sentence) == claim


def test_a_word_that_the_papers_hold_is_no_slip() -> None:
    assert put_right("Mockingbyrd homes.", "Mockingbird homes.", frozenset({"mockingbyrd"})) == "Mockingbyrd homes."
