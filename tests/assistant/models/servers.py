"""Servers on loopback that answer as the test says, well or badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[["Call"], None]


class Call(BaseHTTPRequestHandler):
    """One request; what a test's function answers through."""

    timeout = 20
    body: dict[str, Any]

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", "0")))
        self.body = json.loads(raw) if raw else {}
        server: Any = self.server
        with server.lock:
            server.calls.append(self)
            act = server.script[min(len(server.calls), len(server.script)) - 1]
        with suppress(OSError):
            act(self)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def answer(self, status: int, text: str, kind: str = "application/json", **headers: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def wait(self, seconds: float) -> bool:
        """True when the test is over."""
        server: Any = self.server
        return bool(server.over.wait(seconds))


@dataclass
class Served:
    """A server that runs.

    Attributes:
        url: Its base URL.
        calls: What came in.
    """

    url: str
    calls: list[Call] = field(default_factory=list)


@contextmanager
def serving(*script: Act) -> Iterator[Served]:
    """Answer the first request as the first function says, and so on; the last one goes on for ever."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Call)
    server.daemon_threads, server.lock, server.over = True, threading.Lock(), threading.Event()
    server.script, server.calls = script, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Served(f"http://127.0.0.1:{server.server_port}/v1", server.calls)
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


def says(text: str, *, finish: str = "stop", usage: tuple[int, int] | None = (11, 3)) -> Act:
    """A model's reply."""
    reply: dict[str, Any] = {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "fake",
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}],
    }
    if usage is not None:
        reply["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    return lambda call: call.answer(200, json.dumps(reply))


def refuses(status: int, message: str = "", code: str = "", **headers: str) -> Act:
    """An error as OpenAI words it."""
    body = json.dumps({"error": {"message": message, "code": code or None, "type": "error"}})
    return lambda call: call.answer(status, body, **headers)


def page(status: int = 200) -> Act:
    """A proxy's page."""
    return lambda call: call.answer(status, "<html><h1>Sign in</h1></html>", "text/html; charset=utf-8")


def hangs(call: Call) -> None:
    """Never answers."""
    call.wait(30)


def drips_header(call: Call) -> None:
    """A byte of its status line now and then."""
    for byte in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 1_000:
        call.wfile.write(bytes((byte,)))
        if call.wait(0.1):
            return


def drips_body(call: Call) -> None:
    """A good header, and then a byte now and then."""
    call.send_response(200)
    call.send_header("content-type", "application/json")
    call.send_header("content-length", "100000")
    call.end_headers()
    for _ in range(1_000):
        call.wfile.write(b" ")
        if call.wait(0.1):
            return


def pours(call: Call) -> None:
    """Garbage for ever, as quickly as it goes."""
    call.send_response(200)
    call.send_header("content-type", "application/json")
    call.end_headers()
    began = time.monotonic()
    while time.monotonic() - began < 30:
        call.wfile.write(b"{[garbage" * 10_000)


def breaks_off(call: Call) -> None:
    """Closes in mid-stream."""
    call.send_response(200)
    call.send_header("content-type", "application/json")
    call.send_header("content-length", "5000")
    call.end_headers()
    call.wfile.write(b'{"id": "1", "choices": [')


def hangs_up(call: Call) -> None:
    """Closes without a word."""
    call.connection.close()
