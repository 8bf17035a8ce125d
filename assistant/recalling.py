"""What a follow-up points to in the answer before it: "the second one", "what's that fund?".

Answers hold the papers' words, which nobody vouches for, so only a name is taken from them: the few words of one
noun phrase, or how an item of a list starts, without marks.
"""

from __future__ import annotations

import re

from assistant.coverage import NUMBERS
from assistant.earlier import Earlier
from assistant.phrases import Phrase, is_plural, is_verb, phrases, tokens
from assistant.phrases import without_article as bare_of
from assistant.wordlists import word_set

_ORDINALS = {
    word: number
    for number, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=1
    )
} | {f"{number}{ending}": number for number, ending in enumerate(
    ("st", "nd", "rd", "th", "th", "th", "th", "th", "th", "th"), start=1
)}  # fmt: skip
_NTH = re.compile(
    rf"\b(?:the )?(?P<nth>{'|'.join(_ORDINALS)}|last)(?: (?:one|point|item|bullet|of (?:them|those|"
    rf"these)))?(?=\W*\Z| (?:is|are|was|"
    r"mean|means|do|does|cover|about|in|start|say|says|cost|include|get|gets|got|begin|began|come|came|happen|take|took|"
    r"go|went|run|have|has|will|would|finish|end|close|open|apply)\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:number |item |point |no\.? |(?<=\bon )|(?<=\babout ))(?P<nth>\d{1,2})"
    r"(?=\W*\Z| (?:about|on|say|called|mean|cover)\b)",
    re.IGNORECASE,
)
_THE_ONE = re.compile(
    r"\bthe (?P<mark>£?\d[\w,.%]*(?: (?:million|billion|per cent))?|[A-Z][\w-]+(?: [A-Z][\w-]+)*) one\b"
)
_DATED = re.compile(r"\A(?:[A-Z]\w+ )?(?:19|20)\d\d (?=\S+ \S)")
"""Of "September 2023 National rules"."""
_THE_NUMBER = re.compile(
    r"\bthe (?P<number>\d{1,6})(?=\W*\Z| (?:is|are|was|were|will|would|do|does|get|in|for|from)\b)", re.I
)
_WHICH_NUMBER = re.compile(rf"\A(?:and |so )?which (?P<number>{'|'.join(NUMBERS)}|\d{{1,3}})(?=\W*\Z)", re.IGNORECASE)
_POINTED = re.compile(
    r"\b(?P<det>that|this|these|those|the) (?P<words>(?:[\w’'-]+ ){0,2}?[\w’'-]+)(?=\W*\Z|\s)", re.IGNORECASE
)
_BULLET = re.compile(r"(?m)^\s*(?:[-•*]|\d+[.)])\s+(?P<item>\S.*)$")
_INLINE = re.compile(r"(?:: |\b(?:including|such as|namely) )(?P<items>[^:.;]+(?:,|;| and )[^:.]+)(?:\.|\Z)")
_COMMAS = re.compile(r"\s*[,;] (?:and )?")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_COMMA_AND = re.compile(r"[,;] and ")
_LINKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]*>|\b(?:https?|www)\S+")
_MARKS = re.compile(r"\[\d+\](?:\([^)]*\))?|[*_`\\#<>\[\]()“”\"|]")
_APART = re.compile(r"\s*(?:\||(?<=\w)\s*[()](?!\w*\]))+\s*")
"""What divides the cells of a row, or sets words aside: no name runs across it."""
_CLAUSE_ENDS = re.compile(
    r"[:;.]\s|\s[–—-]\s|[.;:]\Z|, | (?:to|by|that|which|where|who|will|would|is|are|was|has|have|can|for(?= [a-z]))\b"
)
_OWNER = re.compile(r"\A(?:our|their|its|your|my|his|her) ", re.IGNORECASE)
_MOST_WORDS = 12
_LABELLED = re.compile(r"\A(?P<label>[A-Z][a-z]+ \d+)\b")
_LONGEST_ASKED = 9
"""Words of a follow-up that may point into the answer with a plain "the"."""
_NOT_THINGS = word_set(
    "year month week day time country paper papers document documents report reports point moment morning way case "
    "same question answer other others rest end start area areas council councils government lga department people "
    "children families plan plans first second third last next new public"
)
"""Nouns that a plain "the" or "this" names by themselves."""


def items_of(answer: str) -> list[str]:
    """The items of the list in an answer, plain: each on a line of its own, or in one sentence after a colon."""
    listed = [_plain(match["item"]) for match in _BULLET.finditer(answer)]
    if listed:
        return listed
    inline = _INLINE.search(_plain(_ASIDE.sub("", answer)))
    if inline is None:
        return []
    *first, last = _COMMAS.split(inline["items"])
    # "a, b and c"; in "a, b, and the c and d group" the comma before it says which "and" is the list's
    lasts = [last] if _COMMA_AND.search(inline["items"]) else last.rsplit(" and ", 1)
    items = [item.strip() for item in (*first, *lasts)]
    return items if len(items) > 1 and all(0 < len(item.split()) <= _MOST_WORDS for item in items) else []


def recalled(text: str, answer: str, before: str) -> str | None:
    """The follow-up with what it points to in the answer put in by name; None where it points to nothing there.

    Args:
        text: The follow-up.
        answer: The answer before it.
        before: The question before it, whose own words come first.
    """
    return _nth(text, answer, before) or _marked(text, answer) or _named(text, answer, before)


def counted_again(text: str, earlier: Earlier, answer: str) -> str:
    """A follow-up with what "the 30" are, where the question before or its answer counts some by that number."""
    if which := _WHICH_NUMBER.match(text):
        told = f"{earlier.text} {_plain(answer)}"
        of = re.search(rf"\b{which['number']} (?:[a-z-]+ ){{0,2}}?(?P<noun>[a-z]+s)\b", told, re.IGNORECASE)
        return f"{text[: which.end()]} {of['noun']}" if of else text
    match = _THE_NUMBER.search(text)
    if match is None:
        return text
    noun = earlier.asked_of
    if noun is not None and noun.plural and re.search(rf"(?<![\d.,]){match['number']}(?![\d.,]\d)", answer):
        return f"{text[: match.end()]} {bare_of(noun.text)}{text[match.end() :]}"
    counted = re.search(rf"(?<![\d.,£]){match['number']} (?P<noun>[a-z]+s)\b", f"{earlier.text} {_plain(answer)}")
    return f"{text[: match.end()]} {counted['noun']}{text[match.end() :]}" if counted else text


def _nth(text: str, answer: str, before: str) -> str | None:
    match = _NTH.search(text) or _NUMBER.search(text)
    if match is None:
        return None
    items = items_of(answer)
    word = match["nth"].lower()
    at = len(items) - 1 if word == "last" else int(word) - 1 if word.isdigit() else _ORDINALS[word] - 1
    if len(items) > 1 and 0 <= at < len(items):
        name = _name_of(items[at])
    elif (kind := _counted(before)) and word != "last":
        name = f"{kind} {at + 1}"
    else:
        return None
    return _put(text, match.start(), match.end(), name)


def _counted(before: str) -> str | None:
    """The word by which things of a numbered series go: "pillar" for "the six pillars"."""
    words = tokens(before)
    for phrase in phrases(before, words):
        if phrase.plural and phrase.head.removesuffix("s") in _SERIES:
            return phrase.head.removesuffix("s")
    return None


_SERIES = word_set("pillar mission chapter phase wave tranche stage rule recommendation priority step")


def _marked(text: str, answer: str) -> str | None:
    """For "the £9 million one", the item that holds the figure or the name."""
    match = _THE_ONE.search(text)
    if match is None:
        return None
    sought = match["mark"].lower()
    item = next((item for item in items_of(answer) or [_plain(answer)] if sought in item.lower()), None)
    if item is None:
        return None
    name = _name_of(item)
    return _put(text, match.start(), match.end(), name if sought in name.lower() else f"{match['mark']} {name}")


def _named(text: str, answer: str, before: str) -> str | None:
    """For "that fund", the fund that the answer names; a plain "the" counts in a short follow-up only."""
    own = {token.low.removesuffix("s") for token in tokens(before)} - _asked_for(before)
    for match in _POINTED.finditer(text):
        words = tokens(match["words"])
        here = phrases(match["words"], words)
        if not here or here[0].start or here[0].head in _NOT_THINGS or here[0].type in ("date", "label"):
            continue
        head = here[0].head
        plain = match["det"].lower() == "the"
        alone = len(here[0].text.split()) == 1
        if head.removesuffix("s") in own or (plain and (len(text.split()) > _LONGEST_ASKED or not alone)):
            continue
        found = _phrase_with(head, answer)
        if found is None or (plain and not _is_name(found)):
            continue
        return _put(text, match.start(), match.start("words") + here[0].end, found)
    return None


def _asked_for(before: str) -> set[str]:
    """The noun that the question before asks for ("which groups"): the answer says which."""
    words = tokens(before)
    if not words or words[0].low not in ("which", "what"):
        return set()
    return {phrase.head.removesuffix("s") for phrase in phrases(before, words) if phrase.first == 1}


def _phrase_with(head: str, answer: str) -> str | None:
    """The first noun phrase of the answer with this head and something that says which."""
    for line in re.split(r"\n+|(?<=[.;])\s", answer):
        plain = _plain(line)
        words = tokens(plain)
        for phrase in phrases(plain, words):
            if phrase.head.removesuffix("s") != head.removesuffix("s"):
                continue
            name = _tail(_OWNER.sub("", bare_of(phrase.text)))
            if len(name.split()) > 1:
                return _with_of(plain, phrase, name)
    return None


def _tail(name: str) -> str:
    """The last words of a phrase; from a capital on where it holds a name."""
    words = name.split()[-5:]
    name = _DATED.sub("", " ".join(words))
    words = name.split()
    if len(words) > 2 and is_verb(words[0]) and words[1].islower():
        words = words[1:]  # "Publish national rules"
    capital = next((at for at, word in enumerate(words) if word[0].isupper()), None)
    return " ".join(words[capital:] if capital is not None and len(words) - capital > 1 else words[-4:])


def _with_of(plain: str, phrase: Phrase, name: str) -> str:
    """With "for care leavers" where the phrase alone is a plain plural ("jobs")."""
    if not is_plural(phrase.head) or any(word[0].isupper() for word in name.split()):
        return name
    following = re.match(
        r" (?:for|of) [\w’'-]+(?: [\w’'-]+)?(?= (?:will|to|by|in|is|are|was|were|and)\b|[,.;]|"
        r"\Z)",
        plain[phrase.end :],
    )
    return name + (following[0] if following else "")


def _is_name(name: str) -> bool:
    return len(name.split()) > 1


def _name_of(item: str) -> str:
    """How an item of a list is called: its label, or its words up to the first stop."""
    label = _LABELLED.match(item)
    if label:
        return label["label"]
    end = next(
        (
            match.start()
            for match in _CLAUSE_ENDS.finditer(item)
            if len(item[: match.start()].split()) > (1 if match[0][0] in ":;." or match[0][1:2] in "–—-" else 4)
        ),
        None,
    )
    words = " ".join(item[:end].split()[:_MOST_WORDS]).strip(" ,;.")
    return words[:1].lower() + words[1:] if re.match(r"[A-Z][a-z]+ [a-z]", words) else words


def _put(text: str, start: int, end: int, name: str) -> str:
    article = "" if _LABELLED.match(name) or name[:1].isdigit() or re.match(r"\w+ing\b", name) else "the "
    if re.match(r"an? ", name, re.IGNORECASE):
        name, article = re.sub(r"\Aan? ", "", name, flags=re.IGNORECASE), "the "
    if re.match(r"(?:the|more|all|better|new|no)\b", name, re.IGNORECASE):
        article = ""
    if re.match(r"[a-z]+ \d+\Z", name):
        article = ""
    return f"{text[:start]}{article}{name}{text[end:]}"


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", _APART.sub(", ", _LINKS.sub(r"\1", text))).split())
