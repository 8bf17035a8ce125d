"""Scores of the claims, as a person reads them and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

import numpy as np

from assistant.answers import Finding
from evals.claims import FIGURE_KINDS, ClaimCase, Split
from evals.measures import Estimate, Pair, estimate, estimate_quantile
from evals.metrics.claims import VERDICTS, coded, confusion, f1_of, macro_f1
from evals.metrics.intervals import Statistic, interval

CLAIM_MEASURES = (
    *("accuracy", "false_assurance", "altered_stopped", "altered_contradicted", "citation_right", "right_and_cited"),
    *("opposed_shown", "parts_right", "quotes_verbatim"),
)
"""Of claims, those that each claim has by itself; F1 is none.

`false_assurance` is the share of the claims that are not supported that were called supported; `altered_stopped` the
share of altered figures and dates that were not, `altered_contradicted` of those that were called contradicted.
`citation_right` is over the claims rightly called supported or contradicted, `right_and_cited` over all that the papers
bear out or deny.
"""


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What the system made of one claim; None where a measure does not apply, or time was not taken alone."""

    case: ClaimCase
    suite: str
    verdict: Finding
    explanation: str
    cites_place: bool | None
    shows_opposed: bool | None
    parts_right: bool | None
    verbatim: tuple[int, int]
    took_ms: float | None
    given: Mapping[str, Any] = field(default_factory=dict)
    """The whole verdict, in the shape of the contract."""
    probability: float | None = None
    """That the papers support all of it, as the system saw it; None when it does not say."""

    @property
    def right(self) -> bool:
        """Whether the verdict is the known one."""
        return self.verdict == self.case.verdict

    @property
    def falsely_assured(self) -> bool | None:
        """Whether a claim that is not supported was called so; None for one that is."""
        return None if self.case.verdict == "supported" else self.verdict == "supported"

    def scores(self) -> dict[str, tuple[float, float]]:
        """Every measure that applies to the claim by itself: so many of so many."""
        found: dict[str, bool | None] = {
            "accuracy": self.right,
            "false_assurance": self.falsely_assured,
            "altered_stopped": self.verdict != "supported" if self.altered else None,
            "altered_contradicted": self.verdict == "contradicted" if self.altered else None,
            "citation_right": self.cites_place if self.right else None,
            "right_and_cited": None if self.cites_place is None else self.right and self.cites_place,
            "opposed_shown": self.shows_opposed,
            "parts_right": self.parts_right,
        }
        scores = {name: (float(value), 1.0) for name, value in found.items() if value is not None}
        right, total = self.verbatim
        return scores | ({"quotes_verbatim": (float(right), float(total))} if total else {})

    @property
    def altered(self) -> bool:
        """Whether a figure or a date was altered in it."""
        return self.case.verdict == "contradicted" and self.case.kind in FIGURE_KINDS


@dataclass(frozen=True, slots=True)
class ClaimsReport:
    """All results on the claims.

    Attributes:
        results: One a claim.
        took_s: Seconds for all of them.
        gates: The least accepted, by measure; empty unless all claims were checked.
        ceilings: The most accepted.
        targets: What is aimed at: measure, and least or most.
        split: The half that was asked for, or None.
        margin: How far a measure may be better than its gate before the gate should be moved; None for any.
    """

    results: tuple[ClaimResult, ...]
    took_s: float
    gates: Mapping[str, float] = field(default_factory=dict)
    ceilings: Mapping[str, float] = field(default_factory=dict)
    targets: tuple[Mapping[str, Any], ...] = ()
    split: Split | None = None
    margin: float | None = None

    def measures(self, results: Sequence[ClaimResult] | None = None) -> dict[str, Estimate]:
        """Every measure over the given results (all by default)."""
        results = self.results if results is None else results
        verdicts = [(r.case.verdict, r.verdict) for r in results]
        return estimates_of(verdicts, [r.scores() for r in results], [r.took_ms for r in results])

    def by_split(self) -> list[tuple[Split, list[ClaimResult]]]:
        """The results of each half, that for tuning first."""
        order: tuple[Split, ...] = ("tune", "held_back")
        halves = [(split, [r for r in self.results if r.case.split == split]) for split in order]
        return [(split, results) for split, results in halves if results]

    @property
    def failed_gates(self) -> list[str]:
        """One phrase a gate that the claims fall below, or a ceiling that they are above."""
        if not self.gates and not self.ceilings:
            return []
        met, failed = self.measures(), []
        for limits, word, above in ((self.gates, "gate", False), (self.ceilings, "ceiling", True)):
            for name, limit in limits.items():
                value = met[name].value
                if value is None or (value > limit if above else value < limit):
                    told = "nothing" if value is None else format(value, ".3f")
                    failed.append(f"claims: {name} is {told}, the {word} {limit}")
        return failed

    @property
    def low_gates(self) -> list[str]:
        """One phrase a gate that lies further below what is met than `margin`, or a ceiling as far above."""
        if self.margin is None or not (self.gates or self.ceilings):
            return []
        met, told = self.measures(), []
        for limits, word, sign in ((self.gates, "gate", 1), (self.ceilings, "ceiling", -1)):
            for name, limit in limits.items():
                value = met[name].value
                if value is not None and sign * (value - limit) > self.margin:
                    told.append(f"claims: {name} is {value:.3f}, its {word} {limit}")
        return told

    def to_dict(self) -> dict[str, Any]:
        """The report with every claim, as JSON values."""
        return {
            "n_claims": len(self.results),
            "took_s": round(self.took_s, 2),
            "gates": dict(self.gates),
            "ceilings": dict(self.ceilings),
            "targets": [dict(target) for target in self.targets],
            "failed_gates": self.failed_gates,
            "low_gates": self.low_gates,
            "measures": _table(self.measures()),
            "measures_by_split": {split: _table(self.measures(results)) for split, results in self.by_split()},
            "confusion": {split: _matrix(results) for split, results in [("all", self.results), *self.by_split()]},
            "by_kind": {kind: _counts(results) for kind, results in _grouped(self.results, lambda r: r.case.kind)},
            "by_form": {form: _counts(results) for form, results in _grouped(self.results, lambda r: r.case.form)},
            "claims": [_claim_dict(result) for result in self.results],
        }

    def to_text(self) -> str:
        """Tables: the measures for each half, who was taken for what, then by kind and form.

        A run over the half for tuning alone ends in the claims that went wrong; the other half's are never listed.
        """
        halves = self.by_split()
        columns = [("all", self.results), *halves] if len(halves) != 1 else halves
        each = 1000 * self.took_s / len(self.results) if self.results else 0
        lines = [f"{len(self.results)} claims checked in {self.took_s:.1f} s, {each:.0f} ms each", ""]
        tables = [self.measures(results) for _, results in columns]
        heads = "".join(f"{name + ', interval, n':>28}" for name, _ in columns)
        lines.append(" " * 22 + f"{'target':>8}{heads}{'left out':>10}")
        aims = {target["measure"]: target for target in self.targets}
        for name in tables[0]:
            aim = aims.get(name)
            lines.append(
                f"{name:22}{_aim(aim):>8}"
                + "".join(f"{_show(name, table[name], aim):>28}" for table in tables)
                + f"{tables[0][name].left_out:>10}"
            )
        for title, results in columns:
            heads = "".join(f"{verdict:>14}" for verdict in VERDICTS)
            lines += ["", f"{'known, given: ' + title:26}{heads}"]
            for known, given in _matrix(results).items():
                lines.append(f"{known:26}" + "".join(f"{n:>14}" for n in given.values()))
        groupings: tuple[tuple[str, Callable[[ClaimResult], str]], ...] = (
            ("kind", lambda r: r.case.kind),
            ("form", lambda r: r.case.form),
        )
        for title, key in groupings:
            lines += ["", f"{title:26}" + "".join(f"{head:>17}" for head in ("n", "right", "false assurance", "cited"))]
            for value, results in _grouped(self.results, key):
                cells = _counts(results)
                shown = [str(cells["n"]), *(_plain(cells[name]) for name in ("right", "false_assurance", "cited"))]
                lines.append(f"{value:26}" + "".join(f"{cell:>17}" for cell in shown))
        if self.split == "tune":
            lines += self._failure_lines()
        return "\n".join(lines)

    def _failure_lines(self) -> list[str]:
        wrong = [r for r in self.results if r.case.split == "tune" and not r.right]
        # What is costliest comes first: called supported of what is not.
        wrong.sort(key=lambda r: not r.falsely_assured)
        lines = ["", f"{len(wrong)} claims of the half for tuning went wrong"]
        for r in wrong:
            lines.append(f"- {r.suite}/{r.case.id} ({r.case.kind}): {r.case.verdict}, called {r.verdict}")
            lines += [f"    {r.case.claim}", f"    {r.explanation}"]
        return lines


def estimates_of(
    verdicts: Sequence[tuple[Finding, Finding]], scores: Sequence[Mapping[str, Pair]], took_ms: Sequence[float | None]
) -> dict[str, Estimate]:
    """What the verdicts on some claims come to: macro-F1 and the F1 of each verdict, each claim's own measures, time.

    Args:
        verdicts: The known one and the one given, one pair a claim.
        scores: As `ClaimResult.scores` gives them.
        took_ms: None where a claim was not timed.
    """
    codes = [coded(known, given) for known, given in verdicts]
    statistics: dict[str, Statistic] = {"macro_f1": macro_f1}
    statistics |= {f"f1_{verdict}": partial(f1_of, verdict) for verdict in VERDICTS}
    table: dict[str, Estimate] = {}
    for name, statistic in statistics.items():
        low, high = interval(codes, statistic) or (None, None)
        value = float(statistic(np.asarray(codes))) if codes else None
        table[name] = Estimate(value, low, high, len(codes), 0)
    table |= {name: estimate([of.get(name) for of in scores]) for name in CLAIM_MEASURES}
    return table | {"median_ms": estimate_quantile(took_ms, 0.5), "p95_ms": estimate_quantile(took_ms, 0.95)}


def _grouped(results: Sequence[ClaimResult], key: Callable[[ClaimResult], str]) -> list[tuple[str, list[ClaimResult]]]:
    return [(value, [r for r in results if key(r) == value]) for value in sorted({key(r) for r in results})]


def _counts(results: Sequence[ClaimResult]) -> dict[str, Any]:
    return {
        "n": len(results),
        "right": _rate(r.right for r in results),
        "false_assurance": _rate(r.falsely_assured for r in results),
        "cited": _rate(r.cites_place for r in results if r.right),
    }


def _rate(values: Iterable[bool | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _matrix(results: Sequence[ClaimResult]) -> dict[str, dict[str, int]]:
    codes = np.asarray([coded(r.case.verdict, r.verdict) for r in results], dtype=np.int64)
    matrix = confusion(codes)
    return {
        known: {given: int(matrix[row, column]) for column, given in enumerate(VERDICTS)}
        for row, known in enumerate(VERDICTS)
    }


def _table(measures: Mapping[str, Estimate]) -> dict[str, dict[str, Any]]:
    return {
        name: {"value": one.value, "n": one.n, "left_out": one.left_out}
        | {"interval": None if one.low is None else [one.low, one.high]}
        for name, one in measures.items()
    }


def _claim_dict(result: ClaimResult) -> dict[str, Any]:
    fields = asdict(result)
    del fields["case"], fields["given"]
    took = None if result.took_ms is None else round(result.took_ms, 1)
    case = {name: getattr(result.case, name) for name in ("id", "claim", "kind", "form", "split")}
    return {**case, "known": result.case.verdict, **fields, "took_ms": took}


def _show(name: str, one: Estimate, aim: Mapping[str, Any] | None) -> str:
    if one.value is None:
        return "–"
    if name.endswith("_ms"):
        return f"{one.value:.0f} [{one.low:.0f}, {one.high:.0f}] {one.n}"
    missed = aim is not None and (one.value < aim.get("least", one.value) or one.value > aim.get("most", one.value))
    spread = "" if one.low is None else f" [{one.low:.3f}, {one.high:.3f}]"
    return f"{one.value:.3f}{'✗' if missed else ''}{spread} {one.n}"


def _aim(aim: Mapping[str, Any] | None) -> str:
    if aim is None:
        return ""
    return f"≥ {aim['least']:g}" if "least" in aim else f"≤ {aim['most']:g}"


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
