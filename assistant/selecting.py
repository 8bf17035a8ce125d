"""Passages → Selection: the sentences that answer, chosen one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.asking import DATE, Asked, asks_when
from assistant.budgeting import FURTHER, MOST, likelihoods, most_likely
from assistant.coverage import alternatives
from assistant.enumerations import Enumeration, enumerations
from assistant.evidence import LONG_WORDS, Evidence, Selection, block_of, overlap, text_of
from assistant.gathering import asks_for_all, gathered, gathers, turns_on_a_date
from assistant.going_on import asks_for_the_rest, goes_on, told_before
from assistant.listing import listed, named_list
from assistant.lists import whole_list, with_header_lines, with_lead_ins, with_what_follows, with_whole_lists
from assistant.neighbours import Place
from assistant.offices import named_in, office_of
from assistant.particulars import holds_contact, holds_hour, names_titled
from assistant.premises import against
from assistant.quantities import read
from assistant.quantities.facts import WEAK
from assistant.rarity import Rarity
from assistant.sections import named_section
from assistant.stances import stance_of
from assistant.summaries import Summariser
from assistant.surveys import survey
from corpus.documents import Block, Document
from corpus.sentences import sentence_spans
from index.analysis import terms
from index.contexts import NEEDS_BEFORE
from index.ingestion import Index
from index.passages import Passage, Query
from index.reranking import UNREAD

PASSAGES_READ = 12
PASSAGES_GATHERED = 40
"""Passages looked through for a list that is nowhere printed as one."""

_PASSAGE_WEIGHT, _SIMILARITY_WEIGHT, _COVERAGE_WEIGHT = 1.5, 0.4, 0.6
"""Of a sentence's score; chosen on 700 questions of development without index-time questions (first sentence right
.31 → .33)."""
_LOGIT_WEIGHT = 0.06
_HOLDS_FIGURES = 0.4
"""Of a sentence that holds all the figures which the question names."""
_GOES_ON = 0.2
"""Of a sentence that goes on from the answer to the question before."""
_MORE = 2
_FIGURES_OF_A_PART = frozenset({"money", "count", "percent"})
"""Sentences that go on from one which the asker has read already, where nothing better was found."""
_FIGURE = re.compile(r"(?<![\w.,/-])£?\s?(\d[\d,]*(?:\.\d+)?)(?![\d/])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONG_KINDS = frozenset({"view", "summary", "list", "comparison"})
_NEAR_BEST_LONG = 0.72
"""A further sentence belongs to a long answer when its score comes this near the best one's."""
_MOST_LONG = 6
"""Sentences of a long answer."""
_REPEATED = 0.75
"""Share of the shorter sentence's words from which two say the same."""
_LONGEST_BEFORE = 45
"""Words of a sentence that may be taken along for the one that points back to it."""
_WORDS_COMPLETED = 80
"""Of a list that is quoted whole where a short answer holds two of its items."""
_KEPT_SENTENCES = 20_000
"""Sentences whose terms are kept between questions."""
_KEPT_LISTS = 200
"""Documents whose lists are kept between questions."""

_COMPARED, _OF_EACH = 2, 2
"""Papers that a comparison must name at least, and sentences taken of each."""

Alternatives = Mapping[str, tuple[frozenset[str], ...]]
"""Of terms that no paper holds: those of other words for the same thing."""


class EvidenceSelector:
    """Chooses sentences; keeps the rarity of every term of the index."""

    def __init__(self, index: Index) -> None:
        """Take hold of the index, which knows in how many chunks each term stands."""
        self._index = index
        self.documents = index.documents
        self._rarity = Rarity.of_chunks(index)
        self._publishers = frozenset(term for own in index.voices.values() for term in terms(own.publisher))
        self._summariser = Summariser(index.documents, self._rarity, index.glossary.related)
        self._lists: dict[str, tuple[Enumeration, ...]] = {}
        self._vocabularies: dict[tuple[str, int, str], tuple[frozenset[str], frozenset[str]]] = {}

    def known(self, term: str) -> bool:
        """Whether any chunk holds the term, or the name of who publishes one."""
        return term in self._rarity.counts or term in self._publishers

    def has_other_word(self, word: str) -> bool:
        """Whether the glossary knows another word for it ("kids")."""
        return bool(self._index.glossary.related(word))

    def told_before(self, answer: str) -> tuple[Place, ...]:
        """Where an earlier answer, as Markdown, stands in the papers."""
        return told_before(answer, self._index)

    def holds_office(self, question: str, asked: Asked, passages: Sequence[Passage]) -> bool:
        """Whether the passages name who holds the office that a question asks for; true of a question for none."""
        office = office_of(question) if asked.kind == "who" else None
        if office is None:
            return True
        pieces = self.candidates(Query(question), asked, passages)
        return named_in(office, pieces, self.documents, rarity=self._rarity, related=self._index.glossary.related)

    def holds_particulars(self, question: str, asked: Asked, passages: Sequence[Passage]) -> bool:
        """Whether the papers name the person, and give the hour or address, that a question takes for granted."""

        def pieces() -> Iterator[Evidence]:  # weighed only where the question asks for an hour or an address
            yield from self.candidates(Query(question), asked, passages)

        return (
            names_titled(question, self.documents.values())
            and holds_hour(question, pieces(), self.documents)
            and holds_contact(question, pieces(), self.documents, self._index.glossary.related)
        )

    def select(self, query: Query, asked: Asked, passages: Sequence[Passage]) -> Selection:
        """Choose the pieces that answer.

        Args:
            query: The standalone question.
            asked: What it asks for.
            passages: As found, best first; beyond the first dozen they only serve to gather a list.
        """
        read = passages[: PASSAGES_READ * max(1, len(asked.papers))]
        candidates = self.candidates(query, asked, read)
        if not candidates:
            return Selection((), 0.0, 0.0, fits=False)
        known = {term: weight for term, weight in self.weights(query.text).items() if self.known(term)}
        dated = gathers(asked) and turns_on_a_date(query.text)
        by_heading: list[Evidence] | None = None
        chosen = (
            (self._survey(query, asked, passages) if asked.surveyed else None)
            or (self._gathered(query, asked, passages) if dated else None)
            or self._of_each_paper(candidates, asked)
            or self._summariser.summary(query.text, asked, candidates)
            or (by_heading := named_list(query.text, candidates, lists=self._lists_of, documents=self.documents))
            or self._of_stance(query.text, asked, candidates)
            or named_section(query.text, known, asked, candidates[:8], self.documents)
            or self._listed(query, asked, passages, known, candidates if len(read) == len(passages) else None)
            or (self._gathered(query, asked, passages) if not dated and asks_for_all(query.text, asked) else None)
            or whole_list(candidates[0], asked, self.documents)
            or self._choose(candidates, asked)
        )
        chosen = self._with_what_goes_on(query, self._with_the_rest(query.text, chosen, candidates), candidates)
        wants = asked.wants
        return Selection(
            evidence=tuple(self._denial_first(query, asked, chosen)),
            best_similarity=max(passage.similarity or 0.0 for passage in passages),
            coverage=max(piece.coverage for piece in candidates[:5]),
            fits=wants is None or any(wants.search(text_of(piece, self.documents)) for piece in chosen),
            named=bool(by_heading) or self._summariser.names_part(query.text, asked, candidates),
        )

    def candidates(self, query: Query, asked: Asked, passages: Sequence[Passage]) -> list[Evidence]:
        """Every sentence of the passages, by falling score."""
        weights = self.weights(query.text)
        other = alternatives(query.text, self._index.glossary.related)
        unknown = {term: words for term, words in other.items() if words and not self.known(term)}
        best = passages[0].score if passages else 0.0
        pieces = [piece for passage in passages for piece in self._pieces(passage, asked, weights, unknown, best)]
        figures = _figures(query.text)
        if figures:
            pieces = [
                replace(piece, score=piece.score + _HOLDS_FIGURES)
                if figures <= set(_FIGURE.findall(text_of(piece, self.documents)))
                else piece
                for piece in pieces
            ]
        if query.told:
            pieces = [
                replace(piece, score=piece.score + _GOES_ON)
                if any(goes_on(self.documents[piece.document_id], piece.char_start, place) for place in query.told)
                else piece
                for piece in pieces
            ]
        return sorted(pieces, key=lambda piece: -piece.score)

    def against(self, query: Query, asked: Asked, passages: Sequence[Passage]) -> Selection | None:
        """The sentence that says otherwise than the question takes for granted; None where none does."""
        pieces = self.candidates(query, asked, passages[:PASSAGES_READ])
        number = self._against(query, pieces)
        if number is None:
            return None
        chosen = with_lead_ins([self._completed(pieces[number])], self.documents)
        return Selection(tuple(chosen), pieces[number].similarity, pieces[number].coverage, fits=True, otherwise=True)

    def _against(self, query: Query, pieces: Sequence[Evidence]) -> int | None:
        def held(piece: Evidence) -> frozenset[str]:
            document, block = self.documents[piece.document_id], block_of(piece, self.documents)
            own, near = self._vocabulary(text_of(piece, self.documents), document, block)
            return own | near | frozenset(terms(f"{block.standpoint.holder} {document.source.publisher}"))

        told = [(text_of(piece, self.documents), held(piece)) for piece in pieces]
        return against(query.text, told, rarity=self._rarity)

    def _with_what_goes_on(
        self, query: Query, chosen: list[Evidence], candidates: Sequence[Evidence]
    ) -> list[Evidence]:
        """Where a follow-up finds what was told before, the sentences after it as well: "why?" is answered there."""
        told = [place for place in query.told if any(_stands_in(piece, place) for piece in chosen[:2])]
        if not told:
            return chosen
        more = list(chosen)
        for piece in candidates:
            document = self.documents[piece.document_id]
            if len(more) == len(chosen) + _MORE:
                break
            if any(goes_on(document, piece.char_start, place) for place in told) and not self._repeats(piece, more):
                more.append(piece)
        return [*chosen, *with_lead_ins(more[len(chosen) :], self.documents)]

    def _with_the_rest(self, question: str, chosen: list[Evidence], candidates: Sequence[Evidence]) -> list[Evidence]:
        """For "how much is for the north and how much for everyone else": the figure that the paper gives next."""
        if not asks_for_the_rest(question):
            return chosen
        for number, piece in enumerate(chosen[:2]):
            place = piece.document_id, piece.char_start, piece.char_end
            kinds, words = self._kinds(piece), self._subject(piece)
            after = [
                other
                for other in candidates
                if goes_on(self.documents[other.document_id], other.char_start, place)
                and self._kinds(other) & kinds
                and self._subject(other) & words
                and not self._repeats(other, chosen)
            ]
            if after:
                nearest = min(after, key=lambda other: other.char_start)
                return [*chosen[: number + 1], nearest, *chosen[number + 1 :]]
        return chosen

    def _subject(self, piece: Evidence) -> frozenset[str]:
        """Stems of a piece that tell what its figures are of."""
        return frozenset(terms(text_of(piece, self.documents))) - WEAK

    def _kinds(self, piece: Evidence) -> frozenset[str]:
        """Of the sums, shares and numbers that a piece tells."""
        return frozenset(one.kind for one in read(text_of(piece, self.documents))) & _FIGURES_OF_A_PART

    def _denial_first(self, query: Query, asked: Asked, chosen: list[Evidence]) -> list[Evidence]:
        """For a question of yes or no, the sentence that says no before the others."""
        if not asked.yes_no or len(chosen) < 2 or any(piece.role != "sentence" for piece in chosen):
            return chosen
        number = self._against(query, chosen)
        return chosen if not number else [chosen[number], *chosen[:number], *chosen[number + 1 :]]

    def best_of(self, candidates: Sequence[Evidence], asked: Asked, *, most: int) -> list[Evidence]:
        """The best of some sentences, with what they point back to; none that says another one again."""
        return self._choose(candidates, asked, most=most) if candidates else []

    def shortlist(self, query: Query, asked: Asked, passages: Sequence[Passage], *, most: int) -> list[Evidence]:
        """The likeliest sentences with what they point back to, for who chooses among them."""
        pieces: list[Evidence] = []
        for candidate in self.candidates(query, asked, passages[:PASSAGES_READ]):
            piece = self._completed(candidate)
            if not self._repeats(piece, pieces):
                pieces.append(piece)
            if len(pieces) == most:
                break
        return pieces

    def _of_each_paper(self, candidates: Sequence[Evidence], asked: Asked) -> list[Evidence] | None:
        """What each of the papers that a comparison names says, the best first; None for other questions."""
        if asked.kind != "comparison" or len(asked.papers) < _COMPARED:
            return None
        chosen: list[Evidence] = []
        for document_id in asked.papers:
            own = [piece for piece in candidates if piece.document_id == document_id]
            chosen += self._choose(own, replace(asked, kind="fact"), most=_OF_EACH) if own else []
        return chosen or None

    def _of_stance(self, question: str, asked: Asked, candidates: Sequence[Evidence]) -> list[Evidence] | None:
        """For a question for what somebody welcomes, the sentences that welcome something, where there are two."""
        stance = stance_of(question) if asked.view and asked.kind in ("view", "list") else None
        if stance is None:
            return None
        # The best sentence of all stays whatever its words: "this will need careful consideration" is a worry too.
        fitting = [
            piece
            for piece in candidates
            if (piece is candidates[0] or stance.search(text_of(piece, self.documents)))
            and (standpoint := block_of(piece, self.documents).standpoint).voice == "view"
            and (not asked.holders or standpoint.holder in asked.holders)
        ]
        return self._choose(fitting, asked) if len(fitting) > 1 else None

    def _survey(self, query: Query, asked: Asked, passages: Sequence[Passage]) -> list[Evidence] | None:
        def vocabulary(piece: Evidence) -> frozenset[str]:
            document, block = self.documents[piece.document_id], block_of(piece, self.documents)
            return frozenset().union(*self._vocabulary(text_of(piece, self.documents), document, block))

        return survey(
            asked.surveyed or "",
            self.candidates(query, asked, passages),
            rarity=self._rarity,
            vocabulary=vocabulary,
            completed=self._completed,
            documents=self.documents,
        )

    def _gathered(self, query: Query, asked: Asked, passages: Sequence[Passage]) -> list[Evidence] | None:
        def vocabulary(piece: Evidence) -> frozenset[str]:
            document, block = self.documents[piece.document_id], block_of(piece, self.documents)
            return self._vocabulary(text_of(piece, self.documents), document, block)[0]

        candidates = [self._completed(piece) for piece in self.candidates(query, asked, passages)]
        return gathered(
            query.text,
            candidates,
            vocabulary=vocabulary,
            known=self.known,
            documents=self.documents,
            repeats=self._repeats,
            named=frozenset(terms(" ".join(asked.holders))) if asked.papers else frozenset(),
        )

    def _listed(
        self,
        query: Query,
        asked: Asked,
        passages: Sequence[Passage],
        weights: dict[str, float],
        candidates: Sequence[Evidence] | None,
    ) -> list[Evidence] | None:
        """A list that answers; `candidates` are those of all the passages where they are known already."""
        found = listed(
            query.text,
            asked,
            self.candidates(query, asked, passages) if candidates is None else candidates,
            weights=weights,
            related=self._index.glossary.related,
            lists=self._lists_of,
            documents=self.documents,
        )
        if found and asked.kind in ("date", "amount") and asked.wants is not None:
            told = DATE if asks_when(query.text) else asked.wants  # a list that gives no date does not tell when
            return found if any(told.search(text_of(piece, self.documents)) for piece in found) else None
        return found

    def _lists_of(self, document_id: str) -> tuple[Enumeration, ...]:
        found = self._lists.get(document_id)
        if found is None:
            glossary = self._index.glossary
            found = enumerations(
                self.documents[document_id], lambda text: " ".join(glossary.related(text, everyday=False))
            )
            if len(self._lists) >= _KEPT_LISTS:
                self._lists.clear()
            self._lists[document_id] = found
        return found

    def weights(self, text: str) -> dict[str, float]:
        """Rarity of each of the question's terms, in [0, 1]; unknown terms count as the rarest."""
        return {term: self._rarity(term) for term in terms(text)}

    def _pieces(
        self, passage: Passage, asked: Asked, weights: dict[str, float], unknown: Alternatives, best_score: float
    ) -> list[Evidence]:
        """Every sentence of a passage with its score: the passage's, its own similarity, and what it covers."""
        document_id = passage.chunk.document_id
        document = self.documents[document_id]
        relative = passage.score / best_score if best_score > 0 else 0.0
        pieces = []
        for hit in passage.sentences:
            block = document.block_at(hit.char_start)
            if block is None:
                continue
            words = document.text[hit.char_start : hit.char_end]
            if _names_only(words, document.blocks[block]):
                continue
            coverage = self._coverage(words, document, document.blocks[block], weights, unknown)
            score = _PASSAGE_WEIGHT * relative + _SIMILARITY_WEIGHT * hit.nearness + _COVERAGE_WEIGHT * coverage
            score += _asked_bonus(words, document.blocks[block], asked)
            score += _LOGIT_WEIGHT * (UNREAD if hit.logit is None else hit.logit)
            pieces.append(
                Evidence(
                    document_id,
                    block,
                    hit.char_start,
                    hit.char_end,
                    score,
                    similarity=hit.nearness,
                    coverage=coverage,
                    logit=hit.logit,
                )
            )
        return pieces

    def _coverage(
        self, words: str, document: Document, block: Block, weights: dict[str, float], unknown: Alternatives
    ) -> float:
        total = sum(weights.values())
        if not total:
            return 0.0
        own, near = self._vocabulary(words, document, block)

        def credit(term: str) -> float:
            if term in own:
                return 1.0
            # An everyday word is met by its term wherever that stands: a row gains no more than its heading.
            guessed = any(other <= own or other <= near for other in unknown.get(term, ()))
            return 0.5 if guessed or term in near else 0.0

        return sum(weight * credit(term) for term, weight in weights.items()) / total

    def _vocabulary(self, words: str, document: Document, block: Block) -> tuple[frozenset[str], frozenset[str]]:
        """Terms of a sentence with the glossary's for the same things, and those of its headings and lead-in."""
        key = (document.source.document_id, block.char_start, words)
        known = self._vocabularies.get(key)
        if known is None:
            opener = document.body(document.blocks[block.lead_in]) if block.lead_in is not None else ""
            related = " ".join(self._index.glossary.related(words, everyday=False))
            around = " ".join((*block.section[-2:], opener))
            known = frozenset(terms(f"{words} {related}")), frozenset(terms(around))
            if len(self._vocabularies) >= _KEPT_SENTENCES:
                self._vocabularies.clear()
            self._vocabularies[key] = known
        return known

    def _choose(self, candidates: Sequence[Evidence], asked: Asked, *, most: int | None = None) -> list[Evidence]:
        """The best sentence and those beside it that add something, as far as the length allows."""
        if asked.kind not in _LONG_KINDS:
            likeliest = self._likeliest(candidates, most or MOST)
            followed = with_header_lines(with_what_follows(likeliest, self.documents), self.documents)
            if asked.wants is None:  # who asks for one sum or name wants no list
                followed = with_whole_lists(followed, self.documents, most=_WORDS_COMPLETED)
            return with_lead_ins(followed, self.documents)
        chosen: list[Evidence] = []
        n_words = 0
        for candidate in candidates:
            if len(chosen) == (most or _MOST_LONG) or candidate.score < _NEAR_BEST_LONG * candidates[0].score:
                break
            piece = self._completed_after(candidate, chosen)
            words = len(text_of(piece, self.documents).split())
            if chosen and (n_words + words > LONG_WORDS or self._repeats(piece, chosen)):
                continue
            chosen.append(piece)
            n_words += words
        chosen = with_what_follows(chosen, self.documents)
        if asked.kind in ("list", "summary", "view"):
            chosen = with_whole_lists(chosen, self.documents)
        return with_lead_ins(chosen, self.documents)

    def _likeliest(self, candidates: Sequence[Evidence], most: int) -> list[Evidence]:
        """The best sentence, and of the next ones those that together are likeliest to hold the answer."""
        likely = likelihoods([candidate.score for candidate in candidates])
        pieces: list[Evidence] = []
        for candidate in candidates[: FURTHER + 1]:
            piece = self._completed_after(candidate, pieces[:1])
            # What a sentence points back to may be said already in another place, and the sentence itself be new.
            if not self._repeats(candidate, pieces) and not any(overlap(piece, one) for one in pieces):
                pieces.append(piece)
        n_words = [len(text_of(piece, self.documents).split()) for piece in pieces]
        # The pieces are a prefix of the candidates less the repeats, which change no order.
        chance = {(c.document_id, c.char_end): p for c, p in zip(candidates, likely, strict=True)}
        taken = most_likely([chance[piece.document_id, piece.char_end] for piece in pieces], n_words, most=most)
        return [pieces[number] for number in taken]

    def _completed(self, piece: Evidence) -> Evidence:
        """A sentence that points back ("This will not replace …") takes the one before it along."""
        document, block = self.documents[piece.document_id], block_of(piece, self.documents)
        if not NEEDS_BEFORE.match(text_of(piece, self.documents)):
            return piece
        before = document.text[block.body_start : piece.char_start]
        spans = sentence_spans(before)
        if not spans or len(before[spans[-1][0] :].split()) > _LONGEST_BEFORE:
            return piece
        return replace(piece, char_start=block.body_start + spans[-1][0])

    def _completed_after(self, piece: Evidence, chosen: Sequence[Evidence]) -> Evidence:
        """A sentence with what it points back to, unless that is quoted already."""
        completed = self._completed(piece)
        if completed.char_start < piece.char_start and any(
            one.document_id == piece.document_id and one.char_start <= completed.char_start < one.char_end
            for one in chosen
        ):
            return piece
        return completed

    def _repeats(self, piece: Evidence, chosen: Sequence[Evidence]) -> bool:
        """Whether a piece overlaps or says again what was chosen before."""
        own = set(terms(text_of(piece, self.documents)))
        for other in chosen:
            if overlap(piece, other):
                return True
            theirs = set(terms(text_of(other, self.documents)))
            if own and theirs and len(own & theirs) / min(len(own), len(theirs)) > _REPEATED:
                return True
        return False


def _stands_in(piece: Evidence, place: Place) -> bool:
    return piece.document_id == place[0] and piece.char_start < place[2] and place[1] < piece.char_end


def _figures(question: str) -> set[str]:
    """The sums and numbers that a question names; a year, a single digit and a number of a part are none."""
    return {figure for figure in _FIGURE.findall(question) if len(figure) > 1 and not _YEAR.fullmatch(figure)}


def _names_only(words: str, block: Block) -> bool:
    """Whether a sentence is a line of a table of contents, or a heading that only asks: neither answers anything."""
    if block.kind == "heading":
        return words.rstrip().endswith("?")
    return block.kind == "row" and "contents" in " ".join(block.section[-1:]).lower()


def _asked_bonus(words: str, block: Block, asked: Asked) -> float:
    """What the question asks for against what a sentence holds."""
    bonus = 0.0
    if asked.wants is not None and asked.wants.search(words):
        bonus += 0.12
    if asked.view:
        if block.standpoint.holder in asked.holders:
            bonus += 0.15
        bonus += 0.15 if block.standpoint.voice == "view" else -0.05
    elif asked.kind in ("amount", "date", "count") and block.standpoint.voice == "view":
        bonus -= 0.03
    if words.rstrip().endswith(":"):
        bonus += {"list": 0.10, "summary": 0.0}.get(asked.kind, -0.15)
    return bonus
