from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import library
from corpus.documents import Document, Source
from corpus.errors import CorpusError
from corpus.library import load_library
from index import analysis, cache, ingestion, reuse
from index.generations import OpenIndex
from index.ingestion import Index, ensure_index, fingerprint, read_all
from index.passages import Query
from index.retrieval import HybridRetriever
from tests.fakes import LEAVERS, PLAN, WordEmbeddings, write_folder

pytestmark = pytest.mark.usefixtures("quick_builds")

Opened = tuple[str, list[str], list[str], int]


class Desk:
    """One corpus and one index folder; each `open` closes again and says what happened."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.root = write_folder(folder / "corpus"), folder / "data" / "index" / "own"
        self.embeddings = WordEmbeddings()

    def ensure(self, *, rebuild: bool = False, notify: Callable[[str], None] = lambda _: None) -> Index:
        return ensure_index(load_library(self.corpus), self.root, self.embeddings, rebuild=rebuild, notify=notify)

    def open(self, *, rebuild: bool = False) -> Opened:
        """Generation, notices, texts embedded now, and the number of chunks."""
        notices: list[str] = []
        before = len(self.embeddings.embedded)
        index = self.ensure(rebuild=rebuild, notify=notices.append)
        try:
            return index.opened.generation, notices, self.embeddings.embedded[before:], len(index.chunks)
        finally:
            index.close()

    def answer(self) -> str:
        index = self.ensure()
        try:
            retriever = HybridRetriever(index=index, encoder=self.embeddings)
            return retriever.search(Query("leaving care allowance"))[0].chunk.text
        finally:
            index.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_first_build_says_nothing_and_embeds_everything(desk: Desk) -> None:
    _, notices, embedded, n_chunks = desk.open()
    assert notices == []
    assert n_chunks > 0
    assert any("allowance" in text for text in embedded)


def test_index_in_line_is_opened_and_nothing_is_embedded(desk: Desk) -> None:
    generation, *_ = desk.open()
    assert desk.open()[:3] == (generation, [], [])


def test_only_the_changed_one_of_three_documents_is_embedded_again(desk: Desk) -> None:
    first, *_ = desk.open()
    (desk.corpus / "leavers.md").write_text(LEAVERS.replace("£3,000", "£4,000"), encoding="utf-8")
    second, notices, embedded, _ = desk.open()
    assert second != first
    assert len(notices) == 1
    assert notices[0].startswith("The index is out of date (the documents have changed")
    assert embedded
    assert all("£4,000" in text for text in embedded), "the untouched sentences of the document come from the cache"
    assert "£4,000" in desk.answer()


def test_removed_document_is_found_no_more(desk: Desk) -> None:
    desk.open()
    (desk.corpus / "leavers.md").unlink()
    index = desk.ensure()
    try:
        assert set(index.documents) == {"plan", "schools"}
        assert not [chunk for chunk in index.chunks.values() if "allowance" in chunk.text]
    finally:
        index.close()


def test_rebuild_embeds_everything_again(desk: Desk) -> None:
    first, _, everything, _ = desk.open()
    second, notices, embedded, _ = desk.open(rebuild=True)
    assert second != first
    assert notices == []
    assert embedded == everything


def test_index_of_another_embedder_is_noticed_and_built_anew(desk: Desk) -> None:
    first, _, everything, _ = desk.open()
    desk.embeddings = WordEmbeddings("other-words", dimension=96)
    second, notices, embedded, _ = desk.open()
    assert second != first
    assert notices == [
        "The index is out of date (embedder was 'words' and is now 'other-words'); "
        "bringing it in line with the documents."
    ]
    assert embedded == everything


def test_older_index_is_noticed_and_built_anew_without_embedding(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open()
    monkeypatch.setattr(analysis, "VERSION", analysis.VERSION + 1)
    _, notices, embedded, _ = desk.open()
    assert len(notices) == 1
    assert notices[0].startswith(f"The index is out of date (analysis was '{analysis.VERSION - 1}'")
    assert embedded == []


@pytest.mark.parametrize("name", ["current", "chunks.jsonl", "documents.jsonl"])
def test_damaged_index_is_noticed_and_built_anew_with_one_line(desk: Desk, name: str) -> None:
    desk.open()
    path = next(desk.root.rglob(name))
    path.write_bytes(path.read_bytes()[:-7] + b"damaged")
    _, notices, embedded, _ = desk.open()
    assert len(notices) == 1
    assert notices[0].startswith("The index is damaged (")
    assert embedded == []
    assert "£3,000" in desk.answer()


def test_damaged_embedding_cache_only_costs_embedding_the_changed_document_again(desk: Desk) -> None:
    desk.open()
    (path,) = desk.root.parent.glob("*.sqlite3")
    path.write_bytes(b"not a database")
    (desk.corpus / "leavers.md").write_text(LEAVERS.replace("£3,000", "£4,000"), encoding="utf-8")
    _, _, embedded, _ = desk.open()
    assert embedded
    assert all("£4,000" in text or "Personal advisers" in text for text in embedded)
    assert "£4,000" in desk.answer()


def test_index_folder_that_vanished_is_built_anew_from_the_cache(desk: Desk) -> None:
    desk.open()
    shutil.rmtree(desk.root)
    _, notices, embedded, _ = desk.open()
    assert (notices, embedded) == ([], [])


def test_same_documents_give_the_same_fingerprint_and_any_change_another(desk: Desk) -> None:
    from corpus.questions import load_questions

    def now() -> dict[str, str | int]:
        return fingerprint(load_library(desk.corpus), load_questions(desk.corpus), "words")

    first = now()
    assert now() == first
    (desk.corpus / "plan.md").write_text(PLAN + " ", encoding="utf-8")
    assert {key for key, value in now().items() if value != first[key]} == {"documents"}
    (desk.corpus / "questions.jsonl").write_text(
        json.dumps({"document": "plan", "passage": "£25 million", "questions": [{"question": "fostering cash"}]})
    )
    assert {key for key, value in now().items() if value != first[key]} == {"documents", "questions"}


def test_asked_questions_lead_to_their_passage(desk: Desk) -> None:
    line = {"document": "leavers", "passage": "Personal advisers", "questions": [{"question": "zebra xylophone quest"}]}
    (desk.corpus / "questions.jsonl").write_text(json.dumps(line))
    index = desk.ensure()
    try:
        retriever = HybridRetriever(index=index, encoder=desk.embeddings)
        assert "Personal advisers" in retriever.search(Query("xylophone zebra quest"))[0].chunk.text
    finally:
        index.close()


def test_document_that_cannot_be_read_becomes_a_warning_and_the_others_are_read(desk: Desk) -> None:
    listed = load_library(desk.corpus)
    (desk.corpus / "plan.md").unlink()
    documents, warnings = read_all(listed)
    assert [document.source.document_id for document in documents] == ["leavers", "schools"]
    assert len(warnings) == 1
    assert warnings[0].startswith("plan.md: cannot be read (")


def test_when_no_document_can_be_read_the_first_reason_is_told(desk: Desk) -> None:
    listed = load_library(desk.corpus)
    for path in desk.corpus.iterdir():
        path.unlink()
    with pytest.raises(CorpusError, match=r"no document can be read\. First: leavers\.md"):
        read_all(listed)


def test_folder_of_blank_documents_says_so_in_one_line(desk: Desk) -> None:
    for path in desk.corpus.iterdir():
        path.write_text(" \n\n ", encoding="utf-8")
    with pytest.raises(CorpusError):
        desk.ensure()


def test_wrong_question_file_names_its_line(desk: Desk) -> None:
    (desk.corpus / "questions.jsonl").write_text('\n{"document": "plan", "passage": "x", "unknown": 1}\n')
    with pytest.raises(CorpusError, match=r"questions\.jsonl: line 2 cannot be read"):
        desk.ensure()


def test_index_says_what_it_was_made_of(desk: Desk) -> None:
    index = desk.ensure()
    try:
        assert isinstance(index.opened, OpenIndex)
        assert index.opened.fingerprint["embedder"] == "words"
        assert list(index.documents) == ["leavers", "plan", "schools"]
        assert all(
            chunk.text == index.documents[chunk.document_id].text[chunk.char_start : chunk.char_end]
            for chunk in index.chunks.values()
        )
    finally:
        index.close()


def test_cache_keys_differ_by_embedder_and_text() -> None:
    assert len({cache.cache_key(e, t) for e in ("a", "b") for t in ("x", "y")}) == 4


def test_adding_a_document_reads_cuts_and_embeds_only_that_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open()
    read: list[str] = []
    made: list[str] = []

    def read_document(source: Source) -> Document:
        read.append(source.document_id)
        return library.read_document(source)

    def make(document: Document, *rest: Any) -> Any:
        made.append(document.source.document_id)
        return make_before(document, *rest)

    make_before = ingestion._make
    monkeypatch.setattr(ingestion, "read_document", read_document)
    monkeypatch.setattr(ingestion, "_make", make)
    (desk.corpus / "new.md").write_text("# New\n\nThe council will hire ten zookeepers.\n", encoding="utf-8")
    _, _, embedded, _ = desk.open()
    assert (read, made) == (["new"], ["new"])
    assert all("zookeepers" in text for text in embedded)
    taken_over = desk.ensure()
    try:
        shown = [
            list(taken_over.documents.values()),
            list(taken_over.chunks.values()),
            dict(taken_over.opened.metadata),
        ]
        vectors = taken_over.opened.vectors.copy()
    finally:
        taken_over.close()
    anew = desk.ensure(rebuild=True)
    try:
        assert shown == [list(anew.documents.values()), list(anew.chunks.values()), dict(anew.opened.metadata)]
        assert (vectors == anew.opened.vectors).all()
    finally:
        anew.close()


def test_index_of_a_version_that_kept_less_of_each_document_is_brought_in_line_without_reading_any(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    about_document = reuse.about_document

    def about(*given: Any) -> dict[str, Any]:
        return {name: told for name, told in about_document(*given).items() if name != "voices"}

    def never(*_: Any) -> Any:
        raise AssertionError("made anew")

    with monkeypatch.context() as patch:
        patch.setattr("index.voices.VERSION", 0)
        patch.setattr(reuse, "about_document", about)
        patch.setattr(ingestion, "_with_contents", lambda opened: opened.close())
        desk.ensure()
    monkeypatch.setattr(ingestion, "read_document", never)
    monkeypatch.setattr(ingestion, "_make", never)
    monkeypatch.setattr(ingestion, "embed_cached", never)
    index = desk.ensure()
    try:
        assert list(index.voices) == ["leavers", "plan", "schools"]
    finally:
        index.close()


def test_words_are_counted_by_sentence_in_a_small_library_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    index = desk.ensure()
    try:
        # "The leaving care allowance will rise …", and no other sentence
        assert index.sentence_terms is not None
        assert index.sentence_terms["allow"] == 1
        assert index.n_sentences > index.sentence_terms["care"] > 1
    finally:
        index.close()
    monkeypatch.setattr(ingestion, "SENTENCES_COUNTED", index.n_sentences - 1)
    index = desk.ensure(rebuild=True)
    try:
        assert index.sentence_terms is None
        assert index.term_counts["allow"] == 1
    finally:
        index.close()


def test_new_questions_make_their_document_anew_and_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open()
    made: list[str] = []
    make_before = ingestion._make

    def make(document: Document, *rest: Any) -> Any:
        made.append(document.source.document_id)
        return make_before(document, *rest)

    monkeypatch.setattr(ingestion, "_make", make)
    line = {"document": "leavers", "passage": "Personal advisers", "questions": [{"question": "zebra xylophone quest"}]}
    (desk.corpus / "questions.jsonl").write_text(json.dumps(line))
    _, _, embedded, _ = desk.open()
    assert made == ["leavers"]
    assert embedded == ["zebra xylophone quest"]


def test_new_abbreviation_makes_every_document_anew(desk: Desk) -> None:
    (desk.corpus / "late.md").write_text("The RLZ is near the plan's foster carers.\n", encoding="utf-8")
    desk.open()
    (desk.corpus / "new.md").write_text("The Red Lantern Zone (RLZ) opens in May.\n", encoding="utf-8")
    index = desk.ensure()
    try:
        retriever = HybridRetriever(index=index, encoder=desk.embeddings)
        found = retriever.search(Query("Red Lantern Zone"))
        assert "late" in {passage.chunk.document_id for passage in found if "lexical" in passage.signals}
    finally:
        index.close()
