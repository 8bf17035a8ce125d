"""Scores of a run, as a person reads them and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from evals.claims_report import ClaimsReport
from evals.helped import Helped, helped
from evals.measures import MEASURES, QUANTILES, CaseResult, Estimate, estimate, estimate_quantile, quantile

__all__ = ["CaseResult", "Report", "SystemReport", "Target"]


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
        """Every measure over the given results (all by default); None where it applies to none of them."""
        results = self.results if results is None else results
        scores = [result.scores() for result in results]
        shares: dict[str, float | None] = {}
        for name in MEASURES:
            pairs = [of[name] for of in scores if name in of]
            shares[name] = sum(part for part, _ in pairs) / sum(whole for _, whole in pairs) if pairs else None
        return shares | {
            name: quantile([getattr(r, of) for r in results], share) for name, (of, share) in QUANTILES.items()
        }

    def estimates(self) -> dict[str, Estimate]:
        """Every measure over all cases, with its interval, its n and what was left out."""
        scores = [result.scores() for result in self.results]
        shares = {name: estimate([of.get(name) for of in scores]) for name in MEASURES}
        return shares | {
            name: estimate_quantile([getattr(r, of) for r in self.results], share)
            for name, (of, share) in QUANTILES.items()
        }

    def by_split(self) -> list[tuple[str, list[CaseResult]]]:
        """The results of each half, that for tuning first."""
        halves = ((split, [r for r in self.results if r.case.split == split]) for split in ("tune", "held_back"))
        return [(split, results) for split, results in halves if results]


@dataclass(frozen=True, slots=True)
class Report:
    """A run: the system first, then what it is compared with.

    Attributes:
        systems: None of them where only claims were checked.
        gates: The least that a measure may be.
        fingerprint: What the index says of itself.
        ceilings: The most that a measure may be.
        targets: What is aimed at.
        margin: How far a measure may be better than its gate before the gate should be moved; None for any.
        claims: What was made of the claims; None where they were left out.
    """

    systems: tuple[SystemReport, ...]
    gates: Mapping[str, float]
    fingerprint: Mapping[str, str]
    ceilings: Mapping[str, float] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    margin: float | None = None
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

    @property
    def helped(self) -> Helped | None:
        """What a language model's help came to; None where none was asked."""
        answers = [result.given for result in self.systems[0].results] if self.systems else []
        verdicts = [result.given for result in self.claims.results] if self.claims else []
        return helped([*answers, *verdicts])

    @property
    def low_gates(self) -> list[str]:
        """One phrase a gate that lies further below what is met than `margin`, or a ceiling as far above.

        Those of the claims come last.
        """
        if self.margin is None:
            return []
        met = self.systems[0].measures() if self.systems else {}
        told = []
        for name, least in self.gates.items():
            value = met.get(name)
            if value is not None and value - least > self.margin:
                told.append(f"{name} is {value:.3f}, its gate {least}")
        for name, most in self.ceilings.items():
            value = met.get(name)
            if value is not None and most - value > self.margin:
                told.append(f"{name} is {value:.3f}, its ceiling {most}")
        return told + (self.claims.low_gates if self.claims else [])

    def to_dict(self) -> dict[str, Any]:
        """The report with every case, as JSON values."""
        return {
            "schema": 1,
            "fingerprint": dict(self.fingerprint),
            "gates": dict(self.gates),
            "ceilings": dict(self.ceilings),
            "failed_gates": self.failed_gates,
            "low_gates": self.low_gates,
            "targets": [asdict(target) for target in self.targets],
            "systems": [
                {
                    "name": system.name,
                    "n_cases": len(system.results),
                    "measures": system.measures(),
                    "estimates": {name: asdict(of) for name, of in system.estimates().items()},
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
            "model": None if self.helped is None else self.helped.to_dict(),
            "claims": None if self.claims is None else self.claims.to_dict(),
        }

    def to_text(self) -> str:
        """Tables: the systems side by side, the targets for each half, then this system by split, wording and kind.

        The claims come last, with their own time, and what a language model came to.
        """
        parts = [self._questions_text()] if self.systems else []
        if self.claims is not None:
            parts.append(self.claims.to_text())
        if self.helped is not None:
            parts.append("\n".join(self.helped.lines()))
        return "\n\n".join([*parts, "\n".join(self.gate_lines())])

    def _questions_text(self) -> str:
        ours = self.systems[0]
        n_answerable = sum(r.case.answerable for r in ours.results)
        lines = [f"{len(ours.results)} cases, {n_answerable} of them answerable", ""]
        lines += self._measure_lines()
        lines += self._target_lines()
        groupings: tuple[tuple[str, Callable[[CaseResult], str]], ...] = (
            ("split", lambda r: r.case.split),
            ("persona", lambda r: r.case.persona),
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
                lines.append(f"{value:26}{len(results):>5}" + "".join(f"{show('', c):>9}" for c in cells))
        return "\n".join(lines)

    def gate_lines(self) -> list[str]:
        """What the gates say: which failed, and which are to be raised."""
        if not self.gates and not (self.claims and (self.claims.gates or self.claims.ceilings)):
            return ["Gates apply to a run over all suites."]
        lines = ["Every gate is met." if not self.failed_gates else "Gates failed: " + "; ".join(self.failed_gates)]
        if self.low_gates:
            lines.append("Better than the gate by more than the margin, so raise it in evals/gates.toml:")
            lines += [f"  {phrase}" for phrase in self.low_gates]
        return lines

    def _measure_lines(self) -> list[str]:
        """Ours with interval, n and what was left out, then the others."""
        ours, *others = self.systems
        heads = "".join(f"{system.name:>18}" for system in others)
        lines = [f"{'':26}{ours.name:>18}{'95 % interval':>16}{'n':>6}{'left out':>10}{heads}"]
        tables = [system.measures() for system in others]
        for name, met in ours.estimates().items():
            interval = "" if met.low is None else f"{show(name, met.low)} – {show(name, met.high)}"
            cells = "".join(f"{show(name, table[name]):>18}" for table in tables)
            lines.append(f"{name:26}{show(name, met.value):>18}{interval:>16}{met.n:>6}{met.left_out:>10}{cells}")
        return lines

    def _target_lines(self) -> list[str]:
        """What is aimed at, and how near each half comes."""
        if not self.targets:
            return []
        ours = self.systems[0]
        tables = [("all", ours.measures()), *((split, ours.measures(results)) for split, results in ours.by_split())]
        lines = ["", f"{'target':26}{'':>9}" + "".join(f"{name:>12}" for name, _ in tables)]
        for target in self.targets:
            cells = [table.get(target.measure) for _, table in tables]
            marks = [f"{show(target.measure, c)} {' ' if target.met(c) is not False else '✗'}" for c in cells]
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
        "ndcg_at_10": result.ndcg_at_10,
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
        "probability": result.probability,
        "took_ms": None if result.took_ms is None else round(result.took_ms, 1),
        "answer": result.answer,
    }


def _mean(values: Any) -> float | None:
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else None


def show(name: str, value: float | None) -> str:
    """A value as a table shows it: three digits, or whole words and milliseconds."""
    if value is None:
        return "–"
    return f"{value:.0f}" if name.startswith(("median", "p95")) else f"{value:.3f}"
