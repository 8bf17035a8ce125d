"""Cross-encoders: two texts read together; of question and sentence, one logit that says whether the latter answers.

The bundled one is read by NumPy (0.2 s to load, where importing sentence-transformers takes five to eight), any other
by sentence-transformers' own CrossEncoder. `unpack` writes the bundled weights as a folder that the latter reads too;
a test holds the two to the same logits.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UserFacingError
from index.reranker.quantising import dequantise

if TYPE_CHECKING:
    from tokenizers import Encoding

Floats = NDArray[np.float32]

BUNDLED = Path(__file__).parent / "reranker" / "model"
"""The weights that come with the program."""
WEIGHTS = "model.int8.safetensors"
CHECKSUM = "SHA256"

MAX_TOKENS = 128
"""Of a pair; what a longer text holds beyond is not read. As in training."""
_MOST_THREADS, _LEAST_PAIRS = 4, 4
"""Threads that share the pairs, and pairs that are worth one more. They wait for each other once, at the end; those of
a matrix library do so at every product, which beside other busy processes makes it fifty times slower."""
_BLOCK = 192
"""Tokens whose wide inner states are computed at once: as many as a core's cache holds."""


class CrossEncoderError(UserFacingError):
    """A cross-encoder that is missing or whose files are not the ones expected.

    Attributes:
        part: What the model is to the program; messages start with it.
    """

    part = "Cross-encoder"


class RerankerError(CrossEncoderError):
    """The one that reads a question and a sentence."""

    part = "Reranker"


class CrossEncoder(Protocol):
    """Scores texts for a question."""

    def logits(self, question: str, texts: Sequence[str]) -> list[float]:
        """One a text, rising with how well it answers; 0 and above says that it does."""


class BertCrossEncoder:
    """The forward pass of a small BERT with one logit or several, in NumPy.

    Args:
        folder: `config.json`, `tokenizer.json` and quantised weights, as `index.reranker.train` writes them.
        error: What is raised where they are not as expected.
    """

    def __init__(self, folder: Path = BUNDLED, *, error: type[CrossEncoderError] = RerankerError) -> None:
        """Load tokenizer and weights.

        Raises:
            CrossEncoderError: If the weights are missing or not those that the checksum beside them names.
        """
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        data = checked_weights(folder, error)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._heads: int = config["num_attention_heads"]
        self._eps: float = config["layer_norm_eps"]
        self._layers: int = config["num_hidden_layers"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        weights = dequantise(load(data))
        self._weights: dict[str, Floats] = {name.removeprefix("bert."): value for name, value in weights.items()}
        self._turned: dict[str, Floats] = {}
        for layer in range(self._layers):
            prefix = f"encoder.layer.{layer}."
            names = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
            self._turned[prefix + "qkv"] = _turned(np.concatenate([self._weights[name + ".weight"] for name in names]))
            self._weights[prefix + "qkv.bias"] = np.concatenate([self._weights[name + ".bias"] for name in names])
            for part in ("attention.output.dense", "intermediate.dense", "output.dense"):
                self._turned[prefix + part] = _turned(self._weights[prefix + part + ".weight"])

    max_tokens = MAX_TOKENS

    def logits(self, question: str, texts: Sequence[str]) -> list[float]:
        """One logit a text, the first where the model has several."""
        return [float(value) for value in self.pair_logits([(question, text) for text in texts])[:, 0]]

    def pair_logits(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """All logits of each pair, (n_pairs, n_logits); pairs are not padded."""
        n_logits = len(self._weights["classifier.bias"])
        if not pairs:
            return np.zeros((0, n_logits))
        encodings = self._tokenizer.encode_batch(list(pairs))
        order = sorted(range(len(pairs)), key=lambda row: len(encodings[row].ids))
        n = max(1, min(_cores(), _MOST_THREADS, len(pairs) // _LEAST_PAIRS))
        parts = [order[start::n] for start in range(n)]  # long and short ones in each
        others = [_pool().submit(self._read, [encodings[row] for row in part]) for part in parts[1:]]
        back = np.empty((len(pairs), n_logits), dtype=np.float64)
        back[parts[0]] = self._read([encodings[row] for row in parts[0]])
        for part, other in zip(parts[1:], others, strict=True):
            back[part] = other.result()
        return back

    def _read(self, encodings: Sequence[Encoding]) -> NDArray[np.float64]:
        """All logits of tokenized pairs, the shortest first."""
        lengths = np.array([len(encoding.ids) for encoding in encodings])
        starts = np.concatenate([[0], np.cumsum(lengths)])
        weights = self._weights
        states = (
            weights["embeddings.word_embeddings.weight"][np.concatenate([one.ids for one in encodings])]
            + weights["embeddings.position_embeddings.weight"][np.concatenate([np.arange(n) for n in lengths])]
            + weights["embeddings.token_type_embeddings.weight"][np.concatenate([one.type_ids for one in encodings])]
        )
        states = self._norm(states, "embeddings.LayerNorm")
        for layer in range(self._layers):
            states = self._layer(states, lengths, starts, layer)
        pooled = np.tanh(states @ weights["pooler.dense.weight"].T + weights["pooler.dense.bias"])
        return np.asarray(pooled @ weights["classifier.weight"].T + weights["classifier.bias"], dtype=np.float64)

    def _layer(self, states: Floats, lengths: NDArray[np.int64], starts: NDArray[np.int64], layer: int) -> Floats:
        prefix = f"encoder.layer.{layer}."
        qkv = self._linear(states, prefix + "qkv")
        last = layer == self._layers - 1  # only each pair's first token is read from there on
        mixed = self._attention(qkv, lengths, starts, first_only=last)
        if last:
            states = states[starts[:-1]]
        mixed = self._linear(mixed, prefix + "attention.output.dense")
        mixed += states
        states = self._norm(mixed, prefix + "attention.output.LayerNorm")
        out = np.empty_like(states)
        for start in range(0, len(states), _BLOCK):
            rows = states[start : start + _BLOCK]
            inner = self._linear(_gelu(self._linear(rows, prefix + "intermediate.dense")), prefix + "output.dense")
            inner += rows
            out[start : start + _BLOCK] = self._norm(inner, prefix + "output.LayerNorm")
        return out

    def _attention(
        self, qkv: Floats, lengths: NDArray[np.int64], starts: NDArray[np.int64], *, first_only: bool
    ) -> Floats:
        """Each pair by itself, so that nothing is padded and its scores stay in the core's cache."""
        width = qkv.shape[1] // 3
        size = width // self._heads
        mixed = np.empty((len(lengths) if first_only else len(qkv), width), dtype=np.float32)
        scale = np.float32(size**-0.5)
        for row, (start, length) in enumerate(zip(starts.tolist(), lengths.tolist(), strict=False)):
            own = qkv[start : start + length].reshape(length, 3, self._heads, size).transpose(1, 2, 0, 3)
            query = own[0, :, :1] if first_only else own[0]
            scores = (query * scale) @ own[1].swapaxes(1, 2)
            scores -= scores.max(axis=-1, keepdims=True)
            np.exp(scores, out=scores)
            # Dividing after the product touches fewer numbers than dividing the scores.
            out = scores @ own[2]
            out /= scores.sum(axis=-1, keepdims=True)
            into = mixed[row : row + 1] if first_only else mixed[start : start + length]
            into.reshape(-1, self._heads, size)[:] = out.swapaxes(0, 1)
        return mixed

    def _linear(self, states: Floats, name: str) -> Floats:
        product: Floats = states @ self._turned[name]
        product += self._weights[name + ".bias"]
        return product

    def _norm(self, states: Floats, name: str) -> Floats:
        centred = states - states.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", centred, centred)[:, None] / np.float32(centred.shape[1])
        centred /= np.sqrt(variance + np.float32(self._eps))
        centred *= self._weights[name + ".weight"]
        centred += self._weights[name + ".bias"]
        return np.asarray(centred, dtype=np.float32)


class NamedCrossEncoder:
    """Any CrossEncoder of sentence-transformers, by name or path.

    Args:
        name: As `sentence_transformers.CrossEncoder` takes it.
    """

    def __init__(self, name: str, *, max_tokens: int = 2 * MAX_TOKENS) -> None:
        """Load the model; `max_tokens` of a pair are read.

        Raises:
            RerankerError: If it cannot be loaded.
        """
        from sentence_transformers import CrossEncoder as SentenceTransformersCrossEncoder

        try:
            self._model: Any = SentenceTransformersCrossEncoder(name, num_labels=1, max_length=max_tokens)
        except Exception as error:  # whatever a library of this size raises, the user needs the one line
            raise RerankerError(
                f"Reranker '{name}' cannot be loaded ({type(error).__name__}). Name a folder or an installed model."
            ) from error

    def logits(self, question: str, texts: Sequence[str]) -> list[float]:
        """One logit a text."""
        import torch

        if not texts:
            return []
        pairs = [(question, text) for text in texts]
        scores = self._model.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
        return [float(score) for score in scores]


def load_cross_encoder(name: str) -> CrossEncoder | None:
    """The cross-encoder of the settings: "bundled", "none", or a name or path for sentence-transformers.

    Raises:
        RerankerError: If it cannot be loaded.
    """
    if name == "none":
        return None
    return BertCrossEncoder() if name == "bundled" else NamedCrossEncoder(name)


def checked_weights(folder: Path, error: type[CrossEncoderError] = RerankerError) -> bytes:
    """The bytes of the quantised weights, as the checksum beside them has them.

    Raises:
        CrossEncoderError: If they are missing or others.
    """
    try:
        data = (folder / WEIGHTS).read_bytes()
        wanted = (folder / CHECKSUM).read_text(encoding="ascii").split()[0]
    except OSError as failed:
        message = f"{error.part}: {failed.filename} cannot be read ({failed.strerror}). Install again."
        raise error(message) from failed
    if hashlib.sha256(data).hexdigest() != wanted:
        raise error(f"{error.part}: {WEIGHTS} is not the file that its checksum names. Install again.")
    return data


def unpack(into: Path, folder: Path = BUNDLED) -> Path:
    """Write the weights as float32, in a folder that `sentence_transformers.CrossEncoder` reads by path.

    Returns:
        The folder.
    """
    from safetensors.numpy import load, save_file

    into.mkdir(parents=True, exist_ok=True)
    save_file(dequantise(load(checked_weights(folder))), into / "model.safetensors", metadata={"format": "pt"})
    for name in ("config.json", "tokenizer.json"):
        shutil.copyfile(folder / name, into / name)
    settings = {"tokenizer_class": "BertTokenizerFast", "model_max_length": MAX_TOKENS}
    (into / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return into


@lru_cache(maxsize=1)
def _cores() -> int:
    """That this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_MOST_THREADS, thread_name_prefix="cross-encoder")


def _turned(matrix: Floats) -> Floats:
    return np.ascontiguousarray(matrix.T)


def _gelu(values: Floats) -> Floats:
    """The form by tanh, which the model was trained with ("gelu_pytorch_tanh")."""
    inner = values * values
    inner *= np.float32(0.044715)
    inner += np.float32(1)
    inner *= values
    inner *= np.float32(np.sqrt(2 / np.pi))
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= values
    inner *= np.float32(0.5)
    return inner
