"""Word files and web pages damaged at random: each ends in text, a warning or one clear line, and soon."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import DocumentError
from tests.corpus.makers import heading, level, lists, numbered, p, read_file, table, with_parts, word_bytes

N_WORD, N_HTML = 160, 160
SLOWEST_S = 10.0
PAGE = (
    "<!doctype html><html><head><meta charset=utf-8><title>Fees</title></head><body><main><h1>Fees</h1>"
    "<p>1.1 Fees rise to £25 &amp; more.</p><ul><li>one<ul><li>two</ul></ul>"
    "<table><tr><th>A<th>B<tr><td>1<td>2</table></main></html>"
).encode()
NAMES = ("w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:numId", "w:ilvl", "w:val", '"0"', '"1"', "w:pPr", "w:body",
         "w:lvl", "w:style")  # fmt: skip


def mangled(data: bytes, chance: random.Random) -> bytes:
    """Cut short, bytes changed, a piece doubled, dropped or put elsewhere."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        here, there = sorted(chance.randrange(len(made) + 1) for _ in range(2))
        what = chance.randrange(5)
        if what == 0:
            del made[max(here, 1) :]
        elif what == 1:
            for _ in range(chance.randint(1, 30)):
                made[chance.randrange(len(made))] = chance.randrange(256)
        elif what == 2:
            made[here:here] = made[here:there][:5_000]
        elif what == 3:
            del made[max(here, 1) : there]
        else:
            made[chance.randrange(len(made)) :] = made[here:there] or b"x"
        if not made:
            return b""
    return bytes(made)


def word_mutants() -> Iterator[bytes]:
    """Half of the file as it lies on disk, half inside: the XML of one part, zipped again."""
    numbering = lists(level(0, "%1."), level(1, "%1.%2"))
    body = heading("Fees") + numbered("One.") + numbered("Two.", 1) + table(("A", "B"), ("1", "2")) + p("End.")
    whole = word_bytes(body, numbering=numbering)
    chance = random.Random(20261121)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    for number in range(N_WORD):
        if number % 2:
            yield mangled(whole, chance)
            continue
        name = chance.choice(["word/document.xml", "word/numbering.xml", "word/styles.xml", *parts])
        xml = parts[name]
        if number % 4:
            yield with_parts(whole, {name: mangled(xml, chance)})
        else:  # still XML, with tags and values in other places
            text = xml.decode()
            for _ in range(5):
                old, new = chance.choice(NAMES), chance.choice(NAMES)
                text = text.replace(old, new)
            yield with_parts(whole, {name: text.encode()})


def outcomes(path: Path, mutants: Iterator[bytes]) -> Counter[str]:
    met: Counter[str] = Counter()
    for mutant in mutants:
        path.write_bytes(mutant)
        started = time.perf_counter()
        message, words = "", ""
        try:
            words = read_file(path).text
        except DocumentError as error:
            message = str(error)
        met["refused" if message else "read"] += 1
        assert words.strip() or message.startswith(path.name)
        assert "\n" not in message
        assert time.perf_counter() - started < SLOWEST_S
    return met


@pytest.mark.timeout(300)
def test_damaged_word_files_end_in_text_or_one_line(tmp_path: Path) -> None:
    met = outcomes(tmp_path / "mutant.docx", word_mutants())
    assert sum(met.values()) == N_WORD
    assert min(met["read"], met["refused"]) >= 10, met


@pytest.mark.timeout(300)
def test_damaged_pages_end_in_text_or_one_line(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    met = outcomes(tmp_path / "mutant.html", (mangled(PAGE, chance) for _ in range(N_HTML)))
    assert sum(met.values()) == N_HTML
    assert min(met["read"], met["refused"]) >= 10, met
