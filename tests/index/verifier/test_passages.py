"""Claims on whole passages: each finds its passage, and what is kept back is trained on nowhere."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from evals.claims import load_claims
from index.reranker.asking import folded, rows
from index.verifier.passages import LABELS, PASSAGE_CLAIMS, Papers, Placed, examples, kept_back
from index.verifier.perturbing import SUPPORTED


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
    assert 2_000 < counts.total() < 8_000


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
