"""What a claim has that its evidence lacks, and where the two part, said in words beside the claim.

A small model overlooks one changed digit among a hundred like words, so differences are pointed out to it; what they
mean is still for the model to say, since a fair paraphrase differs too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher
from functools import lru_cache

from index.verifier.wording import ACTORS, EITHER, MONTHS, NUMBER_WORDS, SAME, SIBLINGS

_TOKEN = re.compile(r"[£$]?\d[\d,.]*\d|[£$]?\d|[a-z]+(?:['-][a-z]+)*|%", re.IGNORECASE)
_PLAIN = frozenset(
    "a an the of and in on for with as is are be been that this it its their to was were by or at from which who they "  # noqa: SIM905
    "them there these those has have had he she his her we our you your also such so do does did not no will would "
    "should must may might can could shall if where when".split()
)
"""Words by which nothing is claimed, or what is claimed is told by a mark."""
_TELLING = frozenset(
    "will would should must may might can could shall not no never cannot only all every each some any most many few "  # noqa: SIM905
    "both neither either none always usually normally least most over under more less than up before after without "
    "unless until first last about around per week month year day weeks months years days hours million billion "
    "thousand cent explore consider consult aim propose plan plans required expected encouraged recommended duty "
    "power".split()
)
"""Words that make a difference where a claim leaves them out; words with digits do so too."""
_LISTED = 8

_NUMBER = re.compile(
    rf"(?:(over|more than|at least|above|about|around|nearly|almost|roughly|approximately|some|up to|under|less than|"
    rf"fewer than|below|no more than|at most)\s+)?[£$]?(\d[\d,]*(?:\.\d+)?|\b(?:{'|'.join(NUMBER_WORDS[2:])})\b)"
    r"(?:st|nd|rd|th)?[\s-]*(million|billion|thousand|bn\b|m\b|k\b|%|per cent|percent)?[\s-]*"
    r"(working (?:day|hour|minute|week)s?|(?:school |calendar )?(?:days?|weeks?|months?|years?)|hours?|minutes?)?",
    re.IGNORECASE,
)
_TIMES = {"million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "thousand": 1e3, "k": 1e3}
_NEGATIONS = frozenset(
    "not no never cannot without neither nor nobody nothing none no-one unless".split()  # noqa: SIM905
) | {"don't", "doesn't", "isn't"}
_ALL = frozenset("all every each always only never none whole entire alone everywhere everyone any both".split())  # noqa: SIM905
_DATES = frozenset(one.lower() for one in (*MONTHS, "spring", "summer", "autumn", "winter")) - {"may", "march"}
_STRENGTHS: tuple[tuple[str, str], ...] = (
    (
        "duty",
        r"must|shall|required to|obliged to|duty to|has to|have to|legal requirement|compelled|compulsory|mandatory",
    ),
    ("advice", r"should|ought to|expected to|recommend\w*|encourage\w*|advised?|good practice"),
    ("freedom", r"may(?= [a-z])|might|can|could|allowed to|free to|choose|permitted|optional|if they wish|voluntary"),
    (
        "intention",
        r"explor\w+|consider\w*|consult\w*|look(?:s|ing)? (?:at|into)|think about|aims?|seeks?|seeking|plans?|planning|"
        r"propos\w+|intends?|hopes?|wants?|would like",
    ),
    ("promise", r"will|is to be|are to be|going to|is going|commits?|committed|guarantee\w*|decided"),
)
_STRENGTH = [(name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for name, pattern in _STRENGTHS]
_OF_NUMBERS = frozenset(
    "million billion thousand m bn k pounds per cent percent % about around some roughly nearly almost over more than "  # noqa: SIM905
    "at least".split()
) | {one.lower() for one in (*MONTHS, *NUMBER_WORDS)} - {"may", "one"}
"""Words that are part of a number; where the numbers agree they differ only in writing."""
_NEGATED_DUTY = re.compile(
    r"\b(?:need not|not (?:need|have|required|obliged)|no (?:duty|requirement|need))\b", re.IGNORECASE
)


_LIKE = 0.6
"""Share of a claim's words that stand in the evidence in the same order, from which the two are laid side by side."""
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_SHORT_MONTH = re.compile(rf"\b({'|'.join(month[:3] for month in MONTHS if len(month) > 4)})\b")
_LONG_MONTH = {month[:3]: month for month in MONTHS}


def paired(evidence: str, claim: str) -> tuple[str, str]:
    """The two texts that are read: after the claim stand its words that the evidence lacks ("+"), words of weight that
    it lacks itself ("-"), and the kinds of difference ("=").

    >>> paired("Pay: We will pay up to £3,000.", "They must pay £4,000")[1]
    'They must pay £4,000 + must £4,000 - will up £3,000 = all figure duty not promise'
    """
    told, said = _tokens(evidence), _tokens(claim)
    differing = _differing(told, said)
    kinds, (new, gone, _) = _marks(evidence, claim, told, said, differing), differing
    bare = frozenset() if {"figure", "date", "unit", "turned"} & set(kinds) else _OF_NUMBERS
    new = [word for word in new if (word not in _PLAIN or word in _TELLING) and not _is_of(word, bare)]
    gone = [word for word in gone if (word in _TELLING or any(map(str.isdigit, word))) and not _is_of(word, bare)]
    return evidence, f"{claim} + {' '.join(new[:_LISTED])} - {' '.join(gone[-_LISTED:])} = {' '.join(kinds)}"


def marks(evidence: str, claim: str) -> list[str]:
    """How much of the claim's wording the evidence holds, and the kinds of difference between them.

    >>> marks("Councils should reply within 15 days.", "Councils must reply within 15 weeks.")
    ['most', 'unit', 'duty', 'not', 'advice']
    """
    told, said = _tokens(evidence), _tokens(claim)
    return _marks(evidence, claim, told, said, _differing(told, said))


def _marks(
    evidence: str, claim: str, told: list[str], said: list[str], differing: tuple[list[str], list[str], bool]
) -> list[str]:
    new_words, gone_words, side_by_side = differing
    found = [_coverage(told, said)]
    extra = _longest_run(told, said)
    found += ["extra"] * (extra >= 2) + ["more"] * (extra >= 4)
    found += _numbers(_spelt(evidence), _spelt(claim), " ".join(new_words), " ".join(gone_words))
    if any(word in _DATES for word in set(said) - set(told)) or (_DATES & set(new_words) and _DATES & set(gone_words)):
        found.append("date")
    if (sum(word in _NEGATIONS for word in new_words) + sum(word in _NEGATIONS for word in gone_words)) % 2:
        found.append("negation")
    if _NEGATED_DUTY.search(claim) and not _NEGATED_DUTY.search(evidence):
        found.append("released")
    found += _strengths((evidence, claim)) or _strengths(
        (" ".join(gone_words), " ".join(new_words)), dropped=side_by_side
    )
    told_runs, said_runs = _runs(told), _runs(said)
    new, gone = (said_runs - told_runs) | _runs(new_words), (told_runs - said_runs) | _runs(gone_words)
    if any(other in gone for one in new for other in _opposites().get(one, ())):
        found.append("opposite")
    if any(other in gone for one in new for other in _kin().get(one, ())):
        found.append("other")
    actors = [{_actors()[run] for run in runs if run in _actors()} for runs in (gone, new)]
    if actors[1] - actors[0]:
        found.append("who" if actors[0] - actors[1] else "someone")
    if set(new_words) & _ALL:
        found.append("scope")
    if side_by_side and _named(claim) & set(new_words) and _named(evidence) & set(gone_words):
        found.append("name")
    return list(dict.fromkeys(found))


def _named(text: str) -> set[str]:
    """Words that stand with a capital within a sentence."""
    return {match.lower() for match in re.findall(r"(?<=[a-z,(‘“] )\(?([A-Z][A-Za-z]+)", text.replace("(", " "))}


def _strengths(texts: tuple[str, str], *, dropped: bool = False) -> list[str]:
    """Strengths of wording that the claim has and the evidence has not, then "not" and those it lost.

    Args:
        texts: Evidence and claim.
        dropped: Whether those lost are told even if none was gained.
    """
    told, said = ({name for name, pattern in _STRENGTH if pattern.search(text)} for text in texts)
    more, less = said - told, told - said
    if more:
        return [*sorted(more), "not", *(sorted(less) or ["said"])]
    return ["dropped", *sorted(less)] if less and dropped else []


def _differing(told: Sequence[str], said: Sequence[str]) -> tuple[list[str], list[str], bool]:
    """Words of the claim that the evidence lacks, the other way round, and whether the two were laid side by side.

    Where the two run alike they are laid side by side, so that a word exchanged for one that stands elsewhere in the
    evidence too is seen.
    """
    operations = SequenceMatcher(None, told, said, autojunk=False).get_opcodes()
    alike = [(i1, i2, j2 - j1) for tag, i1, i2, j1, j2 in operations if tag == "equal"]
    if sum(n for *_, n in alike) < _LIKE * len(said):
        return _more(said, told), _more(told, said), False
    first, last = alike[0][0], alike[-1][1]
    new, gone = [], []
    moved: Counter[str] = Counter()
    for tag, i1, i2, j1, j2 in operations:
        if tag != "equal":
            new.append(said[j1:j2])
            if first < i2 and (i1 < last or tag == "replace"):
                gone.append(told[i1:i2] if tag == "delete" else told[i1 : min(i2, i1 + 3 * (j2 - j1) + 2)])
    lost = Counter(word for run in gone for word in run)
    kept: list[str] = []
    for run in new:
        if len(run) >= 3 and all(lost[word] for word in run):  # only stands elsewhere
            moved.update(run)
        else:
            kept += run
    return kept, [word for run in gone for word in run if not moved[word]], True


def _spelt(text: str) -> str:
    """Dates in one way: no "th", months in full."""
    return _SHORT_MONTH.sub(lambda match: _LONG_MONTH[match[1]], _ORDINAL.sub("", text))


def _is_of(word: str, words: AbstractSet[str]) -> bool:
    return bool(words) and (word in words or any(map(str.isdigit, word)))


def _tokens(text: str) -> list[str]:
    plain = _spelt(text.replace("’", "'")).replace("whether or not", "whether")
    return [token.lower().removesuffix("'s") for token in _TOKEN.findall(plain)]


def _more(ones: Sequence[str], others: Sequence[str]) -> list[str]:
    """Tokens that stand more often in the one text than in the other, in order of first mention."""
    left = Counter(ones) - Counter(others)
    return [token for token in dict.fromkeys(ones) if token in left]


def _runs(tokens: Sequence[str]) -> set[str]:
    """Runs of one to three tokens."""
    return {" ".join(tokens[at : at + n]) for n in (1, 2, 3) for at in range(len(tokens) - n + 1)}


def _stem(word: str) -> str:
    return word[:5] if word.isalpha() else word


def _known(told: Sequence[str]) -> set[str]:
    """Stems of a text's words and of what may be said for them."""
    known = {_stem(word) for word in told}
    for run in _runs(told):
        known |= _same().get(run, frozenset())
    return known


def _coverage(told: Sequence[str], said: Sequence[str]) -> str:
    known = _known(told)
    words = [word for word in said if word not in _PLAIN and word.isalpha()]
    share = sum(_stem(word) in known for word in words) / max(1, len(words))
    return next(name for name, least in (("all", 0.95), ("most", 0.75), ("half", 0.45), ("few", 0.0)) if share >= least)


def _longest_run(told: Sequence[str], said: Sequence[str]) -> int:
    """The most words of weight on end that the evidence lacks."""
    known, longest, run = _known(told), 0, 0
    for word in said:
        if word in _PLAIN:
            continue
        run = 0 if _stem(word) in known else run + 1
        longest = max(longest, run)
    return longest


def _numbers(evidence: str, claim: str, new: str, gone: str) -> list[str]:
    """What is to be said of the claim's numbers.

    Returns:
        "figure" or "date" where none of the evidence bears one out, "unit" where only the unit differs, "turned" where
        the same numbers stand in another order.
    """
    told, said = _read(evidence), _read(claim)
    found: list[str] = []
    exchanged = {value for _, value, _ in _read(new)} if any(map(str.isdigit, gone)) else set()
    left = _read(gone)
    for relation, value, unit in said:
        near = [one for one in told if _holds(relation, value, one[0], one[1])]
        near = [one for one in near if one[1] == value] or near
        swapped = value in exchanged and not any(_holds(relation, value, one[0], one[1]) for one in left)
        if not near or swapped:
            found.append("date" if 1900 <= value <= 2100 and value == int(value) and not unit else "figure")
        elif unit and all(one[2] and one[2] != unit for one in near):
            found.append("unit")
    values = [[value for _, value, _ in ones] for ones in (told, said)]
    if len(values[1]) > 1 and not found:
        at = [values[0].index(value) for value in values[1] if value in values[0]]
        if at != sorted(at):
            found.append("turned")
    return list(dict.fromkeys(found))


def _read(text: str) -> list[tuple[str, float, str]]:
    """Numbers as (relation, value, unit of time)."""
    found = []
    for match in _NUMBER.finditer(text):
        digits = match[2].lower()
        value = float(NUMBER_WORDS.index(digits)) if digits in NUMBER_WORDS else _value(digits)
        scale = (match[3] or "").lower()
        unit = (match[4] or "").lower().rstrip("s")
        found.append(((match[1] or "").lower(), value * _TIMES.get(scale, 1), unit))
    return found


def _value(digits: str) -> float:
    try:
        return float(digits.replace(",", ""))
    except ValueError:
        return -1.0


def _holds(relation: str, value: float, told: str, other: float) -> bool:
    """Whether a number told bears out one claimed.

    >>> _holds("about", 45, "", 45.3), _holds("over", 40, "", 45), _holds("", 46, "", 45), _holds("over", 46, "", 45)
    (True, True, False, False)
    """
    if value == other:
        upper, lower = ("up to", "under", "less than", "fewer than", "below"), ("over", "more than", "above")
        return not (relation in lower and told in upper) and not (relation in upper and told in lower)
    if relation in ("over", "more than", "at least", "above"):
        return 0.5 * other <= value < other
    if relation in ("about", "around", "roughly", "approximately", "some"):
        return abs(value - other) <= 0.1 * other
    if relation in ("nearly", "almost"):
        return other < value <= 1.1 * other
    if relation in ("under", "less than", "fewer than", "below", "no more than", "at most"):
        return other < value <= 1.5 * other
    return False


@lru_cache
def _same() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for one, other in (*SAME, *(pair[::-1] for pair in SAME)):
        stems = {_stem(word) for word in _tokens(other) if word not in _PLAIN}
        table.setdefault(one.lower(), set()).update(stems)
    return {one: frozenset(stems) for one, stems in table.items()}


@lru_cache
def _opposites() -> dict[str, frozenset[str]]:
    return _table(EITHER)


@lru_cache
def _kin() -> dict[str, frozenset[str]]:
    return _table(SIBLINGS)


@lru_cache
def _actors() -> dict[str, int]:
    return {name.lower(): row for row, forms in enumerate(ACTORS) for names in forms for name in names}


def _table(rows: Iterable[Sequence[str]]) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for row in rows:
        for one in row:
            table.setdefault(one.lower(), set()).update(other.lower() for other in row if other != one)
    return {one: frozenset(others) for one, others in table.items()}
