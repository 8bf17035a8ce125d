"""Whether a statement that a model wrote may be shown: every guard in code, and each fails closed.

```
statement, one piece of evidence ─form→ ─language→ ─figures, names→ ─strength, scope→ ─words→ ─verifier→ None | Fault
```

The order is by what a reader of the counts learns most from; the last two alone would refuse what the others do.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from assistant import citing, strength
from assistant.checking.judging import Weighed
from assistant.checking.saying import saying
from assistant.checking.wording import LIMITED, UNIVERSAL
from assistant.helping.plainly import says_again, words
from assistant.helping.plainwords import PLAIN_WORDS
from assistant.languages import is_english
from assistant.quantities import Quantity, read
from assistant.wordlists import word_set

Hold = Callable[[str, str, int, int, int], Weighed]
"""Text, document id, block, start and end of a piece → what words and verifier make of it; see `Checker.hold`."""

MOST_CHARS = 600
_LEAST_WORDS = 2
_MARKUP = re.compile(r"[\[\]<>{}*_`#|~\\^=$]|!\(|https?:|www\.|\w@\w|://|&#?\w+;|\A\s*(?:[-+>]|\d+[.)])\s")
"""What Markdown, HTML or a browser might act on."""
_ROLES = re.compile(
    r"\b(?:system|assistant|user|human|developer)\s*:|\binst\b|im_start|im_end|endoftext", re.IGNORECASE
)
_TALK = re.compile(
    r"\b(?:as an ai|language model|i am|i'm|i cannot|i can't|i will|i have|you should|you must|you can|your question|"
    r"the user|the evidence|the quote|the document|this passage|here is|here are|sure[,!]|note that|instructions?|"
    r"prompt|ignore|disregard)\b",
    re.IGNORECASE,
)
"""What a model says of itself, to the asker, or after an order; may stand where the quote says it too."""
_TYPOGRAPHIC = frozenset("‘’“”–—…£€")
_NUMBER_WORDS = word_set(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands "
    "million millions billion billions dozen dozens half halves third thirds quarter quarters fifth tenth double "
    "doubled twice thrice triple tripled halved once first second fourth sixth seventh eighth ninth single couple pair "
    "january february march april may june july august september october november december spring summer autumn "
    "winter monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday now currently recently "
    "soon annual annually monthly weekly daily hourly yearly"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_NUMERAL = re.compile(r"\d+")
_ANY_WORD = re.compile(r"\w+")
_INNER_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+")
_SMALL = re.compile(r"\b[a-z][\w-]*")
_NAME = re.compile(r"[A-Z][\w'’&-]*[a-z][\w'’&-]*|[A-Z]{2,}s?")
_DENIED = 0.5
_SUPPORTED = 0.5


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a statement is not shown.

    Attributes:
        guard: Which guard, for the counts.
        reason: For the model, when it is asked to write it again.
    """

    guard: str
    reason: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence as the model sees it.

    Attributes:
        key: Opaque; fresh for every question.
        text: Its words, on one line.
        document_id: Where it stands …
        block: … in which block …
        char_start: … from …
        char_end: … to.
        published: ISO date of its paper, for "this year".
    """

    key: str
    text: str
    document_id: str
    block: int
    char_start: int
    char_end: int
    published: str | None = None


def fault_of(text: str, piece: Piece, hold: Hold | None) -> Fault | None:
    """What forbids to show a statement that rests on this piece; None where nothing does.

    Args:
        text: The statement, as the model wrote it.
        piece: What it rests on.
        hold: Holds it against the piece by words and verifier; None to go by the words alone.
    """
    for guard in (_form, _language, _figures, _names, _strength, _negation, _scope, _words, _as_cited):
        found = guard(text, piece)
        if found is not None:
            return found
    return _verified(text, piece, hold) if hold is not None else None


def form_fault(text: str, quote: str) -> Fault | None:
    """What forbids to show any text of a model's: what it is made of, whatever it says."""
    if not any(c.isalpha() for c in text) or len(text.split()) < _LEAST_WORDS:
        return Fault("empty", "it says nothing")
    if len(text) > MOST_CHARS:
        return Fault("length", f"it is longer than {MOST_CHARS} characters")
    if "\n" in text or any(not _printable(c) and c not in quote for c in text):
        return Fault("format", "it holds characters that its quote does not")
    if (_MARKUP.search(text) and not _MARKUP.search(quote)) or _ROLES.search(text):
        return Fault("format", "it holds markup, a link or a role")
    if _MARKUP.search(text) and Counter(_MARKUP.findall(text)) - Counter(_MARKUP.findall(quote)):
        return Fault("format", "it holds markup or a link")
    return None


def question_fault(text: str, about: str, *, most_chars: int) -> Fault | None:
    """What forbids to use a question or a wording of a model's, which is never shown: its form, or a figure or a name
    that what it is about does not hold.

    Args:
        text: On one line.
        about: A question, or a passage with its headings.
        most_chars: A longer one is refused.
    """
    if (found := form_fault(text, about)) is not None:
        return found
    if len(text) > most_chars or not is_english(text):
        return Fault("form", "it is too long, or not in English")
    if set(_NUMERAL.findall(text)) - set(_NUMERAL.findall(about)):
        return Fault("figure", "it holds a figure of its own")
    inside = set(_INNER_NAME.findall(text))
    held = {word.casefold() for word in _ANY_WORD.findall(about)}
    if any(word.casefold() not in held for name in inside for word in _ANY_WORD.findall(name)):
        return Fault("name", "it holds a name of its own")
    return None


def _form(text: str, piece: Piece) -> Fault | None:
    found = form_fault(text, piece.text)
    if found is None and len(text.split()) > 1.25 * len(piece.text.split()) + 3:
        return Fault("length", "it is longer than its quote")
    return found


def _printable(char: str) -> bool:
    return (char.isascii() and char.isprintable()) or char in _TYPOGRAPHIC


def _language(text: str, piece: Piece) -> Fault | None:
    if not is_english(text) and is_english(piece.text):
        return Fault("language", "it is not in English")
    told = {match[0].lower() for match in _TALK.finditer(text.replace("’", "'"))}
    held = {match[0].lower() for match in _TALK.finditer(piece.text.replace("’", "'"))}
    if told - held:
        return Fault("talk", "it speaks of itself or to the reader")
    if text.rstrip(" ”\"'").endswith("?") and "?" not in piece.text:
        return Fault("talk", "it is a question")
    return None


def _figures(text: str, piece: Piece) -> Fault | None:
    """Each figure as it is written, then each as a value: the same kind, size, hedge, end and rate."""
    plain, quote = unicodedata.normalize("NFKC", text), piece.text
    if extra := set(_DIGITS.findall(plain)) - set(_DIGITS.findall(quote)):
        return Fault("figure", f"the figure {sorted(extra)[0]} does not stand in its quote")
    held = {word.lower() for word in _WORD.findall(quote)}
    for word in _WORD.findall(text):
        low = word.lower()
        if (
            low in _NUMBER_WORDS
            and low not in held
            and not (low in PLAIN_WORDS and low in {"now", "million", "billion"})
        ):
            return Fault("figure", f"“{word}” does not stand in its quote")
    theirs = list(read(quote, piece.published))
    for own in read(text, piece.published):
        same = next((q for q in theirs if _same(own, q)), None)
        if same is None:
            kind = "date" if own.kind == "date" else "figure"
            return Fault(kind, f"“{own.text.strip()}” is not what its quote gives")
        theirs.remove(same)
    return None


def _as_cited(text: str, piece: Piece) -> Fault | None:
    """The last check of every answer, which would drop the statement: "56%" does not stand in "56 per cent"."""
    if citing.covers(text, quotes=[piece.text], own_words=True):
        return None
    return Fault("figure", "a figure or a name is not written as in its quote")


def _same(own: Quantity, other: Quantity) -> bool:
    if own.kind != other.kind or (own.low, own.high) != (other.low, other.high):
        return False
    if own.role != other.role and not (own.kind == "date" and not own.role):
        return False
    return own.bound == other.bound and own.per in {other.per, ""} and (own.unit == other.unit or own.kind == "count")


def _names(text: str, piece: Piece) -> Fault | None:
    held = {word.casefold() for word in re.findall(r"\w+", piece.text)}
    capital = set(re.findall(r"\w+", " ".join(_NAME.findall(piece.text))))
    for match in _NAME.finditer(text):
        opens = match.start() == 0 or text[: match.start()].rstrip(" “\"'‘(")[-1:] in {".", "!", "?", ""}
        for word in re.findall(r"\w+", match[0]):
            known = word.casefold() in held or (opens and word.lower() in PLAIN_WORDS)
            # Inside a sentence a capital makes a name, which must be one in the quote too.
            if not known or (
                not opens and word not in capital and word.casefold() not in {w.casefold() for w in capital}
            ):
                return Fault("name", f"the name “{match[0]}” does not stand in its quote")
    smaller = Counter(_SMALL.findall(text)) - Counter(_SMALL.findall(piece.text))
    for name in _INNER_NAME.findall(piece.text):
        if name.lower() in smaller:
            return Fault("name", f"“{name}” is a name in its quote: keep its capital")
    return None


def _strength(text: str, piece: Piece) -> Fault | None:
    mine = [(one.level, one.negated, bool(one.condition)) for one in strength.strengths(text)]
    theirs = [(one.level, one.negated, bool(one.condition)) for one in strength.strengths(piece.text)]
    rest = iter(theirs)
    if not all(one in rest for one in mine):
        return Fault("strength", "it is firmer or weaker than its quote: keep will, may, should, explore as they are")
    if any(level not in strength.SETTLED and one not in mine for one in theirs for level in (one[0],)):
        return Fault("strength", "it leaves out what its quote only proposes, explores, asks or hopes for")
    return None


def _negation(text: str, piece: Piece) -> Fault | None:
    if Counter(saying(text).negations) != Counter(saying(piece.text).negations):
        return Fault("negation", "it turns its quote round: keep every not, no and never")
    return None


def _scope(text: str, piece: Piece) -> Fault | None:
    wide = {m[0].lower() for m in UNIVERSAL.finditer(text)} - {m[0].lower() for m in UNIVERSAL.finditer(piece.text)}
    if wide:
        return Fault("scope", f"“{sorted(wide)[0]}” goes further than its quote")
    # Long and plain words for one thing limit alike ("12 local authorities", "12 councils").
    narrow, kept = (Counter(m[0] for m in LIMITED.finditer(" ".join(words(one)))) for one in (piece.text, text))
    if gone := narrow - kept:
        return Fault("scope", f"it leaves out “{next(iter(gone))}”, which limits its quote")
    return None


def _words(text: str, piece: Piece) -> Fault | None:
    if says_again(text, piece.text):
        return None
    return Fault(
        "words", "use the words of its quote, in their order; you may shorten it, or put a plain word for a long one"
    )


def _verified(text: str, piece: Piece, hold: Hold) -> Fault | None:
    weighed = hold(text, piece.document_id, piece.block, piece.char_start, piece.char_end)
    if weighed.hard or weighed.alignment.open or weighed.alignment.unnamed:
        return Fault("checker", "its quote says otherwise, or does not say it")
    if weighed.odds.contradicted >= _DENIED or weighed.odds.supported < _SUPPORTED:
        return Fault("verifier", "its quote does not bear it out")
    return None
