"""Which models can be named, what each needs, and how a name or an address is checked. Imports nothing of theirs."""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

KEY_VARIABLE = "REFORMS_MODEL_KEY"
"""Goes before the provider's own variable, so that a key for one server is never sent to another."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who runs models.

    Attributes:
        name: As it stands before the colon.
        langchain: As `init_chat_model` calls it; "" for models in this process.
        modules: Import names of what must be installed.
        extra: Of this distribution, which installs them.
        keys: Environment variables that hold the key, the first that is set counts.
        needs_key: Whether its own address wants one.
        address: Where it is when no base URL is set; "" when its package knows, or there is no such place.
        needs_address: Whether a base URL must be set.
        company: Who runs it, as people know them; "" where the user does.
    """

    name: str
    langchain: str
    modules: tuple[str, ...]
    extra: str
    keys: tuple[str, ...] = ()
    needs_key: bool = True
    address: str = ""
    needs_address: bool = False
    company: str = ""


PROVIDERS = (
    Provider(
        "openai",
        "openai",
        ("langchain", "langchain_openai"),
        "openai",
        ("OPENAI_API_KEY",),
        address="https://api.openai.com/v1",
        company="OpenAI",
    ),
    Provider(
        "ollama",
        "ollama",
        ("langchain", "langchain_ollama"),
        "ollama",
        ("OLLAMA_API_KEY",),
        needs_key=False,
        address="http://127.0.0.1:11434",
    ),
    Provider(
        "azure",
        "azure_openai",
        ("langchain", "langchain_openai"),
        "azure",
        ("AZURE_OPENAI_API_KEY",),
        needs_address=True,
        company="Microsoft Azure",
    ),
    Provider(
        "anthropic",
        "anthropic",
        ("langchain", "langchain_anthropic"),
        "anthropic",
        ("ANTHROPIC_API_KEY",),
        address="https://api.anthropic.com",
        company="Anthropic",
    ),
    Provider(
        "mistral",
        "mistralai",
        ("langchain", "langchain_mistralai"),
        "mistral",
        ("MISTRAL_API_KEY",),
        address="https://api.mistral.ai/v1",
        company="Mistral AI",
    ),
    Provider(
        "google",
        "google_genai",
        ("langchain", "langchain_google_genai"),
        "google",
        ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
        address="https://generativelanguage.googleapis.com",
        company="Google",
    ),
    Provider("path", "", ("transformers", "accelerate"), "local", needs_key=False),
)
_BY_NAME = {name: one for one in PROVIDERS for name in (one.name, one.langchain) if name}
_LOOKS_LIKE_KEY = re.compile(r"\b(?:sk|pk|xai|gsk|AIza|key|ghp|hf)[-_][\w-]{12,}|\bAIza[\w-]{20,}|\b[0-9a-fA-F]{32,}\b")
_WITH_KEY = "It seems to hold a key. Keys go into the environment alone; take it out here."


@dataclass(frozen=True, slots=True)
class ModelName:
    """`provider:model`, taken apart.

    Attributes:
        provider: Who runs it.
        model: As the provider calls it; for `path`, where it lies.
    """

    provider: Provider
    model: str

    def __str__(self) -> str:
        """As answers name it: of a path its last part only, which tells nobody how a machine is laid out."""
        is_path = not self.provider.langchain or Path(self.model).is_absolute()
        return f"{self.provider.name}:{Path(self.model).name if is_path else self.model}"


def parse_name(text: str) -> ModelName:
    """Take `provider:model` apart; `path:FILE`, or a file or folder that is there, is a model in this process.

    >>> str(parse_name("ollama:llama3.2:3b")), parse_name("azure_openai:ours").provider.name
    ('ollama:llama3.2:3b', 'azure')

    Raises:
        ValueError: In one line without the value where that may hold a key.
    """
    text = text.strip()
    if _LOOKS_LIKE_KEY.search(text):
        raise ValueError(_WITH_KEY)
    provider, colon, model = text.partition(":")
    known = _BY_NAME.get(provider.strip().lower()) if colon else None
    if (
        known is not None
        and model.strip()
        and (not known.langchain or not re.search(r"\s|[^\x21-\x7e]", model.strip()))
    ):
        model = model.strip()
        return ModelName(known, model if known.langchain else str(Path(model).expanduser()))
    if text and known is None and Path(text).expanduser().exists():
        return ModelName(_BY_NAME["path"], str(Path(text).expanduser()))
    names = ", ".join(one.name for one in PROVIDERS)
    raise ValueError(f"Say provider:model, as ollama:llama3.2, or path:FOLDER. The providers are {names}.")


def checked_address(text: str) -> str:
    """A base URL without anything that could be a key.

    >>> checked_address("http://127.0.0.1:8000/v1/")
    'http://127.0.0.1:8000/v1'

    Raises:
        ValueError: In one line, without the value.
    """
    text = text.strip().rstrip("/")
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("It is no address. Give one as http://127.0.0.1:8000/v1.") from None
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ValueError(
            "It holds a user name, a password or a query, where keys stand. Keys go into the environment alone; "
            "give the address up to its path."
        )
    if _LOOKS_LIKE_KEY.search(text):
        raise ValueError(_WITH_KEY)
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0 or re.search(r"[\s\x00-\x1f]", text):
        raise ValueError("It is no address. Give one as http://127.0.0.1:8000/v1.")
    return text


def host_of(address: str) -> str:
    """Host and port, for messages."""
    parts = urlsplit(address)
    host = parts.hostname or "The model's server"
    return f"{host}:{parts.port}" if parts.port else host


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def missing(provider: Provider) -> str:
    """One line on what has to be installed, or ""."""
    if all(importlib.util.find_spec(module) is not None for module in provider.modules):
        return ""
    return (
        f"Models by '{provider.name}' need a package that is not installed. "
        f"Run `pip install 'reforms-assistant[{provider.extra}]'`."
    )


def key_of(provider: Provider, environment: Mapping[str, str] = os.environ) -> str:
    """The key, or ""."""
    variable = key_variable(provider, environment)
    return environment[variable].strip() if variable else ""


def key_variable(provider: Provider, environment: Mapping[str, str] = os.environ) -> str:
    """The variable that holds the key, or "" where none does."""
    for name in (KEY_VARIABLE, *provider.keys):
        if environment.get(name, "").strip():
            return name
    return ""
