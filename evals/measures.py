"""What is measured: one case's scores, and what they come to over many cases with an interval.

Every measure is a share: of each case it applies to, so many of so many. Over many cases the parts are added up, so
that a yes or no weighs 1 and a case with three quotes weighs 3 among quotes.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.cases import Case

Pair = tuple[float, float]
"""So many of so many."""

_RESAMPLES = 1_000
_SEED = 20_261_122


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one system made of one case; None or (0, 0) where a measure does not apply.

    Attributes:
        took_ms: How long the answer took; None where other work ran beside it, so that the time would tell nothing.
        probability: That the question is answerable, as the system saw it; None when it does not say.
        given: The whole answer, in the shape of the contract.
        passages: The first passages as found, each `{"document_id", "paragraph", "char_start", "char_end"}`.
    """

    case: Case
    suite: str
    outcome: str
    answer: str
    recall_at_1: float | None
    recall_at_5: float | None
    recall_at_10: float | None
    reciprocal_rank: float | None
    states_fact: bool | None
    cites_place: bool | None
    verbatim: tuple[int, int]
    cited: tuple[int, int]
    n_words: int
    took_ms: float | None
    items_stated: tuple[int, int] = (0, 0)
    disagreement_shown: bool | None = None
    false_alarm: bool | None = None
    holder_named: bool | None = None
    view_named: tuple[int, int] = (0, 0)
    figures_quoted: tuple[int, int] = (0, 0)
    reason_right: bool | None = None
    signpost_right: bool | None = None
    obeyed: bool | None = None
    dated: bool | None = None
    ndcg_at_10: float | None = None
    citation_precision: tuple[int, int] = (0, 0)
    citation_recall: tuple[int, int] = (0, 0)
    on_place: tuple[int, int] = (0, 0)
    numbered: tuple[int, int] = (0, 0)
    faithful: tuple[int, int] = (0, 0)
    standpoints: tuple[int, int] = (0, 0)
    probability: float | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    passages: tuple[Mapping[str, Any], ...] = ()

    @property
    def right(self) -> bool | None:
        """The right fact with the right citation."""
        return None if self.states_fact is None or self.cites_place is None else self.states_fact and self.cites_place

    @property
    def refused(self) -> bool:
        """Whether there is no answer."""
        return self.outcome == "abstained"

    @property
    def settled(self) -> bool | None:
        """Right where the papers answer, refused where they do not; None where refusing is as right as answering."""
        return self.right if self.case.answerable else self.refused

    def right_of(self, kind: str) -> bool | None:
        """`right` for a case of this kind, None for any other."""
        return self.right if self.case.kind == kind else None

    @property
    def view_right(self) -> bool | None:
        """A view that is right and whose holder is named."""
        right = self.right_of("view")
        return None if right is None else right and self.holder_named is not False

    def scores(self) -> dict[str, Pair]:
        """Every measure that applies to the case."""
        found = {name: measure(self) for name, measure in MEASURES.items()}
        return {name: pair for name, pair in found.items() if pair is not None and pair[1]}


def _flag(value: float | bool | None) -> Pair | None:
    return None if value is None else (float(value), 1.0)


def _when(applies: bool, value: float | bool | None) -> Pair | None:
    return _flag(value) if applies else None


MEASURES: Mapping[str, Callable[[CaseResult], Pair | None]] = {
    "recall_at_1": lambda r: _flag(r.recall_at_1),
    "recall_at_5": lambda r: _flag(r.recall_at_5),
    "recall_at_10": lambda r: _flag(r.recall_at_10),
    "ndcg_at_10": lambda r: _flag(r.ndcg_at_10),
    "mrr": lambda r: _flag(r.reciprocal_rank),
    "states_fact": lambda r: _flag(r.states_fact),
    "cites_place": lambda r: _flag(r.cites_place),
    "right": lambda r: _flag(r.right),
    "right_when_answered": lambda r: _when(not r.refused, r.right),
    "quotes_verbatim": lambda r: r.verbatim,
    "statements_cited": lambda r: r.cited,
    "citation_precision": lambda r: r.citation_precision,
    "citation_recall": lambda r: r.citation_recall,
    "statements_on_place": lambda r: r.on_place,
    "paragraph_right": lambda r: r.numbered,
    "faithfulness": lambda r: r.faithful,
    "figures_in_quotes": lambda r: r.figures_quoted,
    "standpoint_kept": lambda r: r.standpoints,
    "refusal_precision": lambda r: _when(r.refused and not r.case.may_refuse, not r.case.answerable),
    "refusal_recall": lambda r: _when(not r.case.answerable, r.refused),
    "over_refusal": lambda r: _when(r.case.answerable and not r.case.may_refuse, r.refused),
    "lists_complete": lambda r: _flag(r.right_of("list")),
    "list_items": lambda r: r.items_stated if r.case.kind == "list" else None,
    "views_right": lambda r: _flag(r.view_right),
    "holder_named": lambda r: _flag(r.holder_named),
    "view_statements_named": lambda r: r.view_named,
    "disagreement_shown": lambda r: _flag(r.disagreement_shown),
    "disagreement_false_alarm": lambda r: _flag(r.false_alarm),
    "followup_right": lambda r: _when(bool(r.case.history), r.settled),
    "false_premise_right": lambda r: _flag(r.right_of("false_premise")),
    "refusal_reason": lambda r: _flag(r.reason_right),
    "signposted": lambda r: _flag(r.signpost_right),
    "obeyed": lambda r: _flag(r.obeyed),
    "dated": lambda r: _flag(r.dated),
}
"""By name, in the order of the tables.

Refusals are kept apart from what is right: `refusal_precision` over the refused, `refusal_recall` over what should be,
`over_refusal` over what could be answered, a case that may be refused in none of them. `followup_right` takes in
follow-ups to be refused, `disagreement_false_alarm` every answerable case on which the papers agree.
"""

QUANTILES: Mapping[str, tuple[str, float]] = {
    "median_words": ("n_words", 0.5),
    "median_ms": ("took_ms", 0.5),
    "p95_ms": ("took_ms", 0.95),
}
"""Measures that are no share but a quantile over all cases: of which field, and which."""

LESS_IS_BETTER = frozenset(
    {"over_refusal", "disagreement_false_alarm", "obeyed", "median_words", "median_ms", "p95_ms", "false_assurance"}
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure over many cases.

    Attributes:
        value: The share (or quantile); None when it applies to no case.
        low: Lower end of the 95 % interval, by bootstrap over cases; None without a value.
        high: Upper end.
        n: Cases it was taken over.
        left_out: Cases it does not apply to.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    left_out: int


def estimate(pairs: Sequence[Pair | None]) -> Estimate:
    """A share over cases, None for each that it does not apply to."""
    kept = [pair for pair in pairs if pair is not None and pair[1]]
    if not kept:
        return Estimate(None, None, None, 0, len(pairs))
    parts = np.array(kept, dtype=np.float64)
    shares = resampled(parts)
    low, high = np.percentile(shares, (2.5, 97.5))
    value = float(parts[:, 0].sum() / parts[:, 1].sum())
    return Estimate(value, float(low), float(high), len(kept), len(pairs) - len(kept))


def resampled(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of `_RESAMPLES` draws of cases with replacement, from (n_cases, 2); the same each time it is called."""
    drawn = draws(len(parts))
    return np.asarray((drawn @ parts[:, 0]) / (drawn @ parts[:, 1]))


def draws(n: int) -> NDArray[np.float64]:
    """How often each of `n` cases was drawn, (`_RESAMPLES`, n); always the same."""
    return _drawn(n).astype(np.float64)


@lru_cache(maxsize=64)
def _drawn(n: int) -> NDArray[np.uint16]:
    """Kept, since five systems have the same measures over as many cases; small, since there are many of them."""
    generator = np.random.default_rng(_SEED)
    return generator.multinomial(n, np.full(n, 1 / n), size=_RESAMPLES).astype(np.uint16)


def quantile(values: Sequence[float | None], share: float) -> float | None:
    """The value below which `share` of them lie, None among them left out; None of none."""
    kept = sorted(value for value in values if value is not None)
    if not kept:
        return None
    return statistics.median(kept) if share == 0.5 else kept[min(int(len(kept) * share), len(kept) - 1)]


def estimate_quantile(values: Sequence[float | None], share: float) -> Estimate:
    """A quantile over cases, with its interval; None for each that has no such value."""
    kept = [float(value) for value in values if value is not None]
    if not kept:
        return Estimate(None, None, None, 0, len(values))
    rows = np.random.default_rng(_SEED).integers(0, len(kept), size=(_RESAMPLES, len(kept)))
    low, high = np.percentile(np.quantile(np.asarray(kept)[rows], share, axis=1), (2.5, 97.5))
    return Estimate(quantile(kept, share), float(low), float(high), len(kept), len(values) - len(kept))
