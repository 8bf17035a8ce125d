"""Runs, kept: `runs/<id>/run.json` says what was measured with what, `cases.jsonl` every answer with its scores."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus import durability
from corpus.errors import UserFacingError, one_line
from evals.measures import Pair

SCHEMA = 1
RUN, CASES, CLAIMS, PAGE = "run.json", "cases.jsonl", "claims.jsonl", "report.html"
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
        took_ms: How long the answer took; None where other work ran beside it.
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
    took_ms: float | None
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


class StoredClaim(_Stored):
    """One claim as this system judged it; the fields are those of `StoredCase`.

    Attributes:
        known: The verdict that is right.
        verdict: The one that was given.
        probability: That the papers support all of it, as the system saw it; earlier runs lack it.
        answer: The whole verdict, in the shape of the contract.
    """

    id: str
    suite: str
    kind: str
    form: str
    split: Literal["tune", "held_back"]
    persona: str
    digest: str
    claim: str
    known: str
    places: tuple[StoredPlace, ...]
    verdict: str
    scores: dict[str, Pair]
    took_ms: float | None
    probability: float | None = None
    answer: dict[str, Any]

    @property
    def settled(self) -> bool:
        """Whether the verdict is the known one."""
        return self.verdict == self.known


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
        cases: Of every system, in the order asked; none where only claims were checked.
        claims: Of this system alone.
    """

    about: About
    cases: tuple[StoredCase, ...]
    claims: tuple[StoredClaim, ...] = ()

    def of(self, system: str | None = None) -> list[StoredCase]:
        """The cases of one system, by default of ours, which comes first."""
        name = system or next(iter(self.about.systems), "")
        return [case for case in self.cases if case.system == name]


def folder_of(data: Path) -> Path:
    """Where the runs lie in a data folder."""
    return data / "runs"


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
        for name, rows in ((CASES, run.cases), (CLAIMS, run.claims)):
            lines = "".join(row.model_dump_json() + "\n" for row in rows)
            durability.write_file(folder / name, lines.encode())
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
        claims = tuple(StoredClaim.model_validate_json(line) for line in _lines(folder / CLAIMS))
        run = Run(about=About.model_validate(about), cases=cases, claims=claims)
    except OSError as error:
        raise RunError(f"{folder / RUN}: cannot be read ({error.strerror}). Name another run.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RunError(f"{folder.name}: is damaged at {where} ({first['msg']}). Run `reforms eval` again.") from error
    except ValueError as error:
        raise RunError(f"{folder.name}: is damaged ({error}). Run `reforms eval` again.") from error
    if not run.of() and not run.claims:
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


def values(cases: Sequence[StoredCase | StoredClaim], measure: str) -> list[Pair | None]:
    """One measure of each case; None where it did not apply."""
    return [case.scores.get(measure) for case in cases]
