"""`reforms check --file`: a draft in, a report out, and nothing of either kept anywhere else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.drafts import (
    REPORT_KINDS,
    Check,
    DraftError,
    DraftReport,
    Gathered,
    check_gathered,
    gather,
    write_report,
)
from assistant.models.whereabouts import joined
from corpus.errors import counted
from corpus.filetypes import load
from corpus.manuscripts import KINDS, MAX_BYTES, Manuscript, read_manuscript

if TYPE_CHECKING:
    from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft that was read, with its bytes, its claims and where its report goes."""

    data: bytes
    manuscript: Manuscript
    gathered: Gathered
    out: Path


def claims_go(settings: Settings) -> str:
    """Where the claims of a draft go, told before they do."""
    model = joined(settings)
    if model is None or model.local or not model.sees_claims:
        return "nothing of it leaves this machine"
    return f"each goes to {model.place}"


def open_draft(draft: Path, out: Path) -> OpenDraft:
    """Read a draft and find its claims; whatever is wrong with it or with `out` is told before a model is loaded.

    Raises:
        DraftError: If there is no such file, if it holds nothing to check, or if `out` cannot be written.
        DocumentError: If it cannot be read.
    """
    _check_out(draft, out)
    if not draft.is_file():
        raise DraftError(f"{draft}: no such file. Name a draft (.docx, .md or .txt) with --file.")
    if draft.suffix.lower() not in KINDS:
        raise DraftError(f"{draft.name}: a draft is a .docx, .md or .txt file. Save it as one of these.")
    data = load(draft, max_bytes=MAX_BYTES)
    manuscript = read_manuscript(draft.name, data)
    if not manuscript.pieces:
        raise DraftError(f"{draft.name}: holds no words, so there is nothing to check.")
    gathered = gather(manuscript)
    if not gathered.claims:
        sentences = counted(gathered.n_passed_over, "sentence")
        raise DraftError(
            f"{draft.name}: holds {sentences}, and none states something that papers could bear out. Questions, "
            "headings, opinions and instructions are not checked."
        )
    return OpenDraft(data, manuscript, gathered, out)


def _check_out(draft: Path, out: Path) -> None:
    if out.suffix.lower() not in REPORT_KINDS:
        raise DraftError(f"{out.name}: a report is a {', '.join(REPORT_KINDS)} file. Give --out one of these endings.")
    if out.is_dir() or not out.parent.is_dir() or not os.access(out.parent, os.W_OK):
        raise DraftError(f"{out}: cannot be written. Name a file in a folder that exists with --out.")
    if out.exists() and (not os.access(out, os.W_OK) or not out.is_file()):
        raise DraftError(f"{out}: cannot be written over. Name another file with --out.")
    same = out.resolve() == draft.resolve() or (out.exists() and draft.exists() and out.samefile(draft))
    if same:
        raise DraftError(f"{out}: is the draft itself, which is never written over. Name another file with --out.")


def check_draft(opened: OpenDraft, check: Check, progress: Callable[[str], None]) -> DraftReport:
    """Check an open draft and write its report, whole or not at all.

    Raises:
        DraftError: If the report cannot be written.
        DocumentError: If a Word file of the draft cannot be made.
    """
    report = check_gathered(opened.manuscript, opened.gathered, check, progress=progress)
    progress("writing the report")
    data = write_report(report, opened.data, opened.out.suffix.lower())
    _write(opened.out, data)
    return report


def _write(out: Path, data: bytes) -> None:
    """Put the report in its place; what is written aside is gone whatever happens, a Ctrl-C too."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            aside.chmod(0o644 & ~_umask())
            aside.replace(out)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise DraftError(
            f"{out}: cannot be written ({error.strerror}). Free some space or choose another file."
        ) from error


def _umask() -> int:
    """The bits that new files of this user lack; reading it means setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
