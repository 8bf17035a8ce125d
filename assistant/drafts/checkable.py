"""Which sentences of a draft state something that papers can bear out or contradict.

What is left out: headings, greetings, questions, instructions, opinions and hopes of the writers, remarks on the draft
itself or on the council's own meeting, and rhetoric. A doubt goes to checking: a sentence checked in vain costs half a
second, one passed over may hold a wrong figure. So a figure, a date or a sum of money outweighs most signs of opinion.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.phrases import is_verb

Reason = Literal["question", "greeting", "instruction", "opinion", "meeting", "about the draft", "rhetoric", "fragment"]
"""Why a sentence is not checked."""

_FIGURE = re.compile(
    r"£\s?\d|\d+(?:\.\d+)?\s?(?:%|per cent|percent|p\b)|\b\d[\d,]*(?:\.\d+)?\b|"
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|thousand|"
    r"million|billion|half|halved|third|quarter|fifth|double[ds]?)\b",
    re.IGNORECASE,
)
_HARD_FIGURE = re.compile(
    r"£\s?\d|\d\s?(?:%|per cent|percent)|\b(?:19|20)\d\d\b|\b\d[\d,]*\b(?=\s+[a-z])|\b(?:million|billion)\b",
    re.IGNORECASE,
)

_ASKS = re.compile(r"[?？][!?\"'’”)\]]*\Z")
_GREETING = re.compile(
    r"(?:dear|hi|hello|good (?:morning|afternoon|evening|day)|kind regards|best wishes|(?:with )?(?:many |our |"
    r"my )?thanks?"
    r"(?: you)?(?: to| for| again|\W|\Z)|yours (?:sincerely|faithfully)|regards|welcome to|over to you|happy reading)\b"
    r"|our thanks\b|thank you\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:contact(?: officer)?|(?:report )?author|report of|email|e-mail|tel(?:ephone)?|phone|to|from|cc|date|"
    r"subject|re|ref|"
    r"next meeting|ward\(?s?\)?|decision(?: required)?|recommendations?(?: \d+)?|resolved|agreed|action|status|"
    r"background papers|lead (?:officer|member)|portfolio(?: holder)?|version|classification)\s*:",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"please\b|(?:note|see|read|approve|agree|consider|delegate|endorse|refer|contact|email|call|click|visit|"
    r"ask|ensure|"
    r"remember|let|do|don['’]t|complete|use|support|receive|confirm|instruct|authorise|adopt|recommend|welcome|"
    r"make|take|"
    r"send|reply|check|turn|bear|keep|think|imagine|look|compare|review|comment|discuss|decide|submit|return)\s+"
    r"(?:\w+ly\s+)?(?:that|the|this|these|those|a|an|any|all|our|your|us|me|it|to|in|on|at|not|with|whether|how|"
    r"what|if|"
    r"get|find|also|out|for|over|section|appendix|page|annex|paragraph)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:(?:is|are|was|were|be) (?:asked|invited|recommended|requested|urged|encouraged|advised) (?:to|that)|"
    r"(?:may|might) (?:wish|like|want) to|it is (?:for|recommended|proposed|suggested)\b)",
    re.IGNORECASE,
)
_OWN_BODY = (
    r"(?:members?|councillors?|cllrs?\b\.? ?[\w'’-]*|colleagues|officers?|cabinet|(?:the |this )?(?:sub-?)?committee|"
    r"(?:the )?(?:scrutiny )?panel|(?:the )?chair(?:man|woman)?|(?:the )?leader|i|we)"
)
_MEETING = re.compile(
    rf"(?:(?:a|the) further (?:report|update|paper)\b|{_OWN_BODY} (?:will (?:recall|note|bring|report|return|"
    rf"discuss|be aware)|"
    r"(?:is|are) aware|recall|noted|agreed|resolved|opened|closed|welcomed|thanked|approved|received|discussed|"
    r"considered|"
    r"endorsed|adjourned|moved|seconded|apologised|asked officers)\b|apologies\b|item (?:deferred|withdrawn)|"
    r"any other business|minutes of|nothing in this (?:report|paper)|no decision (?:is|was) (?:needed|required|"
    r"sought))",
    re.IGNORECASE,
)
_OWN_DRAFT = re.compile(
    r"(?:in )?(?:this|the (?:present|following|attached|accompanying|enclosed|above|next|purpose of this)|"
    r"the purpose of (?:this|the))\s?"
    r"(?:short |brief |covering )?(?:report|paper|briefing|note|memo|document|section|table|chart|figure|annex|"
    r"appendix|"
    r"update|summary|draft|list|pack|page|steps?)\b(?! (?:found|finds|showed|says|said))|"
    r"the report is (?:for|not|being)\b|the next steps\b|(?:appendi(?:x|ces)|annex(?:es)?|table|figure|section|"
    r"chart)s? "
    r"[\dA-Z]\w?\b(?=[^.]*\b(?:lists?|sets?|shows?|gives?|summaris\w+|contains?|provides?|explains?|details?)\b)|"
    r"(?:here are|turning (?:now )?to|as (?:set out|noted|mentioned|explained|described) (?:above|below|earlier)|"
    r"the (?:main|key) points|further (?:details?|information)|more detail|a glossary\b|background papers|"
    r"unless (?:stated|"
    r"otherwise)|figures (?:are|have been)|for (?:information|discussion|decision|noting)\b|draft\b|"
    r"in (?:summary|short)\W)",
    re.IGNORECASE,
)
_FIRST_PERSON_VIEW = re.compile(
    r"\b(?:(?:i|we) (?:(?:also|do|strongly|firmly|fully|very much|would|should|must|will|can|cannot|might|could|"
    r"need|have to|"
    r"all|really|just) )*(?:think|believe|feel|hope|expect|suspect|consider|recommend|propose|suggest|urge|ask|welcome|"
    r"regret|fear|doubt|wish|look forward|want|like|love|need|stress|emphasi[sz]e|trust|be (?:grateful|pleased|proud|"
    r"honest|clear|careful|bold)|not lose|thank|say|argue|am|are (?:pleased|proud|grateful|concerned|worried|"
    r"disappointed|delighted|keen|clear|confident|sure|committed)|know|agree|disagree|support|am writing)\b|"
    r"(?:in|to) (?:our|my) (?:view|opinion|mind|judgement)|my view|our view|from our (?:point of view|perspective)|"
    r"our (?:ambition|aim|hope|view|priority|priorities|message|ask|aspiration|vision)\b)",
    re.IGNORECASE,
)
_WE_OUGHT = re.compile(
    r"\b(?:we|officers|members|the council|this council|the authority|cabinet) (?:all |also |now |really )?"
    r"(?:should|must|ought to|need to|needs to|have to|has to|will need to|cannot afford)\b",
    re.IGNORECASE,
)
_STANCE = re.compile(
    r"(?:frankly|sadly|happily|hopefully|unfortunately|regrettably|honestly|clearly|obviously|surely|perhaps|"
    r"maybe|of course|"
    r"arguably|undoubtedly|on balance|in conclusion|yes|no doubt|in truth|if only|who knows|let us|"
    r"so far, so good)\b[\s,.]|"
    r"it (?:is|was|would be|seems|feels|remains|goes) (?:\w+ ){0,2}?(?:hard|right|wrong|vital|crucial|important|"
    r"essential|"
    r"disappointing|clear|welcome|encouraging|good|great|a pleasure|a shame|a pity|time|tempting|worrying|"
    r"heartening|fair|"
    r"easy|difficult|imperative|unacceptable|reassuring|without saying|to be (?:hoped|seen|welcomed))\b|"
    r"(?:there (?:is|are) (?:much|no (?:silver bullet|easy|doubt|time|magic)|a (?:lot|long way|need|case))|"
    r"these are (?:\w+ )?(?:times|days|questions)|this (?:is|was|will) (?:not )?(?:be )?(?:\w+ )?(?:easy|"
    r"a (?:huge|big|real|"
    r"great|major|missed)|about\b|why\b|not\b)|that (?:is|was) (?:a question|why|not|the)\b|what a\b|"
    r"everyone (?:agrees|knows)|nobody (?:doubts|wants)|more (?:work|needs|must)|time is\b|an honest\b|a strong start)",
    re.IGNORECASE,
)
_JUDGEMENT = re.compile(
    r"\b(?:should not be (?:underestimated|forgotten)|cannot be right|looks? (?:stronger|weaker|better|worse)|"
    r"much remains|"
    r"likely to run|long overdue|is overdue|remains to be seen|only time will tell|speaks? for (?:itself|themselves)|"
    r"has become the norm|makes sense|no-brainer|at the heart of everything|bigger picture|mixed picture|"
    r"what matters|matters? (?:most|to (?:all|us|everyone))|simple as that|like you and me|direction of travel)\b",
    re.IGNORECASE,
)
_SAID_BY = re.compile(
    r"\b(?:says?|said|believes?|argues?|argued|warns?|warned|told|view is|calls? for|called for|recommend(?:s|ed)|"
    r"according to|welcom(?:es|ed)|guidance|act \d{4}|regulations?|statutory|by law)\b",
    re.IGNORECASE,
)
_OUGHT = re.compile(r"\b(?:should|ought to)\b", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|am|be|been|has|have|had|do|does|did|will|would|can|could|shall|should|may|might|must|cannot|"
    r"isn['’]t|aren['’]t|wasn['’]t|weren['’]t|won['’]t|don['’]t|doesn['’]t|didn['’]t|hasn['’]t|haven['’]t|can['’]t)\b",
    re.IGNORECASE,
)
_LEADING_NUMBER = re.compile(r"\A(?:\d{1,3}(?:\.\d{1,3})*[.)]|\([a-z]{1,3}\)|[•▪◦‣·●–-])\s+(?=\S)")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’-]+")


def why_not(sentence: str) -> Reason | None:  # noqa: PLR0911 - one return for each reason
    """Why a sentence is not checked; None for one that is.

    >>> why_not("The fund is worth £45m."), why_not("We believe it is right."), why_not("Dear colleagues,")
    (None, 'opinion', 'greeting')
    """
    text = _LEADING_NUMBER.sub("", " ".join(sentence.split()).strip("\"“”'‘’ "))
    words = _WORD.findall(text)
    hard = bool(_HARD_FIGURE.search(text))
    if _ASKS.search(text):
        return "question"
    if _GREETING.match(text):
        return "greeting"
    if _LABEL.match(text) or text.endswith(":"):
        return "about the draft"
    if not is_sentence(text):
        return "fragment"
    if not hard and len(words) <= 6 and text[-1:].isalnum() and not _FINITE.search(text):
        return "fragment"  # a heading set as plain text
    if _IMPERATIVE.match(text) or _ASKED.search(text):
        return "instruction"
    if _MEETING.match(text):
        return "meeting"
    if _OWN_DRAFT.match(text):
        return "about the draft"
    if _FIRST_PERSON_VIEW.search(text) and not hard:
        return "opinion"
    if not hard and (_STANCE.match(text) or _JUDGEMENT.search(text)):
        return "rhetoric"
    if not hard and (_WE_OUGHT.search(text) or (_OUGHT.search(text) and not _SAID_BY.search(text))):
        return "opinion"
    if len(words) < 4 and not _FIGURE.search(text) and not _NAME.search(text):
        return "fragment"
    return None


def has_verb(text: str) -> bool:
    """Whether a text may be a sentence: it holds a finite verb, or a word that may be one after its first word.

    >>> has_verb("Payments to carers are not taxed."), has_verb("Background and context")
    (True, False)
    """
    if _FINITE.search(text):
        return True
    return any(is_verb(word) and word[0].islower() for word in _WORD.findall(text)[1:])


def is_sentence(text: str) -> bool:
    """Whether a text is one: it has a verb, or ends in a full stop after some words, which no list of verbs must know.

    >>> is_sentence("Councils overspent by £5m."), is_sentence("The next steps")
    (True, False)
    """
    return has_verb(text) or (text.endswith(".") and len(_WORD.findall(text)) >= 3)


def has_figure(text: str) -> bool:
    """Whether a text holds a figure, in digits or in words.

    >>> has_figure("£154"), has_figure("twelve areas"), has_figure("n/a")
    (True, True, False)
    """
    return bool(_FIGURE.search(text))
