"""What the page needs of an assistant, as one value: a fake can stand for it, and a new index can replace it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Protocol

from assistant.answers import Answer, Citation, Claim, Question, Verdict
from assistant.sources import SourceView, open_source
from corpus.documents import Document, Source
from corpus.errors import DocumentError

if TYPE_CHECKING:
    from assistant.build import Assistant
    from assistant.models.whereabouts import Joined
    from assistant.timeline import Entry

Tell = Callable[[str], None]


class Ask(Protocol):
    """Answers a question, telling the name of each step as it starts; called from several threads at a time."""

    def __call__(self, question: Question, *, tell: Tell) -> Answer:
        """The answer. What `tell` raises ends the question."""
        ...


def _no_entries() -> tuple[Entry, ...]:
    return ()


@dataclass(frozen=True)
class Backend:
    """One set of papers and what can be asked of it.

    Attributes:
        ask: Answers a question.
        sources: The papers searched, in the library's order.
        documents: Their text, by id; read when it is asked for.
        examples: Questions to start with.
        follow_ups: Questions to go on with after an answer.
        check: Holds a claim against the papers; None where there is no checker.
        timeline: Dated commitments, consultations and sums; slow at first, so it is asked for when it is shown.
        warnings: One line for each thing that was left out or read with a doubt.
        fingerprint: Tells one state of the papers and models from another.
        max_question_chars: A longer question is refused.
        model: The language model that helps, and where what it is sent goes; None where there is none.
        model_told: Whether it was measured here and what came of it, in a phrase; "" where there is nothing to tell.
        model_spent: What it came to for one answer, in a phrase; "" where it was not asked.
    """

    ask: Ask
    sources: tuple[Source, ...]
    documents: Mapping[str, Document] = field(repr=False)
    examples: tuple[str, ...] = ()
    follow_ups: Callable[[Answer], tuple[str, ...]] = lambda _: ()
    check: Callable[[Claim], Verdict] | None = None
    timeline: Callable[[], tuple[Entry, ...]] = _no_entries
    warnings: tuple[str, ...] = ()
    fingerprint: str = ""
    max_question_chars: int = 2_000
    model: Joined | None = None
    model_told: str = ""
    model_spent: Callable[[Answer], str] = lambda _: ""

    def open_source(self, citation: Citation, *, pictures: bool = True) -> SourceView:
        """What a person sees who opens a citation.

        Raises:
            DocumentError: If the document is gone, or does not hold the quote any more.
        """
        document = self.documents.get(citation.document_id)
        if document is None:
            raise DocumentError(f"{citation.document_id}: is not among the documents any more. Ask again.")
        return open_source(document, citation, pictures=pictures)


def backend_of(assistant: Assistant) -> Backend:
    """The page's view of an open assistant."""
    from assistant.build import open_library
    from assistant.helping.measured import asked_steps
    from assistant.models.tally import Prices, spent
    from assistant.models.whereabouts import joined
    from assistant.suggesting import FollowUps, suggest
    from assistant.timeline import drawn_from

    index, settings = assistant.index, assistant.settings
    prices = Prices(settings.model_input_price, settings.model_output_price)
    follow_ups = FollowUps(index)
    known = {source.document_id: source for source in open_library(assistant.settings).sources}
    sources = tuple(known[name] for name in index.n_chunks_of if name in known)
    return Backend(
        assistant.ask,
        sources,
        index.documents,
        examples=suggest(index),
        follow_ups=lambda answer: follow_ups.after(answer.standalone_question, answer.citations),
        check=getattr(assistant, "check", None),
        timeline=cache(lambda: drawn_from(index)),
        warnings=tuple(index.warnings),
        fingerprint=json.dumps(dict(index.opened.fingerprint), sort_keys=True),
        max_question_chars=assistant.settings.max_question_chars,
        model=joined(assistant.settings),
        model_told=asked_steps(assistant.settings).told,
        model_spent=lambda answer: spent(answer.usage, prices),
    )
