"""The conversations of the page, kept on the server, keyed by session."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from assistant.answers import Answer

MAX_SESSIONS = 200
MAX_TURNS = 20
MAX_SESSION_AGE_S = 2 * 60 * 60.0


class Conversations:
    """What was asked and answered, bounded in number, length and time; safe to use from several threads."""

    def __init__(
        self,
        *,
        max_sessions: int = MAX_SESSIONS,
        max_turns: int = MAX_TURNS,
        max_age_s: float = MAX_SESSION_AGE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep at most `max_sessions` (the longest unused goes first), each with its last `max_turns` answers."""
        self._max_sessions, self._max_turns, self._max_age_s, self._clock = max_sessions, max_turns, max_age_s, clock
        self._sessions: OrderedDict[str, tuple[float, tuple[tuple[int, Answer], ...]]] = OrderedDict()
        self._lock = threading.Lock()

    def turns(self, session: str) -> tuple[tuple[int, Answer], ...]:
        """The answers of a session with their numbers from 1, oldest first; none once `max_age_s` unused."""
        with self._lock:
            self._forget_old()
            return self._sessions.get(session, (0.0, ()))[1]

    def add(self, session: str, answer: Answer) -> None:
        """Add an answer to a session."""
        with self._lock:
            self._forget_old()
            turns = self._sessions.pop(session, (0.0, ()))[1]
            number = turns[-1][0] + 1 if turns else 1
            self._sessions[session] = (self._clock(), (*turns, (number, answer))[-self._max_turns :])
            while len(self._sessions) > self._max_sessions:
                self._sessions.popitem(last=False)

    def forget(self, session: str) -> None:
        """Drop a session, if it is there."""
        with self._lock:
            self._sessions.pop(session, None)

    def _forget_old(self) -> None:
        oldest_kept = self._clock() - self._max_age_s
        while self._sessions and next(iter(self._sessions.values()))[0] < oldest_kept:
            self._sessions.popitem(last=False)
