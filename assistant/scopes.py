"""What a sentence speaks of as a whole and what in part: "all coastal councils", "up to 30 coastal councils"."""

from __future__ import annotations

import re
from functools import lru_cache

from index.analysis import terms

_ALL = re.compile(
    r"\b(?:all|every|each|any|universal(?:ly)?|both|whole|entire|everyone)\b(?! (?:in all|but)\b)", re.IGNORECASE
)
_SOME = re.compile(
    r"\b(?:some|certain|selected|most|many|only|(?:a|the) (?:number|few|majority|minority) of|"
    r"the (?:largest|smallest|most|first|worst)|eligible|up to|"
    r"(?:up to |at least |only |just |in |first )"
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty))\b",
    re.IGNORECASE,
)
_GREATEST = re.compile(
    r"\b(?:the (?:largest|biggest|smallest|worst|best|highest|lowest|oldest|youngest|most)|"
    r"only the|certain|selected)\b",
    re.IGNORECASE,
)
_THAT_ARE_MOST = re.compile(
    r"(?P<noun>(?:[\w'’-]+ ){1,4})(?:that|which|who) are (?:the )?"
    r"(?:most|least|hardest|largest|biggest|smallest|worst|best)\b",
    re.IGNORECASE,
)
_NOUN_END = re.compile(
    r"[,.;:()]|\b(?:of|in|on|at|to|for|from|with|by|will|would|is|are|was|were|be|has|have|had|can|may|must|should|"
    r"shall|that|which|who|whose|where|related|relating|regarding|concerning|run|as|open|thereby|thus|while|including|receiv\w*|gets?)\b",
    re.IGNORECASE,
)
_DETERMINER = re.compile(r"\A\s*(?:of )?(?:the|these|those|its|their|our)?\s*", re.IGNORECASE)
_EVERYWHERE = re.compile(
    r"\b(?:everywhere|nationwide|nationally|(?:across|throughout|in the whole of) (?:all of )?(?:the )?"
    r"(?:country|nation|uk|england|wales|scotland|britain))\b",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\b(?:only|solely|exclusively|limited to|confined to|restricted to|just (?:in|for|to))\b", re.IGNORECASE
)
_PHRASE_END = re.compile(
    r"[,.;:()]|\b(?:will|would|is|are|was|were|be|has|have|had|can|may|must|should|shall)\b", re.IGNORECASE
)
_MOST_WORDS, _MOST_WORDS_AFTER = 5, 10


@lru_cache(maxsize=10_000)
def wholes(text: str) -> tuple[frozenset[str], ...]:
    """Stems of each noun, with what describes it, of which a text speaks as a whole.

    >>> [sorted(stems) for stems in wholes("It will be open to all coastal councils in England.")]
    [['coastal', 'council']]
    """
    return _nouns(_ALL, text)


@lru_cache(maxsize=10_000)
def parts(text: str) -> tuple[frozenset[str], ...]:
    """Stems of each noun of which a text means only some, or a number."""
    return _nouns(_SOME, text)


@lru_cache(maxsize=10_000)
def greatest(text: str) -> tuple[frozenset[str], ...]:
    """Stems of each noun of which a text means only those that stand out: "the largest providers".

    >>> [sorted(stems) for stems in greatest("of mills that are hardest to heat")]
    [['mill']]
    """
    after = (frozenset(terms(match["noun"])) for match in _THAT_ARE_MOST.finditer(text))
    return (*_nouns(_GREATEST, text), *(stems for stems in after if stems))


@lru_cache(maxsize=10_000)
def restricted(text: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Of each noun of which a text speaks as a whole, its stems and those of what narrows it after all.

    >>> ((noun, narrows),) = restricted("All rules on drainage in planning law will be reviewed.")
    >>> sorted(noun), sorted(narrows)
    (['rule'], ['drainag', 'law', 'plan'])
    """
    found = []
    for match in _ALL.finditer(text):
        rest = _DETERMINER.sub("", text[match.end() :])
        end = _NOUN_END.search(rest)
        if end is None:
            continue
        stop = _PHRASE_END.search(rest, end.start())
        words = rest[end.start() : stop.start() if stop else len(rest)].split()[:_MOST_WORDS_AFTER]
        noun = frozenset(terms(" ".join(rest[: end.start()].split()[:_MOST_WORDS])))
        if noun and words:
            found.append((noun, frozenset(terms(" ".join(words)))))
    return tuple(found)


def everywhere(text: str) -> bool:
    """Whether a text speaks of the whole country."""
    return bool(_EVERYWHERE.search(text))


def somewhere_only(text: str) -> bool:
    """Whether a text keeps to some places, people or cases, and not to the whole country."""
    return bool(_ONLY.search(text)) and not everywhere(text)


def _nouns(quantifier: re.Pattern[str], text: str) -> tuple[frozenset[str], ...]:
    found = []
    for match in quantifier.finditer(text):
        rest = _DETERMINER.sub("", text[match.end() :])
        end = _NOUN_END.search(rest)
        words = rest[: end.start() if end else len(rest)].split()[:_MOST_WORDS]
        stems = frozenset(term for term in terms(" ".join(words)) if not term[0].isdigit())
        if stems:
            found.append(stems)
    return tuple(found)
