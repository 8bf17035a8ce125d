"""A slip of the keyboard in a claim → the word that the sentence beside it has in its place.

A word counts as a slip where neither the papers nor the word list of the bundled tokenizer hold it, and where a word of
the sentence differs from it by a letter or two inside it: endings are grammar ("carer", "carers"), and another first
letter makes another word ("registered", "deregistered").
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache

from index.analysis import terms
from index.verifying import BUNDLED

_WORD = re.compile(r"(?<![\w'’@/.-])[A-Za-z]{4,}(?![\w'’@/-])")
_LONG = 9
"""Letters from which two slips are forgiven."""


def slips(text: str, is_known: Callable[[str], bool]) -> tuple[re.Match[str], ...]:
    """Its words that are none, as far as the papers and a list of common words tell.

    Args:
        text: A claim, or a part of one.
        is_known: Whether a stem stands in the papers.
    """
    return tuple(
        word
        for word in _WORD.finditer(text)
        if word[0].lower() not in _common_words() and not any(is_known(stem) for stem in terms(word[0]))
    )


def respelt(text: str, wrong: tuple[re.Match[str], ...], sentence: str) -> str:
    """The text with its slips spelt as the sentence spells the word.

    >>> text = "Pay rises in Septmeber for all practicioners."
    >>> respelt(text, slips(text, lambda stem: False), "Practitioners' pay rises in September.")
    'Pay rises in September for all practitioners.'
    """
    if not wrong:
        return text
    words = {word[0].lower() for word in _WORD.finditer(re.sub(r"['’]s?(?!\w)", " ", sentence))}
    for slip in reversed(wrong):
        typed = slip[0].lower()
        meant = next((word for word in sorted(words) if _is_slip(typed, word)), None)
        if meant is not None:
            meant = meant.capitalize() if slip[0][0].isupper() else meant
            text = text[: slip.start()] + meant + text[slip.end() :]
    return text


def _is_slip(typed: str, word: str) -> bool:
    if typed[0] != word[0] or abs(len(typed) - len(word)) > 1:
        return False
    if sorted(typed) == sorted(word):
        return _distance(typed, word) == 1
    if typed[-2:] != word[-2:]:
        return False
    return 0 < _distance(typed, word) <= (2 if len(word) >= _LONG else 1)


def _distance(one: str, other: str) -> int:
    """Letters put in, left out, changed, or two beside each other exchanged (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, its in enumerate(other, start=1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    vocabulary = json.loads((BUNDLED / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(word for word in vocabulary if word.isalpha())
