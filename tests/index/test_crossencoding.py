"""The cross-encoder in NumPy, and its way into sentence-transformers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.crossencoding import (
    BUNDLED,
    WEIGHTS,
    BertCrossEncoder,
    NamedCrossEncoder,
    RerankerError,
    load_cross_encoder,
    unpack,
)

QUESTION = "How much will be spent on recruiting foster carers?"
TEXTS = (
    "UK Government | Pillar 4: We will invest over £27 million in recruiting and keeping foster carers.",
    "UK Government | Pillar 4: Foster carers told us how much they value respite.",
    "The weather.",
    "LGA | View: " + "Councils need long-term funding to keep children safe. " * 30,
)


@pytest.fixture(scope="module")
def encoder() -> BertCrossEncoder:
    return BertCrossEncoder()


def test_the_sentence_that_answers_gets_the_highest_logit(encoder: BertCrossEncoder) -> None:
    logits = encoder.logits(QUESTION, TEXTS)
    assert max(logits) == logits[0]


def test_sentence_transformers_reads_the_same_weights_and_gives_the_same_logits(
    encoder: BertCrossEncoder, tmp_path: Path
) -> None:
    named = NamedCrossEncoder(str(unpack(tmp_path / "model")), max_tokens=encoder.max_tokens)
    assert named.logits(QUESTION, TEXTS) == pytest.approx(encoder.logits(QUESTION, TEXTS), abs=2e-3)


def test_a_logit_does_not_depend_on_what_is_scored_beside_it(encoder: BertCrossEncoder) -> None:
    together = encoder.logits(QUESTION, TEXTS)
    assert [encoder.logits(QUESTION, [text])[0] for text in TEXTS] == pytest.approx(together, abs=1e-3)


@pytest.mark.parametrize("cores", [2, 3, 8])
def test_threads_that_share_the_texts_give_each_its_own_logit(
    encoder: BertCrossEncoder, monkeypatch: pytest.MonkeyPatch, cores: int
) -> None:
    texts = [f"{TEXTS[n % len(TEXTS)]} {'More of it. ' * n}" for n in range(17)]
    monkeypatch.setattr("index.crossencoding._cores", lambda: 1)
    alone = encoder.logits(QUESTION, texts)
    monkeypatch.setattr("index.crossencoding._cores", lambda: cores)
    assert encoder.logits(QUESTION, texts) == pytest.approx(alone, abs=1e-4)


def test_no_texts_have_no_logits(encoder: BertCrossEncoder) -> None:
    assert encoder.logits(QUESTION, []) == []


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(BUNDLED, folder)
    data = bytearray((folder / WEIGHTS).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / WEIGHTS).write_bytes(data)
    with pytest.raises(RerankerError, match=r"model\.int8\.safetensors is not the file"):
        BertCrossEncoder(folder)


def test_an_unknown_name_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(RerankerError, match="cannot be loaded") as caught:
        load_cross_encoder(str(tmp_path / "nowhere"))
    assert "\n" not in str(caught.value)


def test_none_is_no_cross_encoder() -> None:
    assert load_cross_encoder("none") is None
