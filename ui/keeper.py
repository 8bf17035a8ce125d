"""Changing the library from the page: one change at a time, in a thread of its own, which tells how far it is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import CorpusError, UserFacingError
from ui.backend import Backend, Tell

if TYPE_CHECKING:
    from assistant.settings import Settings

log = logging.getLogger(__name__)

FAILED = "Something went wrong on this service, and the library was not changed."


class Keeper:
    """The one writer of a library.

    Attributes:
        busy: Whether a change is under way.
        line: How far it is, or what became of the last one.
        failed: Whether the last one failed.
    """

    def __init__(self, settings: Settings, renew: Callable[[Tell], Backend]) -> None:
        """Keep where the library is and what opens it anew after a change."""
        self._settings, self._renew = settings, renew
        self._lock = threading.Lock()
        self.busy, self.failed, self.line = False, False, ""

    def removable(self) -> frozenset[str]:
        """Ids of the papers that were added, and so can be taken out."""
        from assistant.build import open_shelf

        return frozenset(one.record.document_id for one in open_shelf(self._settings).kept()[0])

    def add(self, path: Path, told: dict[str, str], done: Callable[[Backend], None]) -> bool:
        """Begin to add a file; False when another change is under way.

        Args:
            path: Where the file lies for now; it and its folder are removed at the end.
            told: What the maintainer says of it: title, publisher, kind, published.
            done: Given the new papers when they can be searched.
        """
        from assistant.build import open_shelf
        from corpus.library import load_library
        from ui.adding import given_for, undone_without_index

        def change(tell: Tell) -> tuple[str, Backend]:
            shelf = open_shelf(self._settings)
            beside = load_library(self._settings.corpus).sources
            outcomes = shelf.add([path], given=given_for([path], told), beside=beside, notify=tell, progress=tell)
            for outcome in outcomes:
                if outcome.result == "refused":
                    raise CorpusError(outcome.message)
            with undone_without_index(shelf):
                backend = self._renew(tell)
            return " ".join(outcome.message for outcome in outcomes), backend

        return self._start(change, done, lambda: _remove(path))

    def remove(self, document_id: str, done: Callable[[Backend], None]) -> bool:
        """Begin to take a paper out; False when another change is under way."""
        from assistant.build import forget_superseded, open_shelf

        def change(tell: Tell) -> tuple[str, Backend]:
            removed = open_shelf(self._settings).remove(document_id, notify=tell)
            forget_superseded(self._settings)
            return f"{removed} was taken out of the library.", self._renew(tell)

        return self._start(change, done, lambda: None)

    def _start(
        self,
        change: Callable[[Tell], tuple[str, Backend]],
        done: Callable[[Backend], None],
        tidy: Callable[[], None],
    ) -> bool:
        with self._lock:
            if self.busy:
                tidy()
                return False
            self.busy, self.failed, self.line = True, False, "Starting…"

        def tell(line: str) -> None:
            self.line = line

        def run() -> None:
            try:
                line, backend = change(tell)
                done(backend)
                self.line = line
            except UserFacingError as error:
                self.failed, self.line = True, str(error)
            except Exception:
                log.exception("The library was not changed")
                self.failed, self.line = True, FAILED
            finally:
                tidy()
                self.busy = False

        threading.Thread(target=run, name="library", daemon=True).start()
        return True


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.parent.rmdir()
