"""Where what a language model is asked goes, told from the settings alone."""

from __future__ import annotations

import pytest

from assistant.models.probing import state
from assistant.models.whereabouts import Joined, joined
from assistant.settings import Settings

AZURE = "https://ours.openai.azure.com"


def told(**settings: object) -> Joined:
    found = joined(Settings.model_validate({"model_steps": ("writing",)} | settings))
    assert found is not None
    return found


def test_no_model_or_one_that_is_asked_nothing_is_not_joined() -> None:
    assert joined(Settings()) is None
    assert joined(Settings(model="ollama:llama3.2", model_steps=())) is None


@pytest.mark.parametrize(
    ("model", "address", "place", "local"),
    [
        ("path:small.gguf", "", "in this service’s own process", True),
        ("ollama:llama3.2", "", "a server on this machine (127.0.0.1:11434)", True),
        ("openai:ours", "http://localhost:8000/v1", "a server on this machine (localhost:8000)", True),
        ("ollama:llama3.2", "http://10.0.0.7:11434", "the server 10.0.0.7:11434", False),
        ("ollama:gpt-oss:120b-cloud", "", "Ollama’s cloud, through 127.0.0.1:11434", False),
        ("openai:gpt", "", "OpenAI (api.openai.com)", False),
        ("openai:ours", "https://llm.example.gov.uk/v1", "the server llm.example.gov.uk", False),
        ("openai:ours", "http://127.0.0.1.example.org/v1", "the server 127.0.0.1.example.org", False),
        ("azure:ours", AZURE, "Microsoft Azure (ours.openai.azure.com)", False),
        ("azure:ours", "", "Microsoft Azure, at an address that is not set", False),
        ("anthropic:x", "", "Anthropic (api.anthropic.com)", False),
        ("mistral:x", "", "Mistral AI (api.mistral.ai)", False),
        ("google:x", "", "Google (generativelanguage.googleapis.com)", False),
    ],
)
def test_who_runs_it_and_where_is_named(model: str, address: str, place: str, local: bool) -> None:
    found = told(model=model, model_base_url=address)
    assert (found.place, found.local, found.served) == (place, local, not model.startswith("path:"))


def test_what_is_sent_follows_from_the_steps() -> None:
    assert told(model="openai:x").sent == "your question and the passages found for it"
    assert told(model="openai:x", model_steps=("rewordings",)).sent == "your question"
    claims = told(model="openai:x", model_steps=("claims",))
    assert claims.sent == "each claim that you have checked and each statement of a draft"
    assert (claims.writes, claims.sees_questions, claims.sees_claims) == (False, False, True)
    assert "questions that you asked before" in told(model="openai:x", model_steps=("standalone", "writing")).sent
    assert told(model="openai:x", model_steps=("questions",)).sent == "passages of the papers, when they are added"


def test_doctor_tells_what_leaves_and_for_whom() -> None:
    lines = [
        line
        for _, line in state(
            Settings(model="openai:x", model_steps=("writing",), model_base_url="http://llm.invalid/v1")
        )
    ]
    assert "leaves this machine for the server llm.invalid: your question and the passages found for it" in lines
