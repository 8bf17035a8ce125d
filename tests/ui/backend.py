"""The page over the bundled papers as they are, with a fake that answers: no index is built and no model is loaded."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from corpus.documents import Document
from corpus.library import BUNDLED, load_library, read_document
from tests.ui.fakes import EXAMPLES, FakeAssistant
from ui.backend import Backend
from ui.desk import Desk
from ui.limits import Limiter


@cache
def papers() -> dict[str, Document]:
    return {source.document_id: read_document(source) for source in load_library(BUNDLED).sources}


def backend(assistant: Any = None, **fields: Any) -> Backend:
    documents = papers()
    made = Backend(
        assistant or FakeAssistant(),
        tuple(document.source for document in documents.values()),
        documents,
        examples=EXAMPLES,
        follow_ups=lambda answer: () if answer.abstention else ("What about the missions?", "What does the LGA say?"),
        max_question_chars=200,
    )
    return replace(made, **fields)


def desk(assistant: Any = None, *, a_minute: int = 10_000, **fields: Any) -> Desk:
    return Desk(backend(assistant, **fields), questions=Limiter(a_minute), checks=Limiter(a_minute))
