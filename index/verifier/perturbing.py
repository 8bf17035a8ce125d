"""Claims made from sentences of papers, with the evidence they are to be held against and what it says of them.

```
sentence ─paraphrasing→ supported
sentence ─paraphrasing→ ─contradicting→ contradicted        (or the evidence is changed and the claim left as it stands)
a sentence near by, a detail added, a detail gone from the evidence → not_found
```

Claims of all three kinds are paraphrased alike, so that neither a changed word nor an unchanged one gives the label
away.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.verifier import contradicting, paraphrasing
from index.verifier.contradicting import Surroundings
from index.verifier.sentences import Sentence, by_section

SUPPORTED, CONTRADICTED, NOT_FOUND = range(3)
"""Places of the three logits."""

_TWO_WAYS = ("date", "unit", "actor", "name", "strength", "negation", "direction", "sibling")
"""Changes that may be made to the evidence instead."""
_WEIGHTS = {"figure": 3.0, "date": 3.0, "unit": 4.0, "strength": 1.3, "scope": 1.6, "direction": 0.8, "name": 0.6}
"""How often a kind is taken where it can be; 1 for the others."""
_NEAREST = (0.30, 0.80)
"""Cosine of a sentence that is about the same and does not say the same."""
_NAME = re.compile(r"(?!UK )(?:NSPCC|Ofsted|Durham|Plymouth|Minister|Members|Newton|Keith|[A-Z][a-z]+ [A-Z][a-z]+\Z)")
"""Holders that take no article."""
_BODIES = ("LGA", "Ofsted", "NSPCC", "UK Government", "Care Review")
_DETAIL = re.compile(
    r" ((?:by|within|before|until|through|after|without|during|led by|funded by|in partnership with|at a cost of|"
    r"for (?:children|parents|all|every)|as well as|from) (?!this|that|these|which|it\b|the same)[^,;:.()]{8,48})\.\Z"
)


@dataclass(frozen=True, slots=True)
class Example:
    """A claim and evidence.

    Attributes:
        evidence: A sentence in its context.
        claim: What is held against it.
        label: `SUPPORTED`, `CONTRADICTED` or `NOT_FOUND`.
        kind: How the claim was made.
        document: The paper.
        part: See `Sentence`.
    """

    evidence: str
    claim: str
    label: int
    kind: str
    document: str
    part: str


class Perturber:
    """Makes claims from the sentences of a library.

    Args:
        sentences: All of them; neighbours and names are taken from among them.
        vectors: Of their texts, (n_sentences, dim), unit norm.
    """

    def __init__(self, sentences: Sequence[Sentence], vectors: NDArray[np.float32]) -> None:
        """Gather what stands around each sentence."""
        self.sentences = list(sentences)
        """Those that claims are made from."""
        self._all = self.sentences
        self._row = {sentence.digest: row for row, sentence in enumerate(sentences)}
        self._vectors = vectors
        self._sections = by_section(sentences)
        papers: dict[str, list[str]] = {}
        for sentence in sentences:
            papers.setdefault(sentence.document, []).append(sentence.text)
        self._papers = {name: " ".join(texts) for name, texts in papers.items()}
        self._names = {n: tuple(dict.fromkeys(contradicting.names_of(text))) for n, text in self._papers.items()}
        self._details: dict[str, list[str]] = {}
        for sentence in sentences:
            found = _DETAIL.search(sentence.text)
            if found:
                self._details.setdefault(sentence.document, []).append(found[1])
        self._holders = sorted({sentence.holder for sentence in sentences if sentence.holder})

    def of(self, sentences: Sequence[Sentence]) -> Perturber:
        """One that makes claims from some of the sentences only, with all of them around."""
        other = copy(self)
        other.sentences = list(sentences)
        return other

    def around(self, sentence: Sentence) -> Surroundings:
        """What wrong figures and names are taken from."""
        section = [one.text for one in self._sections[sentence.section] if one.text != sentence.text]
        return Surroundings(section, self._papers[sentence.document], self._names[sentence.document])

    def reworded(self, text: str, rng: random.Random) -> str:
        """A claim in slightly other words, typed in another way."""
        return paraphrasing.typed(reworded(text, rng, paraphrasing.EQUAL, 2)[0], rng)

    def supported(self, sentence: Sentence, rng: random.Random) -> Example | None:
        """A fair paraphrase; at times the evidence is reworded instead."""
        if rng.random() < 0.25:
            text, kinds = reworded(sentence.text, rng, paraphrasing.EQUAL, 2)
            evidence = _with(sentence, text, rng)
            return _example(evidence, sentence.text, SUPPORTED, kinds or "verbatim", sentence, rng)
        text, kinds = reworded(sentence.text, rng, paraphrasing.FAIR, rng.choice((1, 2, 2, 3)))
        if not kinds and rng.random() < 0.6:
            return None
        if sentence.holder and sentence.stands_alone and rng.random() < 0.1:
            text, kinds = f"{_says(sentence.holder, rng)} {_lower(text)}", "holder"
        return _example(_with(sentence, sentence.text, rng), text, SUPPORTED, kinds or "verbatim", sentence, rng)

    def contradicted(self, sentence: Sentence, rng: random.Random, text: str = "", kind: str = "") -> Example | None:
        """One thing changed.

        Args:
            sentence: The evidence.
            rng: Chance.
            text: A paraphrase of it to change in its place.
            kind: The change; a drawn one when empty.
        """
        around = self.around(sentence)
        base, _ = (text, "") if text else reworded(sentence.text, rng, paraphrasing.FAIR, rng.choice((0, 1, 1, 2)))
        if not text and not kind and sentence.holder and sentence.stands_alone and rng.random() < 0.06:
            other = rng.choice([one for one in (*self._holders, *_BODIES) if one != sentence.holder])
            claim = f"{_says(other, rng)} {_lower(base)}"
            return _example(sentence.evidence, claim, CONTRADICTED, "holder", sentence, rng)
        kinds = [kind] if kind else list(contradicting.CHANGES)
        made = {one: contradicting.CHANGES[one](base, around, rng) for one in kinds}
        able = [one for one, changed in made.items() if changed and not _same(changed, base)]
        if not able:
            return None
        drawn = rng.choices(able, [_WEIGHTS.get(one, 1.0) for one in able])[0]
        claim, evidence = made[drawn] or "", _with(sentence, sentence.text, rng)
        if not text and drawn in _TWO_WAYS and rng.random() < 0.4:
            changed = contradicting.CHANGES[drawn](sentence.text, around, rng)
            if changed and not _same(changed, sentence.text):
                claim, _ = reworded(sentence.text, rng, paraphrasing.EQUAL, rng.choice((0, 1, 2)), but="units")
                evidence = _with(sentence, changed, rng)
        return _example(evidence, claim, CONTRADICTED, drawn, sentence, rng)

    def not_found(self, sentence: Sentence, rng: random.Random, text: str = "") -> Example | None:
        """A claim that the evidence says nothing of, though it is on its subject; `text` is a paraphrase to add to."""
        draw = 0.0 if text else rng.random()
        if draw < 0.35:
            return self._with_more(sentence, rng, text)
        return self._with_less(sentence, rng) if draw < 0.5 else self._beside(sentence, rng)

    def _with_more(self, sentence: Sentence, rng: random.Random, text: str) -> Example | None:
        details = [one for one in self._details.get(sentence.document, []) if not _known(one, sentence.evidence)]
        base = text or reworded(sentence.text, rng, paraphrasing.FAIR, 1)[0]
        if not details or base.endswith("?") or len(base.split()) > 34:
            return None
        claim = f"{base.rstrip('.;:,')} {rng.choice(details)}."
        return _example(_with(sentence, sentence.text, rng), claim, NOT_FOUND, "detail added", sentence, rng)

    def _with_less(self, sentence: Sentence, rng: random.Random) -> Example | None:
        cut = paraphrasing.cut(sentence.text, rng)
        if cut is None or len(cut.split()) < 5:
            return None
        claim, _ = reworded(sentence.text, rng, paraphrasing.EQUAL, rng.choice((0, 1, 2)))
        return _example(_with(sentence, cut, rng), claim, NOT_FOUND, "detail missing", sentence, rng)

    def _beside(self, sentence: Sentence, rng: random.Random) -> Example | None:
        other = self._near(sentence, rng)
        if other is None:
            return None
        claim, _ = reworded(sentence.text, rng, paraphrasing.FAIR, rng.choice((0, 1, 2)))
        if rng.random() < 0.25:
            change = rng.choice(("figure", "negation", "strength", "direction"))
            claim = contradicting.CHANGES[change](claim, self.around(sentence), rng) or claim
        return _example(_with(other, other.text, rng), claim, NOT_FOUND, "near by", sentence, rng)

    def _near(self, sentence: Sentence, rng: random.Random) -> Sentence | None:
        """A sentence of the same section or one that is much like it, not so much that it says the same."""
        row = self._row[sentence.digest]
        likeness = self._vectors @ self._vectors[row]
        order = np.argsort(-likeness)[:40]
        near = [int(one) for one in order if one != row and likeness[one] < _NEAREST[1]][:10]
        kin = [self._row[one.digest] for one in self._sections[sentence.section]]
        kin = [one for one in kin if one != row and _NEAREST[0] < likeness[one] < _NEAREST[1]]
        pool = kin if kin and rng.random() < 0.35 else near
        pool = [one for one in pool if self._all[one].part == sentence.part or rng.random() < 0.5]
        return self._all[rng.choice(pool)] if pool else None


def _example(evidence: str, claim: str, label: int, kind: str, sentence: Sentence, rng: random.Random) -> Example:  # noqa: PLR0917
    return Example(evidence, paraphrasing.typed(claim, rng), label, kind, sentence.document, sentence.part)


def reworded(
    text: str, rng: random.Random, ways: Mapping[str, paraphrasing.Paraphrase], n: int, but: str = ""
) -> tuple[str, str]:
    """The text after up to `n` paraphrases, and their names."""
    names = [one for one in ways if one != but and (one != "words" or n > 1 or rng.random() < 0.6)]
    rng.shuffle(names)
    names.sort(key=lambda one: one == "words")  # what nearly always can be done, last
    done: list[str] = []
    for name in names:
        if len(done) >= n:
            break
        changed = ways[name](text, rng)
        if changed and len(changed.split()) >= 5:
            text, done = changed, [*done, name]
    return text, "+".join(sorted(done))


def _with(sentence: Sentence, text: str, rng: random.Random) -> str:
    """The evidence with another text in its place; at times without its context."""
    if rng.random() < 0.3:
        return text
    return sentence.evidence.removesuffix(sentence.text) + text if sentence.evidence.endswith(sentence.text) else text


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).lower() == re.sub(r"\W+", "", other).lower()


def _known(detail: str, evidence: str) -> bool:
    """Whether the evidence may hold a detail, or one of its kind, so that it would say something of the claim."""
    if re.search(r"\d|spring|autumn|summer|month|week|year", detail, re.IGNORECASE) and re.search(
        r"\d|spring|autumn|summer|month|week|year", evidence, re.IGNORECASE
    ):
        return True
    own = set(re.findall(r"[a-z]{5,}", detail.lower()))
    return len(own & set(re.findall(r"[a-z]{5,}", evidence.lower()))) >= max(1, len(own) // 2)


def _says(holder: str, rng: random.Random) -> str:
    the = "" if _NAME.match(holder) else "the "
    form = rng.choice(("According to {},", "{} says that", "{} states that"))
    said = form.format(the + holder)
    return said[0].upper() + said[1:]


def _lower(text: str) -> str:
    return text[0].lower() + text[1:] if re.match(r"(?:The|A|An|There|This|In|We|It|All|By|Over|Work) ", text) else text
