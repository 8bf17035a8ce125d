"""Personal data in what somebody is about to send: found before anything of it is kept.

Numbers count only where their own check digit is right, so that budget figures, years and paragraph numbers pass.
A person's name counts where the words around it make it a child's.
"""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<![\w£$€.,])\+?\(?\d(?:[\s().-]{0,2}\d){8,18}(?![\w%]|[.,]\d)")
_NATIONAL_INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.IGNORECASE
)
_NAME = r"(?-i:[A-Z][a-z’'-]+)"
_CHILD = r"(?:son|daughter|child|boy|girl|baby|pupil|nephew|niece|grandson|granddaughter|toddler|kid|foster child)"
_NO_NAME = (
    r"(?:Who|What|When|Where|Which|Why|How|In|On|At|The|This|That|And|Or|For|To|By|As|Is|Are|Was|Were|Do|Does|Did|Has|"
    r"Have|Can|Could|Should|Will|Would|England|Wales|Scotland|Ireland|Britain|Government|Council|County|City|Family|"
    r"Families|Children|Child|Social|Care|Local|Safeguarding|Early|Help|January|February|March|April|May|June|July|"
    r"August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|"
    r"Spring|Summer|Autumn|Winter|Ofsted|Parliament|Minister|Pillar|Mission|"
    r"Staying|Put|Close|Key|Stage|Level|Year)"
)
_A_NAME = rf"(?!(?-i:{_NO_NAME})\b){_NAME}"
_AGE = r"(?:[1-9]|1[0-7])"
_NAMED_CHILD = re.compile(
    # "a child called Amy Smith", "my daughter is called Ella"
    rf"\b{_CHILD},?\s(?:is\s|was\s|who\sis\s)?(?:called|named)\s{_A_NAME}\b|"
    # "my son Jack", "our foster child, Leo": "the Healthy Child Programme" has a capital and no owner
    rf"\b(?:my|our|her|his|their)\s(?:[\w-]+\s){{0,2}}?(?-i:{_CHILD}),?\s{_A_NAME}\b|"
    # "Amy Smith, aged 7", "Amy (aged 7)", "Amy Smith who is 7", "Amy Smith, 7,"; ages alone have no name before them
    rf"\b{_A_NAME},?\s\(?(?:aged\s{_AGE}\b|who\sis\s{_AGE}\b(?!\s?%))|"
    rf"\b{_A_NAME}\s{_A_NAME},\s{_AGE}(?:,|\)|\s?(?:years?|yrs?)\sold|\s*\Z)|"
    # "Amy Smith is in year 4", "Amy Smith's social worker"
    rf"\b{_A_NAME}\s{_A_NAME}(?:\sis\sin\s(?:year\s\d|foster\scare|care)\b|['’]s\s(?:social worker|foster carers?|"
    rf"mother|mum|father|dad|parents|case file|care plan)\b)|"
    rf"\b(?:case|file|care plan|social worker) (?:of|for) {_A_NAME}\s{_A_NAME}\b|"
    r"\b(?:date of birth|d\.?o\.?b\.?)\s*(?:is|:)?\s*\d",
    re.IGNORECASE,
)


def personal_data(text: str, *, contacts: bool = True) -> str:
    """What personal data a text seems to hold, as words of a sentence; "" for none.

    Args:
        text: A question, a claim or a draft.
        contacts: Whether e-mail addresses and phone numbers count: a draft report rightly names its officers'.

    >>> personal_data("Write to jo.bloggs@example.org"), personal_data("Is £1,600,000,000 in paragraph 2.7 of 2023?")
    ('an e-mail address', '')
    """
    if contacts and _EMAIL.search(text):
        return "an e-mail address"
    if _NATIONAL_INSURANCE.search(text):
        return "a National Insurance number"
    for match in _NUMBER.finditer(text):
        found = _kind_of_number(match[0])
        if found and (contacts or found != "a phone number"):
            return found
    if _NAMED_CHILD.search(text):
        return "the name of a child"
    return ""


def _kind_of_number(printed: str) -> str:
    digits = re.sub(r"\D", "", printed)
    if 13 <= len(digits) <= 19 and _luhn(digits) and digits[0] in "3456":
        return "a card number"
    national = re.sub(r"\A(?:00)?44(?:0)?", "0", digits) if printed.startswith(("+", "0044")) else digits
    if len(national) in {10, 11} and national.startswith(("01", "02", "03", "07", "08")):
        return "a phone number"
    if len(digits) == 10 and _nhs(digits):
        return "an NHS number"
    return ""


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1: every second digit from the right doubled, its digits summed; the sum ends in 0."""
    doubled = [int(d) * (2 if n % 2 else 1) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0 and len(set(digits)) > 1


def _nhs(digits: str) -> bool:
    """NHS Data Dictionary: weights 10 to 2, 11 less the remainder of 11; 11 counts as 0, and 10 is none."""
    check = 11 - sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and check % 11 == int(digits[9])
