"""Reading a file from outside in a process of its own, under limits.

A PDF may be built to hang, to swell or to crash what reads it. The work is done by `python -m corpus.worker`: the
request goes in as one JSON object, the answer comes out as one, never as a pickle. Whatever happens to that process,
its caller gets a Document or one clear line.

Windows has no `resource` module and macOS does not hold to every limit: there the wall clock alone is sure.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.documents import Block, Document, Page, Source, Standpoint
from corpus.errors import DocumentError
from corpus.limits import Limits

_ROOT = Path(__file__).resolve().parent.parent
_GRACE_S = 5.0
"""Time to start the process and to read its answer, on top of the wall limit."""


def read(source: Source, limits: Limits | None = None) -> Document:
    """Read one source in a worker process.

    Raises:
        DocumentError: As the reader says, or when a limit was met: the message names it.
    """
    answer = run("read", {"source": source_to_json(source)}, source.path.name, limits or Limits())
    return document_from_json(answer["document"])


def run(task: str, request: Mapping[str, Any], name: str, limits: Limits) -> dict[str, Any]:
    """Do one task in a worker process and return its answer, with its `seconds` and `peak_mb`.

    Args:
        task: "read" or "picture".
        request: What the task takes.
        name: The file's name, for messages.
        limits: What it may cost.

    Raises:
        DocumentError: If the task says so, or if the process did not come to an answer.
    """
    message = json.dumps({"task": task, "limits": limits.as_dict(), **request}).encode()
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "corpus.worker"],
            input=message,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.wall_s + _GRACE_S,
            cwd=_ROOT,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            f"{name}: reading took more than {limits.wall_s:g} s, the limit, and was stopped. Split it, or print it to "
            "a new PDF."
        ) from error
    except OSError as error:
        raise DocumentError(
            f"{name}: no process to read it in ({error.strerror}). Close something and try again."
        ) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise DocumentError(_ended(name, done.returncode, limits)) from error
    if not isinstance(answer, dict) or "error" in answer:
        raise DocumentError(str(answer["error"]) if isinstance(answer, dict) else f"{name}: gave no answer.")
    return answer


def _ended(name: str, status: int, limits: Limits) -> str:
    """Why a process that gave no answer ended."""
    if hasattr(signal, "SIGXCPU") and status in (-signal.SIGXCPU, -signal.SIGKILL):
        return (
            f"{name}: reading took more than {limits.cpu_s} s of processor time, the limit, and was stopped. Split it, "
            "or print it to a new PDF."
        )
    how = f"signal {-status}" if status < 0 else f"status {status}"
    return (
        f"{name}: reading ended without a result ({how}); it may need more than {limits.memory_mb:,} MB of memory. "
        "Print it to a new PDF and add that."
    )


# In the worker


def apply_limits(limits: Limits) -> None:
    """Bind this process to `limits`, as far as the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = (
        (resource.RLIMIT_AS, limits.memory_mb * 1_000_000),
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, value in wanted:
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (bound, bound if kind != resource.RLIMIT_CPU else hard))


def peak_mb() -> float:
    """The most memory this process has held, in MB; 0 where the system does not tell."""
    # `ru_maxrss` starts at what the parent held, so Linux's own count comes first.
    with contextlib.suppress(OSError, ValueError, IndexError):
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return round(int(status.split("VmHWM:")[1].split()[0]) / 1_000, 1)
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1_000_000 if sys.platform == "darwin" else 1_000), 1)


def _read(request: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    source = source_from_json(request["source"])
    if source.format == "word":
        from corpus import word

        document = word.read(source)
    elif source.format == "html":
        from corpus import html

        document = html.read(source)
    else:
        from corpus import pdf

        document = pdf.read(source, limits)
    return {"document": asdict(document)}


def _picture(request: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    from corpus import pictures

    return pictures.draw(Path(request["path"]), request["page"], request["quote"], request["width"])


_TASKS: Mapping[str, Callable[[Mapping[str, Any], Limits], dict[str, Any]]] = {"read": _read, "picture": _picture}


def main() -> int:
    """Answer the request on stdin with one JSON object on stdout."""
    request = json.loads(sys.stdin.buffer.read())
    limits = Limits(**request["limits"])
    apply_limits(limits)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    start = time.perf_counter()
    try:
        answer = _TASKS[request["task"]](request, limits)
        answer |= {"seconds": round(time.perf_counter() - start, 3), "peak_mb": peak_mb()}
        data = json.dumps(answer, default=str).encode()
    except DocumentError as error:
        data = json.dumps({"error": str(error)}).encode()
    except MemoryError:
        return 3
    with out:
        out.write(data)
    return 0


# Between the two


def source_to_json(source: Source) -> dict[str, Any]:
    """A source as JSON's types, its path made absolute."""
    return asdict(source) | {"path": str(source.path.resolve())}


def source_from_json(fields: Mapping[str, Any]) -> Source:
    """The inverse of `source_to_json`."""
    return Source(**{**fields, "path": Path(fields["path"]), "read": tuple(fields["read"])})


def document_from_json(fields: Mapping[str, Any]) -> Document:
    """The Document that `dataclasses.asdict` and JSON made these fields of."""
    blocks = tuple(
        Block(**{**block, "section": tuple(block["section"]), "standpoint": Standpoint(**block["standpoint"])})
        for block in fields["blocks"]
    )
    return Document(
        source=source_from_json(fields["source"]),
        text=fields["text"],
        blocks=blocks,
        pages=tuple(Page(**page) for page in fields["pages"]),
        warnings=tuple(fields["warnings"]),
    )


if __name__ == "__main__":
    sys.exit(main())
