"""A difference between papers, put into sides and into words.

The topic's words come from the quotes; who says what and when come from the library's records of the papers. No other
figure, date or name is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from assistant.citing import Place
from assistant.quantities import Fact, compatible
from assistant.quantities.periods import MONTHS
from corpus.documents import Document
from index.analysis import terms

_ASKING_WORDS = (
    "ask asked want wanted need needed call called much many long often old money cash sum amount number figure "
    "date deadline paper document report differ different disagree agree compare same say said each per cent "
    "share percentage total government going being give given go year month day time put spend spent expected "
    "plan about roughly exactly"
)
ASKING = frozenset(term for word in _ASKING_WORDS.split() for term in terms(word))
"""Stems of asking, which say nothing of the subject."""
_ANNOUNCES = re.compile(r"\b(?:press (?:release|notice)|news|announcement|statement|speech|blog)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][\w'’-]*|\d")
_LONGEST_TOPIC = 10


def lasts(fact: Fact) -> bool:
    """Whether a duration only says how long a sum or a number is for ("£2bn over five years")."""
    return fact.quantity.kind == "duration" and bool(fact.beside & {"money", "percent", "count"})


def sides(pair: tuple[Fact, Fact], thing: Sequence[Fact], documents: Mapping[str, Document]) -> list[tuple[Fact, ...]]:
    """The values, each with one fact a paper, by the date of its earliest paper; a paper stands on one side only.

    Args:
        pair: Two facts that differ, surest to be of one thing.
        thing: Every fact of it, theirs included.
        documents: By id.
    """
    chosen: dict[str, Fact] = {}
    for paper in dict.fromkeys(fact.document_id for fact in (*pair, *thing)):
        own = [fact for fact in (*pair, *thing) if fact.document_id == paper]
        # A paper that gives several values is told by the one that others give too: the rest are parts of it.
        chosen[paper] = max(own, key=lambda fact: (_repeated(fact, thing), fact in pair))
    groups: list[list[Fact]] = []
    for fact in chosen.values():
        group = next((g for g in groups if all(compatible(one.quantity, fact.quantity) for one in g)), None)
        if group is None:
            groups.append([fact])
        else:
            group.append(fact)
    dated = [tuple(sorted(g, key=lambda f: published(documents[f.document_id]) or "9")) for g in groups]
    return sorted(dated, key=lambda group: published(documents[group[0].document_id]) or "9")


def _repeated(fact: Fact, thing: Sequence[Fact]) -> int:
    """In how many other papers its value stands too."""
    return len(
        {o.document_id for o in thing if o.document_id != fact.document_id and compatible(o.quantity, fact.quantity)}
    )


def parts(facts: Sequence[Fact], others: Sequence[Fact], documents: Mapping[str, Document]) -> tuple[Fact, ...]:
    """Two or three sums of one of these papers that make up the value exactly."""
    whole = facts[0].quantity
    if whole.kind not in {"money", "count"} or whole.is_range:
        return ()
    for paper in dict.fromkeys(fact.document_id for fact in facts):
        smaller = {
            fact.quantity.high: fact
            for fact in others
            if fact.document_id == paper
            and 0 < fact.quantity.high < whole.high
            and not fact.quantity.is_range
            and fact.quantity.unit == whole.unit
            and any(len(fact.about & one.about) >= 3 for one in facts)
        }
        for n in (2, 3):
            for chosen in combinations(smaller, n):
                if abs(sum(chosen) - whole.high) < 1e-6:
                    return tuple(sorted((smaller[value] for value in chosen), key=lambda f: f.quantity.char_start))
    return ()


def published(document: Document) -> str | None:
    """The paper's ISO date, or None."""
    return document.source.published


def value_text(fact: Fact, documents: Mapping[str, Document], *, with_duration: bool = False) -> str:
    """The value as printed; with the time it is for where that stands right after it."""
    text, quantity = documents[fact.document_id].text, fact.quantity
    end = quantity.char_end
    if with_duration:
        for duration in fact.durations:
            if 0 <= duration.char_start - quantity.value_end <= 20:
                end = max(end, duration.char_end)
    return " ".join(text[quantity.char_start : end].split())


def topic(facts: Sequence[Place], stems: frozenset[str], documents: Mapping[str, Document]) -> str:
    """What the facts are of, in the first quote's own words: the longest run of words that two quotes share."""
    texts = [_words(fact, documents) for fact in facts]
    best: tuple[int, tuple[str, ...]] = (0, ())
    for first, second in combinations(texts, 2):
        for run in _common_runs(first, second):
            n = len({t for word in run for t in terms(word)} & stems)
            if (n, len(run)) > (best[0], len(best[1])):
                best = n, run
    if best[0] >= 2:
        return " ".join(best[1])
    return " ".join(_tightest(texts[0], stems) or _tightest(texts[-1], stems))


def _tightest(words: Sequence[str], stems: frozenset[str]) -> Sequence[str]:
    """The shortest run of words with the most of the stems, and what ends its phrase."""
    holds = [frozenset(terms(word)) & stems for word in words]
    best: tuple[int, int, int, int] = (0, 0, 0, 0)
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_TOPIC, len(words)) + 1):
            n = len(frozenset[str]().union(*holds[start:end]))
            best = max(best, (n, start - end, -start, end))
    n, _, start, end = best[0], best[1], -best[2], best[3]
    if not n:
        return ()
    while end < len(words) and end - start < _LONGEST_TOPIC and terms(words[end]) and not words[end][0].isdigit():
        end += 1
    return words[start:end]


def _words(fact: Place, documents: Mapping[str, Document]) -> list[str]:
    return _WORD.findall(documents[fact.document_id].text[fact.char_start : fact.char_end])


def _common_runs(first: Sequence[str], second: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """Runs of words both hold in a row, in the first one's spelling, without small words at the ends."""
    lower = [word.lower() for word in second]
    places: dict[str, list[int]] = {}
    for index, word in enumerate(lower):
        places.setdefault(word, []).append(index)
    for start, word in enumerate(first):
        for place in places.get(word.lower(), ()):
            n = 0
            while (
                n < _LONGEST_TOPIC
                and start + n < len(first)
                and place + n < len(lower)
                and first[start + n].lower() == lower[place + n]
                and not first[start + n].isdigit()  # the values are what differs
            ):
                n += 1
            run = list(first[start : start + n])
            while run and not terms(run[0]):
                run.pop(0)
            while run and not terms(run[-1]):
                run.pop()
            if run:
                yield tuple(run)


def explanation(
    sides_: Sequence[Sequence[Fact]], parts_: Sequence[Sequence[Fact]], documents: Mapping[str, Document]
) -> str:
    """Who gives which value when, which is later, and why they differ as far as the papers tell."""
    with_duration = durations_differ(sides_)
    values = [_small(value_text(side[0], documents, with_duration=with_duration)) for side in sides_]
    told = []
    for side, value in zip(sides_, values, strict=True):
        papers = joined([paper(documents[fact.document_id]) for fact in side])
        told.append(f"{papers} {'give' if len(side) > 1 else 'gives'} {value}")
    sentences = [capital("; ".join(told)) + "."]
    later = _later(sides_, values, documents)
    if later:
        sentences.append(later)
    why = _why(sides_, parts_, values, documents, with_duration=with_duration)
    sentences += why or ["The papers do not say why they differ."]
    return " ".join(sentences)


def _small(value: str) -> str:
    """A hedge that opened a sentence ("Some 71 per cent"), as it stands within one; names stay."""
    first = value.split(" ", 1)[0]
    return (
        value[0].lower() + value[1:]
        if first in {"Some", "Up", "Over", "About", "Around", "Nearly", "Almost", "At"}
        else value
    )


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def durations_differ(sides_: Sequence[Sequence[Fact]]) -> bool:
    """Whether the values are for different lengths of time."""
    told = [[d for fact in side for d in fact.durations] for side in sides_]
    return all(told) and any(
        not any(compatible(p, q) for p in first for q in second) for first, second in combinations(told, 2)
    )


def _why(
    sides_: Sequence[Sequence[Fact]],
    parts_: Sequence[Sequence[Fact]],
    values: Sequence[str],
    documents: Mapping[str, Document],
    *,
    with_duration: bool,
) -> list[str]:
    found = []
    for made_of, value in zip(parts_, values, strict=True):
        if made_of:
            listed = joined([value_text(part, documents) for part in made_of])
            where = paper(documents[made_of[0].document_id], dated=False)
            found.append(f"{value} is a total: {where} also gives its parts, {listed}.")
    announced = [all(_ANNOUNCES.search(documents[f.document_id].source.kind) for f in side) for side in sides_]
    if announced[0] and not any(announced[1:]):
        kind = documents[sides_[0][0].document_id].source.kind
        found.append(f"The first comes from a {kind} that announced it; the others report it afterwards.")
    if with_duration:
        found.append("They are for different lengths of time.")
    bounds = {side[0].quantity.bound for side in sides_}
    limits = {"at_least": "a lower limit", "at_most": "an upper limit"}
    for side, value in zip(sides_, values, strict=True):
        if len(bounds) > 1 and side[0].quantity.bound in limits:
            found.append(f"“{value}” is {limits[side[0].quantity.bound]}.")
    return found


def _later(sides_: Sequence[Sequence[Fact]], values: Sequence[str], documents: Mapping[str, Document]) -> str:
    newest = [max((published(documents[f.document_id]) or "" for f in side), default="") for side in sides_]
    if not all(newest):
        return ""
    last = max(newest)
    width = min(map(len, newest))
    if sum(date[:width] == last[:width] for date in newest) != 1:
        return "None of them is clearly the later." if len(set(newest)) > 1 else "They are of the same date."
    return f"The later figure, by date of publication, is {values[newest.index(last)]}."


def paper(document: Document, *, dated: bool = True) -> str:
    """Who published it; with what kind of paper it is and of when."""
    source = document.source
    name = source.publisher or source.title
    article = "the " if name.startswith(("Department", "Local ", "Ministry", "Office ", "National ")) else ""
    described = ", ".join(part for part in (source.kind, _in_words(source.published)) if part)
    return f"{article}{name}" + (f" ({described})" if described and dated else "")


def _in_words(published_: str | None) -> str:
    if not published_:
        return ""
    year, *rest = published_.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*day, *month, year])


def joined(parts_: Sequence[str]) -> str:
    """Joined as a sentence lists them."""
    return parts_[0] if len(parts_) == 1 else f"{', '.join(parts_[:-1])} and {parts_[-1]}"
