"""Open a source: `[n]` of an answer of one's own conversation, with the quote in its surroundings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from corpus.errors import DocumentError
from ui.pages import shown

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from assistant.answers import Citation
    from ui.desk import Desk


def routes(desk: Desk) -> list[BaseRoute]:
    """`/source/TURN/N`: the source that marker N of an answer stands for."""
    from starlette.routing import Route

    def source(request: Request) -> Response:
        turn, number = request.path_params["turn"], request.path_params["number"]
        visitor = request.state.visitor
        # Answers count from 1; 0 is the claim that was checked last.
        held = desk.conversations.answer(visitor, turn) if turn else desk.checking.claim_of(visitor)
        citation = next((one for one in held.citations if one.id == number), None) if held else None
        if citation is None:
            problem = "This answer is not kept any more. Ask the question again to open its sources."
            return shown(
                desk, request, "source.html", status=404, number=number, problem=problem, citation=None, view=None
            )
        return opened(desk, request, citation, number)

    return [Route("/source/{turn:int}/{number:int}", source)]


def opened(desk: Desk, request: Request, citation: Citation, number: int) -> Response:
    """The page of one source."""
    view, problem = None, ""
    try:
        view = desk.backend.open_source(citation)
    except DocumentError as error:
        problem = str(error)
    return shown(
        desk,
        request,
        "source.html",
        number=number,
        citation=citation,
        view=view,
        problem=problem,
        in_paper=paper_link(citation.document_id, citation.char_start),
    )


def paper_link(document_id: str, char_start: int) -> str:
    """Where a place of a paper can be read in the papers view."""
    return f"/papers/{quote(document_id, safe='')}?at={char_start}#at"
