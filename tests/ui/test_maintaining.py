"""A maintainer's upkeep of the library on the page: real library, real index, an embedder without a model."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.corpus.pdf_makers import Maker
from tests.ui.browser import Witness, ask, serving, violations
from ui.desk import Desk
from ui.keeper import Keeper
from ui.people import People, named
from ui.serving import desk_for
from ui.web import build_app

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ui.conftest import OpenPage

PASSWORD = "a long password"
MENTORING = "# Mentoring\n\n3.1. The mentoring grant is £41,500 a year from April 2024.\n"


@pytest.fixture
def library(small: Callable[..., Any]) -> Iterator[tuple[str, Desk]]:
    """A page over three small papers that a maintainer may change: its address and desk."""
    desk = desk_for(small(), People(named("ann", "maintainer", PASSWORD)))
    with serving(build_app(desk)) as address:
        yield address, desk


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def add(page: Page, address: str, name: str, data: bytes | str, **fields: str) -> None:
    page.goto(f"{address}/library/add")
    body = data if isinstance(data, bytes) else data.encode()
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": body})
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Add the paper").click()


@pytest.mark.browser
def test_maintainer_signs_in_adds_a_paper_with_progress_and_takes_it_out(
    library: tuple[str, Desk], open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, desk = library
    page = open_page(at=address, path="/papers")
    assert page.get_by_role("link", name="Add a paper").count() == 0
    page.goto(f"{address}/library/add")
    assert page.url.endswith("/sign-in")

    sign_in(page, address)
    page.goto(f"{address}/papers")
    page.get_by_role("link", name="Add a paper").click()
    assert violations(page) == []
    go_on, renew = threading.Event(), desk.keeper._renew  # type: ignore[union-attr]

    def slow(tell: Callable[[str], None]) -> Any:
        tell("reading 1 of 1 documents")
        assert go_on.wait(20)
        return renew(tell)

    monkeypatch.setattr(desk.keeper, "_renew", slow)
    add(page, address, "mentoring.md", MENTORING, Title="Mentoring <b>plan</b>", Publisher="Northtown")
    page.get_by_role("heading", name="Changing the library").wait_for()
    page.get_by_role("status").filter(has_text="reading 1 of 1 documents").wait_for()
    assert violations(page) == []
    # Meanwhile no second change begins.
    assert desk.keeper is not None
    assert not desk.keeper.remove("plan", lambda _: None)
    go_on.set()
    page.get_by_role("status").filter(has_text="mentoring.md: added as 'mentoring'.").wait_for()
    row = page.locator("tr", has_text="Mentoring <b>plan</b>")
    assert "Northtown" in row.inner_text()

    # Ask knows the new paper at once: it answers from it, counts it and offers it in its filters.
    page.goto(address)
    ask(page, "How much is the mentoring grant?")
    assert "£41,500" in page.locator(".ra-answer").inner_text()
    assert "four papers" in page.locator(".ra-lead").first.inner_text()
    page.get_by_role("button", name="Choose which papers to search").click()
    page.get_by_label("Northtown", exact=True).check()
    page.get_by_label("Northtown, paper, no date").check()
    page.goto(f"{address}/timeline")
    page.locator("#entries tbody tr", has_text="£41,500").wait_for()

    page.goto(f"{address}/papers")
    page.get_by_role("link", name=re.compile("^Take out Mentoring")).click()
    assert violations(page) == []
    page.get_by_role("button", name="Take it out").click()
    page.get_by_role("status").filter(has_text="was taken out of the library.").wait_for()
    assert page.locator("tr", has_text="Mentoring").count() == 0
    page.goto(address)
    page.get_by_role("button", name="Choose which papers to search").click()
    assert page.get_by_label("Northtown", exact=True).count() == 0


@pytest.mark.browser
def test_file_that_cannot_be_added_is_told_and_changes_nothing(
    library: tuple[str, Desk], open_page: OpenPage, witnesses: list[Witness], tmp_path: Path
) -> None:
    address, desk = library
    before = desk.backend.fingerprint
    page = open_page(at=address, path="/papers")
    witnesses[0].may_be_refused = True
    sign_in(page, address)

    def refused(words: str) -> None:
        page.get_by_text(words).first.wait_for()
        assert len(desk.backend.sources) == 3
        assert desk.backend.fingerprint == before

    add(page, address, "setup.exe", b"MZ\x90")
    refused("setup.exe: is not a kind of file that can be read.")
    assert page.title().startswith("Error: ")
    assert violations(page) == []
    add(page, address, "empty.md", b"")
    refused("Choose a file that is not empty.")
    add(page, address, "late.md", MENTORING, Date="14 March")
    refused("published is '14 March'")
    add(page, address, "broken.pdf", b"%PDF-1.7 this is no such file")
    refused("Error: broken.pdf")
    blank = Maker()
    blank.add_page()
    add(page, address, "blank.pdf", bytes(blank.output()))
    refused("Error: blank.pdf")

    # A file too large is told as soon as it is chosen, and by the server to who sends it all the same.
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    page.goto(f"{address}/library/add")
    page.get_by_label("File").set_input_files(large)
    page.get_by_role("alert").filter(has_text="large.pdf has 65 MB, and at most 60 MB are read.").wait_for()
    assert page.get_by_label("File").evaluate("(input) => input.files.length") == 0
    page.get_by_label("File").evaluate("(input) => delete input.dataset.most")
    page.get_by_label("File").set_input_files(large)
    with page.expect_navigation():
        page.get_by_role("button", name="Add the paper").click()
    refused("A paper has at most 60 MB.")


def test_progress_and_upkeep_are_closed_to_who_is_no_maintainer(library: tuple[str, Desk]) -> None:
    import httpx

    address, desk = library
    assert isinstance(desk.keeper, Keeper)
    with httpx.Client(base_url=address) as client:
        for path in ("/library/add", "/library/remove/plan", "/library/progress"):
            assert client.get(path).headers["location"] == "/sign-in", path
        assert client.post("/library/remove/plan").headers["location"] == "/sign-in"
        assert client.get("/library/state").status_code == 403
    assert len(desk.backend.sources) == 3
