"""The page: a question box, cited answers, and nothing that leaves this machine.

The browser is not trusted. It sends one thing, the text of a question; the conversation, its answers and what they
rest on stay here, keyed by session (`conversations.py`), and each request comes through `gate.py`.
"""

# No `from __future__ import annotations`: Gradio finds the request parameter of an event by its evaluated annotation,
# and `gr` is a name only inside the functions that import it.

import asyncio
import atexit
import contextlib
import errno
import logging
import os
import shutil
import socket
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from assistant.answers import Answer, Question, Turn
from assistant.plain import clean
from corpus.documents import Source
from corpus.errors import UserFacingError
from ui import page_style
from ui.conversations import Conversations
from ui.gate import Gate
from ui.render import answer_html, outcome_line, question_html

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

log = logging.getLogger(__name__)

Ask = Callable[[Question], Answer]

FAILED = "Something went wrong on this service, and your question was not answered. Try again in a moment."


def build_app(
    ask: Ask,
    *,
    examples: Sequence[str],
    n_documents: int,
    documents: Sequence[Source],
    max_question_chars: int = 2000,
    conversations: Conversations | None = None,
) -> "FastAPI":
    """The page as an application to be served at `/`.

    Args:
        ask: Answers a question; called from worker threads, at most four at a time. Its `UserFacingError` is shown
            as it stands, any other exception as one plain line.
        examples: Questions offered as buttons.
        n_documents: How many papers are searched.
        documents: Those to list on the page; may be fewer than `n_documents`.
        max_question_chars: A longer question is refused, with its text left in the box.
        conversations: Where conversations are kept; a bounded store of its own by default.
    """
    _settle_environment()
    import gradio as gr
    from fastapi import FastAPI
    from starlette.responses import FileResponse
    from starlette.staticfiles import StaticFiles

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_route("/favicon.ico", lambda _: FileResponse(page_style.STATIC / "icon.svg"))
    app.mount("/page", StaticFiles(directory=page_style.STATIC))
    asking = _Asking(ask, n_documents, max_question_chars, conversations or Conversations())

    def mount() -> None:
        gr.mount_gradio_app(
            app,
            _blocks(asking, examples, documents),
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
    app.add_middleware(Gate, head=page_style.head_html())
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


class _Asking:
    """What happens to a question: checked, answered, kept, shown."""

    def __init__(self, ask: Ask, n_documents: int, max_question_chars: int, conversations: Conversations) -> None:
        self.ask, self.conversations = ask, conversations
        self.n_documents, self.max_question_chars = n_documents, max_question_chars

    def fault(self, question: str) -> str | None:
        """Why a question cannot be asked, or None."""
        if not clean(question):
            return "Type a question."
        if len(question) > self.max_question_chars:
            return (
                f"Your question has {len(question):,} characters. Shorten it to {self.max_question_chars:,} or fewer."
            )
        return None

    def messages(self, session: str, *, asked: str | None = None) -> list[dict[str, str]]:
        """The conversation as Gradio's messages, with `asked` as a question that waits for its answer."""
        shown = []
        for number, answer in self.conversations.turns(session):
            shown.append({"role": "user", "content": question_html(answer.question)})
            shown.append({"role": "assistant", "content": answer_html(answer, anchor=f"answer-{number}")})
        if asked is not None:
            shown.append({"role": "user", "content": question_html(asked)})
        return shown

    def answer(self, question: str, session: str) -> Answer | str:
        """The answer, kept in the session; or one plain line that says why there is none."""
        try:
            history = tuple(Turn(answer.question, answer.answer) for _, answer in self.conversations.turns(session))
            answer = self.ask(Question(question, history))
        except UserFacingError as error:
            return str(error)
        except Exception as error:
            # Neither the message nor the values of an unknown error are logged: they may hold the question.
            frames = traceback.extract_tb(error.__traceback__)
            where = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-5:]))
            log.error("A question was not answered: %s at %s", type(error).__name__, where)  # noqa: TRY400
            return FAILED
        self.conversations.add(session, answer)
        return answer


def _blocks(asking: _Asking, examples: Sequence[str], documents: Sequence[Source]) -> "gr.Blocks":
    """Lay out the page and its events, each private: reached by this page's own controls."""
    import gradio as gr

    def html(content: str, elem_id: str) -> gr.Markdown:
        # A single line that starts with a block tag: Markdown leaves it as it is.
        return gr.Markdown(content, elem_id=elem_id, latex_delimiters=[], sanitize_html=True)

    blocks: gr.Blocks = gr.Blocks(title=page_style.TITLE, analytics_enabled=False, delete_cache=(3600, 3600))
    with blocks:
        html(page_style.introduction_html(asking.n_documents), "ra-introduction")
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
            anew = gr.Button("Start anew", variant="secondary", elem_id="ra-anew", visible=False)
        status = html("", "ra-status")
        with gr.Column(elem_id="ra-examples") as suggestions:
            html("<h2>Example questions</h2>", "ra-examples-heading")
            example_buttons = [gr.Button(example, elem_classes="ra-example") for example in examples]
        html(page_style.about_html(documents, asking.n_documents), "ra-about")

        def answering(question: str, session: str) -> Iterator[dict[Any, Any]]:
            if fault := asking.fault(question):
                yield {error: _error_html(fault), status: ""}
                return
            searching = f"Searching {page_style.papers(asking.n_documents)}…"
            yield {chat: asking.messages(session, asked=question), status: _status_html(searching), error: ""}
            outcome = asking.answer(question, session)
            messages = asking.messages(session)
            if isinstance(outcome, str):
                yield {chat: messages, status: "", error: _error_html(outcome), box: question}
                return
            yield {
                chat: messages,
                status: _status_html(outcome_line(outcome)),
                box: "",
                anew: gr.Button(visible=True),
                suggestions: gr.Column(visible=False),
            }

        def on_ask(question: str | None, request: gr.Request) -> Iterator[dict[Any, Any]]:
            yield from answering(question or "", str(request.session_hash))

        def on_example(example: str) -> Callable[..., Iterator[dict[Any, Any]]]:
            def asked(request: gr.Request) -> Iterator[dict[Any, Any]]:
                yield from answering(example, str(request.session_hash))

            return asked

        def on_anew(request: gr.Request) -> dict[Any, Any]:
            asking.conversations.forget(str(request.session_hash))
            shown = {anew: gr.Button(visible=False), suggestions: gr.Column(visible=True)}
            return {chat: [], box: "", status: "", error: "", **shown}

        def wire(triggers: Any, handler: Callable[..., Any], inputs: Any = None) -> None:
            gr.on(
                triggers,
                handler,
                inputs=inputs,
                outputs=[chat, box, status, error, anew, suggestions],
                api_visibility="private",
                show_progress="hidden",
                trigger_mode="once",
            )

        wire([button.click, box.submit], on_ask, [box])
        for example, example_button in zip(examples, example_buttons, strict=True):
            wire([example_button.click], on_example(example))
        wire([anew.click], on_anew)
    blocks.queue(max_size=64, default_concurrency_limit=4, api_open=False)
    return blocks


def _error_html(message: str) -> str:
    return f'<p class="ra-error"><span class="ra-hidden">Error: </span>{escape(clean(message))}</p>'


def _status_html(message: str) -> str:
    return f"<p>{escape(message)}</p>"


def serve(app: "FastAPI", host: str, port: int) -> None:
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
