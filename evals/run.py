"""Cases → Report: every case asked once, scored by code alone."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.answers import Question
from assistant.build import Assistant
from corpus.documents import Document
from evals.baselines import PlainBaseline
from evals.cases import PlacedCase, load_cases, place_cases
from evals.metrics import answers, retrieval
from evals.report import CaseResult, Report, SystemReport

GATES = Path(__file__).with_name("gates.toml")

Progress = Callable[[str], None]


def run(
    assistant: Assistant, *, suite: str | None = None, baseline: bool = True, progress: Progress = lambda _: None
) -> Report:
    """Ask every case and score the answers.

    Args:
        assistant: The system.
        suite: Only the cases of this file.
        baseline: Whether to run the plain baseline on the same cases.
        progress: Told each case.

    Raises:
        CaseError: If a case is wrong or its place is not in the documents.
    """
    documents = assistant.index.documents
    cases = place_cases(load_cases(suite=suite), documents)
    assistant.search("warm up")
    ours = [
        _score(
            case,
            _timed_answer(assistant, case),
            [p.chunk for p in assistant.search(case.case.question, k=10)],
            documents,
        )
        for case in _told(cases, "this system", progress)
    ]
    systems = [SystemReport("reforms-assistant", tuple(ours))]
    if baseline:
        progress("building the baseline")
        with PlainBaseline(documents, assistant.embeddings) as plain:
            plain.search("warm up")
            theirs = []
            for case in _told(cases, "the baseline", progress):
                started = time.perf_counter()
                answer = plain.ask(case.case.question)
                took = (time.perf_counter() - started) * 1000
                theirs.append(_score(case, (answer, took), plain.search(case.case.question), documents))
        systems.append(SystemReport("plain baseline", tuple(theirs)))
    gates = tomllib.loads(GATES.read_text(encoding="utf-8"))["gates"] if suite is None else {}
    return Report(
        tuple(systems),
        gates=gates,
        fingerprint={str(key): str(value) for key, value in assistant.index.opened.fingerprint.items()},
    )


def _told(cases: Sequence[PlacedCase], system: str, progress: Progress) -> Any:
    for number, case in enumerate(cases, start=1):
        progress(f"{system}: case {number} of {len(cases)}")
        yield case


def _timed_answer(assistant: Assistant, case: PlacedCase) -> tuple[dict[str, Any], float]:
    started = time.perf_counter()
    answer = assistant.ask(Question(case.case.question)).to_dict()
    return answer, (time.perf_counter() - started) * 1000


def _score(
    case: PlacedCase, timed: tuple[Mapping[str, Any], float], passages: Sequence[Any], documents: Mapping[str, Document]
) -> CaseResult:
    answer, took = timed
    refused = answer["outcome"] == "abstained"
    states, cites = answers.states_fact(case, answer["answer"]), answers.cites_place(case, answer)
    return CaseResult(
        case=case.case,
        suite=case.suite,
        outcome=answer["outcome"],
        answer=answer["answer"],
        recall_at_1=retrieval.recall_at_k(case, passages, 1),
        recall_at_5=retrieval.recall_at_k(case, passages, 5),
        recall_at_10=retrieval.recall_at_k(case, passages, 10),
        reciprocal_rank=retrieval.reciprocal_rank(case, passages),
        states_fact=None if states is None else states and not refused,
        cites_place=None if cites is None else cites and not refused,
        verbatim=answers.quotes_verbatim(answer, documents),
        cited=answers.statements_cited(answer),
        n_words=len(answers.plain(answer["answer"]).split()),
        took_ms=took,
    )
