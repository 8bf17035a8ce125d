"""Ways to look at a document that the tests share."""

from __future__ import annotations

from pathlib import Path

from corpus.chunking import chunk
from corpus.documents import Block, Chunk, Document, Source
from corpus.text import from_text

IDS = ("plymouth-brief", "durham-report", "nspcc-summary", "dfe-press", "lga-pack")


class Paper:
    """A document with its chunks, its blocks found by words or by printed number."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.blocks = document.blocks
        self.chunks = chunk(document)

    def body(self, block: Block) -> str:
        return self.document.body(block)

    def bodies(self) -> list[str]:
        return [self.body(block) for block in self.blocks]

    def index(self, words: str) -> int:
        """Index of the only block that holds `words`."""
        found = [index for index, block in enumerate(self.blocks) if words in self.body(block)]
        assert len(found) == 1, (words, found)
        return found[0]

    def with_words(self, words: str) -> Block:
        return self.blocks[self.index(words)]

    def printed(self, number: str, *, under: str = "") -> Block:
        """The only paragraph printed with `number`, in a report whose title starts with `under`."""
        found = [
            block
            for block in self.blocks
            if block.paragraph == number and block.body_start > block.char_start and block.kind == "paragraph"
            if not under or (block.section and block.section[0].startswith(under))
        ]
        assert len(found) == 1, (number, found)
        return found[0]

    def lead_in(self, block: Block) -> str:
        assert block.lead_in is not None
        return self.body(self.blocks[block.lead_in])


def made_up(text: str, *, publisher: str = "Anytown Council", kind: str = "report") -> Paper:
    source = Source("made-up", Path("made-up.txt"), "Made up", publisher, kind, None, "text", "0" * 64)
    return Paper(from_text(source, text))


def kinds(paper: Paper) -> str:
    """One letter a block: h, p, i or r."""
    return "".join(block.kind[0] for block in paper.blocks)


def outside(text: str, spans: list[tuple[int, int]]) -> str:
    """What lies outside ordered spans."""
    rest, position = [], 0
    for start, end in spans:
        rest.append(text[position:start])
        position = end
    return "".join([*rest, text[position:]])


def check_invariants(document: Document, chunks: tuple[Chunk, ...]) -> None:
    """Assert all that holds for every document, whatever it says."""
    end, line = 0, 0
    for index, block in enumerate(document.blocks):
        assert end <= block.char_start <= block.body_start < block.char_end
        assert block.line >= line
        body = document.body(block)
        assert body == body.strip()
        assert "\n" not in body
        assert "\t" not in body
        assert block.lead_in is None or block.lead_in < index
        assert all(title.strip() for title in block.section)
        end, line = block.char_end, block.line
    assert not outside(document.text, [(block.char_start, block.char_end) for block in document.blocks]).strip()
    end = 0
    for chunk_ in chunks:
        assert chunk_.text == document.text[chunk_.char_start : chunk_.char_end]
        assert end <= chunk_.char_start < chunk_.char_end
        first, last = chunk_.blocks
        assert document.blocks[first].char_start < chunk_.char_end
        assert document.blocks[last - 1].char_end > chunk_.char_start
        end = chunk_.char_end
    assert not outside(document.text, [(chunk_.char_start, chunk_.char_end) for chunk_ in chunks]).strip()
    assert len({chunk_.chunk_id for chunk_ in chunks}) == len(chunks)
