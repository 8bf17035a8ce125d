"""A claim as typed → one that can be checked, or one line that says what to do instead."""

from __future__ import annotations

import re
from typing import Protocol

from assistant.answers import Claim, Verdict
from corpus.errors import UserFacingError, one_line


class ClaimError(UserFacingError):
    """A claim that cannot be checked: empty, too long, not text, or a question."""


class Checks(Protocol):
    """What holds a claim against the papers."""

    def check(self, claim: Claim) -> Verdict:
        """What the papers say of it."""


_QUESTION_WORD = re.compile(
    r"(?:how (?:much|many|long|often|far|soon|do|does|did|will|can|is|are|was|were)|what(?:'s|’s)?|who(?:'s|’s)?|whose|"
    r"why|where|when|which)\s+(?:is|are|was|were|am|do|does|did|has|have|had|will|would|can|could|shall|should|may|"
    r"might|must)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"[\"'’”)\]]*\s*\Z")


def is_question(text: str) -> bool:
    """Whether a sentence asks rather than says.

    >>> is_question("Will it rise?"), is_question("How much is the allowance"), is_question("When asked, it rose.")
    (True, True, False)
    """
    bare = _TAG.sub("", text.strip())
    return bare.endswith(("?", "？", "?!")) or (bool(_QUESTION_WORD.match(bare)) and not bare.endswith("."))


def checked_claim(text: str, *, max_chars: int) -> str:
    """The claim without invisible characters; needs no index, so that a bad one is told at once.

    Raises:
        ClaimError: If it is empty, longer than `max_chars`, binary, or a question.
    """
    if len(text) > max_chars:
        raise ClaimError(
            f"The claim has {len(text):,} characters, and at most {max_chars:,} are read. Shorten it, or check it as a "
            "draft with --file."
        )
    if "\0" in text or "\ufffd" in text:
        raise ClaimError("The claim is not text. Type it in words.")
    plain = one_line(text, max_chars=max_chars + 1)
    if not any(char.isalnum() for char in plain):
        raise ClaimError("The claim is empty. Type a sentence to check.")
    if is_question(plain):
        raise ClaimError(
            "That is a question, and a claim is a statement. Use `reforms ask`, or say what you think is so."
        )
    return plain
