"""Changes after which a sentence still says the same, or less: equal figures, rounding, other words, parts left out.

As in `contradicting`, each gives None where it has nothing to change. Those of `LESS` hold one way only: the paper's
sentence bears the claim out, the claim would not bear out the sentence.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from index.verifier.contradicting import FIGURE, YEAR, is_reference
from index.verifier.wording import MONTHS, NUMBER_WORDS, SAME

_SAME = [(re.compile(rf"(?<![\w-]){old}(?![\w-])", re.IGNORECASE), old, new) for old, new in SAME]
Paraphrase = Callable[[str, random.Random], "str | None"]

_MONEY = re.compile(r"£(\d+(?:\.\d+)?)(?: (million|billion)|(m|bn))\b")
_LONG = re.compile(r"£(\d{1,3}(?:,\d{3})+|\d{4,})\b")
_PERCENT = re.compile(r"(\d) ?(%|per cent|percent)(?= |[.,;)]|\Z)")
_WORD = re.compile(rf"\b(?:{'|'.join(NUMBER_WORDS[2:])})\b(?!-)")
_DATE = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(MONTHS)})( \d{{4}})?\b")
_SPAN = re.compile(r"\b(20\d\d)([-/–]| to )(?:20)?(\d\d)\b")
_LEAD = re.compile(
    r"(?:As (?:part of|a result of) [^,]{3,50}|In addition(?: to this)?|Additionally|Furthermore|Moreover|However|"
    r"Therefore|In particular|In practice|"
    r"Also|Similarly|For example|Following (?:this|consultation)|To achieve this|Finally|"
    r"Currently|Prior to [^,]{5,50}|Over the next [^,]{3,20}),? (?=[a-zA-Z])"
)
_TAIL = re.compile(
    r",? (?:including|such as|for example|e\.g\.|in recognition of|in order to|so that|as well as|alongside|"
    r"in line with|which (?:will|is|are|have|has)|to help|to ensure|with a view to|with the aim of|taking account of)"
    r" [^;]{8,}?(?=[.;]?\Z)"
)
_BRACKET = re.compile(r" \([^()]{2,80}\)")
_WHEN = (
    rf"(?:early |late |the )?(?:(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|{'|'.join(MONTHS)}) )?"
    r"(?:20\d\d|next year|this year)"
)
_FRONT = re.compile(r"((?:In|By|From|On|During|Since|Under|Within) [^,]{3,45}), (.{15,}?)([.;]?)\Z")
_BACK = re.compile(rf"(.{{15,}}?),? ((?:in|by|from|before|during) {_WHEN})([.;]?)\Z")
_ACTIVE = re.compile(
    r"(The Government|The government|The Department|The DfE|DfE|The agency|The local authority|Local authorities|"
    r"Ofsted|The LGA|We|Councils|Schools) (will|must|should|may) (publish|launch|introduce|develop|review|fund|update|"
    r"consider|test|prepare|notify|inform|establish|appoint|support|record|pilot|explore|keep|provide|issue) "
    r"([^,;:]{6,70}?)(?= (?:by|in|for|to|with|before|within|until|from|at|on|as|that|where|if|when)\b|[,.;]|\Z)"
)
_DONE = {
    "publish": "published", "launch": "launched", "introduce": "introduced", "develop": "developed",
    "review": "reviewed", "fund": "funded", "update": "updated", "consider": "considered", "test": "tested",
    "prepare": "prepared", "notify": "notified", "inform": "informed", "establish": "established",
    "appoint": "appointed", "support": "supported", "record": "recorded", "pilot": "piloted",
    "explore": "explored", "keep": "kept", "provide": "provided", "issue": "issued",
}  # fmt: skip
_PASSIVE = re.compile(
    r"(.{6,90}?) (will|must|should|may) be ([a-z]+(?:ed|pt|en)) by (the [a-zA-Z]+(?: [a-z]+)?|[A-Z]\w+)([.;]?)\Z"
)
_JOINED = re.compile(
    r"(.{30,}?)(?:;|, and|, but|, while|, whilst| and) "
    r"(?=(?:the|it|they|there|this|these|we|will|must|should|may|local|is|are)\b).{15,}\Z"
)
_SPECIFIC: tuple[tuple[str, str], ...] = (
    (r"\b(?:an? )?above[- ]inflation increase\b", "an increase"),
    (r"\bwill be increased by [\d.]+ ?(?:%|per cent)", "will be increased"),
    (r" by [\d.]+ ?(?:%|per cent)", ""),
    (r"\b(?:swiftly and decisively|promptly|robustly|fully) ", ""),
    (r"\b(?:local authorities|councils) and (?:schools|partners|health bodies)\b", "councils"),
    (r"\bat least (?:two|three|four|2|3|4)\b", "at least one"),
    (r"\b(?:brilliant|vital|comprehensive|wide-ranging|ambitious|significant|robust|advanced, specialist) ", ""),
    (r" and (?:other|others|any other) [a-z]+(?=[.,;])", ""),
)


def units(text: str, rng: random.Random) -> str | None:
    """£45m for £45 million or £45,000,000, % for per cent, twelve for 12, another way of writing a date."""
    choices: list[str] = []
    for match in _MONEY.finditer(text):
        name = match[2] or {"m": "million", "bn": "billion"}[match[3]]
        amount = float(match[1]) * {"million": 1e6, "billion": 1e9}[name]
        short = {"million": "m", "billion": "bn"}[name]
        forms = [f"£{match[1]} {name}", f"£{match[1]}{short}", f"{match[1]} {name} pounds"]
        forms += [f"£{amount:,.0f}"] if amount < 1e9 else [f"£{amount / 1e6:,.0f} million"]
        choices += [_put(text, match, form) for form in forms]
    for match in _LONG.finditer(text):
        amount = float(match[1].replace(",", ""))
        forms = [f"£{amount:,.0f}", f"£{amount:.0f}", f"{amount:,.0f} pounds"]
        forms += [f"£{amount / 1000:.0f}k"] if amount % 1000 == 0 and amount < 1e6 else []
        forms += [f"£{amount / 1e6:g} million"] if amount >= 1e6 else []
        choices += [_put(text, match, form) for form in forms]
    for match in _PERCENT.finditer(text):
        choices += [_put(text, match, match[1] + form) for form in ("%", " per cent", " percent")]
    for match in _WORD.finditer(text):
        choices.append(_put(text, match, str(NUMBER_WORDS.index(match[0]))))
    for match in re.finditer(r"(?<![\d£.,/])(?<!section )(?<!Section )\b([2-9]|1\d|20)(?= [a-z]{3,}s\b)", text):
        if not is_reference(text, match.start()):
            choices.append(_put(text, match, NUMBER_WORDS[int(match[0])]))
    for match in re.finditer(r"(?<![£\d,.])(\d{1,3}),(\d{3})(?![\d,])", text):
        choices.append(_put(text, match, match[1] + match[2]))
    for match in _DATE.finditer(text):
        year = match[3] or ""
        day = int(match[1])
        ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
        forms = [f"{match[2]} {day}{',' if year else ''}{year}", f"the {day}{ending} of {match[2]}{year}"]
        forms += [f"{day} {match[2][:3]}{year}", f"{day}{ending} {match[2]}{year}"]
        choices += [_put(text, match, form) for form in forms]
    for match in _SPAN.finditer(text):
        choices += [_put(text, match, form) for form in (f"{match[1]}/{match[3]}", f"{match[1]} to 20{match[3]}")]
    made = [one for one in choices if one != text]
    return rng.choice(made) if made else None


def rounding(text: str, rng: random.Random) -> str | None:
    """About, over or nearly a rounder figure; more than a smaller one."""
    found = [
        m
        for m in FIGURE.finditer(text)
        if not YEAR.fullmatch(m[0])
        and not is_reference(text, m.start())
        and not re.search(r"(?:over|than|least|to|from|about|around|under|nearly|age|aged|of) \Z", text[: m.start()])
        and not re.match(rf"(?:st|nd|rd|th)?(?: of)? (?:{'|'.join(MONTHS)})|-| to \d", text[m.end() :])
        and (re.search(r"[£,]|\d{3}", m[0]) or re.match(r" ?(?:%|per cent|million|billion)", text[m.end() :]))
    ]
    if not found:
        return None
    match = rng.choice(found)
    value = float(match[2].replace(",", "") + (match[3] or ""))
    digits = 1 if value < 10 else 2
    step = 10 ** (len(str(int(value))) - digits) if value >= 1 else 0.1
    down, near = value // step * step, round(value / step) * step
    up = down + step
    forms = []
    if near != value and abs(near - value) <= 0.06 * value and near > 0:
        forms += [(word, near) for word in ("about", "around", "roughly", "some")]
    if 0 < down < value:
        forms += [(word, down) for word in ("over", "more than", "at least")]
    if down != value and up - value <= 0.05 * value:
        forms += [("nearly", up), ("almost", up)]
    if down == value:
        forms += [("about", value), ("at least", value)]
    word, new = rng.choice(forms) if forms else ("about", value)
    shown = f"{new:,.0f}" if new == int(new) else f"{new:,.1f}"
    return text[: match.start()] + f"{word} {match[1]}{shown}" + text[match.end() :]


def words(text: str, rng: random.Random) -> str | None:
    """One to three words exchanged for others of the same meaning."""
    changed = text
    pairs = [(pattern, old, new) for pattern, old, new in _SAME if pattern.search(text)]
    if not pairs:
        return None
    for pattern, old, new in rng.sample(pairs, min(len(pairs), rng.choice((1, 2, 2, 3)))):
        match = pattern.search(changed)
        if match:
            several = re.search(r"(?:s|they|we) \Z", changed[: match.start()])
            put = new if new != "MUST" else "are required to" if several else "is required to"
            raised = match[0][0].isupper() and old[0].islower()
            changed = _put(changed, match, put[0].upper() + put[1:] if raised else put)
    return changed if changed != text else None


def shorter(text: str, rng: random.Random) -> str | None:
    """Without an opening, an aside, an ending, or the second half: less is said, nothing else."""
    choices = []
    lead = _LEAD.match(text)
    if lead:
        rest = text[lead.end() :]
        choices.append(rest[0].upper() + rest[1:])
    tail = _TAIL.search(text)
    if tail and tail.start() > 25 and not _conditional(text[: tail.start()]):
        choices.append(text[: tail.start()].rstrip(",") + ".")
    bracket = _BRACKET.search(text)
    if bracket:
        choices.append(text[: bracket.start()] + text[bracket.end() :])
    joined = _JOINED.match(text)
    if (
        joined
        and len(joined[1].split()) >= 6
        and not _conditional(joined[1])
        and not re.search(r"\b(?:both|between|not|either|\w+ing)\Z", joined[1])
    ):
        choices.append(joined[1].rstrip(",") + ".")
    for rule, new in _SPECIFIC:
        if re.search(rule, text):
            less = re.sub(rule, new, text, count=1).strip()
            choices.append(less[0].upper() + less[1:])
    made = [one for one in choices if len(one.split()) >= 5]
    return rng.choice(made) if made else None


def cut(text: str, rng: random.Random) -> str | None:
    """Without a detail that a claim may be about: an aside, an ending, the second half, when it is to happen."""
    choices = []
    for pattern in (_TAIL, _BRACKET):
        found = pattern.search(text)
        if found and found.start() > 25 and len(found[0].split()) >= 4 and not _conditional(text[: found.start()]):
            choices.append(text[: found.start()].rstrip(",") + text[found.end() :])
    joined = _JOINED.match(text)
    if joined and len(joined[1].split()) >= 6 and not _conditional(joined[1]):
        choices.append(joined[1].rstrip(",") + ".")
    back = _BACK.match(text)
    if back:
        choices.append(back[1] + back[3])
    front = _FRONT.match(text)
    if front and re.search(r"\d|[Ss]pring|[Aa]utumn|England", front[1]):
        choices.append(front[2][0].upper() + front[2][1:] + front[3])
    return rng.choice(choices) if choices else None


def order(text: str, rng: random.Random) -> str | None:
    """What stands in front put behind, or the other way round; active for passive."""
    choices = []
    front = _FRONT.match(text)
    if front and "," not in front[2]:
        rest = front[2][0].upper() + front[2][1:]
        choices.append(f"{rest} {front[1][0].lower()}{front[1][1:]}{front[3]}")
    back = _BACK.match(text)
    if (
        back
        and re.search(r"\bwill (?:be|take)\b", back[1])
        and "," not in back[1]
        and re.match(r"(?:The|A|An|We|All|Local|Councils|There)\b", back[1])
    ):
        choices.append(f"{back[2][0].upper()}{back[2][1:]}, {back[1][0].lower()}{back[1][1:]}{back[3]}")
    active = _ACTIVE.match(text)
    if active and not re.search(r"\b(?:and|or|us|them|it|you)\b", active[4]):
        common = active[1].startswith(("The ", "Local", "Councils", "Schools"))
        who = "us" if active[1] == "We" else active[1][0].lower() + active[1][1:] if common else active[1]
        thing = active[4][0].upper() + active[4][1:]
        choices.append(f"{thing} {active[2]} be {_DONE[active[3]]} by {who}{text[active.end() :]}")
    passive = _PASSIVE.match(text)
    verbs = {done: verb for verb, done in _DONE.items()}
    if passive and passive[3] in verbs and "," not in passive[1]:
        who = passive[4][0].upper() + passive[4][1:]
        choices.append(f"{who} {passive[2]} {verbs[passive[3]]} {passive[1][0].lower()}{passive[1][1:]}{passive[5]}")
    return rng.choice(choices) if choices else None


EQUAL: Mapping[str, Paraphrase] = {"units": units, "words": words, "order": order}
"""Hold both ways, so they may be done to the evidence too."""
LESS: Mapping[str, Paraphrase] = {"rounding": rounding, "shorter": shorter}
"""The sentence bears the changed one out, not the other way round."""
FAIR: Mapping[str, Paraphrase] = {**EQUAL, **LESS}


def typed(text: str, rng: random.Random) -> str:
    """As a hand types it: now and then no capital, no full stop, plain quotes."""
    if rng.random() < 0.3:
        text = text.rstrip(".;:")
    elif text[-1] not in ".!?":
        text = text.rstrip(";:,") + "."
    if rng.random() < 0.1:
        text = text.lower()
    return text.replace("’", "'") if rng.random() < 0.5 else text


def _conditional(text: str) -> bool:
    """Whether a cut could take away what makes a condition whole, or leave only the condition."""
    return re.match(r"(?:If|Where|When|Unless|Although|While|Whilst|Except)\b", text) is not None and "," not in text


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]
