"""What flows through `assistant`: Question, Statement, Citation, Disagreement, Answer; Claim, Part, Verdict.

`Answer.to_dict()` and `Verdict.to_dict()` are the JSON of the contract: fields may be added, none renamed or dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Outcome = Literal["answered", "partly_answered", "abstained"]
AbstentionReason = Literal["not_in_documents", "out_of_scope", "unsafe", "unclear"]

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question with the answer it got, as Markdown."""

    q: str
    a: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed, with the conversation before it, oldest first.

    Attributes:
        text: Its words.
        history: Earlier questions with their answers.
        papers: Ids of the documents that may answer; none means all.
    """

    text: str
    history: tuple[Turn, ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote at a known place.

    Attributes:
        id: From 1, in order of first mention in the answer.
        document_id: Which document.
        title: Its title.
        publisher: Its publisher, or "".
        kind: "agenda pack" and so on, or "".
        published: ISO date to the precision known, or None.
        page_number: Physical page from 1, or None where the source has no pages.
        page_label: What is printed on that page, or None.
        paragraph: The number printed beside it, as printed, or None.
        section: Heading path, outermost first.
        quote: Exactly the document's text between `char_start` and `char_end`.
        char_start: Code-point position in the document's text.
        char_end: Likewise, exclusive.
        standpoint: Whose statement the quote is ("LGA"), or "".
        voice: "states", "view" or "reports": how the holder stands to it.
        before: Up to some 300 characters of the document before the quote, for showing it in its surroundings.
        after: Likewise after it.
        url: A link to the document, or None.
        page_end_number: Physical page where the quote ends, when that is another one; else None.
        page_end_label: What is printed on that page, or None.
        ocr: Whether a page that the quote stands on was read by OCR, so that words may be wrong.
        superseded: Whether it is from an older version of a document.
        superseded_by: Id of the newest version, or None.
    """

    id: int
    document_id: str
    title: str
    publisher: str
    kind: str
    published: str | None
    page_number: int | None
    page_label: str | None
    paragraph: str | None
    section: tuple[str, ...]
    quote: str
    char_start: int
    char_end: int
    standpoint: str = ""
    voice: str = "states"
    before: str = ""
    after: str = ""
    url: str | None = None
    page_end_number: int | None = None
    page_end_label: str | None = None
    ocr: bool = False
    superseded: bool = False
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or bullet of an answer.

    Attributes:
        text: The words, without markers; each figure, date and name in it stands in one of its quotes.
        citations: Ids of the citations it rests on; at least one.
        standpoint: Who says or decides it: "UK Government", "LGA"; "" when the paper does not say.
        attribution: How the answer introduces it: "LGA view", "Durham County Council, on the Government's plan".
        role: "sentence", or "lead_in" and "item" of a list.
        own_words: Whether a language model put it plainly; else the text is the quote's own.
    """

    text: str
    citations: tuple[int, ...]
    standpoint: str
    attribution: str = ""
    role: Literal["sentence", "lead_in", "item"] = "sentence"
    own_words: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """One side of a disagreement: the value and where it stands."""

    value: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Papers that give different values for the same thing."""

    topic: str
    explanation: str
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Abstention:
    """An outcome, not an error: why there is no answer, and what the documents hold nearest.

    Attributes:
        reason: Why.
        message: One or two plain sentences for the asker.
        nearest: Ids of citations of what the documents hold closest to the question.
        missing_terms: Words of the question that no document holds.
        signpost: Who else to ask, or None.
    """

    reason: AbstentionReason
    message: str
    nearest: tuple[int, ...] = ()
    missing_terms: tuple[str, ...] = ()
    signpost: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a question, in the shape of the contract.

    Attributes:
        writer: "quotes", or `provider:model` where at least one statement is a language model's.
        guards: How often each guard refused what a model wrote or proposed, by name; None where no model was asked.
        usage: Calls and tokens of the model; None likewise.
    """

    question: str
    standalone_question: str
    outcome: Outcome
    abstention: Abstention | None
    answer: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    disagreements: tuple[Disagreement, ...] = ()
    as_at: str | None = None
    notices: tuple[str, ...] = ()
    writer: str = "quotes"
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    guards: Mapping[str, int] | None = None
    usage: Mapping[str, int] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON values, keys in the order of the contract.

        What only a language model brings is left out where none was asked: without one the answer is as it always was.
        """
        fields = asdict(self)
        fields["timings_ms"] = {step: round(ms, 2) for step, ms in self.timings_ms.items()}
        if self.usage is None:
            del fields["guards"], fields["usage"]
            for statement in fields["statements"]:
                del statement["own_words"]
        return {"schema": SCHEMA, **fields}


Finding = Literal["supported", "contradicted", "not_found"]
"""What the papers say of a claim."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable sentence, as typed.

    Attributes:
        text: Its words.
        context: Sentences before it in the same draft, nearest last: what "it" and "the programme" point at.
    """

    text: str
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Where claim and evidence part, in the words of each.

    Attributes:
        aspect: What differs: "figure", "date", "name", "scope", "strength", "direction", "negation" or "statement".
        claimed: The words of the claim.
        found: The words of the paper.
    """

    aspect: str
    claimed: str
    found: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a claim: what was found of it.

    Attributes:
        text: The part, as words of the claim.
        verdict: What the papers say of it.
        citations: Ids of the quotes it was held against; at least one unless `not_found`.
        difference: What differs; None when it is supported, or when nothing was found to hold it against.
        opposed: Ids of quotes of other papers that say otherwise, where the papers themselves disagree.
    """

    text: str
    verdict: Finding
    citations: tuple[int, ...] = ()
    difference: Difference | None = None
    opposed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the papers say of a claim, in the shape of the contract.

    Attributes:
        claim: As typed.
        verdict: One contradicted part makes it contradicted; a part not found, the rest supported, not_found.
        explanation: One plain sentence: what agrees or differs.
        parts: The claim split, in its order.
        citations: Verbatim quotes; of a claim that is not found, what the papers hold nearest to it.
        as_at: The newest date among the documents cited, or None.
        notices: What must be said beside it.
        timings_ms: Time of each step, and "total".
        guards: As of `Answer`.
        usage: As of `Answer`.
    """

    claim: str
    verdict: Finding
    explanation: str
    parts: tuple[Part, ...]
    citations: tuple[Citation, ...]
    as_at: str | None = None
    notices: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    guards: Mapping[str, int] | None = None
    usage: Mapping[str, int] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The verdict as JSON values, keys in the order of the contract."""
        fields = asdict(self)
        fields["timings_ms"] = {step: round(ms, 2) for step, ms in self.timings_ms.items()}
        if self.usage is None:
            del fields["guards"], fields["usage"]
        return {"schema": SCHEMA, **fields}
