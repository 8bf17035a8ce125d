"""Untrusted text as a person may be shown it: nothing that cannot be seen, no control character."""

from __future__ import annotations

import unicodedata


def clean(text: str) -> str:
    r"""Untrusted text without what a reader cannot see, line by line.

    Control characters become a space; format characters (bidi, zero-width, soft hyphen, Unicode tags), surrogates
    and private use go; runs of white space become one space, blank lines go.

    >>> clean("kin\u00adship\u202e care \x1b[31m\r\n\n is")
    'kinship care [31m\nis'
    """
    lines = []
    for line in text.splitlines():
        plain = line if line.isascii() and line.isprintable() else "".join(_visible(char) for char in line)
        if joined := " ".join(plain.split()):
            lines.append(joined)
    return "\n".join(lines)


def clean_line(text: str) -> str:
    """`clean`, on one line."""
    return " ".join(clean(text).split())


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cf", "Cs", "Co", "Cn"}:
        return ""
    return " " if category in {"Cc", "Zl", "Zp"} else char
