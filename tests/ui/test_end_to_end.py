"""The real assistant over the bundled papers, behind the real page, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.build import Assistant
from tests.ui.browser import ask, serving

if TYPE_CHECKING:
    from tests.ui.conftest import OpenPage

QUESTION = "How much will the leaving care allowance be?"


@pytest.mark.browser
def test_question_about_the_papers_is_answered_with_a_source_that_opens(
    bundled: Assistant, open_page: OpenPage
) -> None:
    from ui.backend import backend_of
    from ui.desk import Desk
    from ui.web import build_app

    with serving(build_app(Desk(backend_of(bundled)))) as address:
        page = open_page(at=address)
        ask(page, QUESTION)
        reply = page.locator(".ra-answer")
        assert "£3,000" in reply.inner_text()

        assert "£3,000" in reply.locator(".ra-short").inner_text()
        reply.get_by_role("link", name="[1]").first.click()
        source = page.get_by_role("dialog")
        mark = source.locator("mark")
        mark.wait_for()
        shown = source.inner_text()

        from assistant.answers import Question
        from assistant.referencing import date_in_words

        cited = bundled.ask(Question(QUESTION)).citations[0]
        assert "£3,000" in cited.quote
        assert cited.publisher in shown
        assert date_in_words(cited.published or "") in shown
        assert (f"paragraph {cited.paragraph}" if cited.paragraph else cited.section[-1]) in shown
        assert " ".join(cited.quote.split()) in " ".join(mark.inner_text().split())

        ask(page, "How do I bake sourdough bread?")
        assert "sourdough" in reply.nth(1).inner_text()
        page.close()
