"""Each step of a language model by itself: asked the same cases without and with it, and kept only where it helps.

A step helps where, on the same cases,

- every guarantee is 1.00 with it, and nothing else that a reader rests on is lower than without it;
- its own measure gained more than chance would make of so few cases;
- 95 of 100 answers in which the model was asked came within the time limit.

`right` does not tell whether answers read better, so `writing` has a measure of its own: the share of all statements
that stand in fewer or shorter words than without the model, counted only in answers that lost nothing by it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.build import Assistant, join
from assistant.helping.measured import MEASURABLE, MeasuredStep, prompts_of
from assistant.settings import ModelStep, Settings
from corpus.documents import Document
from evals.asking import OURS, ask, check
from evals.cases import CaseError, PlacedCase, load_cases, place_cases
from evals.claims import PlacedClaim, load_claims, place_claims
from evals.claims_report import ClaimResult, ClaimsReport
from evals.comparing import Difference, compare, difference
from evals.gates import load_gates
from evals.helped import helped
from evals.keeping import stored
from evals.measures import CaseResult, Pair, quantile
from evals.report import Report, SystemReport, show
from evals.run import Chosen, choose, drawn
from evals.runs import Run, StoredCase, StoredClaim, keep

GUARANTEES = ("quotes_verbatim", "statements_cited", "faithfulness", "figures_in_quotes", "claims: quotes_verbatim")
_NOT_LOWER = (
    *("right", "states_fact", "standpoint_kept", "refusal_recall", "obeyed", "disagreement_shown"),
    *("claims: accuracy", "claims: false_assurance", "claims: altered_stopped", "claims: right_and_cited"),
)
PLAINER = "plainer"
_MEASURES: Mapping[ModelStep, str] = {
    "writing": PLAINER,
    "standalone": "followup_right",
    "rewordings": "right",
    "choosing": "right",
    "claims": "claims: accuracy",
}
_NOTHING_LOST = ("right", "states_fact", "cites_place", "list_items", "holder_named", "disagreement_shown", "dated")
_WHOLE = ("statements_cited", "faithfulness", "figures_in_quotes", "quotes_verbatim")

Told = Callable[[MeasuredStep], None]
ALL = Chosen()


@dataclass(frozen=True, slots=True)
class Sample:
    """What a step is measured on: cases, or claims."""

    cases: tuple[PlacedCase, ...] = ()
    claims: tuple[PlacedClaim, ...] = ()


def samples(
    documents: Mapping[str, Document],
    steps: Sequence[ModelStep] | None = None,
    *,
    chosen: Chosen = ALL,
    limit: int | None = None,
) -> dict[ModelStep, Sample]:
    """For each step the cases that it can change, at most `limit`, drawn by the hash of their ids.

    Args:
        documents: The papers, by id.
        steps: Which ones; by default all that can be measured.
        chosen: Among which cases; of the claims only the half is.
        limit: Of each step.

    Raises:
        CaseError: If a step cannot be measured here, or no case is left for it.
    """
    if steps is not None and "questions" in steps:
        raise CaseError("'questions' changes the index and cannot be measured here. Leave it out.")
    steps = [step for step in MEASURABLE if steps is None or step in steps]
    cases: list[PlacedCase] = []
    if set(steps) - {"claims"}:
        cases = place_cases(choose(load_cases(suite=chosen.suite), chosen, load_gates()), documents)
    claims = place_claims(load_claims(split=chosen.split), documents) if "claims" in steps else []
    follow_ups = [one for one in cases if one.case.history]
    compound = [one for one in claims if one.case.parts or one.case.form in {"compound", "long"}]
    found: dict[ModelStep, Sample] = {}
    for step in steps:
        of = follow_ups if step == "standalone" else list(cases)
        sample = Sample(claims=_some(compound, limit)) if step == "claims" else Sample(cases=_some(of, limit))
        if not sample.cases and not sample.claims:
            what = {"standalone": "follow-up", "claims": "claim of several parts"}.get(step, "case")
            raise CaseError(f"No {what} is left to measure '{step}' on. Leave out --only or --split, or the step.")
        found[step] = sample
    return found


def _some(whole: Sequence[Any], limit: int | None) -> tuple[Any, ...]:
    return tuple(whole if limit is None else drawn(whole, limit, lambda one: str(one.case.id))[0])


def measure(
    assistant: Assistant,
    settings: Settings,
    of: Mapping[ModelStep, Sample],
    *,
    runs: Path,
    commit: tuple[str, bool],
    told: Told = lambda _: None,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[MeasuredStep, ...]:
    """Ask every case once without the model, then each step's with that step alone.

    Args:
        assistant: Asks no model in any step; holds the one that is measured.
        settings: That name it.
        of: What each step is measured on.
        runs: Where the runs are kept, so that two of them can be compared or read later.
        commit: Of this program, and whether files differed from it.
        told: Told each step as soon as it is measured, so that nothing is lost where the rest is broken off.
        progress: Told each case.
    """
    model = assistant.model
    if model is None:
        raise CaseError("There is no language model to measure. Name one with --model.")
    every = Sample(
        tuple({one.case.id: one for sample in of.values() for one in sample.cases}.values()),
        tuple({one.case.id: one for sample in of.values() for one in sample.claims}.values()),
    )

    def run(asked: Assistant, step: ModelStep | None, sample: Sample) -> Run:
        asked.search("warm up")
        given = {"model": ""} if step is None else {"model_steps": (step,)}
        started, name = time.time(), step or "without the model"
        report = _report(asked, sample, lambda what: progress(f"{name}: {what}"))
        chosen = {"step": step or "none"}
        return keep(
            stored(report, settings.model_copy(update=given), started=started, chosen=chosen, commit=commit), runs
        )

    without = run(assistant, None, every)
    found = []
    for step, sample in of.items():
        forget = getattr(model, "forget_failures", None)
        if forget is not None:  # those in one step say nothing of the next
            forget()
        own = settings.model_copy(update={"model_steps": (step,)})
        after = run(join(own, assistant.index, assistant.embeddings, model), step, sample)
        result = judged(step, without, after, limit_s=settings.model_timeout_s)
        told(result)
        found.append(result)
    return tuple(found)


def _report(assistant: Assistant, of: Sample, progress: Callable[[str], None]) -> Report:
    began = time.perf_counter()
    cases: list[CaseResult] = []
    for number, result in enumerate(ask(assistant, OURS, of.cases), start=1):
        progress(f"case {number} of {len(of.cases)}")
        cases.append(result)
    claims: list[ClaimResult] = []
    for number, verdict in enumerate(check(assistant, assistant.index.documents, of.claims), start=1):
        progress(f"claim {number} of {len(of.claims)}")
        claims.append(verdict)
    return Report(
        (SystemReport(OURS, tuple(cases)),) if cases else (),
        {},
        {str(key): str(value) for key, value in assistant.index.opened.fingerprint.items()},
        claims=ClaimsReport(tuple(claims), took_s=time.perf_counter() - began) if claims else None,
    )


def judged(step: ModelStep, before: Run, after: Run, *, limit_s: float) -> MeasuredStep:
    """What a step came to, and whether it is kept.

    Args:
        step: Which one.
        before: A run without a model over at least the cases of the other.
        after: With the step alone.
        limit_s: Seconds that an answer may wait for the model.
    """
    found = {one.measure: one for one in compare(before, after).differences}
    own = _plainer_in(before, after) if step == "writing" else found.get(_MEASURES[step])
    held = [found[name].after for name in GUARANTEES if name in found]
    met: list[StoredCase | StoredClaim] = [*after.of(), *after.claims]
    without: list[StoredCase | StoredClaim] = [*before.of(), *before.claims]
    spent = helped([one.answer for one in met])
    timed = [one.took_ms for one in met if (alone := helped([one.answer])) and alone.answers]
    most = quantile(timed, 0.95)
    ids = {one.id for one in met}
    plain = quantile([one.took_ms for one in without if one.id in ids], 0.5)
    asked = spent.answers if spent else 0
    guarantees = min(held, default=None)
    fault = _fault(asked, guarantees, found, most, limit_s) or _no_gain(own)
    return MeasuredStep(
        step=step,
        kept=not fault,
        reason=fault or f"helps: {_MEASURES[step]} {_change(own)}",
        measured=datetime.now(UTC).strftime("%Y-%m-%d"),
        version=after.about.version,
        commit=after.about.commit[:12] + ("-changed" if after.about.dirty else ""),
        prompts=prompts_of(step),
        cases=len(met),
        guarantees=guarantees,
        measure=_MEASURES[step],
        before=own.before if own else None,
        after=own.after if own else None,
        chance=own.p if own else None,
        guards=dict(spent.guards) if spent else {},
        asked=asked,
        failed=spent.failed if spent else 0,
        input_tokens=spent.input_tokens / max(1, asked) if spent else 0,
        output_tokens=spent.output_tokens / max(1, asked) if spent else 0,
        seconds=_in_s(quantile(timed, 0.5)),
        most_seconds=_in_s(most),
        before_seconds=_in_s(plain),
        limit_seconds=limit_s,
        runs=(before.about.id, after.about.id),
    )


def _fault(
    asked: int, guarantees: float | None, found: Mapping[str, Difference], most_ms: float | None, limit_s: float
) -> str:
    """Why a step may not be kept whatever it gains; "" where nothing is against it."""
    if not asked:
        return "the model was asked in none of these cases"
    if guarantees is None or guarantees < 1:
        return f"a guarantee is {show('', guarantees)} with it, and must be 1"
    lower = next((found[name] for name in _NOT_LOWER if name in found and found[name].better is False), None)
    if lower is not None:
        return f"{lower.measure} is worse with it: {_change(lower)}"
    if most_ms is not None and most_ms > limit_s * 1000:
        return f"5 of 100 answers take {most_ms / 1000:.1f} s or more, and the limit is {limit_s:g} s"
    return ""


def _no_gain(own: Difference | None) -> str:
    if own is None:
        return "its measure applies to none of these cases"
    if not own.better:
        return "it gains nothing"
    return "" if own.sure else f"the gain may be chance ({_change(own)}, p {own.p:.2f}): measure more cases"


def _change(of: Difference | None) -> str:
    return "" if of is None else f"{show('', of.before)} → {show('', of.after)}"


def _in_s(ms: float | None) -> float | None:
    return None if ms is None else round(ms / 1000, 2)


def _plainer_in(before: Run, after: Run) -> Difference | None:
    was = {one.id: one for one in before.of()}
    return difference(PLAINER, [plainer(was[one.id], one) for one in after.of() if one.id in was])


def plainer(before: StoredCase, after: StoredCase) -> tuple[Pair | None, Pair | None]:
    """Statements put in fewer or shorter words, of all, without and with a model; nothing where nothing is stated.

    None count in an answer that lost something: the known fact, an item, its place, its holder, or a check.
    """
    n = len(after.answer.get("statements", ()))
    if not n:
        return None, None
    texts = {_places(one, before.answer): str(one["text"]) for one in before.answer["statements"]}
    whole = all(_share(after, name) == 1 for name in _WHOLE if name in after.scores)
    if not whole or any(_share(after, name) < _share(before, name) for name in _NOTHING_LOST if name in before.scores):
        return (0.0, float(n)), (0.0, float(n))
    own = [one for one in after.answer["statements"] if one.get("own_words")]
    better = sum(reads_plainer(str(one["text"]), texts.get(_places(one, after.answer), "")) for one in own)
    return (0.0, float(n)), (float(better), float(n))


def _share(of: StoredCase, name: str) -> float:
    part, whole = of.scores.get(name, (0.0, 1.0))
    return part / whole


def _places(statement: Mapping[str, Any], answer: Mapping[str, Any]) -> frozenset[tuple[str, int, int]]:
    cited = {one["id"]: (one["document_id"], one["char_start"], one["char_end"]) for one in answer["citations"]}
    return frozenset(cited[id_] for id_ in statement["citations"])


def reads_plainer(text: str, quote: str) -> bool:
    """Whether a text is no longer than the quote, and has fewer words or shorter ones.

    >>> reads_plainer("Councils should get help.", "Local authorities should receive assistance.")
    True
    >>> reads_plainer("A council will help in 2024.", "Council will help.")
    False
    """
    now, was = text.split(), quote.split()
    if not now or len(text) > len(quote):
        return False
    return len(now) < len(was) or len("".join(now)) * len(was) < len("".join(was)) * len(now)


def table(measured: Sequence[MeasuredStep]) -> str:
    """As a person reads it: a line a step, and under it why it is kept or not."""
    lines = [
        f"{'step':12}{'cases':>6}{'guarantees':>12}  {'measure':18}{'without → with':>16}{'chance':>8}"
        f"{'tokens':>12}{'seconds':>18}  kept"
    ]
    for one in measured:
        values = f"{show('', one.before)} → {show('', one.after)}"
        tokens = f"{one.input_tokens:.0f} + {one.output_tokens:.0f}"
        seconds = f"{one.before_seconds or 0:.1f} → {one.seconds or 0:.1f}, {one.most_seconds or 0:.1f}"
        fired = ", ".join(f"{name} {n}" for name, n in sorted(one.guards.items(), key=lambda found: -found[1]))
        lines += [
            f"{one.step:12}{one.cases:>6}{show('', one.guarantees):>12}  {one.measure:18}{values:>16}"
            f"{show('', one.chance):>8}{tokens:>12}{seconds:>18}  {'yes' if one.kept else 'no'}",
            f"  {one.reason}; asked in {one.asked}, could not help in {one.failed}; guards fired: {fired or 'none'}",
        ]
    return "\n".join([*lines, "", *NOTES])


NOTES = (
    "guarantees: the lowest of quotes verbatim, statements cited, faithful, figures in quotes; must be 1.",
    f"{PLAINER}: statements in fewer or shorter words than without the model, in answers that lost nothing.",
    "chance: McNemar's exact test for a yes or no, paired bootstrap for a share; below .05 is a gain.",
    "tokens: read + written, an answer. seconds: median without → with, and that of 95 of 100 with it.",
    "questions: not measured here, since it changes the index; asked only where model_steps names it.",
)
