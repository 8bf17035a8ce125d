"""Checks that people asked for: kept for their visitor, worked on in a thread, with how far each is."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.answers import Claim, Verdict
from assistant.drafts import DraftError, DraftReport, check_gathered, gather
from corpus.errors import UserFacingError
from corpus.manuscripts import read_manuscript
from ui.personal import personal_data

log = logging.getLogger(__name__)

MOST_KEPT = 100
KEPT_S = 2 * 60 * 60.0
MOST_CHARS = 60_000
MAX_BYTES = 10 * 1024 * 1024
FAILED = "Something went wrong on this service, and nothing was checked. Try again in a moment."

Check = Callable[[Claim], Verdict]


@dataclass
class Checked:
    """One check of one visitor.

    Attributes:
        name: Of the draft.
        data: Its bytes, for the annotated copy.
        report: What was found, once it is done.
        line: How far it is, or why it failed.
        busy: Whether it is still worked on.
        since: When it was asked for, by `time.monotonic`.
    """

    name: str
    data: bytes
    report: DraftReport | None = None
    line: str = "Reading the draft…"
    busy: bool = True
    since: float = field(default_factory=time.monotonic)


class Checks:
    """The last check of each visitor, in memory alone, bounded in number and time."""

    def __init__(self) -> None:
        """Keep nothing yet; one draft is worked on at a time, so that questions keep their turn."""
        self._kept: OrderedDict[str, Checked] = OrderedDict()
        self._claims: OrderedDict[str, tuple[float, Verdict]] = OrderedDict()
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()

    def of(self, visitor: str) -> Checked | None:
        """The last check of a visitor."""
        with self._lock:
            while self._kept and next(iter(self._kept.values())).since < time.monotonic() - KEPT_S:
                self._kept.popitem(last=False)
            return self._kept.get(visitor)

    def claim_of(self, visitor: str) -> Verdict | None:
        """The verdict on the last single claim of a visitor."""
        with self._lock:
            while self._claims and next(iter(self._claims.values()))[0] < time.monotonic() - KEPT_S:
                self._claims.popitem(last=False)
            return self._claims.get(visitor, (0.0, None))[1]

    def keep_claim(self, visitor: str, verdict: Verdict) -> None:
        """Keep the verdict on a single claim, for its sources and to be taken along."""
        with self._lock:
            self._claims.pop(visitor, None)
            self._claims[visitor] = (time.monotonic(), verdict)
            while len(self._claims) > MOST_KEPT:
                self._claims.popitem(last=False)

    def forget(self, visitor: str) -> None:
        """Drop a visitor's check."""
        with self._lock:
            self._kept.pop(visitor, None)
            self._claims.pop(visitor, None)

    def start(self, visitor: str, name: str, data: bytes, check: Check) -> Checked:
        """Begin to check a draft."""
        checked = Checked(name, data)
        with self._lock:
            self._kept.pop(visitor, None)
            self._kept[visitor] = checked
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        threading.Thread(target=self._run, args=(checked, check), name="check", daemon=True).start()
        return checked

    def _run(self, checked: Checked, check: Check) -> None:
        def tell(line: str) -> None:
            checked.line = line

        try:
            if not self._one_at_a_time.acquire(blocking=False):
                tell("Waiting for another draft to be done…")
                self._one_at_a_time.acquire()
            try:
                checked.report = report_on(checked.name, checked.data, check, tell)
            finally:
                self._one_at_a_time.release()
        except UserFacingError as error:
            tell(str(error))
        except Exception as error:
            # Neither the message nor the values of an unknown error are logged: they may hold the draft.
            log.error("A draft was not checked: %s", type(error).__name__)  # noqa: TRY400
            tell(FAILED)
        finally:
            if checked.report is None:
                checked.data = b""
            checked.busy = False


def report_on(name: str, data: bytes, check: Check, tell: Callable[[str], None]) -> DraftReport:
    """Read a draft and hold each of its claims against the papers.

    Raises:
        UserFacingError: If it cannot be read, or holds nothing to check.
    """
    if len(data) > MAX_BYTES:
        raise DraftError(f"{name}: has {len(data):,} bytes, and at most {MAX_BYTES:,} are read. Split it.")
    manuscript = read_manuscript(name, data)
    if not manuscript.pieces:
        raise DraftError(f"{name}: holds no words, so there is nothing to check.")
    if found := personal_data(" \n".join(piece.text for piece in manuscript.pieces), contacts=False):
        raise DraftError(f"{name}: seems to hold {found}. Take it out and check again: nothing was kept.")
    gathered = gather(manuscript)
    if not gathered.claims:
        raise DraftError(
            f"{name}: holds no sentence that papers could bear out. Questions, headings, opinions and instructions are "
            "not checked."
        )
    return check_gathered(manuscript, gathered, check, progress=tell)
