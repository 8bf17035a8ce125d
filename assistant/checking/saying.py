"""A sentence → what it says: its quantities, names, telling words, negations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.checking.wording import LIGHT, LIGHT_WORDS, NEGATION, NO_NEGATION
from assistant.quantities import Quantity, read
from assistant.wordlists import word_set
from index.analysis import terms

_NAME_WORD = r"(?:[A-Z][\w’'&/-]*[\w]|[A-Z]{2,}s?|[A-Z])"
_NAME = re.compile(
    rf"(?<![\w£$€])(?P<name>{_NAME_WORD}(?:(?:,? (?:of|for|and|the|in|on|to|with|de|von) (?:the )?| |"
    rf", (?=[A-Z]\w+ and )){_NAME_WORD})*)"
)
SMALL = frozenset({"of", "for", "and", "the", "in", "on", "to", "with", "a", "an", "de", "von"})
_CALENDAR = word_set(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday spring summer autumn winter easter christmas"
)
_COMMON_OPENERS = word_set(
    "the a an this that these those it its they there their we our in on at by from for under over as with after "
    "before since until all every each some most many more only both no not if when while where although though "
    "however also and but or to of up about around between during within through across councils council local "
    "children child young people social foster care government ministers schools school families family parents "
    "carers more than two three four five six seven eight nine ten eleven twelve one half nearly almost just "
    "additional new he she you i his her your funding support help work plans plan whether were unless because nb "
    "given like unlike once none nobody nothing nowhere everyone everybody somebody neither either besides despite "
    "instead"
)
"""Words that open a sentence with a capital they would not have inside it."""
TITLES = {"cllr": "councillor", "cllrs": "councillors", "govt": "government", "gov": "government"}
_LONGEST_ING = 5
"""Letters of a name that merely ends so ("King"); longer words are what somebody does."""
_FIGURE = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)*(?!\w)")
_WORD = re.compile(r"[A-Za-z][\w’'-]*")


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name: words with capitals, or initials.

    Attributes:
        text: As printed.
        words: Its telling words, lower case.
        char_start: In the sentence.
        char_end: Exclusive.
    """

    text: str
    words: tuple[str, ...]
    char_start: int
    char_end: int

    @property
    def is_initials(self) -> bool:
        """Whether it is one word of capitals."""
        return len(self.words) == 1 and self.text.rstrip("s").isupper() and len(self.text) > 1


def initials(name: Name) -> str:
    """Of its telling words, in capitals; initials are their own."""
    return name.text.rstrip("s") if name.is_initials else "".join(word[0] for word in name.words).upper()


@dataclass(frozen=True, slots=True)
class Saying:
    """What one sentence says.

    Attributes:
        text: Its words.
        stems: Telling stems, each once, in order: no figures, none of the words that go with anything.
        quantities: As `assistant.quantities` reads them.
        names: Proper names.
        negations: Where it turns something round.
        figures: Numbers that are in none of its quantities ("Pillar 4", "is up to 15."), without thousands' commas.
    """

    text: str
    stems: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    names: tuple[Name, ...]
    negations: tuple[str, ...]
    figures: tuple[str, ...] = ()


@lru_cache(maxsize=20_000)
def saying(text: str, published: str | None = None) -> Saying:
    """Read one sentence.

    Args:
        text: A sentence, or two.
        published: ISO date of the paper that it stands in, for "April this year".

    >>> said = saying("From April 2024 Ofsted will not inspect 12 of the councils")
    >>> [q.text for q in said.quantities], [n.text for n in said.names], said.negations
    (['From April 2024', '12 of the councils'], ['Ofsted'], ('not',))
    """
    quantities = read(text, published)
    cut = [" " if any(q.char_start <= i < q.value_end for q in quantities) else c for i, c in enumerate(text)]
    stems = dict.fromkeys(t for t in terms("".join(cut)) if t not in LIGHT and not t[0].isdigit() and len(t) > 1)
    figures = tuple(dict.fromkeys(n.replace(",", "") for n in _FIGURE.findall("".join(cut))))
    return Saying(text, tuple(stems), quantities, _names(text, quantities), _negations(text), figures)


def _names(text: str, quantities: tuple[Quantity, ...]) -> tuple[Name, ...]:
    found = []
    for match in _NAME.finditer(text):
        start, name = match.start("name"), match["name"]
        if text[:start].strip(" “\"'‘([") == "" or text[:start].rstrip(" “\"'‘")[-1:] in ".:;!?":
            # The first word of a sentence has its capital for its place, unless more of its kind follow.
            first = name.split()[0]
            if _is_common(first) or (len(name.split()) == 1 and not first.isupper() and not _camel(first)):
                rest = re.match(r"\S+(?:\s+(?:of|for|and|the|in|on|to|with)\b)*\s*", name)
                cut = rest.end() if rest else len(name)
                if name[cut:]:
                    start, name = start + cut, name[cut:]
                else:
                    continue
        plain = (w.lower().replace("’", "'").removesuffix("'s") for w in _WORD.findall(name) if w.lower() not in SMALL)
        words = tuple(TITLES.get(word, word) for word in plain)
        if not words or all(w in _CALENDAR for w in words):
            continue
        if any(q.kind == "date" and q.char_start <= start < q.char_end for q in quantities):
            continue
        found.append(Name(name, words, start, start + len(name)))
    return tuple(found)


def _is_common(opener: str) -> bool:
    """Whether a word with a capital at the start of a sentence would have none inside it: "Whether", "Matching"."""
    word = opener.lower()
    return word in _COMMON_OPENERS or word in LIGHT_WORDS or (word.endswith("ing") and len(word) > _LONGEST_ING)


def _camel(word: str) -> bool:
    return any(c.isupper() for c in word[1:])


def _negations(text: str) -> tuple[str, ...]:
    return tuple(match[0].lower() for match in NEGATION.finditer(unturned(text)))


def unturned(text: str) -> str:
    """A text, in its length, without the words of negation that turn nothing round ("not only")."""
    return NO_NEGATION.sub(lambda m: "_" * len(m[0]), text.replace("’", "'"))
