"""Papers that word one thing firmly or not, for all or for some, as a number or as a limit."""

from __future__ import annotations

import json

import pytest

from assistant.answers import Answer, Question
from assistant.build import Assistant
from tests.assistant.test_comparisons import MANIFEST
from tests.conftest import MakeAssistant
from tests.contract import check_answer

NEWS = """# Parks for all

Legislation will be brought forward to give tenants a right to an allotment within walking distance.

The Playground Grant will be open to all coastal councils.

All rules on drones in royal parks will be reviewed.

The night warden scheme will start in 15 boroughs.

From May dogs will be banned from lakes everywhere in England.

Benches will be replaced with recycled plastic ones.

Fountains will be repaired by local firms.

Introduce a safety licence for the largest boat hire firms to prevent accidents on park rivers.

A ranger hotline for lost walkers will be opened in country parks.

Introduce an opt-in evening patrol of parks, this will not replace gate wardens.
"""
BRIEFING = """# Briefing

The Department will explore giving tenants a right to an allotment within walking distance.

The Playground Grant will be open to up to 30 coastal councils.

The Department will review the rules on drones in royal parks during festivals.

The night warden scheme will run in up to 15 boroughs.

From May dogs will be banned from lakes in nature reserves only.

Old benches will be replaced with benches of recycled plastic.

Fountains should be repaired by local firms, in our view.

A safety licence will be developed for boat hire firms to prevent accidents on park rivers.

A ranger hotline for lost walkers will be tested in country parks.

An opt-in evening patrol of parks will be consulted on (this will not replace the gate wardens).
"""
NORFORD = """# Parks report

The council will explore giving its own tenants a garden tool library.
"""
FILES = {"documents.toml": MANIFEST, "news.md": NEWS, "briefing.md": BRIEFING, "norford.md": NORFORD}


@pytest.fixture
def parks(small: MakeAssistant) -> Assistant:
    """Two papers that word the same things differently, and one of its own."""
    return small(FILES)


def ask(assistant: Assistant, question: str) -> Answer:
    """An answer whose shape and quotes are checked."""
    answer = assistant.ask(Question(question))
    texts = {document_id: document.text for document_id, document in assistant.index.documents.items()}
    check_answer(json.loads(json.dumps(answer.to_dict())), texts)
    return answer


def sides(answer: Answer) -> list[str]:
    """The quotes of each position of the only disagreement; none where there is none."""
    quotes = {citation.id: citation.quote for citation in answer.citations}
    return [quotes[side.citations[0]] for found in answer.disagreements for side in found.positions]


SHOWN = [
    ("Will tenants get a right to an allotment?", "Legislation will", "will explore"),
    ("Is a right to an allotment guaranteed for tenants?", "Legislation will", "will explore"),
    ("Is it nailed on that tenants get a right to an allotment?", "Legislation will", "will explore"),
    ("Do the papers agree on a right to an allotment?", "Legislation will", "will explore"),
    ("Is the Playground Grant open to all coastal councils?", "all coastal", "up to 30"),
    ("Which councils can get the Playground Grant?", "all coastal", "up to 30"),
    ("Does the review cover all rules on drones or only festivals?", "All rules", "during festivals"),
    ("Is the night warden scheme in 15 boroughs exactly or up to 15?", "in 15", "up to 15"),
    ("Are 15 boroughs with the night warden scheme a fixed number or a ceiling?", "in 15", "up to 15"),
    ("Which boat hire firms will the safety licence cover?", "developed for boat", "largest boat"),
    ("Which companies that hire out boats need the safety licence?", "developed for boat", "largest boat"),
    ("Is the ranger hotline for lost walkers certain, or only being tried out?", "will be opened", "will be tested"),
    ("Night wardens in 15 boroughs, is that on the nose?", "in 15", "up to 15"),
    (
        "Which boat hire firms will the safety licence cover, is everyone saying the same?",
        "developed for boat",
        "largest boat",
    ),
    ("Do the press release and the briefing say the same about dogs in lakes?", "everywhere", "reserves only"),
]
REWORDED = [
    "Why is there a right to an allotment?",
    "What is the distance to an allotment?",
    "How many boroughs is the night warden scheme in?",
    "Will gate wardens be replaced?",  # of which both say the same, beside a patrol that they word differently
    "Will there be a ranger hotline?",  # that it is tried first is no other plan
    "Will benches be replaced?",  # reworded only
    "Do the papers agree on benches?",
    "Will fountains be repaired by local firms?",  # one body's wish beside the plan
    "Will the council have a garden tool library?",  # its own, which no other paper tells of
]


def test_who_asks_for_it_is_shown_both_wordings(parks: Assistant) -> None:
    shown = {question: sides(ask(parks, question)) for question, _, _ in SHOWN}
    missed = [
        (question, shown[question])
        for question, first, second in SHOWN
        if len(shown[question]) != 2 or first not in shown[question][0] or second not in shown[question][1]
    ]
    assert missed == []


THIRD = """# Parks report

Boat hire licence: set up a safety licence to prevent accidents with boat hire firms that are hardest to insure.
"""


def test_a_third_paper_that_bounds_it_in_its_own_way_is_a_third_position(small: MakeAssistant) -> None:
    answer = ask(small(FILES | {"norford.md": THIRD}), "Which boat hire firms will the safety licence cover?")
    (found,) = answer.disagreements
    assert len(found.positions) == 3
    assert "hardest to insure" in found.positions[2].value
    assert "Norford" in found.explanation
    assert "The third is the latest, by date of publication." in found.explanation


TWO_PARTS = """# Parks for all

Park keepers will be supported to recruit up to 40 apprentice keepers and there will be consultation on proposals to
reduce the use of night keepers.

The Otter Fund is worth £3 million for 12 lakes.

A ferry timetable will be published.
"""
SAME_PARTS = TWO_PARTS.replace("£3 million for 12 lakes", "over £3 million for 12 ponds").replace(
    "will be published", "will, subject to consultation, be published"
)


@pytest.fixture
def keepers(small: MakeAssistant) -> Assistant:
    """Two papers that print one sentence of two parts alike."""
    return small(FILES | {"news.md": TWO_PARTS, "briefing.md": SAME_PARTS})


def test_two_parts_of_one_sentence_are_no_two_wordings(keepers: Assistant) -> None:
    assert sides(ask(keepers, "Are we definitely getting help with apprentice keepers?")) == []


def test_a_number_that_is_asked_of_is_met_again_beside_another(keepers: Assistant) -> None:
    told = sides(ask(keepers, "Is the Otter Fund £3 million or more than that?"))
    assert [("over" in quote) for quote in told] == [False, True]


def test_what_hangs_on_a_condition_is_less_firm(keepers: Assistant) -> None:
    question = "Is the ferry timetable certain to be published?"
    first, second = sides(ask(keepers, question))
    assert "subject to" not in first
    assert "subject to" in second
    (found,) = ask(keepers, question).disagreements
    assert "on a condition" in found.explanation


def test_other_words_for_the_same_are_no_difference(parks: Assistant) -> None:
    alarms = {question: told for question in REWORDED if (told := sides(ask(parks, question)))}
    assert alarms == {}


def test_difference_in_strength_is_explained_with_papers_and_dates(parks: Assistant) -> None:
    (found,) = ask(parks, "Will tenants get a right to an allotment?").disagreements
    assert "Department for Parks (press release, 10 January 2024) commits to it" in found.explanation
    assert "Green Spaces Alliance (briefing, 20 February 2024) promises only to look at it" in found.explanation
    assert "The second is the later, by date of publication." in found.explanation
    assert "right to an allotment" in found.topic
