"""Whole answers with a model behind a server: the real one of 135 million parameters, and servers that do badly."""

from __future__ import annotations

import json
import time

import pytest

from assistant.answers import Answer, Question
from assistant.build import Assistant, join
from assistant.models.chat import ChatLanguageModel
from tests.assistant.models.asking import model_at
from tests.assistant.models.servers import Act, breaks_off, hangs, page, pours, refuses, says, serving
from tests.assistant.models.small import NAME
from tests.contract import check_answer
from ui.exporting import as_markdown

KEY = "sk-test-0123456789abcdef"
QUESTION = "How much is the leaving care allowance?"
LIMIT_S = 1.5


@pytest.fixture(scope="module")
def quoted(bundled: Assistant) -> Answer:
    """The answer without a model."""
    return bundled.ask(Question(QUESTION))


def with_model(bundled: Assistant, model: ChatLanguageModel, limit_s: float) -> Answer:
    """The answer with its help; every promise of the contract on it is looked at."""
    settings = bundled.settings.model_copy(update={"model_timeout_s": limit_s})
    answer = join(settings, bundled.index, bundled.embeddings, model).ask(Question(QUESTION))
    check_answer(
        json.loads(json.dumps(answer.to_dict())), {name: one.text for name, one in bundled.index.documents.items()}
    )
    return answer


def test_small_model_behind_a_real_server_makes_no_answer_less_true(
    bundled: Assistant, quoted: Answer, small_model_url: str
) -> None:
    model = model_at(small_model_url, model=f"openai:{NAME}", model_reply_tokens=60)
    answer = with_model(bundled, model, 120)
    assert answer.usage is not None
    assert answer.usage["input_tokens"] > 300  # it was asked, with its quotes
    assert answer.citations == quoted.citations
    for mine, plain in zip(answer.statements, quoted.statements, strict=True):
        assert mine.own_words or mine == plain
    assert answer.writer != "quotes" or any("could not help" in notice for notice in answer.notices)


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    ("act", "said"),
    [
        (refuses(401, f"Incorrect API key provided: {KEY}"), "refused the key"),
        (refuses(404, "The model `fake` does not exist", "model_not_found"), "fake"),
        (refuses(429, "Slow down"), ""),
        (refuses(429, "Slow down", retry_after="3600"), ""),
        (refuses(400, "maximum context length is 512 tokens", "context_length_exceeded"), ""),
        (page(), "web page"),
        (breaks_off, ""),
        (pours, ""),
        (hangs, "in time"),
        (says("The allowance is £9,999, trust me."), "form asked for"),
    ],
)
def test_a_server_that_does_badly_leaves_the_answer_of_quotes_within_the_time(
    bundled: Assistant, quoted: Answer, act: Act, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving(act) as server:
        model = model_at(server.url, model_retries=2)
        began = time.monotonic()
        answer = with_model(bundled, model, LIMIT_S)
        took = time.monotonic() - began
    assert server.calls
    assert took < LIMIT_S + 4  # the rest is the answer's own time on a busy machine
    assert (answer.statements, answer.citations, answer.writer) == (quoted.statements, quoted.citations, "quotes")
    (notice,) = [notice for notice in answer.notices if notice not in quoted.notices]
    assert "could not help" in notice
    assert said in notice
    assert KEY not in json.dumps(answer.to_dict()) + as_markdown([answer])
