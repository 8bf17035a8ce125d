"""A fault planted in each stage must fail a gate of the small slice, and without one every gate is met.

What the cross-encoder read once it is not asked again, so that each fault costs seconds.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant import answerability, citing
from assistant.answers import Citation
from assistant.build import Assistant, build_assistant, join
from assistant.checking import judging
from assistant.settings import Settings
from corpus import chunking
from corpus.documents import Chunk, Document
from evals.asking import RememberedLogits
from evals.checking import check_claims
from evals.gates import load_gates
from evals.report import Report
from evals.run import run
from index.embedding import SentenceTransformerEmbeddings
from index.exact import ExactSearcher
from index.verifying import Odds


class RememberedOdds:
    """A verifier that asks another one only what it has not been asked before."""

    def __init__(self, verifier: Any) -> None:
        self._known: dict[tuple[str | tuple[str, ...], tuple[str, ...]], list[Odds]] = {}
        self._verifier = verifier

    def verify(self, claim: str | Sequence[str], evidence: Sequence[str]) -> list[Odds]:
        key = claim if isinstance(claim, str) else tuple(claim), tuple(evidence)
        if key not in self._known:
            self._known[key] = self._verifier.verify(claim, evidence)
        return self._known[key]


@pytest.fixture(scope="module")
def quick(bundled: Assistant) -> Iterator[Assistant]:
    """The real assistant, whose cross-encoder remembers over the tests of this file."""
    reader, verifier = bundled.retriever.cross_encoder, bundled.checker._verifier
    bundled.retriever.cross_encoder = RememberedLogits(reader)
    bundled.checker._verifier = RememberedOdds(verifier)
    yield bundled
    bundled.retriever.cross_encoder, bundled.checker._verifier = reader, verifier


@pytest.fixture(scope="module")
def sound(quick: Assistant) -> Report:
    """The small slice without a fault, claims included."""
    return run(quick, small=True, baseline=False)


def small(assistant: Assistant) -> Report:
    """The questions of the small slice."""
    return run(assistant, small=True, baseline=False, claims=False)


def small_claims(assistant: Assistant) -> Report:
    """The claims of the small slice."""
    return run(assistant, suite="claims", small=True)


def failed(report: Report) -> set[str]:
    """Names of the gates that fell."""
    return {phrase.removeprefix("claims: ").split(" ")[0] for phrase in report.failed_gates}


def test_small_slice_meets_every_gate(sound: Report) -> None:
    """What `make test` asks of each change."""
    assert sound.failed_gates == []
    assert sound.gates
    kinds = {result.case.kind for result in sound.systems[0].results}
    assert len(kinds) >= 15
    assert {result.case.split for result in sound.systems[0].results} == {"tune"}
    assert sound.claims is not None
    assert sound.claims.gates
    verdicts = Counter(result.case.verdict for result in sound.claims.results)
    assert set(verdicts.values()) == {load_gates().claims_a_verdict}
    assert len(verdicts) == 3
    assert {result.case.split for result in sound.claims.results} == {"tune"}


def test_dropped_reranker_is_caught(quick: Assistant) -> None:
    bare = join(quick.settings.model_copy(update={"reranker": "none"}), quick.index, quick.embeddings)
    assert "refusal_recall" in failed(small(bare))


def test_dropped_verifier_is_caught(quick: Assistant) -> None:
    """By the gate of the whole run, over the half for tuning: without a verifier a claim takes little time."""
    bare = join(quick.settings.model_copy(update={"verifier": "none"}), quick.index, quick.embeddings)
    checked = check_claims(bare, quick.index.documents, split="tune")
    limits = load_gates().claims
    assert "macro_f1" in failed(Report((), {}, {}, claims=replace(checked, gates=limits.least, ceilings=limits.most)))


def test_loosened_support_is_caught(quick: Assistant, sound: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    support, denial = judging.regressions()
    monkeypatch.setattr(judging, "regressions", lambda: (replace(support, threshold=0.0), denial))
    assert "false_assurance" in failed(small_claims(quick))


def test_quote_of_a_claim_that_is_off_by_one_is_caught(
    quick: Assistant, sound: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = citing.citation

    def shifted(number: int, document: Document, block: int, start: int, end: int) -> Citation:
        return replace(truth(number, document, block, start, end), char_start=start + 1, char_end=end + 1)

    monkeypatch.setattr(citing, "citation", shifted)
    assert failed(small_claims(quick)) == {"quotes_verbatim"}


def test_loosened_abstention_is_caught(quick: Assistant, sound: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    load = answerability.load
    monkeypatch.setattr(answerability, "load", lambda **given: replace(load(**given), threshold=0.0))
    report = small(quick)
    assert "refusal_recall" in failed(report)
    # Nothing answerable is refused any more, which is why refusals are measured apart from what is right.
    assert report.systems[0].measures()["over_refusal"] == 0.0


def test_paragraph_that_is_off_by_one_is_caught(
    quick: Assistant, sound: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = citing.citation

    def next_one(number: int, document: Document, block: int, start: int, end: int) -> Citation:
        return truth(number, document, min(block + 1, len(document.blocks) - 1), start, end)

    monkeypatch.setattr(citing, "citation", next_one)
    assert failed(small(quick)) == {"paragraph_right"}


def test_shuffled_embeddings_are_caught(quick: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = join(quick.settings.model_copy(update={"reranker": "none"}), quick.index, quick.embeddings)
    assert "recall_at_5" not in failed(small(bare))
    opened = quick.index.opened
    vectors = np.array(opened.vectors)[np.random.default_rng(1).permutation(len(opened.record_ids))]
    shuffled = ExactSearcher(opened.record_ids, vectors)
    monkeypatch.setattr(opened, "vectors", vectors)
    monkeypatch.setattr(opened, "exact", shuffled)
    monkeypatch.setattr(opened.dense, "search", shuffled.search)
    # Without the cross-encoder, which a sound index does not need for these gates: it would read much that is new.
    assert {"recall_at_1", "recall_at_5", "right"} <= failed(small(bare))


def test_chunks_that_lose_their_end_are_caught(
    bundled_data: Path, embedder: SentenceTransformerEmbeddings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = chunking.chunk

    def cut(document: Document) -> tuple[Chunk, ...]:
        halves = [(chunk, chunk.char_start + max(40, len(chunk.text) // 2)) for chunk in truth(document)]
        return tuple(
            replace(chunk, char_end=end, text=chunk.text[: end - chunk.char_start])
            for chunk, stop in halves
            for end in [min(stop, chunk.char_end)]
        )

    (tmp_path / "index").mkdir()
    shutil.copy(bundled_data / "index" / "embeddings.sqlite3", tmp_path / "index")
    monkeypatch.setattr(chunking, "chunk", cut)
    monkeypatch.setattr("assistant.build.SentenceTransformerEmbeddings", lambda _: embedder)
    # Without the cross-encoder, as above.
    assistant = build_assistant(Settings(data=tmp_path, reranker="none"))
    try:
        assert "recall_at_5" in failed(small(assistant))
    finally:
        assistant.close()
