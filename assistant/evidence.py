"""Passages → Evidence: the sentences that answer, chosen one by one."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.asking import Asked
from corpus.documents import Block, Document
from corpus.sentences import sentence_spans
from index.analysis import terms
from index.ingestion import Index
from index.passages import Passage, Query

_ANAPHORA = re.compile(
    r"(?:this|these|it|its|they|their|such|that|those|he|she|his|her|however|but|also|both|neither|in addition|"
    r"furthermore|similarly|instead|the (?:former|latter|same|group|programme|aim|intention))\b",
    re.IGNORECASE,
)

PASSAGES_READ = 12
_REQUEST_TERMS = frozenset(
    terms("summarise summary overview outline explain describe brief briefing main points tell about plan planned say says gist")
)
"""Words of the request itself, which name no section."""
_KEPT_SENTENCES = 20_000
"""Sentences whose terms are kept between questions."""
_FACT_WORDS = 60
_LONG_WORDS = 180
_LONG_KINDS = frozenset({"view", "summary", "list", "comparison"})
_SECTION_NAMED = 0.6
"""Share of the question's words, weighted by rarity, that a heading and its paper's name hold when it asks for that section."""
_NEAR_BEST = 0.80
"""A further sentence belongs to the answer of a fact when its score comes this near the best one's."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of one document that the answer may rest on.

    Attributes:
        document_id: The document.
        block: Index of its block.
        char_start: In the document's text.
        char_end: Likewise, exclusive.
        score: Rises with how well it answers.
        role: "sentence"; or "lead_in" and "item" of a list taken whole.
        similarity: Cosine of the query with the sentence or a question it answers, whichever is nearer.
        coverage: Share of the question's words, weighted by rarity, that the piece and its headings hold, in [0, 1].
    """

    document_id: str
    block: int
    char_start: int
    char_end: int
    score: float
    role: str = "sentence"
    similarity: float = 0.0
    coverage: float = 0.0


@dataclass(frozen=True, slots=True)
class Selection:
    """What the answer may rest on, in reading order, and how well the best piece fits.

    Attributes:
        evidence: The chosen pieces.
        best_similarity: Best cosine of the query with any sentence or known question of the passages.
        coverage: Share of the question's words that the best passage holds, in [0, 1].
        fits: False when the question asks for a figure, a date or a name and no chosen piece holds one.
    """

    evidence: tuple[Evidence, ...]
    best_similarity: float
    coverage: float
    fits: bool


class EvidenceSelector:
    """Chooses sentences; keeps the rarity of every term of the index."""

    def __init__(self, index: Index) -> None:
        """Count in how many chunks each term stands."""
        self._index = index
        counts: dict[str, int] = {}
        for chunk in index.chunks.values():
            for term in set(terms(chunk.text)):
                counts[term] = counts.get(term, 0) + 1
        self._counts = counts
        self._vocabularies: dict[tuple[str, int, str], tuple[frozenset[str], frozenset[str]]] = {}

    def known(self, term: str) -> bool:
        """Whether any chunk holds the term."""
        return term in self._counts

    def select(self, query: Query, asked: Asked, passages: Sequence[Passage]) -> Selection:
        """Choose the pieces that answer.

        Args:
            query: The standalone question.
            asked: What it asks for.
            passages: As found, best first.
        """
        passages = passages[:PASSAGES_READ]
        weights = self._weights(query.text)
        candidates = sorted(
            (piece for passage in passages for piece in self._pieces(passage, asked, weights, passages[0].score)),
            key=lambda piece: -piece.score,
        )
        if not candidates:
            return Selection((), 0.0, 0.0, fits=False)
        similarity = max(passage.similarity or 0.0 for passage in passages)
        coverage = max(piece.coverage for piece in candidates[:5])
        chosen = (self._section(weights, candidates, asked) if asked.kind in ("summary", "view") else None) or self._choose(candidates, asked)
        wants = asked.wants
        fits = wants is None or any(wants.search(self._text(piece)) for piece in chosen)
        return Selection(tuple(chosen), similarity, coverage, fits)

    def _weights(self, text: str) -> dict[str, float]:
        """Rarity of each of the question's terms, in [0, 1]; unknown terms count as the rarest."""
        n_chunks = max(len(self._index.chunks), 1)
        top = math.log(1 + n_chunks)
        return {term: math.log(1 + n_chunks / (1 + self._counts.get(term, 0))) / top for term in terms(text)}

    def _pieces(
        self, passage: Passage, asked: Asked, weights: dict[str, float], best_score: float
    ) -> list[Evidence]:
        document = self._index.documents[passage.chunk.document_id]
        relative = passage.score / best_score if best_score > 0 else 0.0
        pieces = []
        for hit in passage.sentences:
            block = _block_at(document, passage.chunk.blocks, hit.char_start)
            if block is None:
                continue
            piece = document.text[hit.char_start : hit.char_end]
            similarity = hit.similarity if hit.asked is None else max(hit.similarity, hit.asked)
            coverage = self._coverage(piece, document, document.blocks[block], weights)
            score = 0.9 * relative + 0.8 * similarity + 0.35 * coverage
            score += self._asked_bonus(piece, document.blocks[block], asked)
            pieces.append(
                Evidence(
                    passage.chunk.document_id, block, hit.char_start, hit.char_end, score,
                    similarity=similarity, coverage=coverage,
                )
            )
        return pieces

    def _coverage(self, piece: str, document: Document, block: Block, weights: dict[str, float]) -> float:
        total = sum(weights.values())
        if not total:
            return 0.0
        own, near = self._vocabulary(piece, document, block)
        return sum(w * (1.0 if t in own else 0.5 if t in near else 0.0) for t, w in weights.items()) / total

    def _vocabulary(self, piece: str, document: Document, block: Block) -> tuple[frozenset[str], frozenset[str]]:
        """Terms of a sentence with the glossary's for the same things, and those of its headings and lead-in."""
        key = (document.source.document_id, block.char_start, piece)
        known = self._vocabularies.get(key)
        if known is None:
            opener = document.body(document.blocks[block.lead_in]) if block.lead_in is not None else ""
            related = " ".join(self._index.glossary.related(piece, everyday=False))
            around = " ".join((*block.section[-2:], opener))
            known = frozenset(terms(f"{piece} {related}")), frozenset(terms(around))
            if len(self._vocabularies) >= _KEPT_SENTENCES:
                self._vocabularies.clear()
            self._vocabularies[key] = known
        return known

    def _asked_bonus(self, piece: str, block: Block, asked: Asked) -> float:
        """What the question asks for against what the piece holds."""
        bonus = 0.0
        if asked.wants is not None and asked.wants.search(piece):
            bonus += 0.12
        if asked.kind == "view":
            bonus += 0.15 if block.standpoint.voice == "view" else -0.05
        elif asked.kind in ("amount", "date", "count") and block.standpoint.voice == "view":
            bonus -= 0.03
        if piece.rstrip().endswith(":"):
            bonus += 0.10 if asked.kind == "list" else 0.0 if asked.kind == "summary" else -0.15
        return bonus

    def _section(
        self, weights: dict[str, float], candidates: Sequence[Evidence], asked: Asked
    ) -> list[Evidence] | None:
        """The opening sentence of every paragraph of the section that a summary, or a view, is asked of by its heading."""
        weights = {t: w for t, w in weights.items() if t in self._counts and t not in _REQUEST_TERMS}
        total = sum(weights.values())
        found: list[tuple[float, str, tuple[str, ...]]] = []
        for document_id in dict.fromkeys(piece.document_id for piece in candidates[:8]):
            document = self._index.documents[document_id]
            named = set(terms(f"{document.source.publisher} {document.source.title}"))
            for section in dict.fromkeys(block.section for block in document.blocks if block.section):
                leaf, heading = set(terms(section[-1])), set(terms(" ".join(section[-2:])))
                share = sum(w for t, w in weights.items() if t in heading or t in named) / total if total else 0.0
                own = sum(w for t, w in weights.items() if t in leaf) / total if total else 0.0
                if share >= _SECTION_NAMED and own >= _SECTION_NAMED / 2:
                    found.append((share + own, document_id, section))
        for _, document_id, section in sorted(found, key=lambda item: -item[0]):
            pieces = self._openings(document_id, section, candidates[0].score)
            voices = {self._index.documents[document_id].blocks[piece.block].standpoint.voice for piece in pieces}
            if len(pieces) > 1 and (asked.kind == "summary" or voices == {"view"}):
                return self._with_lead_ins(pieces)
        return None

    def _openings(self, document_id: str, section: tuple[str, ...], score: float) -> list[Evidence]:
        """The opening sentence of each paragraph and the items of each list of a section, as far as the length allows."""
        document = self._index.documents[document_id]
        pieces: list[Evidence] = []
        n_words = 0
        for index, block in enumerate(document.blocks):
            if block.kind == "heading" or block.section != section or document.body(block).endswith(":"):
                continue
            spans = sentence_spans(document.body(block))
            if not spans:
                continue
            start, end = block.body_start + spans[0][0], block.body_start + spans[0][1]
            n_words += len(document.text[start:end].split())
            if pieces and n_words > _LONG_WORDS:
                break
            pieces.append(Evidence(document_id, index, start, end, score))
        return pieces

    def _choose(self, candidates: list[Evidence], asked: Asked) -> list[Evidence]:
        best = candidates[0]
        whole_list = self._list_of(best, asked)
        if whole_list:
            return whole_list
        long = asked.kind in _LONG_KINDS
        limit = _LONG_WORDS if long else _FACT_WORDS
        most = 6 if long else 3
        near = 0.72 if long else _NEAR_BEST
        chosen: list[Evidence] = []
        n_words = 0
        for piece in candidates:
            if len(chosen) == most or (chosen and piece.score < near * best.score):
                break
            piece = self._completed(piece)
            words = self._text(piece).split()
            if chosen and (n_words + len(words) > limit or self._repeats(piece, chosen)):
                continue
            chosen.append(piece)
            n_words += len(words)
        if asked.kind in ("list", "summary", "view"):
            chosen = self._with_whole_lists(chosen)
        return self._with_lead_ins(chosen)

    def _with_whole_lists(self, chosen: Sequence[Evidence]) -> list[Evidence]:
        """Where several items of one list were chosen, all of it is wanted."""
        picked = Counter(key for piece in chosen if (key := self._list_key(piece)) is not None)
        result: list[Evidence] = []
        done: set[tuple[str, int]] = set()
        for piece in chosen:
            key = self._list_key(piece)
            if key is None or picked[key] < 2:
                result.append(piece)
            elif key not in done:
                done.add(key)
                blocks = self._index.documents[key[0]].blocks
                result += [
                    Evidence(key[0], i, b.body_start, b.char_end, piece.score, "item")
                    for i, b in enumerate(blocks)
                    if b.lead_in == key[1]
                ]
        return result

    def _list_key(self, piece: Evidence) -> tuple[str, int] | None:
        block = self._index.documents[piece.document_id].blocks[piece.block]
        return None if block.lead_in is None or block.kind == "row" else (piece.document_id, block.lead_in)

    def _text(self, piece: Evidence) -> str:
        return self._index.documents[piece.document_id].text[piece.char_start : piece.char_end]

    def _completed(self, piece: Evidence) -> Evidence:
        """A sentence that points back ("This will not replace …") takes the one before it along."""
        document = self._index.documents[piece.document_id]
        block = document.blocks[piece.block]
        if not _ANAPHORA.match(self._text(piece)) or piece.char_start <= block.body_start:
            return piece
        before = document.text[block.body_start : piece.char_start]
        spans = sentence_spans(before)
        if not spans or len(before[spans[-1][0] :].split()) > 45:
            return piece
        start = block.body_start + spans[-1][0]
        return _replace(piece, char_start=start)

    def _repeats(self, piece: Evidence, chosen: Sequence[Evidence]) -> bool:
        own = set(terms(self._text(piece)))
        for other in chosen:
            if other.document_id == piece.document_id and other.char_start < piece.char_end and piece.char_start < other.char_end:
                return True
            theirs = set(terms(self._text(other)))
            if own and len(own & theirs) / min(len(own), len(theirs) or 1) > 0.75:
                return True
        return False

    def _list_of(self, best: Evidence, asked: Asked) -> list[Evidence] | None:
        """The whole list around the best piece, in order, when the question asks for a list and there is one."""
        if asked.kind not in ("list", "summary", "view"):
            return None
        document = self._index.documents[best.document_id]
        block = document.blocks[best.block]
        if block.kind == "row":
            return None
        opener = block.lead_in
        if opener is None and document.body(block).endswith(":"):
            opener = best.block
        if opener is None:
            return self._list_under_heading(best, document) if asked.kind == "list" else None
        if asked.kind != "list" and block.lead_in is not None:
            return None
        if asked.kind == "view" and block.standpoint.voice != "view":
            return None
        members = [i for i, b in enumerate(document.blocks) if b.lead_in == opener] or _headings_after(document, opener)
        if not members:
            return None
        lead = document.blocks[opener]
        spans = _last_sentence(document, lead)
        return [
            Evidence(best.document_id, opener, *spans, best.score, "lead_in", best.similarity, best.coverage),
            *(
                Evidence(
                    best.document_id, i, document.blocks[i].body_start, document.blocks[i].char_end, best.score, "item"
                )
                for i in members
            ),
        ]

    def _list_under_heading(self, best: Evidence, document: Document) -> list[Evidence] | None:
        """Bullets that stand right under a heading, without a sentence to introduce them."""
        block = document.blocks[best.block]
        if block.kind != "item":
            return None
        members = [
            i for i, b in enumerate(document.blocks) if b.kind == "item" and b.section == block.section and b.lead_in is None
        ]
        return [
            Evidence(best.document_id, i, document.blocks[i].body_start, document.blocks[i].char_end, best.score, "item")
            for i in members
        ]

    def _with_lead_ins(self, chosen: Sequence[Evidence]) -> list[Evidence]:
        """A list item alone says little: the sentence that introduces it goes before it, once."""
        result: list[Evidence] = []
        shown: set[tuple[str, int]] = set()
        for piece in chosen:
            document = self._index.documents[piece.document_id]
            block = document.blocks[piece.block]
            if block.lead_in is not None and block.kind in ("item", "paragraph"):
                key = (piece.document_id, block.lead_in)
                if key not in shown:
                    start, end = _last_sentence(document, document.blocks[block.lead_in])
                    result.append(Evidence(piece.document_id, block.lead_in, start, end, piece.score, "lead_in"))
                    shown.add(key)
                    result.append(_replace(piece, role="item"))
                    continue
                # Items of one list stay together under their lead-in.
                at = max(
                    i for i, other in enumerate(result)
                    if other.document_id == piece.document_id
                    and (other.block == block.lead_in or document.blocks[other.block].lead_in == block.lead_in)
                )
                result.insert(at + 1, _replace(piece, role="item"))
                continue
            result.append(piece)
        return result


def _headings_after(document: Document, opener: int) -> list[int]:
    """The headings that a sentence introduces ("The 6 pillars are summarised below:" + "Pillar 1 …" to "Pillar 6 …")."""
    blocks = document.blocks
    if opener + 1 >= len(blocks) or blocks[opener + 1].kind != "heading":
        return []
    series = re.match(r"[^\W\d]+ (?=\d)", document.body(blocks[opener + 1]))
    section = blocks[opener + 1].section
    if series is None:
        return []
    found = []
    for index in range(opener + 1, len(blocks)):
        if blocks[index].kind != "heading" or blocks[index].section != section:
            if blocks[index].section[: len(section)] != section:
                break
            continue
        if not document.body(blocks[index]).startswith(series[0]):
            break
        found.append(index)
    return found


def _last_sentence(document: Document, block: Block) -> tuple[int, int]:
    """The sentence of a paragraph that introduces the list after it."""
    spans = sentence_spans(document.body(block))
    start = block.body_start + spans[-1][0] if spans else block.body_start
    return start, block.char_end


def _block_at(document: Document, blocks: tuple[int, int], position: int) -> int | None:
    return next(
        (i for i in range(*blocks) if document.blocks[i].char_start <= position < document.blocks[i].char_end), None
    )


def _replace(piece: Evidence, *, char_start: int | None = None, role: str | None = None) -> Evidence:
    return Evidence(
        piece.document_id, piece.block, piece.char_start if char_start is None else char_start, piece.char_end,
        piece.score, role or piece.role, piece.similarity, piece.coverage,
    )
