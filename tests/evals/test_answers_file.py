from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from corpus.documents import Document
from evals.answers_file import AnswersError, Scored, score_file
from evals.cases import PlacedCase, place_cases
from tests.conftest import MakeAssistant
from tests.evals.run_fakes import REFUSE, case

KNOWN = [
    (
        "money",
        case(
            "spending",
            question="How much goes into foster care?",
            must_state=[["£25 million"]],
            places=[{"document": "plan", "paragraph": "1", "text": "The council will spend £25 million"}],
        ),
    ),
    ("money", case("pool", question="When does the pool open?", **REFUSE)),
]


@pytest.fixture
def placed(small: MakeAssistant) -> tuple[list[PlacedCase], Mapping[str, Document]]:
    documents = small().index.documents
    return place_cases(KNOWN, documents), documents


def answer(documents: Mapping[str, Document], **changes: Any) -> dict[str, Any]:
    text = documents["plan"].text
    start = text.index("The council will spend £25 million")
    quote = text[start : start + 34]
    return {
        "id": "spending",
        "outcome": "answered",
        "answer": f"{quote} [1]",
        "statements": [{"text": quote, "citations": [1], "standpoint": ""}],
        "citations": [
            {"id": 1, "document_id": "plan", "quote": quote, "char_start": start, "char_end": start + 34}
            | {"paragraph": "1"}
        ],
        "timings_ms": {"total": 12.0},
        "a field of tomorrow": True,
        **changes,
    }


def scored(tmp_path: Path, known: tuple[list[PlacedCase], Mapping[str, Document]], *rows: object) -> Scored:
    path = tmp_path / "theirs.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return score_file(path, *known)


Known = tuple[list[PlacedCase], Mapping[str, Document]]


def test_answers_of_another_system_are_scored_like_ours(tmp_path: Path, placed: Known) -> None:
    refused = {"id": "pool", "outcome": "abstained", "answer": "No.", "statements": [], "citations": []}
    found = scored(tmp_path, placed, answer(placed[1]), refused)
    measures = found.report.measures()
    assert measures["right"] == measures["quotes_verbatim"] == measures["refusal_recall"] == 1.0
    assert measures["paragraph_right"] == 1.0
    assert measures["recall_at_1"] is None  # nobody showed what was found
    assert measures["median_ms"] == 12.0  # of the one that tells its time
    assert found.left_out() == []


def test_passages_beside_an_answer_are_scored_too(tmp_path: Path, placed: Known) -> None:
    shown = answer(placed[1], passages=[{"document_id": "plan", "char_start": 0, "char_end": 500, "rank": 1}])
    assert scored(tmp_path, placed, shown).report.measures()["recall_at_1"] == 1.0


def test_what_was_not_scored_is_told(tmp_path: Path, placed: Known) -> None:
    rows = [answer(placed[1]), {"id": "other", "outcome": "answered"}, {"id": "pool", "error": "too long"}]
    assert scored(tmp_path, placed, *rows).left_out() == [
        "1 case without an answer, pool …: left out.",
        "1 line for no case of ours: left out.",
        "1 line with an error in place of an answer: left out.",
    ]


def test_false_quote_of_another_system_is_seen(tmp_path: Path, placed: Known) -> None:
    wrong = answer(placed[1])
    wrong["citations"][0]["quote"] = "The council will spend £26 million"
    measures = scored(tmp_path, placed, wrong).report.measures()
    assert measures["quotes_verbatim"] == measures["faithfulness"] == 0.0


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{", "line 1 is not JSON"),
        ("[1]", "line 1 is no JSON object"),
        ('{"id": "spending", "outcome": "maybe"}', "line 1, outcome: "),
        ('{"id": "nobody", "outcome": "answered"}', "none of its lines is for a case"),
        ("", "none of its lines is for a case"),
    ],
)
def test_wrong_line_is_named(tmp_path: Path, placed: Known, row: str, told: str) -> None:
    with pytest.raises(AnswersError, match=rf"theirs\.jsonl: {told}"):
        scored(tmp_path, placed, row)


def test_second_answer_to_a_case_is_told(tmp_path: Path, placed: Known) -> None:
    with pytest.raises(AnswersError, match="line 2 repeats the id 'spending'"):
        scored(tmp_path, placed, answer(placed[1]), answer(placed[1]))


def test_missing_file_is_told(tmp_path: Path, placed: Known) -> None:
    with pytest.raises(AnswersError, match="cannot be read"):
        score_file(tmp_path / "nowhere.jsonl", *placed)
