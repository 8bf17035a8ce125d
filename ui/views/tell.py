"""Tell us: whether an answer was useful and why; for a maintainer, the list of what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import UserFacingError
from ui.feedback import MAX_REASON_CHARS, SCORES, Feedback, case_of
from ui.pages import shown
from ui.personal import personal_data

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from ui.desk import Desk


def routes(desk: Desk) -> list[BaseRoute]:
    """`/tell/TURN` for everybody, `/tell` for a maintainer."""
    from starlette.responses import PlainTextResponse, RedirectResponse
    from starlette.routing import Route

    def asked(request: Request) -> Response:
        answer = desk.conversations.answer(request.state.visitor, request.path_params["turn"])
        if answer is None or desk.feedback is None:
            return shown(desk, request, "missing.html", status=404)
        return _form(request, request.query_params.get("useful", ""), "", [])

    async def said(request: Request) -> Response:
        visitor = request.state.visitor
        answer = desk.conversations.answer(visitor, request.path_params["turn"])
        if answer is None or desk.feedback is None:
            return shown(desk, request, "missing.html", status=404)
        form = await request.form(max_files=0, max_fields=200)
        useful, reason = str(form.get("useful") or ""), str(form.get("reason") or "").strip()
        errors = []
        if useful not in {"yes", "no"}:
            errors.append(("useful-yes", "Choose whether the answer is useful."))
        if len(reason) > MAX_REASON_CHARS:
            errors.append(("reason", f"The reason has {len(reason):,} characters. Use {MAX_REASON_CHARS:,} or fewer."))
        if found := personal_data(reason):
            errors.append(("reason", f"The reason seems to hold {found}. Take it out: nothing was kept."))
        if errors:
            return _form(request, useful, reason, errors)
        reviews = desk.people.role_of(visitor) in {"reviewer", "maintainer"}
        wanted = {f"statement {n + 1}" for n in range(len(answer.statements))}
        wanted |= {f"citation {one.id}" for one in answer.citations}
        scores = {key: str(form.get(key)) for key in sorted(wanted) if reviews and form.get(key) in SCORES}
        kept = Feedback(
            0, "", useful == "yes", reason, desk.people.name_of(visitor) if reviews else "", scores,
            answer.question, answer.to_dict(), desk.backend.fingerprint,
        )  # fmt: skip
        try:
            desk.feedback.add(kept)
        except UserFacingError as error:
            return _form(request, useful, reason, [("reason", str(error))])
        return RedirectResponse("/tell/thanks", 303)  # so that a reload sends nothing twice

    def thanks(request: Request) -> Response:
        return shown(desk, request, "told.html")

    def _form(request: Request, useful: str, reason: str, errors: list[tuple[str, str]]) -> Response:
        visitor, turn = request.state.visitor, request.path_params["turn"]
        return shown(
            desk,
            request,
            "tell.html",
            status=422 if errors else 200,
            answer=desk.conversations.answer(visitor, turn),
            turn=turn,
            useful=useful,
            reason=reason,
            errors=errors,
            reviews=desk.people.role_of(visitor) in {"reviewer", "maintainer"},
            scores=SCORES,
            max_reason=MAX_REASON_CHARS,
        )

    def maintains(request: Request) -> bool:
        return desk.people.role_of(request.state.visitor) == "maintainer"

    def listed(request: Request) -> Response:
        if not maintains(request) or desk.feedback is None:
            return RedirectResponse("/sign-in", 303)
        return shown(desk, request, "told_list.html", all=desk.feedback.all())

    def case(request: Request) -> Response:
        if not maintains(request) or desk.feedback is None:
            return RedirectResponse("/sign-in", 303)
        wanted = next((one for one in desk.feedback.all() if one.id == request.path_params["number"]), None)
        if wanted is None:
            return shown(desk, request, "missing.html", status=404)
        return PlainTextResponse(case_of(wanted))

    def forget(request: Request) -> Response:
        if not maintains(request) or desk.feedback is None:
            return RedirectResponse("/sign-in", 303)
        desk.feedback.remove(request.path_params["number"])
        return RedirectResponse("/tell", 303)

    return [
        Route("/tell", listed),
        Route("/tell/thanks", thanks),
        Route("/tell/case/{number:int}", case),
        Route("/tell/forget/{number:int}", forget, methods=["POST"]),
        Route("/tell/{turn:int}", asked, methods=["GET"]),
        Route("/tell/{turn:int}", said, methods=["POST"]),
    ]
