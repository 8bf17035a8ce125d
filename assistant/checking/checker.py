"""The path of a claim, step by step.

```
Claim ─split→ parts ─find→ Candidates ─align→ Alignments ─verify→ Odds ─judge→ findings ─join→ Verdict
```
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import lru_cache

from assistant import citing
from assistant.answers import Citation, Claim, Finding, Part, Verdict
from assistant.checking.aligning import Alignment, align
from assistant.checking.explaining import explain
from assistant.checking.finding import Candidate, Finder
from assistant.checking.judging import Judged, Weighed, chance_of_support, judge
from assistant.checking.opposing import opposing
from assistant.checking.respelling import respelt, slips
from assistant.checking.restating import restated
from assistant.checking.saying import Saying, saying
from assistant.checking.splitting import plain_claim, split_claim, standing_alone
from assistant.disagreement import Comparer
from assistant.helping.calling import Spent
from assistant.holders import Holders
from assistant.hurried import spelt_out
from assistant.rarity import Rarity
from corpus.sentences import sentence_spans
from index.analysis import terms
from index.ingestion import Index
from index.retrieval import Retriever
from index.verifying import Odds, Verifier

Splitter = Callable[[str, tuple[str, ...]], tuple[tuple[str, ...], Spent]]
"""A claim and the rules' parts of it → parts, by a model, and what that came to."""


class Checker:
    """Checks claims against the papers of an index.

    Args:
        index: The open index.
        retriever: Over it, without a cross-encoder that reads questions.
        verifier: Reads claim and sentence together; None to go by the words alone.
    """

    def __init__(self, index: Index, retriever: Retriever, verifier: Verifier | None) -> None:
        """Take hold of the parts; nothing is read yet."""
        self._index, self._verifier = index, verifier
        self._finder = Finder(retriever, index.documents)
        self._holders = Holders.of(index.voices)
        self._rarity = Rarity.of_sentences(index)
        self._comparer = Comparer(index)
        self._related = lru_cache(maxsize=4_096)(self._related_to)
        self.splitter: Splitter | None = None
        """A model that splits claims too. Set later: its helper holds statements against their quotes by `hold`."""

    def check(self, claim: Claim) -> Verdict:
        """What the papers say of one claim."""
        started = time.perf_counter()
        text = standing_alone(spelt_out(plain_claim(claim.text)), claim.context)
        parts = split_claim(text)
        judged = self._judged(text, parts)
        parts, judged, spent = self._split_again(text, parts, judged)
        citations, told = self._told(parts, judged)
        verdict = joined([part.verdict for part in told])
        as_at = max((c.published for c in citations if c.published), default=None)
        return Verdict(
            claim=claim.text,
            verdict=verdict,
            explanation=explain(verdict, told, citations),
            parts=told,
            citations=citations,
            as_at=as_at,
            notices=(*citing.cautions(citations, self._index.documents), *_notices(spent)),
            timings_ms={"total": (time.perf_counter() - started) * 1000},
            guards=None if spent is None else dict(spent.guards),
            usage=None if spent is None else asdict(spent.usage),
        )

    def _split_again(
        self, text: str, parts: tuple[str, ...], judged: list[Judged]
    ) -> tuple[tuple[str, ...], list[Judged], Spent | None]:
        """The parts by a model, where one is asked; they count only where they find more amiss than the rules' parts.

        So no split of a model's can turn a verdict into "supported", whatever it makes of the claim.
        """
        if self.splitter is None:
            return parts, judged, None
        others, spent = self.splitter(text, parts)
        if others == parts:
            return parts, judged, spent
        again = self._judged(text, others)
        before, after = joined([one.finding for one in judged]), joined([one.finding for one in again])
        return (others, again, spent) if _CARE[after] > _CARE[before] else (parts, judged, spent)

    def _judged(self, text: str, parts: tuple[str, ...]) -> list[Judged]:
        """The parts, each held against the sentences near it.

        A sentence that was cut is read whole as well: a part has lost words that tell, and the cut may be wrong.
        """
        whole = chance_of_support(self.weighed(text)) if len(parts) > 1 and len(sentence_spans(text)) == 1 else None
        return [self._with_opposed(part, judge(self.weighed(part), whole)) for part in parts]

    def _with_opposed(self, part: str, judged: Judged) -> Judged:
        """With what other papers give instead of what is borne out, where the judge saw none of it."""
        if judged.finding != "supported" or judged.opposed:
            return judged
        found = opposing(part, [weighed.candidate for weighed in judged.chosen], self._comparer)
        opposed = (self.hold(part, one.document_id, one.block, one.char_start, one.char_end) for one in found)
        return replace(judged, opposed=tuple(opposed))

    def weighed(self, part: str) -> list[Weighed]:
        """The sentences near a part, each with what it makes of it, likeliest first."""
        part = " ".join(part.split())
        candidates = self._finder.find(part)
        wrong = slips(part, self._rarity.counts.__contains__)
        claimed = [saying(respelt(part, wrong, candidate.said.text)) for candidate in candidates]
        alignments = [self._aligned(one, candidate) for one, candidate in zip(claimed, candidates, strict=True)]
        if self._verifier is None:
            odds = [_by_words(alignment) for alignment in alignments]
        else:
            claims = [restated(one, candidate.said) for one, candidate in zip(claimed, candidates, strict=True)]
            odds = self._verifier.verify(claims, [candidate.in_context for candidate in candidates])
        return [Weighed(*one) for one in zip(candidates, alignments, odds, strict=True)]

    def hold(self, text: str, document_id: str, block: int, char_start: int, char_end: int) -> Weighed:
        """What words and verifier make of a sentence and the one stretch of a paper that it is said to rest on."""
        candidate = Candidate(self._index.documents[document_id], block, char_start, char_end, 1.0, 0.0)
        claimed = saying(" ".join(text.split()))
        alignment = self._aligned(claimed, candidate)
        if self._verifier is None:
            return Weighed(candidate, alignment, _by_words(alignment))
        return Weighed(
            candidate, alignment, self._verifier.verify(restated(claimed, candidate.said), [candidate.in_context])[0]
        )

    def _aligned(self, claimed: Saying, candidate: Candidate) -> Alignment:
        return align(claimed, candidate, self._rarity, self._related, self._holders)

    def _related_to(self, text: str) -> frozenset[str]:
        phrases = self._index.glossary.related(text)
        return frozenset(t for phrase in phrases for t in terms(phrase))

    def _told(self, parts: tuple[str, ...], judged: list[Judged]) -> tuple[tuple[Citation, ...], tuple[Part, ...]]:
        """The parts with their citations, numbered in order of first mention."""
        numbers: dict[tuple[str, int, int], int] = {}
        citations: list[Citation] = []

        def cite(weighed: Weighed) -> int:
            candidate = weighed.candidate
            key = candidate.document.source.document_id, candidate.char_start, candidate.char_end
            if key not in numbers:
                numbers[key] = len(citations) + 1
                citations.append(_citation(numbers[key], candidate))
            return numbers[key]

        told = []
        for text, one in zip(parts, judged, strict=True):
            ids = tuple(dict.fromkeys(cite(weighed) for weighed in one.chosen))
            opposed = tuple(dict.fromkeys(cite(weighed) for weighed in one.opposed))
            told.append(Part(text, one.finding, ids, one.difference, opposed))
        return tuple(citations), tuple(told)


def _by_words(alignment: Alignment) -> Odds:
    """What stands for the verifier's odds where there is none: the share of the claim's words that a sentence holds."""
    sure = alignment.covered**4
    if alignment.differences:
        return Odds(0.0, sure, 1 - sure)
    return Odds(sure, 0.0, 1 - sure)


_CARE: dict[Finding, int] = {"supported": 0, "not_found": 1, "contradicted": 2}


def _notices(spent: Spent | None) -> tuple[str, ...]:
    return (f"The language model could not help: {spent.failed}.",) if spent is not None and spent.failed else ()


def joined(findings: list[Finding]) -> Finding:
    """One contradicted part makes it contradicted; a part not found, the rest supported, not_found."""
    if "contradicted" in findings:
        return "contradicted"
    return "not_found" if "not_found" in findings else "supported"


def _citation(number: int, candidate: Candidate) -> Citation:
    return citing.citation(number, candidate.document, candidate.block, candidate.char_start, candidate.char_end)
