"""Who holds an office, in a made-up paper."""

from __future__ import annotations

import pytest

from assistant.offices import named_in, office_of
from tests.assistant.made_up import paper, pieces_of

PAPER = """# Library board

## Members of the library board

- Ann Archer (Chair), Northfield
- Bob Baker, Leeds

The head of branches in Southgate is Cy Cooper.

The clerk of the library board notes who is there.
"""


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Who is the chair of the library board?", True),
        ("who's the chairman of the library board", True),
        ("Who is the mayor of Leeds?", False),
        ("who is the head of branches in Southgate", True),
        ("who is the head of branches in Leeds", False),
        ("who runs Leeds council", False),
        ("who is the clerk of the library board", False),
        ("who chairs the library board", True),
        ("who chairs the swimming committee", False),
        ("who took over from Ann Archer", False),
        ("who is the deputy chair of the library board", False),
    ],
)
def test_office_and_what_it_is_of_stand_together_or_the_holder_is_not_named(question: str, *, named: bool) -> None:
    document = paper(PAPER)
    office = office_of(question)
    assert office is not None
    found = named_in(
        office,
        pieces_of(document),
        {document.source.document_id: document},
        rarity=lambda _: 1.0,
        related=lambda _: (),
    )
    assert found is named


@pytest.mark.parametrize(
    "question", ["Who pays for the van?", "who led the review", "who is Ann Archer", "who is the MP?"]
)
def test_question_for_no_office_of_a_body_is_left_to_the_search(question: str) -> None:
    assert office_of(question) is None


def test_initials_of_a_body_stand_for_it() -> None:
    document = paper(PAPER.replace("library board", "Town Library Board"))
    office = office_of("who is the chair of the TLB")
    assert office is not None
    documents = {document.source.document_id: document}
    assert named_in(office, pieces_of(document), documents, rarity=lambda _: 1.0, related=lambda _: ())
