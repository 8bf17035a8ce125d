"""Follow-ups that leave most of the question out: "and kinship carers?", "in Durham?", "since when?".

A phrase is put in the place of one of the same sort in the question before it, or hung on its end; a bare question
word takes the place of the other one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.earlier import VIEW_NOUNS, Earlier, head_of
from assistant.phrases import PREPOSITIONS, Phrase, is_paper, is_plural, tokens
from assistant.phrases import without_article as bare_of
from assistant.wordlists import LABELS

_LIKE_PREPOSITIONS = (
    frozenset({"for", "to"}),
    frozenset({"about", "on", "of", "regarding"}),
    frozenset({"in", "at", "within", "during"}),
)
_WHERE = frozenset({"in", "at", "within", "across"})
_BARE_NUMBER = re.compile(
    r"\A(?:number |no\.? )?(?P<number>\d+|one|two|three|four|five|six|seven|eight|nine|ten)\Z", re.I
)
_LABEL_NUMBER = re.compile(
    rf"\b(?P<word>{LABELS}|option|step|paragraph|key stage) "
    r"(?P<number>\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
_NTH = r"first|second|third|fourth|fifth|sixth|last|next|previous|final|other|old|new|current|existing"
_ORDINAL = re.compile(rf"(?:in |for |at )?(?:the )?(?P<nth>{_NTH})(?: ones?)?", re.IGNORECASE)
_ORDINAL_IN = re.compile(rf"\b(?P<nth>{_NTH})\b(?= \w)", re.IGNORECASE)
"""What sets one of several apart from the others, in a fragment and in the question before."""
_EVERYWHERE = re.compile(
    r"\A(?:nation(?:ally|wide)|locally|regionally|overall|elsewhere|across england)\Z", re.IGNORECASE
)
_PLACED = re.compile(r" (?:in|for|at|across|within) (?:the )?[A-Z][\w’'-]*(?: (?:of |and )?[A-Z][\w’'-]*)*\Z")
_ATTRIBUTE = re.compile(
    r"\A(?:the |its |an? )?(?P<noun>example|costs?|price|deadline|timescales?|timetable|purpose|aims?|"
    r"size|location|eligibility|funding|"
    r"evidence|risks|benefits|membership|budget|start date|end date)\Z",
    re.IGNORECASE,
)
_VIEW_OF = re.compile(
    rf"\A(?:the )?(?P<who>.+?)(?:['’]s)? (?P<view>{VIEW_NOUNS})(?: on (?:it|that|this|them))?\Z", re.IGNORECASE
)
_FIGURE_OF = re.compile(
    r"\A(?P<who>.+?)['’]s? (?:own )?(?:figures?|numbers?|dates?|estimates?|version|count|sum|answer|reading|account|"
    r"data)\Z",
    re.I,
)
_FIGURE_GIVEN = re.compile(
    r"\A(?:what|which) (?:figures?|numbers?|dates?|estimates?|sums?|amounts?|answer|version) "
    r"(?:does|do|did|is in|are in|is given in) (?P<who>.+?)"
    r"(?: (?:give|gave|say|have|put|quote|use|report|show|state)s?)?\Z",
    re.IGNORECASE,
)
_FEELS = re.compile(
    r"\A(?:(?:is|are) )?(?P<who>.+?) (?:happy|keen|pleased|content|ok(?:ay)?|fine|on board|comfortable|impressed|"
    r"worried|bothered|concerned|convinced|sold|cross|unhappy|in favour|supportive) "
    r"(?:with|about|on|of|by) (?:it|that|this|them|those|these)\Z",
    re.IGNORECASE,
)
_SOME_PEOPLE = re.compile(r"(?:those|anyone|anybody|everyone|people)\b", re.IGNORECASE)
_ACRONYM = re.compile(r"(?:the )?[A-Z]{2,6}\Z")
_FULL_WH = re.compile(r"(?:who|what|which|when|where|why|how)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\A(?:even )?(?:if|when|where|once|while|unless|although|because|after|before|assuming)\s+"
    r"(?!(?:is|are|was|were|do|does|did|will|would|can|could|should|has|have)\b)\S+ \S+",
    re.IGNORECASE,
)
_SAYS_SO = re.compile(r"\w (?:gets?|got|becomes?|stays?|goes) (?!of\b|in\b)\w", re.IGNORECASE)
"""What tells rather than names: "reviewing officers get scrapped"."""
_THE_ONE = re.compile(r"\A(?:the )?ones? (?=(?:on|about|for|in|of|from|by|with|to) )", re.IGNORECASE)
_LAST_ONE = re.compile(r"\A(?:the )?(?P<of>.+?) ones?\Z", re.IGNORECASE)
_WHAT_SAYS = re.compile(
    r"\Awhat (?:does|do|did|would|has|have) (?P<who>.+?) (?P<verb>say|said|think|want|reckon|feel|propose|recommend)"
    r"(?: (?:about|on|of) (?:it|that|this|them))?\W*\Z",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?![/-]\d)")
_YEAR_BESIDE = re.compile(
    r"\A(?:in |for )?the (?:(?P<before>year before|previous year)|(?P<after>year after|following year|next year))"
    r"(?: (?:that|then|this))?\Z",
    re.IGNORECASE,
)
_THE_SAME = re.compile(
    r"\A(?:(?:does|do|did|would) (?P<who>.+?) (?:say|give|report|think|have|put|quote) (?:(?:exactly )?the same"
    r"(?: (?:thing|date|figure|number|sum|answer))?|(?:so|that|it) too|likewise)|"
    r"(?:is|was) (?:that|it|this) (?:also )?what (?P<whom>.+?) (?:says?|said|gives?|thinks?|reports?)(?: too)?)\W*\Z",
    re.IGNORECASE,
)
_AUX_ONLY = re.compile(
    r"\A(?P<aux>does|do|did|is|are|will|would|has|have|can|should) (?P<who>(?!it\b|that\b|this\b|they\b|"
    r"there\b).+?)\W*\Z",
    re.IGNORECASE,
)
_SAYS_ABOUT = re.compile(
    r"\b(?:say|says|said|think|thinks|thought|do|doing|done|views?|opinion|position|stance|line|take|thoughts) "
    r"(?:about|on|of) ",
    re.IGNORECASE,
)
_LEADING_AUX = re.compile(r"\A(?:\w+ )?(?P<aux>is|are|was|were|does|do|has|have) (?:the )?\Z", re.IGNORECASE)
_COUNTS = re.compile(r"\b(?:how many|how much|which|what (?:share|proportion|number) of) \Z", re.IGNORECASE)
_LONGEST_FRAGMENT = 7
_LONGEST_ACRONYM = 5
_SURE_FIT, _THING_FIT, _SOME_FIT = 3.0, 2.0, 1.0


def put_in(  # noqa: PLR0911, PLR0912 - rules tried in turn
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
    if (nth := _ORDINAL.fullmatch(bare)) and (own := _ORDINAL_IN.search(earlier.text)):
        other = earlier.text[: own.start("nth")] + nth["nth"].lower() + earlier.text[own.end("nth") :]
        return other if nth["nth"].lower() != own["nth"].lower() else None
    topic = earlier.topic
    if (attribute := _ATTRIBUTE.match(bare)) and topic and not any(_ATTRIBUTE.match(p.bare) for p in earlier.phrases):
        several = is_plural(attribute["noun"].lower()) and attribute["noun"].lower() not in ("costs",)
        article = "an" if attribute["noun"].lower() == "example" else "the"
        return f"What {'are' if several else 'is'} {article} {attribute['noun']} of {topic}"
    if (view := _VIEW_OF.match(bare)) and topic and earlier.holders.is_holder(view["who"]):
        who = _named_holder(view["who"], earlier) or view["who"]
        several = is_plural(view["view"].lower())
        return f"What {'are' if several else 'is'} the {who} {view['view']} on {topic}"
    if (figure := _FIGURE_OF.match(bare)) and earlier.holders.is_holder(figure["who"]):
        return f"{earlier.text.rstrip('?.! ')}, according to {figure['who']}"
    if (given := _FIGURE_GIVEN.match(bare)) and earlier.type_of(given["who"]) == "holder":
        return _held_by(given["who"], "say", earlier)
    if (feels := _FEELS.match(bare)) and topic and (who := _named_holder(feels["who"], earlier)):
        return f"What does {who} think of {topic}"
    if _EVERYWHERE.match(bare):
        return f"{_PLACED.sub('', earlier.text.rstrip('?.! '))} {bare}"
    if (year := _YEAR_BESIDE.match(bare)) and (own := _YEAR.search(earlier.text)):
        beside = int(own[0]) + (1 if year["after"] else -1)
        return f"{earlier.text[: own.start()]}{beside}{earlier.text[own.end() :]}"
    if (same := _THE_SAME.match(bare)) and (who := _named_holder(same["who"] or same["whom"], earlier)):
        return _held_by(who, "say", earlier)
    says = _WHAT_SAYS.match(bare)
    if says and earlier.type_of(says["who"]) == "holder":
        return _held_by(says["who"], says["verb"].lower(), earlier)
    only = _AUX_ONLY.match(bare)
    if (
        only
        and len(tokens(only["who"])) <= 5
        and not any(t.tag == "verb" for t in tokens(bare))
        and not any(t.tag in ("verb", "aux") for t in tokens(only["who"]))
    ):
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
    if _SAYS_SO.search(bare):
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
    if asked_for and (swapped := _qualifier_swapped(new, earlier)) is not None:
        return swapped
    place, score = _place(new, earlier)
    sure = asked_for or correcting
    if place is not None and (score >= _SURE_FIT or (score >= _SOME_FIT and (sure or (marked and len(words) <= 4)))):
        return _replaced(place, new, earlier)
    if not sure and not (marked and len(words) <= 3):
        return None
    return _added(new, earlier)


def _qualifier_swapped(new: str, earlier: Earlier) -> str | None:
    """For "and labour?" after "the Conservative members", the members of the other name."""
    words = new.split()
    new = bare_of(new) if words and words[-1][:1].isupper() else new
    if (
        not 1 <= len(words) <= 2
        or (is_plural(words[-1].lower()) and not new[:1].isupper())
        or earlier.type_of(new) not in ("thing", "holder")
    ):
        return None
    if earlier.holders.is_holder(new):
        return None
    for phrase in earlier.phrases:
        own = bare_of(phrase.text).split()
        if (
            phrase.type == "group"
            and len(own) == 2
            and own[0][:1].isupper()
            and own[0].isalpha()
            and not own[0].isupper()
        ):
            start = earlier.text.index(own[0], phrase.start)
            return earlier.text[:start] + new + earlier.text[start + len(own[0]) :]
    return None


def _named_holder(name: str, earlier: Earlier) -> str | None:
    """Whoever is named, an abbreviation typed small in capitals; None where it is nobody."""
    bare = bare_of(name)
    capitals = bare.upper() if bare.islower() and len(bare) <= _LONGEST_ACRONYM else name
    return next((form for form in (capitals, name) if earlier.type_of(form) == "holder"), None)


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
    # "children on free school meals" are children
    kind, head = "group" if _SOME_PEOPLE.match(new) else earlier.type_of(_before_preposition(new)), head_of(new)
    if kind == "holder" and is_paper(head) and not earlier.holders.is_holder(new):
        kind = "holder" if any(phrase.type == "holder" for phrase in earlier.phrases) else "thing"
    asked_of = earlier.asked_of
    says = _SAYS_ABOUT.search(earlier.text)
    if says is not None and kind in ("thing", "label", "group"):
        tail = next((phrase for phrase in earlier.phrases if phrase.start >= says.end()), None)
        if tail is not None and tail.type == "thing":
            return _whole_subject(tail, earlier), _THING_FIT
    best: tuple[Phrase | None, float] = (None, 0.0)
    whole = {phrase.start: phrase for phrase in earlier.whole_phrases()}
    for phrase in earlier.phrases:
        score = _fit(kind, head, new, phrase)
        if score and phrase == asked_of and score < _SURE_FIT:
            score -= 0.5
        if score and _is_part(head, phrase, earlier):
            score += 0.5
        if kind == phrase.type == "holder" and (is_paper(phrase.head) or earlier.holders.is_holder(phrase.text)):
            score += 0.25  # rather than what only looks like a body's name
        if score >= best[1] and score > 0:
            # "the consultation on kinship" takes the place of all of "the consultation on the framework"
            larger = whole.get(phrase.start, phrase)
            again = _stem(phrase.head) == _stem(_first_head(new)) or bool(_SOME_PEOPLE.match(new))
            both = again and larger.end > phrase.end and _hangs(new)
            best = (larger if both else phrase), score
    if best[0] is not None and best[0].type == "holder" and kind == "holder":
        return _with_owner(best[0], earlier), best[1]
    if best[0] is not None and kind == "thing" and best[1] <= _THING_FIT:
        return _whole_subject(best[0], earlier), best[1]
    return best


def _is_part(head: str, phrase: Phrase, earlier: Earlier) -> bool:
    """Whether a phrase names several of something larger, as the new one does: "the principles" in the framework."""
    after = earlier.words[phrase.last + 1] if phrase.last + 1 < len(earlier.words) else None
    several = is_plural(head.lower()) and is_plural(phrase.head.lower())
    return several and phrase.type == "thing" and after is not None and after.low in ("in", "of", "within")


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
    return Phrase(
        earlier.text[first.start : last.end], first.start, last.end, first.head, "thing", first.first, last.last
    )


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
        new += "'" if is_plural(head_of(new)) and new.endswith("s") else "'s"
    elif not possessive and re.search(r"['’]s\Z", new):
        new = new[:-2]
    start = place.start
    if not re.match(r"(?:the|an?|any|this|that|these|those)\b", new, re.IGNORECASE):
        article = re.match(r"(?:the|an?|any|this|that|these|those) ", old, re.IGNORECASE)
        if article and _keeps_article(new, place, earlier):
            new = article[0] + new
    before = earlier.text[:start]
    if _COUNTS.search(before):
        new = re.sub(r"\Athe ", "", new, flags=re.IGNORECASE)  # "how many girls", "and the boys?"
    if is_plural(head_of(new)) != place.plural and (
        place.type == "thing" or earlier.type_of(new) == "thing" or place.first
    ):
        before = _agreeing(before, plural=is_plural(head_of(new)))
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
        and (_stem(head_of(new)) == _stem(place.head) or not is_plural(head_of(new)))
        and not (new[:1].islower() and head_of(new).endswith(("ship", "ion", "ing", "ment", "care")))
    )


def _hung_on(prep: str, rest: str, bare: str, earlier: Earlier) -> str:
    """A phrase with its preposition: in the place of one with the same or a like one, else at the end."""
    like = next((group for group in _LIKE_PREPOSITIONS if prep in group), frozenset({prep}))
    if re.match(r"(?:to |of |in )?(?:what|which|how|whose|whom?)\b", rest, re.IGNORECASE):
        return f"{earlier.text.rstrip('?.! ')}, and {bare}"  # "over what period?"
    kind, head = earlier.type_of(rest), head_of(rest)
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
            fits = fits or (
                wanted == {prep} and kind == "holder" and phrase.type in ("thing", "group") and rest == rest.lower()
            )
            if before is not None and before.low in wanted and fits:
                return _replaced(phrase, rest, earlier)
    if kind == "date":
        for phrase in reversed(earlier.phrases):
            before = earlier.words[phrase.first - 1] if phrase.first else None
            if phrase.type == "date" and before is not None and before.tag == "prep":
                return earlier.text[: before.start] + bare + earlier.text[phrase.end :]
    if kind in ("group", "holder", "date", "label"):
        place, score = _place(rest, earlier)
        before = earlier.words[place.first - 1] if place is not None and place.first else None
        # "in Durham" does not take the place of whom something is done with, or by
        elsewhere = prep in _WHERE and before is not None and before.tag == "prep" and before.low not in like
        if place is not None and score >= _SURE_FIT and not elsewhere:
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


def _first_head(phrase: str) -> str:
    """The word before the first preposition: "consultation" of "the consultation on the dashboard"."""
    words = phrase.lower().split()
    cut = next((i for i, word in enumerate(words) if word in PREPOSITIONS and i), len(words))
    return words[cut - 1] if words else ""


def _before_preposition(phrase: str) -> str:
    words = phrase.split()
    cut = next((i for i, word in enumerate(words) if word.lower() in PREPOSITIONS and i), len(words))
    return " ".join(words[:cut])


def _hangs(phrase: str) -> bool:
    return any(word in PREPOSITIONS for word in phrase.lower().split()[1:])


def _stem(word: str) -> str:
    return word.removesuffix("'s").removesuffix("s")
