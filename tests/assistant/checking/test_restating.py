"""A claim reads as the paper writes it where code can tell that the two are one."""

from __future__ import annotations

import pytest

from assistant.checking.restating import restated
from assistant.checking.saying import saying


@pytest.mark.parametrize(
    ("claim", "paper", "read"),
    [
        ("Wardens give 42 days' notice.", "A six week notice period for wardens.", "Wardens give six week notice."),
        ("The fund is £45,000,000.", "£45 million for the fund", "The fund is £45 million."),
        ("It opens in spring 2031.", "Opening Spring 2031", "It opens in spring 2031."),
        ("Seven in ten agree.", "70 per cent agree", "70 per cent agree."),
        ("A dozen councils pay.", "12 local authorities pay", "12 councils pay."),
        ("It runs from 2031 to 2034.", "The plan for 2031-34", "It runs from 2031-34."),
        ("The plan for 2031-34.", "It runs from 2031 to 2034.", "The plan for 2031 to 2034."),
        ("The RHA objects.", "The Royal Harbour Association objects.", "The Royal Harbour Association objects."),
        ("Councillor Ada Stone chaired.", "Cllr Ada Stone in the chair", "Cllr Ada Stone chaired."),
    ],
)
def test_equal_values_and_names_are_put_as_the_paper_puts_them(claim: str, paper: str, read: str) -> None:
    assert restated(saying(claim), saying(paper)) == read


@pytest.mark.parametrize(
    ("claim", "paper"),
    [
        ("Wardens give 40 days' notice.", "A six week notice period for wardens."),
        ("The fund is £45.2m.", "£45 million for the fund"),
        ("It opens in 2031.", "Opening Spring 2031"),
        ("The RHB objects.", "The Royal Harbour Association objects."),
        ("From 2030 to 2031.", "From 2029 to 2032."),
    ],
)
def test_what_differs_or_is_only_rounded_stays_as_claimed(claim: str, paper: str) -> None:
    assert restated(saying(claim), saying(paper)) == claim
