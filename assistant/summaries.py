"""A summary is an extract: the sentences of a paper, a section or a subject that together say most of it.

```
question ─what of?→ a paper | a section, by its heading | a subject ─sentences that tell something→
  ─greedy: most of what all say, for its words, from every part─→ extract in order of place
```

What all say is counted in words, each weighing by how often the section has it and how rare it is elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from math import log

from assistant.asking import Asked
from assistant.evidence import LONG_WORDS, Evidence, block_of, text_of
from assistant.holders import PRESS_RELEASE
from assistant.lists import with_lead_ins
from assistant.rarity import Rarity
from corpus.documents import Block, Document
from corpus.sentences import sentence_spans
from index.analysis import terms
from index.contexts import POINTS_BACK

Related = Callable[[str], Sequence[str]]
"""Phrases of the glossary for the same things as a text."""

_NAMED = 0.6
"""Share of the question's words, by weight, that a heading, the one above it and the paper's name must hold."""
_NAMED_BY_HEADING = 0.3
"""Share that the heading alone must hold."""
_OTHER_WORD = 0.7
"""What a heading's word counts that only means the same."""
_WHOLLY = 0.95
_ENOUGH = 5
"""Sentences on a subject that make a summary."""
_EXACT = 0.3
"""How much it counts that a heading says nothing else."""
_LONG, _LONG_BLOCKS = 0.2, 15
"""How much it counts that a part is a chapter rather than a note."""
_FEWEST = 3
"""Sentences from which a section can be summarised."""
_SHORTEST, _LONGEST = 7, 70
"""Words of a sentence of an extract."""
_LENGTH = 0.8
"""Power of a sentence's words by which its worth is divided: 1 would take the shortest only."""
_LATER = 0.75
"""Worth of a sentence that does not open its paragraph."""
_WITH_FIGURE = 1.2
"""Worth of a sentence that gives a sum, a share or a date."""
_NEW_PART = 1.4
"""Worth of a sentence of a part of the section that nothing was taken from yet."""
_BESIDE = 0.6
"""Share of the likeliest sentence's worth from which another belongs to the subject too."""
_VOTES, _MANY = 10, 0.4
"""Sentences that tell by where they stand which section is meant, and the share of them that must agree."""
_ITEM_BLOCKS = 60
"""Of an item or paper: more are a pack of them."""
_HALF, _MOSTLY = 0.5, 0.7
"""Share of the best sentences, or of the places that hold a word, that must stand in a section for it to be meant."""
_REPEATED = 0.6
_TITLE = 0.7
"""Share of a line's words from which it only repeats the title of its paper."""
_MOST = 9
_LARGE = 40
"""Papers from which only those that were found are looked through."""

_REQUEST = frozenset(
    terms(
        "summarise summarize summary sum up overview outline explain describe brief briefing main key points point "
        "tell about plan planned say says saying said gist think thinks view views opinion position feel nutshell "
        "short overall digest boil down headlines messages message takeaways rundown item bit section chapter paper "
        "report document part give please want need what whats does do how which it all everything "
        "pls plz thanks cheers hi hello recap roundup round-up precis précis potted version quick quickly line lines "
        "few couple gov govt sentence sentences words two three four five idea change "
        "changes possible"
    )
)
"""Words of the request itself, which name no section."""
_NO_SENTENCE = re.compile(
    r"@|https?:|www\.|\A(?:read|see|click|download|visit|sign up|find out)\b|\bcan be found here\b|"
    r"\.{4,}|\|\s*\d+\s*[-–]\s*\d+\s*\Z|\b0\d{2,4}[ -]?\d{3}|"
    r"\A(?:contact|e-?mail|phone|tel|telephone|meeting|date|position|venue|author)s?\b[^.]{0,40}:",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"\A[\d. ]*(?:executive summary|summary|in brief|purpose|overview|introduction|key (?:points|messages))\b", re.I
)
_CLOSES = re.compile(r"\b(?:recommendations?|conclusions?|next steps|decisions?|proposals?|actions?)\b", re.I)
_BESIDES = re.compile(
    r"\b(?:contact|wales|equalit|background papers|other useful|authors?|implications|attendance|membership|"
    r"substitutes|apologies|declarations|biography|keep updated|references|catering|hybrid meetings)",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"£|\d ?(?:%|per cent|million|billion|m\b)|\b(?:by|from|in|until) (?:\w+ )?(?:19|20)\d\d\b", re.IGNORECASE
)
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7"}
_ITEM = re.compile(r"\b(?:item|paper|report|note|article|entry)\b", re.IGNORECASE)
_PRESS_RELEASE = re.compile(PRESS_RELEASE, re.IGNORECASE)
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)}) (pillar|mission|chapter|part|section|annex|appendix)\b", re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a paper with all below it, or the whole paper.

    Attributes:
        document_id: Of the paper.
        path: Its headings, outermost first; empty for the whole paper.
        leaf: Stems of its heading, and of other words for the same.
        printed: Of the heading's own words alone.
        named: Stems of its last two headings and of the paper's name.
        blocks: Indexes of its blocks, headings left out.
    """

    document_id: str
    path: tuple[str, ...]
    leaf: frozenset[str]
    printed: frozenset[str]
    named: frozenset[str]
    blocks: tuple[int, ...]


class Summariser:
    """Chooses extracts; keeps the parts of each paper.

    Args:
        documents: By id.
        rarity: Of words in the library.
        related: The glossary.
    """

    def __init__(self, documents: Mapping[str, Document], rarity: Rarity, related: Related) -> None:
        """Take hold of the papers; none is read yet."""
        self._documents, self._rarity, self._related = documents, rarity, related
        self._parts: dict[str, tuple[Part, ...]] = {}
        self._words: dict[str, frozenset[str]] = {}

    def summary(self, question: str, asked: Asked, candidates: Sequence[Evidence]) -> list[Evidence] | None:
        """The extract that a question for a summary gets.

        Args:
            question: The standalone question.
            asked: What it asks for; None comes back unless that is a summary.
            candidates: Sentences found for it, the best first.
        """
        if asked.kind != "summary" or not candidates:
            return None
        part, _ = self._part(question, asked, candidates)
        if part is None and _ITEM.search(question):
            part = self._item(asked, candidates)
        about = self._on_subject(asked, candidates) if part is None else []
        if part is None and len(about) < _ENOUGH:  # else a section that most of it stands in may be about more
            part = self._common(asked, candidates)
        chosen = self._extract(part, asked, candidates[0]) if part is not None else about
        if len(chosen) < 2:
            chosen = about or self._on_subject(asked, candidates)
        return with_lead_ins(chosen, self._documents) if len(chosen) > 1 else None

    def names_part(self, question: str, asked: Asked, candidates: Sequence[Evidence]) -> bool:
        """Whether a question for a summary names, in all its words, a section of a paper: that can be summarised."""
        return asked.kind == "summary" and self._part(question, asked, candidates)[1] >= _WHOLLY

    def _part(self, question: str, asked: Asked, candidates: Sequence[Evidence]) -> tuple[Part | None, float]:
        """The part that the question names best, and the share of its words that the part's headings hold."""
        text = _ORDINAL.sub(lambda m: f"{m[2]} {_ORDINALS[m[1].lower()]}", question)
        text = _PRESS_RELEASE.sub("press release", text)
        holders = {t for name in asked.holders for t in terms(name)}
        papers = asked.papers or (
            dict.fromkeys(piece.document_id for piece in candidates)
            if len(self._documents) > _LARGE
            else tuple(self._documents)
        )
        wanted = {t: max(self._rarity(t), 0.15) for t in terms(text) if t not in _REQUEST}
        best: tuple[float, Part, float] | None = None
        for document_id in papers:
            named = _name_of(self._documents[document_id])
            own = {t: w for t, w in wanted.items() if t not in holders and not (asked.papers and t in named)}
            if asked.papers:  # "the ministry's press release", which calls itself the department's
                own = {t: w for t, w in own.items() if t in self._words_of(document_id)}
            if not own:  # "summarise the Durham report"
                if asked.papers:
                    return self._part_at(document_id, ()), 1.0
                continue
            total = sum(own.values())
            for part in self._parts_of(document_id):
                if not part.path:
                    continue
                held = sum(w for t, w in own.items() if t in part.named) / total
                by_heading = (
                    sum(w * (1.0 if t in part.printed else _OTHER_WORD) for t, w in own.items() if t in part.leaf)
                    / total
                )
                if held < _NAMED or by_heading < _NAMED_BY_HEADING:
                    continue
                score = held + by_heading + _EXACT * len(part.leaf & own.keys()) / len(part.leaf)
                score += _LONG * min(1.0, len(part.blocks) / _LONG_BLOCKS)
                if (best is None or score > best[0]) and self._tells_enough(part, asked):
                    best = score, part, held
        if best is None:
            return None, 0.0
        return self._within(best[1], wanted.keys() - best[1].named - holders), best[2]

    def _tells_enough(self, part: Part, asked: Asked) -> bool:
        """Whether a part has sentences enough to be summed up, of those whose view is asked for."""
        pieces = self._sentences(part, asked)
        if asked.view and asked.holders:
            pieces = [p for p in pieces if block_of(p, self._documents).standpoint.holder in asked.holders]
        return len(pieces) >= _FEWEST

    def _within(self, part: Part, unnamed: Set[str]) -> Part:
        """The section of a part that words of the question which no heading holds stand in, where they stand in one:
        "the Norton item of the minutes".
        """
        document = self._documents[part.document_id]
        blocks = [
            (block.section, unnamed & set(terms(document.body(block))))
            for block in (document.blocks[index] for index in part.blocks)
        ]
        places = [section for section, said in blocks if said]
        said = {term for _, own in blocks for term in own}
        if len(places) < 2 or not unnamed or said != unnamed:
            return part
        for depth in range(min(len(section) for section in places), len(part.path), -1):
            path, n_there = Counter(section[:depth] for section in places).most_common(1)[0]
            if n_there >= _MOSTLY * len(places):
                return self._part_at(part.document_id, path)
        return part

    def _item(self, asked: Asked, candidates: Sequence[Evidence]) -> Part | None:
        """The item or paper that most of the best sentences stand in, when one is asked for."""
        best = self._voting(candidates)
        longest = max(len(section) for _, section in best)
        least = 1 if asked.papers else 0  # the whole of a paper that is named is no item of it
        for depth in range(longest, least - 1, -1):
            votes = Counter((document_id, path[:depth]) for document_id, path in best if len(path) >= depth)
            (document_id, path), n_votes = votes.most_common(1)[0]
            if n_votes >= (_HALF if depth else _MOSTLY) * len(best):
                part = self._part_at(document_id, path)
                if len(part.blocks) > _ITEM_BLOCKS:
                    break
                if self._tells_enough(part, asked):
                    return part
        return None

    def _common(self, asked: Asked, candidates: Sequence[Evidence]) -> Part | None:
        """The section that most of the best sentences stand in: what no heading names may still have one."""
        best = self._voting(candidates)
        (document_id, path), votes = Counter(best).most_common(1)[0]
        if not path or votes < max(2, len(best) * _MANY):
            return None
        part = self._part_at(document_id, path)
        return part if len(self._sentences(part, asked)) >= _FEWEST else None

    def _voting(self, candidates: Sequence[Evidence]) -> list[tuple[str, tuple[str, ...]]]:
        """Paper and headings of the best sentences, which tell by where they stand what is meant."""
        return [(p.document_id, block_of(p, self._documents).section) for p in candidates[:_VOTES]]

    def _part_at(self, document_id: str, path: tuple[str, ...]) -> Part:
        """The section under these headings; the whole paper under none."""
        return next(part for part in self._parts_of(document_id) if part.path == path)

    def _parts_of(self, document_id: str) -> tuple[Part, ...]:
        if document_id not in self._parts:
            document = self._documents[document_id]
            blocks: dict[tuple[str, ...], list[int]] = {}
            for index, block in enumerate(document.blocks):
                if block.kind != "heading":
                    for depth in range(len(block.section) + 1):
                        blocks.setdefault(block.section[:depth], []).append(index)
            paper = _name_of(document)
            self._parts[document_id] = tuple(
                Part(
                    document_id,
                    path,
                    self._said(path[-1:]),
                    frozenset(terms(" ".join(path[-1:]))),
                    self._said(path[-2:]) | paper,
                    tuple(indexes),
                )
                for path, indexes in blocks.items()
            )
        return self._parts[document_id]

    def _words_of(self, document_id: str) -> frozenset[str]:
        """Stems of everything that a paper says."""
        if document_id not in self._words:
            self._words[document_id] = frozenset(terms(self._documents[document_id].text))
        return self._words[document_id]

    def _said(self, headings: Sequence[str]) -> frozenset[str]:
        text = " ".join(headings)
        return frozenset(terms(text)) | {t for phrase in self._related(text) for t in terms(phrase)}

    def _sentences(self, part: Part, asked: Asked) -> list[Evidence]:
        """Those of a part that tell something; what somebody thinks of it only where that is asked for."""
        document = self._documents[part.document_id]
        blocks = [(index, document.blocks[index]) for index in part.blocks]
        views = [(i, b) for i, b in blocks if b.standpoint.voice == "view"]
        if asked.view and views:
            blocks = [(i, b) for i, b in views if not asked.holders or b.standpoint.holder in asked.holders] or views
        elif len(views) < len(blocks) / 2 or self._tells_plan(document, blocks):
            blocks = [(i, b) for i, b in blocks if b.standpoint.voice != "view"]
        found = []
        for index, block in blocks:
            if block.kind == "row":
                continue
            for start, end in sentence_spans(document.body(block)):
                place = block.body_start + start, block.body_start + end
                text = document.text[slice(*place)]
                if tells(text) and not _is_title(text, document):
                    found.append(Evidence(part.document_id, index, *place, 0.0))
        return found

    def _tells_plan(self, document: Document, blocks: Sequence[tuple[int, Block]]) -> bool:
        """Whether blocks have enough for a summary without what somebody thinks of it."""
        plain = [len(document.body(b).split()) for _, b in blocks if b.standpoint.voice != "view" and b.kind != "row"]
        return len(plain) >= _ENOUGH and sum(plain) >= LONG_WORDS

    def _extract(self, part: Part, asked: Asked, near: Evidence) -> list[Evidence]:
        """As many sentences as the length allows, those that say most of what all say, in order of place."""
        document = self._documents[part.document_id]
        pieces = self._sentences(part, asked)
        said = [frozenset(terms(text_of(piece, self._documents))) for piece in pieces]
        counts = Counter(t for own in said for t in own)
        weights = {t: log(1 + n) * self._rarity(t) for t, n in counts.items()}
        depth = len(part.path)
        parts = [document.blocks[piece.block].section[depth : depth + 1] for piece in pieces]
        factors = [self._factor(piece, document, depth) for piece in pieces]
        costs = [len(text_of(piece, self._documents).split()) for piece in pieces]
        openers = [document.blocks[piece.block].lead_in for piece in pieces]
        chosen: set[int] = set()
        covered: set[str] = set()
        left = LONG_WORDS
        while True:
            taken = {parts[number] for number in chosen}
            opened = {openers[number] for number in chosen} | {None}
            # An item brings the sentence along that introduces it, once.
            words = [c + (0 if o in opened else _words_of(document, o)) for c, o in zip(costs, openers, strict=True)]
            worth = {
                number: sum(weights[t] for t in said[number] - covered)
                * factors[number]
                * (_NEW_PART if parts[number] not in taken else 1.0)
                / words[number] ** _LENGTH
                for number in range(len(pieces))
                if number not in chosen and words[number] <= left and not _says_again(said[number], covered)
            }
            if not worth or len(chosen) == _MOST:
                break
            first = max(worth, key=lambda number: worth[number])
            chosen.add(first)
            covered |= said[first]
            left -= words[first]
        return [replace(pieces[number], score=near.score) for number in sorted(chosen)]

    def _factor(self, piece: Evidence, document: Document, depth: int) -> float:
        block = document.blocks[piece.block]
        text = document.text[piece.char_start : piece.char_end]
        factor = 1.0 if piece.char_start == block.body_start else _LATER
        if POINTS_BACK.match(text):
            factor *= 0.4
        if _FIGURE.search(text):
            factor *= _WITH_FIGURE
        below = " ".join(block.section[depth:])
        if _BESIDES.search(below):
            factor *= 0.15
        elif _OPENS.match(block.section[-1] if block.section else ""):
            factor *= 1.5 if depth else 4.0  # a paper's own summary of itself is the best there is
        elif _CLOSES.search(below):
            factor *= 1.2
        return factor

    def _on_subject(self, asked: Asked, candidates: Sequence[Evidence]) -> list[Evidence]:
        """What the papers say of a subject that no heading names: the likeliest sentences, none twice."""
        pieces = [piece for piece in candidates if tells(text_of(piece, self._documents))]
        if asked.view:
            views = [p for p in pieces if _is_view_of(block_of(p, self._documents), asked)]
            pieces = views if len(views) > 1 else pieces
        if not pieces:
            return []
        chosen: list[Evidence] = []
        said: list[frozenset[str]] = []
        left = LONG_WORDS
        for piece in pieces:
            text = text_of(piece, self._documents)
            own = frozenset(terms(text))
            n_words = len(text.split())
            if piece.score < _BESIDE * pieces[0].score or len(chosen) == _MOST:
                break
            if n_words > left or POINTS_BACK.match(text) or any(alike(own, other) for other in said):
                continue
            chosen.append(piece)
            said.append(own)
            left -= n_words
        order = {document_id: n for n, document_id in enumerate(dict.fromkeys(p.document_id for p in chosen))}
        return sorted(chosen, key=lambda piece: (order[piece.document_id], piece.char_start))


def _is_title(text: str, document: Document) -> bool:
    """Whether a line is the paper's title over again, perhaps with its date."""
    own, title = terms(text), frozenset(terms(document.source.title))
    return sum(term in title for term in own) >= _TITLE * len(own)


def tells(text: str) -> bool:
    """Whether a sentence tells something: no contact line, table of contents, heading or mere lead-in.

    >>> tells("Contact officer: A. Person, a.person@example.org"), tells("The fund will grow to £45 million by 2025.")
    (False, True)
    """
    words = text.split()
    return (
        _SHORTEST <= len(words) <= _LONGEST
        and not text.rstrip().endswith((":", "?"))
        and sum(word[:1].islower() for word in words) >= len(words) * 0.4
        and _NO_SENTENCE.search(text) is None
    )


def _name_of(document: Document) -> frozenset[str]:
    source = document.source
    return frozenset(terms(f"{source.publisher} {source.title} {source.kind}"))


def _words_of(document: Document, block: int | None) -> int:
    return 0 if block is None else len(document.body(document.blocks[block]).split())


def _says_again(own: frozenset[str], covered: set[str]) -> bool:
    return bool(own) and len(own & covered) / len(own) > 0.85


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sentences say much the same, by their terms."""
    return bool(one and other) and len(one & other) / min(len(one), len(other)) > _REPEATED


def _is_view_of(block: Block, asked: Asked) -> bool:
    return block.standpoint.voice == "view" and (not asked.holders or block.standpoint.holder in asked.holders)
