"""Questions for passages that have none, by a model, at index time; kept beside the library and marked as made so.

A run that is stopped goes on where it was: each passage is written down as soon as the model has been asked about it,
with no question where none passed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assistant.helping.calling import Spent, as_data, call, guarded
from assistant.helping.guarding import question_fault
from assistant.models.seam import Deadline, LanguageModel
from corpus.documents import Chunk
from corpus.errors import UserFacingError, counted
from index.analysis import terms

MOST = 3
_MOST_CHARS = 200
_LEAST_WORDS = 4
_HELD = 0.5
_FAILURES = 3
"""Passages in a row at which the model fails, after which the rest is left for another time."""


class Made(BaseModel):
    """The questions a model gives."""

    model_config = ConfigDict(extra="forbid")

    questions: list[str] = Field(default_factory=list, max_length=50)


@dataclass(frozen=True, slots=True)
class Told:
    """How a run went."""

    n_asked: int
    n_questions: int
    n_left: int
    spent: Spent

    @property
    def line(self) -> str:
        """For whoever waited."""
        asked = f"The model was asked about {counted(self.n_asked, 'passage')} and gave "
        asked += f"{counted(self.n_questions, 'question')} that passed ({self.spent.usage.output_tokens:,} tokens)."
        if not self.n_left:
            return asked
        why = f" ({self.spent.failed})" if self.spent.failed else ""
        return f"{asked} {counted(self.n_left, 'passage')} left{why}: run `reforms index` again to go on."


def make_questions(
    model: LanguageModel,
    chunks: Sequence[Chunk],
    known: Iterable[str],
    path: Path,
    *,
    timeout_s: float,
    progress: Callable[[str], None] = lambda _: None,
) -> Told:
    """Ask about every passage that has no question yet.

    Args:
        model: See `LanguageModel`.
        chunks: All passages.
        known: Ids of chunks that have questions already.
        path: The file; lines of `corpus.questions`, with the model's name in `made_by`.
        timeout_s: For one passage.
        progress: Told how far it is.

    Raises:
        UserFacingError: If the file cannot be written.
    """
    answered = set(known)
    done = asked_about(path)
    todo = [chunk for chunk in chunks if chunk.chunk_id not in answered and digest(chunk) not in done]
    spent, n_asked, n_questions, failures = Spent(), 0, 0, 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _mend(path)
        with path.open("a", encoding="utf-8") as file:
            for number, chunk in enumerate(todo, start=1):
                progress(f"asking the model for questions: passage {number} of {len(todo)}")
                questions, cost = questions_of(model, chunk, Deadline.within(timeout_s))
                spent += cost
                failures = failures + 1 if cost.failed else 0
                if failures == _FAILURES:
                    break
                if cost.failed:
                    continue
                n_asked, n_questions = n_asked + 1, n_questions + len(questions)
                file.write(json.dumps(_line(model.name, chunk, questions), ensure_ascii=False) + "\n")
                file.flush()
    except OSError as error:
        raise UserFacingError(
            f"{path}: cannot be written ({error.strerror}). Make room or name another folder."
        ) from error
    return Told(n_asked, n_questions, len(todo) - n_asked, spent)


def questions_of(model: LanguageModel, chunk: Chunk, deadline: Deadline) -> tuple[tuple[str, ...], Spent]:
    """Questions for one passage; those that ask for what it does not speak of are dropped."""
    data = {"heading": as_data(" › ".join(chunk.section[-2:]), most=300), "passage": as_data(chunk.text)}
    reply, spent = call(model, "questions", data, Made, deadline)
    kept: list[str] = []
    for told in reply.questions if reply is not None else ():
        text = " ".join(told.split())
        fault = _fault(text, chunk)
        if fault:
            spent += guarded([fault])
        elif text not in kept:
            kept.append(text)
    return tuple(kept[:MOST]), spent


def asked_about(path: Path) -> frozenset[str]:
    """Digests of the passages that a run has asked about."""
    found = set()
    if path.is_file():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                found.add(str(json.loads(line)["id"]))
            except (ValueError, KeyError, TypeError):
                continue  # the last line of a run that was killed
    return frozenset(found)


def digest(chunk: Chunk) -> str:
    """Of a passage's words: a changed passage is asked about again."""
    return hashlib.sha256(f"{chunk.document_id}\n{chunk.text}".encode()).hexdigest()[:16]


def _line(name: str, chunk: Chunk, questions: Sequence[str]) -> Mapping[str, object]:
    return {
        "id": digest(chunk),
        "document": chunk.document_id,
        "passage": chunk.text,
        "questions": [{"question": text} for text in questions],
        "made_by": name,
    }


def _mend(path: Path) -> None:
    """Take away what a killed run left of its last line."""
    if path.is_file() and (data := path.read_bytes()) and not data.endswith(b"\n"):
        path.write_bytes(data[: data.rfind(b"\n") + 1])


def _fault(text: str, chunk: Chunk) -> str:
    about = f"{chunk.text} {chunk.context}"
    found = question_fault(text, about, most_chars=_MOST_CHARS)
    if found is not None:
        return f"made {found.guard}"
    if not text.endswith("?") or text.count("?") > 1 or len(text.split()) < _LEAST_WORDS:
        return "made form"
    own, held = set(terms(text)), set(terms(about))
    return "" if own and len(own & held) >= _HELD * len(own) and own & held else "made subject"
