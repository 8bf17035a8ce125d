"""Runs, kept: `runs/<id>/run.json` says what was measured with what, `cases.jsonl` every answer with its scores."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.settings import Settings
from corpus import durability
from corpus.errors import UserFacingError, one_line
from corpus.library import BUNDLED
from evals.cases import Case
from evals.measures import CaseResult, Pair
from evals.report import Report

SCHEMA = 1
RUN, CASES, PAGE = "run.json", "cases.jsonl", "report.html"
LATEST = "latest"


class RunError(UserFacingError):
    """A stored run that is missing or cannot be used."""


class _Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StoredPlace(_Stored):
    """Where an answer stands, as its case says."""

    document: str
    paragraph: str | None
    text: str


class StoredCase(_Stored):
    """One case as one system answered it.

    Attributes:
        digest: Of the case as it was asked; two runs are compared on a case only where it is the same in both.
        scores: Every measure that applied: so many of so many.
        probability: That the question is answerable, as the system saw it.
        answer: The whole answer, in the shape of the contract.
    """

    system: str
    id: str
    suite: str
    kind: str
    wording: str
    split: Literal["tune", "held_back"]
    persona: str
    digest: str
    question: str
    answerable: bool
    places: tuple[StoredPlace, ...]
    must_state: tuple[tuple[str, ...], ...]
    outcome: str
    scores: dict[str, Pair]
    n_words: int
    took_ms: float
    probability: float | None
    answer: dict[str, Any]
    passages: tuple[dict[str, Any], ...]

    @property
    def settled(self) -> bool:
        """Right where the papers answer, refused where they do not."""
        if not self.answerable:
            return self.outcome == "abstained"
        return self.scores.get("right", (0.0, 1.0))[0] > 0

    @property
    def excused(self) -> bool:
        """Whether it was refused and might be, so that it is neither right nor wrong."""
        return self.answerable and "right" not in self.scores


class About(_Stored):
    """What a run measured, and with what.

    Attributes:
        commit: Of the checkout that ran; "" outside one.
        dirty: Whether files differed from that commit.
        corpus: Hash of the documents.
        models: Embedder, reranker and writer.
        chosen: Which cases: suite, only, split, small; empty for all.
    """

    schema_: int
    id: str
    started: str
    commit: str
    dirty: bool
    version: str
    corpus: str
    fingerprint: dict[str, str]
    models: dict[str, str]
    settings: dict[str, str]
    chosen: dict[str, str]
    machine: str
    python: str
    took_s: float
    peak_memory_mb: float
    systems: tuple[str, ...]
    gates: dict[str, float]
    ceilings: dict[str, float]
    failed_gates: tuple[str, ...]
    low_gates: tuple[str, ...]


class Run(_Stored):
    """A run as it is kept.

    Attributes:
        cases: Of every system, in the order asked.
    """

    about: About
    cases: tuple[StoredCase, ...]

    def of(self, system: str | None = None) -> list[StoredCase]:
        """The cases of one system, by default of ours, which comes first."""
        name = self.about.systems[0] if system is None else system
        return [case for case in self.cases if case.system == name]


def folder_of(data: Path) -> Path:
    """Where the runs lie in a data folder."""
    return data / "runs"


def stored(
    report: Report, settings: Settings, *, started: float, chosen: Mapping[str, str], checkout: Path | None = None
) -> Run:
    """A report as it is kept.

    Args:
        report: With at least this system.
        settings: What it was built with; paths are not kept.
        started: Seconds since the epoch.
        chosen: Which cases were asked, where not all.
        checkout: Folder whose commit is told; that of this program by default.
    """
    commit, dirty = _commit(checkout or Path(__file__).parent)
    when = datetime.fromtimestamp(started, UTC)
    ours = report.systems[0].results
    about = About(
        schema_=SCHEMA,
        id=f"{when:%Y%m%d-%H%M%S}" + (f"-{commit[:7]}" if commit else "") + ("-changed" if dirty else ""),
        started=when.isoformat(timespec="seconds"),
        commit=commit,
        dirty=dirty,
        version=_version(),
        corpus=report.fingerprint.get("documents", ""),
        fingerprint=dict(report.fingerprint),
        models={
            "embedder": report.fingerprint.get("embedder", ""),
            "reranker": settings.reranker,
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
    return Run(about=about, cases=cases)


def keep(run: Run, runs: Path) -> Run:
    """Write a run into the folder of its id; gives it with the id it has now, where another one had that already.

    Raises:
        RunError: If it cannot be written.
    """
    taken, id_, number = set(listed(runs)), run.about.id, 1
    while id_ in taken:
        number += 1
        id_ = f"{run.about.id}-{number}"
    run = run.model_copy(update={"about": run.about.model_copy(update={"id": id_})})
    folder = runs / id_
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lines = "".join(case.model_dump_json() + "\n" for case in run.cases)
        durability.write_file(folder / CASES, lines.encode())
        durability.write_file(folder / RUN, (run.about.model_dump_json(indent=1) + "\n").encode())
    except OSError as error:
        raise RunError(f"{folder}: cannot be written ({error.strerror}). Name another folder with --data.") from error
    return run


def listed(runs: Path) -> list[str]:
    """Ids of the runs kept, oldest first."""
    if not runs.is_dir():
        return []
    return sorted(path.name for path in runs.iterdir() if (path / RUN).is_file())


def load(name: str, runs: Path) -> Run:
    """A run by its id, the beginning of it, "latest", the beginning of its commit, or its folder.

    Raises:
        RunError: If there is none, or more than one; if it is damaged, or of another schema.
    """
    folder = _find(name, runs)
    try:
        about = json.loads((folder / RUN).read_bytes())
        met = about.get("schema_") if isinstance(about, dict) else None
        if met != SCHEMA:
            raise RunError(
                f"{folder.name}: is of schema {one_line(str(met), max_chars=20)}, and {SCHEMA} is read. Run "
                "`reforms eval` again on its commit."
            )
        cases = tuple(StoredCase.model_validate_json(line) for line in _lines(folder / CASES))
        run = Run(about=About.model_validate(about), cases=cases)
    except OSError as error:
        raise RunError(f"{folder / RUN}: cannot be read ({error.strerror}). Name another run.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RunError(f"{folder.name}: is damaged at {where} ({first['msg']}). Run `reforms eval` again.") from error
    except ValueError as error:
        raise RunError(f"{folder.name}: is damaged ({error}). Run `reforms eval` again.") from error
    if not run.of():
        raise RunError(f"{folder.name}: holds no case. Run `reforms eval` again.")
    return run


def _find(name: str, runs: Path) -> Path:
    if (Path(name) / RUN).is_file():
        return Path(name)
    known = listed(runs)
    if not known:
        raise RunError(f"There is no run in {runs}. `reforms eval` keeps one each time.")
    if name == LATEST:
        return runs / known[-1]
    fitting = [one for one in known if one.startswith(name) or f"-{name}" in one]
    if name in known:
        fitting = [name]
    if len(fitting) != 1:
        told = f"{len(fitting)} runs begin with" if fitting else "No run is called"
        raise RunError(f"{told} '{one_line(name, max_chars=60)}'. The last ones are: {', '.join(known[-5:])}.")
    return runs / fitting[0]


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        yield from (line for line in stream if line.strip())


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
        took_ms=round(result.took_ms, 2),
        probability=result.probability,
        answer=json.loads(json.dumps(result.given)),
        passages=tuple(dict(passage) for passage in result.passages),
    )


def _commit(checkout: Path) -> tuple[str, bool]:
    """The commit of a checkout and whether files differ from it; ("", False) outside one."""

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(checkout), *arguments], capture_output=True, text=True, check=True, timeout=20
        )
        return done.stdout.strip()

    try:
        if not git("ls-files", str(Path(__file__).name)):
            return "", False  # installed inside somebody else's checkout
        return git("rev-parse", "HEAD"), bool(git("status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.SubprocessError):
        return "", False


def _version() -> str:
    try:
        return version("reforms-assistant")
    except PackageNotFoundError:
        return ""


def machine() -> str:
    """Processor, cores and memory, as far as the system tells; no host's name."""
    cores = os.cpu_count() or 0
    name = platform.machine()
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
        name = next(
            (line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("model name")), name
        )
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
    except (OSError, ValueError):
        memory = ""
    return f"{name}, {cores} cores{memory}, {platform.system()}"


def peak_memory_mb() -> float:
    """The most memory that this process has held so far; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def values(cases: Sequence[StoredCase], measure: str) -> list[Pair | None]:
    """One measure of each case; None where it did not apply."""
    return [case.scores.get(measure) for case in cases]
