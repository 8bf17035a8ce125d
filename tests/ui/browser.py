"""What the browser tests stand on: the app on a free port, a headless Chromium, and a witness of what the page does."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import ConsoleMessage, Page, Request

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)

PRESSES = 10
ASKED_MS = 2_000
"""How often a question is sent, and how long one press has to show it."""

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def chromium_path() -> str:
    """The browser that `tests/find_chromium.sh` finds.

    Raises:
        RuntimeError: With the script's own line when there is none.
    """
    script = Path(__file__).parents[1] / "find_chromium.sh"
    found = subprocess.run([script], capture_output=True, text=True, check=False)
    if found.returncode:
        raise RuntimeError(found.stderr.strip())
    return found.stdout.strip()


@contextlib.contextmanager
def serving(app: FastAPI, *, port: int = 0) -> Iterator[str]:
    """Serve `app` from a thread, on any free port of this machine or on one; its address without a closing slash."""
    import uvicorn

    from ui.web import _listening

    with contextlib.closing(_listening("127.0.0.1", port)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("The app did not start within 30 seconds.")
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            # Open event streams would hold a polite shutdown for as long as the browser keeps them.
            server.should_exit = server.force_exit = True
            thread.join(timeout=10)


@dataclass
class Witness:
    """What a page asked for and complained of.

    Attributes:
        home: The address that requests may go to.
        may_be_refused: Whether answers of the 400 kind are no complaint.
        requests: Every address asked for, in order.
        complaints: Console warnings and errors (a Content-Security-Policy violation is one) and script errors.
    """

    home: str
    may_be_refused: bool = False
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note down what `page` does from now on."""

        def on_request(request: Request) -> None:
            self.requests.append(request.url)

        def on_console(message: ConsoleMessage) -> None:
            refused = "responded with a status of 4" in message.text  # the page says so too, and a test looks at it
            # A page that is left while Gradio's stream is open says this as it goes.
            left = "signal is aborted without reason" in message.text or "Connection errored out" in message.text
            if message.type in {"error", "warning"} and not (refused and self.may_be_refused) and not left:
                self.complaints.append(f"{message.type}: {message.text} {message.location}")

        def on_error(error: object) -> None:
            self.complaints.append(f"script error: {error}")

        page.on("request", on_request)
        page.on("console", on_console)
        page.on("pageerror", on_error)

    @property
    def foreign(self) -> list[str]:
        """Requests to anywhere but home; data and blob addresses stay in the browser."""
        return [url for url in self.requests if not url.startswith((f"{self.home}/", "data:", "blob:"))]

    def check(self) -> None:
        """Fail on a request to another origin or on any complaint."""
        assert self.requests, "the page asked for nothing: it was not watched"
        assert self.foreign == []
        assert self.complaints == [], self.complaints


def begin(page: Page, question: str) -> None:
    """Type a question, press Enter and wait until the papers are searched for its answer."""
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Searching").wait_for()


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter and wait for one more answer.

    Gradio takes no second question before it has heard that the first one's event is over, a moment after the answer
    shows: Enter within that moment does nothing and leaves the text in the box, so it is pressed again, as one would.
    """
    from playwright.sync_api import TimeoutError as PlaywrightTimeout

    questions, answers = page.locator(".ra-question"), page.locator(".ra-answer")
    asked, answered = questions.count(), answers.count()
    page.get_by_label("Your question").fill(question)
    for _ in range(PRESSES):
        page.get_by_label("Your question").press("Enter")
        with contextlib.suppress(PlaywrightTimeout):
            questions.nth(asked).wait_for(timeout=ASKED_MS)
            break
    answers.nth(answered).wait_for()


def open_all(page: Page, *, most: int = 200) -> None:
    """Open every closed part of the page, those inside others too."""
    for _ in range(most):
        closed = page.locator("details:not([open]) > summary:visible")
        if closed.count() == 0:
            return
        closed.first.click()
    raise AssertionError(f"more than {most} parts to open, or one that does not open")


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA on the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    found: list[dict[str, Any]] = Axe().run(page, options={"runOnly": list(WCAG)}).response["violations"]
    return [f"{one['id']}: {[node['html'][:200] for node in one['nodes']]}" for one in found]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
