"""What a question takes for granted and some passage must hold: a titled person, an hour of a date, an address.

Search finds another councillor for one whom no paper names, the hour of another meeting and the e-mail address of
another officer; a learnt decision takes each for what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from assistant.evidence import Evidence, block_of
from assistant.quantities import Quantity, compatible, read
from assistant.quantities.facts import places_in
from assistant.quantities.numbers import NUMBER, SCALE, value_of
from assistant.quantities.periods import MONTH_NAMES, SEASON_NAMES
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
_OF_YEAR = re.compile(r"(?:\b(?:in|during|for)|[,;:]) (?P<year>(?:19|20)\d\d)(?![/-]\d)\W*\Z", re.IGNORECASE)
_FIGURE_ASKED = re.compile(
    r"\b(?:how (?:many|much)|what (?:number|share|proportion|percentage|amount))\b|"
    r"\b(?:figures?|rate|percentage|per ?cent|level) (?:for|in) (?=\d)|\bfigures? for\b",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\b((?:19|20)\d\d)(?:[/–-](\d{4}|\d\d))?\b")
_SO_FAR = re.compile(
    r"\bhow (?:many|much)\b.*\b(?:so far|already|to date|up to now|until now|as of (?:now|today)|yet)\b", re.IGNORECASE
)
_TO_COME = re.compile(
    r"\b(?:will|would|shall|to be|by (?:the end of )?20\d\d|aims?|intends?|plans? to|targets?|set to|expected|"
    r"proposes?)\b",
    re.IGNORECASE,
)
_PART_ASKED = re.compile(
    r"\b(?:how (?:many|much)|what (?:number|share|proportion|percentage)) of (?:the|those|these|their|that) (?=£?\d)|"
    r"\bof (?:the|those|these|its|their) £?\d[^?]*?\bhow (?:many|much)\b|"
    r"\b(?:slice|share|cut|portion|bit|allocation) of (?:the|that) (?=£?\d)",
    re.IGNORECASE,
)
"""Asks for a part of a whole whose size the question gives."""
_LENGTH_ASKED = re.compile(r"\bhow long(?:['’]?s| is| are| was| were| will| do| does| did| would)\b", re.IGNORECASE)
_LENGTH = re.compile(
    r"\b(?:until|till|up to|ends?|ended|ending|close[sd]?|throughout|indefinite\w*|ongoing|permanent\w*|"
    r"(?:long|short)(?:er)?[- ]term|annual\w*|lifelong|within|between|since|later|earliest|decade|quarters?|"
    r"from .{3,30} to|\d\d?[:.]\d\d|\d{4} ?[-–/] ?\d\d|at the latest|"
    r"years|months|weeks|days|hours|"
    rf"(?:by|before|in|to) (?:the )?(?:end|start|close|{MONTH_NAMES}|{SEASON_NAMES}|20\d\d|parliament))\b",
    re.IGNORECASE,
)
"""What tells how long something takes or lasts, beside a duration."""
_DEADLINE_ASKED = re.compile(r"\b(?:closing date|deadline|cut[- ]?off (?:date|point))s?\b", re.IGNORECASE)
_DEADLINE = re.compile(
    r"\b(?:by|until|till|before|clos\w+|deadlines?|end(?:s|ed|ing)?|no later|within|due|respon\w+|up to|complet\w+)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(rf"(?<![\w.])£?(?P<number>{NUMBER})(?P<scale>{SCALE})?(?!\w)", re.IGNORECASE)
_CALENDAR = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{MONTH_NAMES})\b(?: \d{{1,2}}\b)?|\b(?:19|20)\d\d(?:[/–-]\d{{2,4}})?\b",
    re.IGNORECASE,
)
_PLACE_NOUNS = r"(?:areas?|regions?|councils?|authorities|boroughs?|cities|counties|towns|places|sites)"
_PLACES_ASKED = re.compile(
    rf"\b(?:which|name|names of|list)\b(?: \w+){{0,4}}? (?:the )?{_PLACE_NOUNS} "
    r"(?:that|which|who|will|are|have|were|is|was|did|do|does|got|get|took|in|on|being|\w+ing)\b",
    re.IGNORECASE,
)
_WHERE_ASKED = re.compile(
    r"\bwhere(?:['’]s)?\b(?!(?: \w+){0,4} (?:say|says|said|written|mentioned|find|stand|stands)\b)[^?]*\b(?:trial\w*|"
    r"pilot(?:ed|ing)?|test(?:ed|ing)?|tr(?:y|ied|ying)(?: \w+)? out|try (?:it|this|that)|take place|taking place|"
    r"happen\w*|rolled out|(?:be|being|is|are|was|were) (?:\w+ )?held|hosted)\b",
    re.IGNORECASE,
)
_TRIED = re.compile(r"\b(?:trial|pilot|test|tried|try|take place|roll|held|host)", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:in|at|across|from|near|around|within|outside|throughout) (?:[\w-]+ ){0,3}"
    rf"(?:(?!(?i:{MONTH_NAMES}|{SEASON_NAMES}))[A-Z][a-z]+|{_PLACE_NOUNS}\b|schools?\b|hospitals?\b|hubs?\b|homes?\b)|\b[Pp]athfinders?\b|"
    r"\b[A-Z][a-z]+ (?:Square|Street|Road|House|Hall|Room|Centre|Building|Hotel|Chamber|Suite|Offices?)\b|"
    rf"\b[Oo]nline\b|\b(?:nation|country)wide\b|\bnationally\b|\b{_PLACE_NOUNS} (?:will|are|have|were)\b"
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
    texts = _texts(pieces, documents)
    # What gives no figure at all says nothing of the year's.
    for text in [one for one in texts if re.search(r"\d", _YEARS.sub("", one))] or texts:
        own = _YEARS.findall(text)
        if not own or any(year in (first, first[: 4 - len(last)] + last) for first, last in own):
            return True
    return False


def tells_progress(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether a figure asked for "so far" is told of what has been; false where all figures are of what is to come."""
    if _SO_FAR.search(question) is None or not pieces:
        return True
    given = [text for text in _texts(pieces, documents) if _figures(text)]
    return not given or any(_TO_COME.search(text) is None for text in given)


def gives_part(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether a part that is asked for "of the 55" is given; false where the question's own figure is the only one."""
    if _PART_ASKED.search(question) is None or not pieces:
        return True
    whole = set(_figures(question))
    return not whole or any(set(_figures(text)) - whole for text in _texts(pieces, documents))


def admits_age(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether what was chosen takes in the age that a question asks of; true where one of both names none."""
    asked = [one for one in read(question) if one.kind == "age"]
    told = [one for text in _texts(pieces, documents) for one in read(text) if one.kind == "age"] if asked else []
    return not told or any(_takes_in(one, age) for one in told for age in asked)


def _takes_in(told: Quantity, age: Quantity) -> bool:
    if compatible(told, age) or told.low is None or age.low is None:
        return True
    if told.bound in ("at_most", "below"):
        return age.low <= told.low
    return told.bound in ("at_least", "above") and age.low >= told.low


def tells_how_long(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether what was chosen tells a time that passes, or an end, where a question asks how long something is."""
    if _LENGTH_ASKED.search(question) is None or not pieces:
        return True
    texts = _texts(pieces, documents)
    return any(_LENGTH.search(text) or any(one.kind == "duration" for one in read(text)) for text in texts)


def gives_deadline(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether something ends or is due in what was chosen, where a question asks for a deadline."""
    if _DEADLINE_ASKED.search(question) is None or not pieces:
        return True
    return any(_DEADLINE.search(text) for text in _texts(pieces, documents))


def tells_where(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether a place stands in what was chosen where a question asks where something is tried out or takes place."""
    if _WHERE_ASKED.search(question) is None or not pieces:
        return True
    texts = _texts(pieces, documents)
    return any(_PLACE.search(text) for text in [one for one in texts if _TRIED.search(one)] or texts)


def _figures(text: str) -> list[float]:
    """Values of the numbers in a text; days and years left out."""
    plain = _CALENDAR.sub(" ", text)
    return [value_of(match["number"], match["scale"] or "")[0] for match in _FIGURE.finditer(plain)]


def _texts(pieces: Iterable[Evidence], documents: Mapping[str, Document]) -> list[str]:
    return [documents[piece.document_id].text[piece.char_start : piece.char_end] for piece in pieces]


def names_places(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether what was chosen names places where they are asked for by name; false where it only counts them."""
    if _PLACES_ASKED.search(question) is None or not pieces:
        return True
    texts = _texts(pieces, documents)
    if not any(map(_COUNTED_PLACES.search, texts)):
        return True
    return any(places_in(text) or _BODY.search(_BY_OTHERS.sub("", text)) for text in texts)


def _titled(question: str) -> Iterator[tuple[str, str]]:
    for match in _TITLED.finditer(question):
        name = re.sub(r"['’]s?\Z", "", match["name"].lower())
        if name not in _NO_NAMES:
            yield match["title"].lower(), name
