"""What a run must reach: `gates.toml`, read and checked."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import UserFacingError
from evals.cases import Case
from evals.claims import ClaimCase
from evals.report import Target

GATES = Path(__file__).with_name("gates.toml")


class GateError(UserFacingError):
    """A file of gates that cannot be used."""


class _Target(BaseModel):
    model_config = ConfigDict(extra="forbid")

    measure: str
    least: float | None = None
    most: float | None = None


class _Small(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cases_a_kind: int = Field(gt=0)
    more: dict[str, int] = {}
    gates: dict[str, float]
    ceilings: dict[str, float] = {}


class _SmallClaims(BaseModel):
    model_config = ConfigDict(extra="forbid")

    claims_a_verdict: int = Field(gt=0)
    gates: dict[str, float]
    ceilings: dict[str, float] = {}


class _Claims(BaseModel):
    model_config = ConfigDict(extra="forbid")

    gates: dict[str, float]
    ceilings: dict[str, float]
    target: list[_Target] = []
    small: _SmallClaims


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    margin: float = Field(gt=0)
    gates: dict[str, float]
    ceilings: dict[str, float]
    small: _Small
    claims: _Claims
    target: list[_Target] = []


class Limits(BaseModel):
    """The least and the most that measures may be."""

    model_config = ConfigDict(frozen=True)

    least: Mapping[str, float]
    most: Mapping[str, float]


class Gates(BaseModel):
    """The whole file.

    Attributes:
        whole: For a run over all cases.
        small: For a run over `slice`.
        cases_a_kind: How many cases of each kind the slice takes …
        more: … but for these kinds.
        margin: How much better than its gate a measure may be before the gate should be moved.
        targets: What is aimed at; fails nothing.
        claims: For a run over all claims.
        small_claims: For a run over `claim_slice`, which takes …
        claims_a_verdict: … so many of each verdict.
        claim_targets: What is aimed at in claims: measure, and least or most.
    """

    model_config = ConfigDict(frozen=True)

    whole: Limits
    small: Limits
    cases_a_kind: int
    more: Mapping[str, int] = {}
    margin: float
    targets: tuple[Target, ...]
    claims: Limits
    small_claims: Limits
    claims_a_verdict: int
    claim_targets: tuple[Mapping[str, Any], ...]

    def claim_slice(self, claims: Sequence[ClaimCase]) -> frozenset[str]:
        """Ids of a few claims of each verdict, of the half that may be looked at: chosen as `slice` chooses."""
        kept: dict[str, list[str]] = {}
        for case in sorted(claims, key=lambda one: hashlib.sha256(one.id.encode()).digest()):
            if case.split == "tune":
                kept.setdefault(case.verdict, []).append(case.id)
        return frozenset(id_ for of in kept.values() for id_ in of[: self.claims_a_verdict])

    def slice(self, cases: Sequence[tuple[str, Case]]) -> list[tuple[str, Case]]:
        """A few cases of each kind, of the half that may be looked at: always the same, and none chosen by hand."""
        kept: dict[str, list[str]] = {}
        for _, case in sorted(cases, key=lambda one: hashlib.sha256(one[1].id.encode()).digest()):
            if case.split == "tune":
                kept.setdefault(case.kind, []).append(case.id)
        ids = {id_ for kind, of in kept.items() for id_ in of[: self.more.get(kind, self.cases_a_kind)]}
        return [(suite, case) for suite, case in cases if case.id in ids]


def load_gates(path: Path = GATES) -> Gates:
    """Read the file.

    Raises:
        GateError: If it is no TOML, or a key of it is wrong.
    """
    try:
        kept = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GateError(f"{path.name}: {error}. Mend it.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise GateError(f"{path.name}: {where}: {first['msg']}.") from error
    return Gates(
        whole=Limits(least=kept.gates, most=kept.ceilings),
        small=Limits(least=kept.small.gates, most=kept.small.ceilings),
        cases_a_kind=kept.small.cases_a_kind,
        more=kept.small.more,
        margin=kept.margin,
        targets=tuple(Target(one.measure, one.least, one.most) for one in kept.target),
        claims=Limits(least=kept.claims.gates, most=kept.claims.ceilings),
        small_claims=Limits(least=kept.claims.small.gates, most=kept.claims.small.ceilings),
        claims_a_verdict=kept.claims.small.claims_a_verdict,
        claim_targets=tuple(one.model_dump(exclude_none=True) for one in kept.claims.target),
    )
