"""One character of a draft as it is kept."""

from __future__ import annotations

from functools import lru_cache

from corpus.cleaning import drop_invisible


@lru_cache(maxsize=4_096)
def visible(char: str) -> str:
    r"""The character; "" for one that does not show or that XML cannot hold, a space for a control character.

    >>> visible("a"), visible("\u202e"), visible("\x07"), visible("\n")
    ('a', '', ' ', '\n')
    """
    return "" if char in "\ufffe\uffff" else drop_invisible(char)
