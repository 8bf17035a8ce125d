"""`reforms ask` with a language model behind a server: what it says of cost and failure, and where no key stands."""

from __future__ import annotations

import pytest

from tests.assistant.models.servers import refuses, says, serving
from tests.ui.test_cli import ALLOWANCE, Cli, cli, small_data  # noqa: F401 - fixtures

KEY = "sk-test-0123456789abcdef"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORMS_MODEL_KEY", KEY)
    monkeypatch.setenv("REFORMS_MODEL_TIMEOUT_S", "5")


def test_what_a_model_cost_is_told_beside_the_answer(
    cli: Cli,  # noqa: F811
    small_data: tuple[str, ...],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with serving(says('{"statements": [], "holds_answer": true}', usage=(900, 7))) as server:
        monkeypatch.setenv("REFORMS_MODEL_BASE_URL", server.url)
        monkeypatch.setenv("REFORMS_MODEL_INPUT_PRICE", "2")
        done = cli("ask", ALLOWANCE, "--model", "openai:ours", *small_data)
    assert done.status == 0, done.err
    assert "Language model openai:ours: 1 call, 900 tokens in and 7 out" in done.err
    assert "900" not in done.out


def test_a_wrong_key_leaves_the_answer_with_a_notice_and_stands_nowhere(
    cli: Cli,  # noqa: F811
    small_data: tuple[str, ...],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = cli("ask", ALLOWANCE, "--json", *small_data).json()
    with serving(refuses(401, f"Incorrect API key provided: {KEY}")) as server:
        monkeypatch.setenv("REFORMS_MODEL_BASE_URL", server.url)
        done = cli("ask", ALLOWANCE, "--model", "openai:ours", "--json", *small_data)
    answer = done.json()
    assert answer["answer"] == plain["answer"]
    assert not any(statement["own_words"] for statement in answer["statements"])
    assert len(answer["notices"]) == len(plain["notices"]) + 1
    assert "could not help" in answer["notices"][-1]
    assert KEY not in done.out + done.err
