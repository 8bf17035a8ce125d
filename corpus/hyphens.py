"""Words broken at the end of a line, made whole where the document itself shows that they are one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+)([-‐\u00ad])\Z")
_PREFIXES = frozenset(
    [
        "anti",
        "co",
        "cross",
        "ex",
        "inter",
        "long",
        "mid",
        "multi",
        "non",
        "over",
        "post",
        "pre",
        "re",
        "self",
        "sub",
        "well",
    ]
)
_HEAD = re.compile(r"[^\W\d_]+")


def ends_broken(text: str) -> bool:
    """Whether a line ends in a letter and a hyphen.

    >>> ends_broken("we have im-"), ends_broken("in 2018-"), ends_broken("plans –")
    (True, False, False)
    """
    return bool(_BROKEN.search(text[-60:]))


class Vocabulary:
    """The words of a document, by which a hyphen at a line's end is judged."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Count the words that stand whole inside the lines."""
        self._words: Counter[str] = Counter()
        goes_on = False
        for line in lines:
            words = _WORD.findall(line)
            if words and goes_on:  # the other half of a broken word
                del words[0]
            goes_on = ends_broken(line)
            if words and goes_on:
                words.pop()
            self._words.update(word.casefold().replace("‐", "-").replace("‑", "-") for word in words)

    def join(self, before: str, after: str) -> tuple[str, int]:
        """Join a text and the line that follows it.

        A hyphen at the end goes only where the document writes the whole word elsewhere, or where neither half is a
        word of the document, and never where it writes the word with the hyphen; "well-being", "multi-agency" and
        "2018-" + "/19" keep theirs.

        Returns:
            The joined text, and where the words of `after` start in it.

        >>> Vocabulary(["it was implemented"]).join("we have im-", "plemented it")
        ('we have implemented it', 10)
        >>> Vocabulary(["it"]).join("in 2018-", "/19")
        ('in 2018-/19', 8)
        """
        broken, head = _BROKEN.search(before[-60:]), _HEAD.match(after)
        if broken and head and after[0].islower():
            first, hyphen, second = broken[1].casefold(), broken[2], head[0].casefold()
            whole, parted = first + second, f"{first}-{second}"
            strange = not self._words[first] and not self._words[second] and first not in _PREFIXES
            if hyphen == "\u00ad" or ((self._words[whole] or strange) and not self._words[parted]):
                before = before[:-1]
            return before + after, len(before)
        if before.endswith(("-", "‐", "/")) and not before.endswith((" -", " /")):
            return before + after, len(before)
        return f"{before} {after}", len(before) + 1
