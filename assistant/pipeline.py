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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

from langchain_core.runnables import Runnable, RunnableLambda

from assistant import abstaining, citing, condensing, disagreement, each_side, wording_text, wordings
from assistant.answers import Abstention, Answer, Citation, Disagreement, Question, Statement
from assistant.asking import Asked, classify
from assistant.comparisons import Comparison, comparison
from assistant.disagreement import Comparer
from assistant.evidence import Selection
from assistant.gathering import gathers
from assistant.helping.calling import NOTHING, Spent
from assistant.helping.choosing import SHOWN, choose, may_choose
from assistant.helping.helper import Helper
from assistant.helping.rewording import rewordings
from assistant.helping.standalone import standalone
from assistant.helping.writing import put_plainly
from assistant.highlighting import short_answer
from assistant.holders import Holders
from assistant.joined import merged, two_questions
from assistant.models.seam import Deadline
from assistant.plain import clean_line
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
    """What is known of a question after each step; a step fills its own fields and changes no other.

    Attributes:
        joined: The two questions that it is, each standing on its own; empty where it is one.
        half: What answers one of two questions, and the other one, to which there is no answer.
        unanswered: The one that the answer leaves out.
        refusal: Decided on what the program itself found and chose, before a model writes a word.
        decided: Whether it was, so that None means an answer.
        deadline: By which the model has helped, in all steps together; None where none is asked.
        spent: What its help came to, so far.
        told_by_model: What must be said of its help.
    """

    question: Question
    started: float
    screened: Screened | None = None
    query: Query | None = None
    asked: Asked | None = None
    compared: Comparison | None = None
    joined: tuple[str, ...] = ()
    half: tuple[Selection, str] | None = None
    unanswered: str = ""
    passages: tuple[Passage, ...] = ()
    selection: Selection | None = None
    drafts: tuple[DraftStatement, ...] = ()
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    answer: Answer | None = None
    refusal: abstaining.Refusal | None = None
    decided: bool = False
    deadline: Deadline | None = None
    spent: Spent = NOTHING
    told_by_model: str = ""
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
    helper: Helper | None = None


def build_pipeline(parts: Parts) -> Runnable[Trace, Trace]:
    """Join the steps; `invoke` takes the trace of a question and gives it back with its answer."""
    holders = parts.holders

    def screen_(trace: Trace) -> Trace:
        screened = screen(trace.question.text, has_history=bool(trace.question.history), guess=parts.guess)
        deadline = parts.helper.deadline() if parts.helper is not None else None
        question = replace(trace.question, text=screened.text)
        return replace(trace, screened=screened, question=question, deadline=deadline)

    def condense(trace: Trace) -> Trace:
        refused = _known(trace.screened).refusal is not None
        text = trace.question.text if refused else condensing.condense(trace.question, holders)
        if not refused:
            trace, text = _helped_question(trace, text, parts.helper)
        asked = classify(text, holders)
        query = _query(text, asked)
        if trace.question.history and text != trace.question.text:
            query = replace(query, told=parts.selector.told_before(trace.question.history[-1].a))
        compared = None if refused else comparison(text, holders, parts.documents)
        if compared is not None:
            asked = replace(asked, kind="comparison", wants=None)
        whole = compared is not None or refused or parts.helper is not None  # each of two would ask the model anew
        joined = () if whole else two_questions(trace.question, holders)
        return replace(trace, query=query, asked=asked, compared=compared, joined=joined)

    def retrieve(trace: Trace) -> Trace:
        if not _known(trace.screened).searchable:
            return trace
        if trace.joined:
            return _each_question(trace, parts, lambda one: select(retrieve(one)))
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
        selection = parts.selector.select(_known(trace.query), _known(trace.asked), trace.passages)
        trace = _helped_choice(_helped_search(replace(trace, selection=selection), parts), parts)
        return _put_right(trace, parts)

    def write(trace: Trace) -> Trace:
        drafts = parts.writer.write(_known(trace.query).text, _known(trace.selection).evidence, parts.documents)
        return _helped_writing(replace(trace, drafts=tuple(drafts)), parts)

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


def _query(text: str, asked: Asked) -> Query:
    return Query(text, k=PASSAGES_GATHERED if gathers(asked) else PASSAGES_READ)


def _each_question(trace: Trace, parts: Parts, chosen: Callable[[Trace], Trace]) -> Trace:
    """Two questions in one, each searched and chosen for by itself; left whole unless the papers answer both."""
    own, unanswered = [], ""
    for text in trace.joined:
        asked = classify(text, parts.holders)
        one = _decided(chosen(replace(trace, query=_query(text, asked), asked=asked, joined=())), parts)
        fair = screen(text, has_history=False, guess=parts.guess).refusal is None
        if fair and one.refusal is None and not _known(one.selection).otherwise:
            own.append(one)
        else:
            unanswered = text
    if not own or unanswered:
        half = (_known(own[0].selection), unanswered) if own else None
        return chosen(replace(trace, joined=(), half=half))
    every = {passage.chunk.chunk_id: passage for one in own for passage in one.passages}
    return replace(
        trace,
        passages=tuple(sorted(every.values(), key=lambda passage: -passage.score)),
        selection=merged(_known(one.selection) for one in own),
        decided=True,
    )


def _put_right(trace: Trace, parts: Parts) -> Trace:
    """Where no answer is found, what the papers say against what the question takes for granted."""
    trace = _decided(trace, parts)
    if trace.refusal is None or trace.refusal.reason != "not_in_documents":
        return trace
    if trace.half is not None:
        return replace(trace, selection=trace.half[0], unanswered=trace.half[1], refusal=None)
    otherwise = parts.selector.against(_known(trace.query), _known(trace.asked), trace.passages)
    return trace if otherwise is None else replace(trace, selection=otherwise, refusal=None)


def _helped_question(trace: Trace, text: str, helper: Helper | None) -> tuple[Trace, str]:
    """The standalone question, by a model where one is asked."""
    if helper is None or not helper.does("standalone"):
        return trace, text
    text, spent = standalone(helper.model, trace.question, text, _known(trace.deadline))
    return replace(trace, spent=trace.spent + spent), text


def _helped_search(trace: Trace, parts: Parts) -> Trace:
    """Passages and evidence found by other wordings too, where a model is asked and the program itself would answer."""
    helper, asked = parts.helper, _known(trace.asked)
    if helper is None or not helper.does("rewordings") or trace.compared is not None:
        return trace
    trace = _decided(trace, parts)
    if trace.refusal is not None:
        return trace
    also, spent = rewordings(helper.model, _known(trace.query).text, _known(trace.deadline))
    trace = replace(trace, spent=trace.spent + spent)
    if not also:
        return trace
    found = {passage.chunk.document_id for passage in trace.passages}
    only = trace.question.papers or (asked.papers if found <= set(asked.papers) else ())
    query = replace(_known(trace.query), also=also, document_ids=only or None)
    passages = parts.retriever.search(query)
    selection = parts.selector.select(query, asked, passages)
    return replace(trace, passages=passages, selection=selection) if selection.evidence else trace


def _helped_choice(trace: Trace, parts: Parts) -> Trace:
    """The evidence that a model chose, where one is asked and the program itself would answer."""
    helper, asked, selection = parts.helper, _known(trace.asked), _known(trace.selection)
    if helper is None or not helper.does("choosing") or not may_choose(asked, selection.evidence):
        return trace
    trace = _decided(trace, parts)
    if trace.refusal is not None:
        return trace
    query = _known(trace.query)
    shortlist = parts.selector.shortlist(query, asked, trace.passages, most=SHOWN)
    chosen, spent = choose(
        helper.model,
        query.text,
        asked=asked,
        default=selection.evidence,
        shortlist=shortlist,
        documents=parts.documents,
        deadline=_known(trace.deadline),
    )
    return replace(trace, selection=replace(selection, evidence=chosen), spent=trace.spent + spent)


def _helped_writing(trace: Trace, parts: Parts) -> Trace:
    """The drafts with a model's words in place of quotes, where one is asked and there is something to answer."""
    helper = parts.helper
    if helper is None or not helper.does("writing") or not trace.drafts:
        return trace
    trace = _decided(trace, parts)
    if trace.refusal is not None:
        return trace
    question, asked = _known(trace.query).text, _known(trace.asked)
    put = put_plainly(
        helper.model,
        question,
        trace.drafts,
        asked=asked,
        documents=parts.documents,
        hold=helper.hold,
        deadline=_known(trace.deadline),
    )
    drafts = put.drafts if _all_stand(put.drafts, parts.documents) else trace.drafts
    return replace(trace, drafts=drafts, spent=trace.spent + put.spent, told_by_model=put.notice)


def _all_stand(drafts: Sequence[DraftStatement], documents: Mapping[str, Document]) -> bool:
    """Whether the last check leaves every statement of a model's: it drops what fails, where the quote could stand."""
    statements, citations = citing.cite(drafts, documents)
    kept, _ = citing.verify(statements, citations, documents)
    return sum(one.own_words for one in kept) == sum(one.own_words for one in statements)


def _decided(trace: Trace, parts: Parts) -> Trace:
    return trace if trace.decided else replace(trace, refusal=_refusal(trace, parts), decided=True)


def _refusal(trace: Trace, parts: Parts) -> abstaining.Refusal | None:
    """Whether the program itself would refuse: no model has a say in it."""
    return _known(trace.screened).refusal or abstaining.decide(
        _known(trace.query).text,
        _known(trace.asked),
        trace.passages,
        _known(trace.selection),
        selector=parts.selector,
        n_documents=len(parts.documents),
        with_logits=parts.calibrated,
    )


def _compare(trace: Trace, parts: Parts) -> Trace:
    """Differences in value; where there are none, or who asks how firm a thing is, in wording."""
    question, asked, compared = _known(trace.query).text, _known(trace.asked), trace.compared
    evidence = _known(trace.selection).evidence
    papers = frozenset(trace.question.papers or (compared.papers if compared else ()))
    found = parts.comparer.find(question, asked, evidence, trace.passages, papers=papers)
    if not found or (asked.kind == "fact" and wordings.asks_how_firm(question)):
        expects = compared is not None and compared.asks
        compares = compared is not None and not compared.things and not expects
        about = compared.subject if compared is not None and (compares or expects) else question
        worded = wordings.find(
            parts.comparer, about, asked, evidence, trace.passages, compares=compares, expects=expects, papers=papers
        )
        if worded is not None:
            told, citations = wording_text.put(worded, trace.citations, parts.documents)
            return replace(trace, disagreements=(told,), citations=citations)
    disagreements, citations = disagreement.put(found, trace.citations, parts.documents)
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
    refusal = _decided(trace, parts).refusal
    if refusal is None and not trace.statements:
        refusal = abstaining.Refusal("not_in_documents", "Nothing that was found could be quoted word for word.")
    timings = {**trace.timings_ms, "total": (time.perf_counter() - trace.started) * 1000}
    common: dict[str, Any] = {
        "question": trace.question.text,
        "standalone_question": query.text,
        "writer": parts.writer.name,
        "timings_ms": timings,
    }
    model_notices: tuple[str, ...] = ()
    if parts.helper is not None:
        own = refusal is None and any(statement.own_words for statement in trace.statements)
        common["writer"] = parts.helper.model.name if own else parts.writer.name
        common |= {"guards": dict(trace.spent.guards), "usage": asdict(trace.spent.usage)}
        model_notices = _model_notices(trace, parts.helper, own=own)
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
            notices=(*citing.cautions(nearest, parts.documents), *model_notices),
            **common,
        )
    asked = _known(trace.asked)
    as_at = _as_at(trace.citations)
    told = compose_disagreements(trace.disagreements)
    notices = []
    if not selection.fits:
        thing = {"amount": "a sum", "date": "a date", "count": "a number", "who": "a name"}[asked.kind]
        notices.append(f"The question asks for {thing}, and the nearest sentences found give none.")
    if selection.otherwise:
        notices.append("The question may take for granted what the papers do not say; this is what they say of it.")
    cited = {one.document_id for one in trace.citations}
    silent = [name for name, papers in selection.silent if not cited.intersection(papers)]
    if trace.unanswered:
        notices.append(f"Nothing was found on this part: {clean_line(trace.unanswered)}")
    for name in silent:
        notices.append(f"Nothing was found on this that {name} says.")
    if asked.assumes_today and as_at:
        notices.append(f"The papers are not of today: the newest one cited here is of {as_at}.")
    return Answer(
        outcome="answered"
        if selection.fits and not (silent or selection.otherwise or trace.unanswered)
        else "partly_answered",
        abstention=None,
        answer="\n\n".join(filter(None, (compose(trace.statements, lambda text: short_answer(text, asked)), told))),
        statements=trace.statements,
        citations=trace.citations,
        disagreements=trace.disagreements,
        as_at=as_at,
        notices=(*notices, *citing.cautions(trace.citations, parts.documents), *model_notices),
        **common,
    )


def _model_notices(trace: Trace, helper: Helper, *, own: bool) -> tuple[str, ...]:
    """What must be said where a model was asked and did not help."""
    spent, name = trace.spent, clean_line(helper.model.name)
    if spent.failed:
        rest = "" if own else " This is the answer without it."
        return (f"The language model ({name}) could not help{' everywhere' * own}: {spent.failed}.{rest}",)
    if trace.told_by_model:
        return (trace.told_by_model,)
    if helper.does("writing") and trace.statements and not own and spent.guards:
        return ("Nothing that the language model wrote passed the checks, so the papers are quoted word for word.",)
    return ()


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
