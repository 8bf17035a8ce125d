"""Cases → Report: every case asked and every claim checked once, scored by code alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeVar

from assistant.build import Assistant
from evals.asking import OURS, ask, check
from evals.baselines import BASELINES
from evals.cases import FOLDER, Case, CaseError, PlacedCase, load_cases, place_cases
from evals.checking import gather, small_slice
from evals.claims import PlacedClaim, Split, load_claims, place_claims
from evals.claims_report import ClaimResult, ClaimsReport
from evals.gates import GATES, Gates, load_gates
from evals.measures import CaseResult
from evals.report import Report, SystemReport
from evals.working import default_jobs, workers

__all__ = ["GATES", "Chosen", "choose", "run"]

CLAIMS = "claims"
"""The suite of claims; one file of them is `claims/NAME`, since questions and claims share names."""

_TIMED = 20
"""Cases, and as many claims, that are timed with nothing beside them where several processes share the others."""

Progress = Callable[[str], None]
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which cases are asked; all of them by default.

    Attributes:
        suite: Only those of this file.
        only: Only those whose id, kind or suite is, or fits (`kinship-*`), one of these patterns.
        split: Only those of this half.
        small: Only the slice that `evals/gates.toml` names, which has gates of its own.
    """

    suite: str | None = None
    only: tuple[str, ...] = ()
    split: Split | None = None
    small: bool = False

    @property
    def everything(self) -> bool:
        """Whether no case is left out."""
        return self == Chosen()


def choose(cases: Sequence[tuple[str, Case]], chosen: Chosen, gates: Gates) -> list[tuple[str, Case]]:
    """The cases that are asked.

    Raises:
        CaseError: If there is none.
    """
    kept = [
        (suite, case)
        for suite, case in cases
        if (not chosen.only or any(fnmatchcase(name, p) for p in chosen.only for name in (case.id, case.kind, suite)))
        and chosen.split in (None, case.split)
    ]
    if chosen.small:
        kept = gates.slice(kept)
    if not kept:
        asked = " ".join(
            [*(f"--only {one}" for one in chosen.only), *([f"--split {chosen.split}"] * bool(chosen.split))]
        )
        raise CaseError(f"No case fits {asked}. --only takes an id, a kind or a suite; 'kinship-*' stands for many.")
    return kept


def run(
    assistant: Assistant,
    *,
    suite: str | None = None,
    only: Sequence[str] = (),
    split: Split | None = None,
    small: bool = False,
    folder: Path = FOLDER,
    baseline: bool = True,
    claims: bool = True,
    jobs: int | None = 1,
    progress: Progress = lambda _: None,
) -> Report:
    """Ask every case, check every claim, and score what comes back.

    Args:
        assistant: The system.
        suite: Only the cases of this file; `claims` for the claims alone, `claims/NAME` for one file of them.
        only: Only cases of which the id, kind or suite fits one of these; claims are left out then.
        split: Only this half of the cases and claims.
        small: Only the slices of cases and claims that the file of gates names.
        folder: Where the case files lie. The gates, and the claims, are those on the bundled papers, so that another
            folder has none.
        baseline: Whether to run the baselines on the same cases.
        claims: Whether a run over all cases takes in the claims.
        jobs: How many processes share the work, each with an assistant made anew from the settings of this one; 1 for
            this process alone, None for as many as are worth it.
        progress: Told each case.

    Raises:
        CaseError: If a case is wrong or its place is not in the documents, or none is left.
        WorkerError: If one of several processes ends before its work is done.
    """
    chosen, gates = Chosen(suite, tuple(only), split, small), load_gates()
    wanted, _, one = (suite or "").partition("/")
    documents = assistant.index.documents
    cases: list[PlacedCase] = []
    to_check: list[PlacedClaim] = []
    if wanted == CLAIMS:
        if only:
            raise CaseError("--only chooses among questions. Leave it out with --suite claims.")
        to_check = place_claims(load_claims(suite=one or None, split=split), documents)
    else:
        cases = place_cases(choose(load_cases(folder=folder, suite=suite), chosen, gates), documents)
        if claims and folder == FOLDER and suite is None and not only:
            to_check = place_claims(load_claims(split=split), documents)
    if small:
        to_check = small_slice(to_check)
    assistant.search("warm up")
    # A language model is waited for, and asked by one process with one count of what it costs.
    asks_a_model = bool(getattr(assistant.settings, "model", ""))
    systems, checked = _met(
        assistant,
        [OURS, *(BASELINES if baseline else ())] if cases else [],
        cases,
        to_check,
        jobs=jobs or default_jobs(0 if asks_a_model else len(cases) + len(to_check)),
        gather=lambda results: gather(
            results,
            len(to_check),
            gated=suite in {None, CLAIMS} and split is None,
            split=split,
            small=small,
            progress=progress,
        ),
        progress=progress,
    )
    gated = bool(cases) and folder == FOLDER and (chosen.everything or chosen == Chosen(small=True))
    limits = gates.small if small else gates.whole
    return Report(
        systems,
        gates=limits.least if gated else {},
        ceilings=limits.most if gated else {},
        targets=gates.targets if cases else (),
        fingerprint={str(key): str(value) for key, value in assistant.index.opened.fingerprint.items()},
        margin=gates.margin,
        claims=checked,
    )


def _met(
    assistant: Assistant,
    names: Sequence[str],
    cases: Sequence[PlacedCase],
    claims: Sequence[PlacedClaim],
    *,
    jobs: int,
    gather: Callable[[Iterable[ClaimResult]], ClaimsReport],
    progress: Progress,
) -> tuple[tuple[SystemReport, ...], ClaimsReport | None]:
    """What every system makes of the cases, and this one of the claims: in this process, or in `jobs` others.

    With others, a few cases and claims are met here before these start, since a time taken beside other work is not
    what a person waits; the rest has none. They are drawn by their ids' hash, so that nobody chooses them.
    """
    documents = assistant.index.documents
    if jobs == 1:
        systems = tuple(_gathered(name, ask(assistant, name, cases), cases, progress) for name in names)
        return systems, gather(check(assistant, documents, claims)) if claims else None
    timed_cases, _ = drawn(cases, _TIMED, lambda one: one.case.id)
    timed_claims, other_claims = drawn(claims, _TIMED, lambda one: one.case.id)
    progress("timing a few cases with nothing beside them")
    known = {result.case.id: result for result in ask(assistant, OURS, timed_cases)} if names else {}
    known_claims = {result.case.id: result for result in check(assistant, documents, timed_claims)}
    progress(f"starting {jobs} processes")
    with workers(assistant.settings, jobs) as pool:
        begun = pool.cases(names, cases, known=frozenset(known))
        checked = pool.claims(other_claims)
        systems = tuple(
            _gathered(name, _merged(cases, known if name == OURS else {}, results), cases, progress)
            for name, results in begun.items()
        )
        return systems, gather(_merged(claims, known_claims, checked)) if claims else None


def drawn(whole: Sequence[T], n: int, id_of: Callable[[T], str]) -> tuple[list[T], list[T]]:
    """As many, drawn by the hash of their ids so that nobody chooses them, and the others; each in its order."""
    first = sorted(whole, key=lambda one: hashlib.sha256(id_of(one).encode()).digest())[:n]
    ids = {id_of(one) for one in first}
    return [one for one in whole if id_of(one) in ids], [one for one in whole if id_of(one) not in ids]


def _merged(whole: Sequence[Any], known: Mapping[str, R], others: Iterator[R]) -> Iterator[R]:
    """Results in the order of the cases: those known already, the others as they come."""
    for one in whole:
        found = known.get(one.case.id)
        yield next(others) if found is None else found


def _gathered(
    name: str, results: Iterable[CaseResult], cases: Sequence[PlacedCase], progress: Progress
) -> SystemReport:
    gathered: list[CaseResult] = []
    if name == BASELINES[0]:
        progress("building the baselines")
    for number, result in enumerate(results, start=1):
        progress(f"{name}: case {number} of {len(cases)}")
        gathered.append(result)
    return SystemReport(name, tuple(gathered))
