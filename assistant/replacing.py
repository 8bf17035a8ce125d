"""Follow-ups that leave most of the question out: "and kinship carers?", "in Durham?", "since when?".

A phrase is put in the place of one of the same sort in the question before it, or hung on its end; a bare question
word takes the place of the other one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.holders import Holders
from assistant.phrases import PREPOSITIONS, Phrase, Token, extended, is_plural, phrase_type, phrases, tokens
from assistant.phrases import without_article as bare_of

_LIKE_PREPOSITIONS = (
    frozenset({"for", "to"}),
    frozenset({"about", "on", "of", "regarding"}),
    frozenset({"in", "at", "within", "during"}),
)
_BARE_WH = re.compile(
    r"\A(?P<prep>(?:by|since|until|till|from|for|at|to|in|with|on|over) )?"
    r"(?P<wh>how (?:much|many|long|often|old|big|far|soon|come)|when|where|why|how|who|whom|which|what)(?P<s>['’]s)?"
    r"(?: (?P<ones>ones?|of them|areas|places))?(?P<neg> not)?(?P<else> else)?(?P<more> more)?"
    r"(?P<dummy> (?:is|was|will|would|did|does|are|were) (?:that|this|it)(?: be| happen)?| (?:that|this|it))?"
    r"(?: (?P<late>by|to|for|with|from|in))?(?: (?:exactly|then|precisely|now|so|specifically|roughly))*\W*\Z",
    re.IGNORECASE,
)
_HOW_MANY_THERE = re.compile(
    r"\A(how many)(?: of them| of those)? ((?:are|were|will) there(?: be)?(?: now| altogether| in total| in all| to start with| at first|"
    r" so far| to begin with| initially)?)\W*\Z",
    re.IGNORECASE,
)
_WHAT_FOR = re.compile(r"\Awhat (?:is (?:that|this|it) )?for\W*\Z", re.IGNORECASE)
_SAYS_WHO = re.compile(r"\A(?:who (?:says|said) (?:so|that|this|it)|says who|according to who(?:m)?)\W*\Z", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"\A(?:number |no\.? )?(?P<number>\d+|one|two|three|four|five|six|seven|eight|nine|ten)\Z", re.I)
_LABEL_NUMBER = re.compile(
    r"\b(?P<word>pillar|mission|chapter|phase|wave|tranche|stage|part|section|rule|recommendation|priority|appendix|annex|"
    r"option|step|paragraph|key stage) (?P<number>\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
_EVERYWHERE = re.compile(r"\A(?:nation(?:ally|wide)|locally|regionally|overall|elsewhere|across england)\Z", re.IGNORECASE)
_PLACED = re.compile(r" (?:in|for|at|across|within) (?:the )?[A-Z][\w’'-]*(?: (?:of |and )?[A-Z][\w’'-]*)*\Z")
_ASKS_WHAT = re.compile(r"\Awhat (?:is|are|was|were|will|does|do|did|has|have) .*\b(?:do|doing|done|plan|planning|say|propose)\b", re.I)
_HOW_MANY_DID = re.compile(r"\Ahow many (?:of them |of those )?(?P<did>(?!are there|were there|will there)(?:\w+ed|are|were|will|have|get|got|\w+ing)\b.*)", re.I)
_WHICH_ONES = re.compile(r"\Awhich ones? (?P<rest>(?:are|is|were|was|will|do|does|have|has|can|should|must|apply|cover)\b(?! (?:they|it|those|these)\W*\Z).*)", re.I)
_WHY_SO = re.compile(r"\A(?:why(?:['’]s| is| was) (?:that|this|it)|how so|what makes (?:you|them) say (?:so|that))\W*\Z", re.IGNORECASE)
_WHO_ACTS = re.compile(
    r"\A(?P<asks>who (?:decides|pays|checks|approves|signs off|inspects|monitors|is responsible|leads|delivers|benefits|"
    r"qualifies|loses out|is eligible|is affected|will pay|would pay))\W*\Z",
    re.IGNORECASE,
)
_HOW_MANY_OF_WHAT = re.compile(r"\A(?P<asks>how many (?:days|weeks|months|years|hours|times|pounds))\W*\Z", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"\A(?:the |its |an? )?(?P<noun>example|costs?|price|deadline|timescales?|timetable|purpose|aims?|size|location|eligibility|funding|"
    r"evidence|risks|benefits|membership|budget|start date|end date)\Z",
    re.IGNORECASE,
)
_VIEW_OF = re.compile(r"\A(?:the )?(?P<who>.+?)(?:['’]s)? (?P<view>views?|position|response|opinion|line|reaction)\Z", re.IGNORECASE)
_ACRONYM = re.compile(r"(?:the )?[A-Z]{2,6}\Z")
_FULL_WH = re.compile(r"(?:who|what|which|when|where|why|how)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\A(?:even )?(?:if|when|where|once|while|unless|although|because|after|before|assuming)\s+"
    r"(?!(?:is|are|was|were|do|does|did|will|would|can|could|should|has|have)\b)\S+ \S+",
    re.IGNORECASE,
)
_THE_ONE = re.compile(r"\A(?:the )?ones? (?=(?:on|about|for|in|of|from|by|with|to) )", re.IGNORECASE)
_LAST_ONE = re.compile(r"\A(?:the )?(?P<of>.+?) ones?\Z", re.IGNORECASE)
_WHAT_SAYS = re.compile(
    r"\Awhat (?:does|do|did|would|has|have) (?P<who>.+?) (?P<verb>say|said|think|want|reckon|feel|propose|recommend)"
    r"(?: (?:about|on|of) (?:it|that|this|them))?\W*\Z",
    re.IGNORECASE,
)
_AUX_ONLY = re.compile(
    r"\A(?P<aux>does|do|did|is|are|will|would|has|have|can|should) (?P<who>(?!it\b|that\b|this\b|they\b|"
    r"there\b).+?)\W*\Z",
    re.IGNORECASE,
)
_SAYS_ABOUT = re.compile(r"\b(?:say|says|said|think|thinks|thought|do|doing|done) (?:about|on|of) ", re.IGNORECASE)
_THERE_IS = re.compile(r"(?P<aux>is|are|was|were|will) there (?P<what>(?!going|to be|likely|due).+)", re.IGNORECASE)
_LEADING_AUX = re.compile(r"\A(?:\w+ )?(?P<aux>is|are|was|were|does|do|has|have) (?:the )?\Z", re.IGNORECASE)
_LONGEST_FRAGMENT = 7
_SURE_FIT, _THING_FIT, _SOME_FIT = 3.0, 2.0, 1.0


@dataclass(frozen=True)
class Earlier:
    """The standalone question before, taken apart.

    Attributes:
        text: As it was.
        words: Its words and marks.
        phrases: Its noun phrases.
        holders: Who may be named.
    """

    text: str
    words: tuple[Token, ...]
    phrases: tuple[Phrase, ...]
    holders: Holders

    @classmethod
    def read(cls, text: str, holders: Holders) -> Earlier:
        words = tokens(text)
        return cls(text, words, phrases(text, words, holders.is_holder), holders)

    @property
    def topic(self) -> str | None:
        """What it is about: its last phrase that is no holder and no date, with what hangs on it."""
        for phrase in self.whole_phrases():
            if phrase.type not in ("holder", "date"):
                return phrase.text
        return self.phrases[-1].text if self.phrases else None

    def whole_phrases(self) -> tuple[Phrase, ...]:
        """Its phrases with what hangs on each, those inside another left out."""
        found: list[Phrase] = []
        for phrase in self.phrases:
            if found and phrase.end <= found[-1].end:
                continue
            found.append(extended(self.text, phrase, self.phrases, self.words))
        return tuple(found)

    @property
    def question_words(self) -> int:
        """How many words its question word takes: "how many", "which", "by when"; 0 when it asks yes or no."""
        start = 1 if len(self.words) > 1 and self.words[0].tag == "prep" and self.words[1].tag == "wh" else 0
        if not self.words or self.words[start].tag != "wh":
            return 0
        if self.words[start].low == "how" and len(self.words) > start + 1:
            following = self.words[start + 1].low
            return start + (2 if following in ("much", "many", "long", "often", "old", "big", "far", "soon") else 1)
        return start + 1

    @property
    def asked_of(self) -> Phrase | None:
        """The phrase its question word belongs to: "regions" of "how many regions will …"."""
        n = self.question_words
        if not n or self.words[n - 1].low not in ("many", "which", "what", "much", "whose"):
            return None
        return next((phrase for phrase in self.phrases if phrase.first == n), None)

    def after(self, index: int) -> str:
        """Its text from a word on, without the closing mark."""
        return self.text[self.words[index].start :].rstrip(" ?.!") if index < len(self.words) else ""

    def type_of(self, phrase: str) -> str:
        return "holder" if self.holders.is_holder(phrase) else phrase_type(phrase)

    def swapped(self, old: str, new: str) -> str | None:
        """With one phrase in the place of another that it names, or None."""
        wanted = re.escape(bare_of(old.strip(" ?.!")))
        found = re.search(rf"(?<!\w){wanted}(?!\w)", self.text, re.IGNORECASE) if wanted else None
        if not found:
            return None
        start, end = found.start(), found.end()
        head = _head(new)
        if following := re.match(rf"\s+{re.escape(head)}\b", self.text[end:], re.IGNORECASE):
            end += following.end()  # "foster carers, not kinship" of "kinship carers"
        if re.match(r"(?:the|an?) ", new, re.IGNORECASE):
            article = re.search(r"\b(?:the|an?) \Z", self.text[:start], re.IGNORECASE)
            start = article.start() if article else start
        return self.text[:start] + new.strip(" ?.!") + self.text[end:]


def ask_anew(text: str, earlier: Earlier) -> str | None:  # noqa: PLR0911 - rules tried in turn
    """A bare question word ("and when?", "by how much?", "which ones?") with the rest of the question before it."""
    how_many = _HOW_MANY_THERE.match(text)
    if how_many and earlier.asked_of is not None and earlier.asked_of.plural and earlier.words[0].low in ("which", "what"):
        return f"{how_many[1]} {earlier.after(earlier.asked_of.first)}"
    if how_many and earlier.topic:
        return f"{how_many[1]} {plural_of(bare_of(earlier.topic))} {how_many[2]}"
    if _WHAT_FOR.match(text) and earlier.topic:
        return f"What is {earlier.topic} for"
    if (died := _HOW_MANY_DID.match(text)) and earlier.asked_of is not None and earlier.words[0].low == "how":
        return f"How many {earlier.asked_of.text} {died['did']}"
    if (ones := _WHICH_ONES.match(text)) and (noun := _listed_noun(earlier)):
        return f"Which {noun} {ones['rest']}"
    if _WHY_SO.match(text):
        text = "why"
    if (acts := _WHO_ACTS.match(text)) or (acts := _HOW_MANY_OF_WHAT.match(text)):
        existing = _THERE_IS.match(earlier.text)
        if existing and acts.re is _HOW_MANY_OF_WHAT:
            return f"{acts['asks']} is the {bare_of(existing['what'].rstrip('?.! '))}"
        return f"{earlier.text.rstrip('?.! ')}, and {acts['asks']}"
    if _SAYS_WHO.match(text):
        return f"{earlier.text.rstrip('?.! ')}, according to whom"
    match = _BARE_WH.match(text)
    if not match:
        return None
    wh = "why" if match["wh"].lower() == "how come" else match["wh"].lower()
    n = earlier.question_words
    if match["dummy"] and n and (re.search(r"\bit\b", match["dummy"]) or not _asks_of_event(earlier)):
        return None  # "when is that?" of a thing: the pronoun's business
    if match["s"] and not match["dummy"]:
        return None
    if wh == "what" and not match["else"]:
        return None
    if match["ones"] and wh == "how many" and earlier.asked_of is None and earlier.question_words:
        return f"{wh} {match['ones']} {earlier.after(earlier.question_words)}"
    if wh == "which" or match["ones"]:
        return _which(earlier)
    if wh in ("when", "where", "why", "how", "how soon", "how long") and _ASKS_WHAT.match(earlier.text):
        # "When is the council going to do about it" would want a word in the place of "what"
        return f"{earlier.text.rstrip('?.! ')}, and {match['prep'] or ''}{wh}"
    asked = f"{match['prep'] or ''}{wh}{match['else'] or ''}"
    late = f" {match['late']}" if match["late"] else ""
    return _with_question_word(asked, earlier, negated=bool(match["neg"]), late=late)


def _asks_of_event(earlier: Earlier) -> bool:
    """Whether it asks about something done rather than about a thing: then "when was that?" asks for its time."""
    return any(token.tag == "verb" for token in earlier.words[earlier.question_words :]) and not earlier.asked_of


def _listed_noun(earlier: Earlier) -> str | None:
    """What there are several of in the question before: what it asks for, else its first plural."""
    asked_of = earlier.asked_of
    if asked_of is not None and asked_of.plural:
        return bare_of(asked_of.text)
    return next((bare_of(phrase.text) for phrase in earlier.phrases if phrase.plural), None)


def _which(earlier: Earlier) -> str:
    asked_of = earlier.asked_of
    if asked_of is not None:
        return "Which " + earlier.after(asked_of.first)
    topic = earlier.topic
    return f"Which {bare_of(topic)}: {earlier.text}" if topic else f"Which, of: {earlier.text}"


def _with_question_word(  # noqa: PLR0911 - rules tried in turn
    asked: str,
    earlier: Earlier,
    *,
    negated: bool,
    late: str,
) -> str:
    n = earlier.question_words
    rest = earlier.after(n)
    words = earlier.words
    asked_of = earlier.asked_of
    if asked.endswith(" else") and n and words[n - 1].low == asked.split(maxsplit=1)[0]:
        return f"{asked} {rest}"
    if asked == "why":
        rest = re.sub(r"\b(thinks?|makes?) (of|about)\b", r"\1 that \2", rest)
    if asked_of is not None and asked not in ("how many", "how much"):
        following = asked_of.last + 1
        auxiliary = words[following] if following < len(words) else None
        if auxiliary is not None and auxiliary.tag == "aux":
            tail = earlier.after(following + 1)
            after = words[following + 1] if following + 1 < len(words) else None
            if after is not None and (
                after.tag in ("det", "pron") or (after.tag == "word" and _is_subject(earlier, after))
            ):
                # "how many carers does Durham need": what it needs is asked of again
                object_ = f" {asked_of.text}" if earlier.words[-1 - (words[-1].tag == "punct")].tag == "verb" else ""
                return f"{asked} {auxiliary.text} {tail}{object_}{late}"
            return f"{asked} {auxiliary.text} {asked_of.text} {tail}{late}"
        return f"{asked} do {asked_of.text} {earlier.after(following)}{late}"
    if n == 1 and words[0].low == "who" and len(words) > 1 and words[1].low in ("is", "was", "are"):
        return f"{earlier.text.rstrip('?.! ')}, and {asked}{late}"
    subjectless = n == 1 and len(words) > 2 and words[1].tag == "aux" and words[2].tag == "verb"
    if subjectless and words[0].low in ("what", "who") and asked not in ("who", "what"):
        return f"{earlier.text.rstrip('?.! ')}, and {asked}{late}"
    existing = _THERE_IS.match(earlier.text)
    if existing and asked in ("how much", "when", "where", "how big", "how long"):
        return f"{asked} {existing['aux'].lower()} the {bare_of(existing['what'].rstrip('?.! '))}{late}"
    if n and n < len(words) and words[n].tag == "verb" and asked not in ("how many", "who"):
        return f"{earlier.text.rstrip('?.! ')}, and {asked}{late}"
    if n and n + 1 < len(words) and words[n].tag == "aux" and words[n + 1].tag == "verb" and words[n - 1].low == "much":
        return f"{asked} {words[n].text} the money {earlier.after(n + 1)}{late}"
    if negated:
        subject = next((p for p in earlier.whole_phrases() if p.first == n + 1), None)
        if subject is not None:
            return f"{asked} {words[n].low} {subject.text} not{earlier.text[subject.end :].rstrip(' ?.!')}{late}"
    if n == 0 and words and words[0].tag == "aux":
        rest = words[0].low + earlier.text[words[0].end :].rstrip(" ?.!")
    elif n == 0:
        return f"{asked}: {earlier.text}"
    return f"{asked} {rest}{late}"


def _is_subject(earlier: Earlier, token: Token) -> bool:
    """Whether a noun phrase starts at a word and a verb follows it."""
    phrase = next((p for p in earlier.whole_phrases() if earlier.words[p.first] == token), None)
    return bool(phrase and any(t.tag == "verb" for t in earlier.words[phrase.last + 1 :]))


def put_in(  # noqa: PLR0911 - rules tried in turn
    text: str,
    earlier: Earlier,
    *,
    asked_for: bool,
    correcting: bool = False,
) -> str | None:
    """A fragment in the place of a phrase of the same sort, or hung on the end; None when it is no fragment.

    Args:
        text: The follow-up without "and", "what about" and the like.
        earlier: The question before.
        asked_for: Whether "and" or "what about" said that it leans on the question before.
        correcting: Whether it puts the question before right: then one word may stand for any other.
    """
    marked = text.rstrip().endswith("?")
    bare = text.strip(" ?.!,")
    if (number := _BARE_NUMBER.match(bare)) and (label := _LABEL_NUMBER.search(earlier.text)):
        return earlier.text[: label.start("number")] + number["number"] + earlier.text[label.end("number") :]
    topic = earlier.topic
    if (attribute := _ATTRIBUTE.match(bare)) and topic and not any(_ATTRIBUTE.match(p.bare) for p in earlier.phrases):
        several = is_plural(attribute["noun"].lower()) and attribute["noun"].lower() not in ("costs",)
        article = "an" if attribute["noun"].lower() == "example" else "the"
        return f"What {'are' if several else 'is'} {article} {attribute['noun']} of {topic}"
    if (view := _VIEW_OF.match(bare)) and topic and earlier.holders.is_holder(view["who"]):
        who = view["who"].upper() if view["who"].islower() and earlier.type_of(view["who"].upper()) == "holder" and len(view["who"]) <= 4 else view["who"]
        return f"What is the {who} {view['view']} on {topic}"
    if _EVERYWHERE.match(bare):
        return f"{_PLACED.sub('', earlier.text.rstrip('?.! '))} {bare}"
    says = _WHAT_SAYS.match(bare)
    if says and earlier.type_of(says["who"]) == "holder":
        return _held_by(says["who"], says["verb"].lower(), earlier)
    only = _AUX_ONLY.match(bare)
    if only and len(tokens(only["who"])) <= 5 and not any(t.tag == "verb" for t in tokens(bare)) and not any(t.tag in ("verb", "aux") for t in tokens(only["who"])):
        place, score = _place(only["who"], earlier)
        if place is not None and score >= _SURE_FIT:
            return _replaced(place, only["who"], earlier)
    words = tokens(bare)
    if not words or len(words) > _LONGEST_FRAGMENT + 2:
        return None
    if _CLAUSE.match(bare) and (asked_for or bare.lower().startswith(("even if", "if "))):
        return f"{earlier.text.rstrip('?.! ')} {bare}"
    asks = words[0].tag in ("wh", "aux", "pron", "verb") or bool(_FULL_WH.match(bare))
    if asks and not (correcting and len(words) == 1):
        return None
    verbs = [token for token in words if token.tag in ("verb", "aux", "pron")]
    if correcting and len(words) == 1 and bare.lower().endswith(("ed", "ing")):
        swapped = _verb_swapped(bare, earlier)
        if swapped is not None:
            return swapped
    if verbs and not _THE_ONE.match(bare) and not _LAST_ONE.match(bare):
        return None
    if words[0].tag == "prep" and len(words) > 1:
        return _hung_on(words[0].low, bare[words[1].start :], bare, earlier)
    new = _named_one(bare, earlier)
    place, score = _place(new, earlier)
    sure = asked_for or correcting
    if place is not None and (score >= _SURE_FIT or (score >= _SOME_FIT and (sure or (marked and len(words) <= 4)))):
        return _replaced(place, new, earlier)
    if not sure and not (marked and len(words) <= 3):
        return None
    return _added(new, earlier)


def _held_by(who: str, verb: str, earlier: Earlier) -> str:
    """The question before, of what somebody else says."""
    place, score = _place(who, earlier)
    if place is not None and score >= _SURE_FIT and place.type == "holder":
        return _replaced(place, who, earlier)
    topic = earlier.topic
    if verb in ("think", "feel", "reckon") and topic:
        return f"What does {who} think of {topic}"
    return f"{earlier.text.rstrip('?.! ')}, according to {who}"


def _named_one(bare: str, earlier: Earlier) -> str:
    """Of "the one on the dashboard" or "the Plymouth one", with the noun that "one" stands for."""
    opener = _THE_ONE.match(bare)
    whole = earlier.whole_phrases()
    if opener:
        of = next((p for p in whole if (" " in p.text and p.end > earlier.phrases[0].end) or p.type == "thing"), None)
        head = bare_of(earlier.text[of.start : earlier.words[of.first].end]) if of else ""
        first = next((p for p in earlier.phrases if of and p.start == of.start), None)
        return f"{first.text if first else head} {bare[opener.end() :]}" if of else bare
    last = _LAST_ONE.match(bare)
    if last:
        kind = earlier.type_of(last["of"])
        for phrase in earlier.phrases:
            inside = bare_of(phrase.text).split()
            if len(inside) > 1 and (earlier.type_of(inside[0]) == kind or kind == "thing"):
                return f"the {bare_of(last['of'])} {' '.join(inside[1:])}"
    return bare


def _place(new: str, earlier: Earlier) -> tuple[Phrase | None, float]:
    """The phrase of the question before that a new one fits best in the place of, and how well."""
    kind, head = earlier.type_of(new), _head(new)
    asked_of = earlier.asked_of
    best: tuple[Phrase | None, float] = (None, 0.0)
    whole = {phrase.start: phrase for phrase in earlier.whole_phrases()}
    for phrase in earlier.phrases:
        score = _fit(kind, head, new, phrase)
        if score and phrase == asked_of and score < _SURE_FIT:
            score -= 0.5
        if score >= best[1] and score > 0:
            # "the consultation on kinship" takes the place of all of "the consultation on the framework"
            larger = whole.get(phrase.start, phrase)
            both = _stem(phrase.head) == _stem(_first_head(new)) and larger.end > phrase.end and _hangs(new)
            best = (larger if both else phrase), score
    if best[0] is not None and best[0].type == "holder" and kind == "holder":
        return _with_owner(best[0], earlier), best[1]
    if best[0] is not None and kind == "thing" and best[1] <= _THING_FIT:
        return _whole_subject(best[0], earlier), best[1]
    return best


def _whole_subject(phrase: Phrase, earlier: Earlier) -> Phrase:
    """What a report says something about, all of it: "maths to 18" of "what does it say about maths to 18"."""
    says = _SAYS_ABOUT.search(earlier.text)
    if says is None or phrase.start < says.end():
        return phrase
    tail = [p for p in earlier.phrases if p.start >= says.end()]
    if any(p.type in ("holder", "date") for p in tail):
        return phrase
    first, last = tail[0], tail[-1]
    if any(token.tag in ("verb", "aux", "conj") for token in earlier.words[first.first : last.last]):
        return phrase
    return Phrase(earlier.text[first.start : last.end], first.start, last.end, first.head, "thing", first.first, last.last)


def _with_owner(phrase: Phrase, earlier: Earlier) -> Phrase:
    """A paper with whose it is: "Durham's report" is named by "the LGA" as a whole."""
    if phrase.first == 0:
        return phrase
    before = earlier.words[phrase.first - 1]
    if phrase.type != "holder" or not before.low.endswith(("'s", "s'")):
        return phrase
    owner = next((p for p in earlier.phrases if p.last == phrase.first - 1), None)
    if owner is None:
        return phrase
    text = earlier.text[owner.start : phrase.end]
    return Phrase(text, owner.start, phrase.end, phrase.head, phrase.type, owner.first, phrase.last)


def _fit(kind: str, head: str, new: str, phrase: Phrase) -> float:
    same_head = _stem(head) == _stem(phrase.head) or _stem(_first_head(new)) == _stem(phrase.head)
    if kind == "label" and phrase.type == "label":
        same = bare_of(new).split()[0].lower().rstrip("s") == phrase.bare.split()[0].rstrip("s")
        return 5.0 if same else 3.0
    if same_head and kind == phrase.type:
        return 4.0
    if kind == phrase.type:
        return 2.0 if kind == "thing" else 3.5
    if same_head:
        return 3.0
    if "date" in (kind, phrase.type) or "holder" in (kind, phrase.type):
        # bodies without a name ("employers", "schools") are groups as much as holders
        return 0.0
    return 1.0


def _replaced(place: Phrase, new: str, earlier: Earlier) -> str:
    """One phrase in the place of another; an article or a possessive that only one has is carried over."""
    old, new = place.text, new.strip(" ?.!,")
    if re.search(r"['’]s\Z", new) and place.type == "holder" and place.head not in new.lower() and " " in bare_of(old):
        new = f"{new} {old.split()[-1]}"  # "and Durham's?" of "the LGA report"
        return earlier.text[: place.start] + new + earlier.text[place.end :]
    possessive = re.search(r"['’]s?\Z", old)
    if possessive and not re.search(r"['’]s?\Z", new):
        new += "'" if is_plural(_head(new)) and new.endswith("s") else "'s"
    elif not possessive and re.search(r"['’]s\Z", new):
        new = new[:-2]
    start = place.start
    if not re.match(r"(?:the|an?|any|this|that|these|those)\b", new, re.IGNORECASE):
        article = re.match(r"(?:the|an?|any|this|that|these|those) ", old, re.IGNORECASE)
        if article and _keeps_article(new, place, earlier):
            new = article[0] + new
    before = earlier.text[:start]
    if is_plural(_head(new)) != place.plural and (place.type == "thing" or earlier.type_of(new) == "thing" or place.first):
        before = _agreeing(before, plural=is_plural(_head(new)))
    return before + new + earlier.text[place.end :]


def _agreeing(before: str, *, plural: bool) -> str:
    """The auxiliary that a question starts with, made to agree with a new subject right after it."""
    match = _LEADING_AUX.search(before)
    if match is None:
        return before
    pairs = {"is": "are", "was": "were", "does": "do", "has": "have"}
    wanted = pairs if plural else {many: one for one, many in pairs.items()}
    changed = wanted.get(match["aux"].lower(), match["aux"])
    changed = changed.capitalize() if match["aux"][0].isupper() else changed
    return f"{before[: match.start('aux')]}{changed}{before[match.end('aux') :]}"


def _keeps_article(new: str, place: Phrase, earlier: Earlier) -> bool:
    kind = earlier.type_of(new)
    if kind == "holder":
        return place.type == "holder" and new.isupper() and bare_of(place.text).isupper()
    return (
        kind == place.type == "thing"
        and (_stem(_head(new)) == _stem(place.head) or not is_plural(_head(new)))
        and not (new[:1].islower() and _head(new).endswith(("ship", "ion", "ing", "ment", "care")))
    )


def _hung_on(prep: str, rest: str, bare: str, earlier: Earlier) -> str:
    """A phrase with its preposition: in the place of one with the same or a like one, else at the end."""
    like = next((group for group in _LIKE_PREPOSITIONS if prep in group), frozenset({prep}))
    if re.match(r"(?:what|which|how|whose|whom?)\b", rest, re.IGNORECASE):
        return f"{earlier.text.rstrip('?.! ')}, and {bare}"  # "over what period?"
    kind, head = earlier.type_of(rest), _head(rest)
    for wanted in ({prep}, like):
        for phrase in reversed(earlier.phrases):
            first = phrase.first - 1 if phrase.first and earlier.words[phrase.first - 1].tag == "pron" else phrase.first
            if first != phrase.first:  # "its rating" goes as a whole
                start = earlier.words[first].start
                phrase = replace(phrase, text=earlier.text[start : phrase.end], start=start, first=first)  # noqa: PLW2901
            before = earlier.words[first - 1] if first else None
            fits = _fit(kind, head, rest, phrase) > 0 or (
                wanted == {prep} and phrase.type == "holder" and bool(_ACRONYM.match(rest.strip(" ?.!")))
            )
            fits = fits or (wanted == {prep} and kind == "holder" and phrase.type in ("thing", "group") and rest == rest.lower())
            if before is not None and before.low in wanted and fits:
                return _replaced(phrase, rest, earlier)
    if kind == "date":
        for phrase in reversed(earlier.phrases):
            before = earlier.words[phrase.first - 1] if phrase.first else None
            if phrase.type == "date" and before is not None and before.tag == "prep":
                return earlier.text[: before.start] + bare + earlier.text[phrase.end :]
    if kind in ("group", "holder", "date", "label"):
        place, score = _place(rest, earlier)
        if place is not None and score >= _SURE_FIT:
            return _replaced(place, rest, earlier)
    return f"{earlier.text.rstrip('?.! ')} {bare}"


def _added(new: str, earlier: Earlier) -> str:
    """A phrase that fits in no other's place, at the end."""
    text = earlier.text.rstrip("?.! ")
    kind = earlier.type_of(new)
    if earlier.holders.is_holder(new):
        return f"{text}, according to {re.sub(r'[’' + chr(39) + r']s$', '', new)}"
    preposition = {"holder": "in", "date": "in", "group": "for", "label": "in"}.get(kind, "on")
    return f"{text} {preposition} {new}"


def _verb_swapped(new: str, earlier: Earlier) -> str | None:
    ending = "ing" if new.lower().endswith("ing") else "ed"
    for token in reversed(earlier.words):
        if token.low.endswith(ending):
            return earlier.text[: token.start] + new + earlier.text[token.end :]
    return None


def plural_of(phrase: str) -> str:
    """A phrase with its head in the plural: "family hub in Durham" → "family hubs in Durham"."""
    words = phrase.split()
    cut = next((i for i, word in enumerate(words) if word.lower() in PREPOSITIONS and i), len(words))
    head = words[cut - 1]
    if not is_plural(head.lower()):
        words[cut - 1] = head[:-1] + "ies" if re.search(r"[^aeiou]y\Z", head) else head + "s"
    return " ".join(words)


def _head(phrase: str) -> str:
    words = re.sub(r"['’]s?\Z", "", phrase.strip(" ?.!,")).lower().split()
    return words[-1] if words else ""


def _first_head(phrase: str) -> str:
    """The word before the first preposition: "consultation" of "the consultation on the dashboard"."""
    words = phrase.lower().split()
    cut = next((i for i, word in enumerate(words) if word in PREPOSITIONS and i), len(words))
    return words[cut - 1] if words else ""


def _hangs(phrase: str) -> bool:
    return any(word in PREPOSITIONS for word in phrase.lower().split()[1:])


def _stem(word: str) -> str:
    return word.removesuffix("'s").removesuffix("s")
