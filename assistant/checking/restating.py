"""A claim in the paper's way of writing values and names, as the verifier reads it.

What is equal by arithmetic ("a dozen" and "12", "42 days" and "six weeks", "the LGA" and "Local Government
Association") is settled in code; a cross-encoder that meets two spellings of it takes them for two values.
"""

from __future__ import annotations

import re

from assistant.checking import values
from assistant.checking.saying import TITLES, Saying, initials

_WHOLE = {short: full for short, full in TITLES.items() if short != full}


def restated(claim: Saying, said: Saying) -> str:
    """The claim's words, with each value and name that the sentence writes otherwise written as the sentence does.

    >>> from assistant.checking.saying import saying
    >>> restated(saying("A dozen councils get £45,000,000."), saying("£45 million for 12 councils."))
    '12 councils get £45 million.'
    """
    found = [*_values(claim, said), *_names(claim, said)]
    text = claim.text
    for start, end, words in sorted(found, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def _values(claim: Saying, said: Saying) -> list[tuple[int, int, str]]:
    found = []
    taken = -1
    for one in sorted((*values.spans(claim), *claim.quantities), key=lambda q: (q.value_start, -q.value_end)):
        if one.value_start < taken:
            continue
        for other in (*values.spans(said), *said.quantities):
            if values.comparable(one, other) and values.same_value(one, other):
                mine = claim.text[one.value_start : one.value_end]
                its = said.text[other.value_start : other.value_end]
                if its and mine.lower() != its.lower():
                    end = one.value_end + (
                        claim.text[one.value_end : one.value_end + 1] in ("'", "’")
                    )  # "42 days' notice"
                    found.append((one.value_start, end, its))
                    taken = end
                break
    return found


def _names(claim: Saying, said: Saying) -> list[tuple[int, int, str]]:
    found = []
    for one in claim.names:
        if one.text in said.text:
            continue
        for other in said.names:
            if one.is_initials != other.is_initials and initials(one) == initials(other):
                found.append((one.char_start, one.char_start + len(one.text), other.text))
                break
    taken = [(start, end) for start, end, _ in found]
    for short, full in _WHOLE.items():
        for mine, its in ((short, full), (full, short)):
            told = re.search(rf"\b{its}\b", said.text, re.IGNORECASE)
            if told is None:
                continue
            found += [
                (match.start(), match.end(), told[0])
                for match in re.finditer(rf"\b{mine}\b", claim.text, re.IGNORECASE)
                if not any(start <= match.start() < end for start, end in taken)
            ]
    return found
