"""Kept runs without a model: a few results, and the run made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.answers import Finding
from assistant.settings import Settings
from evals.cases import Case
from evals.claims import ClaimCase
from evals.claims_report import ClaimResult, ClaimsReport
from evals.keeping import stored
from evals.measures import CaseResult
from evals.report import Report, SystemReport
from evals.runs import Run
from tests.evals.claim_fakes import FALSE, GOOD, UNHELD

ANSWER: dict[str, Any] = {
    "outcome": "answered",
    "answer": "It rises.",
    "writer": "quotes",
    "statements": [{"text": "It rises to £3,000.", "citations": [1], "standpoint": "LGA"}],
    "citations": [
        {
            "id": 1,
            "document_id": "d",
            "paragraph": "7",
            "char_start": 0,
            "char_end": 9,
            "quote": "It rises to £3,000 <b>",
        }
    ],
}


def case(id_: str, **changes: Any) -> Case:
    return Case.model_validate(
        {
            "id": id_,
            "question": f"How much is {id_} <script>?",
            "persona": "officer",
            "kind": "amount",
            "wording": "close",
            "split": "tune",
            "must_state": [["£3,000"]],
            "places": [{"document": "d", "paragraph": "7", "text": "It rises to £3,000"}],
            **changes,
        }
    )


def result(of: Case, *, right: bool = True, took_ms: float = 5.0, **more: Any) -> CaseResult:
    """An answerable case answered rightly or not; one to be refused is refused or not."""
    answerable = of.answerable
    hit = float(right) if answerable else None
    flag = right if answerable else None
    outcome = "answered" if answerable or not right else "abstained"
    return CaseResult(
        of, "money", outcome, "It rises.", hit, hit, hit, hit, flag, flag, (1, 1), (1, 1), 10, took_ms,
        ndcg_at_10=hit, probability=0.9 if answerable else 0.2, given=ANSWER | {"outcome": outcome}, **more,
    )  # fmt: skip


REFUSE: dict[str, Any] = {"kind": "unanswerable", "must_state": [], "places": []}


def run_of(
    *results: CaseResult, others: tuple[SystemReport, ...] = (), corpus: str = "c0ffee", started: float = 1_750_000_000
) -> Run:
    ours = SystemReport("reforms-assistant", results)
    report = Report((ours, *others), {"right": 0.5}, {"documents": corpus, "embedder": "words"})
    return stored(report, Settings(data=Path("nowhere")), started=started, chosen={}, commit=("", False))


def run_of_claims(*, corpus: str = "c0ffee", started: float = 1_750_000_000) -> Run:
    """Seven claims, two of them judged wrongly; no question."""
    judged: list[tuple[dict[str, object], Finding]] = [
        (GOOD, "supported"), (GOOD, "supported"), (GOOD, "contradicted"), (FALSE, "contradicted"), (FALSE, "supported"),
        (UNHELD, "not_found"), (UNHELD, "not_found"),
    ]  # fmt: skip
    results = tuple(
        ClaimResult(
            ClaimCase.model_validate(of | {"id": f"claim-{number}"}),
            "money",
            verdict,
            "So it is.",
            cites_place=True if of["places"] else None,
            shows_opposed=None,
            parts_right=None,
            verbatim=(1, 1),
            took_ms=5.0 if number < 2 else None,
            given={"verdict": verdict, "explanation": "So it is.", "citations": ANSWER["citations"]},
            probability=0.8 if of["verdict"] == "supported" else 0.3,
        )
        for number, (of, verdict) in enumerate(judged)
    )
    report = Report((), {}, {"documents": corpus, "embedder": "words"}, claims=ClaimsReport(results, took_s=1.0))
    return stored(report, Settings(data=Path("nowhere")), started=started, chosen={}, commit=("", False))
