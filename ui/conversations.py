"""The conversations of the page, kept on the server, keyed by the visitor's own cookie."""

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
        self._last: dict[str, int] = {}
        self._lock = threading.Lock()

    def turns(self, session: str) -> tuple[tuple[int, Answer], ...]:
        """The answers of a session with their numbers from 1, oldest first; none once `max_age_s` unused."""
        with self._lock:
            self._forget_old()
            return self._sessions.get(session, (0.0, ()))[1]

    def answer(self, session: str, number: int) -> Answer | None:
        """One answer of a session by its number."""
        return dict(self.turns(session)).get(number)

    def add(self, session: str, answer: Answer) -> None:
        """Add an answer to a session; a number that an answer had is not given again."""
        with self._lock:
            self._forget_old()
            turns = self._sessions.pop(session, (0.0, ()))[1]
            number = self._last.get(session, 0) + 1
            self._last[session] = number
            self._sessions[session] = (self._clock(), (*turns, (number, answer))[-self._max_turns :])
            while len(self._sessions) > self._max_sessions:
                self._drop(next(iter(self._sessions)))

    def take_back(self, session: str) -> Answer | None:
        """Drop the last answer of a session, and give it."""
        with self._lock:
            used, turns = self._sessions.get(session, (0.0, ()))
            if not turns:
                return None
            self._sessions[session] = (used, turns[:-1])
            return turns[-1][1]

    def forget(self, session: str) -> None:
        """Drop a session, if it is there."""
        with self._lock:
            if session in self._sessions:
                # The numbers go on, so that a link into the old conversation never opens an answer of the new one.
                self._sessions[session] = (self._sessions[session][0], ())

    def _forget_old(self) -> None:
        oldest_kept = self._clock() - self._max_age_s
        while self._sessions and next(iter(self._sessions.values()))[0] < oldest_kept:
            self._drop(next(iter(self._sessions)))

    def _drop(self, session: str) -> None:
        self._sessions.pop(session, None)
        self._last.pop(session, None)
