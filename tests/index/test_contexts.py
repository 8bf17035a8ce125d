"""What a cross-encoder reads with a sentence."""

from __future__ import annotations

from dataclasses import replace

from corpus.documents import Block, Document, Source, Standpoint
from index.contexts import sentence_in_context


def _document(text: str, *blocks: Block) -> Document:
    source = Source("d", path=None, title="T", publisher="", kind="", published=None, format="text", sha256="")  # type: ignore[arg-type]
    return Document(source, text, blocks)


def _block(text: str, words: str, **other: object) -> Block:
    start = text.index(words)
    block = Block("paragraph", start, start, start + len(words), None, (), None, Standpoint("", "states"), 1)
    return replace(block, **other)  # type: ignore[arg-type]


def test_a_sentence_comes_after_its_holder_heading_and_lead_in() -> None:
    text = "We will:\n- pay more"
    opener = _block(text, "We will:")
    item = _block(
        text, "pay more", kind="item", lead_in=0, section=("A", "Pillar 1"), standpoint=Standpoint("LGA", "view")
    )
    document = _document(text, opener, item)
    assert sentence_in_context(document, item.body_start, item.char_end) == "LGA | Pillar 1: We will: pay more"


def test_a_sentence_that_points_back_takes_the_one_before_it() -> None:
    text = "A new role starts in 2025. It will cost £3 million."
    block = _block(text, text)
    document = _document(text, block)
    assert sentence_in_context(document, text.index("It will"), len(text)) == text


def test_a_sentence_that_stands_alone_takes_none() -> None:
    text = "A new role starts in 2025. Councils will pay £3 million."
    block = _block(text, text)
    document = _document(text, block)
    start = text.index("Councils")
    assert sentence_in_context(document, start, len(text)) == "Councils will pay £3 million."
