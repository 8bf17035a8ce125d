"""What papers say of a subject, chosen from made-up ones."""

from __future__ import annotations

import pytest

from assistant.asking import classify
from assistant.evidence import text_of
from assistant.surveys import survey
from index.analysis import terms
from tests.assistant.made_up import paper, pieces_of

COUNTY = """# County paper

The library van will stop in nine villages from the first week of May.

The library van is paid for by the county until the end of next year.

Chairs are bought for the reading room with the money that is left.
"""
FRIENDS = """# Friends' paper

The library van carries too few novels for the readers of the villages.
"""


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What do the papers say about the library van?", "the library van"),
        ("what have these documents got to say on foster carers", "foster carers"),
        ("anything on family hubs in the papers?", "family hubs"),
        ("what is said about mental health across the papers", "mental health"),
        ("what does the Durham report say about the van", None),
        ("which papers mention the van", None),
    ],
)
def test_subject_is_read_where_it_is_asked_what_the_papers_say(question: str, subject: str | None) -> None:
    asked = classify(question)
    assert asked.surveyed == subject
    assert (asked.kind == "summary") is (subject is not None)


def test_papers_take_turns_and_only_the_subject_is_told_of() -> None:
    county, friends = paper(COUNTY, document_id="county"), paper(FRIENDS, document_id="friends")
    documents = {document.source.document_id: document for document in (county, friends)}
    chosen = survey(
        "the library van",
        [*pieces_of(county), *pieces_of(friends)],
        rarity=lambda _: 1.0,
        vocabulary=lambda piece: frozenset(terms(text_of(piece, documents))),
        completed=lambda piece: piece,
        documents=documents,
    )
    assert [piece.document_id for piece in chosen or ()] == ["county", "county", "friends"]
    assert not any("Chairs" in text_of(piece, documents) for piece in chosen or ())
