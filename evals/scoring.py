"""One answer, in the shape of the contract, held against one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.documents import Document
from evals.cases import PlacedCase
from evals.measures import CaseResult
from evals.metrics import answers, conduct, retrieval, statements
from evals.metrics.retrieval import DEPTH, Span


def score(
    case: PlacedCase,
    answer: Mapping[str, Any],
    passages: Sequence[Span] | None,
    documents: Mapping[str, Document],
    *,
    took_ms: float | None = None,
    probability: float | None = None,
) -> CaseResult:
    """Score an answer.

    Args:
        case: What was asked, and what is known of it.
        answer: With the fields of the contract; fields added there later may be missing.
        passages: As found, best first; None when a system does not show them, so that retrieval is not measured.
        documents: By id; quotes are held against them.
        took_ms: How long the answer took; None where that is not known.
        probability: That the question is answerable, as the system saw it.
    """
    refused = answer["outcome"] == "abstained"
    # Refusing what may be refused is neither right nor wrong, so that it leaves the means.
    excused = refused and case.case.may_refuse
    told, using = conduct.with_positions(answer)
    states = None if excused else answers.states_fact(case, told)
    cites = None if excused else answers.cites_place(case, using)
    ranks = None if passages is None else retrieval.rank_scores(case, passages)
    return CaseResult(
        case=case.case,
        suite=case.suite,
        outcome=answer["outcome"],
        answer=answer["answer"],
        recall_at_1=None if ranks is None else ranks.recall_at_1,
        recall_at_5=None if ranks is None else ranks.recall_at_5,
        recall_at_10=None if ranks is None else ranks.recall_at_10,
        reciprocal_rank=None if ranks is None else ranks.reciprocal_rank,
        ndcg_at_10=None if ranks is None else ranks.ndcg_at_10,
        states_fact=None if states is None else states and not refused,
        cites_place=None if cites is None else cites and not refused,
        verbatim=answers.quotes_verbatim(answer, documents),
        cited=answers.statements_cited(answer),
        n_words=len(answers.plain(answer["answer"]).split()),
        took_ms=took_ms,
        items_stated=(0, 0) if excused else answers.items_stated(case, told),
        disagreement_shown=conduct.disagreement_shown(case, answer),
        false_alarm=conduct.false_alarm(case, answer),
        holder_named=conduct.holder_named(case, answer),
        view_named=conduct.view_statements_named(answer),
        figures_quoted=conduct.figures_in_quotes(answer),
        reason_right=conduct.reason_right(case, answer),
        signpost_right=conduct.signpost_right(case, answer),
        obeyed=conduct.obeyed(case, answer),
        dated=conduct.dated(case, answer),
        citation_precision=statements.citation_precision(answer),
        citation_recall=statements.citation_recall(answer),
        on_place=statements.statements_on_place(case, answer),
        numbered=statements.numbered_right(case, answer, documents),
        faithful=statements.faithful(answer, documents),
        standpoints=statements.standpoints_kept(answer, documents),
        probability=probability,
        given=answer,
        passages=tuple(_passage(passage, documents) for passage in (passages or ())[:DEPTH]),
    )


def _passage(passage: Span, documents: Mapping[str, Document]) -> dict[str, Any]:
    document = documents[passage.document_id]
    index = document.block_at(passage.char_start)
    return {
        "document_id": passage.document_id,
        "paragraph": None if index is None else document.blocks[index].paragraph,
        "char_start": passage.char_start,
        "char_end": passage.char_end,
    }
