"""What a page weighs and how soon it answers: `python -m tests.ui.weigh ADDRESS` against a running service.

For each view the bytes that came over the wire and the number of requests, with an empty cache and again with a full
one; then the seconds from opening the start page with an empty cache to the first answer.
"""

from __future__ import annotations

import sys
import time

from playwright.sync_api import sync_playwright

from tests.ui.browser import FLAGS, ask, chromium_path

VIEWS = ("/", "/papers", "/timeline", "/check", "/about/privacy")


def main(address: str) -> None:
    """Print the table."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        print("view            requests  kB (empty cache)  kB (again)")
        for path in VIEWS:
            page = browser.new_page()
            network = page.context.new_cdp_session(page)
            network.send("Network.enable")
            counted = [0, 0.0]

            def finished(event: dict[str, float], counted: list[float] = counted) -> None:
                counted[0] += 1
                counted[1] += event["encodedDataLength"]

            network.on("Network.loadingFinished", finished)
            kilobytes = []
            for _ in range(2):
                counted[:] = 0, 0.0
                page.goto(address + path)
                page.wait_for_load_state("load")
                page.wait_for_timeout(1500)
                kilobytes.append((int(counted[0]), counted[1] / 1024))
            print(f"{path:<16}{kilobytes[0][0]:>8}{kilobytes[0][1]:>18.0f}{kilobytes[1][1]:>12.0f}")
            page.context.close()
        page = browser.new_context().new_page()
        began = time.monotonic()
        page.goto(address)
        page.get_by_label("Your question").wait_for()
        ready = time.monotonic()
        ask(page, "How much is the leaving care allowance?")
        print(f"ready to type after {ready - began:.1f} s, first answer {time.monotonic() - ready:.1f} s after asking")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
