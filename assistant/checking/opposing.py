"""Sentences that bear a claim out → those of other papers that give another value for the same thing.

What counts as the same thing is `assistant.disagreement`'s to say, as for answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.asking import Asked
from assistant.asking import Kind as Wanted
from assistant.checking.finding import Candidate
from assistant.checking.saying import saying
from assistant.disagreement import Comparer, Difference
from assistant.evidence import Evidence
from assistant.quantities import Fact

_WANTED: dict[str, Wanted] = {
    "money": "amount", "percent": "amount", "count": "count", "age": "count", "date": "date", "duration": "date",
}  # fmt: skip


def opposing(part: str, chosen: Sequence[Candidate], comparer: Comparer) -> tuple[Fact, ...]:
    """Facts of papers that bear nothing of the part out, one a paper, the surest first.

    Args:
        part: A part of a claim that the papers bear out.
        chosen: The sentences that do.
        comparer: Over the papers of the index.
    """
    evidence = [Evidence(c.document.source.document_id, c.block, c.char_start, c.char_end, c.score) for c in chosen]
    papers = {one.document_id for one in evidence}
    found: dict[str, Fact] = {}
    for wanted in dict.fromkeys(_WANTED[one.kind] for one in saying(part).quantities if one.kind in _WANTED):
        for difference in comparer.find(part, Asked(wanted, None, assumes_today=False), evidence, ()):
            for fact in _beside(difference, evidence):
                if fact.document_id not in papers:
                    found.setdefault(fact.document_id, fact)
    return tuple(found.values())


def _beside(difference: Difference, evidence: Sequence[Evidence]) -> Iterator[Fact]:
    """The facts of the other sides, where one side stands in the evidence."""
    own = [side for side in difference.sides if any(_stands_in(fact, one) for fact in side.facts for one in evidence)]
    if own:
        yield from (fact for side in difference.sides if side not in own for fact in side.facts)


def _stands_in(fact: Fact, one: Evidence) -> bool:
    return fact.document_id == one.document_id and one.char_start <= fact.quantity.char_start < one.char_end
