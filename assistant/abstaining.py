"""Whether what was found answers the question, or only lies near it; and what a refusal says.

The decision is learnt (see `answerability.py`); the reason that a refusal names is read from the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant import answerability, viewers
from assistant.answers import AbstentionReason
from assistant.asking import Asked
from assistant.asserted import asserted
from assistant.evidence import Selection, block_of
from assistant.particulars import (
    admits_age,
    gives_deadline,
    gives_part,
    holds_year,
    names_places,
    tells_how_long,
    tells_progress,
    tells_where,
)
from assistant.portions import gives_each, gives_sum, tells_sort, tells_wanted
from assistant.selecting import EvidenceSelector
from assistant.wordlists import word_set
from corpus.documents import Document
from index.analysis import terms
from index.passages import Passage

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")

_FAR = 0.36
"""Best cosine below which the papers are not about the question, unless they hold its words."""
_FEW_WORDS = 0.45
"""Share of the question's words, weighted by rarity, that one sentence must hold then."""
_TOLD = (
    tells_progress,
    gives_part,
    tells_where,
    admits_age,
    tells_how_long,
    gives_deadline,
    gives_each,
    gives_sum,
    tells_sort,
    tells_wanted,
)
"""What is asked of the sentences chosen, one sort of question each."""
_SHORTEST = 3
"""Letters of a word that can be told to be missing: "u", "n" and "wd" are how one types."""
_OF_ASKING = word_set(
    "whose whom whos whats wheres whens hows meant mean means written wrote called supposed kindly please "
    "tell show explain roughly exactly actually anyone somebody someone ive im youre theyre dont doesnt isnt"
)
"""Words of asking: that no paper holds them tells nobody what is missing."""
_THINGS = {"amount": "sum", "date": "date", "count": "number", "who": "name"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, before its nearest passages have citations."""

    reason: AbstentionReason
    message: str
    missing_terms: tuple[str, ...] = ()
    signpost: str | None = None


def decide(
    text: str,
    asked: Asked,
    passages: Sequence[Passage],
    selection: Selection,
    *,
    selector: EvidenceSelector,
    n_documents: int,
    with_logits: bool = True,
) -> Refusal | None:
    """Refuse, or let the evidence answer (None).

    Args:
        text: The standalone question.
        asked: What it asks for.
        passages: As found.
        selection: What was chosen of them.
        selector: Knows the papers' words.
        n_documents: How many papers were searched.
        with_logits: Whether the bundled cross-encoder read them.
    """
    if not terms(text):
        return Refusal("unclear", "The question holds no word to search for. Ask of a plan, a sum, a date or a view.")
    found = answerability.features(text, passages, selection, selector.documents)
    model = answerability.load(with_logits=with_logits)
    papers_found = {passage.chunk.document_id for passage in passages}
    held = (
        selector.holds_office(text, asked, passages)
        and selector.holds_particulars(text, asked, passages)
        and holds_year(text, selection.evidence, selector.documents)
        and names_places(text, selection.evidence, selector.documents)
        and all(told(text, selection.evidence, selector.documents) for told in _TOLD)
        and asserted(text, asked, selection.evidence, papers_found, selector.documents)
    )
    heard = _heard(text, asked, selection, selector.documents)
    if selection.evidence and held and heard and (selection.named or model.probability(found) >= model.threshold):
        return None
    missing = missing_terms(text, selector)
    papers = "the paper" if n_documents == 1 else f"the {n_documents} papers"
    nowhere = "It does not mention" if n_documents == 1 else "None of them mentions"
    lacking = f" {nowhere}: {', '.join(missing)}." if missing else ""
    if selection.best_similarity < _FAR and selection.coverage < _FEW_WORDS:
        return Refusal(
            "out_of_scope", f"This does not seem to be a question about {papers} searched.{lacking}", missing
        )
    thing = _THINGS.get(asked.kind)
    fits = selection.fits and held
    near = f" What they hold nearest does not give the {thing} asked for." if thing and not fits else ""
    if not heard:
        near = (
            f" What they hold nearest is not said by {' or '.join(asked.holders) or 'those whose view is asked for'}."
        )
    return Refusal("not_in_documents", f"An answer was not found in {papers} searched.{near}{lacking}", missing)


def _heard(text: str, asked: Asked, selection: Selection, documents: Mapping[str, Document]) -> bool:
    """Whether somebody whose view is asked for says any of what was chosen; true of a question for no body's view."""
    if not asked.holders:
        return viewers.heard(text, selection.evidence, documents)
    return asked.kind != "view" or any(
        block_of(piece, documents).standpoint.holder in asked.holders for piece in selection.evidence
    )


def missing_terms(text: str, selector: EvidenceSelector) -> tuple[str, ...]:
    """The question's words that no paper holds, as typed, in order."""
    missing: dict[str, None] = {}
    for bare in _WORD.findall(text.lower()):
        stems = terms(bare)
        if bare in _OF_ASKING or len(bare) < _SHORTEST:
            continue
        if stems and not any(selector.known(stem) for stem in stems) and not selector.has_other_word(bare):
            missing[bare] = None
    return tuple(missing)[:8]
