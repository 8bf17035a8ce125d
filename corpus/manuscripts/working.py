"""Reading and marking drafts in a worker process: what goes to it and comes back is JSON, files as base64."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from corpus import worker
from corpus.errors import DocumentError
from corpus.limits import Limits
from corpus.manuscripts.model import Cell, Kind, Manuscript, Mark, Piece, Run, Sheet

KINDS: Mapping[str, Kind] = {
    ".docx": "word", ".md": "markdown", ".markdown": "markdown", ".txt": "text", ".text": "text",
}  # fmt: skip
"""The form of a draft, by its ending."""
MAX_BYTES = 50_000_000
"""Of a draft's file, pictures included."""
LIMITS = Limits(wall_s=120.0, cpu_s=100)


def read_manuscript(name: str, data: bytes) -> Manuscript:
    """A draft as its pieces.

    Args:
        name: Of its file; the ending says what it is.
        data: Its bytes.

    Raises:
        DocumentError: If it is of no kind that is read, is not what its ending says, is not safe to open, or is larger
            than the limits allow.
    """
    kind = KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise DocumentError(f"{name}: a draft is a .docx, .md or .txt file. Save it as one of these.")
    request = {"name": name, "kind": kind, "data": base64.b64encode(data).decode()}
    return _manuscript(worker.run("manuscript", request, name, LIMITS)["manuscript"])


def annotated_word(
    manuscript: Manuscript, data: bytes, marks: Sequence[Mark], front: Sequence[Sheet], back: Sequence[Sheet]
) -> bytes:
    """A Word file of the draft with marks, and sheets before and after it.

    Args:
        manuscript: As `read_manuscript` gave it.
        data: The bytes that it was read from; a Word draft stays as it is but for what is added.
        marks: What to show at its pieces.
        front: What stands before it.
        back: What stands after it.

    Raises:
        DocumentError: As for `read_manuscript`.
    """
    request = {
        "manuscript": asdict(manuscript) | {"text": ""},
        "data": base64.b64encode(data).decode() if manuscript.kind == "word" else "",
        "marks": [asdict(mark) for mark in marks],
        "front": [asdict(sheet) for sheet in front],
        "back": [asdict(sheet) for sheet in back],
    }
    answer = worker.run("annotate", request, manuscript.name, LIMITS)
    return base64.b64decode(answer["data"])


# In the worker


def read_here(request: Mapping[str, Any]) -> dict[str, Any]:
    """The worker's side of `read_manuscript`."""
    from corpus.manuscripts import text_reading, word_reading

    name, data = request["name"], base64.b64decode(request["data"])
    if request["kind"] == "word":
        return {"manuscript": asdict(word_reading.read(name, data))}
    return {"manuscript": asdict(text_reading.read(name, data, request["kind"]))}


def annotate_here(request: Mapping[str, Any]) -> dict[str, Any]:
    """The worker's side of `annotated_word`."""
    from corpus.manuscripts.word_making import make_and_annotate
    from corpus.manuscripts.word_marking import annotate

    manuscript = _manuscript(request["manuscript"])
    marks = tuple(Mark(**{**mark, "comment": tuple(mark["comment"])}) for mark in request["marks"])
    front, back = (tuple(map(_sheet, request[side])) for side in ("front", "back"))
    if manuscript.kind == "word":
        made = annotate(manuscript.name, base64.b64decode(request["data"]), marks, front, back)
    else:
        made = make_and_annotate(manuscript, marks, front, back)
    return {"data": base64.b64encode(made).decode()}


def _manuscript(fields: Mapping[str, Any]) -> Manuscript:
    pieces = tuple(
        Piece(**{**piece, "source": tuple((start, origin) for start, origin in piece["source"])})
        for piece in fields["pieces"]
    )
    return Manuscript(**{**fields, "pieces": pieces, "notices": tuple(fields["notices"])})


def _sheet(fields: Mapping[str, Any]) -> Sheet:
    rows = tuple(tuple(Cell(_runs(cell["runs"]), cell["fill"]) for cell in row) for row in fields["rows"])
    return Sheet(fields["kind"], _runs(fields["runs"]), rows, tuple(fields["widths"]))


def _runs(fields: Sequence[Mapping[str, Any]]) -> tuple[Run, ...]:
    return tuple(Run(**run) for run in fields)
