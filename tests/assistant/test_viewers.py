"""Whether those whose view is asked for say something, in a made-up paper."""

from __future__ import annotations

import pytest

from assistant.viewers import heard, viewer_of
from tests.assistant.made_up import paper, pieces_of


@pytest.mark.parametrize(
    ("question", "viewer"),
    [
        ("What do the lighthouse workers themselves think of the lamp?", "workers"),
        ("what do the police want from the new harbour", "police"),
        ("how have the companies that sell lamps reacted to the rules", "companies"),
        ("what are the views of apprentices on the lamp?", "apprentices"),
        ("What difference do volunteers make?", None),
        ("How do residents ask for a lamp?", None),
        ("What does the press release say about lamps?", None),
        ("What do volunteers get?", None),
        ("What do councils want?", None),
        ("What does the harbour association want?", None),
    ],
)
def test_people_whose_view_is_asked_for_are_read_from_the_question(question: str, viewer: str | None) -> None:
    found = viewer_of(question)
    assert (found and found.head) == viewer


@pytest.mark.parametrize(
    ("sentence", "is_heard"),
    [
        ("Police told the board that the harbour is too dark.", True),
        ("Concerns were raised by the police.", True),
        ("The harbour will have a team of police and health staff.", False),
        ("Residents want more lamps.", False),
    ],
)
def test_what_is_planned_for_people_is_not_what_they_say(sentence: str, *, is_heard: bool) -> None:
    document = paper(f"# Harbour\n\n{sentence}\n")
    documents = {document.source.document_id: document}
    assert heard("What do the police want from the harbour?", pieces_of(document), documents) is is_heard
