"""What a body welcomes, what worries it and what it wants: sentences of the kind of view that a question asks for."""

from __future__ import annotations

import re

_OF_QUESTION = {
    "welcome": r"welcom\w*|likes?|pleased|happy|glad|praise\w*|approv\w*|in favour of|backs?|support(?:s|ive of)",
    "worry": r"concern\w*|worr(?:y|ies|ied)|critic\w*|objects?|objections?|oppos\w*|dislikes?|unhappy|disappoint\w*|"
    r"reservations?|fears?|afraid|against|complain\w*|gripes?|problems? (?:with|about)|warn\w*|doubts?",
    "want": r"call(?:s|ing)? (?:for|on)|wants?|asks?|asking|urg(?:es|ing|e)|demands?|recommends?|lobb(?:y|ies|ying)|"
    r"press(?:es|ing)|push(?:es|ing)|would like",
}
_OF_SENTENCE = {
    "welcome": r"welcom\w*|pleased|positive|helpful|look forward|agree\w*|we (?:\w+ )?support\w*|is right to|"
    r"share the|good practice",
    "worry": r"concern\w*|worr\w+|disappoint\w*|unclear|not convinced|(?:do|does) not believe|insufficient|far enough|"
    r"question whether|unintended|quiet on|cautious|could have gone|too slow|must not|risks?|lack of|burden\w*|fail\w*",
    "want": r"must|should|would like|call(?:s|ing|ed)? (?:for|on)|urg\w+|needs?|wants?|recommend\w*|(?:vital|important|"
    r"crucial|imperative) (?:that|to)|seeking",
}
_MEASURE = r"|\A\W*[A-Z][a-z]{3,}ing\b"
"""In an item ("Putting the fund on a permanent footing"), what is asked for."""
_QUESTION = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _OF_QUESTION.items()}
_SENTENCE = {
    kind: re.compile(rf"(?i:\b(?:{words})\b){_MEASURE * (kind == 'want')}") for kind, words in _OF_SENTENCE.items()
}
_WHAT = re.compile(
    r"\A\W*(?:and |so |please |can you |could you |tell me |list |name )*"
    r"(?:what|which|where|all|everything|anything|list|name)\b",
    re.IGNORECASE,
)


def stance_of(question: str) -> re.Pattern[str] | None:
    """What a sentence holds that tells of the kind of view a question asks for; None where it asks for any.

    Whether somebody is in favour may be answered with the opposite, so only a question for what they welcome counts.

    >>> bool(stance_of("what is the LGA worried about?").search("We are concerned about the cost."))
    True
    >>> stance_of("is the LGA worried about the cost?")
    """
    if _WHAT.match(question) is None:
        return None
    kinds = [kind for kind, pattern in _QUESTION.items() if pattern.search(question)]
    return _SENTENCE[kinds[0]] if len(kinds) == 1 else None
