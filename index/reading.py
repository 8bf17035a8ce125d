"""Pairs of texts read in processes of their own, one a processor, so that twenty people's questions use all of them.

In one process the interpreter lets one thread in at a time: two questions at once took 1.3 of two processors, and the
page waited for its turn among them. A reader is `python -m index.reading FOLDER`: pairs come in as a line of JSON,
logits go out as one, and it ends when its caller does, however that ends.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from queue import Empty, LifoQueue
from typing import IO

import numpy as np
from numpy.typing import NDArray

from index.crossencoding import BUNDLED, BertCrossEncoder, CrossEncoderError, RerankerError

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parent.parent
_ANSWER_S = 60.0
"""A reader that is silent for longer is given up: a reading takes half a second."""


class Readers:
    """A cross-encoder in several processes; each is started at its first reading.

    Where a process cannot be started or is lost, the pairs are read here: later, but to the same logits.

    Args:
        folder: As `BertCrossEncoder` takes it.
        n: How many processes.
        error: What is raised where the weights are not as expected.
    """

    def __init__(self, folder: Path = BUNDLED, n: int = 1, *, error: type[CrossEncoderError] = RerankerError) -> None:
        """Start nothing yet."""
        self._folder, self._error = folder, error
        self._here: BertCrossEncoder | None = None
        self._lock = threading.Lock()
        # The one used last comes first, so that one person alone starts one process.
        self._idle: LifoQueue[_Reader] = LifoQueue()
        for _ in range(n):
            self._idle.put(_Reader(folder))

    def logits(self, question: str, texts: Sequence[str]) -> list[float]:
        """As `BertCrossEncoder.logits`."""
        return [float(value) for value in self.pair_logits([(question, text) for text in texts])[:, 0]]

    def pair_logits(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """As `BertCrossEncoder.pair_logits`; waits until a reader is free.

        Raises:
            CrossEncoderError: If the weights are missing or others.
        """
        if not pairs:
            return self._read_here(pairs)
        reader = self._idle.get()
        try:
            return reader.read(pairs)
        except (OSError, ValueError) as failed:
            log.warning("A reader was lost (%s); its pairs are read here.", type(failed).__name__)
            reader.end()
        finally:
            self._idle.put(reader)
        return self._read_here(pairs)

    def start(self) -> None:
        """Start every process that is not there yet, so that nobody's question waits for one."""
        for reader in self._all_idle():
            with contextlib.suppress(OSError):
                reader.start()
            self._idle.put(reader)

    def close(self) -> None:
        """End the processes that nobody uses now."""
        for reader in self._all_idle():
            reader.end()
            self._idle.put(reader)

    def _all_idle(self) -> list[_Reader]:
        taken: list[_Reader] = []
        with contextlib.suppress(Empty):
            while True:
                taken.append(self._idle.get_nowait())
        return taken

    def _read_here(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        with self._lock:
            if self._here is None:
                self._here = BertCrossEncoder(self._folder, error=self._error)
        return self._here.pair_logits(pairs)


@cache
def readers(folder: Path, n: int, error: type[CrossEncoderError] = RerankerError) -> Readers:
    """The readers of these weights; an assistant that takes another's place reads with the same."""
    return Readers(folder, n, error=error)


class _Reader:
    """One process, used by one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Logits of pairs.

        Raises:
            OSError: If the process cannot be started or is gone.
            ValueError: If its answer is not one.
        """
        process = self.start()
        if process.stdin is None or process.stdout is None:  # they were asked for as pipes
            raise OSError("no pipes")
        giving_up = threading.Timer(_ANSWER_S, process.kill)
        giving_up.start()
        try:
            process.stdin.write(json.dumps(pairs) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        finally:
            giving_up.cancel()
        logits = np.array(json.loads(line or "null"), dtype=np.float64)
        if logits.ndim != 2 or len(logits) != len(pairs):
            raise ValueError("no logits")
        return logits

    def start(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "index.reading", str(self._folder)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=_ROOT,
                process_group=0,  # Ctrl-C is for the caller, whose end ends this one
                env={**os.environ, "TOKENIZERS_PARALLELISM": "false"},
            )  # fmt: skip
        return self._process

    def end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
            process.wait()


def main(folder: str, questions: IO[str], answers: IO[str]) -> None:
    """Read pairs until there are no more."""
    encoder = BertCrossEncoder(Path(folder))
    for line in questions:
        answers.write(json.dumps(encoder.pair_logits([(a, b) for a, b in json.loads(line)]).tolist()) + "\n")
        answers.flush()


if __name__ == "__main__":
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main(sys.argv[1], sys.stdin, sys.stdout)
