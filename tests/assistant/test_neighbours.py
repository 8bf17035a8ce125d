"""Sentences that lie near another one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from assistant import neighbours
from assistant.build import Assistant
from assistant.neighbours import sentence_row, sentences_near
from index.records import SENTENCE


def sentence_rows(assistant: Assistant) -> list[int]:
    """Rows of all sentences."""
    metadata = assistant.index.opened.metadata
    return [row for row in range(len(metadata)) if metadata.at(row)[1]["kind"] == SENTENCE]


def place(assistant: Assistant, row: int) -> tuple[str, int, int]:
    """Where the sentence of a row stands."""
    fields = assistant.index.opened.metadata.at(row)[1]
    return str(fields["document_id"]), int(fields["char_start"]), int(fields["char_end"])


def test_sentence_is_found_by_its_place(bundled: Assistant) -> None:
    for row in sentence_rows(bundled)[::17]:
        document_id, start, _ = place(bundled, row)
        assert sentence_row(bundled.index, document_id, start) == row


def test_place_where_no_sentence_starts_has_no_row(bundled: Assistant) -> None:
    document_id, start, _ = place(bundled, sentence_rows(bundled)[5])
    assert sentence_row(bundled.index, document_id, start + 1) is None
    assert sentence_row(bundled.index, document_id, 10**9) is None
    assert sentence_row(bundled.index, "no such paper", 0) is None
    assert sentences_near(bundled.index, "no such paper", 0, k=3, least=0.0) == ()


@pytest.mark.parametrize("exactly", [10**9, 0])
def test_nearest_sentences_are_those_of_all_vectors_compared(
    bundled: Assistant, monkeypatch: pytest.MonkeyPatch, exactly: int
) -> None:
    monkeypatch.setattr(neighbours, "COMPARED_EXACTLY", exactly)
    rows, vectors = sentence_rows(bundled), bundled.index.opened.vectors
    found = sought = 0
    for row in rows[::151]:
        document_id, start, _ = place(bundled, row)
        likeness = vectors[rows] @ vectors[row]
        best = np.sort(likeness)[::-1][:10]
        # Where sentences are equally near, which of them comes in is nobody's to say: held are the likenesses.
        wanted = [round(float(one), 5) for one in best if one >= 0.4]
        by_place = {place(bundled, other): round(float(one), 5) for other, one in zip(rows, likeness, strict=True)}
        met = [by_place[one] for one in sentences_near(bundled.index, document_id, start, k=10, least=0.4)]
        found, sought = found + (Counter(met) & Counter(wanted)).total(), sought + len(wanted)
    assert found == sought if exactly else found >= 0.9 * sought  # Chroma's graph is not exact, and equals tie


def test_questions_known_for_a_passage_do_not_crowd_its_neighbours_out(bundled: Assistant) -> None:
    row = sentence_rows(bundled)[40]
    document_id, start, _ = place(bundled, row)
    assert len(sentences_near(bundled.index, document_id, start, k=300, least=-1.0)) == 300
