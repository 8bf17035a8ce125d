"""Who a claim says it is that holds something, against whose words the paper's sentence is."""

from __future__ import annotations

import re

from assistant.answers import Difference
from assistant.checking.finding import Candidate
from assistant.holders import Holders

_SAYING = (
    r"(?:says?|said|believes?|believed|thinks?|thought|argues?|argued|claims?|claimed|states?|stated|wants?|wanted|fears?|"
    r"feared|welcomes?|welcomed|supports?|supported|opposes?|opposed|calls?|called|recommends?|recommended|warns?|"
    r"warned|criticises?|criticised|regrets?|regretted|hopes?|hoped|blames?|blamed|is (?:concerned|pleased|worried|"
    r"disappointed|satisfied|sure)|are (?:concerned|pleased|worried|disappointed|satisfied|sure)|thinks)"
)
_REPORTING = re.compile(
    r"\A\W*(?:according to\b|"
    r"(?:\S+ ){1,6}?(?:says?|said|states?|stated|notes?|reports?|lists?|shows?|tells?|explains?)\b)",
    re.IGNORECASE,
)
"""A paper says all that stands in it, whoever holds it; what it wants or fears is its own alone."""
_WHO = re.compile(
    rf"\A\W*(?:(?:according to|in the (?:view|opinion|eyes) of) (?P<source>[^,]{{2,60}}),|"
    rf"in (?P<owner>[^,]{{2,60}}?)['’]s (?:view|opinion|position|words),?|"
    rf"(?P<possessor>[^,]{{2,60}}?)['’]s (?:view|opinion|position) is|"
    rf"(?P<subject>(?:the )?[\w’'&-]+(?: [\w’'&-]+){{0,5}}?) {_SAYING}\b)",
    re.IGNORECASE,
)


def holders_claimed(claim: str, holders: Holders) -> tuple[str, ...]:
    """Names of those known in the papers to whom a claim gives a view or a statement; none where it names nobody."""
    match = _WHO.match(claim)
    if match is None:
        return ()
    who = next(group for group in match.groups() if group)
    return tuple(holder.name for holder in holders.named(who))


def misattributed(claim: str, holders: Holders, candidate: Candidate) -> Difference | None:
    """Where a claim gives the words of one body to another, both known in the papers."""
    claimed = holders_claimed(claim, holders)
    holder = candidate.place.standpoint.holder or candidate.document.source.publisher
    if not claimed or not holder or holder in claimed:
        return None
    published = {one.name for one in holders.entries if candidate.document.source.document_id in one.documents}
    if published & set(claimed) and _REPORTING.match(claim):
        return None
    told = f"{candidate.words} {candidate.lead_in}"
    if set(claimed) & {known.name for known in holders.named(told)}:
        return None  # the sentence itself tells what they say
    return Difference("name", claimed[0], holder)
