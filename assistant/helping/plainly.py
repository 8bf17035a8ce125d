"""Whether a sentence only says again, plainly, what another one says: a closed grammar of changes.

A model may put a quote more plainly, and no more. So what it may do to the quote's words is a closed list: leave out an
opening ("In addition,"), a bracket that only points or abbreviates, a closing clause of "which", an aside of
"including"; put a plain word for a long one; move an opening time to the end. Every other word has to stand in the
quote, in its order, and so has every mark that parts sentences or tells whose words they are. What limits a sentence
(not, up to, some, if, may, only, the …) is never left out.

No verifier can promise this: the bundled one lets through some false sentences of every hundred (README.md of
`assistant.models`), and a hostile model would look for them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from assistant.checking.wording import LIMITED, NEGATION, UNIVERSAL
from assistant.helping.plainwords import EITHER, LONGEST, PHRASES
from assistant.quantities import read
from assistant.wordlists import word_set
from corpus.sentences import sentence_spans

_TOKEN = re.compile(r"[£$€]?\d+(?:,\d{3})*(?:\.\d+)*|[^\W\d_]+(?:['’&-][^\W\d_]+)*(?:['’](?=\s|\Z))?|[^\w\s]|_")
_STOP = frozenset('.;:!?,()[]–—-/"')
_LOOSE = frozenset(",()[]–—-/")
"""Marks that may be left out: what stands around them keeps its order."""
_CLOSING = frozenset(".;,!")
_STANDS_FOR = {",": frozenset("–-()"), ".": frozenset(";"), ";": frozenset(".")}
"""Marks that may stand in the place of others. None is put where the quote has none: "will not. Rest" is no "will not
rest"."""
_QUOTES = frozenset("'‘’")
_SAME_MARKS = str.maketrans("—“”", '–""')
_ARTICLES = frozenset({"a", "an"})
"""May come and go: neither changes what is said, once "a few" and "a little" count as one word. "The" does: "councils
have closed homes" is not "the councils have closed the homes"."""
_BEFORE_THAT = word_set("sure said says agreed noted")
"""After these "that" may come and go; elsewhere it may make a statement of "councils that fail"."""
_IDLE = word_set("also additionally furthermore moreover therefore thus hence indeed importantly")
"""Adverbs that only join a sentence to the one before it; "however" does so before a comma alone."""
_OPENINGS = re.compile(
    r"(?:in addition(?: to this)?|as part of this(?: work)?|alongside this|to achieve this|to support this|to do this|"
    r"in particular|for example|for instance|similarly|finally|as a result|in practice|additionally|furthermore|"
    r"moreover|therefore|however|also|in summary|overall|in response|in this context|in line with this)"
)
_ASIDES = frozenset({"which", "including", "such as", "for example", "as well as", "along with"})
"""None of "who": it often tells which people are meant, comma or not, as "which" does within a sentence."""
_TIMES = word_set("in from by on during since within until after before")
_POINTERS = ("see",)
_EXAMPLES = ("including", "such as", "for example", "for instance", "e . g .", "eg")
"""What a bracket begins with that only points elsewhere, or gives examples; any other may bound what stands before it,
as "children (disabled)"."""
_JOINS = word_set("and or but that which who whose if when where while because so not")
_KEPT = re.compile(
    r"\b(?:if|unless|except|whether|until|only|subject|provided|providing|depend\w*|condition\w*|could|would|may|might|"
    r"should|must|can|cannot|possib\w+|potential\w*|likely|unlikely|expect\w*|estimat\w*|about|around|nearly|almost|"
    r"approximately|roughly|least|most|more|less|fewer|than|over|under|between|belie\w+|think\w*|thought|argu\w+|"
    r"claim\w*|suggest\w*|sa(?:y|ys|id)|warn\w*|hop(?:e|es|ed|ing)|fear\w*|call(?:s|ed)? for|ask\w*|want\w*|"
    r"urg(?:e|es|ed)|recommend\w*|propos\w+|plan(?:s|ned)?|intend\w*|aim\w*|seek\w*|consider\w*|explor\w+|consult\w*|concern\w*|"
    r"alleged\w*|draft|former\w*|yet|some|many|few|often|usual\w*|general\w*|part(?:ly|ially)|main\w*|first|initial\w*|"
    r"pilot\w*|trial\w*|temporar\w+|instead|rather|but|although|though|despite|exclud\w+|other|one|two|three|both)\b",
    re.IGNORECASE,
)
"""Whatever holds one of these limits what is said, and stays."""

Tokens = tuple[str, ...]


def says_again(text: str, quote: str) -> bool:
    """Whether every word of a text is the quote's, in its order, but for what the grammar lets go or change.

    >>> quote = "In addition, local authorities will commence up to 12 pilots (see below), which Ofsted will inspect."
    >>> says_again("Councils will start up to 12 pilots.", quote)
    True
    >>> says_again("Councils will start 12 pilots.", quote), says_again("Ofsted will start up to 12 pilots.", quote)
    (False, False)
    """
    told = tuple(word for word in canonical(text) if word not in _QUOTES)
    if not words(text) or long_words(text) - long_words(quote):
        return False
    return any(_derives(told, source) for source in _sources(quote))


def words(text: str) -> Tokens:
    """The canonical words of a text, without its marks."""
    return tuple(word for word in canonical(text) if word not in _STOP and word not in _QUOTES)


def canonical(text: str) -> Tokens:
    """Words and marks in lower case, long words made plain.

    >>> canonical("£45m, or 5 per cent")
    ('£45', 'million', ',', 'or', '5', '%')
    """
    return _plain(text)[0]


def long_words(text: str) -> Counter[Tokens]:
    """Long words that have a plain one, but for those that are as plain themselves.

    A plain word may stand for a long one, and not the other way: "for a year" is no "for every year".
    """
    return Counter(_plain(text)[1])


@lru_cache(maxsize=4_096)
def _plain(text: str) -> tuple[Tokens, tuple[Tokens, ...]]:
    raw = [_plain_form(match[0]) for match in _TOKEN.finditer(text.replace("’", "'"))]
    out: list[str] = []
    longs: list[Tokens] = []
    position = 0
    while position < len(raw):
        for length in range(min(LONGEST, len(raw) - position), 0, -1):
            long = tuple(raw[position : position + length])
            plain = PHRASES.get(long)
            if plain is not None and not (
                raw[position] in {"m", "bn"} and not _is_figure(raw[position - 1 : position])
            ):
                out += plain
                position += length
                if " ".join(long) not in EITHER:
                    longs.append(long)
                break
        else:
            out.append(raw[position])
            position += 1
    return tuple(out), tuple(longs)


def _is_figure(before: Sequence[str]) -> bool:
    return bool(before) and before[0][-1:].isdigit()


def _plain_form(token: str) -> str:
    if token[-1:].isdigit():
        return token.replace(",", "").lower()
    return token.lower().translate(_SAME_MARKS)


def _derives(told: Tokens, source: Tokens) -> bool:
    """Whether the words are the source's after changes that the grammar allows."""
    cuts = _cuts(source)
    closing = next((n for n in range(len(source), 0, -1) if source[n - 1] not in _CLOSING), 0)
    reached: set[tuple[int, int]] = set()
    todo = [(0, 0)]
    while todo:
        at = todo.pop()
        if at in reached:
            continue
        reached.add(at)
        i, j = at
        if i == len(source) and j == len(told):
            return True
        if i < len(source):
            word = source[i]
            if _may_go(source, i) or (i >= closing and word in _CLOSING):
                todo.append((i + 1, j))
            if j < len(told) and (told[j] == word or word in _STANDS_FOR.get(told[j], ())):
                todo.append((i + 1, j + 1))
            todo += [(end, j) for end in cuts.get(i, ())]
        if j < len(told) and (
            told[j] in _ARTICLES
            or (told[j] == "that" and j > 0 and told[j - 1] in _BEFORE_THAT)
            or (i == len(source) and told[j] in _CLOSING)
        ):
            todo.append((i, j + 1))
    return False


def _may_go(source: Tokens, at: int) -> bool:
    """Whether one word or mark may be left out by itself."""
    word, before = source[at], source[at - 1] if at else ""
    if word == "that":
        return before in _BEFORE_THAT
    if word == "however":
        return source[at + 1 : at + 2] == (",",)
    # "No, councils will pay" and "no councils will pay" part at a comma.
    return (word in _LOOSE and before != "no") or word in _QUOTES or word in _ARTICLES or word in _IDLE


def _cuts(source: Tokens) -> dict[int, tuple[int, ...]]:
    """Where a stretch of the source may be left out, and where that ends."""
    cuts: dict[int, list[int]] = {}
    for start, end in _sentences(source):
        marks = [n for n in range(start, end) if source[n] == ","]
        closing = end - 1 if end > start and source[end - 1] in ".;!?" else end
        if marks and _OPENINGS.fullmatch(" ".join(source[start : marks[0]])):
            cuts.setdefault(start, []).append(marks[0] + 1)
        for n in range(start, end):
            if source[n] == "(" and ")" in source[n:end]:
                close = source.index(")", n)
                if _is_bracket_idle(source[n + 1 : close], source[start:n]):
                    cuts.setdefault(n, []).append(close + 1)
        for mark in marks:
            if not _is_aside(source[mark + 1 : closing]):
                continue
            is_clause = source[mark + 1] == "which"
            if (mark == marks[-1] or not is_clause) and _idle(source[mark + 1 : closing]):
                cuts.setdefault(mark, []).append(closing)
            # With a third comma nobody can tell where the aside ends.
            if len(marks) == 2 and mark == marks[0] and not is_clause and _idle(source[mark + 1 : marks[1]]):
                cuts.setdefault(mark, []).append(marks[1] + 1)
    return {start: tuple(ends) for start, ends in cuts.items()}


def _sentences(source: Tokens) -> Iterator[tuple[int, int]]:
    ends = [n + 1 for n, word in enumerate(source) if word in ".!?"]
    yield from pairwise((0, *(end for end in ends if end < len(source)), len(source)))


def _is_aside(stretch: Sequence[str]) -> bool:
    return bool(stretch) and (stretch[0] in _ASIDES or " ".join(stretch[:2]) in _ASIDES or
                              " ".join(stretch[:3]) in _ASIDES)  # fmt: skip


def _is_bracket_idle(stretch: Sequence[str], before: Sequence[str]) -> bool:
    """Whether a bracket only points elsewhere, gives examples, or abbreviates what stands before it."""
    text = " ".join(stretch)
    if not stretch or "(" in stretch or not _idle(stretch):
        return False
    if any(text.startswith(f"{word} ") for word in _EXAMPLES):
        return not any(c.isdigit() for c in text)
    return stretch[0] in _POINTERS or (len(stretch) == 1 and _abbreviates(stretch[0].removesuffix("s"), before))


def _abbreviates(letters: str, words_before: Sequence[str]) -> bool:
    """Whether letters are the first ones of the words before them, of which small ones may be passed over."""
    if len(letters) < 2 or not letters.isalpha():
        return False
    initials = [word[0] for word in words_before if word[0].isalpha()][-2 * len(letters) :]
    return any(_in_order(letters, initials[n:]) for n in range(len(initials)) if initials[n] == letters[0])


def _in_order(letters: str, initials: Sequence[str]) -> bool:
    rest = iter(initials)
    return all(letter in rest for letter in letters)


def _idle(stretch: Sequence[str]) -> bool:
    """Whether nothing in it limits what stands around it."""
    text = " ".join(stretch)
    return not any(pattern.search(text) for pattern in (_KEPT, NEGATION, LIMITED, UNIVERSAL))


@lru_cache(maxsize=1_024)
def _sources(quote: str) -> tuple[Tokens, ...]:
    """The quote, and the quote with its opening or closing time moved; its later sentences only where all are said."""
    plain = " ".join(quote.split()).strip(" ;,")
    found = [canonical(plain)]
    if len(sentence_spans(plain)) > 1:
        return tuple(found)
    head, comma, rest = plain.partition(", ")
    rest = rest.rstrip(" .;")
    if comma and head.split()[0].lower() in _TIMES and _simple(rest) and len(head.split()) <= 8:
        found.append(canonical(f"{rest} {head}"))
    bare = plain.rstrip(" .;")
    dates = [q for q in read(bare) if q.kind == "date"]
    if len(dates) == 1 and dates[0].char_end == len(bare) and _simple(bare):
        start = dates[0].char_start
        before = bare[:start].rstrip().rsplit(" ", 1)
        if bare[start:].split()[0].lower() in _TIMES:
            found.append(canonical(f"{bare[start:]}, {bare[:start]}"))
        elif before[-1].lower() in _TIMES and len(before) == 2:
            found.append(canonical(f"{before[1]} {bare[start:]}, {before[0]}"))
    return tuple(found)


def _simple(text: str) -> bool:
    """Whether it is one clause, so that a time belongs to all of it wherever it stands."""
    return not re.search(r"[,;:()]", text) and not _JOINS & set(text.lower().split())
