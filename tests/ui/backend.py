"""The page over the bundled papers as they are, with a fake that answers: no index is built and no model is loaded."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from assistant.answers import Claim, Difference, Part, Verdict
from assistant.citing import citation
from assistant.timeline import draw
from corpus.documents import Document
from corpus.library import BUNDLED, load_library, read_document
from tests.ui.fakes import EXAMPLES, FakeAssistant
from ui.backend import Backend
from ui.desk import Desk
from ui.limits import Limiter

ALLOWANCE = "The leaving care allowance will be raised from £2,000 to £3,000 from April 2023."


@cache
def papers() -> dict[str, Document]:
    return {source.document_id: read_document(source) for source in load_library(BUNDLED).sources}


def check(claim: Claim) -> Verdict:
    """Two sides of one sum and nothing else: a claim of £3,000 is right, of another sum wrong."""
    text = claim.text.casefold()
    if "crash" in text:
        raise RuntimeError(claim.text)
    source = papers()["lga-pack"]
    start = source.text.index(ALLOWANCE)
    block = source.block_at(start)
    assert block is not None
    cited = citation(1, source, block, start, start + len(ALLOWANCE))
    if "allowance" not in text:
        return Verdict(claim.text, "not_found", "The papers do not say so.", (Part(claim.text, "not_found"),), (cited,))
    if "3,000" in text:
        part = Part(claim.text, "supported", (1,))
        return Verdict(claim.text, "supported", "The sum agrees with the paper.", (part,), (cited,), as_at="2023-03-14")
    part = Part(claim.text, "contradicted", (1,), Difference("figure", claim.text.split()[-1], "£3,000"))
    return Verdict(claim.text, "contradicted", "The paper gives another sum.", (part,), (cited,))


def backend(assistant: Any = None, **fields: Any) -> Backend:
    documents = papers()
    made = Backend(
        assistant or FakeAssistant(),
        tuple(document.source for document in documents.values()),
        documents,
        examples=EXAMPLES,
        follow_ups=lambda answer: () if answer.abstention else ("What about the missions?", "What does the LGA say?"),
        check=check,
        timeline=lambda: draw(documents),
        max_question_chars=200,
    )
    return replace(made, **fields)


def desk(assistant: Any = None, *, a_minute: int = 10_000, **fields: Any) -> Desk:
    return Desk(backend(assistant, **fields), questions=Limiter(a_minute), checks=Limiter(a_minute))
