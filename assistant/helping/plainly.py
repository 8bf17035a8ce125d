"""Whether a sentence only says again, plainly, what another one says: a closed grammar of changes.

A model may put a quote more plainly, and no more. So what it may do to the quote's words is a closed list: leave out an
opening ("In addition,"), a bracket that only points or abbreviates, a closing clause of "which", an aside of
"including"; put a plain word for a long one. Every other word and every mark has to stand in the quote, in its order.
What limits a sentence (not, up to, some, if, may, only, the …) is never left out.

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
from assistant.wordlists import word_set

_TOKEN = re.compile(r"[£$€]?\d+(?:,\d{3})*(?:\.\d+)*|[^\W\d_]+(?:['’&-][^\W\d_]+)*(?:['’](?=\s|\Z))?|[^\w\s]|_")
_STOP = frozenset(".;:!?,()[]–—-/\"'")
_CLOSING = frozenset(".;,!")
_STANDS_FOR = {",": frozenset("–()")}
"""Marks that may stand in the place of others, a comma alone: behind a full stop for a semicolon nobody "fears that"
any more. None is put where the quote has none ("will not. Rest" is no "will not rest"), and none left out by itself
("the minister, said the LGA, was wrong" is not "the minister said the LGA was wrong"), but at the end."""
_SAME_MARKS = str.maketrans("—“”‘’", "–\"\"''")
_BEFORE_THAT = word_set("sure said says agreed noted")
"""After these "that" may come and go; elsewhere it may make a statement of "councils that fail"."""
_IDLE = word_set("also furthermore moreover therefore indeed")
"""Adverbs that only join a sentence to the one before it: behind one of `_VERBS` where nothing before turns or narrows
what is said ("should not also", "who are also"), and between commas."""
_VERBS = word_set("will shall should must may can would could is are was were has have had")
_OPENINGS = re.compile(
    r"(?:in addition(?: to this)?|as part of this(?: work)?|alongside this|to achieve this|to support this|to do this|"
    r"in particular|for example|for instance|similarly|finally|as a result|additionally|furthermore|moreover|therefore|"
    r"however|also|in summary|in response|in line with this)"
)
_ASIDES = frozenset({"which", "including", "such as", "for example", "as well as", "along with"})
"""None of "who": it often tells which people are meant, comma or not, as "which" does within a sentence."""
_POINTERS = ("see",)
_EXAMPLES = ("including", "such as", "for example", "for instance", "e . g .", "eg")
"""What a bracket begins with that only points elsewhere, or gives examples; any other may bound what stands before it,
as "children (disabled)"."""
_NARROWS = re.compile(
    r"\b(?:that|which|who|whom|whose|if|when|where|while|because|few|fewer|little|rarely|hardly)\b", re.I
)
_KEPT = re.compile(
    r"\b(?:if|unless|except|whether|until|only|subject|provided|providing|depend\w*|condition\w*|could|would|may|might|"
    r"should|must|can|cannot|possib\w+|potential\w*|likely|unlikely|expect\w*|estimat\w*|about|around|nearly|almost|"
    r"approximately|roughly|least|most|more|less|fewer|than|over|under|between|belie\w+|think\w*|thought|argu\w+|"
    r"claim\w*|suggest\w*|sa(?:y|ys|id)|warn\w*|hop(?:e|es|ed|ing)|fear\w*|call(?:s|ed)? for|ask\w*|want\w*|"
    r"urg(?:e|es|ed)|recommend\w*|propos\w+|plan(?:s|ned)?|intend\w*|aim\w*|seek\w*|consider\w*|explor\w+|consult\w*|concern\w*|"
    r"alleged\w*|draft|former\w*|yet|some|many|few|often|usual\w*|general\w*|part(?:ly|ially)|main\w*|first|initial\w*|"
    r"pilot\w*|trial\w*|temporar\w+|instead|rather|but|although|though|despite|exclud\w+|other|one|two|three|both|"
    r"den(?:y|ies|ied)|disput\w*|contest\w*|disagree\w*|challeng\w*|doubt\w*|question\w*|wrong\w*|false\w*|untrue|"
    r"withdr\w+|abandon\w*|supersed\w*|replac\w*|repeal\w*|revok\w*|scrap\w*|cancel\w*|paus\w+|delay\w*|postpon\w*|"
    r"stop\w*|end(?:s|ed)|clos(?:es|ed)|expir\w*|laps\w+)\b",
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
    if not words(text) or long_words(text) - long_words(quote):
        return False
    return _derives(canonical(text), canonical(quote))


def words(text: str) -> Tokens:
    """The canonical words of a text, without its marks."""
    return tuple(word for word in canonical(text) if word not in _STOP)


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
    if len(token) > 1 and token.isupper():
        return token  # "IT" is no "it"
    plain = token.lower().translate(_SAME_MARKS)
    return "a" if plain == "an" else plain


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
            (told[j] == "that" and j > 0 and told[j - 1] in _BEFORE_THAT) or (i == len(source) and told[j:] == (".",))
        ):
            todo.append((i, j + 1))
    return False


def _may_go(source: Tokens, at: int) -> bool:
    """Whether one word may be left out by itself."""
    word, before = source[at], source[at - 1] if at else ""
    if word == "that":
        return before in _BEFORE_THAT
    if word not in _IDLE or before not in _VERBS:
        return False
    start = max((n + 1 for n in range(at) if source[n] in ".;!?"), default=0)
    text = " ".join(source[start:at])
    return not any(pattern.search(text) for pattern in (_NARROWS, NEGATION, LIMITED, UNIVERSAL))


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
            # A third comma would go with another word then, and "no, however, councils" is not "no councils".
            if marks == [mark, mark + 2] and source[mark + 1] in _IDLE | {"however"} and source[mark - 1] != "no":
                cuts.setdefault(mark, []).append(mark + 3)
            if not _is_aside(source[mark + 1 : closing]):
                continue
            # Before a further comma the sentence may go on behind the aside, and with a third nobody can tell where.
            if mark == marks[-1] and _idle(source[mark + 1 : closing]):
                cuts.setdefault(mark, []).append(closing)
            is_clause = source[mark + 1] == "which"
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
    letters = letters.lower()
    if len(letters) < 2 or not letters.isalpha():
        return False
    initials = [word[0].lower() for word in words_before if word[0].isalpha()][-2 * len(letters) :]
    return any(_in_order(letters, initials[n:]) for n in range(len(initials)) if initials[n] == letters[0])


def _in_order(letters: str, initials: Sequence[str]) -> bool:
    rest = iter(initials)
    return all(letter in rest for letter in letters)


def _idle(stretch: Sequence[str]) -> bool:
    """Whether nothing in it limits what stands around it."""
    text = " ".join(stretch)
    return not any(pattern.search(text) for pattern in (_KEPT, NEGATION, LIMITED, UNIVERSAL))
