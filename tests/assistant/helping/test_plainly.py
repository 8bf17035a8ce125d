from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.helping.plainly import says_again

QUOTE = (
    "In addition, local authorities will commence up to 12 pilots (see below), which Ofsted will inspect by April 2024."
)


@pytest.mark.parametrize(
    "text",
    [
        QUOTE,
        "Local authorities will commence up to 12 pilots, which Ofsted will inspect by April 2024.",
        "Councils will start up to 12 pilots, which Ofsted will inspect by April 2024.",
        "Councils will start up to 12 pilots.",
        "Councils will begin up to 12 pilots",
    ],
)
def test_a_quote_put_plainly_says_the_same_again(text: str) -> None:
    assert says_again(text, QUOTE)


@pytest.mark.parametrize(
    "text",
    [
        "Councils will start 12 pilots.",
        "The councils will start up to 12 pilots.",
        "Councils start up to 12 pilots.",
        "Councils will not start up to 12 pilots.",
        "Ofsted will start up to 12 pilots.",
        "Councils will start up to 12 pilots, which Ofsted will inspect by April 2025.",
        "Councils will inspect up to 12 pilots.",
        "Up to 12 pilots will start councils.",
        "Councils will start up to 12 pilots and Ofsted",
        "Councils in England will start up to 12 pilots.",
        "",
        "the a an",
    ],
)
def test_anything_else_does_not(text: str) -> None:
    assert not says_again(text, QUOTE)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("The plan will go ahead, which is subject to funding.", "The plan will go ahead."),
        ("The plan will go ahead (if funding is found).", "The plan will go ahead."),
        ("The plan, including only two regions, will go ahead.", "The plan will go ahead."),
        ("The allowance is £3,000 (£1,000 outside London).", "The allowance is £3,000."),
        ("The allowance is £3,000 (in England).", "The allowance is £3,000."),
        ("The allowance is paid (for young parents).", "The allowance is paid."),
        ("Carers, who may not be paid, get help.", "Carers get help."),
        ("In two regions, carers get help.", "Carers get help."),
        ("The allowance for foster carers' children will rise.", "The allowance for foster carers will rise."),
        ("Directors of children's services must report.", "Children's services must report."),
        ("A few councils agreed.", "Few councils agreed."),
        ("The council no longer pays.", "The council pays."),
        ("It was £2,000.", "It is £2,000."),
        ("Paid by councils.", "Paid to councils."),
        ("From April 2023 fees rise, and grants end.", "Fees rise, and grants end from April 2023."),
        ("The LGA is concerned that the plan will fail.", "The plan will fail."),
        ("The plan will start. This is only a proposal.", "The plan will start."),
        ("Local authorities that fail to plan;", "Local authorities fail to plan."),
        ("The councils will be inspected.", "Councils will be inspected."),
        ("Councils have closed homes.", "The councils have closed the homes."),
        ("Children (disabled) get a card.", "Children get a card."),
        ("Fees will rise (or fall).", "Fees will rise."),
        ("The plan (now withdrawn) helps carers.", "The plan helps carers."),
        ("Carers, who are related to the child, get a grant.", "Carers get a grant."),
        ("Homes, which are unregistered, will be closed.", "Homes will be closed."),
        ("The “world-leading” plan cuts costs.", "The world-leading plan cuts costs."),
        ("The pilot is paid for a year.", "The pilot is paid for every year."),
        ("The council will pay carers.", "The council shall pay carers."),
        ("The fee falls, however ministers object.", "The fee falls, ministers object."),
        ("The minister, said the LGA, was wrong.", "The minister said the LGA was wrong."),
        ("The minister (said the LGA) was wrong.", "The minister said the LGA was wrong."),
        ("Homes, placed under review, are unsafe.", "Homes placed under review are unsafe."),
        ("Councils, too, often fail.", "Councils too often fail."),
        ("The minister took up the plan, including its costs, was flawed.", "The minister took up the plan."),
        ("Homes lose grants, including rent, when they fail.", "Homes lose grants."),
        ("Carers should not also work.", "Carers should not work."),
        ("Councils pay the grant, which ended in 2022.", "Councils pay the grant."),
        ("The plan harms homes, which the minister denied.", "The plan harms homes."),
        ("The LGA fears that homes close; staff leave.", "The LGA fears that homes close. Staff leave."),
        ("No, however, councils will pay.", "No councils will pay."),
        ("The minister, said the LGA, however, was wrong.", "The minister, said the LGA was wrong."),
        ("Pupils who are also in care eat free.", "Pupils who are in care eat free."),
        ("Few councils will also pay.", "Few councils will pay."),
        ("It pays for additionally funded places.", "It pays for funded places."),
        ("In 2022, the council agreed to close two homes.", "The council agreed to close two homes in 2022."),
        ("The LGA said councils closed homes in 2022.", "In 2022, the LGA said councils closed homes."),
        ("Homes that stand empty in 2024", "In 2024, homes that stand empty."),
        ("Option A was dropped.", "Option was dropped."),
        ("The option was dropped.", "The option A was dropped."),
        ("Help is paid for each year of the plan.", "Help is paid for a year of the plan."),
        ("The council will buy IT for carers.", "The council will buy it for carers."),
        ("Ministers welcomed the review.", "Ministers welcomed the 'review'."),
        ("Ministers will pay.", "Ministers will pay!"),
        ("Ministers will pay.", "Ministers will pay..."),
        ("Ministers undertake to pay.", "Ministers carry out to pay."),
    ],
)
def test_what_limits_a_quote_is_never_left_out(quote: str, text: str) -> None:
    assert says_again(quote, quote)
    assert not says_again(text, quote)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("No councils will have to pay.", "No, councils will have to pay."),
        ("No, councils will have to pay.", "No councils will have to pay."),
        ("We do not believe the plan will work.", "We do not. Believe the plan will work."),
        ("Ministers will not rest until homes are safe.", "Ministers will not rest. Until homes are safe."),
        ("Grants rise in Durham; in Leeds they fall.", "Grants rise in Durham in Leeds; they fall."),
        ("Will councils pay? They have not been asked.", "Will councils pay. They have not been asked."),
    ],
)
def test_no_mark_that_parts_what_is_said_comes_or_goes(quote: str, text: str) -> None:
    assert says_again(quote, quote)
    assert not says_again(text, quote)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("The Department for Education (DfE) will pay.", "The Department for Education will pay."),
        ("Special educational needs and disabilities (SEND) plans", "Special educational needs and disabilities plans"),
        ("The council will pay (see annex 4).", "The council will pay."),
        ("Homes (including foster homes) need staff.", "Homes need staff."),
        ("Fees, however, will rise; grants will not.", "Fees will rise; grants will not."),
        ("Councils – and partners – will pay.", "Councils, and partners, will pay."),
        ("Ministers said that fees will rise.", "Ministers said fees will rise."),
        ("Councils will, therefore, pay.", "Councils will pay."),
        ("Councils will also pay.", "Councils will pay."),
        ("Get £25 million per year.", "Get £25m a year."),
    ],
)
def test_what_only_points_or_joins_may_go(quote: str, text: str) -> None:
    assert says_again(text, quote)


WORDS = [
    "the",
    "council",
    "will",
    "not",
    "pay",
    "carers",
    "£2,000",
    "if",
    "up",
    "to",
    "by",
    "2025",
    ",",
    "(",
    ")",
    "or",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14), st.lists(st.sampled_from(WORDS), max_size=14))
def test_no_word_that_limits_comes_or_goes(quote: list[str], text: list[str]) -> None:
    # Whatever the order: a text that passes has the quote's words of negation, condition and amount, as often.
    if says_again(" ".join(text), " ".join(quote)):
        for word in ("not", "if", "up", "£2,000", "2025", "or"):
            assert text.count(word) == quote.count(word)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_judged_without_an_error(text: str, quote: str) -> None:
    says_again(text, quote)


def test_a_long_quote_is_judged_in_no_time() -> None:
    quote = "the a that will , which ( ) also " * 60 + "council will pay."
    assert not says_again("the a that will also " * 60 + "council will not pay", quote)
