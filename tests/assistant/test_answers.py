from __future__ import annotations

import json

from langchain_core.runnables import Runnable

from assistant.answers import Abstention, Answer, Citation, Disagreement, Position, Question, Statement
from tests.conftest import MakeAssistant
from tests.contract import check_answer

CITED = Citation(
    1, "plan", "Plan", "Council", "report", "2023-04", 7, "iv", "3.1", ("Rules",), "Give notice.", 5, 17, url=None
)
COMMON = {"question": "q", "standalone_question": "q", "timings_ms": {"retrieve": 1.23456, "total": 2.0}}
KEYS = [
    "schema", "question", "standalone_question", "outcome", "abstention", "answer", "statements", "citations",
    "disagreements", "as_at", "notices", "writer", "timings_ms",
]  # fmt: skip


def test_answer_has_the_contracts_keys_in_order() -> None:
    answer = Answer(
        outcome="answered",
        abstention=None,
        answer="Give notice. [1]",
        statements=(Statement("Give notice.", (1,), "Council"),),
        citations=(CITED,),
        disagreements=(
            Disagreement("sum", "Two sums.", (Position("£25 million", (1,)), Position("£27 million", (1,)))),
        ),
        as_at="2023-04",
        **COMMON,  # type: ignore[arg-type]
    )
    fields = json.loads(json.dumps(answer.to_dict()))
    assert list(fields) == KEYS
    check_answer(fields)
    assert fields["schema"] == 1
    assert fields["timings_ms"] == {"retrieve": 1.23, "total": 2.0}
    assert fields["citations"][0]["section"] == ["Rules"]


def test_abstention_has_the_contracts_keys() -> None:
    answer = Answer(
        outcome="abstained",
        abstention=Abstention("not_in_documents", "Not found.", (1,), ("zebra",)),
        answer="Not found.",
        statements=(),
        citations=(CITED,),
        as_at="2023-04",
        **COMMON,  # type: ignore[arg-type]
    )
    fields = json.loads(json.dumps(answer.to_dict()))
    check_answer(fields)
    assert list(fields["abstention"]) == ["reason", "message", "nearest", "missing_terms", "signpost"]


def test_question_whose_sum_is_not_told_is_refused_and_the_sum_named_as_missing(small: MakeAssistant) -> None:
    made = small()
    answer = made.ask(Question("How much will virtual school heads look after education of children?"))
    assert answer.outcome == "abstained"
    assert answer.abstention is not None
    assert "does not give the sum asked for" in answer.abstention.message
    assert answer.abstention.nearest
    check_answer(json.loads(json.dumps(answer.to_dict())))


def test_paper_without_date_gives_no_date(small: MakeAssistant) -> None:
    answer = small().ask(Question("How much is the leaving care allowance now?"))
    assert answer.as_at is None
    assert answer.citations[0].published is None


def test_list_and_its_lead_in_come_together_from_any_paper(small: MakeAssistant) -> None:
    answer = small().ask(Question("What are the three rules for agency staff?"))
    assert [statement.role for statement in answer.statements] == ["lead_in", "item", "item", "item"]
    assert len(answer.citations) == 1
    assert answer.citations[0].paragraph == "3"


def test_pipeline_is_a_langchain_runnable_whose_trace_keeps_each_step(small: MakeAssistant) -> None:
    made = small()
    assert isinstance(made._pipeline, Runnable)
    trace = made.trace(Question("How much is the leaving care allowance?"))
    assert trace.query is not None
    assert trace.passages
    assert trace.selection is not None
    assert [draft.text for draft in trace.drafts] == [statement.text for statement in trace.statements]
    assert trace.answer is not None
    assert trace.answer.statements == trace.statements


def test_marks_in_a_paper_are_inert_in_the_answer(small: MakeAssistant) -> None:
    hostile = "The zebra grant is £7 <script>alert(1)</script> and [click](javascript:x) **now** in 2024."
    answer = small({"zebra.txt": hostile}).ask(Question("How much is the zebra grant?"))
    assert answer.outcome == "answered"
    assert "£7" in answer.answer
    bare = answer.answer.replace("\\<", "").replace("\\[", "").replace("\\*", "")
    assert not [mark for mark in ("<script", "[click", "**now") if mark in bare]
