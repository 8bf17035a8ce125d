"""How firmly a sentence commits."""

from __future__ import annotations

import pytest

from assistant.strength import compare, strength_at, strengths


@pytest.mark.parametrize(
    ("sentence", "level", "words"),
    [
        ("Bus passes will be extended to all under-25s.", "will", "will"),
        ("The Minister will explore extending bus passes.", "explore", "will explore"),
        (
            "Ministers will carefully consider whether to raise the limit.",
            "explore",
            "will carefully consider whether to",
        ),
        ("The council is considering whether to close the depot.", "explore", "is considering whether to"),
        ("The plan commits to exploring ways to fund the depot.", "explore", "commits to exploring ways to"),
        ("The Department will consult on a new standard.", "consult", "will consult on"),
        (
            "A new standard will be developed and consulted on in spring.",
            "consult",
            "will be developed and consulted on",
        ),
        (
            "There will be a consultation on whether to ban pavement parking.",
            "consult",
            "will be a consultation on whether",
        ),
        ("Consult on a ban on pavement parking;", "consult", "Consult on"),
        ("Introduce a ban on pavement parking;", "will", "Introduce"),
        ("The strategy proposes testing the scheme.", "propose", "proposes"),
        ("Pavement parking should be banned.", "recommend", "should"),
        ("The Alliance calls for a ban.", "recommend", "calls for"),
        ("Councils must publish their accounts.", "must", "must"),
        ("Operators are required to report accidents.", "must", "are required to"),
        ("The operator has a duty to report accidents.", "must", "has a duty to"),
        ("The Department has committed to publishing a plan.", "will", "has committed to"),
        ("The council will seek to protect the fund.", "aim", "will seek to"),
        ("The council plans to open a depot.", "aim", "plans to"),
        ("We will pilot free travel in six towns.", "trial", "will pilot"),
        ("The fares could be doubled.", "may", "could"),
        ("The depot has been closed.", "done", "has been closed"),
    ],
)
def test_words_of_commitment_are_read_with_their_place(sentence: str, level: str, words: str) -> None:
    found = strengths(sentence)[0]
    assert (found.level, sentence[found.char_start : found.char_end]) == (level, words)


@pytest.mark.parametrize(
    ("sentence", "negated"),
    [
        ("The scheme will replace the pass.", False),
        ("The scheme will not replace the pass.", True),
        ("There are no plans to replace the pass.", True),
        ("The pass will be abolished.", True),
        ("The pass will not be abolished.", False),
        ("The council no longer funds the pass.", True),
    ],
)
def test_what_is_said_not_to_be_so_is_negated(sentence: str, negated: bool) -> None:
    assert strengths(sentence)[0].negated is negated


def test_verbs_in_a_row_are_one_commitment() -> None:
    (found,) = strengths("The Department will aim to revise, publish and consult on a new standard.")
    assert found.level == "aim"


def test_a_month_is_no_possibility() -> None:
    assert strengths("The depot opens in May 2024 and closes on 3 May.") == ()


def test_a_condition_goes_with_the_commitment_it_follows() -> None:
    first, second = strengths("Fares will be cut, subject to funding. The depot will stay.")
    assert (first.condition, second.condition) == ("subject to funding", "")


def test_each_clause_has_a_commitment_of_its_own() -> None:
    text = "The fund will pay for depots; the Department will explore a levy."
    depots, levy = strength_at(text, text.index("depots")), strength_at(text, text.index("levy"))
    assert depots
    assert levy
    assert (depots.level, levy.level) == ("will", "explore")


def test_a_passive_governs_what_stands_before_it() -> None:
    text = "The fare cap, which began in 2022, will be consulted on."
    found = strength_at(text, 0)
    assert found
    assert found.level == "consult"


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("Fares will be cut.", "The Minister will explore cutting fares.", "stronger"),
        ("The Minister proposes cutting fares.", "Fares will be cut.", "weaker"),
        ("Councils should cut fares.", "Councils must cut fares.", "weaker"),
        ("Fares will be cut.", "Fares will not be cut.", "opposed"),
        ("Fares will be cut.", "Fares have been cut.", "same"),
        ("The Minister proposes a cut.", "The Minister will consult on a cut.", "same"),
        ("Fares are £2.", "Fares may be £2.", "stronger"),
    ],
)
def test_commitments_are_compared_by_how_much_they_settle(one: str, other: str, relation: str) -> None:
    assert compare(strength_at(one), strength_at(other)) == relation
