"""How likely it is that what was found answers the question, learnt from questions that were and were not answered.

How near a passage lies says almost nothing about it on these papers (AUC .55). What does: what the cross-encoder makes
of the best sentences, whether questions known to be answered lie nearer than questions known to be not, whether the
evidence holds the figure, date or name asked for, and the years and names of the question. A logistic regression
weighs them; its weights and its scores stand in `answerability.json`, written by `python -m evals.calibrate`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from assistant.asking import Asked
from assistant.evidence import Selection, block_of, text_of
from assistant.quantities import read
from corpus.documents import Document
from index.analysis import terms
from index.passages import Passage

WEIGHTS = Path(__file__).with_name("answerability.json")

_UNREAD = -6.0
"""Stands for the logit where the cross-encoder read nothing; lower than it ever gives."""
_ON_SUBJECT = 0.5
"""Cosine of the nearest sentence or known question below which a question may be about something else: a cross-encoder
trained on these subjects says anything of others."""
_NAMED = re.compile(r"(?:19|20)\d\d|(?<=[a-z,] )[A-Z][a-z]{2,}")
"""Years, and words with a capital inside a sentence."""


def features(
    question: str, asked: Asked, passages: Sequence[Passage], selection: Selection, documents: Mapping[str, Document]
) -> dict[str, float]:
    """What the decision rests on, by name.

    Args:
        question: The standalone question.
        asked: What it asks for.
        passages: As found.
        selection: What was chosen of them.
        documents: By id.
    """
    chosen = [piece.logit for piece in selection.evidence if piece.logit is not None]
    read_logits = [passage.best_logit for passage in passages if passage.best_logit is not None]
    answered = [passage.asked for passage in passages if passage.asked is not None]
    near_misses = [passage.near_miss for passage in passages if passage.near_miss is not None]
    text = max((hit.similarity for passage in passages for hit in passage.sentences), default=0.0)
    best_answered, best_near_miss = max(answered, default=0.0), max(near_misses, default=0.0)
    known = bool(answered) and bool(near_misses)
    return {
        "best_logit": max(read_logits, default=_UNREAD),
        "chosen_logit": max(chosen, default=_UNREAD),
        "similarity": text,
        "far": max(0.0, _ON_SUBJECT - max(best_answered, text)),
        "misfit": float(not selection.fits),
        "counted": _counted(question, asked, selection, documents),
        "named_elsewhere": _named_elsewhere(question, selection, documents),
        "known": float(known),
        "known_margin": max(best_answered, text) - best_near_miss if known else 0.0,
    }


def _counted(question: str, asked: Asked, selection: Selection, documents: Mapping[str, Document]) -> float:
    """Whether what a question counts is counted in the evidence: 1, -1, or 0 where it counts nothing.

    A share or an age has no noun, so any will do.
    """
    if asked.kind != "count" or not selection.evidence:
        return 0.0
    wanted = set(terms(question))
    for piece in selection.evidence:
        for quantity in read(text_of(piece, documents)):
            if quantity.kind in ("percent", "age", "duration") or wanted & set(terms(quantity.noun)):
                return 1.0
    return -1.0


def _named_elsewhere(question: str, selection: Selection, documents: Mapping[str, Document]) -> float:
    """How many years and names of the question stand nowhere near the evidence; two at most."""
    named = {match.lower() for match in _NAMED.findall(question)}
    around = " ".join(
        " ".join((text_of(piece, documents), *block.section, block.standpoint.holder, source.title, source.publisher))
        for piece in selection.evidence
        for block, source in [(block_of(piece, documents), documents[piece.document_id].source)]
    ).lower()
    return float(min(2, sum(name not in around for name in named)))


@dataclass(frozen=True, slots=True)
class Answerability:
    """A logistic regression over `features`.

    Attributes:
        weights: By feature; one that is missing counts nothing.
        bias: Added to the weighted sum.
        threshold: Probability from which a question is answered.
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, found: Mapping[str, float]) -> float:
        """That the evidence answers the question, in [0, 1]."""
        total = self.bias + sum(weight * found.get(name, 0.0) for name, weight in self.weights.items())
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


LOGITS = frozenset({"best_logit", "chosen_logit"})
"""Features that only the bundled cross-encoder gives: another one's logits are of another scale."""


@cache
def load(*, with_logits: bool = True, path: Path = WEIGHTS) -> Answerability:
    """The weights that come with the program.

    Args:
        with_logits: Whether the bundled cross-encoder reads along; without it the other features decide alone.
        path: The file.
    """
    stored = json.loads(path.read_text(encoding="utf-8"))["with_logits" if with_logits else "without_logits"]
    return Answerability(stored["weights"], stored["bias"], stored["threshold"])
