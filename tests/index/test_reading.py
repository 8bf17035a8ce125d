from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.crossencoding import BUNDLED, BertCrossEncoder, RerankerError
from index.reading import Readers

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "How much is the allowance?"
ROUNDING = 1e-4
TEXTS = ("The allowance is £3,000.", "Children need love, “stable” homes and \N{SNOWMAN}.", "")


@pytest.fixture(scope="module")
def reading() -> Iterator[Readers]:
    made = Readers(BUNDLED, 2)
    made.start()
    yield made
    made.close()


def test_reader_gives_the_logits_of_this_process(reading: Readers) -> None:
    # Products shared among threads add up in another order, which changes the last digits.
    assert reading.logits(QUESTION, TEXTS) == pytest.approx(BertCrossEncoder().logits(QUESTION, TEXTS), abs=ROUNDING)
    assert reading.pair_logits([]).shape == (0, 1)


def test_lost_reader_is_replaced_and_its_pairs_are_read_here(reading: Readers) -> None:
    expected = reading.logits(QUESTION, TEXTS)
    for one in reading._idle.queue:
        assert one._process is not None
        one._process.send_signal(signal.SIGKILL)
        one._process.wait()
    for _ in range(3):
        assert reading.logits(QUESTION, TEXTS) == pytest.approx(expected, abs=ROUNDING)
    assert any(one._process is not None and one._process.poll() is None for one in reading._idle.queue)


def test_missing_weights_are_told_as_in_one_process(tmp_path: Path) -> None:
    with pytest.raises(RerankerError, match="Install again"):
        Readers(tmp_path, 1).logits(QUESTION, TEXTS)


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_reader_ends_when_its_caller_is_killed() -> None:
    code = (
        "import time; from index.reading import Readers; made = Readers(); made.logits('a', ['b']);"
        "print(made._idle.queue[0]._process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as caller:
        assert caller.stdout is not None
        reader = int(caller.stdout.readline())
        caller.kill()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{reader}/cmdline").exists() and Path(f"/proc/{reader}/cmdline").read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_two_readers_read_at_once(reading: Readers) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        every = list(pool.map(lambda n: reading.logits(f"{QUESTION} {n}", TEXTS), range(8)))
    here = BertCrossEncoder()
    assert np.allclose(every, [here.logits(f"{QUESTION} {n}", TEXTS) for n in range(8)], atol=ROUNDING)
    started = [one for one in reading._idle.queue if one._process is not None]
    assert len(started) == 2
