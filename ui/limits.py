"""How often one visitor may ask: so many in a minute, and the next is refused with the time to wait."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

_MOST_KEYS = 10_000


class Limiter:
    """At most `most` in any `within_s` seconds for each key; safe to use from several threads."""

    def __init__(self, most: int, within_s: float = 60.0, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Count nothing yet."""
        self._most, self._within_s, self._clock = most, within_s, clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, key: str) -> float:
        """Take one for `key`; 0.0 when it is granted, else the seconds until one will be (and none is taken)."""
        now = self._clock()
        with self._lock:
            times = self._times.setdefault(key, deque())
            self._times.move_to_end(key)
            while times and times[0] <= now - self._within_s:
                times.popleft()
            if len(times) >= self._most:
                return times[0] + self._within_s - now
            times.append(now)
            while len(self._times) > _MOST_KEYS:
                self._times.popitem(last=False)
            return 0.0

    def clear(self, key: str) -> None:
        """Forget what was counted for a key."""
        with self._lock:
            self._times.pop(key, None)
