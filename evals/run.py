"""Cases → Report: every case asked and every claim checked once, scored by code alone."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.answers import Question, Turn
from assistant.build import Assistant
from corpus.documents import Document
from evals.baselines import PlainBaseline
from evals.cases import FOLDER, PlacedCase, load_cases, place_cases
from evals.checking import check_claims
from evals.claims import Split
from evals.metrics import answers, conduct, retrieval
from evals.report import CaseResult, Report, SystemReport, Target

GATES = Path(__file__).with_name("gates.toml")

CLAIMS = "claims"
"""The suite of claims; one file of them is `claims/NAME`, since questions and claims share names."""

Progress = Callable[[str], None]


def run(
    assistant: Assistant,
    *,
    suite: str | None = None,
    split: Split | None = None,
    folder: Path = FOLDER,
    baseline: bool = True,
    claims: bool = True,
    progress: Progress = lambda _: None,
) -> Report:
    """Ask every case, check every claim, and score what comes back.

    Args:
        assistant: The system.
        suite: Only the cases of this file; `claims` for the claims alone, `claims/NAME` for one file of them.
        split: Only this half of the cases and claims; gates apply to both halves together.
        folder: Where the case files lie. The gates, and the claims, are those on the bundled papers, so that another
            folder has none.
        baseline: Whether to run the plain baseline on the same cases.
        claims: Whether a run over all cases takes in the claims.
        progress: Told each case.

    Raises:
        CaseError: If a case is wrong or its place is not in the documents.
    """
    wanted, _, one = (suite or "").partition("/")
    if wanted == CLAIMS:
        checked = check_claims(assistant, assistant.index.documents, suite=one or None, split=split, progress=progress)
        return Report((), gates={}, fingerprint=_fingerprint(assistant), claims=checked)
    report = _asked(assistant, suite=suite, split=split, folder=folder, baseline=baseline, progress=progress)
    if claims and suite is None and folder == FOLDER:
        checked = check_claims(assistant, assistant.index.documents, split=split, progress=progress)
        return replace(report, claims=checked)
    return report


def _asked(
    assistant: Assistant, *, suite: str | None, split: Split | None, folder: Path, baseline: bool, progress: Progress
) -> Report:
    documents = assistant.index.documents
    loaded = load_cases(folder=folder, suite=suite)
    cases = place_cases([(stem, case) for stem, case in loaded if split in {None, case.split}], documents)
    assistant.search("warm up")
    ours = []
    for case in _told(cases, "this system", progress):
        timed = _timed_answer(assistant, case)
        # A follow-up is searched as the system understood it: its own words alone may hold nothing to search for.
        asked = timed[0]["standalone_question"] if case.case.history else case.case.question
        ours.append(_score(case, timed, [p.chunk for p in assistant.search(asked, k=10)], documents))
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
    kept = tomllib.loads(GATES.read_text(encoding="utf-8"))
    gated = suite is None and split is None and folder == FOLDER
    return Report(
        tuple(systems),
        gates=kept["gates"] if gated else {},
        ceilings=kept["ceilings"] if gated else {},
        targets=tuple(Target(**target) for target in kept["target"]),
        fingerprint=_fingerprint(assistant),
    )


def _fingerprint(assistant: Assistant) -> dict[str, str]:
    return {str(key): str(value) for key, value in assistant.index.opened.fingerprint.items()}


def _told(cases: Sequence[PlacedCase], system: str, progress: Progress) -> Any:
    for number, case in enumerate(cases, start=1):
        progress(f"{system}: case {number} of {len(cases)}")
        yield case


def _timed_answer(assistant: Assistant, case: PlacedCase) -> tuple[dict[str, Any], float]:
    started = time.perf_counter()
    history = tuple(Turn(turn.q, turn.a) for turn in case.case.history)
    answer = assistant.ask(Question(case.case.question, history)).to_dict()
    return answer, (time.perf_counter() - started) * 1000


def _score(
    case: PlacedCase, timed: tuple[Mapping[str, Any], float], passages: Sequence[Any], documents: Mapping[str, Document]
) -> CaseResult:
    answer, took = timed
    refused = answer["outcome"] == "abstained"
    # Refusing what may be refused is neither right nor wrong, so that it leaves the means.
    excused = refused and case.case.may_refuse
    told, using = conduct.with_positions(answer)
    states = None if excused else answers.states_fact(case, told)
    cites = None if excused else answers.cites_place(case, using)
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
        items_stated=(0, 0) if excused else answers.items_stated(case, told),
        disagreement_shown=conduct.disagreement_shown(case, answer),
        false_alarm=conduct.false_alarm(case, answer),
        holder_named=conduct.holder_named(case, answer),
        view_named=conduct.view_statements_named(answer),
        figures_quoted=conduct.figures_in_quotes(answer),
        reason_right=conduct.reason_right(case, answer),
        signpost_right=conduct.signpost_right(case, answer),
        obeyed=conduct.obeyed(case, answer),
        dated=conduct.dated(case, answer),
    )
