"""Scores of a run, as a person reads them and as JSON."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.cases import Case


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

    @property
    def right(self) -> bool | None:
        """The right fact with the right citation."""
        return None if self.states_fact is None or self.cites_place is None else self.states_fact and self.cites_place


@dataclass(frozen=True, slots=True)
class SystemReport:
    """All results of one system."""

    name: str
    results: tuple[CaseResult, ...]

    def measures(self, results: Sequence[CaseResult] | None = None) -> dict[str, float | None]:
        """Every measure over the given results (all by default); None where it applies to none of them.

        Refusals are kept apart: `refusal_precision` and `refusal_recall` over all cases, `over_refusal` the share of
        answerable ones refused.
        """
        results = self.results if results is None else results
        answerable = [r for r in results if r.case.answerable]
        refused = [r for r in results if r.outcome == "abstained"]
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
            "over_refusal": sum(r.outcome == "abstained" for r in answerable) / len(answerable) if answerable else None,
            "median_words": statistics.median(r.n_words for r in results) if results else None,
            "median_ms": statistics.median(r.took_ms for r in results) if results else None,
            "p95_ms": _percentile([r.took_ms for r in results], 0.95),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """A run: the system first, then what it is compared with."""

    systems: tuple[SystemReport, ...]
    gates: Mapping[str, float]
    fingerprint: Mapping[str, str]

    @property
    def failed_gates(self) -> list[str]:
        """One phrase a gate that the system falls below."""
        met = self.systems[0].measures()
        failed = []
        for name, least in self.gates.items():
            value = met.get(name)
            if value is None or value < least:
                failed.append(f"{name} is {'nothing' if value is None else format(value, '.3f')}, the gate {least}")
        return failed

    def to_dict(self) -> dict[str, Any]:
        """The report with every case, as JSON values."""
        return {
            "schema": 1,
            "fingerprint": dict(self.fingerprint),
            "gates": dict(self.gates),
            "failed_gates": self.failed_gates,
            "systems": [
                {
                    "name": system.name,
                    "n_cases": len(system.results),
                    "measures": system.measures(),
                    "cases": [_case_dict(result) for result in system.results],
                }
                for system in self.systems
            ],
        }

    def to_text(self) -> str:
        """Tables: the systems side by side, then this system by split, wording and kind."""
        ours = self.systems[0]
        n_answerable = sum(r.case.answerable for r in ours.results)
        lines = [f"{len(ours.results)} cases, {n_answerable} of them answerable", ""]
        names = list(ours.measures())
        lines.append(" " * 20 + "".join(f"{system.name:>20}" for system in self.systems))
        tables = [system.measures() for system in self.systems]
        lines += [f"{name:20}" + "".join(f"{_show(name, table[name]):>20}" for table in tables) for name in names]
        for title, key in (("split", "split"), ("wording", "wording"), ("kind", "kind")):
            lines += ["", f"{title:20}{'n':>5}{'R@1':>8}{'R@5':>8}{'fact':>8}{'place':>8}{'right':>8}{'refused':>9}"]
            counts = Counter(getattr(r.case, key) for r in ours.results)
            for value in sorted(counts):
                results = [r for r in ours.results if getattr(r.case, key) == value]
                m = ours.measures(results)
                refused = sum(r.outcome == "abstained" for r in results) / len(results)
                cells = (m["recall_at_1"], m["recall_at_5"], m["states_fact"], m["cites_place"], m["right"])
                lines.append(
                    f"{value:20}{len(results):>5}" + "".join(f"{_show('', c):>8}" for c in cells) + f"{refused:>9.2f}"
                )
        lines += [
            "",
            "Every gate is met." if not self.failed_gates else "Gates failed: " + "; ".join(self.failed_gates),
        ]
        if not self.gates:
            lines[-1] = "Gates apply to a run over all suites."
        return "\n".join(lines)


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
