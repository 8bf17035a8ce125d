"""A model that failed several times in a row is left alone for a while.

Own code: pybreaker holds its lock while the call runs, so that one server that hangs would hold up every conversation.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Breaker:
    """Closed, open, or half open; shared by all threads that ask one server.

    Attributes:
        threshold: Failures in a row that open it.
        rest_s: Seconds that it stays open; then one call may try, and the others wait for what becomes of it.
        clock: Seconds that only grow.
    """

    threshold: int = 5
    rest_s: float = 60.0
    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _open_until: float | None = None
    _trying: bool = False
    _why: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def enter(self) -> tuple[float, str] | None:
        """None when a call may go; else the seconds to wait and why.

        Whoever may go must say `succeeded`, `failed` or `leave`.
        """
        with self._lock:
            if self._open_until is None:
                return None
            left = self._open_until - self.clock()
            if left > 0 or self._trying:
                return max(left, 1.0), self._why
            self._trying = True
            return None

    def succeeded(self) -> None:
        """The server answered, whatever it said."""
        with self._lock:
            self._failures, self._open_until, self._trying, self._why = 0, None, False, ""

    def failed(self, why: str) -> None:
        """The server did not answer; `why` is told to those who come while it is open."""
        with self._lock:
            self._failures += 1
            self._why = why
            if self._trying or self._failures >= self.threshold:
                self._open_until = self.clock() + self.rest_s
            self._trying = False

    def leave(self) -> None:
        """The call tells nothing of the server."""
        with self._lock:
            self._trying = False
