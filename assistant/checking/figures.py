"""The figures, dates and lengths of a claim beside those of one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from assistant.answers import Difference
from assistant.checking import values
from assistant.checking.finding import Candidate
from assistant.checking.saying import Saying
from assistant.checking.wording import LIGHT
from assistant.quantities import Quantity
from assistant.wordlists import LABELS
from index.analysis import terms

_NEAR_WORDS = 60
_BESIDE = 3
"""Telling words right after a value that say what it is of."""
_SMALL = 2
"""Digits of a figure that many a text holds for some other thing."""
_YEAR = 365.25
"""Days."""
_MORE = re.compile(r"\b(?:more|extra|better off|worse off|added|ahead|behind|gap|difference|on top)\b", re.IGNORECASE)
"""Words beside a sum that is how far two others lie apart."""
_CHANGING = frozenset({"money", "percent", "count"})


def quantities(claim: Saying, candidate: Candidate) -> tuple[list[Quantity], list[Quantity], list[Difference]]:
    """Those of a claim that a sentence bears out, those it says nothing of, and where it gives another value."""
    said = candidate.said
    borne_out: list[Quantity] = []
    open_: list[Quantity] = []
    differences: list[Difference] = []
    used: set[int] = set()
    for claimed in claim.quantities:
        rivals = [q for q in (*values.spans(said), *said.quantities) if values.comparable(claimed, q)]
        same = [q for q in rivals if values.bears_out(claimed, q) and _ends_agree(claimed, q, rivals)]
        if same:
            best = max(same, key=lambda q: _beside(claim.text, claimed, said.text, q))
            taken = _taken_from(claim, claimed, said, best, rivals)
            if taken is not None:
                differences.append(Difference(_aspect(claimed), claimed.text.strip(), taken.text.strip()))
                continue
            used.add(id(best))
            borne_out.append(claimed)
            if values.overstates(claimed, best):
                differences.append(Difference("scope", claimed.text.strip(), best.text.strip()))
            continue
        if _both_ends(claimed, rivals) or _gap(claim, claimed, said) or _introduced(claimed, candidate):
            borne_out.append(claimed)
            continue
        if claimed.role == "by" and (steps := _steps(rivals)):
            if any(values.bears_out(claimed, q) for q in steps):
                borne_out.append(claimed)
            else:
                differences.append(Difference(_aspect(claimed), claimed.text.strip(), steps[0].text.strip()))
            continue
        if any(values.bears_out(claimed, q) for q in said.quantities if q.kind == claimed.kind and q.kind != "count"):
            swapped = [q for q in rivals if values.bears_out(claimed, q)]
            if swapped:
                other = next((q for q in rivals if q not in swapped), swapped[0])
                differences.append(Difference(_aspect(claimed), claimed.text.strip(), other.text.strip()))
                continue
        free = [q for q in rivals if id(q) not in used and not any(values.bears_out(c, q) for c in claim.quantities)]
        if free:
            nearest = max(free, key=lambda q: _beside(claim.text, claimed, said.text, q))
            if not _finer(claimed, nearest):
                differences.append(Difference(_aspect(claimed), claimed.text.strip(), nearest.text.strip()))
                continue
        open_.append(claimed)
    return borne_out, [q for q in open_ if not (values.follows(q) or _said_otherwise(q, said))], differences


def _introduced(claimed: Quantity, candidate: Candidate) -> bool:
    """Whether the words that introduce the sentence bear a quantity out."""
    return any(
        values.bears_out(claimed, q) and values.comparable(claimed, q) and _ends_agree(claimed, q, candidate.introduced)
        for q in candidate.introduced
    )


def _said_otherwise(claimed: Quantity, said: Saying) -> bool:
    """Whether a count is given of things called otherwise, or a length of time lies between two dates.

    Whether "six encounters" are the "at least six opportunities" is for the verifier to tell.
    """
    if claimed.kind == "count":
        return any(q.kind == "count" and values.bears_out(claimed, q) for q in said.quantities)
    if claimed.kind != "duration" or claimed.low < 2 * _YEAR:
        return False
    dates = [q for q in said.quantities if q.kind == "date" and q.year_known]
    return any(abs(abs(a.low - b.low) - claimed.low) <= _YEAR / 2 for a, b in combinations(dates, 2))


def _gap(claim: Saying, claimed: Quantity, said: Saying) -> bool:
    """Whether the claim gives how far two values of the sentence lie apart ("13 points ahead", "£1,000 more")."""
    near = claim.text[claimed.char_start : claimed.char_end + _NEAR_WORDS // 2]
    if claimed.unit != "points" and not (claimed.kind == "money" and _MORE.search(near)):
        return False
    alike = [q for q in said.quantities if q.kind == (claimed.kind if claimed.kind == "money" else "percent")]
    return any(
        values.bears_out(replace(claimed, role="", unit=b.unit, kind=b.kind), replace(b, low=gap, high=gap, role=""))
        for a, b in combinations([q for q in alike if not q.is_range], 2)
        if (gap := round(abs(a.low - b.low), 6))
    )


def _both_ends(claimed: Quantity, rivals: Sequence[Quantity]) -> bool:
    """Whether a claim's "£2k to £3k" is what the paper changes from and to."""
    starts = [q for q in rivals if q.role == "from"]
    ends = [q for q in rivals if q.role == "to"]
    return claimed.is_range and any(q.low == claimed.low for q in starts) and any(q.low == claimed.high for q in ends)


def _taken_from(
    claim: Saying, claimed: Quantity, said: Saying, found: Quantity, rivals: Sequence[Quantity]
) -> Quantity | None:
    """The value that the paper gives for what the claim gives another's: "£9 an hour, or £10 in London" turned round.

    Told by the words that stand nearer to one value than to any other of its kind.
    """
    others = [q for q in rivals if q is not found and not values.bears_out(claimed, q)]
    if not others:
        return None
    mine = [q for q in claim.quantities if q.kind == claimed.kind]
    every = [q for q in said.quantities if q.kind == found.kind]
    # Values that come in the paper's own order are seldom turned round: one word that they share tells nothing then.
    enough = 2 if len(mine) > 1 and _in_order(mine, every) else 1
    for side in (_after, _before):
        own = side(claim.text, claimed, mine)
        words = {id(q): side(said.text, q, every) for q in every}
        telling = {word for word in own if sum(word in words[id(q)] for q in every) == 1}
        rival = max(others, key=lambda q: len(telling & words.get(id(q), frozenset())))
        if len(telling & words.get(id(rival), frozenset())) >= enough and not telling & words[id(found)]:
            # What the paper says beside its own value must be missing beside the claim's, or it is only left out.
            beside = words[id(found)].difference(*(words[id(q)] for q in every if q is not found))
            return rival if beside and not beside & own else None
    return None


def _in_order(claimed: Sequence[Quantity], found: Sequence[Quantity]) -> bool:
    """Whether the paper bears out every value, one after the other."""
    left = iter(found)
    return all(any(values.bears_out(one, other) for other in left) for one in claimed)


def _after(text: str, one: Quantity, every: Sequence[Quantity]) -> frozenset[str]:
    """Stems of the words right after a value, up to the next of its kind."""
    end = min((q.char_start for q in every if q.char_start >= one.value_end), default=len(text))
    words = re.findall(r"[\w'’-]+", text[one.value_end : end])
    return frozenset([t for t in terms(" ".join(words)) if t not in LIGHT][:_BESIDE])


def _before(text: str, one: Quantity, every: Sequence[Quantity]) -> frozenset[str]:
    """Stems of the words before a value, from the last of its kind on."""
    start = max((q.value_end for q in every if q.value_end <= one.char_start), default=0)
    words = re.findall(r"[\w'’-]+", text[start : one.char_start])
    return frozenset([t for t in terms(" ".join(words)) if t not in LIGHT][-2 * _BESIDE :])


def _ends_agree(claimed: Quantity, found: Quantity, rivals: Sequence[Quantity]) -> bool:
    """Whether the value stands at the same end of a change, where both tell which."""
    ends = {"from", "to", "by"}
    if claimed.kind == "date" or not (claimed.role in ends or found.role in ends):
        return True
    if claimed.role in ends and found.role in ends:
        return claimed.role == found.role
    # "The allowance is £2,000" of what rises from £2,000 to £3,000 gives the wrong end of it.
    return not (found.role == "from" and any(q.role == "to" for q in rivals))


def _steps(found: Sequence[Quantity]) -> list[Quantity]:
    """By how much a sentence says that something changes, where it tells from what to what."""
    changing = [q for q in found if q.kind in _CHANGING]
    starts = [q for q in changing if q.role == "from"]
    ends = [q for q in changing if q.role == "to"]
    pairs = [(q, q.high - q.low) for q in changing if q.is_range]
    if len(starts) == len(ends) == 1:
        pairs.append((ends[0], abs(ends[0].low - starts[0].low)))
    return [replace(q, low=step, high=step) for q, step in pairs]


def _finer(claimed: Quantity, found: Quantity) -> bool:
    """Whether the claim only says more closely what the paper leaves open ("3 April 2024" of "April 2024")."""
    if claimed.kind != "date":
        return False
    return found.low <= claimed.low and claimed.high <= found.high


def _aspect(quantity: Quantity) -> str:
    return "date" if quantity.kind == "date" else "figure"


def _beside(text: str, claimed: Quantity, other: str, found: Quantity) -> float:
    """How much the words about two quantities have in common."""
    first = set(terms(text[max(0, claimed.char_start - _NEAR_WORDS) : claimed.char_end + _NEAR_WORDS]))
    second = set(terms(other[max(0, found.char_start - _NEAR_WORDS) : found.char_end + _NEAR_WORDS]))
    return len(first & second) / (len(first) or 1)


def holds_figure(figure: str, claim: Saying, candidate: Candidate) -> bool:
    """Whether a bare number of a claim stands in the sentence, or in what surrounds it, with the label it has there."""
    label = _label_of(figure, claim.text)
    # A bare "2" stands in the headings and items around of many a sentence.
    around = candidate.lead_in if len(figure) <= _SMALL and not label else candidate.around
    text = f"{candidate.words} {around}".replace(",", "")
    if label:
        return re.search(rf"\b{re.escape(label)}s? {re.escape(figure)}\b", text, re.IGNORECASE) is not None
    if re.search(rf"(?<![\w.]){re.escape(figure)}(?!\w|\.\d)", text):
        return True
    return any(figure == f"{q.low:g}" for q in candidate.said.quantities)


def _label_of(figure: str, text: str) -> str | None:
    """The word that a number labels a part with ("Mission 4"); None where it counts or measures."""
    found = re.search(rf"\b({LABELS}) {re.escape(figure)}\b", text, re.IGNORECASE)
    return found[1] if found else None
