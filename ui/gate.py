"""The door between the browser and Gradio: which routes are open, how much may be sent, what every response carries.

Of Gradio's routes only those that this page uses are open, and every response carries a Content-Security-Policy that
names no other host.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

MAX_BODY_BYTES = 256 * 1024
"""Of a request: far above the longest question, so that one over the limit still gets its message in the page."""

HEADERS = {
    "content-security-policy": "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline'",  # Gradio's start page holds its configuration as an inline script.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "media-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "worker-src 'self' blob:",
        )
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

CACHED_ROUTES = ("/assets/", "/static/", "/page/")

OPEN_ROUTES = (
    *CACHED_ROUTES,
    "/favicon.ico",
    "/theme.css",
    "/gradio_api/queue/join",
    "/gradio_api/queue/data",
    "/gradio_api/heartbeat/",
    "/gradio_api/startup-events",
)
"""What this page asks for, by prefix, besides `/` itself. All else is 404, so that a route which a new Gradio brings
stays closed until a page of ours needs it; upload, file, proxy, component_server, deep_link and recording are."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class Gate:
    """The door in front of Gradio: closed routes, a body limit, our headers, and our marks in its start page."""

    def __init__(self, app: ASGIApp, *, head: str) -> None:
        """Stand before `app`; `head` is the HTML that ends the head of its start page."""
        self.app = app
        self.head = head

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on and put our headers on its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, method = scope["path"], scope["method"]
        send = _with_headers(send, no_store=not path.startswith(CACHED_ROUTES))
        if path != "/" and not path.startswith(OPEN_ROUTES):
            await _refuse(send, 404, "Not found")
        elif method not in {"GET", "HEAD", "POST"}:
            await _refuse(send, 405, "Method not allowed")
        elif method == "POST" and not 0 <= _content_length(scope) <= MAX_BODY_BYTES:
            await _refuse(send, 413, "Too large")
        elif path == "/":
            # The page is changed on its way out, so it has to come uncompressed.
            headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            await self.app({**scope, "headers": headers}, receive, _with_marks(send, self.head))
        else:
            await self.app(scope, receive, send)


def _content_length(scope: Scope) -> int:
    """The declared length of a body; -1 where none is declared, as with a chunked one."""
    declared = dict(scope["headers"]).get(b"content-length", b"")
    return int(declared) if declared.isdigit() else -1


async def _refuse(send: Send, status: int, reason: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": reason.encode()})


def _with_headers(send: Send, *, no_store: bool) -> Send:
    ours = HEADERS | ({"cache-control": "no-store"} if no_store else {})

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name.decode().lower() not in ours]
            message["headers"] = [*kept, *((name.encode(), value.encode()) for name, value in ours.items())]
        await send(message)

    return sending


def _with_marks(send: Send, head: str) -> Send:
    start: list[Message] = []
    body = bytearray()

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.append(message)
            return
        body.extend(message.get("body", b""))
        if message.get("more_body"):
            return
        page = _marked(body.decode(), head).encode() if body else b""
        kept = [(name, value) for name, value in start[0]["headers"] if name.lower() != b"content-length"]
        start[0]["headers"] = [*kept, (b"content-length", str(len(page)).encode())] if page else kept
        await send(start[0])
        await send({**message, "body": page})

    return sending


def _marked(page: str, head: str) -> str:
    """Gradio's start page with our language, style and script, and without its adverts and its manifest.

    Gradio has no setting for the language (WCAG 3.1.1); its `js=` and `head=` need `eval`, which the
    Content-Security-Policy forbids.
    """
    page = re.sub(r'(<html\b[^>]*?\blang=")en"', r'\1en-GB"', page, count=1)
    page = re.sub(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>|<link rel="manifest"[^>]*>', "", page)
    return page.replace("</head>", f"{head}</head>", 1)
