"""The door between the browser and Gradio: which routes are open, how much may be sent, what every response carries.

Of Gradio's routes only those that this page uses are open, and every response carries a Content-Security-Policy that
names no other host.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

MAX_BODY_BYTES = 256 * 1024
"""Of a request: far above the longest question, so that one over the limit still gets its message in the page."""

MAX_UPLOAD_BYTES = {"/check": 12 * 1024 * 1024, "/library/add": 64 * 1024 * 1024}
"""Where a file may come in, and how large with all that surrounds it."""

TOO_LARGE = {
    "/check": "A draft has at most 10 MB. Nothing of it was kept: split it, or paste a part of it.",
    "/library/add": "A paper has at most 60 MB. Nothing of it was kept: split it, or make its pictures smaller.",
}
MOST_PASSED_OVER = 1024 * 1024 * 1024

COOKIE = "reforms-visitor"
"""Names a browser, and nobody: a conversation and a sign-in are kept under it on the server."""

_VISITOR = re.compile(r"[A-Za-z0-9_-]{43}")

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

STRICT_POLICY = HEADERS["content-security-policy"].replace(" 'unsafe-inline'", "")
"""For every page but Gradio's: no inline script and no inline style."""

CACHED_ROUTES = ("/assets/", "/static/", "/page/")

OPEN_ROUTES = (
    *CACHED_ROUTES,
    "/favicon.ico",
    "/theme.css",
    "/gradio_api/queue/join",
    "/gradio_api/queue/data",
    "/gradio_api/heartbeat/",
    "/gradio_api/startup-events",
    "/source/",
    "/check",
    "/papers",
    "/library/",
    "/timeline",
    "/take/",
    "/tell",
    "/about/",
    "/sign-in",
    "/sign-out",
)
"""What this page asks for, by prefix, besides `/` itself. All else is 404, so that a route which a new Gradio brings
stays closed until a page of ours needs it; upload, file, proxy, component_server, deep_link and recording are."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class Gate:
    """The door in front of everything: closed routes, foreign callers, a body limit, the visitor's cookie, sign-in, our
    headers, and our marks in Gradio's start page.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        head: str,
        may_enter: Callable[[str], bool] = lambda _: True,
        hosts: frozenset[str] | None = None,
    ) -> None:
        """Stand before `app`.

        Args:
            app: What is guarded.
            head: The HTML that ends the head of Gradio's start page.
            may_enter: Whether a visitor may see more than the sign-in and the pages about the service.
            hosts: Names this service goes by, without port; None for any. A page elsewhere that has its own name
                point here (DNS rebinding) does not get in.
        """
        self.app, self.head, self.may_enter, self.hosts = app, head, may_enter, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on and put our headers on its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, method = scope["path"], scope["method"]
        known = _cookie(scope)
        visitor = known or secrets.token_urlsafe(32)
        scope = {**scope, "state": {**scope.get("state", {}), "visitor": visitor}}
        if known is None:
            scope["headers"] = [*scope["headers"], (b"cookie", f"{COOKIE}={visitor}".encode())]
        cached = path.startswith(CACHED_ROUTES)
        fresh = None if known or cached or path.startswith(("/gradio_api", "/favicon", "/theme")) else visitor
        send = _with_headers(send, scope, no_store=not cached, visitor=fresh)
        if path != "/" and not path.startswith(OPEN_ROUTES):
            await _refuse(send, 404, "Not found")
        elif self.hosts is not None and _host(scope) not in self.hosts:
            await _refuse(send, 421, "This service does not go by that name")
        elif method not in {"GET", "HEAD", "POST"}:
            await _refuse(send, 405, "Method not allowed")
        elif method == "POST" and not _is_ours(scope):
            await _refuse(send, 403, "Sent from another site")
        elif method == "POST" and not 0 <= _content_length(scope) <= MAX_UPLOAD_BYTES.get(path, MAX_BODY_BYTES):
            await _pass_over(receive, _content_length(scope))
            words = TOO_LARGE.get(path, "Nothing of it was kept.")
            await _refuse(send, 413, "What you sent is too large", words)
        elif not (cached or path.startswith(("/sign-in", "/about/", "/favicon"))) and not self.may_enter(visitor):
            await _to_sign_in(send)
        elif path == "/":
            # The page is changed on its way out, so it has to come uncompressed.
            scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            await self.app(scope, receive, _with_marks(send, self.head))
        else:
            await self.app(scope, receive, send)


def visitor_of(cookies: Mapping[str, str]) -> str:
    """Which visitor a request that came through the gate is of."""
    return cookies.get(COOKIE, "")


def _cookie(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"cookie":
            for part in value.decode("latin-1").split(";"):
                key, _, token = part.strip().partition("=")
                if key == COOKIE and _VISITOR.fullmatch(token):
                    return str(token)
    return None


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")


def _host(scope: Scope) -> str:
    host = _header(scope, b"host")
    return host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0].lower()


def _is_ours(scope: Scope) -> bool:
    """Whether a form or a script of this service sent it, as far as the browser tells; one that tells nothing is not a
    browser, and has no cookie of somebody else's.
    """
    site = _header(scope, b"sec-fetch-site")
    if site:
        return site in {"same-origin", "none"}
    origin = _header(scope, b"origin")
    return not origin or origin.partition("://")[2] == _header(scope, b"host")


def _content_length(scope: Scope) -> int:
    """The declared length of a body; -1 where none is declared, as with a chunked one."""
    declared = dict(scope["headers"]).get(b"content-length", b"")
    return int(declared) if declared.isdigit() else -1


async def _to_sign_in(send: Send) -> None:
    await send({"type": "http.response.start", "status": 303, "headers": [(b"location", b"/sign-in")]})
    await send({"type": "http.response.body", "body": b""})


async def _pass_over(receive: Receive, size: int) -> None:
    """Let a body that is too large come in and drop it: a browser shows no answer that comes before it has sent all."""
    while 0 <= size <= MOST_PASSED_OVER and (await receive()).get("more_body"):
        pass


async def _refuse(send: Send, status: int, reason: str, words: str = "") -> None:
    page = (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{reason}</title></head>'
        f"<body><main><h1>{reason}</h1>{f'<p>{words}</p>' if words else ''}"
        '<p><a href="/">Ask a question</a></p></main></body></html>'
    )
    headers = [(b"content-type", b"text/html; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": page.encode()})


def _with_headers(send: Send, scope: Scope, *, no_store: bool, visitor: str | None) -> Send:
    ours = HEADERS | ({"cache-control": "no-store"} if no_store else {})
    if scope["path"] != "/":
        ours = ours | {"content-security-policy": STRICT_POLICY}
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    cookie = f"{COOKIE}={visitor}; Path=/; HttpOnly; SameSite=Lax{secure}"

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name.decode().lower() not in ours]
            message["headers"] = [*kept, *((name.encode(), value.encode()) for name, value in ours.items())]
            if visitor is not None:
                message["headers"].append((b"set-cookie", cookie.encode()))
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
