"""A new case from a question, what a right answer states, and words of a paper: the rest is found and proved."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from corpus.documents import Document
from corpus.errors import UserFacingError, one_line
from corpus.locating import FoldedText
from evals.cases import FOLDER, Case, CaseError, Place, explain, load_cases
from evals.claims import FOLDER as CLAIMS
from evals.claims import ClaimCase, load_claims
from evals.proving import prove, prove_claim
from index.analysis import terms

_CLOSE = 0.5
"""Share of the question's words in the quoted ones from which its wording is close to the paper's."""
_ID_WORDS = 5
_NEW = "# yaml-language-server: $schema=../{0}.schema.json\n{0}:\n"
"""How a new file begins, whose list has this name."""


def draft(
    documents: Mapping[str, Document],
    *,
    question: str,
    kind: str,
    states: Sequence[str] = (),
    quotes: Sequence[tuple[str, str]] = (),
    persona: str = "officer",
    wording: str | None = None,
    split: str | None = None,
    id_: str | None = None,
    need: str = "any",
    reasons: Sequence[str] = (),
    note: str = "",
    taken: Sequence[str] = (),
) -> Case:
    """Make a case and prove it.

    Args:
        documents: The papers.
        question: As somebody would type it.
        kind: See `Case`.
        states: What the answer must hold, one string a group; "|" parts ways to say it: "£3,000|£3000".
        quotes: Words with the id of their paper, or "" where only one paper holds them; the number is looked up.
        persona: Who types it.
        wording: "close" or "far"; by the words that question and quotes share when it is not given.
        split: The half; by the id's hash when it is not given, so that nobody chooses.
        id_: Its id; from the question's first words when it is not given.
        need: Whether any one of the places is enough.
        reasons: For a case to be refused.
        note: For the reviewer.
        taken: Ids that are in use.

    Raises:
        CaseError: If a field is wrong, a quote is in no paper or in several, or the proof fails.
    """
    places = [_place(documents, document, text) for document, text in quotes]
    made = id_ or _id(question, taken)
    try:
        case = Case.model_validate(
            {
                "id": made,
                "question": question,
                "persona": persona,
                "kind": kind,
                "wording": wording or _wording(question, [place.text for place in places]),
                "split": split or ("tune", "held_back")[hashlib.sha256(made.encode()).digest()[0] % 2],
                "must_state": [[option.strip() for option in group.split("|")] for group in states],
                "places": [place.model_dump(exclude_none=True) for place in places],
                "need": need,
                "reasons": list(reasons),
                "note": note,
            }
        )
    except ValidationError as error:
        raise CaseError(f"The case is not whole: {explain(error)}") from error
    _refuse_taken(case.id, taken)
    prove("draft", case, documents)
    return case


def draft_claim(
    documents: Mapping[str, Document],
    *,
    claim: str,
    verdict: str,
    kind: str,
    quotes: Sequence[tuple[str, str]] = (),
    opposed: Sequence[tuple[str, str]] = (),
    persona: str = "officer",
    form: str = "plain",
    split: str = "tune",
    id_: str | None = None,
    note: str = "",
    taken: Sequence[str] = (),
) -> ClaimCase:
    """Make a claim and prove it.

    Args:
        documents: The papers.
        claim: As somebody would put it.
        verdict: What the papers say of it.
        kind: What that turns on; see `ClaimCase`.
        quotes: Words that bear it out or deny it, as for `draft`; of a claim that is not found, what comes closest.
        opposed: Words of a paper that says otherwise of a claim that another one supports.
        persona: Who puts it.
        form: How it is put.
        split: The half: that of the other claims of its file, since the halves are on different topics.
        id_: Its id; from its first words when it is not given.
        note: For the reviewer.
        taken: Ids that are in use.

    Raises:
        CaseError: If a field is wrong, a quote is in no paper or in several, or the proof fails.
    """
    places = [_place(documents, document, text).model_dump(exclude_none=True) for document, text in quotes]
    against = [_place(documents, document, text).model_dump(exclude_none=True) for document, text in opposed]
    try:
        case = ClaimCase.model_validate(
            {
                "id": id_ or _id(claim, taken),
                "claim": claim,
                "verdict": verdict,
                "kind": kind,
                "form": form,
                "persona": persona,
                "split": split,
                "nearest" if verdict == "not_found" else "places": places,
                "opposed": against,
                "note": note,
            }
        )
    except ValidationError as error:
        raise CaseError(f"The claim is not whole: {explain(error)}") from error
    _refuse_taken(case.id, taken)
    prove_claim("draft", case, documents)
    return case


def _refuse_taken(id_: str, taken: Sequence[str]) -> None:
    if id_ in taken:
        raise CaseError(f"The id '{id_}' is used already. Choose another with --id.")


def to_yaml(case: Case | ClaimCase) -> str:
    """A case as it stands in a file: what is left at its default is left out."""
    fields = case.model_dump(exclude_defaults=True, exclude_none=True)
    text = yaml.safe_dump([fields], sort_keys=False, allow_unicode=True, width=10**6)
    return str(text)


def append(case: Case | ClaimCase, suite: str, folder: Path | None = None) -> Path:
    """Add a case or a claim at the end of a file, which is made when it is not there.

    Raises:
        CaseError: If the file's name or its content is wrong, or it cannot be written.
    """
    if not re.fullmatch(r"[a-z0-9_]+", suite):
        raise CaseError(f"'{one_line(suite, max_chars=60)}' is no name of a suite. Use small letters and underscores.")
    question = isinstance(case, Case)
    folder = folder or (FOLDER if question else CLAIMS)
    path, new = folder / f"{suite}.yaml", _NEW.format("cases" if question else "claims")
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else new
        between = "" if before == new else "\n"
        path.write_text(f"{before.rstrip()}\n{between}{to_yaml(case)}", encoding="utf-8")
    except OSError as error:
        raise CaseError(f"{path}: cannot be written ({error.strerror}). Check the file.") from error
    try:
        if question:
            load_cases(folder)
        else:
            load_claims(folder)
    except UserFacingError:
        if before == new:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
        raise
    return path


def questions(cases: Sequence[tuple[str, Case]]) -> list[dict[str, Any]]:
    """The cases as `reforms ask --batch` takes them, for this system or any other: no known answer among them."""
    return [
        {"id": case.id, "question": case.question}
        | ({"history": [turn.model_dump() for turn in case.history]} if case.history else {})
        for _, case in cases
    ]


def _place(documents: Mapping[str, Document], document_id: str, text: str) -> Place:
    if document_id and document_id not in documents:
        known = ", ".join(documents)
        raise CaseError(f"There is no document '{one_line(document_id, max_chars=60)}'. There are: {known}.")
    searched = {document_id: documents[document_id]} if document_id else documents
    held = {id_: found for id_, one in searched.items() if (found := FoldedText(one.text).find_all(text))}
    if not held:
        raise CaseError(f"No paper holds “{one_line(text, max_chars=60)}”. Copy its words from `reforms documents`.")
    if len(held) > 1:
        raise CaseError(f"{' and '.join(held)} hold “{one_line(text, max_chars=60)}”. Say which: ID: words.")
    ((id_, spans),) = held.items()
    document = documents[id_]
    start, end = spans[0]
    index = document.block_at(start)
    pages = document.pages_of(start, end)
    try:
        return Place(
            document=id_,
            paragraph=None if index is None else document.blocks[index].paragraph,
            page=pages[0].number if pages else None,
            text=text,
        )
    except ValidationError as error:
        raise CaseError(f"The words are too few: {explain(error)}") from error


def _wording(question: str, quoted: Sequence[str]) -> str:
    asked, held = set(terms(question)), set(terms(" ".join(quoted)))
    return "close" if asked and len(asked & held) >= _CLOSE * len(asked) else "far"


def _id(question: str, taken: Sequence[str]) -> str:
    words = re.findall(r"[a-z0-9]+", question.lower())[:_ID_WORDS]
    base = "-".join(words) or "case"
    number, made = 1, base
    while made in taken:
        number += 1
        made = f"{base}-{number}"
    return made
