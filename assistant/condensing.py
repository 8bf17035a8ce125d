"""Question with a conversation before it → a question that stands on its own.

Simple on purpose: what a follow-up leaves out is taken from the question before it, whole and in the asker's words,
so that nothing is made up.
"""

from __future__ import annotations

import re

from assistant.answers import Question

_LEANING = re.compile(
    r"\A(?:and|but|so|or|also|what about|how about|what else|why|why not|who else|when|where|how much|how many|really|"
    r"is that|are they|and in|any more|more|go on|ok|okay)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|those|this|these|he|him|his|she|her|hers|there|the same|former|latter|"
    r"such|instead|either|neither|both|ones?)\b",
    re.IGNORECASE,
)
_CONTENT = re.compile(r"[A-Za-z]{4,}|\d+|[A-Z]{2,}")
_SHORT = 4
"""A question of so few content words leans on the one before it when it starts like a follow-up."""


def condense(question: Question) -> str:
    """The standalone question.

    Args:
        question: With its history, oldest turn first.

    Returns:
        The question as typed when it stands on its own, else the question before it followed by this one.

    >>> from assistant.answers import Turn
    >>> condense(Question("what about Durham?", (Turn("Who responds to the consultation?", "…"),)))
    'Who responds to the consultation? what about Durham?'
    """
    text = " ".join(question.text.split())
    if not question.history or not _leans(text):
        return text
    earlier = [" ".join(turn.q.split()) for turn in question.history if turn.q.strip()]
    if not earlier:
        return text
    before = earlier[-1]
    if len(earlier) > 1 and _leans(before):
        before = f"{_closed(earlier[-2])} {before}"
    return f"{_closed(before)} {text}"


def _leans(text: str) -> bool:
    """Whether a question leaves something out that only the conversation holds."""
    few = len(_CONTENT.findall(text)) <= _SHORT
    return bool(_POINTING.search(text) and (few or _LEANING.match(text))) or bool(few and _LEANING.match(text))


def _closed(text: str) -> str:
    return text if text.endswith(("?", ".", "!")) else text + "?"
