"""Alignments and odds → what a sentence makes of a part, and what the sentences together make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Difference, Finding
from assistant.checking.aligning import Alignment
from assistant.checking.finding import Candidate
from index.verifying import Odds


@dataclass(frozen=True, slots=True)
class Weighed:
    """One sentence held against one part of a claim.

    Attributes:
        candidate: The sentence.
        alignment: What its words make of the part.
        odds: What the verifier makes of it; None without one.
        support: In [0, 1], how surely it bears the part out.
        denial: In [0, 1], how surely it says otherwise.
    """

    candidate: Candidate
    alignment: Alignment
    odds: Odds | None
    support: float
    denial: float


@dataclass(frozen=True, slots=True)
class Judged:
    """What the papers say of one part.

    Attributes:
        finding: Supported, contradicted or not found.
        chosen: The sentences it rests on, the best first; nearest ones when not found.
        difference: Where a contradicting sentence parts from the claim.
        opposed: Sentences of other papers that say otherwise than those it rests on.
    """

    finding: Finding
    chosen: tuple[Weighed, ...]
    difference: Difference | None = None
    opposed: tuple[Weighed, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a finding begins; fitted on development claims, see the README of this package.

    Attributes:
        support: Least support of the best sentence.
        denial: Least denial.
        topical: Least share of the claim's words that a sentence must hold for a difference to count.
        covered: Least share of the claim's words for support without a verifier.
        anchor: How far a sentence may stay behind the one that holds most of the claim's words, and yet deny it.
    """

    support: float = 0.5
    denial: float = 0.5
    topical: float = 0.6
    covered: float = 0.75
    anchor: float = 0.1


HARD = frozenset({"figure", "date", "scope", "name"})
"""What values and words of quantity show by themselves; the rest needs the verifier's word too."""
_SURE = 0.85


def weigh(candidate: Candidate, alignment: Alignment, odds: Odds | None, bounds: Bounds) -> Weighed:
    """Put words and odds together; what figures, dates and names deny, no odds make good."""
    hard = [d for d in alignment.differences if d.aspect in HARD]
    soft = [d for d in alignment.differences if d.aspect not in HARD]
    told = odds.supported if odds is not None else _by_words(alignment, bounds)
    held = not (hard or alignment.open or alignment.unnamed) and (not soft or (odds is not None and told > _SURE))
    support = told if held else 0.0
    topical = alignment.covered >= bounds.topical and alignment.own >= bounds.topical * 0.7
    denial = 0.0
    if topical and (hard or (soft and not alignment.open)):
        denial = alignment.covered if odds is None else max(odds.contradicted, alignment.covered * (1 - odds.not_found))
    elif topical and odds is not None and not alignment.open:
        denial = odds.contradicted
    return Weighed(candidate, alignment, odds, support, denial)


def _by_words(alignment: Alignment, bounds: Bounds) -> float:
    least = bounds.covered - 0.05 * min(2, len(alignment.borne_out))
    return min(1.0, alignment.covered / least / 2) if alignment.own >= bounds.topical * 0.7 else 0.0


def judge(weighed: Sequence[Weighed], bounds: Bounds) -> Judged:
    """The papers' word on a part: what bears it out stands before what differs, of whichever paper."""
    supporting = sorted((w for w in weighed if w.support >= bounds.support), key=lambda w: -w.support)
    best = max((w.alignment.covered for w in weighed), default=0.0)
    denying = sorted(
        (w for w in weighed if w.denial >= bounds.denial and w.alignment.covered >= best - bounds.anchor),
        key=lambda w: -w.denial,
    )
    if supporting:
        papers = {w.candidate.document.source.document_id for w in supporting}
        against = tuple(
            w for w in denying if w.candidate.document.source.document_id not in papers and w.alignment.differences
        )
        return Judged("supported", tuple(supporting[:2]), None, against[:1])
    if denying:
        first = denying[0]
        difference = first.alignment.differences[0] if first.alignment.differences else None
        return Judged("contradicted", tuple(denying[:1]), difference)
    return Judged("not_found", tuple(weighed[:2]))
