"""Features of made-up passages, and the regression that weighs them."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

from assistant.answerability import LOGITS, Answerability, features, load
from assistant.evidence import Evidence, Selection
from corpus.documents import Chunk, Document
from index.passages import Passage, SentenceHit
from index.retrieval import DENSE, LEXICAL
from tests.corpus.reading import made_up

PAPER = made_up("# Plan of 2019\n\nBarrow opens a library in 2024. It costs £5.\n\nReaders pay no fines.\n")
DOCUMENTS = {"made-up": PAPER.document}
NOTHING = Selection((), 0.0, 0.0, fits=True)


def piece(words: str, logit: float | None = None) -> Evidence:
    start = PAPER.document.text.index(words)
    block = PAPER.document.block_at(start)
    assert block is not None
    return Evidence("made-up", block, start, start + len(words), 1.0, logit=logit)


def passage(*logits: float | None, similarity: float = 0.6, chunk: Chunk = PAPER.chunks[0]) -> Passage:
    hits = tuple(SentenceHit(0, 1, similarity, logit=logit) for logit in logits)
    return Passage(chunk, score=0.5, rank=1, similarity=similarity, signals={}, sentences=hits)


def found(*passages: Passage, question: str = "when?", selection: Selection = NOTHING) -> dict[str, float]:
    documents: dict[str, Document] = DOCUMENTS
    return features(question, passages, selection, documents)


def test_nothing_found_has_the_lowest_of_every_feature() -> None:
    nothing, something = found(), found(replace(passage(0.0), leaning=0.1))
    assert nothing["best_logit"] == nothing["all_logits"] == nothing["third_logit"] == nothing["chosen_logit"] == -6.0
    assert nothing.keys() == something.keys()
    assert (nothing["known"], nothing["passage_score"], nothing["far"]) == (0.0, 0.0, 0.5)


def test_logits_are_read_over_all_passages() -> None:
    # Two sentences at 0 and one at -1, of two passages; e^0 + e^0 + e^-1 = 2.3679
    read = found(passage(0.0, None), passage(-1.0, 0.0))
    assert read["best_logit"] == 0.0
    assert read["third_logit"] == -1.0
    assert read["all_logits"] == pytest.approx(log(2.36788), abs=1e-4)


def test_chosen_logit_is_of_the_evidence_alone() -> None:
    selection = replace(NOTHING, evidence=(piece("It costs £5.", logit=-2.0), piece("Readers pay no fines.")))
    assert found(passage(3.0), selection=selection)["chosen_logit"] == -2.0


@pytest.mark.parametrize(("nearest", "best"), [(0.6, 4.0), (0.5, 4.0), (0.4, -1.0), (0.3, -6.0), (0.1, -6.0)])
def test_cross_encoder_is_believed_as_far_as_something_lies_near(nearest: float, best: float) -> None:
    # Half believed at .4: -6 + ½ · (4 + 6)
    assert found(passage(4.0, similarity=nearest))["best_logit"] == pytest.approx(best)


def test_known_question_lies_as_near_as_a_sentence() -> None:
    near = found(replace(passage(4.0, similarity=0.1), asked=0.6))
    assert (near["best_logit"], near["far"]) == (4.0, 0.0)


def test_leaning_counts_only_where_something_is_known() -> None:
    unknown, known = found(passage(0.0)), found(replace(passage(0.0), leaning=-0.2))
    assert (unknown["known"], unknown["leaning"]) == (0.0, 0.0)
    assert (known["known"], known["leaning"]) == (1.0, -0.2)


def test_other_rankings_are_asked_of_the_passage_that_reads_most_like_an_answer() -> None:
    first = replace(passage(-3.0), signals={DENSE: 1, LEXICAL: 1})
    likeliest = replace(passage(2.0), signals={DENSE: 4})
    assert found(first)["best_words_too"] == 1.0
    read = found(first, likeliest)
    assert (read["nearest_too"], read["best_words_too"]) == (0.25, 0.0)


def test_passage_that_was_not_read_gives_way_to_one_that_was() -> None:
    unread, read = replace(passage(None), signals={DENSE: 1}, score=2.0), replace(passage(-5.0), signals={DENSE: 2})
    assert found(unread, read)["nearest_too"] == 0.5


def test_misfit_is_evidence_without_the_figure_asked_for() -> None:
    assert found(selection=NOTHING)["misfit"] == 0.0
    assert found(selection=replace(NOTHING, fits=False))["misfit"] == 1.0


@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("When does Barrow open a library in 2024?", 0),
        ("What did the plan of 2019 say?", 0),  # in the heading
        ("What did Anytown say?", 0),  # who published it
        ("What opens in 2031?", 1),
        ("Does Whitby pay as much as Barrow?", 1),
        ("Do Whitby, Filey and Redcar pay by 2031?", 2),  # two at most
        ("what does it cost?", 0),
    ],
)
def test_years_and_names_of_the_question_are_looked_for_around_the_evidence(question: str, elsewhere: int) -> None:
    selection = replace(NOTHING, evidence=(piece("Barrow opens a library in 2024."),))
    assert found(question=question, selection=selection)["named_elsewhere"] == elsewhere


def test_probability_is_the_logistic_of_the_weighted_sum() -> None:
    model = Answerability({"best_logit": 2.0, "misfit": -1.0}, bias=0.5, threshold=0.2)
    # ½ + 2 · ½ - 1 · 1.5 = 0
    assert model.probability({"best_logit": 0.5, "misfit": 1.5, "unknown": 9.0}) == 0.5
    assert model.probability({}) == pytest.approx(1 / (1 + 2.718281828**-0.5))
    assert 0.0 < model.probability({"best_logit": -1e9}) < 1e-9
    assert 1 - 1e-9 < model.probability({"best_logit": 1e9}) <= 1.0


@pytest.mark.parametrize("with_logits", [True, False])
def test_weights_are_of_features_that_exist_and_point_the_right_way(with_logits: bool) -> None:
    model = load(with_logits=with_logits)
    assert set(model.weights) <= found().keys()
    assert bool(LOGITS & model.weights.keys()) == with_logits
    assert 0.0 < model.threshold < 1.0
    assert all(model.weights[name] >= 0 for name in ("leaning", "nearest_too", "best_words_too"))
    assert all(model.weights[name] <= 0 for name in ("misfit", "named_elsewhere", "far"))


def test_reading_more_like_an_answer_makes_one_likelier() -> None:
    model = load()
    chances = [
        model.probability(found(replace(passage(logit, logit, logit), leaning=leaning)))
        for logit, leaning in ((-6.0, -0.2), (-3.0, -0.1), (0.0, 0.0), (3.0, 0.1))
    ]
    assert chances == sorted(chances)
    assert chances[0] < model.threshold < chances[-1]
