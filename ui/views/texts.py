"""Pages about the service, each a Markdown file of ours: accessibility, privacy, how it works, transparency record."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ui.pages import shown

if TYPE_CHECKING:
    from markupsafe import Markup
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from ui.desk import Desk

FOLDER = Path(__file__).parents[1] / "texts"


def routes(desk: Desk) -> list[BaseRoute]:
    """`/about/NAME` for each file."""
    from starlette.routing import Route

    def text(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in names():
            return shown(desk, request, "missing.html", status=404)
        title, html = _rendered(name)
        return shown(desk, request, "text.html", title=title, html=html)

    return [Route("/about/{name}", text)]


def names() -> frozenset[str]:
    """The names of the pages."""
    return frozenset(path.stem for path in FOLDER.glob("*.md"))


@cache
def _rendered(name: str) -> tuple[str, Markup]:
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    source = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    title = source.splitlines()[0].removeprefix("# ")
    # The files are ours; HTML in them is shown as text all the same.
    return title, Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(source))  # noqa: S704
