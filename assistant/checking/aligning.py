"""A claim beside a sentence of a paper: what the sentence bears out, what it denies, and what it leaves open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from assistant import strength
from assistant.answers import Difference
from assistant.checking import values
from assistant.checking.finding import Candidate
from assistant.checking.paces import others, untold
from assistant.checking.saying import TITLES, Name, Saying, initials
from assistant.checking.swapping import exchanged
from assistant.checking.wording import FEW, LIGHT, LIMITED, NEGATION, OPPOSITES, SYNONYMS, UNIVERSAL
from assistant.quantities import Quantity
from assistant.subjects import Rarity
from assistant.wordlists import LABELS
from index.analysis import terms

Related = Callable[[str], frozenset[str]]
"""Stems of the glossary's words for the same things as a text."""

_AROUND = 0.75
_RELATED = 0.85
_SYNONYM = 0.8
_NEAR_WORDS = 60
_BESIDE = 3
"""Telling words right after a value that say what it is of."""
_UNKNOWN = 0.999
"""Rarity of a word that no paper holds."""
_LONG_WORD = 5
_SMALL = 2
"""Digits of a figure that many a text holds for some other thing."""
_ALIKE = 0.79
_CHANGING = frozenset({"money", "percent", "count"})
_LOOKED_AT = frozenset({"consult", "explore", "propose", "may"})
"""What leaves open whether anything will be done at all."""
_UNDECIDED = re.compile(
    r"\b(?:would|could|may|might|propos\w+|recommend\w+|consult\w*|explor\w+|consider\w*|if|views|look\w* at|"
    r"plans?|aims?|intends?|hopes?|wants?|calls?|asks?|should)\b",
    re.IGNORECASE,
)
"""Words of a claim that promises nothing either."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """What one sentence makes of a claim.

    Attributes:
        covered: Share of the claim's telling words that the sentence or its surroundings hold, by weight, in [0, 1].
        own: The same by the sentence itself.
        missing: Telling stems of the claim that it does not hold, the weightiest first.
        borne_out: Quantities of the claim that it bears out.
        open: Quantities of the claim that it says nothing of.
        loose: Other numbers of the claim ("Pillar 4", "monthly") that neither it nor its surroundings hold.
        unnamed: Names of the claim that neither it nor its surroundings hold.
        differences: Where it says otherwise, the surest first.
    """

    covered: float
    own: float
    missing: tuple[str, ...]
    borne_out: tuple[Quantity, ...]
    open: tuple[Quantity, ...]
    unnamed: tuple[Name, ...]
    differences: tuple[Difference, ...]
    loose: tuple[str, ...] = ()


def align(claim: Saying, candidate: Candidate, rarity: Rarity, related: Related) -> Alignment:
    """Hold a claim against one sentence."""
    said = candidate.said
    borne_out, open_, differences = _quantities(claim, candidate)
    unnamed = tuple(name for name in claim.names if not _holds_name(name, candidate, related))
    direction = _direction(claim, said)
    # What is turned round is still spoken of.
    turned = frozenset(t for difference in direction for t in terms(difference.claimed))
    covered, own, missing = _coverage(claim, candidate, rarity, related, turned)
    clause = _clause(claim, said.text, rarity)
    if unnamed and len(unnamed) == 1:
        other = _other_name(unnamed[0], claim, said)
        if other is not None:
            differences.append(Difference("name", unnamed[0].text, other.text))
    across = exchanged(claim, said)
    differences = [
        *((across,) if across is not None else ()),
        *others(claim, said),
        *differences,
        *direction,
        *_scope(claim, said),
        *_strength(claim, candidate, rarity),
        *_negation(claim, said, clause),
    ]
    loose = (
        *(figure for figure in claim.figures if not _holds_figure(figure, claim, candidate)),
        *untold(
            claim,
            f"{candidate.words} {candidate.around}",
            [q.low / 100 if q.kind == "percent" else q.low for q in said.quantities],
        ),
    )
    return Alignment(covered, own, missing, tuple(borne_out), tuple(open_), unnamed, tuple(differences), loose)


def _coverage(
    claim: Saying, candidate: Candidate, rarity: Rarity, related: Related, turned: frozenset[str]
) -> tuple[float, float, tuple[str, ...]]:
    own = set(terms(candidate.words))
    also = related(candidate.words + " " + candidate.lead_in)
    total = held = held_own = 0.0
    missing: list[tuple[float, str]] = []
    for stem in claim.stems:
        weight = max(rarity(stem), 0.15)
        total += weight
        if stem in own:
            held += weight
            held_own += weight
        elif stem in also or stem in turned:
            held += weight * _RELATED
            held_own += weight * _RELATED
        elif SYNONYMS.get(stem, frozenset()) & own:
            held += weight * _SYNONYM
            held_own += weight * _SYNONYM
        elif stem in candidate.around_stems:
            held += weight * _AROUND
        elif rarity(stem) >= _UNKNOWN and _misspelt(stem, own):
            held += weight * _RELATED
            held_own += weight * _RELATED
        else:
            missing.append((weight, stem))
    missing.sort(reverse=True)
    if not total:
        return 1.0, 1.0, ()
    return held / total, held_own / total, tuple(stem for _, stem in missing)


def _quantities(claim: Saying, candidate: Candidate) -> tuple[list[Quantity], list[Quantity], list[Difference]]:
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
        if claimed.role == "by" and (steps := _steps(rivals)):
            if any(values.bears_out(claimed, q) for q in steps):
                borne_out.append(claimed)
            else:
                differences.append(Difference(_aspect(claimed), claimed.text.strip(), steps[0].text.strip()))
            continue
        if any(
            values.bears_out(claimed, q)
            and values.comparable(claimed, q)
            and _ends_agree(claimed, q, candidate.introduced)
            for q in candidate.introduced
        ):
            borne_out.append(claimed)
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
    return borne_out, [q for q in open_ if not values.follows(q)], differences


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


def _holds_figure(figure: str, claim: Saying, candidate: Candidate) -> bool:
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


def _holds_name(name: Name, candidate: Candidate, related: Related) -> bool:
    text = f"{candidate.words} {candidate.around}"
    held = {
        TITLES.get(word.lower(), word.lower()).replace("’", "'").strip("'").removesuffix("'s")
        for word in re.findall(r"[\w’'&/-]+", text)
    }
    plain = {word.rstrip("s") for word in held}
    if all(word in held or word.rstrip("s") in plain or _misspelt(word, held) for word in name.words):
        return True
    if name.is_initials:
        wanted = name.text.rstrip("s").lower()
        capitals = "".join(word[0] for word in re.findall(r"[A-Za-z]+", text) if word[0].isupper()).lower()
        return wanted in capitals or any(t in related(text) for t in terms(name.text))
    initials = "".join(word[0] for word in name.words)
    if len(initials) > 1 and initials in plain:
        return True
    known = related(text)
    return all(term in known or term in candidate.around_stems for term in terms(name.text)) and bool(known)


def _clause(claim: Saying, text: str, rarity: Rarity) -> tuple[int, int]:
    """The clause of a sentence that speaks of what the claim does: the one that holds most of its words."""
    best, chosen = -1.0, (0, len(text))
    position = 0
    while position < len(text):
        start, end = strength.clause_at(text, position)
        weight = sum(map(rarity, set(claim.stems) & set(terms(text[start:end]))))
        if weight > best:
            best, chosen = weight, (start, end)
        position = max(end, position) + 1
    return chosen


def _other_name(name: Name, claim: Saying, said: Saying) -> Name | None:
    """The name that a sentence has in the place of the claim's: of the same make, or after the same word."""
    mine = {word for one in claim.names for word in one.words}
    before = claim.text[: name.char_start].split()[-1:]
    for other in said.names:
        if set(other.words) <= mine or (other.is_initials and initials(name) == other.text.rstrip("s")):
            continue
        shared = set(name.words) & set(other.words)
        same_word = before and said.text[: other.char_start].split()[-1:] == before
        if (shared and len(shared) < len(name.words)) or (same_word and before[0].lower() in _LINKS):
            return other
    return None


_LINKS = frozenset({"by", "from", "of", "the", "with", "to"})


def _misspelt(word: str, known: Iterable[str]) -> bool:
    """Whether a longer word is one of those but for a letter or two out of place."""
    return len(word) >= _LONG_WORD and any(
        abs(len(word) - len(other)) <= 1
        and other[0] == word[0]
        and SequenceMatcher(None, word, other).ratio() >= _ALIKE
        for other in known
        if other
    )


def _scope(claim: Saying, said: Saying) -> list[Difference]:
    """All against some: the claim leaves out nobody, the paper does."""
    wide = UNIVERSAL.search(claim.text)
    if wide is None:
        return []
    if UNIVERSAL.search(said.text) or wide[0].lower() in said.text.lower():
        return []
    narrow = LIMITED.search(said.text)
    if narrow is not None and not FEW.search(claim.text[: wide.start()] + claim.text[wide.end() :]):
        return [Difference("scope", _with_noun(claim.text, wide), _with_noun(said.text, narrow))]
    return []


def _with_noun(text: str, match: re.Match[str]) -> str:
    """A word of scope with the two words after it, which say of what."""
    after = re.match(r"(?:\s[\w'’-]+){0,2}", text[match.end() :])
    return (match[0] + (after[0] if after else "")).strip()


def _strength(claim: Saying, candidate: Candidate, rarity: Rarity) -> list[Difference]:
    """A promise of what the paper only looks at, proposes or asks for."""
    text = candidate.said.text
    if _UNDECIDED.search(claim.text):
        return []
    own = strength.strength_at(claim.text, _centre(claim, claim.text, rarity))
    theirs = strength.strength_at(text, _centre(claim, text, rarity))
    if theirs is None:
        lead = " ".join(candidate.lead_in.split())[-300:]
        theirs = next(iter(reversed(strength.strengths(lead))), None) if lead.endswith(":") else None
    if own is None or theirs is None or not own.settled or theirs.level not in _LOOKED_AT:
        return []
    if strength.compare(own, theirs) != "stronger" or theirs.words.lower() in claim.text.lower():
        return []
    return [Difference("strength", own.words, theirs.words)]


def _centre(claim: Saying, text: str, rarity: Rarity) -> int:
    """Where a sentence speaks of the claim's rarest word that it holds."""
    best, position = 0.0, 0
    wanted = set(claim.stems)
    for match in re.finditer(r"[\w’'-]+", text):
        for stem in _terms_of(match[0]):
            if stem in wanted and rarity(stem) > best:
                best, position = rarity(stem), match.start()
    return position


@lru_cache(maxsize=16_384)
def _terms_of(word: str) -> tuple[str, ...]:
    """A word's terms; the words of a few papers come again and again."""
    return tuple(terms(word))


def _direction(claim: Saying, said: Saying) -> list[Difference]:
    mine, theirs = set(terms(_without_values(claim))), set(terms(_without_values(said)))
    found = []
    for first, second in OPPOSITES:
        for one, other in ((first, second), (second, first)):
            claimed, opposed = mine & one, theirs & other
            if claimed and opposed and not mine & other and not theirs & one:
                found.append(Difference("direction", _word(claim.text, claimed), _word(said.text, opposed)))
    return found[:1]


def _without_values(said: Saying) -> str:
    """Its words but those of dates and figures: "the end of 2023" ends nothing."""
    text = said.text
    for quantity in said.quantities:
        start, end = max(0, quantity.char_start), min(len(text), quantity.value_end)
        if start < end:
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def _word(text: str, stems: set[str]) -> str:
    return next((word for word in re.findall(r"[\w’'-]+", text) if stems.intersection(_terms_of(word))), "")


def _negation(claim: Saying, said: Saying, clause: tuple[int, int]) -> list[Difference]:
    """One says that something is so, the other that it is not, in the clause that speaks of it."""
    theirs = [m for m in NEGATION.finditer(said.text.replace("’", "'")) if clause[0] <= m.start() < clause[1]]
    if bool(claim.negations) == bool(theirs and said.negations):
        return []
    if claim.negations:
        mine = NEGATION.search(claim.text.replace("’", "'"))
        return [Difference("negation", _with_noun(claim.text, mine) if mine else claim.negations[0], "")]
    return [Difference("negation", "", _with_noun(said.text, theirs[0]))]
