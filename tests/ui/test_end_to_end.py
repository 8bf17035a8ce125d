"""The real assistant over the bundled papers, behind the real page, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.build import Assistant
from tests.ui.browser import ask, serving

if TYPE_CHECKING:
    from tests.ui.conftest import OpenPage

QUESTION = "How much will care leavers get to set up home?"


@pytest.mark.browser
def test_question_about_the_papers_is_answered_with_a_source_that_opens(
    bundled: Assistant, open_page: OpenPage
) -> None:
    from assistant.suggesting import suggest
    from ui.web import build_app

    sources = [document.source for document in bundled.index.documents.values()]
    app = build_app(bundled.ask, examples=suggest(bundled.index), n_documents=len(sources), documents=sources)
    with serving(app) as address:
        page = open_page(at=address)
        ask(page, QUESTION)
        reply = page.locator(".ra-answer")
        assert "£3,000" in reply.inner_text()

        mark = reply.locator("mark").first
        assert not mark.is_visible()
        reply.get_by_role("link", name="[1]").first.click()
        mark.wait_for()
        source = reply.locator("details[open]").first
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
