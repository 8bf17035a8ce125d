"""What reading one file may cost, and the alarm that stops a page."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one file.

    Attributes:
        wall_s: Seconds from start to end, by the clock.
        cpu_s: Seconds of processor time.
        page_s: Seconds for one page; a page that takes longer is left out with a warning.
        memory_mb: Address space of the reading process, its code included.
        file_mb: Size of the file that is read.
        pages: Pages of one document.
        chars: Characters of one document.
    """

    wall_s: float = 300.0
    cpu_s: int = 240
    page_s: float = 20.0
    memory_mb: int = 1_024
    file_mb: int = 200
    pages: int = 5_000
    chars: int = 20_000_000

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return asdict(self)


OCR_LIMITS = Limits(wall_s=4 * 3_600.0, cpu_s=8 * 3_600, page_s=300.0, memory_mb=4_096)
"""With OCR: a page takes about 5 s of one core, the models 1.3 GB; a pack of 250 scanned pages takes 20 minutes."""


class PageTimeout(BaseException):
    """A page took longer than it may; not an `Exception`, so that no reader swallows it."""


@contextmanager
def page_alarm(seconds: float) -> Iterator[None]:
    """Raise `PageTimeout` in the body when it runs longer, where the system has an alarm (not on Windows).

    Source: `signal.setitimer`, which only a process's main thread may use.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise PageTimeout

    start = time.monotonic()
    before = signal.signal(signal.SIGALRM, stop)
    outer = signal.setitimer(signal.ITIMER_REAL, seconds)[0]  # 0 when no alarm was set
    try:
        if outer:
            signal.setitimer(signal.ITIMER_REAL, min(seconds, outer))
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if outer:
            signal.setitimer(signal.ITIMER_REAL, max(outer - (time.monotonic() - start), 0.001))
