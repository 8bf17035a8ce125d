"""From settings to the desk that a page is served from: who may come in, what is kept, and how the library changes."""

from __future__ import annotations

import contextlib
import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UserFacingError
from ui import people as people_
from ui.backend import Backend, Tell, backend_of
from ui.desk import Desk
from ui.feedback import FeedbackStore
from ui.keeper import Keeper
from ui.line import processors
from ui.people import People

if TYPE_CHECKING:
    from assistant.build import Assistant
    from assistant.settings import Settings


def people_file(settings: Settings) -> Path:
    """Where those who may sign in are kept."""
    return settings.data / "people.json"


def feedback_file(settings: Settings) -> Path:
    """Where what people said of answers is kept."""
    return settings.data / "feedback.sqlite3"


def for_many(settings: Settings) -> Settings:
    """The same settings for a service that several people ask at once: a reading process for each processor."""
    n = processors()
    return settings.model_copy(update={"processes": n}) if n > 1 else settings


def load_people(settings: Settings) -> People:
    """Those who may sign in.

    Raises:
        UserFacingError: If their file cannot be read.
    """
    return People(people_.load_people(people_file(settings)))


def desk_for(assistant: Assistant, people: People) -> Desk:
    """A desk over an open assistant, with a library that a maintainer may change where there is one."""
    from assistant.build import build_assistant

    settings = assistant.settings

    def renew(tell: Tell) -> Backend:
        # The assistant before it stays open for whoever still waits for an answer of it.
        return backend_of(build_assistant(settings, progress=tell, notify=tell))

    return Desk(
        backend_of(assistant),
        people=people,
        feedback=FeedbackStore(feedback_file(settings)),
        keeper=Keeper(settings, renew),
    )


def hosts_for(host: str, people: People, *, allow_anyone: bool) -> frozenset[str] | None:
    """Names that a service listening there goes by: its own on this machine; elsewhere any.

    Raises:
        UserFacingError: If others than this machine could reach it without signing in, and nobody said they may.
    """
    own = frozenset({"127.0.0.1", "localhost", "[::1]"})
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return own | {host}
    if host == "localhost":
        return own
    if not people.closed and not allow_anyone:
        raise UserFacingError(
            f"{host} can be reached by others than this machine, and nobody has to sign in. Name who may with "
            "`reforms people add NAME --role reader`, or let everybody in with --allow-anyone."
        )
    return None
