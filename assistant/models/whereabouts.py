"""Where what a language model is asked goes: what people who type something must be told before they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.helping.measured import asked_steps
from assistant.models.providers import ModelName, host_of, is_loopback, parse_name

if TYPE_CHECKING:
    from assistant.settings import Settings

_OF_A_QUESTION = ("standalone", "rewordings", "choosing", "writing")
_CLOUD = ("-cloud", ":cloud")
"""Ends the names of models that an Ollama on this machine only passes on to its maker's."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A language model that is set, and what it is sent.

    Attributes:
        name: As answers name it.
        place: Who runs it and where, in words.
        local: Whether that is this machine, as far as its address tells.
        served: Whether it is asked over a connection; False for one in this process.
        steps: In which it is asked.
    """

    name: str
    place: str
    local: bool
    served: bool
    steps: frozenset[str]

    @property
    def writes(self) -> bool:
        """Whether its words may stand in an answer."""
        return "writing" in self.steps

    @property
    def sees_questions(self) -> bool:
        """Whether anything of a question is sent."""
        return any(step in self.steps for step in _OF_A_QUESTION)

    @property
    def sees_claims(self) -> bool:
        """Whether claims and the statements of drafts are sent."""
        return "claims" in self.steps

    @property
    def sent(self) -> str:
        """What it is sent of what people type and of the papers, in words."""
        parts = (
            ("your question", self.sees_questions),
            ("the questions that you asked before it", "standalone" in self.steps),
            ("the passages found for it", self.writes or "choosing" in self.steps),
            ("each claim that you have checked and each statement of a draft", self.sees_claims),
            ("passages of the papers, when they are added", "questions" in self.steps),
        )
        *head, last = [words for words, given in parts if given]
        joint = ", and " if len(head) > 1 else " and "
        return f"{', '.join(head)}{joint}{last}" if head else last


def joined(settings: Settings) -> Joined | None:
    """The language model that the settings name; None when they name none, or nothing that it is asked."""
    steps = asked_steps(settings).steps
    if not settings.model or not steps:
        return None
    name = parse_name(settings.model)
    place, local = where(name, settings.model_base_url or name.provider.address)
    return Joined(str(name), place, local, bool(name.provider.langchain), frozenset(steps))


def where(name: ModelName, address: str) -> tuple[str, bool]:
    """Who runs a model and where, in words; and whether that is this machine.

    A loopback address is taken for this machine: what its server passes on cannot be seen from here.

    >>> where(parse_name("anthropic:x"), "https://api.anthropic.com")
    ('Anthropic (api.anthropic.com)', False)
    """
    provider = name.provider
    if not provider.langchain:
        return "in this service’s own process", True
    if provider.name == "ollama" and name.model.endswith(_CLOUD):
        return f"Ollama’s cloud, through {host_of(address)}", False
    if not address:
        return f"{provider.company or provider.name}, at an address that is not set", False
    if is_loopback(address):
        return f"a server on this machine ({host_of(address)})", True
    # Another address than the provider's own may be anybody's, for all that it speaks the same language.
    known = provider.needs_address or address == provider.address
    return (f"{provider.company} ({host_of(address)})" if known else f"the server {host_of(address)}"), False
