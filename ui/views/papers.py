"""The library: what is in it, each paper in full with links to its paragraphs, and for a maintainer its upkeep."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.documents import Block, Document, Page
from corpus.errors import UserFacingError
from corpus.gathering import safe_name
from corpus.library import FORMATS
from ui.adding import given_for
from ui.pages import shown

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from ui.desk import Desk

A_PAGE = 50
MAX_FILE_BYTES = 60 * 1024 * 1024
_FIELDS = ("title", "publisher", "kind", "published")


@dataclass(frozen=True, slots=True)
class Shown:
    """A block of a paper as the page shows it.

    Attributes:
        number: Index of the block: makes its address, `#b12`.
        label: What its link says: the printed number, or "¶".
        level: 2 to 4 for a heading, else 0.
        kind: Of the block.
        text: Its words, without a number that the label already tells.
        page: The page that starts with it, or None.
        here: Whether the reader was sent to it.
    """

    number: int
    label: str
    level: int
    kind: str
    text: str
    page: Page | None
    here: bool


def routes(desk: Desk) -> list[BaseRoute]:
    """`/papers`, each paper, and a maintainer's `/library/…`."""
    from starlette.responses import JSONResponse, RedirectResponse
    from starlette.routing import Route

    def papers(request: Request) -> Response:
        sources = desk.backend.sources
        page = _number(request.query_params.get("page"), 1)
        words = (request.query_params.get("find") or "")[:200].casefold().split()
        found = [
            one
            for one in sources
            if all(word in f"{one.title} {one.publisher} {one.kind} {one.published}".casefold() for word in words)
        ]
        n_pages = max(1, -(-len(found) // A_PAGE))
        page = min(max(page, 1), n_pages)
        keeper = desk.keeper
        may = desk.people.role_of(request.state.visitor) == "maintainer" and keeper is not None
        return shown(
            desk,
            request,
            "papers.html",
            sources=found[(page - 1) * A_PAGE : page * A_PAGE],
            n_found=len(found),
            n_all=len(sources),
            page=page,
            n_pages=n_pages,
            find=" ".join(words),
            warnings=desk.backend.warnings,
            may_keep=may,
            said=keeper.line if may and keeper and not keeper.busy else "",
            failed=keeper.failed if may and keeper else False,
            removable=keeper.removable() if may and keeper else frozenset(),
        )

    def paper(request: Request) -> Response:
        document = desk.backend.documents.get(request.path_params["id"])
        if document is None:
            return shown(desk, request, "missing.html", status=404)
        at = _number(request.query_params.get("at"), -1)
        return shown(
            desk, request, "paper.html", source=document.source, document=document, blocks=blocks(document, at)
        )

    def maintains(request: Request) -> bool:
        return desk.keeper is not None and desk.people.role_of(request.state.visitor) == "maintainer"

    async def add(request: Request) -> Response:
        if not maintains(request) or desk.keeper is None:
            return RedirectResponse("/sign-in", 303)
        values, errors = dict.fromkeys(_FIELDS, ""), []
        if request.method == "POST":
            async with request.form(max_files=1, max_fields=10, max_part_size=MAX_FILE_BYTES) as form:
                values = {name: str(form.get(name) or "").strip() for name in _FIELDS}
                file = form.get("file")
                named = getattr(file, "filename", None)
                name = safe_name(named) if named else ""
                data = b"" if file is None or isinstance(file, str) else await file.read()
            errors = _faults(name, data, values)
            if not errors:
                folder = Path(tempfile.mkdtemp(prefix="reforms-add-"))
                (folder / name).write_bytes(data)
                if desk.keeper.add(folder / name, values, lambda backend: setattr(desk, "backend", backend)):
                    return RedirectResponse("/library/progress", 303)
                errors = [("file", "Another change of the library is under way. Wait until it is done.")]
        kinds = ", ".join(sorted(FORMATS))
        return shown(
            desk, request, "paper_add.html", status=422 if errors else 200, values=values, errors=errors, kinds=kinds
        )

    def remove(request: Request) -> Response:
        if not maintains(request) or desk.keeper is None:
            return RedirectResponse("/sign-in", 303)
        wanted = request.path_params["id"]
        source = next((one for one in desk.backend.sources if one.document_id == wanted), None)
        if source is None or wanted not in desk.keeper.removable():
            return shown(desk, request, "missing.html", status=404)
        if request.method == "POST" and desk.keeper.remove(wanted, lambda backend: setattr(desk, "backend", backend)):
            return RedirectResponse("/library/progress", 303)
        return shown(desk, request, "paper_remove.html", source=source)

    def progress(request: Request) -> Response:
        if not maintains(request) or desk.keeper is None:
            return RedirectResponse("/sign-in", 303)
        if not desk.keeper.busy:
            return RedirectResponse("/papers", 303)
        return shown(
            desk, request, "progress.html", title="Changing the library", line=desk.keeper.line,
            follow="/library/state", then="/papers",
        )  # fmt: skip

    def state(request: Request) -> Response:
        if not maintains(request) or desk.keeper is None:
            return JSONResponse({"busy": False, "line": ""}, 403)
        return JSONResponse({"busy": desk.keeper.busy, "line": desk.keeper.line})

    return [
        Route("/papers", papers),
        Route("/papers/{id}", paper),
        Route("/library/add", add, methods=["GET", "POST"]),
        Route("/library/remove/{id}", remove, methods=["GET", "POST"]),
        Route("/library/progress", progress),
        Route("/library/state", state),
    ]


def blocks(document: Document, at: int) -> list[Shown]:
    """A paper's blocks as they are shown; the one that holds position `at` is marked."""
    here = document.block_at(at) if at >= 0 else None
    made = []
    starts = iter(document.pages)
    upcoming = next(starts, None)
    for number, block in enumerate(document.blocks):
        page = None
        while upcoming is not None and upcoming.char_start <= block.char_start:
            page, upcoming = upcoming, next(starts, None)
        made.append(_shown(number, block, document, page, here=number == here))
    return made


def _shown(number: int, block: Block, document: Document, page: Page | None, *, here: bool) -> Shown:
    marker = document.text[block.char_start : block.body_start].strip()
    printed = block.paragraph if block.paragraph and marker.rstrip(".").endswith(block.paragraph) else ""
    return Shown(
        number,
        printed or "¶",
        min(max(len(block.section), 1) + 1, 4) if block.kind == "heading" else 0,
        block.kind,
        document.text[block.body_start if printed else block.char_start : block.char_end],
        page,
        here,
    )


def _faults(name: str, data: bytes, values: dict[str, str]) -> list[tuple[str, str]]:
    if not name or not data:
        return [("file", "Choose a file that is not empty.")]
    if Path(name).suffix.lower() not in FORMATS:
        return [("file", f"{name}: is not a kind of file that can be read.")]
    try:
        given_for([Path(name)], values)
    except UserFacingError as error:
        field = next((one for one in _FIELDS if str(error).startswith(f"--{one}")), "file")
        return [(field, str(error).removeprefix("--"))]
    return []


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default
