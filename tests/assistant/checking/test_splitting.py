"""A compound claim in its parts, and what is no claim."""

from __future__ import annotations

import pytest

from assistant.checking.splitting import is_question, plain_claim, split_claim, standing_alone


def test_a_clause_without_a_subject_takes_the_one_before_along() -> None:
    assert split_claim("The fund is worth £5m and will open in April 2024.") == (
        "The fund is worth £5m",
        "The fund will open in April 2024.",
    )


def test_two_clauses_of_their_own_are_two_parts() -> None:
    assert split_claim("Bus fares will rise by 3%, but young people will travel free.") == (
        "Bus fares will rise by 3%",
        "Young people will travel free.",
    )


def test_a_speaker_goes_with_each_part() -> None:
    assert split_claim("The union says fares have gone up and they will rise again.") == (
        "The union says fares have gone up",
        "The union says fares will rise again.",
    )


def test_which_takes_the_words_it_stands_for() -> None:
    assert split_claim("Ministers set up the rural fund, which will run until 2026.") == (
        "Ministers set up the rural fund",
        "The rural fund will run until 2026.",
    )


@pytest.mark.parametrize(
    "claim",
    [
        "Councils and schools will share £5m.",
        "The money pays for training and support for drivers.",
        "Drivers who are new and who have no licence will be trained.",
        "The plan covers speech, language and communication needs.",
        "Members asked what drivers in town and country areas are paid.",
        "The council is glad that bands and tariffs will be published.",
        "Drivers' and passengers' views had been heard.",
        "The plan wants fewer fares and better support for drivers.",
        "The council will hire drivers and guards that will ride on trains.",
    ],
)
def test_a_list_is_one_part(claim: str) -> None:
    assert split_claim(claim) == (claim,)


def test_sentences_are_parts() -> None:
    assert len(split_claim("The fund is worth £5m. It opens in April 2024.")) == 2


def test_a_long_text_has_so_many_parts_and_no_more() -> None:
    assert len(split_claim("The fund is worth £5m. " * 50)) <= 6


@pytest.mark.parametrize("text", ["How much is the fund?", "Will the fund open in April?", "what about buses?"])
def test_a_question_is_no_claim(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text", ["Is it true that the fund is worth £5m?", "When it opens, the fund will be worth £5m."]
)
def test_a_claim_put_as_a_question_is_one(text: str) -> None:
    assert not is_question(text)


def test_a_pronoun_of_a_draft_takes_the_noun_of_the_sentence_before() -> None:
    before = ["The rural fund is worth £48 million.", "It was set up in 2023."]
    assert standing_alone("It will run for three years.", before) == "The rural fund will run for three years."
    assert standing_alone("This council runs buses.", before) == "This council runs buses."
    assert standing_alone("It will run for three years.", []) == "It will run for three years."


def test_the_words_that_only_put_a_claim_are_left_out() -> None:
    assert plain_claim("Is it true that the fund is worth £5m?") == "The fund is worth £5m."


@pytest.mark.parametrize(
    "led_up_to",
    ["For members: ", "NB – ", "Please note that ", "In short, ", "Councillors will want to know that ", "To recap: "],
)
def test_words_that_only_lead_up_to_a_claim_are_left_out(led_up_to: str) -> None:
    assert plain_claim(f"{led_up_to}the fund opens in April.") == "The fund opens in April."


@pytest.mark.parametrize("text", ["For three years the fund was shut.", "To pay for it, bus fares rise.", "Note that."])
def test_words_that_say_something_stay(text: str) -> None:
    assert plain_claim(text) == text


def test_a_question_with_a_lead_stays_one() -> None:
    assert is_question("For members: what is the fund worth?")
