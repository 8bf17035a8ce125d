"""What people are told of a language model before they type: nothing leaves the machine, or it does and for whom."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from assistant.helping.measured import asked_steps, keep_record
from assistant.models.whereabouts import joined
from assistant.settings import ModelStep, Settings
from tests.assistant.helping.test_measured import measured
from tests.ui import backend
from tests.ui.browser import serving
from ui.drafting import claims_go
from ui.views.ask import _top_html
from ui.views.texts import names
from ui.web import build_app

ALL: tuple[ModelStep, ...] = ("standalone", "rewordings", "choosing", "writing", "claims", "questions")
ABROAD = Settings(model="openai:gpt", model_steps=ALL)
HERE = Settings(model="ollama:llama3.2", model_steps=("writing",))
OWN = Settings(model="path:small.gguf", model_steps=("writing",))


def pages(settings: Settings) -> dict[str, str]:
    """The texts of all pages where a model is, or may be, told of; without their markup."""
    desk = backend.desk(model=joined(settings), model_told=asked_steps(settings).told)
    with serving(build_app(desk)) as address, httpx.Client(base_url=address) as client:
        found = {name: client.get(f"/about/{name}").text for name in names()}
        found["check"] = client.get("/check").text
    found["ask"] = _top_html(desk, 5)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", text).split()) for name, text in found.items()}


def test_without_a_model_nothing_leaves_and_nothing_is_written() -> None:
    told = pages(Settings())
    assert "nothing that you type leaves it" in told["privacy"]
    assert "Nothing is written anew:" in told["how-it-works"]
    assert "No large language model" in told["transparency-record"]
    assert "nothing leaves the machine" in told["transparency-record"]
    assert "comes word for word from" in told["ask"]
    assert not any("sent to" in text for text in told.values())


def test_with_a_model_elsewhere_no_page_says_that_nothing_leaves() -> None:
    told = pages(ABROAD)
    for text in told.values():
        assert "nothing leaves" not in text
        assert "nothing that you type leaves" not in text
        assert "Nothing is written anew" not in text
        assert "comes word for word" not in text
    for name in ("privacy", "transparency-record", "ask", "check", "how-it-works"):
        assert "OpenAI (api.openai.com)" in told[name], name
    assert "It is sent your question, the questions that you asked before it" in told["privacy"]
    assert "to be completed" in told["privacy"]
    assert "Your question is sent to OpenAI" in told["ask"]
    assert "Each is sent to OpenAI" in told["check"]


@pytest.mark.parametrize(("settings", "place"), [(HERE, "127.0.0.1:11434"), (OWN, "own process")])
def test_with_a_model_here_nothing_leaves_but_it_may_write(settings: Settings, place: str) -> None:
    told = pages(settings)
    assert "nothing that you type leaves the machine" in told["privacy"]
    assert place in told["privacy"]
    assert ("sends nothing on" in told["privacy"]) == (settings is HERE)
    assert "may put a quote more plainly" in told["how-it-works"]
    assert "put more plainly by a language model" in told["ask"]
    assert not any("sent to" in text for text in told.values())


def test_a_model_that_does_not_write_leaves_the_answers_word_for_word() -> None:
    told = pages(Settings(model="openai:gpt", model_steps=("claims",)))
    assert "comes word for word from" in told["ask"]
    assert "sent to" not in told["ask"]
    assert "Each is sent to OpenAI" in told["check"]
    assert "Nothing is written anew:" in told["how-it-works"]


def test_pages_say_whether_the_model_was_measured_here(tmp_path: Path) -> None:
    settings = Settings(model="ollama:llama3.2", data=tmp_path)
    told = pages(settings)
    for name in ("how-it-works", "transparency-record"):
        assert "not measured here yet: asked for writing alone" in told[name], name
    keep_record(settings, [measured("writing", kept=False)])
    told = pages(settings)
    for name in ("how-it-works", "transparency-record"):
        assert "no step helps with this model; answers are quotes alone" in told[name], name
    assert "Nothing is written anew:" in told["how-it-works"]
    assert "nothing that you type leaves it" in told["privacy"]


def test_a_models_name_is_text_on_every_page() -> None:
    told = pages(Settings(model="openai:[a](http://x.invalid)<b>|*c*"))
    assert all("[a](http://x.invalid)" in told[name] for name in ("privacy", "how-it-works", "transparency-record"))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(), "nothing of it leaves this machine"),
        (HERE, "nothing of it leaves this machine"),
        (Settings(model="openai:gpt", model_steps=("writing",)), "nothing of it leaves this machine"),
        (ABROAD, "each goes to OpenAI (api.openai.com)"),
    ],
)
def test_a_draft_is_told_where_its_claims_go(settings: Settings, said: str) -> None:
    assert claims_go(settings) == said
