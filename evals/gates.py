"""What a run must reach: `gates.toml`, read and checked."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import UserFacingError
from evals.cases import Case
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


class _Claims(BaseModel):
    model_config = ConfigDict(extra="forbid")

    gates: dict[str, float]
    ceilings: dict[str, float]
    target: list[_Target] = []


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
    """

    model_config = ConfigDict(frozen=True)

    whole: Limits
    small: Limits
    cases_a_kind: int
    more: Mapping[str, int] = {}
    margin: float
    targets: tuple[Target, ...]

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
    )
