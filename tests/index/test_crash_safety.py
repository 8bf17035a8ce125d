"""The build is killed at every moment that matters, and the index is asked after each.

Run as a module, this file is a small server that forks a child for each job: the child inherits the imports, so a kill
costs tenths of a second in place of seconds. The server itself never opens Chroma, whose threads no fork survives.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import random
import resource
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpus import durability
from index import probe
from index.generations import Problem, build_generation, open_current
from tests.index.test_generations import answers, payload

REPOSITORY = Path(__file__).resolve().parents[2]
MAX_FILE_BYTES = 64 << 20
N_RANDOM = 16
STEPS = ("_fsync", "_rename", "remove_tree")


# The server --------------------------------------------------------------------------------------


def serve() -> None:
    """For each line of JSON on stdin, do the job in a forked child and print how it went as one line."""
    for name in ("bm25s", "chromadb.api.rust", "chromadb.telemetry.product.posthog", "langchain_chroma"):
        importlib.import_module(name)
    # What is never collected is never written to, and so never copied for a child.
    gc.collect()
    gc.disable()
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            _run_child(job, write)
        os.close(write)
        if "kill_after_s" in job:
            # Ends early when the child closes its end of the pipe by itself.
            select.select([read], [], [], job["kill_after_s"])
            os.kill(child, signal.SIGKILL)
        with os.fdopen(read, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        print(json.dumps({"code": code, "said": json.loads(said) if said else None}), flush=True)


def _run_child(job: dict[str, Any], write: int) -> None:
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        said = JOBS[job["do"]](job)
        os.write(write, json.dumps(said).encode())
        code = 0
    finally:
        os._exit(code)


def _build(job: dict[str, Any]) -> list[str]:
    steps = _interpose(job.get("kill_at"), job.get("kill_when"))
    build_generation(Path(job["root"]), payload(job["version"]), probe=probe.probe)
    return steps


def _interpose(kill_at: int | None, kill_when: str | None) -> list[str]:
    """Note each sync, rename and removal; die of SIGKILL just before or just after number `kill_at`."""
    steps: list[str] = []

    def wrapped(name: str, step: Callable[..., None]) -> Callable[..., None]:
        def run(*paths: Path) -> None:
            steps.append(f"{name} {paths[-1].name}")
            mine = len(steps) - 1 == kill_at
            if mine and kill_when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            step(*paths)
            if mine and kill_when == "after":
                os.kill(os.getpid(), signal.SIGKILL)

        return run

    for name in STEPS:
        setattr(durability, name, wrapped(name, getattr(durability, name)))
    return steps


def _answer(job: dict[str, Any]) -> Any:
    opened = open_current(Path(job["root"]))
    return str(opened) if isinstance(opened, Problem) else answers(opened)


def _recover(job: dict[str, Any]) -> list[Any]:
    """What the index answers, and what it answers after one more build."""
    said = _answer(job)
    _build(job)
    return [said, _answer(job)]


JOBS: dict[str, Callable[[dict[str, Any]], Any]] = {"build": _build, "answer": _answer, "recover": _recover}


# The tests' end of it ----------------------------------------------------------------------------


class Server:
    """A process that does jobs, one at a time."""

    def __init__(self, temporary: Path) -> None:
        temporary.mkdir()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.index.test_crash_safety"],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(temporary)},  # killed children leave their private copies here
        )
        self._lock = threading.Lock()
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def do(self, do: str, root: Path, **job: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            self._process.stdin.write(json.dumps({"do": do, "root": str(root), **job}) + "\n")
            self._process.stdin.flush()
            done: dict[str, Any] = json.loads(self._process.stdout.readline())
        return done

    def build(self, root: Path, version: str, **kill: Any) -> dict[str, Any]:
        return self.do("build", root, version=version, **kill)

    def answer(self, root: Path) -> Any:
        done = self.do("answer", root)
        assert done["code"] == 0, "opening ended in an error"
        return done["said"]

    def recover(self, root: Path) -> tuple[Any, Any]:
        """What a fresh process is answered at `root`, and then after a build of version two."""
        done = self.do("recover", root, version="two")
        assert done["code"] == 0, "opening or building ended in an error"
        said, finally_said = done["said"]
        return said, finally_said

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        if self._process.stdout is not None:
            self._process.stdout.close()


@dataclass(frozen=True, slots=True)
class World:
    """An index at version one, with an older generation and a leftover beside it, and what the versions answer."""

    servers: tuple[Server, ...]
    root: Path
    before: Any
    after: Any
    steps: list[str]
    build_s: float

    def each(self, trial: Callable[[Server, Any], Any], cases: list[Any]) -> list[Any]:
        """Run `trial` on every case, as many at once as there are servers; results in order of the cases."""
        shares = [cases[i :: len(self.servers)] for i in range(len(self.servers))]
        with ThreadPoolExecutor(len(self.servers)) as pool:
            jobs = [
                pool.submit(lambda on, those: [trial(on, case) for case in those], server, share)
                for server, share in zip(self.servers, shares, strict=True)
            ]
            done = [job.result() for job in jobs]
        results: list[Any] = [None] * len(cases)
        for i, share in enumerate(done):
            results[i :: len(self.servers)] = share
        return results


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    base = tmp_path_factory.mktemp("crash")
    servers = (Server(base / "tmp0"), Server(base / "tmp1"))
    try:
        root = base / "index"
        for version in ("zero", "one"):
            assert servers[0].build(root, version)["code"] == 0
        (root / "gen-000007-0123abcd.tmp" / "chroma").mkdir(parents=True)
        before = servers[0].answer(root)
        other = shutil.copytree(root, base / "other")
        started = time.perf_counter()
        done = servers[0].build(other, "two")
        build_s = time.perf_counter() - started
        assert done["code"] == 0
        yield World(servers, root, before, servers[0].answer(other), done["said"], build_s)
    finally:
        for server in servers:
            server.close()


def test_the_two_versions_differ_in_all_that_is_asked(world: World) -> None:
    assert world.before["chroma"]
    assert world.after["chroma"]
    for part in ("fingerprint", "files", "dense", "exact", "lexical", "metadata"):
        assert world.before[part] != world.after[part]


def test_every_kind_of_step_is_a_moment_to_be_killed_at(world: World) -> None:
    assert len(world.steps) * 2 >= 50
    for name in STEPS:
        assert any(step.startswith(name) for step in world.steps)
    # The pointer is the last name given.
    renames = [step for step in world.steps if step.startswith("_rename")]
    assert len(renames) == 2
    assert renames[-1] == "_rename current"


def test_build_killed_around_every_sync_rename_and_removal_leaves_the_index_as_before_or_as_after(
    world: World, tmp_path: Path
) -> None:
    def trial(server: Server, case: tuple[int, str]) -> str:
        kill_at, kill_when = case
        root = Path(shutil.copytree(world.root, tmp_path / f"{kill_at}-{kill_when}"))
        killed = server.build(root, "two", kill_at=kill_at, kill_when=kill_when)
        assert killed["code"] == -signal.SIGKILL
        said, finally_said = server.recover(root)
        assert said in (world.before, world.after), f"neither before nor after, killed {case}"
        assert finally_said == world.after
        assert not list(root.glob("*.tmp"))
        shutil.rmtree(root)
        return "before" if said == world.before else "after"

    cases = [(kill_at, kill_when) for kill_at in range(len(world.steps)) for kill_when in ("before", "after")]
    outcomes = world.each(trial, cases)
    # There is one moment at which the index turns: the renaming of the pointer.
    turn = cases.index((world.steps.index("_rename current"), "after"))
    assert outcomes == ["before"] * turn + ["after"] * (len(cases) - turn)


def test_build_killed_at_a_random_moment_leaves_the_index_as_before_or_as_after(world: World, tmp_path: Path) -> None:
    def trial(server: Server, kill_after_s: float) -> None:
        root = Path(shutil.copytree(world.root, tmp_path / f"{kill_after_s:.6f}"))
        server.build(root, "two", kill_after_s=kill_after_s)
        said, finally_said = server.recover(root)
        assert said in (world.before, world.after)
        assert finally_said == world.after
        shutil.rmtree(root)

    chance = random.Random(20261121)
    world.each(trial, [chance.uniform(0, world.build_s) for _ in range(N_RANDOM)])


def test_first_build_killed_leaves_no_index_or_a_whole_one(world: World, tmp_path: Path) -> None:
    def trial(server: Server, case: tuple[int, str]) -> None:
        kill_at, kill_when = case
        root = tmp_path / f"{kill_at}-{kill_when}"
        assert server.build(root, "two", kill_at=kill_at, kill_when=kill_when)["code"] == -signal.SIGKILL
        said, finally_said = server.recover(root)
        assert said in ("missing", world.after)
        assert finally_said == world.after

    # A first build has nothing to remove, so it takes fewer steps than the one counted.
    n_steps = sum(not step.startswith("remove_tree") for step in world.steps)
    world.each(trial, [(step, when) for step in range(n_steps - 1, 0, -6) for when in ("before", "after")])


def test_builds_killed_again_and_again_do_not_add_up(world: World, tmp_path: Path) -> None:
    root = Path(shutil.copytree(world.root, tmp_path / "index"))
    server = world.servers[0]
    chance = random.Random(7)
    for _ in range(6):
        server.build(root, "two", kill_at=chance.randrange(len(world.steps)), kill_when="after")
        assert server.answer(root) in (world.before, world.after)
        assert len(list(root.glob("gen-*"))) <= 4
    assert server.build(root, "two")["code"] == 0
    assert server.answer(root) == world.after
    assert len(list(root.glob("gen-*"))) == 2


if __name__ == "__main__":
    serve()
