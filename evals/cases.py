"""Known-answer cases: loaded, checked against the papers, and placed in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.documents import Document
from corpus.errors import UserFacingError
from corpus.locating import FoldedText

FOLDER = Path(__file__).parent / "cases"

UNANSWERABLE_KINDS = frozenset({"unanswerable", "out_of_scope"})


class CaseError(UserFacingError):
    """A case file that cannot be used."""


class Place(BaseModel):
    """Where an answer stands: a document, the number printed beside it (or null), and its words."""

    model_config = ConfigDict(extra="forbid")

    document: str
    paragraph: str | None = None
    text: Annotated[str, Field(min_length=8)]


class Case(BaseModel):
    """One question with its known answer.

    Attributes:
        id: Unique over all files.
        question: As somebody would type it.
        persona: Who types it.
        kind: What is asked for.
        wording: Whether the question shares many words with the paper.
        split: `tune` may be looked at in development, `held_back` only counted.
        must_state: Groups of strings; the answer must hold one of each group.
        places: Where the answer stands.
        need: Whether any one place is enough.
        note: For the reviewer.
    """

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    question: str
    persona: Literal["councillor", "officer"]
    kind: Literal[
        "fact",
        "amount",
        "date",
        "who",
        "list",
        "view",
        "summary",
        "comparison",
        "false_premise",
        "unanswerable",
        "out_of_scope",
    ]
    wording: Literal["close", "far"]
    split: Literal["tune", "held_back"]
    must_state: list[list[str]] = []
    places: list[Place] = []
    need: Literal["any", "all"] = "any"
    note: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the papers hold an answer."""
        return self.kind not in UNANSWERABLE_KINDS


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cases: list[Case]


@dataclass(frozen=True, slots=True)
class PlacedCase:
    """A case with the spans of its places; for each place, every span of its document that holds its words."""

    case: Case
    suite: str
    spans: tuple[tuple[tuple[str, int, int], ...], ...]


def load_cases(folder: Path = FOLDER, *, suite: str | None = None) -> list[tuple[str, Case]]:
    """Read the case files, in order of name.

    Args:
        folder: Where the `.yaml` files lie.
        suite: Only the file of this name.

    Raises:
        CaseError: If a file is missing or a case is wrong; the message names file, case and key.
    """
    paths = sorted(folder.glob("*.yaml"))
    if suite is not None:
        paths = [path for path in paths if path.stem == suite]
        if not paths:
            known = ", ".join(sorted(path.stem for path in folder.glob("*.yaml")))
            raise CaseError(f"No suite is called '{suite}'. There are: {known}.")
    loaded: list[tuple[str, Case]] = []
    seen: set[str] = set()
    for path in paths:
        try:
            content = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
            raise CaseError(f"{path.name}: {_explain(error)}") from error
        for case in content.cases:
            if case.id in seen:
                raise CaseError(f"{path.name}: the id '{case.id}' is used twice.")
            if case.answerable != bool(case.places and case.must_state):
                raise CaseError(
                    f"{path.name}: {case.id} is of kind '{case.kind}' and must_state or places do not fit it."
                )
            seen.add(case.id)
            loaded.append((path.stem, case))
    return loaded


def place_cases(cases: Sequence[tuple[str, Case]], documents: Mapping[str, Document]) -> list[PlacedCase]:
    """Find every place of every case in the documents.

    Raises:
        CaseError: If a place does not exist, or stands under another number than the case says.
    """
    folded = {document_id: FoldedText(document.text) for document_id, document in documents.items()}
    return [
        PlacedCase(case, suite, tuple(_spans(suite, case, place, documents, folded) for place in case.places))
        for suite, case in cases
    ]


def _spans(
    suite: str, case: Case, place: Place, documents: Mapping[str, Document], folded: Mapping[str, FoldedText]
) -> tuple[tuple[str, int, int], ...]:
    where = f"{suite}.yaml: {case.id}"
    if place.document not in documents:
        raise CaseError(f"{where}: there is no document '{place.document}'.")
    found = folded[place.document].find_all(place.text)
    if not found:
        raise CaseError(f"{where}: {place.document} does not hold “{place.text[:60]}…”.")
    document = documents[place.document]
    numbers = [
        next((b.paragraph for b in document.blocks if b.char_start <= start < b.char_end), None) for start, _ in found
    ]
    if place.paragraph not in numbers:
        raise CaseError(
            f"{where}: “{place.text[:40]}…” stands under {numbers[0]} in {place.document}, not under {place.paragraph}."
        )
    return tuple((place.document, start, end) for start, end in found)


def _explain(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
        return f"{place}: {first['msg']} (met {str(first['input'])[:60]!r})."
    return str(error).replace("\n", " ")
