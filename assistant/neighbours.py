"""Sentences that lie near another one, in any paper; nothing is kept of them, so a large library costs no start."""

from __future__ import annotations

from bisect import bisect_right

from index.ingestion import Index
from index.records import SENTENCE, parse_id

COMPARED_EXACTLY = 20_000
"""Vectors that are compared one by one; beyond, whatever serves the searches of the index serves here."""
_RECORDS_A_SENTENCE = 7
"""Records asked for at first to find one sentence: chunks and questions lie among them."""

Place = tuple[str, int, int]
"""Id of a document, start and end in its text."""


def sentences_near(index: Index, document_id: str, char_start: int, *, k: int, least: float) -> tuple[Place, ...]:
    """The `k` sentences most like the one that starts at `char_start`, itself among them, nearest first.

    Args:
        index: Where to look.
        document_id: The paper of the sentence; where no sentence of it starts there, nothing is near.
        char_start: In its text.
        k: At most so many.
        least: Cosine below which a sentence is not near.
    """
    row = sentence_row(index, document_id, char_start)
    if row is None:
        return ()
    opened = index.opened
    n_records, n_asked = len(opened.record_ids), _RECORDS_A_SENTENCE * k
    exactly = n_records <= COMPARED_EXACTLY
    search = opened.exact.search if exactly else opened.dense.search
    while True:
        found = search(opened.vectors[row], n_asked)
        near = [one for one, cosine in found if cosine >= least and parse_id(one)[1] == SENTENCE][:k]
        # In a large library a sentence or two that many questions stand before are not worth a wider search.
        if not exactly or len(near) == k or n_asked >= n_records or found[-1][1] < least:
            break
        n_asked *= 4
    return tuple(
        (str(fields["document_id"]), int(fields["char_start"]), int(fields["char_end"]))
        for fields in map(opened.metadata.__getitem__, near)
    )


def sentence_row(index: Index, document_id: str, char_start: int) -> int | None:
    """Where the vector of the sentence that starts there lies; its chunk is looked up by its place in the paper."""
    rows = index.chunk_rows.get(document_id, range(0))
    place = bisect_right(rows, char_start, key=lambda row: index.chunks.at(row)[1].char_start) - 1
    if place < 0:
        return None
    chunk_id, metadata = index.chunks.key(rows[place]), index.opened.metadata
    for row in range(metadata.row(chunk_id), index.record_rows[document_id].stop):
        record_id, fields = metadata.at(row)
        if parse_id(record_id)[0] != chunk_id:
            break
        if fields["kind"] == SENTENCE and int(fields["char_start"]) == char_start:
            return row
    return None
