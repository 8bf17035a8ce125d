from __future__ import annotations

import csv
import io
import re
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

import docx
import httpx
import pytest

from tests.ui import fakes
from tests.ui.browser import ask, scrolls_sideways, violations
from ui.desk import Desk
from ui.people import People, named
from ui.views.texts import names
from ui.views.timeline import A_PAGE, chart

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ui.conftest import OpenPage

VIEWS = (
    "/papers",
    "/papers/lga-pack?at=60000#at",
    "/timeline",
    "/check",
    *(f"/about/{name}" for name in sorted(names())),
)
ALLOWANCE = "How much is the leaving care allowance?"


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, follow_redirects=True) as made:
        yield made


def wait_for(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.05)


# Every view


@pytest.mark.browser
@pytest.mark.parametrize(("width", "colours"), [(1280, "light"), (320, "dark")])
def test_every_view_meets_wcag_and_never_scrolls_sideways(open_page: OpenPage, width: int, colours: str) -> None:
    page = open_page(width=width, color_scheme=colours, reduced_motion="reduce")
    ask(page, ALLOWANCE)
    home = page.url.rstrip("/")
    page.request.post(f"{home}/check", form={"text": "The leaving care allowance will be raised to £4,000."})
    more = ("/check?shown=claim", "/take/check.html")
    for path in (*VIEWS, "/source/1/1", "/take/answer/1.html", "/tell/1?useful=no", *more):
        page.goto(home + path)
        assert violations(page) == [], path
        assert not scrolls_sideways(page), path
        assert page.locator("h1").count() == 1, path
        assert page.locator("html").get_attribute("lang") == "en-GB", path


@pytest.mark.browser
def test_keyboard_reaches_the_main_part_at_once_and_focus_is_seen(open_page: OpenPage) -> None:
    page = open_page(path="/papers")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    style = page.evaluate(
        "getComputedStyle(document.activeElement).outlineColor + getComputedStyle(document.activeElement).outlineWidth"
    )
    assert style == "rgb(255, 221, 0)3px"


@pytest.mark.browser
def test_keyboard_alone_reaches_everything_that_can_be_pressed_and_gets_out_again(open_page: OpenPage) -> None:
    page = open_page()
    home = page.url.rstrip("/")
    ask(page, ALLOWANCE)
    page.request.post(f"{home}/check", form={"text": "The leaving care allowance will be raised to £4,000."})
    for path in ("/", "/check?shown=claim", "/papers", "/tell/1?useful=no", "/take/answer/1.html"):
        page.goto(home + path)
        page.locator("h1").wait_for()
        if path == "/":
            page.locator(".ra-answer").wait_for()
        # Of a group of radio buttons one is reached; the arrows lead on from it.
        n_controls = page.evaluate("""() => {
            const kinds = "a[href], button, input, select, textarea, summary, [tabindex='0']";
            const all = [...document.querySelectorAll(kinds)]
                .filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0);
            const radios = new Set(all.filter((one) => one.type === "radio").map((one) => one.name));
            document.activeElement.blur();
            getSelection().removeAllRanges();
            return all.filter((one) => one.type !== "radio").length + radios.size;
        }""")
        reached = set()
        for _ in range(n_controls + 3):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate("""() => {
                    const one = document.activeElement;
                    if (one === document.body) return null;
                    window.met ??= [];
                    if (!window.met.includes(one)) window.met.push(one);
                    return window.met.indexOf(one);
                }""")
            )
        assert len(reached - {None}) == n_controls, path


def test_pages_about_the_service_say_what_is_true_and_what_is_open(client: httpx.Client) -> None:
    assert names() == {"accessibility", "privacy", "how-it-works", "transparency-record"}
    assert "No person who uses assistive technology has tested it yet." in client.get("/about/accessibility").text
    assert "reforms-visitor" in client.get("/about/privacy").text
    assert "to be completed" in client.get("/about/transparency-record").text.lower()


# Papers


def test_library_lists_every_paper_and_finds_by_words(client: httpx.Client, desk: Desk) -> None:
    listed = client.get("/papers").text
    assert all(f'href="/papers/{one.document_id}"' in listed for one in desk.backend.sources)
    found = client.get("/papers", params={"find": "durham 2023"}).text
    assert "durham-report" in found
    assert "lga-pack" not in found


def test_paper_stands_in_full_with_a_link_to_each_paragraph(client: httpx.Client, desk: Desk) -> None:
    document = desk.backend.documents["lga-pack"]
    start = document.text.index("The leaving care allowance will be raised from")
    number = document.block_at(start)
    page = client.get(f"/papers/lga-pack?at={start}").text
    assert f'id="b{number}"' in page
    assert f'href="#b{number}"' in page
    assert "13.8.1</a>" in page
    assert "<mark>The leaving care allowance will be raised" in page
    assert page.count('class="ra-block') + page.count("<h2 id") + page.count("<h3 id") + page.count("<h4 id") == len(
        document.blocks
    )
    assert client.get("/papers/nobody").status_code == 404


# Check


def test_claim_gets_its_verdict_in_words_with_evidence_that_opens(client: httpx.Client) -> None:
    page = client.post("/check", data={"text": "The leaving care allowance will be raised to £4,000"}).text
    for told in ("Contradicted", "The paper gives another sum.", "Claimed: “£4,000”; in the paper: “£3,000”", "<svg"):
        assert told in page
    source = client.get("/source/claim/1").text
    assert "End of quote." in source
    assert "13.8.1" in source
    word = docx.Document(io.BytesIO(client.get("/take/check.docx").content))
    assert "Contradicted" in "\n".join(paragraph.text for paragraph in word.paragraphs)


def test_draft_is_checked_sentence_by_sentence_and_comes_back_annotated(client: httpx.Client) -> None:
    draft = docx.Document()
    draft.add_heading("Report", level=1)
    draft.add_paragraph("The leaving care allowance will be raised to £3,000. The allowance will be raised to £4,000.")
    file = io.BytesIO()
    draft.save(file)
    client.post("/check", files={"file": ("my report.docx", file.getvalue())})
    wait_for(lambda: not client.get("/check/state").json()["busy"])
    page = client.get("/check").text
    assert "1 supported, 1 contradicted" in page
    report = client.get("/check/report.docx")
    assert 'filename="my report-checked.docx"' in report.headers["content-disposition"]
    assert docx.Document(io.BytesIO(report.content)).paragraphs
    assert "my report" not in httpx.get(f"{client.base_url}/check").text  # nobody else's


@pytest.mark.browser
def test_word_file_may_be_dropped_and_beside_the_field_it_takes_no_page_away(open_page: OpenPage) -> None:
    page = open_page(path="/check")
    file = io.BytesIO()
    draft = docx.Document()
    draft.add_paragraph("The leaving care allowance will be raised to £3,000.")
    draft.save(file)
    dropped = page.evaluate_handle(
        """(base64) => {
            const dropped = new DataTransfer();
            const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
            dropped.items.add(new File([bytes], "report.docx"));
            return dropped;
        }""",
        b64encode(file.getvalue()).decode(),
    )
    page.evaluate("document.addEventListener('drop', (event) => { window.held = event.defaultPrevented; })")
    page.dispatch_event("h1", "drop", {"dataTransfer": dropped})
    assert page.evaluate("window.held") is True
    page.dispatch_event("#file-hint", "drop", {"dataTransfer": dropped})
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("1 supported").wait_for()
    assert page.get_by_role("heading", name="report.docx").is_visible()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Type or paste what you want checked"),
        ("Is it £3,000?", "That is a question."),
        ("Our foster child, Leo Jones, gets £3,000.", "seems to hold the name of a child"),
        ("AB123456C gets £3,000.", "seems to hold a National Insurance number"),
        ("crash", "Something went wrong"),
    ],
)
def test_what_cannot_be_checked_says_why_above_its_field(client: httpx.Client, text: str, message: str) -> None:
    answer = client.post("/check", data={"text": text})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert answer.text.count(message) == 2
    assert "<title>Error: " in answer.text


# Timeline and money


@pytest.mark.browser
def test_timeline_sorts_and_filters_without_asking_the_service(open_page: OpenPage) -> None:
    page = open_page(path="/timeline")
    rows = page.locator("#entries tbody tr:visible")
    every = rows.count()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Kind").select_option("Sum of money")
    sums = rows.count()
    assert 0 < sums < every
    assert page.get_by_text(f"{sums} of {every} lines.").is_visible()
    page.get_by_role("button", name="Value").click()
    page.get_by_role("button", name="Value").click()
    assert rows.first.get_attribute("data-value") == max(row.get_attribute("data-value") or "" for row in rows.all())
    page.get_by_label("Words").fill("3 million north east")
    assert rows.count() == 1
    assert asked == []
    rows.first.get_by_role("link", name="Source").click()
    page.get_by_role("dialog").locator("mark").wait_for()
    assert "£3 million" in page.get_by_role("dialog").inner_text()
    assert page.locator(".ra-chart svg[role=img]").count() == 1


def test_timeline_as_csv_holds_every_line_and_no_formula(client: httpx.Client, desk: Desk) -> None:
    entries = desk.backend.timeline()
    worst = replace(
        entries[0], value="=HYPERLINK(1)", holder="@SUM(1)", citation=replace(entries[0].citation, quote="-1")
    )
    from ui.views.timeline import csv_of

    rows = list(csv.reader(io.StringIO(client.get("/timeline.csv").text.removeprefix("\ufeff"))))
    assert len(rows) == len(entries) + 1
    cells = next(csv.reader(csv_of([worst]).splitlines()[1:]))
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert {"'=HYPERLINK(1)", "'@SUM(1)", "'-1"} <= set(cells)


def test_many_lines_are_paged_and_each_page_keeps_the_choice_and_the_order(address: str, desk: Desk) -> None:
    before, entries = desk.backend, desk.backend.timeline()
    many = tuple(replace(one, number=n) for n, one in enumerate(entries * 8, 1))
    desk.backend = replace(before, timeline=lambda: many)
    sums = [one for one in many if one.kind == "sum"]
    n_pages = -(-len(sums) // A_PAGE)
    seen: list[str] = []
    try:
        with httpx.Client(base_url=address) as client:
            where = "/timeline?kind=sum&order=-value"
            for number in range(1, n_pages + 1):
                page = client.get(where).text
                assert f"{len(sums)} of {len(many)} lines. Page {number} of {n_pages}." in page
                assert "data-all" not in page  # so that the script leaves choosing to the service
                seen += re.findall(r'href="/source/timeline/(\d+)"', page)
                following = re.search(r'<a href="([^"]+)">Next lines</a>', page)
                assert (following is None) == (number == n_pages)
                where = unescape(following[1]) if following else where
            assert "Previous lines" in client.get(where).text
            assert f"Page {n_pages} of {n_pages}." in client.get("/timeline?kind=sum&page=999").text
            assert len(list(csv.reader(io.StringIO(client.get("/timeline.csv?kind=sum").text)))) == len(sums) + 1
    finally:
        desk.backend = before
    amounts = {str(one.number): one.amount or 0.0 for one in many}
    assert sorted(seen) == sorted(str(one.number) for one in sums)
    assert [amounts[number] for number in seen] == sorted((amounts[number] for number in seen), reverse=True)


@pytest.mark.parametrize("n_years", [1, 8, 60])
def test_bars_of_the_picture_never_meet_and_hold_every_dated_line(desk: Desk, n_years: int) -> None:
    some = [one for one in desk.backend.timeline() if one.start and one.kind != "sum"]
    many = []
    for n in range(600):
        day = date(1990 + n * 7 % n_years, 1 + n % 12, 1 + n * 5 % 28).isoformat()
        many.append(replace(some[n % len(some)], number=n, start=day, end=day, differs=("x",) if n == 7 else ()))
    drawn = chart(many)
    assert drawn is not None
    assert sum(mark.count for mark in drawn.marks) == len(many)
    assert sum(mark.differs for mark in drawn.marks) == 1
    assert drawn.height < 1_000
    rows: dict[float, list[tuple[float, float]]] = {}
    for mark in drawn.marks:
        rows.setdefault(mark.y, []).append((mark.x, mark.x + mark.width))
    for bars in rows.values():
        bars.sort()
        assert all(one[1] <= other[0] for one, other in pairwise(bars))


# Take it along, tell us


@pytest.mark.browser
def test_what_is_printed_is_the_answer_with_its_sources_and_none_of_the_page(open_page: OpenPage) -> None:
    page = open_page()
    home = page.url.rstrip("/")
    ask(page, ALLOWANCE)
    ask(page, "What are the missions?")
    page.request.post(f"{home}/check", form={"text": "The leaving care allowance will be raised to £4,000."})
    page.emulate_media(media="print")
    for path, held in (("answer/1", 1), ("conversation", 2), ("check", 1)):
        page.goto(f"{home}/take/{path}.html")
        assert page.locator(".ra-answer").count() == held, path
        assert page.locator("nav:visible, button:visible, .ra-tools:visible, .ra-useful:visible").count() == 0, path
        assert page.locator("details:not([open])").count() == 0, path
        marks = page.locator("blockquote mark:visible")
        assert marks.count() >= held, path
        # A ground of colour is not printed.
        assert marks.first.evaluate("(one) => getComputedStyle(one).textDecorationLine") == "underline", path
        assert page.get_by_role("heading", name="Background papers").is_visible(), path
        assert "Drafted on" in page.locator("main").inner_text(), path
        assert not scrolls_sideways(page), path


@pytest.mark.browser
def test_answer_is_taken_along_and_feedback_is_kept_with_it(page: Page, desk: Desk) -> None:
    ask(page, ALLOWANCE)
    with page.expect_download() as download:
        page.locator(".ra-tools").get_by_text("Word").click()
    assert download.value.suggested_filename == "answer-from-the-papers.docx"
    page.locator(".ra-useful a").nth(1).click()
    page.get_by_label("Why? (optional)").fill("It is for 2023 only")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert desk.feedback is not None
    kept = desk.feedback.all()[0]
    assert (kept.useful, kept.reason, kept.question) == (False, "It is for 2023 only", ALLOWANCE)
    assert kept.answer["citations"][0]["quote"] in fakes.figure().citations[0].quote
    page.get_by_role("link", name="Back to your questions").click()
    page.locator(".ra-answer").wait_for()


def test_list_of_feedback_is_for_a_maintainer_and_scores_for_a_reviewer(client: httpx.Client, desk: Desk) -> None:
    desk.people = People(
        {**named("ann", "maintainer", "a long password"), **named("rev", "reviewer", "a long password")}
    )
    try:
        assert "/sign-in" in str(client.get("/tell").url)
        client.post("/sign-in", data={"name": "rev", "password": "a long password"})
        visitor = client.cookies["reforms-visitor"]
        desk.conversations.add(visitor, fakes.figure())
        assert "Score each sentence" in client.get("/tell/1").text
        said = {"useful": "yes", "statement 1": "right", "citation 2": "wrong", "citation 9": "right"}
        assert "Thank you" in client.post("/tell/1", data=said).text
        assert desk.feedback is not None
        kept = desk.feedback.all()[0]
        assert (kept.reviewer, dict(kept.scores)) == ("rev", {"statement 1": "right", "citation 2": "wrong"})
        assert client.get("/tell").url.path == "/sign-in"
        client.post("/sign-in", data={"name": "ann", "password": "a long password"})
        assert ALLOWANCE in client.get("/tell").text
        assert "cases:" in client.get(f"/tell/case/{kept.id}").text
    finally:
        desk.people = People()
