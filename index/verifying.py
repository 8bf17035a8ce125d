"""Whether a sentence of a paper bears a claim out: a cross-encoder reads the two together.

```
claim, evidence in context ─paired→ two texts ─BertCrossEncoder→ three logits ─temperature→ Odds
```
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.crossencoding import BertCrossEncoder, CrossEncoderError
from index.reading import Readers, readers
from index.verifier.marking import paired

BUNDLED = Path(__file__).parent / "verifier" / "model"
"""The weights that come with the program."""
CALIBRATION = "calibration.json"
"""Beside the weights: {"temperature": …}, fitted on passages kept back from training."""


class VerifierError(CrossEncoderError):
    """The cross-encoder that reads evidence and claim."""

    part = "Verifier"


class Odds(NamedTuple):
    """Probabilities of what one piece of evidence says of a claim; their sum is 1.

    Attributes:
        supported: The evidence says what is claimed, or more.
        contradicted: It says otherwise: another figure, date, name, scope, strength or direction, or the opposite.
        not_found: It says neither.
    """

    supported: float
    contradicted: float
    not_found: float


class Verifier(Protocol):
    """Holds a claim against evidence; the plug-in point of `assistant.checking`."""

    def verify(self, claim: str | Sequence[str], evidence: Sequence[str]) -> list[Odds]:
        """What each piece of evidence says of the claim.

        Args:
            claim: One checkable sentence that stands on its own; or one for each piece, where they are worded alike.
            evidence: Sentences as `index.contexts.sentence_in_context` gives them.

        Returns:
            One a piece, in their order.
        """


class BundledVerifier:
    """The trained cross-encoder that comes with the program; its weights are read at the first claim.

    Args:
        folder: As `index.verifier.train` writes it.
        processes: How many processes read; 0 for this one.
    """

    def __init__(self, folder: Path = BUNDLED, *, processes: int = 0) -> None:
        """Nothing is read yet."""
        self._folder, self._processes = folder, processes

    def verify(self, claim: str | Sequence[str], evidence: Sequence[str]) -> list[Odds]:
        """See `Verifier`.

        Raises:
            VerifierError: If the weights are missing or not those that the checksum beside them names.
        """
        claims = [claim] * len(evidence) if isinstance(claim, str) else claim
        pairs = [paired(text, one) for text, one in zip(evidence, claims, strict=True)]
        unlike = list(dict.fromkeys(pairs))  # what stands twice in the papers is read once
        logits = self._encoder.pair_logits(unlike) / self._temperature
        odds = {pair: Odds(*map(float, row)) for pair, row in zip(unlike, softmax(logits), strict=True)}
        return [odds[pair] for pair in pairs]

    @cached_property
    def _encoder(self) -> BertCrossEncoder | Readers:
        if self._processes:
            return readers(self._folder, self._processes, VerifierError)
        return BertCrossEncoder(self._folder, error=VerifierError)

    @cached_property
    def _temperature(self) -> float:
        path = self._folder / CALIBRATION
        try:
            return float(json.loads(path.read_text(encoding="utf-8"))["temperature"])
        except (OSError, ValueError, KeyError) as failed:
            raise VerifierError(f"Verifier: {path.name} cannot be read ({failed}). Install again.") from failed


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of each row.

    >>> softmax(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def load_verifier(name: str = "bundled", *, processes: int = 0) -> Verifier | None:
    """The verifier of the settings: "bundled", "none", or a folder of the same form."""
    if name == "none":
        return None
    return BundledVerifier(BUNDLED if name == "bundled" else Path(name), processes=processes)
