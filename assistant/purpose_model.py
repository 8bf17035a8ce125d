"""A learnt guess at what a text is for: a linear model over the question's embedding.

The rules of `purposes` are sure of what they find and miss most of what is worded otherwise; this finds more of it.
Its weights belong to one embedder, by fingerprint, and are left unused with any other. How they were learnt, from what
and how well: `assistant/data/purposes.md`; `python -m assistant.purpose_training` learns them anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PATH = Path(__file__).parent / "data" / "purposes.npz"
FAIR = "fair"
KINDS = (FAIR, "personal", "opinion", "prediction", "party", "misuse", "chitchat")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a text most likely is when it is no fair question, and how likely that is, in [0, 1]."""

    kind: str
    doubt: float


@dataclass(frozen=True)
class PurposeModel:
    """Multinomial logistic regression.

    Attributes:
        weights: float32 (len(KINDS), dim).
        bias: float32 (len(KINDS),).
    """

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def guess(self, vector: NDArray[np.float32]) -> Guess:
        """Judge the embedding (unit norm, (dim,)) of a question."""
        logits = self.weights @ vector + self.bias
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        return Guess(KINDS[1 + int(shares[1:].argmax())], float(1 - shares[0]))


def load_model(fingerprint: str, path: Path = PATH) -> PurposeModel | None:
    """The weights for an embedder, or None when they were learnt over another."""
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as stored:
        if str(stored["fingerprint"]) != fingerprint:
            return None
        return PurposeModel(stored["weights"].astype(np.float32), stored["bias"].astype(np.float32))


def guesser(embeddings: Any) -> Callable[[str], Guess] | None:
    """The model joined to its embedder (`encode_query`, `fingerprint`), or None when it has none."""
    model = load_model(str(embeddings.fingerprint))
    if model is None:
        return None
    return lambda text: model.guess(embeddings.encode_query(text))
