"""A question's words → its noun phrases and its frame (question word, auxiliary, subject, rest).

A small grammar of English questions by word lists, because no tagger that carries its model is light enough; where it
cannot tell, it says so and the caller falls back to the words as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from assistant.wordlists import word_set

Tag = Literal["wh", "aux", "det", "prep", "pron", "conj", "adv", "verb", "word", "date", "punct"]
Type = Literal["holder", "group", "date", "label", "thing"]

_TOKEN = re.compile(r"£?[^\W_]+(?:[’'.,/&-][^\W_]+)*(?:['’](?=\s|\Z|[?!.,;]))?%?|[^\w\s]")


_WH = word_set("who whom whose what which when where why how whats whos wheres whens hows")
_AUX = word_set(
    "is are was were be been being am has have had do does did will would can could shall should may might must "
    "isnt arent wasnt werent dont doesnt didnt wont cant hasnt havent isn't aren't wasn't weren't don't doesn't "
    "didn't won't can't hasn't haven't wouldn't couldn't shouldn't wouldnt couldnt shouldnt"
)
DO_AUX = word_set("do does did will would can could shall should may might must")
_DET = word_set(
    "the a an any some all every each no this that these those my your our more most another other such both"
)
PREPOSITIONS = word_set(
    "of in on at to for from by with about into over under between among across through during before after since "
    "until till against without within than per around regarding concerning like as towards toward behind beyond via "
    "despite beside besides upon off out up down onto outside inside alongside"
)
_PRON = word_set(
    "i you we it he she they me us him her them its his their theirs hers there itself themselves ones one "
    "anyone anybody someone somebody everyone everybody nobody"
)
_CONJ = word_set("and or but nor so because if while although though whether that")
_ADV = word_set(
    "not also already still yet now currently ever never only just too really actually exactly again soon else even "
    "then today always often going set likely due able much many enough together long far old ago please new-ish "
    "altogether overall worth instead otherwise abroad overseas elsewhere nationally locally"
)
_VERBS = word_set(
    "start begin close end open run lead chair get give go come make take say think want need do pay receive qualify "
    "apply cost spend fund provide support help plan propose recommend report publish launch introduce "
    "replace change "
    "affect cover include involve mean work live move leave stay join sit decide agree approve vote oppose "
    "back reject "
    "respond reply consult review evaluate inspect measure count pilot trial test roll recruit hire train "
    "employ keep "
    "lose win raise rise increase reduce cut cap limit fall drop grow build improve reform scrap abolish "
    "expect believe "
    "feel welcome criticise fear hope ask call suggest claim argue warn describe define explain tell show "
    "find reopen "
    "see look identify set meet deliver manage monitor oversee regulate register collect share use "
    "commission buy sell "
    "own bring put hold offer allow require stop prevent protect tackle address aim seek intend promise "
    "commit announce "
    "happen occur last finish complete continue exist become remain contribute contain consist depend relate compare "
    "differ attend speak present write sign draft recommend resign appoint elect represent serve benefit suffer face "
    "gain contact know learn teach care foster adopt place house feed fix mend repair build grit resurface bid award "
    "grant allocate invest save owe charge bill record count number rank rate list name mention state cite "
    "quote refer "
    "thank apply audit extend expand widen strengthen boost cover match mandate enforce implement follow "
    "handle treat "
    "advise comment fine carry undertake perform organise host submit prepare wait die vary try consider "
    "assess check answer promote restrict ban appeal inform notify refuse search treat "
    "accept cope cooperate visit reply earn attract reflect endorse praise reckon dislike worry object "
    "complain push urge demand favour"
)
_IRREGULAR = word_set(
    "began begun gave given went gone came made took taken said thought got paid spent meant left sat met "
    "ran led held "
    "kept lost won fell fallen grew grown built felt told shown found saw seen brought bought sold sent put set cut "
    "wrote written spoke spoken chose chosen rose risen became taught sought knew known drawn drew"
)
_HOW = re.compile(r"\w{2}(?:[ae]te|ing|ed|ful|al|ive|ous|ent|ant|ar|ick|hort|ain|ure)ly\Z")
"""How something is done ("separately", and as it is misspelt): nothing that is spoken of further."""
_NOUNS = word_set(
    "ofsted funding training housing meeting meetings building nothing something anything everything thing things "
    "recruiting "
    "safeguarding finding findings parking planning hearing hearings setting settings wellbeing being spring king "
    "fostering gritting during morning evening need needs bed beds seed speed feed red hundred bread wing learning "
    "reading writing banding"
)
_GERUNDS = word_set("funding training building planning recruiting finding setting fostering housing meeting")
"""Nouns that are verbs after "is" and its subject: "is the council funding …"."""
_REPORTING = word_set("say says said think thinks thought believe believes claim claims expect expects")
"""Verbs after which another clause may start."""
_UNDER_WAY = word_set("happening going changing coming being planned doing getting")
"""What may be asked without a subject: "what is happening"."""
_BE = word_set("is are was were")
_POINTING = word_set("this that these those")
_WANTING = word_set("want get like see have need")
_PASSIVE = word_set("is are was were be been has have had")
_DATES = re.compile(
    r"(?:(?:19|20)\d\d(?:[-/]\d\d(?:\d\d)?)?|january|february|march|april|june|july|august|september|october|"
    r"november|"
    r"december|spring|summer|autumn|winter)\Z",
    re.IGNORECASE,
)
_PEOPLE = word_set(
    "people persons children kids babies infants pupils students teenagers teens adolescents adults parents mothers "
    "fathers mums dads families carers guardians grandparents relatives siblings leavers adopters workers "
    "practitioners "
    "professionals staff teachers nurses psychologists therapists advisers advisors officers managers leaders "
    "directors councillors members residents tenants employers employees apprentices volunteers patients "
    "clients users "
    "victims offenders youths girls boys men women childminders coordinators sencos headteachers visitors advocates "
    "assistants inspectors judges solicitors refugees migrants asylum-seekers youngsters toddlers minors nans "
    "aunts uncles foster-carers households applicants claimants drivers cyclists pedestrians veterans customers"
)
_BODIES = word_set(
    "government council councils department ministry minister ministers association committee board authority "
    "authorities party parties charity charities commission ofsted parliament union unions regulator nhs police "
    "inspectorate company companies provider providers agency agencies"
)
_PAPERS = word_set("summary statement report pack release briefing brief paper minutes agenda bulletin submission")
_LABELLED = re.compile(
    r"(?:pillar|mission|chapter|phase|wave|tranche|stage|part|section|rule|recommendation|priority|appendix|annex|"
    r"theme|goal|objective|option|question|strand|step|year|key stage|paragraph|item)s? (?:\d+|[a-z]|one|two|three|"
    r"four|five|six|seven|eight|nine|ten)\Z",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:pillar|mission|chapter|phase|wave|tranche|stage|part|option|step|rule|year)\Z", re.IGNORECASE
)
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?\Z", re.IGNORECASE)
_SINGULAR_S = re.compile(r"(?:ss|us|is|news|senco)\Z")
_PLURALS = word_set("children people men women staff police data kids")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark, with where it stands in its text."""

    text: str
    start: int
    end: int
    tag: Tag

    @property
    def low(self) -> str:
        return self.text.lower().replace("’", "'")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One noun phrase.

    Attributes:
        text: As typed, with its article.
        start: Position in the question.
        end: Likewise, exclusive.
        head: Its last word before any "of …", lower case, without "'s".
        type: What sort of thing it names.
        first: Index of its first token.
        last: Index of its last token.
    """

    text: str
    start: int
    end: int
    head: str
    type: Type
    first: int
    last: int

    @property
    def bare(self) -> str:
        """Without its article, lower case."""
        return without_article(self.text).lower()

    @property
    def plural(self) -> bool:
        return is_plural(self.head)


def without_article(text: str) -> str:
    """A phrase without "the", "a", "any", "this" before it."""
    return re.sub(
        r"\A(?:(?:the|an?|any|some|all|this|that|these|those|more|both|each|every) )+", "", text, flags=re.IGNORECASE
    )


def is_plural(head: str) -> bool:
    return head in _PLURALS or (head.endswith("s") and not _SINGULAR_S.search(head) and len(head) > 2)


def is_paper(head: str) -> bool:
    """Whether a word is what a paper is called by."""
    return head in _PAPERS


def is_no_body(word: str) -> bool:
    """Whether a word is no kind of body, group or paper ("Council", "Carers", "Report")."""
    return word.lower() not in _BODIES and word.lower() not in _PEOPLE and word.lower() not in _PAPERS


def is_verb(word: str) -> bool:
    """Whether a word may be a verb, in any of its forms."""
    low = word.lower()
    if low in _NOUNS:
        return False
    if low in _VERBS or low in _IRREGULAR:
        return True
    for ending, instead in (("ies", "y"), ("es", ""), ("es", "e"), ("s", "")):
        if low.endswith(ending) and low[: -len(ending)] + instead in _VERBS:
            return True
    return len(low) > 4 and (low.endswith(("ing", "ed")))


def tokens(text: str) -> tuple[Token, ...]:
    """The words and marks of a question with what each is likely to be."""
    raw = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    tags: list[Tag] = [_plain_tag(word) for word, _, _ in raw]
    for i in range(2, len(raw)):
        # "Working Together" is a name, whatever its words are elsewhere
        if tags[i] == "adv" and raw[i][0][0].isupper() and raw[i - 1][0][0].isupper() and not raw[i][0].isupper():
            tags[i] = "word"
    for i in range(1, len(raw)):
        if raw[i][0] == "May" and (_DAY.match(raw[i - 1][0]) or tags[i - 1] == "prep"):
            tags[i] = "date"
        if raw[i][0].lower() == "one" and _NUMBERED.match(raw[i - 1][0]):
            tags[i] = "word"  # "year one"
    _name_verbs([word.lower().replace("’", "'") for word, _, _ in raw], tags, [word for word, _, _ in raw])
    _name_unknown_verbs([word for word, _, _ in raw], tags)
    return tuple(Token(word, start, end, tag) for (word, start, end), tag in zip(raw, tags, strict=True))


def _name_unknown_verbs(words: list[str], tags: list[Tag]) -> None:
    """Mark the verb of "when does that kick in", which no list knows: after "does" and its subject one must come."""
    low = [word.lower().replace("’", "'") for word in words]
    for i, word in enumerate(low):
        if tags[i] != "aux" or word.removesuffix("n't") not in DO_AUX:
            continue
        end = next((j for j in range(i + 1, len(tags)) if tags[j] in ("wh", "aux", "conj", "punct")), len(tags))
        if end < len(tags) and low[end] in _POINTING and end == i + 1:
            end = next((j for j in range(i + 2, len(tags)) if tags[j] in ("wh", "aux", "conj", "punct")), len(tags))
        if "verb" in tags[i + 1 : end]:
            continue
        if i and tags[i - 1] == "wh" and end == i + 2 and tags[i + 1] == "word" and _may_be_base(low[i + 1]):
            tags[i + 1] = "verb"  # "who should act"
        if end - i < 3:
            continue
        pointing = low[i + 1] in _POINTING
        subject = i + 1 if pointing or tags[i + 1] == "pron" else None
        if subject is None:
            run = i + 2 if tags[i + 1] == "det" else i + 1
            last = next((j for j in range(run, end) if tags[j] != "word"), end) - 1
            asks_of = i > 1 and tags[i - 1] == "word"  # "how many jobs will the covenant create"
            after = ("prep", "adv", "pron", "det")
            ends = asks_of if last + 1 == end else tags[last + 1] in after
            verb = last if last > run and ends else None
        else:
            verb = next((j for j in range(subject + 1, end) if tags[j] != "adv"), None)
            if verb is not None and pointing and verb + 1 < end and tags[verb + 1] == "word":
                verb = None  # "does that pilot area …"
        if verb is None or tags[verb] != "word" or not _may_be_base(low[verb]) or words[verb][0].isupper():
            continue
        tags[verb] = "verb"
        if pointing:
            tags[i + 1] = "pron"


def _may_be_base(word: str) -> bool:
    """Whether an unknown word may be a verb's plain form: no plural, no people, no body."""
    known = word in _PEOPLE or word in _BODIES or word in _PAPERS or word in _NOUNS
    return word.isalpha() and not known and not is_plural(word) and not word.endswith(("ing", "ed", "ion", "ment"))


def _plain_tag(word: str) -> Tag:
    low = word.lower().replace("’", "'")
    base = low.removesuffix("'s")
    if not low[0].isalnum() and low[0] != "£":
        return "punct"
    if base in _WH:
        return "wh"
    for known, tag in (
        (_AUX, "aux"), (_DET, "det"), (PREPOSITIONS, "prep"), (_PRON, "pron"), (_CONJ, "conj"), (_ADV, "adv"),
    ):  # fmt: skip
        if low in known or (base in known and tag == "pron"):
            return tag  # type: ignore[return-value]
    if _DATES.match(low) or (low == "may" and word[0].isupper()):
        return "date"
    return "adv" if _HOW.search(low) else "word"


def _name_verbs(  # noqa: PLR0912, PLR0915 - rules tried in turn
    low: list[str], tags: list[Tag], words: list[str]
) -> None:
    """Mark the main verbs: a word that may be one, where a verb can stand."""
    n = len(low)
    clause_has_verb = False
    subject_seen = False
    aux: str | None = None
    wh_at: int | None = None
    reported = False
    for i in range(n):
        tag = tags[i]
        if i and tags[i - 1] == "verb" and low[i - 1] in _REPORTING and tag in ("det", "word", "pron"):
            clause_has_verb, subject_seen, aux, wh_at, reported = False, False, None, None, True
        if low[i] in ("this", "that", "these", "those") and aux in DO_AUX and i + 1 < n and low[i + 1] in _SURE:
            tags[i] = "pron"  # "does that include …"
            subject_seen = True
            continue
        if low[i] in ("this", "that") and i + 1 < n and low[i + 1].endswith("s") and is_verb(low[i + 1]):
            tags[i], tags[i + 1] = "pron", "verb"  # "how much of that comes to us": no plural follows "that"
            subject_seen = clause_has_verb = True
            continue
        wanted = i > 0 and tags[i - 1] == "verb" and low[i - 1] in _WANTING
        if low[i] in _POINTING and (aux in _PASSIVE or wanted) and i + 1 < n and _is_participle(low[i + 1]):
            after = tags[i + 2] if i + 2 < n else None
            if wanted or after is None or after in ("punct", "prep", "adv"):
                tags[i] = "pron"  # "how is that paid for"
                subject_seen = True
                continue
        if tag == "wh" or (tag == "conj" and low[i] in ("because", "if", "while", "that", "whether")):
            clause_has_verb, subject_seen, aux = False, False, None
            if low[i] == "who's":
                aux, subject_seen = "is", True
            wh_at = i if tag == "wh" else None
            continue
        if tag == "aux":
            if low[i] in ("do", "doing", "done") and aux is not None and subject_seen:
                tags[i] = "verb"  # "what will the council do about …"
                clause_has_verb = True
                continue
            aux = low[i]
            clause_has_verb = False
            continue
        if tag == "pron":
            subject_seen = True
            continue
        if tag != "word":
            continue
        if low[i] == "live" and i and low[i - 1] in ("go", "goes", "went", "going", "gone"):
            tags[i] = "adv"
            continue
        if (
            aux in _BE
            and not subject_seen
            and low[i].endswith("ing")
            and low[i] not in _UNDER_WAY
            and i + 1 < n
            and tags[i + 1] == "word"
            and i
            and tags[i - 1] == "aux"
        ):
            subject_seen = True  # "what is staying close" asks of a thing of that name
            continue
        if aux in _BE and low[i].endswith("ing") and "being" in low[i + 1 :] and tags[i + 1] == "word":
            subject_seen = True  # "are reviewing officers being abolished"
            continue
        began = max((j for j in range(i) if tags[j] == "aux"), default=0)
        if (
            "prep" not in tags[began:i]
            and low[i] in _GERUNDS
            and aux in _BE
            and subject_seen
            and i
            and tags[i - 1] == "word"
            and not clause_has_verb
        ):
            after = tags[i + 1] if i + 1 < n else None
            if after in ("word", "det"):
                tags[i] = "verb"
                clause_has_verb = True
                continue
        if not is_verb(words[i]) or (words[i][0].isupper() and i > 0):
            subject_seen = True
            continue
        before = tags[i - 1] if i else None
        after = tags[i + 1] if i + 1 < n else None
        infinitive = i > 0 and low[i - 1] == "to" and low[i] in _VERBS and after != "punct" and after is not None
        infinitive = infinitive and not (low[i] in ("foster", "care") and after == "word")
        ends = after is None or after in ("punct", "prep", "det", "pron", "wh", "conj", "adv", "date", "aux")
        asked_of = (
            wh_at is not None
            and i == wh_at + 1
            and (low[wh_at] == "who" or low[i] in ("happens", "happened", "changes"))
        )
        asked_of = asked_of and not (low[i] == "changes" and after == "prep" and low[i + 1] == "to")
        if infinitive or asked_of:
            tags[i] = "verb"
            clause_has_verb = True
            continue
        if before in ("det", "prep") or clause_has_verb:
            subject_seen = True
            continue
        inflected = low[i].endswith(("ing", "ed")) or low[i] in _IRREGULAR
        if aux is not None:
            needs_base = aux in DO_AUX or aux.removesuffix("n't") in DO_AUX or aux.endswith("nt")
            good = subject_seen or before in ("adv", "aux") or (wh_at is not None and not needs_base)
            fits = (low[i] in _VERBS or low[i] in _IRREGULAR) if needs_base else inflected
            unlikely_noun = ends or (needs_base and (low[i] not in _NOUNS_TOO or not _verb_follows(low, tags, i)))
            if good and fits and (unlikely_noun or (inflected and not needs_base)):
                tags[i] = "verb"
                clause_has_verb = True
                continue
        elif (
            (reported and subject_seen and ends and i + 1 < n)
            or (wh_at is not None and i > wh_at + 1 and after != "aux" and (ends or low[i] in _SURE or inflected))
            or (i == 0 and low[i] in ("summarise", "describe", "explain", "list", "compare", "name", "tell", "give"))
        ):
            tags[i] = "verb"
            clause_has_verb = True
            continue
        subject_seen = True


def _is_participle(word: str) -> bool:
    return word in _IRREGULAR or (word.endswith(("ed", "ing")) and word not in _NOUNS and word not in _GERUNDS)


def _verb_follows(low: list[str], tags: list[Tag], i: int) -> bool:
    """Whether a later word of the clause could be its main verb: "support" of "does the help service support"."""
    for j in range(i + 1, len(low)):
        if low[j] == "be":
            return True  # "will the care allowance be"
        if tags[j] in ("wh", "aux", "conj", "punct"):
            return False
        if tags[j] == "word" and low[j] in _VERBS and tags[j - 1] not in ("det", "prep"):
            return True
    return False


_SURE = word_set(
    "get give go make take say think want receive provide replace affect include involve publish introduce improve "
    "become remain contain describe define explain recruit hire employ believe welcome criticise tackle deliver "
    "recommend propose oversee regulate expect qualify respond need support pay build keep bring leave train fund "
    "reduce raise gets gives makes takes says thinks wants receives provides replaces includes leads runs chairs "
    "compare differ depend relate happen help last matter stop "
    "recruits supports funds oversees publishes pays sits"
)


_NOUNS_TOO = word_set(
    "start end run lead chair cost fund support help plan report launch change cover work move leave stay stop vote "
    "back reply review measure count pilot trial test roll train rise increase cut cap limit fall drop build reform "
    "scrap hope ask call claim welcome fear look set register share use buy hold offer place aim address benefit face "
    "gain contact care foster house feed fix repair record number rank rate list name mention state quote fine match "
    "audit boost comment host answer appeal search treat ban visit push demand favour award grant charge bill need "
    "pay spend draft promise last matter close open live house book"
)
"""Verbs that are nouns as often: in "do the family help areas start" the verb comes later."""


def phrases(
    text: str, words: tuple[Token, ...], is_holder: Callable[[str], bool] = lambda _: False
) -> tuple[Phrase, ...]:
    """The noun phrases of a question, in order; simple ones, "of …" and "on …" not joined on.

    A holder's possessive ("Durham's") is a phrase by itself, apart from what it holds.
    """
    found: list[Phrase] = []
    i = 0
    while i < len(words):
        start = i
        while i < len(words) and words[i].tag == "det":
            i += 1
        first_word = i
        while i < len(words) and (
            words[i].tag in ("word", "date")
            or (words[i].low in ("and", "&") and _joins(words, i, first_word))
            # "Families First for Children" is one name
            or (words[i].low in ("for", "of", "and", "in", "to", "on") and i > first_word and _inside_name(words, i))
        ):
            # a possessive closes its own phrase: "Durham's" view
            if words[i].low.endswith(("'s", "s'")) and (
                (words[i].text[0].isupper() and i > 0 and not _of_people(words[i])) or is_holder(words[i].text)
            ):
                i += 1
                break
            i += 1
        if i > first_word:
            found.append(_phrase(text, words, start, i - 1, is_holder))
        else:
            i = max(i, start + 1)
    return tuple(found)


def _of_people(word: Token) -> bool:
    """Whether a possessive is part of a name: "Children's Social Care"."""
    return re.sub(r"'s?\Z", "", word.low) in _PEOPLE


def _joins(words: tuple[Token, ...], i: int, first: int) -> bool:
    """Whether "and" joins two bare nouns of one phrase ("training and support")."""
    return (
        i > first
        and i + 1 < len(words)
        and words[i + 1].tag == "word"
        and words[i - 1].tag == "word"
        and words[i].start - words[i - 1].end == 1
    )


def _inside_name(words: tuple[Token, ...], i: int) -> bool:
    """Whether a small word stands inside a name: "Families First for Children", "Start for Life"."""
    return (
        i + 1 < len(words)
        and words[i - 1].text[0].isupper()
        and words[i + 1].text[0].isupper()
        and words[i + 1].tag == "word"
        and i >= 2
        and not words[i - 1].text.isupper()
        and not words[i + 1].text.isupper()
        and words[i].low in ("for", "of")
    )


def _phrase(text: str, words: tuple[Token, ...], first: int, last: int, is_holder: Callable[[str], bool]) -> Phrase:
    start, end = words[first].start, words[last].end
    head = words[last].low.removesuffix("'s").removesuffix("'")
    kind = "holder" if is_holder(text[start:end]) else phrase_type(text[start:end])
    return Phrase(text[start:end], start, end, head, kind, first, last)


_ABBREVIATED = re.compile(r"[A-Z&0-9]+s?")
"""An abbreviation, of several too ("RCCs"): by its form it may be a body as well as a thing."""


def phrase_type(phrase: str) -> Type:  # noqa: PLR0911 - rules tried in turn
    """What sort of thing a phrase names, by its form alone."""
    bare = re.sub(r"['’]s?\Z", "", without_article(phrase))
    words = bare.split()
    if not words:
        return "thing"
    head = words[-1].lower()
    if all(_DATES.match(word) or word == "May" for word in words):
        return "date"
    if len(words) > 1 and _DAY.match(words[0]) and all(_DATES.match(word) or word == "May" for word in words[1:]):
        return "date"
    if _LABELLED.match(bare):
        return "label"
    if head in _PEOPLE:
        return "group"
    if head in _BODIES or head in _PAPERS:
        return "holder"
    shaped = all(word[0].isupper() and not _ABBREVIATED.fullmatch(word) for word in words)
    if len(words) <= 2 and shaped and len(words[0]) > 2:
        return "holder"  # a place or a body: "Leeds", "Nottingham Forest"
    return "thing"


def extended(text: str, phrase: Phrase, known: tuple[Phrase, ...], words: tuple[Token, ...]) -> Phrase:
    """A phrase with the "of …", "on …", "for …" that hangs on it, dates and holders of views aside."""
    last = phrase
    for following in known:
        if following.start <= last.end:
            continue
        between = words[last.last + 1 : following.first]
        if len(between) != 1 or between[0].tag != "prep" or between[0].low in ("than", "per", "as", "by", "since"):
            break
        if following.type == "date" or between[0].low in ("to", "from", "at", "before", "after", "until"):
            break
        last = following
    if last is phrase:
        return phrase
    return Phrase(
        text[phrase.start : last.end], phrase.start, last.end, phrase.head, phrase.type, phrase.first, last.last
    )
