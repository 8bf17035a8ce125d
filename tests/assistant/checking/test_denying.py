"""A negation and a word of direction deny only what the other sentence speaks of."""

from __future__ import annotations

import pytest

from assistant.checking.denying import direction, negation
from assistant.checking.saying import saying


def denied(claim: str, paper: str) -> bool:
    """Whether words of negation or direction set the two apart; the whole sentence speaks of what the claim does."""
    ours, theirs = saying(claim), saying(paper)
    return bool(direction(ours, theirs) or negation(ours, theirs, (0, len(paper))))


@pytest.mark.parametrize(
    ("claim", "paper"),
    [
        ("The council will close the depot.", "The council will not close the depot."),
        ("The fares are to be frozen, not raised.", "Bus fares will be raised in April."),
        ("The depot will be removed.", "The depot will be kept."),
        ("Members say that the timetable is clear.", "Members say that the timetable is unclear."),
        ("The number of routes has fallen.", "The number of routes has risen."),
        ("Councils can inspect ferries.", "Councils can inspect buses and not trams or ferries."),
        ("Members are getting younger.", "The average age group of members on the board had risen."),
        ("The target has still to be met.", "The council has now met the target."),
        ("Trams are kept.", "We do not believe that trams are kept."),
    ],
)
def test_what_is_said_to_be_and_not_to_be_is_denied(claim: str, paper: str) -> None:
    assert denied(claim, paper)


@pytest.mark.parametrize(
    ("claim", "paper"),
    [
        ("Members are getting older.", "The average age group of members on the board had risen."),
        ("The depot is to be kept.", "We support the decision not to remove the depot."),
        ("Members say that the timetable is not clear.", "Members say that the timetable is unclear."),
        ("The ferry plan is unclear.", "There is a lack of clarity on the ferry plan."),
        ("Guarantor schemes are a wish, not a promise.", "Guarantor schemes will be encouraged."),
        ("Councils will be nudged, not compelled.", "Councils will be encouraged."),
        ("The panel said it must grow.", "The panel was not formed early but it must grow."),
        ("Service will improve by the end of the year.", "The plan starts to improve service this year."),
        ("It asks whether £70 million is enough.", "It fears that the £70 million is insufficient."),
    ],
)
def test_other_words_for_the_same_are_not(claim: str, paper: str) -> None:
    assert not denied(claim, paper)
