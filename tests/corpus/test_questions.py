"""Questions kept beside the documents, and the places that answer them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.library import BUNDLED
from corpus.questions import NAME, QuestionFile, load_questions, place_questions
from tests.corpus.reading import Paper, made_up

LINE = '{"document": "made-up", "passage": "%s", "questions": [{"question": "What?", "answer": "%s"}]}'


def letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def questions(folder: Path, *lines: str | bytes) -> QuestionFile:
    data = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    (folder / NAME).write_bytes(data)
    return load_questions(folder)


def test_every_bundled_question_is_placed(papers: Mapping[str, Paper]) -> None:
    file = load_questions(BUNDLED)
    placed = place_questions(file, [paper.document for paper in papers.values()])
    answered = [one for one in placed if one.answered]
    missed = sum(len(line.near_misses) + len(line.unanswered) for line in file.lines)
    assert len(answered) == sum(len(line.questions) for line in file.lines) == 11_615
    assert len(placed) - len(answered) == missed == 4_933


def test_every_placed_span_holds_the_answer_in_the_right_document(papers: Mapping[str, Paper]) -> None:
    file = load_questions(BUNDLED)
    asked = [(line, question) for line in file.lines for question in line.questions]
    placed = place_questions(file, [paper.document for paper in papers.values()])
    answered = [one for one in placed if one.answered]
    for (line, question), place in zip(asked, answered, strict=True):
        assert (place.document_id, place.question) == (line.document, question.question)
        found = letters(papers[place.document_id].document.text[place.char_start : place.char_end])
        assert found == letters(question.answer or line.passage)
        assert found in letters(line.passage)


def test_a_folder_without_questions_works_without(tmp_path: Path) -> None:
    assert load_questions(tmp_path) == QuestionFile()


def test_the_answer_is_looked_for_inside_its_passage(tmp_path: Path) -> None:
    paper = made_up("It cost £5. Last year it cost £5 too.\n")
    placed = place_questions(questions(tmp_path, LINE % ("Last year it cost £5", "£5")), [paper.document])
    text = paper.document.text
    assert (text[placed[0].char_start : placed[0].char_end], placed[0].char_start) == ("5", text.rindex("5"))


def test_an_answer_not_in_its_passage_leaves_the_passage_as_the_place(tmp_path: Path) -> None:
    paper = made_up("It cost £5.\n")
    placed = place_questions(questions(tmp_path, LINE % ("It cost £5", "nine")), [paper.document])
    assert (placed[0].char_start, placed[0].char_end) == (0, len("It cost £5"))


def test_a_passage_no_longer_in_the_document_is_left_out(tmp_path: Path) -> None:
    file = questions(tmp_path, LINE % ("It cost £9", "9"), LINE % ("It cost £5", "5"))
    assert len(place_questions(file, [made_up("It cost £5.\n").document])) == 1


def test_a_question_on_a_document_that_is_gone_is_left_out(tmp_path: Path) -> None:
    assert place_questions(questions(tmp_path, LINE % ("It cost £5", "5")), []) == ()


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        b"\xff",
        "[" * 100_000,
        '{"document": "a"}',
        '{"document": "a", "passage": "b", "extra": 1}',
        '{"document": "a", "passage": "b", "questions": [{"q": "c"}]}',
        '{"document": "a", "passage": "b\\ud800"}',
    ],
)
def test_a_bad_line_is_one_error_that_names_it(tmp_path: Path, line: str | bytes) -> None:
    with pytest.raises(CorpusError, match=r"^questions\.jsonl: line 3 cannot be read") as caught:
        questions(tmp_path, LINE % ("a", "a"), "", line)
    assert str(caught.value).isprintable()


def test_the_hash_tells_one_file_from_another(tmp_path: Path) -> None:
    first = questions(tmp_path, LINE % ("a", "a")).sha256
    assert first != questions(tmp_path, LINE % ("b", "b")).sha256
    assert len(first) == 64
