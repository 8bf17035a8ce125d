"""Alignments and odds → what the sentences near a part of a claim together make of it.

Two logistic regressions decide: whether the part is supported, and if not, whether it is contradicted or only not
found. Their features say what the verifier and the words make of the sentences; their weights were fitted on
development claims (`python -m evals.calibrate_claims`, `judging.json`). What figures, dates and names deny, no odds
make good: a sentence that differs in one of these never supports.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.answers import Difference, Finding
from assistant.checking.aligning import Alignment
from assistant.checking.finding import Candidate
from index.verifying import Odds

WEIGHTS = Path(__file__).with_name("judging.json")

HARD = frozenset({"figure", "date", "scope", "name"})
"""What values, names and words of quantity show by themselves; the rest needs the verifier's word too."""
_ANCHOR = 0.4
"""How far a sentence may stay behind the one nearest to the claim, by words and meaning, and yet deny it."""
_OPEN = 0.7
"""Weight of a denial by a sentence that says nothing of one of the claim's values."""
_ALL = 0.98
"""Share of a claim's words that a sentence must hold for its difference to deny by itself."""
_LEAST = 0.01
_READS_SO = 0.3
"""Chance, by the verifier, that a sentence in which nothing differs must have to bear a claim out; what the sentences
beside it suggest does not make up for less."""
_SURE_OF_DIFFERENT = 0.95
"""Chance from which a part is called supported whose best sentence differs in a negation, a direction, a strength:
said otherwise it seldom bears the part out."""
_HOLDS, _READ = 0.85, 0.4
"""Share of a part's words that a sentence must hold, and chance that the verifier must give it, to bear the part out by
itself where nothing in it differs."""
_SHOWN = 0.5
"""Chance from which further sentences are shown as bearing a part out."""
_DENIES = 0.75
"""Share of a claim's words that a sentence of another paper must hold for its difference to be shown beside support."""

_OF_ALL = (
    "support", "denial", "silence", "support_covered", "support_similar", "hard", "soft", "covered", "similar", "open",
    "unnamed", "borne_out", "support_soft", "held",
)  # fmt: skip
_OF_ONE = (
    "support", "denial", "silence", "nearness", "covered", "hard", "may", "open", "unnamed", "borne_out", "loose",
    "soft",
)  # fmt: skip
_NEAREST = ("first", "second", "third")
_OF_LIKELIEST = ("support", "behind", "may", "hard", "covered")
FEATURES = (
    *_OF_ALL,
    *(f"{rank}_{name}" for rank in _NEAREST for name in _OF_ONE),
    *(f"likeliest_{name}" for name in _OF_LIKELIEST),
)
"""In the order of the weights: of all sentences together, of each of the three nearest to the claim, and of the one
that the verifier finds likeliest to bear it out."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One sentence held against one part of a claim.

    Attributes:
        candidate: The sentence.
        alignment: What its words make of the part.
        odds: What the verifier makes of it.
    """

    candidate: Candidate
    alignment: Alignment
    odds: Odds

    @property
    def nearness(self) -> float:
        """How far it speaks of what the claim does, by words and by meaning."""
        return self.alignment.covered + self.candidate.similarity

    @property
    def hard(self) -> tuple[Difference, ...]:
        """Differences of value, name and scope."""
        return tuple(d for d in self.alignment.differences if d.aspect in HARD)

    @property
    def may_support(self) -> bool:
        """Whether nothing that can be held against it is denied or left open."""
        return not (self.hard or self.alignment.open or self.alignment.unnamed or self.alignment.loose)

    @property
    def denial(self) -> float:
        """How surely it says otherwise, in [0, 1]."""
        return self.odds.contradicted * (_OPEN if self.alignment.open else 1.0)

    @property
    def paper(self) -> str:
        """Id of its document."""
        return self.candidate.document.source.document_id


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
class Regression:
    """A fitted logistic regression over `FEATURES`, and the chance from which it says yes."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def chance(self, features: Mapping[str, float]) -> float:
        """In [0, 1]."""
        total = self.bias + sum(w * features[name] for w, name in zip(self.weights, FEATURES, strict=True))
        return _chance(total)


@lru_cache(maxsize=1)
def regressions() -> tuple[Regression, Regression]:
    """Those of support and of denial; the second is asked where the first says no."""
    told: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    first, second = (
        Regression(tuple(told[name]["weights"][f] for f in FEATURES), told[name]["bias"], told[name]["threshold"])
        for name in ("support", "denial")
    )
    return first, second


def readable(told: Mapping[str, float]) -> bool:
    """Whether some sentence in which nothing differs reads as if it bore the part out."""
    return told["support"] >= _logit(_READS_SO)


def features(weighed: Sequence[Weighed]) -> dict[str, float]:
    """What is known of a part, of all sentences held against it."""
    if not weighed:
        odds = {"support": _logit(0), "denial": _logit(0), "silence": _logit(1)}
        by_rank = {f"{rank}_{name}": value for rank in _NEAREST for name, value in odds.items()}
        return dict.fromkeys(FEATURES, 0.0) | odds | by_rank | {"likeliest_support": _logit(0)}
    nearest = sorted(weighed, key=lambda w: -w.nearness)[: len(_NEAREST)]
    nearest += nearest[-1:] * (len(_NEAREST) - len(nearest))
    top = nearest[0]
    likeliest = max(weighed, key=lambda w: w.odds.supported)
    anchored = _anchored(weighed)
    best = _best(weighed)
    shown = best or top
    return {
        "support": _logit(best.odds.supported if best else 0.0),
        "denial": _logit(max(w.denial for w in anchored)),
        "silence": _logit(min(w.odds.not_found for w in anchored)),
        "support_covered": best.alignment.covered if best else 0.0,
        "support_similar": best.candidate.similarity if best else 0.0,
        "hard": max((w.alignment.covered for w in anchored if w.hard), default=0.0),
        "soft": max((w.alignment.covered for w in anchored if _soft(w)), default=0.0),
        "covered": top.alignment.covered,
        "similar": top.candidate.similarity,
        "open": float(bool(top.alignment.open)),
        "unnamed": float(bool(top.alignment.unnamed)),
        "borne_out": float(bool(shown.alignment.borne_out)),
        "support_soft": float(best is not None and _soft(best)),
        "held": max((w.alignment.covered for w in anchored if w.alignment.borne_out and w.may_support), default=0.0),
        **{
            f"{rank}_{name}": value
            for rank, one in zip(_NEAREST, nearest, strict=True)
            for name, value in zip(_OF_ONE, _of_one(one), strict=True)
        },
        "likeliest_support": _logit(likeliest.odds.supported),
        "likeliest_behind": likeliest.nearness - top.nearness,
        "likeliest_may": float(likeliest.may_support),
        "likeliest_hard": float(bool(likeliest.hard)),
        "likeliest_covered": likeliest.alignment.covered,
    }


def _of_one(weighed: Weighed) -> tuple[float, ...]:
    """The features of one sentence, in the order of `_OF_ONE`."""
    odds, alignment = weighed.odds, weighed.alignment
    return (
        *map(_logit, (odds.supported, odds.contradicted, odds.not_found)),
        weighed.nearness,
        alignment.covered,
        float(bool(weighed.hard)),
        float(weighed.may_support),
        *map(float, map(bool, (alignment.open, alignment.unnamed, alignment.borne_out, alignment.loose))),
        float(len(alignment.differences) - len(weighed.hard)),
    )


def chance_of_support(weighed: Sequence[Weighed]) -> float:
    """That the sentences together bear out what they were held against, in [0, 1]."""
    return regressions()[0].chance(features(weighed))


def judge(weighed: Sequence[Weighed], whole: float | None = None) -> Judged:
    """The papers' word on a part: what bears it out stands before what differs, of whichever paper.

    Args:
        weighed: The sentences held against it.
        whole: Chance of support of the sentence that it is a part of. Where it is higher than the part's own, the two
            count alike; where it is lower, another part may be why.
    """
    told = features(weighed)
    support, denial = regressions()
    chance = support.chance(told)
    if whole is not None and whole > chance:
        chance = _chance((_logit(chance) + _logit(whole)) / 2)
    best = _best(weighed)
    enough = max(support.threshold, _SURE_OF_DIFFERENT if best is not None and _soft(best) else 0.0)
    if not (readable(told) and chance >= enough):
        best = _holding(weighed)
    if best is not None:
        others = {w.paper: w for w in reversed(_by_support(weighed)) if w.odds.supported >= _SHOWN}
        chosen = [best, *(w for paper, w in others.items() if paper != best.paper)]
        papers = {w.paper for w in chosen}
        against = [
            w
            for w in _anchored(weighed)
            if w.hard and w.paper not in papers and w.alignment.covered >= _DENIES and w.odds.contradicted >= _SHOWN
        ]
        return Judged("supported", tuple(chosen[:3]), None, tuple(_by_denial(against)[:1]))
    if weighed and (denial.chance(told) >= denial.threshold or _says_all_but_a_value(weighed)):
        first = _by_denial(_anchored(weighed))[0]
        differences = (*first.hard, *first.alignment.differences)
        return Judged("contradicted", (first,), differences[0] if differences else None)
    nearest = sorted(weighed, key=lambda w: -w.nearness)
    return Judged("not_found", tuple(nearest[:2]))


def _holding(weighed: Sequence[Weighed]) -> Weighed | None:
    """The likeliest sentence near to the part that holds nearly all its words, differs in nothing and reads so by
    itself.
    """
    found = (
        w
        for w in _by_support(_anchored(weighed) if weighed else ())
        if not w.alignment.differences and w.alignment.covered >= _HOLDS and w.odds.supported >= _READ
    )
    return next(found, None)


def _says_all_but_a_value(weighed: Sequence[Weighed]) -> bool:
    """Whether the nearest sentence holds every word of the claim and differs in a value, a name or its scope."""
    nearest = max(weighed, key=lambda w: w.nearness)
    return bool(nearest.hard) and nearest.alignment.covered >= _ALL and not nearest.alignment.open


def _best(weighed: Sequence[Weighed]) -> Weighed | None:
    found = _by_support(weighed)
    return found[0] if found else None


def _by_support(weighed: Sequence[Weighed]) -> list[Weighed]:
    return sorted((w for w in weighed if w.may_support), key=lambda w: -w.odds.supported)


def _by_denial(weighed: Sequence[Weighed]) -> list[Weighed]:
    return sorted(weighed, key=lambda w: -(w.denial + w.alignment.covered * (1 + bool(w.hard))))


def _anchored(weighed: Sequence[Weighed]) -> list[Weighed]:
    """Those near enough to the claim to deny it."""
    best = max(w.nearness for w in weighed)
    return [w for w in weighed if w.nearness >= best - _ANCHOR]


def _soft(weighed: Weighed) -> bool:
    return len(weighed.alignment.differences) > len(weighed.hard)


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, log_odds))))


def _logit(chance: float) -> float:
    return math.log((chance + _LEAST) / (1 - chance + _LEAST))
