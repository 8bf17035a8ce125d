from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui import backend
from tests.ui.browser import FLAGS, Witness, chromium_path, serving
from tests.ui.fakes import FakeAssistant
from ui.feedback import FeedbackStore

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from ui.desk import Desk

collect_ignore = ["load.py"]  # locust's own file: importing it puts gevent in the place of threads

OpenPage = Callable[..., "Page"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the tests of a module.

    Not for the whole session: while Playwright's synchronous interface is open, nothing else in this thread can start
    an event loop.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The bundled papers with a fake that answers, which remembers what it was asked."""
    made = backend.desk()
    made.feedback = FeedbackStore(tmp_path_factory.mktemp("feedback") / "feedback.sqlite3")
    return made


@pytest.fixture(scope="module")
def served(desk: Desk) -> Iterator[tuple[str, FakeAssistant]]:
    """The page over it: its address, and the fake."""
    from ui.web import build_app

    assert isinstance(desk.backend.ask, FakeAssistant)
    with serving(build_app(desk)) as address:
        yield address, desk.backend.ask


@pytest.fixture
def address(served: tuple[str, FakeAssistant]) -> str:
    return served[0]


@pytest.fixture
def assistant(served: tuple[str, FakeAssistant]) -> FakeAssistant:
    """The fake behind the page, with no memory of other tests."""
    served[1].asked.clear()
    return served[1]


@pytest.fixture
def witnesses() -> list[Witness]:
    """One witness for each page that a test opened, in order."""
    return []


@pytest.fixture
def open_page(browser: Browser, address: str, witnesses: list[Witness]) -> Iterator[OpenPage]:
    """Open the page in a fresh browser profile: `open_page(width=…, path=…, at=address)`.

    After the test, each page opened must have kept to its own origin and complained of nothing.
    """
    contexts = []

    def opened(*, width: int = 1280, height: int = 900, at: str = address, path: str = "/", **how: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **how)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        witness = Witness(at)
        witness.watch(page)
        witnesses.append(witness)
        page.goto(at + path)
        if path.startswith(("/?", "/#")) or path == "/":
            page.get_by_label("Your question").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    for witness in witnesses:
        witness.check()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The start page at 1280 by 900."""
    return open_page()
