"""Papers that word one thing differently: firmly or not, for all or for some, 12 or up to 12.

Who asks whether it is certain, whom it covers, or whether the papers agree is shown both wordings. Who asks for
something else is not: papers reword each other in every line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

from assistant.asking import Asked
from assistant.coverage import NUMBERS
from assistant.disagreement import Comparer, quantities_named, read_as_answers, stands_at
from assistant.evidence import Evidence
from assistant.quantities import Kind
from assistant.quantities.facts import OWN, WEAK, Fact, places_in
from assistant.scopes import everywhere, greatest, parts, restricted, somewhere_only, wholes
from assistant.strength import SETTLED, Level, Strength, clause_at, compare, strengths
from assistant.subjects import Likeness, Rarity, comparable, likeness
from corpus.documents import Document
from corpus.sentences import sentence_spans
from corpus.standpoint import GOVERNMENT
from index.analysis import terms
from index.passages import Passage

_STATUS = re.compile(
    r"\b(?:for (?:certain|sure|definite)|def(?:in[ai]te?(?:ly)?)?|committed|nailed on|set in stone|done deal|"
    r"signed off|in the bag|decided|confirmed|guarantee\w*|promis\w+|firm\b|settled|"
    r"is (?:it|that|this) (?:the )?law|by law|in law|legally|compulsory|mandatory|optional|"
    r"(?:(?:just|only|merely|still) )+(?:being )?(?:an? )?(?:ideas?|propos\w+|consider\w*|look\w*|explor\w*|plan\w*|"
    r"aim\w*|ambition|consult\w*|suggest\w*|option|think\w*|talk\w*|try[ -]?out|trial|pilot|test\w*)|"
    r"being (?:looked at|considered|explored|tried(?: out)?|tested|piloted)|"
    r"(?:still )?(?:going|go) ahead|still to be|how (?:firm\w*|sure|certain|definite)|"
    r"(?:certain|sure)(?= to\b|\W*\Z)|what stage)\b",
    re.IGNORECASE,
)
_CERTAINTY = re.compile(rf"{_STATUS.pattern}|\b(?:now|just|only|still|merely|law|idea)\b", re.IGNORECASE)
"""Words that ask how sure it is, and tell no subject."""
_OPENS = re.compile(
    r"\W*(?:(?:so|and|but|ok),? )?(?:will|must|should|is|are|can|do|does|did|has|have|shall|would)\b", re.IGNORECASE
)
_SCOPE_ASKED = re.compile(
    r"\b(?:all|every|each|everyone|everybody|only|just|some|universal(?:ly)?|cover(?:s|ed)?|appl(?:y|ies)|open to|"
    r"eligible|entitled|limited to|restricted|nationwide|everywhere|scope|whom|"
    r"who (?:gets?|is|are|will|can|has|may|must)|which (?:\w+ )?(?:councils?|areas?|schools?|people|children|families|"
    r"authorities|homes|firms|staff|carers|places|groups|services|companies|providers|bodies|organisations|agencies|"
    r"workers|settings|schemes))\b",
    re.IGNORECASE,
)
_OR = re.compile(
    r"\A(?P<a>.+?),? or (?:(?:is|are|was|were|will|does|do) (?:it|that|this|they) )?"
    r"(?:(?:only|just|merely|simply|still) )?(?P<b>[^,;]+?)(?:, which[^?]*)?\W*\Z",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:\W*\s(?:and|but|with|which|who|while|whereas|although|though))?[\s,;:(–—-]*\Z", re.IGNORECASE
)
_LIMIT_ASKED = re.compile(
    r"\b(?:up to|at least|(?:or|could it be|be) (?:more|fewer|less)|maximum|minimum|at most|no more than|fixed|"
    r"exact(?:ly)?|precise(?:ly)?|on the (?:nose|dot)|to the (?:pound|penny)|for (?:certain|sure)|defin[ai]t\w*|"
    r"ceiling|floor|(?:set|fixed) (?:number|sum|amount)|might it be (?:more|fewer|less)|"
    r"(?:more|fewer|less) than that)\b",
    re.IGNORECASE,
)

_WHICH_LIMIT = re.compile(
    r"\b(?:exact(?:ly)?|precise(?:ly)?|on the (?:nose|dot)|to the (?:pound|penny)|fixed|ceiling|floor|"
    r"set (?:number|sum|amount)|or (?:more|less|fewer)|"
    r"(?:more|less|fewer) than that|over or under)\b",
    re.IGNORECASE,
)
"""Who asks whether a figure is the figure itself or a bound."""

_NUMBER_ASKED = re.compile(r"\b(?:how many|(?:the|a|what) number of)\b", re.IGNORECASE)
_OF_A_NUMBER = re.compile(
    rf"{_WHICH_LIMIT.pattern}|\b(?:for (?:certain|sure)|defin[ai]te?(?:ly)?)\W+(?:be |get |going to be )?"
    rf"(?:£?\d|(?:{'|'.join(NUMBERS)})\b)|\b(?:up to|at least|at most|maximum|minimum|no more than)\b",
    re.IGNORECASE,
)

_LEAST_SHARED, _LEAST_SHARE, _LEAST_STEMS = 1.0, 0.55, 2
"""Weight of the words two statements share (as for facts), their share of the one that says less, and their number."""
_COVERED, _WELL_COVERED = 0.45, 0.6
"""Share of the question's words that each of two statements holds; less where the answer itself holds fewer."""
_BARELY_COVERED = 0.3
"""One common word of several says nothing of what is asked."""
_SAME_VALUE_SHARED, _SAME_VALUE_SHARE, _SAME_VALUE_COVERED = 0.4, 0.3, 0.25
"""Less is asked of two counts of one value: equal numbers are seldom of two things."""
_NAMED_VALUE_COVERED = 0.15
_SURE_SHARE = 0.6
_NAMED_COVERED = 0.5
_OWN_WORDS = 0.5
_CHOSEN = 3
"""Pieces of an answer, the first ones, that count as saying what is asked."""
_READ_AS_ANSWER = 0.5
"""What a sentence counts as covering that the cross-encoder takes for an answer, however few words it shares."""
_LIMITED = frozenset({"count", "money", "age", "duration"})
_REWORDED_SHARE, _FEW_MORE = 0.75, 4
"""From this share two statements say the same but for few words, which narrow what the other says of all."""
_SAME_BUT_FOR_SOME = 0.65
_MUCH_SHARED = 4
"""Stems that two statements share from which "the largest providers" and "providers" are of one plan."""
_MOST_FURTHER = 3
_ONE_PLAN = 2.0
"""Weight of the words that a further statement shares with one of two sides to be of the same plan."""
_HOLDS = 0.6
_AS_ASKED = 3.0
"""A pair that meets the question's own alternatives counts so many times as much."""
_OPEN: frozenset[Level] = frozenset({"consult", "explore", "propose", "recommend"})
_VAGUE: frozenset[Level] = frozenset({"aim", "may"})
"""How papers speak of what will be: only who asks how certain it is wants them told apart from it."""
_OR_ONLY = r"\b(?:only|just|still|merely|or|simply)\b.{0,40}\b"
_NAMED_LEVELS: Mapping[Level, re.Pattern[str]] = {
    "trial": re.compile(rf"{_OR_ONLY}(?:tr(?:y|ied|ial)|pilot|test)", re.IGNORECASE),
    "consult": re.compile(rf"{_OR_ONLY}consult", re.IGNORECASE),
    "explore": re.compile(rf"{_OR_ONLY}(?:look(?:ed|ing) (?:at|into)|explor|consider|think|talk)", re.IGNORECASE),
    "propose": re.compile(rf"{_OR_ONLY}(?:propos|suggest|idea)", re.IGNORECASE),
    "aim": re.compile(rf"{_OR_ONLY}(?:aim|ambition|hope|intend)", re.IGNORECASE),
}
""""Or is it only being tried out": the level of the other wording, as the question names it."""
_ANCHORS, _MOST_ANCHORS = 4, 16
_LIMITS = frozenset({"at_most", "at_least"})
_OPEN_LIMITS = frozenset({"above", "below"})
"""Told apart from the number itself only for who asks which it is: papers round."""


@dataclass(frozen=True, slots=True)
class Told:
    """One commitment, or a sentence without one, with what it is about; its fields serve `likeness` as a fact's do.

    Attributes:
        document_id: The document.
        block: Index of the block.
        char_start: Where its sentence starts.
        char_end: Where its sentence ends.
        value_start: Where the commitment's own words start in the document.
        value_end: Where they end.
        text: The words between.
        strength: How firm, its place within the sentence; None where no word tells.
        core: Stems of its own words that tell the subject.
        around: Stems of the rest of its sentence and its lead-in.
        headings: Stems of the last two headings.
        own: Whether a paper speaks of itself or its own place.
        places: What it says it is in or across, in lower case.
        voice: As of `Standpoint`.
    """

    document_id: str
    block: int
    char_start: int
    char_end: int
    value_start: int
    value_end: int
    text: str
    strength: Strength | None
    core: frozenset[str]
    around: frozenset[str]
    headings: frozenset[str]
    own: bool
    places: frozenset[str]
    voice: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Two wordings of one thing, each by one paper or more.

    Attributes:
        sides: What stands on each side, one statement or fact a paper; the firm, the whole, the plain number first.
        kind: "strength", "scope" or "limit".
        stems: What they have in common.
        weight: Rises with how surely they are of one thing.
        further: Of a difference in scope, what other papers keep it to, one statement a paper.
    """

    sides: tuple[tuple[Told | Fact, ...], tuple[Told | Fact, ...]]
    kind: str
    stems: frozenset[str]
    weight: float
    further: tuple[Told | Fact, ...] = ()


def find(
    comparer: Comparer,
    question: str,
    asked: Asked,
    evidence: Sequence[Evidence],
    passages: Sequence[Passage],
    *,
    compares: bool,
    expects: bool = False,
    papers: frozenset[str] = frozenset(),
) -> Wording | None:
    """The surest difference in wording that bears on what was asked.

    Args:
        comparer: Knows the papers, and how much a word tells.
        question: The standalone question, or the subject of one that compares.
        asked: What it asks for.
        evidence: What the answer rests on.
        passages: What was found for the question.
        compares: Whether it asks what papers each say.
        expects: Whether it asks besides if they say the same.
        papers: Ids of those it sets side by side; empty for all.
    """
    subject = _LIMIT_ASKED.sub(" ", _CERTAINTY.sub(" ", question))
    weights = comparer.asked_words(subject) or comparer.asked_words(question)
    status = bool(_STATUS.search(question))
    firm = compares or status or bool(_OPENS.match(question) and not asked.view)
    scoped = compares or bool(_SCOPE_ASKED.search(question) and not asked.view)
    limited = compares or bool(_LIMIT_ASKED.search(question))
    if not weights or not (firm or scoped or limited) or asked.kind in ("reason", "definition", "view"):
        return None
    found = _limits(comparer, question, evidence, passages, weights) if limited else None
    # "Is it definitely 500" asks for the number; "are we definitely getting the 500" first for how firm it is.
    if not (firm or scoped) or (found is not None and (compares or not status or _OF_A_NUMBER.search(question))):
        return found
    asks = _Asks(
        question, weights, firm=firm, scoped=scoped, status=status, compares=compares, expects=expects, papers=papers
    )
    return _in_words(comparer, asks, evidence, passages) or found


def asks_how_firm(question: str) -> bool:
    """Whether a question asks how certain or how settled something is."""
    return bool(_STATUS.search(question))


@dataclass(frozen=True, slots=True)
class _Asks:
    """What a question asks of wordings; see `find`."""

    question: str
    weights: Mapping[str, float]
    firm: bool
    scoped: bool
    status: bool
    compares: bool
    expects: bool
    papers: frozenset[str]


def _in_words(
    comparer: Comparer,
    asks: _Asks,
    evidence: Sequence[Evidence],
    passages: Sequence[Passage],
) -> Wording | None:
    """The surest difference in how firm or for whom a thing is said to be."""
    firm, scoped, status, compares = asks.firm, asks.scoped, asks.status, asks.compares
    question, weights, expects, papers = asks.question, asks.weights, asks.expects, asks.papers
    places = dict.fromkeys((*_sentences(evidence, comparer.documents), *_hits(passages)))
    first = list(places)[:_ANCHORS] if evidence else []
    near = {place: None for at in first for place in comparer.near(at[0], at[1])}
    told = [one for place in (*places, *near) for one in _told_at(comparer.documents, *place)]
    told = list({(one.document_id, one.value_start): one for one in told}.values())
    if papers:
        told = [one for one in told if one.document_id in papers]
    all_told = told
    either = _OR.match(question)
    open_ = _open_levels(question, status=status) if firm else {}
    within = either is not None or status or len(papers) == 1
    certain = within or compares
    logits = {
        (p.chunk.document_id, hit.char_start): hit.logit
        for p in (passages if either is not None or status or expects else ())
        for hit in p.sentences
    }
    cover = {
        id(one): _relevance(comparer.cover(one, weights), logits.get((one.document_id, one.char_start))) for one in told
    }
    if scoped:  # what the answer is made of answers, however few of the question's words it holds
        chosen = set(_sentences(evidence[:_CHOSEN], comparer.documents))
        cover |= {
            id(one): max(cover[id(one)], _READ_AS_ANSWER)
            for one in told
            if (one.document_id, one.char_start, one.char_end) in chosen
        }
    answered = {at[:2] for at in first}
    best = max((cover[id(one)] for one in told if stands_at(one, answered)), default=0.0)
    told = [one for one in told if cover[id(one)] >= max(_BARELY_COVERED, _COVERED * min(1.0, best / _WELL_COVERED))]
    anchors = [one for one in told if stands_at(one, answered)]
    # What says the same as the answer in a place of its own may be firmer than the answer's own words.
    anchors += [
        one
        for one in told
        if one not in anchors
        and (
            any(_one_thing(likeness(one, anchor, comparer.rarity)) for anchor in anchors)
            or (logits.get((one.document_id, one.char_start)) or -1.0) >= 0.0
        )
    ]
    pairs = [
        (pair, min(cover[id(anchor)], cover[id(other)]))
        for anchor, other in combinations(anchors[:_MOST_ANCHORS], 2)
        if other.document_id != anchor.document_id or (within and other.block != anchor.block)
        if (pair := _pair(anchor, other, either, comparer.rarity, scoped=scoped, open_=open_)) is not None
        if certain
        or pair.kind == "scope"
        or (_surely(pair, anchor, other) and _says_itself(anchor, weights) and _says_itself(other, weights))
    ]
    if status and not compares and either is None:  # how certain the one thing is that was asked for, and no other
        best = max((piece.score for piece in evidence), default=0.0)
        best_pieces = [piece for piece in evidence if piece.score == best]
        best_places = {at[:2] for at in _sentences(best_pieces, comparer.documents)}
        pairs = [
            (pair, weight)
            for pair, weight in pairs
            if any(stands_at(one, best_places) for side in pair.sides for one in side)
        ]
    found = _joined([pair for pair, _ in sorted(pairs, key=lambda one: -one[0].weight * one[1])])
    return _with_further_parts(found, all_told, comparer.rarity)


def _open_levels(question: str, *, status: bool) -> dict[Level, float]:
    """The levels that leave it open, for this question, and what each weighs: more where it names one itself."""
    levels = dict.fromkeys(_OPEN | (_VAGUE if status else frozenset()), 1.0)
    return levels | {level: _AS_ASKED for level, words in _NAMED_LEVELS.items() if words.search(question)}


def _relevance(cover: float, logit: float | None) -> float:
    """Share of the question's words that a statement holds, or as much as the cross-encoder makes of it."""
    return cover if logit is None or logit < 0 else max(cover, _READ_AS_ANSWER + min(1 - _READ_AS_ANSWER, logit / 10))


def _pair(
    a: Told,
    b: Told,
    either: re.Match[str] | None,
    rarity: Rarity,
    *,
    scoped: bool,
    open_: Mapping[Level, float],
) -> Wording | None:
    """The two as sides of one difference, the firm or the whole first; None where they are not.

    Args:
        a: What one paper says.
        b: What another says.
        either: The question's own alternatives, where it gives two.
        rarity: Of a stem.
        scoped: Whether it asks for whom or where.
        open_: Which levels count as open beside a settled one, and how much each weighs; empty where it does not ask
            how sure it is.
    """
    like = likeness(a, b, rarity)
    if a.own != b.own or a.places != b.places or not _one_thing(like) or _of_one_sentence(a, b):
        return None
    weight = like.shared * like.share
    if scoped and not (a.strength and b.strength and a.strength.negated != b.strength.negated):
        for whole, part in ((a, b), (b, a)):
            if either is not None and _narrower_as_asked(part, whole, either):
                return Wording(((whole,), (part,)), "scope", like.stems, _AS_ASKED * weight)
            if _narrower(part, whole, like):
                return Wording(((whole,), (part,)), "scope", like.stems, weight)
    if open_ and _strength_differs(a, b, open_):
        first, second = (a, b) if compare(a.strength, b.strength) != "weaker" and not _hangs(a) else (b, a)
        weight *= open_.get(second.strength.level, 1.0) if second.strength else 1.0
        return Wording(((first,), (second,)), "strength", like.stems, weight)
    return None


def _surely(pair: Wording, a: Told, b: Told) -> bool:
    """Whether two statements are of one thing and nothing else, for who only asks whether it will be."""
    least = min(len(a.core), len(b.core))
    return len(pair.stems & a.core & b.core) >= _SURE_SHARE * least


def _says_itself(one: Told, weights: Mapping[str, float]) -> bool:
    """Whether what is asked stands in a statement's own words, rather than in what its sentence says besides."""
    own = sum(weight for term, weight in weights.items() if term in one.core)
    return own >= _OWN_WORDS * sum(weight for term, weight in weights.items() if term in one.core | one.around)


def _of_one_sentence(a: Told, b: Told) -> bool:
    """Whether they are two parts of one sentence, which two papers print alike."""
    return a.core != b.core and a.core | a.around == b.core | b.around


def _one_thing(like: Likeness) -> bool:
    return like.shared >= _LEAST_SHARED and like.share >= _LEAST_SHARE and len(like.stems) >= _LEAST_STEMS


def _strength_differs(a: Told, b: Told, open_: Iterable[Level]) -> bool:
    """Whether one is decided and the other open, or denies it; what a body wishes is no account of what is planned."""
    if a.strength is None or b.strength is None:
        return False
    if a.strength.negated != b.strength.negated:
        denies, other = (a, b) if a.strength.negated else (b, a)
        return a.strength.settled and b.strength.settled and _deed(denies) <= other.core | other.around
    levels = {a.strength.level, b.strength.level}
    if any(one.voice == "view" and one.strength and not one.strength.settled for one in (a, b)):
        return False
    if a.strength.settled and b.strength.settled and not _VAGUE.isdisjoint(open_) and _hangs(a) != _hangs(b):
        return True
    return bool(levels & SETTLED) and not levels.isdisjoint(open_)


def _hangs(one: Told) -> bool:
    """Whether what it settles hangs on a condition: "will, subject to consultation, be published"."""
    return one.strength is not None and one.strength.settled and bool(one.strength.condition)


def _deed(one: Told) -> frozenset[str]:
    """The stem of what is committed to: the first after the words of commitment."""
    if one.strength is None:
        return frozenset()
    return frozenset(terms(one.text[one.char_start + one.strength.char_end - one.value_start :])[:1])


def _narrower(part: Told, whole: Told, like: Likeness) -> bool:
    """Whether one holds for less than the other: by its quantifier, or by few words more where the other says "all"."""
    only = _of_all(whole, part)
    if like.share >= _LEAST_SHARE and everywhere(whole.text) and somewhere_only(part.text):
        return True
    if like.share >= _SAME_BUT_FOR_SOME and any(nouns & some for nouns in only for some in parts(part.text)):
        return True
    others, words = parts(whole.text), frozenset(terms(whole.text))
    if len(like.stems) >= _MUCH_SHARED and any(
        nouns & words and not any(nouns & other for other in others) for nouns in greatest(part.text)
    ):
        return True  # "the largest providers", where the other says "providers"
    more, both = part.core - whole.core, like.stems & whole.core & part.core
    if like.share < _REWORDED_SHARE or len(both) < _SURE_SHARE * len(part.core):
        return False
    return 0 < len(more) <= _FEW_MORE and any(nouns & part.core for nouns in only)


def _narrower_as_asked(part: Told, whole: Told, either: re.Match[str]) -> bool:
    """Whether one holds what the question puts after "or only" and the other does not, but more, or all."""
    for noun, wide in restricted(whole.text):
        for same, narrow in restricted(part.text):
            only = _stems(either["b"]) - wide
            if noun & same and only and len(only & narrow) >= _HOLDS * len(only) and wide - narrow:
                return True
    second = _stems(either["b"]) - whole.core
    first = _stems(either["a"]) & (whole.core - part.core)
    return len(second & part.core) >= max(1.0, _HOLDS * len(second)) and bool(first or _of_all(whole, part))


def _of_all(whole: Told, part: Told) -> list[frozenset[str]]:
    """Nouns that the one speaks of as a whole and the other does not."""
    return [nouns for nouns in wholes(whole.text) if not any(nouns & other for other in wholes(part.text))]


def _joined(pairs: Sequence[Wording]) -> Wording | None:
    """The surest pair, with what other papers say on either side of it."""
    if not pairs:
        return None
    best = pairs[0]
    sides = [list(best.sides[0]), list(best.sides[1])]
    further: list[Told | Fact] = []
    for pair in pairs[1:]:
        for at in (0, 1):
            if pair.kind == best.kind and pair.sides[1 - at][0] in sides[1 - at]:
                one = pair.sides[at][0]
                if one.document_id in {known.document_id for side in (*sides, further) for known in side}:
                    continue
                apart = at == 1 and best.kind == "scope" and not _keep_to_the_same(one, sides[1])
                (further if apart else sides[at]).append(one)
    return Wording((tuple(sides[0]), tuple(sides[1])), best.kind, best.stems, best.weight, tuple(further))


def _keep_to_the_same(one: Told | Fact, others: Sequence[Told | Fact]) -> bool:
    """Whether one narrows a thing in much the same words as another."""
    return any(len(one.core & other.core) >= _SAME_BUT_FOR_SOME * len(one.core | other.core) for other in others)


def _with_further_parts(found: Wording | None, told: Sequence[Told], rarity: Rarity) -> Wording | None:
    """A difference in scope with what further papers keep the plan to, in words that neither side has."""
    if found is None or found.kind != "scope":
        return found
    known = [*found.sides[0], *found.sides[1], *found.further]
    nouns = frozenset(term for one in known for term in one.core)
    further: list[Told] = []
    for one in told:
        if one.document_id in {other.document_id for other in (*known, *further)}:
            continue
        likes = [likeness(one, other, rarity) for other in known]
        of_one_plan = any(like.shared >= _ONE_PLAN and len(like.stems) >= _MUCH_SHARED for like in likes)
        if of_one_plan and any(narrow & nouns for narrow in greatest(one.text)):
            further.append(one)
    return replace(found, further=(*found.further, *further)[:_MOST_FURTHER])


def _limits(
    comparer: Comparer,
    question: str,
    evidence: Sequence[Evidence],
    passages: Sequence[Passage],
    weights: Mapping[str, float],
) -> Wording | None:
    """One number given as it is and as a limit ("12", "up to 12")."""
    places = dict.fromkeys((*_sentences(evidence, comparer.documents), *_hits(passages)))
    near = {place: None for at in list(places)[:_ANCHORS] for place in comparer.near(at[0], at[1])}
    facts = [fact for place in dict.fromkeys((*places, *near)) for fact in comparer.facts_at(*place)]
    answers = read_as_answers(passages)
    chosen = {place[:2] for place in _sentences(evidence, comparer.documents)}
    cover = {
        id(fact): max(comparer.cover(fact, weights), _READ_AS_ANSWER if stands_at(fact, answers) else 0.0)
        for fact in facts
    }
    named = {quantity.low for quantity in quantities_named(question)}
    # Who names the number asks of no other, and need say less of what it counts.
    least = _NAMED_VALUE_COVERED if named else _SAME_VALUE_COVERED
    kinds = frozenset({"count"}) if _NUMBER_ASKED.search(question) else _LIMITED
    facts = [f for f in facts if f.quantity.kind in kinds and (not named or f.quantity.low in named)]
    covered = [f for f in facts if cover[id(f)] >= least]
    # The number that is asked of, beside another that a sentence on the subject gives beside it: the same once more.
    again = {one for f in covered if named for one in _beside(f, comparer)}
    facts = [f for f in facts if f in covered or not again.isdisjoint(_beside(f, comparer))]
    bounds = _LIMITS | (_OPEN_LIMITS if _WHICH_LIMIT.search(question) else frozenset())
    limits = [fact for fact in facts if fact.quantity.bound in bounds]
    best: Wording | None = None
    for plain in facts:
        if plain.quantity.bound != "exact" or plain.quantity.is_range:
            continue
        same: dict[str, tuple[float, Likeness, Fact]] = {}
        besides = _beside(plain, comparer)
        for limit in limits:
            if limit.quantity.low != plain.quantity.low or not comparable(plain, limit, comparer.documents):
                continue
            like = likeness(plain, limit, comparer.rarity)
            # The number that the question itself gives, told of its own subject twice, is one number.
            asked = plain.quantity.low in named and min(cover[id(plain)], cover[id(limit)]) >= _NAMED_COVERED
            if (
                asked
                or not besides.isdisjoint(_beside(limit, comparer))
                or (like.shared >= _SAME_VALUE_SHARED and like.share >= _SAME_VALUE_SHARE)
            ):
                weight = like.shared * like.share + cover[id(plain)] * cover[id(limit)]
                same[limit.document_id] = max(
                    (weight, like, limit), same.get(limit.document_id, (0.0, like, limit)), key=lambda one: one[0]
                )
        if same:
            weight, like, _ = max(same.values(), key=lambda one: one[0])
            stems = like.stems or plain.core & frozenset(weights)
            if best is None or weight > best.weight:
                told = sorted((limit for _, _, limit in same.values()), key=lambda one: not stands_at(one, chosen))
                best = Wording(((plain,), tuple(told)), "limit", stems, weight)
    return best


def _beside(fact: Fact, comparer: Comparer) -> set[tuple[Kind, float]]:
    """The other values of a fact's sentence: two that give 12 beside one sum give the same 12."""
    own = fact.quantity.kind, fact.quantity.low
    facts = comparer.facts_at(fact.document_id, fact.char_start, fact.char_end)
    return {(one.quantity.kind, one.quantity.low) for one in facts} - {own}


def _sentences(evidence: Sequence[Evidence], documents: Mapping[str, Document]) -> list[tuple[str, int, int]]:
    return [
        (piece.document_id, piece.char_start + start, piece.char_start + end)
        for piece in evidence
        for start, end in sentence_spans(documents[piece.document_id].text[piece.char_start : piece.char_end])
    ]


def _hits(passages: Sequence[Passage]) -> list[tuple[str, int, int]]:
    return [(p.chunk.document_id, hit.char_start, hit.char_end) for p in passages for hit in p.sentences]


def _told_at(documents: Mapping[str, Document], document_id: str, start: int, end: int) -> tuple[Told, ...]:
    document = documents[document_id]
    block = document.block_at(start)
    return () if block is None else told_in(document, block, start, end)


def told_in(document: Document, block: int, start: int, end: int) -> tuple[Told, ...]:
    """The commitments of `document.text[start:end]`, a sentence of a block; the sentence itself where it has none."""
    place = document.blocks[block]
    opener = document.body(document.blocks[place.lead_in]) if place.lead_in is not None else ""
    sentence = document.text[start:end]
    own = bool(OWN.search(sentence)) and place.standpoint.holder != GOVERNMENT
    return tuple(
        Told(
            document.source.document_id, block, start, end, start + first, start + last, sentence[first:last],
            strength, core, around, headings, own, places_in(sentence), place.standpoint.voice,
        )
        for first, last, strength, core, around, headings in _read(sentence, opener, place.section[-2:])
    )  # fmt: skip


_Read = tuple[int, int, Strength | None, frozenset[str], frozenset[str], frozenset[str]]


@lru_cache(maxsize=20_000)
def _read(sentence: str, opener: str, section: tuple[str, ...]) -> tuple[_Read, ...]:
    headings, context = _stems(" ".join(section)), _stems(opener)
    found, bare = strengths(sentence), sentence
    for one in found:
        bare = bare[: one.char_start] + " " * len(one.words) + bare[one.char_end :]
    pieces: list[tuple[int, int, Strength | None]] = []
    starts = [clause_at(sentence, one.char_start)[0] for one in found]
    for n, one in enumerate(found):
        # A clause with two commitments is cut between them; one without any belongs to the one before.
        first = 0 if n == 0 else starts[n] if starts[n] > starts[n - 1] else one.char_start
        after = [start if start > one.char_start else later.char_start for start, later in
                 zip(starts[n + 1 :], found[n + 1 :], strict=True)]  # fmt: skip
        last = after[0] if after else len(sentence)
        pieces.append((first, last - len(_TRAILING.search(sentence[first:last])[0]), one))  # type: ignore[index]
    pieces = pieces or [(0, len(sentence), None)]
    cores = [_stems(bare[first:last]) for first, last, _ in pieces]
    # What one part of a sentence denies, the others do not say.
    denied = [
        core if one is not None and one.negated else frozenset()
        for (_, _, one), core in zip(pieces, cores, strict=True)
    ]
    everything = _stems(bare) | context
    return tuple(
        (first, last, one, core, everything - core - frozenset().union(*denied[:n], *denied[n + 1 :]), headings)
        for n, ((first, last, one), core) in enumerate(zip(pieces, cores, strict=True))
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(t for t in terms(text) if t not in WEAK and not t[0].isdigit() and len(t) > 1)
