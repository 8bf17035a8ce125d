"""How long the main things take, each in a process of its own: `python -m evals.speed`.

Cold means that nothing is in memory; the disk's cache may hold the files, as it does on the second try of a user.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_BASELINE = """
import json, sys, time
from pathlib import Path
from assistant.build import build_assistant
from assistant.settings import Settings
from evals.baselines import PlainBaseline
from index.embedding import SentenceTransformerEmbeddings
assistant = build_assistant(Settings(data=Path(sys.argv[1])))
started = time.perf_counter()
with PlainBaseline(assistant.index.documents, SentenceTransformerEmbeddings()) as plain:
    print(json.dumps({"index_s": time.perf_counter() - started}))
assistant.close()
"""
_QUESTION = "How much will care leavers get to set up home?"
_REPEATS = 3


def measure() -> dict[str, float]:
    """Seconds, by what was done.

    Raises:
        subprocess.CalledProcessError: If a command fails.
    """
    reforms = [sys.executable, "-m", "ui"]
    with tempfile.TemporaryDirectory(prefix="reforms-speed-") as folder:
        data = str(Path(folder) / "data")
        taken = {"index_from_scratch_s": _seconds([*reforms, "index", "--data", data])}
        taken["index_again_s"] = _seconds([*reforms, "index", "--data", data])
        taken["cold_ask_s"] = statistics.median(
            _seconds([*reforms, "ask", _QUESTION, "--json", "--data", data]) for _ in range(_REPEATS)
        )
        told = subprocess.run(
            [sys.executable, "-c", _BASELINE, data], check=True, capture_output=True, text=True
        ).stdout
        taken["baseline_index_from_scratch_s"] = json.loads(told)["index_s"]
    return taken


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Print a table of seconds."""
    for name, seconds in measure().items():
        sys.stdout.write(f"{name:32}{seconds:8.2f}\n")


if __name__ == "__main__":
    main()
