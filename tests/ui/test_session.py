"""A full session, of which every request is written down; and every view in every way of looking at it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

from assistant.answers import Answer, Question, Statement
from assistant.citing import citation as cite
from corpus import pdf
from corpus.documents import Document
from corpus.library import file_sha256
from tests.corpus.pdf_makers import Maker, source_of
from tests.ui import backend, fakes
from tests.ui.browser import Witness, ask, scrolls_sideways, serving, violations
from ui.desk import Desk
from ui.feedback import FeedbackStore
from ui.people import People, named
from ui.views.texts import names
from ui.web import build_app

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ui.conftest import OpenPage

ALLOWANCE = "How much is the leaving care allowance?"
PASSWORD = "a long password"
FEE = "The placement fee is £412 a week from April 2024."


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """A paper of two pages as PDF."""
    made = Maker(head="Fees 2024")
    made.add_page()
    made.heading("Fees for placements")
    made.paragraph("Councils agree fees each year with those who offer homes.")
    made.add_page()
    made.paragraph(FEE)
    path = made.save(tmp_path_factory.mktemp("fees") / "fees.pdf")
    read = pdf.read(source_of(path))
    source = replace(
        read.source,
        title="Fees of 2024",
        publisher="Northtown",
        kind="schedule",
        published="2024-01",
        sha256=file_sha256(path),
    )
    # The page prints 1 where the file counts 2, as reports with a cover do.
    return replace(read, source=source, pages=(read.pages[0], replace(read.pages[1], label="1")))


@pytest.fixture(scope="module")
def session_desk(fees: Document, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The bundled papers and a PDF, a fake that answers, people who may sign in, and feedback that is kept."""

    class WithFees(fakes.FakeAssistant):
        def __call__(self, question: Question, **how: object) -> Answer:
            if "fee" not in question.text:
                return super().__call__(question, **how)  # type: ignore[arg-type]
            start = fees.text.index(FEE)
            block = fees.block_at(start)
            assert block is not None
            cited = cite(1, fees, block, start, start + len(FEE))
            return fakes.answer(question.text, [Statement(FEE, (1,), "Northtown", "Northtown")], [cited])

    made = backend.desk(WithFees())
    documents = {**made.backend.documents, fees.source.document_id: fees}
    sources = (*made.backend.sources, fees.source)
    made.backend = replace(made.backend, documents=documents, sources=sources)
    made.people = People(named("ann", "maintainer", PASSWORD))
    made.feedback = FeedbackStore(tmp_path_factory.mktemp("feedback") / "feedback.sqlite3")
    return made


@pytest.fixture(scope="module")
def at(session_desk: Desk) -> Iterator[str]:
    with serving(build_app(session_desk)) as address:
        yield address


def draft() -> bytes:
    made = docx.Document()
    made.add_paragraph("The leaving care allowance will be raised to £3,000. The allowance will be raised to £4,000.")
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.browser
def test_full_session_asks_this_service_alone_and_breaks_no_policy(
    open_page: OpenPage, at: str, witnesses: list[Witness]
) -> None:
    page = open_page(at=at)
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.evaluate("""() => {
        window.broken = [];
        document.addEventListener("securitypolicyviolation", (event) => window.broken.push(event.violatedDirective));
    }""")

    # Ask: an example, a source beside the answer, a filter, a question of one's own, a page of a PDF.
    page.get_by_role("button", name=fakes.EXAMPLES[0]).click()
    page.locator(".ra-answer").wait_for()
    page.get_by_role("link", name="[1]").first.click()
    page.get_by_role("dialog").locator("mark").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Choose which papers to search").click()
    page.get_by_label("Northtown", exact=True).check()
    ask(page, "What is the placement fee?")
    page.locator(".ra-answer").nth(1).get_by_role("link", name="[1]").first.click()
    picture = page.get_by_role("dialog").get_by_role("img", name=re.compile("Picture of the page"))
    picture.wait_for()
    assert picture.evaluate("(image) => image.complete && image.naturalWidth > 300")
    assert "Page 1 (page 2 of the file)" in page.get_by_role("dialog").locator("figcaption").inner_text()
    facts = page.get_by_role("dialog").locator(".ra-facts").inner_text()
    for told in ("Fees of 2024", "Northtown", "schedule", "January 2024", "Fees for placements", "page 1"):
        assert told in facts
    assert page.get_by_role("dialog").locator("mark").inner_text().count(FEE) == 1
    assert page.evaluate("window.broken") == []
    for path in ("/source/2/1", "/take/answer/1.html", "/take/conversation.html"):
        page.goto(at + path)
        page.locator("h1").wait_for()
    for path in ("/take/conversation.docx", "/take/conversation.md", "/timeline.csv"):
        assert page.request.get(at + path).ok, path

    # Check: a claim, then a draft that comes back annotated.
    page.goto(f"{at}/check")
    page.get_by_label("A claim, or a draft").fill("The leaving care allowance will be raised to £3,000.")
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator(".ra-verdict").wait_for()
    page.get_by_role("link", name="Source 1").click()
    page.get_by_role("dialog").locator("mark").wait_for()
    page.keyboard.press("Escape")
    page.get_by_label("Or a file").set_input_files(
        {"name": "report.docx", "mimeType": "application/octet-stream", "buffer": draft()}
    )
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("1 supported, 1 contradicted").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the annotated draft as Word").click()
    assert download.value.suggested_filename == "report-checked.docx"

    # Papers, a paragraph's own address, the timeline.
    page.get_by_role("link", name="Papers", exact=True).click()
    page.get_by_role("link", name="Children & Young People Board agenda").click()
    page.locator("main a[href^='#b']", has_text="13.8.1").first.click()
    assert "#b" in page.url
    page.goto(f"{at}/timeline")
    page.get_by_label("Kind").select_option("Sum of money")
    page.locator("#entries tbody tr:visible").first.get_by_role("link").first.click()
    page.get_by_role("dialog").locator("mark").wait_for()

    # Sign in, tell, and read the pages about the service.
    page.goto(f"{at}/sign-in")
    assert violations(page) == []
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator(".ra-answer").first.wait_for()
    page.locator(".ra-useful a").first.click()
    page.get_by_role("group", name="Source 1").get_by_label("Partly right").check()
    assert violations(page) == []
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    page.get_by_role("link", name="What people told us").click()
    page.get_by_text("The answer and what it was made from").click()
    assert page.get_by_text("Citation 1: partly right").is_visible()
    assert violations(page) == []
    for name in sorted(names()):
        page.goto(f"{at}/about/{name}")
        page.locator("h1").wait_for()
    page.goto(f"{at}/sign-in")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Your question").wait_for()
    assert page.locator(".ra-answer").count() == 0

    assert sockets == []
    assert len(witnesses[0].requests) > 100
    witnesses[0].check()


# Ways of looking


def views(page: Page, at: str) -> Iterator[str]:
    """Go to each view in turn, with something to show on it; gives its path."""
    ask(page, ALLOWANCE)
    ask(page, fakes.EXAMPLES[3])
    ask(page, "What is the placement fee?")
    yield "/"
    page.request.post(f"{at}/check", form={"text": "The leaving care allowance will be raised to £4,000."})
    paths = ("/papers", "/papers/durham-report", "/timeline", "/check?shown=claim", "/source/1/1", "/source/3/1")
    more = ("/tell/1?useful=no", "/take/answer/1.html", "/sign-in", *(f"/about/{name}" for name in sorted(names())))
    for path in (*paths, *more):
        page.goto(at + path)
        yield path


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 568)], ids=["zoomed to 400 %", "phone"])
def test_no_view_scrolls_sideways_or_hides_its_focus(open_page: OpenPage, at: str, width: int, height: int) -> None:
    # A window of 1,280 by 1,024 zoomed to 400 % lays out as one of 320 by 256.
    page = open_page(at=at, width=width, height=height)
    for path in views(page, at):
        assert not scrolls_sideways(page), path
        cut = page.evaluate("""() => [...document.querySelectorAll("main p, main li, h1, h2, h3, a, button, label, td")]
            .filter((one) => one.checkVisibility() && !one.closest(".ra-scroll, .ra-hidden, .ra-skip"))
            .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
            .map((one) => one.outerHTML.slice(0, 120))""")
        assert cut == [], path
        for _ in range(6):
            page.keyboard.press("Tab")
            seen = page.evaluate("""() => {
                const box = document.activeElement.getBoundingClientRect();
                return box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth;
            }""")
            assert seen, (path, page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))


@pytest.mark.browser
def test_every_view_can_be_read_and_used_in_forced_colours(open_page: OpenPage, at: str) -> None:
    page = open_page(at=at, forced_colors="active", color_scheme="dark")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    for path in views(page, at):
        # What has an edge or a ring in colour alone elsewhere has one here too.
        bare = page.evaluate("""() => [...document.querySelectorAll("button, textarea, select, .ra-button-link, input")]
            .filter((one) => !["checkbox", "radio", "file"].includes(one.type)).filter((one) => one.checkVisibility())
            .filter((one) => parseFloat(getComputedStyle(one).borderTopWidth) === 0)
            .map((one) => one.outerHTML.slice(0, 160))""")
        assert bare == [], path
        page.keyboard.press("Tab")
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none", path
    page.goto(f"{at}/check?shown=claim")
    icon = page.locator(".ra-verdict svg").first
    assert icon.evaluate("(one) => getComputedStyle(one).color") == page.locator("h1").evaluate(
        "(one) => getComputedStyle(one).color"
    )


@pytest.mark.browser
def test_nothing_moves_for_who_asks_for_less_motion(open_page: OpenPage, at: str) -> None:
    page = open_page(at=at, reduced_motion="reduce")
    page.get_by_label("Your question").fill(ALLOWANCE)
    page.keyboard.press("Enter")
    moving = """() => document.getAnimations()
        .filter((one) => Number(one.effect?.getComputedTiming().duration) > 50)
        .map((one) => one.effect.target?.outerHTML?.slice(0, 120))"""
    assert page.evaluate(moving) == []
    page.locator(".ra-answer").wait_for()
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    for path in views(page, at):
        assert page.evaluate(moving) == [], path
        slow = page.evaluate("""() => [...document.querySelectorAll("a, button, summary, input, textarea")]
            .filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0.05)
            .map((one) => one.outerHTML.slice(0, 120))""")
        assert slow == [], path


def test_fixture_paper_is_cited_with_its_page(fees: Document) -> None:
    start = fees.text.index(FEE)
    block = fees.block_at(start)
    assert block is not None
    assert cite(1, fees, block, start, start + len(FEE)).page_number == 2
    assert Path(fees.source.path).suffix == ".pdf"
