"""The forward pass of a small BERT encoder in NumPy, for one query at a time.

Importing sentence-transformers takes five to eight seconds here, the query itself ten milliseconds; a cold
`reforms ask` has six in all. So a query is embedded by these lines, which read the same weights and give the same
vector (a test holds the cosine to that of sentence-transformers at 0.99999 or more). Documents, by the thousand, go
through sentence-transformers.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class BertEncoder:
    """Tokens → mean of the last layer's states, of unit norm.

    Args:
        folder: A sentence-transformers model folder for which `can_encode` is true.
    """

    def __init__(self, folder: Path) -> None:
        """Load tokenizer and weights (some 0.2 s)."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._heads: int = config["num_attention_heads"]
        self._eps: float = config["layer_norm_eps"]
        self._n_layers: int = config["num_hidden_layers"]
        limit = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))["max_seq_length"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(limit)
        self._weights: dict[str, Floats] = {
            name.removeprefix("bert."): value for name, value in load_file(folder / "model.safetensors").items()
        }
        self.dimension: int = config["hidden_size"]

    @staticmethod
    def can_encode(folder: Path) -> bool:
        """Whether a model folder holds a BERT with mean pooling, absolute positions and exact GELU."""
        try:
            config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
            pooling = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        files = all(
            (folder / name).is_file() for name in ("tokenizer.json", "model.safetensors", "sentence_bert_config.json")
        )
        kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
        return (
            files
            and config.get("model_type") == "bert"
            and config.get("hidden_act") == "gelu"
            and config.get("position_embedding_type", "absolute") == "absolute"
            and kinds[:2] == ["Transformer", "Pooling"]
            and set(kinds[2:]) <= {"Normalize"}
            and bool(pooling.get("pooling_mode_mean_tokens"))
        )

    def encode(self, text: str) -> Floats:
        """Embed one text as a float32 vector (dimension,) of unit norm; tokens beyond the model's limit are cut."""
        encoding = self._tokenizer.encode(text)
        states = self._embed(np.asarray(encoding.ids), np.asarray(encoding.type_ids))
        for layer in range(self._n_layers):
            states = self._layer(states, f"encoder.layer.{layer}.")
        mean = states.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32)

    def _embed(self, ids: NDArray[np.int64], type_ids: NDArray[np.int64]) -> Floats:
        weights = self._weights
        states = (
            weights["embeddings.word_embeddings.weight"][ids]
            + weights["embeddings.position_embeddings.weight"][: len(ids)]
            + weights["embeddings.token_type_embeddings.weight"][type_ids]
        )
        return self._norm(states, "embeddings.LayerNorm")

    def _layer(self, states: Floats, prefix: str) -> Floats:
        n_tokens, width = states.shape
        heads, size = self._heads, width // self._heads

        def split(name: str) -> Floats:
            return self._linear(states, f"{prefix}attention.self.{name}").reshape(n_tokens, heads, size).swapaxes(0, 1)

        query, key, value = split("query"), split("key"), split("value")
        scores = query @ key.swapaxes(1, 2) / np.float32(np.sqrt(size))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = (scores @ value).swapaxes(0, 1).reshape(n_tokens, width)
        states = self._norm(
            states + self._linear(mixed, prefix + "attention.output.dense"), prefix + "attention.output.LayerNorm"
        )
        inner = _gelu(self._linear(states, prefix + "intermediate.dense"))
        return self._norm(states + self._linear(inner, prefix + "output.dense"), prefix + "output.LayerNorm")

    def _linear(self, states: Floats, name: str) -> Floats:
        return states @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]

    def _norm(self, states: Floats, name: str) -> Floats:
        centred = states - states.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self._eps)
        return np.asarray(scaled * self._weights[name + ".weight"] + self._weights[name + ".bias"], dtype=np.float32)


def _gelu(values: Floats) -> Floats:
    from scipy.special import erf  # type: ignore[import-untyped]

    return np.asarray(values * 0.5 * (1.0 + erf(values / np.sqrt(2.0))), dtype=np.float32)
