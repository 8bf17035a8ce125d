"""The question before, taken apart: what a follow-up may lean on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.holders import Holders
from assistant.phrases import PREPOSITIONS, Phrase, Token, extended, is_plural, is_verb, phrase_type, phrases, tokens
from assistant.phrases import without_article as bare_of
from assistant.wordlists import word_set

VIEW_NOUNS = (
    r"views?|positions?|responses?|opinions?|line|reactions?|takes?|thoughts|stance|verdict|feelings?|concerns?|"
    r"worr(?:y|ies)|fears?|criticisms?|complaints?|objections?|reservations?|attitude|arguments?|argument|message|case"
)
"""What somebody may have of a thing: a noun that says whose it is and, after "on" or "about", of what."""
_VIEW_NOUN = re.compile(rf"(?:{VIEW_NOUNS})\Z", re.IGNORECASE)


_HUNG_ON = re.compile(
    r",? and (?:(?:[a-z]+ ){0,2})(?:who|whom|what|when|where|which|why|how)\b[^,?]{0,40}\?\Z", re.IGNORECASE
)
"""What `condense` hangs on a question for a bare "and since when?": it is answered by now."""
_ALL_PAPERS = re.compile(
    r"(?:all )?(?:the|these|those|our|your) (?:\w+ )?(?:papers|documents|reports|sources|briefings)", re.IGNORECASE
)
"""Those who are asked rather than asked about."""
SAYS_ABOUT = re.compile(
    r"\b(?:say|says|said|mention|mentions|write|written|know|there)"
    r"(?: (?:anything|something|much|a lot|more|nothing))? (?:about|on|regarding) |\bmention(?:s|ed)? ",
    re.IGNORECASE,
)
_WHAT_THERE_IS = re.compile(
    r"\A(?:what|which|how (?:much|many))(?: kind of| sort of)? (?P<what>[\w’' -]{3,40}?) "
    r"(?:is|are|was|were|will be) there "
    r"(?P<for>(?:for|to|in|on|at) [^?]{3,60}?)\W*\Z",
    re.IGNORECASE,
)
_TOPIC_FIRST = re.compile(
    r"\A(?:(?:and|what about|about|on|re|regarding) )*(?P<topic>[^?,:;–-]{3,60}?)\s*(?:[,:;–]| -+ )\s*"
    r"(?P<wh>how much|how many|when|where|why|who|how|what)(?P<late>(?: (?:now|then|exactly|so far|today))?)\W*\Z",
    re.IGNORECASE,
)
_FRAME = {wh: f"{wh} is {{}}" for wh in ("how much", "when", "where", "who", "how", "what")} | {
    "how many": "how many {} are there",
    "why": "why {}",
}


_MANNERS = word_set("total all full general practice principle detail law place fact theory short")


def _is_manner(phrase: Phrase, words: Sequence[Token]) -> bool:
    """Whether a phrase is the end of a fixed one that names nothing: "in total", "by law"."""
    return phrase.first == phrase.last and phrase.first > 0 and (
        words[phrase.first].low in _MANNERS and words[phrase.first - 1].low in ("in", "by")
    )  # fmt: skip


def _topic_last(text: str) -> str:
    """For "bus pass - how much now?", the question that it stands for, where nothing but a question word follows."""
    match = _TOPIC_FIRST.match(text)
    if match is None or any(token.tag in ("verb", "aux", "wh") for token in tokens(match["topic"])):
        return text
    topic = match["topic"] if re.match(r"(?:the|an?) ", match["topic"], re.I) else f"the {match['topic']}"
    return f"{_FRAME[match['wh'].lower()].format(topic)}{match['late']}?"


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
        """Take a question apart, without what a follow-up before hung on its end."""
        text = _topic_last(_HUNG_ON.sub("?", text))
        words = tokens(text)
        named = phrases(text, words, holders.is_holder)
        told_of = [phrase for phrase in named if not (_ALL_PAPERS.fullmatch(phrase.text) or _is_manner(phrase, words))]
        return cls(text, words, tuple(told_of or named), holders)

    @property
    def topic(self) -> str | None:
        """What it is about: its last phrase that is no holder and no date, with what hangs on it."""
        if self.there_is:
            return self.there_is
        after = about.end() if (about := SAYS_ABOUT.search(self.text)) else 0
        for start in (after, 0):
            for phrase in self.whole_phrases():
                if phrase.start >= start and phrase.type not in ("holder", "date"):
                    return phrase.text
        return self.phrases[-1].text if self.phrases else None

    def whole_phrases(self) -> tuple[Phrase, ...]:
        """Its phrases with what hangs on each, those inside another left out."""
        found: list[Phrase] = []
        for phrase in self.phrases:
            if found and phrase.end <= found[-1].end:
                continue
            whole = extended(self.text, phrase, self.phrases, self.words)
            if whole.end > phrase.end and _VIEW_NOUN.match(phrase.head):
                continue  # of "the worry about the timetable" it is the timetable that is spoken of further
            found.append(self._with_infinitive(whole))
        return tuple(found)

    def _with_infinitive(self, phrase: Phrase) -> Phrase:
        """A phrase with the "to …" that says what it is for: "a duty to share data"."""
        rest = self.words[phrase.last + 1 :]
        if phrase.type != "thing" or len(rest) < 3 or rest[0].low != "to" or not is_verb(rest[1].text):
            return phrase
        if phrase.first == 0 or self.words[phrase.first - 1].tag in ("aux", "wh"):
            before = self.words[phrase.first - 1].low if phrase.first else ""
            if before not in ("is", "was", "are", "there"):
                return phrase  # "when is the council …" keeps its verb
        last = (
            next((n for n, token in enumerate(rest) if token.tag in ("punct", "aux", "wh", "conj", "date")), len(rest))
            - 1
        )
        end = rest[last]
        return replace(phrase, text=self.text[phrase.start : end.end], end=end.end, last=phrase.last + 1 + last)

    @property
    def there_is(self) -> str | None:
        """For "what support is there for carers?", the support for carers."""
        match = _WHAT_THERE_IS.match(self.text)
        return f"the {bare_of(match['what'])} {match['for']}" if match else None

    @property
    def verbless(self) -> bool:
        """Whether it is only a question word and a phrase ("how much for the pilot")."""
        n = self.question_words
        if not n or n == len(self.words) or any(token.tag in ("verb", "aux") for token in self.words):
            return False
        first = next((at for at, token in enumerate(self.words) if at >= n and token.tag in ("prep", "punct")), None)
        return not any(is_verb(token.text) for token in self.words[n:first])

    @property
    def money(self) -> str | None:
        """What "it" is after "how much is going to carers?" or "how much for carers?", where no thing is named."""
        if not self.question_words or [word.low for word in self.words[:2]] != ["how", "much"]:
            return None
        if any(phrase.type in ("thing", "label") and not phrase.plural for phrase in self.whole_phrases()):
            return None
        last = next((phrase for phrase in self.whole_phrases() if phrase.type in ("group", "thing")), None)
        return f"the money for {last.text}" if last is not None else None

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

    def followed_by(self, text: str) -> str:
        """A follow-up with this question in front, whole: what it leaves out is told before it."""
        return f"{self.text}{'' if self.text.endswith(('?', '.', '!')) else '?'} {text}"

    def type_of(self, phrase: str) -> str:
        return "holder" if self.holders.is_holder(phrase) else phrase_type(phrase)

    def swapped(self, old: str, new: str) -> str | None:
        """With one phrase in the place of another that it names, or None."""
        wanted = re.escape(bare_of(old.strip(" ?.!")))
        found = re.search(rf"(?<!\w){wanted}(?!\w)", self.text, re.IGNORECASE) if wanted else None
        if not found:
            return None
        start, end = found.start(), found.end()
        head = head_of(new)
        if following := re.match(rf"\s+{re.escape(head)}\b", self.text[end:], re.IGNORECASE):
            end += following.end()  # "foster carers, not kinship" of "kinship carers"
        if re.match(r"(?:the|an?) ", new, re.IGNORECASE):
            article = re.search(r"\b(?:the|an?) \Z", self.text[:start], re.IGNORECASE)
            start = article.start() if article else start
        return self.text[:start] + new.strip(" ?.!") + self.text[end:]


def plural_of(phrase: str) -> str:
    """A phrase with its head in the plural: "family hub in Durham" → "family hubs in Durham"."""
    words = phrase.split()
    cut = next((i for i, word in enumerate(words) if word.lower() in PREPOSITIONS and i), len(words))
    head = words[cut - 1]
    if not is_plural(head.lower()):
        words[cut - 1] = head[:-1] + "ies" if re.search(r"[^aeiou]y\Z", head) else head + "s"
    return " ".join(words)


def head_of(phrase: str) -> str:
    words = re.sub(r"['’]s?\Z", "", phrase.strip(" ?.!,")).lower().split()
    return words[-1] if words else ""
