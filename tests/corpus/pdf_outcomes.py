"""The table of outcomes over a folder of PDFs, each read in a worker of its own.

`python -m tests.corpus.pdf_outcomes ../shared/pdfs`
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from corpus import worker
from corpus.chunking import chunk
from corpus.errors import DocumentError
from corpus.limits import Limits
from tests.corpus.pdf_makers import source_of


def row(path: Path) -> str:
    """One file's outcome, with pages, characters, chunks, seconds by the clock and peak memory."""
    start = time.perf_counter()
    request = {"source": worker.source_to_json(source_of(path))}
    try:
        answer = worker.run("read", request, path.name, Limits())
    except DocumentError as error:
        seconds = time.perf_counter() - start
        return f"{path.stem:44} error    {'–':>5} {'–':>8} {'–':>6} {seconds:7.1f} {'–':>6}  {error}"
    seconds = time.perf_counter() - start
    document = worker.document_from_json(answer["document"])
    own = "; ".join(warning for warning in document.warnings if "not given" not in warning)
    outcome = "warning" if own else "text"
    figures = f"{len(document.pages):5} {len(document.text):8,} {len(chunk(document)):6,}"
    return f"{path.stem:44} {outcome:8} {figures} {seconds:7.1f} {answer['peak_mb']:6.0f}  {own}"


def main() -> None:
    """Print the table."""
    print(f"{'file':44} outcome  pages    chars chunks seconds    MB  line")
    for path in sorted(Path(sys.argv[1]).rglob("*.pdf")):
        print(row(path), flush=True)


if __name__ == "__main__":
    main()
