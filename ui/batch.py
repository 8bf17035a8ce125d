"""JSON Lines in, JSON Lines out: one failed line never stops the rest."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.answers import Turn
from corpus.errors import UserFacingError, one_line


class BatchError(UserFacingError):
    """A batch file that cannot be read or written."""


class LineError(UserFacingError):
    """One line that cannot be answered."""


def check_paths(source: Path, target: Path) -> None:
    """Fail before any model is loaded when a batch cannot run.

    Raises:
        BatchError: If `source` is no readable file, or `target` cannot be written.
    """
    if not source.is_file() or not os.access(source, os.R_OK):
        raise BatchError(f"{source}: no readable file. Name a JSON Lines file with --batch.")
    if target.is_dir() or not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        raise BatchError(f"{target}: cannot be written. Name a file in a folder that exists with --out.")


def run_batch(
    source: Path,
    target: Path,
    answer: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    progress: Callable[[str], None],
    key: str = "question",
) -> tuple[int, int]:
    """Answer every line of `source` into `target`, in order.

    Blank lines are passed over. A line that is not a JSON object with a text under `key`, or whose answer fails,
    becomes `{"id", "error"}`. The target appears whole at the end: what stood there stays until then.

    Args:
        source: Lines of `{"id", key, …}`.
        target: Where the answers go; may be the same file.
        answer: Fields of the answer to one line, without its id.
        progress: Told how many lines are done.
        key: Name of the text that each line must have.

    Returns:
        How many lines were written, and how many of them hold an error.

    Raises:
        BatchError: If a file cannot be read or written.
    """
    n_lines = n_errors = 0
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        part = Path(name)
        try:
            # Half a surrogate pair, which JSON may hold and UTF-8 may not, is written as the escape it came as.
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as out, source.open("rb") as lines:
                for raw in lines:
                    if not raw.strip():
                        continue
                    row = _row(raw, answer, key)
                    n_lines += 1
                    n_errors += "error" in row
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
                    progress(f"{n_lines} lines done")
            part.chmod(0o644)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise BatchError(
            f"{target}: the batch stopped ({error.strerror}). Free some space or choose another file."
        ) from error
    return n_lines, n_errors


def _row(raw: bytes, answer: Callable[[dict[str, Any]], dict[str, Any]], key: str) -> dict[str, Any]:
    line_id: Any = None
    try:
        line = _parsed(raw, key)
        line_id = line.get("id")
        return {"id": line_id, **answer(_with_text(line, key))}
    except UserFacingError as error:
        return {"id": line_id, "error": str(error)}
    except Exception as error:  # one line must never stop the rest
        return {"id": line_id, "error": one_line(f"Could not be answered ({type(error).__name__}: {error}).")}


def _parsed(raw: bytes, key: str) -> dict[str, Any]:
    try:
        line = json.loads(raw)
        json.dumps(line, allow_nan=False)  # NaN and Infinity, which Python takes, are no JSON and must not go out again
    except (ValueError, RecursionError) as error:
        raise LineError(f"Not a line of JSON: {error}.") from error
    if not isinstance(line, dict):
        raise LineError(f'Not a JSON object with "id" and "{key}".')
    return line


def _with_text(line: dict[str, Any], key: str) -> dict[str, Any]:
    if not isinstance(line.get(key), str):
        raise LineError(f'"{key}" is missing or not a text.')
    return line


def parse_history(value: object) -> tuple[Turn, ...]:
    """A conversation as JSON gives it: a list of `{"q", "a"}`, oldest first; null is none.

    Raises:
        LineError: If it is of another form.
    """
    if value is None:
        return ()
    turns = []
    for position, turn in enumerate(value if isinstance(value, list) else [None]):
        if not isinstance(turn, dict) or not all(isinstance(turn.get(key), str) for key in ("q", "a")):
            raise LineError(f'history[{position}] is not of the form {{"q": "…", "a": "…"}}.')
        turns.append(Turn(turn["q"], turn["a"]))
    return tuple(turns)
