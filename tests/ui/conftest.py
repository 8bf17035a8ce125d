from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.ui.browser import FLAGS, Witness, chromium_path, serving
from tests.ui.fakes import EXAMPLES, FakeAssistant, documents

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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
def served() -> Iterator[tuple[str, FakeAssistant]]:
    """The page over a fake assistant: its address, and the assistant that remembers what it was asked."""
    from ui.web import build_app

    assistant = FakeAssistant()
    app = build_app(assistant, examples=EXAMPLES, n_documents=5, documents=documents(), max_question_chars=200)
    with serving(app) as address:
        yield address, assistant


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
    """Open the page in a fresh browser profile: `open_page(width=…, at=address)`.

    After the test, each page opened must have kept to its own origin and complained of nothing.
    """
    contexts = []

    def opened(*, width: int = 1280, height: int = 900, at: str = address) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        witness = Witness(at)
        witness.watch(page)
        witnesses.append(witness)
        page.goto(at)
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
