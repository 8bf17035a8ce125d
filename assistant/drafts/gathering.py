"""A manuscript → the claims in it, each with its place and the sentences that say what it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Claim
from assistant.drafts.cells import cell_claims, is_caption
from assistant.drafts.checkable import has_figure, has_verb, is_sentence, why_not
from corpus.manuscripts import Manuscript, Piece
from corpus.sentences import sentence_spans

N_CONTEXT = 3
"""Sentences before a claim that go with it."""
MAX_CLAIM_CHARS = 2_000
_LABEL = re.compile(
    r"(?:Key (?:figures?|facts?|points?|dates?)|Background|Context|Cost|Timing|Funding|In brief):\s+(?=\S)"
)
"""What heads a sentence without being part of it."""


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A claim at its place in a draft.

    Attributes:
        claim: What is checked: the sentence, or a sentence made of a cell or of a list's lead-in and an item.
        shown: The draft's own words.
        piece: Index of the piece that it stands in.
        start: Where it starts in the piece's text.
        end: Where it ends, exclusive.
        place: Where it stands, in words: "paragraph 2.1", "table 1, row 2"; "" for plain text.
        section: The heading above it, or "".
        scope: For a cell, its table's caption, which bounds what it speaks of; else "".
    """

    claim: Claim
    shown: str
    piece: int
    start: int
    end: int
    place: str = ""
    section: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a draft holds to check, in order, and how many sentences were passed over."""

    claims: tuple[DraftClaim, ...]
    n_passed_over: int


def gather(manuscript: Manuscript) -> Gathered:
    """The claims of a draft, in the order of its pieces."""
    of_cells, captions = cell_claims(manuscript.pieces)
    by_piece = {one.piece: one.text for one in of_cells}
    claims: list[DraftClaim] = []
    passed = 0
    section, lead_in = "", ""
    said: list[str] = []
    for index, piece in enumerate(manuscript.pieces):
        if piece.table < 0 and is_caption(piece.text) and not piece.text.endswith("."):
            continue
        if piece.kind == "heading":
            section, lead_in, said = piece.text, "", []
        elif piece.kind == "cell":
            if index in by_piece:
                context = tuple(filter(None, (section, *said[-1:], captions[piece.table])))
                text = by_piece[index][:MAX_CLAIM_CHARS]
                place = f"table {piece.table + 1}, row {piece.row + 1}"
                at = (index, 0, len(piece.text), place, section, captions[piece.table])
                claims.append(DraftClaim(Claim(text, context), piece.text, *at))
        else:
            if piece.kind == "note":
                section, lead_in, said = "", "", []
            if piece.kind != "item":
                lead_in = ""
            for start, end in sentence_spans(piece.text):
                sentence = piece.text[start:end]
                before = said[: said.index(lead_in) + 1] if lead_in in said else said  # not the other items of a list
                claim = _claim(sentence, piece, section, before, lead_in)
                if claim is None:
                    passed += 1
                else:
                    claims.append(DraftClaim(claim, sentence, index, start, end, _place(piece), section))
                said.append(sentence)
            if piece.text.endswith(":"):
                lead_in = said[-1] if said else ""
    return Gathered(tuple(claims), passed)


def _claim(sentence: str, piece: Piece, section: str, said: Sequence[str], lead_in: str) -> Claim | None:
    context = tuple(filter(None, (section, *said[-N_CONTEXT:])))
    if (name := _LABEL.match(sentence)) and is_sentence(sentence[name.end() :]):
        context, said_so = (*context, name[0].strip()), sentence[name.end() :]
        sentence = said_so[:1].upper() + said_so[1:]
    if len(sentence) > MAX_CLAIM_CHARS:
        sentence = sentence[:MAX_CLAIM_CHARS]
    if piece.kind == "item" and lead_in and _goes_on(sentence):
        whole = f"{lead_in.rstrip(': ')}: {sentence}"
        if why_not(f"{lead_in.rstrip(': ')} {sentence}") is None and (has_figure(sentence) or has_verb(lead_in)):
            return Claim(whole[:MAX_CLAIM_CHARS], tuple(one for one in context if one != lead_in))
        return None
    reason = why_not(sentence)
    return Claim(sentence, context) if reason is None else None


def _goes_on(item: str) -> bool:
    """Whether a list item goes on with the sentence before the list, rather than being one itself."""
    return not item[:1].isupper() or not has_verb(item) or item.rstrip()[-1:] in ";,"


def _place(piece: Piece) -> str:
    if piece.kind == "note":
        return f"note {piece.label}" if piece.label else "note"
    number = piece.label.strip("().")
    return f"paragraph {number}" if number[:1].isdigit() else ""
