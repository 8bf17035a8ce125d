"""Follow-ups that leave the subject: "anyway, what about the buses?", "back to fostering".

What comes after such words is not bent to the question before; a bare name there asks what the papers say of it.
"""

from __future__ import annotations

import re

from assistant.phrases import tokens

_TURNS = re.compile(
    r"\A(?:(?:ok|okay|right|well|so|and|but|no|yes|thanks|thank you|fine|good|cheers)\b[\s,.!:–-]*)*"
    r"(?:anyways?|anyhow|any ?way|moving on(?: to)?|turning to|(?:a |one )?(?:different|new|another|separate|next) "
    r"(?:question|topic|subject|thing|point)|on (?:another|a different) (?:note|topic|subject|point)|"
    r"chang(?:e of|ing(?: the)?) (?:subject|topic)|separately|by the way|btw|incidentally|"
    r"(?:forget|leave|never ?mind|park|enough (?:of|about))(?: about)? (?:that|this|it|them)|something else|"
    r"let'?s (?:move on(?: to)?|talk about)|never ?mind)\b[\s,.!:;–-]*(?:(?:and|but|so|now|then|ok)\b[\s,]*)*",
    re.IGNORECASE,
)
_BACK_ONLY = re.compile(
    r"\A(?:(?:ok|okay|right|well|so|and|but|now)\b[\s,.!:–-]*)*back to (?P<topic>[^?,:;]{3,60})\W*\Z", re.IGNORECASE
)
_OF = re.compile(
    r"\A(?:(?:what|how) about|what of|tell me (?:something )?about|i(?:'d| would) like to (?:ask|know) about|"
    r"i(?:'ve| have) (?:got )?a question (?:about|on))\s+",
    re.IGNORECASE,
)
_LEANS = re.compile(r"\b(?:it|its|they|them|their|he|she|him|her|that|this|those|these|there|one)\b", re.IGNORECASE)


def turned(text: str) -> str | None:
    """A follow-up that says that it leaves the subject, as a question of its own; None for any other, and where it
    still points back.

    >>> turned("anyway, what about school meals")
    'What do the papers say about school meals?'
    >>> turned("different question: who is the chair?")
    'who is the chair?'
    >>> turned("and who is the chair?")
    """
    if (back := _BACK_ONLY.match(text)) is not None:
        return _survey(back["topic"])
    turn = _TURNS.match(text)
    if turn is None or not (rest := text[turn.end() :].strip()):
        return None
    if _LEANS.search(rest):
        return None
    bare = _OF.sub("", rest)
    whole = any(token.tag in ("wh", "aux", "verb") for token in tokens(bare))
    return rest if whole and bare == rest else _survey(bare)


def _survey(subject: str) -> str:
    return f"What do the papers say about {subject.strip(' ?.!,')}?"
