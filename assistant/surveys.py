"""What the papers say of a subject: the best of each paper and of each view in it, none twice.

"What do the papers say about kinship care?" asks for no list that is printed somewhere and for no single fact, but for
what each of them has to say. So the papers, and in a paper its plans and its views, take turns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.evidence import Evidence, block_of, text_of
from assistant.lists import with_lead_ins
from assistant.summaries import alike, tells
from corpus.documents import Document
from index.analysis import terms
from index.contexts import NEEDS_BEFORE

_HELD = 0.6
"""Share of a long subject's words, by rarity, that a sentence holds itself or under its headings."""
_SHORT = 3
"""Words of a subject up to which a sentence must hold them all."""
_WORDS = 210
"""About the most words of the whole."""
_MOST, _OF_EACH = 9, 3
_NEAR_BEST = 0.5
"""Share of the best sentence's score from which another one is worth its place."""
_UNLIKE = -5.0
"""Logit below which the cross-encoder is sure that a sentence has nothing to do with the question."""


def survey(
    subject: str,
    candidates: Sequence[Evidence],
    *,
    rarity: Callable[[str], float],
    vocabulary: Callable[[Evidence], frozenset[str]],
    completed: Callable[[Evidence], Evidence],
    documents: Mapping[str, Document],
) -> list[Evidence] | None:
    """What each paper says of a subject, papers and views in turn; None where none says anything.

    Args:
        subject: In the asker's words.
        candidates: Sentences found, best first.
        rarity: Of a term, in [0, 1].
        vocabulary: Terms of a sentence, of its headings and of the glossary for both.
        completed: A sentence with the one before it, where it points back.
        documents: By id.
    """
    wanted = {term: rarity(term) for term in terms(subject)}
    total = sum(wanted.values())
    if not total or not candidates:
        return None
    groups: dict[tuple[str, bool], list[Evidence]] = {}
    for piece in candidates:
        if piece.score < _NEAR_BEST * candidates[0].score or (piece.logit or 0.0) < _UNLIKE:
            continue
        if not tells(text_of(piece, documents)) or NEEDS_BEFORE.match(text_of(whole := completed(piece), documents)):
            continue
        own = vocabulary(piece)
        held = sum(weight for term, weight in wanted.items() if term in own)
        if held < (total if len(wanted) <= _SHORT else _HELD * total):
            continue
        view = block_of(piece, documents).standpoint.voice == "view"
        groups.setdefault((piece.document_id, view), []).append(whole)
    chosen = _in_turn(groups, documents)
    if not chosen:
        return None
    order = {key: number for number, key in enumerate(groups)}
    chosen.sort(key=lambda one: (order[one[0]], one[1].char_start))
    return with_lead_ins([replace(piece, role="sentence") for _, piece in chosen], documents)


def _in_turn(
    groups: Mapping[tuple[str, bool], Sequence[Evidence]], documents: Mapping[str, Document]
) -> list[tuple[tuple[str, bool], Evidence]]:
    """The best of each group, then the next of each, as far as the words allow."""
    left = {key: list(pieces) for key, pieces in groups.items()}
    chosen: list[tuple[tuple[str, bool], Evidence]] = []
    said: list[frozenset[str]] = []
    words = 0
    for _ in range(_OF_EACH):
        for key, pieces in left.items():
            while pieces:
                piece = pieces.pop(0)
                text = text_of(piece, documents)
                own = frozenset(terms(text))
                if any(alike(own, other) for other in said):
                    continue
                if len(chosen) < _MOST and (not chosen or words + len(text.split()) <= _WORDS):
                    chosen.append((key, piece))
                    said.append(own)
                    words += len(text.split())
                    break
    return chosen
