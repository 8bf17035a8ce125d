from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from assistant.build import Assistant
from evals.cases import Case, PlacedCase
from evals.metrics import statements
from evals.metrics.answers import cites_place, quotes_verbatim, statements_cited, states_fact
from evals.metrics.retrieval import recall_at_k, reciprocal_rank
from evals.report import CaseResult, Report, SystemReport, Target


@dataclass
class Span:
    document_id: str
    char_start: int
    char_end: int


CASE = Case(
    id="one",
    question="How much?",
    persona="officer",
    kind="amount",
    wording="close",
    split="tune",
    must_state=[["£3,000", "£3000"], ["April 2023"]],
    places=[{"document": "d", "text": "eight or more"}],  # type: ignore[list-item]
)
PLACED = PlacedCase(CASE, "money", ((("d", 100, 140), ("e", 0, 40)),))
BOTH = PlacedCase(CASE.model_copy(update={"need": "all"}), "money", ((("d", 100, 140),), (("f", 10, 30),)))
UNANSWERABLE = PlacedCase(CASE.model_copy(update={"kind": "unanswerable", "must_state": [], "places": []}), "money", ())

FAR, NEAR, HALF = Span("x", 0, 500), Span("d", 90, 200), Span("d", 110, 200)


# Retrieval


def test_recall_counts_the_first_k_passages() -> None:
    # The place d 100-140 is held by the third passage: 0 of 1 at 2, 1 of 1 at 3.
    assert [recall_at_k(PLACED, [FAR, FAR, NEAR], k) for k in (1, 2, 3, 10)] == [0.0, 0.0, 1.0, 1.0]


def test_passage_that_holds_part_of_a_place_does_not_count() -> None:
    assert recall_at_k(PLACED, [HALF], 1) == 0.0
    assert recall_at_k(PLACED, [Span("d", 100, 140)], 1) == 1.0
    assert recall_at_k(PLACED, [Span("d", 101, 141), Span("d", 99, 139)], 2) == 0.0


def test_any_place_that_holds_the_words_counts() -> None:
    assert recall_at_k(PLACED, [Span("e", 0, 40)], 1) == 1.0


def test_case_that_needs_all_its_places_counts_only_with_every_one() -> None:
    assert recall_at_k(BOTH, [NEAR], 5) == 0.0
    assert recall_at_k(BOTH, [NEAR, FAR, Span("f", 0, 99)], 5) == 1.0


def test_reciprocal_rank_is_one_over_the_rank_of_the_first_hit() -> None:
    # first hit at rank 3: 1/3
    assert reciprocal_rank(PLACED, [FAR, HALF, NEAR, NEAR]) == pytest.approx(1 / 3)
    assert reciprocal_rank(PLACED, [FAR]) == 0.0


def test_case_without_places_has_no_retrieval_score() -> None:
    assert recall_at_k(UNANSWERABLE, [NEAR], 1) is None
    assert reciprocal_rank(UNANSWERABLE, [NEAR]) is None


# Answers


def answer(*citations: tuple[str, int, int], used: tuple[int, ...] | None = None) -> Mapping[str, Any]:
    return {
        "citations": [
            {"id": n, "document_id": d, "char_start": start, "char_end": end, "quote": ""}
            for n, (d, start, end) in enumerate(citations, start=1)
        ],
        "statements": [{"text": "x", "citations": list(used or range(1, len(citations) + 1))}],
    }


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("It rises to £3,000 from April 2023. [1]", True),
        ("it rises to £3000 FROM  april\n2023", True),
        ("It rises to £3\\,000 — no: £3,000 — from April 2023\\.", True),
        ("It rises to £3,000.", False),
        ("From April 2023 it is £4,000.", False),
        ("", False),
    ],
)
def test_fact_is_stated_when_one_string_of_each_group_is_there(text: str, right: bool) -> None:
    assert states_fact(PLACED, text) is right


def test_case_without_a_known_answer_has_no_fact() -> None:
    assert states_fact(UNANSWERABLE, "£3,000 from April 2023") is None
    assert cites_place(UNANSWERABLE, answer(("d", 100, 140))) is None


@pytest.mark.parametrize(
    ("span", "right"),
    [
        (("d", 100, 140), True),
        (("d", 60, 120), True),  # shares 20 of the place's 40
        (("d", 60, 119), False),  # shares 19 of 40
        (("d", 110, 115), True),  # all of the shorter one
        (("d", 0, 4000), True),
        (("x", 100, 140), False),
        (("d", 140, 180), False),
    ],
)
def test_citation_lies_on_a_place_from_half_of_the_shorter_one(span: tuple[str, int, int], right: bool) -> None:
    assert cites_place(PLACED, answer(span)) is right


def test_citation_that_no_statement_uses_does_not_count() -> None:
    assert cites_place(PLACED, answer(("d", 100, 140), ("x", 0, 9), used=(2,))) is False


def test_case_that_needs_all_its_places_wants_each_cited() -> None:
    assert cites_place(BOTH, answer(("d", 100, 140))) is False
    assert cites_place(BOTH, answer(("d", 100, 140), ("f", 10, 30))) is True


def test_quotes_are_verbatim_only_at_their_own_place(bundled: Assistant) -> None:
    documents = bundled.index.documents
    text = documents["dfe-press"].text
    good = {"id": 1, "document_id": "dfe-press", "char_start": 10, "char_end": 30, "quote": text[10:30]}
    wrong = [good | {"char_start": 11}, good | {"quote": text[10:30].upper() + "!"}, good | {"document_id": "nowhere"}]
    assert quotes_verbatim({"citations": [good, *wrong]}, documents) == (1, 4)


def test_whatever_a_paper_says_is_faithful_to_itself(bundled: Assistant) -> None:
    """Each block of the papers as a statement that quotes it: headings, lists, tables, odd marks beside names."""
    documents = bundled.index.documents
    for document_id, document in documents.items():
        for block in document.blocks:
            text = document.text[block.char_start : block.char_end]
            cited = {"id": 1, "document_id": document_id, "quote": text}
            cited |= {"char_start": block.char_start, "char_end": block.char_end}
            told = {"statements": [{"text": text, "citations": [1]}], "citations": [cited]}
            assert statements.faithful(told, documents) == (1, 1), text


@pytest.mark.parametrize(
    ("text", "quote", "held"),
    [
        ("Funded by Pupil Premium Plus", "via Pupil Premium+, Plus more", True),
        ("Guidance of the DfE will change", "joint DfE/DHSC guidance of the will change", True),
        ("Guidance of the DfE will change", "joint DHSC guidance of the will change", False),
        ("Mission 4: By 2027, we will", "**13.7. Mission 4: By 2027, we will**", True),
        ("Mission 4: By 2027, we will", "Mission 3: By 2027, we will", False),
        ("It goes to Durham’s schools", "It goes to Durham's schools", True),
    ],
)
def test_figures_and_names_are_held_by_their_letters(text: str, quote: str, held: bool) -> None:
    assert statements._held_exactly(text, quote) is held


def test_statement_must_name_citations_that_exist() -> None:
    statements = [{"citations": [1]}, {"citations": []}, {"citations": [1, 9]}]
    assert statements_cited({"citations": [{"id": 1}], "statements": statements}) == (1, 3)


# Reports

RESULT = CaseResult(CASE, "money", "answered", "…", 1.0, 1.0, 1.0, 1.0, True, True, (2, 2), (1, 1), 10, 5.0)
WRONG = replace(RESULT, recall_at_1=0.0, recall_at_5=0.0, reciprocal_rank=0.25, states_fact=False, verbatim=(1, 2))
REFUSED = replace(WRONG, outcome="abstained", verbatim=(0, 0), cited=(0, 0), cites_place=False)
RIGHTLY = replace(
    REFUSED, case=UNANSWERABLE.case, recall_at_1=None, recall_at_5=None, recall_at_10=None, reciprocal_rank=None,
    states_fact=None, cites_place=None,
)  # fmt: skip


def test_measures_are_the_means_of_the_cases_they_apply_to() -> None:
    measures = SystemReport("us", (RESULT, WRONG, REFUSED, RIGHTLY)).measures()
    # RIGHTLY has no places and leaves the means: (1 + 0 + 0) / 3; (1 + .25 + .25) / 3; quotes (2 + 1) of (2 + 2)
    assert measures["recall_at_1"] == pytest.approx(1 / 3)
    assert measures["mrr"] == pytest.approx(0.5)
    assert measures["quotes_verbatim"] == pytest.approx(3 / 4)
    assert measures["right"] == pytest.approx(1 / 3)
    # Two refusals, one of them right; one case to refuse, refused; one of three answerable ones refused.
    assert measures["refusal_precision"] == pytest.approx(1 / 2)
    assert measures["refusal_recall"] == 1.0
    assert measures["over_refusal"] == pytest.approx(1 / 3)


def test_measure_that_applies_to_no_case_is_none() -> None:
    measures = SystemReport("us", (RIGHTLY,)).measures()
    assert measures["recall_at_1"] is measures["quotes_verbatim"] is measures["over_refusal"] is None


def test_right_takes_the_fact_and_its_place() -> None:
    assert RESULT.right is True
    assert replace(RESULT, cites_place=False).right is False
    assert replace(RESULT, states_fact=False).right is False
    assert RIGHTLY.right is None


def test_gate_fails_below_its_value_or_without_one() -> None:
    report = Report((SystemReport("us", (RESULT, WRONG)),), {"recall_at_1": 0.5, "right": 0.6, "nonsense": 0.1}, {})
    assert report.failed_gates == ["right is 0.500, the gate 0.6", "nonsense is nothing, the gate 0.1"]
    assert "Gates failed: right is 0.500" in report.to_text()
    assert report.to_dict()["failed_gates"] == report.failed_gates


def test_report_names_all_systems_and_breaks_ours_down() -> None:
    report = Report(
        (SystemReport("us", (RESULT, RIGHTLY)), SystemReport("plain", (WRONG, REFUSED))), {}, {"schema": "1"}
    )
    text = report.to_text()
    assert "2 cases, 1 of them answerable" in text
    assert "plain" in text
    assert "unanswerable" in text
    assert report.failed_gates == []


def test_ceiling_fails_above_its_value_or_without_one() -> None:
    report = Report((SystemReport("us", (RESULT, REFUSED)),), {}, {}, ceilings={"over_refusal": 0.4, "obeyed": 0.0})
    assert report.failed_gates == ["over_refusal is 0.500, the ceiling 0.4", "obeyed is nothing, the ceiling 0.0"]


def of_kind(result: CaseResult, kind: str, split: str = "tune") -> CaseResult:
    return replace(result, case=result.case.model_copy(update={"kind": kind, "split": split}))


def test_each_kind_of_question_has_a_measure_of_its_own() -> None:
    unnamed = replace(of_kind(RESULT, "view"), holder_named=False)
    results = (of_kind(RESULT, "list"), of_kind(WRONG, "list"), of_kind(RESULT, "view"), unnamed, RIGHTLY)
    measures = SystemReport("us", results).measures()
    assert measures["lists_complete"] == 0.5
    assert measures["views_right"] == 0.5  # the second is right, but not said whose view it is
    assert measures["followup_right"] is measures["false_premise_right"] is None


def test_follow_up_is_right_when_answered_or_rightly_refused() -> None:
    history = [{"q": "And?", "a": "So."}]
    following = [
        replace(result, case=result.case.model_copy(update={"history": history}))
        for result in (RESULT, WRONG, RIGHTLY, replace(RIGHTLY, outcome="answered"))
    ]
    assert SystemReport("us", tuple(following)).measures()["followup_right"] == 0.5


def test_refusing_what_may_be_refused_counts_nowhere() -> None:
    excused = replace(REFUSED, states_fact=None, cites_place=None)
    excused = replace(excused, case=excused.case.model_copy(update={"may_refuse": True}))
    measures = SystemReport("us", (RESULT, RIGHTLY, excused)).measures()
    assert (measures["right"], measures["over_refusal"], measures["refusal_precision"]) == (1.0, 0.0, 1.0)


def test_targets_are_reported_for_each_half() -> None:
    halves = (of_kind(RESULT, "amount"), of_kind(WRONG, "amount", "held_back"))
    targets = (Target("right", least=0.9), Target("over_refusal", most=0.05), Target("followup_right", least=0.9))
    text = Report((SystemReport("us", halves),), {}, {}, targets=targets).to_text()
    table = text[text.index("target") : text.index("split")]
    right, refused, missing = table.strip().splitlines()[1:]
    assert right.split() == ["right", "≥", "0.9", "0.500", "✗", "1.000", "0.000", "✗"]
    assert refused.split() == ["over_refusal", "≤", "0.05", "0.000", "0.000", "0.000"]
    assert missing.split() == ["followup_right", "≥", "0.9", "–", "–", "–"]
