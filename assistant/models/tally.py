"""What the models of this process have come to."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.models.seam import Usage
from corpus.errors import counted


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in whatever currency the user reckons; None where the user did not say."""

    input: float | None = None
    output: float | None = None

    def of(self, usage: Usage) -> float | None:
        """The cost, or None where no price is set.

        >>> Prices(2.0, 8.0).of(Usage(1, 1_000_000, 500_000))
        6.0
        """
        if self.input is None and self.output is None:
            return None
        return (usage.input_tokens * (self.input or 0.0) + usage.output_tokens * (self.output or 0.0)) / 1_000_000


@dataclass
class Tally:
    """A running total, for all threads."""

    _total: Usage = field(default_factory=Usage)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, usage: Usage) -> None:
        """Count a call, also one that failed."""
        with self._lock:
            self._total += usage

    @property
    def total(self) -> Usage:
        """All of it so far."""
        with self._lock:
            return self._total


def spent(usage: Mapping[str, int] | None, prices: Prices) -> str:
    """What an answer says of its model (`Answer.usage`), for a person; "" where none was asked.

    >>> spent({"calls": 0, "input_tokens": 0, "output_tokens": 0}, Prices()), spent(None, Prices())
    ('', '')
    """
    return told(Usage(**usage), prices) if usage and usage.get("calls") else ""


def told(usage: Usage, prices: Prices) -> str:
    """One line for a person.

    >>> told(Usage(2, 1500, 80), Prices(1.0, 4.0))
    '2 calls, 1,500 tokens in and 80 out, cost 0.0018'
    """
    cost = prices.of(usage)
    return (
        f"{counted(usage.calls, 'call')}, {usage.input_tokens:,} tokens in and {usage.output_tokens:,} out"
        + ("" if cost is None else f", cost {cost:.4f}")
    )  # fmt: skip
