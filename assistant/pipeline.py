"""The path of a question, step by step.

```
Question ─screen→ Question | refusal ─condense→ Query ─retrieve→ Passages ─rerank→ Passages ─select→ Evidence
  ─write→ Statements ─cite→ Statements with Citations ─verify→ … ─compare→ Disagreements ─decide→ Answer | Abstention
```

Each arrow is a LangChain runnable over one frozen `Trace`, which keeps its time; the retriever is a LangChain retriever
(reranking is its last step).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from langchain_core.runnables import Runnable, RunnableLambda

from assistant import abstaining, citing, condensing, disagreement, each_side, wording_text, wordings
from assistant.answers import Abstention, Answer, Citation, Disagreement, Question, Statement
from assistant.asking import Asked, classify
from assistant.comparisons import Comparison, comparison
from assistant.disagreement import Comparer
from assistant.evidence import Selection
from assistant.gathering import gathers
from assistant.highlighting import short_answer
from assistant.holders import Holders
from assistant.purpose_model import Guess
from assistant.screening import Screened, screen
from assistant.selecting import PASSAGES_GATHERED, PASSAGES_READ, EvidenceSelector
from assistant.writing import DraftStatement, Writer, compose, compose_disagreements, escape
from corpus.documents import Document
from index.passages import Passage, Query
from index.retrieval import Retriever

NEAREST_SHOWN = 3
NEAREST_WORDS = 6
_MAY_ANSWER = -2.0
"""Logit from which a sentence is worth showing for a question that names its paper."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of a question after each step; a step fills its own fields and changes no other."""

    question: Question
    started: float
    screened: Screened | None = None
    query: Query | None = None
    asked: Asked | None = None
    compared: Comparison | None = None
    passages: tuple[Passage, ...] = ()
    selection: Selection | None = None
    drafts: tuple[DraftStatement, ...] = ()
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    answer: Answer | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Parts:
    """What the steps are made with."""

    documents: Mapping[str, Document]
    retriever: Retriever
    selector: EvidenceSelector
    writer: Writer
    comparer: Comparer
    holders: Holders
    guess: Callable[[str], Guess] | None = None
    calibrated: bool = True


def build_pipeline(parts: Parts) -> Runnable[Trace, Trace]:
    """Join the steps; `invoke` takes the trace of a question and gives it back with its answer."""
    holders = parts.holders

    def screen_(trace: Trace) -> Trace:
        screened = screen(trace.question.text, has_history=bool(trace.question.history), guess=parts.guess)
        return replace(trace, screened=screened, question=replace(trace.question, text=screened.text))

    def condense(trace: Trace) -> Trace:
        refused = _known(trace.screened).refusal is not None
        text = trace.question.text if refused else condensing.condense(trace.question, holders)
        asked = classify(text, holders)
        n_passages = PASSAGES_GATHERED if gathers(asked) else PASSAGES_READ
        compared = None if refused else comparison(text, holders, parts.documents)
        if compared is not None:
            asked = replace(asked, kind="comparison", wants=None)
        return replace(trace, query=Query(text, k=n_passages), asked=asked, compared=compared)

    def retrieve(trace: Trace) -> Trace:
        if not _known(trace.screened).searchable:
            return trace
        query, asked = replace(_known(trace.query), document_ids=trace.question.papers or None), _known(trace.asked)
        if trace.compared is not None and not trace.question.papers:
            sides = each_side.search(trace.compared, parts.retriever, parts.documents)
            selection = each_side.select(trace.compared, sides, asked, parts.selector)
            if selection is not None:
                every = {passage.chunk.chunk_id: passage for side in sides for passage in side.passages}
                passages = tuple(sorted(every.values(), key=lambda passage: -passage.score))
                return replace(trace, passages=passages, selection=selection)
        if asked.papers and not trace.question.papers and (asked.kind != "comparison" or len(asked.papers) > 1):
            # Whoever names a paper wants that paper's words; only where it is silent do the others have a say.
            passages = _of_papers(parts.retriever, query, asked)
            if any(_reads_as_answer(passage) for passage in passages):
                return replace(trace, passages=passages)
        return replace(trace, passages=parts.retriever.search(query))

    def select(trace: Trace) -> Trace:
        if _known(trace.screened).refusal is not None:
            return replace(trace, selection=Selection((), 0.0, 0.0, fits=False))
        if trace.selection is not None:  # each side of a comparison has had its own
            return trace
        return replace(trace, selection=parts.selector.select(_known(trace.query), _known(trace.asked), trace.passages))

    def write(trace: Trace) -> Trace:
        drafts = parts.writer.write(_known(trace.query).text, _known(trace.selection).evidence, parts.documents)
        return replace(trace, drafts=tuple(drafts))

    def cite(trace: Trace) -> Trace:
        statements, citations = citing.cite(trace.drafts, parts.documents)
        return replace(trace, statements=statements, citations=citations)

    def verify(trace: Trace) -> Trace:
        statements, citations = citing.verify(trace.statements, trace.citations, parts.documents)
        return replace(trace, statements=statements, citations=citations)

    def compare(trace: Trace) -> Trace:
        return _compare(trace, parts) if trace.statements else trace

    def decide(trace: Trace) -> Trace:
        return replace(trace, answer=_decide(trace, parts))

    steps = [_timed(step) for step in (screen_, condense, retrieve, select, write, cite, verify, compare, decide)]
    chain: Runnable[Trace, Trace] = steps[0]
    for step in steps[1:]:
        chain = chain | step
    return chain.with_config(run_name="answer")


def _compare(trace: Trace, parts: Parts) -> Trace:
    """Differences in value; where there are none, in wording."""
    question, asked, compared = _known(trace.query).text, _known(trace.asked), trace.compared
    evidence = _known(trace.selection).evidence
    papers = frozenset(trace.question.papers or (compared.papers if compared else ()))
    found = parts.comparer.find(question, asked, evidence, trace.passages, papers=papers)
    disagreements, citations = disagreement.put(found, trace.citations, parts.documents)
    if not found:
        compares = compared is not None and not compared.things
        about = compared.subject if compared is not None and compares else question
        worded = wordings.find(
            parts.comparer, about, asked, evidence, trace.passages, compares=compares, papers=papers
        )  # fmt: skip
        if worded is not None:
            told, citations = wording_text.put(worded, citations, parts.documents)
            disagreements = (told,)
    return replace(trace, disagreements=disagreements, citations=citations)


def _of_papers(retriever: Retriever, query: Query, asked: Asked) -> tuple[Passage, ...]:
    """Passages of the papers that a question names; for a comparison as many of each."""
    if asked.kind != "comparison":
        return retriever.search(replace(query, document_ids=asked.papers))
    found = [passage for paper in asked.papers for passage in retriever.search(replace(query, document_ids=(paper,)))]
    return tuple(sorted(found, key=lambda passage: -passage.score))


def _reads_as_answer(passage: Passage) -> bool:
    return any(hit.logit is None or hit.logit >= _MAY_ANSWER for hit in passage.sentences)


def _timed(step: Callable[[Trace], Trace]) -> Runnable[Trace, Trace]:
    def run(trace: Trace) -> Trace:
        started = time.perf_counter()
        done = step(trace)
        took = (time.perf_counter() - started) * 1000
        return replace(done, timings_ms={**trace.timings_ms, name: took})

    name = step.__name__.rstrip("_")
    return RunnableLambda(run, name=name)


def _decide(trace: Trace, parts: Parts) -> Answer:
    query, selection = _known(trace.query), _known(trace.selection)
    refusal = _known(trace.screened).refusal or abstaining.decide(
        query.text,
        _known(trace.asked),
        trace.passages,
        selection,
        selector=parts.selector,
        n_documents=len(parts.documents),
        with_logits=parts.calibrated,
    )
    if refusal is None and not trace.statements:
        refusal = abstaining.Refusal("not_in_documents", "Nothing that was found could be quoted word for word.")
    timings = {**trace.timings_ms, "total": (time.perf_counter() - trace.started) * 1000}
    common: dict[str, Any] = {
        "question": trace.question.text,
        "standalone_question": query.text,
        "writer": parts.writer.name,
        "timings_ms": timings,
    }
    if refusal is not None:
        nearest = _nearest(trace.passages, parts.documents)
        abstention = Abstention(
            refusal.reason, refusal.message, tuple(c.id for c in nearest), refusal.missing_terms, refusal.signpost
        )
        return Answer(
            outcome="abstained",
            abstention=abstention,
            answer=_refusal_text(refusal, bool(nearest)),
            statements=(),
            citations=nearest,
            as_at=_as_at(nearest),
            notices=citing.cautions(nearest, parts.documents),
            **common,
        )
    asked = _known(trace.asked)
    as_at = _as_at(trace.citations)
    told = compose_disagreements(trace.disagreements)
    notices = []
    if not selection.fits:
        thing = {"amount": "a sum", "date": "a date", "count": "a number", "who": "a name"}[asked.kind]
        notices.append(f"The question asks for {thing}, and the nearest sentences found give none.")
    cited = {one.document_id for one in trace.citations}
    silent = [name for name, papers in selection.silent if not cited.intersection(papers)]
    for name in silent:
        notices.append(f"Nothing was found on this that {name} says.")
    if asked.assumes_today and as_at:
        notices.append(f"The papers are not of today: the newest one cited here is of {as_at}.")
    return Answer(
        outcome="answered" if selection.fits and not silent else "partly_answered",
        abstention=None,
        answer="\n\n".join(filter(None, (compose(trace.statements, lambda text: short_answer(text, asked)), told))),
        statements=trace.statements,
        citations=trace.citations,
        disagreements=trace.disagreements,
        as_at=as_at,
        notices=(*notices, *citing.cautions(trace.citations, parts.documents)),
        **common,
    )


def _refusal_text(refusal: abstaining.Refusal, has_nearest: bool) -> str:
    """The refusal as Markdown; it may hold words of the question."""
    text = f"{refusal.message} {refusal.signpost}" if refusal.signpost else refusal.message
    return escape(text) + (" The nearest passages are listed below." if has_nearest else "")


def _nearest(passages: tuple[Passage, ...], documents: Mapping[str, Document]) -> tuple[Citation, ...]:
    """The best sentence of each of the best passages; a table's head or a line of a few words tells nobody anything."""
    nearest: list[Citation] = []
    for passage in passages:
        if len(nearest) == NEAREST_SHOWN:
            break
        document = documents[passage.chunk.document_id]
        telling = [
            hit
            for hit in passage.sentences
            if len(document.text[hit.char_start : hit.char_end].split()) >= NEAREST_WORDS
        ]
        if not telling:
            continue
        hit = max(telling, key=lambda sentence: sentence.similarity)
        block = document.block_at(hit.char_start)
        if block is None:
            continue
        nearest.append(citing.citation(len(nearest) + 1, document, block, hit.char_start, hit.char_end))
    return tuple(nearest)


def _as_at(citations: tuple[Citation, ...]) -> str | None:
    return max((c.published for c in citations if c.published), default=None)


def _known(value: T | None) -> T:
    if value is None:  # a step ran before the one that feeds it
        raise RuntimeError("the pipeline's steps are out of order")
    return value
