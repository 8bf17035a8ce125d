"""The names of a claim beside those of one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from itertools import pairwise

from assistant.checking.finding import Candidate
from assistant.checking.saying import SMALL, TITLES, Name, Saying, initials
from assistant.holders import Holders
from index.analysis import terms

Related = Callable[[str], frozenset[str]]
"""Stems of the glossary's words for the same things as a text."""

_LONG_WORD = 5
"""Letters from which a word may be another one misspelt."""
_ALIKE = 0.79
_INITIALS = 3
"""Letters that tell a name by themselves."""
_LINKS = frozenset({"by", "from", "of", "the", "with", "to"})
"""Words after which two names stand in one place."""


def holds_name(name: Name, candidate: Candidate, related: Related, holders: Holders) -> bool:
    """Whether the sentence or what surrounds it names the same, spelt out, in initials or by another of its names."""
    text = f"{candidate.words} {candidate.around}"
    held = {
        TITLES.get(word.lower(), word.lower()).replace("’", "'").strip("'").removesuffix("'s")
        for word in re.findall(r"[\w’'&/-]+", text)
    }
    plain = {word.rstrip("s") for word in held}
    spelt = {word for word in name.words if word.rstrip("s").upper() in name.text and _spells(word, text)}
    if all(word in held or word.rstrip("s") in plain or word in spelt or misspelt(word, held) for word in name.words):
        return True
    named = {holder.name for holder in holders.named(name.text)}
    if named and named & {candidate.place.standpoint.holder, *(holder.name for holder in holders.named(text))}:
        return True
    if name.is_initials:
        wanted = name.text.rstrip("s").lower()
        capitals = "".join(word[0] for word in re.findall(r"[A-Za-z]+", text) if word[0].isupper()).lower()
        return wanted in capitals or any(t in related(text) for t in terms(name.text))
    letters = "".join(word[0] for word in name.words)
    if len(letters) > 1 and letters in plain:
        return True
    known = related(text)
    return all(term in known or term in candidate.around_stems for term in terms(name.text)) and bool(known)


def _spells(letters: str, text: str) -> bool:
    """Whether words of a text that follow one another begin with these letters: "LAs", "local authorities".

    Two letters alone are too few, unless they and the words are plural.
    """
    words = [w.lower() for w in re.findall(r"[A-Za-z]+", text) if w.lower() not in SMALL]
    wanted = letters.removesuffix("s")
    if len(wanted) < _INITIALS:
        return len(letters) == _INITIALS and any(
            wanted == one[0] + other[0] and other.endswith("s") for one, other in pairwise(words)
        )
    return wanted in "".join(word[0] for word in words)


def other_name(name: Name, claim: Saying, said: Saying) -> Name | None:
    """The name that a sentence has in the place of the claim's: of the same make, or after the same word."""
    mine = {word for one in claim.names for word in one.words}
    before = claim.text[: name.char_start].split()[-1:]
    for other in said.names:
        if set(other.words) <= mine or (other.is_initials and initials(name) == other.text.rstrip("s")):
            continue
        shared = set(name.words) & set(other.words)
        same_word = before and said.text[: other.char_start].split()[-1:] == before
        if (shared and len(shared) < len(name.words)) or (same_word and before[0].lower() in _LINKS):
            return other
    return None


def misspelt(word: str, known: Iterable[str]) -> bool:
    """Whether a longer word is one of those but for a letter or two out of place."""
    return len(word) >= _LONG_WORD and any(
        abs(len(word) - len(other)) <= 1
        and other[0] == word[0]
        and SequenceMatcher(None, word, other).ratio() >= _ALIKE
        for other in known
        if other
    )
