"""A claim beside a sentence of a paper: what the sentence bears out, what it denies, and what it leaves open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant import strength
from assistant.answers import Difference
from assistant.checking.attributing import misattributed
from assistant.checking.denying import direction, negation, terms_of, with_noun
from assistant.checking.figures import holds_figure, quantities
from assistant.checking.finding import Candidate
from assistant.checking.naming import Related, holds_name, misspelt, other_name
from assistant.checking.paces import others, untold
from assistant.checking.saying import Name, Saying
from assistant.checking.swapping import exchanged
from assistant.checking.wording import FEW, LIMITED, SYNONYMS, UNIVERSAL
from assistant.holders import Holders
from assistant.quantities import Quantity
from assistant.subjects import Rarity
from index.analysis import terms

_AROUND = 0.75
_RELATED = 0.85
_SYNONYM = 0.8
_UNKNOWN = 0.999
"""Rarity of a word that no paper holds."""
_LOOKED_AT = frozenset({"consult", "explore", "propose", "may"})
"""What leaves open whether anything will be done at all."""
_MAY_BE = re.compile(
    r"(?:could|(?:is|are|was|were|be)? ?able to|proposed|(?:the )?proposals? (?:to|for))\b", re.IGNORECASE
)
"""What is told of as possible or as a proposal ("the proposed reforms"), often beside what the claim is about."""
_UNDECIDED = re.compile(
    r"\b(?:would|could|may|might|propos\w+|recommend\w+|consult\w*|explor\w+|consider\w*|if|views|look\w* at|"
    r"plans?|aims?|intends?|hopes?|wants?|calls?|ask(?:s|ed)|should|comments?|tr(?:y|ied) out|fears?|worries|"
    r"a chance to|have (?:a|their) say|at (?:the very )?most)\b",
    re.IGNORECASE,
)
"""Words of a claim that promises nothing either."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """What one sentence makes of a claim.

    Attributes:
        covered: Share of the claim's telling words that the sentence or its surroundings hold, by weight, in [0, 1].
        own: The same by the sentence itself.
        missing: Telling stems of the claim that it does not hold, the weightiest first.
        borne_out: Quantities of the claim that it bears out.
        open: Quantities of the claim that it says nothing of.
        loose: Other numbers of the claim ("Pillar 4", "monthly") that neither it nor its surroundings hold.
        unnamed: Names of the claim that neither it nor its surroundings hold.
        differences: Where it says otherwise, the surest first.
    """

    covered: float
    own: float
    missing: tuple[str, ...]
    borne_out: tuple[Quantity, ...]
    open: tuple[Quantity, ...]
    unnamed: tuple[Name, ...]
    differences: tuple[Difference, ...]
    loose: tuple[str, ...] = ()


def align(claim: Saying, candidate: Candidate, rarity: Rarity, related: Related, holders: Holders) -> Alignment:
    """Hold a claim against one sentence."""
    said = candidate.said
    borne_out, open_, differences = quantities(claim, candidate)
    unnamed = tuple(name for name in claim.names if not holds_name(name, candidate, related, holders))
    turned_round = direction(claim, said)
    # What is turned round is still spoken of.
    turned = frozenset(t for difference in turned_round for t in terms(difference.claimed))
    covered, own, missing = _coverage(claim, candidate, rarity, related, turned)
    clause = _clause(claim, said.text, rarity)
    if unnamed and len(unnamed) == 1:
        other = other_name(unnamed[0], claim, said)
        if other is not None:
            differences.append(Difference("name", unnamed[0].text, other.text))
    single = misattributed(claim.text, holders, candidate), exchanged(claim, said)
    differences = [
        *(difference for difference in single if difference is not None),
        *others(claim, said),
        *differences,
        *turned_round,
        *_scope(claim, said),
        *_strength(claim, candidate, rarity),
        *negation(claim, said, clause),
    ]
    loose = (
        *(figure for figure in claim.figures if not holds_figure(figure, claim, candidate)),
        *untold(
            claim,
            f"{candidate.words} {candidate.around}",
            [q.low / 100 if q.kind == "percent" else q.low for q in said.quantities],
        ),
    )
    return Alignment(covered, own, missing, tuple(borne_out), tuple(open_), unnamed, tuple(differences), loose)


def _coverage(
    claim: Saying, candidate: Candidate, rarity: Rarity, related: Related, turned: frozenset[str]
) -> tuple[float, float, tuple[str, ...]]:
    own = set(terms(candidate.words))
    also = related(candidate.words + " " + candidate.lead_in)
    total = held = held_own = 0.0
    missing: list[tuple[float, str]] = []
    for stem in claim.stems:
        weight = max(rarity(stem), 0.15)
        total += weight
        if stem in own:
            held += weight
            held_own += weight
        elif stem in also or stem in turned:
            held += weight * _RELATED
            held_own += weight * _RELATED
        elif SYNONYMS.get(stem, frozenset()) & own:
            held += weight * _SYNONYM
            held_own += weight * _SYNONYM
        elif stem in candidate.around_stems:
            held += weight * _AROUND
        elif rarity(stem) >= _UNKNOWN and misspelt(stem, own):
            held += weight * _RELATED
            held_own += weight * _RELATED
        else:
            missing.append((weight, stem))
    missing.sort(reverse=True)
    if not total:
        return 1.0, 1.0, ()
    return held / total, held_own / total, tuple(stem for _, stem in missing)


def _clause(claim: Saying, text: str, rarity: Rarity) -> tuple[int, int]:
    """The clause of a sentence that speaks of what the claim does: the one that holds most of its words."""
    best, chosen = -1.0, (0, len(text))
    position = 0
    while position < len(text):
        start, end = strength.clause_at(text, position)
        weight = sum(map(rarity, set(claim.stems) & set(terms(text[start:end]))))
        if weight > best:
            best, chosen = weight, (start, end)
        position = max(end, position) + 1
    return chosen


def _scope(claim: Saying, said: Saying) -> list[Difference]:
    """All against some: the claim leaves out nobody, the paper does."""
    wide = UNIVERSAL.search(claim.text)
    if wide is None:
        return []
    if UNIVERSAL.search(said.text) or wide[0].lower() in said.text.lower():
        return []
    narrow = LIMITED.search(said.text)
    if narrow is not None and not FEW.search(claim.text[: wide.start()] + claim.text[wide.end() :]):
        return [Difference("scope", with_noun(claim.text, wide), with_noun(said.text, narrow))]
    return []


def _strength(claim: Saying, candidate: Candidate, rarity: Rarity) -> list[Difference]:
    """A promise of what the paper only looks at, proposes or asks for."""
    text = candidate.said.text
    if _UNDECIDED.search(claim.text):
        return []
    own = strength.strength_at(claim.text, _centre(claim, claim.text, rarity))
    theirs = strength.strength_at(text, _centre(claim, text, rarity))
    if theirs is None:
        lead = " ".join(candidate.lead_in.split())[-300:]
        theirs = next(iter(reversed(strength.strengths(lead))), None) if lead.endswith(":") else None
    if own is None or theirs is None or not own.settled or theirs.level not in _LOOKED_AT:
        return []
    if _MAY_BE.match(theirs.words):
        return []
    if strength.compare(own, theirs) != "stronger" or theirs.words.lower() in claim.text.lower():
        return []
    return [Difference("strength", own.words, theirs.words)]


def _centre(claim: Saying, text: str, rarity: Rarity) -> int:
    """Where a sentence speaks of the claim's rarest word that it holds."""
    best, position = 0.0, 0
    wanted = set(claim.stems)
    for match in re.finditer(r"[\w’'-]+", text):
        for stem in terms_of(match[0]):
            if stem in wanted and rarity(stem) > best:
                best, position = rarity(stem), match.start()
    return position
