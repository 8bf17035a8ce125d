"""What a pronoun of a follow-up stands for, among what the question before names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.earlier import SAYS_ABOUT, Earlier, plural_of
from assistant.holders import INSTITUTIONAL
from assistant.phrases import DO_AUX, Phrase, Token, is_no_body, is_paper
from assistant.phrases import without_article as bare_of
from assistant.wordlists import word_set

POSSESSIVE = frozenset({"its", "their", "theirs", "his", "her", "hers"})
SAYING = re.compile(
    r"\b(?:say|says|said|think|thinks|want|wants|reckon|propose|believe|feel|recommend|call|view|views|"
    r"concern|concerns|"
    r"favour|against|worried|unhappy|happy|pleased|keen|position|opinion|welcome|support|oppose|ask|asked|"
    r"suggest|argue)\b",
    re.IGNORECASE,
)
_THEY_SAY = re.compile(
    r"\bwhat (?:do|did|have) they (?:all )?(?:say|said|saying|write|written|report)\b(?! (?:to|back)\b)",
    re.IGNORECASE,
)
"""Asks for what the papers say, and not what somebody said to somebody else."""
_IT_DOES = re.compile(
    r"\A(?:it|its)\b|\b(?:do|does|did|has|will|would|is|was|should|can|could) (?:it|its)\b", re.IGNORECASE
)
_THEY_DO = re.compile(r"\bthey\b", re.IGNORECASE)
_AND_IT = re.compile(r"\b(?:it|that|this)\b", re.IGNORECASE)
_WHAT_DO = re.compile(r"what (?P<aux>do|does|did) ", re.IGNORECASE)
_WHAT_DOES = re.compile(r"what (?P<aux>is|are|was|were|will|would|can|should|has|have) ", re.IGNORECASE)
_REPORTS = re.compile(
    r"\b(?:say|says|said|think|thinks|claim|claims|report|reports) (?=(?:that |the |its |their |this )\w)",
    re.IGNORECASE,
)
NAME = re.compile(
    r"(?:\b(?:Cllr|Councillor|Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness|Professor|Prof)\.? )"
    r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}|\b[A-Z][a-z'’-]+ (?:[A-Z][\w'’-]+ )?[A-Z][a-z'’-]+\b"
)
_CAME = re.compile(
    r"\b(?:did|does|do|will|would) (?:that|this) "
    r"(?:come (?:in|about)|start|begin|happen|change|take|take effect|kick in|go live)\b",
    re.IGNORECASE,
)
_BE = frozenset({"is", "are", "was", "were", "been", "be"})
_THINGS_IN_ING = word_set(
    "funding training housing fostering mentoring meeting briefing hearing spending planning commissioning "
    "safeguarding wellbeing building parenting nursing befriending staffing timing saving learning teaching wording "
    "finding ruling rating offending trafficking grooming bullying sharing"
)
_TITLED = re.compile(r"(?:Cllr|Councillor|Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness|Prof)")
_NO_FIRST_NAMES = frozenset(
    {"The", "A", "An", "This", "That", "Our", "Their", "Her", "His", "Its", "In", "On", "At", "For"}
)
ONE_PERSON = re.compile(
    r"(?:director|minister|chair|chairman|chairwoman|head|leader|president|secretary|mayor|commissioner|officer|"
    r"manager|author|reviewer|councillor|ombudsman|chief)\b",
    re.IGNORECASE,
)
_IN_OFFICE = re.compile(rf", (?:the |its |their |an? )?(?:[\w’'-]+ ){{0,2}}?{ONE_PERSON.pattern}", re.IGNORECASE)
"""What follows a person's name: ", Director of …"."""


@dataclass(frozen=True, slots=True)
class Antecedent:
    """What a pronoun stands for: the words to put in, and how many it is."""

    text: str
    plural: bool


def antecedent_of(  # noqa: PLR0911 - rules tried in turn
    kind: str, word: Token, text: str, earlier: Earlier, answer: str
) -> Antecedent | None:
    """What a pronoun stands for; None where the question before names nothing of its sort.

    Args:
        kind: Its sort: "it", "that", "they", "one", "there" or "person".
        word: The pronoun.
        text: The follow-up.
        earlier: The question before.
        answer: What was answered, of which only a person's name is taken.
    """
    if kind == "person":
        return _person(earlier, answer)
    if kind in ("it", "that") and (thing := earlier.money or earlier.there_is):
        return Antecedent(thing, False)
    told = _those(word, text, earlier) if kind == "they" else None
    if told is not None:
        return told
    phrase = best(kind, earlier, text)
    if phrase is None:
        return _embedded(earlier) if kind == "that" else None
    if kind == "they" and _is_whoever(phrase, text):
        return None
    if kind in ("it", "that") and _is_doing(phrase, earlier):
        return None
    if kind == "that" and phrase.plural and phrase.type == "thing" and _CAME.search(text):
        return None  # what happened: "are they opening new pools", "when did that start"
    done = (
        _embedded(earlier) if kind in ("it", "that") and phrase.plural and phrase.type in ("group", "holder") else None
    )
    return done or _formed_of(kind, phrase)


def _those(word: Token, text: str, earlier: Earlier) -> Antecedent | None:
    """For "they", those that the question before describes; the papers where it names nobody who could say it."""
    if word.low == "they" and _THEY_SAY.search(text) and not any(p.type == "holder" for p in earlier.phrases):
        return Antecedent("the papers", True)
    return _described(earlier, text) if word.low not in POSSESSIVE else None


def _is_whoever(phrase: Phrase, text: str) -> bool:
    """Whether "they" of "where will they try it" are whoever does so: the one thing that is named is "it"."""
    thing = phrase.type == "thing" and not phrase.plural and not phrase.text.split()[-1].isupper()
    return thing and bool(_AND_IT.search(text))


def _is_doing(phrase: Phrase, earlier: Earlier) -> bool:
    """Whether what looks like a thing is what somebody does: "looking" of "is Ofsted looking at care leavers"."""
    alone = phrase.text == phrase.head or phrase.text.lower().startswith(f"{phrase.head} ")
    before = [word for word in earlier.words[: phrase.first] if word.low in _BE]
    return alone and phrase.head.endswith("ing") and phrase.head not in _THINGS_IN_ING and bool(before)


def _formed_of(kind: str, phrase: Phrase) -> Antecedent:
    if kind == "one":
        name = _one_of(bare_of(phrase.text)) if phrase.plural else bare_of(phrase.text)
        article = "an" if re.match(r"[aeiouAEIOU]|[FHLMNRSX][A-Z]", name) else "a"
        return Antecedent(f"{article} {name}", False)
    if kind == "they" and re.match(r"an? ", phrase.text, re.IGNORECASE) and not phrase.plural:
        # "what is a family hub?" asks of them all
        return Antecedent(plural_of(bare_of(phrase.text)), True)
    return Antecedent(definite(phrase.text), phrase.plural)


def _one_of(name: str) -> str:
    """A phrase in the plural as one of it."""
    if not name.endswith("s") or name.endswith("ss"):
        return name
    return name[:-3] + "y" if name.endswith("ies") else name[:-1]


def _embedded(earlier: Earlier) -> Antecedent | None:
    """For "what is the council going to do about it?": "what the council is going to do about it"."""
    match = _WHAT_DOES.match(earlier.text) or _WHAT_DO.match(earlier.text)
    subject = next((p for p in earlier.phrases if match and p.start == match.end()), None)
    if match is None or subject is None:
        return None
    auxiliary = "" if match["aux"].lower() in ("does", "do", "did") else f" {match['aux'].lower()}"
    return Antecedent(f"what {subject.text}{auxiliary}{earlier.text[subject.end :].rstrip(' ?.!')}", False)


def _person(earlier: Earlier, answer: str) -> Antecedent | None:
    """Somebody named in the question before or, a name being all that is taken from it, in its answer."""
    in_question = next((m for m in NAME.finditer(earlier.text) if _is_person(m[0], earlier)), None)
    if in_question:
        return Antecedent(in_question[0], False)
    for phrase in earlier.whole_phrases():
        if ONE_PERSON.search(phrase.text) and not phrase.plural:
            return Antecedent(definite(phrase.text), False)
    plain = re.sub(r"[*_`\[\]<>#]", " ", re.sub(r" ?[()]", ", ", answer))
    found = [m for m in NAME.finditer(plain) if not re.match(r" [A-Z]", plain[m.end() :]) and _is_person(m[0], earlier)]
    names = [match[0] for match in found]
    titled = [match[0] for match in found if _TITLED.match(match[0]) or _IN_OFFICE.match(plain, match.end())]
    if titled:
        return Antecedent(titled[0], False)
    if earlier.words and earlier.words[0].low in ("who", "who's") and names:
        return Antecedent(names[0], False)
    subject = next((p for p in earlier.whole_phrases() if p.first and earlier.words[p.first - 1].tag == "aux"), None)
    if subject is not None and not subject.plural and SAYING.search(earlier.text):
        return Antecedent(definite(subject.text), False)  # "what did the PM say"
    return None


def _is_person(name: str, earlier: Earlier) -> bool:
    """Whether words with capitals are somebody's name, and not a body's or how a sentence starts."""
    words = name.split()
    if not _TITLED.match(name) and (
        re.search(r"['’]s?\b", name) or any(word.lower() in INSTITUTIONAL for word in words)
    ):
        return False
    return words[0] not in _NO_FIRST_NAMES and is_no_body(words[-1])


def described(earlier: Earlier) -> str | None:
    """What the question before asks which or how many of, in full: "the councils that are piloting family help"."""
    those = _described(earlier, "")
    return definite(those.text) if those is not None else None


def _described(earlier: Earlier, text: str) -> Antecedent | None:  # noqa: PLR0911 - rules tried in turn
    """For "which councils are piloting family help?": "the councils that are piloting family help"."""
    asked_of = earlier.asked_of
    if asked_of is None or not asked_of.plural:
        return None
    if SAYING.search(text) and any(p.type == "holder" and p != asked_of for p in earlier.phrases):
        return None
    words = earlier.words
    following = asked_of.last + 1
    noun = bare_of(asked_of.text)
    if following >= len(words):
        return Antecedent(noun, True)
    first = words[following]
    second = words[following + 1] if following + 1 < len(words) else None
    if first.tag == "aux" and second is not None and second.low == "there":
        tail = earlier.after(following + 2)
        if tail.split(" ")[0].lower() in ("been", "be"):
            tail = tail.partition(" ")[2]
        return Antecedent(f"the {noun} {tail}".strip() if tail else noun, True)
    if first.tag == "prep":
        return Antecedent(f"the {noun} {earlier.after(following)}", True)
    if first.tag == "aux" and first.low in DO_AUX and second is not None and second.tag not in ("verb", "aux"):
        return Antecedent(noun, True)  # "how many carers does Durham need"
    if first.tag == "aux" and first.low in ("have", "are", "were") and second is not None and second.tag in ("pron",):
        return Antecedent(noun, True)
    return Antecedent(f"the {noun} that {earlier.after(following)}", True)


def best(kind: str, earlier: Earlier, text: str) -> Phrase | None:
    """The phrase of the question before that a pronoun most likely stands for."""
    candidates = [phrase for phrase in earlier.whole_phrases() if phrase.type != "date"]
    asked_of = earlier.asked_of
    if asked_of is not None and len(candidates) > 1:
        candidates = [phrase for phrase in candidates if phrase.start != asked_of.start]
    about = SAYS_ABOUT.search(earlier.text)
    if about and kind != "there" and any(phrase.start >= about.end() for phrase in candidates):
        said = SAYING.search(text) and (kind == "they" or _IT_DOES.search(text))
        candidates = [
            p for p in candidates if p.start >= about.end() or (said and (p.type == "holder" or p.end <= about.start()))
        ]
    holders = [phrase for phrase in candidates if phrase.type == "holder"]
    reported = _REPORTS.search(earlier.text)
    if kind == "they" and reported and any(phrase.start >= reported.end() for phrase in candidates):
        # "what does Durham say the document proposes": what is asked next is about what is reported
        holders = [phrase for phrase in holders if phrase.start >= reported.end()]
    if kind == "there":
        return holders[-1] if holders else None
    things = [
        phrase for phrase in candidates if phrase.type in ("thing", "label") or (not reported and _is_paper(phrase))
    ]
    groups = [phrase for phrase in candidates if phrase.type == "group"]
    if (
        SAYING.search(text)
        and holders
        and kind != "that"
        and not (kind == "it" and things and not _IT_DOES.search(text))
    ):
        return holders[0]
    if kind in ("it", "that", "one"):
        singular = [phrase for phrase in things if not phrase.plural or phrase.type == "label"]
        inner = [] if singular else _inner_singular(earlier)
        order = singular or inner or (holders if kind == "it" else []) or things or (groups if kind == "it" else [])
    else:
        doers = [p for p in holders if p.plural and p.first and earlier.words[p.first - 1].low in DO_AUX]
        if not _THEY_DO.search(text):
            doers = []
        order = doers or groups or [phrase for phrase in things if phrase.plural] or holders or things
    if not order:
        return None
    return order[0]


def _is_paper(phrase: Phrase) -> bool:
    """Whether a phrase names a paper by what it is on ("the report on the pilot"): a thing rather than a speaker."""
    return phrase.type == "holder" and is_paper(phrase.head) and " on " in f"{phrase.text} "


def _inner_singular(earlier: Earlier) -> list[Phrase]:
    """Singular things inside a plural phrase: "the strategy" of "the six pillars of the strategy"."""
    return [phrase for phrase in earlier.phrases if phrase.type == "thing" and not phrase.plural]


def definite(text: str) -> str:
    """A phrase as it is spoken of the second time: "a consultation" becomes "the consultation"."""
    text = re.sub(r"['’]s\Z", "", text)
    changed = re.sub(r"\A(?:an?|any|some|this|that|these|those|another) ", "the ", text, flags=re.IGNORECASE)
    return changed[:1].lower() + changed[1:] if re.match(r"(?:The|A|An|Any|Some) ", changed) else changed
