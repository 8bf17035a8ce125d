"""Every provider's own library, in its own form on the wire, against a server on loopback that speaks it."""

from __future__ import annotations

import importlib.util
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from assistant.models.chat import ChatLanguageModel
from assistant.models.failures import Failure, Kind
from assistant.models.providers import PROVIDERS
from assistant.models.seam import Usage
from tests.assistant.models.asking import GOOD, ask, model_at
from tests.assistant.models.servers import Act, Served, breaks_off, hangs, page, says, serving

KEY = "zz-key-0123456789abcdef"
_LACKING = {one.name for one in PROVIDERS for module in one.modules if importlib.util.find_spec(module) is None}


def _ollama(text: str) -> str:
    part = {"model": "fake", "created_at": "2026-11-22T00:00:00Z", "message": {"role": "assistant", "content": text}}
    end = {"done": True, "done_reason": "stop", "prompt_eval_count": 11, "eval_count": 3}
    nothing = {"message": {"role": "assistant", "content": ""}}
    return f"{json.dumps(part | {'done': False})}\n{json.dumps(part | nothing | end)}\n"


def _anthropic(text: str) -> str:
    reply = {"id": "m", "type": "message", "role": "assistant", "model": "fake", "stop_sequence": None}
    usage = {"input_tokens": 11, "output_tokens": 3}
    return json.dumps(reply | {"content": [{"type": "text", "text": text}], "stop_reason": "end_turn", "usage": usage})


def _google(text: str) -> str:
    said = {"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP", "index": 0}
    usage = {"promptTokenCount": 11, "candidatesTokenCount": 3, "totalTokenCount": 14}
    return json.dumps({"candidates": [said], "usageMetadata": usage, "modelVersion": "fake"})


SAYS: Mapping[str, Callable[[str], Act]] = {
    "ollama": lambda text: lambda call: call.answer(200, _ollama(text), "application/x-ndjson"),
    "anthropic": lambda text: lambda call: call.answer(200, _anthropic(text)),
    "google": lambda text: lambda call: call.answer(200, _google(text)),
    "mistral": says,
    "azure": says,
}
ERRORS: Mapping[str, Callable[[str], Any]] = {
    "ollama": lambda words: {"error": words},
    "anthropic": lambda words: {"type": "error", "error": {"type": "error", "message": words}},
    "google": lambda words: {"error": {"code": 0, "message": words, "status": "ERROR"}},
    "mistral": lambda words: {"object": "error", "message": words},
    "azure": lambda words: {"error": {"message": words, "code": None}},
}
PATHS = {
    "ollama": "/api/chat",
    "anthropic": "/v1/messages",
    "google": "/v1beta/models/fake:generateContent",
    "mistral": "/v1/chat/completions",
    "azure": "/openai/deployments/fake/chat/completions",
}
each_provider = pytest.mark.parametrize(
    "name", [pytest.param(one, marks=pytest.mark.skipif(one in _LACKING, reason="its extra is absent")) for one in SAYS]
)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORMS_MODEL_KEY", KEY)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def model_of(name: str, server: Served, **settings: Any) -> ChatLanguageModel:
    url = server.url if name == "mistral" else server.url.removesuffix("/v1")
    return model_at(url, model=f"{name}:fake", **settings)


@each_provider
def test_every_provider_is_asked_in_its_own_form(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with serving(SAYS[name](GOOD)) as server:
        model = model_of(name, server)
        said, usage = ask(model)
    (call,) = server.calls
    assert (said.answer, said.keys, usage) == ("yes", ("a",), Usage(1, 11, 3))
    assert call.path.partition("?")[0] == PATHS[name]
    assert "additionalProperties" in json.dumps(call.body)  # the schema goes as the provider takes it
    assert KEY in {value.removeprefix("Bearer ") for value in call.headers.values()}
    assert KEY not in call.path + json.dumps(call.body) + repr(model) + repr(model.prepare()) + caplog.text


def refuses(name: str, status: int, words: str, **headers: str) -> Act:
    return lambda call: call.answer(status, json.dumps(ERRORS[name](words)), **headers)


BAD: Mapping[str, tuple[Callable[[str], Act], Kind, str]] = {
    "wrong key": (lambda name: refuses(name, 401, f"Incorrect API key: {KEY}"), Kind.REFUSED_KEY, "refused the key"),
    "no model": (lambda name: refuses(name, 404, "model not found"), Kind.UNKNOWN_MODEL, "knows no model 'fake'"),
    "busy": (lambda name: refuses(name, 429, "slow down"), Kind.BUSY, "takes no more questions"),
    "busy for long": (lambda name: refuses(name, 429, "slow", retry_after="50"), Kind.BUSY, "asks to wait 50 seconds"),
    "context": (
        lambda name: refuses(name, 400, "prompt is too long: 210000 tokens > 200000 maximum"),
        Kind.CONTEXT,
        "too small for the evidence",
    ),
    "closes": (lambda _: breaks_off, Kind.CUT_OFF, "before the model's answer was whole"),
    "page": (lambda _: page(502), Kind.NOT_A_MODEL, "web page"),
    "page that is well": (lambda _: page(), Kind.NOT_A_MODEL, "Check the base URL"),
    "hangs": (lambda _: hangs, Kind.LATE, "did not answer in time"),
}


@each_provider
@pytest.mark.parametrize("what", sorted(BAD))
def test_whatever_goes_wrong_is_one_line_in_time_from_every_provider(name: str, what: str) -> None:
    act, kind, words = BAD[what]
    with serving(act(name)) as server:
        model = model_of(name, server)
        began = time.monotonic()
        with pytest.raises(Failure) as met:
            ask(model, 0.4 if what == "hangs" else 10)
        took = time.monotonic() - began
    assert server.calls or what == "hangs"  # whose time may be over before a busy machine has connected
    assert took < 8
    assert met.value.kind is kind
    assert words in str(met.value)
    assert "\n" not in str(met.value)
    assert KEY not in str(met.value)


@each_provider
def test_no_key_follows_a_redirect(name: str) -> None:
    with serving(SAYS[name](GOOD)) as elsewhere:
        with serving(lambda call: call.answer(307, "", location=f"{elsewhere.url}/x")) as server:
            model = model_of(name, server)
            with pytest.raises(Failure):
                ask(model)
        assert elsewhere.calls == []
