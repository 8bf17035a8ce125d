"""What a run was made on: commit, version, processor, memory."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path

from corpus.errors import one_line


def commit(checkout: Path = Path(__file__).parent) -> tuple[str, bool]:
    """The commit of a checkout and whether files differ from it; ("", False) outside one."""

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(checkout), *arguments], capture_output=True, text=True, check=True, timeout=20
        )
        return done.stdout.strip()

    try:
        if not git("ls-files", str(Path(__file__).name)):
            return "", False  # installed inside somebody else's checkout
        return git("rev-parse", "HEAD"), bool(git("status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.SubprocessError):
        return "", False


def version() -> str:
    """Of the program as installed; "" where it is not."""
    try:
        return installed("reforms-assistant")
    except PackageNotFoundError:
        return ""


def machine() -> str:
    """Processor, cores and memory, as far as the system tells; no host's name.

    Where OpenBLAS is held to an older processor's products, that is told too: it makes answers slower.
    """
    cores = os.cpu_count() or 0
    name = platform.machine()
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
        name = next(
            (line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("model name")), name
        )
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
    except (OSError, ValueError):
        memory = ""
    held = os.environ.get("OPENBLAS_CORETYPE")
    kernels = f", OpenBLAS as on {one_line(held, max_chars=20)}" if held else ""
    return f"{name}, {cores} cores{memory}, {platform.system()}{kernels}"


def peak_memory_mb() -> float:
    """The most memory that one process has held, this one or one that it started and that has ended.

    0 where the system does not tell.
    """
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = max(resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
