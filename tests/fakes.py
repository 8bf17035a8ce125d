"""Parts that stand where the real ones do: an embedder without a model, and small document folders."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis import terms
from index.embedding import Progress, SentenceTransformerEmbeddings

PLAN = """# Fostering plan

1. The council will spend £25 million on recruiting foster carers by 2025.

2. A Regional Care Cooperative (RCC) will open in Durham in April 2024. This will not replace the fostering service.

## Rules

3. There are three rules for agency staff:

- Use a lawful procurement route;
- Pay within the price cap;
- Give six weeks of notice.
"""
LEAVERS = """# Leaving care

The leaving care allowance will rise from £2,000 to £3,000 from April 2023.

Personal advisers will help young people until they are 25.
"""
SCHOOLS = """# Schools

Virtual school heads will look after the education of children with a social worker.
"""


class WordEmbeddings(SentenceTransformerEmbeddings):
    """Texts that share words lie near each other: a text's vector is the sum of fixed random ones of its terms.

    Attributes:
        embedded: Every document text embedded so far, in order.
    """

    def __init__(self, fingerprint: str = "words", dimension: int = 128) -> None:
        self.model = self.fingerprint = fingerprint
        self.embedded: list[str] = []
        self._dimension = dimension

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode_query(self, text: str) -> NDArray[np.float32]:
        total = np.full(self._dimension, 1e-6)
        for term in terms(text):
            seed = int.from_bytes(hashlib.sha256(f"{self.fingerprint} {term}".encode()).digest()[:8], "big")
            total = total + np.random.default_rng(seed).normal(size=self._dimension)
        return np.asarray(total / np.linalg.norm(total), dtype=np.float32)

    def encode_documents(self, texts: Sequence[str], *, progress: Progress | None = None) -> NDArray[np.float32]:
        self.embedded += texts
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        return np.stack([self.encode_query(text) for text in texts])


def write_folder(folder: Path, files: Mapping[str, str] | None = None) -> Path:
    """A document folder with the given files, by default three small ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (files or {"plan.md": PLAN, "leavers.md": LEAVERS, "schools.md": SCHOOLS}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
