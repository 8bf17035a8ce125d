"""Reading a file from outside in a process of its own, under limits.

A PDF may be built to hang, to swell or to crash what reads it. The work is done by `python -m corpus.worker`: the
request goes in as one JSON object, the answer comes out as one line of JSON, never as a pickle. Whatever happens to
that process, its caller gets a Document or one clear line.

Windows has no `resource` module and macOS does not hold to every limit: there the wall clock alone is sure.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.documents import Block, Document, Page, Source, Standpoint
from corpus.errors import DocumentError
from corpus.limits import OCR_LIMITS, Limits

Tell = Callable[[str], None]

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


def read_by_ocr(source: Source, progress: Tell | None = None, limits: Limits = OCR_LIMITS) -> tuple[Document, str]:
    """Read one PDF in a worker process, its pages without text by OCR.

    Returns:
        The document, and what OCR read, to be kept (`corpus.scans`); "" when every page held text.

    Raises:
        DocumentError: As for `read`.
    """
    request = {"source": source_to_json(source), "ocr": True}
    answer = run("read", request, source.path.name, limits, progress)
    return document_from_json(answer["document"]), str(answer["ocr"])


def run(
    task: str, request: Mapping[str, Any], name: str, limits: Limits, progress: Tell | None = None
) -> dict[str, Any]:
    """Do one task in a worker process and return its answer, with its `seconds` and `peak_mb`.

    Args:
        task: "read", "picture", "manuscript" or "annotate".
        request: What the task takes.
        name: The file's name, for messages.
        limits: What it may cost.
        progress: Told each step of a long task.

    Raises:
        DocumentError: If the task says so, or if the process did not come to an answer.
    """
    message = json.dumps({"task": task, "limits": limits.as_dict(), **request}).encode()
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        status, line = _exchange(message, environment, limits.wall_s + _GRACE_S, progress)
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
        answer = json.loads(line)
    except ValueError as error:
        raise DocumentError(_ended(name, status, limits)) from error
    if not isinstance(answer, dict) or "error" in answer:
        raise DocumentError(str(answer["error"]) if isinstance(answer, dict) else f"{name}: gave no answer.")
    return answer


def _exchange(
    message: bytes, environment: Mapping[str, str], timeout_s: float, progress: Tell | None
) -> tuple[int, bytes]:
    """Hand a worker its request; its exit status and the last line that it wrote. Lines before that tell its progress.

    Raises:
        TimeoutExpired: If it is not done in time; it is stopped.
        OSError: If there is no process to be had.
    """
    deadline = time.monotonic() + timeout_s
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    with subprocess.Popen(
        [sys.executable, "-m", "corpus.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=dict(environment),
    ) as process:

        def listen() -> None:
            for line in process.stdout or ():
                lines.put(line)
            lines.put(None)

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        try:
            if process.stdin is not None:
                with contextlib.suppress(BrokenPipeError), process.stdin:
                    process.stdin.write(message)
            last = b""
            while (line := lines.get(timeout=max(0.0, deadline - time.monotonic()))) is not None:
                told = _progress_in(line)
                if told is None:
                    last = line
                elif progress is not None:
                    progress(told)
            return process.wait(timeout=max(0.0, deadline - time.monotonic())), last
        except queue.Empty:
            raise subprocess.TimeoutExpired(process.args, timeout_s) from None
        finally:
            process.kill()
            listener.join()


def _progress_in(line: bytes) -> str | None:
    """What a line of the worker tells of its progress; None for its answer."""
    if not line.startswith(b'{"progress": '):
        return None
    try:
        return str(json.loads(line)["progress"])
    except (ValueError, KeyError):
        return None


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


def _read(request: Mapping[str, Any], limits: Limits, tell: Tell) -> dict[str, Any]:
    source = source_from_json(request["source"])
    if request.get("ocr"):
        return _read_by_ocr(source, limits, tell)
    if source.format == "word":
        from corpus import word

        document = word.read(source)
    elif source.format == "html":
        from corpus import html

        document = html.read(source)
    else:
        from corpus import pdf, scans

        document = pdf.read(source, limits, scans.kept_words(source))
    return {"document": asdict(document)}


def _read_by_ocr(source: Source, limits: Limits, tell: Tell) -> dict[str, Any]:
    from corpus import pdf, scans

    with scans.Engine(source.path, tell) as engine:
        document = pdf.read(source, limits, engine.read)
        return {"document": asdict(document), "ocr": engine.dump()}


def _picture(request: Mapping[str, Any], limits: Limits, _: Tell) -> dict[str, Any]:
    from corpus import pictures

    return pictures.draw(Path(request["path"]), request["page"], request["quote"], request["width"])


def _manuscript(request: Mapping[str, Any], _: Limits, __: Tell) -> dict[str, Any]:
    from corpus.manuscripts import working

    return working.read_here(request)


def _annotate(request: Mapping[str, Any], _: Limits, __: Tell) -> dict[str, Any]:
    from corpus.manuscripts import working

    return working.annotate_here(request)


_TASKS: Mapping[str, Callable[[Mapping[str, Any], Limits, Tell], dict[str, Any]]] = {
    "read": _read, "picture": _picture, "manuscript": _manuscript, "annotate": _annotate,
}  # fmt: skip


def main() -> int:
    """Answer the request on stdin with one line of JSON on stdout, after a line for each step of a long task."""
    request = json.loads(sys.stdin.buffer.read())
    limits = Limits(**request["limits"])
    apply_limits(limits)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer

    def tell(message: str) -> None:
        out.write(json.dumps({"progress": message}).encode() + b"\n")
        out.flush()

    start = time.perf_counter()
    try:
        answer = _TASKS[request["task"]](request, limits, tell)
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
