"""How firmly a sentence commits: done, must, will, will consult on, will explore, proposes, should, aims, may; or not.

A paper that says "will explore extending" promises to look at it, and no more: an answer, a comparison or a claim that
reads "will extend" out of it says too much. Here the words of commitment are read, each with its place, and set against
one another. What they commit to is for the caller to match.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

Level = Literal["done", "must", "will", "trial", "consult", "explore", "propose", "recommend", "aim", "may"]
"""From what is so to what is only possible. `recommend` is somebody's advice or wish ("should", "calls for")."""
Relation = Literal["same", "stronger", "weaker", "opposed"]

SETTLED: frozenset[Level] = frozenset({"done", "must", "will"})
"""What is decided, as far as the words go; every other level leaves it open."""

_FIRMNESS: dict[Level, int] = {
    "done": 8, "must": 7, "will": 6, "trial": 5, "consult": 4, "propose": 4, "recommend": 3, "explore": 3, "aim": 3,
    "may": 1,
}  # fmt: skip
"""Steps of no more than one apart are near enough to say the same in other words, except over the line of `SETTLED`."""

_ADVERBS = (
    r"(?:(?:also|now|then|further|fully|shortly|soon|carefully|actively|first|either|both|jointly|formally|only|still|"
    r"therefore|however|continue to|begin to|look to|be able to) )*"
)
_LOOK = (
    r"(?:explor(?:e|es|ed|ing)|consider(?:s|ed|ing)?|look(?:s|ed|ing)? (?:at|into|again at)|examin(?:e|es|ed|ing)|"
    r"assess(?:es|ed|ing)?|investigat(?:e|es|ed|ing)|stud(?:y|ies|ied|ying)|"
    r"review(?:s|ed|ing)? (?:whether|how|if|the (?:case|options|scope)\b)|think(?:ing)? about|"
    r"scop(?:e|es|ed|ing)(?= )|research(?:es|ed|ing)? (?:whether|how)|weigh(?:s|ed|ing)? up|"
    r"test(?:s|ed|ing)? the case for)"
)
_TRY = r"(?:trial(?:s|led|ling)?|pilot(?:s|ed|ing)?|test(?:s|ed|ing)?|experiment(?:s|ed|ing)? with)"
_HOPE = (
    r"(?:seek(?:s|ing)? to|aim(?:s|ed|ing)? (?:to|at|for)|try(?:ing)? to|attempt(?:s|ing)? to|work(?:ing)? towards|"
    r"hope(?:s|d)? to|strive to|endeavour to|intend(?:s|ed)? to)"
)
_DO = r"(?:will|shall|is to|are to|(?:is|are) (?:now )?going to|'ll)"
_NOT = r"(?: not| never|n['’]t)?"
_PROMISES = (
    r"(?:(?:has|have) )?(?:commit(?:s|ted|ting)?|pledg(?:e|es|ed)|promis(?:e|es|ed)|undertak(?:e|es|en)|undertook|"
    r"agre(?:e|es|ed)(?= to)|guarantee(?:s|d)?)"
)
_WHETHER = r"(?: whether(?: and how| to| or not)?| how(?: to)?| ways (?:to|of))?"

# The first that matches at a place is what it says, so the long and particular stand before the short.
_READINGS: tuple[tuple[Level, tuple[str, ...]], ...] = (
    ("consult", (
        rf"{_DO}{_NOT} {_ADVERBS}(?:be )?(?:developed and |drawn up and )?(?:hold(?:ing)? |launch |be )?"
        r"(?:(?:a|an|further|public|formal|full) )*consult(?:ed|ing|ation)?\b(?: with [\w ]{1,30}?)?"
        r"(?: on| about| over)?(?: whether(?: and how| or not)?| proposals?)?",
        r"(?:(?:is|are|was|were|has|have) )?(?:been )?(?:now |currently )?consult(?:ing|s|ed) (?:on|about|over)"
        r"(?: whether(?: and how)?| proposals?)?",
        r"consult on",
        r"(?:subject to|following|after|pending) (?:a |an |the |further |public )*consultation",
        r"consultation on (?:whether(?: and how)?|proposals?|plans|changes)",
        r"(?:out |open )for consultation",
        r"consultation (?:in|by|during|from) [\w ]{1,20}? (?:on|about)(?: whether(?: and how)?)?",
    )),
    ("explore", (
        rf"{_DO}{_NOT} {_ADVERBS}(?:be )?{_LOOK}{_WHETHER}",
        rf"{_PROMISES} to {_ADVERBS}{_LOOK}{_WHETHER}",
    )),
    ("trial", (
        rf"{_DO}{_NOT} {_ADVERBS}(?:be )?{_TRY}",
        rf"{_PROMISES} to {_ADVERBS}{_TRY}",
        r"(?:on )?a (?:trial|pilot) basis",
        r"(?:is|are) being (?:trialled|piloted|tested)",
    )),
    ("propose", (
        rf"{_DO} {_ADVERBS}(?:bring forward|set out|publish|develop|draw up|put forward) (?:\w+ )?"
        r"(?:proposals?|options|plans for)",
    )),
    ("aim", (rf"{_DO} {_ADVERBS}{_HOPE}",)),
    ("propose", (
        r"(?:is|are|was|were|be|being|been) (?:being )?proposed",
        r"propos(?:es?|ed|ing)(?: to| that)?",
        r"(?:the |a |its |their )?proposals? (?:to|for|that|is|are)",
        r"(?:is|are) (?:recommending|minded) to",
        r"(?:put|set) forward (?:a |the )?(?:proposals?|options?)",
        r"(?:white|green) paper (?:suggests?|proposes?)",
    )),
    ("explore", (
        r"(?:is|are|was|were) (?:also |currently |still |now )*(?:being )?(?:explor(?:ed|ing)|considered|considering|"
        r"looked at|looking (?:at|into)|under (?:consideration|review)|examin(?:ed|ing))" + _WHETHER,
        r"explor(?:e|es|ing)" + _WHETHER,
        r"under (?:active )?consideration",
        r"yet to (?:be )?decided?",
        r"(?:no|without a) decision (?:has been )?(?:taken|made)?",
    )),
    ("recommend", (
        r"(?:should|ought to)(?: not|n['’]t)?",
        r"recommend(?:s|ed|ing|ation)?(?: that| to)?",
        r"call(?:s|ed|ing)? (?:for|on)",
        r"would like(?: to)?",
        r"urg(?:e|es|ed|ing)",
        r"(?:want|wants|wanted) to see",
        r"advis(?:es|ed) (?:that|to)",
        r"press(?:es|ing)? for",
        r"ask(?:s|ed|ing)? (?:for|that)",
    )),
    ("must", (
        r"must(?: not|n['’]t)?",
        r"(?:is|are|will be|be|becomes?|became|was|were) (?:legally |also )?(?:required|obliged|mandated|compelled) to",
        r"(?:is|are|will be|be|becomes?) (?:compulsory|mandatory|statutory|obligatory)",
        r"(?:has|have|had) (?:a |an )?(?:\w+ )?(?:duty|obligation) to",
        r"(?:under|place[sd]?|plac(?:e|ing)) (?:a |an )?(?:\w+ )?(?:duty|obligation)",
        r"(?:has|have) to\b",
        r"a (?:legal|statutory) requirement",
    )),
    ("will", (
        rf"{_PROMISES}(?: itself| themselves)?(?: to| that)",
        r"(?:is|are|remains?) committed to",
        r"has (?:confirmed|announced) that",
        r"(?:has|have) decided to",
    )),
    ("aim", (
        r"(?:an |the |its |their |our )?(?:ambition|aim|aspiration|intention|hope|goal|vision) (?:is |was |of )?"
        r"(?:to|that|of|for)",
        _HOPE,
        r"(?:plan(?:s|ned|ning)?|intend(?:s|ed)?|expect(?:s|ed)?|hop(?:es?|ed)|want(?:s|ed)?|aspir(?:es?|ed)) to",
        r"(?:is|are) (?:expected|hoped|intended|planned|likely) (?:to|that)",
    )),
    ("done", (
        r"(?:has|have) (?:now |already |since |recently |also )*(?:been )?(?!to\b|not\b|a\b|an\b|the\b|no\b)"
        r"\w+(?:ed|en|un|wn|ut|ught|lt|ld|de|ne|et)\b",
        r"(?:is|are) (?:now|already) (?:in (?:force|place|law)|\w+(?:ed|ing))",
        r"(?:was|were) (?:\w+ly )?(?:launched|introduced|published|abolished|extended|opened|closed|completed|"
        r"announced|appointed|established|set up|signed|passed|implemented|scrapped|withdrawn|replaced|increased|"
        r"raised)",
        r"came into (?:force|effect)",
        r"(?:no longer|not any ?more)(?: \w+(?:s|ed)\b)?",
    )),
    ("may", (
        r"(?:could|may|might)(?: not|n['’]t)?\b(?! (?:19|20)\d\d)",
        r"(?:is|are) (?:possible|able) to",
        r"(?:has|have) the option",
    )),
    ("will", (
        r"(?:will|shall)(?: not| never| no longer| only)?",
        r"won['’]t|'ll",
        r"(?:is|are) (?:now )?(?:not )?(?:to be|going to)",
    )),
)  # fmt: skip
_PATTERN = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<r{n}>{'|'.join(words)})" for n, (_, words) in enumerate(_READINGS))
    + r")(?![\w-])",
    re.IGNORECASE,
)
_NAMED = {f"r{n}": level for n, (level, _) in enumerate(_READINGS)}
_MONTH_MAY = re.compile(
    r"(?:\b(?:in|by|since|until|from|of|early|late|mid|\d{1,2}(?:st|nd|rd|th)?)[ -])\Z", re.IGNORECASE
)
_NAMES_PLANS = re.compile(
    r"\b(?:the|a|an|its|their|our|his|her|these|those|and|or|of|new|local|own|\w+(?:ive|al|ed|ious|ic|ary|'s|’s)) \Z",
    re.IGNORECASE,
)
"""What stands before a noun: "comprehensive plans to support" are no plan of a speaker."""
_NEGATION = re.compile(r"\b(?:not|never|no longer|cannot)\b|n['’]t\b", re.IGNORECASE)
_DENIED_BEFORE = re.compile(r"\b(?:no|not|nor|neither|without)(?: \w+){0,2} \Z", re.IGNORECASE)
_GOES_ON = re.compile(r"\A[^.;:]{2,60}(?:,| and) \Z", re.IGNORECASE)
_ENDED = re.compile(
    r"\A(?: \w+){0,2} (?:be |been )?(?:abolish\w*|scrap\w*|withdraw\w*|withdrawn|abandon\w*|cancel\w*|rul(?:e|ed) out|"
    r"reject\w*)",
    re.IGNORECASE,
)
_OPENING_WORDS: tuple[tuple[Level, str], ...] = (
    ("consult", r"consult(?:ing)?(?: (?:on|about|with))?|a (?:\w+ )?consultation"),
    ("explore", _LOOK + _WHETHER),
    ("trial", _TRY),
    ("propose", r"propos(?:e|ing|als?)(?: (?:to|for))?"),
    ("aim", _HOPE),
    ("will", r"(?:implement|introduc(?:e|ing)|establish(?:ing)?|extend(?:ing)?|creat(?:e|ing)|launch(?:ing)?|"
             r"publish(?:ing)?|deliver(?:ing)?|strengthen(?:ing)?|replac(?:e|ing)|abolish(?:ing)?|require)"),
)  # fmt: skip
_OPENING = tuple((level, re.compile(rf"\W*(?P<words>(?:{words})\b)", re.IGNORECASE)) for level, words in _OPENING_WORDS)
"""What a list of plans opens an item with, without a word of will: "Consult on …", "Introduce …"."""
_CONDITION = re.compile(
    r"\b(?:subject to|conditional (?:up)?on|dependent on|depending on|provided that|"
    r"if (?:funding|parliamentary|the (?:evaluation|pilot|trial|evidence|consultation))|"
    r"where (?:possible|practicable|appropriate)|(?:when|as) (?:parliamentary time|funds?|resources?) allows?)\b"
    r"[^,.;]{0,60}",
    re.IGNORECASE,
)
_ASIDE = re.compile(r",\s(?:which|who|where)\b[^,;.]{0,120},|\([^()]{0,200}\)", re.IGNORECASE)
"""What interrupts a clause, which goes on after it."""
_CLAUSE = re.compile(
    r"[;:]|\.\s|\s[–—-]\s|[–—]|[()]|,?\s(?:but|which|who|while|whereas|although|though)\b|,\s(?:and|but|with)\s|"
    r"\sand\s(?=(?:will|is|are|was|were|has|have|had|would|may|must|should|could)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Strength:
    """One commitment as a text words it.

    Attributes:
        level: How firm.
        char_start: Where its words start.
        char_end: Where they end, exclusive.
        words: The text between.
        negated: Whether it says that the thing is not, or no longer, so.
        condition: What it hangs on, as printed ("subject to parliamentary time"); "" where nothing.
    """

    level: Level
    char_start: int
    char_end: int
    words: str
    negated: bool = False
    condition: str = ""

    @property
    def settled(self) -> bool:
        """Whether it is decided, as far as the words go."""
        return self.level in SETTLED


def strengths(text: str) -> tuple[Strength, ...]:
    """Every commitment of a text, in order; none overlaps another.

    >>> [(s.level, s.words) for s in strengths("The Department will explore extending it; councils must respond.")]
    [('explore', 'will explore'), ('must', 'must')]
    >>> [(s.level, s.negated) for s in strengths("It will not replace the role.")]
    [('will', True)]
    """
    found: list[Strength] = []
    conditions = [(m.start(), m[0].strip()) for m in _CONDITION.finditer(text)]
    for match in _PATTERN.finditer(text):
        start, end = match.span()
        level = _NAMED[match.lastgroup or ""]
        if match[0] == "May" or (match[0] == "may" and _MONTH_MAY.search(text[max(0, start - 12) : start])):
            continue
        if match[0].lower() in ("plans to", "hopes to") and _NAMES_PLANS.search(text[max(0, start - 24) : start]):
            continue
        if match[0].lower().startswith(("following", "after")) and not text[:start].strip():
            continue  # "Following consultation, Ofsted is introducing" looks back on one
        if found and match[0].lower() == "consult on" and _GOES_ON.search(text[found[-1].char_end : start]):
            continue  # "will update and consult on" is one commitment
        denied = bool(_NEGATION.search(match[0])) or bool(_DENIED_BEFORE.search(text[max(0, start - 24) : start]))
        denied = denied != bool(_ENDED.match(text[end : end + 40]))  # "will not be scrapped" is what stays
        found.append(Strength(level, start, end, text[start:end], denied))
    opening = _opening(text)
    if opening is not None and (not found or found[0].char_start >= opening.char_end):
        found.insert(0, opening)
    for at, words in conditions:
        last = max((n for n, one in enumerate(found) if one.char_start < at), default=None)
        if last is not None and not re.search(r"[.;]\s", text[found[last].char_end : at]):
            found[last] = replace(found[last], condition=words)
    return tuple(found)


def strength_at(text: str, position: int = 0) -> Strength | None:
    """The commitment that governs what stands at a position: of its clause, or the one before that runs on.

    A passive governs from behind ("the age limit will be raised"), so with nothing before it in the clause the first
    after counts. With nothing in its clause it leans on the clause before ("will explore X, with Y").

    Args:
        text: A sentence.
        position: Of the thing committed to, in `text`.

    >>> strength_at("The Department will explore extending both schemes.", 28).words
    'will explore'
    >>> strength_at("The two schemes run to 23.") is None
    True
    """
    every = strengths(text)
    start, end = clause_at(text, position)
    before = [one for one in every if start <= one.char_start <= position]
    after = [one for one in every if position < one.char_start < end]
    if before or after:
        return before[-1] if before else after[0]
    earlier = [one for one in every if one.char_start < start]
    return earlier[-1] if earlier else None


def compare(a: Strength | None, b: Strength | None) -> Relation:
    """How firm `a` is beside `b`; a text without such words (None) states a thing as it is.

    What is wished for or proposed is weaker than what will be; what is so is `opposed` to what is not. Levels near
    enough to be the same in other words ("proposes", "will consult on") are `same`.

    >>> will, explore = strengths("It will extend it. It will explore extending it.")
    >>> compare(will, explore), compare(explore, will), compare(None, explore)
    ('stronger', 'weaker', 'stronger')
    """
    one, other = a or _STATED, b or _STATED
    if one.negated != other.negated:
        return "opposed"
    if one.level == other.level:
        return "same"
    apart = _FIRMNESS[one.level] - _FIRMNESS[other.level]
    if one.settled and other.settled:
        # "Has been", "will be" and "must" differ in time or in kind, which dates and subjects tell better than levels.
        return "same" if "must" not in (one.level, other.level) else ("stronger" if apart > 0 else "weaker")
    if one.settled != other.settled:
        return "stronger" if one.settled else "weaker"
    return "same" if abs(apart) <= 1 else ("stronger" if apart > 0 else "weaker")


def clause_at(text: str, position: int) -> tuple[int, int]:
    """Where the clause around a position starts and ends."""
    for aside in _ASIDE.finditer(text):
        if not aside.start() <= position < aside.end():
            text = text[: aside.start()] + " " * len(aside[0]) + text[aside.end() :]
    start, end = 0, len(text)
    for cut in _CLAUSE.finditer(text):
        if cut.end() <= position:
            start = cut.end()
        elif cut.start() >= position:
            end = cut.start()
            break
    return start, end


def _opening(text: str) -> Strength | None:
    for level, pattern in _OPENING:
        match = pattern.match(text)
        if match:
            return Strength(level, match.start("words"), match.end("words"), match["words"])
    return None


_STATED = Strength("done", 0, 0, "")


def in_words(strength: Strength | None) -> str:
    """What a reader is told of a level, without a word of the paper."""
    if strength is None:
        return "states it as settled"
    told = {
        "done": "says that it is so already",
        "must": "makes it a duty",
        "will": "commits to it",
        "trial": "promises a trial of it",
        "consult": "promises to consult on it",
        "explore": "promises only to look at it",
        "propose": "only proposes it",
        "recommend": "asks for it",
        "aim": "has it as an aim",
        "may": "says that it may be",
    }[strength.level]
    return f"{told}, on a condition" if strength.condition else told
