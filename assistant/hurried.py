"""Words typed in haste → as they are spelt, and follow-ups without a verb → as questions.

Only words that are nothing else in English are put right; the rest of a question is left as typed.
"""

from __future__ import annotations

import re

from assistant.phrases import is_plural, tokens

_WRITTEN_OUT = {
    "wen": "when", "wehn": "when", "whne": "when", "wot": "what", "wat": "what", "waht": "what", "whta": "what",
    "hw": "how", "hwo": "how", "wich": "which", "whcih": "which", "whihc": "which", "whos": "who's", "whats": "what's",
    "wats": "what's", "wheres": "where's", "whens": "when's", "hows": "how's", "abt": "about", "bout": "about",
    "abuot": "about", "r": "are", "u": "you", "ur": "your", "yrs": "years", "yr": "year", "mths": "months",
    "wks": "weeks", "diff": "difference", "govt": "government", "gov": "government", "goverment": "government",
    "coz": "because", "cos": "because", "cuz": "because", "thier": "their", "teh": "the", "adn": "and", "nd": "and",
    "shd": "should", "cd": "could", "wd": "would", "wil": "will", "pls": "please", "plz": "please", "thats": "that's",
    "dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "isnt": "isn't", "arent": "aren't", "wont": "won't",
    "cant": "can't", "theyre": "they're", "theres": "there's", "hes": "he's", "shes": "she's", "youre": "you're",
}  # fmt: skip
_N_FIRST = re.compile(r"\An (?=\w)")
_WORD = re.compile(r"(?<![\w@/.'’-])[A-Za-z]+(?![\w@/'’-])")
_CONTRACTED = re.compile(r"\b(what|who|when|where|how|that|there|why)['’](?:s|re)\b(?=\s)", re.IGNORECASE)
_PRONOUN_AND = re.compile(
    r"\b(it|he|she|that|this|they|these|those|there)['’](s|re)\b(?! (?:been|got|become|had)\b)(?=\s)", re.IGNORECASE
)
_ITS_SO = re.compile(
    r"\bits(?= (?:enough|not|new|an?|the|going|too|still|already|likely|been|okay?|fair|true)\b)", re.IGNORECASE
)
_WH_IS_THAT = re.compile(
    r"\b(what|who|when|where|how|why)['’]s(?= (?:that|this) (?:(?!funding\b|training\b)\w+ing|\w+ed)\b)", re.IGNORECASE
)
_ANY = re.compile(r"\Aany (?!others?\b|more\b|idea\b)(?P<rest>\S.*)\Z", re.IGNORECASE)
_BETWEEN = re.compile(r"\A(?:the )?difference (?=between\b)", re.IGNORECASE)
_WHAT_IF = re.compile(r"\Awhat (?=if\b|when\b .*\bis\b)", re.IGNORECASE)
_HELD = re.compile(
    r"\A(?:the |an? )?(?:[\w'’-]+ ){0,3}?(?:view|views|opinion|position|response|cost|price|budget|deadline|date|"
    r"purpose|point|aim|name|status|timetable|timescale|reason|reasons|size|limit) (?:on|of|about|for|to|behind) "
    r"(?:it|them|that|this|these|those)\W*\Z",
    re.IGNORECASE,
)
"""A noun with a pronoun that hangs on it ("the LGA's view on it?")."""


def spelt_out(text: str) -> str:
    """Hurried and misspelt small words as they are spelt.

    >>> spelt_out("wen does it start nd whats it abt")
    "when does it start and what's it about"
    """

    def put_right(match: re.Match[str]) -> str:
        word = match[0]
        right = _WRITTEN_OUT.get(word.lower())
        if right is None or (word.isupper() and len(word) > 1):
            return word
        return right[0].upper() + right[1:] if word[0].isupper() else right

    return _WORD.sub(put_right, _N_FIRST.sub("and ", text))


def uncontracted(text: str) -> str:
    """A question before with "what's" as "what is", so that another question word can take the place of "what".

    >>> uncontracted("what's the dashboard")
    'what is the dashboard'
    """

    def whole(match: re.Match[str]) -> str:
        return f"{match[1]} {'are' if match[0].lower().endswith('re') else 'is'}"

    return _CONTRACTED.sub(whole, text)


def pronouns_apart(text: str) -> str:
    """A follow-up whose pronouns stand by themselves, so that what they stand for can take their place.

    >>> pronouns_apart("does Ofsted think that's enough, and who's paying?")
    "does Ofsted think that is enough, and who's paying?"
    """
    text = _ITS_SO.sub("it is", text)
    text = _WH_IS_THAT.sub(r"\1 is", text)
    return _PRONOUN_AND.sub(lambda match: f"{match[1]} {'are' if match[2].lower() == 're' else 'is'}", text)


def as_question(text: str) -> str:
    """A follow-up without a verb as the question it stands for.

    >>> as_question("any money for that?")
    'is there any money for that?'
    >>> as_question("the LGA's view on it?")
    "what is the LGA's view on it?"
    """
    if match := _ANY.match(text):
        words = tokens(match["rest"])
        if words and not any(word.tag in ("verb", "aux", "wh") for word in words):
            noun = next((w for i, w in enumerate(words) if i + 1 == len(words) or words[i + 1].tag != "word"), words[0])
            return f"{'are' if is_plural(noun.low) else 'is'} there {text}"
    if _BETWEEN.match(text):
        return f"what is the {_BETWEEN.sub('difference ', text)}"
    if _HELD.match(text):
        return f"what is {text}"
    return _WHAT_IF.sub("", text)
