"""What a model is asked to help with, joined: every step has a default that needs no model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.helping.calling import Spent
from assistant.helping.guarding import Hold
from assistant.helping.prompts import load_prompts
from assistant.helping.splitting import split
from assistant.models.seam import Deadline, LanguageModel


@dataclass(frozen=True)
class Helper:
    """A model and the steps it is asked in.

    Attributes:
        model: Whose name is the answers' `writer`.
        steps: Names of steps as in the settings.
        timeout_s: For one question or claim, all its steps together.
        hold: Holds a statement against its quote; None to go by the words alone.
    """

    model: LanguageModel
    steps: frozenset[str]
    timeout_s: float
    hold: Hold | None = None

    def __post_init__(self) -> None:
        """Read the prompts, so that a damaged one is told at once."""
        load_prompts()

    def does(self, step: str) -> bool:
        """Whether the model is asked in this step."""
        return step in self.steps

    def split(self, text: str, parts: tuple[str, ...]) -> tuple[tuple[str, ...], Spent]:
        """The parts of a claim; see `splitting.split`."""
        return split(self.model, text, parts, self.deadline())

    def deadline(self) -> Deadline:
        """For a question that starts now."""
        return Deadline.within(self.timeout_s)


def helper_of(model: LanguageModel | None, steps: Sequence[str], timeout_s: float, hold: Hold | None) -> Helper | None:
    """A helper, or None where there is no model or nothing it is asked to do."""
    return Helper(model, frozenset(steps), timeout_s, hold) if model is not None and steps else None
