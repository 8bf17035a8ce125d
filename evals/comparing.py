"""Two runs, case by case: what differs, by how much, and whether by chance.

A yes or no is held by McNemar's exact test, which looks only at the cases that changed sides; any other measure by a
paired bootstrap over the cases. Source: Dror et al., The Hitchhiker's Guide to Testing Statistical Significance in
Natural Language Processing, ACL 2018.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import Any, TypeVar

import numpy as np

from corpus.errors import UserFacingError
from evals.claims_report import CLAIM_MEASURES
from evals.measures import LESS_IS_BETTER, MEASURES, Pair, draws
from evals.report import show
from evals.runs import Run, StoredCase, StoredClaim

_CHANCE = 0.05
_YES_OR_NO = frozenset({0.0, 1.0})


class CompareError(UserFacingError):
    """Two runs that do not tell anything about each other."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure in two runs, over the cases that have it in both.

    Attributes:
        measure: Its name.
        before: In the first run.
        after: In the second.
        low: Lower end of the 95 % interval of `after - before`, by paired bootstrap.
        high: Upper end.
        n: Cases.
        up: Cases that rose.
        down: Cases that fell.
        p: Probability of a difference as large by chance.
        test: "McNemar" or "bootstrap".
    """

    measure: str
    before: float
    after: float
    low: float
    high: float
    n: int
    up: int
    down: int
    p: float
    test: str

    @property
    def sure(self) -> bool:
        """Whether chance alone hardly makes such a difference."""
        return self.p < _CHANCE

    @property
    def better(self) -> bool | None:
        """Whether it is a gain; None when nothing differs."""
        if self.after == self.before:
            return None
        return (self.after > self.before) != (self.measure.removeprefix("claims: ") in LESS_IS_BETTER)


@dataclass(frozen=True, slots=True)
class Change:
    """A case that was right in one run and wrong in the other, or answered in one and refused in the other."""

    id: str
    kind: str
    split: str
    before: str
    after: str
    gained: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs held against each other.

    Attributes:
        before: Id of the first.
        after: Id of the second.
        n: Cases that both asked in the same words.
        apart: Cases that only one of them asked, or that were changed between them.
        differences: By measure.
        changes: The cases that changed.
        speed: Median milliseconds of an answer or a verdict in each, of those that were timed.
        memory: Megabytes that one process held at most, in each.
        notice: What keeps them from being quite the same test, or "".
    """

    before: str
    after: str
    n: int
    apart: int
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    speed: tuple[float | None, float | None]
    memory: tuple[float, float]
    notice: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    def to_text(self) -> str:
        """A table of measures, then the cases; of the held-back half only how many."""
        lines = [f"{self.after} against {self.before}: {self.n} cases in both"]
        if self.apart:
            lines.append(f"{self.apart} cases left out: asked by one only, or changed since.")
        if self.notice:
            lines.append(self.notice)
        lines += ["", f"{'':30}{'before':>8}{'after':>8}{'change':>9}{'95 % interval':>18}{'n':>6}{'p':>8}  up/down"]
        for one in self.differences:
            interval = f"{one.low:+.3f} – {one.high:+.3f}"
            mark = "" if not one.sure else "  better" if one.better else "  WORSE"
            lines.append(
                f"{one.measure:30}{show('', one.before):>8}{show('', one.after):>8}{one.after - one.before:>+9.3f}"
                f"{interval:>18}{one.n:>6}{one.p:>8.3f}  {one.up}/{one.down}{mark}"
            )
        expected = _CHANCE * len(self.differences)
        lines += [
            "",
            "p by McNemar's exact test for a yes or no, by paired bootstrap otherwise; "
            f"of {len(self.differences)} measures some {expected:.0f} fall below {_CHANCE:g} by chance.",
            "Median time of an answer: {} ms, then {} ms.".format(*(show("median", one) for one in self.speed)),
            "Most memory of a process: {:.0f} MB, then {:.0f} MB.".format(*self.memory),
        ]
        for gained, title in ((True, "Gained"), (False, "Lost")):
            of = [change for change in self.changes if change.gained is gained]
            shown = [change for change in of if change.split == "tune"]
            lines += ["", f"{title}: {len(of)}, {len(of) - len(shown)} of them held back and not named"]
            lines += [f"  {change.id} ({change.kind}): {change.before} → {change.after}" for change in shown]
        return "\n".join(lines)


def compare(before: Run, after: Run, *, other_corpus: bool = False) -> Comparison:
    """Hold two runs against each other.

    Args:
        before: The one that is known.
        after: The one to judge.
        other_corpus: Compare also where the documents differ.

    Raises:
        CompareError: If the documents differ, or no case is common to both.
    """
    notice = check_corpus(before, after.about.corpus, other_corpus=other_corpus)
    cases = _common(before.of(), after.of())
    claims = _common(before.claims, after.claims)
    if not cases and not claims:
        raise CompareError(f"{before.about.id} and {after.about.id} have no case in common. Choose runs over the same.")
    of_claims = _differences(claims, CLAIM_MEASURES)
    asked = len({*_keys(before.of()), *_keys(after.of())}) + len({*_keys(before.claims), *_keys(after.claims)})
    took = [(a.took_ms, b.took_ms) for a, b in cases] + [(a.took_ms, b.took_ms) for a, b in claims]
    changes = [_change(a, b) for a, b in cases] + [_changed_verdict(a, b) for a, b in claims]
    return Comparison(
        before.about.id,
        after.about.id,
        len(cases) + len(claims),
        asked - len(cases) - len(claims),
        (*_differences(cases, tuple(MEASURES)), *(replace(one, measure=f"claims: {one.measure}") for one in of_claims)),
        tuple(change for change in changes if change is not None),
        (_median(one for one, _ in took), _median(one for _, one in took)),
        (before.about.peak_memory_mb, after.about.peak_memory_mb),
        notice,
    )


def _median(values: Iterable[float | None]) -> float | None:
    kept = [value for value in values if value is not None]
    return median(kept) if kept else None


def _keys(cases: Sequence[StoredCase | StoredClaim]) -> set[tuple[str, str]]:
    return {(case.id, case.digest) for case in cases}


_T = TypeVar("_T", StoredCase, StoredClaim)


def _common(before: Sequence[_T], after: Sequence[_T]) -> list[tuple[_T, _T]]:
    """The cases that both have, word for word."""
    now = {(case.id, case.digest): case for case in after}
    return [(case, now[case.id, case.digest]) for case in before if (case.id, case.digest) in now]


def _differences(
    pairs: Sequence[tuple[StoredCase, StoredCase]] | Sequence[tuple[StoredClaim, StoredClaim]], names: Sequence[str]
) -> list[Difference]:
    found = [difference(name, [(a.scores.get(name), b.scores.get(name)) for a, b in pairs]) for name in names]
    return [one for one in found if one is not None]


def check_corpus(before: Run, corpus: str, *, other_corpus: bool = False) -> str:
    """What is to be said when the documents are not those of an earlier run; "" when they are.

    Raises:
        CompareError: If they are not, and that was not asked for.
    """
    if before.about.corpus == corpus:
        return ""
    told = f"The documents have changed since {before.about.id}: {before.about.corpus[:12]} then, {corpus[:12]} now."
    if not other_corpus:
        raise CompareError(f"{told} Add --other-corpus to compare all the same, or measure the old commit on these.")
    return told


def difference(name: str, pairs: Sequence[tuple[Pair | None, Pair | None]]) -> Difference | None:
    """One measure of the same cases before and after; None where it applies to none of them in both."""
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    if not both:
        return None
    parts = np.array(both, dtype=np.float64)  # (n, before | after, part | whole)
    totals = parts.sum(axis=0)
    before, after = totals[:, 0] / totals[:, 1]
    ratios = parts[:, :, 0] / parts[:, :, 1]
    up, down = int((ratios[:, 1] > ratios[:, 0]).sum()), int((ratios[:, 1] < ratios[:, 0]).sum())
    drawn = draws(len(both))
    shares = [(drawn @ parts[:, side, 0]) / (drawn @ parts[:, side, 1]) for side in (0, 1)]
    changes = shares[1] - shares[0]
    low, high = np.percentile(changes, (2.5, 97.5))
    if bool((parts[:, :, 1] == 1).all()) and set(np.unique(parts[:, :, 0])) <= _YES_OR_NO:
        p, test = mcnemar(up, down), "McNemar"
    else:
        p, test = _bootstrap_p(changes, float(after - before)), "bootstrap"
    return Difference(name, float(before), float(after), float(low), float(high), len(both), up, down, p, test)


def mcnemar(up: int, down: int) -> float:
    """Probability of so uneven a split of the cases that changed sides, if either way were as likely."""
    from scipy.stats import binomtest  # type: ignore[import-untyped]

    return float(binomtest(min(up, down), up + down).pvalue) if up + down else 1.0


def _bootstrap_p(changes: Any, met: float) -> float:
    """Share of draws that, moved to no difference, lie as far from none as what was met; at least one in all draws."""
    if met == 0 and not changes.any():
        return 1.0
    return float((1 + (np.abs(changes - met) >= abs(met)).sum()) / (1 + len(changes)))


def _change(before: StoredCase, after: StoredCase) -> Change | None:
    was, now = _state(before), _state(after)
    if was == now or before.settled == after.settled:
        return None
    return Change(before.id, before.kind, before.split, was, now, gained=after.settled)


def _changed_verdict(before: StoredClaim, after: StoredClaim) -> Change | None:
    if before.settled == after.settled:
        return None
    return Change(before.id, f"claim, {before.known}", before.split, before.verdict, after.verdict, after.settled)


def _state(case: StoredCase) -> str:
    refused = case.outcome == "abstained"
    if not case.answerable:
        return "rightly refused" if refused else "answered"
    if case.excused:
        return "refused, as it may be"
    return "right" if case.settled else "refused" if refused else "wrong"
