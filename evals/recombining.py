"""Papers made of halves of real sentences, as many as wanted: a library large enough to measure growth on.

A paragraph takes the number of sentences of a real one; each sentence is the first half of one real sentence and the
second half of another, so that hardly any comes twice, and words, lengths and their frequencies are those of real
papers. What it says is nonsense, and nothing here is ever answered from.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import Document

PARAGRAPHS_A_PAPER = 100
_PARAGRAPHS_A_SECTION = 10
_SHORT_WORDS = 6
_LONG_WORDS = 60
MOST_SENTENCES = 3_000
"""Taken of the documents; nine million pairs of halves are enough, and each half is embedded."""


@dataclass(frozen=True, slots=True)
class Pool:
    """What papers are made of.

    Attributes:
        heads: First halves of sentences.
        tails: Second halves.
        headings: Headings.
        lengths: Sentences of each real paragraph.
    """

    heads: Sequence[str]
    tails: Sequence[str]
    headings: Sequence[str]
    lengths: Sequence[int]


def pool_of(documents: Sequence[Document]) -> Pool:
    """Take the paragraphs of real documents apart.

    Raises:
        ValueError: If they hold no sentence of a usual length.
    """
    from corpus.sentences import sentence_spans

    heads: dict[str, None] = {}
    tails: dict[str, None] = {}
    headings: dict[str, None] = {}
    lengths: list[int] = []
    sentences_of_all: list[list[str]] = []
    for document in documents:
        for block in document.blocks:
            body = document.body(block)
            if block.kind == "heading":
                headings[" ".join(body.split())[:80]] = None
                continue
            sentences = [body[start:end].split() for start, end in sentence_spans(body)]
            usual = [words for words in sentences if _SHORT_WORDS <= len(words) <= _LONG_WORDS]
            if usual:
                lengths.append(len(usual))
            sentences_of_all += usual
    for words in random.Random(0).sample(sentences_of_all, min(MOST_SENTENCES, len(sentences_of_all))):
        heads[" ".join(words[: len(words) // 2])] = None
        tails[" ".join(words[len(words) // 2 :])] = None
    if not lengths:
        raise ValueError("the documents hold no sentence to make others of")
    return Pool(tuple(heads), tuple(tails), tuple(headings) or ("Introduction",), tuple(lengths))


def papers(pool: Pool, *, seed: int = 0) -> Iterator[str]:
    """Markdown papers of `PARAGRAPHS_A_PAPER` numbered paragraphs each, without end; a seed gives the same ones."""
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        lines = [f"# Paper {number}: {_plain(chance.choice(pool.headings))}"]
        for paragraph in range(PARAGRAPHS_A_PAPER):
            section, place = divmod(paragraph, _PARAGRAPHS_A_SECTION)
            if not place:
                lines.append(f"## {section + 1}. {_plain(chance.choice(pool.headings))}")
            sentences = [
                f"{chance.choice(pool.heads)} {chance.choice(pool.tails)}" for _ in range(chance.choice(pool.lengths))
            ]
            ended = [text if text.endswith((".", "?", "!", ":")) else f"{text}." for text in sentences]
            lines.append(f"{section + 1}.{place + 1}. {' '.join(text[0].upper() + text[1:] for text in ended)}")
        yield "\n\n".join(lines) + "\n"


def _plain(heading: str) -> str:
    return heading.strip("#*_ .:0123456789") or "Introduction"


def write_papers(folder: Path, pool: Pool, n_papers: int, *, seed: int = 0) -> int:
    """Write papers into a folder until it holds `n_papers`; how many were written now."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for number, text in zip(range(n_papers), papers(pool, seed=seed), strict=False):
        path = folder / f"paper-{number:05d}.md"
        if not path.exists():
            path.write_text(text, encoding="utf-8")
            written += 1
    return written
