"""A checker with one answer to everything, and a claim file of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from assistant.answers import Citation, Claim, Finding, Part, Verdict
from corpus.documents import Document

GOOD: dict[str, object] = {
    "id": "spending",
    "claim": "The council will spend £25m on recruiting foster carers.",
    "verdict": "supported",
    "kind": "figure",
    "form": "plain",
    "persona": "councillor",
    "split": "tune",
    "places": [{"document": "plan", "paragraph": "1", "text": "The council will spend £25 million"}],
}
FALSE = GOOD | {
    "id": "overspending",
    "claim": "The council will spend £52m on recruiting foster carers.",
    "verdict": "contradicted",
    "kind": "near_number",
}
UNHELD: dict[str, object] = GOOD | {
    "id": "weather",
    "claim": "It rained in Durham on the first of May.",
    "verdict": "not_found",
    "kind": "outside",
    "split": "held_back",
    "places": [],
}


def write_claims(folder: Path, *claims: Mapping[str, object], name: str = "money") -> Path:
    folder.mkdir(exist_ok=True)
    content = yaml.safe_dump({"claims": list(claims)}, allow_unicode=True)
    (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return folder


def quote(document: Document, words: str, *, number: int = 1) -> Citation:
    start = document.text.index(words)
    source = document.source
    return Citation(
        id=number,
        document_id=source.document_id,
        title=source.title,
        publisher="",
        kind="",
        published=None,
        page_number=None,
        page_label=None,
        paragraph=None,
        section=(),
        quote=words,
        char_start=start,
        char_end=start + len(words),
    )


class Fixed:
    """Gives the same verdict on every claim, with the same quotes."""

    def __init__(self, finding: Finding, *citations: Citation) -> None:
        self.finding = finding
        self.citations = citations
        self.asked: list[Claim] = []

    def check(self, claim: Claim) -> Verdict:
        self.asked.append(claim)
        ids = tuple(citation.id for citation in self.citations)
        part = Part(claim.text, self.finding, ids)
        return Verdict(claim.text, self.finding, "So it is.", (part,), self.citations)
