"""A case is proved before it is believed: its places exist, quoting them passes, and saying the question back fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.documents import Document
from evals.cases import Case, CaseError, PlacedCase, place_cases
from evals.metrics import answers, conduct
from evals.scoring import score


def prove(suite: str, case: Case, documents: Mapping[str, Document]) -> PlacedCase:
    """Place a case and put it to the test.

    Raises:
        CaseError: If a field does not fit, a place is not in its paper, the places do not hold what must be stated, or
            an answer that only repeats the question would pass.
    """
    if case.misfit is not None:
        raise CaseError(f"{suite}.yaml: {case.id} is of kind '{case.kind}' and {case.misfit}.")
    (placed,) = place_cases([(suite, case)], documents)
    prove_placed(placed, documents)
    return placed


def prove_placed(placed: PlacedCase, documents: Mapping[str, Document]) -> None:
    """Put a case whose places are known to the test.

    Raises:
        CaseError: If the places do not hold what must be stated, or an answer that only repeats the question passes.
    """
    case, where = placed.case, f"{placed.suite}.yaml: {placed.case.id}"
    if not case.answerable:
        return
    right = score(placed, quoting(placed, documents), None, documents)
    if not right.states_fact:
        lacking = [group[0] for group in case.must_state if not _held(group, placed, documents)]
        raise CaseError(f"{where}: its places do not hold {', '.join(f'“{one}”' for one in lacking)}.")
    if not right.right or right.verbatim[0] != right.verbatim[1]:
        raise CaseError(f"{where}: quoting its own places does not pass.")
    if score(placed, parroting(placed, documents), None, documents).states_fact:
        raise CaseError(f"{where}: saying the question back passes. Let must_state hold what the question does not.")


def quoting(case: PlacedCase, documents: Mapping[str, Document]) -> dict[str, Any]:
    """The right answer: the paragraphs of the known places, each quoted whole and cited, by who holds them."""
    citations: list[dict[str, Any]] = []
    statements: list[dict[str, Any]] = []
    sides: list[dict[str, Any]] = []
    for spans in case.spans:
        for document_id, start, end in spans:
            document = documents[document_id]
            blocks = [b for b in document.blocks if b.char_start < end and start < b.char_end]
            low, high = min(b.char_start for b in blocks), max(b.char_end for b in blocks)
            number = len(citations) + 1
            quote = document.text[low:high]
            citations.append(
                {
                    "id": number,
                    "document_id": document_id,
                    "paragraph": blocks[0].paragraph,
                    "char_start": low,
                    "char_end": high,
                    "quote": quote,
                }
            )
            holder = " ".join([*case.case.holder, blocks[0].standpoint.holder])
            statements.append({"text": quote, "citations": [number], "standpoint": holder})
            sides.append({"value": quote, "citations": [number]})
    shown = case.case.disagreement == "expected"
    return {
        "outcome": "answered",
        "answer": "\n\n".join(str(statement["text"]) for statement in statements),
        "statements": statements,
        "citations": citations,
        "disagreements": [{"positions": sides}] if shown else [],
        "notices": [],
        "as_at": None,
    }


def parroting(case: PlacedCase, documents: Mapping[str, Document]) -> dict[str, Any]:
    """The question itself as the answer, with the right citations: nothing in it was read in a paper."""
    right = quoting(case, documents)
    numbers = [citation["id"] for citation in right["citations"]]
    said = case.case.question
    return {**right, "answer": said, "statements": [{"text": said, "citations": numbers}], "disagreements": []}


def _held(group: list[str], case: PlacedCase, documents: Mapping[str, Document]) -> bool:
    told, _ = conduct.with_positions(quoting(case, documents))
    text = answers.plain(told)
    return any(answers.plain(option) in text for option in group)
