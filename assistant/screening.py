"""What a question is before anything is searched: text to clean, and kinds of request that no paper answers.

Judged here is only what never depends on the papers: somebody's own case, a request for the assistant's opinion, a
prediction or a comparison of parties, an attempt to misuse it, small talk, another language, nothing to search for.
Words of this subject (abuse, neglect, deaths, exploitation, drugs) refuse nothing by themselves: every rule needs the
form of such a request, somebody of the asker's own or an order to the assistant.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.abstaining import Refusal
from assistant.answers import AbstentionReason
from assistant.languages import is_english
from assistant.purpose_model import FAIR, Guess
from assistant.purposes import (
    asks_opinion,
    asks_prediction,
    compares_parties,
    is_gibberish,
    is_misuse,
    is_small_talk,
    own_case,
    points_nowhere,
)
from assistant.quantities.periods import MONTH_NAMES, SEASON_NAMES
from assistant.stripping import clean

COUNCIL = (
    "Your council's children's services can help with a case of your own; a solicitor or a legal advice service can "
    "tell you about your rights. If somebody is in danger now, call the police on 999."
)
DANGER = (
    "If somebody is in danger now, call the police on 999. Otherwise tell the children's services of the council where "
    "the child lives; outside office hours they have an emergency duty team."
)
CRISIS = (
    "If you are in danger now, call 999. You can talk to somebody at any hour: your GP or NHS 111, or a helpline for "
    "people in distress."
)
ASK = "Ask of a plan, a sum, a date, a list or a view in the papers, for example: “When does the consultation close?”"

_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\s+(?:[-–—]{1,3}|\|{1,2})\s+|\s*#{2,}\s*|\s*\n+\s*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_QUESTION = re.compile(
    r"(?:and |so |but |ok |please )*(?:who|what|when|where|which|why|how|is|are|was|were|do|does|did|will|would|can|"
    r"could|should|has|have|list|summari[sz]e|name|describe|explain|compare|tell me (?:about|what|who|how|"
    r"when|why))\b",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\b(?:i|i'?m|me|my|we|us|our|you|your|is|are|was|do|does|did|will|would|can|could|should|what|who|whose|when|where|why|"
    r"how|which|please|tell|give|write|make|say|let|help|find|show)\b",
    re.IGNORECASE,
)
"""Keywords without any of these words are no sentence that the model could judge."""
_SURE = 0.97
"""Probability of not being a fair question from which the learnt model alone refuses (cross-validated on the papers'
own questions: 3 of 2,411 refused)."""
_SHORT = 5
"""A follow-up of so few words is no sentence that the model could judge."""
_SHORT_ENOUGH = 10
"""Nor one of so few that says of what it speaks only by pointing back."""
_LEANS = re.compile(
    r"\b(?:it|its|this|that|these|those|them|they|their|ones?|(?:first|second|third|fourth|fifth|last)(?! \w))\b|"
    r"\A\W*(?:(?:and|so|but|ok|okay|right)\W+)*(?:what|how) about\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Screened:
    """A question ready to be searched for, or the reason not to.

    Attributes:
        text: The question without markup, links, invisible characters and orders to the assistant.
        refusal: Why it gets no answer, or None.
        searchable: Whether the papers' nearest passages help the asker all the same.
        doubt: How likely it is no question to papers, in [0, 1], by the learnt model; 0 without one. For the
            decision at the end, where what was found counts too.
    """

    text: str
    refusal: Refusal | None = None
    searchable: bool = True
    doubt: float = 0.0


def screen(text: str, *, has_history: bool = False, guess: Callable[[str], Guess] | None = None) -> Screened:
    """Clean a question and tell whether it is of a kind that no paper answers.

    Args:
        text: As typed.
        has_history: Whether a conversation goes before it, on which a bare "why?" may lean.
        guess: The learnt model, where there is one for the embedder in use.

    >>> screen("**How much** will [care leavers](http://x) get?").text
    'How much will care leavers get?'
    >>> screen("Write a poem about foster care").refusal.reason
    'unsafe'
    """
    plain = clean(text)
    parts = [part for part in _SENTENCES.split(plain) if part.strip()]
    fair = [part for part in parts if not is_misuse(part)]
    if len(fair) < len(parts) or is_misuse(plain):
        rest = " ".join(fair)
        if len(fair) == len(parts) or not _asks_something(fair) or is_misuse(rest):
            return _refused(" ".join(plain.split()), "misuse")
        plain = rest
    plain = " ".join(plain.split())
    told = _told(plain, has_history=has_history)
    if told is not None:
        return _refused(plain, told)
    n_words = len(_WORD.findall(plain))
    leans = has_history and (n_words <= _SHORT or (n_words <= _SHORT_ENOUGH and bool(_LEANS.search(plain))))
    fragment = leans or not _SPOKEN.search(plain)
    if guess is None or fragment:
        return Screened(plain)
    guessed = guess(plain)
    if guessed.kind != FAIR and guessed.doubt >= _SURE and not _PLAINLY_FAIR.match(plain):
        return _refused(plain, guessed.kind)
    return Screened(plain, doubt=guessed.doubt)


def _told(plain: str, *, has_history: bool) -> str | None:
    """Which kind of request the rules find, or None."""
    if not any(character.isalnum() for character in plain):
        return "nothing"
    case = own_case(plain)
    for found, kind in (
        (is_small_talk(plain), "chitchat"),
        (not is_english(plain), "language"),
        (case is not None, {"crisis": "crisis", "danger": "danger"}.get(case or "", "personal")),
        (asks_opinion(plain), "opinion"),
        (asks_prediction(plain), "prediction"),
        (compares_parties(plain), "party"),
        (is_gibberish(plain), "gibberish"),
        (not has_history and points_nowhere(plain) is not None, "pointing"),
    ):
        if found:
            return kind
    return None


def _refused(plain: str, kind: str) -> Screened:
    reason, message, signpost, searchable = _REFUSALS[kind]
    if kind == "pointing":
        pointer = points_nowhere(plain)
        message = message.format(f"It does not say what “{pointer}” is." if pointer else "It does not say about what.")
    return Screened(plain, Refusal(reason, message, signpost=signpost), searchable=searchable)


def _asks_something(parts: list[str]) -> bool:
    """Whether what is left without the orders is a question of its own."""
    return any(part.rstrip().endswith("?") and len(_WORD.findall(part)) >= 3 for part in parts) or any(
        _QUESTION.match(part) and len(_WORD.findall(part)) >= 4 for part in parts
    )


_PLAINLY_FAIR = re.compile(
    r"(?:please )?(?:give me|show me|tell me|list) (?:all|every|each|everything)\b[^.;]*"
    r"\b(?:in|from|of|under|by) the \w+|"
    r"(?:what|who|which \w+)(?:'s| is| are| will| was| were)?\b[^.;]{0,60}"
    rf"\b(?:{SEASON_NAMES}|{MONTH_NAMES})?,? ?20[0-2]\d\W*\Z|"
    r"(?:do|does|did) (?:any ?(?:one|body)|some ?(?:one|body)|any \w+|the \w+) "
    r"(?:think|believe|say|reckon|expect|fear|warn|worry)\b|"
    r"who (?:will|is going to|is to) (?:be|become|chair|lead|run|take over as) (?!(?:the )?(?:next|new)\b)|"
    r"(?:can you |please )*(?:give me|summari[sz]e|sum up|boil down) (?:the |this |that )?(?:[\w'’-]+ ){0,4}?"
    r"(?:press release|press notice|report|paper|brief|briefing|pack|minutes) "
    r"in (?:a few|a couple of|two|three|four|five) (?:lines|sentences|points)\W*\Z",
    re.IGNORECASE,
)
"""Asks for all of something in a paper, for what is dated, for who thinks so, who takes up an office, or for a paper in
short: the learnt guess takes such wordings for orders and for prediction."""

_ONLY = "This assistant only says what the papers say, and whose view it is."
_REFUSALS: dict[str, tuple[AbstentionReason, str, str | None, bool]] = {
    "nothing": ("unclear", f"The question holds no word to search for. {ASK}", None, False),
    "misuse": (
        "unsafe",
        "This assistant only answers questions from the papers, in the papers' own words. It takes no other orders, "
        f"writes nothing of its own and helps nobody to do harm. {ASK}",
        None,
        False,
    ),
    "chitchat": ("unclear", f"This assistant answers questions from the papers. {ASK}", None, False),
    "language": (
        "unclear",
        "The question does not seem to be in English, the language of the papers. Ask it in English.",
        None,
        False,
    ),
    "crisis": (
        "unsafe",
        "This assistant only answers questions from the papers and cannot give the help that you deserve.",
        CRISIS,
        False,
    ),
    "danger": (
        "unsafe",
        "This assistant only answers questions from the papers and cannot help with somebody who may be at risk.",
        DANGER,
        True,
    ),
    "personal": (
        "out_of_scope",
        "This assistant only says what the papers say about plans and policy; it cannot advise on a person's or a "
        "family's own case.",
        COUNCIL,
        True,
    ),
    "opinion": (
        "out_of_scope",
        f"{_ONLY} It has no opinion of its own. Ask for somebody's view instead, for example: “What is the council's "
        "view on this?”",
        None,
        True,
    ),
    "prediction": (
        "out_of_scope",
        f"{_ONLY} It does not predict what will come. Ask what is planned, and by when.",
        None,
        True,
    ),
    "party": (
        "out_of_scope",
        f"{_ONLY} It does not compare or judge political parties. Ask what the papers say about a plan.",
        None,
        True,
    ),
    "gibberish": ("unclear", f"The question could not be read. {ASK}", None, False),
    "pointing": ("unclear", f"The question cannot be understood by itself. {{}} {ASK}", None, False),
}
