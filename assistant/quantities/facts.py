"""Quantities in their sentence: what each is about, for when, and whose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.quantities.model import Kind, Quantity
from assistant.quantities.reading import read
from corpus.documents import Document
from corpus.sentences import sentence_spans
from corpus.standpoint import GOVERNMENT
from index.analysis import terms

_BOUNDARY = re.compile(
    r"[;:\t\n]|\s[–—-]\s|[–—]|[()]|\.\s(?=[A-Z])|"
    r",?\s(?:which|who|while|whereas|alongside|compared (?:to|with)|as well as|plus)\b|"
    r",\s(?:and|but|with|including|or)\s|"
    r"\s(?:and|but)\s(?=(?:will|is|are|was|were|has|have|had|would|may|must|can|to)\b)|"
    r"\s(?:and|but)\s(?=(?:the|a|an|this|these|it|they|we|there|up to|over|about|£)\b)"
)
_ASIDE = re.compile(
    r"\A\W*(?:in addition to|alongside|as well as|following|despite|besides|on top of|apart from|"
    r"in contrast to|compared (?:to|with))"
    r"\b[^,£\d]{3,200},\s",
    re.IGNORECASE,
)
"""What a sentence only sets out from; the figure after it is of something else."""
_MARKUP = re.compile(r"<[^<>]{1,80}>|\]\([^()\s]{0,300}\)|[*_\[\]#]")
_BACK = re.compile(
    r"(?:this|these|it|its|they|their|such|that|those|both|in addition|furthermore|similarly|the (?:former|latter|same|"
    r"group|programme|scheme|fund|funding|money|aim|allowance|consultation|service|grant|pilot|plan|review|"
    r"board|team))\b",
    re.IGNORECASE,
)
OWN = re.compile(
    r"\b(?:we|our|us|ours)\b|\b(?:the|this) (?:council|authority|borough|county|city|district|board|"
    r"committee|trust|school|"
    r"organisation|association|service|partnership)(?:['’]s)?\b|\blocally\b",
    re.IGNORECASE,
)
"""Words of a paper that speaks of itself or its own place."""
_BARE_WORDS = 10
"""Of a sentence up to which it may leave to the one before what it is about."""
_PLACE = re.compile(r"\b(?i:in|across|within|throughout) (?:the )?(?P<place>[A-Z][a-z][\w'’-]*(?: [A-Z][\w'’-]*)*)")
_EVERYWHERE = frozenset({"england", "wales", "scotland", "britain", "great britain", "parliament", "government"})
"""What a national figure is of anyhow."""

# Words that go with any figure: they say that there is money, a number or a plan, not what for.
_WEAK_WORDS = (
    "invest investment invested funding fund funded money spend spent cost budget amount sum total figure back "
    "backed provide provided support receive additional further more extra new national local government "
    "department strategy plan year years next month week day over up per cent number include including announce "
    "announced set put made make give given available will also expect expected increase raise raised million "
    "billion about around least most part current currently recent recently first second third last one two three "
    "four five six seven eight nine ten commit committed commitment measure work start begin area january "
    "february march april may june july august september october november december spring summer autumn winter "
    "early late mid end start within between until publish published publication launch launched issue issued "
    "begin together both all only some before after up to out which each across need use used take help ensure known "
    "called named"
)
WEAK = frozenset(term for word in _WEAK_WORDS.split() for term in terms(word))
"""Their stems."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantity with what its paper says it is of.

    Attributes:
        quantity: Its offsets are positions in the document's text.
        document_id: The document.
        block: Index of the block.
        char_start: Where its sentence starts.
        char_end: Where its sentence ends.
        core: Stems of its own clause that can tell one subject from another.
        around: Stems of the rest of the sentence, its lead-in and the sentence it points back to.
        headings: Stems of the last two headings over it.
        places: What its clause says it is in or across ("in the North East"), in lower case.
        periods: Dates of its clause that say for when the value holds ("in 2020/21").
        durations: Durations of its clause ("over the next two years").
        beside: Kinds of the other quantities of its clause.
        own: Whether the paper speaks of itself or its own place ("our budget"): the same words in another
            publisher's paper are of something else.
        holder: Whose statement it is.
        voice: As of `Standpoint`.
    """

    quantity: Quantity
    document_id: str
    block: int
    char_start: int
    char_end: int
    core: frozenset[str]
    around: frozenset[str]
    headings: frozenset[str]
    places: frozenset[str]
    periods: tuple[Quantity, ...]
    durations: tuple[Quantity, ...]
    beside: frozenset[Kind]
    own: bool
    holder: str
    voice: str

    @property
    def about(self) -> frozenset[str]:
        """Every stem of the sentence and what it leans on."""
        return self.core | self.around


def facts_of(document: Document, block: int, start: int, end: int) -> tuple[Fact, ...]:
    """The facts of `document.text[start:end]`, a sentence of a block."""
    place = document.blocks[block]
    opener = document.body(document.blocks[place.lead_in]) if place.lead_in is not None else ""
    sentence = document.text[start:end]
    if not read(sentence, document.source.published):
        return ()
    before = ""
    bare = place.lead_in is None and len(sentence.split()) <= _BARE_WORDS
    if bare or _BACK.match(_MARKUP.sub("", sentence)) or _BACK.search(sentence[:20]):
        before = _sentence_before(document, block, start)
    made = _facts(sentence, opener, before, place.section[-2:], document.source.published)
    return tuple(
        Fact(
            _moved(quantity, start), document.source.document_id, block, start, end, core, around, headings, places,
            tuple(_moved(q, start) for q in periods), tuple(_moved(q, start) for q in durations), beside,
            own and place.standpoint.holder != GOVERNMENT,  # its "we will" is what other papers tell of too
            place.standpoint.holder or document.source.publisher, place.standpoint.voice,
        )
        for quantity, core, around, headings, places, periods, durations, beside, own in made
    )  # fmt: skip


_Made = tuple[
    Quantity,
    frozenset[str],
    frozenset[str],
    frozenset[str],
    frozenset[str],
    tuple[Quantity, ...],
    tuple[Quantity, ...],
    frozenset[Kind],
    bool,
]


@lru_cache(maxsize=20_000)
def _facts(
    sentence: str, opener: str, before: str, section: tuple[str, ...], published: str | None
) -> tuple[_Made, ...]:
    quantities = read(sentence, published)
    if not quantities:
        return ()
    headings = _stems(" ".join(section), ())
    whole = _stems(_MARKUP.sub(" ", sentence), ())
    context = _stems(_MARKUP.sub(" ", f"{opener} {before}"), ())
    made = []
    for quantity in quantities:
        start, end = _clause(sentence, quantity)
        inside = [q for q in quantities if start <= q.value_start < end]
        core = _stems(sentence[start:end], [(q.char_start - start, q.value_end - start) for q in inside])
        if len(core) < 2:
            start, end = _clause(sentence, quantity, wide=True)
            inside = [q for q in quantities if start <= q.value_start < end]
            core = _stems(sentence[start:end], [(q.char_start - start, q.value_end - start) for q in inside])
        if len(core) < 2:  # "Work will start in May 2023": on what, the sentence before says
            core |= _stems(_MARKUP.sub(" ", before), ())
        made.append(
            (
                quantity,
                core,
                (whole | context) - core,
                headings,
                _places(sentence, start, end, quantities),
                tuple(q for q in inside if q.kind == "date" and q is not quantity),
                tuple(q for q in inside if q.kind == "duration" and q is not quantity),
                frozenset(q.kind for q in inside if q is not quantity),
                bool(OWN.search(sentence[start:end])),
            )
        )
    return tuple(made)


def _clause(sentence: str, quantity: Quantity, *, wide: bool = False) -> tuple[int, int]:
    """The clause around a quantity; `wide` joins it with the one before."""
    cuts = [(m.start(), m.end()) for m in _BOUNDARY.finditer(sentence)]
    aside = _ASIDE.match(sentence)
    if aside:
        cuts = sorted([*cuts, (aside.end() - 1, aside.end())])
    before = [end for _, end in cuts if end <= quantity.char_start]
    after = [start for start, _ in cuts if start >= quantity.char_end]
    back = 2 if wide else 1
    start = before[-back] if len(before) >= back else 0
    if wide and len(after) > 1:
        return start, after[1]
    return start, len(sentence) if wide or not after else after[0]


def _stems(text: str, cut: object) -> frozenset[str]:
    spans = sorted(cut, reverse=True) if isinstance(cut, list) else []
    for start, end in spans:
        text = text[: max(0, start)] + " " + text[end:]
    return frozenset(t for t in terms(text) if t not in WEAK and not t[0].isdigit() and len(t) > 1)


def _places(sentence: str, start: int, end: int, quantities: tuple[Quantity, ...]) -> frozenset[str]:
    return frozenset(
        name
        for match in _PLACE.finditer(sentence, start, end)
        if not any(q.char_start <= match.start("place") < q.value_end for q in quantities)
        and (name := match["place"].lower()) not in _EVERYWHERE
    )


def places_in(sentence: str) -> frozenset[str]:
    """What a sentence says it is in or across, in lower case; countries aside."""
    return _places(sentence, 0, len(sentence), read(sentence))


def _sentence_before(document: Document, block: int, start: int) -> str:
    """The sentence before one that points back, in its block or as the end of the block before."""
    place = document.blocks[block]
    body = document.text[place.body_start : start]
    if not body.strip() and block > 0:
        previous = document.blocks[block - 1]
        if previous.kind == "heading" or previous.section != place.section:
            return ""
        body = document.body(previous)
    spans = sentence_spans(body)
    return body[spans[-1][0] : spans[-1][1]] if spans else ""


def _moved(q: Quantity, by: int) -> Quantity:
    return replace(
        q,
        char_start=q.char_start + by,
        value_start=q.value_start + by,
        value_end=q.value_end + by,
        char_end=q.char_end + by,
    )


def all_facts(document: Document) -> Iterator[Fact]:
    """Every fact of a document in order of place: for a table of sums or a timeline."""
    for index, block in enumerate(document.blocks):
        if block.kind == "heading":
            continue
        for start, end in sentence_spans(document.body(block)):
            yield from facts_of(document, index, block.body_start + start, block.body_start + end)
