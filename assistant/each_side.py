"""Comparison → evidence of each side, and who of them is silent.

Each side is asked for itself: of its own papers or statements where it is a body or a paper, for its own words where it
is a thing. A side of which nothing near the subject is found is named as silent rather than filled with something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asking import Asked
from assistant.comparisons import MOST_SIDES, Comparison, Side
from assistant.evidence import LONG_WORDS, Evidence, Selection, block_of, text_of
from assistant.selecting import PASSAGES_READ, EvidenceSelector
from corpus.documents import Document
from corpus.standpoint import GOVERNMENT
from index.analysis import terms
from index.passages import Passage, Query
from index.retrieval import Retriever

_FAR_LOGIT = -4.0
"""Below it the cross-encoder is sure that a sentence does not answer."""
_SURE = 1.0
"""From which it is sure enough that one does, whatever words it shares."""
_COVERED, _HARDLY = 0.75, 0.34
"""Share of the subject's words, by rarity: enough whatever the cross-encoder says, and too little without it."""
_FURTHER = 0.6
"""Share that a further sentence of a side must hold, unless the cross-encoder takes it for an answer."""
_NAMES_THING = 0.6
"""Share of a thing's own words that a sentence about it holds."""
_OWN_VIEW, _REPORTED = 0.3, 0.3
"""Added for a body's own view, and taken off for what its paper reports of somebody else."""
_OF_EACH = 3
_NEAR_BEST = 0.7
"""Share of the best paper's score from which another one has something to say on a subject too."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a side."""

    side: Side
    passages: tuple[Passage, ...]


def search(compared: Comparison, retriever: Retriever, documents: Mapping[str, Document]) -> tuple[Found, ...]:
    """Passages for each side; for "the papers" one search, and a side for every paper that it finds."""
    if compared.sides:
        return tuple(
            Found(side, retriever.search(Query(_asked_alone(side, compared), PASSAGES_READ, side.papers or None)))
            for side in compared.sides
        )
    passages = retriever.search(Query(compared.subject, PASSAGES_READ))
    papers = dict.fromkeys(passage.chunk.document_id for passage in passages)
    return tuple(
        Found(
            Side(documents[paper].source.publisher or documents[paper].source.title, compared.subject, (paper,)),
            tuple(passage for passage in passages if passage.chunk.document_id == paper),
        )
        for paper in papers
    )


def _asked_alone(side: Side, compared: Comparison) -> str:
    """A side's question; of a body it is put as one, since the cross-encoder makes little of a mere subject."""
    plain = compared.things or compared.asks or not side.holder
    return side.query if plain else f"What does {side.holder} say about {side.query}?"


def select(compared: Comparison, found: Sequence[Found], asked: Asked, selector: EvidenceSelector) -> Selection | None:
    """What each side says, a few sentences at most; None where no side, or only one thing of two, is told of."""
    fact = replace(asked, kind="fact", wants=None, view=False, holders=())
    chosen: list[Evidence] = []
    silent: list[tuple[str, tuple[str, ...]]] = []
    most_words = LONG_WORDS // max(2, min(len(found), MOST_SIDES))
    best_of = [_of_side(one, fact, selector, views=not compared.asks) for one in found]
    if not compared.sides:  # every paper is asked: those with something near as good to say answer
        best = max((pieces[0].score for pieces in best_of if pieces), default=0.0)
        best_of = [pieces if pieces and pieces[0].score >= _NEAR_BEST * best else [] for pieces in best_of][:MOST_SIDES]
    for one, pieces in zip(found, best_of, strict=False):
        fitting: list[Evidence] = []
        n_words = 0
        further = [piece for piece in pieces[1:] if _worth_adding(piece, one.side, selector)]
        for piece in selector.best_of(
            [*pieces[:1], *further], fact, most=_OF_EACH if compared.sides and not compared.things else 1
        ):
            words = len(text_of(piece, selector.documents).split())
            if fitting and n_words + words > most_words:
                break
            fitting.append(piece)
            n_words += words
        if fitting:
            held = {(piece.document_id, piece.char_start) for piece in chosen}
            chosen += [piece for piece in fitting if (piece.document_id, piece.char_start) not in held]
        elif compared.sides:
            silent.append((one.side.label, one.side.papers))
    if not chosen or (compared.things and silent) or (not compared.sides and len(chosen) < 2):
        return None
    similarity = max((p.similarity or 0.0 for one in found for p in one.passages), default=0.0)
    coverage = max(piece.coverage for piece in chosen)
    return Selection(tuple(chosen), similarity, coverage, fits=True, silent=tuple(silent))


def _of_side(found: Found, asked: Asked, selector: EvidenceSelector, *, views: bool) -> list[Evidence]:
    """A side's sentences that are about the subject, the best first; a body's `views` before what it reports."""
    side, documents = found.side, selector.documents
    pieces = selector.candidates(Query(side.query), asked, found.passages)
    kept: list[Evidence] = []
    for piece in pieces:
        block = block_of(piece, documents)
        if side.papers and piece.document_id not in side.papers:
            continue
        if side.sections and not side.sections.intersection(block.section):
            continue
        if side.named and not _names(side.named, piece, selector):
            continue
        if side.holder == GOVERNMENT and block.standpoint.holder != GOVERNMENT:
            continue
        score = piece.score
        if side.holder and views:
            own = block.standpoint.holder in ("", side.holder)
            score += (_OWN_VIEW if block.standpoint.voice == "view" else 0.0) if own else -_REPORTED
        if _about(piece):
            kept.append(replace(piece, score=score))
    return sorted(kept, key=lambda piece: -piece.score)


def _worth_adding(piece: Evidence, side: Side, selector: EvidenceSelector) -> bool:
    standpoint = block_of(piece, selector.documents).standpoint
    own_view = bool(side.holder) and standpoint.voice == "view" and standpoint.holder in ("", side.holder)
    return own_view or piece.coverage >= _FURTHER or (piece.logit or _FAR_LOGIT) >= 0.0


def _about(piece: Evidence) -> bool:
    if piece.coverage >= _COVERED:
        return True
    logit = piece.logit
    return (piece.coverage >= _HARDLY and (logit is None or logit >= _FAR_LOGIT)) or (
        logit is not None and logit >= _SURE
    )


def _names(stems: frozenset[str], piece: Evidence, selector: EvidenceSelector) -> bool:
    headings = block_of(piece, selector.documents).section[-2:]
    around = terms(" ".join((text_of(piece, selector.documents), *headings)))
    return len(stems.intersection(around)) >= _NAMES_THING * len(stems)
