"""What the rest of the program knows of a language model."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pydantic import BaseModel

Reply = TypeVar("Reply", bound=BaseModel)


class ModelUnavailable(Exception):  # noqa: N818 - said of a state, caught by every step that has a default
    """The model gave nothing that can be used: its text is one line, fit for a notice, and holds no key."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as it lies in a file.

    Attributes:
        name: Of the file, without its ending.
        version: Of its words; a kept run of `reforms eval` names it.
        system: What the model is told to do. Holds no word of a document or a question.
        template: The user's message; `{field}` stands where data goes.
    """

    name: str
    version: int
    system: str
    template: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment by which a model has to have answered.

    Attributes:
        at: On the clock of `time.monotonic`, in seconds.
    """

    at: float

    @classmethod
    def within(cls, seconds: float) -> Deadline:
        """That many seconds from now."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds left; 0 when it is over."""
        return max(0.0, self.at - time.monotonic())


@dataclass(frozen=True, slots=True)
class Usage:
    """What calls of a model came to.

    Attributes:
        calls: Requests that were sent, retries among them.
        input_tokens: As the provider counts them; 0 where it does not.
        output_tokens: As the provider counts them; 0 where it does not.
    """

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
        )


class LanguageModel(Protocol):
    """A chat model that answers in a shape, within a time, or says why not."""

    @property
    def name(self) -> str:
        """`provider:model`, as the answers' `writer`."""
        ...

    def ask(
        self, prompt: Prompt, data: Mapping[str, str], shape: type[Reply], deadline: Deadline
    ) -> tuple[Reply, Usage]:
        """One reply in the shape asked for.

        Args:
            prompt: Whose `template` takes `data`; the data is fenced as data, whatever it holds.
            data: Text from outside: question, evidence, draft.
            shape: A pydantic model; a reply that does not fit is asked for once more, if time allows.
            deadline: By which the reply is here.

        Returns:
            The reply and what it cost.

        Raises:
            ModelUnavailable: On every failure of any kind: no server, no time, a refusal, garbage.
        """
        ...
