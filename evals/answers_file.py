"""Any other system's answers, scored like ours: lines of `{"id", …Answer}` in the form of the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.documents import Document
from corpus.errors import UserFacingError, counted, one_line
from evals.cases import PlacedCase
from evals.report import SystemReport
from evals.scoring import score


class AnswersError(UserFacingError):
    """A file of answers that cannot be scored."""


class _Lenient(BaseModel):
    """What is read is checked; fields that nobody knows yet are let through, as the contract says."""

    model_config = ConfigDict(extra="allow")


class _Statement(_Lenient):
    text: str
    citations: list[int]


class _Citation(_Lenient):
    id: int
    document_id: str
    quote: str
    char_start: Annotated[int, Field(ge=0)]
    char_end: Annotated[int, Field(ge=0)]


class _Position(_Lenient):
    value: str
    citations: list[int]


class _Disagreement(_Lenient):
    positions: list[_Position]


class _Passage(_Lenient):
    document_id: str
    char_start: int
    char_end: int


class _Answer(_Lenient):
    id: str
    outcome: Literal["answered", "partly_answered", "abstained"]
    answer: str
    statements: list[_Statement]
    citations: list[_Citation]
    disagreements: list[_Disagreement] = []
    notices: list[str] = []
    timings_ms: dict[str, float] = {}
    passages: list[_Passage] | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """A file's answers, scored.

    Attributes:
        report: One result for each case that it answers.
        missing: Cases without an answer; they count as nowhere, and are told.
        unknown: Lines for no case of ours.
        errors: Lines that hold an error in place of an answer.
    """

    report: SystemReport
    missing: tuple[str, ...]
    unknown: int
    errors: int

    def left_out(self) -> list[str]:
        """One line a thing that was not scored."""
        told = {
            f"{counted(len(self.missing), 'case')} without an answer, {', '.join(self.missing[:3])} …": self.missing,
            f"{counted(self.unknown, 'line')} for no case of ours": self.unknown,
            f"{counted(self.errors, 'line')} with an error in place of an answer": self.errors,
        }
        return [f"{line}: left out." for line, met in told.items() if met]


def score_file(path: Path, cases: Sequence[PlacedCase], documents: Mapping[str, Document]) -> Scored:
    """Score a file of answers.

    Args:
        path: JSON Lines. `passages`, as `reforms search --batch` gives them, may stand in a line beside the answer.
        cases: What was to be answered.
        documents: What quotes are held against.

    Raises:
        AnswersError: If a line is wrong, an id comes twice, or no line is for a case.
    """
    known = {case.case.id: case for case in cases}
    answers: dict[str, Mapping[str, Any]] = {}
    unknown = errors = 0
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        row = _row(path, number, line)
        if "error" in row and "outcome" not in row:
            errors += 1
            continue
        if not isinstance(row.get("id"), str) or row["id"] not in known:
            unknown += 1
            continue
        answer = _checked(path, number, row)
        if answer["id"] in answers:
            raise AnswersError(f"{path.name}: line {number} repeats the id '{answer['id']}'. Give one answer a case.")
        answers[answer["id"]] = answer
    missing = tuple(id_ for id_ in known if id_ not in answers)
    if not answers:
        raise AnswersError(
            f"{path.name}: none of its lines is for a case. `reforms eval cases questions` gives them with their ids."
        )
    results = tuple(
        score(
            known[id_],
            answer,
            None if answer["passages"] is None else [_Span(**_span(passage)) for passage in answer["passages"]],
            documents,
            took_ms=answer["timings_ms"].get("total"),
        )
        for id_, answer in answers.items()
    )
    return Scored(SystemReport(one_line(path.stem, max_chars=17), results), missing, unknown, errors)


@dataclass(frozen=True, slots=True)
class _Span:
    document_id: str
    char_start: int
    char_end: int


def _span(passage: Mapping[str, Any]) -> dict[str, Any]:
    return {key: passage[key] for key in ("document_id", "char_start", "char_end")}


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise AnswersError(f"{path.name}: line {number} is not JSON ({error}). Mend it.") from error
    if not isinstance(row, dict):
        raise AnswersError(f"{path.name}: line {number} is no JSON object. Mend it.")
    return row


def _checked(path: Path, number: int, row: dict[str, Any]) -> dict[str, Any]:
    try:
        return _Answer.model_validate(row).model_dump()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise AnswersError(f"{path.name}: line {number}, {where}: {first['msg']}. Mend it.") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise AnswersError(f"{path}: cannot be read ({error.strerror}). Name a JSON Lines file.") from error
    except UnicodeDecodeError as error:
        raise AnswersError(f"{path}: is not UTF-8 (byte {error.start:,}). Save it as UTF-8.") from error
