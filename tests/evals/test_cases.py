from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from assistant.build import Assistant
from corpus.documents import Document
from evals.cases import Case, CaseError, load_cases, place_cases
from evals.metrics.answers import plain, states_fact
from tests.conftest import MakeAssistant

CASES = load_cases()
GOOD = {
    "id": "spending",
    "question": "How much goes into recruiting foster carers?",
    "persona": "councillor",
    "kind": "amount",
    "wording": "close",
    "split": "tune",
    "must_state": [["£25 million"]],
    "places": [{"document": "plan", "paragraph": "1", "text": "The council will spend £25 million"}],
}
REFUSED: dict[str, object] = {"places": [], "must_state": []}


def load(folder: Path, *cases: Mapping[str, object]) -> list[tuple[str, Case]]:
    (folder / "money.yaml").write_text(yaml.safe_dump({"cases": list(cases)}, allow_unicode=True), encoding="utf-8")
    return load_cases(folder)


# Our own cases


def test_every_place_of_every_case_is_in_the_papers(bundled: Assistant) -> None:
    placed = place_cases(CASES, bundled.index.documents)
    assert len(placed) == len(CASES) >= 60
    for case in placed:
        assert bool(case.spans) == case.case.answerable
        assert all(spans for spans in case.spans)


def test_known_answer_stands_at_its_places(bundled: Assistant) -> None:
    """What must be stated can be stated from the places: their paragraphs hold it."""
    for case in place_cases(CASES, bundled.index.documents):
        if not case.case.answerable:
            continue
        told = []
        for spans in case.spans:
            for document_id, start, end in spans:
                document = bundled.index.documents[document_id]
                told += [
                    document.text[block.char_start : block.char_end]
                    for block in document.blocks
                    if block.char_start < end and start < block.char_end
                ]
        assert states_fact(case, "\n".join(told)), case.case.id


def test_saying_the_question_back_never_states_the_fact(bundled: Assistant) -> None:
    for case in place_cases(CASES, bundled.index.documents):
        if case.case.answerable:
            assert states_fact(case, case.case.question) is False, case.case.id


def test_cases_are_balanced() -> None:
    wordings = [case.wording for _, case in CASES]
    splits = [case.split for _, case in CASES]
    assert 0.4 <= wordings.count("far") / len(CASES) <= 0.6
    assert 0.4 <= splits.count("held_back") / len(CASES) <= 0.6
    asked = {(case.question.casefold(), *(turn.q for turn in case.history)) for _, case in CASES}
    assert len(asked) == len(CASES)


def test_each_kind_has_both_halves() -> None:
    for kind in {case.kind for _, case in CASES}:
        halves = [case.split for _, case in CASES if case.kind == kind]
        assert abs(halves.count("tune") - halves.count("held_back")) <= max(2, len(halves) // 4), kind


def test_position_of_a_disagreement_stands_at_a_place_of_its_own() -> None:
    for _, case in CASES:
        texts = [plain(place.text) for place in case.places]
        for group in case.positions:
            assert any(plain(option) in text for option in group for text in texts), (case.id, group)


def test_follow_up_may_be_answerable_or_not() -> None:
    assert {case.answerable for _, case in CASES if case.kind == "follow_up"} == {True, False}


# Wrong files


def test_suite_is_the_file_of_its_name(tmp_path: Path) -> None:
    (loaded,) = load(tmp_path, GOOD)
    assert loaded[0] == "money"
    assert load_cases(tmp_path, suite="money") == [loaded]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"must_stat": [["x"]]}, r"cases\[0\]\.must_stat"),
        ({"kind": "gossip"}, r"cases\[0\]\.kind"),
        ({"id": "Has Spaces"}, r"cases\[0\]\.id"),
        ({"split": "secret"}, r"cases\[0\]\.split"),
        ({"places": [{"document": "plan", "text": "short"}]}, r"cases\[0\]\.places\[0\]\.text"),
        ({"places": []}, "spending is of kind 'amount' and must_state or places do not fit it"),
        ({"must_state": []}, "spending is of kind 'amount'"),
        ({"kind": "out_of_scope"}, "spending is of kind 'out_of_scope'"),
        ({"kind": "misuse", "places": []}, "must_state or places do not fit it"),
        ({"kind": "disagreement"}, "its disagreement must be expected"),
        ({"disagreement": "expected", "positions": [["£25m"]]}, "positions and disagreement do not fit"),
        ({"positions": [["£25m"], ["£27m"]]}, "positions and disagreement do not fit"),
        ({"kind": "agreement", "disagreement": "allowed"}, "a disagreement may not be shown"),
        ({"kind": "follow_up"}, "history is missing"),
        ({"history": [{"q": "Hello?"}]}, r"cases\[0\]\.history\[0\]\.a"),
        ({"signpost": [["police"]]}, "reasons and signpost are for cases to be refused"),
        (REFUSED | {"kind": "opinion", "may_refuse": True}, "holder, positions, may_refuse and dated are for cases"),
        (REFUSED | {"kind": "follow_up", "history": [{"q": "Hello?", "a": "Hello."}]}, "reasons are missing"),
    ],
)
def test_wrong_case_names_file_case_and_key(tmp_path: Path, changes: dict[str, object], told: str) -> None:
    with pytest.raises(CaseError, match=rf"money\.yaml: .*{told}"):
        load(tmp_path, GOOD | changes)


def test_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"money\.yaml: cases\[0\]\.question"):
        load(tmp_path, {key: value for key, value in GOOD.items() if key != "question"})


def test_id_used_twice_is_told(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"money\.yaml: the id 'spending' is used twice"):
        load(tmp_path, GOOD, GOOD)


@pytest.mark.parametrize("content", [b"cases: [", b"- x\n", b"\xff\xfe\x00", b"", b"cases: 1"])
def test_file_that_is_no_list_of_cases_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "money.yaml").write_bytes(content)
    with pytest.raises(CaseError, match=r"money\.yaml: "):
        load_cases(tmp_path)


def test_unknown_suite_names_those_there_are(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    with pytest.raises(CaseError, match=r"No suite is called 'x'\. There are: money\."):
        load_cases(tmp_path, suite="x")


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({"document": "nowhere", "text": "The council will spend"}, "there is no document 'nowhere'"),
        ({"document": "plan", "paragraph": "1", "text": "The council will save £25 million"}, "plan does not hold"),
        ({"document": "plan", "paragraph": "2", "text": "The council will spend"}, "under 1 in plan, not under 2"),
        ({"document": "plan", "text": "The council will spend"}, "under 1 in plan, not under None"),
    ],
)
def test_place_that_does_not_exist_is_told(
    small: MakeAssistant, tmp_path: Path, place: dict[str, object], told: str
) -> None:
    documents: Mapping[str, Document] = small().index.documents
    with pytest.raises(CaseError, match=told) as raised:
        place_cases(load(tmp_path, GOOD | {"places": [place]}), documents)
    assert str(raised.value).startswith("money.yaml: spending: ")


def test_place_is_found_whatever_its_marks_and_spacing(small: MakeAssistant, tmp_path: Path) -> None:
    place = {"document": "plan", "paragraph": "1", "text": "the  Council will\nspend £25  million –"}
    (placed,) = place_cases(load(tmp_path, GOOD | {"places": [place]}), small().index.documents)
    (((document_id, start, end),),) = placed.spans
    assert small().index.documents[document_id].text[start:end] == "The council will spend £25 million"
