"""Text → sentences, by place."""

from __future__ import annotations

import pytest

from corpus.sentences import WINDOW, sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "See para. 5, page 82.",
        "Cllr. Smith and Cllr. Jones agreed.",
        "Under Reg. 44 visitors report monthly.",
        "It covers schools, e.g. academies, and homes.",
        "The duty (s. 17) stands.",
        "It rose by 12.43 per cent to £3.5 million.",
        "The Rt. Hon. Claire Coutinho MP attended.",
        "Contact a.benari@local.gov.uk or www.gov.uk for help.",
        "No. 10 agreed with it.",
        "1. Councils must act.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert sentences(f"{sentence} The next one starts here.") == [sentence, "The next one starts here."]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It rises. It falls.", ["It rises.", "It falls."]),
        ("Why now? Because it must! So be it.", ["Why now?", "Because it must!", "So be it."]),
        ("He said “it rose.” She agreed.", ["He said “it rose.”", "She agreed."]),
        ("It will rise to £3,000. £5 goes to carers.", ["It will rise to £3,000.", "£5 goes to carers."]),
        ("It ended in 2022. In 2023 it began again.", ["It ended in 2022.", "In 2023 it began again."]),
        ("  spaced   out.  \n Next one.  ", ["spaced   out.", "Next one."]),
        ("no full stop", ["no full stop"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text: str, wanted: list[str]) -> None:
    assert sentences(text) == wanted


def test_a_long_text_is_cut_at_the_same_places_as_a_short_one() -> None:
    sentence = "See para. 5 of the plan, which the Board (as in No. 3) agreed on 14 March 2023."
    count = 3 * WINDOW // len(sentence)
    assert sentences(" ".join([sentence] * count)) == [sentence] * count


def test_a_text_without_spaces_is_still_held_whole() -> None:
    text = "a" * (2 * WINDOW + 7)
    assert "".join(sentences(text)) == text
