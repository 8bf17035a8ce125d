"""Words for the same thing: from `glossary.toml`, and from the papers' own "Name of a Thing (NOAT)"."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

PATH = Path(__file__).with_name("glossary.toml")

# Only the bracket is searched for: a pattern for the name before it would meet the same text again from every word.
_INTRODUCED = re.compile(r"(?<=\s)\((?P<short>[A-Z][A-Za-z&]{1,9}?)s?\)")
_MAX_NAME = 200
_SMALL_WORDS = frozenset({"and", "of", "for", "the", "in", "to", "with", "on", "a", "an", "&"})


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    terms: list[str] = Field(min_length=1)
    everyday: list[str] = []


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    entry: list[_Entry]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Groups of words for one thing.

    Attributes:
        groups: Each group's terms, then its everyday words.
    """

    groups: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    def related(self, text: str, *, everyday: bool = True) -> tuple[str, ...]:
        """Terms for the same things that the text does not hold itself, in the glossary's order.

        Args:
            text: A question or a passage.
            everyday: Whether everyday words in the text lead to their terms (for questions, not for passages).
        """
        words = _normal(text)
        vocabulary = frozenset(words.split())
        found: dict[str, None] = {}
        for terms, spoken in _compiled(self.groups):
            present = [_is_in(phrase, pattern, words, vocabulary) for _, phrase, pattern in terms]
            if any(present) or (everyday and spoken is not None and spoken.search(words)):
                found.update((term, None) for (term, _, _), here in zip(terms, present, strict=True) if not here)
        return tuple(found)

    def extended(self, texts: Iterable[str]) -> Glossary:
        """Add the abbreviations that the texts introduce themselves."""
        known = {_normal(term) for terms, _ in self.groups for term in terms}
        learnt = tuple(
            ((name, short), ())
            for short, name in sorted(learn_abbreviations(texts).items())
            if _normal(short) not in known
        )
        return Glossary(self.groups + learnt)


@lru_cache(maxsize=1)
def bundled() -> Glossary:
    """The glossary that comes with the program."""
    entries = _File.model_validate(tomllib.loads(PATH.read_text(encoding="utf-8"))).entry
    return Glossary(tuple((tuple(entry.terms), tuple(entry.everyday)) for entry in entries))


def learn_abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """Abbreviations that texts introduce in brackets after the name they stand for.

    The letters must be the initials of the words before them, small words left out or not; of several names for one
    abbreviation the most frequent counts.

    >>> learn_abbreviations(["The Competition and Markets Authority (CMA) reported."])
    {'CMA': 'Competition and Markets Authority'}
    """
    names: dict[str, Counter[str]] = {}
    for text in texts:
        for match in _INTRODUCED.finditer(text):
            name = _matching_name(text[max(0, match.start() - _MAX_NAME) : match.start()], match["short"])
            if name:
                names.setdefault(match["short"], Counter())[name] += 1
    return {short: counter.most_common(1)[0][0] for short, counter in names.items()}


def _matching_name(before: str, short: str) -> str | None:
    """The words right before the bracket whose initials are the abbreviation, or None."""
    words = re.findall(r"[\w'’\-]+", before.rsplit(". ", 1)[-1])
    letters = [letter for letter in short.lower() if letter.isalpha()]
    for count in range(min(len(letters), len(words)), min(len(letters) + 5, len(words)) + 1):
        candidate = words[-count:]
        every = [word[0].lower() for word in candidate]
        large = [word[0].lower() for word in candidate if word.lower() not in _SMALL_WORDS]
        if letters in (every, large) and candidate[0].lower() not in _SMALL_WORDS:
            start = _position(before, candidate)
            if start is None:
                return None
            return " ".join(before[start:].replace("“", " ").replace("”", " ").replace('"', " ").split()).strip(" '‘’")
    return None


def _position(before: str, words: Sequence[str]) -> int | None:
    """Where words that nothing but spaces, commas and quotation marks parts from each other and the bracket start."""
    pattern = r"[\s\"“”'‘’,&]+".join(re.escape(word) for word in words) + r"[\s\"“”'‘’]*\Z"
    match = re.search(pattern, before)
    return match.start() if match else None


def _normal(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'s", "s")))


_Compiled = tuple[tuple[tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...], re.Pattern[str] | None], ...]
"""Of each group: its terms with their words and the pattern that finds them, and that of the everyday words."""


@lru_cache(maxsize=8)
def _compiled(groups: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]) -> _Compiled:
    return tuple(
        (
            tuple((term, tuple(_normal(term).split()), _pattern([term])) for term in terms),
            _pattern(spoken) if spoken else None,
        )
        for terms, spoken in groups
    )


def _is_in(phrase: tuple[str, ...], pattern: re.Pattern[str], words: str, vocabulary: frozenset[str]) -> bool:
    """Whether the pattern finds the phrase; most often its words are not there at all, which is sooner known."""
    *before, last = phrase or ("",)
    if last not in vocabulary and f"{last}s" not in vocabulary:
        return False
    return vocabulary.issuperset(before) and bool(pattern.search(words))


def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(_normal(phrase)) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"\b(?:{words})s?\b")
