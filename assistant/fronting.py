"""Follow-ups that name first what they ask about: "the third one - who runs it?", "back to fostering, who pays?".

What is named first is what their pronouns stand for, whatever the question before was about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.antecedents import definite, described
from assistant.earlier import Earlier
from assistant.leaning import ORDINALS
from assistant.phrases import tokens
from assistant.recalling import recalled
from assistant.referring import resolve
from index.analysis import terms

_FRONTED = re.compile(
    r"\A(?:(?:about|on|re|regarding|as for) )?(?P<topic>[^?.!,:;–]{2,60}?(?:, [^?.!,:;–]{2,40}?)?)"
    r"\s*(?:[,:;–]| - )\s*(?P<rest>(?:who|what|when|where|which|why|how|whose|is|are|was|were|do|does|did|will|would|"
    r"can|could|should|has|have)(?:['’]s)?\b\s\S.*)\Z",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\A(?:(?:ok|okay|right|well|so|and|but|now|can we go|let'?s go|going|go)\b[\s,.!:–-]*)*back to (?:the )?"
    r"(?P<topic>[\w’'-]+(?: [\w’'-]+){0,4}?)\s*[,:;.–-]+\s*(?:and |but |so )?(?P<rest>\S.*)\Z",
    re.IGNORECASE,
)
_NTH = re.compile(
    rf"\A(?:the )?(?P<nth>{'|'.join(ORDINALS)}|last)(?: (?:one|of (?:them|those|these)))?\Z", re.IGNORECASE
)
_SEVERAL = re.compile(r"\b(?:they|them|their|these|those)\b", re.IGNORECASE)
_MOST_WORDS = 7
_NO_NAME = frozenset({"verb", "aux", "wh", "pron", "adv", "conj"})


def fronted(text: str, earlier: Earlier, answer: str) -> str | None:
    """The question after what is named first, with that put in; None where nothing is named so.

    Args:
        text: The follow-up, without "and" and the like before it.
        earlier: The question before.
        answer: What was answered; of it a list's item is taken by name.
    """
    match = _FRONTED.match(text)
    if match is None:
        return None
    first, _, second = match["topic"].partition(", ")
    named = _thing(first, earlier, answer)
    if named is None or (second and _thing(second, earlier, answer) is None):
        return None
    if second:  # "the first one, the pathway - "
        of = described(earlier)
        named = f"{definite(second)} of {of}" if _NTH.match(first) and of else f"{named}, {second}"
    return _asked_of(match["rest"], named, earlier, answer)


def gone_back(text: str, asked: Sequence[str], last: Earlier, answer: str) -> str | None:
    """For "back to fostering, who pays?", the question after it, on what an earlier one says in full of that.

    Args:
        text: The follow-up.
        asked: The standalone questions before it, oldest first.
        last: The last of them, taken apart.
        answer: What was answered to the last.
    """
    match = _BACK.match(text)
    if match is None:
        return None
    topic, sought = match["topic"], frozenset(terms(match["topic"]))
    named = next(
        (
            phrase.text
            for question in reversed(asked)
            for phrase in Earlier.read(question, last.holders).whole_phrases()
            if sought and sought <= frozenset(terms(phrase.text))
        ),
        topic,
    )
    rest = match["rest"]
    return rest if topic.lower() in rest.lower() else _asked_of(rest, definite(named), last, answer)


def _thing(name: str, earlier: Earlier, answer: str) -> str | None:
    """What is named first, by a name that stands alone; None where it is more than a name."""
    nth = _NTH.match(name)
    if nth is not None:
        if (pointed := recalled(name, answer, earlier.text)) is not None:
            return pointed
        of = described(earlier)
        return f"the {nth['nth'].lower()} of {of}" if of else None
    words = [token for token in tokens(name) if token.tag != "punct"]
    if not words or words[0].tag == "prep" or len(words) > _MOST_WORDS or any(token.tag in _NO_NAME for token in words):
        return None
    return definite(name)


def _asked_of(rest: str, named: str, earlier: Earlier, answer: str) -> str:
    """A question whose pronouns stand for what is named; with that at its end where it has none."""
    plain = "the matters" if _SEVERAL.search(rest) else "the matter"
    about = Earlier.read(f"What {'are' if plain.endswith('s') else 'is'} {plain}?", earlier.holders)
    filled = resolve(rest, about, answer)
    if filled is not None and plain in filled:
        return filled.replace(plain, named, 1)
    return f"{rest.rstrip('?.! ')}, on {named}?"
