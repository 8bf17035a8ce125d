"""Two right values in each other's place are found, and reordered ones are not."""

from __future__ import annotations

import pytest

from assistant.checking.saying import saying
from assistant.checking.swapping import exchanged

PAPER = saying("Wardens will be hired in 2031; boats will be bought for £4,000 and ropes for £700, training in 2032.")


@pytest.mark.parametrize(
    "claim",
    [
        "Boats cost £700 and ropes £4,000.",
        "£700 goes to boats, and £4,000 to ropes.",
        "Wardens are hired in 2032 and training comes in 2031.",
    ],
)
def test_exchanged_values_are_found(claim: str) -> None:
    found = exchanged(saying(claim), PAPER)
    assert found is not None
    assert found.claimed != found.found
    assert found.aspect in ("figure", "date")


@pytest.mark.parametrize(
    "claim",
    [
        "Ropes cost £700 and boats £4,000.",
        "£4,000 goes to boats, and £700 to ropes.",
        "Training comes in 2032 and wardens are hired in 2031.",
        "Boats cost £700.",
        "Boats cost £4,000 in 2031 and £700 in 2032.",
        "Wardens are hired in 2031.",
        "Nothing was bought.",
    ],
)
def test_values_in_their_place_in_any_order_are_not(claim: str) -> None:
    assert exchanged(saying(claim), PAPER) is None


SHARES = saying(
    "In 2031, 22.9 per cent of boats with sails had holes, which is more than for rafts with oars, at 3.6 per cent."
)


def test_shares_are_told_apart_by_what_they_are_shares_of() -> None:
    assert exchanged(
        saying("22.9 per cent of rafts with oars had holes, and 3.6 per cent of boats with sails."), SHARES
    )
    assert not exchanged(
        saying("3.6 per cent of rafts with oars had holes, and 22.9 per cent of boats with sails."), SHARES
    )
