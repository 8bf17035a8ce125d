"""Follow-ups that are hardly more than a question word: "and when?", "by how much?", "which ones?", "who pays?"."""

from __future__ import annotations

import re

from assistant.antecedents import definite
from assistant.earlier import SAYS_ABOUT, Earlier, plural_of
from assistant.phrases import Token, tokens
from assistant.phrases import without_article as bare_of

_BARE_WH = re.compile(
    r"\A(?P<prep>(?:by|since|until|till|from|for|at|to|in|with|on|over) )?"
    r"(?P<wh>how (?:much|many|long|often|old|big|far|soon|come)|when|where|why|how|who|whom|which|what)(?P<s>['’]s)?"
    r"(?: (?P<ones>ones?|of them|areas|places))?(?P<neg> not)?(?P<else> else)?(?P<more> more)?"
    r"(?P<dummy> (?:is|was|will|would|did|does|are|were) (?:that|this|it)(?: be| happen)?| (?:that|this|it))?"
    r"(?: (?P<late>by|to|for|with|from|in))?(?: (?:exactly|then|precisely|now|so|specifically|roughly))*\W*\Z",
    re.IGNORECASE,
)
_HOW_MANY_THERE = re.compile(
    r"\A(how many)(?: of them| of those)? ((?:are|were|will) there(?: be)?(?: now| altogether| in total|"
    r" in all| to start with| at first|"
    r" so far| to begin with| initially)?)\W*\Z",
    re.IGNORECASE,
)
_WH_AND_NOUN = re.compile(
    r"\A(?:(?:up to|by|since|until|from|for|at|to|in|with|on|over|under|within|through|after|before) )?"
    r"(?:what|which|whose|why)\b(?! (?:ones?|of|about|if|not|else|so)\b)(?: [\w’'-]+){1,3}\W*\Z",
    re.IGNORECASE,
)
_DOING_WHEN = re.compile(
    r"\A(?:\w{2,}ing|\w{2,}ed|paid|run|led|done|made) "
    r"(?:(?:from|by|until|for|in|at|to) )?(?:when|where|who|whom|how (?:much|long|many|often)|what)\W*\Z",
    re.IGNORECASE,
)
_WAS_BEFORE = re.compile(
    r"\Awhat (?P<aux>is|was|were|are|will|would) (?:it|that|this|they) (?:be )?"
    r"(?P<late>in (?:19|20)\d\d|(?:\w+ ){1,2}(?:ago|earlier)|"
    r"(?:\w+ )?(?:before(?:hand)?|previously|originally|now|then|after(?:wards)?|in future|earlier|today|"
    r"at first))\W*\Z",
    re.IGNORECASE,
)
_THEN_LATE = re.compile(r" (?:before(?:hand)?|previously|originally|now|earlier|at first|today)\Z", re.IGNORECASE)
_HOW_MANY_WE = re.compile(
    r"\Ahow many (?P<did>(?:are|were|will|would|do|did|have|has) (?!there\b)(?:\w+ ?){1,4})\W*\Z", re.I
)
_WHAT_FOR = re.compile(r"\Awhat (?:is (?:that|this|it) )?for\W*\Z", re.IGNORECASE)
_SAYS_WHO = re.compile(
    r"\A(?:who (?:says|said) (?:so|that|this|it)|says who|according to who(?:m)?)\W*\Z", re.IGNORECASE
)
_ASKS_WHAT = re.compile(
    r"\Awhat (?:is|are|was|were|will|does|do|did|has|have) .*\b(?:do|doing|done|plan|planning|say|propose)\b", re.I
)
_HOW_MANY_DID = re.compile(
    r"\Ahow many (?:of them |of those )?(?P<did>(?!are there|were there|will there)(?:\w+ed|are|were|will|"
    r"have|get|got|\w+ing)\b.*)",
    re.I,
)
_WHICH_ONES = re.compile(
    r"\Awhich ones? (?P<rest>(?:are|is|were|was|will|do|does|have|has|can|should|must|apply|"
    r"cover|(?!ones?\b)[a-z]{2,}s)\b(?! (?:they|it|those|these)\W*\Z).*)",
    re.I,
)
_IN_FAVOUR = re.compile(r" (?:in favour|on board|behind|against)\b", re.IGNORECASE)
_WHY_SO = re.compile(
    r"\A(?:why(?:['’]s| is| was) (?:that|this|it)|how so|what makes (?:you|them) say (?:so|that))\W*\Z", re.IGNORECASE
)
_WHO_ACTS = re.compile(
    r"\A(?P<asks>who (?:decides|pays|checks|approves|signs off|inspects|monitors|is responsible|leads|"
    r"delivers|benefits|"
    r"qualifies|loses out|is eligible|is affected|will pay|would pay))\W*\Z",
    re.IGNORECASE,
)
_OF_ACTS = {
    "decides": " on", "pays": " for", "pay": " for", "off": " on", "responsible": " for", "benefits": " from",
    "qualifies": " for", "out": " from", "eligible": " for", "affected": " by",
}  # fmt: skip
_HOW_MANY_OF_WHAT = re.compile(
    r"\A(?P<asks>how many (?:days|weeks|months|years|hours|times|pounds))\W*\Z", re.IGNORECASE
)
_THERE_IS = re.compile(r"(?P<aux>is|are|was|were|will) there (?P<what>(?!going|to be|likely|due).+)", re.IGNORECASE)


def ask_anew(  # noqa: PLR0911, PLR0912 - rules tried in turn
    text: str, earlier: Earlier
) -> str | None:
    """A bare question word ("and when?", "by how much?", "which ones?") with the rest of the question before it."""
    how_many = _HOW_MANY_THERE.match(text)
    if (
        how_many
        and earlier.asked_of is not None
        and earlier.asked_of.plural
        and earlier.words[0].low in ("which", "what")
    ):
        return f"{how_many[1]} {earlier.after(earlier.asked_of.first)}"
    if how_many and earlier.topic:
        return f"{how_many[1]} {plural_of(bare_of(earlier.topic))} {how_many[2]}"
    if _WHAT_FOR.match(text) and earlier.topic:
        return f"What is {earlier.topic} for"
    if (died := _HOW_MANY_DID.match(text)) and earlier.asked_of is not None and earlier.words[0].low == "how":
        return f"How many {earlier.asked_of.text} {died['did']}"
    if (short := _HOW_MANY_WE.match(text)) and (noun := _listed_noun(earlier)):
        return f"How many {noun} {short['did']}"
    was = _WAS_BEFORE.match(text)
    if was and [word.low for word in earlier.words[:2]] == ["how", "much"]:
        what = earlier.money or (earlier.topic and f"the {bare_of(earlier.topic)}")
        return f"How much {was['aux']} {what} {was['late']}" if what else None
    if was and [word.low for word in earlier.words[:2]] == ["how", "many"]:
        return f"{earlier.text.rstrip('?.! ')} {was['late']}"
    if (ones := _WHICH_ONES.match(text)) and (noun := _listed_noun(earlier)):
        return f"Which {noun} {ones['rest']}"
    if _WHY_SO.match(text):
        text = "why"
    if (acts := _WHO_ACTS.match(text)) or (acts := _HOW_MANY_OF_WHAT.match(text)):
        existing = _THERE_IS.match(earlier.text)
        if existing and acts.re is _HOW_MANY_OF_WHAT:
            return f"{acts['asks']} is the {bare_of(existing['what'].rstrip('?.! '))}"
        if acts.re is _WHO_ACTS and earlier.topic:
            return f"{acts['asks']}{_OF_ACTS.get(acts['asks'].lower().split()[-1], '')} {definite(earlier.topic)}"
        return f"{earlier.text.rstrip('?.! ')}, and {acts['asks']}"
    if _SAYS_WHO.match(text):
        return f"{earlier.text.rstrip('?.! ')}, according to whom"
    match = _BARE_WH.match(text)
    if not match:
        return _wh_and_noun(text, earlier)
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
    if match["ones"] and match["ones"].endswith(("areas", "places")) and not _names(earlier, match["ones"]):
        return f"{earlier.text.rstrip('?.! ')}, and {text.strip(' ?.!')}"
    if wh == "which" or match["ones"]:
        return _which(earlier)
    if wh in ("when", "where", "why", "how", "how soon", "how long") and _ASKS_WHAT.match(earlier.text):
        # "When is the council going to do about it" would want a word in the place of "what"
        return f"{earlier.text.rstrip('?.! ')}, and {match['prep'] or ''}{wh}"
    asked = f"{match['prep'] or ''}{wh}{match['else'] or ''}"
    if earlier.verbless or (
        SAYS_ABOUT.search(earlier.text) and not match["else"] and wh in ("who", "whom", "when", "where")
    ):
        return f"{earlier.text.rstrip('?.! ')}, and {asked}"
    late = f" {match['late']}" if match["late"] else ""
    return _with_question_word(asked, earlier, negated=bool(match["neg"]), late=late)


def _wh_and_noun(text: str, earlier: Earlier) -> str | None:
    """For "what time?", "up to what age?", "what instead?": the question before, and that."""
    if _DOING_WHEN.match(text):
        return f"{earlier.text.rstrip('?.! ')}, and {text.strip(' ?.!')}"
    if not _WH_AND_NOUN.match(text):
        return None
    said = tokens(text)
    if any(token.tag in ("verb", "aux", "pron") or earlier.holders.is_holder(token.text) for token in said):
        return None
    start = next((number for number, token in enumerate(earlier.words) if token.tag == "wh"), None)
    last = said[-1] if said[-1].tag != "punct" else said[-2]
    if start is None and earlier.topic and earlier.words[0].tag != "aux":
        return f"{text.strip(' ?.!')}, on {earlier.topic}"  # of "explain the scheme"
    if start is not None and start + 1 < len(earlier.words) and last.low == earlier.words[start + 1].low:
        return None
    return f"{earlier.text.rstrip('?.! ')}, and {text.strip(' ?.!')}"


def _asks_of_event(earlier: Earlier) -> bool:
    """Whether it asks about something done rather than about a thing: then "when was that?" asks for its time."""
    return any(token.tag == "verb" for token in earlier.words[earlier.question_words :]) and not earlier.asked_of


def _listed_noun(earlier: Earlier) -> str | None:
    """What there are several of in the question before: what it asks for, else its first plural."""
    asked_of = earlier.asked_of
    if asked_of is not None and asked_of.plural:
        return bare_of(asked_of.text)
    return next((bare_of(phrase.text) for phrase in earlier.phrases if phrase.plural), None)


def _names(earlier: Earlier, noun: str) -> bool:
    """Whether the question before names or asks for what "which areas" is asked of."""
    asked_of = earlier.asked_of
    return asked_of is not None and (asked_of.plural or asked_of.head == noun.rsplit(maxsplit=1)[-1])


def _which(earlier: Earlier) -> str:
    asked_of = earlier.asked_of
    if asked_of is not None:
        return "Which " + earlier.after(asked_of.first)
    topic = earlier.topic
    return f"Which {bare_of(topic)}: {earlier.text}" if topic else f"Which, of: {earlier.text}"


def _with_question_word(  # noqa: PLR0911, PLR0912 - rules tried in turn
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
    if asked.endswith("when"):
        rest = _THEN_LATE.sub("", rest)
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
    doing = n + 1 < len(words) and (words[n + 1].tag == "verb" or words[n + 1].low == "going")
    if n and doing and words[n].tag == "aux" and words[n - 1].low == "much":
        return f"{asked} {words[n].text} the money {earlier.after(n + 1)}{late}"
    if negated:
        subject = next((p for p in earlier.whole_phrases() if p.first == n + 1), None)
        if subject is not None:
            feels = _IN_FAVOUR.search(subject.text)
            end = subject.start + feels.start() if feels else subject.end
            told = earlier.text[subject.start : end]
            return f"{asked} {words[n].low} {told} not{earlier.text[end:].rstrip(' ?.!')}{late}"
    if n == 0 and words and words[0].tag == "aux":
        rest = words[0].low + earlier.text[words[0].end :].rstrip(" ?.!")
    elif n == 0:
        return f"{asked}: {earlier.text}"
    return f"{asked} {rest}{late}"


def _is_subject(earlier: Earlier, token: Token) -> bool:
    """Whether a noun phrase starts at a word and a verb follows it."""
    phrase = next((p for p in earlier.whole_phrases() if earlier.words[p.first] == token), None)
    return bool(phrase and any(t.tag == "verb" for t in earlier.words[phrase.last + 1 :]))
