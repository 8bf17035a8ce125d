"""From stored text to plain words: extraction marks go, words stay.

Text extracted from PDFs and web pages carries marks of HTML and Markdown (`<p>`, `<sup>nd</sup>`, `[text](#)`,
`**bold**`, check boxes). None may show in a quote and none may cost a word. Every function keeps the words in their
order, so each word of a cleaned text stands in the source file in that order.
"""

from __future__ import annotations

import html
import re
import unicodedata

# Only names of real tags are marks: "<5 years" and "a < b" are text.
_INLINE_TAGS = "a|abbr|b|big|cite|code|del|em|font|i|ins|label|mark|q|s|small|span|strike|strong|sub|sup|tt|u"
_BLOCK_TAGS = (
    "address|article|aside|blockquote|body|br|button|caption|center|col|colgroup|dd|details|div|dl|dt|figcaption|figure|"
    "footer|form|h1|h2|h3|h4|h5|h6|head|header|hr|html|iframe|img|input|li|link|main|meta|nav|noscript|ol|option|p|"
    "picture|pre|section|select|summary|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|ul|video"
)
_SPACED_TAGS = frozenset({"input", "img", "button", "option", "td", "th"})
_TAG = re.compile(rf"</?({_INLINE_TAGS}|{_BLOCK_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE = re.compile(rf"(?:{_INLINE_TAGS})\Z", re.IGNORECASE)

# Untrusted text meets these: each start may scan no further than the next mark of its kind, so that a long run of
# opening marks costs linear time (see tests/corpus/test_hostile.py). No possessive `*+`: Python before 3.11.5, which
# Debian 12 has, matches it wrongly inside a group (CPython issue 106052), and the branches exclude one another anyway.
_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\((?:[^()\s\\]|\\.|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_BOLD = re.compile(r"\*\*(?=\S)(?!\*\*)([^*]*(?:\*(?!\*)[^*]*)*)(?<=\S)\*\*")
_BOLD_UNDERLINED = re.compile(r"(?<!\w)__(?=\S)(?!__)([^_]*(?:_(?!_)[^_]*)*)(?<=\S)__(?!\w)")
_BOLD_LOOSE = re.compile(r"(?<!\w)\*\*(?=\S)(?!\*)([^*\n]*)(?<=\s)\*\*(?!\w)")  # "**Pillar 1: **", an editor's slip
_ITALIC = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*\\])\*(?![\w*])")
_UNDERLINED = re.compile(r"(?<![\w\\])_(?=[^\s_])([^_\n]+?)(?<=[^\s_\\])_(?!\w)")
_ANY_MARK = re.compile(r"[<\[*_\\&]")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>", re.IGNORECASE)
_HUGE_REFERENCE = re.compile(r"&#(?=[xX]?[0-9a-fA-F]{9})")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~&$%])")

# Bidi controls, zero-width and tag characters, soft hyphen, byte order mark: invisible, and able to disguise a text.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)

BREAK = "\n"
"""What a block-level tag becomes in cleaned text."""


def decode(data: bytes) -> tuple[str, str | None]:
    r"""Read bytes as text with `\n` line ends.

    Returns:
        The text, and the encoding met when it was not UTF-8 (Windows-1252 is tried next, which any bytes satisfy but
        five), else None.

    Raises:
        ValueError: If the bytes are not text: they hold NUL or mostly control characters.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text, encoding = data.decode("utf-16"), "UTF-16"
    else:
        if b"\0" in data:
            raise ValueError("it holds NUL bytes")
        try:
            text, encoding = data.decode("utf-8-sig"), None
        except UnicodeDecodeError:
            text, encoding = data.decode("cp1252", errors="replace"), "Windows-1252"
    sample = text[:20_000]
    odd = sum(1 for char in sample if unicodedata.category(char) == "Cc" and char not in "\t\n\r\f\v\x85")
    if odd > len(sample) // 50:
        raise ValueError(f"{odd} of its first {len(sample)} characters are control characters")
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def drop_invisible(text: str) -> str:
    r"""Remove characters that do not show; a control character other than tab and line end becomes a space.

    Half a surrogate pair, which JSON can spell and UTF-8 cannot hold, becomes a space too.

    >>> drop_invisible("Stable\u202e homes\x07")
    'Stable homes '
    """
    text = _INVISIBLE.sub("", text)
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if char not in "\t\n" and unicodedata.category(char) in {"Cc", "Zl", "Zp", "Cs"} else char for char in text
    )


def strip_marks(text: str) -> str:
    """Remove the marks of HTML and inline Markdown from one line or cell.

    Block-level tags become `BREAK`, inline tags nothing, so that `2<sup>nd</sup>` stays one word; links keep their
    text. White space is left for `squeeze`.

    >>> strip_marks("On 2<sup>nd</sup> February the [LGA](#) **welcomed** it &amp; more")
    'On 2nd February the LGA welcomed it & more'
    """

    def tag(match: re.Match[str]) -> str:
        name = match[1].lower()
        if name in _SPACED_TAGS:
            return " "
        return "" if _INLINE.match(name) else BREAK

    if not _ANY_MARK.search(text):
        return text
    text = _AUTOLINK.sub(_words, _TAG.sub(tag, text))
    for _ in range(2):  # an image inside a link
        text = _LINK.sub(_words, text)
    for _ in range(2):  # bold inside italic and the reverse
        for mark in (_BOLD, _BOLD_UNDERLINED, _BOLD_LOOSE, _ITALIC, _UNDERLINED):
            text = mark.sub(_words, text)
    text = _ESCAPED.sub(_words, text)
    if "&" in text:
        # An entity may spell a tag (`&lt;img&gt;`): it stays text, and whoever shows it escapes it. One may spell a
        # bidi control too (`&#8238;`), and a reference of thousands of digits is more than `int` reads.
        text = drop_invisible(html.unescape(_HUGE_REFERENCE.sub("&amp;#", text)))
    return text


def _words(match: re.Match[str]) -> str:
    return match[1]


def drop_comments(text: str) -> str:
    r"""Remove HTML comments, which a page never shows; their line ends stay, so that line numbers hold.

    >>> drop_comments("one <!-- two\n --> three")
    'one \n three'
    """
    parts: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts += [text[position:start], "\n" * text.count("\n", start, end)]
        position = end + 3
    return "".join(parts) + text[position:]


def squeeze(text: str) -> str:
    r"""Make runs of white space one space and trim the ends.

    >>> squeeze("  two\u00a0 words\t")
    'two words'
    """
    return " ".join(text.split())


def is_bold(raw: str) -> bool:
    """Whether a raw line or cell is bold as a whole.

    >>> is_bold("**LGA VIEW**"), is_bold("**Date:** 14 March 2023"), is_bold("<b>1</b>")
    (True, False, True)
    """
    raw = raw.strip()
    if raw.startswith("**") and raw.endswith("**") and len(raw) > 4:
        return "**" not in raw[2:-2]
    match = re.fullmatch(r"<(b|strong)>((?:(?!</?\1>).)+)</\1>", raw, re.IGNORECASE)
    return match is not None


def is_italic(raw: str) -> bool:
    """Whether a raw line is italic as a whole (`*Chapter 4: …*`)."""
    raw = raw.strip()
    return len(raw) > 2 and _ITALIC.fullmatch(raw) is not None
