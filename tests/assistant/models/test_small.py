"""A real model of 135 million parameters: behind a real server, and in this process."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from assistant.helping.prompts import load_prompts
from assistant.helping.writing import Writing
from assistant.models import local
from assistant.models.chat import ChatLanguageModel, Shared
from assistant.models.failures import ContextTooSmall, Failure, Kind
from assistant.models.loading import ModelError, load_model
from assistant.models.seam import Deadline, Prompt, Usage
from assistant.settings import Settings
from tests.assistant.models.asking import Said, ask, model_at
from tests.assistant.models.small import NAME, weights
from ui.doctor import _model

ENOUGH_S = 120.0
REPLY = 24
"""Tokens that the example takes, and half as many again."""
EXAMPLE = Prompt(
    "example",
    1,
    'Copy this object and nothing else: {"answer": "yes", "keys": ["a"]}',
    'Example of a reply: {"answer": "yes", "keys": ["a"]}\n{question}',
)


@pytest.fixture
def served(small_model_url: str) -> ChatLanguageModel:
    return model_at(small_model_url, model=f"openai:{NAME}", model_reply_tokens=REPLY, model_timeout_s=ENOUGH_S)


@pytest.fixture(scope="module")
def parts(small_model_folder: Path) -> tuple[Any, Any]:
    """Tokenizer and weights, read once."""
    return local.read_weights(small_model_folder)


@pytest.fixture
def own(small_model_folder: Path, parts: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch) -> ChatLanguageModel:
    monkeypatch.setattr(local, "read_weights", lambda _: parts)
    model = load_model(Settings(model=f"path:{small_model_folder}", model_reply_tokens=REPLY))
    assert model is not None
    model.prepare()
    return model


def answer(model: ChatLanguageModel) -> tuple[Said | None, Usage, str]:
    """What came of one question: a reply in the shape, or why there is none."""
    model.shared = Shared()
    try:
        said, usage = model.ask(EXAMPLE, {"question": "Is it?"}, Said, Deadline.within(ENOUGH_S))
    except Failure as failure:
        return None, failure.usage, str(failure)
    return said, usage, ""


def test_small_model_behind_a_real_server_answers_in_the_shape_or_says_why_not(served: ChatLanguageModel) -> None:
    said, usage, why = answer(served)
    assert isinstance(said, Said) or why.startswith("The model's answer was")
    assert usage.input_tokens > 100
    assert 0 < usage.output_tokens <= REPLY * usage.calls
    assert served.total == usage


@pytest.mark.usefixtures("imported")
def test_time_limit_holds_while_a_real_server_writes(served: ChatLanguageModel) -> None:
    began = time.monotonic()
    with pytest.raises(Failure) as met:
        ask(served, 0.1, question="Tell me everything.")
    assert met.value.kind is Kind.LATE
    assert time.monotonic() - began < 1.5


def test_doctor_finds_a_real_server(small_model_url: str) -> None:
    lines = list(_model(Settings(model=f"openai:{NAME}", model_steps=("writing",), model_base_url=small_model_url)))
    assert [line for line in lines if line.startswith("!")] == []
    assert lines[0] == f"ok  language model openai:{NAME}, asked for writing"
    assert lines[-1].endswith(" answers")


def test_model_in_this_process_is_named_without_its_path(own: ChatLanguageModel) -> None:
    assert own.name == f"path:{NAME}"
    said, usage, why = answer(own)
    assert isinstance(said, Said) or why.startswith("The model's answer was")
    assert usage.input_tokens > 100
    assert own.context_tokens == 8_192
    assert own.tokens("kinship carers") == 3  # its own count; the estimate would be 5


def test_model_in_this_process_lets_go_when_its_time_is_over(
    small_model_folder: Path, parts: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "read_weights", lambda _: parts)
    monkeypatch.setattr(parts[1].generation_config, "eos_token_id", None)  # so that it would write for minutes
    model = load_model(Settings(model=f"path:{small_model_folder}", model_reply_tokens=6_000))
    assert model is not None
    chat = model.prepare()
    with pytest.raises(Failure) as met:
        ask(model, 0.5, question="Tell me everything.")
    assert met.value.kind is Kind.LATE
    assert isinstance(chat, local.LocalChatModel)
    assert chat.lock.acquire(timeout=ENOUGH_S), "it writes on though nobody waits"


def test_a_process_ends_only_once_a_call_that_was_given_up_has_ended() -> None:
    # llama.cpp would read weights that are gone: exit status 139 after all the work was done.
    lock = threading.Lock()
    lock.acquire()
    threading.Timer(0.05, lock.release).start()
    assert local.await_end(lock, 5)
    assert not local.await_end(lock, 0.01)  # and no other begins


def test_prompt_beyond_the_context_of_a_model_in_this_process_is_told(own: ChatLanguageModel) -> None:
    with pytest.raises(ContextTooSmall):
        ask(own, question="a word of it " * 3_000)


def test_folder_that_is_no_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    model = load_model(Settings(model=f"path:{tmp_path}"))
    assert model is not None
    with pytest.raises(ModelError, match="cannot be read as a language model"):
        model.prepare()
    with pytest.raises(Failure, match="cannot be read as a language model") as met:
        ask(model)
    assert "\n" not in str(met.value)


def test_llama_cpp_reads_the_file_itself_and_keeps_to_the_schema_of_an_answer() -> None:
    # Built from source where no wheel fits, so that `make install` leaves it out.
    pytest.importorskip("llama_cpp", reason="the extra `llama` is not installed")
    model = load_model(Settings(model=f"path:{weights()}", model_reply_tokens=24, model_context_tokens=2_048))
    assert model is not None
    model.prepare()
    assert model.keep_to is not None
    assert (model.context_tokens, model.tokens("kinship carers")) == (2_048, 3)
    # Its grammar of a shape with bounds of 20,000 characters ended the process.
    shown = {"question": "Who pays?", "evidence": "k2m7: The council pays."}
    with pytest.raises(Failure, match="broke off") as met:  # 24 tokens make no statement
        model.ask(load_prompts()["writing"], shown, Writing, Deadline.within(ENOUGH_S))
    assert 0 < met.value.usage.output_tokens <= 24


def test_weights_of_the_package_are_found() -> None:
    assert weights().stat().st_size > 90_000_000
