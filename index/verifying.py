"""Whether a sentence of a paper bears a claim out: a cross-encoder reads the two together.

```
claim, evidence in context ─paired→ two texts ─BertCrossEncoder→ three logits ─temperature→ Odds
```
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.crossencoding import BertCrossEncoder, CrossEncoderError

_TOKEN = re.compile(r"[£$]?\d[\d,.]*\d|[£$]?\d|[a-z]+(?:['-][a-z]+)*|%", re.IGNORECASE)
_PLAIN = frozenset("a an the of and in on for with as is are be been that this it its their to was were".split())
"""Words that may be new without anything being claimed by them."""
_TELLING = frozenset(
    "will would should must may might can could shall not no never cannot only all every each some any most many few both "
    "neither either none always usually normally least most over under more less than up before after without unless "
    "until first last about around per week month year day weeks months years days hours million billion thousand cent "
    "january february march april june july august september october november december spring summer autumn winter "
    "one two three four five six seven eight nine ten eleven twelve explore consider consult aim propose plan plans "
    "required expected encouraged recommended duty power".split()
)
"""Words that make a difference where a claim leaves them out; words with digits do so too."""
_LISTED = 10

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

    def verify(self, claim: str, evidence: Sequence[str]) -> list[Odds]:
        """What each piece of evidence says of the claim.

        Args:
            claim: One checkable sentence that stands on its own.
            evidence: Sentences as `index.contexts.sentence_in_context` gives them.

        Returns:
            One a piece, in their order.
        """


class BundledVerifier:
    """The trained cross-encoder that comes with the program; its weights are read at the first claim.

    Args:
        folder: As `index.verifier.train` writes it.
    """

    def __init__(self, folder: Path = BUNDLED) -> None:
        """Nothing is read yet."""
        self._folder = folder

    def verify(self, claim: str, evidence: Sequence[str]) -> list[Odds]:
        """See `Verifier`.

        Raises:
            VerifierError: If the weights are missing or not those that the checksum beside them names.
        """
        logits = self._encoder.pair_logits([paired(text, claim) for text in evidence]) / self._temperature
        return [Odds(*map(float, row)) for row in softmax(logits)]

    @cached_property
    def _encoder(self) -> BertCrossEncoder:
        return BertCrossEncoder(self._folder, error=VerifierError)

    @cached_property
    def _temperature(self) -> float:
        path = self._folder / CALIBRATION
        try:
            return float(json.loads(path.read_text(encoding="utf-8"))["temperature"])
        except (OSError, ValueError, KeyError) as failed:
            raise VerifierError(f"Verifier: {path.name} cannot be read ({failed}). Install again.") from failed


def paired(evidence: str, claim: str) -> tuple[str, str]:
    """The two texts that are read: the claim is followed by its words that the evidence lacks, after "+", and by those
    words of weight that it lacks itself, after "-".

    A small model overlooks one changed digit among a hundred like words; so they are pointed out to it.

    >>> paired("Pay: We will pay up to £3,000.", "They must pay £4,000")
    ('Pay: We will pay up to £3,000.', 'They must pay £4,000 + they must £4,000 - will up £3,000')
    """
    told, said = _tokens(evidence), _tokens(claim)
    new = [word for word in _more(said, told) if word not in _PLAIN]
    gone = [word for word in _more(told, said) if word in _TELLING or any(map(str.isdigit, word))]
    return evidence, f"{claim} + {' '.join(new[:_LISTED])} - {' '.join(gone[-_LISTED:])}"


def _tokens(text: str) -> list[str]:
    return [token.lower() for token in _TOKEN.findall(text.replace("’", "'"))]


def _more(ones: Sequence[str], others: Sequence[str]) -> list[str]:
    """Tokens that stand more often in the one text than in the other, in order of first mention."""
    left = Counter(ones) - Counter(others)
    return [token for token in dict.fromkeys(ones) if token in left]


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of each row.

    >>> softmax(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def load_verifier(name: str = "bundled") -> Verifier | None:
    """The verifier of the settings: "bundled", "none", or a folder of the same form."""
    if name == "none":
        return None
    return BundledVerifier() if name == "bundled" else BundledVerifier(Path(name))
