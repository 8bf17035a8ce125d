"""Scores of a run, as a person reads them and as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from evals.cases import Case
from evals.claims_report import ClaimsReport


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one system made of one case; None where a measure does not apply."""

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
    took_ms: float
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


@dataclass(frozen=True, slots=True)
class Target:
    """What a measure is meant to reach: at least, or at most, a value."""

    measure: str
    least: float | None = None
    most: float | None = None

    def met(self, value: float | None) -> bool | None:
        """Whether a value reaches it; None without a value."""
        if value is None:
            return None
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        """As a table shows it."""
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


@dataclass(frozen=True, slots=True)
class SystemReport:
    """All results of one system."""

    name: str
    results: tuple[CaseResult, ...]

    def measures(self, results: Sequence[CaseResult] | None = None) -> dict[str, float | None]:
        """Every measure over the given results (all by default); None where it applies to none of them.

        Refusals are kept apart: `refusal_precision` and `refusal_recall` over all cases, `over_refusal` the share of
        answerable ones refused; a case that may be refused is left out of all three. `followup_right` takes in
        follow-ups to be refused, `disagreement_false_alarm` every answerable case on which the papers agree.
        """
        results = self.results if results is None else results
        answerable = [r for r in results if r.case.answerable and not r.case.may_refuse]
        refused = [r for r in results if r.refused and not r.case.may_refuse]
        should = [r for r in results if not r.case.answerable]
        rightly = [r for r in refused if not r.case.answerable]
        return {
            "recall_at_1": _mean(r.recall_at_1 for r in results),
            "recall_at_5": _mean(r.recall_at_5 for r in results),
            "recall_at_10": _mean(r.recall_at_10 for r in results),
            "mrr": _mean(r.reciprocal_rank for r in results),
            "states_fact": _mean(r.states_fact for r in results),
            "cites_place": _mean(r.cites_place for r in results),
            "right": _mean(r.right for r in results),
            "quotes_verbatim": _share(r.verbatim for r in results),
            "statements_cited": _share(r.cited for r in results),
            "refusal_precision": len(rightly) / len(refused) if refused else None,
            "refusal_recall": len(rightly) / len(should) if should else None,
            "over_refusal": sum(r.refused for r in answerable) / len(answerable) if answerable else None,
            "lists_complete": _mean(r.right_of("list") for r in results),
            "list_items": _share(r.items_stated for r in results if r.case.kind == "list"),
            "views_right": _mean(r.view_right for r in results),
            "holder_named": _mean(r.holder_named for r in results),
            "view_statements_named": _share(r.view_named for r in results),
            "disagreement_shown": _mean(r.disagreement_shown for r in results),
            "disagreement_false_alarm": _mean(r.false_alarm for r in results),
            "followup_right": _mean(r.settled for r in results if r.case.history),
            "false_premise_right": _mean(r.right_of("false_premise") for r in results),
            "refusal_reason": _mean(r.reason_right for r in results),
            "signposted": _mean(r.signpost_right for r in results),
            "obeyed": _mean(r.obeyed for r in results),
            "dated": _mean(r.dated for r in results),
            "figures_in_quotes": _share(r.figures_quoted for r in results),
            "median_words": statistics.median(r.n_words for r in results) if results else None,
            "median_ms": statistics.median(r.took_ms for r in results) if results else None,
            "p95_ms": _percentile([r.took_ms for r in results], 0.95),
        }

    def by_split(self) -> list[tuple[str, list[CaseResult]]]:
        """The results of each half, that for tuning first."""
        halves = ((split, [r for r in self.results if r.case.split == split]) for split in ("tune", "held_back"))
        return [(split, results) for split, results in halves if results]


@dataclass(frozen=True, slots=True)
class Report:
    """A run: the system first, then what it is compared with; none of them where only claims were checked."""

    systems: tuple[SystemReport, ...]
    gates: Mapping[str, float]
    fingerprint: Mapping[str, str]
    ceilings: Mapping[str, float] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    claims: ClaimsReport | None = None

    @property
    def failed_gates(self) -> list[str]:
        """One phrase a gate that the system falls below, or a ceiling that it is above; those of the claims last."""
        met = self.systems[0].measures() if self.systems else {}
        failed: list[str] = []
        for name, least in self.gates.items():
            value = met.get(name)
            if value is None or value < least:
                failed.append(f"{name} is {'nothing' if value is None else format(value, '.3f')}, the gate {least}")
        for name, most in self.ceilings.items():
            value = met.get(name)
            if value is None or value > most:
                failed.append(f"{name} is {'nothing' if value is None else format(value, '.3f')}, the ceiling {most}")
        return failed + (self.claims.failed_gates if self.claims else [])

    def to_dict(self) -> dict[str, Any]:
        """The report with every case, as JSON values."""
        return {
            "schema": 1,
            "fingerprint": dict(self.fingerprint),
            "gates": dict(self.gates),
            "ceilings": dict(self.ceilings),
            "failed_gates": self.failed_gates,
            "targets": [asdict(target) for target in self.targets],
            "systems": [
                {
                    "name": system.name,
                    "n_cases": len(system.results),
                    "measures": system.measures(),
                    "measures_by_split": {split: system.measures(results) for split, results in system.by_split()},
                    "measures_by_kind": {
                        f"{kind}, {split}": system.measures([r for r in results if r.case.kind == kind])
                        for split, results in system.by_split()
                        for kind in sorted({r.case.kind for r in results})
                    },
                    "cases": [_case_dict(result) for result in system.results],
                }
                for system in self.systems
            ],
            "claims": None if self.claims is None else self.claims.to_dict(),
        }

    def to_text(self) -> str:
        """Tables: the systems side by side, the targets for each half, then this system by split, wording and kind.

        The claims come last, with their own time.
        """
        parts = [self._questions_text()] if self.systems else []
        if self.claims is not None:
            parts.append(self.claims.to_text())
        told = "Every gate is met." if not self.failed_gates else "Gates failed: " + "; ".join(self.failed_gates)
        if not self.gates and not (self.claims and (self.claims.gates or self.claims.ceilings)):
            told = "Gates apply to a run over all suites."
        return "\n\n".join([*parts, told])

    def _questions_text(self) -> str:
        ours = self.systems[0]
        n_answerable = sum(r.case.answerable for r in ours.results)
        lines = [f"{len(ours.results)} cases, {n_answerable} of them answerable", ""]
        names = list(ours.measures())
        lines.append(" " * 26 + "".join(f"{system.name:>20}" for system in self.systems))
        tables = [system.measures() for system in self.systems]
        lines += [f"{name:26}" + "".join(f"{_show(name, table[name]):>20}" for table in tables) for name in names]
        lines += self._target_lines()
        groupings: tuple[tuple[str, Callable[[CaseResult], str]], ...] = (
            ("split", lambda r: r.case.split),
            ("wording", lambda r: r.case.wording),
            ("kind", lambda r: r.case.kind),
            ("kind, split", lambda r: f"{r.case.kind}, {r.case.split}"),
        )
        for title, key in groupings:
            heads = ("R@1", "R@5", "fact", "place", "right", "refused", "settled")
            lines += ["", f"{title:26}{'n':>5}" + "".join(f"{head:>9}" for head in heads)]
            for value in sorted({key(r) for r in ours.results}):
                results = [r for r in ours.results if key(r) == value]
                m = ours.measures(results)
                cells = [m[name] for name in ("recall_at_1", "recall_at_5", "states_fact", "cites_place", "right")]
                cells += [_mean(r.refused for r in results), _mean(r.settled for r in results)]
                lines.append(f"{value:26}{len(results):>5}" + "".join(f"{_show('', c):>9}" for c in cells))
        return "\n".join(lines)

    def _target_lines(self) -> list[str]:
        """What is aimed at, and how near each half comes."""
        if not self.targets:
            return []
        ours = self.systems[0]
        tables = [("all", ours.measures()), *((split, ours.measures(results)) for split, results in ours.by_split())]
        lines = ["", f"{'target':26}{'':>9}" + "".join(f"{name:>12}" for name, _ in tables)]
        for target in self.targets:
            cells = [table.get(target.measure) for _, table in tables]
            marks = [f"{_show(target.measure, c)} {' ' if target.met(c) is not False else '✗'}" for c in cells]
            lines.append(f"{target.measure:26}{target!s:>9}" + "".join(f"{mark:>12}" for mark in marks))
        return lines


def _case_dict(result: CaseResult) -> dict[str, Any]:
    return {
        "id": result.case.id,
        "suite": result.suite,
        "kind": result.case.kind,
        "wording": result.case.wording,
        "split": result.case.split,
        "outcome": result.outcome,
        "recall_at_1": result.recall_at_1,
        "recall_at_5": result.recall_at_5,
        "recall_at_10": result.recall_at_10,
        "reciprocal_rank": result.reciprocal_rank,
        "states_fact": result.states_fact,
        "cites_place": result.cites_place,
        "right": result.right,
        "settled": result.settled,
        "items_stated": list(result.items_stated),
        "disagreement_shown": result.disagreement_shown,
        "false_alarm": result.false_alarm,
        "holder_named": result.holder_named,
        "reason_right": result.reason_right,
        "signpost_right": result.signpost_right,
        "obeyed": result.obeyed,
        "dated": result.dated,
        "took_ms": round(result.took_ms, 1),
        "answer": result.answer,
    }


def _mean(values: Any) -> float | None:
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _share(pairs: Any) -> float | None:
    right = total = 0
    for part, whole in pairs:
        right, total = right + part, total + whole
    return right / total if total else None


def _percentile(values: Sequence[float], share: float) -> float | None:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else None


def _show(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if name.startswith(("median", "p95")) else f"{value:.3f}"
