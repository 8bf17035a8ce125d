"""Progress and notices on stderr; stdout holds only results."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from corpus.errors import one_line

_EVERY_S = 2.0


class Progress:
    """One line that is written over on a terminal, and a line now and then elsewhere.

    Use as a context manager, so that the line is cleared at the end.
    """

    def __init__(self) -> None:
        """Start with nothing shown."""
        self._tty = sys.stderr.isatty()
        self._last = time.monotonic()  # what is quickly done says nothing
        self._shown = 0

    def __enter__(self) -> Progress:
        """The progress itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Clear the line."""
        self._clear()

    def step(self, message: str) -> None:
        """Show what is being done now."""
        message = one_line(message, max_chars=100)
        if self._tty:
            sys.stderr.write("\r" + message.ljust(self._shown))
            self._shown = len(message)
        elif time.monotonic() - self._last >= _EVERY_S:
            sys.stderr.write(message + "\n")
            self._last = time.monotonic()
        sys.stderr.flush()

    def notice(self, message: str) -> None:
        """Say something that stays on the screen."""
        self._clear()
        sys.stderr.write(f"reforms: {one_line(message, max_chars=600)}\n")
        sys.stderr.flush()

    def _clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")
            sys.stderr.flush()
            self._shown = 0
