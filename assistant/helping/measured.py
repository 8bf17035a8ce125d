"""In which steps a model is asked: those that a user named, or those that a measurement on this machine kept.

`reforms eval steps` measures each step by itself and leaves one record a model in the data folder. What is recorded of
a step counts for the prompts that it was measured with and for no others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.helping.prompts import load_prompts
from assistant.models.providers import ModelName, parse_name
from assistant.models.scrubbing import scrub
from assistant.settings import ModelStep, Settings
from corpus import durability
from corpus.errors import UserFacingError

FOLDER = "measured"
MEASURABLE: tuple[ModelStep, ...] = ("writing", "standalone", "rewordings", "choosing", "claims")
"""In the order of a table. `questions` changes the index itself, and is asked only where a user names it."""
UNMEASURED: tuple[ModelStep, ...] = ("writing",)
"""Asked of a model that was not measured: what a user names one for, and held by every check all the same."""
_AGAIN = "`reforms eval steps` measures it"
_PROMPTS: Mapping[ModelStep, tuple[str, ...]] = {"writing": ("writing", "rewriting")}
"""Of the steps that use another prompt than the one of their name."""
_MOST_BYTES = 200_000

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]
Line = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f]*$")]


class _Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MeasuredStep(_Stored):
    """What one step, alone, came to against the same cases without a model.

    Attributes:
        kept: Whether the model is asked in it from now on.
        reason: Why, or why not.
        measured: The day.
        version: Of the program; "" where it is not installed.
        commit: Of its checkout, "" outside one; with "-changed" where files differed.
        prompts: Versions of the prompts that the step uses.
        guarantees: The lowest of the measures that must be 1.
        measure: Which one tells whether the step helps.
        before: Its value without the model; None where it applied to no case.
        after: With it.
        chance: Probability of a difference as large by chance.
        asked: Answers in which the model was asked.
        failed: Those in which it could not help.
        input_tokens: Read an answer.
        output_tokens: Written an answer.
        seconds: Median time of an answer in which it was asked.
        most_seconds: The time that 95 of 100 of them take at most.
        before_seconds: Median time of an answer without it.
        limit_seconds: That an answer might wait for it.
        runs: Ids of the kept runs, without and with.
    """

    step: ModelStep
    kept: bool
    reason: Line
    measured: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    version: Line
    commit: Line
    prompts: dict[str, int]
    cases: Count
    guarantees: Share | None
    measure: Line
    before: Share | None
    after: Share | None
    chance: Share | None
    guards: dict[Line, Count]
    asked: Count
    failed: Count
    input_tokens: Amount
    output_tokens: Amount
    seconds: Amount | None
    most_seconds: Amount | None
    before_seconds: Amount | None
    limit_seconds: Amount
    runs: tuple[Line, Line]


class Record(_Stored):
    """What was measured of one model.

    Attributes:
        model: As answers name it.
        address: Where it was served; "" in this process.
    """

    schema_: Literal[1] = 1
    model: Line
    address: Line
    steps: tuple[MeasuredStep, ...]


class RecordError(UserFacingError):
    """A record that cannot be read or written; its path is told from the data folder on, since pages show it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The steps in which a model is asked, and why these.

    Attributes:
        told: What goes on after "the language model", for people; "" where they named the steps, or no model is set.
        well: Whether nothing needs to be done about it.
    """

    steps: tuple[ModelStep, ...]
    told: str = ""
    well: bool = True


def asked_steps(settings: Settings) -> Asked:
    """The steps: as named, else as measured, else `UNMEASURED`. A record that cannot be used counts as none."""
    if settings.model_steps is not None:
        return Asked(settings.model_steps)
    if not settings.model:
        return Asked(UNMEASURED)
    try:
        record = load_record(settings)
    except RecordError as error:
        told = f"is not measured here: {error} It counts as none: asked for {_listed(UNMEASURED)} alone; {_AGAIN} again"
        return Asked(UNMEASURED, told, well=False)
    if record is None or not record.steps:
        return Asked(UNMEASURED, f"is not measured here yet: asked for {_listed(UNMEASURED)} alone; {_AGAIN}")
    return _as_measured(record)


def _as_measured(record: Record) -> Asked:
    valid = {one.step: one for one in record.steps if one.prompts == prompts_of(one.step)}
    stale = [one.step for one in record.steps if one.step not in valid]
    kept = [step for step, one in valid.items() if one.kept]
    open_ = [step for step in UNMEASURED if step not in valid]
    steps = tuple(step for step in MEASURABLE if step in kept or step in open_)
    day = max(one.measured for one in record.steps)
    if stale:
        told = f"was measured on {day} with other prompts ({_listed(stale)}), which counts no more: asked for "
        return Asked(steps, f"{told}{_listed(steps) or 'nothing'}; {_AGAIN} again", well=False)
    known = f"was measured on {day} ({_listed(valid)}): "
    if not steps:
        return Asked(steps, f"{known}no step helps with this model; answers are quotes alone")
    known += f"{_listed(kept)} {'helps' if len(kept) == 1 else 'help'}" if kept else "none of these helps"
    return Asked(steps, f"{known}; {_listed(open_)} is not measured yet, {_AGAIN}" if open_ else known)


def prompts_of(step: ModelStep) -> dict[str, int]:
    """The versions of the prompts that a step uses now."""
    return {name: load_prompts()[name].version for name in _PROMPTS.get(step, (step,))}


def record_path(settings: Settings) -> Path:
    """Where the record of the model that the settings name lies."""
    name = parse_name(settings.model)
    place = str(Path(name.model).resolve()) if not name.provider.langchain else _address(settings, name)
    plain = re.sub(r"[^\w.-]+", "-", str(name))[:60].strip("-.")
    digest = hashlib.sha256(f"{name}\n{place}".encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return settings.data / FOLDER / f"{plain}-{digest}.json"


def load_record(settings: Settings) -> Record | None:
    """What was measured of the model that the settings name; None where nothing was.

    Raises:
        RecordError: One line, if the file cannot be read or is no record of this model.
    """
    path = record_path(settings)
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RecordError(f"{FOLDER}/{path.name}: cannot be read ({error.strerror}).") from error
    try:
        record = Record.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RecordError(f"{FOLDER}/{path.name}: is damaged{f' at {where}' if where else ''}.") from None
    if record.model != str(parse_name(settings.model)):
        raise RecordError(f"{FOLDER}/{path.name}: is the record of another model.")
    return record


def keep_record(settings: Settings, measured: Iterable[MeasuredStep]) -> Path:
    """Add steps to the record of the model that the settings name; what it said of them before goes.

    Raises:
        RecordError: If it cannot be written.
    """
    path, name = record_path(settings), parse_name(settings.model)
    try:
        before = load_record(settings)
    except RecordError:
        before = None
    steps = {one.step: one for one in (*(before.steps if before else ()), *measured)}
    ordered = tuple(steps[step] for step in MEASURABLE if step in steps)
    address = _address(settings, name) if name.provider.langchain else ""
    record = Record(model=str(name), address=scrub(address)[:300], steps=ordered)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        durability.replace_file(path, (record.model_dump_json(indent=1) + "\n").encode())
    except OSError as error:
        raise RecordError(
            f"{FOLDER}/{path.name}: cannot be written ({error.strerror}). Name another folder with --data."
        ) from error
    return path


def _address(settings: Settings, name: ModelName) -> str:
    return settings.model_base_url or name.provider.address


def _listed(steps: Iterable[ModelStep]) -> str:
    known = set(steps)
    return ", ".join(step for step in (*MEASURABLE, "questions") if step in known)
