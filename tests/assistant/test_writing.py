from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answers import Statement
from assistant.writing import attribution, compose, escape
from corpus.documents import Standpoint

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![pixel](https://example.org/pixel.png)",
    "**bold** _slanted_ `code` ~~struck~~",
    "# a heading",
    "### a heading",
    "---",
    "- - -",
    "~~~ fence",
    "```",
    "> a quotation",
    "2023. It begins with a number",
    "1) first",
    "+ plus",
    "&lt;b&gt; &amp; &copy;",
    "[1]: https://example.org",
    "<https://example.org>",
    "a | b",
    "back\\slash \\* \\<",
)
PLAIN_NODES = {"paragraph_open", "paragraph_close", "text", "inline", "softbreak", "text_special"}
LIST_NODES = PLAIN_NODES | {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
STRONG = {"strong_open", "strong_close"}


def parsed(markdown: str) -> tuple[set[str], str]:
    """Kinds of nodes and the text of Markdown as CommonMark with tables and strikethrough reads it."""
    kinds, text = set(), ""
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(markdown):
        kinds.add(token.type)
        for child in token.children or ():
            kinds.add(child.type)
            text += child.content if child.type in ("text", "text_special", "code_inline", "html_inline") else " "
    return kinds, " ".join(text.split())


def statement(text: str, role: str = "sentence", who: str = "", citation: int = 1) -> Statement:
    return Statement(text, (citation,), "LGA", who, role)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_a_paper_cannot_act_as_markdown(text: str) -> None:
    kinds, shown = parsed(escape(text))
    assert kinds <= PLAIN_NODES
    assert shown == " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("role", ["sentence", "item", "lead_in"])
def test_words_of_a_paper_cannot_act_as_markdown_within_an_answer(text: str, role: str) -> None:
    kinds, shown = parsed(compose([statement(text, role)]))
    assert kinds <= LIST_NODES
    assert " ".join(text.split()) in shown


@settings(deadline=None)
@given(st.text(st.sampled_from("ab 1#*_`~<>[]()!&;\\|+-=.:/\"'"), max_size=30))
def test_no_mixture_of_marks_acts_as_markdown(text: str) -> None:
    text = " ".join(text.split())
    kinds, shown = parsed(compose([statement(text, "item")]))
    assert kinds <= LIST_NODES
    assert text in shown


def test_name_of_a_publisher_cannot_act_as_markdown() -> None:
    kinds, _ = parsed(compose([statement("Words.", who="<b>[Council](x)</b>")]))
    assert kinds <= PLAIN_NODES | STRONG


def test_every_sentence_ends_in_its_markers() -> None:
    text = compose([Statement("One.", (1, 2), ""), Statement("Two.", (3,), "")])
    assert text == "“One.” [1][2] “Two.” [3]"


def test_list_comes_under_its_lead_in_one_bullet_an_item() -> None:
    listed = [statement("The rules are:", "lead_in"), statement("first;", "item"), statement("second.", "item")]
    assert compose(listed) == "“The rules are:” [1]\n\n- first; [1]\n- second. [1]"


def test_sentence_after_a_list_is_no_part_of_it() -> None:
    listed = [statement("Rules:", "lead_in"), statement("first;", "item"), statement("After it.")]
    kinds, _ = parsed(compose(listed))
    assert compose(listed).endswith("\n\n“After it.” [1]")
    assert "bullet_list_open" in kinds


def test_each_speaker_is_named_once_before_their_words() -> None:
    text = compose([statement("One.", who="LGA view"), statement("Two.", who="LGA view"), statement("Three.", who="X")])
    assert text == "**LGA view:** “One.” [1] “Two.” [1]\n\n**X:** “Three.” [1]"


@pytest.mark.parametrize(
    ("standpoint", "publisher", "wanted"),
    [
        (Standpoint("Durham County Council", "view"), "Durham County Council", "View of Durham County Council"),
        (
            Standpoint("UK Government", "reports", "Durham County Council"),
            "Durham County Council",
            "UK Government, as reported by Durham County Council",
        ),
        (Standpoint("LGA", "states", "LGA"), "Local Government Association", "LGA"),
        (Standpoint("", "states"), "", ""),
    ],
)
def test_attribution_says_whose_words_and_who_passes_them_on(
    standpoint: Standpoint, publisher: str, wanted: str
) -> None:
    assert attribution(standpoint, publisher) == wanted
