"""Changes after which a sentence says something else: figures, dates, units, who, scope, strength, negation, direction.

Each takes a sentence, what stands around it and a source of chance, and gives a changed sentence or None where it has
nothing to change.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.verifier.wording import ACTORS, EITHER, MONTHS, NUMBER_WORDS, SIBLINGS

FIGURE = re.compile(r"(?<![\w.,/-])(£?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?=(?:m|bn|k|st|nd|rd|th)?\b)(?![\d/])")
YEAR = re.compile(r"(?<![\d£,./-])(?:19[6-9]\d|20[0-4]\d)(?![\d%/–-]|,\d|\.\d)")
MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")
_DAY = re.compile(rf"\b(\d{{1,2}})((?:st|nd|rd|th)?(?: of)? (?:{'|'.join(MONTHS)}))\b")
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(NUMBER_WORDS[2:])})\b", re.IGNORECASE)
_MORE = re.compile(
    r"(?:over|more than|at least|above|exceeding|minimum of|nearly|almost|from|aged?|under|below)\s+\Z", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"(?:\b[A-Z]{2,}|[Ss]ections?|[Rr]egulations?|[Pp]aragraphs?|[Pp]art|[Rr]ules?|[Aa]nnex|[Cc]hapters?|[Pp]illar|"
    r"[Ss]chedule|[Mm]odules?|[Aa]rticle|[Ss]tage|[Ff]orm|[Cc]odes?|[Ss]teps?|(?:[\d.]+\)?(?:,| and| or| to)))[ ‘']\Z"
)
"""Stands before a number that is a name: "section 17"."""
_ABOUT = re.compile(r"(?:about|around|some|approximately|roughly|circa)\s+\Z", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:if|where|when|who|whom|which|that|unless|whether|because|whose|until|how|what)\b", re.IGNORECASE
)

_UNITS: tuple[tuple[str, ...], ...] = (
    ("million", "billion", "thousand"),
    ("per week", "per month", "per year", "per day"),
    ("a week", "a month", "a year"),
    ("days", "weeks", "months", "years"),
    ("day", "week", "month", "year"),
    ("working days", "weeks", "calendar months"),
    ("hours", "days", "minutes"),
    ("weekly", "monthly", "yearly"),
)

_SCOPES: tuple[tuple[str, str], ...] = (
    (r"\b[Uu]p to (?:\d+|[a-z]+) (?=\w+s\b|local|new)", "all "),
    (r"\bup to(?= [£\d])", "at least"),
    (r"\b(?:some|many|several|most|a number of|a range of|certain)(?= (?:\w+ ){0,2}\w+s\b)", "all"),
    (r"\b[Ss]ome(?= (?:\w+ ){0,2}\w+s\b)", "every one of the"),
    (r"\b(?:all|All) (?:the |of the )?(?=\w+)", "only some "),
    (r"\b(?:every|each) (?=\w+)", "only one "),
    (r"\b(?:normally|usually|generally|typically|often|sometimes)\b", "always"),
    (r"\b(?:where possible|where appropriate|where necessary|if appropriate|as appropriate)\b", "in every case"),
    (r"\bin some cases\b", "in all cases"),
    (r"\b(?:in exceptional circumstances|exceptionally)\b", "as a rule"),
    (r"\bEngland\b(?! and)", "the whole United Kingdom"),
    (r"\b(?:across the country|nationally|nationwide)\b", "in a few areas"),
    (r"\b(?:Local authorities|Councils)(?= (?:should|must|will|are|have|need))", "Twelve local authorities"),
    (r"\blocal authorities(?= (?:should|must|will|are|have|need))", "12 local authorities"),
    (r"\b(?:including|such as)\b", "but only"),
    (r"\bany child\b", "every child under five"),
    (r"\bchildren in care\b", "all children"),
    (r"\bat least one\b", "all"),
    (r"\bboth\b (?=\w+ and)", "neither of "),
    (r"\bpartly\b|\bin part\b", "wholly"),
    (r"\b(?:the majority of|the vast majority of|most of)\b", "all"),
)

_STRENGTHS: tuple[tuple[str, str], ...] = (
    (
        r"\bwill(?: also)? (?:explore|consider|look at|examine)(?: the case for)?"
        r"(?= (?:a|an|the|possible|options|whether|how|extending|introducing|changing)\b)",
        "will bring in",
    ),
    (r"\bwill(?: also)? (?:aim|seek|try|look|work) to\b", "will"),
    (r"\bwill(?: also)? consult on(?: (?:whether|how) to)?(?: plans to| proposals to)?\b", "will go ahead with"),
    (r"\bconsult(?:ing)? on\b", "commit to"),
    (r"\b(?:proposes|intends|plans|aims|hopes|wants) to\b", "will"),
    (r"\b(?:propose|intend|plan|aim|hope|want) to\b", "will"),
    (r"\bis (?:planning|hoping|aiming|looking) to\b", "has decided to"),
    (r"\bwill not\b", "might not"),
    (r"\bwill be(?= \w+(?:ed|en|un|de|ld)\b)", "might be"),
    (r"\bwill be(?= \w+(?:ed|en|un|de|ld)\b)", "has already been"),
    (r"\bwill(?= (?!not|be|also|have)[a-z]{3,})", "will consider whether to"),
    (r"\bwill(?= (?!not|be|also|have)[a-z]{3,})", "may"),
    (r"\bwill(?= (?!not|be|also|have)[a-z]{3,})", "would like to"),
    (r"\bshould(?! not)\b", "must"),
    (r"\bshould(?! not)\b", "may, if they wish,"),
    (r"\bshould not\b", "may"),
    (r"\bmust(?! not)\b", "should"),
    (r"\bmust(?! not)\b", "may"),
    (r"\bmay(?! not| 20)\b(?= [a-z])", "must"),
    (r"\b(?:can|could|might)(?! not)\b(?= [a-z])", "must"),
    (r"\b(?:is|are) encouraged to\b", "are obliged to"),
    (r"\b(?:is|are) (?:required|obliged) to\b", "are encouraged to"),
    (r"\b(?:is|are) expected to\b", "are under a legal duty to"),
    (r"\b(?:recommends?|recommended|suggests?|suggested)\b", "requires"),
    (r"\bhas a duty to\b|\bhave a duty to\b", "may choose to"),
    (r"\b(?:has|have) the power to\b", "have a duty to"),
    (r"\bnot (?:required|obliged|necessary)\b", "required"),
    (r"\b(?:could|may|might) be\b", "is"),
    (r"\bguarantee\b", "hope for"),
    (r"\bstatutory guidance\b", "informal advice"),
    (r"\bgood practice\b", "a legal requirement"),
    (r"\bseeks? to\b|\bseeking to\b", "guarantees to"),
)

_UNNEGATE: tuple[tuple[str, str], ...] = (
    (r"\bcannot\b", "can"),
    (r"\b(is|are|was|were|will|would|should|must|may|can|could|has|have|does|do|did|shall) not\b", r"\1"),
    (r"\bno longer ", "still "),
    (r"\b(?:there is|There is) no\b", "there is a"),
    (r"\bnever\b", "always"),
    (r"\bwithout\b", "with"),
    (r"\bneither\b (.{3,40}?) nor\b", r"both \1 and"),
    (r"\bunless\b", "if"),
)
_NEGATE = (
    re.compile(r"\b(will|would|should|must|may|can|could|shall)(?= (?!not|also)[a-z])"),
    re.compile(r"\b(is|are|was|were|has been|have been)(?= (?!not|also)[a-z])"),
    re.compile(r"\b(has|have)(?= (?!not|also)\w+(?:ed|en|un|de)\b)"),
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a sentence, to take wrong figures and names from.

    Attributes:
        section: The other sentences of its section.
        paper: The words of the whole paper.
        names: Names of several words and abbreviations of the paper.
    """

    section: Sequence[str] = ()
    paper: str = ""
    names: Sequence[str] = ()


def _word(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){words}(?![\w-])", re.IGNORECASE)


_OPPOSITES = [(_word(old), new) for pair in EITHER for old, new in (pair, pair[::-1])]
_KINDS = [(re.compile(rf"(?<![\w-]){one}(?![\w-])"), one, row) for row in SIBLINGS for one in row]
_ACTORS = [
    (re.compile(rf"\b{one}\b(?!['’]s own)", re.IGNORECASE), row, number)
    for row, forms in enumerate(ACTORS)
    for number, names in enumerate(forms)
    for one in names
]
_COUNTED = re.compile(rf"(?:[\d.,]+|\b(?:{'|'.join(NUMBER_WORDS[1:])})|working)[ -]\Z")
_UNIT = [(re.compile(rf"(?:(?<=\d )|(?<=\bper )|(?<=[a-z] )){one}\b"), one, row) for row in _UNITS for one in row]

Change = Callable[[str, Surroundings, random.Random], "str | None"]


def figure(text: str, around: Surroundings, rng: random.Random) -> str | None:
    """Another figure: one digit changed, a tenth more or less, digits turned, or a figure of the same section.

    After "over" and the like it only grows by a fifth or more, since less would still be true.
    """
    found = [m for m in FIGURE.finditer(text) if not YEAR.fullmatch(m[0]) and not _is_day(text, m)]
    words = list(_NUMBER_WORD.finditer(text))
    if words and (not found or rng.random() < 0.3):
        match = rng.choice(words)
        count = NUMBER_WORDS.index(match[0].lower())
        lowest = count + 1 if _MORE.search(text[: match.start()]) else max(1, count - 3)
        other = NUMBER_WORDS[rng.choice([n for n in range(lowest, min(20, count + 5) + 1) if n != count] or [1])]
        return _put(text, match.start(), match.end(), other.capitalize() if match[0][0].isupper() else other)
    if not found:
        return None
    match = rng.choice(found)
    value = float(match[2].replace(",", "") + (match[3] or ""))
    before = text[: match.start()]
    decimals = len(match[3]) - 1 if match[3] else 0
    others = [
        m for line in around.section for m in FIGURE.finditer(line) if m[1] == match[1] and not YEAR.fullmatch(m[0])
    ]
    candidates = [float(m[2].replace(",", "") + (m[3] or "")) for m in others] if rng.random() < 0.25 else []
    step = 10**-decimals
    digits = str(round(value / step))
    place = rng.randrange(len(digits))
    changed = digits[:place] + str((int(digits[place]) + rng.choice((1, 2, 3, 5, 7))) % 10) + digits[place + 1 :]
    candidates += [int(changed) * step, value * 1.1, value * 0.9, value * 10, value * 2, value / 2, value + step]
    if len(digits) > 1:
        candidates += [int(digits[:-2] + digits[-1] + digits[-2]) * step, int(changed) * step]
    rng.shuffle(candidates)
    for candidate in candidates:
        new = round(round(candidate / step) * step, decimals)
        if new <= 0 or abs(new - value) < step / 2:
            continue
        if _MORE.search(before) and new < value * 1.2:
            continue
        if _ABOUT.search(before) and abs(new - value) < 0.25 * value:
            continue
        return _put(text, match.start(), match.end(), match[1] + _figure(new, decimals, "," in match[2]))
    return None


def date(text: str, around: Surroundings, rng: random.Random) -> str | None:
    """Another year, month or day."""
    choices: list[str] = []
    for match in YEAR.finditer(text):
        others = {m[0] for line in around.section for m in YEAR.finditer(line)} - {match[0]}
        near = [str(int(match[0]) + step) for step in (-2, -1, 1, 2, 3)]
        new = rng.choice(sorted(others)) if others and rng.random() < 0.3 else rng.choice(near)
        if new not in text:
            choices.append(_put(text, match.start(), match.end(), new))
    for match in MONTH.finditer(text):
        if match[0] != "May" or re.search(r"(?:\d|in|by|since) \Z", text[: match.start()]):
            new = rng.choice([month for month in MONTHS if month != match[0]])
            choices.append(_put(text, match.start(), match.end(), new))
    for match in _DAY.finditer(text):
        new = str(rng.choice([day for day in range(1, 29) if day != int(match[1])]))
        choices.append(_put(text, match.start(1), match.end(1), new))
    return rng.choice(choices) if choices else None


def unit(text: str, around: Surroundings, rng: random.Random) -> str | None:
    """Million for billion, per week for per month, days for weeks; only beside a figure or "per"."""
    choices = []
    for pattern, own, row in _UNIT:
        for match in pattern.finditer(text):
            if _COUNTED.search(text[: match.start()]) or own.startswith(("per ", "a ")) or own.endswith("ly"):
                other = rng.choice([one for one in row if one != own])
                choices.append(_put(text, match.start(), match.end(), other))
    return rng.choice(choices) if choices else None


def actor(text: str, around: Surroundings, rng: random.Random) -> str | None:
    """Another body or group of people, one that the paper speaks of too."""
    choices: list[tuple[int, int, int, int]] = []
    for pattern, row, number in _ACTORS:
        choices += [(match.start(), match.end(), row, number) for match in pattern.finditer(text)]
    if not choices:
        return None
    start, end, own, number = rng.choice(choices)
    present = [
        name
        for row, forms in enumerate(ACTORS)
        if row != own and not any(one.lower() in text.lower() for form in forms for one in form)
        for name in forms[number]
    ]
    spoken_of = [name for name in present if name in around.paper]
    pool = spoken_of or present
    if not pool:
        return None
    new = rng.choice(pool)
    if new in ("Ofsted", "CAFCASS") and re.search(r"\b[Tt]he \Z", text[:start]):
        start -= len("the ")
    if start == 0:
        new = new[0].upper() + new[1:]
    if number == 0 and re.search(r"\b[Aa]n? \Z", text[:start]):
        start = text[:start].rstrip().rfind("a" if text[:start].rstrip().endswith(("a", "an")) else "A")
        new = ("an " if new[0] in "aeiouAEIO" else "a ") + new
    return _put(text, start, end, new)


def name(text: str, around: Surroundings, rng: random.Random) -> str | None:
    """Another name or abbreviation of the paper."""
    own = [one for one in names_of(text[1:]) if one in text]
    others = [one for one in around.names if one not in text]
    if not own or not others:
        return None
    old = rng.choice(own)
    like = [one for one in others if one.isupper() == old.isupper()]
    if not like:
        return None
    return text.replace(old, rng.choice(like), 1)


def scope(text: str, around: Surroundings, rng: random.Random) -> str | None:
    """Some for all, up to twelve for all, twelve councils for councils, England for the United Kingdom."""
    return _by_rule(_SCOPES, text, rng)


def strength(text: str, around: Surroundings, rng: random.Random) -> str | None:
    """Will for will explore, must for should, required for encouraged, and the other way round."""
    return _by_rule(_STRENGTHS, text, rng)


def negation(text: str, around: Surroundings, rng: random.Random) -> str | None:
    """A "not" put in or taken out, in the main clause."""
    undone = _by_rule(_UNNEGATE, text, rng)
    if undone is not None:
        return undone
    for pattern in _NEGATE:
        places = [m for m in pattern.finditer(text) if not _CLAUSE.search(re.split(r"[,;:]", text[: m.start()])[-1])]
        if places:
            match = rng.choice(places)
            return _put(text, match.end(), match.end(), " not")
    return None


def direction(text: str, around: Surroundings, rng: random.Random) -> str | None:
    """The opposite word, or "from" and "to" turned round."""
    turned = re.search(
        r"\bfrom ([^ ]+(?: million| per cent)?) to (£?\d[\d,.]*\d(?: million| per cent)?%?|[^ ,.;]+)", text
    )
    if turned and turned[1] != turned[2] and rng.random() < 0.8 and re.search(r"\d", turned[1]):
        return _put(text, turned.start(), turned.end(), f"from {turned[2]} to {turned[1]}")
    choices = []
    for pattern, new in _OPPOSITES:
        choices += [_put(text, m.start(), m.end(), _cased(new, m[0])) for m in pattern.finditer(text)]
    return rng.choice(choices) if choices else None


def sibling(text: str, around: Surroundings, rng: random.Random) -> str | None:
    """Another thing of the same kind: father for mother, weekly for monthly, national for local."""
    choices = []
    for pattern, own, row in _KINDS:
        for match in pattern.finditer(text):
            others = [other for other in row if other != own and other.lower() not in text.lower()]
            if others and not (own == "local" and text.startswith(" authorit", match.end())):
                choices.append(_put(text, match.start(), match.end(), rng.choice(others)))
    return rng.choice(choices) if choices else None


CHANGES: Mapping[str, Change] = {
    "figure": figure,
    "date": date,
    "unit": unit,
    "actor": actor,
    "name": name,
    "scope": scope,
    "strength": strength,
    "negation": negation,
    "direction": direction,
    "sibling": sibling,
}
"""By kind."""


def names_of(text: str) -> list[str]:
    """Names of two words or more, and abbreviations.

    >>> names_of("The Early Career Framework is set by the DfE for England.")
    ['Early Career Framework', 'DfE']
    """
    found = re.findall(
        r"(?<![.“\"] )\b[A-Z][a-z]+(?: (?:of|and|for|the) [A-Z][a-z]+| [A-Z][a-z]+)+|\b[A-Z][A-Za-z]?[A-Z]+\b", text
    )
    return [re.sub(r"^(?:The|This|In|For|A|An) ", "", one) for one in found]


def is_reference(text: str, start: int) -> bool:
    """Whether the number at `start` is a name.

    >>> is_reference("Under section 17 of", 14), is_reference("some 17 of", 5)
    (True, False)
    """
    return _REFERENCE.search(text[:start]) is not None


def _is_day(text: str, match: re.Match[str]) -> bool:
    return re.match(rf"(?:st|nd|rd|th)?(?: of)? (?:{'|'.join(MONTHS)})\b", text[match.end() :]) is not None


def _by_rule(rules: Sequence[tuple[str, str]], text: str, rng: random.Random) -> str | None:
    choices = []
    for pattern, new in rules:
        match = re.search(pattern, text)
        if match:
            put = match.expand(new)
            put = _cased(put, match[0]) if put else put
            choices.append(_put(text, match.start(), match.end(), put))
    made = [one for one in choices if one != text]
    return rng.choice(made) if made else None


def _cased(new: str, old: str) -> str:
    return new[0].upper() + new[1:] if old[0].isupper() else new


def _put(text: str, start: int, end: int, new: str) -> str:
    changed = text[:start] + new + text[end:]
    return changed[0].upper() + changed[1:] if start == 0 and text[0].isupper() else changed


def _figure(value: float, decimals: int, grouped: bool) -> str:
    return f"{value:,.{decimals}f}" if grouped or value >= 10000 else f"{value:.{decimals}f}"
