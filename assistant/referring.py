"""Pronouns of a follow-up → what they stand for in the question before."""

from __future__ import annotations

import re

from assistant.antecedents import NAME, ONE_PERSON, POSSESSIVE, Antecedent, antecedent_of, best, definite
from assistant.earlier import Earlier
from assistant.phrases import Phrase, Token, phrases, tokens
from assistant.phrases import without_article as bare_of
from assistant.wordlists import word_set

_IT = frozenset({"it", "its", "itself"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves", "ones"})
_PERSON = frozenset({"he", "him", "his", "she", "her", "hers"})
_POINTING = frozenset({"this", "that", "these", "those"})
_QUALITIES = word_set("new extra additional more enough good bad big high low real old statutory national public")
_TAKING_UP = word_set(
    "accept accepts accepted reject rejects rejected back backs backed implement implementing follow follows agree "
    "support "
    "supports fund funds funding welcome welcomes adopt take"
)
"""What somebody does with what another wrote: then "its" is not their own."""
_DOES_SO = re.compile(
    r"\A(?:are|is|were|was|have|has|will|would|did|do|does|can) "
    r"[\w ]{1,30}?\bdo(?:ing|ne)? (?:that|this|it|so)\W*\Z",
    re.IGNORECASE,
)
"""Who asks whether somebody does what the question before told of."""
_OBJECTS = frozenset({"it", "them", "that", "this", "those", "these"})
_FEELING = re.compile(
    r"\b(?P<feels>worried|concerned|unhappy|happy|pleased|cautious|keen|sceptical|opposed|anxious|disappointed|"
    r"in favour|against)\W*\Z",
    re.IGNORECASE,
)
_SAYS_IT = re.compile(r"\b(?:say|said|announced?|promised?|claim(?:ed)?) (?:it|that|this|so)\W*\Z", re.IGNORECASE)
_LEANS_WITH = {"respond": "to", "reply": "to", "contribute": "to", "apply": "for", "take": "in", "get": "in"}
_DANGLING = re.compile(
    r"\Ahow (?:do|can|should|could|will|would) (?:we|i|you|they|people|councils|parents|carers) "
    r"(?P<verb>respond|reply|contribute|apply|take part|get involved)\W*\Z",
    re.IGNORECASE,
)
"""A verb at the end that needs to know to what."""
_EXPLETIVE = re.compile(
    r"\b(?:is|was|isn't|will|would|does) it (?:be |really |also |actually )?(?:true|right|correct|possible|"
    r"likely|legal|"
    r"fair|ok|okay|the case|because|only|clear|known|mandatory that|planned that|matter|mean|worth|better|that)\b|"
    r"\b(?:is|will|does|was) it (?:going to |be )?(?:rain|raining|snow|snowing|sunny|hot|cold|warm|windy|"
    r"foggy|late|early)\b|"
    r"\bit(?:'s| is| was) (?:true|said|planned|possible|likely|clear)\b",
    re.IGNORECASE,
)
_SAID = word_set("say said announce announced")
_SETTING = word_set("compare square reconcile match put set contrast want get like see have need")
_TIMES = word_set(
    "year month week day days time country paper papers document documents report reports point moment morning"
)
"""Words with "this" or "that" before them that point to the world rather than to the question before."""
_ANY_THING = word_set(
    "programme program scheme policy plan plans project initiative proposal proposals idea change changes "
    "thing role "
    "group body board service services system model rule rules approach strategy framework consultation review"
)
_AGREEING = {"do": "does", "are": "is", "have": "has", "were": "was"}
_PLURAL_OF = {singular: plural for plural, singular in _AGREEING.items()}


def resolve(text: str, earlier: Earlier, answer: str) -> str | None:
    """The follow-up with its first pronouns replaced; None when it has none that leans on the question before.

    A pronoun that leans but stands for nothing that can be named takes the question before along, whole.
    """
    if _DOES_SO.search(text) and len(earlier.words) > 1:
        return earlier.followed_by(text)
    words = tokens(text)
    named = phrases(text, words, earlier.holders.is_holder)
    expletive = _EXPLETIVE.search(text)
    found = ""
    position = 0
    used: list[Antecedent] = []
    leaning = False
    for i, word in enumerate(words):
        if expletive and expletive.start() <= word.start < expletive.end():
            continue
        pointed = _pointed_at(words, i, named, earlier)
        if pointed is not None:
            found += text[position : word.start] + pointed[0]
            position = pointed[1]
            used.append(Antecedent(pointed[0], False))
            continue
        kind = _kind(words, i)
        if kind is None or _inside(kind, named, word, words):
            continue
        leaning = True
        antecedent = antecedent_of(kind, word, text, earlier, answer)
        if antecedent is None or any(antecedent.text == other.text for other in used):
            continue
        if used and (kind == "that" or (kind == "it" and words[i - 1].low in _SAID)):
            continue
        before = text[position : word.start]
        if not used:
            before = _agreeing(before, antecedent.plural, kind)
        found += before + _formed(word, _again(antecedent, used, earlier))
        position = word.end
        used.append(antecedent)
    dangling = _DANGLING.search(text)
    if dangling and not used and not leaning and earlier.topic:
        preposition = _LEANS_WITH[dangling["verb"].lower().split()[0]]
        return f"{text[: dangling.end('verb')]} {preposition} {definite(earlier.topic)}?"
    if used:
        filled = found + text[position:]
        if _SAYS_IT.search(filled):
            of = (p.text for p in earlier.whole_phrases() if p.type not in ("holder", "date"))
            topic = next((text for text in of if text.lower() not in filled.lower()), None)
            return f"{filled.rstrip('?.! ')}, on {topic}" if topic else filled
        return _with_topic(filled, used, earlier)
    return earlier.followed_by(text) if leaning else None


def _with_topic(text: str, used: list[Antecedent], earlier: Earlier) -> str:
    """With what somebody is worried about, where the follow-up leaves it at "why are they worried"."""
    topic = earlier.topic
    feels = _FEELING.search(text)
    if feels is None or topic is None or topic.lower() in text.lower():
        return text
    if not any(earlier.holders.is_holder(antecedent.text) for antecedent in used):
        return text
    joined = {"opposed": " to", "in favour": " of", "keen": " on", "against": ""}.get(feels["feels"].lower(), " about")
    return f"{text[: feels.end('feels')]}{joined} {topic}{text[feels.end('feels') :]}"


def _kind(words: tuple[Token, ...], i: int) -> str | None:  # noqa: PLR0911 - rules tried in turn
    """Which sort of pronoun a word is, or None when it is none that could lean on an earlier question."""
    low = words[i].low
    base = low.removesuffix("'s")
    if base in _IT:
        return "it"
    if base in _THEY:
        return None if base in ("ones",) else "they"
    if base in _PERSON:
        return "person"
    following = words[i + 1] if i + 1 < len(words) else None
    before = words[i - 1] if i else None
    if low == "one" and before is not None and (before.tag in ("prep", "verb") or before.low == "there"):
        return (
            "one"
            if following is None
            or before.low == "there"
            or following.tag in ("punct", "verb", "aux", "prep")
            or before.low == "with"
            else None
        )
    if low in ("that", "this") and i == 1 and words[0].low in ("is", "was"):
        said = [token for token in words[2:] if token.tag != "punct"]
        if _is_all(words[2:]) or (len(said) == 1 and said[0].text.islower()):  # "is that certain"
            return "that"
    if low in _POINTING:
        alone = (
            words[i].tag == "pron"
            or following is None
            or following.tag in ("punct", "aux", "prep", "verb", "adv", "conj")
        )
        leads = before is None or before.tag in ("aux", "prep", "verb", "conj", "punct")
        if not (alone and leads):
            return None
        reporting = before is not None and before.tag == "verb" and before.low not in _SETTING
        if reporting and following is not None and following.tag not in ("punct", "prep", "adv"):
            return None  # "say that it …"
        return "they" if low in ("these", "those") else "that"
    if (
        low == "there"
        and (following is None or following.tag == "punct")
        and before is not None
        and before.tag != "aux"
    ):
        return "there"
    return None


def _is_other(phrase: Phrase, word: Token, at: int, words: tuple[Token, ...]) -> bool:
    """Whether a phrase before a pronoun in one clause cannot be what it stands for."""
    before, opens = words[at - 1], words[phrase.first - 1] if phrase.first else None
    if phrase.text.endswith(("'s", "’s", "s'", "s’")):
        return True  # "the LGA's view on it"
    contracted = opens is not None and opens.tag == "wh" and opens.low.endswith("'s")  # "what's the LGA worried about"
    if opens is not None and not contracted and (opens.tag == "wh" or opens.low in ("much", "many")):
        return before.tag == "aux" or phrase.last == phrase.first  # "how much funding does it get", "how big is it"
    subject = opens is None or contracted or opens.tag == "aux"
    if word.low in POSSESSIVE:
        return subject and phrase.type == "holder" and before.low in _TAKING_UP  # "does the LGA accept its findings"
    following = words[at + 1] if at + 1 < len(words) else None
    ends = following is None or following.tag not in ("aux", "verb")
    return (
        subject and ends and word.low in _OBJECTS and before.tag in ("verb", "prep")
    )  # "does the LGA agree with them"


def _is_all(rest: tuple[Token, ...]) -> bool:
    """Whether what follows "is that" says what it may be ("new money", "a lot"), and not what "that" belongs to."""
    said = [token for token in rest if token.tag != "punct"]
    if said and said[0].tag == "det":
        return all(token.tag in ("det", "word", "prep", "date") for token in said)
    return len(said) > 1 and said[0].low in _QUALITIES and all(token.tag in ("word", "prep") for token in said)


def _inside(kind: str, named: tuple[Phrase, ...], word: Token, words: tuple[Token, ...]) -> bool:
    """Whether the follow-up itself names, before its pronoun, what that may stand for."""
    position = word.start
    at = words.index(word)
    for phrase in named:
        if phrase.type == "date" or phrase.end > position:
            continue
        if phrase.last == at - 2 and words[at - 1].tag == "prep" and word.low not in POSSESSIVE:
            continue  # "the agenda for it" is another thing than it
        if _is_other(phrase, word, at, words):
            continue
        single = (not phrase.plural or phrase.type == "label") and phrase.type != "group"
        if single and (kind == "it" or (kind == "that" and phrase.type != "holder")):
            return True
        if kind == "they" and (phrase.plural or phrase.type in ("group", "holder")):
            return True
        if kind == "person" and (NAME.search(phrase.text) or ONE_PERSON.search(phrase.text)):
            return True
        if kind == "there" and phrase.type == "holder":
            return True
    return False


def _pointed_at(
    words: tuple[Token, ...], i: int, named: tuple[Phrase, ...], earlier: Earlier
) -> tuple[str, int] | None:
    """For "that programme", the phrase it points to and where it ends; None when it points nowhere before."""
    if words[i].low not in ("this", "that", "these", "those") or i + 1 == len(words) or words[i + 1].tag != "word":
        return None
    here = next((p for p in named if p.first == i), None)
    if here is None or here.head in _TIMES:
        return None
    for phrase, whole in zip(_simple(earlier), earlier.whole_phrases(), strict=True):
        if phrase.head.rstrip("s") == here.head.rstrip("s") and whole.text.lower() != here.text.lower():
            return definite(whole.text), here.end
    if here.head in _ANY_THING:
        candidate = best("it", earlier, "")
        if candidate is not None and here.plural and (candidate.plural or candidate.type == "group"):
            return f"the {here.head} for {bare_of(candidate.text)}", here.end  # "these changes"
        if candidate is not None:
            return definite(candidate.text), here.end
    return None


def _simple(earlier: Earlier) -> tuple[Phrase, ...]:
    starts = {phrase.start for phrase in earlier.whole_phrases()}
    return tuple(phrase for phrase in earlier.phrases if phrase.start in starts)


def _agreeing(before: str, plural: bool, kind: str) -> str:
    """The auxiliary right before the pronoun, made to agree with what takes its place."""
    match = re.search(r"\b(do|does|are|is|have|has|were|was)(n't)? \Z", before, re.IGNORECASE)
    if not match:
        return before
    auxiliary = match[1].lower()
    wanted = _PLURAL_OF.get(auxiliary, auxiliary) if plural else _AGREEING.get(auxiliary, auxiliary)
    return before[: match.start()] + wanted + (match[2] or "") + " "


def _again(antecedent: Antecedent, used: list[Antecedent], earlier: Earlier) -> Antecedent:
    """What a pronoun stands for, without naming again whom the one before it stands for."""
    if antecedent.text == earlier.money and any(other.text in antecedent.text for other in used):
        return Antecedent("the money", False)  # "when do carers get the money"
    return antecedent


def _formed(word: Token, antecedent: Antecedent) -> str:
    low = word.low
    if low in POSSESSIVE:
        return antecedent.text + ("'" if antecedent.text.endswith("s") else "'s")
    if low.endswith("'s"):
        return f"{antecedent.text} is"
    return antecedent.text
