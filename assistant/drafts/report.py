"""A checked draft: each claim with its verdict, the sources numbered once, and what was left out."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from assistant.answers import SCHEMA, Citation, Claim, Part, Verdict
from assistant.drafts.gathering import DraftClaim, Gathered
from assistant.drafts.scope import within
from assistant.drafts.words import SHOWN, Status, counts_in_words, difference_in_words, in_words
from assistant.plain import clean_line
from assistant.referencing import reference
from corpus.errors import UserFacingError, counted
from corpus.manuscripts import Manuscript

MAX_CLAIMS = 500
"""Checked of one draft: some forty pages. What is beyond is said to be unchecked, in the report and beside it."""

Check = Callable[[Claim], Verdict]


class DraftError(UserFacingError):
    """A draft that holds nothing to check, or a report that cannot be written."""


@dataclass(frozen=True, slots=True)
class Item:
    """One claim of a draft with its outcome.

    Attributes:
        number: From 1, in the order of the draft.
        at: The claim and its place.
        verdict: What the papers say; None when it could not be checked.
        problem: Why not, or "".
        sources: Numbers of the report's sources that it was held against; none for one that is not found.
    """

    number: int
    at: DraftClaim
    verdict: Verdict | None
    problem: str = ""
    sources: tuple[int, ...] = ()

    @property
    def status(self) -> Status:
        """The verdict, or that there is none."""
        return self.verdict.verdict if self.verdict is not None else "unchecked"

    @property
    def explanation(self) -> str:
        """What is said of it, in one line."""
        return clean_line(self.verdict.explanation if self.verdict is not None else self.problem)

    @property
    def details(self) -> tuple[str, ...]:
        """What the explanation leaves to the parts, and what must be said beside it; one line each."""
        if self.verdict is None:
            return ()
        parts = self.verdict.parts
        lines = [_part_line(part) for part in parts] if len(parts) > 1 else []
        return (*filter(None, lines), *map(clean_line, self.verdict.notices))

    @property
    def nearest(self) -> Citation | None:
        """Of a claim that is not found, what the papers hold nearest to it."""
        if self.verdict is None or self.verdict.verdict != "not_found" or not self.verdict.citations:
            return None
        return self.verdict.citations[0]


def _part_line(part: Part) -> str:
    said = f"{in_words(part.verdict)}: “{clean_line(part.text)}”"
    difference = difference_in_words(part)
    return f"{said}. {difference}" if difference else said


@dataclass(frozen=True, slots=True)
class Source:
    """A quote that claims were held against, under its number in the report."""

    number: int
    citation: Citation

    @property
    def reference(self) -> str:
        """As reports cite it."""
        return reference(self.citation)


@dataclass(frozen=True, slots=True)
class DraftReport:
    """A draft with what the papers say of each of its claims.

    Attributes:
        manuscript: The draft.
        items: Its claims, in order.
        sources: The quotes, in order of first use.
        n_passed_over: Sentences that state nothing to check.
        n_beyond: Claims beyond `MAX_CLAIMS`, which were not checked.
        checked_on: The day.
        notices: What must be said of the whole.
    """

    manuscript: Manuscript
    items: tuple[Item, ...]
    sources: tuple[Source, ...]
    n_passed_over: int
    n_beyond: int = 0
    checked_on: datetime.date = field(default_factory=datetime.date.today)
    notices: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Status, int]:
        """How many claims came out how."""
        found = Counter(item.status for item in self.items)
        return {status: found[status] for status in SHOWN}

    @property
    def summary(self) -> str:
        """The counts in one sentence."""
        return f"{counts_in_words(self.counts)}."

    def source(self, number: int) -> Source:
        """The source of that number."""
        return self.sources[number - 1]

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values; citations of a verdict keep their own numbers, `sources` are the report's."""
        return {
            "schema": SCHEMA,
            "draft": self.manuscript.name,
            "checked_on": self.checked_on.isoformat(),
            "counts": self.counts,
            "passed_over": self.n_passed_over,
            "beyond_limit": self.n_beyond,
            "claims": [
                {
                    "number": item.number,
                    "text": item.at.shown,
                    "checked_as": item.at.claim.text,
                    "place": item.at.place,
                    "section": item.at.section,
                    "verdict": item.verdict.to_dict() if item.verdict is not None else None,
                    "problem": item.problem or None,
                    "sources": list(item.sources),
                }
                for item in self.items
            ],
            "sources": [
                {"number": one.number, "reference": one.reference, **asdict(one.citation)} for one in self.sources
            ],
            "notices": list(self.notices),
        }


def check_gathered(
    manuscript: Manuscript,
    gathered: Gathered,
    check: Check,
    *,
    progress: Callable[[str], None],
    max_claims: int = MAX_CLAIMS,
) -> DraftReport:
    """Check the claims of a draft, one after the other; the same words in the same place of the text once.

    A claim that cannot be checked is told as such and never stops the rest.

    Args:
        manuscript: The draft.
        gathered: Its claims.
        check: What holds one against the papers.
        progress: Told how many are done.
        max_claims: What is beyond is counted, not checked.
    """
    taken = gathered.claims[:max_claims]
    known: dict[Claim, tuple[Verdict | None, str]] = {}
    numbers: dict[tuple[str, int, int], Source] = {}
    items = []
    for number, at in enumerate(taken, start=1):
        progress(f"{number - 1} of {len(taken)} claims checked")
        if at.claim not in known:
            known[at.claim] = _checked(check, at.claim)
        verdict, problem = known[at.claim]
        if verdict is not None and at.scope:
            verdict = within(verdict, at.scope)
        sources = _numbered(_held_against(verdict), numbers) if verdict is not None else ()
        items.append(Item(number, at, verdict, problem, sources))
    progress(f"{len(taken)} of {len(taken)} claims checked")
    n_beyond = len(gathered.claims) - len(taken)
    notices = [f"The draft {notice}." for notice in manuscript.notices]
    if n_beyond:
        notices.append(
            f"The draft holds {counted(len(gathered.claims), 'claim')}, and at most {max_claims:,} are checked at "
            f"once: the last {n_beyond:,} were not checked. Check them as a draft of their own."
        )
    return DraftReport(
        manuscript, tuple(items), tuple(numbers.values()), gathered.n_passed_over, n_beyond, notices=tuple(notices)
    )


def _checked(check: Check, claim: Claim) -> tuple[Verdict | None, str]:
    try:
        return check(claim), ""
    except UserFacingError as error:
        return None, str(error)
    except Exception as error:  # one claim must never stop the rest
        return None, f"A fault ({type(error).__name__}) kept it from being checked."


def _held_against(verdict: Verdict) -> Sequence[Citation]:
    """The quotes that bear a verdict out, those of the opposite view last; none for one that is not found."""
    if verdict.verdict == "not_found":
        return ()
    by_id = {citation.id: citation for citation in verdict.citations}
    ids = [number for part in verdict.parts if part.verdict != "not_found" for number in part.citations]
    ids += [number for part in verdict.parts for number in part.opposed]
    used = [by_id[number] for number in dict.fromkeys(ids) if number in by_id]
    return used or verdict.citations


def _numbered(citations: Sequence[Citation], numbers: dict[tuple[str, int, int], Source]) -> tuple[int, ...]:
    found = []
    for citation in citations:
        key = (citation.document_id, citation.char_start, citation.char_end)
        if key not in numbers:
            numbers[key] = Source(len(numbers) + 1, citation)
        found.append(numbers[key].number)
    return tuple(dict.fromkeys(found))
