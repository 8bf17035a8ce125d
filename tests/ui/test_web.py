from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from corpus.errors import UserFacingError
from tests.ui import backend, fakes
from ui.conversations import Conversations
from ui.people import People, named
from ui.serving import hosts_for
from ui.web import build_app, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page


def status_of(address: str, path: str, *, body: bytes | None = None, method: str | None = None, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"{address}{path}", data=body, method=method, headers=named)
    opener = urllib.request.build_opener(NoRedirect())
    try:
        with opener.open(request, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as refused:
        return refused.code


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


# Serving


def test_port_in_use_is_named_with_the_option_that_changes_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserFacingError, match=f"^Port {port} on 127.0.0.1 is in use. Choose another with --port.$"):
            serve(build_app(backend.desk()), "127.0.0.1", port)


def test_serving_tells_its_address_and_ends_at_once_when_interrupted() -> None:
    code = "from tests.ui.backend import desk; from ui.web import *; serve(build_app(desk()), '127.0.0.1', 0)"
    program = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert program.stdout is not None
    line = program.stdout.readline()
    assert line.startswith("The page is at http://127.0.0.1:")
    address = line.split()[4].removesuffix(".")
    # An open event stream, as every open page has one, must not hold the end back.
    with urllib.request.urlopen(f"{address}/gradio_api/heartbeat/someone", timeout=10):
        program.send_signal(signal.SIGINT)
        _, errors = program.communicate(timeout=20)
    assert (program.returncode, errors) == (0, "")


@pytest.mark.parametrize(("host", "port", "option"), [("127.0.0.1", 70000, "--port"), ("no such host", 7860, "--host")])
def test_address_that_cannot_be_served_names_its_option(host: str, port: int, option: str) -> None:
    app = build_app(backend.desk())
    with pytest.raises(UserFacingError, match=option):
        serve(app, host, port)


# Who may do what


@pytest.mark.browser
def test_every_answer_of_the_server_carries_the_security_headers(page: Page, address: str) -> None:
    for path in ("/", "/page/page.css", "/theme.css", "/gradio_api/upload", "/nowhere", "/papers", "/check"):
        headers = page.request.get(f"{address}{path}").headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert ("unsafe-inline" in policy) == (path == "/"), path
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_routes_that_the_page_does_not_use_are_closed(address: str) -> None:
    closed = (
        "upload",
        "component_server",
        "deep_link",
        "process_recording",
        "proxy=http://evil.invalid/",
        "file=/etc/passwd",
        "file/etc/passwd",
        "call/on_ask",
        "run/predict",
        "api/predict",
        "info",
        "openapi.json",
        "runs",
        "vibe-edit",
        "stream/x",
    )
    for route in closed:
        for method in ("GET", "POST"):
            body = b"{}" if method == "POST" else None
            assert status_of(address, f"/gradio_api/{route}", body=body, method=method) == 404, (method, route)
    for path in ("/config", "/monitoring", "/docs", "/openapi.json", "/login", "/manifest.json", "/robots.txt"):
        assert status_of(address, path) == 404, path
    for path in ("/page/../web.py", "/page/%2e%2e/web.py", "/static/%2e%2e/%2e%2e/index.html"):
        assert status_of(address, path) in {403, 404}, path


def test_body_that_no_question_needs_is_refused(address: str) -> None:
    body = json.dumps({"data": ["a" * 300_000], "fn_index": 0, "session_hash": "large"}).encode()
    assert status_of(address, "/gradio_api/queue/join", body=body) == 413
    assert status_of(address, "/", method="DELETE") == 405


def test_form_sent_from_another_site_is_refused(address: str) -> None:
    body = b"text=x"
    assert status_of(address, "/check", body=body, Sec_Fetch_Site="cross-site") == 403
    assert status_of(address, "/check", body=body, Origin="http://evil.invalid") == 403


def test_another_name_for_this_machine_is_refused_on_loopback() -> None:
    from tests.ui.browser import serving

    with serving(build_app(backend.desk(), hosts=hosts_for("127.0.0.1", People(), allow_anyone=False))) as address:
        assert status_of(address, "/papers") == 200
        assert status_of(address, "/papers", Host="evil.invalid") == 421


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])  # noqa: S104
def test_address_that_others_reach_needs_sign_in_or_an_explicit_option(host: str) -> None:
    with pytest.raises(UserFacingError, match="--allow-anyone"):
        hosts_for(host, People(), allow_anyone=False)
    assert hosts_for(host, People(), allow_anyone=True) is None
    assert hosts_for(host, People(named("jo", "reader", "a long password")), allow_anyone=False) is None
    # A maintainer alone closes nothing.
    with pytest.raises(UserFacingError):
        hosts_for(host, People(named("jo", "maintainer", "a long password")), allow_anyone=False)


def test_page_of_named_readers_is_closed_until_one_signs_in() -> None:
    import httpx

    from tests.ui.browser import serving

    desk = backend.desk()
    desk.people = People(named("jo", "reader", "a long password"))
    with serving(build_app(desk)) as address, httpx.Client(base_url=address) as client:
        for path in ("/", "/papers", "/timeline.csv", "/gradio_api/startup-events", "/take/conversation.md"):
            assert client.get(path).headers.get("location") == "/sign-in", path
        assert client.get("/about/privacy").status_code == 200
        wrong = client.post("/sign-in", data={"name": "jo", "password": "another password"})
        assert wrong.status_code == 403
        assert "not right" in wrong.text
        assert client.post("/sign-in", data={"name": "jo", "password": "a long password"}).status_code == 303
        assert client.get("/papers").status_code == 200
        assert client.post("/sign-out").status_code == 303
        assert client.get("/papers").status_code == 303


def test_file_too_large_or_of_the_wrong_type_is_told(address: str) -> None:
    import httpx

    with httpx.Client(base_url=address) as client:
        wrong = client.post("/check", files={"file": ("draft.exe", b"MZ")})
        assert (wrong.status_code, "is not a kind of file that can be checked" in wrong.text) == (422, True)
        assert client.post("/check", files={"file": ("draft.md", b"a" * (13 * 1024 * 1024))}).status_code == 413
        assert client.post("/library/add", files={"file": ("a.md", b"# A")}).headers["location"] == "/sign-in"


# What is kept


def test_session_keeps_its_last_turns_with_their_numbers() -> None:
    conversations = Conversations(max_turns=2)
    for question in ("one", "two", "three"):
        conversations.add("a", fakes.figure(question))
    assert [(number, answer.question) for number, answer in conversations.turns("a")] == [(2, "two"), (3, "three")]


def test_session_longest_unused_goes_first() -> None:
    conversations = Conversations(max_sessions=2)
    for session in ("a", "b", "a", "c"):
        conversations.add(session, fakes.figure())
    assert [len(conversations.turns(session)) for session in "abc"] == [2, 0, 1]


def test_session_is_forgotten_after_its_time() -> None:
    now = [0.0]
    conversations = Conversations(max_age_s=10, clock=lambda: now[0])
    conversations.add("a", fakes.figure())
    now[0] = 10.0
    assert len(conversations.turns("a")) == 1
    now[0] = 10.1
    assert conversations.turns("a") == ()


def test_importing_the_page_module_loads_no_web_library() -> None:
    heavy = "{'gradio', 'fastapi', 'uvicorn', 'chromadb', 'torch'}"
    check = f"import sys, ui.web; assert not {heavy} & set(sys.modules), sys.modules.keys()"
    subprocess.run([sys.executable, "-c", check], check=True, timeout=60)


def test_number_of_an_answer_is_never_given_to_another() -> None:
    conversations = Conversations()
    conversations.add("a", fakes.figure("one"))
    assert conversations.take_back("a") == fakes.figure("one")
    conversations.add("a", fakes.figure("two"))
    conversations.forget("a")
    conversations.add("a", fakes.figure("three"))
    assert [number for number, _ in conversations.turns("a")] == [3]
    assert conversations.answer("a", 1) is None
