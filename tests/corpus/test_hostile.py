"""Text made to be slow: each reads and cuts in time that grows with its length alone.

Before these tests, 20,000 characters of some of them took minutes: a pattern tried from every start.
"""

from __future__ import annotations

import time

import pytest

from corpus.glossary import learn_abbreviations
from corpus.sentences import sentence_spans
from tests.corpus.reading import check_invariants, made_up

SIZE = 100_000
LIMIT_S = 8.0
"""A quadratic step takes minutes at this size; a linear one well under a second, also on a busy machine."""

PIECES = {
    "a word": "a",
    "words": "word ",
    "sentences": "A word. ",
    "initials": "a. b. ",
    "abbreviations": "Mr. ",
    "opening bold": "**a ",
    "opening underlines": "__a ",
    "asterisks": "*",
    "asterisks apart": "* ",
    "underscores": "_a",
    "opening brackets": "[",
    "opening brackets with words": "[a ",
    "parentheses": "(",
    "closed brackets": "[a]",
    "links left open": "[a](",
    "links left open with a title": '[a](b "',
    "less-than signs": "<",
    "tags left open": "<a ",
    "tags": '<ul style="',
    "comments left open": "<!--",
    "references left open": "&#",
    "ampersands": "&a",
    "curly quotes": "“",
    "straight quotes": '"a ',
    "apostrophes": "'",
    "names with apostrophes": "a’a",
    "capitals": "Aa ",
    "brackets with capitals": "Aa (AB) ",
    "full stops": ".",
    "full stops closed": ".)",
    "backslashes": "\\",
    "tabs": "a\t",
    "pipes": "|a",
    "hard spaces": "a\u00a0",
    "quoted": "> ",
    "rules": "- ",
    "short lines": "a\n",
    "short paragraphs": "A.\n\n",
    "bullets": "- a\n",
    "deeper bullets": "  - a:\n",
    "lettered": "(a) b\n",
    "headings": "# a\n",
    "bold lines": "**a**\n",
    "bold lines broken": "**a**  \n",
    "dotted numbers": "1.5 foo\n",
    "open paragraphs": "1. a:\n",
    "rows": "a\tb\n",
    "rows by pipes": "a|b\n---|---\n",
    "rules with pipes": "---|",
    "speakers": "x said:\nfoo\n",
    "meetings": "Meeting: a\n",
    "wrapped": "word word word word word word word word word word word\n",
    "bold left open over lines": "**a\nb\n",
    "links left open over lines": "[a\n",
    "tags left open over lines": "<a\n",
}
WHOLE = {
    "a heading with a gulf": "# a" + " " * SIZE + "b",
    "a heading with many marks": "# " + "# " * (SIZE // 2) + "b",
    "a heading of one word with dots": "# " + "a." * (SIZE // 2) + " view",
    "a rule that is none": "- " * (SIZE // 2) + "x",
    "deep nesting": "[" * (SIZE // 2) + "]" * (SIZE // 2) + "(x)",
    "deep parentheses": "[a](" + "(" * (SIZE // 2) + ")" * (SIZE // 2),
    "a reference of digits": "&#" + "9" * SIZE + ";",
    "a gulf in a line": "a" + " " * SIZE + "b",
    "deeper and deeper": "".join(" " * (i % 60) + f"- item {i}:\n" for i in range(SIZE // 40)),
    "numbers that rise": "".join(f"{i}. a:\n" for i in range(1, SIZE // 8)),
}
CASES = {name: piece * (SIZE // len(piece)) for name, piece in PIECES.items()} | WHOLE


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_text_is_read_in_time(name: str) -> None:
    start = time.perf_counter()
    paper = made_up(CASES[name])
    learn_abbreviations([paper.document.text])
    took = time.perf_counter() - start
    assert took < LIMIT_S
    check_invariants(paper.document, paper.chunks)


def test_a_line_of_two_million_characters_is_read_in_time() -> None:
    start = time.perf_counter()
    paper = made_up("The duty stands; “it is (in part) **ours**”, they said. " * 36_000)
    assert time.perf_counter() - start < LIMIT_S
    assert max(len(chunk.text) for chunk in paper.chunks) <= 1_400


def test_a_hundred_thousand_short_lines_are_read_in_time() -> None:
    start = time.perf_counter()
    paper = made_up("".join(f"Line {i} of the list\n" for i in range(100_000)))
    assert time.perf_counter() - start < LIMIT_S
    check_invariants(paper.document, paper.chunks)


@pytest.mark.parametrize("piece", ["“", "<!--", ".)", "A word. ", "a"])
def test_sentences_of_a_hostile_text_are_found_in_time(piece: str) -> None:
    start = time.perf_counter()
    sentence_spans(piece * (SIZE // len(piece)))
    assert time.perf_counter() - start < LIMIT_S
