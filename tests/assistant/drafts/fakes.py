"""A checker that knows the verdict of some words, so that reports can be made without an index."""

from __future__ import annotations

from assistant.answers import Citation, Claim, Difference, Part, Verdict
from corpus.errors import UserFacingError

QUOTE = "Up to 12 local areas will get over £45m to become Families First for Children pathfinders."


def citation(number: int = 1, quote: str = QUOTE, *, start: int = 100, **other: object) -> Citation:
    fields: dict[str, object] = {
        "id": number, "document_id": "plymouth-brief", "title": "Policy brief, 20 February 2023",
        "publisher": "Plymouth City Council", "kind": "policy brief", "published": "2023-02-20", "page_number": 5,
        "page_label": "4", "paragraph": "2.3", "section": ("Announcements",), "quote": quote, "char_start": start,
        "char_end": start + len(quote),
    }  # fmt: skip
    return Citation(**{**fields, **other})  # type: ignore[arg-type]


def fake_check(claim: Claim) -> Verdict:
    """Contradicted where a wrong figure is named, supported where a right one is, else not found."""
    text = claim.text
    if "faulty" in text:
        raise RuntimeError("a secret of the draft")
    if "unreadable" in text:
        raise UserFacingError("This claim cannot be read. Shorten it.")
    for wrong, right in (("£4,000", "£3,000"), ("£35 million", "£27 million"), ("Every council", "up to 12")):
        if wrong in text:
            quote = f"It will be {right} from April 2023."
            part = Part(text, "contradicted", (1,), Difference("figure", wrong, right))
            said = f"The claim says {wrong}, the paper {right}."
            return Verdict(text, "contradicted", said, (part,), (citation(1, quote, start=900),), "2023-02-20")
    for right in ("£200 million", "£45 million", "12", "£9 million", "£2,000", "£800 million"):
        if right in text:
            part = Part(text, "supported", (1,))
            said = f"The paper gives the same figure, {right}."
            return Verdict(text, "supported", said, (part,), (citation(1),), "2023-02-20")
    near = citation(1, "Keeping children safe is one of the most important roles a council fulfils.", start=500)
    return Verdict(text, "not_found", "No paper here says so.", (Part(text, "not_found"),), (near,))
