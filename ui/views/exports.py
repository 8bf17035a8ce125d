"""Take it along: an answer or the whole conversation as Word, Markdown, text or a page to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.answer_html import answer_html
from ui.exporting import CHECKED, as_markdown, as_text, as_word, background_papers, drafted, of_verdict
from ui.pages import shown

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from ui.desk import Desk

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def routes(desk: Desk) -> list[BaseRoute]:
    """`/take/answer/TURN.ENDING`, `/take/conversation.ENDING` and `/take/check.ENDING`."""
    from markupsafe import Markup
    from starlette.responses import Response as Plain
    from starlette.routing import Route

    def answer(request: Request) -> Response:
        turn = request.path_params["turn"]
        found = desk.conversations.answer(request.state.visitor, turn)
        return _taken(request, [] if found is None else [(turn, found)], "answer")

    def conversation(request: Request) -> Response:
        return _taken(request, list(desk.conversations.turns(request.state.visitor)), "conversation")

    def check(request: Request) -> Response:
        verdict = desk.checking.claim_of(request.state.visitor)
        return _taken(request, [] if verdict is None else [(0, of_verdict(verdict))], "check")

    def _taken(request: Request, turns: list, what: str) -> Response:  # type: ignore[type-arg]
        ending = request.path_params["ending"]
        if not turns or ending not in {"docx", "md", "txt", "html"}:
            return shown(desk, request, "missing.html", status=404)
        answers = [one for _, one in turns]
        if ending == "html":
            html = [
                (one.question, Markup(answer_html(one, turn=turn, tools=False)))  # noqa: S704 - escaped there
                for turn, one in turns
            ]
            about = {"papers": background_papers(answers), "drafted": drafted(answers), "checked": CHECKED}
            return shown(desk, request, "print.html", answers=html, report=about)
        body = as_word(answers) if ending == "docx" else (as_markdown if ending == "md" else as_text)(answers).encode()
        kind = {"docx": WORD, "md": "text/markdown; charset=utf-8", "txt": "text/plain; charset=utf-8"}[ending]
        name = f'attachment; filename="{what}-from-the-papers.{ending}"'
        return Plain(body, media_type=kind, headers={"content-disposition": name})

    return [
        Route("/take/answer/{turn:int}.{ending}", answer),
        Route("/take/conversation.{ending}", conversation),
        Route("/take/check.{ending}", check),
    ]
