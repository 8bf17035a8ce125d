"""A sentence as a cross-encoder reads it: with what a reader of the page would know when reading it."""

from __future__ import annotations

import re

from corpus.documents import Document
from corpus.sentences import sentence_spans

_STANDS_FOR = "this|these|it|its|they|their|such|that|those|he|she|his|her"
NEEDS_BEFORE = re.compile(rf"(?:{_STANDS_FOR}|the (?:former|latter|same))\b", re.IGNORECASE)
"""Matches the start of a sentence that nobody can read without the one before it."""
POINTS_BACK = re.compile(
    rf"(?:{_STANDS_FOR}|however|but|also|both|neither|in addition|"
    r"furthermore|similarly|instead|the (?:former|latter|same|group|programme|aim|intention))\b",
    re.IGNORECASE,
)
"""Matches the start of a sentence that says less without the one before it; wider than `NEEDS_BEFORE`, for who only
reads along or can leave the sentence out."""

_LEAD_WORDS = 30
"""Words of a lead-in or of the sentence before that are taken along; their end is nearest to what follows."""


def sentence_in_context(document: Document, char_start: int, char_end: int) -> str:
    """A sentence after who says it, its heading, and the words that introduce it.

    Args:
        document: The document.
        char_start: Where the sentence starts in the document's text.
        char_end: Where it ends.

    Returns:
        "Holder | Heading: lead-in sentence"; parts that the paper does not have are left out.
    """
    index = document.block_at(char_start)
    words = document.text[char_start:char_end]
    if index is None:  # white space between blocks, where no sentence starts
        return words
    block = document.blocks[index]
    lead_in = document.body(document.blocks[block.lead_in]) if block.lead_in is not None else ""
    if POINTS_BACK.match(words):
        before = sentence_spans(document.text[block.body_start : char_start])
        if before:
            lead_in += " " + document.text[block.body_start + before[-1][0] : char_start]
    return in_context(block.standpoint.holder, block.section[-1] if block.section else "", lead_in, words)


def in_context(holder: str, heading: str, lead_in: str, words: str) -> str:
    """The parts joined.

    >>> in_context("LGA", "Pillar 1", "We will:", "pay more")
    'LGA | Pillar 1: We will: pay more'
    >>> in_context("", "", "", "pay more")
    'pay more'
    """
    opener = " ".join(lead_in.split()[-_LEAD_WORDS:])
    body = " ".join(" ".join((opener, words)).split())
    headed = f"{heading}: {body}" if heading else body
    return f"{holder} | {headed}" if holder else headed
