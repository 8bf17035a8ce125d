"""Questions that passages of a document answer, kept beside the documents as `questions.jsonl`.

Each question becomes a vector of its own and a field of the lexical index, pointing to its passage: an asker's words
meet another asker's words sooner than the paper's. A folder without the file works without.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.documents import Document
from corpus.errors import CorpusError
from corpus.locating import FoldedText

NAME = "questions.jsonl"


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str
    style: str = ""
    answer: str = ""


class _Line(BaseModel):
    """One passage: the questions it answers, near misses that it does not, and questions that no paper here does.

    `made_by` names the language model that wrote them, where one did.
    """

    model_config = ConfigDict(extra="forbid")

    id: str = ""
    document: str
    passage: str
    questions: list[_Asked] = []
    near_misses: list[str] = []
    unanswered: list[str] = []
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class PassageQuestion:
    """A question and the place that answers it, or only seems to.

    Attributes:
        question: As somebody would type it.
        document_id: The document that answers it.
        char_start: Where the answer (or else the passage) starts in the document's text.
        char_end: Where it ends.
        answered: False for a near miss: on the subject of the passage, but asking for what it does not say.
    """

    question: str
    document_id: str
    char_start: int
    char_end: int
    answered: bool = True


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """The lines of a `questions.jsonl`, and the SHA-256 of the file ("" when there is none)."""

    lines: tuple[_Line, ...] = ()
    sha256: str = ""


def load_questions(folder: Path, *, made: Path | None = None) -> QuestionFile:
    """Read a folder's questions, if it has any, and those that a language model made, if they are wanted.

    Args:
        folder: Of the documents.
        made: The file of the model's; one that is not there holds none.

    Raises:
        CorpusError: If a line is not of the form; the message names the line.
    """
    own = _load(folder / NAME)
    if made is None or not made.is_file():
        return own
    also = _load(made)
    both = hashlib.sha256(f"{own.sha256} {also.sha256}".encode()).hexdigest()
    return QuestionFile((*own.lines, *(line for line in also.lines if line.questions)), both)


def _load(path: Path) -> QuestionFile:
    if not path.is_file():
        return QuestionFile()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path.name}: cannot be read ({error.strerror}). Check its rights.") from error
    lines = []
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            json.dumps(record, ensure_ascii=False).encode()  # half a surrogate pair, which nothing later could write
            lines.append(_Line.model_validate(record))
        except (ValueError, RecursionError) as error:
            reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            raise CorpusError(f"{path.name}: line {number} cannot be read ({reason}). Mend or remove it.") from error
    return QuestionFile(tuple(lines), hashlib.sha256(data).hexdigest())


def place_questions(file: QuestionFile, documents: Sequence[Document]) -> tuple[PassageQuestion, ...]:
    """Find the place of each question in the documents as read.

    Passages are found by their letters and digits alone, so that marks and spacing do not matter; one that a changed
    document no longer holds is left out.
    """
    folded = {document.source.document_id: FoldedText(document.text) for document in documents}
    placed = []
    for line in file.lines:
        text = folded.get(line.document)
        passage = text.find(line.passage) if text else None
        if text is None or passage is None:
            continue
        for asked in line.questions:
            answer = text.find(asked.answer, *passage) if asked.answer else None
            placed.append(PassageQuestion(asked.question, line.document, *(answer or passage)))
        placed += [
            PassageQuestion(missed, line.document, *passage, answered=False)
            for missed in (*line.near_misses, *line.unanswered)
        ]
    return tuple(placed)
