"""Waiting in line: a few questions are worked on at once, the others in the order they came.

Twenty threads that share two processors all finish last, and each change between them empties the processors' caches.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOOK_S = 0.5
"""How often one who waits looks whether it is still wanted."""


def processors() -> int:
    """How many of this machine's processors this program may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


class Line:
    """At most `at_once` work at a time; first come, first served; safe to use from several threads."""

    def __init__(self, at_once: int | None = None) -> None:
        """Nobody waits yet; None is one more than there are processors, so that none of them is ever idle."""
        self._at_once = at_once or processors() + 1
        self._waiting: deque[object] = deque()
        self._working = 0
        self._changed = threading.Condition()

    def __len__(self) -> int:
        """How many work or wait."""
        with self._changed:
            return self._working + len(self._waiting)

    @contextmanager
    def turn(self, look: Callable[[int], None] = lambda _: None) -> Iterator[None]:
        """Wait for a turn, and hold it.

        Args:
            look: Called while waiting, every now and then, with how many are served before; what it raises gives the
                place up.
        """
        me = object()
        with self._changed:
            self._waiting.append(me)
        try:
            while not self._admitted(me):
                look(self._before(me))
                with self._changed:
                    if self._waiting[0] is not me or self._working >= self._at_once:
                        self._changed.wait(_LOOK_S)
        except BaseException:
            with self._changed:
                self._waiting.remove(me)
                self._changed.notify_all()
            raise
        try:
            yield
        finally:
            with self._changed:
                self._working -= 1
                self._changed.notify_all()

    def _admitted(self, me: object) -> bool:
        with self._changed:
            if self._waiting[0] is not me or self._working >= self._at_once:
                return False
            self._waiting.popleft()
            self._working += 1
            self._changed.notify_all()
            return True

    def _before(self, me: object) -> int:
        with self._changed:
            return self._waiting.index(me) + 1  # those at work count as one: the first of them is done soon
