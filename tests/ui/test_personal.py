from __future__ import annotations

import json

import pytest

from corpus.library import BUNDLED
from corpus.questions import NAME
from ui.personal import personal_data


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to jo.bloggs@example.org", "an e-mail address"),
        ("Call 0191 498 0000 today", "a phone number"),
        ("Call +44 (0)7700 900123", "a phone number"),
        ("Pay with 4111 1111 1111 1111", "a card number"),
        ("Her number is QQ 12 34 56 C", ""),  # no National Insurance number starts so
        ("Her number is AB 12 34 56 C", "a National Insurance number"),
        ("NHS 943 476 5919", "an NHS number"),
        ("NHS 943 476 5918", ""),  # its check digit is wrong
        ("4111 1111 1111 1112", ""),
        ("My son Jack was excluded", "the name of a child"),
        ("Amy Smith, aged 7, is in care", "the name of a child"),
        ("a child called Tom", "the name of a child"),
        ("What is Amy Smith's care plan?", "the name of a child"),
        ("The Healthy Child Programme for children aged 5", ""),
        ("Is £1,600,000,000 in paragraph 2.7.1 right for 2023-24, 2024-25 and 2025-26?", ""),
        ("Between 2019 2020 2021 2022 2023 it rose", ""),
        ("The meeting of Tuesday, 14 March 2023", ""),
    ],
)
def test_personal_data_is_told_from_figures_years_and_names_of_programmes(text: str, found: str) -> None:
    assert personal_data(text) == found


def test_draft_may_name_its_officers_but_no_child() -> None:
    assert personal_data("Contact: jo@example.org, 0191 498 0000", contacts=False) == ""
    assert personal_data("Contact: jo@example.org about my son Jack", contacts=False) == "the name of a child"


def test_few_false_alarms_on_the_questions_of_the_bundled_papers() -> None:
    lines = [json.loads(line) for line in (BUNDLED / NAME).read_text(encoding="utf-8").splitlines()]
    questions = [asked["question"] for line in lines for asked in line["questions"]]
    alarms = [question for question in questions if personal_data(question)]
    assert len(questions) > 2_800
    assert len(alarms) <= 0.002 * len(questions), alarms
