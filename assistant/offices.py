"""A question for whoever holds an office ("who is the mayor of Leeds?"): do the papers name the holder of that office?

A paper that names a councillor from Leeds lies near, and search finds it, but it says nothing of a mayor. So a sentence
answers only when it stands with the office and with the body or the place that the question names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.evidence import Evidence, block_of
from assistant.wordlists import word_set
from corpus.documents import Document
from index.analysis import terms

_TITLES: tuple[tuple[str, ...], ...] = (
    ("mayor",),
    ("chair", "chairman", "chairwoman", "chairperson", "chairs", "chaired"),
    ("leader", "leads"),
    ("head",),
    ("director",),
    ("chief executive",),
    ("chief inspector",),
    ("commissioner",),
    ("minister", "parliamentary under secretary of state"),
    ("secretary",),
    ("president",),
    ("mp", "member of parliament"),
    ("ombudsman",),
    ("treasurer",),
    ("clerk",),
)
"""Offices, each with the other words by which a paper names who holds it."""
_OFFICE = "|".join(
    sorted((re.escape(title) for same in _TITLES for title in same if " of " not in title), key=len, reverse=True)
)
_ASKED = re.compile(
    rf"\A\W*(?:(?:please )?(?:tell me|do you know) )?who(?:'?s| is| was) (?:currently |now )?(?:the )?(?:current |"
    rf"present |new |last )?(?P<before>(?:(?!of\b|for\b|in\b|at\b|and\b|who\b|that\b)[\w'-]+ ){{0,3}}?)"
    rf"(?P<office>{_OFFICE})\b"
    r"(?P<of>,? (?:of|for|in|at|from|on|to) (?P<body>[^?;]+))?\W*\Z",
    re.IGNORECASE,
)
_RUNS = re.compile(
    r"\A\W*who (?:leads|runs|heads|heads up|is in charge of|is running|is leading) (?P<body>[^?,;]*"
    r"\b(?:council|authority|city|borough|county|department|ministry|ofsted|inspectorate|association|england)\b"
    r"[^?,;]{0,20})\W*\Z",
    re.IGNORECASE,
)
_CHAIRS = re.compile(
    r"\A\W*who(?:'s| is| was)? (?:chairs|chaired|chairing|(?:in |takes )the chair (?:of|at|on)) (?P<body>[^?;]+)\Z",
    re.IGNORECASE,
)
_SUCCEEDED = re.compile(
    r"\A\W*who(?:'s| has| is| was)? (?:tak(?:es|en|ing) over|took over|replac(?:es|ed|ing)|succeed(?:s|ed|ing)) "
    r"(?:(?:from|as) )?(?P<body>(?!the\b|it\b|this\b|that\b)[^?;]+)\Z",
    re.IGNORECASE,
)
_SUCCESSION = ("succeeded", "successor", "replaced", "took over", "taken over", "taking over")
_AT_THE_TOP = (
    "leader",
    "leads",
    "head",
    "director",
    "chief executive",
    "chair",
    "chairman",
    "commissioner",
    "minister",
)
_PERSON = re.compile(r"[A-Z][\w'’-]+ (?:[A-Z]\. )?(?:Mc|O['’]|[A-Z])[\w'’-]+")
"""Two words with capitals: a name, or a body's."""
_OTHER_POST = word_set("shadow deputy vice assistant acting interim former associate")
"""Before a title: who holds the title itself does not hold that post."""
_HELD = 0.7
"""Share of the words that say of what, by rarity, that must stand with the office."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a question asks for the holder of.

    Attributes:
        titles: Terms of each way to name it; one of them must be held whole.
        of: Words of the body, the place or the subject it is of.
    """

    titles: tuple[frozenset[str], ...]
    of: tuple[str, ...]


def office_of(question: str) -> Office | None:
    """The office whose holder a question asks for; None where it asks for none, or for one without a title.

    >>> office_of("Who is the mayor of Leeds?").of
    ('Leeds',)
    """
    plain = " ".join(question.replace("’", "'").split())
    if (runs := _RUNS.match(plain)) is not None:
        return Office(tuple(frozenset(terms(title)) for title in _AT_THE_TOP), _words(runs["body"]))
    for pattern, titles in ((_CHAIRS, _TITLES[1]), (_SUCCEEDED, _SUCCESSION)):
        if (asked := pattern.match(plain)) is not None and (of := _words(asked["body"])):
            return Office(tuple(frozenset(terms(one)) for one in titles), of)
    match = _ASKED.match(plain)
    if match is None:
        return None
    title = match["office"].lower()
    same = next(group for group in _TITLES if title in group)
    # "who is the MP?" asks for any: the search decides.
    of = _words(f"{match['before']} {match['body'] or ''}")
    return Office(tuple(frozenset(terms(one)) for one in same), of) if of else None


def named_in(
    office: Office,
    pieces: Iterable[Evidence],
    documents: Mapping[str, Document],
    *,
    rarity: Callable[[str], float],
    related: Callable[[str], Sequence[str]],
) -> bool:
    """Whether a piece stands, with its headings, lead-in and paper, with the office and with what it is of.

    Args:
        office: What is asked for.
        pieces: Sentences found.
        documents: By id.
        rarity: Of a term, in [0, 1].
        related: Other words for what a word names.
    """
    wanted = [
        (frozenset(terms(word)), [frozenset(terms(other)) for other in related(word)], max(map(rarity, terms(word))))
        for word in office.of
    ]
    total = sum(weight for *_, weight in wanted)
    seen: set[tuple[str, int]] = set()
    for piece in pieces:
        if (place := (piece.document_id, piece.block)) in seen:
            continue
        seen.add(place)
        document, block = documents[piece.document_id], block_of(piece, documents)
        own = frozenset(terms(document.body(block)))
        if _PERSON.search(document.body(block)) is None:  # "the clerk will note it" names nobody
            continue
        opener = document.body(document.blocks[block.lead_in]) if block.lead_in is not None else ""
        if not any(title <= own or title <= frozenset(terms(opener)) for title in office.titles):
            continue
        if any(word.lower() in _OTHER_POST and not frozenset(terms(word)) <= own for word in office.of):
            continue
        source = document.source
        around = own | frozenset(terms(" ".join((*block.section, opener, source.title, source.publisher))))
        initials = "".join(w[0] for w in re.findall(r"\b[A-Z]\w+", " ".join((*block.section, source.title))))
        held = sum(
            weight
            for (word, others, weight), typed in zip(wanted, office.of, strict=True)
            if word <= around
            or any(other <= around for other in others)
            or (len(typed) > 2 and typed.isupper() and typed in initials)
        )
        if held >= _HELD * total:
            return True
    return False


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text) if len(word) > 1 and terms(word))
