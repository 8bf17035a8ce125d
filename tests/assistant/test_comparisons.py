"""Questions that set bodies, papers or things side by side, and answers by side."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.answers import Answer, Question
from assistant.build import Assistant
from assistant.comparisons import comparison
from assistant.holders import Holders
from corpus.documents import Document
from tests.conftest import MakeAssistant

MANIFEST = """
[[document]]
id = "news"
file = "news.md"
title = "Parks for all"
publisher = "Department for Parks"
kind = "press release"
published = 2024-01-10

[[document]]
id = "briefing"
file = "briefing.md"
title = "Briefing on parks"
publisher = "Green Spaces Alliance"
kind = "briefing"
published = 2024-02-20

[[document]]
id = "norford"
file = "norford.md"
title = "Parks report"
publisher = "Norford County Council"
kind = "committee report"
published = 2024-04-05
"""
NEWS = """# Parks for all

Park wardens will be trained at four new colleges.

Every playground will be resurfaced by 2027.

Visits to parks rose to 90 million in 2022.
"""
BRIEFING = """# Briefing

We are concerned that park wardens are too few to keep parks safe at night.

The Alliance welcomes the playground programme.

The number of bandstands has fallen by a third since 1990. The number of paddling pools has fallen by two thirds.
"""
NORFORD = """# Parks report

Officers consider that park wardens in Norford have cut vandalism.

The council has closed 11 tennis courts.
"""
PARKS = {"documents.toml": MANIFEST, "news.md": NEWS, "briefing.md": BRIEFING, "norford.md": NORFORD}


@pytest.fixture
def parks(small: MakeAssistant) -> Assistant:
    """Three small papers on one subject."""
    return small(PARKS)


def ask(assistant: Assistant, question: str) -> Answer:
    """One answer."""
    return assistant.ask(Question(question))


HOLDERS = Holders.of(
    cast(
        Any,
        {
            document_id: SimpleNamespace(publisher=publisher, name=publisher, kind=kind, holders=())
            for document_id, publisher, kind in (
                ("news", "Department for Parks", "press release"),
                ("briefing", "Green Spaces Alliance", "briefing"),
                ("norford", "Norford County Council", "committee report"),
                ("elm", "Elmshire County Council", "plan"),
            )
        },
    )
)
PAPERS = cast(
    Mapping[str, Document],
    {
        document_id: SimpleNamespace(
            text="The green bench.", blocks=(), source=SimpleNamespace(publisher=publisher, title=publisher)
        )
        for document_id, publisher in (
            ("news", "Department for Parks"),
            ("briefing", "Green Spaces Alliance"),
            ("norford", "Norford County Council"),
            ("elm", "Elmshire County Council"),
        )
    },
)


@pytest.mark.parametrize(
    ("question", "papers", "subject"),
    [
        ("What do Norford and Elmshire each say about park wardens?", ["norford", "elm"], "park wardens"),
        ("Compare what the press release and Norford say on benches", ["news", "norford"], "benches"),
        ("Do the Norford report and the briefing agree on opening hours?", ["norford", "briefing"], "opening hours"),
        ("do the alliance and norford see eye to eye on wardens?", ["briefing", "norford"], "wardens"),
        ("How does Norford's view of wardens differ from Elmshire's?", ["norford", "elm"], "wardens"),
        ("Wardens: what does Norford have and what does Elmshire want?", ["norford", "elm"], "Wardens"),
    ],
)
def test_bodies_and_papers_set_side_by_side_are_the_sides(question: str, papers: list[str], subject: str) -> None:
    found = comparison(question, HOLDERS, PAPERS)
    assert found is not None
    assert [side.papers[0] for side in found.sides] == papers
    assert found.subject == subject


@pytest.mark.parametrize(
    ("question", "queries"),
    [
        ("What does Norford pay for benches and what does Elmshire want on ponds?", ["pay for benches", "ponds"]),
        ("How much does Norford say goes to benches and when does Elmshire say it starts?", ["goes to benches"] * 2),
        ("What do the reforms do for wardens, and what does Elmshire fear?", ["wardens"] * 2),
    ],
)
def test_each_of_two_clauses_asks_of_its_own_subject(question: str, queries: list[str]) -> None:
    found = comparison(question, HOLDERS, PAPERS)
    assert found is not None
    assert [side.query for side in found.sides] == queries


@pytest.mark.parametrize(
    ("question", "subject", "n_sides"),
    [
        ("when are the wardens trained, do the papers agree?", "when are the wardens trained", 0),
        ("how many visits were there? Is that the same in norford and the briefing", "how many visits were there", 2),
        ("how many visits were there, and do the alliance and norford agree", "how many visits were there", 2),
    ],
)
def test_question_before_one_of_agreement_is_asked_as_it_is(question: str, subject: str, n_sides: int) -> None:
    compared = comparison(question, HOLDERS, PAPERS)
    assert compared is not None
    assert (compared.subject, compared.asks, len(compared.sides)) == (subject, True, n_sides)
    assert all(side.query == subject for side in compared.sides)


@pytest.mark.parametrize(
    "question",
    ["do the papers agree on the wardens", "what are wardens, and do the papers agree on their pay", "is it the same"],
)
def test_agreement_on_a_subject_of_its_own_leaves_no_question_before_it(question: str) -> None:
    compared = comparison(question, HOLDERS, PAPERS)
    assert compared is None or not compared.asks


@pytest.mark.parametrize(
    ("text", "is_word"), [("Write to dan@gsa.example or www.gsa.example.", False), ("A gsa.", True)]
)
def test_short_name_in_an_address_is_still_a_name(text: str, *, is_word: bool) -> None:
    entry = SimpleNamespace(publisher="GSA", name="GSA", kind="briefing", holders=())
    norford = SimpleNamespace(
        publisher="Norford County Council", name="Norford County Council", kind="plan", holders=()
    )
    holders = Holders.of(cast(Any, {"gsa": entry, "norford": norford}))
    papers = {
        name: SimpleNamespace(text=words, blocks=(), source=SimpleNamespace(publisher=name, title=name))
        for name, words in (("gsa", text), ("norford", ""))
    }
    found = comparison(
        "do gsa and norford each say the same on wardens?", holders, cast(Mapping[str, Document], papers)
    )
    assert (found is None or len(found.sides) < 2) is is_word


def test_papers_in_general_are_every_paper() -> None:
    found = comparison("Do the papers disagree on opening hours?", HOLDERS, PAPERS)
    assert found is not None
    assert (found.sides, found.subject) == ((), "opening hours")


@pytest.mark.parametrize(
    ("question", "queries"),
    [
        ("which fell more, bandstands or pools?", ["which fell more bandstands?", "which fell more pools?"]),
        ("How did visits in 2021 compare with 2022?", ["visits in 2021", "visits 2022"]),
        ("Are more wardens in towns than in villages?", ["Are wardens in towns", "wardens in towns in villages"]),
    ],
)  # fmt: skip
def test_each_of_two_things_is_asked_for_by_itself(question: str, queries: list[str]) -> None:
    found = comparison(question, HOLDERS, PAPERS)
    assert found is not None
    assert found.things
    assert [side.query for side in found.sides] == queries


@pytest.mark.parametrize(
    "question",
    [
        "What does Norford say about park wardens?",
        "How many parks are in towns or villages?",
        "How much more likely are children in towns to be hurt or bullied?",
        "Are the green benches the same age?",
        "Did the government reply to Norford about wardens?",
        "Who looks after parks and gardens?",
        "What has the government agreed to do for Norford?",
    ],
)
def test_what_sets_nothing_side_by_side_is_no_comparison(question: str) -> None:
    assert comparison(question, HOLDERS, PAPERS) is None


def test_short_name_used_as_a_word_is_no_side() -> None:
    # "Green" is a short form of the Green Spaces Alliance, and its own paper writes of "the green bench"
    assert comparison("Do Norford's rules on green benches differ in winter?", HOLDERS, PAPERS) is None


def test_each_side_answers_in_its_own_words(parks: Assistant) -> None:
    answer = ask(parks, "What do Norford and the Alliance each say about park wardens?")
    said = {statement.standpoint: statement.text for statement in answer.statements}
    assert "cut vandalism" in said["Norford County Council"]
    assert "too few" in said["Green Spaces Alliance"]
    assert answer.outcome == "answered"


def test_side_that_is_silent_is_named(parks: Assistant) -> None:
    answer = ask(parks, "What do the briefing and Norford each say about tennis courts?")
    assert answer.outcome == "partly_answered"
    assert [notice for notice in answer.notices if "Green Spaces Alliance" in notice]
    assert [statement.standpoint for statement in answer.statements] == ["Norford County Council"]


def test_both_of_two_things_are_told_of(parks: Assistant) -> None:
    answer = ask(parks, "which fell more, bandstands or paddling pools?")
    told = " ".join(statement.text for statement in answer.statements)
    assert "bandstands has fallen by a third" in told
    assert "paddling pools has fallen by two thirds" in told
