from __future__ import annotations

import json
from pathlib import Path

import pytest
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever

from assistant.build import Assistant
from index.passages import Passage, Query
from index.retrieval import DENSE, LEXICAL, HybridRetriever, exact_ranking, leaning_of
from tests.conftest import MakeAssistant
from tests.contract import PASSAGE

QUESTIONS = (
    "How much will care leavers get to set up home?",
    "rules on agency social workers",
    "kinship carers",
    "What does the LGA think of Regional Care Cooperatives?",
)


def holding(passages: tuple[Passage, ...], words: str) -> list[int]:
    return [passage.rank for passage in passages if words.casefold() in passage.chunk.text.casefold()]


# On the papers


def test_chroma_finds_what_exact_search_finds(bundled: Assistant) -> None:
    assert bundled.index.opened.uses_chroma
    found = wanted = 0
    for question in QUESTIONS:
        vector = bundled.embeddings.encode_query(question)
        exact = dict(exact_ranking(bundled.index, vector, 50))
        chroma = dict(bundled.index.opened.dense.search(vector, 50))
        found, wanted = found + len(exact.keys() & chroma.keys()), wanted + len(exact)
        assert all(chroma[record] == pytest.approx(exact[record], abs=1e-4) for record in exact.keys() & chroma.keys())
        assert next(iter(exact)) == next(iter(chroma))
    assert found / wanted >= 0.98


def test_it_is_a_langchain_retriever_whose_documents_are_our_chunks(bundled: Assistant) -> None:
    retriever = bundled.retriever
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke(QUESTIONS[0])
    assert len(found) == retriever.k
    for document, passage in zip(found, bundled.search(QUESTIONS[0]), strict=True):
        assert type(document) is LangChainDocument
        assert (document.id, document.page_content) == (passage.chunk.chunk_id, passage.chunk.text)
        text = bundled.index.documents[document.metadata["document_id"]].text
        assert text[document.metadata["char_start"] : document.metadata["char_end"]] == document.page_content
        # Chroma and most other stores take flat metadata only.
        assert all(isinstance(value, (str, int, float, type(None))) for value in document.metadata.values())


@pytest.mark.parametrize(
    ("asked", "written"),
    [("What is an RCC?", "Regional Care Cooperative"), ("regional care cooperatives", "RCC")],
)
def test_abbreviation_finds_the_name_and_the_name_the_abbreviation(
    bundled: Assistant, asked: str, written: str
) -> None:
    assert holding(bundled.search(asked, k=5), written)


def test_everyday_words_find_the_papers_words(bundled: Assistant) -> None:
    passages = bundled.search("IRO", k=10)
    assert holding(passages, "Independent Reviewing Officer")


def test_passages_come_ranked_by_falling_score_without_repeats(bundled: Assistant) -> None:
    for question in QUESTIONS:
        passages = bundled.search(question, k=30)
        scores = [passage.score for passage in passages]
        assert [passage.rank for passage in passages] == list(range(1, 31))
        assert scores == sorted(scores, reverse=True)
        assert len({passage.chunk.chunk_id for passage in passages}) == 30
        assert all(passage.signals for passage in passages)


def test_passage_has_the_contracts_shape_and_stands_where_it_says(bundled: Assistant) -> None:
    for passage in bundled.search(QUESTIONS[1], k=20):
        fields = passage.to_dict()
        assert PASSAGE(fields)
        text = bundled.index.documents[fields["document_id"]].text
        assert text[fields["char_start"] : fields["char_end"]] == fields["text"]


def test_sentences_of_a_passage_lie_in_it_with_their_likeness(bundled: Assistant) -> None:
    for passage in bundled.search(QUESTIONS[0]):
        starts = [hit.char_start for hit in passage.sentences]
        assert starts == sorted(starts)
        for hit in passage.sentences:
            assert passage.chunk.char_start <= hit.char_start < hit.char_end <= passage.chunk.char_end
            assert -1.0 <= hit.similarity <= 1.0001


@pytest.mark.parametrize("document_id", ["nspcc-summary", "dfe-press", "lga-pack"])
def test_only_the_documents_asked_for_are_searched(bundled: Assistant, document_id: str) -> None:
    passages = bundled.retriever.search(Query("the price cap for agency workers", document_ids=(document_id,)))
    assert passages
    assert {passage.chunk.document_id for passage in passages} == {document_id}


def test_small_document_among_large_ones_is_searched_whole(bundled: Assistant) -> None:
    n_chunks = sum(chunk.document_id == "nspcc-summary" for chunk in bundled.index.chunks.values())
    for question in ("early years funding in Plymouth", "minutes of the last meeting", *QUESTIONS):
        passages = bundled.retriever.search(Query(question, k=100, document_ids=("nspcc-summary",)))
        assert len(passages) == n_chunks


def test_unknown_document_holds_nothing(bundled: Assistant) -> None:
    assert bundled.retriever.search(Query(QUESTIONS[0], document_ids=("nowhere",))) == ()


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_query_without_words_finds_nothing(bundled: Assistant, text: str) -> None:
    assert bundled.retriever.search(Query(text)) == ()


# On small documents


def test_abbreviation_that_only_these_papers_introduce_is_learnt(small: MakeAssistant) -> None:
    made = small(
        {
            "a.md": "The Borough Lantern Parade Zone (BLPZ) was set up in 2019.",
            "b.md": "Money for the BLPZ doubled.",
            "c.md": "The Borough Lantern Parade Zone closes in May.",
        }
    )
    assert {passage.chunk.document_id for passage in made.search("BLPZ", k=3) if LEXICAL in passage.signals} == {
        "a", "b", "c",
    }  # fmt: skip
    assert {
        passage.chunk.document_id
        for passage in made.search("Borough Lantern Parade Zone", k=3)
        if LEXICAL in passage.signals
    } == {"a", "b", "c"}


def test_passage_that_only_words_find_says_so(small: MakeAssistant) -> None:
    made = small()
    (first, *_) = made.search("allowance")
    assert first.signals[DENSE] == first.signals[LEXICAL] == 1
    assert first.similarity is not None


def test_reranker_of_ones_own_sets_the_order(small: MakeAssistant) -> None:
    class ByLength:
        def scores(self, query: str, chunks: object, signals: object) -> list[float]:
            return [float(len(chunk.text)) for chunk in chunks]  # type: ignore[attr-defined]

    made = small()
    retriever = HybridRetriever(index=made.index, encoder=made.embeddings, reranker=ByLength())
    lengths = [len(passage.chunk.text) for passage in retriever.search(Query("allowance"))]
    assert lengths == sorted(lengths, reverse=True)
    assert len(lengths) > 1


def test_k_bounds_the_passages(small: MakeAssistant) -> None:
    made = small()
    assert [len(made.search("care", k=k)) for k in (1, 2)] == [1, 2]
    assert len(made.search("care", k=1000)) == len(made.index.chunks)


# Towards an answer, or towards what is not told


def test_nothing_is_known_without_near_misses() -> None:
    assert leaning_of([]) is None
    assert leaning_of([("a#0", 0.9), ("a#0/s1", 0.8), ("a#0/q1", 0.7)]) is None


def test_search_leans_to_what_lies_nearer() -> None:
    # Two records far above .5: .05 · (.80 / .05 - .65 / .05) = .15
    assert leaning_of([("a#0/q1", 0.80), ("a#0/n1", 0.65)]) == pytest.approx(0.15, abs=0.005)
    assert leaning_of([("a#0/q1", 0.65), ("a#0/n1", 0.80)]) == pytest.approx(-0.15, abs=0.005)
    assert leaning_of([("a#0/s1", 0.7), ("a#0/n1", 0.7)]) == pytest.approx(0.0)


def test_many_near_misses_tell_more_than_one() -> None:
    one = leaning_of([("a#0/q1", 0.7), ("a#0/n1", 0.7)])
    many = leaning_of([("a#0/q1", 0.7), *((f"b#{n}/n1", 0.7) for n in range(8))])
    assert one is not None
    assert many is not None
    assert many < one - 0.05


def test_records_far_away_say_nothing_however_many_they_are() -> None:
    near = [("a#0/q1", 0.7), ("a#0/n1", 0.6)]
    alone, crowded = leaning_of(near), leaning_of(near + [(f"b#{n}", 0.2) for n in range(200)])
    assert alone is not None
    assert crowded == pytest.approx(alone, abs=0.01)
    assert leaning_of([("a#0/q1", 0.2), ("a#0/n1", 0.1)]) == pytest.approx(0.0, abs=0.001)


def test_leaning_of_a_search_stands_in_each_of_its_passages(small: MakeAssistant, tmp_path: Path) -> None:
    assert {passage.leaning for passage in small().search("foster carers", k=5)} == {None}
    told = {
        "document": "plan",
        "passage": "The council will spend £25 million on recruiting foster carers by 2025.",
        "questions": [{"question": "recruitment budget of the council"}],
        "near_misses": ["average weekly pay for each foster family"],
    }
    (tmp_path / "corpus" / "questions.jsonl").write_text(json.dumps(told), encoding="utf-8")
    made = small()
    answered, missed = (
        {passage.leaning for passage in made.search(question, k=5)}
        for question in ("recruitment budget of the council", "average weekly pay for each foster family")
    )
    assert len(answered) == len(missed) == 1
    (up,), (down,) = answered, missed
    assert up is not None
    assert down is not None
    assert down < -0.1 < 0.1 < up
