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

Span = tuple[str, int, int]
"""A document's id, and half-open positions in its text."""

UNANSWERABLE_KINDS = frozenset({"unanswerable", "out_of_scope", "personal", "opinion"})

EITHER_KINDS = frozenset({"follow_up", "misuse"})
"""Kinds whose cases are answerable when they name places, and to be refused when they do not."""

Reason = Literal["not_in_documents", "out_of_scope", "unsafe", "unclear"]

REASONS: Mapping[str, frozenset[Reason]] = {
    "unanswerable": frozenset({"not_in_documents"}),
    "out_of_scope": frozenset({"out_of_scope"}),
    "personal": frozenset({"out_of_scope", "unsafe"}),
    "opinion": frozenset({"out_of_scope", "not_in_documents"}),
    "misuse": frozenset({"unsafe", "out_of_scope"}),
}
"""Which reasons for a refusal are right, unless the case says otherwise."""


class CaseError(UserFacingError):
    """A case file that cannot be used."""


class Place(BaseModel):
    """Where an answer stands: a document, the number printed beside it (or null), and its words.

    Attributes:
        page: The physical page, from 1, of a document that has pages; checked when it is given.
    """

    model_config = ConfigDict(extra="forbid")

    document: str
    paragraph: str | None = None
    page: Annotated[int, Field(ge=1)] | None = None
    text: Annotated[str, Field(min_length=8)]


class PastTurn(BaseModel):
    """An earlier question of the conversation with the answer it got."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(min_length=1)]
    a: Annotated[str, Field(min_length=1)]


class Case(BaseModel):
    """One question with its known answer.

    Attributes:
        id: Unique over all files.
        question: As somebody would type it.
        persona: Who types it.
        kind: What is asked for.
        wording: Whether the question shares many words with the paper.
        split: `tune` may be looked at in development, `held_back` only counted.
        history: The conversation before it, oldest first.
        must_state: Groups of strings; the answer must hold one of each group. For a list, a group an item.
        places: Where the answer stands.
        need: Whether any one place is enough.
        holder: Names of whoever holds the view asked for; each statement that cites a place must carry one of them.
        disagreement: Whether the papers differ on what is asked, so that the answer must show it; "allowed" where the
            question only touches such a thing; with "none" showing one is a false alarm.
        positions: Groups of strings, one group a position that a shown disagreement must hold; for "expected" only.
        reasons: Right reasons to refuse, instead of those of the kind; for a case to be refused only.
        signpost: Groups of strings; the signpost must hold one of each group. For a case to be refused only.
        forbid: Strings that the answer must not hold.
        may_refuse: Whether refusing is as right as answering, as with a question in another language.
        dated: Whether the wording assumes today, so that a notice must say as at when the answer holds.
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
        "disagreement",
        "agreement",
        "follow_up",
        "false_premise",
        "unanswerable",
        "out_of_scope",
        "personal",
        "opinion",
        "misuse",
    ]
    wording: Literal["close", "far"]
    split: Literal["tune", "held_back"]
    history: list[PastTurn] = []
    must_state: list[list[str]] = []
    places: list[Place] = []
    need: Literal["any", "all"] = "any"
    holder: list[str] = []
    disagreement: Literal["expected", "allowed", "none"] = "none"
    positions: list[list[str]] = []
    reasons: list[Reason] = []
    signpost: list[list[str]] = []
    forbid: list[str] = []
    may_refuse: bool = False
    dated: bool = False
    note: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the papers hold an answer."""
        return bool(self.places) if self.kind in EITHER_KINDS else self.kind not in UNANSWERABLE_KINDS

    @property
    def right_reasons(self) -> frozenset[Reason]:
        """For which reasons it may be refused; none for a case that the papers answer."""
        if self.answerable:
            return frozenset()
        return frozenset(self.reasons) or REASONS[self.kind]

    @property
    def misfit(self) -> str | None:
        """Which of its fields do not fit together; None when all do."""
        answerable, expected = self.answerable, self.disagreement == "expected"
        misfits = {
            "must_state or places do not fit it": not bool(self.places) == bool(self.must_state) == answerable,
            "positions and disagreement do not fit": expected != (len(self.positions) >= 2),
            "its disagreement must be expected": self.kind == "disagreement" and not expected,
            "a disagreement may not be shown": self.kind == "agreement" and self.disagreement != "none",
            "history is missing": self.kind == "follow_up" and not self.history,
            "reasons and signpost are for cases to be refused": answerable and bool(self.reasons or self.signpost),
            "holder, positions, may_refuse and dated are for cases to be answered": not answerable
            and bool(self.holder or self.positions or self.may_refuse or self.dated),
            "reasons are missing": not answerable and not self.reasons and self.kind not in REASONS,
        }
        return next((told for told, met in misfits.items() if met), None)


class CaseFile(BaseModel):
    """One file of cases."""

    model_config = ConfigDict(extra="forbid")

    cases: list[Case]


@dataclass(frozen=True, slots=True)
class PlacedCase:
    """A case with the spans of its places; for each place, every span of its document that holds its words."""

    case: Case
    suite: str
    spans: tuple[tuple[Span, ...], ...]


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
            content = CaseFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
            raise CaseError(f"{path.name}: {explain(error)}") from error
        for case in content.cases:
            if case.id in seen:
                raise CaseError(f"{path.name}: the id '{case.id}' is used twice.")
            if case.misfit is not None:
                raise CaseError(f"{path.name}: {case.id} is of kind '{case.kind}' and {case.misfit}.")
            seen.add(case.id)
            loaded.append((path.stem, case))
    return loaded


def place_cases(cases: Sequence[tuple[str, Case]], documents: Mapping[str, Document]) -> list[PlacedCase]:
    """Find every place of every case in the documents.

    Raises:
        CaseError: If a place does not exist, or stands under another number than the case says.
    """
    folded = fold(documents)
    return [
        PlacedCase(
            case,
            suite,
            tuple(spans_of(place, documents, folded, where=f"{suite}.yaml: {case.id}") for place in case.places),
        )
        for suite, case in cases
    ]


def fold(documents: Mapping[str, Document]) -> dict[str, FoldedText]:
    """Each document's text by its letters and digits, for `spans_of`."""
    return {document_id: FoldedText(document.text) for document_id, document in documents.items()}


def spans_of(
    place: Place, documents: Mapping[str, Document], folded: Mapping[str, FoldedText], *, where: str
) -> tuple[Span, ...]:
    """Every span of its document that holds a place's words.

    Args:
        place: What to look for.
        documents: By id.
        folded: The same, folded.
        where: How a message names the case.

    Raises:
        CaseError: If it does not exist, or stands under another number than the case says.
    """
    if place.document not in documents:
        raise CaseError(f"{where}: there is no document '{place.document}'.")
    found = folded[place.document].find_all(place.text)
    if not found:
        raise CaseError(f"{where}: {place.document} does not hold “{place.text[:60]}…”.")
    document = documents[place.document]
    held_by = [document.block_at(start) for start, _ in found]
    numbers = [None if index is None else document.blocks[index].paragraph for index in held_by]
    if place.paragraph not in numbers:
        raise CaseError(
            f"{where}: “{place.text[:40]}…” stands under {numbers[0]} in {place.document}, not under {place.paragraph}."
        )
    pages = [page.number for start, end in found for page in document.pages_of(start, end)]
    if place.page is not None and place.page not in pages:
        met = f"on page {pages[0]}" if pages else "in a document without pages"
        raise CaseError(f"{where}: “{place.text[:40]}…” stands {met}, not on page {place.page}.")
    return tuple((place.document, start, end) for start, end in found)


def explain(error: Exception) -> str:
    """What is wrong with a case file, in one line that names the key."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
        return f"{place}: {first['msg']} (met {str(first['input'])[:60]!r})."
    return str(error).replace("\n", " ")
