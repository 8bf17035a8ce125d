"""One system over some cases, or the checker over some claims: asked, timed, scored."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from assistant.answers import Claim, Verdict
from assistant.build import Assistant
from assistant.checking import judging
from corpus.documents import Document
from evals.baselines import System, baseline_of, meet
from evals.cases import Case, PlacedCase
from evals.claims import PlacedClaim
from evals.claims_report import ClaimResult
from evals.measures import CaseResult
from evals.metrics import claims as metrics
from evals.metrics.answers import quotes_verbatim
from evals.scoring import score

OURS = "reforms-assistant"


class Checker(Protocol):
    """What says of a claim whether the papers bear it out: the assistant, or a fake."""

    def check(self, claim: Claim) -> Verdict:
        """The verdict on one claim."""
        ...


def ask(assistant: Assistant, system: str, cases: Sequence[PlacedCase], *, timed: bool = True) -> Iterator[CaseResult]:
    """Ask one system some cases, and score what it says.

    Args:
        assistant: This system, or what a baseline is made from.
        system: `OURS`, or the name of a baseline.
        cases: What to ask.
        timed: Whether the time that an answer takes tells anything: nothing else runs beside it.
    """
    documents = assistant.index.documents
    with remembered(assistant) as forget, _system(system, assistant, forget) as asked:
        for case in cases:
            met = asked.meet(case.case)
            took = met.took_ms if timed else None
            yield score(case, met.answer, met.passages, documents, took_ms=took, probability=met.probability)


def check(
    checker: Checker, documents: Mapping[str, Document], claims: Sequence[PlacedClaim], *, timed: bool = True
) -> Iterator[ClaimResult]:
    """Check some claims, and score the verdicts; `timed` as for `ask`."""
    for claim in claims:
        with overheard(checker) as chances:
            started = time.perf_counter()
            verdict = checker.check(Claim(claim.case.claim)).to_dict()
            took = (time.perf_counter() - started) * 1000
        yield ClaimResult(
            case=claim.case,
            suite=claim.suite,
            verdict=verdict["verdict"],
            explanation=verdict["explanation"],
            cites_place=metrics.cites_place(claim, verdict),
            shows_opposed=metrics.shows_opposed(claim, verdict),
            parts_right=metrics.parts_right(claim, verdict),
            verbatim=quotes_verbatim(verdict, documents),
            took_ms=took if timed else None,
            given=verdict,
            probability=min(chances, default=None),
        )


@contextmanager
def overheard(checker: Checker) -> Iterator[list[float]]:
    """While open, the chance that the papers support a part is kept for each part that is judged.

    A verdict does not tell it. A fake, which judges nothing, has none.
    """
    inner = getattr(checker, "checker", None)
    chances: list[float] = []
    if inner is None:
        yield chances
        return
    weigh = inner.weighed

    def weighed(part: str) -> Any:
        found = weigh(part)
        chances.append(judging.regressions()[0].chance(judging.features(found)))
        return found

    inner.weighed = weighed
    try:
        yield chances
    finally:
        del inner.weighed  # the class has its own


class _Ours:
    def __init__(self, assistant: Assistant, forget: Callable[[], None]) -> None:
        self._assistant, self._forget = assistant, forget

    def meet(self, case: Case) -> Any:
        self._forget()
        return meet(self._assistant, case)


@contextmanager
def _system(name: str, assistant: Assistant, forget: Callable[[], None]) -> Iterator[System]:
    if name == OURS:
        yield _Ours(assistant, forget)
        return
    with baseline_of(name, assistant) as system:
        yield system


@contextmanager
def remembered(assistant: Assistant) -> Iterator[Callable[[], None]]:
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
