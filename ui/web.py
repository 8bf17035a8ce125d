"""The page as one application: the conversation in Gradio, the other views beside it, one gate in front of all."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import errno
import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.errors import UserFacingError
from ui import page_style
from ui.desk import Desk
from ui.gate import Gate
from ui.pages import STATIC

if TYPE_CHECKING:
    from fastapi import FastAPI


def build_app(desk: Desk, *, hosts: frozenset[str] | None = None) -> FastAPI:
    """The page as an application to be served at `/`.

    Args:
        desk: The papers, the conversations, what is kept, and who may see it.
        hosts: Names the service goes by; None for any.
    """
    _settle_environment()
    import gradio as gr
    from fastapi import FastAPI
    from starlette.responses import FileResponse
    from starlette.staticfiles import StaticFiles

    from ui.views import ask, checks, exports, papers, people, sources, tell, texts, timeline

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_route("/favicon.ico", lambda _: FileResponse(STATIC / "icon.svg"))
    app.mount("/page", StaticFiles(directory=STATIC))
    for view in (sources, papers, timeline, checks, exports, tell, people, texts):
        app.router.routes.extend(view.routes(desk))

    def mount() -> None:
        gr.mount_gradio_app(
            app,
            ask.blocks_for(desk),
            path="/",
            footer_links=[],
            run_history=False,
            allowed_paths=[],
            show_error=False,
            max_file_size="1kb",
            ssr_mode=False,
            enable_monitoring=False,
            pwa=False,
            mcp_server=False,
            theme=page_style.theme(),
        )

    _in_a_loop(mount)

    def may_enter(visitor: str) -> bool:
        return not desk.people.closed or desk.people.role_of(visitor) is not None

    app.add_middleware(Gate, head=page_style.head_html(), may_enter=may_enter, hosts=hosts)
    return app


def _in_a_loop(build: Callable[[], None]) -> None:
    """Call `build` inside an event loop, for Gradio 6 opens one for each of its locks where none runs, and leaks it."""

    async def building() -> None:
        build()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(building())
    else:
        build()


def _settle_environment() -> None:
    """Settle what Gradio reads from the environment when it is imported."""
    os.environ.update(
        {
            "GRADIO_ANALYTICS_ENABLED": "False",
            # Gradio sums its queue up after every event, with pandas, for a monitoring page that is closed here.
            "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9),
            "GRADIO_ANALYTICS_MAX_EVENTS": "1",
            "GRADIO_RUN_HISTORY": "False",
            "GRADIO_SHARE": "False",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_OFFLINE": "1",
            "LANGSMITH_TRACING": "false",
        }
    )
    if "GRADIO_TEMP_DIR" not in os.environ:
        # The default is a folder in /tmp that every user of the machine shares.
        folder = tempfile.mkdtemp(prefix="reforms-page-")
        os.environ["GRADIO_TEMP_DIR"] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until interrupted; prints the page's address on stdout once it answers.

    Raises:
        UserFacingError: If host and port cannot be listened on.
    """
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if self.started:
                print(f"The page is at {address}. Press Ctrl+C to stop it.", flush=True)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # Each open page holds an event stream that ends only with the page. Cutting it is no error to report.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            await super().shutdown(sockets=sockets)

    with contextlib.closing(_listening(host, port)) as listener:
        bound_port = listener.getsockname()[1]
        address = f"http://{f'[{host}]' if ':' in host else host}:{bound_port}"
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1
        )
        with contextlib.suppress(KeyboardInterrupt):
            Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:  # The resolver would take it modulo 65536.
        raise UserFacingError(f"Port {port} is not between 0 and 65535. Choose another with --port.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UserFacingError(f"Cannot serve on {host!r}: {error}. Name another address with --host.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error})"
        raise UserFacingError(f"Port {port} on {host} {reason}. Choose another with --port.") from error
    return listener
