"""What people said of answers, kept in one SQLite file on this machine, with the answer and what it was made from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import UserFacingError

MAX_REASON_CHARS = 1_000
SCORES = ("right", "partly right", "wrong")

_TABLE = """
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    useful INTEGER NOT NULL,
    reason TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    scores TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    papers TEXT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One thing said of one answer.

    Attributes:
        id: Counts from 1; 0 before it is kept.
        at: When, in UTC.
        useful: Whether it was.
        reason: In the person's words, or "".
        reviewer: Who signed in as a reviewer, or "".
        scores: A reviewer's score by what it is of: "statement 1", "citation 2".
        question: As typed.
        answer: The whole answer in the shape of the contract: its statements and the quotes it was made from.
        papers: State of the papers and models that it was made with.
    """

    id: int
    at: str
    useful: bool
    reason: str
    reviewer: str
    scores: Mapping[str, str]
    question: str
    answer: Mapping[str, Any]
    papers: str


class FeedbackStore:
    """The file. Each call opens it anew, so that threads and processes may share it."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is made when something is kept."""
        self.path = path

    def add(self, said: Feedback) -> int:
        """Keep it; its number."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            connection.execute(_TABLE)
            cursor = connection.execute(
                "INSERT INTO feedback (at, useful, reason, reviewer, scores, question, answer, papers) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    datetime.now(tz=UTC).isoformat(timespec="seconds"),
                    int(said.useful),
                    said.reason[:MAX_REASON_CHARS],
                    said.reviewer,
                    json.dumps(dict(said.scores)),
                    said.question,
                    json.dumps(said.answer, ensure_ascii=False),
                    said.papers,
                ),
            )
            return int(cursor.lastrowid or 0)

    def all(self) -> tuple[Feedback, ...]:
        """Everything that was said, newest first."""
        if not self.path.is_file():
            return ()
        with self._open() as connection:
            connection.execute(_TABLE)
            rows = connection.execute(
                "SELECT id, at, useful, reason, reviewer, scores, question, answer, papers FROM feedback "
                "ORDER BY id DESC"
            ).fetchall()
        return tuple(
            Feedback(number, at, bool(useful), reason, reviewer, json.loads(scores), question, json.loads(answer), of)
            for number, at, useful, reason, reviewer, scores, question, answer, of in rows
        )

    def remove(self, number: int) -> bool:
        """Forget one thing said; False where it is not there."""
        with self._open() as connection:
            connection.execute(_TABLE)
            return connection.execute("DELETE FROM feedback WHERE id = ?", (number,)).rowcount > 0

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=10)) as connection, connection:
                connection.execute("PRAGMA secure_delete = ON")
                yield connection
        except sqlite3.Error as error:
            raise UserFacingError(
                f"{self.path}: cannot be read or written ({error}). Check the disk and its rights."
            ) from error


def case_of(said: Feedback) -> str:
    """A draft evaluation case as YAML, for a person to finish: what was asked, and what the answer rested on.

    A citation that a reviewer scored as right is a place, one scored otherwise is not. Of those without a score the
    answer's own says it: of a useful answer they are places, of another what it wrongly gave, as a comment.
    """
    return f"{_about(said)}{_dumped({'cases': [_draft(said)]})}"


def cases_of(said: Iterable[Feedback]) -> str:
    """All of it as one file of draft cases."""
    drafts = [_about(one) + _dumped([_draft(one)]) for one in said]
    return "".join(("cases:\n", *drafts)) if drafts else "cases: []\n"


def _draft(said: Feedback) -> dict[str, Any]:
    places = [_place(cited) for cited in said.answer["citations"] if _is_right(said, cited)]
    return {
        "id": f"feedback-{said.id}",
        "question": said.question,
        "persona": "councillor",
        "kind": "fact",
        "wording": "far",
        "split": "tune",
        "must_state": [],
        "places": places,
    }


def _about(said: Feedback) -> str:
    """What was said of the answer, as comments."""
    by = f" by {said.reviewer}" if said.reviewer else ""
    useful = "useful" if said.useful else "not useful"
    lines = [
        f"Draft from feedback {said.id} of {said.at}{by}: {useful}. Complete must_state and places, then check it."
    ]
    lines += [f"reason: {line}" for line in said.reason.splitlines()]
    lines += [
        f"{score}: {statement['text']}"
        for number, statement in enumerate(said.answer["statements"], 1)
        if (score := said.scores.get(f"statement {number}"))
    ]
    for cited in said.answer["citations"]:
        if not _is_right(said, cited):
            given = said.scores.get(f"citation {cited['id']}", "not useful")
            lines += [f"given, and {given}: {line}" for line in _dumped([_place(cited)]).splitlines()]
    return "".join(f"# {' '.join(line.splitlines())}\n" for line in lines)


def _is_right(said: Feedback, cited: Mapping[str, Any]) -> bool:
    score = said.scores.get(f"citation {cited['id']}")
    return said.useful if score is None else score == "right"


def _place(cited: Mapping[str, Any]) -> dict[str, str]:
    paragraph = {"paragraph": cited["paragraph"]} if cited["paragraph"] else {}
    return {"document": cited["document_id"], **paragraph, "text": cited["quote"]}


def _dumped(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=118)
