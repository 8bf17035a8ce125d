"""The claims written by hand: they belong to sentences, and hold no words of papers that are not ours."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from corpus.library import BUNDLED, load_library
from index.reranker.asking import rows
from index.verifier.measure import CLAIMS as UNSEEN_CLAIMS
from index.verifier.perturbing import CONTRADICTED, NOT_FOUND, SUPPORTED
from index.verifier.prepare import CLAIMS, GUIDANCE, UNSEEN, public
from index.verifier.sentences import Sentence, digest, sentences_of

SHARED = Path(os.environ.get("REFORMS_SHARED", Path(__file__).parents[4] / "shared")) / "data"


@pytest.fixture(scope="module")
def sentences() -> list[Sentence]:
    return sentences_of(BUNDLED)


def test_every_claim_on_a_bundled_paper_belongs_to_a_sentence_of_it(sentences: list[Sentence]) -> None:
    known = {(one.document, one.digest) for one in sentences}
    ours = {source.document_id for source in load_library(BUNDLED).sources}
    written = [row for row in rows(CLAIMS) if row["document"] in ours]
    assert len(written) > 200
    for row in written:
        assert (row["document"], row["sha256"]) in known
        assert digest(row["text"]) == row["sha256"]


def test_claims_on_other_papers_hold_none_of_their_text() -> None:
    ours = {source.document_id for source in load_library(BUNDLED).sources}
    for row in (*rows(CLAIMS), *rows(UNSEEN_CLAIMS)):
        assert ("text" in row) == (row["document"] in ours)


def test_no_paper_is_both_trained_on_and_measured_on() -> None:
    trained, measured = ({row["document"] for row in rows(path)} for path in (CLAIMS, UNSEEN_CLAIMS))
    assert not set(GUIDANCE) & set(UNSEEN)
    assert not trained & measured
    assert {name.replace("-", "_") for name in measured} == set(UNSEEN)


def test_a_supported_claim_is_no_copy_of_its_sentence() -> None:
    for row in (*rows(CLAIMS), *rows(UNSEEN_CLAIMS)):
        assert digest(row["supported"]) != row["sha256"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public sets are not beside this checkout")
def test_public_sets_come_with_all_three_labels() -> None:
    labels = {one.label for one in public(SHARED, random.Random(1))}
    assert labels == {SUPPORTED, CONTRADICTED, NOT_FOUND}
