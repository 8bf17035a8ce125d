"""Text → terms of the lexical index.

Lower-cased words without the commonest ones, cut to their stems (Snowball English, through PyStemmer); figures keep
their decimals and lose their thousands' commas and currency signs, so that "£1,600" and "1600" meet.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

VERSION = 4
"""Part of the index's fingerprint: raise it when the same text would give other terms."""

_COMMON = (
    "a an and are as at be been but by can could did do does for from had has have how i if in into is it its me my of "
    "on or our shall should so than that the their them then there these they this those to us was we were what when "
    "where which who whom why will with would you your "
    # contractions, as typed with and without the apostrophe
    "arent cant couldnt didnt doesnt dont hadnt hasnt havent im isnt itll ive lets mustnt neednt shouldnt thatll thats "
    "theres theyd theyll theyre theyve wasnt werent weve whats whens wheres whod whos wont wouldnt youd youll youre "
    "youve "
    # words of asking and of being given, which no paper is about
    "get gets getting got please tell"
)
_STOP_WORDS = frozenset(_COMMON.split())
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_WORD = re.compile(r"[a-z0-9]+(?:\.\d+)*(?:'[a-z]+)?")


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


def terms(text: str) -> list[str]:
    """The terms of a text, in order, with repeats.

    >>> terms("The councils' shortfall is £1,600 million a year")
    ['council', 'shortfal', '1600', 'million', 'year']
    """
    plain = _THOUSANDS.sub("", text.lower().replace("’", "'"))
    words = [
        word.replace("'", "") if word.replace("'", "") in _STOP_WORDS else word.removesuffix("'s").replace("'", "")
        for word in _WORD.findall(plain)
    ]
    return list(_stemmer().stemWords([word for word in words if word not in _STOP_WORDS]))
