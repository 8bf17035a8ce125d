from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.settings import Settings
from evals.beir import BeirError, check, measure, read_qrels, scored
from tests.fakes import WordEmbeddings

DOCUMENTS = {
    "d1": "The allowance for care leavers rises to three thousand pounds.",
    "d2": "Kinship carers receive training and support from the council.",
    "d3": "The swimming pool opens at seven in the morning.",
}
QUERIES = {"q1": "allowance for care leavers", "q2": "training of kinship carers", "q3": "unjudged"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "beir"
    (place / "qrels").mkdir(parents=True)
    lines = [json.dumps({"_id": id_, "title": "", "text": text}) for id_, text in DOCUMENTS.items()]
    (place / "corpus.jsonl").write_text("\n".join(lines))
    (place / "queries.jsonl").write_text(
        "\n".join(json.dumps({"_id": id_, "text": text}) for id_, text in QUERIES.items())
    )
    (place / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq2\td3\t0\n")
    return place


def test_folder_is_indexed_searched_and_scored(folder: Path, tmp_path: Path, words: WordEmbeddings) -> None:
    (folder / "README.md").write_text("# Allowance for care leavers\n\nThe allowance for care leavers.\n")
    assistant = build_assistant(Settings(corpus=folder, data=tmp_path / "data"))
    try:
        found = measure(assistant, folder)
    finally:
        assistant.close()
    assert found.measures["nDCG@10"].value == 1.0  # the README, which is no line of the corpus, is passed over
    assert found.measures["R@100"].value == 1.0
    assert (found.n_documents, found.n_queries, found.n_unjudged) == (3, 3, 1)
    assert "1 query left out" in found.to_text()
    assert found.to_dict()["measures"]["nDCG@10"]["n"] == 2


def test_scores_are_those_of_the_definition() -> None:
    # d1 at rank 2 of q1: 1 / log2(3) = .631; q2 found nothing and counts as 0
    found = scored({"q1": {"x": 2.0, "d1": 1.0}}, {"q1": {"d1": 1}, "q2": {"d2": 1}})
    assert found["nDCG@10"].value == pytest.approx(0.6309 / 2, abs=1e-4)
    assert found["RR@10"].value == pytest.approx(0.25)
    assert found["R@100"].value == 0.5


def test_grades_above_zero_are_relevant(folder: Path) -> None:
    assert read_qrels(folder) == {"q1": {"d1": 1}, "q2": {"d2": 1}}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("corpus.jsonl", None, "holds no corpus.jsonl"),
        ("queries.jsonl", None, "queries.jsonl: cannot be read"),
        ("queries.jsonl", '{"_id": "q1"}\n', "queries.jsonl: line 1 is no"),
        ("queries.jsonl", "[]\n", "queries.jsonl: line 1 is no"),
        ("queries.jsonl", '{"_id": "a", "text": "x"}\n{"_id": "a", "text": "y"}', "line 2 repeats the _id 'a'"),
        ("qrels/test.tsv", None, "test.tsv: cannot be read"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\n", "line 2 is no query-id"),
        ("qrels/test.tsv", "q1\td1\thigh\n", "line 1 is no query-id"),
        ("qrels/test.tsv", "q1\td1\t0\n", "judges no document relevant"),
    ],
)
def test_folder_that_is_not_in_the_form_is_told_before_it_is_indexed(
    folder: Path, name: str, content: str | None, told: str
) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content)
    with pytest.raises(BeirError, match=told):
        check(folder)


def test_judgements_of_other_documents_are_told(folder: Path, tmp_path: Path, words: WordEmbeddings) -> None:
    (folder / "qrels" / "test.tsv").write_text("q1\tnowhere\t1\n")
    assistant = build_assistant(Settings(corpus=folder, data=tmp_path / "data"))
    try:
        with pytest.raises(BeirError, match="no document of corpus"):
            measure(assistant, folder)
    finally:
        assistant.close()
