"""How likely it is that what was found answers the question, learnt from questions that were and were not answered.

How near a passage lies says almost nothing about it on these papers (AUC .55). What does: what the cross-encoder makes
of the best sentences and how many read as answers, whether what the papers say and are known to answer lies nearer than
what they are known not to, whether other ways of searching find the same passage first, whether the evidence holds the
figure, date or name asked for, and the years and names of the question. A logistic regression
weighs them; its weights and its scores stand in `answerability.json`, written by `python -m evals.calibrate`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path

from assistant.evidence import Selection, block_of, text_of
from corpus.documents import Document
from index.passages import Passage
from index.retrieval import DENSE, LEXICAL

WEIGHTS = Path(__file__).with_name("answerability.json")

_UNREAD = -6.0
"""Stands for the logit where the cross-encoder read nothing; lower than it ever gives."""
_ON_SUBJECT = 0.5
"""Cosine of the nearest sentence or known question below which a question may be about something else."""
_OFF_SUBJECT = 0.3
"""Cosine down from which the cross-encoder is not believed: trained on these subjects, it says anything of others."""
_NAMED = re.compile(r"(?:19|20)\d\d|(?<=[a-z,] )[A-Z][a-z]{2,}")
"""Years, and words with a capital inside a sentence."""


def features(
    question: str, passages: Sequence[Passage], selection: Selection, documents: Mapping[str, Document]
) -> dict[str, float]:
    """What the decision rests on, by name.

    Args:
        question: The standalone question.
        passages: As found.
        selection: What was chosen of them.
        documents: By id.
    """
    chosen = [piece.logit for piece in selection.evidence if piece.logit is not None]
    logits = sorted(hit.logit for passage in passages for hit in passage.sentences if hit.logit is not None)
    answered = max((passage.asked for passage in passages if passage.asked is not None), default=0.0)
    text = max((hit.similarity for passage in passages for hit in passage.sentences), default=0.0)
    nearest = max(answered, text)
    believed = min(1.0, max(0.0, (nearest - _OFF_SUBJECT) / (_ON_SUBJECT - _OFF_SUBJECT)))
    leaning = passages[0].leaning if passages else None
    likeliest = max(passages, key=_as_answer, default=None)
    ranks = likeliest.signals if likeliest is not None else {}
    read = {
        "best_logit": logits[-1] if logits else _UNREAD,
        "third_logit": logits[-3] if len(logits) > 2 else _UNREAD,
        "all_logits": logits[-1] + log(sum(exp(logit - logits[-1]) for logit in logits)) if logits else _UNREAD,
        "chosen_logit": max(chosen, default=_UNREAD),
    }
    return {
        **{name: _UNREAD + believed * (logit - _UNREAD) for name, logit in read.items()},
        "passage_score": passages[0].score if passages else 0.0,
        "nearest_too": 1 / ranks[DENSE] if DENSE in ranks else 0.0,
        "best_words_too": float(ranks.get(LEXICAL) == 1),
        "far": max(0.0, _ON_SUBJECT - nearest),
        "misfit": float(not selection.fits),
        "named_elsewhere": _named_elsewhere(question, selection, documents),
        "known": float(leaning is not None),
        "leaning": leaning if leaning is not None else 0.0,
    }


def _as_answer(passage: Passage) -> tuple[float, float]:
    return _UNREAD if passage.best_logit is None else passage.best_logit, passage.score


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


LOGITS = frozenset({"best_logit", "third_logit", "all_logits", "chosen_logit", "passage_score"})
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
