"""What `reforms doctor` says of a language model."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.models.probing import probe, state
from assistant.models.providers import parse_name
from assistant.settings import Settings
from tests.assistant.models.servers import Act, hangs, page, refuses, serving

KEY = "sk-test-0123456789abcdef"
LIST = '{"object": "list", "data": [{"id": "fake", "object": "model"}, {"id": "other"}]}'


def problem(act: Act, model: str = "openai:fake") -> str:
    with serving(act) as server:
        return probe(parse_name(model), server.url, patience_s=0.5)


def test_no_model_is_well() -> None:
    (well, line), *more = state(Settings())
    assert (well, more) == (True, [])
    assert "none is set" in line


def test_server_that_has_the_model_is_well() -> None:
    assert problem(lambda call: call.answer(200, LIST)) == ""


def test_server_that_has_another_model_is_told_with_what_it_has() -> None:
    said = problem(lambda call: call.answer(200, LIST), "openai:mine")
    assert said.endswith("has no model 'mine'. It has fake, other.")


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (refuses(401), "refused the key"),
        (page(), "web page"),
        (hangs, "did not answer in time"),
        (lambda call: call.answer(200, "[[[["), "not as a model's server does"),
    ],
)
def test_what_is_wrong_with_a_server_is_told(act: Act, words: str) -> None:
    assert words in problem(act)


@pytest.mark.parametrize("text", ["[]", "{}", '{"data": 3}', '{"data": [3, {"id": 4}]}', '"x"', "null"])
def test_server_without_a_list_of_models_is_well(text: str) -> None:
    assert problem(lambda call: call.answer(200, text)) == ""
    assert problem(refuses(404)) == ""


def test_nobody_there_is_told() -> None:
    with serving(page()) as server:
        url = server.url
    assert "cannot be reached" in probe(parse_name("openai:fake"), url)


def test_key_is_told_by_its_variable_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORMS_MODEL_KEY", KEY)
    with serving(lambda call: call.answer(200, LIST)) as server:
        lines = list(state(Settings(model="openai:fake", model_steps=("writing",), model_base_url=server.url)))
        assert server.calls[0].headers["authorization"] == f"Bearer {KEY}"
    assert (True, "a key is in REFORMS_MODEL_KEY") in lines
    assert KEY not in str(lines)


def test_missing_key_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AZURE_OPENAI_API_KEY", "REFORMS_MODEL_KEY"):
        monkeypatch.delenv(name, raising=False)
    with serving(page(404)) as server:
        lines = list(state(Settings(model="azure:ours", model_steps=("writing",), model_base_url=server.url)))
    assert (False, "no key is in the environment. Set AZURE_OPENAI_API_KEY.") in lines
    lines = list(state(Settings(model="azure:ours", model_steps=("writing",))))
    assert (False, "'azure' needs the address of your own resource. Set model_base_url.") in lines


def test_path_that_is_no_model_is_told(tmp_path: Path) -> None:
    assert [well for well, _ in state(Settings(model=f"path:{tmp_path}", model_steps=("writing",)))] == [True, False]
