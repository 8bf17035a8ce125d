"""Lists that no paper prints as one: "what is to be consulted on in Autumn 2023" stands in a sentence here and there.

Every sentence of the papers found that holds all the words the question turns on is taken, once where several say the
same: its date, where it names one, else the few words that are left of it when those of asking are taken away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asking import Asked
from assistant.evidence import Evidence, text_of
from assistant.quantities.periods import MONTH_NAMES, SEASON_NAMES
from corpus.documents import Document
from corpus.sentences import sentence_spans
from index.analysis import terms

_FEWEST, _MOST = 2, 18
"""Sentences that make a list; more say that the words turn on nothing."""
_PAPERS = 6
"""Papers found that are read through."""
_LONGEST = 90
"""Words of a sentence that is one of a list; what is longer is a table's row or was never cut."""
_DATED = re.compile(
    rf"\b(?:19|20)\d\d\b|\b(?:{SEASON_NAMES}|{MONTH_NAMES})\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OWN_YEAR = re.compile(r"\b(?:the end of|later|by the end of|during) (?:the|this) (?:calendar )?year\b", re.IGNORECASE)
"""The year of the paper, said without its number."""
_AT_END = re.compile(r"\bend of (?:(?:the|this) )?(?:calendar )?(?:year\b|(?:19|20)\d\d\b)", re.IGNORECASE)
_END = frozenset(terms("end"))
_THIS = re.compile(rf"\bthis (?P<season>{SEASON_NAMES})\b", re.IGNORECASE)
_HAVE_A_SAY = re.compile(
    r"\b(?:(?:have|has|get|getting|having) (?:a|any|our|your|their) say|weigh in|"
    r"(?:send|feed|give) (?:our |your |their )?(?:views|feedback)|"
    r"ask(?:s|ed|ing)?(?: us)?(?: for)? (?:our|your|people['’]s|the public['’]s) (?:opinions?|views?))"
    r"(?: (?:on|in|about))?\b",
    re.IGNORECASE,
)
"""What an asker calls a consultation."""
_CHRISTMAS = re.compile(r"\b(?:(?:by|before|at|for) )?(?:christmas|xmas)\b(?: of)?", re.IGNORECASE)
_BACK_END = re.compile(r"\b(?:the )?(?:back|tail)[ -]?end of (?=(?:19|20)\d\d\b)", re.IGNORECASE)
"""What is said for autumn."""
_SHORT_YEAR = re.compile(
    rf"\b(?P<part>(?:{SEASON_NAMES}|end of)(?= ['’]?\d)|(?:{MONTH_NAMES})(?= ['’]\d)) ['’]?(?P<year>[23]\d)\b(?!\w)",
    re.IGNORECASE,
)
"""After a month only with its mark: "june 30" is a day."""
_ALL_KINDS = re.compile(
    r"(?:\?|[,;:–-]) [^?]*\b(?:the lot|everything|anything|all of (?:it|them)|any of it|what(?:ever| have you))\W*\Z",
    re.IGNORECASE,
)
"""What an asker adds to say that nothing be left out: "reports, pilots, the lot"."""
_HAPPENINGS = re.compile(
    r"\b(?:start|begin|finish|end(?! of\b)|publish|launch|open|close|come|appear|happen|change)(?:s|es|ed|ing)?\b",
    re.IGNORECASE,
)
"""Of these a question that strings several together means any: "start, finish or be published"."""
_COMING = re.compile(r"\b(?:coming|heading|headed) (?:our|your|their|my|up) ?way\b|\bin the pipeline\b", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:everything|all (?:of )?(?:the|those) (?:\w+ )?(?:things|places|ways|times|bits)|every \w+|what all)\b|"
    r"\bwhat(?:'s| (?:\w+ )?(?:is|are|will))? (?:going to |due to |to |planned to )?be(?:ing)? \w+(?:ed|t)\b",
    re.IGNORECASE,
)
"""Asks for all there is of something without the word list."""
_EITHER = re.compile(r"\b(?P<one>[\w-]+) or (?P<other>[\w-]+)\b", re.IGNORECASE)
_ASKING_TERMS = frozenset(
    terms(
        "list lists name names all every everything things thing what which give set out happening happen happens due "
        "expected planned coming come items documents papers paper report reports briefing say says government plan "
        "plans strategy tell kindly please show full complete whole different various main key deadline deadlines "
        "date dates milestone milestones falls fall going go goes bring bringing involved involve doing does did "
        "be being mentions mention mentioned places times ways bits need know scheduled schedule supposed landing "
        "lands timeline timetable check ministers whitehall lot stuff calendar during throughout within over gather "
        "collect pull together promised promise promises"
    )
)
"""Words of the request itself, which no sentence need hold."""
_ISSUED = frozenset(terms("published issued released"))
"""Any of these stands for the others."""


@dataclass(frozen=True, slots=True)
class Turning:
    """What a question turns on.

    Attributes:
        dates: Terms of its date.
        year: The one it names, or "".
        own_season: Whether it means a season of the papers' own year ("this spring").
        at_end: Whether it means the end of its year.
        words: Terms besides, each with those that may stand for it ("piloted or tested").
    """

    dates: frozenset[str]
    year: str
    own_season: bool
    at_end: bool
    words: tuple[frozenset[str], ...]


def gathers(asked: Asked) -> bool:
    """Whether the answer may have to be gathered: of a question that wants no figure, date or name, nor a view."""
    return (
        asked.surveyed is not None
        or asked.kind == "list"
        or (asked.kind == "fact" and asked.wants is None and not (asked.view or asked.yes_no))
    )


def turning(question: str, known: Callable[[str], bool], named: frozenset[str] = frozenset()) -> Turning:
    """What a question turns on, of the words that any paper holds, those that only name a paper left out."""
    question = _COMING.sub(" ", _HAVE_A_SAY.sub("consultation", _plainly_dated(question)))
    alternatives = {
        term: frozenset(terms(f"{match['one']} {match['other']}"))
        for match in _EITHER.finditer(question)
        for term in terms(f"{match['one']} {match['other']}")
    }
    alternatives |= dict.fromkeys(_ISSUED, _ISSUED)
    wanted = {term for term in terms(question) if term not in _ASKING_TERMS | named and known(term)}
    dates = frozenset(term for match in _DATED.findall(question) for term in terms(match))
    year = _YEAR.search(question)
    at_end = bool(_AT_END.search(question))
    wanted -= _END if at_end else frozenset()
    return Turning(
        dates & wanted,
        year[0] if year else "",
        bool(_THIS.search(question)),
        at_end,
        tuple(dict.fromkeys(alternatives.get(term, frozenset({term})) for term in sorted(wanted - dates))),
    )


def _plainly_dated(question: str) -> str:
    """With years in four digits, Christmas as the year's end, and without what only says that all is meant.

    >>> _plainly_dated("what is out by xmas 2023, everything")
    'what is out by the end of 2023'
    >>> _plainly_dated("what is out in the back end of 2023")
    'what is out in autumn 2023'
    """
    question = _BACK_END.sub("autumn ", question)
    question = _CHRISTMAS.sub("by the end of", _SHORT_YEAR.sub(r"\g<part> 20\g<year>", _ALL_KINDS.sub("", question)))
    if len(set(map(str.lower, _HAPPENINGS.findall(question)))) > 1:
        question = _HAPPENINGS.sub("happen", question)
    return question


def turns_on_a_date(question: str) -> bool:
    """Whether a question names a year, a season or a month."""
    return bool(_DATED.search(question))


def asks_for_all(question: str, asked: Asked) -> bool:
    """Whether all there is of something is asked for, so that it is gathered where no paper lists it."""
    return asked.kind == "list" or (asked.kind == "fact" and bool(_WHOLE.search(question)))


def gathered(
    question: str,
    candidates: Sequence[Evidence],
    *,
    vocabulary: Callable[[Evidence], frozenset[str]],
    known: Callable[[str], bool],
    documents: Mapping[str, Document],
    repeats: Callable[[Evidence, Sequence[Evidence]], bool],
    named: frozenset[str] = frozenset(),
) -> list[Evidence] | None:
    """The sentences that share all that the question turns on; None where it turns on nothing.

    Args:
        question: One that asks for a list.
        candidates: Sentences found, best first; their papers are read through.
        vocabulary: Terms of a sentence with the glossary's for the same things.
        known: Whether any paper holds a term.
        documents: By id.
        repeats: Whether a piece says again what was chosen before.
        named: Terms that only tell which paper is meant.

    Returns:
        Two to eighteen pieces in order of place, each paper's together.
    """
    turns = turning(question, known, named)
    if not turns.dates and (turns_on_a_date(question) or not turns.words):
        return None
    if turns.dates and not turns.words and len(turns.dates) < 2 and not turns.year:
        return None
    chosen: list[Evidence] = []
    for piece in (*candidates, *_unfound(turns, candidates, documents)):
        if len(text_of(piece, documents).split()) > _LONGEST or repeats(piece, chosen):
            continue
        if _held(turns, piece, documents) and all(vocabulary(piece) & same for same in turns.words):
            chosen.append(piece)
            if len(chosen) > _MOST:
                return None
    if len(chosen) < _FEWEST:
        return None
    first = {piece.document_id: position for position, piece in reversed(list(enumerate(chosen)))}
    chosen.sort(key=lambda piece: (first[piece.document_id], piece.char_start))
    return [replace(piece, role="item") for piece in chosen]


def _held(turns: Turning, piece: Evidence, documents: Mapping[str, Document]) -> bool:
    """Whether a sentence is of the date that a question turns on."""
    text = text_of(piece, documents)
    own_year = (documents[piece.document_id].source.published or "")[:4]
    held = set(terms(text))
    if _OWN_YEAR.search(text):
        held.add(own_year)
    if turns.own_season and any(year != own_year for year in _YEAR.findall(text)):
        return False
    if turns.at_end and not _AT_END.search(text):
        return False
    return turns.dates <= held and _together(turns, text, own_year)


def _together(turns: Turning, text: str, own_year: str) -> bool:
    """Whether a season or month stands with its year, and not beside another's ("September 2023 … spring 2024")."""
    seasons = turns.dates - {turns.year}
    if not turns.year or not seasons:
        return True
    said = re.findall(
        rf"\b((?:{'|'.join(map(re.escape, seasons))})\w*)\b(?:\W+(?:of\W+)?((?:19|20)\d\d))?", text.lower()
    )
    return any(year in (turns.year, "") and (year or turns.year == own_year) for _, year in said)


def _unfound(turns: Turning, candidates: Sequence[Evidence], documents: Mapping[str, Document]) -> list[Evidence]:
    """Sentences of the papers found that hold a word the question turns on, and that the search did not bring."""
    spans = {(piece.document_id, piece.char_end) for piece in candidates}
    found: list[Evidence] = []
    last = candidates[-1]
    for document_id in list(dict.fromkeys(piece.document_id for piece in candidates))[:_PAPERS]:
        document = documents[document_id]
        for index, block in enumerate(document.blocks):
            body = document.body(block)
            if block.kind == "heading" or not _may_hold(turns, body):
                continue
            for start, end in sentence_spans(body):
                place = block.body_start + start, block.body_start + end
                if (document_id, place[1]) not in spans and _may_hold(turns, body[start:end]):
                    found.append(
                        replace(last, document_id=document_id, block=index, char_start=place[0], char_end=place[1])
                    )
    return found


def _may_hold(turns: Turning, text: str) -> bool:
    """A quick look: whether a text can hold the date, or all the words by how they start."""
    plain = text.lower()
    if turns.dates:
        year = not turns.year or turns.year in plain or _OWN_YEAR.search(text) is not None
        return (year and any(term[:4] in plain for term in turns.dates)) or _OWN_YEAR.search(text) is not None
    return all(any(term[:4] in plain for term in same) for same in turns.words)
