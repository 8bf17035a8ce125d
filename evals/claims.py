"""Claims with known verdicts: loaded, checked against the papers, and placed in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answers import Finding
from corpus.documents import Document
from evals.cases import CaseError, Place, Span, explain, fold, spans_of

FOLDER = Path(__file__).parent / "claims"

Split = Literal["tune", "held_back"]

FIGURE_KINDS = frozenset({"figure", "near_number", "unit", "date", "period"})
"""Kinds at whose root lies a figure or a date: altered, it must never pass."""


class ExpectedPart(BaseModel):
    """One part of a compound claim with its own verdict."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=4)]
    verdict: Finding


class ClaimCase(BaseModel):
    """One claim with its known verdict.

    Attributes:
        id: Unique over all files.
        claim: As a councillor or an officer would put it.
        verdict: What the papers say of it. `contradicted`: they say something that cannot be true together with it;
            `not_found`: they neither say nor deny it, or a part of it.
        kind: What the verdict turns on. `near_number` is a figure off by little or with digits exchanged; `swapped`
            has two right things in each other's place; `disagreement` is borne out by one paper and denied by another;
            `outside` is about the world, not about what the papers are on.
        form: How it is put. `briefing` has a lead-in, as a report's sentence has.
        persona: Who puts it.
        split: `tune` may be looked at in development, `held_back` only counted. The halves are on different topics.
        places: Where the papers bear it out, or say otherwise; any one of them is right to cite.
        opposed: Where a paper says otherwise of a claim that another one supports.
        nearest: Of a claim that is not found, what the papers hold closest to it; for the reviewer.
        parts: Of a compound claim, its parts.
        note: For the reviewer.
    """

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    claim: Annotated[str, Field(min_length=12)]
    verdict: Finding
    kind: Literal[
        "figure",
        "near_number",
        "unit",
        "date",
        "period",
        "who",
        "swapped",
        "scope",
        "strength",
        "over_strong",
        "negation",
        "direction",
        "list",
        "attribution",
        "statement",
        "disagreement",
        "absent",
        "outside",
    ]
    form: Literal["plain", "compound", "paraphrase", "typo", "long", "briefing"]
    persona: Literal["councillor", "officer"]
    split: Split
    places: list[Place] = []
    opposed: list[Place] = []
    nearest: list[Place] = []
    parts: list[ExpectedPart] = []
    note: str = ""

    @property
    def misfit(self) -> str | None:
        """Which of its fields do not fit together; None when all do."""
        found = self.verdict != "not_found"
        told = {part.verdict for part in self.parts}
        misfits = {
            "its verdict and its places do not fit": found != bool(self.places),
            "only a claim that is not found has a nearest place": found and bool(self.nearest),
            "opposed and kind do not fit": (self.kind == "disagreement") != bool(self.opposed),
            "its disagreement needs a paper that supports it": self.kind == "disagreement"
            and self.verdict != "supported",
            "its parts do not add up to its verdict": bool(told) and _whole(told) != self.verdict,
            "one part alone is none": len(self.parts) == 1,
        }
        return next((told for told, met in misfits.items() if met), None)


class ClaimFile(BaseModel):
    """One file of claims."""

    model_config = ConfigDict(extra="forbid")

    claims: list[ClaimCase]


@dataclass(frozen=True, slots=True)
class PlacedClaim:
    """A claim with the spans of its places, and of those that oppose it; all that hold a place's words."""

    case: ClaimCase
    suite: str
    spans: tuple[Span, ...]
    opposed: tuple[Span, ...]


def load_claims(
    folder: Path = FOLDER, *, suite: str | None = None, split: Split | None = None
) -> list[tuple[str, ClaimCase]]:
    """Read the claim files, in order of name.

    Args:
        folder: Where the `.yaml` files lie.
        suite: Only the file of this name.
        split: Only this half.

    Raises:
        CaseError: If a file is missing or a claim is wrong; the message names file, index and key.
    """
    paths = sorted(folder.glob("*.yaml"))
    if suite is not None:
        paths = [path for path in paths if path.stem == suite]
        if not paths:
            known = ", ".join(sorted(path.stem for path in folder.glob("*.yaml")))
            raise CaseError(f"No claims are called '{suite}'. There are: {known}.")
    loaded: list[tuple[str, ClaimCase]] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            content = ClaimFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
            raise CaseError(f"{path.name}: {explain(error)}") from error
        for index, case in enumerate(content.claims):
            where = f"{path.name}: claims[{index}]"
            if case.id in seen:
                raise CaseError(f"{where}: the id '{case.id}' is used twice, first at {seen[case.id]}.")
            if case.misfit is not None:
                raise CaseError(f"{where}: {case.id} is {case.verdict} of kind '{case.kind}', and {case.misfit}.")
            seen[case.id] = where
            loaded.append((path.stem, case))
    return [(stem, case) for stem, case in loaded if split in {None, case.split}]


def place_claims(claims: Sequence[tuple[str, ClaimCase]], documents: Mapping[str, Document]) -> list[PlacedClaim]:
    """Find every place of every claim in the documents.

    Raises:
        CaseError: If a place does not exist, or stands under another number than the claim says.
    """
    folded = fold(documents)

    def found(places: Sequence[Place], where: str) -> tuple[Span, ...]:
        return tuple(
            span
            for index, place in enumerate(places)
            for span in spans_of(place, documents, folded, where=f"{where}[{index}]")
        )

    placed = []
    for suite, case in claims:
        where = f"{suite}.yaml: {case.id}"
        found(case.nearest, f"{where}: nearest")
        placed.append(
            PlacedClaim(case, suite, found(case.places, f"{where}: places"), found(case.opposed, f"{where}: opposed"))
        )
    return placed


def _whole(verdicts: set[Finding]) -> Finding:
    """The verdict on a claim from those on its parts, as the contract has it."""
    return next((told for told in ("contradicted", "not_found") if told in verdicts), "supported")
