"""Whole answers with a model behind a server: the real one of 135 million parameters, and servers that do badly."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers import Answer, Question
from assistant.build import Assistant, join
from assistant.models.chat import ChatLanguageModel
from evals.keeping import stored
from evals.page import render as page_of
from evals.report import Report, SystemReport
from evals.runs import keep
from index.passages import Passage, Query
from index.retrieval import HybridRetriever
from tests.assistant.models.asking import model_at
from tests.assistant.models.servers import Act, breaks_off, hangs, page, pours, refuses, says, serving
from tests.assistant.models.small import NAME
from tests.contract import check_answer
from tests.evals.run_fakes import case, result
from ui.exporting import as_markdown

KEY = "sk-test-0123456789abcdef"
QUESTION = "How much is the leaving care allowance?"
LIMIT_S = 1.5


@pytest.fixture(scope="module", autouse=True)
def found_once() -> Iterator[None]:
    """The passages of the one question are found once: what is looked at here comes after them."""
    search = HybridRetriever.search
    found: dict[Query, tuple[Passage, ...]] = {}

    def again(self: HybridRetriever, query: Query) -> tuple[Passage, ...]:
        if query not in found:
            found[query] = search(self, query)
        return found[query]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HybridRetriever, "search", again)
        yield


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
    model = model_at(small_model_url, model=f"openai:{NAME}", model_reply_tokens=24)
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


def test_no_key_stands_in_a_log_an_export_or_a_kept_run(
    bundled: Assistant,
    quoted: Answer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    # A server that gives back what it was sent, as its words and as a fault.
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    caplog.set_level("DEBUG")
    spoken = json.dumps({"statements": [{"text": f"The key is {KEY}.", "evidence": ["k2m7"]}], "holds_answer": True})
    for act in (says(spoken), says(f"{KEY} is no object"), refuses(500, f"Bearer {KEY}"), refuses(400, f"key={KEY}")):
        caplog.clear()
        with serving(act) as server:
            model = model_at(server.url)
            answer = with_model(bundled, model, 10)
        assert server.calls
        assert server.calls[0].headers["authorization"] == f"Bearer {KEY}"
        assert answer.statements == quoted.statements
        given = json.loads(json.dumps(answer.to_dict()))
        report = Report(
            (SystemReport("ours", (replace(result(case("one")), given=given),)),), {}, {"documents": "c0ffee"}
        )
        settings = bundled.settings.model_copy(update={"model": "openai:fake", "model_base_url": server.url})
        kept = keep(stored(report, settings, started=1_750_000_000, chosen={}, commit=("", False)), tmp_path)
        assert kept.about.models["model"] == "openai:fake"
        assert "writing-" in kept.about.models["prompts"]
        files = "".join(path.read_text() for path in (tmp_path / kept.about.id).iterdir())
        assert KEY not in files + page_of(kept) + as_markdown([answer]) + json.dumps(given) + caplog.text
