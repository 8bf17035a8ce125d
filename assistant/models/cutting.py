"""A call that ends when its time is over, whatever the other side does.

A client's own time limit counts from one byte to the next: a server that sends a byte a second never meets it. So a
call runs in a thread of its own, and when the time is over its sockets are shut, which ends the thread too.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from assistant.models.failures import NotJson, TooLong
from assistant.models.seam import Deadline

Result = TypeVar("Result")

MOST_BYTES = 2_000_000
"""Of a reply with everything around it: a hundred times what an answer has."""
MOST_STRAYS = 8
"""Calls that were given up and have not ended yet; a further one is refused, so that threads do not pile up."""
_FEWEST_S = 0.05

_strays: set[threading.Thread] = set()
_strays_lock = threading.Lock()


class OutOfTime(Exception):  # noqa: N818 - said of a call
    """The call was given up."""


class TooMany(Exception):  # noqa: N818 - likewise
    """Too many calls that were given up hang still."""


@dataclass
class Cut:
    """What ends one call.

    Attributes:
        deadline: When it is over.
        over: Whether it was given up; a model in this process looks at it between two tokens.
        headers: Of the last reply, since not every library keeps them with its error.
    """

    deadline: Deadline
    over: bool = False
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    _sockets: list[socket.socket] = field(default_factory=list, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def watch(self, one: object) -> None:
        """Shut this socket too when time is over."""
        if isinstance(one, socket.socket):
            with self._lock:
                self._sockets.append(one)
                over = self.over
            if over:
                _shut(one)

    def end(self) -> None:
        """Give the call up."""
        with self._lock:
            self.over = True
            sockets = tuple(self._sockets)
        for one in sockets:
            _shut(one)


_CURRENT: ContextVar[Cut | None] = ContextVar("cut", default=None)


def current() -> Cut | None:
    """The cut of the call that runs in this thread."""
    return _CURRENT.get()


def run(work: Callable[[], Result], deadline: Deadline) -> Result:
    """The result of `work`, in another thread, by the deadline.

    Raises:
        OutOfTime: When the deadline passes first. `work` is told through its `Cut`, and its sockets are shut.
        TooMany: If too many calls hang already.
    """
    if deadline.left <= 0:
        raise OutOfTime
    with _strays_lock:
        _strays.difference_update({one for one in _strays if not one.is_alive()})
        if len(_strays) >= MOST_STRAYS:
            raise TooMany
    cut = Cut(deadline)
    box: queue.SimpleQueue[tuple[Result | None, BaseException | None]] = queue.SimpleQueue()

    def body() -> None:
        _CURRENT.set(cut)
        try:
            box.put((work(), None))
        except BaseException as error:  # told to whoever waits
            box.put((None, error))

    thread = threading.Thread(target=body, name="model-call", daemon=True)
    thread.start()
    try:
        result, error = box.get(timeout=deadline.left)
    except BaseException as stopped:  # Ctrl-C too: nobody waits for the answer any more
        cut.end()
        with _strays_lock:
            _strays.add(thread)
        if isinstance(stopped, queue.Empty):
            raise OutOfTime from None
        raise
    if error is not None:
        raise error
    return cast(Result, result)


def event_hooks() -> dict[str, list[Callable[[Any], None]]]:
    """For an httpx client: every request in a call gets that call's time, size and cut."""
    return {"request": [_bound], "response": [_hold]}


def _bound(request: Any) -> None:
    cut = current()
    # Compressed, a small reply could unfold without end.
    request.headers["accept-encoding"] = "identity"
    if cut is None:
        return
    left = max(cut.deadline.left, _FEWEST_S)
    request.extensions = {
        **request.extensions,
        "timeout": dict.fromkeys(("connect", "read", "write", "pool"), left),
        "trace": lambda event, info: _watched(cut, event, info),
    }


def _watched(cut: Cut, event: str, info: dict[str, Any]) -> None:
    if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
        stream = info.get("return_value")
        if stream is not None:
            cut.watch(stream.get_extra_info("socket"))


def _hold(response: Any) -> None:
    cut = current()
    if cut is not None:
        cut.headers = {str(name).lower(): str(value) for name, value in response.headers.items()}
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    json_like = kind.endswith(("json", "ndjson")) or kind in {"", "text/event-stream"}
    if response.status_code < 300 and not json_like:
        raise NotJson
    if response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise NotJson
    with contextlib.suppress(ValueError):
        if int(response.headers.get("content-length", "0")) > MOST_BYTES:
            raise TooLong
    response.stream = _limited(response.stream)


def _limited(stream: Any) -> Any:
    """The stream with an end; of the class that its client (httpx, or httpx2 below openai) wants to see."""
    base = next((one for one in type(stream).__mro__ if one.__name__ == "SyncByteStream"), object)

    class Limited(base):  # type: ignore[misc, valid-type]
        def __iter__(self) -> Iterator[bytes]:
            n_bytes, cut = 0, current()
            for part in stream:
                n_bytes += len(part)
                if n_bytes > MOST_BYTES or (cut is not None and cut.over):
                    raise TooLong
                yield part

        def close(self) -> None:
            stream.close()

    return Limited()


def _shut(one: socket.socket) -> None:
    # The plain socket's method: that of an SSL socket would let go of what another thread is reading through.
    with contextlib.suppress(OSError):
        socket.socket.shutdown(one, socket.SHUT_RDWR)
