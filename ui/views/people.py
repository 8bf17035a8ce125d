"""Sign in and out, where people are named who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.pages import shown

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from ui.desk import Desk


def routes(desk: Desk) -> list[BaseRoute]:
    """`/sign-in` and `/sign-out`."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import RedirectResponse
    from starlette.routing import Route

    async def sign_in(request: Request) -> Response:
        if not len(desk.people):
            return shown(desk, request, "missing.html", status=404)
        problem, name = "", ""
        if request.method == "POST":
            form = await request.form(max_files=0, max_fields=4)
            name, password = str(form.get("name") or ""), str(form.get("password") or "")
            address = request.client.host if request.client else ""
            # The hash takes a moment on purpose.
            problem = await run_in_threadpool(
                desk.people.sign_in, request.state.visitor, name, password, address=address
            )
            if not problem:
                return RedirectResponse("/", 303)
        return shown(desk, request, "sign_in.html", status=403 if problem else 200, problem=problem, name=name)

    def sign_out(request: Request) -> Response:
        desk.people.sign_out(request.state.visitor)
        # The next person at this browser shall not meet this one's questions.
        desk.conversations.forget(request.state.visitor)
        return RedirectResponse("/", 303)

    return [Route("/sign-in", sign_in, methods=["GET", "POST"]), Route("/sign-out", sign_out, methods=["POST"])]
