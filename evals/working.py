"""Several processes that answer at once, each with an assistant of its own and its share of the cores.

A process is started afresh, not forked: neither Chroma nor the threads of a matrix library outlive a fork. What a case
or a claim gets does not depend on which process it fell to, so that any number of them gives the same run.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from assistant.build import Assistant, build_assistant
from assistant.settings import Settings
from corpus.errors import UserFacingError
from evals.asking import OURS, ask, check
from evals.baselines import PLAIN
from evals.cases import PlacedCase
from evals.claims import PlacedClaim
from evals.claims_report import ClaimResult
from evals.measures import CaseResult

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_KERNELS = "OPENBLAS_CORETYPE"
"""Where it is set, OpenBLAS passes over the processor's own widest products: near twice the time a pair."""
_MOST_JOBS = 4
"""Each holds the models and the index: some 600 MB."""
_WORTH_IT = 60
"""Cases and claims in all, below which starting a process takes longer than it saves."""
_AT_ONCE = 6
"""Cases handed to a process at a time: few, so that none is left with much when the others are done."""

T = TypeVar("T")
R = TypeVar("R")


class WorkerError(UserFacingError):
    """A process that ended before its work was done."""


def default_jobs(n: int) -> int:
    """How many processes for `n` cases and claims: one a core, where they are many enough to be worth it."""
    return 1 if n < _WORTH_IT else min(os.cpu_count() or 1, _MOST_JOBS)


class Workers:
    """A pool of processes; `cases` and `claims` may both be running."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        """Over a running pool."""
        self._pool = pool

    def cases(
        self, systems: Sequence[str], cases: Sequence[PlacedCase], *, known: frozenset[str] = frozenset()
    ) -> dict[str, Iterator[CaseResult]]:
        """Begin to ask some systems; the results of each in the order of the cases.

        A process asks all of them a few cases, so that the vector of a question is made once; but for the plain
        baseline, whose index one process makes, and so is asked all cases there.

        Args:
            systems: By name.
            cases: What to ask.
            known: Ids of cases that this system has been asked already.
        """
        together = tuple(name for name in systems if name != PLAIN)
        # First, so that no process is left alone with it at the end.
        plain = [self._pool.submit(_cases, (PLAIN,), cases, known)] if PLAIN in systems else []
        begun = [self._pool.submit(_cases, together, part, known) for part in _parts(cases)] if together else []
        return {name: _results(plain if name == PLAIN else begun, name) for name in systems}

    def claims(self, claims: Sequence[PlacedClaim]) -> Iterator[ClaimResult]:
        """Begin to check; the results in the order of the claims."""
        return _results([self._pool.submit(_claims, part) for part in _parts(claims)], OURS)


def _results(futures: Sequence[Future[dict[str, list[R]]]], system: str) -> Iterator[R]:
    """Those of one system, as they come."""
    for future in futures:
        try:
            yield from future.result()[system]
        except BrokenProcessPool as error:
            raise WorkerError(
                "A process of the suite ended before its work was done, as happens when memory runs out. "
                "Run it again with --jobs 1."
            ) from error


@contextmanager
def workers(settings: Settings, jobs: int) -> Iterator[Workers]:
    """Processes with an assistant each; whatever they still do at the end is dropped."""
    threads = str(max(1, (os.cpu_count() or 1) // jobs))
    before = {name: os.environ.get(name) for name in (*_THREADS, _KERNELS)}
    # Read when a process loads its matrix library; set here, since it is loaded before any code of ours runs there.
    os.environ.update(dict.fromkeys(_THREADS, threads))
    os.environ.pop(_KERNELS, None)
    pool = ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_open, initargs=(settings,)
    )
    try:
        yield Workers(pool)
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _parts(whole: Sequence[T]) -> list[Sequence[T]]:
    """In small ones, in order."""
    return [whole[start : start + _AT_ONCE] for start in range(0, len(whole), _AT_ONCE)]


# In each process ---------------------------------------------------------------------------------

_OPEN: list[Assistant] = []


def _open(settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process's to hear; it ends the others
    assistant = build_assistant(settings)
    assistant.search("warm up")
    _OPEN.append(assistant)


def _cases(systems: Sequence[str], cases: Sequence[PlacedCase], known: frozenset[str]) -> dict[str, list[CaseResult]]:
    return {
        name: list(ask(_OPEN[0], name, [one for one in cases if name != OURS or one.case.id not in known], timed=False))
        for name in systems
    }


def _claims(claims: Sequence[PlacedClaim]) -> dict[str, list[ClaimResult]]:
    return {OURS: list(check(_OPEN[0], _OPEN[0].index.documents, claims, timed=False))}
