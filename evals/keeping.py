"""A report as it is kept: every answer and score, with what it was measured with."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from assistant.helping.measured import asked_steps
from assistant.helping.prompts import load_prompts
from assistant.models.providers import parse_name
from assistant.settings import Settings
from corpus.library import BUNDLED
from evals.cases import Case
from evals.claims_report import ClaimResult
from evals.machine import machine, peak_memory_mb, version
from evals.measures import CaseResult
from evals.report import Report
from evals.runs import SCHEMA, About, Run, StoredCase, StoredClaim, StoredPlace


def stored(
    report: Report, settings: Settings, *, started: float, chosen: Mapping[str, str], commit: tuple[str, bool]
) -> Run:
    """A report as it is kept.

    Args:
        report: With at least this system.
        settings: What it was built with; paths are not kept.
        started: Seconds since the epoch.
        chosen: Which cases were asked, where not all.
        commit: That of this program, and whether files differed from it, both when the run began.
    """
    of_commit, dirty = commit
    when = datetime.fromtimestamp(started, UTC)
    ours = report.systems[0].results if report.systems else ()
    about = About(
        schema_=SCHEMA,
        id=f"{when:%Y%m%d-%H%M%S}" + (f"-{of_commit[:7]}" if of_commit else "") + ("-changed" if dirty else ""),
        started=when.isoformat(timespec="seconds"),
        commit=of_commit,
        dirty=dirty,
        version=version(),
        corpus=report.fingerprint.get("documents", ""),
        fingerprint=dict(report.fingerprint),
        models={
            "embedder": report.fingerprint.get("embedder", ""),
            "reranker": settings.reranker,
            "model": str(parse_name(settings.model)) if settings.model else "",
            "model_steps": " ".join(asked_steps(settings).steps) if settings.model else "",
            "prompts": " ".join(f"{one.name}-{one.version}" for one in load_prompts().values())
            if settings.model
            else "",
            "writer": ", ".join(sorted({str(result.given.get("writer", "")) for result in ours} - {""})),
        },
        settings={
            "corpus": "bundled" if settings.corpus.resolve() == BUNDLED.resolve() else settings.corpus.name,
            "embedder": settings.embedder,
            "reranker": settings.reranker,
        },
        chosen=dict(chosen),
        machine=machine(),
        python=platform.python_version(),
        took_s=round(time.time() - started, 1),
        peak_memory_mb=peak_memory_mb(),
        systems=tuple(system.name for system in report.systems),
        gates=dict(report.gates),
        ceilings=dict(report.ceilings),
        failed_gates=tuple(report.failed_gates),
        low_gates=tuple(report.low_gates),
    )
    cases = tuple(_case(system.name, result) for system in report.systems for result in system.results)
    claims = tuple(_claim(result) for result in report.claims.results) if report.claims else ()
    return Run(about=about, cases=cases, claims=claims)


def digest(case: Case) -> str:
    """Of everything that a case says, but for its note."""
    told = case.model_dump_json(exclude={"note"})
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _case(system: str, result: CaseResult) -> StoredCase:
    case = result.case
    return StoredCase(
        system=system,
        id=case.id,
        suite=result.suite,
        kind=case.kind,
        wording=case.wording,
        split=case.split,
        persona=case.persona,
        digest=digest(case),
        question=case.question,
        answerable=case.answerable,
        places=tuple(StoredPlace(document=p.document, paragraph=p.paragraph, text=p.text) for p in case.places),
        must_state=tuple(tuple(group) for group in case.must_state),
        outcome=result.outcome,
        scores=result.scores(),
        n_words=result.n_words,
        took_ms=None if result.took_ms is None else round(result.took_ms, 2),
        probability=result.probability,
        answer=json.loads(json.dumps(result.given)),
        passages=tuple(dict(passage) for passage in result.passages),
    )


def _claim(result: ClaimResult) -> StoredClaim:
    case = result.case
    return StoredClaim(
        id=case.id,
        suite=result.suite,
        kind=case.kind,
        form=case.form,
        split=case.split,
        persona=case.persona,
        digest=hashlib.sha256(case.model_dump_json(exclude={"note"}).encode()).hexdigest()[:16],
        claim=case.claim,
        known=case.verdict,
        places=tuple(StoredPlace(document=p.document, paragraph=p.paragraph, text=p.text) for p in case.places),
        verdict=result.verdict,
        scores=result.scores(),
        took_ms=None if result.took_ms is None else round(result.took_ms, 2),
        probability=result.probability,
        answer=json.loads(json.dumps(result.given)),
    )
