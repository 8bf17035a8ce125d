"""The conversation, in Gradio: a question, a status line while it is worked on, the answer.

The browser is not trusted: it sends the text of a question and which papers to search. The conversation, its answers
and what they rest on stay on the server, under the visitor's cookie.
"""

# No `from __future__ import annotations`: Gradio finds the request parameter of an event by its evaluated annotation,
# and `gr` is a name only inside the functions that import it.

import asyncio
import contextlib
import copy
import math
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from assistant.answers import Answer
from assistant.plain import clean, clean_line
from assistant.referencing import date_in_words
from ui import page_style
from ui.answer_html import answer_html, question_html
from ui.backend import Backend
from ui.desk import WAITING, Desk, Stopped, latest_since
from ui.pages import ABOUT, VIEWS, rendered
from ui.render import outcome_line

if TYPE_CHECKING:
    import gradio as gr

N_FOLLOW_UPS = 3
N_EXAMPLES = 12
"""Buttons for questions to start with; those that a library has no question for stay away."""
READABLE_S = 0.05
"""A step shorter than this is not told; as often is looked whether a question of a reloaded page is answered."""
WAITING_TOLD_S = 2.5
"""How often the place in the line is told: each change of the page costs the service five milliseconds."""
LOOKS_S = 0.01
"""How often Gradio's queue looks for a question."""
MOST_LISTED = 40
"""Papers offered one by one; with more, only their publishers are."""

STEPS = {
    "screen": "Reading your question…",
    "retrieve": "Searching {papers}…",
    "select": "Choosing the sentences that answer it…",
    "cite": "Checking quotes…",
    "compare": "Comparing the papers…",
}


_TAKE_HTML = (
    '<p>Take the whole conversation along: <a href="/take/conversation.docx">Word</a> '
    '<a href="/take/conversation.md">Markdown</a> <a href="/take/conversation.html">Print</a></p>'
)


@dataclass(frozen=True, eq=False)
class _WorkedOn:
    """A question that is worked on.

    Attributes:
        question: As asked.
        page: The page that shows how far it is, by its session.
        stop: Set when the asker does not want the answer any more.
    """

    question: str
    page: str
    stop: threading.Event = field(default_factory=threading.Event)


class Talk:
    """One service's conversations as Gradio shows them."""

    def __init__(self, desk: Desk) -> None:
        """Stand between the desk and the page."""
        self.desk = desk
        self._worked_on: dict[str, _WorkedOn] = {}
        self._watching: set[str] = set()
        """Pages that wait for the answer to another page's question."""
        self._under_way: set[tuple[str, _WorkedOn]] = set()
        """All questions that are worked on, with their visitor, who may have asked one more on another page."""

    def messages(self, visitor: str, *, asked: str | None = None) -> list[dict[str, str]]:
        """The conversation as Gradio's messages, with `asked` as a question that waits for its answer."""
        shown = []
        for number, answer in self.desk.conversations.turns(visitor):
            shown.append({"role": "user", "content": question_html(answer.question)})
            html = answer_html(answer, turn=number, spent=self.desk.backend.model_spent(answer))
            shown.append({"role": "assistant", "content": html})
        if asked is not None:
            shown.append({"role": "user", "content": question_html(asked)})
        return shown

    def worked_on(self, visitor: str) -> "_WorkedOn | None":
        """The question whose answer a visitor waits for."""
        return self._worked_on.get(visitor)

    async def answered_elsewhere(self, visitor: str, page: str) -> bool:
        """Wait until a question that another page asked is answered; False where this one has asked meanwhile."""
        self._watching.add(page)
        try:
            while page in self._watching and self.worked_on(visitor) is not None:
                await asyncio.sleep(READABLE_S)
            return page in self._watching
        finally:
            self._watching.discard(page)

    async def all_answered(self, visitor: str) -> None:
        """Wait until no page of a visitor waits for an answer."""
        while any(asker == visitor for asker, _ in tuple(self._under_way)):
            await asyncio.sleep(READABLE_S)

    async def working(
        self, question: str, visitor: str, papers: Sequence[str], page: str
    ) -> AsyncIterator[str | tuple[Answer | str | None]]:
        """Lines for the status while the answer is made, then the outcome alone in a tuple: None when stopped.

        The work is done in a thread of its own; whoever waits for it holds none, so that Stop finds one.
        """
        loop = asyncio.get_running_loop()
        told: asyncio.Queue[str | tuple[Answer | str | None]] = asyncio.Queue()
        here = self._worked_on[visitor] = _WorkedOn(question, page)
        self._under_way.add((visitor, here))
        self._watching.discard(page)
        told_at = -math.inf

        def say(what: str | tuple[Answer | str | None]) -> None:
            with contextlib.suppress(RuntimeError):  # the service is at its end: nobody listens
                loop.call_soon_threadsafe(told.put_nowait, what)

        def tell(step: str) -> None:
            if here.stop.is_set():
                raise Stopped
            if step.startswith(WAITING):
                nonlocal told_at
                if time.monotonic() - told_at < WAITING_TOLD_S:
                    return
                told_at = time.monotonic()
                say(_waiting_line(int(step.removeprefix(WAITING))))
            elif step in STEPS and step != "screen":
                n_searched = len(papers) or len(self.desk.backend.sources)
                say(STEPS[step].format(papers=page_style.papers(n_searched)))

        def run() -> None:
            outcome: Answer | str | None = None
            try:
                outcome = self.desk.answer(question, visitor, papers=papers, tell=tell)
            except Stopped:
                pass
            finally:
                # Here, not where it is waited for: the page may be gone.
                if self._worked_on.get(visitor) is here:
                    del self._worked_on[visitor]
                self._under_way.discard((visitor, here))
                say((outcome,))

        threading.Thread(target=run, daemon=True).start()
        shown = ""
        while True:
            said = await told.get()
            # A step that is over before anybody could read of it is no news.
            with contextlib.suppress(TimeoutError):
                while not isinstance(said, tuple):
                    said = await asyncio.wait_for(told.get(), READABLE_S)
            if said != shown:
                yield said
            if isinstance(said, tuple):
                break
            shown = said

    def stop(self, visitor: str) -> None:
        """Give up the question that a visitor waits for, at its next step."""
        if here := self.worked_on(visitor):
            here.stop.set()


def blocks_for(desk: Desk) -> "gr.Blocks":  # noqa: PLR0915 - one layout, read from top to bottom
    """Lay out the page and its events, each private: reached by this page's own controls."""
    import gradio as gr

    talk = Talk(desk)
    backend = desk.backend

    def html(content: str, elem_id: str) -> gr.Markdown:
        # A single line that starts with a block tag: Markdown leaves it as it is. All of it is ours and escaped.
        line = " ".join(content.split("\n"))
        return gr.Markdown(line, elem_id=elem_id, latex_delimiters=[], sanitize_html=False)

    class Page(gr.Blocks):
        async def postprocess_data(self, block_fn: Any, predictions: Any, state: Any) -> list[Any]:
            """What the browser is told; without this, Gradio makes each output anew that a change leaves as it is."""
            if not isinstance(predictions, dict):
                return await super().postprocess_data(block_fn, predictions, state)
            changed = copy.copy(block_fn)
            changed.outputs = [one for one in block_fn.outputs if one in predictions]
            values = [predictions[one] for one in changed.outputs]
            made = iter(await super().postprocess_data(changed, values if len(values) > 1 else values[0], state))
            return [next(made) if one in predictions else gr.skip() for one in block_fn.outputs]

    blocks: gr.Blocks = Page(title=page_style.TITLE, analytics_enabled=False, delete_cache=(3600, 3600))
    with blocks:
        top = html(_top_html(desk, len(backend.sources)), "ra-introduction")
        chat = gr.Chatbot(
            elem_id="ra-conversation",
            label="Questions and answers",
            show_label=False,
            container=False,
            height=None,
            layout="panel",
            render_markdown=False,  # What we send is HTML of ours, and no word of a document is read as Markdown.
            sanitize_html=True,
            allow_tags=False,
            latex_delimiters=[],
            buttons=[],
            feedback_options=None,
            group_consecutive_messages=False,
            autoscroll=False,
        )
        status = html("", "ra-status")
        with gr.Column(elem_id="ra-follow-ups", visible=False) as following:
            html("<h2>You could ask next</h2>", "ra-follow-ups-heading")
            follow_ups = [gr.Button("", elem_classes="ra-example", visible=False) for _ in range(N_FOLLOW_UPS)]
        error = html("", "ra-error")
        box = gr.Textbox(
            elem_id="ra-question",
            label="Your question",
            info="Do not include personal details, such as a child’s name.",
            lines=1,  # With more, Enter would not submit.
            max_lines=8,
        )
        with gr.Row(elem_id="ra-buttons"):
            button = gr.Button("Ask", variant="primary", elem_id="ra-ask")
            stop = gr.Button("Stop", variant="secondary", elem_id="ra-stop", visible=False)
            edit = gr.Button("Edit last question", variant="secondary", elem_id="ra-edit", visible=False)
            anew = gr.Button("Start anew", variant="secondary", elem_id="ra-anew", visible=False)
        taking = html("", "ra-taking")
        with gr.Accordion("Choose which papers to search", open=False, elem_id="ra-filter"):
            choices, names, newest = _filters(backend)
            wanted = gr.CheckboxGroup(choices, label="Only these papers", elem_id="ra-papers", visible=bool(choices))
            publishers = gr.CheckboxGroup(names, label="Only these publishers", elem_id="ra-publishers")
            latest = gr.Checkbox(label=newest, elem_id="ra-latest")
        with gr.Column(elem_id="ra-examples") as suggestions:
            html("<h2>Questions to start with</h2>", "ra-examples-heading")
            examples = [
                gr.Button(clean_line(one), elem_classes="ra-example", visible=bool(one)) for one in _examples(backend)
            ]
        html(rendered("ask_foot.html", about=ABOUT, role=None), "ra-about")

        def after(visitor: str) -> dict[Any, Any]:
            """What the page shows of a conversation that waits for a question."""
            turns = desk.conversations.turns(visitor)
            going_on = desk.backend.follow_ups(turns[-1][1])[:N_FOLLOW_UPS] if turns else ()
            padded = (*going_on, *("",) * (N_FOLLOW_UPS - len(going_on)))
            return {
                chat: talk.messages(visitor),
                stop: gr.Button(visible=False),
                edit: gr.Button(visible=bool(turns)),
                anew: gr.Button(visible=bool(turns)),
                taking: _TAKE_HTML if turns else "",
                suggestions: gr.Column(visible=not turns),
                following: gr.Column(visible=bool(going_on)),
                **{
                    one: gr.Button(clean_line(text), visible=bool(text))
                    for one, text in zip(follow_ups, padded, strict=True)
                },
            }

        def waited_for(question: str, visitor: str) -> dict[Any, Any]:
            """What the page shows of a conversation that waits for an answer."""
            return {
                chat: talk.messages(visitor, asked=question),
                status: _status_html(STEPS["screen"]),
                stop: gr.Button(visible=True),
                edit: gr.Button(visible=False),
                following: gr.Column(visible=False),
            }

        async def answering(
            question: str, ids: object, by: object, newest: object, request: gr.Request
        ) -> AsyncIterator[dict[Any, Any]]:
            visitor = _visitor(request)
            if fault := desk.fault(question, visitor):
                yield {error: _error_html(fault), status: "", box: question}
                return
            papers = desk.chosen(_strings(ids), _strings(by), latest=newest is True)
            # The box here and not with the answer: what somebody types while it is worked on would be gone with it.
            yield {**waited_for(question, visitor), box: "", error: ""}
            outcome: Answer | str | None = None
            async for said in talk.working(question, visitor, papers, str(request.session_hash)):
                if isinstance(said, str):
                    yield {status: _status_html(said)}
                else:
                    outcome = said[0]
            if isinstance(outcome, Answer):
                yield {**after(visitor), status: _status_html(outcome_line(outcome))}
            elif outcome is None:
                yield {**after(visitor), status: _status_html("Stopped. Nothing was kept."), box: question}
            else:
                yield {**after(visitor), status: "", error: _error_html(outcome), box: question}

        async def on_ask(
            question: str | None, ids: object, by: object, newest: object, request: gr.Request
        ) -> AsyncIterator[dict[Any, Any]]:
            async for shown in answering(str(question or ""), ids, by, newest, request):
                yield shown

        async def on_load(request: gr.Request) -> AsyncIterator[dict[Any, Any]]:
            visitor = _visitor(request)
            shown_now: dict[Any, Any] = {top: _top_html(desk, len(desk.backend.sources), visitor)}
            # Nothing of a conversation that has not begun, or has on this page meanwhile: somebody may have asked
            # before this comes, and would see the question and the button that stops it go.
            page, worked_on = str(request.session_hash), talk.worked_on(visitor)
            elsewhere = worked_on if worked_on is not None and worked_on.page != page else None
            if elsewhere is not None:
                shown_now |= waited_for(elsewhere.question, visitor)
            elif worked_on is None and desk.conversations.turns(visitor):
                shown_now |= {one: value for one, value in after(visitor).items() if one is not stop}
            if desk.backend is not backend:  # the library has changed since this page was laid out
                choices, names, newest = _filters(desk.backend)
                filters: dict[Any, Any] = {
                    wanted: gr.CheckboxGroup(choices, value=[], visible=bool(choices)),
                    publishers: gr.CheckboxGroup(names, value=[]),
                    latest: gr.Checkbox(label=newest),
                    **{
                        one: gr.Button(clean_line(text), visible=bool(text))
                        for one, text in zip(examples, _examples(desk.backend), strict=True)
                    },
                }
                shown_now = {**shown_now, **filters}
            yield shown_now
            if elsewhere is not None and await talk.answered_elsewhere(visitor, page):
                yield {**after(visitor), status: ""}
            elif elsewhere is not None:  # this page has asked meanwhile, and its answer may come before the other's
                await talk.all_answered(visitor)
                asked_since = talk.worked_on(visitor)
                yield {chat: talk.messages(visitor, asked=asked_since.question if asked_since else None)}
            question = str(request.query_params.get("ask") or "")
            turns = desk.conversations.turns(visitor)
            if question and not (turns and turns[-1][1].question == question):  # a reload does not ask again
                async for shown in answering(question, [], [], False, request):
                    yield shown

        def on_stop(request: gr.Request) -> dict[Any, Any]:
            talk.stop(_visitor(request))
            return {stop: gr.Button(visible=False), status: _status_html("Stopping…")}

        def on_edit(request: gr.Request) -> dict[Any, Any]:
            visitor = _visitor(request)
            taken = desk.conversations.take_back(visitor)
            said = "The question is in the box. Change it and ask again."
            return {**after(visitor), box: taken.question if taken else "", status: _status_html(said), error: ""}

        def on_anew(request: gr.Request) -> dict[Any, Any]:
            visitor = _visitor(request)
            desk.conversations.forget(visitor)
            return {**after(visitor), box: "", status: "", error: ""}

        outputs = [top, chat, box, status, error, stop, edit, anew, taking, suggestions, following, *follow_ups]

        def wire(triggers: Any, handler: Callable[..., Any], inputs: Any = None, **how: Any) -> None:
            gr.on(
                triggers,
                handler,
                inputs=inputs,
                outputs=list(outputs),
                api_visibility="private",
                show_progress="hidden",
                **{"trigger_mode": "once"} | how,
            )

        choice = [wanted, publishers, latest]
        wire([button.click, box.submit], on_ask, [box, *choice])
        for offered in (*examples, *follow_ups):
            wire([offered.click], on_ask, [offered, *choice])
        wire([stop.click], on_stop, concurrency_limit=None)
        wire([edit.click], on_edit, concurrency_limit=None)
        wire([anew.click], on_anew, concurrency_limit=None)
        outputs += [wanted, publishers, latest, *examples]
        wire([blocks.load], on_load, concurrency_limit=None)
    blocks.queue(max_size=256, default_concurrency_limit=None, api_open=False)
    # It looks for work a thousand times a second otherwise, all day long.
    blocks._queue.sleep_when_free = LOOKS_S
    return blocks


def _visitor(request: "gr.Request") -> str:
    """Whose request it is: what the gate found or gave, and nothing that a script could set."""
    return str(request.request.scope["state"]["visitor"])  # type: ignore[union-attr]


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _examples(backend: Backend) -> tuple[str, ...]:
    """Questions to start with, as many as there are buttons for them."""
    return (*backend.examples[:N_EXAMPLES], *("",) * (N_EXAMPLES - len(backend.examples)))


def _filters(backend: Backend) -> tuple[list[tuple[str, str]], list[str], str]:
    """What the filters offer: papers with their ids, publishers, and the words for the latest papers."""
    listed = backend.sources if len(backend.sources) <= MOST_LISTED else ()
    choices = [
        (
            clean_line(
                f"{one.publisher or one.title}, {one.kind or 'paper'}, {date_in_words(one.published) or 'no date'}"
            ),
            one.document_id,
        )
        for one in listed
    ]
    names = sorted({clean_line(one.publisher) for one in backend.sources if one.publisher})[:MOST_LISTED]
    since = date_in_words(latest_since(backend.sources))
    return choices, names, f"Latest papers only{f' (since {since})' if since else ''}"


def _top_html(desk: Desk, n_papers: int, visitor: str = "") -> str:
    made = rendered(
        "ask_top.html",
        here="/",
        views=VIEWS,
        can_check=desk.backend.check is not None,
        model=desk.backend.model,
        people=len(desk.people) > 0,
        signed_in=desk.people.name_of(visitor),
        title=page_style.TITLE,
        papers=page_style.papers(n_papers),
    )
    return " ".join(made.split("\n"))


def _waiting_line(before: int) -> str:
    others = "one question is" if before == 1 else f"{before} questions are"
    return f"Waiting: {others} answered before yours…"


def _error_html(message: str) -> str:
    return f'<p class="ra-error"><span class="ra-hidden">Error: </span>{escape(clean(message))}</p>'


def _status_html(message: str) -> str:
    return f"<p>{escape(message)}</p>"
