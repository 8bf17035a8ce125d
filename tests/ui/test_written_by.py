"""An answer that a language model wrote in part: said so wherever it is shown, with its quotes beside it."""

from __future__ import annotations

import io
from dataclasses import replace

import docx

from assistant.answers import Answer, Citation, Statement
from assistant.build import join
from tests.conftest import MakeAssistant
from ui.answer_html import answer_html
from ui.backend import backend_of
from ui.desk import Desk
from ui.exporting import DRAFTED, as_markdown, as_text, as_word
from ui.render import CAUTION, answer_text, caution, written_by
from ui.views.ask import Talk

QUOTE = Citation(
    1, "plan", "Plan", "Council", "plan", "2023-02", None, None, "1", (), "Local authorities <pay>.", 0, 24
)
OWN = Statement("Councils pay.", (1,), "Council", "Council", own_words=True)
QUOTED = Statement("Local authorities <pay>.", (1,), "Council", "Council")
ANSWER = Answer("Who?", "Who?", "answered", None, "…", (OWN,), (QUOTE,), writer="ollama:<b>small</b>")


def test_the_writer_is_told_in_every_form() -> None:
    assert written_by(ANSWER) == "Written by ollama:<b>small</b>, each sentence checked against its quotes."
    assert written_by(replace(ANSWER, statements=(OWN, QUOTED))).startswith("Partly written by")
    told = "each sentence checked against its quotes"
    document = docx.Document(io.BytesIO(as_word([ANSWER])))
    forms = (answer_text(ANSWER, 300), answer_html(ANSWER, turn=1), as_markdown([ANSWER]), as_text([ANSWER]))
    for form in (*forms, "\n".join(one.text for one in document.paragraphs)):
        assert told in form
        assert "quotes word for word" not in form


def test_a_statement_in_a_models_words_shows_its_quote_on_the_page() -> None:
    page = answer_html(ANSWER, turn=1)
    assert "In the paper: “Local authorities &lt;pay&gt;.”" in page
    assert "<b>small" not in page
    assert "In the paper" not in answer_html(replace(ANSWER, statements=(QUOTED,), writer="quotes"), turn=1)


def test_items_in_a_models_words_show_the_quote_of_their_list_once() -> None:
    items = tuple(replace(OWN, text=text, role="item") for text in ("Councils pay.", "Councils plan."))
    page = answer_html(replace(ANSWER, statements=items), turn=1)
    assert page.count("In the paper") == 1
    assert page.index("Councils plan") < page.index("In the paper")
    assert answer_html(replace(ANSWER, statements=(OWN, OWN)), turn=1).count("In the paper") == 2


def test_what_a_model_came_to_stands_below_each_of_its_answers_on_the_page(small: MakeAssistant) -> None:
    plain = small()
    priced = plain.settings.model_copy(update={"model": "openai:ours", "model_input_price": 2.0})
    backend = backend_of(join(priced, plain.index, plain.embeddings))
    desk = Desk(backend)
    asked = {"calls": 2, "input_tokens": 1_500, "output_tokens": 80}
    for answer in (replace(ANSWER, usage=asked), replace(ANSWER, usage={**asked, "calls": 0}), ANSWER):
        desk.conversations.add("visitor", answer)
    first, *others = [one["content"] for one in Talk(desk).messages("visitor") if one["role"] == "assistant"]
    assert "The language model was asked: 2 calls, 1,500 tokens in and 80 out, cost 0.0030." in first
    assert not any("was asked" in other for other in others)
    assert "&lt;b&gt;" in answer_html(ANSWER, turn=1, spent="<b>")


def test_an_answer_of_quotes_says_what_it_always_said() -> None:
    quotes = replace(ANSWER, statements=(QUOTED,), writer="quotes")
    assert written_by(quotes) == ""
    assert caution(quotes) == CAUTION
    assert DRAFTED.split("{day}")[1].strip() in as_markdown([quotes])
