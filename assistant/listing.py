"""Which list of the papers a question asks for, if it asks for one.

Each list of the papers that the search found is weighed by how much of the question its introduction and headings say,
by how its sentences were ranked, and by whether it has as many items as the question counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asking import Asked
from assistant.enumerations import Enumeration
from assistant.evidence import Evidence, block_of, last_sentence, text_of
from corpus.documents import Document
from corpus.sentences import sentence_spans
from index.analysis import terms

_COVERED, _RANKED, _RANKED_TOGETHER, _LOGIT, _SPECIFIC = 1.5, 0.4, 0.3, 0.1, 0.2
"""Weights: of the question's words that the introduction says, of the best sentence's score, of the best three sentences',
of the best logit, of the introduction's words that the question says."""
_COUNTED = 0.3
_AROUND, _WITHIN = 0.7, 0.2
"""What a word of the question counts that stands in the headings, or only in an item; in the introduction it counts 1."""
_HEAD_NOUN = 2.0
"""How much more the noun counts that says what is listed ("rules")."""
_OPENER_BONUS = 0.25
"""Makes up for what a sentence that ends in a colon loses as an answer by itself."""
_SECTION = -0.15
_SURE = {"list": 1.25, "maybe": 1.55, "hardly": 1.75}
_MOST_EASED = {"list": 0.85, "maybe": 0.6, "hardly": 0.3}
_LEAST_COVERED = {"list": 0.45, "maybe": 0.6, "hardly": 0.6}
_UNKNOWN = 0.6
"""Weight of a word that no paper holds but whose other names they may."""
_ON_TOP, _ALL_ON_TOP, _AHEAD = 0.3, 0.25, 0.15
"""How much less is needed of the list that the best sentence or all of the best three belong to, and of one far ahead of
the next."""
_NUMBERED = 0.6
"""What a list gains that stands under the numbered heading which the question names, and any other loses."""
_FAR_AHEAD, _NEARLY_ALL = 0.3, 0.9
_FULLY_NAMED = 0.8
"""Share of the question from which a list is meant whoever speaks in it."""
_OF_ONE_ITEM = 0.3
_SECTION_NAMED = 0.6
_PAPERS = 6
_LOGIT_LOW, _LOGIT_HIGH = -6.0, 3.0
_LONG_PARAGRAPH = 60
"""Words of a section's paragraph from which only its opening sentence is given."""
_MOST = 40
"""Items beyond which nobody wants to read on."""

_NUMBERS = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(), start=2
    )
}
_REQUEST_TERMS = frozenset(
    terms(
        "list lists name names all every everything things thing what which give set out full complete different "
        "various main key point points say says said show kinds sorts types papers paper report reports document "
        "documents briefing include included including includes item items section heading headings must need needs please pls plan planned "
        "have has according acc other another any making make two three four five six seven eight nine ten"
    )
)
"""Words of the request itself, which no list need hold. Numbers are counted, not looked for."""
_ANNOUNCED = re.compile(
    r":\s|\b(?:includ(?:e|es|ing)|such as|for example|e\.g\.|namely|focus(?:s?ing|es)? on|cover(?:s|ing)?|consists? of|"
    r"issues around|comprises?|are|of)\b",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"[,;]\s+(?:(?:and|or)\s+)?|\s(?:and|or)\s")
_RUNNING = 0.35
"""How much better a running sentence must fit than a list: all its words count as introduction."""
_PARTS = 3
"""Things that a sentence must name to be a list itself."""
_SENTENCES = 4
"""Sentences, best first, that may be the list themselves."""
_HEAD = re.compile(
    r"(?:(?:the|all|list|name|what|which|are|were|main|other|different|various|"
    + "|".join(_NUMBERS)
    + r"|things|did|does)\s+)*(?:[\w'-]+\s+){0,2}?(?P<noun>[\w'-]+s|people|children|criteria)\b",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"\b(?:what|which|who|whom|how|ways?|why|when|where)\b.*\b(?:must|should|can|could|may|might|need|needs|have to|has to|"
    r"required|involves?|includes?|covers?|contains?|consists?|comprises?|mean|means|test|consider|do|offered|made|sits?|"
    r"say|said|asks?|asking|seeking|recommended|committed|attended)\b|"
    r"\beverything\b|\bwhat(?:'s| is| are)? (?:\w+ )?(?:in|on|under|included|planned|there)\b|"
    r"\b(?:criteria|exceptions|rules|items|agenda|numbers|factors|ways|steps|powers|duties|members|substitutes|contents|"
    r"parts|elements|reasons|requirements)\b|\bwhat (?:\w+ ){0,3}?(?:help|support|advice|information|info|training) ",
    re.IGNORECASE,
)
"""Questions that a list may answer although they do not say so."""
_LABEL = re.compile(
    r"\b(?:pillar|mission|chapter|phase|stage|part|section|rule|recommendation|priority|appendix|annex|goal|objective|theme) "
    r"(?:\d+|[a-z](?= |\W*\Z))(?![\w.])",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\b(?:time-?scales|deadlines|dates|time limits)\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\bwho (?:are|were|sits?|may|can|must|should|attended|came|(?:else )?(?:is|was) (?:there|present|on))\b|"
    r"\b(?:which|what|whose|whom|name|list) (?:[\w'-]+ ){0,3}?(?:[\w'-]{3,}s|people|staff)\b|\bon whom\b|\bwhich of\b|"
    r"\bwho (?:do|does) .* apply to\b",
    re.IGNORECASE,
)
"""Questions for persons or bodies that are probably several."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A list with how well it fits.

    Attributes:
        list: The list.
        total: All that speaks for it.
        covered: Share of the question that its introduction and headings say.
        of_one_item: Share of the question that only its items say.
        sentence: The running sentence that holds it, where one does.
    """

    list: Enumeration
    total: float
    covered: float
    of_one_item: float = 0.0
    sentence: Evidence | None = None


def listed(
    question: str,
    asked: Asked,
    candidates: Sequence[Evidence],
    *,
    weights: Mapping[str, float],
    related: Callable[[str], Sequence[str]],
    lists: Callable[[str], Sequence[Enumeration]],
    documents: Mapping[str, Document],
) -> list[Evidence] | None:
    """The list that the question asks for, with the sentence that introduces it; None where it asks for none.

    Args:
        question: Standing on its own.
        asked: What it asks for.
        candidates: Sentences found, best first.
        weights: Rarity of each of the question's terms that the papers hold, in [0, 1].
        related: Other words for what a word names.
        lists: The lists of a document, by its id.
        documents: By id.
    """
    how = _asks(question, asked)
    if how is None or not candidates:
        return None
    wanted = _wanted(question, weights, related)
    weighed = sorted(
        _weighed(question, asked, candidates, wanted, lists, documents), key=lambda one: one.total, reverse=True
    )
    if not weighed:
        return None
    best = weighed[0]
    places = (best.list.opener, *best.list.members)
    inside = [piece.document_id == best.list.document_id and piece.block in places for piece in candidates[:3]]
    ahead = len(weighed) == 1 or best.total - weighed[1].total >= _FAR_AHEAD
    eased = _ON_TOP * inside[0] + _ALL_ON_TOP * all(inside) + _AHEAD * ahead + _AHEAD * (best.covered >= _NEARLY_ALL)
    eased = min(eased, _MOST_EASED[how])
    if how != "list" and (best.of_one_item > _OF_ONE_ITEM or (best.list.kind == "section" and best.covered < 1)):
        return None
    if best.total < _SURE[how] - eased or best.covered < _LEAST_COVERED[how] - eased / 2:
        return None
    if best.sentence is not None:
        return [best.sentence]
    return _told(best.list, candidates, documents)


def _asks(question: str, asked: Asked) -> str | None:
    """Whether a list is asked for ("list"), might answer ("maybe", "hardly"), or cannot (None)."""
    if asked.kind == "list":
        return "list"
    if asked.yes_no or asked.kind in ("comparison", "amount", "count"):
        return None
    if asked.kind == "date" and asked.wants is not None:
        return "maybe" if _TIMES.search(question) else None
    if _MAYBE.search(question) and (asked.kind != "who" or _SEVERAL.search(question)):
        return "maybe"
    return "hardly"


@dataclass(frozen=True, slots=True)
class _Word:
    """A term of the question: how much it weighs, and the terms of other words for it."""

    weight: float
    others: tuple[frozenset[str], ...] = ()

    def counts(self, term: str, *, among: frozenset[str]) -> bool:
        return term in among or any(other <= among for other in self.others)


_Wanted = Mapping[str, _Word]


def _wanted(question: str, weights: Mapping[str, float], related: Callable[[str], Sequence[str]]) -> dict[str, _Word]:
    head = _HEAD.match(question)
    nouns = set(terms(head["noun"])) if head else set()
    wanted: dict[str, _Word] = {}
    for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", question):
        for term in terms(word):
            others = tuple(frozenset(terms(other)) for other in related(word))
            weight = weights.get(term, _UNKNOWN if others else 0.0)
            if weight and term not in _REQUEST_TERMS:
                wanted[term] = _Word(weight * (_HEAD_NOUN if term in nouns else 1.0), others)
    return wanted


def _weighed(
    question: str,
    asked: Asked,
    candidates: Sequence[Evidence],
    wanted: _Wanted,
    lists: Callable[[str], Sequence[Enumeration]],
    documents: Mapping[str, Document],
) -> list[_Weighed]:
    """The lists of the papers found, each with how well it fits."""
    scores: dict[tuple[str, int], Evidence] = {}
    for piece in candidates:
        scores.setdefault((piece.document_id, piece.block), piece)
    counted = {_NUMBERS[word] for word in re.findall(r"\w+", question.lower()) if word in _NUMBERS}
    top = candidates[0].score or 1.0
    match = _LABEL.search(question)
    label = match[0].lower() if match else None
    found: list[_Weighed] = []
    for document_id in list(dict.fromkeys(piece.document_id for piece in candidates))[:_PAPERS]:
        own = _without_paper(wanted, asked, documents[document_id])
        for enumeration in lists(document_id):
            covered = _covered(own, enumeration)
            voice = documents[document_id].blocks[enumeration.members[0]].standpoint.voice
            if asked.view and voice != "view" and covered < _FULLY_NAMED:
                continue
            under = label is not None and _is_under(label, enumeration)
            if enumeration.kind == "section" and not under and _named(own, enumeration) < _SECTION_NAMED:
                continue
            total = _COVERED * covered + _ranked(enumeration, scores, top) + _SPECIFIC * _share(own, enumeration)
            if counted:
                total += _COUNTED if enumeration.n_items in counted else -_COUNTED / 2
            if enumeration.kind == "section":
                total += _SECTION
            if label is not None:
                total += _NUMBERED if under else -_NUMBERED
            found.append(_Weighed(enumeration, total, 1.0 if under else covered, _of_items(own, enumeration)))
    for piece in candidates[:_SENTENCES] if asked.kind == "list" else ():
        if (enumeration := _running(piece, documents)) is None:
            continue
        own = _without_paper(wanted, asked, documents[piece.document_id])
        covered = _covered(own, enumeration)
        total = _COVERED * covered + _ranked(enumeration, scores, top) + _SPECIFIC * _share(own, enumeration)
        if counted & {_NUMBERS[word] for word in re.findall(r"\w+", text_of(piece, documents).lower()) if word in _NUMBERS}:
            total += _COUNTED
        found.append(_Weighed(enumeration, total - _RUNNING, covered, sentence=piece))
    return found


def _is_under(label: str, enumeration: Enumeration) -> bool:
    """Whether a list stands under the numbered heading that the question names ("mission 3")."""
    return enumeration.kind != "headings" and re.match(rf"{re.escape(label)}\b", enumeration.heading) is not None


def _running(piece: Evidence, documents: Mapping[str, Document]) -> Enumeration | None:
    """A sentence that names several things, as a list; None for any other and for one that introduces a list."""
    text = text_of(piece, documents)
    block = block_of(piece, documents)
    if block.lead_in is not None or block.kind != "paragraph" or text.rstrip().endswith(":"):
        return None
    announced = _ANNOUNCED.search(text)
    if announced is None or len(_SEPARATED.split(text[announced.end() :])) < _PARTS:
        return None
    return Enumeration(
        document_id=piece.document_id,
        kind="items",
        opener=None,
        members=(piece.block,),
        n_items=1,
        label=frozenset(terms(text)),
        around=frozenset(terms(" ".join(block.section[-2:]))),
        within=frozenset(),
    )


def _without_paper(wanted: _Wanted, asked: Asked, document: Document) -> _Wanted:
    """The question's words without those that only name the paper or its holder."""
    if not (asked.papers or asked.holders):
        return wanted
    source = document.source
    naming = set(terms(" ".join((source.publisher, source.kind, *asked.holders))))
    return {term: word for term, word in wanted.items() if term not in naming}


def _covered(wanted: _Wanted, enumeration: Enumeration) -> float:
    """Share of the question that the list's introduction says, words that stand elsewhere in it for less."""
    places = ((1.0, enumeration.label), (_AROUND, enumeration.around), (_WITHIN, enumeration.within))
    total = sum(word.weight for word in wanted.values())
    held = sum(
        word.weight * next((credit for credit, among in places if word.counts(term, among=among)), 0.0)
        for term, word in wanted.items()
    )
    return held / total if total else 0.0


def _named(wanted: _Wanted, enumeration: Enumeration) -> float:
    """Share of the question that the introduction itself says."""
    total = sum(word.weight for word in wanted.values())
    held = sum(word.weight for term, word in wanted.items() if word.counts(term, among=enumeration.label))
    return held / total if total else 0.0


def _of_items(wanted: _Wanted, enumeration: Enumeration) -> float:
    """Share of the question that only the items say: one that is asked about by itself then."""
    total = sum(word.weight for word in wanted.values())
    said = enumeration.label | enumeration.around
    held = sum(
        word.weight
        for term, word in wanted.items()
        if not word.counts(term, among=said) and word.counts(term, among=enumeration.within)
    )
    return held / total if total else 0.0


def _share(wanted: _Wanted, enumeration: Enumeration) -> float:
    """Share of the introduction that the question says."""
    return len(enumeration.label & wanted.keys()) / len(enumeration.label) if enumeration.label else 0.0


def _ranked(enumeration: Enumeration, scores: Mapping[tuple[str, int], Evidence], top: float) -> float:
    pieces = [p for index in enumeration.members if (p := scores.get((enumeration.document_id, index))) is not None]
    opener = scores.get((enumeration.document_id, enumeration.opener)) if enumeration.opener is not None else None
    values = sorted((piece.score for piece in pieces), reverse=True)
    best = max([*values[:1], *([opener.score + _OPENER_BONUS] if opener else [])], default=0.0)
    logits = [p.logit for p in (*pieces, *([opener] if opener else [])) if p.logit is not None]
    logit = min(_LOGIT_HIGH, max(logits, default=_LOGIT_LOW)) / -_LOGIT_LOW
    return _RANKED * best / top + _RANKED_TOGETHER * sum(values[:3]) / 3 / top + _LOGIT * logit


def _told(
    enumeration: Enumeration, candidates: Sequence[Evidence], documents: Mapping[str, Document]
) -> list[Evidence]:
    """The list as pieces: what introduces it, then its items in order."""
    document = documents[enumeration.document_id]
    blocks = document.blocks
    places = {enumeration.opener, *enumeration.members}
    # Whether it answers is judged by its best piece, which the search may know under another list's name only.
    like = next(
        (piece for piece in candidates if piece.document_id == enumeration.document_id and piece.block in places),
        candidates[0],
    )
    bare = replace(like, document_id=enumeration.document_id)
    pieces: list[Evidence] = []
    opener = enumeration.opener
    if opener is not None and (blocks[opener].standpoint == blocks[enumeration.members[0]].standpoint):
        if blocks[opener].kind == "heading":
            start, end = blocks[opener].body_start, blocks[opener].char_end
        else:
            start, end = last_sentence(document, blocks[opener])
        pieces.append(replace(bare, block=opener, char_start=start, char_end=end, role="lead_in"))
    for index in enumeration.members[:_MOST]:
        start, end = blocks[index].body_start, blocks[index].char_end
        if enumeration.kind == "section" and len(document.body(blocks[index]).split()) > _LONG_PARAGRAPH:
            spans = sentence_spans(document.body(blocks[index]))
            start, end = blocks[index].body_start + spans[0][0], blocks[index].body_start + spans[0][1]
        pieces.append(replace(bare, block=index, char_start=start, char_end=end, role="item"))
    return pieces
