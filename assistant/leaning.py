"""Follow-ups that no pronoun marks: "did Ofsted agree?", "who was there?", "and the next one?".

They are whole by their grammar and say nothing by themselves, since they name nothing that could be looked for.
"""

from __future__ import annotations

import re

from assistant.earlier import Earlier
from assistant.phrases import Phrase, is_plural, phrases, tokens
from assistant.wordlists import LABELS, word_set

_ANYTHING = re.compile(
    r"\A(?:is there |are there |was there )?(?:anything|something|much|a lot|any word|any detail) (?:said |there )?"
    r"(?:on|about|for|regarding) (?P<on>.+?)\W*\Z",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"\b(?P<word>{LABELS}|step|ground|standard) (?P<number>\d{{1,2}}|[a-h])\b(?![\w.-])", re.IGNORECASE
)
_NEXT = re.compile(
    r"\A(?:what (?:about|is|does) |tell me about )?(?:the )?(?P<nth>next|previous|following|last|first|second|third|"
    r"fourth|fifth|sixth|seventh|eighth)(?: one)?(?: say| cover)?\W*\Z",
    re.IGNORECASE,
)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_BE_ONE = re.compile(
    r"\b(?:be|become|becomes|becoming|have|has|get|gets|need|needs|want|use|appoint|choose) one(?=\W*\Z)", re.I
)
_THERE = re.compile(r"\Awho (?:else )?(?:was|were|is|will be|spoke|came|went) there\W*\Z", re.IGNORECASE)
_FINISHES = re.compile(
    r"\A(?:does (?:it|that) )?(?P<verb>finish|end|stop|start|begin|close|open|run out|expire)(?:es|s)?\W*\Z",
    re.IGNORECASE,
)
_ENDS_THERE = re.compile(r"(?<!is)(?<!are)(?<!was)(?<!were) there(?=\W*\Z)", re.IGNORECASE)
_LAST_VERB = re.compile(r"\b(?:finish|end|stop|start|begin|close|open|launch|run out|expire)(?=\W*\Z)", re.IGNORECASE)
_THESE_DO = re.compile(
    r"\b(?P<this>this|that|these|those) (?P<does>start|begin|end|finish|stop|apply|change|cost|work|happen|go live|"
    r"come in|take effect|funded|agreed|planned|decided|mandatory|compulsory|optional|voluntary|new|enough|final|"
    r"binding|paid for|costed|published)(?=\W*\Z)",
    re.IGNORECASE,
)
"""A pointing word right before what is said of it, which looks like a noun."""
_SMALL = word_set(
    "agree agreed disagree favour favourable board behind "
    "accept accepted reject rejected support supported object respond responded react say said "
    "comment asked ask think sceptical keen happy worried convinced sure too also same then either say react reply "
    "involved affected consulted invited told first second third ones wrote write written published publish"
)
"""Words that name nothing to look for by themselves."""
_OF_SOMETHING = word_set(
    "consultation evaluation implementation inspection funding money cash budget cost costs price deadline timetable "
    "timescale report version review response results result outcome outcomes pilot pilots trial rollout launch "
    "evidence rules proposals plan plans decision decisions step steps aim aims purpose reason reasons catch point "
    "changes change risk risks benefit benefits details detail legislation law guidance start date delay"
)
"""Nouns for what something else has or undergoes: alone they do not tell whose they are."""
_ABOUT = re.compile(r"\b(?:say|says|said|think|thinks|thought) (?:about|on|of) (?P<rest>[^?]+?)\W*\Z", re.IGNORECASE)
_VIEW_ON = re.compile(r"\A(?:the )?(?:views?|position|opinion|stance|line) (?:on|of|about) ", re.IGNORECASE)
_MOST_WORDS = 6
_WHICH_OF_THEM = word_set("new final latest full main actual whole official")
_SERIES = word_set("wave phase stage tranche year step part round pilot")
_ASKERS = word_set("we us i you there")
_OF_A_THING = re.compile(
    r"\A(?:what|who)(?:['’]s| is| are| was| were)\b|\A(?:what|which) (?:does|do|did) \w+ (?:mean|stand)",
    re.IGNORECASE,
)
"""A question of what a thing is names what it is about."""


def lean(text: str, earlier: Earlier) -> str | None:  # noqa: PLR0911 - rules tried in turn
    """The follow-up with what it leaves unsaid; None where it stands on its own.

    Args:
        text: Without "and" and the like before it.
        earlier: The question before.
    """
    if (numbered := _in_series(text, earlier)) is not None:
        return numbered
    if (finished := _FINISHES.match(text)) and (verb := _LAST_VERB.search(earlier.text)):
        return earlier.text[: verb.start()] + finished["verb"] + earlier.text[verb.end() :]
    topic = earlier.topic
    if topic is None:
        return None
    places = [p for p in earlier.phrases if p.type == "holder" and not p.text.split()[-1].isupper()]
    if (there := _ENDS_THERE.search(text)) and not places:
        return f"{text[: there.start()]}, on {topic}"
    if anything := _ANYTHING.match(text):
        return f"is there anything on {anything['on']} for {topic}"
    if one := _BE_ONE.search(text):
        name = _singular(topic)
        return f"{text[: one.end() - len('one')]}{name}{text[one.end() :]}"
    says = _THESE_DO.search(text)
    if says and not (says["this"].lower() in ("this", "that") and is_plural(topic.split()[-1].lower())):
        return f"{text[: says.start()]}{topic} {says['does']}{text[says.end() :]}"
    if _THERE.match(text):
        return f"{text.rstrip('?.! ')[: -len(' there')]} at {topic}"
    return None


def on_topic(text: str, earlier: Earlier) -> str | None:
    """A question that names nothing to look for, with what the one before it was about; None for any other."""
    if earlier.topic is None or not (_says_nothing(text, earlier) or _names_little(text, earlier)):
        return None
    about = _ABOUT.search(earlier.text)
    bare = text.rstrip("?.! ")
    named = phrases(bare, tokens(bare))
    comma = "" if named and named[-1].end == len(bare) and named[-1].head in _OF_SOMETHING else ","
    return f"{bare}{comma} on {about['rest'] if about else _VIEW_ON.sub('', earlier.topic)}"


def names_only_relations(text: str) -> bool:
    """Whether a question speaks of "the rules" or "the funding" without telling whose."""
    words = tokens(text)
    return any(
        phrase.text.lower() == f"the {phrase.head}" and phrase.head in _OF_SOMETHING for phrase in phrases(text, words)
    )


def _in_series(text: str, earlier: Earlier) -> str | None:
    """For "the next one" of "what is pillar 1?", and "mission 5" of "what does mission 2 say?"."""
    label = _LABELLED.search(earlier.text)
    if label is None:
        return None
    own = _LABELLED.match(text.strip(" ?.!"))
    if own is not None and own.end() == len(text.strip(" ?.!")):
        return earlier.text[: label.start()] + own[0] + earlier.text[label.end() :]
    nth = _NEXT.match(text)
    if nth is None or not label["number"].isdigit():
        return None
    word, number = nth["nth"].lower(), int(label["number"])
    if word in ("next", "following"):
        number += 1
    elif word == "previous" and number > 1:
        number -= 1
    elif word in ORDINALS:
        number = ORDINALS.index(word) + 1
    else:
        return None
    return earlier.text[: label.start("number")] + str(number) + earlier.text[label.end("number") :]


def _says_nothing(text: str, earlier: Earlier) -> bool:
    """Whether a short question names nobody but who is asked about, and nothing to look for."""
    words = [token for token in tokens(text) if token.tag != "punct"]
    if not 2 <= len(words) <= _MOST_WORDS or words[0].tag not in ("wh", "aux"):
        return False
    acts = words[-1].tag == "verb" or (words[-1].tag in ("adv", "det") and words[-2].tag == "verb")
    about_whom = words[0].low.startswith("who") and any(token.tag == "aux" for token in words[1:2]) and len(words) > 2
    if about_whom and not acts:
        return False  # "who is the chair": a new question
    if any(token.low in ("it", "they", "them", "he", "she", "many", "much") for token in words):
        return False
    named = phrases(text, tokens(text), earlier.holders.is_holder)
    inside = {n for phrase in named if phrase.type in ("holder", "group") for n in range(phrase.first, phrase.last + 1)}
    rest = [
        token
        for number, token in enumerate(tokens(text))
        if number not in inside and token.tag not in ("punct", "wh", "aux", "det", "prep", "conj", "adv", "pron")
    ]
    return all(token.low in _SMALL or (acts and token.tag == "verb") for token in rest)


def _names_little(text: str, earlier: Earlier) -> bool:
    """Whether a short question names no more than one plain thing: of whose wave, law or area, the one before told."""
    words = [token for token in tokens(text) if token.tag != "punct"]
    if not 2 <= len(words) <= _MOST_WORDS or words[0].tag not in ("wh", "aux"):
        return False
    if _OF_A_THING.match(text) and not any(token.tag == "verb" or token.low.endswith("ing") for token in words):
        return False
    if any(token.tag == "pron" and token.low not in _ASKERS for token in words):
        return False
    named = [
        phrase
        for phrase in phrases(text, tokens(text), earlier.holders.is_holder)
        if not earlier.holders.is_holder(phrase.text)
    ]
    return len(named) <= 1 and all(_is_plain(phrase) for phrase in named)


def _is_plain(phrase: Phrase) -> bool:
    """Whether a phrase is one noun that does not tell whose it is: "the law", "the first wave"."""
    *before, head = phrase.bare.split()
    if phrase.type != "thing" or not phrase.text.split()[-1].islower():
        return False
    if head in _SERIES and before and all(word in (*ORDINALS, "last", "next") for word in before):
        return True
    return head in _OF_SOMETHING and all(word in _WHICH_OF_THEM for word in before)


def _singular(topic: str) -> str:
    bare = re.sub(r"\A(?:the|an?|any|some|these|those|all) ", "", topic, flags=re.IGNORECASE)
    head = re.split(r" (?=of |for |in |on )", bare)
    name = head[-1] if bare.lower().startswith(("role of", "job of", "duties of", "work of")) else head[0]
    name = re.sub(r"\A(?:of|for|in|on) (?:an?|the)? ?", "", name)
    name = re.sub(r"(?<=[^s])s\Z", "", name)
    return f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}"
