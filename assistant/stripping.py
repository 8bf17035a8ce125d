"""A question as typed → its words: no markup, images, addresses or characters that do not show."""

from __future__ import annotations

import html
import re
import unicodedata

_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs"})
_KEPT_SPACE = re.compile(r"[\t\n\r\x0b\x0c\u2028\u2029]")
_BLOCKS = re.compile(r"<(script|style|iframe|object|svg|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]{0,2000}>")
_IMAGE = re.compile(
    r"!\[([^\[\]]{0,300})\]\([^()]{0,1000}(?:\([^()]*\)[^()]*)?\)|!\[[^\[\]]{0,300}\]\[[^\[\]]{0,100}\]"
)
_LINK = re.compile(r"\[([^\[\]]{0,300})\](?:\([^()]{0,1000}(?:\([^()]*\)[^()]*)?\)|\[[^\[\]]{0,100}\])")
_URL = re.compile(r"<?\b(?:https?|ftp|file|javascript|data|vbscript)://?[^\s<>]+>?|\b(?:javascript|data):\S+", re.I)
_FENCE = re.compile(r"`{3,}[a-z]*|`+|~{3,}")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|~~)(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)")
_LINE_MARK = re.compile(r"^[ \t]{0,3}(?:#{1,6}\s+|>+\s*|[-*+]\s+(?=\S))", re.MULTILINE)
_ROLE = re.compile(r"(?:\A|\s)(?:<\|[^|<>]{0,40}\|>|\[/?INST\]|<<?/?SYS>>?|(?:system|assistant|user)\s*:(?=\s))", re.I)


def clean(text: str) -> str:
    """The words of a question: no markup, images, links' targets, addresses or characters that do not show.

    >>> clean("How much?![x](http://a/b) <b>now</b>")
    'How much? now'
    """
    text = html.unescape(_KEPT_SPACE.sub(" \n", text))
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _INVISIBLE)
    for pattern, by in (
        (_BLOCKS, " "), (_IMAGE, " "), (_LINK, r"\1"), (_TAG, " "), (_ROLE, " "), (_URL, " "), (_LINE_MARK, ""),
        (_FENCE, " "), (_EMPHASIS, r"\2"), (_EMPHASIS, r"\2"),
    ):  # fmt: skip
        text = pattern.sub(by, text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\s+([?.!,;:](?:\s|\Z))", r"\1", "\n".join(line for line in lines if line))
