"""Settings → the language model they name, or None. Nothing of a provider is imported while none is named."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from assistant.models.cutting import event_hooks
from assistant.models.failures import Server, failure_of
from assistant.models.providers import (
    KEY_VARIABLE,
    ModelName,
    host_of,
    is_loopback,
    key_of,
    key_variable,
    missing,
    parse_name,
)
from corpus.errors import UserFacingError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.models.chat import ChatLanguageModel, Shared
    from assistant.settings import Settings

OLLAMA_CONTEXT = 8_192
"""Asked of Ollama when nothing is set: by itself it reads 4,096 tokens and cuts a longer prompt without a word."""
_AZURE_VERSION = "2024-10-21"
_shared: dict[tuple[str, str], Shared] = {}
_shared_lock = threading.Lock()


class ModelError(UserFacingError):
    """A model that is set and cannot be had: a package or a file is missing."""


def load_model(settings: Settings) -> ChatLanguageModel | None:
    """The model that the settings name; None when they name none.

    Nothing is asked of it yet: whether it answers shows when it is asked, and `reforms doctor` tries it. One in this
    process is read by its `prepare`, or when it is first asked.

    Raises:
        ModelError: One line on what to install or which path is not there.
    """
    if not settings.model:
        return None
    name = parse_name(settings.model)
    lacking = missing(name.provider)
    if lacking:
        raise ModelError(lacking)
    if not name.provider.langchain:
        from assistant.models.local import load_local

        return load_local(settings, name, shared_for(str(name), name.model))
    from assistant.models.chat import ChatLanguageModel

    address = settings.model_base_url or name.provider.address
    model = ChatLanguageModel(
        name=str(name),
        make=maker(settings, name, address),
        server=Server(host_of(address), name.model, key_variable(name.provider), is_loopback(address)),
        retries=settings.model_retries,
        context_tokens=settings.model_context_tokens or (OLLAMA_CONTEXT if name.provider.name == "ollama" else None),
        reply_tokens=settings.model_reply_tokens,
        keep_to=_by_body if name.provider.name in {"openai", "azure"} else _by_library,
        unset=unset(settings, name),
        shared=shared_for(str(name), address),
    )
    if not model.unset:
        # Imports that take two seconds are no part of the time that an answer may wait.
        try:
            model.prepare()
        except Exception as error:
            line = failure_of(error, model.server) if not isinstance(error, ImportError) else type(error).__name__
            raise ModelError(f"'{name}' cannot be set up: {line}") from None
    return model


def unset(settings: Settings, name: ModelName) -> str:
    """Why a model cannot be asked whatever its server says, in one line, or ""."""
    provider = name.provider
    if provider.needs_address and not settings.model_base_url:
        return f"'{provider.name}' needs the address of your own resource. Set model_base_url."
    needs_key = provider.needs_key and (provider.name != "openai" or not settings.model_base_url)
    if needs_key and not key_of(provider):
        return f"No key for '{provider.name}' is in the environment. Set {provider.keys[0]} or {KEY_VARIABLE}."
    return ""


def shared_for(name: str, address: str) -> Shared:
    """What all conversations of this process have in common about one model."""
    from assistant.models.chat import Shared

    with _shared_lock:
        return _shared.setdefault((name, address), Shared())


def maker(settings: Settings, name: ModelName, address: str) -> Callable[[frozenset[str]], BaseChatModel]:
    """What makes the provider's chat model, without the options named."""

    def make(left_out: frozenset[str]) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        given: dict[str, Any] = {"temperature": 0.0, "max_tokens": settings.model_reply_tokens}
        given = {key: value for key, value in given.items() if key not in left_out}
        # Retries are ours, within one time limit; a library's own would run on beyond it.
        given |= _OF[name.provider.name](settings, address, key_of(name.provider))
        if name.provider.name == "ollama" and "max_tokens" in given:
            given["num_predict"] = given.pop("max_tokens")
        if "extra_body" in given and given.pop("max_tokens", None) is None:
            del given["extra_body"]
        model: Any = init_chat_model(name.model, model_provider=name.provider.langchain, **given)
        _bind(model, name.provider.name, address)
        return cast("BaseChatModel", model)

    return make


def _bind(model: Any, provider: str, address: str) -> None:
    """Time, size and address for the clients of libraries that take none of ours: theirs is reached for.

    Google's is one of requests', which knows no hooks: a call of it that hangs can only be given up.
    """
    if provider == "google":
        session = model.client.transport._session
        # No key may go where a redirect or a proxy points.
        session.max_redirects, session.trust_env = 0, not is_loopback(address)
    if provider in {"mistral", "anthropic"}:
        client = model.client if provider == "mistral" else model._client._client
        client.event_hooks, client.follow_redirects = event_hooks(), False


def _by_body(chat: Any, name: str, schema: dict[str, Any]) -> Any:
    """By hand: the library's own way raises where a reply breaks off, and its words and tokens are lost."""
    asked = {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}
    return chat.bind(extra_body={**(chat.extra_body or {}), "response_format": asked})


def _by_library(chat: Any, name: str, schema: dict[str, Any]) -> Any:
    named = {"title": name, "description": name, **schema}
    return chat.with_structured_output(named, method="json_schema", include_raw=True)


def _openai(settings: Settings, address: str, key: str) -> Mapping[str, Any]:
    given = _openai_like(settings, address, key)
    if settings.model_base_url:
        # Others know the length under its first name alone.
        given["extra_body"] = {"max_tokens": settings.model_reply_tokens}
    return {**given, "base_url": address}


def _azure(settings: Settings, address: str, key: str) -> Mapping[str, Any]:
    return {**_openai_like(settings, address, key), "azure_endpoint": address, "api_version": _AZURE_VERSION}


def _openai_like(settings: Settings, address: str, key: str) -> dict[str, Any]:
    from openai import DefaultHttpxClient
    from pydantic import SecretStr

    # Loopback never goes through a proxy; and what is sent goes to the address that was set, or nowhere.
    client = DefaultHttpxClient(
        event_hooks=event_hooks(),
        trust_env=not is_loopback(address),
        follow_redirects=False,
        headers={"connection": "close"},
    )
    return {
        "use_responses_api": False,  # the older of its two protocols, which everybody speaks
        "api_key": SecretStr(key or "none"),
        "http_client": client,
        "max_retries": 0,
        "timeout": settings.model_timeout_s,
    }


def _ollama(settings: Settings, address: str, key: str) -> Mapping[str, Any]:
    hooks = event_hooks()
    if key:
        # By a hook, since the library shows its client's settings wherever it shows itself.
        hooks["request"].append(lambda request: request.headers.update({"authorization": f"Bearer {key}"}))
    client: dict[str, Any] = {
        "event_hooks": hooks,
        "trust_env": not is_loopback(address),
        "follow_redirects": False,
        "timeout": settings.model_timeout_s,
    }
    return {
        "base_url": address,
        "client_kwargs": client,
        "num_ctx": settings.model_context_tokens or OLLAMA_CONTEXT,
    }


def _anthropic(settings: Settings, address: str, key: str) -> Mapping[str, Any]:
    return {"api_key": key, "base_url": address, "max_retries": 0, "timeout": settings.model_timeout_s}


def _mistral(settings: Settings, address: str, key: str) -> Mapping[str, Any]:
    return {"api_key": key, "base_url": address, "max_retries": 0, "timeout": max(1, int(settings.model_timeout_s))}


def _google(settings: Settings, address: str, key: str) -> Mapping[str, Any]:
    from langchain_google_genai import ChatGoogleGenerativeAI

    given = {"api_key": key, "max_retries": 1, "timeout": settings.model_timeout_s}
    if "transport" in ChatGoogleGenerativeAI.model_fields:
        # gRPC, its default before 4.0, passes no council's proxy, and hangs where nobody speaks it.
        given["transport"] = "rest"
    return given | ({"base_url": address} if settings.model_base_url else {})


_OF: Mapping[str, Callable[[Settings, str, str], Mapping[str, Any]]] = {
    "openai": _openai,
    "azure": _azure,
    "ollama": _ollama,
    "anthropic": _anthropic,
    "mistral": _mistral,
    "google": _google,
}
