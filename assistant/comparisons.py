"""A question that sets bodies, papers, sections or things side by side → its sides, each with a question of its own.

"What do the council and the ministry each say about X?" has two sides and one subject; "which fell more, A or B?" has
two things. Who or what may be a side is read from the papers (`holders.py`, their headings), never from a list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.holders import PAPER, Holder, Holders
from assistant.quantities.facts import WEAK
from corpus.documents import Document
from corpus.standpoint import GOVERNMENT
from index.analysis import terms

MOST_SIDES = 4

_SAYS_BOTH = r"(?:says?|gives?|quotes?) (?:both\b|two (?:different )?(?:things|figures|dates|versions|answers)\b)"
_SETS = (
    r"compar\w+|contrast\w*|diff?e?r\w*|disagree\w*|agree\w*(?!\w)(?! to\b)|(?:the )?same\b|match(?:es)?\b|"
    r"versus|vs\b|both\b|"
    r"each (?:say|think|want|give|put|report|state|plan|propose|have|see|view|claim|argue|make|take|call)\w*|"
    r"eye to eye|in line with|(?:in)?consistent|contradict\w*|at odds|conflict\w*|tall(?:y|ies)\b|side by side|"
    rf"as opposed to|unlike|whereas|respectively|{_SAYS_BOTH}"
)
_SETTING = re.compile(rf"\b(?:{_SETS})", re.IGNORECASE)
_COORDINATES = re.compile(
    r"\A,?\s*(?:and|or|&|versus|vs\.?|and (?:what|how) (?:does|do|is|are|did|has|have))\s*(?:the )?\Z", re.I
)
_ALL_PAPERS = re.compile(
    r"\b(?:(?:the|these|those|our|different|various|all|any) (?:\w+ ){0,2}?"
    r"(?:papers|documents|reports|sources|briefings)|(?:every|each) (?:paper|document|report|source|briefing)|"
    r"everyone|everybody)\b",
    re.IGNORECASE,
)
_AT_ODDS = re.compile(
    rf"\b(?:inconsistent|contradict\w*|at odds|{_SAYS_BOTH}|"
    r"(?:word|put|puts|words)(?:s|ed)? (?:it|this|that) differently)",
    re.IGNORECASE,
)
"""Who finds papers, or one of them, at odds over something."""
_OF_PAPER = re.compile(rf"\A(?:['’]s?)?(?: (?!(?:and|or|vs|versus)\b)[\w-]+){{0,2}}? {PAPER}\b", re.IGNORECASE)
_PAPER_OF = re.compile(rf"(?:the |this |that )?{PAPER} (?:\w+ ){{0,2}}?(?:by|from|of) (?:the )?\Z", re.IGNORECASE)
_SECTION = re.compile(
    r"\b(?:the )?(?P<name>[\w’'-]+(?: [\w’'-]+){0,4}?) "
    r"(?:section|chapter|part|list|annex|appendix|page)s?\b(?! of\b(?! the\b))",
    re.IGNORECASE,
)
_FRAME = re.compile(
    rf"\b(?:{_SETS}|say(?:s|ing)?|said|tell(?:s)? us|have to say|think(?:s)?|give(?:s)?|quote(?:s)?|state(?:s)?|"
    r"report(?:s)?|mention(?:s)?|view(?:s)? (?:of|on)|positions? (?:of|on)|(?:point of )?views?|stances?|takes? on|"
    r"lines? on|see|sees|between|from one another|with (?:one another|each other)|papers|documents|sources|as|"
    r"to what extent|how far|in what way|what about|versions?|want(?:s)?|have|has|do|does|did|is|are|was|were|"
    r"how|what|which|whether|where|please|can you|could you|set out|explain|tell me|and|with|than|or|much|many|"
    r"each of them|of it|(?:the )?it|them|they|one of|things?)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|on|regarding|concerning|over|in relation to|in terms of|with regard to|when it comes to|as to)\s+"
    r"(?P<rest>\S.*)",
    re.IGNORECASE,
)
_MORE = (
    r"more|less|fewer|higher|lower|bigger|larger|smaller|greater|most|least|faster|slower|better|worse|longer|shorter|older|"
    r"younger|first|last|sooner|later|earlier|biggest|largest|smallest|highest|lowest|harder|easier|cheaper|dearer|costlier"
)
_EITHER = re.compile(
    r"\A\W*(?!how\b|by how\b)[^?]*?"
    rf"(?:\b(?:{_MORE})\b[^?]*?[,:–-]\s*|\b(?:more|less|fewer|most|least|sooner|first)\s+)"
    r"(?P<a>[^?,;:]{2,60}?),? or (?P<b>[^?,;:]{2,60}?)\W*\Z",
    re.IGNORECASE,
)
_THAN = re.compile(
    rf"\A\W*(?P<lead>(?!how\b|by how\b)[^?]*?)\b(?P<more>{_MORE}) (?P<a>[^?]*?)\bthan\b (?P<b>[^?]+?)\W*\Z",
    re.IGNORECASE,
)
_WITH = tuple(
    re.compile(rf"{opening}(?P<a>[^?]+?){joint}(?P<b>[^?]+?)\W*\Z", re.IGNORECASE)
    for opening, joint in (
        (r"\bhow (?:does|do|did|will|would|has|have) ", " compares?d? (?:with|to|against) "),
        (r"\A\W*(?:please )?compare ", " (?:with|to|against|and) "),
        (r"\bdifferences? between ", " and "),
        (r"\A\W*(?:what|how much|how many)\b", ",? compared (?:with|to) "),
        (r"\bhow (?:does|do|did|is|are) ", " differ(?:ent)? (?:from|to) "),
    )
)
_TWO_CLAUSES = re.compile(
    r"\A(?P<first>.+?),? (?:and|but|while|whereas) (?P<second>(?:what|how|when|where|which|why|who)\b[^?]+)\W*\Z",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:it|this|that|these|those|them|they|same|instead|so|one|ones|there)\b", re.IGNORECASE)
_BACK = frozenset(
    terms(
        "say said think thought want response reply answer view missing lacking fear worry welcome like dislike "
        "object criticise criticism concern concerns happy unhappy wrong right good bad support oppose make feel "
        "reckon believe"
    )
)
"""Words of what somebody makes of a thing, which name no other thing."""
_BREAK = re.compile(r"\s*[,;?!–:]\s+(?:and |or |but )?|\.\s+|\s-\s")
_ASKS = re.compile(
    r"\W*(?:please |so |and |can you tell me |tell me )*(?:who|what|when|where|which|why|how|is|are|do|does|did|will|"
    r"was|were|has|have|whats|wats|wen|hw)\b",
    re.IGNORECASE,
)
_FEWEST_ASKED = 2
"""Words of its own that a question has before "do the papers agree"."""
_SHORT_SIDE = 3
"""Words up to which the second of two things leans on the first ("how does damage in 2022 compare with 2019")."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of what a question sets side by side.

    Attributes:
        label: What an answer calls it.
        query: The question as it would be asked of this side alone.
        papers: Ids of the papers to look in; empty for all.
        holder: Whose statements, as standpoints name it; "" for anybody's.
        sections: Headings to look under, where a section is named.
        named: Stems of the thing, which a sentence of this side holds; empty where the side is a body or a paper.
    """

    label: str
    query: str
    papers: tuple[str, ...] = ()
    holder: str = ""
    sections: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is set side by side.

    Attributes:
        sides: In the order of the question; empty where it is "the papers", whichever they are.
        subject: Of what, in the question's words.
        things: Whether the sides are things ("health visitors", "2019") and not those who speak of them.
        asks: Whether the subject is a question by itself, to which they may all give the same answer.
    """

    sides: tuple[Side, ...]
    subject: str
    things: bool = False
    asks: bool = False

    @property
    def papers(self) -> tuple[str, ...]:
        """Ids of the papers of its sides; none where a side is looked for in all of them."""
        return () if any(not side.papers for side in self.sides) else tuple(p for s in self.sides for p in s.papers)


@dataclass(frozen=True, slots=True)
class _Party:
    start: int
    end: int
    label: str
    papers: tuple[str, ...]
    holder: str = ""
    sections: frozenset[str] = frozenset()


def comparison(question: str, holders: Holders, documents: Mapping[str, Document]) -> Comparison | None:
    """The sides of a question; None where it sets nothing side by side.

    Args:
        question: Standing on its own.
        holders: Who publishes or says something in the papers, and what the papers are.
        documents: By id; looked into only where a section is named.
    """
    text = " ".join(question.replace("’", "'").split())
    parties = _with_planner(text, _parties(text, holders, documents))
    if head := _asked_first(text, parties):
        return Comparison(
            tuple(Side(one.label, head, one.papers, one.holder, one.sections) for one in parties[:MOST_SIDES])
            if len(parties) > 1
            else (),
            head,
            asks=True,
        )
    if len(parties) >= 2 and _set_side_by_side(text, parties):
        subject = _subject(text, parties)
        if subject:
            own = _own_subjects(text, parties)
            sides = tuple(
                Side(one.label, own.get(one, subject), one.papers, one.holder, one.sections)
                for one in parties[:MOST_SIDES]
            )
            return Comparison(sides, subject)
    if len(parties) < 2 and _SETTING.search(text):
        of_all = [_Party(match.start(), match.end(), "", ()) for match in _ALL_PAPERS.finditer(text)]
        subject = _subject(text, [*parties, *of_all]) if of_all or _AT_ODDS.search(text) else ""
        if subject:
            return Comparison((), subject)
    return _things(text) if len(parties) < 2 else None


def _asked_first(text: str, parties: Sequence[_Party]) -> str:
    """The question before one that only asks whether the papers say the same; "" where there is none.

    >>> _asked_first("when does it come out, do the papers agree", ())
    'when does it come out'
    >>> _asked_first("when does it come out, do the papers agree on its price", ())
    ''
    """
    for match in _BREAK.finditer(text):
        head, tail = text[: match.start()], text[match.end() :]
        moved = [replace(one, start=one.start - match.end(), end=one.end - match.end()) for one in parties]
        if any(one.start < 0 for one in moved) or not _SETTING.search(tail) or not _ASKS.match(head):
            continue
        of_all = [_Party(found.start(), found.end(), "", ()) for found in _ALL_PAPERS.finditer(tail)]
        one_subject = not _SETTING.search(head) and len(terms(head)) >= _FEWEST_ASKED
        if one_subject and (len(moved) > 1 or of_all) and not _subject(tail, [*moved, *of_all]):
            return head.strip()
    return ""


def _with_planner(text: str, parties: list[_Party]) -> list[_Party]:
    """With those whose plan it is, where a question asks what "the plan" does and what somebody makes of it."""
    cut = _TWO_CLAUSES.match(text)
    if cut is None or len(parties) != 1 or parties[0].start < cut.start("second") or parties[0].holder == GOVERNMENT:
        return parties
    plan = re.search(r"\bthe (?:plans?|strategy|reforms?|proposals?)\b", cut["first"], re.IGNORECASE)
    return parties if plan is None else [_Party(*plan.span(), GOVERNMENT, (), GOVERNMENT), *parties]


def _own_subjects(text: str, parties: Sequence[_Party]) -> dict[_Party, str]:
    """What each of two is asked of, where that differs: "what does the council pay, and how does the LGA see it"."""
    cut = _TWO_CLAUSES.match(text)
    if cut is None or len(parties) != 2 or not parties[0].end <= cut.end("first") <= parties[1].start:
        return {}
    start = cut.start("second")
    moved = replace(parties[1], start=parties[1].start - start, end=parties[1].end - start)
    first, second = _subject(cut["first"], parties[:1]), _subject(cut["second"], [moved])
    one, other = (frozenset(terms(own)) - _BACK for own in (first, second))
    if one and (_POINTS_BACK.search(cut["second"]) or not other):
        return dict.fromkeys(parties, first)
    return {parties[0]: first, parties[1]: second} if one - other and other - one else {}


def _set_side_by_side(text: str, parties: Sequence[_Party]) -> bool:
    if _SETTING.search(text):
        return True
    between = [text[one.end : other.start] for one, other in pairwise(parties)]
    return any(
        _COORDINATES.match(words)
        or re.search(
            r"\b(?:and|but|while|whereas) (?:what|how(?: much| many)?|when|where|why) "
            r"(?:does|do|did|is|are|has|have)\b",
            words,
            re.I,
        )
        for words in between
    )


def _parties(text: str, holders: Holders, documents: Mapping[str, Document]) -> list[_Party]:
    """Papers, sections and bodies that the question names, in order; what is one paper counts once."""
    found = _sections(text, holders, documents)
    taken = [(one.start, one.end) for one in found]
    for start, end, holder in holders.mentions(text):
        if _is_word(text, start, end, holder, documents):
            continue
        party = _of_holder(text, start, end, holder, holders)
        if not any(s < party.end and party.start < e for s, e in taken):
            found.append(party)
            taken.append((party.start, party.end))
    last_words = [kind.rsplit(" ", 1)[-1] for _, kind in holders.kinds]
    for document_id, kind in holders.kinds:
        last = kind.rsplit(" ", 1)[-1]
        names = [kind] if sum(other == kind for _, other in holders.kinds) == 1 else []
        names += [last] if last and last_words.count(last) == 1 else []
        for name in filter(None, names):
            match = re.search(rf"\b(?:the|this|that) (?:[\w'-]+ )?{re.escape(name)}\b", text, re.IGNORECASE)
            if match and not any(s < match.end() and match.start() < e for s, e in taken):
                source = documents[document_id].source
                label = f"{source.publisher or source.title} ({kind})"
                found.append(_Party(match.start(), match.end(), label, (document_id,)))
                taken.append(match.span())
                break
    for start, end, holder in _by_head(text, holders):
        if not any(s < end and start < e for s, e in taken):
            found.append(_Party(start, end, holder.name, holder.documents, holder.name))
            taken.append((start, end))
    unique: dict[tuple[tuple[str, ...], str, frozenset[str]], _Party] = {}
    for party in sorted(found, key=lambda one: one.start):
        unique.setdefault((party.papers, "" if party.papers else party.holder, party.sections), party)
    return list(unique.values())


def _is_word(text: str, start: int, end: int, holder: Holder, documents: Mapping[str, Document]) -> bool:
    """Whether a name's short form is used as a word: "flood boards" names no Rural Flood Alliance."""
    form = text[start:end].lower() if start == 0 else text[start:end]
    if holder.name == GOVERNMENT or " " in form or not form.islower():
        return False
    word = re.compile(rf"(?<![\w@./-]){re.escape(form)}(?![\w@/-]|\.\w)")  # an address is no word
    return any(word.search(documents[paper].text) for paper in holder.documents)


def _by_head(text: str, holders: Holders) -> list[tuple[int, int, Holder]]:
    """Bodies called by what they are ("the council", "the alliance"), where only one publisher is that."""
    heads: dict[str, list[Holder]] = {}
    for holder in holders.entries:
        if holder.documents and holder.name != GOVERNMENT and " " in holder.name:
            heads.setdefault(re.split(r" (?:of|for) ", holder.name)[0].split()[-1].lower(), []).append(holder)
    return [
        (match.start(), match.end(), same[0])
        for head, same in heads.items()
        if len(same) == 1
        for match in re.finditer(rf"\bthe {re.escape(head)}(?:'s)?(?![\w-])", text, re.IGNORECASE)
    ]


def _of_holder(text: str, start: int, end: int, holder: Holder, holders: Holders) -> _Party:
    """A body as a side, or its paper where the question says "the Durham report", "the briefing by the LGA"."""
    after, before = _OF_PAPER.match(text[end:]), _PAPER_OF.search(text[:start])
    if holder.documents and (after or before):
        span = (start, end + after.end()) if after else (before.start() if before else start, end)
        papers = holders.papers(text[span[0] : span[1]]) or holder.documents
        return _Party(*span, holder.name, papers)
    papers = () if holder.name == GOVERNMENT else holder.documents
    return _Party(start, end, holder.name, papers, holder.name)


def _sections(text: str, holders: Holders, documents: Mapping[str, Document]) -> list[_Party]:
    """Sections that the question names and a paper's headings hold ("the Pillar 4 section", "the commitments list")."""
    found = []
    for match in _SECTION.finditer(text):
        words = match["name"].split()
        papers = holders.papers(text) or (tuple(documents) if len(documents) <= MOST_SIDES * 2 else ())
        for skip in range(len(words)):
            stems = frozenset(terms(" ".join(words[skip:])))
            headings = [
                (document_id, section[-1])
                for document_id in papers
                for section in dict.fromkeys(block.section for block in documents[document_id].blocks)
                if section and stems and stems <= set(terms(section[-1]))
            ] if stems else []  # fmt: skip
            if headings:
                start = match.start("name") + len(" ".join(words[:skip])) + bool(skip)
                of = re.match(rf" of (?:the )?(?:[\w'-]+ ){{0,3}}?{PAPER}\b", text[match.end() :], re.IGNORECASE)
                end = match.end() + (of.end() if of else 0)
                own = headings[0][0]
                sections = frozenset(heading for document_id, heading in headings if document_id == own)
                found.append(_Party(start, end, headings[0][1], (own,), "", sections))
                break
    return found


def _subject(text: str, parties: Sequence[_Party]) -> str:
    """What is compared: the question without its sides and its words of comparing."""
    for party in sorted(parties, key=lambda one: -one.start):
        text = f"{text[: party.start]} , {text[party.end :]}"
    about = _ABOUT.search(_FRAME.sub(lambda m: m[0], text))
    for rest in ((about["rest"] if about else ""), text):
        bare = re.sub(r"\s*,(?:\s*,)*\s*", " ", _FRAME.sub(" ", rest))
        bare = re.sub(
            r"\A(?:\W|\b(?:the|a|an|of|in|on|about|by|to|for|from|'s|s|it|there)\b)+",
            "",
            " ".join(bare.split()),
            flags=re.I,
        )
        bare = re.sub(
            r"(?:\W|\b(?:the|of|in|on|about|by|to|for|from|the|differently)\b)+\Z", "", bare, flags=re.IGNORECASE
        )
        if terms(bare):
            return bare
    return ""


def _things(text: str) -> Comparison | None:
    """Two things set against each other, each with the question asked of it alone."""
    match = _EITHER.search(text)
    if match:
        a, b = match["a"].strip(" ,:"), match["b"].strip()
        lead = text[: match.start("a")].rstrip(" ,:")
        return _two(a, b, f"{lead} {a}?", f"{lead} {b}?", lead)
    for pattern in _WITH:
        match = pattern.search(text)
        if match:
            a, b = match["a"].strip(" ,"), match["b"].strip()
            second = f"{_without_time(a)} {b}" if len(b.split()) <= _SHORT_SIDE else b
            return _two(a, b, a, second, text)
    match = _THAN.search(text)
    if match and match["a"].strip():
        a, b = match["a"].strip(), match["b"].strip()
        second = f"{a} {b}" if len(b.split()) <= _SHORT_SIDE else b
        return _two(a, b, f"{match['lead']}{a}", second, text)
    return None


def _two(a: str, b: str, first: str, second: str, subject: str) -> Comparison | None:
    one, other = (frozenset(t for t in terms(words) if t not in WEAK or t[0].isdigit()) for words in (a, b))
    if not one - other or not other - one:
        return None
    return Comparison((Side(a, first, named=one - other), Side(b, second, named=other - one)), subject, things=True)


def _without_time(words: str) -> str:
    return re.sub(r"\b(?:in|by|for|from|of) (?:19|20)\d\d(?:[/-]\d\d)?\b", "", words).strip()
