"""Pages besides the conversation: Jinja templates, whose every value is cleaned and escaped but HTML of our own."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.plain import clean
from assistant.referencing import date_in_words, place_of
from corpus.errors import counted
from corpus.pictures import Picture
from ui.answer_html import marked_context
from ui.render import source_line

if TYPE_CHECKING:
    import jinja2
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    from ui.desk import Desk

HERE = Path(__file__).parent
STATIC = HERE / "static"
SERVICE = "Reforms assistant"

VIEWS = (("/", "Ask"), ("/check", "Check"), ("/papers", "Papers"), ("/timeline", "Timeline and money"))
ABOUT = (
    ("/about/how-it-works", "How it works"),
    ("/about/accessibility", "Accessibility"),
    ("/about/privacy", "Privacy"),
    ("/about/transparency-record", "Transparency record"),
)


@cache
def environment() -> jinja2.Environment:
    """The templates; an unknown name in one of them is an error."""
    import jinja2
    from markupsafe import Markup

    def finalize(value: Any) -> Any:
        if not isinstance(value, str) or isinstance(value, Markup):
            return value
        # A space at an edge stands between this value and what the template puts beside it.
        before, after = (" " if edge.isspace() else "" for edge in (value[:1], value[-1:]))
        return f"{before}{cleaned}{after}" if (cleaned := clean(value)) else before

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        finalize=finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        date=date_in_words, source_line=source_line, place=place_of, counted=counted, context=marked_context, png=_png
    )
    made.globals.update(service=SERVICE, views=VIEWS, about=ABOUT, asset=asset)
    return made


def _png(picture: Picture) -> str:
    return base64.b64encode(picture.png).decode()


def asset(name: str) -> str:
    """Path of a stylesheet or script with its contents' hash, so that no browser keeps an old one."""
    return f"/page/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def shown(desk: Desk, request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A template as a response, with what every page shows: where one is, and who is signed in."""
    from starlette.responses import HTMLResponse

    visitor: str = request.state.visitor
    common = {
        "here": request.url.path,
        "can_check": desk.backend.check is not None,
        "model": desk.backend.model,
        "people": len(desk.people) > 0,
        "signed_in": desk.people.name_of(visitor),
        "role": desk.people.role_of(visitor),
        "fragment": request.headers.get("x-fragment") == "1",
    }
    return HTMLResponse(environment().get_template(template).render(**common | values), status_code=status)


def rendered(template: str, **values: Any) -> str:
    """A part of a page, as HTML of ours."""
    return environment().get_template(template).render(**values)
