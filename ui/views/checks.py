"""Check: a claim or a draft held against the papers, each verdict with its evidence beside it."""

from __future__ import annotations

import math
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.answers import Citation, Claim
from assistant.build import checked_claim
from assistant.checking.splitting import is_question
from assistant.drafts import REPORT_KINDS, write_report
from assistant.drafts.words import MEANING, WORDS, difference_in_words
from assistant.plain import clean, clean_line
from corpus.errors import UserFacingError
from corpus.gathering import safe_name
from corpus.manuscripts import KINDS
from corpus.sentences import sentence_spans
from ui.checking import MAX_BYTES, MOST_CHARS
from ui.desk import CHECKS_A_MINUTE, guarded
from ui.pages import shown
from ui.personal import personal_data
from ui.views.exports import WORD
from ui.views.sources import opened

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from ui.desk import Desk

CLAIM_CHARS = 600
"""A text of one sentence up to here is checked as a claim, at once."""
_KINDS_IN_WORDS = {".docx": WORD, ".md": "text/markdown; charset=utf-8", ".html": "text/html; charset=utf-8"}


def routes(desk: Desk) -> list[BaseRoute]:  # noqa: PLR0915 - one handler a route
    """`/check` with its progress, its sources and its report to take along."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import JSONResponse, RedirectResponse
    from starlette.responses import Response as Plain
    from starlette.routing import Route

    checks = desk.checking

    def view(request: Request, status: int = 200, **values: object) -> Response:
        kept = checks.of(request.state.visitor)
        common: dict[str, object] = {
            "text": "",
            "errors": [],
            "verdict": None,
            "kept": kept,
            "report": kept.report if kept is not None else None,
            "kinds": ", ".join(sorted(KINDS)),
            "meaning": MEANING,
            "words": WORDS,
            "difference": difference_in_words,
            "max_chars": MOST_CHARS,
        }
        return shown(desk, request, "check.html", status=status, **common | values)

    async def check(request: Request) -> Response:  # noqa: PLR0911 - one return for each outcome
        if desk.backend.check is None:
            return shown(desk, request, "missing.html", status=404)
        visitor = request.state.visitor
        kept = checks.of(visitor)
        if request.method == "GET":
            if kept is not None and kept.busy:
                return RedirectResponse("/check/progress", 303)
            errors = [("text", kept.line)] if kept is not None and kept.report is None else []
            if errors:
                checks.forget(visitor)
            wanted = request.query_params.get("shown") == "claim"
            return view(request, errors=errors, verdict=checks.claim_of(visitor) if wanted else None)
        async with request.form(max_files=1, max_fields=4, max_part_size=MAX_BYTES) as form:
            text = str(form.get("text") or "").strip()
            file = form.get("file")
            named = getattr(file, "filename", None)
            name = safe_name(named) if named else ""
            data = b"" if file is None or isinstance(file, str) else await file.read()
        if fault := _fault(text, name, data):
            return view(request, 422, text=text, errors=[fault])
        if wait := desk.checks.wait_s(visitor):
            line = f"You have checked {CHECKS_A_MINUTE} texts in a minute. Try again in {math.ceil(wait)} seconds."
            return view(request, 429, text=text, errors=[("text", line)])
        if data:
            checks.start(visitor, name, data, desk.check)
            return RedirectResponse("/check/progress", 303)
        if len(text) > CLAIM_CHARS or len(sentence_spans(text)) > 1:
            checks.start(visitor, "Pasted text.txt", clean(text).encode(), desk.check)
            return RedirectResponse("/check/progress", 303)
        outcome = await run_in_threadpool(
            guarded, lambda: desk.check(Claim(checked_claim(text, max_chars=desk.backend.max_question_chars)))
        )
        if isinstance(outcome, str):
            return view(request, 422, text=text, errors=[("text", outcome)])
        checks.keep_claim(visitor, outcome)
        return RedirectResponse("/check?shown=claim", 303)  # so that back, forward and reload show it again

    def progress(request: Request) -> Response:
        kept = checks.of(request.state.visitor)
        if kept is None or not kept.busy:
            return RedirectResponse("/check", 303)
        return shown(
            desk, request, "progress.html", title="Checking your draft", line=kept.line, follow="/check/state",
            then="/check",
        )  # fmt: skip

    def state(request: Request) -> Response:
        kept = checks.of(request.state.visitor)
        return JSONResponse({"busy": kept is not None and kept.busy, "line": kept.line if kept is not None else ""})

    def report(request: Request) -> Response:
        kept, ending = checks.of(request.state.visitor), f".{request.path_params['ending']}"
        if kept is None or kept.report is None or ending not in REPORT_KINDS:
            return shown(desk, request, "missing.html", status=404)
        try:
            body = write_report(kept.report, kept.data, ending)
        except UserFacingError as error:
            return view(request, 500, errors=[("text", str(error))])
        name = safe_name(PurePath(kept.name).stem).encode("ascii", "ignore").decode() or "draft"
        disposition = f'attachment; filename="{name.replace(chr(34), "")}-checked{ending}"'
        return Plain(body, media_type=_KINDS_IN_WORDS[ending], headers={"content-disposition": disposition})

    def source(request: Request) -> Response:
        visitor, number, of = request.state.visitor, request.path_params["number"], request.path_params["of"]
        found: tuple[Citation, ...] = ()
        kept = checks.of(visitor)
        verdict = checks.claim_of(visitor)
        if of == "claim" and verdict is not None:
            found = tuple(one for one in verdict.citations if one.id == number)
        elif of == "draft" and kept is not None and kept.report is not None:
            found = tuple(one.citation for one in kept.report.sources if one.number == number)
        elif of == "near" and kept is not None and kept.report is not None:
            items = [item.nearest for item in kept.report.items if item.number == number]
            found = tuple(one for one in items if one is not None)
        if not found:
            return shown(desk, request, "missing.html", status=404)
        return opened(desk, request, found[0], number)

    def anew(request: Request) -> Response:
        checks.forget(request.state.visitor)
        return RedirectResponse("/check", 303)

    return [
        Route("/check", check, methods=["GET", "POST"]),
        Route("/check/progress", progress),
        Route("/check/state", state),
        Route("/check/anew", anew, methods=["POST"]),
        Route("/check/report.{ending}", report),
        Route("/source/{of}/{number:int}", source),
    ]


def _fault(text: str, name: str, data: bytes) -> tuple[str, str] | None:  # noqa: PLR0911 - rules tried in turn
    """Which field is wrong and why, before anything is kept."""
    if name and not data:
        return "file", f"{name}: is empty. Choose another file."
    if data and PurePath(name).suffix.lower() not in KINDS:
        return "file", f"{name}: is not a kind of file that can be checked. Save it as {' or '.join(sorted(KINDS))}."
    if data:
        return None
    if not clean(text):
        return "text", "Type or paste what you want checked, or choose a file."
    if len(text) > MOST_CHARS:
        return "text", f"The text has {len(text):,} characters, and at most {MOST_CHARS:,} are read. Use a file."
    if found := personal_data(text, contacts=False):
        return "text", f"The text seems to hold {found}. Take it out and check again: nothing was kept."
    if is_question(clean_line(text)):
        return "text", "That is a question. Ask it on the Ask page, or type what you think is so."
    return None
