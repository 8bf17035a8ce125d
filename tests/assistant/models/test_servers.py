"""Whatever a server does: an answer in the shape, or one line in time."""

from __future__ import annotations

import email.utils
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from assistant.models import cutting
from assistant.models.failures import ContextTooSmall, Failure, Kind
from assistant.models.seam import Usage
from tests.assistant.models.asking import GOOD, ask, model_at
from tests.assistant.models.servers import (
    Act,
    breaks_off,
    drips_body,
    drips_header,
    hangs,
    hangs_up,
    page,
    pours,
    refuses,
    says,
    serving,
)

pytestmark = pytest.mark.usefixtures("imported")


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server's own wish to wait stands; ours is a hundredth."""
    from assistant.models import chat

    waits: Callable[[Any], float] = chat._wait

    def short(state: Any) -> float:
        error = state.outcome.exception()
        asked = error is not None and error.retry_after_s is not None
        return waits(state) * (1.0 if asked else 0.01)

    monkeypatch.setattr(chat, "_wait", short)


def failure(act: Act, seconds: float = 10.0, **settings: Any) -> tuple[Failure, int]:
    """What is said of a server that goes on like this, and how often it was asked."""
    with serving(act) as server, pytest.raises(Failure) as met:
        ask(model_at(server.url, **settings), seconds)
    return met.value, len(server.calls)


def test_answer_comes_in_the_shape_with_what_it_cost() -> None:
    with serving(says(GOOD)) as server:
        model = model_at(server.url)
        said, usage = ask(model)
    assert (said.answer, said.keys) == ("yes", ("a",))
    assert usage == model.total == Usage(1, 11, 3)
    assert server.calls[0].path == "/v1/chat/completions"
    assert server.calls[0].body["response_format"]["type"] == "json_schema"


@pytest.mark.alone
@pytest.mark.parametrize("act", [hangs, drips_header, drips_body], ids=lambda act: str(act.__name__))
def test_time_limit_holds(act: Act) -> None:
    began = time.monotonic()
    met, n_calls = failure(act, seconds=0.7, model_retries=3)
    assert time.monotonic() - began < 1.5
    assert (met.kind, n_calls) == (Kind.LATE, 1)
    assert str(met).startswith("The model did not answer in time.")


def test_thread_of_a_late_call_ends() -> None:
    with serving(drips_header) as server, pytest.raises(Failure):
        ask(model_at(server.url), 0.3)
    deadline = time.monotonic() + 3
    while any(one.name == "model-call" for one in threading.enumerate()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not [one for one in threading.enumerate() if one.name == "model-call"]


def test_garbage_without_end_is_cut_off() -> None:
    began = time.monotonic()
    met, _ = failure(pours, seconds=10)
    assert time.monotonic() - began < 5
    assert "more than any answer needs" in str(met)


@pytest.mark.parametrize("act", [breaks_off, hangs_up], ids=lambda act: str(act.__name__))
def test_server_that_closes_too_early_is_asked_again(act: Act) -> None:
    met, n_calls = failure(act, model_retries=2)
    assert (met.kind, n_calls) == (Kind.CUT_OFF, 3)
    assert "before the model's answer was whole" in str(met)
    with serving(act, says(GOOD)) as server:
        said, usage = ask(model_at(server.url, model_retries=2))
    assert (said.answer, usage.calls) == ("yes", 2)


def test_nobody_at_the_address() -> None:
    with serving(says(GOOD)) as server:
        url = server.url
    with pytest.raises(Failure) as met:
        ask(model_at(url))
    assert met.value.kind is Kind.UNREACHABLE
    assert "cannot be reached" in str(met.value)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, Kind.REFUSED_KEY, "refused the key"),
        (403, Kind.REFUSED_KEY, "refused the key"),
        (404, Kind.UNKNOWN_MODEL, "knows no model 'fake'"),
        (400, Kind.REFUSED, "refused the request"),
    ],
)
def test_what_will_not_pass_is_not_tried_again(status: int, kind: Kind, words: str) -> None:
    met, n_calls = failure(refuses(status, "no"), model_retries=3)
    assert (met.kind, n_calls) == (kind, 1)
    assert words in str(met)
    assert "\n" not in str(met)


def test_fault_of_the_server_is_tried_again_and_no_oftener_than_set() -> None:
    met, n_calls = failure(refuses(503, "overloaded"), model_retries=2)
    assert (met.kind, n_calls, met.usage.calls) == (Kind.SERVER_FAULT, 3, 3)


@pytest.mark.alone
def test_retry_after_in_seconds_is_waited_for() -> None:
    with serving(refuses(429, retry_after="1"), says(GOOD)) as server:
        began = time.monotonic()
        assert ask(model_at(server.url, model_retries=1), 10)[0].answer == "yes"
    assert 1.0 <= time.monotonic() - began < 3


@pytest.mark.alone
def test_retry_after_as_a_date_is_waited_for() -> None:
    def busy(call: Any) -> None:
        refuses(429, retry_after=email.utils.formatdate(time.time() + 2, usegmt=True))(call)

    with serving(busy, says(GOOD)) as server:
        began = time.monotonic()
        assert ask(model_at(server.url, model_retries=1), 10)[0].answer == "yes"
    assert 0.9 <= time.monotonic() - began < 4


@pytest.mark.alone
def test_retry_after_beyond_the_time_limit_is_not_waited_for() -> None:
    began = time.monotonic()
    met, n_calls = failure(refuses(429, retry_after="120"), seconds=5, model_retries=3)
    assert time.monotonic() - began < 1.5
    assert (met.kind, n_calls) == (Kind.BUSY, 1)
    assert "asks to wait 120 seconds" in str(met)


def test_too_many_requests_without_a_word_on_waiting_are_tried_again() -> None:
    met, n_calls = failure(refuses(429), model_retries=1)
    assert (met.kind, n_calls) == (Kind.BUSY, 2)
    with serving(refuses(429), says(GOOD)) as server:
        assert ask(model_at(server.url, model_retries=1))[0].answer == "yes"


@pytest.mark.parametrize("status", [200, 403, 404, 502])
def test_web_page_is_told_as_one(status: int) -> None:
    met, _ = failure(page(status))
    assert "web page" in str(met)
    assert f"HTTP {status}" in str(met)


def test_other_content_type_is_no_answer() -> None:
    met, _ = failure(lambda call: call.answer(200, "hello", "text/plain"))
    assert met.kind is Kind.NOT_A_MODEL


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"yes"', "{}", '{"choices": []}', '{"choices": "x"}', "[" * 9_000]
)
def test_json_that_is_no_model_s_is_one_line(text: str) -> None:
    met, _ = failure(lambda call: call.answer(200, text))
    assert met.kind in {Kind.NOT_A_MODEL, Kind.MISFIT, Kind.CUT_OFF}
    assert "Traceback" not in str(met)


@pytest.mark.parametrize(
    "act",
    [
        refuses(400, "This model's maximum context length is 4096 tokens.", "context_length_exceeded"),
        refuses(400, "the request exceeds the available context size. try increasing the context size"),
        refuses(413, "prompt is too long: 210000 tokens > 200000 maximum"),
    ],
)
def test_context_that_is_too_small_is_told(act: Act) -> None:
    met, n_calls = failure(act, model_retries=2)
    assert isinstance(met, ContextTooSmall)
    assert n_calls == 1
    assert "too small for the evidence" in str(met)


def test_prompt_that_cannot_fit_is_not_sent() -> None:
    with serving(says(GOOD)) as server:
        model = model_at(server.url, model_context_tokens=600, model_reply_tokens=100)
        assert ask(model)[0].answer == "yes"
        with pytest.raises(ContextTooSmall):
            ask(model, question="word " * 1_000)
    assert len(server.calls) == 1


def test_reply_out_of_shape_is_asked_for_once_more() -> None:
    with serving(says("I think yes."), says(GOOD)) as server:
        said, usage = ask(model_at(server.url))
    assert (said.answer, usage) == ("yes", Usage(2, 22, 6))
    assert len(server.calls[1].body["messages"]) == 4
    met, n_calls = failure(says("I think yes."))
    assert (met.kind, n_calls, met.usage) == (Kind.MISFIT, 2, Usage(2, 22, 6))


def test_empty_reply_is_told() -> None:
    met, _ = failure(says(""))
    assert "it is empty" in str(met)


def test_reply_that_breaks_off_at_its_limit_is_not_asked_for_again() -> None:
    met, n_calls = failure(says('{"answer": "yes and yes and', finish="length"))
    assert (met.kind, n_calls, met.usage.output_tokens) == (Kind.MISFIT, 1, 3)
    assert "longer than allowed" in str(met)


def test_option_that_a_server_does_not_know_is_left_out_from_then_on() -> None:
    unknown = refuses(400, "'response_format' is not supported"), refuses(422, "Unexpected field: temperature")
    with serving(*unknown, says(GOOD)) as server:
        model = model_at(server.url)
        assert ask(model)[1].calls == 3
        assert ask(model)[1].calls == 1
    assert {"response_format", "temperature"} & set(server.calls[-1].body) == set()
    assert server.calls[-1].body["max_tokens"] == 1_000


def test_redirect_is_not_followed() -> None:
    with serving(says(GOOD)) as elsewhere:
        met, _ = failure(lambda call: call.answer(307, "", location=elsewhere.url + "/chat/completions"))
        assert elsewhere.calls == []
    assert "sends elsewhere" in str(met)


def test_reply_that_is_packed_is_not_unpacked() -> None:
    met, _ = failure(lambda call: call.answer(200, "x" * 100, content_encoding="gzip"))
    assert met.kind is Kind.NOT_A_MODEL


def test_failing_server_is_left_alone_and_tried_again_later() -> None:
    now = [0.0]
    broken = refuses(500, "down")
    with serving(broken, broken, broken, says(GOOD)) as server:
        model = model_at(server.url)
        model.shared.breaker.threshold, model.shared.breaker.clock = 3, lambda: now[0]
        for _ in range(3):
            with pytest.raises(Failure, match="fault of its own"):
                ask(model)
        with pytest.raises(Failure, match="left alone for 60 seconds") as met:
            ask(model)
        assert (met.value.kind, met.value.usage.calls, len(server.calls)) == (Kind.RESTING, 0, 3)
        now[0] = 61.0
        assert ask(model)[0].answer == "yes"
        assert ask(model)[0].answer == "yes"


def test_replies_out_of_shape_are_no_failing_server() -> None:
    with serving(says("no"), *[says("no")] * 11, says(GOOD)) as server:
        model = model_at(server.url)
        for _ in range(6):
            with pytest.raises(Failure, match="not in the form"):
                ask(model)
        assert ask(model)[0].answer == "yes"


def test_many_conversations_share_one_model() -> None:
    with serving(says(GOOD)) as server:
        model, said = model_at(server.url), []
        threads = [threading.Thread(target=lambda: said.append(ask(model)[0].answer)) for _ in range(12)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert said == ["yes"] * 12
    assert model.total == Usage(12, 12 * 11, 12 * 3)


def test_calls_that_hang_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "MOST_STRAYS", 0)
    with serving(says(GOOD)) as server, pytest.raises(Failure, match="still hangs on earlier"):
        ask(model_at(server.url))
    assert server.calls == []
