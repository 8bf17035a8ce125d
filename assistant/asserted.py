"""What a question wants told, and what was chosen must then hold: a person, a place or a body by its name, a sum that
a body itself gets.

A sentence that speaks of "three areas" or of money for everybody reads as an answer to the cross-encoder, and to the
learnt decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.asking import MONEY, Asked
from assistant.coverage import NUMBERS
from assistant.evidence import Evidence, block_of, text_of
from assistant.holders import INSTITUTIONAL
from assistant.phrases import phrase_type
from assistant.quantities.periods import MONTHS, SEASONS
from assistant.wordlists import word_set
from corpus.documents import Document
from index.analysis import terms

_PLACES = (
    r"(?:areas?|councils?|authority|authorities|places?|towns?|cit(?:y|ies)|boroughs?|count(?:y|ies)|regions?|schools?)"
)
_WHICH_PLACES = re.compile(
    r"\b(?:(?:which|what) (?:(?:are|were) the )?|name the |names? of (?:all )?(?:the |those )|who (?:are|were) the )"
    rf"(?:(?P<count>{'|'.join(NUMBERS)}|\d+) )?(?:(?:first|next|other|local|new|pilot) )*"
    rf"{_PLACES} (?(count)(?!(?:of|and)\b)|(?:are|were|is|was|will|have|has|got|get|gets|won|took|take|takes)\b)",
    re.IGNORECASE,
)
_AND_WHICH = re.compile(
    rf"(?P<named>\b(?:where|{_PLACES})\b.*)?\b(?:and|so) which (?P<count>{'|'.join(NUMBERS)}|\d+)"
    rf"(?(named)(?: {_PLACES})?| {_PLACES})\W*\Z",
    re.IGNORECASE,
)
"""Of a follow-up: "How many areas start first, and which three?"."""
_NAME_OF = re.compile(
    r"\bnames? of (?:the |a |an |its |their |that |this )?(?P<what>(?:[\w'’-]+ ?){1,4})", re.IGNORECASE
)
_WHO_DID = re.compile(
    r"\bwho(?:['’]?s| is| was) (?:the|that) (?:[\w'’-]+ ){0,3}?"
    r"(?:person|man|woman|worker|officer|councillor|member|author|employee|winner|colleague|manager|speaker) "
    r"(?:that|who|which)\b|"
    r"\bwho(?:['’]?s| is| was) it (?:[\w'’-]+ ){0,4}?(?:that|who) (?:actually |really )?"
    r"(?:won|wrote|chaired|led|presented)\b|"
    r"\bwho (?:(?:did|does|do|will|has|have|is|was) (?:[\w’'-]+ ){1,4}?)?"
    r"(?:replac\w+|succeed\w*|tak(?:e|es|en|ing) over|took over)\b",
    re.IGNORECASE,
)
_WHICH_BODY = re.compile(
    r"\b(?:which|what) (?:bank|firm|company|university|college|charity|newspaper|paper|hotel|hospital|constituency|"
    r"contractor|supplier|think tank)\b"
    r"(?= (?:is|are|was|were|does|do|did|has|have|had|will|would|runs?|ran|won|wins)\b)",
    re.IGNORECASE,
)
_BODY_NAME = re.compile(r"\b(?:[A-Z][a-z]{2,}|[A-Z]{2,})(?: (?:[A-Z][a-z]{2,}|[A-Z]{2,}))*\b")
_OPENS_CLAUSE = word_set("who that which in at of for on from and is was were are won has had way approach")
_PLACE_NAME = re.compile(r"\b[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*\b")
_FULL_NAME = re.compile(r"\b[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]{2,}\b")
_NO_PLACE = (
    word_set(
        "monday tuesday wednesday thursday friday saturday sunday england britain english british parliament ofsted"
    )
    | {month.lower() for month in MONTHS}
    | SEASONS.keys()
)
_GETS = re.compile(
    r"\bhow much (?:[\w-]+ ){0,3}?(?:is|are|does|do|did|will|has|have|would) (?P<who>(?:[\w'’-]+ ){1,5}?)"
    r"(?:get|getting|gets|got|receiv\w+|(?:be )?(?:given|allocated|awarded))\b",
    re.IGNORECASE,
)
_ITSELF = re.compile(r"\b(?:we|us|our|the council|the authority)\b", re.IGNORECASE)


def asserted(
    question: str, asked: Asked, evidence: Sequence[Evidence], papers: Iterable[str], documents: Mapping[str, Document]
) -> bool:
    """Whether what was chosen gives the name or the own sum that a question asks for; true of any other question.

    Args:
        question: Standing on its own.
        asked: What it asks for.
        evidence: What was chosen.
        papers: Ids of the documents found, which tell a name from a word with a capital.
        documents: By id.
    """
    name = _wanted_name(question)
    if name is not None:
        several = _several(question)
        if several and sum(piece.role == "item" for piece in evidence) == several:
            return True  # "which six areas" may be of work: a list of six tells them
        texts = [text_of(piece, documents) for piece in evidence]
        if not _holds(name, question, texts, tuple(papers), documents, least=2 if several else 1):
            return False
    return _gets_itself(question, asked, evidence, documents)


def _several(question: str) -> int:
    """How many places are asked for by their number ("which four councils"), so that one name does not tell them; 0
    where none is given, or one.
    """
    match = _places_asked(question)
    count = (match["count"] or "" if match else "").lower()
    number = int(count) if count.isdigit() else NUMBERS.get(count, 0)
    return number if number > 1 else 0


def _places_asked(question: str) -> re.Match[str] | None:
    """Where a question asks for places by name, with their number as `count` where it gives one."""
    return _WHICH_PLACES.search(question) or _AND_WHICH.search(question)


def _wanted_name(question: str) -> re.Pattern[str] | None:
    """How the name would be written of a place or a person that is asked for by name; None where none is.

    >>> _wanted_name("What is the name of the officer who wrote it?").findall("John Smith of Leeds")
    ['John Smith']
    >>> _wanted_name("What is the name of the fund?")
    """
    if _places_asked(question):
        return _PLACE_NAME
    if _WHO_DID.search(question):
        return _FULL_NAME
    if _WHICH_BODY.search(question):
        return _BODY_NAME
    match = _NAME_OF.search(question)
    if match is None:
        return None
    words: list[str] = []
    for word in match["what"].lower().split():
        if word in _OPENS_CLAUSE:
            break
        words.append(word)
    return _FULL_NAME if words and phrase_type(f"{words[-1].removesuffix('s')}s") == "group" else None


def _holds(
    name: re.Pattern[str],
    question: str,
    texts: Sequence[str],
    papers: Iterable[str],
    documents: Mapping[str, Document],
    *,
    least: int,
) -> bool:
    """Whether one text holds as many names that the question does not: of words that the papers never write small."""
    own = {word.lower() for word in re.findall(r"[^\W\d_]+", question)} | _NO_PLACE

    def is_name(one: str) -> bool:
        words = one.lower().split()
        if (
            name is not _FULL_NAME
        ):  # "Leeds City Council", "Cllr Ann Archer Leeds" for who asks where Ann Archer is from
            words = [word for word in words if word not in INSTITUTIONAL | own]
        return bool(words) and not any(word in own or _written_small(word, papers, documents) for word in words)

    return any(len({match[0] for match in name.finditer(text) if is_name(match[0])}) >= least for text in texts)


def _written_small(word: str, papers: Iterable[str], documents: Mapping[str, Document]) -> bool:
    small = re.compile(rf"\b{word.removesuffix('s')}s?\b")
    return any(small.search(documents[paper].text) for paper in papers)


def _gets_itself(question: str, asked: Asked, evidence: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether a sum stands with the body that a question says gets it; true of a question for none."""
    match = _GETS.search(question)
    who = frozenset(terms(match["who"])) if match else frozenset()
    holders = [holder for holder in asked.holders if who & frozenset(terms(holder))]
    if not holders:
        return True
    for piece in evidence:
        text = text_of(piece, documents)
        itself = block_of(piece, documents).standpoint.holder in holders and _ITSELF.search(text)
        if MONEY.search(text) and (itself or who & frozenset(terms(text))):
            return True
    return False
