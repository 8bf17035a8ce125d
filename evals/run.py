"""Cases → Report: every case asked and every claim checked once, scored by code alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from assistant.build import Assistant
from corpus.documents import Document
from evals.baselines import Met, baselines, meet
from evals.cases import FOLDER, Case, CaseError, PlacedCase, load_cases, place_cases
from evals.checking import check_claims
from evals.claims import Split
from evals.gates import GATES, Gates, load_gates
from evals.measures import CaseResult
from evals.report import Report, SystemReport
from evals.scoring import score

__all__ = ["GATES", "Chosen", "choose", "run"]

CLAIMS = "claims"
"""The suite of claims; one file of them is `claims/NAME`, since questions and claims share names."""

Progress = Callable[[str], None]


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
    progress: Progress = lambda _: None,
) -> Report:
    """Ask every case, check every claim, and score what comes back.

    Args:
        assistant: The system.
        suite: Only the cases of this file; `claims` for the claims alone, `claims/NAME` for one file of them.
        only: Only cases of which the id, kind or suite fits one of these; claims are left out then.
        split: Only this half of the cases and claims.
        small: Only the slice that the file of gates names; claims are left out then.
        folder: Where the case files lie. The gates, and the claims, are those on the bundled papers, so that another
            folder has none.
        baseline: Whether to run the baselines on the same cases.
        claims: Whether a run over all cases takes in the claims.
        progress: Told each case.

    Raises:
        CaseError: If a case is wrong or its place is not in the documents, or none is left.
    """
    chosen = Chosen(suite, tuple(only), split, small)
    wanted, _, one = (suite or "").partition("/")
    if wanted == CLAIMS:
        if only or small:
            raise CaseError("--only and --small choose among questions. Leave them out with --suite claims.")
        checked = check_claims(assistant, assistant.index.documents, suite=one or None, split=split, progress=progress)
        return Report((), gates={}, fingerprint=_fingerprint(assistant), claims=checked)
    report = _questions(assistant, chosen, folder, baseline=baseline, progress=progress)
    if claims and folder == FOLDER and suite is None and not only and not small:
        checked = check_claims(assistant, assistant.index.documents, split=split, progress=progress)
        return replace(report, claims=checked)
    return report


def _questions(assistant: Assistant, chosen: Chosen, folder: Path, *, baseline: bool, progress: Progress) -> Report:
    gates = load_gates()
    documents = assistant.index.documents
    cases = place_cases(choose(load_cases(folder=folder, suite=chosen.suite), chosen, gates), documents)
    assistant.search("warm up")
    with remembered_logits(assistant) as forget:

        def ours(case: Case) -> Met:
            forget()
            return meet(assistant, case)

        systems = [_asked("reforms-assistant", ours, cases, documents, progress)]
    if baseline:
        progress("building the baselines")
        with baselines(assistant) as others:
            systems += [_asked(name, system.meet, cases, documents, progress) for name, system in others.items()]
    gated = folder == FOLDER and (chosen.everything or chosen == Chosen(small=True))
    limits = gates.small if chosen.small else gates.whole
    return Report(
        tuple(systems),
        gates=limits.least if gated else {},
        ceilings=limits.most if gated else {},
        targets=gates.targets,
        fingerprint=_fingerprint(assistant),
        margin=gates.margin,
    )


def _fingerprint(assistant: Assistant) -> dict[str, str]:
    return {str(key): str(value) for key, value in assistant.index.opened.fingerprint.items()}


def _asked(
    name: str,
    meet_: Callable[[Case], Met],
    cases: Sequence[PlacedCase],
    documents: Mapping[str, Document],
    progress: Progress,
) -> SystemReport:
    results: list[CaseResult] = []
    for number, case in enumerate(cases, start=1):
        progress(f"{name}: case {number} of {len(cases)}")
        met = meet_(case.case)
        results.append(
            score(case, met.answer, met.passages, documents, took_ms=met.took_ms, probability=met.probability)
        )
    return SystemReport(name, tuple(results))


@contextmanager
def remembered_logits(assistant: Assistant) -> Iterator[Callable[[], None]]:
    """While open, the cross-encoder reads no sentence twice for a question; gives what makes it forget all it read.

    A case is asked and then searched for, and nearly all the time of both is the cross-encoder's. Forgotten before each
    case, what it remembers makes no answer quicker than it is.
    """
    reader = assistant.retriever.cross_encoder
    if reader is None:
        yield lambda: None
        return
    remembering = RememberedLogits(reader)
    assistant.retriever.cross_encoder = remembering
    try:
        yield remembering.known.clear
    finally:
        assistant.retriever.cross_encoder = reader


class RememberedLogits:
    """A cross-encoder that asks another one only what it has not been asked before.

    Attributes:
        known: Logits by question and text.
    """

    def __init__(self, reader: Any) -> None:
        """Stand before `reader`."""
        self.known: dict[tuple[str, str], float] = {}
        self._reader = reader

    def logits(self, question: str, texts: Sequence[str]) -> list[float]:
        """As the reader behind it gives them."""
        new = [text for text in dict.fromkeys(texts) if (question, text) not in self.known]
        if new:
            self.known.update(zip(((question, text) for text in new), self._reader.logits(question, new), strict=True))
        return [self.known[question, text] for text in texts]
