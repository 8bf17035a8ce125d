from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.chunking import chunk as chunks_of
from corpus.documents import Document, Page
from corpus.glossary import bundled as bundled_glossary
from corpus.library import load_library, read_document
from corpus.questions import PassageQuestion
from index import records
from tests.fakes import write_folder


@pytest.fixture
def plan(tmp_path: Path) -> Document:
    library = load_library(write_folder(tmp_path))
    return next(read_document(source) for source in library.sources if source.document_id == "plan")


def test_documents_come_back_as_they_were_stored(plan: Document) -> None:
    paged = replace(
        plan, pages=(Page(1, "i", 0, 20), Page(2, None, 20, len(plan.text))), warnings=("odd “mark”\u2028",)
    )
    other = replace(paged, source=replace(plan.source, document_id="other"))
    assert tuple(records.load_documents(records.dump_documents([plan, other])).values()) == (plan, other)


def test_chunks_come_back_as_they_were_stored(plan: Document) -> None:
    chunks = list(chunks_of(plan))
    assert chunks
    assert list(records.load_chunks(records.dump_chunks(chunks)).values()) == chunks


def test_every_sentence_of_a_chunk_has_a_record_at_its_own_place(plan: Document) -> None:
    made = list(records.make_records(plan, chunks_of(plan), [], bundled_glossary()))
    sentences = [r for r in made if r.metadata["kind"] == records.SENTENCE]
    quoted = [plan.text[int(r.metadata["char_start"]) : int(r.metadata["char_end"])] for r in sentences]
    assert "This will not replace the fostering service." in quoted
    assert "Pay within the price cap;" in quoted
    assert all(record.text.endswith(text) for record, text in zip(sentences, quoted, strict=True))


def test_list_item_is_embedded_with_the_sentence_that_introduces_it(plan: Document) -> None:
    made = records.make_records(plan, chunks_of(plan), [], bundled_glossary())
    assert "There are three rules for agency staff: Pay within the price cap;" in [record.text for record in made]


def test_question_points_to_the_chunk_that_answers_it(plan: Document) -> None:
    start = plan.text.index("£25 million")
    question = PassageQuestion("what goes into fostering", "plan", start, start + 11)
    made = list(records.make_records(plan, chunks_of(plan), [question], bundled_glossary()))
    (asked,) = [record for record in made if record.metadata["kind"] == records.QUESTION]
    chunk = next(c for c in chunks_of(plan) if c.chunk_id == asked.metadata["chunk_id"])
    assert asked.text == "what goes into fostering"
    assert chunk.char_start <= start < chunk.char_end
    assert asked.record_id == f"{chunk.chunk_id}/q0"


def test_question_about_a_place_outside_every_chunk_is_left_out(plan: Document) -> None:
    beyond = PassageQuestion("anything", "plan", len(plan.text) + 5, len(plan.text) + 9)
    made = records.make_records(plan, chunks_of(plan), [beyond], bundled_glossary())
    assert records.QUESTION not in {record.metadata["kind"] for record in made}


def test_only_chunks_are_found_by_words_and_they_carry_words_for_the_same_thing(plan: Document) -> None:
    made = list(records.make_records(plan, chunks_of(plan), [], bundled_glossary().extended([plan.text])))
    assert {record.metadata["kind"] for record in made if record.tokens} == {records.CHUNK}
    bare = plan.text.replace(" (RCC)", "")
    assert "rcc" not in bare.lower()
    holding = [r for r in made if r.metadata["kind"] == records.CHUNK and "Cooperative" in r.text]
    assert all("rcc" in record.tokens for record in holding)


def test_ids_are_unique(plan: Document) -> None:
    made = list(records.make_records(plan, chunks_of(plan), [], bundled_glossary()))
    assert len({record.record_id for record in made}) == len(made)


def test_position_belongs_to_the_chunk_that_holds_it(plan: Document) -> None:
    chunks = chunks_of(plan)
    for chunk in chunks:
        assert records.chunk_at(chunks, chunk.char_start) is chunk
        assert records.chunk_at(chunks, chunk.char_end - 1) is chunk
    assert records.chunk_at(chunks, len(plan.text) + 1) is None
