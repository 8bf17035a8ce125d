"""What a page weighs and how soon it answers: `python -m tests.ui.weigh ADDRESS` against a running service.

For each view the number of requests and the kilobytes over the wire with an empty cache; then the seconds from opening
the start page to the first answer.
"""

from __future__ import annotations

import sys
import time

from playwright.sync_api import sync_playwright

from tests.ui.browser import FLAGS, ask, chromium_path

VIEWS = ("/", "/papers", "/timeline", "/check", "/about/privacy")
WEIGH = """() => [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
    .reduce(([n, kb], one) => [n + 1, kb + one.transferSize / 1024], [0, 0])"""


def main(address: str) -> None:
    """Print the table."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        for path in VIEWS:
            page = browser.new_context().new_page()
            began = time.monotonic()
            page.goto(address + path)
            if path == "/":
                page.get_by_label("Your question").wait_for()
                ready = time.monotonic()
                ask(page, "How much is the leaving care allowance?")
                print(f"ready to type after {ready - began:.1f} s, answered {time.monotonic() - ready:.1f} s later")
            requests, kilobytes = page.evaluate(WEIGH)
            print(f"{path:<16}{requests:>4} requests{kilobytes:>6.0f} kB")
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
