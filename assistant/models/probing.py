"""What `reforms doctor` tells of the language model: set, installed, with a key, and there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.helping.measured import asked_steps
from assistant.models import cutting
from assistant.models.failures import Failure, Kind, Server, failure_of, late
from assistant.models.providers import (
    ModelName,
    host_of,
    is_loopback,
    key_of,
    key_variable,
    missing,
    parse_name,
)
from assistant.models.seam import Deadline
from assistant.models.whereabouts import joined
from corpus.errors import UserFacingError, one_line

if TYPE_CHECKING:
    from assistant.settings import Settings

_PATIENCE_S = 4.0
_LISTS = {"openai": "/models", "mistral": "/models", "ollama": "/api/tags"}
"""Where a server says which models it has; the others are only knocked at."""


def state(settings: Settings) -> Iterator[tuple[bool, str]]:
    """One finding a line: whether it is well, and what it is. No key is ever part of it.

    A server is asked which models it has, for four seconds at most, and nothing else. A model in this process is not
    read.
    """
    if not settings.model:
        yield True, "language model: none is set, and answers are quotes; --model or settings.toml names one"
        return
    name = parse_name(settings.model)
    asked = asked_steps(settings)
    yield True, f"language model {name}, asked for {', '.join(asked.steps) or 'nothing'}"
    if asked.told:
        yield asked.well, f"language model {asked.told}"
    lacking = missing(name.provider)
    if lacking:
        yield False, lacking
        return
    if not name.provider.langchain:
        yield from _of_path(settings, name)
        return
    address = settings.model_base_url or name.provider.address
    if not address:
        yield False, f"'{name.provider.name}' needs the address of your own resource. Set model_base_url."
        return
    yield from _of_key(settings, name, address)
    there = joined(settings)
    if there is not None and not there.local:
        yield True, f"leaves this machine for {there.place}: {there.sent}"
    problem = probe(name, address)
    yield (False, problem) if problem else (True, f"{host_of(address)} answers")


def probe(name: ModelName, address: str, *, patience_s: float = _PATIENCE_S) -> str:
    """One line on what is wrong with the server of a model, or ""."""
    key = key_of(name.provider)
    server = Server(host_of(address), name.model, key_variable(name.provider), is_loopback(address))

    def knock() -> Any:
        import httpx

        path = _LISTS.get(name.provider.name, "")
        headers = {"authorization": f"Bearer {key}"} if key and path else {}
        try:
            with httpx.Client(event_hooks=cutting.event_hooks(), trust_env=not is_loopback(address)) as client:
                reply = client.get(address + path, headers=headers)
                if path:
                    reply.raise_for_status()
                return reply.json() if path else None
        except Exception as error:
            return failure_of(error, server)

    try:
        found = cutting.run(knock, Deadline.within(patience_s))
    except (cutting.OutOfTime, cutting.TooMany):
        found = late(server)
    if isinstance(found, Failure):
        # A server without a list of models, or with a broken one, may answer all the same.
        knows_no_list = found.status in {404, 405, 500, 501} or name.provider.name not in _LISTS
        there = found.kind not in {Kind.UNREACHABLE, Kind.LATE, Kind.CUT_OFF}
        return "" if there and knows_no_list else str(found)
    known = _listed(found)
    if known and not {name.model, f"{name.model}:latest"} & known:
        some = one_line(", ".join(sorted(known)[:8]), max_chars=160)
        return f"{server.host} has no model '{name.model}'. It has {some}."
    return ""


def _of_key(settings: Settings, name: ModelName, address: str) -> Iterator[tuple[bool, str]]:
    variable = key_variable(name.provider)
    if variable:
        yield True, f"a key is in {variable}"
        if address.startswith("http:") and not is_loopback(address):
            yield False, f"the key goes to {host_of(address)} unencrypted. Use an address with https."
    elif name.provider.needs_key and (name.provider.name != "openai" or not settings.model_base_url):
        yield False, f"no key is in the environment. Set {name.provider.keys[0]}."
    else:
        yield True, "no key is in the environment, and none may be needed"


def _of_path(settings: Settings, name: ModelName) -> Iterator[tuple[bool, str]]:
    from assistant.models.loading import load_model

    try:
        load_model(settings)
    except UserFacingError as error:
        yield False, str(error)
        return
    path = Path(name.model)
    size = sum(one.stat().st_size for one in ([path] if path.is_file() else path.glob("*.safetensors")))
    yield True, f"{path}: {size / 1e6:,.0f} MB, read when it is first asked"


def _listed(found: Any) -> set[str]:
    rows = found.get("data", found.get("models")) if isinstance(found, dict) else found
    if not isinstance(rows, list):
        return set()
    names = (row.get(field) for row in rows if isinstance(row, dict) for field in ("id", "name", "model"))
    return {name for name in names if isinstance(name, str)}
