"""Sentences of papers with what a reader of the page knows of them: the stuff that claims are made from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import Document
from corpus.library import load_library, read_document
from corpus.sentences import sentence_spans
from index.contexts import POINTS_BACK, sentence_in_context
from index.reranker.asking import folded, part_of

SHORTEST, LONGEST = 7, 48
"""Words of a sentence that a claim is made from."""

PASSAGE = 12
"""Blocks that are trained on, or kept back, together."""

_SHAPE = re.compile(r"[A-Z“\"'‘(]?[A-Za-z£0-9][^|_]+[.;:!]?[”’\"')]*\Z")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|should|must|may|might|can|could|shall|do|does|did|"
    r"need|needs|says?|said|sets?|includes?|provides?|requires?|\w{3,}ed)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a paper.

    Attributes:
        document: The paper's id.
        page: Physical page from 1; 0 where the paper has none.
        text: Its words, white space made single.
        evidence: The same in its context, as the verifier reads it.
        holder: Who says it, or "".
        section: Of whose heading; sentences of one section are about one thing.
        part: "training", "tuning" or "development", drawn for some twelve blocks together.
        stands_alone: Whether it is understood without the sentences before it.
    """

    document: str
    page: int
    text: str
    evidence: str
    holder: str
    section: str
    part: str
    stands_alone: bool

    @property
    def digest(self) -> str:
        """By which the sentence is found again without its words being stored."""
        return digest(self.text)


def digest(text: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of its letters and digits.

    >>> digest("The *six* pillars:") == digest("the six pillars")
    True
    """
    return hashlib.sha256(folded(text).encode()).hexdigest()[:16]


def sentences_of(folder: Path, only: Sequence[str] = ()) -> list[Sentence]:
    """The sentences of every paper of a folder, in its order.

    Args:
        folder: Of documents.
        only: Stems of the files to read; all when empty.
    """
    found: list[Sentence] = []
    for source in load_library(folder).sources:
        if not only or source.path.stem in only:
            found += of_document(read_document(source))
    return found


def of_document(document: Document) -> list[Sentence]:
    """The sentences of paragraphs and list items that say something; a repeated one counts once."""
    made: dict[str, Sentence] = {}
    name = document.source.document_id
    for index, block in enumerate(document.blocks):
        if block.kind not in ("paragraph", "item"):
            continue
        for start, end in sentence_spans(document.body(block)):
            first, last = block.body_start + start, block.body_start + end
            text = " ".join(document.text[first:last].split())
            if text in made or not says_something(text):
                continue
            pages = document.pages_of(first, last)
            section = " > ".join(block.section)
            made[text] = Sentence(
                name,
                pages[0].number if pages else 0,
                text,
                sentence_in_context(document, first, last),
                block.standpoint.holder,
                f"{name}: {section}",
                part_of(f"{name}:{index // PASSAGE}"),
                block.lead_in is None and not POINTS_BACK.match(text) and text[0].isupper(),
            )
    return list(made.values())


def says_something(text: str) -> bool:
    """Whether a text is a sentence of ordinary length and make.

    >>> says_something("Local authorities should keep a register of children who are not in school.")
    True
    >>> says_something("Annex B ........ 27")
    False
    """
    words = text.split()
    letters = sum(letter.isalpha() for letter in text)
    return (
        SHORTEST <= len(words) <= LONGEST
        and letters > 0.72 * len(text)
        and ".." not in text
        and "http" not in text
        and "@" not in text
        and _SHAPE.match(text) is not None
        and _VERB.search(text) is not None
    )


def by_section(sentences: Iterable[Sentence]) -> dict[str, list[Sentence]]:
    """Sentences under their sections, in order."""
    sections: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        sections.setdefault(sentence.section, []).append(sentence)
    return sections
