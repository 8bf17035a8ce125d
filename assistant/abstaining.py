"""Whether what was found answers the question, or only lies near it.

A first, honest cut: it catches questions the papers are not about and questions whose words they lack. How near a
passage is says little about whether it answers an on-topic question (AUC .55 on these papers), so no claim is made
about that beyond what the question asks for: a figure, a date or a name that no chosen sentence holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answers import AbstentionReason
from assistant.evidence import Selection
from assistant.selecting import EvidenceSelector
from index.analysis import terms

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")

_FAR = 0.36
"""Best cosine below which the papers are not about the question, unless they hold its words."""
_NEAR = 0.50
"""Best cosine from which they are, whatever its words."""
_FEW_WORDS = 0.45
"""Share of the question's words, weighted by rarity, that one sentence must hold in between."""
_MOST_WORDS = 0.55
"""Share it must hold when the figure, date or name asked for is missing from what was chosen."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, before its nearest passages have citations."""

    reason: AbstentionReason
    message: str
    missing_terms: tuple[str, ...] = ()
    signpost: str | None = None


def decide(text: str, selection: Selection, selector: EvidenceSelector, n_documents: int) -> Refusal | None:
    """Refuse, or let the evidence answer (None).

    Args:
        text: The standalone question.
        selection: What was chosen for it.
        selector: Knows the papers' words.
        n_documents: How many papers were searched.
    """
    if not terms(text):
        return Refusal("unclear", "The question holds no word to search for. Ask of a plan, a sum, a date or a view.")
    missing = missing_terms(text, selector)
    papers = "the paper" if n_documents == 1 else f"the {n_documents} papers"
    nowhere = "It does not mention" if n_documents == 1 else "None of them mentions"
    lacking = f" {nowhere}: {', '.join(missing)}." if missing else ""
    near = selection.best_similarity >= _NEAR or (
        selection.best_similarity >= _FAR and selection.coverage >= _FEW_WORDS
    )
    if selection.evidence and near and (selection.fits or selection.coverage >= _MOST_WORDS):
        return None
    if selection.best_similarity < _FAR and selection.coverage < _FEW_WORDS:
        return Refusal(
            "out_of_scope", f"This does not seem to be a question about {papers} searched.{lacking}", missing
        )
    return Refusal("not_in_documents", f"An answer was not found in {papers} searched.{lacking}", missing)


def missing_terms(text: str, selector: EvidenceSelector) -> tuple[str, ...]:
    """The question's words that no paper holds, as typed, in order."""
    missing: dict[str, None] = {}
    for bare in _WORD.findall(text.lower()):
        stems = terms(bare)
        if stems and not any(selector.known(stem) for stem in stems) and not selector.has_other_word(bare):
            missing[bare] = None
    return tuple(missing)[:8]
