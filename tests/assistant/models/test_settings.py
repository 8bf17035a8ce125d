"""How a model is named, where that may stand, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.models.failures import Failure, Kind
from assistant.models.loading import ModelError, load_model
from assistant.models.providers import parse_name
from assistant.settings import Settings
from tests.assistant.models.asking import GOOD, ask, model_at
from tests.assistant.models.servers import says, serving
from ui.configuring import SettingsError, settled

KEY = "sk-test-0123456789abcdef"


def test_no_model_is_set_by_default_and_nothing_of_one_is_imported() -> None:
    code = (
        "import sys; from assistant.models import load_model; from assistant.settings import Settings;"
        "assert load_model(Settings()) is None;"
        "print([name for name in sys.modules if name.split('.')[0] in ('openai', 'langchain', 'langchain_openai', "
        "'llama_cpp') or name in ('assistant.models.chat', 'assistant.models.local')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_path_of_a_file_that_is_there_is_a_model_in_this_process(tmp_path: Path) -> None:
    (tmp_path / "small.gguf").write_bytes(b"GGUF")
    name = parse_name(str(tmp_path / "small.gguf"))
    assert (name.provider.name, str(name)) == ("path", "path:small.gguf")
    assert str(parse_name(f"path:{tmp_path}/small.gguf")) == "path:small.gguf"


@pytest.mark.parametrize("text", ["gpt-4", "nobody:gpt", "openai:", ":x", "openai:a b", "openai", "no/such/path"])
def test_name_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="Say provider:model"):
        Settings(model=text)


@pytest.mark.parametrize(
    "given",
    [
        {"model": f"openai:{KEY}"},
        {"model": "openai:m", "model_base_url": f"https://{KEY}@example.org/v1"},
        {"model": "openai:m", "model_base_url": f"https://me:{KEY}@example.org/v1"},
        {"model": "openai:m", "model_base_url": f"https://example.org/v1?api-key={KEY}"},
        {"model": "openai:m", "model_base_url": f"https://example.org/{KEY}/v1"},
        {"model": "openai:m", "model_base_url": f"https://example.org/v1#{KEY}"},
    ],
)
def test_setting_with_a_key_in_it_is_refused_without_showing_it(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as met:
        settled(given, {})
    assert KEY not in str(met.value)
    assert "environment alone" in str(met.value)


def test_key_of_the_environment_is_known_wherever_it_turns_up() -> None:
    with pytest.raises(SettingsError, match="holds a key") as met:
        settled({"model": "openai:plainword", "model_base_url": "http://h/plainword"}, {"OPENAI_API_KEY": "plainword"})
    assert "plainword" not in str(met.value)


def test_key_in_the_file_is_refused_without_showing_it(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(f'model = "openai:m"\nmodel_api_key = "{KEY}"\n')
    with pytest.raises(SettingsError, match="'model_api_key' is no setting") as met:
        settled({"data": tmp_path}, {})
    assert KEY not in str(met.value)
    (tmp_path / "settings.toml").write_text(f"model_api_key = {KEY}\n")
    with pytest.raises(SettingsError, match="is not TOML") as met:
        settled({"data": tmp_path}, {})
    assert KEY not in str(met.value)


@pytest.mark.parametrize("url", ["ftp://h/v1", "h:80/v1", "http://", "http://h:99999/v1", "http://h/a b", "//h"])
def test_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="model_base_url: It is no address"):
        settled({"model_base_url": url}, {})


def test_option_goes_before_environment_before_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        'model = "openai:file"\nmodel_timeout_s = 5\nmodel_retries = 1\nmodel_steps = ["writing", "claims"]\n'
    )
    environment = {"REFORMS_MODEL": "openai:environment", "REFORMS_MODEL_TIMEOUT_S": "7", "REFORMS_MODEL_KEY": KEY}
    found = settled({"data": tmp_path, "model": "openai:option"}, environment)
    assert (found.model, found.model_timeout_s, found.model_retries) == ("openai:option", 7.0, 1)
    assert found.model_steps == ("writing", "claims")
    assert settled({"data": tmp_path, "model": ""}, environment).model == ""
    assert KEY not in repr(found)
    assert settled({}, {"REFORMS_MODEL_STEPS": "choosing, writing"}).model_steps == ("choosing", "writing")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REFORMS_MODEL_TIMEOUT_S", "0"),
        ("REFORMS_MODEL_TIMEOUT_S", "nan"),
        ("REFORMS_MODEL_RETRIES", "many"),
        ("REFORMS_MODEL_STEPS", "writing,dreaming"),
        ("REFORMS_MODEL_INPUT_PRICE", "-1"),
        ("REFORMS_MODEL_TEMPER", "1"),
    ],
)
def test_setting_out_of_bounds_is_one_line_with_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=r"^The environment: .*" + name.removeprefix("REFORMS_").lower()):
        settled({}, {name: value})


def test_missing_package_is_one_line_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if "anthropic" in name else object())
    with pytest.raises(ModelError, match=r"pip install 'reforms-assistant\[anthropic\]'"):
        load_model(Settings(model="anthropic:some-model"))


def test_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Check the path"):
        load_model(Settings(model=f"path:{tmp_path}/none.gguf"))


def test_key_that_is_not_there_is_told_when_asked_and_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "REFORMS_MODEL_KEY"):
        monkeypatch.delenv(name, raising=False)
    model = load_model(Settings(model="openai:some-model"))
    assert model is not None
    with pytest.raises(Failure, match="Set OPENAI_API_KEY") as met:
        ask(model)
    assert met.value.kind is Kind.UNSET


def test_key_goes_to_the_server_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-general-0000000000")
    monkeypatch.setenv("REFORMS_MODEL_KEY", KEY)
    with serving(says(GOOD)) as server:
        model = model_at(server.url)
        ask(model)
    assert server.calls[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(model)
    assert KEY not in repr(model.prepare())


def test_no_proxy_stands_between_this_machine_and_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says("no proxy")) as proxy, serving(says(GOOD)) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        assert ask(model_at(server.url))[0].answer == "yes"
    assert proxy.calls == []


def test_nothing_is_traced_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says("{}")) as watcher, serving(says(GOOD)) as server:
        for name, value in {
            "LANGSMITH_TRACING": "true",
            "LANGCHAIN_TRACING_V2": "true",
            "LANGSMITH_API_KEY": "ls-0000000000",
            "LANGSMITH_ENDPOINT": watcher.url,
        }.items():
            monkeypatch.setenv(name, value)
        assert ask(model_at(server.url))[0].answer == "yes"
        from langchain_core.tracers.langchain import wait_for_all_tracers

        wait_for_all_tracers()
    assert watcher.calls == []
