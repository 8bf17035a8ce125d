"""Pages about the service, each a Markdown file of ours: accessibility, privacy, how it works, transparency record.

What they say of a language model follows from the one that is set: `model` in a file is `Joined`, or None;
`told` is what a measurement made of it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ui.pages import environment, shown

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from assistant.models.whereabouts import Joined
    from ui.desk import Desk

FOLDER = Path(__file__).parents[1] / "texts"


def routes(desk: Desk) -> list[BaseRoute]:
    """`/about/NAME` for each file."""
    from starlette.routing import Route

    def text(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in names():
            return shown(desk, request, "missing.html", status=404)
        title, html = _rendered(name, desk.backend.model, desk.backend.model_told)
        return shown(desk, request, "text.html", title=title, html=html)

    return [Route("/about/{name}", text)]


def names() -> frozenset[str]:
    """The names of the pages."""
    return frozenset(path.stem for path in FOLDER.glob("*.md"))


@cache
def _rendered(name: str, model: Joined | None, told: str) -> tuple[str, Markup]:
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    template = _files().get_template(f"{name}.md")
    source = template.render(model=model, told=told)
    title = source.splitlines()[0].removeprefix("# ")
    # The files are ours; HTML in them is shown as text all the same.
    return title, Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(source))  # noqa: S704


@cache
def _files() -> jinja2.Environment:
    import jinja2

    from assistant.writing import escape

    # What they hold is escaped as Markdown, by `md`, and as HTML when that is rendered.
    made = environment().overlay(loader=jinja2.FileSystemLoader(FOLDER), autoescape=False)
    made.filters["md"] = escape
    return made
