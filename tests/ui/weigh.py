"""What each view weighs, what axe-core finds on it, how soon the page answers: `python -m tests.ui.weigh [ADDRESS]`.

Against a running service, or one that is started for it over the bundled papers. Prints a table: for each view what
axe-core finds against WCAG 2.2 A and AA on a laptop and on a phone in the dark, the number of requests, and the
kilobytes over the wire with an empty cache; then the seconds until one can type and until the first answer.
`--pictures FOLDER` keeps a picture of each view on a laptop, a phone, zoomed to 400 % and in the dark, to be looked at.
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from tests.ui.browser import FLAGS, ask, chromium_path, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Page

QUESTIONS = ("How much is the leaving care allowance?", "Who won the council election in Leeds?")
CLAIM = "The leaving care allowance will be raised to £4,000 from April 2023."
DRAFT = f"# Report\n\n{CLAIM} There will be six missions for children in care by 2027.\n"
ABOUT = ("how-it-works", "accessibility", "privacy", "transparency-record")
VIEWS = {
    "Ask, with answers": "/",
    "A source": "/source/1/1",
    "Check, a claim": "/check?shown=claim",
    "Check, a draft": "/check",
    "Papers": "/papers",
    "A paper": "/papers/durham-report",
    "Timeline and money": "/timeline",
    "To print": "/take/conversation.html",
    "Tell us": "/tell/1?useful=no",
    "Sign in": "/sign-in",
    **{f"About: {name}": f"/about/{name}" for name in ABOUT},
}
WAYS: dict[str, dict[str, Any]] = {
    "laptop": {"viewport": {"width": 1280, "height": 900}},
    "phone-dark": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2},
    "zoomed": {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
WEIGH = """() => [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
    .reduce(([n, kb], one) => [n + 1, kb + one.transferSize / 1024], [0, 0])"""


@contextlib.contextmanager
def service(address: str | None) -> Iterator[str]:
    """The service named, or one of our own."""
    if address:
        yield address.rstrip("/")
        return
    command = [sys.executable, "-m", "ui", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        line = program.stdout.readline()
        yield line.split()[4].removesuffix(".")
        program.terminate()


def visitor(browser: Browser, address: str, way: str) -> tuple[Page, float, float]:
    """A page of somebody who has asked and checked; the seconds until they could type, and until the first answer."""
    page = browser.new_context(**WAYS[way]).new_page()
    page.set_default_timeout(120_000)
    began = time.monotonic()
    page.goto(f"{address}/")
    page.get_by_label("Your question").wait_for()
    ready = time.monotonic()
    ask(page, QUESTIONS[0])
    answered = time.monotonic()
    ask(page, QUESTIONS[1])
    file: FilePayload = {"name": "report.md", "mimeType": "text/markdown", "buffer": DRAFT.encode()}
    page.request.post(f"{address}/check", multipart={"file": file})
    while page.request.get(f"{address}/check/state").json()["busy"]:
        time.sleep(0.2)
    page.request.post(f"{address}/check", form={"text": CLAIM})
    return page, ready - began, answered - ready


def goto(page: Page, address: str, path: str) -> bool:
    """Open a view and wait until it stands; False where this service has none such."""
    response = page.goto(address + path)
    page.locator("h1").first.wait_for()
    if path == "/":
        page.locator(".ra-answer").nth(1).wait_for()
    page.locator("[data-follow]").wait_for(state="detached")
    return response is None or response.status != 404


def weight(browser: Browser, address: str, path: str, cookies: Any) -> tuple[int, float]:
    """Requests and kilobytes of a view for a visitor whose browser has nothing of it yet."""
    context = browser.new_context()
    context.add_cookies(cookies)
    page = context.new_page()
    goto(page, address, path)
    requests, kilobytes = page.evaluate(WEIGH)
    context.close()
    return requests, kilobytes


def main(argv: list[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.ui.weigh", description=__doc__)
    parser.add_argument("address", nargs="?")
    parser.add_argument("--pictures", type=Path)
    told = parser.parse_args(argv)
    with service(told.address) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        laptop, ready_s, answered_s = visitor(browser, address, "laptop")
        dark, _, _ = visitor(browser, address, "phone-dark")
        print("| view | axe, laptop | axe, phone in the dark | requests | kB |\n|---|---|---|---|---|")
        for name, path in VIEWS.items():
            found = []
            for page in (laptop, dark):
                if goto(page, address, path):
                    found.append(violations(page))
            if not found:  # nobody can sign in
                continue
            requests, kilobytes = weight(browser, address, path, laptop.context.cookies())
            print(f"| {name} | {len(found[0])} | {len(found[1])} | {requests} | {kilobytes:.0f} |")
            print(*found[0], *found[1], sep="\n", end="", file=sys.stderr)
        print(f"\nReady to type after {ready_s:.1f} s; the first answer {answered_s:.1f} s after it was asked for.")
        if told.pictures:
            told.pictures.mkdir(parents=True, exist_ok=True)
            for way in WAYS:
                page, _, _ = visitor(browser, address, way)
                for name, path in VIEWS.items():
                    if not goto(page, address, path):
                        continue
                    page.screenshot(path=told.pictures / f"{way} {name.replace(':', ',')}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
