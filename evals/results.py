"""The results of a kept run, written into `evals/README.md`: `python -m evals.results [RUN] [--data DIR]`.

Only what stands between its two marks is replaced. `history.jsonl` keeps one line a commit, and `results.svg` draws it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.settings import default_data_folder
from corpus.errors import UserFacingError
from evals import plots
from evals.gates import Limits, load_gates
from evals.measures import Estimate
from evals.report import Target, show
from evals.runs import LATEST, Run, folder_of, load
from evals.tables import FAMILIES, calibration, claim_estimates, estimates

README = Path(__file__).with_name("README.md")
HISTORY = Path(__file__).with_name("history.jsonl")
CURVE = Path(__file__).with_name("results.svg")
START, END = "<!-- results: written by `python -m evals.results`, not by hand -->", "<!-- end of results -->"

CURVED = ("recall_at_1", "recall_at_5", "right", "lists_complete", "refusal_recall", "over_refusal")
"""Measures of the curve over commits."""


class ResultsError(UserFacingError):
    """A run or a README that cannot be used."""


def section(run: Run, rows: Sequence[Mapping[str, Any]]) -> str:
    """What stands between the marks."""
    about, gates = run.about, load_gates()
    ours, *others = about.systems
    tables = {name: estimates(run.of(name)) for name in about.systems}
    halves = {split: estimates([case for case in run.of() if case.split == split]) for split in ("tune", "held_back")}
    answerable = sum(case.answerable for case in run.of())
    changed = " with changes that were not committed" if about.dirty else ""
    believed = calibration(run.of())
    lines = [
        START,
        f"Commit `{about.commit[:12] or 'unknown'}`{changed}, {about.started[:10]}, on {about.machine}, Python "
        f"{about.python}: {len(run.of())} questions, {answerable} of them answerable, on documents "
        f"`{about.corpus[:12]}`, with {about.models['embedder']}, reranker {about.models['reranker']}, writer "
        f"{about.models['writer']}; {about.took_s:.0f} s with the baselines, at most {about.peak_memory_mb:.0f} MB of "
        "memory in a process. The interval is of 95 %, by bootstrap over the cases; *left out* are cases that a "
        "measure does not apply to.",
        "",
        "| measure | gate | target | met | interval | n | left out | tune | held back | " + " | ".join(others) + " |",
        "|---|---|---|---|---|---|---|---|---|" + "---|" * len(others),
    ]
    aims = {target.measure: str(target) for target in gates.targets}
    limits = _limits(gates.whole)
    for family, names in FAMILIES:
        lines.append(f"| **{family}** |" + " |" * (8 + len(others)))
        for name in names:
            one = tables[ours][name]
            cells = [name, limits.get(name, ""), aims.get(name, ""), show(name, one.value), _interval(name, one)]
            cells += [str(one.n), str(one.left_out), *(show(name, halves[half][name].value) for half in halves)]
            cells += [show(name, tables[other][name].value) for other in others]
            lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "Every gate is met." if not about.failed_gates else "Gates failed: " + "; ".join(about.failed_gates)]
    if believed is not None:
        auc = "" if believed.auc is None else f", AUC {believed.auc:.3f}"
        lines += [
            "",
            f"Whether a question is answerable, as the system weighs it ({believed.n} questions): Brier score "
            f"{believed.brier:.3f}, calibration error {believed.error:.3f}{auc}.",
        ]
    if run.claims:
        lines += ["", *_claim_lines(run)]
    lines += ["", f"![The main measures over the commits]({CURVE.name})", "", *_history_lines(rows), END]
    return "\n".join(lines)


def _interval(name: str, one: Estimate) -> str:
    return "" if one.low is None else f"{show(name, one.low)} – {show(name, one.high)}"


def _claim_lines(run: Run) -> list[str]:
    tables = [claim_estimates(run.claims)]
    tables += [claim_estimates([one for one in run.claims if one.split == split]) for split in ("tune", "held_back")]
    gates = load_gates()
    limits = _limits(gates.claims)
    aims = {one["measure"]: str(Target(**one)) for one in gates.claim_targets}
    lines = [f"Of {len(run.claims)} claims:", ""]
    lines.append("| measure | gate | target | met | interval | n | left out | tune | held back |")
    lines.append("|---|---|---|---|---|---|---|---|---|")
    for name, one in tables[0].items():
        cells = [name, limits.get(name, ""), aims.get(name, ""), show(name, one.value), _interval(name, one)]
        cells += [str(one.n), str(one.left_out), *(show(name, table[name].value) for table in tables[1:])]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _limits(gates: Limits) -> dict[str, str]:
    least = {name: f"≥ {value:g}" for name, value in gates.least.items()}
    return least | {name: f"≤ {value:g}" for name, value in gates.most.items()}


def _history_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = ["| commit | date | questions | " + " | ".join(CURVED) + " |", "|---|---|---|" + "---|" * len(CURVED)]
    for row in rows:
        cells = [f"`{row['commit'][:7]}`", row["date"], str(row["n_cases"])]
        cells += [show(name, row["measures"].get(name)) for name in CURVED]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def entry(run: Run) -> dict[str, Any]:
    """One line of the history."""
    table = estimates(run.of())
    return {
        "commit": run.about.commit,
        "date": run.about.started[:10],
        "n_cases": len(run.of()),
        "corpus": run.about.corpus[:12],
        "machine": run.about.machine,
        "took_s": run.about.took_s,
        "measures": {name: None if one.value is None else round(one.value, 4) for name, one in table.items()},
        "claims": {
            name: None if one.value is None else round(one.value, 4)
            for name, one in claim_estimates(run.claims).items()
        },
    }


def updated(rows: Sequence[Mapping[str, Any]], new: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The history with a run added, in place of an earlier one of the same commit."""
    kept = [row for row in rows if row["commit"] != new["commit"]]
    return [*kept, new]


def put(readme: str, made: str) -> str:
    """A README with what stands between the marks replaced.

    Raises:
        ResultsError: If it lacks the marks, or has them more than once.
    """
    if readme.count(START) != 1 or readme.count(END) != 1 or readme.index(END) < readme.index(START):
        raise ResultsError(f"{README.name}: needs the line '{START}' and, below it, '{END}', each once. Put them in.")
    before, rest = readme.split(START)
    return before + made + rest.split(END)[1]


def read_history(path: Path) -> list[dict[str, Any]]:
    """The history so far.

    Raises:
        ResultsError: If a line of it is damaged.
    """
    if not path.exists():
        return []
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        if not all({"commit", "date", "n_cases", "measures"} <= row.keys() for row in rows):
            raise ResultsError(f"{path.name}: a line lacks commit, date, n_cases or measures. Mend it.")
    except (ValueError, AttributeError) as error:
        raise ResultsError(f"{path.name}: {error}. Mend it.") from error
    return rows


def write(run: Run) -> None:
    """Bring README, history and curve in line with a run.

    Raises:
        ResultsError: If the run left cases out, or has no commit.
    """
    if run.about.chosen or not run.about.commit:
        raise ResultsError(f"{run.about.id}: is not over all cases of a checkout. Run `reforms eval` without options.")
    rows = updated(read_history(HISTORY), entry(run))
    made = put(README.read_text(encoding="utf-8"), section(run, rows))
    labels = [f"{row['commit'][:7]}, {row['date'][5:]}" for row in rows]
    curve = plots.curve(labels, {name: [row["measures"].get(name) for row in rows] for name in CURVED})
    HISTORY.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    CURVE.write_text(curve, encoding="utf-8")
    README.write_text(made, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the results of one run."""
    parser = argparse.ArgumentParser(prog="python -m evals.results", description=main.__doc__)
    parser.add_argument("run", nargs="?", default=LATEST, help="its id or the beginning of it; the latest by default")
    parser.add_argument("--data", type=Path, default=default_data_folder(), help="the data folder it was kept in")
    chosen = parser.parse_args(arguments)
    try:
        write(load(chosen.run, folder_of(chosen.data)))
    except UserFacingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
