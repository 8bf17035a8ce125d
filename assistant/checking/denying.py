"""Negations and words of direction: does the claim say that something is so where the sentence says that it is not?"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.answers import Difference
from assistant.checking.saying import Saying, unturned
from assistant.checking.wording import AGES, IDLE, LIGHT, NEGATION, OPPOSITES, SYNONYMS, TURNED
from assistant.wordlists import word_set
from index.analysis import terms

_PASSED = word_set("yet longer even further been being ever really simply actually")
"""Words between a negation and what it turns round."""
_TURNS = 8
"""Words behind a negation among which stands what it turns round."""
_TURNS_WITHIN = 4
"""Words before one of direction in which a negation turns it round."""


def with_noun(text: str, match: re.Match[str]) -> str:
    """A word of scope with the two words after it, which say of what."""
    after = re.match(r"(?:\s[\w'’-]+){0,2}", text[match.end() :])
    return (match[0] + (after[0] if after else "")).strip()


@lru_cache(maxsize=16_384)
def terms_of(word: str) -> tuple[str, ...]:
    """A word's terms; the words of a few papers come again and again."""
    return tuple(terms(word))


def direction(claim: Saying, said: Saying) -> list[Difference]:
    """A word of the one whose opposite stands in the other: "rises" and "falls".

    Where just one of the two is turned round ("not to remove", "lack of clarity") they say the same.
    """
    first_text, second_text = _aged(_without_values(claim)), _aged(_without_values(said))
    mine, theirs = set(terms(first_text)), set(terms(second_text))
    found = []
    for first, second in OPPOSITES:
        for one, other in ((first, second), (second, first)):
            claimed, opposed = mine & one, theirs & other
            if not (claimed and opposed) or mine & other or theirs & one:
                continue
            if _is_turned(first_text, claimed) == _is_turned(second_text, opposed):
                found.append(Difference("direction", _word(first_text, claimed), _word(second_text, opposed)))
    return found[:1]


def _aged(text: str) -> str:
    """With "older" or "younger" where an age is said to rise or to fall."""
    for changed, word in AGES:
        text = changed.sub(rf"\g<0> {word}", text)
    return text


def _is_turned(text: str, stems: set[str]) -> bool:
    """Whether the first of these stems stands close behind a word that turns it round or leaves it open."""
    words = list(re.finditer(r"[\w’'-]+", text))
    at = next((i for i, word in enumerate(words) if stems.intersection(terms_of(word[0]))), 0)
    before = text[words[max(0, at - _TURNS_WITHIN)].start() : words[at].start()] if words else ""
    return TURNED.search(unturned(before.replace("’", "'"))) is not None


def _without_values(said: Saying) -> str:
    """Its words but those of dates, figures and idle phrases: "the end of 2023" ends nothing."""
    text = said.text
    for quantity in said.quantities:
        start, end = max(0, quantity.char_start), min(len(text), quantity.value_end)
        if start < end:
            text = text[:start] + " " * (end - start) + text[end:]
    return IDLE.sub(lambda m: " " * len(m[0]), text)


def _word(text: str, stems: set[str]) -> str:
    return next((word for word in re.findall(r"[\w’'-]+", text) if stems.intersection(terms_of(word))), "")


def negation(claim: Saying, said: Saying, clause: tuple[int, int]) -> list[Difference]:
    """One says that something is so, the other that it is not, in the clause that speaks of it.

    What is turned round must be spoken of by the other: "a wish, not a promise" denies no sentence without promises.
    """
    theirs = [m for m in _turns(said) if clause[0] <= m.start() < clause[1]]
    mine = _turns(claim)
    if bool(mine) == bool(theirs):
        return []
    text, other = (claim.text, said) if mine else (said.text, claim)
    spoken_of = _spoken_of(other)
    met = next((with_noun(text, m) for m in mine or theirs if _turned(text, m) & spoken_of), None)
    if met is None:
        return []
    return [Difference("negation", met, "") if mine else Difference("negation", "", met)]


def _turns(said: Saying) -> list[re.Match[str]]:
    """Where a sentence turns something round."""
    return list(NEGATION.finditer(unturned(said.text))) if said.negations else []


def _turned(text: str, turn: re.Match[str]) -> frozenset[str]:
    """Stems of what a negation turns round: of the first telling word after it, and of those that "or" adds to it."""
    found: set[str] = set()
    wanted = True
    for word in re.findall(r"[\w'’-]+", text[turn.end() :])[:_TURNS]:
        telling = [t for t in terms_of(word) if t not in LIGHT | _PASSED]
        if word.lower() in ("or", "nor"):
            wanted = True
        elif wanted and telling:
            found.update(telling)
            wanted = False
    return frozenset(found)


def _spoken_of(said: Saying) -> frozenset[str]:
    """Its stems, and those that may stand for them, but none whose opposite it has: "not enough" is "insufficient"."""
    own = frozenset(terms(said.text))
    opposed = frozenset(t for pair in OPPOSITES for one, other in (pair, pair[::-1]) if own & one for t in other - own)
    return own.union(*(SYNONYMS.get(stem, frozenset()) for stem in own)) - opposed
