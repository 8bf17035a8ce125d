"""Broken PDFs made of good ones, read many to a process: `python -m tests.corpus.fuzz FOLDER`."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus import pdf
from corpus.chunking import chunk
from corpus.errors import DocumentError
from corpus.limits import Limits, PageTimeout, page_alarm
from corpus.worker import apply_limits, peak_mb
from tests.corpus.pdf_makers import source_of

_ROOT = Path(__file__).resolve().parents[2]
_NUMBER = re.compile(rb"\d+")


def mutants(seeds: Sequence[bytes], count: int, *, seed: int) -> Iterator[bytes]:
    """Truncated, bytes flipped, spliced, pieces doubled or lost, numbers changed; the same for the same seed."""
    dice = random.Random(seed)
    for number in range(count):
        data = bytearray(dice.choice(seeds))
        kind = number % 6
        if kind == 0:
            del data[dice.randrange(1, len(data)) :]
        elif kind == 1:
            for _ in range(dice.choice((1, 4, 16, 64, 256))):
                data[dice.randrange(len(data))] = dice.randrange(256)
        elif kind == 2:
            other = dice.choice(seeds)
            at, start = dice.randrange(len(data)), dice.randrange(len(other))
            data[at : at + dice.randrange(2_000)] = other[start : start + dice.randrange(2_000)]
        elif kind == 3:
            start = dice.randrange(len(data))
            data[start:start] = data[start : start + dice.randrange(1, 400)] * dice.choice((1, 2, 30))
        elif kind == 4:
            start = dice.randrange(len(data))
            del data[start : start + dice.randrange(1, 400)]
        else:
            places = list(_NUMBER.finditer(bytes(data)))
            for match in sorted(dice.sample(places, min(len(places), 3)), key=lambda m: -m.start()):
                value = dice.choice((b"0", b"-1", b"1", b"99999999999", b"2147483648", b"0.00001", b"7 0 R"))
                data[match.start() : match.end()] = value
        yield bytes(data)


def outcomes(folder: Path, limits: Limits, *, item_s: float) -> list[dict[str, Any]]:
    """Read every file of a folder under limits, in as few processes as it takes.

    A process that dies is a crash of the file it was at; the next goes on behind it.
    """
    met: list[dict[str, Any]] = []
    waiting = sorted(path.name for path in folder.iterdir())
    while waiting:
        request = json.dumps({"limits": limits.as_dict(), "item_s": item_s, "folder": str(folder), "names": waiting})
        done = subprocess.run(
            [sys.executable, "-m", "tests.corpus.fuzz"],
            input=request.encode(),
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            check=False,
        )
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]
        met += lines
        waiting = waiting[len(lines) :]
        if waiting:
            met.append(
                {"name": waiting.pop(0), "outcome": "crash", "line": f"status {done.returncode}", "seconds": 0.0}
            )
    return met


def read_one(path: Path, limits: Limits, item_s: float) -> dict[str, Any]:
    """How reading one file ends, as a line of the table of outcomes."""
    start = time.perf_counter()
    try:
        with page_alarm(item_s):
            document = pdf.read(source_of(path), limits)
            chunk(document)
        own = [warning for warning in document.warnings if "not given" not in warning]
        found = {"outcome": "warning" if own else "text", "line": "; ".join(own)}
        sound = document.pages[0].char_start == 0 and document.pages[-1].char_end == len(document.text)
        if not sound or not document.blocks:
            found = {"outcome": "crash", "line": "pages do not part the text"}
    except DocumentError as error:
        found = {"outcome": "error", "line": str(error)}
    except PageTimeout:
        found = {"outcome": "error", "line": f"{path.name}: took more than {item_s:g} s"}
    except BaseException:
        found = {"outcome": "crash", "line": traceback.format_exc()[-1_500:]}
    return {"name": path.name, **found, "seconds": round(time.perf_counter() - start, 3), "peak_mb": peak_mb()}


def main() -> None:
    request = json.loads(sys.stdin.read())
    limits = Limits(**{**request["limits"], "page_s": request["limits"]["page_s"]})
    apply_limits(limits)
    for name in request["names"]:
        print(json.dumps(read_one(Path(request["folder"]) / name, limits, request["item_s"])), flush=True)


if __name__ == "__main__":
    main()
