"""What a question takes for granted and some passage must hold: a titled person, an hour of a date, an address.

Search finds another councillor for one whom no paper names, the hour of another meeting and the e-mail address of
another officer; a learnt decision takes each for what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from assistant.evidence import Evidence, block_of
from assistant.quantities.facts import places_in
from assistant.quantities.numbers import NUMBER
from assistant.quantities.periods import MONTH_NAMES
from assistant.wordlists import word_set
from corpus.documents import Document
from index.analysis import terms

_TITLES = {"cllr": "Cllr|Councillor", "councillor": "Cllr|Councillor"} | {
    title: title.title() for title in ("baroness", "lord", "lady", "dame", "dr", "professor", "mr", "mrs", "ms")
}
_TITLED = re.compile(rf"\b(?P<title>{'|'.join(_TITLES)})\.? (?P<name>[^\W\d_][\w'’-]+)", re.IGNORECASE)
_NO_NAMES = word_set(
    "who what which that is are was were sits sit represents represent and or for from on of in at has have had did "
    "does do will can could should would the a an role roles post allowance allowances names members spoke said say"
)
_HOUR_ASKED = re.compile(r"\b(?:what|which) (?:time|hour)\b(?! of (?:year|day|the year))", re.IGNORECASE)
_HOUR = re.compile(
    r"\b\d{1,2}(?:[.:]\d\d)?\s*(?:[ap]\.?m\b|noon|o'clock)|\b\d{1,2}[.:]\d\d\b(?!\s*(?:%|per|m))", re.IGNORECASE
)
_OF_YEAR = re.compile(r"\b(?:in|during|for) (?P<year>(?:19|20)\d\d)(?![/-]\d)\W*\Z", re.IGNORECASE)
_FIGURE_ASKED = re.compile(
    r"\b(?:how (?:many|much)|what (?:number|share|proportion|percentage|amount))\b", re.IGNORECASE
)
_YEARS = re.compile(r"\b((?:19|20)\d\d)(?:[/–-](\d{4}|\d\d))?\b")
_PLACE_NOUNS = r"(?:areas?|regions?|councils?|authorities|boroughs?|cities|counties|towns|places|sites)"
_PLACES_ASKED = re.compile(
    rf"\b(?:which|name|names of|list)\b(?: \w+){{0,4}}? (?:the )?{_PLACE_NOUNS} "
    r"(?:that|which|who|will|are|have|were|is|was|did|do|does|got|get|took|in|on|being|\w+ing)\b",
    re.IGNORECASE,
)
_COUNTED_PLACES = re.compile(
    rf"\b(?:{NUMBER}|some|several|a number of) "
    rf"(?:[\w-]+ ){{0,2}}{_PLACE_NOUNS}\b",
    re.IGNORECASE,
)
_BODY = re.compile(r"\b[A-Z][a-z]+ (?:(?:City|County|Borough|District|Metropolitan) )*Council\b")
_BY_OTHERS = re.compile(
    rf"\b(?:developed|designed|written|produced|published|commissioned|evaluated|funded) by (?:the )?{_BODY.pattern}"
)
"""Whose work it is that "four councils" use: not one of the four."""
_LINES = 8
"""Of a section, which tell whose an address in it is."""
_DAY = re.compile(rf"\b(?:{MONTH_NAMES}|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.IGNORECASE)
_CONTACTS = (
    (
        re.compile(r"\be-?mail\b(?! (?:newsletter|bulletin|update|alert|list|service|round-?up)s?\b)", re.IGNORECASE),
        re.compile(r"[\w.+-]+@[\w-]+\."),
    ),
    (
        re.compile(r"\b(?:(?:tele)?phone|tel|mobile|contact) (?:number|numbers|no|nos)\b", re.IGNORECASE),
        re.compile(r"(?:\d[ ()-]?){7,}"),
    ),
)
"""What asks for a way to reach somebody, and what gives one."""
_OF_CONTACTS = frozenset(
    terms(
        "email e-mail mail address addresses telephone phone tel mobile number numbers no nos contact contacts details "
        "councillor cllr officer office member group reach need pls"
    )
)


def names_titled(question: str, documents: Iterable[Document]) -> bool:
    """Whether some paper names whom a question names with a title; true where it names nobody so.

    A title that no paper uses tells nothing: its people stand without.
    """
    titled = tuple(_titled(question))
    texts = [document.text for document in documents] if titled else []  # reading every paper takes its time
    for title, name in titled:
        with_title = rf"\b(?i:{_TITLES[title]})\b\.?"
        pattern = re.compile(rf"{with_title}(?:\s+[A-Z](?:\.|[\w'’-]*))*?\s+(?i:{re.escape(name)})\b")
        if any(re.search(with_title, text) for text in texts) and not any(pattern.search(text) for text in texts):
            return False
    return True


def holds_hour(question: str, pieces: Iterable[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether a passage gives an hour together with the month or weekday asked of; true of a question for none."""
    if _HOUR_ASKED.search(question) is None:
        return True
    days = frozenset(term for day in _DAY.findall(question) for term in terms(day))
    for piece in pieces:
        document, block = documents[piece.document_id], block_of(piece, documents)
        held = " ".join((*block.section[-1:], document.body(block)))
        if _HOUR.search(held) and days <= frozenset(terms(held)):
            return True
    return False


def holds_contact(
    question: str,
    pieces: Iterable[Evidence],
    documents: Mapping[str, Document],
    related: Callable[[str], Sequence[str]],
) -> bool:
    """Whether an address or number stands with a word of whose it is; true of a question for none.

    Args:
        question: Standing on its own.
        pieces: Sentences found.
        documents: By id.
        related: Other words for what a text names.
    """
    given = [shape for asked, shape in _CONTACTS if asked.search(question)]
    whose = frozenset(terms(" ".join((question, *related(question))))) - _OF_CONTACTS
    if not given or not whose:
        return True
    for piece in pieces:
        document, block = documents[piece.document_id], block_of(piece, documents)
        if not any(shape.search(document.body(block)) for shape in given):
            continue
        lines = [document.body(other) for other in document.blocks if other.section == block.section != ()]
        source = document.source
        beside = " ".join((*block.section, *lines[:_LINES], document.body(block), source.title, source.publisher))
        if whose & frozenset(terms(beside.replace(".", " ").replace("@", " "))):
            return True
    return False


def holds_year(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether a figure asked for one year is given for it; false only where all that was chosen is of other years."""
    asked = _OF_YEAR.search(question)
    if asked is None or _FIGURE_ASKED.search(question) is None or not pieces:
        return True
    year = asked["year"]
    texts = [documents[piece.document_id].text[piece.char_start : piece.char_end] for piece in pieces]
    # What gives no figure at all says nothing of the year's.
    for text in [one for one in texts if re.search(r"\d", _YEARS.sub("", one))] or texts:
        own = _YEARS.findall(text)
        if not own or any(year in (first, first[: 4 - len(last)] + last) for first, last in own):
            return True
    return False


def names_places(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether what was chosen names places where they are asked for by name; false where it only counts them."""
    if _PLACES_ASKED.search(question) is None or not pieces:
        return True
    texts = [documents[piece.document_id].text[piece.char_start : piece.char_end] for piece in pieces]
    if not any(map(_COUNTED_PLACES.search, texts)):
        return True
    return any(places_in(text) or _BODY.search(_BY_OTHERS.sub("", text)) for text in texts)


def _titled(question: str) -> Iterator[tuple[str, str]]:
    for match in _TITLED.finditer(question):
        name = re.sub(r"['’]s?\Z", "", match["name"].lower())
        if name not in _NO_NAMES:
            yield match["title"].lower(), name
