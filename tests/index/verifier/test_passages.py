"""Claims on whole passages: each finds its passage, and what is kept back is trained on nowhere."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from corpus.library import BUNDLED
from evals.claims import load_claims
from index.analysis import terms
from index.reranker.asking import folded, rows
from index.verifier.passages import (
    LABELS,
    PASSAGE_CLAIMS,
    Papers,
    Placed,
    changed,
    elsewhere,
    examples,
    kept_back,
)
from index.verifier.perturbing import CONTRADICTED, NOT_FOUND, SUPPORTED
from index.verifier.sentences import sentences_of


@pytest.fixture(scope="module")
def papers() -> Papers:
    return Papers()


def test_nearly_every_claim_stands_on_a_passage_of_the_papers(papers: Papers) -> None:
    known = list(rows(PASSAGE_CLAIMS))
    assert len(known) > 8_000
    assert {row["verdict"] for row in known} == set(LABELS)
    assert sum(papers.place(row["passage"]) is not None for row in known) > 0.95 * len(known)


def test_no_claim_is_written_twice_or_is_a_case() -> None:
    known = [row["claim"] for row in rows(PASSAGE_CLAIMS)]
    assert len(set(known)) == len(known)
    cases = {folded(case.claim) for _, case in load_claims()}
    assert not cases & {folded(claim) for claim in known}


def test_an_unknown_passage_has_no_place(papers: Papers) -> None:
    assert papers.place("no-paper:1:1") is None


def test_kept_back_are_some_claims_of_every_verdict() -> None:
    counts = Counter(verdict for _, verdict in kept_back())
    assert set(counts) == set(LABELS)
    known = sum(1 for _ in rows(PASSAGE_CLAIMS))
    assert 0.1 * known < counts.total() < 0.35 * known


def test_only_what_is_trained_on_is_read_with_its_whole_block() -> None:
    claims = [
        Placed(f"Claim {n}.", "supported", "p", part, "One.", "One. Two.", both=True)
        for n in range(40)
        for part in ("training", "tuning")
    ]
    made = list(examples(claims, random.Random(1)))
    assert {one.evidence for one in made if one.part == "tuning"} == {"One."}
    assert {one.evidence for one in made if one.part == "training"} == {"One.", "One. Two."}
    assert {one.label for one in made} == {SUPPORTED}


def test_a_single_change_denies_and_a_rewording_does_not() -> None:
    claim = "Wardens will get £30 a week from April 2031, the report says."
    known = Placed(
        claim, "supported", "p", "training", "Wardens will be paid £30 a week from April 2031.", None, both=False
    )
    other = Placed("Wardens get £90.", "contradicted", "p", "training", "Wardens get £30.", None, both=False)
    made = [one for seed in range(30) for one in changed([known, other], random.Random(seed))]
    assert {one.label for one in made} == {CONTRADICTED, SUPPORTED}
    assert {one.evidence for one in made} == {known.sentence}
    denied = {one.claim for one in made if one.label == CONTRADICTED}
    assert len(denied) > 5
    assert claim not in denied


def test_a_sentence_about_something_else_holds_less_than_half_of_the_claim() -> None:
    sentences = [one for one in sentences_of(BUNDLED) if len(one.text.split()) > 8][:60]
    claims = [
        Placed(one.text, "supported", one.document, one.part, one.evidence, None, both=False) for one in sentences
    ]
    made = list(elsewhere(claims, random.Random(3)))
    assert len(made) > 40
    assert {one.label for one in made} == {NOT_FOUND}
    own = {one.claim: one.sentence for one in claims}
    for one in made:
        said = set(terms(one.claim))
        assert one.evidence != own[one.claim]
        assert len(said & set(terms(one.evidence))) < 0.5 * len(said), one
