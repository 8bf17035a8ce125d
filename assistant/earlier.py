"""The question before, taken apart: what a follow-up may lean on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.holders import Holders
from assistant.phrases import PREPOSITIONS, Phrase, Token, extended, is_plural, phrase_type, phrases, tokens
from assistant.phrases import without_article as bare_of


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
