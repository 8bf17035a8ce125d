"""Which list of the papers a question asks for, if it asks for one.

Each list of the papers that the search found is weighed by how much of the question its introduction and headings say,
by how its sentences were ranked, and by whether it has as many items as the question counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asking import Asked
from assistant.coverage import (
    NUMBERS,
    Wanted,
    counted_in,
    covered,
    is_of,
    label_in,
    named,
    of_items,
    share,
    wanted_of,
    without_paper,
)
from assistant.enumerations import Enumeration
from assistant.evidence import Evidence, block_of, last_sentence, text_of
from corpus.documents import Document
from corpus.sentences import sentence_spans
from index.analysis import terms

_COVERED, _RANKED, _RANKED_TOGETHER, _LOGIT, _SPECIFIC = 1.5, 0.4, 0.3, 0.1, 0.2
"""Weights: of the question's words that the introduction says, of the best sentence's score, of the best three's, of
the best logit, of the introduction's words that the question says."""
_COUNTED = 0.3
_COUNTED_BY_ANSWER, _READ = 0.6, 0.5
"""What a list gains that a sentence names by its number ("6 themes, known as “pillars”"), and from which logit on that
sentence is believed to tell what the question counts."""
_TELL = 2
"""Sentences, best first, that tell how many there are of what a question asks for without counting it."""
_OPENER_BONUS = 0.25
"""Makes up for what a sentence that ends in a colon loses as an answer by itself."""
_BEHIND = 0.2
"""How far a list that nobody asked for may stay behind the best sentence, which stands elsewhere."""
_FAR_BEHIND = {"maybe": 1.0, "hardly": 0.4}
"""The same where the question names it in all its words."""
_READ_AS_ANSWER = 2.0
"""Logit of a running sentence from which it is the list rather than one that it stands well ahead of."""
_SECTION = -0.15
_SURE = {"list": 1.25, "maybe": 1.55, "hardly": 1.75}
_MOST_EASED = {"list": 0.85, "maybe": 0.6, "hardly": 0.3}
_LEAST_COVERED = {"list": 0.45, "maybe": 0.6, "hardly": 0.6}
_ON_TOP, _ALL_ON_TOP, _AHEAD = 0.3, 0.25, 0.15
"""How much less is needed of the list that the best sentence or three of the best four belong to, and of one far ahead
of the next."""
_TOGETHER = 3
_NUMBERED = 0.6
"""What a list gains that stands under the numbered heading which the question names, and any other loses."""
_FAR_AHEAD, _NEARLY_ALL = 0.3, 0.9
_FULLY_NAMED = 0.8
"""Share of the question from which a list is meant whoever speaks in it."""
_OPPOSED = 0.7
"""What a list loses whose introduction denies what the question does not ("who may not"), or the reverse."""
_NEGATED = re.compile(
    r"\b(?:(?:may|must|should|can|could|will|shall|would|do|does|did|is|are|was|were|be|has|have|had)(?: not|n'?t)|"
    r"cannot|won't|never|nobody|no one|no longer|exclud\w*|exempt\w*)\b(?! (?:exhaustive|limited|only))",
    re.IGNORECASE,
)
_OF_ONE_ITEM = 0.3
_SECTION_NAMED = 0.6
_PAPERS = 6
_LOGIT_LOW, _LOGIT_HIGH = -6.0, 3.0
_LONG_PARAGRAPH = 60
"""Words of a section's paragraph from which only its opening sentence is given."""
_FEWEST = 2
"""Blocks of a list for who asks for one: a single one under "she said:" is what somebody says."""
_MOST_UNASKED = 12
"""Items of a list that a question may get which does not say that it wants one."""
_MOST = 40
"""Items beyond which nobody wants to read on."""

_ANNOUNCED = re.compile(
    r":\s|\b(?:includ(?:e|es|ing)|such as|for example|e\.g\.|namely|focus(?:s?ing|es)? on|cover(?:s|ing)?|"
    r"consists? of|"
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
_COUNTED_THING = re.compile(
    rf"\b(?:{'|'.join(NUMBERS)}|[2-9]|1[0-5])[  ](?P<things>(?:[“\"‘']?[A-Za-z-]+[”\"’']?[  ]?){{1,3}})", re.IGNORECASE
)
_QUOTED = re.compile(r"[“\"‘]([A-Za-z][\w -]{2,40})[”\"’]")
_MAYBE = re.compile(
    r"\b(?:what|which|who|whom|how|ways?|why|when|where)\b.*\b(?:must|should|can|could|may|might|need|"
    r"needs|have to|has to|"
    r"required|involves?|includes?|covers?|contains?|consists?|comprises?|mean|means|test|consider|do|"
    r"offered|made|sits?|"
    r"say|said|asks?|asking|seeking|recommended|committed|attended)\b|"
    r"\beverything\b|\bwhat(?:'s| is| are)? (?:\w+ )?(?:in|on|under|included|planned|there)\b|"
    r"\b(?:criteria|exceptions|rules|items|agenda|numbers|factors|ways|steps|powers|duties|members|"
    r"substitutes|contents|"
    r"parts|elements|reasons|requirements)\b|\bwhat (?:\w+ ){0,3}?(?:help|support|advice|information|info|training) ",
    re.IGNORECASE,
)
"""Questions that a list may answer although they do not say so."""
_TIMES = re.compile(r"\b(?:time-?scales|deadlines|dates|time limits)\b", re.IGNORECASE)
_CALLED_BY = (
    r"\b(?:{0} (?:bit|section|part|list|heading|chapter|box)|"
    r"(?:list of|under|headed|section (?:on|called)|list|name|set out)(?: all)?(?: the| their| its)? {0})\b"
)
"""How a question calls a section by its heading, both folded."""
_SEVERAL = re.compile(
    r"\bwho (?:all )?(?:are|were|sits?|(?:may|can|must|should|could)(?: ?not|n'?t)?|can't|attended|came|"
    r"(?:is|was)(?: not|n'?t) |"
    r"(?:stands?|stood|fills?|filled) in|(?:else )?(?:is|was) (?:there|present|on))\b|"
    r"\b(?:which|what|whose|whom|name|list) (?:[\w'-]+ ){0,3}?(?:[\w'-]{3,}s|people|staff|children)\b|\bon whom\b|"
    r"\bwhich of\b|"
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
    wanted = wanted_of(question, weights, related)
    weighed = sorted(
        _of_the_heading_named(_weighed(question, asked, candidates, wanted, lists=lists, documents=documents)),
        key=lambda one: one.total,
        reverse=True,
    )
    series = _series(candidates, counted_in(question), lists, documents) if how == "list" else None
    if series is not None or not weighed:
        return series
    best = weighed[0]
    places = (best.list.opener, *best.list.members)
    inside = [piece.document_id == best.list.document_id and piece.block in places for piece in candidates[:4]]
    ahead = len(weighed) == 1 or best.total - weighed[1].total >= _FAR_AHEAD
    together = sum(inside) >= min(_TOGETHER, len(inside))
    eased = _ON_TOP * inside[0] + _ALL_ON_TOP * together + _AHEAD * ahead + _AHEAD * (best.covered >= _NEARLY_ALL)
    eased = min(eased, _MOST_EASED[how])
    if how != "list" and (
        best.list.n_items > _MOST_UNASKED
        or best.of_one_item > _OF_ONE_ITEM
        or (best.list.kind == "section" and best.covered < 1)
        or _behind(best, places, candidates) > (_BEHIND if best.covered < _FULLY_NAMED else _FAR_BEHIND[how])
    ):
        return None
    # "… such as siblings, teenagers or babies" is the list that a loosely named one elsewhere only touches on.
    loose = how == "list" and best.sentence is None and _behind(best, places, candidates) > _BEHIND
    if loose and _is_list_itself(candidates[0], documents, counted_in(question)):
        return None
    if best.total < _SURE[how] - eased or best.covered < _LEAST_COVERED[how] - eased / 2:
        return None
    return _told(best.list, candidates, documents) if best.sentence is None else [best.sentence]


def named_list(
    question: str,
    candidates: Sequence[Evidence],
    *,
    lists: Callable[[str], Sequence[Enumeration]],
    documents: Mapping[str, Document],
) -> list[Evidence] | None:
    """The points of the section that a question calls by its heading ("the LGA's financial commitments bit"); None
    where it calls none so. Arguments as of `listed`.
    """
    plain = _words(question)
    for document_id in dict.fromkeys(piece.document_id for piece in candidates):
        for one in lists(document_id):
            name = _words(one.heading)
            if one.kind == "section" and len(name.split()) > 1 and re.search(_CALLED_BY.format(re.escape(name)), plain):
                return _told(one, candidates, documents)
    return None


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _behind(best: _Weighed, places: Sequence[int | None], candidates: Sequence[Evidence]) -> float:
    """How far the best sentence, which stands outside a list, is ahead of all that stands in it."""
    own = [piece.score for piece in candidates if piece.document_id == best.list.document_id and piece.block in places]
    return candidates[0].score - max(own, default=0.0)


def _is_list_itself(piece: Evidence, documents: Mapping[str, Document], counted: Collection[int]) -> bool:
    """Whether a sentence that the cross-encoder reads as an answer names several things, where no number is asked."""
    if counted or piece.logit is None or piece.logit < _READ_AS_ANSWER:
        return False
    return _running(piece, documents, counted=False) is not None


def _of_the_heading_named(weighed: Sequence[_Weighed]) -> list[_Weighed]:
    """Of lists of one name under several headings ("Substitutes"), those under the heading that the question names."""
    best: dict[tuple[str, frozenset[str]], float] = {}
    for one in weighed:
        key = (one.list.document_id, one.list.label)
        best[key] = max(best.get(key, 0.0), one.covered)
    return [one for one in weighed if one.covered >= best[one.list.document_id, one.list.label]]


def _asks(question: str, asked: Asked) -> str | None:
    """Whether a list is asked for ("list"), might answer ("maybe", "hardly"), or cannot (None)."""
    if asked.kind == "list":
        return "list"
    if asked.yes_no or asked.kind in ("comparison", "amount", "count"):
        return None
    if asked.kind == "date" and asked.wants is not None:
        return "maybe" if _TIMES.search(question) else None
    if asked.kind == "who":
        return "maybe" if _SEVERAL.search(question) else None
    return "maybe" if _MAYBE.search(question) else "hardly"


def _weighed(
    question: str,
    asked: Asked,
    candidates: Sequence[Evidence],
    wanted: Wanted,
    *,
    lists: Callable[[str], Sequence[Enumeration]],
    documents: Mapping[str, Document],
) -> list[_Weighed]:
    """The lists of the papers found, each with how well it fits."""
    scores: dict[tuple[str, int], Evidence] = {}
    for piece in candidates:
        scores.setdefault((piece.document_id, piece.block), piece)
    counted = counted_in(question)
    best = candidates[:_SENTENCES] if counted and asked.kind == "list" else ()
    numbers, things = _things_counted(best, counted, documents)
    top = candidates[0].score or 1.0
    label = label_in(question)
    found: list[_Weighed] = []
    for document_id in list(dict.fromkeys(piece.document_id for piece in candidates))[:_PAPERS]:
        for enumeration in (one for one in lists(document_id) if asked.kind != "list" or len(one.members) >= _FEWEST):
            first = documents[document_id].blocks[enumeration.members[0]]
            own = without_paper(wanted, asked, documents[document_id], first.standpoint.holder)
            said = covered(own, enumeration)
            if asked.view and first.standpoint.voice != "view" and said < _FULLY_NAMED:
                continue
            under = label is not None and _is_under(label, enumeration)
            if _is_other(enumeration, own, under=under):
                continue
            total = _COVERED * said + _ranked(enumeration, scores, top) + _SPECIFIC * share(own, enumeration)
            meant = enumeration.n_items in numbers and bool(things & enumeration.label)
            total += _for_its_number(enumeration, counted) + _COUNTED_BY_ANSWER * meant
            said = max(said, _FULLY_NAMED * meant)
            if enumeration.kind == "section":
                total += _SECTION
            if label is not None:
                total += _NUMBERED if under else -_NUMBERED
            if _denies(question) != _denies(_introduction(enumeration, documents[document_id])):
                total -= _OPPOSED
            found.append(_Weighed(enumeration, total, 1.0 if under else said, of_items(own, enumeration)))
    for piece in candidates[:_SENTENCES] if asked.kind == "list" else ():
        agrees = bool(counted & counted_in(text_of(piece, documents)))
        if (running := _running(piece, documents, counted=agrees)) is None:
            continue
        holder = block_of(piece, documents).standpoint.holder
        own = without_paper(wanted, asked, documents[piece.document_id], holder)
        said = covered(own, running)
        total = _COVERED * said + _ranked(running, scores, top) + _SPECIFIC * share(own, running)
        if agrees:
            total += _COUNTED
        found.append(_Weighed(running, total - _RUNNING, said, sentence=piece))
    return found


def _for_its_number(enumeration: Enumeration, counted: Collection[int]) -> float:
    """What a list gains or loses by having as many items as the question counts, or not."""
    if not counted:
        return 0.0
    return _COUNTED if enumeration.n_items in counted else -_COUNTED / 2


def _things_counted(
    candidates: Sequence[Evidence], counted: Collection[int], documents: Mapping[str, Document]
) -> tuple[set[int], set[str]]:
    """How many there are of what a question asks for, and what some sentences call them: "6 themes, known as
    “pillars”". Where the question counts nothing itself, only who is read as an answer is believed.
    """
    numbers: set[int] = set()
    found: set[str] = set()
    for piece in candidates:
        text = text_of(piece, documents)
        if piece.logit is None or piece.logit < (_READ if counted else _READ_AS_ANSWER):
            continue
        for match in _COUNTED_THING.finditer(text):
            told = counted_in(f"the {match[0]}")
            if not counted or told & set(counted):
                numbers |= told & set(counted) or told
                found.update(terms(match["things"]))
                found.update(term for quoted in _QUOTED.findall(text) for term in terms(quoted))
    return numbers, found


def _series(
    candidates: Sequence[Evidence],
    counted: Collection[int],
    lists: Callable[[str], Sequence[Enumeration]],
    documents: Mapping[str, Document],
) -> list[Evidence] | None:
    """The headings that a sentence speaks of which is read as the answer ("six “pillars”": "Pillar 1: …" and so on),
    after that sentence; None where none does.
    """
    papers = dict.fromkeys(piece.document_id for piece in candidates)
    for piece in candidates[: _SENTENCES if counted else _TELL]:
        numbers, things = _things_counted([piece], counted, documents)
        for document_id in dict.fromkeys((piece.document_id, *papers)) if things else ():
            for one in lists(document_id):
                if one.kind == "headings" and one.n_items in numbers and _first_word(one, documents) in things:
                    return [replace(piece, role="lead_in"), *_told(replace(one, opener=None), [piece], documents)]
    return None


def _first_word(headings: Enumeration, documents: Mapping[str, Document]) -> str:
    """The stem that a series of headings opens with: "Mission 1: …"."""
    document = documents[headings.document_id]
    return next(iter(terms(document.body(document.blocks[headings.members[0]]))), "")


def _is_other(enumeration: Enumeration, own: Wanted, *, under: bool) -> bool:
    """Whether a loose list cannot be meant: a section that is not named, or a label of which one place only is."""
    if enumeration.kind == "section":
        return not under and named(own, enumeration) < _SECTION_NAMED
    return enumeration.kind == "repeated" and of_items(own, enumeration) > _OF_ONE_ITEM


def _denies(text: str) -> bool:
    return _NEGATED.search(text.replace("’", "'")) is not None


def _introduction(enumeration: Enumeration, document: Document) -> str:
    """The sentence that introduces a list, or its heading."""
    if enumeration.opener is None:
        return enumeration.heading
    start, end = last_sentence(document, document.blocks[enumeration.opener])
    return document.text[start:end]


def _is_under(label: str, enumeration: Enumeration) -> bool:
    """Whether a list stands under the numbered heading that the question names ("mission 3")."""
    return enumeration.kind != "headings" and is_of(label, enumeration.heading)


def _running(piece: Evidence, documents: Mapping[str, Document], *, counted: bool) -> Enumeration | None:
    """A sentence that names several things, as a list; None for any other and for one that introduces a list.

    Args:
        piece: The sentence.
        documents: By id.
        counted: Whether it counts as many as the question does: only then an item of a list may be a list itself.
    """
    text = text_of(piece, documents)
    block = block_of(piece, documents)
    alone = block.lead_in is None and block.kind == "paragraph"
    if not (alone or (counted and block.kind == "item")) or text.rstrip().endswith(":"):
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
