"""A case is proved before it is believed: its places exist, quoting them passes, and saying the question back fails.

So is a claim: the right verdict with the quotes of its places passes, and the claim itself is no sentence of a paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.documents import Document
from corpus.locating import FoldedText
from evals.cases import Case, CaseError, PlacedCase, place_cases
from evals.claims import ClaimCase, PlacedClaim, place_claims
from evals.metrics import answers, conduct
from evals.metrics import claims as verdicts
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


def prove_claim(suite: str, case: ClaimCase, documents: Mapping[str, Document]) -> PlacedClaim:
    """Place a claim and put it to the test.

    Raises:
        CaseError: If a field does not fit, a place is not in its paper, the right verdict with the quotes of its places
            would not pass, or a paper says the same in the same words, so that there is nothing to check.
    """
    if case.misfit is not None:
        raise CaseError(f"{suite}.yaml: {case.id} is {case.verdict} of kind '{case.kind}', and {case.misfit}.")
    (placed,) = place_claims([(suite, case)], documents)
    prove_placed_claims([placed], documents)
    return placed


def prove_placed_claims(claims: Sequence[PlacedClaim], documents: Mapping[str, Document]) -> None:
    """Put claims whose places are known to the test.

    Raises:
        CaseError: As `prove_claim`.
    """
    papers = [FoldedText(document.text) for document in documents.values()]
    for placed in claims:
        where = f"{placed.suite}.yaml: {placed.case.id}"
        if any(paper.find(placed.case.claim) for paper in papers):
            raise CaseError(f"{where}: is a sentence of the papers: nothing is to be checked. Put it in other words.")
        right = judging(placed, documents)
        n_right, n = answers.quotes_verbatim(right, documents)
        passes = False not in {verdicts.cites_place(placed, right), verdicts.shows_opposed(placed, right)}
        if not passes or n_right < n:
            raise CaseError(f"{where}: the right verdict with the quotes of its own places does not pass.")
        parroted = repeating(placed, documents)
        n_right, n = answers.quotes_verbatim(parroted, documents)
        if n_right == n > 0:
            raise CaseError(f"{where}: saying the claim back as its own quote passes.")


def judging(placed: PlacedClaim, documents: Mapping[str, Document]) -> dict[str, Any]:
    """The right verdict, in the fields that the metrics read: every known place quoted word for word."""
    spans = [*placed.spans, *placed.opposed]
    citations = [
        {
            "id": number,
            "document_id": document_id,
            "char_start": start,
            "char_end": end,
            "quote": documents[document_id].text[start:end],
        }
        for number, (document_id, start, end) in enumerate(spans, start=1)
    ]
    numbers = [citation["id"] for citation in citations]
    own = numbers[: len(placed.spans)]
    part = {
        "text": placed.case.claim,
        "verdict": placed.case.verdict,
        "citations": own,
        "opposed": numbers[len(own) :],
    }
    return {"verdict": placed.case.verdict, "parts": [part], "citations": citations}


def repeating(placed: PlacedClaim, documents: Mapping[str, Document]) -> dict[str, Any]:
    """The claim itself as what bears it out, at the known places: nothing in it was read in a paper."""
    right = judging(placed, documents)
    return {**right, "citations": [{**citation, "quote": placed.case.claim} for citation in right["citations"]]}


def _held(group: list[str], case: PlacedCase, documents: Mapping[str, Document]) -> bool:
    told, _ = conduct.with_positions(quoting(case, documents))
    text = answers.plain(told)
    return any(answers.plain(option) in text for option in group)
