"""Question with a conversation before it → one question that stands on its own.

What a follow-up leaves out is taken from the question before it, in the asker's words: a phrase of the same sort is
put in the place of another ("and kinship carers?"), a pronoun becomes what it stands for, a bare "when?" takes the
rest along. Nothing is taken from the answer before but the name of a person ("what did she say?"), since answers hold
the papers' words, which nobody vouches for. Where no rule fits, the question before it goes in front, whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answers import Question, Turn
from assistant.earlier import Earlier
from assistant.fronting import fronted, gone_back
from assistant.holders import Holders
from assistant.hurried import as_question, pronouns_apart, spelt_out, uncontracted
from assistant.leaning import lean, names_only_relations, on_topic
from assistant.phrases import tokens
from assistant.questionwords import ask_anew
from assistant.recalling import counted_again, recalled
from assistant.referring import resolve
from assistant.replacing import put_in
from assistant.turning import turned

_TURNS_READ = 6
"""Earlier turns that may still matter."""
_LONGEST = 400
"""Characters of an earlier question that are taken along."""
_OPENING = re.compile(
    r"\A(?:(?:and|but|so|or|also|whereas|if so|ok(?:ay)?|right|well|then|great|thanks|thank you|cheers|hmm+|um+|er+|"
    r"plus|now|yes|yeah|i see|got it|understood|interesting|perfect|cool|noted|fine|ta|"
    r"hi|hello)\b[\s,.!:;–-]*)+",
    re.IGNORECASE,
)
_WONDERING = re.compile(
    r"\A(?:(?:any idea|do (?:we|you|they) know|does it say|do they say|remind me|(?:can|could) you (?:please )?"
    r"(?:tell me|say)|tell me|i wonder|(?:just )?wondering|i(?:'d| would) like to know)\b[\s,:–-]*)+"
    r"(?=(?:who|what|when|where|which|why|how)\b)",
    re.IGNORECASE,
)
_WHAT_THEN = re.compile(
    r"\A(?:(?:and|so|but|ok)\b[\s,]*)*(?:then what|then|what (?:happens |comes )?(?:then|next|after(?: that|wards)?)|"
    r"after(?: that|wards)?|later)\W*\Z",
    re.IGNORECASE,
)
_DATED_TAG = re.compile(
    r"\A(?:in |by |so |it's |that's )*(?P<date>(?:early |late |mid[ -])?(?:[a-z]{3,9} )?(?:19|20)\d\d),? "
    r"(?:right|correct|yes|yeah|no|is it|isn'?t it|then)\W*\Z",
    re.IGNORECASE,
)
"""A date to be borne out: "late 2023, right?"."""
_WHEN_DOES = re.compile(
    r"\A(?:by |since )?when (?P<aux>will|is|are|was|were|do|does|did|has|have) (?P<rest>[^?]+?)\W*\Z", re.I
)
_CORRECTING = re.compile(
    r"\A(?:(?:no(?:pe)?|sorry|apologies|oops|whoops|actually|wait|correction|my mistake|i meant(?: to (?:say|ask))?|"
    r"i mean|i said|i was asking about|make that|rather)\b[\s,.!:;–-]*)+",
    re.IGNORECASE,
)
_MEANT_LAST = re.compile(r"[\s,–-]+(?:i meant|i mean|sorry|instead|that is)\W*\Z", re.IGNORECASE)
_NOT_BUT = re.compile(r"\Anot (?P<old>.+?)(?:,| but| –| -)\s*(?P<new>.+)\Z", re.IGNORECASE)
_RATHER = re.compile(r"\A(?P<new>.+?),?\s+(?:not|rather than|instead of)\s+(?P<old>.+)\Z", re.IGNORECASE)
_FULL_QUESTION = re.compile(r"\w\s*[,:;–-]\s*(?:who|what|when|where|which|why|how)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\A(?:(?:what|how) about|what of|(?:the )?same (?:question )?(?:for|with|about|in)|likewise for|and for)\s+",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\A(?:really|seriously|are you sure|sure|is that (?:right|true|so|correct))\W*\Z", re.IGNORECASE)
_MORE = re.compile(
    r"\A(?:(?:can you |please |could you )*(?:tell me more|say more|more(?: detail| info\w*)?|go on|any more|"
    r"anything more|elaborate|expand|more please|more details)(?: (?:about|on) (?:it|that|this|them))?)\W*\Z",
    re.IGNORECASE,
)
_MORE_ON = re.compile(r"\A(?:(?:tell me )?more|expand|elaborate|go on|details?|explain) (?:on|about) ", re.IGNORECASE)
_MORE_LAST = re.compile(
    r"\A(?:on |about )?(?P<what>(?:the|that|those|these) [^,?]{2,40}?)[,:]? (?:can you |please )*"
    r"(?:tell me more|say more|more (?:please|details?|info\w*))(?: please)?\W*\Z",
    re.IGNORECASE,
)
"""More on what is named first: "the second one, tell me more"."""
_THAT_FIGURE = re.compile(
    r"\A(?:what(?:['’]?s| is| was| are| were)|give me|how about) (?:that|those|this|the|the same) "
    r"(?:figures?|numbers?|totals?|share|percentage|sum|amount|rate|count) (?P<of>(?:for|in|at|across) .+)",
    re.IGNORECASE,
)
"""The same of somebody else: "what's that figure for Norford"."""
_EVERYONE_ELSE = re.compile(
    r"\A(?:what about |how about )?(?P<who>every(?:one|body) else|all (?:of )?the (?:others|rest)|"
    r"the (?:others|rest)(?: of them)?)\W*\Z",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\A(?:(?:are there )?any (?:others?|more)|others|anything else|any other ones)\W*\Z", re.IGNORECASE
)
_LATE = re.compile(
    r"(?:[\s,]+(?:too|then|as well|please|though|also|right|correct|yes|yeah))+\s*(?=\W*\Z)", re.IGNORECASE
)
_POINTS_BACK = re.compile(r"\b(?:it|them|that|those|these|this)\W*\Z", re.IGNORECASE)
"""A question that ends so leans on the one before it, whatever the rules make of it."""
_NTH_OF = re.compile(
    r"\bthe (?:first|second|third|fourth|fifth|sixth|last|next|other) "
    r"(?:ones?\b|lot\b|few\b|of (?:them|those|these)\b)",
    re.IGNORECASE,
)
"""One of several that only the conversation tells."""
_STARTS_QUESTION = re.compile(
    r"(?:who|what|when|where|which|why|how|whose|whom|is|are|was|were|do|does|did|will|would|can|could|should|"
    r"has|have|"
    r"any|by|since|at|to|for|in|on|from|over|under|with|during|within|after|before)\b",
    re.IGNORECASE,
)


def condense(question: Question, holders: Holders = Holders()) -> str:  # noqa: B008  (frozen and empty)
    """The standalone question.

    Args:
        question: With its history, oldest turn first.
        holders: Who publishes or says something in these papers, so that "what about Durham?" takes the place of
            another holder and not of the subject.

    Returns:
        The question as typed when it stands on its own, else one question with what it leaves out filled in.

    >>> from assistant.answers import Turn
    >>> condense(Question("and kinship carers?", (Turn("How much is going to foster carers?", "…"),)))
    'How much is going to kinship carers?'
    >>> condense(Question("when does it start", (Turn("What is the pathfinder?", "…"),)))
    'When does the pathfinder start?'
    """
    answer = ""
    asked_before: list[str] = []
    for turn in question.history[-_TURNS_READ:]:
        asked = _one_line(turn.q)[:_LONGEST]
        if not _asks(asked):
            continue
        before, answer = _fold(asked, asked_before, answer, holders), _last_answer(turn)
        asked_before.append(before)
    return _fold(_one_line(question.text), asked_before, answer, holders)


def _fold(  # noqa: PLR0911 - rules tried in turn
    text: str, asked: Sequence[str], answer: str, holders: Holders
) -> str:
    """One question on top of the standalone ones before it, of which all but the last count only where it returns."""
    if not asked:
        return text
    before = asked[-1]
    typed, text = text, pronouns_apart(spelt_out(text))
    earlier = Earlier.read(uncontracted(spelt_out(before)), holders)
    if (returned := gone_back(text, asked, earlier, answer)) is not None:
        return _sentence(returned)
    if (elsewhere := turned(text)) is not None:
        return _sentence(elsewhere)
    if _WHAT_THEN.match(text):
        return f"{earlier.text.rstrip('?.! ')}, and what happens then?"
    bare = _THAT_FIGURE.sub(r"\g<of>", _OPENING.sub("", text))
    opened = bare != text
    bare = as_question(_WONDERING.sub("", bare))
    if (dated := _DATED_TAG.match(bare)) and (when := _WHEN_DOES.match(earlier.text)):
        return _sentence(f"{when['aux']} {when['rest']} in {dated['date']}")
    corrected = _CORRECTING.sub("", bare)
    meant = _MEANT_LAST.search(bare) and not _STARTS_QUESTION.match(bare)
    if corrected != bare or meant or _NOT_BUT.match(bare) or _is_rather(bare, earlier):
        return _corrected(_MEANT_LAST.sub("", corrected), earlier, answer, bare)
    if not bare:
        return text
    if (on_named := fronted(bare, earlier, answer)) is not None:
        return _sentence(on_named)
    if _AGAIN.match(bare):
        return before
    bare = _MORE_LAST.sub(r"tell me more about \g<what>", bare)
    if _MORE.match(bare):
        return f"Tell me more about {earlier.topic or before}"
    if (others := _others(bare)) is not None:
        return f"{before.rstrip('?.! ')}, and {others}?"
    folded = _folded(bare, earlier, answer, opened=opened)
    if folded is None and (_POINTS_BACK.search(bare) or _NTH_OF.search(bare)):
        return earlier.followed_by(text)
    return folded or (_sentence(bare) if opened and _whole(bare) else typed)


def _others(bare: str) -> str | None:
    """What asks the same of the rest: "any others?", "and everyone else?"."""
    if _OTHERS.match(bare):
        return "are there any others"
    match = _EVERYONE_ELSE.match(bare)
    return match["who"] if match else None


def _folded(bare: str, earlier: Earlier, answer: str, *, opened: bool) -> str | None:
    """The follow-up filled in, or None when it stands on its own."""
    plain = _LATE.sub("", bare)
    opened = opened or plain != bare  # "fostering then", "and carers too"
    counted = counted_again(plain, earlier, answer)
    named, plain = counted != plain, counted
    if (leaning := lean(plain, earlier)) is not None:
        return _sentence(leaning)
    if names_only_relations(plain) and (of_it := on_topic(plain, earlier)) is not None:
        return _sentence(of_it)
    if (pointed := recalled(plain, answer, earlier.text)) is not None:
        whole = _whole(_MORE_ON.sub("", plain))
        return _sentence(
            pointed if whole else f"tell me about {_ABOUT.sub('', _MORE_ON.sub('', pointed)).strip(' ?.!')}"
        )
    about = _ABOUT.match(plain)
    rest = plain[about.end() :] if about else plain
    filled = ask_anew(rest, earlier) or put_in(rest, earlier, asked_for=opened or bool(about))
    if filled is None:
        filled = resolve(rest, earlier, answer)
    if filled is not None:
        return _sentence(filled)
    if about:
        return earlier.followed_by(bare)
    bare_question = on_topic(plain, earlier) or (plain if named else None)
    return _sentence(bare_question) if bare_question is not None else None


def _corrected(text: str, earlier: Earlier, answer: str, typed: str) -> str:
    """The question before it, put right."""
    old = None
    for pattern in (_NOT_BUT, _RATHER):
        match = pattern.match(text.strip(" ?.!"))
        if match:
            text, old = match["new"], match["old"]
            break
    if old is not None and _FULL_QUESTION.search(text) is None:
        swapped = earlier.swapped(old, text)
        if swapped is not None:
            return _sentence(swapped)
    if (on_named := fronted(text, earlier, answer)) is not None:
        return _sentence(on_named)
    plain = _LATE.sub("", text)
    about = _ABOUT.match(plain)
    rest = plain[about.end() :] if about else plain
    filled = ask_anew(rest, earlier) or put_in(rest, earlier, asked_for=True, correcting=True)
    filled = filled or resolve(rest, earlier, answer)
    if filled is not None:
        return _sentence(filled)
    return _sentence(text) if _whole(text) else earlier.followed_by(typed)


def _is_rather(text: str, earlier: Earlier) -> bool:
    """Whether "X not Y" names with Y something of the question before it."""
    match = _RATHER.match(text.strip(" ?.!"))
    return bool(match and len(text.split()) <= 10 and earlier.swapped(match["old"], match["new"]) is not None)


def _asks(text: str) -> bool:
    """Whether an earlier turn asked anything: "thanks" and "ok" did not."""
    rest = _OPENING.sub("", text).strip(" ?.!,")
    return bool(rest) and any(token.tag != "punct" for token in tokens(rest))


def _whole(text: str) -> bool:
    """Whether what is left after "and" or "ok" is a question by itself."""
    return any(token.tag in ("aux", "verb", "wh") for token in tokens(text))


def _last_answer(turn: Turn) -> str:
    return turn.a[:1500]


def _sentence(text: str) -> str:
    """With a capital and, where it asks, a question mark."""
    text = " ".join(text.split()).rstrip(" ,;.")
    if not text.endswith(("?", "!")) and _STARTS_QUESTION.match(text):
        text += "?"
    return text[:1].upper() + text[1:]


def _one_line(text: str) -> str:
    return " ".join(text.split())
