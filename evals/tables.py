"""What a kept run comes to: its tables and curves as plain values, for the page and for the README."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from assistant.answers import Finding
from evals.claims_report import estimates_of
from evals.measures import MEASURES, QUANTILES, Estimate, estimate, estimate_quantile
from evals.metrics.claims import VERDICTS
from evals.runs import Run, StoredCase, StoredClaim, values

_FAMILIES = """
Evidence found: recall_at_1 recall_at_5 recall_at_10 ndcg_at_10 mrr
Answers: right right_when_answered states_fact cites_place lists_complete list_items views_right followup_right
    false_premise_right disagreement_shown disagreement_false_alarm
Statements and citations: quotes_verbatim statements_cited citation_precision citation_recall statements_on_place
    paragraph_right faithfulness figures_in_quotes standpoint_kept holder_named view_statements_named
Refusals, apart from what is right: refusal_precision refusal_recall over_refusal refusal_reason signposted
Conduct: obeyed dated
Length and speed: median_words median_ms p95_ms
"""
FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (title, tuple(names.split()))
    for line in _FAMILIES.replace("\n    ", " ").strip().splitlines()
    for title, _, names in [line.partition(":")]
)
"""The measures as a reader meets them."""

_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions, or claims, of about the same probability.

    Attributes:
        said: Their mean probability of being answerable, or of being supported.
        met: The share of them that is.
        n: How many.
    """

    said: float
    met: float
    n: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far a probability can be believed.

    Attributes:
        bins: By rising probability; empty ones left out.
        brier: Mean squared error; 0 is best, and .25 is what a constant .5 gets.
        error: Expected calibration error: mean distance of `said` and `met`, weighted by n.
        auc: Share of pairs of one that is and one that is not that it puts in order.
        n: Of how many it was said; questions screened before they were searched for have none.
    """

    bins: tuple[Bin, ...]
    brier: float
    error: float
    auc: float | None
    n: int


def estimates(cases: Sequence[StoredCase]) -> dict[str, Estimate]:
    """Every measure over some cases of one system."""
    shares = {name: estimate(values(cases, name)) for name in MEASURES}
    return shares | {
        name: estimate_quantile([getattr(case, of) for case in cases], share) for name, (of, share) in QUANTILES.items()
    }


def claim_estimates(claims: Sequence[StoredClaim]) -> dict[str, Estimate]:
    """What the verdicts on some claims come to; nothing of none."""
    if not claims:
        return {}
    verdicts = [(cast(Finding, one.known), cast(Finding, one.verdict)) for one in claims]
    return estimates_of(verdicts, [one.scores for one in claims], [one.took_ms for one in claims])


def settled(cases: Sequence[StoredCase]) -> Estimate:
    """The share that is right where the papers answer, and refused where they do not."""
    return estimate([None if case.excused else (float(case.settled), 1.0) for case in cases])


def grouped(
    cases: Sequence[StoredCase], keys: Callable[[StoredCase], Sequence[str]]
) -> list[tuple[str, list[StoredCase]]]:
    """Cases by key, in order of it; a case may have several."""
    groups: dict[str, list[StoredCase]] = {}
    for case in cases:
        for key in dict.fromkeys(keys(case)):
            groups.setdefault(key, []).append(case)
    return sorted(groups.items(), key=lambda group: (group[0].startswith("–"), group[0]))


def papers(case: StoredCase) -> list[str]:
    """The papers that the answer stands in; one name of its own where it stands in none."""
    return [place.document for place in case.places] or ["– none of them"]


def calibration(cases: Sequence[StoredCase]) -> Calibration | None:
    """How well the probability of being answerable holds; None where none was said."""
    return calibrated([(one.probability, one.answerable) for one in cases if one.probability is not None])


def claim_calibration(claims: Sequence[StoredClaim]) -> Calibration | None:
    """How well the probability of being supported holds; None where none was said."""
    return calibrated([(one.probability, one.known == "supported") for one in claims if one.probability is not None])


def calibrated(pairs: Sequence[tuple[float, bool]]) -> Calibration | None:
    """Of probabilities, each with whether it came true; None of none."""
    if not pairs:
        return None
    said, met = (np.array(column, dtype=np.float64) for column in zip(*pairs, strict=True))
    place = np.minimum((said * _BINS).astype(int), _BINS - 1)
    bins = tuple(
        Bin(float(said[place == b].mean()), float(met[place == b].mean()), int((place == b).sum()))
        for b in range(_BINS)
        if (place == b).any()
    )
    yes, no = said[met > 0], said[met == 0]
    pairs = np.sign(yes[:, None] - no[None, :])
    return Calibration(
        bins,
        brier=float(((said - met) ** 2).mean()),
        error=sum(abs(one.said - one.met) * one.n for one in bins) / len(said),
        auc=float((pairs + 1).mean() / 2) if pairs.size else None,
        n=len(said),
    )


def failing(run: Run) -> list[StoredCase]:
    """Cases of ours that are not settled, in the order asked."""
    return [case for case in run.of() if not case.settled and not case.excused]


def confusion_table(claims: Sequence[StoredClaim]) -> dict[str, dict[str, int]]:
    """How often which verdict was given, by the known one."""
    return {
        known: {given: sum(one.known == known and one.verdict == given for one in claims) for given in VERDICTS}
        for known in VERDICTS
    }
