"""What holds for any text at all."""

from __future__ import annotations

import string
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.cleaning import strip_marks
from corpus.locating import FoldedText
from corpus.sentences import sentence_spans
from tests.corpus.reading import check_invariants, made_up, outside

EXAMPLES = settings(
    max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)

# No "<", "&" or "]": what a tag, an entity or a link takes out cannot be told without the code under test.
# No "o": "o Words" is a bullet as word processors write it.
LETTERS = "".join(char for char in string.ascii_letters if char != "o")
WORDS = st.text(LETTERS + string.digits + "£é%’'\"“”", min_size=1, max_size=12)
STARTS = ["# ", "## ", "- ", "* ", "• ", "(a) ", "a) ", "i. ", "1. ", "2.1 ", "13.5.1. ", "> ", "Meeting: "]
LINES = ["\n", "\n\n", "  \n", "\r", "---\n", "|---|---|\n", "--- | ---\n", "LGA VIEW\n", "said:\n", "\u2028", "\x0c"]
INLINE = ["**", "*", "_", "__", "|", " | ", "\t", ". ", ": ", ", ", "; ", "? ", " ", "[", "(", ")", "\\", "Mr. "]
ODD = ["\u00a0", "\u200b", "\u202e", "⚑", "中文", "👩‍👧", "İ", "ß"]
TAGS = ["<", ">", "<p>", "</p>", "<b>", "</b>", "<ul ", "<!--", "-->", "](", "]", "&", "&amp;", "&#8238;", "&#0;", "o "]
MARKS = st.sampled_from([*STARTS, *LINES, *INLINE, *ODD])
PLAIN = st.lists(WORDS | MARKS, max_size=60).map("".join)
HOSTILE = st.lists(WORDS | MARKS | st.sampled_from(TAGS), max_size=60).map("".join)
ANYTHING = st.text(max_size=300)


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@EXAMPLES
@given(PLAIN)
def test_no_word_is_lost_and_none_is_added(text: str) -> None:
    assert letters(made_up(text).document.text) == letters(text)


@EXAMPLES
@given(HOSTILE | ANYTHING)
def test_any_text_is_read_and_cut_without_breaking_what_always_holds(text: str) -> None:
    paper = made_up(text)
    check_invariants(paper.document, paper.chunks)


@EXAMPLES
@given(HOSTILE | ANYTHING)
def test_sentences_hold_all_that_is_not_white_space(text: str) -> None:
    spans = sentence_spans(text)
    assert all(start < end and text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert not outside(text, spans).strip()


@EXAMPLES
@given(PLAIN)
def test_a_text_without_marks_of_its_own_is_left_as_it_is(text: str) -> None:
    plain = "".join(char for char in text if char not in "*_[\\")
    assert strip_marks(plain) == plain


@EXAMPLES
@given(PLAIN, st.integers(0, 200), st.integers(1, 60))
def test_any_stretch_of_a_text_is_found_again(text: str, start: int, length: int) -> None:
    wanted = text[start : start + length]
    span = FoldedText(text).find(wanted, start)
    assert (span is None) == (not letters(wanted))
    if span:
        assert letters(text[slice(*span)]).lower() == letters(wanted).lower()
