"""Papers that differ, and papers that only seem to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.answers import Answer, Question
from assistant.build import Assistant
from assistant.citing import covers
from tests.conftest import MakeAssistant
from tests.contract import check_answer

QUESTIONS: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_name("disagreement_questions.yaml").read_text(encoding="utf-8")
)

MANIFEST = """
[[document]]
id = "news"
file = "news.md"
title = "Buses for all"
publisher = "Department for Transport"
kind = "press release"
published = 2024-01-10

[[document]]
id = "briefing"
file = "briefing.md"
title = "Briefing on buses"
publisher = "County Councils Alliance"
kind = "briefing"
published = 2024-02-20

[[document]]
id = "norford"
file = "norford.md"
title = "Transport report"
publisher = "Norford County Council"
kind = "committee report"
published = 2024-04-05
"""
NEWS = """# Buses for all

A rural services fund worth £48 million will pay for routes that were lost.

The plan is backed by £310 million over three years.

The consultation on franchising powers closes on 14 April 2024.

Half-price travel will be open to young people up to age 22.

Up to 20 areas will take part in the demand-responsive transport pilots.

The zero-emission bus grant will rise from £30,000 to £45,000 a vehicle from April this year.

Some 71 per cent of services ran on time in 2023.

The driver academy will train 1,500 new bus drivers.
"""
BRIEFING = """# Briefing

The rural services fund will hold £52 million for lost routes.

The national bus plan comes with around £300 million over the next three years.

The consultation on franchising powers closes on 28 April 2024.

Half-price travel will be open to young people up to age 25.

The demand-responsive transport pilots will run in 12 areas in the first wave and eight in the second wave.

The zero-emission bus grant will be £45,000 a vehicle from April 2024.

Some 64 per cent of services ran on time in 2022.

The driver academy should train 2,500 new bus drivers.
"""
NORFORD = """# Transport report

A rural services fund of £52m has been announced for lost routes. The rural services fund comprises £40 million for
restored routes and £12 million for rural timetables.

The council spends £9.4 million a year on supported bus services.

Some 78 per cent of services in Norford ran on time in 2023.
"""
BUSES = {"documents.toml": MANIFEST, "news.md": NEWS, "briefing.md": BRIEFING, "norford.md": NORFORD}


@pytest.fixture
def buses(small: MakeAssistant) -> Assistant:
    """Three small papers with planted differences, roundings, repeats and look-alikes."""
    return small(BUSES)


def ask(assistant: Assistant, question: str) -> Answer:
    """An answer whose shape, quotes and disagreements are checked."""
    answer = assistant.ask(Question(question))
    texts = {document_id: document.text for document_id, document in assistant.index.documents.items()}
    check_answer(json.loads(json.dumps(answer.to_dict())), texts)
    by_id = {citation.id: citation for citation in answer.citations}
    for found in answer.disagreements:
        quotes = [" ".join(by_id[n].quote.split()) for side in found.positions for n in side.citations]
        assert covers(found.topic.lower(), quotes=[quote.lower() for quote in quotes], own_words=False)
        for side in found.positions:
            own = [" ".join(by_id[n].quote.split()) for n in side.citations]
            assert all(any(part in quote for quote in own) for part in side.value.split(" + "))
    return answer


def values(answer: Answer) -> list[str]:
    """The values of the positions of the only disagreement; none where there is none."""
    assert len(answer.disagreements) <= 1
    return [side.value for found in answer.disagreements for side in found.positions]


def test_two_sums_for_one_fund_are_each_given_with_who_says_so_and_when(buses: Assistant) -> None:
    answer = ask(buses, "How much is the rural services fund?")
    (found,) = answer.disagreements
    assert "rural services fund" in found.topic
    assert values(answer)[:2] == ["£48 million", "£52 million"]
    assert "Department for Transport (press release, 10 January 2024) gives £48 million" in found.explanation
    assert "County Councils Alliance (briefing, 20 February 2024)" in found.explanation
    assert "The later figure, by date of publication, is £52 million." in found.explanation
    assert answer.answer.count("**The papers differ:**") == 1


def test_a_sum_that_the_question_names_is_the_one_that_is_compared(buses: Assistant) -> None:
    answer = ask(buses, "is the £310 million over three years or over four, I keep hearing both numbers")
    assert not any("£48 million" in side.value for found in answer.disagreements for side in found.positions)
    answer = ask(buses, "is the £40 million of the rural services fund for restored routes or timetables, I hear both")
    assert answer.disagreements == ()  # the sum it is a part of is another


def test_parts_that_make_up_a_total_explain_it(buses: Assistant) -> None:
    answer = ask(buses, "How much is the rural services fund?")
    assert values(answer) == ["£48 million", "£52 million", "£40 million + £12 million"]
    assert "£52 million is a total" in answer.disagreements[0].explanation


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When does the consultation on franchising powers close?", ["14 April 2024", "28 April 2024"]),
        ("Up to what age can young people get half-price travel?", ["up to age 22", "up to age 25"]),
    ],
)
def test_dates_and_ages_that_differ_are_shown(buses: Assistant, question: str, expected: list[str]) -> None:
    assert [value.removeprefix("on ") for value in values(ask(buses, question))] == expected


@pytest.mark.parametrize(
    "question",
    [
        "How much is the bus plan backed by over three years?",  # £310 million, and around £300 million
        "How many areas take part in the demand-responsive transport pilots?",  # up to 20: 12 and then eight
        "What is the zero-emission bus grant a vehicle?",  # from £30,000 to £45,000, and £45,000
        "What per cent of services ran on time in 2023?",  # other years, and one county
        "How many new bus drivers will the driver academy train?",  # 1,500 will be, 2,500 should be
        "How much does the council spend on supported bus services?",  # its own, which no other paper tells of
    ],
)
def test_rounding_repeats_parts_and_other_subjects_are_no_disagreement(buses: Assistant, question: str) -> None:
    assert ask(buses, question).disagreements == ()


FERRY_NEWS = """# Ferries

£27m over two years for a ferry crew programme to be tried first in the North West region.

In September 2024, as part of the implementation strategy, the Department will start working with three local harbours,
known as “Quiet Harbours”.
"""
FERRY_BRIEFING = """# Ferries

£3 million will be invested in a ferry crew programme in the North West Harbour Alliance.

A Quiet Harbours programme will change how harbours work. Work will start with early adopters in Spring 2024.
"""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much is the ferry crew programme in the North West?", ["£27m", "£3 million"]),
        ("When does work with the quiet harbours start?", ["September 2024", "Spring 2024"]),
    ],
)
def test_sums_of_one_place_and_dates_of_bare_sentences_are_compared(
    small: MakeAssistant, question: str, expected: list[str]
) -> None:
    ferries = small(BUSES | {"news.md": FERRY_NEWS, "briefing.md": FERRY_BRIEFING})
    assert set(values(ask(ferries, question))) == set(expected)


def test_what_two_councils_spend_of_their_own_is_two_things(small: MakeAssistant) -> None:
    manifest = "\n".join(
        f'[[document]]\nid = "{name}"\nfile = "{name}.md"\ntitle = "Report"\npublisher = "{name.title()} Council"\n'
        for name in ("norford", "easton")
    )
    paper = "# Report\n\nThe council spends £{} million a year on supported bus services.\n"
    files = {"documents.toml": manifest, "norford.md": paper.format("9.4"), "easton.md": paper.format("6.1")}
    assert not ask(small(files), "How much does the council spend on supported bus services?").disagreements


def test_difference_in_a_figure_is_not_shown_to_who_asks_for_something_else(buses: Assistant) -> None:
    assert not ask(buses, "Who does the rural services fund pay for?").disagreements
    assert not ask(buses, "Why is there a rural services fund?").disagreements


def test_abstention_shows_no_disagreement(buses: Assistant) -> None:
    answer = ask(buses, "Who won the football match yesterday in Madrid?")
    assert answer.outcome == "abstained"
    assert answer.disagreements == ()


# The bundled papers


def test_differences_of_the_bundled_papers_are_shown(bundled: Assistant) -> None:
    missed = []
    for case in QUESTIONS["differ"]:
        told = values(ask(bundled, case["question"]))
        if not all(any(f"£{value}" in one for one in told) for value in case["values"]):
            missed.append(case["question"])
    assert len(missed) <= 0.1 * len(QUESTIONS["differ"]), missed


def test_words_that_no_paper_uses_do_not_hide_a_difference(bundled: Assistant) -> None:
    # The cross-encoder reads the sums as answers, though they share no word with the question but "foster".
    told = values(ask(bundled, "how much to hire and hold on to foster parents, is it the same everywhere"))
    assert {"£25 million", "£27 million"} <= set(told)


def test_no_difference_is_shown_where_the_bundled_papers_agree(bundled: Assistant) -> None:
    alarms = [question for question in QUESTIONS["agree"] if bundled.ask(Question(question)).disagreements]
    assert len(alarms) < 0.03 * len(QUESTIONS["agree"]), alarms


def test_total_is_told_from_its_parts_and_the_announcement_from_the_plan(bundled: Assistant) -> None:
    answer = ask(bundled, "How much is being spent on foster carer recruitment?")
    (found,) = answer.disagreements
    assert values(answer) == ["£25 million", "£27 million", "£3 million + £24 million"]
    assert "£27 million is a total" in found.explanation
    assert "press release that announced it" in found.explanation


def test_sums_for_different_lengths_of_time_are_given_with_them(bundled: Assistant) -> None:
    answer = ask(bundled, "How much extra investment did the Care Review recommend?")
    assert values(answer) == ["at least £2.6 billion over four years", "£2 billion over the next five years"]
    assert "different lengths of time" in answer.disagreements[0].explanation


def test_in_a_large_library_words_are_weighed_by_chunks_and_neighbours_searched(
    small: MakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.ingestion.SENTENCES_COUNTED", 0)
    monkeypatch.setattr("assistant.neighbours.COMPARED_EXACTLY", 0)
    buses = small(BUSES)
    assert buses.index.sentence_terms is None
    assert values(ask(buses, "How much is the rural services fund?"))[:2] == ["£48 million", "£52 million"]
    assert not ask(buses, "How much does the council spend on supported bus services?").disagreements
