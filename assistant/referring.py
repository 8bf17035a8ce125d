"""Pronouns of a follow-up → what they stand for in the question before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.earlier import Earlier, plural_of
from assistant.holders import INSTITUTIONAL
from assistant.phrases import DO_AUX, Phrase, Token, is_no_body, is_paper, phrases, tokens
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
_OBJECTS = frozenset({"it", "them", "that", "this", "those", "these"})
_POSSESSIVE = frozenset({"its", "their", "theirs", "his", "her", "hers"})
_SAYING = re.compile(
    r"\b(?:say|says|said|think|thinks|want|wants|reckon|propose|believe|feel|recommend|call|view|views|"
    r"concern|concerns|"
    r"favour|against|worried|unhappy|happy|pleased|keen|position|opinion|welcome|support|oppose|ask|asked|"
    r"suggest|argue)\b",
    re.IGNORECASE,
)
_FEELING = re.compile(
    r"\b(?P<feels>worried|concerned|unhappy|happy|pleased|cautious|keen|sceptical|opposed|anxious|disappointed|"
    r"in favour|against)\W*\Z",
    re.IGNORECASE,
)
_SAYS_IT = re.compile(r"\b(?:say|said|announced?|promised?|claim(?:ed)?) (?:it|that|this|so)\W*\Z", re.IGNORECASE)
_AND_IT = re.compile(r"\b(?:it|that|this)\b", re.IGNORECASE)
_WHAT_DO = re.compile(r"what (?P<aux>do|does|did) ", re.IGNORECASE)
_WHAT_DOES = re.compile(r"what (?P<aux>is|are|was|were|will|would|can|should|has|have) ", re.IGNORECASE)
_LEANS_WITH = {"respond": "to", "reply": "to", "contribute": "to", "apply": "for", "take": "in", "get": "in"}
_DANGLING = re.compile(
    r"\Ahow (?:do|can|should|could|will|would) (?:we|i|you|they|people|councils|parents|carers) "
    r"(?P<verb>respond|reply|contribute|apply|take part|get involved)\W*\Z",
    re.IGNORECASE,
)
"""A verb at the end that needs to know to what."""
_REPORTS = re.compile(
    r"\b(?:say|says|said|think|thinks|claim|claims|report|reports) (?=(?:that |the |its |their |this )\w)",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|isn't|will|would|does) it (?:be |really |also |actually )?(?:true|right|correct|possible|"
    r"likely|legal|"
    r"fair|ok|okay|the case|because|only|clear|known|mandatory that|planned that|matter|mean|worth|better|that)\b|"
    r"\b(?:is|will|does|was) it (?:going to |be )?(?:rain|raining|snow|snowing|sunny|hot|cold|warm|windy|"
    r"foggy|late|early)\b|"
    r"\bit(?:'s| is| was) (?:true|said|planned|possible|likely|clear)\b",
    re.IGNORECASE,
)
_TIMES = word_set(
    "year month week day days time country paper papers document documents report reports point moment morning"
)
"""Words with "this" or "that" before them that point to the world rather than to the question before."""
_ANY_THING = word_set(
    "programme program scheme policy plan plans project initiative proposal proposals idea change changes "
    "thing role "
    "group body board service services system model rule rules approach strategy framework consultation review"
)
_NAME = re.compile(
    r"(?:\b(?:Cllr|Councillor|Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness|Professor|Prof)\.? )"
    r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}|\b[A-Z][a-z'’-]+ (?:[A-Z][\w'’-]+ )?[A-Z][a-z'’-]+\b"
)
_TITLED = re.compile(r"(?:Cllr|Councillor|Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness|Prof)")
_NO_FIRST_NAMES = frozenset(
    {"The", "A", "An", "This", "That", "Our", "Their", "Her", "His", "Its", "In", "On", "At", "For"}
)
_ONE_PERSON = re.compile(
    r"(?:director|minister|chair|chairman|chairwoman|head|leader|president|secretary|mayor|commissioner|officer|"
    r"manager|author|reviewer|councillor|ombudsman|chief)\b",
    re.IGNORECASE,
)
_AGREEING = {"do": "does", "are": "is", "have": "has", "were": "was"}
_PLURAL_OF = {singular: plural for plural, singular in _AGREEING.items()}


@dataclass(frozen=True, slots=True)
class _Antecedent:
    """What a pronoun stands for: the words to put in, and how many it is."""

    text: str
    plural: bool


def resolve(text: str, earlier: Earlier, answer: str) -> str | None:
    """The follow-up with its first pronouns replaced; None when it has none that leans on the question before.

    A pronoun that leans but stands for nothing that can be named takes the question before along, whole.
    """
    words = tokens(text)
    named = phrases(text, words, earlier.holders.is_holder)
    expletive = _EXPLETIVE.search(text)
    found = ""
    position = 0
    used: list[_Antecedent] = []
    leaning = False
    for i, word in enumerate(words):
        if expletive and expletive.start() <= word.start < expletive.end():
            continue
        pointed = _pointed_at(words, i, named, earlier)
        if pointed is not None:
            found += text[position : word.start] + pointed[0]
            position = pointed[1]
            used.append(_Antecedent(pointed[0], False))
            continue
        kind = _kind(words, i)
        if kind is None or _inside(kind, named, word, words):
            continue
        leaning = True
        antecedent = _antecedent(kind, word, text, earlier, answer)
        if antecedent is None or any(antecedent.text == other.text for other in used):
            continue
        if used and kind == "that":
            continue
        if used and kind == "it" and words[i - 1].low in ("say", "said", "announce", "announced"):
            continue
        before = text[position : word.start]
        if not used:
            before = _agreeing(before, antecedent.plural, kind)
        found += before + _formed(word, antecedent)
        position = word.end
        used.append(antecedent)
    dangling = _DANGLING.search(text)
    if dangling and not used and not leaning and earlier.topic:
        preposition = _LEANS_WITH[dangling["verb"].lower().split()[0]]
        return f"{text[: dangling.end('verb')]} {preposition} {_definite(earlier.topic)}?"
    if used:
        filled = found + text[position:]
        if _SAYS_IT.search(filled):
            of = (p.text for p in earlier.whole_phrases() if p.type not in ("holder", "date"))
            topic = next((text for text in of if text.lower() not in filled.lower()), None)
            return f"{filled.rstrip('?.! ')}, on {topic}" if topic else filled
        return _with_topic(filled, used, earlier)
    if leaning:
        return f"{earlier.text if earlier.text.endswith(('?', '.', '!')) else earlier.text + '?'} {text}"
    return None


def _with_topic(text: str, used: list[_Antecedent], earlier: Earlier) -> str:
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
    if low in ("that", "this") and i == 1 and words[0].low in ("is", "was") and _is_all(words[2:]):
        return "that"
    if low in _POINTING:
        alone = following is None or following.tag in ("punct", "aux", "prep", "verb", "adv", "conj")
        leads = before is None or before.tag in ("aux", "prep", "verb", "conj", "punct")
        if not (alone and leads):
            return None
        if before is not None and before.tag == "verb" and following is not None and following.tag != "punct":
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
    if opens is not None and (opens.tag == "wh" or opens.low in ("much", "many")):
        return before.tag == "aux" or phrase.last == phrase.first  # "how much funding does it get", "how big is it"
    subject = opens is None or opens.tag == "aux"
    if word.low in _POSSESSIVE:
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
        if phrase.last == at - 2 and words[at - 1].tag == "prep" and word.low not in _POSSESSIVE:
            continue  # "the agenda for it" is another thing than it
        if _is_other(phrase, word, at, words):
            continue
        if kind in ("it", "that") and (not phrase.plural or phrase.type == "label") and phrase.type != "group":
            return True
        if kind == "they" and (phrase.plural or phrase.type in ("group", "holder")):
            return True
        if kind == "person" and (_NAME.search(phrase.text) or _ONE_PERSON.search(phrase.text)):
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
            return _definite(whole.text), here.end
    if here.head in _ANY_THING:
        candidate = _best("it", earlier, "")
        if candidate is not None and here.plural and (candidate.plural or candidate.type == "group"):
            return f"the {here.head} for {bare_of(candidate.text)}", here.end  # "these changes"
        if candidate is not None:
            return _definite(candidate.text), here.end
    return None


def _simple(earlier: Earlier) -> tuple[Phrase, ...]:
    starts = {phrase.start for phrase in earlier.whole_phrases()}
    return tuple(phrase for phrase in earlier.phrases if phrase.start in starts)


def _antecedent(kind: str, word: Token, text: str, earlier: Earlier, answer: str) -> _Antecedent | None:
    if kind == "person":
        return _person(earlier, answer)
    if kind == "they":
        described = _described(earlier, text) if word.low not in _POSSESSIVE else None
        if described is not None:
            return described
    if kind in ("it", "that") and (money := earlier.money):
        return _Antecedent(money, False)
    phrase = _best(kind, earlier, text)
    if phrase is None:
        return _embedded(earlier) if kind == "that" else None
    acronym = phrase.text.split()[-1].isupper()
    if kind == "they" and not phrase.plural and phrase.type == "thing" and not acronym and _AND_IT.search(text):
        return None  # "where will they try it": they are whoever does so
    if kind in ("it", "that") and phrase.type in ("group", "holder") and phrase.plural and (done := _embedded(earlier)):
        return done
    if kind == "one":
        name = _one_of(bare_of(phrase.text)) if phrase.plural else bare_of(phrase.text)
        article = "an" if re.match(r"[aeiouAEIOU]|[FHLMNRSX][A-Z]", name) else "a"
        return _Antecedent(f"{article} {name}", False)
    if kind == "they" and re.match(r"an? ", phrase.text, re.IGNORECASE) and not phrase.plural:
        # "what is a family hub?" asks of them all
        return _Antecedent(plural_of(bare_of(phrase.text)), True)
    return _Antecedent(_definite(phrase.text), phrase.plural)


def _one_of(name: str) -> str:
    """A phrase in the plural as one of it."""
    if not name.endswith("s") or name.endswith("ss"):
        return name
    return name[:-3] + "y" if name.endswith("ies") else name[:-1]


def _embedded(earlier: Earlier) -> _Antecedent | None:
    """For "what is the council going to do about it?": "what the council is going to do about it"."""
    match = _WHAT_DOES.match(earlier.text) or _WHAT_DO.match(earlier.text)
    subject = next((p for p in earlier.phrases if match and p.start == match.end()), None)
    if match is None or subject is None:
        return None
    auxiliary = "" if match["aux"].lower() in ("does", "do", "did") else f" {match['aux'].lower()}"
    return _Antecedent(f"what {subject.text}{auxiliary}{earlier.text[subject.end :].rstrip(' ?.!')}", False)


def _person(earlier: Earlier, answer: str) -> _Antecedent | None:
    """Somebody named in the question before or, a name being all that is taken from it, in its answer."""
    in_question = next((m for m in _NAME.finditer(earlier.text) if _is_person(m[0], earlier)), None)
    if in_question and (_TITLED.match(in_question[0]) or earlier.words[0].low in ("who", "who's")):
        return _Antecedent(in_question[0], False)
    for phrase in earlier.whole_phrases():
        if _ONE_PERSON.search(phrase.text) and not phrase.plural:
            return _Antecedent(_definite(phrase.text), False)
    plain = re.sub(r"[*_`\[\]<>()#]", " ", answer)
    found = (m[0] for m in _NAME.finditer(plain) if not re.match(r" [A-Z]", plain[m.end() :]))
    names = [name for name in found if _is_person(name, earlier)]
    titled = [name for name in names if _TITLED.match(name)]
    if titled:
        return _Antecedent(titled[0], False)
    if earlier.words and earlier.words[0].low in ("who", "who's") and names:
        return _Antecedent(names[0], False)
    subject = next((p for p in earlier.whole_phrases() if p.first and earlier.words[p.first - 1].tag == "aux"), None)
    if subject is not None and not subject.plural and _SAYING.search(earlier.text):
        return _Antecedent(_definite(subject.text), False)  # "what did the PM say"
    return None


def _is_person(name: str, earlier: Earlier) -> bool:
    """Whether words with capitals are somebody's name, and not a body's or how a sentence starts."""
    words = name.split()
    if not _TITLED.match(name) and (
        re.search(r"['’]s?\b", name) or any(word.lower() in INSTITUTIONAL for word in words)
    ):
        return False
    return words[0] not in _NO_FIRST_NAMES and not earlier.holders.is_holder(name) and is_no_body(words[-1])


def _described(earlier: Earlier, text: str) -> _Antecedent | None:  # noqa: PLR0911 - rules tried in turn
    """For "which councils are piloting family help?": "the councils that are piloting family help"."""
    asked_of = earlier.asked_of
    if asked_of is None or not asked_of.plural:
        return None
    if _SAYING.search(text) and any(p.type == "holder" and p != asked_of for p in earlier.phrases):
        return None
    words = earlier.words
    following = asked_of.last + 1
    noun = bare_of(asked_of.text)
    if following >= len(words):
        return _Antecedent(noun, True)
    first = words[following]
    second = words[following + 1] if following + 1 < len(words) else None
    if first.tag == "aux" and second is not None and second.low == "there":
        tail = earlier.after(following + 2)
        if tail.split(" ")[0].lower() in ("been", "be"):
            tail = tail.partition(" ")[2]
        return _Antecedent(f"the {noun} {tail}".strip() if tail else noun, True)
    if first.tag == "prep":
        return _Antecedent(f"the {noun} {earlier.after(following)}", True)
    if first.tag == "aux" and first.low in DO_AUX and second is not None and second.tag != "verb":
        return _Antecedent(noun, True)  # "how many carers does Durham need"
    if first.tag == "aux" and first.low in ("have", "are", "were") and second is not None and second.tag in ("pron",):
        return _Antecedent(noun, True)
    return _Antecedent(f"the {noun} that {earlier.after(following)}", True)


def _best(kind: str, earlier: Earlier, text: str) -> Phrase | None:
    """The phrase of the question before that a pronoun most likely stands for."""
    candidates = [phrase for phrase in earlier.whole_phrases() if phrase.type != "date"]
    asked_of = earlier.asked_of
    if asked_of is not None and len(candidates) > 1:
        candidates = [phrase for phrase in candidates if phrase.start != asked_of.start]
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
    if _SAYING.search(text) and holders and kind != "that":
        return holders[0]
    if kind in ("it", "that", "one"):
        singular = [phrase for phrase in things if not phrase.plural or phrase.type == "label"]
        inner = [] if singular else _inner_singular(earlier)
        order = singular or inner or (holders if kind == "it" else []) or things or (groups if kind == "it" else [])
    else:
        order = groups or [phrase for phrase in things if phrase.plural] or holders or things
    if not order:
        return None
    return order[0]


def _is_paper(phrase: Phrase) -> bool:
    """Whether a phrase names a paper by what it is on ("the report on the pilot"): a thing rather than a speaker."""
    return phrase.type == "holder" and is_paper(phrase.head) and " on " in f"{phrase.text} "


def _inner_singular(earlier: Earlier) -> list[Phrase]:
    """Singular things inside a plural phrase: "the strategy" of "the six pillars of the strategy"."""
    return [phrase for phrase in earlier.phrases if phrase.type == "thing" and not phrase.plural]


def _definite(text: str) -> str:
    """A phrase as it is spoken of the second time: "a consultation" becomes "the consultation"."""
    text = re.sub(r"['’]s\Z", "", text)
    changed = re.sub(
        r"\A(?:an?|any|some|this|that|these|those|another|each|every|no) ", "the ", text, flags=re.IGNORECASE
    )
    return changed[:1].lower() + changed[1:] if re.match(r"(?:The|A|An|Any|Some) ", changed) else changed


def _agreeing(before: str, plural: bool, kind: str) -> str:
    """The auxiliary right before the pronoun, made to agree with what takes its place."""
    match = re.search(r"\b(do|does|are|is|have|has|were|was)(n't)? \Z", before, re.IGNORECASE)
    if not match:
        return before
    auxiliary = match[1].lower()
    wanted = _PLURAL_OF.get(auxiliary, auxiliary) if plural else _AGREEING.get(auxiliary, auxiliary)
    return before[: match.start()] + wanted + (match[2] or "") + " "


def _formed(word: Token, antecedent: _Antecedent) -> str:
    low = word.low
    if low in _POSSESSIVE:
        return antecedent.text + ("'" if antecedent.text.endswith("s") else "'s")
    if low.endswith("'s"):
        return f"{antecedent.text} is"
    return antecedent.text
