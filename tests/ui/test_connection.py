"""What a person meets who loses the connection, opens a second tab, reloads or goes back."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.ui import backend, fakes
from tests.ui.browser import Witness, ask, begin, serving
from ui.desk import Desk
from ui.web import build_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.ui.conftest import OpenPage

ALLOWANCE = "How much is the leaving care allowance?"
MISSIONS = "What are the missions?"


@contextlib.contextmanager
def serving_at(desk: Desk, port: int) -> Iterator[None]:
    """The page at a port that was used before."""
    with serving(build_app(desk), port=port):
        yield


def questions(page: Page) -> list[str]:
    return [text.removeprefix("You asked:").strip() for text in page.locator(".ra-question").all_inner_texts()]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.mark.browser
def test_lost_connection_in_mid_answer_is_told_and_the_question_answered_when_it_is_back(browser: Browser) -> None:
    slow = fakes.HeldAssistant(wait_s=30)
    port = free_port()
    page = browser.new_context().new_page()
    page.set_default_timeout(20_000)
    with serving_at(backend.desk(slow), port):
        page.goto(f"http://127.0.0.1:{port}/")
        page.get_by_label("Your question").fill(ALLOWANCE)
        page.keyboard.press("Enter")
        page.get_by_role("status").filter(has_text="Searching five papers…").wait_for()
    lost = page.get_by_role("alert").filter(has_text="The connection to this service is lost.")
    lost.wait_for()
    assert "Your question is not answered yet." in lost.inner_text()
    slow.go_on.set()
    with serving_at(backend.desk(), port):  # a new process: it knows nothing of the conversation
        page.get_by_role("link", name="Load the page again and answer my question").click()
        page.locator(".ra-answer").wait_for()
        assert ALLOWANCE in page.locator(".ra-question").inner_text()
        assert page.locator("#ra-lost").count() == 0
        page.context.close()


@pytest.mark.browser
def test_service_that_cannot_be_reached_when_asked_is_told(browser: Browser) -> None:
    port = free_port()
    page = browser.new_context().new_page()
    page.set_default_timeout(20_000)
    with serving_at(backend.desk(), port):
        page.goto(f"http://127.0.0.1:{port}/")
        page.get_by_label("Your question").fill(ALLOWANCE)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("alert").filter(has_text="The connection to this service is lost.").wait_for()
    assert page.get_by_label("Your question").input_value() == ALLOWANCE
    page.context.close()


@pytest.mark.browser
def test_source_that_cannot_be_fetched_says_so_in_its_place(browser: Browser) -> None:
    port = free_port()
    page = browser.new_context().new_page()
    with serving_at(backend.desk(), port):
        page.goto(f"http://127.0.0.1:{port}/")
        page.get_by_label("Your question").wait_for()
        ask(page, ALLOWANCE)
    page.get_by_role("link", name="[1]").first.click()
    page.get_by_role("dialog").get_by_text("The service cannot be reached. Try again in a moment.").wait_for()
    page.context.close()


@pytest.mark.browser
def test_second_tab_goes_on_with_the_same_conversation_and_neither_loses_an_answer(
    page: Page, assistant: fakes.FakeAssistant
) -> None:
    ask(page, ALLOWANCE)
    second = page.context.new_page()
    second.goto(page.url)
    second.locator(".ra-answer").wait_for()
    ask(second, MISSIONS)
    assert [turn.q for turn in assistant.asked[-1].history] == [ALLOWANCE]
    # The first tab does not know of it yet; its next question comes after both, and shows all three.
    page.get_by_label("Your question").fill("What does the LGA say?")
    page.keyboard.press("Enter")
    page.locator(".ra-answer").nth(2).wait_for()
    assert questions(page) == [ALLOWANCE, MISSIONS, "What does the LGA say?"]
    second.reload()
    second.locator(".ra-answer").nth(2).wait_for()
    # Each marker opens the source of its own answer, in either tab.
    second.locator(".ra-answer").nth(2).get_by_role("link", name="[2]").first.click()
    second.get_by_role("dialog", name="Source 2").wait_for()
    assert "paragraph 3.15" in second.get_by_role("dialog").inner_text()


@pytest.mark.browser
def test_both_tabs_may_ask_at_the_same_time(open_page: OpenPage) -> None:
    slow = fakes.HeldAssistant()
    with serving(build_app(backend.desk(slow))) as address:
        first = open_page(at=address)
        second = first.context.new_page()
        second.goto(address)
        for page, question in ((first, ALLOWANCE), (second, MISSIONS)):
            begin(page, question)
        slow.go_on.set()
        for page in (first, second):
            page.get_by_role("status").filter(has_text="Answered").wait_for()
        first.reload()
        first.locator(".ra-answer").nth(1).wait_for()
        asked = questions(first)
        assert sorted(asked) == sorted([ALLOWANCE, MISSIONS])
        for number, question in enumerate(asked):
            words = "£3,000" if question == ALLOWANCE else "missions"
            assert words in first.locator(".ra-answer").nth(number).inner_text()
        first.context.close()


@pytest.mark.browser
def test_second_tab_that_opens_over_a_question_of_the_first_asks_its_own(open_page: OpenPage) -> None:
    slow = fakes.HeldAssistant()
    with serving(build_app(backend.desk(slow))) as address:
        first = open_page(at=address)
        begin(first, ALLOWANCE)
        second = first.context.new_page()
        second.goto(address)
        second.locator(".ra-question").wait_for()  # the first one's, which it now waits for as well
        begin(second, MISSIONS)
        second.wait_for_timeout(500)
        assert second.get_by_role("status").filter(has_text="Searching").is_visible()
        assert second.get_by_role("button", name="Stop").is_visible()
        slow.go_on.set()
        second.get_by_role("status").filter(has_text="Answered").wait_for()
        second.locator(".ra-answer").nth(1).wait_for()
        first.context.close()


@pytest.mark.browser
def test_second_tab_that_is_answered_first_shows_the_first_tabs_answer_when_it_comes(open_page: OpenPage) -> None:
    slow = fakes.HeldAssistant()
    slow.later[ALLOWANCE] = threading.Event()
    with serving(build_app(backend.desk(slow))) as address:
        first = open_page(at=address)
        begin(first, ALLOWANCE)
        second = first.context.new_page()
        second.goto(address)
        second.locator(".ra-question").wait_for()
        begin(second, MISSIONS)
        slow.go_on.set()
        second.get_by_role("status").filter(has_text="Answered").wait_for()
        assert second.locator(".ra-answer").count() == 1
        slow.later[ALLOWANCE].set()
        second.locator(".ra-answer").nth(1).wait_for()
        assert second.get_by_role("status").filter(has_text="Answered").is_visible()
        first.context.close()


@pytest.mark.browser
def test_back_button_leads_back_to_the_conversation_as_it_was(page: Page, assistant: fakes.FakeAssistant) -> None:
    ask(page, ALLOWANCE)
    home = page.url
    page.get_by_role("link", name="Papers", exact=True).click()
    page.get_by_role("heading", name="Papers", exact=True).wait_for()
    page.get_by_role("link", name="Children & Young People Board agenda").click()
    page.locator(".ra-block").first.wait_for()
    page.go_back()
    page.get_by_role("heading", name="Papers", exact=True).wait_for()
    page.go_back()
    page.locator(".ra-answer").wait_for()
    assert page.url == home
    page.go_forward()
    page.get_by_role("heading", name="Papers", exact=True).wait_for()
    page.go_back()
    page.locator(".ra-answer").wait_for()
    assert page.locator(".ra-answer").count() == 1
    assert [one.text for one in assistant.asked] == [ALLOWANCE]


@pytest.mark.browser
def test_back_and_reload_after_a_form_send_nothing_twice(
    page: Page, desk: Desk, address: str, witnesses: list[Witness]
) -> None:
    page.goto(f"{address}/check")
    page.get_by_label("A claim, or a draft").fill("The leaving care allowance will be raised to £3,000.")
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator(".ra-verdict").wait_for()
    page.go_back()
    page.get_by_label("A claim, or a draft").wait_for()
    page.go_forward()
    page.locator(".ra-verdict").wait_for()
    page.reload()
    page.locator(".ra-verdict").wait_for()
    page.goto(address)
    ask(page, ALLOWANCE)
    page.locator(".ra-useful a").first.click()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert desk.feedback is not None
    kept = len(desk.feedback.all())
    page.reload()
    page.go_back()
    page.goto(address)
    page.locator(".ra-answer").wait_for()
    assert len(desk.feedback.all()) == kept
    assert witnesses[0].foreign == []
