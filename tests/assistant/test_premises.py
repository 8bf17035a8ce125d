from __future__ import annotations

import pytest

from assistant.premises import against
from index.analysis import terms


def found(question: str, *sentences: str) -> int | None:
    return against(question, [(text, frozenset(terms(text))) for text in sentences], rarity=lambda _: 1.0)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did the ministry scrap the harbour grant?", "The harbour grant will not be removed."),
        ("When was the harbour grant abolished?", "The harbour grant is kept for two more years."),
        ("Why did ministers refuse to raise the harbour grant?", "The harbour grant rises by a tenth."),
        ("Why does Northfield oppose the harbour grant?", "Northfield is pleased to see the harbour grant."),
        ("Has the harbour grant gone up?", "The harbour grant has fallen since 2015."),
        ("the harbour grant closes in June doesn't it", "The harbour grant closes in March."),
        ("Is the harbour grant paid monthly?", "The harbour grant is paid quarterly."),
        ("Why did they take bakers off the harbour grant?", "Bakers are kept on the harbour grant."),
        ("How many more harbour grants are there than five years ago?", "The number of harbour grants has fallen."),
    ],
)
def test_sentence_that_turns_what_is_taken_for_granted_round_is_found(question: str, sentence: str) -> None:
    assert found(question, "The library opens on Monday.", sentence) == 1


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When was the harbour grant abolished?", "The library fund is kept for two more years."),
        ("When was the harbour grant abolished?", "The harbour grant is abolished by the new act."),
        ("When was the harbour grant abolished?", "The harbour grant is paid by the ministry."),
        ("Why does Northfield oppose the harbour grant?", "Northfield is concerned about the harbour grant."),
        ("Has the harbour grant gone up?", "The harbour grant has risen, not only in the north."),
        ("Which towns keep the harbour grant in June?", "The harbour grant is kept in June and in March."),
        ("What has been cut besides the harbour grant?", "The harbour grant has risen."),
    ],
)
def test_other_things_and_what_agrees_deny_nothing(question: str, sentence: str) -> None:
    assert found(question, sentence) is None
