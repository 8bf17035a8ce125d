"""Whose view a question asks for where nobody whose statements the papers hold is meant: "what do the police want?".

The search finds what is planned for those people, and it reads as an answer; only a sentence in which they themselves
say, want or fear something is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.evidence import Evidence, block_of, text_of
from assistant.phrases import Phrase, is_paper, phrases, tokens
from assistant.wordlists import word_set
from corpus.documents import Document
from index.analysis import terms

_FEEL = r"feel|felt|react(?:ed)?|respond(?:ed)?|take to|taken to"
_HOLD_VIEWS = (
    rf"{_FEEL}|think|thought|say|said|want|wanted|make of|made of|believe|believed|reckon|fear|feared|worry|worried|"
    r"prefer|preferred|welcome|welcomed|object|objected|complain|complained|hope|hoped|ask(?:ed)? for|call(?:ed)? for|"
    r"like about|dislike about"
)
_HOLDING, _FEELING = (
    re.compile(
        rf"(?: (?:themselves|actually|really|all|also))*(?:,? (?:that|who|which)(?: [\w'-]+){{1,5}}?)? (?:{verbs})\b",
        re.IGNORECASE,
    )
    for verbs in (_HOLD_VIEWS, _FEEL)
)
"""What follows those of whom is asked what they think, or how they feel: "how do they ask for help?" asks neither."""
_ASKED_OF = re.compile(
    r"\A\W*(?:and |so |but )*(?:(?P<how>how)|what|why)\b[^,;]*?\b(?:do|does|did|have|has|had) \Z", re.IGNORECASE
)
_VIEWS = r"(?:views?|opinions?|reactions?|responses?|position|verdict|concerns|worries|fears|feedback)"
_OF_VIEWS = re.compile(rf"\A\W*(?:and |so |but )*what\b.*\b{_VIEWS} (?:of|from|among) \Z", re.IGNORECASE)
_THEIR_VIEWS = re.compile(rf"['’]s? (?:\w+ ){{0,2}}?{_VIEWS}\b", re.IGNORECASE)
_MANY_VOICES = word_set(
    "council councils authority authorities councillors members officers government ministers minister "
    "department ministry association"
)
"""Who speaks in these papers by other names: an association for the councils, a person for the members."""
_SAYS = re.compile(
    r"\b(?:said|says?|saying|told|tells?|report(?:s|ed)|express\w*|rais(?:es?|ed|ing)|concern(?:s|ed)?|worr\w+|"
    r"fear(?:s|ed)?|welcom\w+|believes?|believed|thinks?|thought|feels?|felt|wants?|wanted|wish(?:es|ed)?|prefers?|"
    r"ask(?:s|ed)?|call(?:s|ed|ing)? (?:for|on)|urg(?:es|ed)|propos(?:es|ed|al|als)|recommend\w*|suggest(?:s|ed)|"
    r"argu(?:es|ed)|views?|opinions?|feedback|voices?|respon(?:ses?|ded)|identified|agree[sd]?|disagree[sd]?|object(?:s|ed)?)\b",
    re.IGNORECASE,
)
_NEAR = 8
"""Words between people and what they say."""


def viewer_of(question: str) -> Phrase | None:
    """The people or body whose view a question asks for; None where it asks for nobody's, or for one of many voices.

    >>> viewer_of("What do the police want from the new teams?").text
    'the police'
    >>> viewer_of("What do foster carers get?")
    """
    plain = " ".join(question.replace("’", "'").split())
    for phrase in phrases(plain, tokens(plain)):
        if phrase.type not in ("group", "holder") or is_paper(phrase.head) or phrase.head in _MANY_VOICES:
            continue
        before, after = plain[: phrase.start], plain[phrase.end :]
        of_them = _ASKED_OF.match(before)
        if of_them is not None and (_FEELING if of_them["how"] else _HOLDING).match(after):
            return phrase
        if _OF_VIEWS.match(before) or (before.lower().startswith("what") and _THEIR_VIEWS.match(after)):
            return phrase
    return None


def heard(question: str, evidence: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether those whose view is asked for say some of what was chosen; true of a question for nobody's view."""
    viewer = viewer_of(question)
    if viewer is None:
        return True
    who = frozenset(terms(viewer.head))
    return any(
        who <= frozenset(terms(block_of(piece, documents).standpoint.holder)) or _says(who, text_of(piece, documents))
        for piece in evidence
    )


def _says(who: frozenset[str], text: str) -> bool:
    """Whether a sentence has these people say or want something."""
    words = text.split()
    named = [number for number, word in enumerate(words) if who & frozenset(terms(word))]
    return any(_SAYS.search(" ".join(words[max(0, at - 3) : at + _NEAR])) for at in named)
