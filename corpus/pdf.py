"""PDF files → Document, by pypdf.

The path of a page: runs (`corpus.runs`) → rows and tables (`corpus.layout`, `corpus.grids`) → running heads, feet and
printed labels (`corpus.pages`) → drafts (`corpus.paragraphs`) → blocks (`corpus.structure`). A file from outside is
read in a process of its own, under limits: `corpus.worker`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from corpus.documents import Block, Document, Page, Source
from corpus.drafts import Draft
from corpus.errors import DocumentError
from corpus.filetypes import HEAD, starts_as
from corpus.frontmatter import read_front_matter
from corpus.grids import find_grids
from corpus.layout import Line, PageRows, Table, in_reading_order, read_rows
from corpus.limits import Limits, PageTimeout, page_alarm
from corpus.pages import find_furniture
from corpus.paragraphs import make_drafts
from corpus.runs import Fonts, read_runs
from corpus.scans import Recogniser, ScannedPage, runs_of
from corpus.standpoint import StandpointFinder
from corpus.structure import build

_MAX_NAMED = 8
"""A warning names this many pages at most."""
_UNSURE = 0.85
"""Below this certainty, on average over its lines, OCR gets words wrong in most sentences."""


@dataclass(slots=True)
class _Reading:
    """What was met while the pages were read."""

    rows: list[PageRows] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    scanned: list[int] = field(default_factory=list)
    by_ocr: list[ScannedPage] = field(default_factory=list)
    tried: bool = False
    advice: str = ""
    blank: list[int] = field(default_factory=list)
    chars: int = 0
    unmapped: int = 0


def read(source: Source, limits: Limits | None = None, recognise: Recogniser | None = None) -> Document:
    """Read a PDF file in this process.

    Pages that cannot be read become warnings. Scripts, attachments, links and forms' actions are not looked at.

    Args:
        source: The file.
        limits: What it may cost.
        recognise: Reads the pages that hold no text; None leaves them out with a warning.

    Raises:
        DocumentError: If the file is empty, not a PDF, locked by a password, damaged as a whole, over a limit, or
            holds no text.
    """
    limits = limits or Limits()
    name = source.path.name
    _check_type(source, limits)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with apply_configuration(jbig2dec_binary=None, image_maximum_buffer_size=1_000_000):
        try:
            with source.path.open("rb") as stream:
                reader = PdfReader(stream)
                _unlock(reader, name)
                n_pages = len(reader.pages)
                _check_length(name, n_pages, limits)
                reading = _read_pages(reader, n_pages, name, limits, recognise)
                labels = _own_labels(reader, n_pages)
                properties = _properties(reader)
                if any(page.number == 1 for page in reading.by_ocr):
                    properties.pop("CreationDate", None)  # the day of the scan
        except DocumentError:
            raise
        except MemoryError as error:
            raise DocumentError(
                f"{name}: needs more memory than {limits.memory_mb:,} MB to read. Save it anew from its program."
            ) from error
        except LimitReachedError as error:
            raise DocumentError(
                f"{name}: unpacks to more than is read ({error}). Save it anew from its program."
            ) from error
        except (FileNotDecryptedError, DependencyError) as error:
            raise DocumentError(f"{name}: is locked ({error}). Save a copy without a password and add that.") from error
        except OSError as error:
            raise DocumentError(f"{name}: cannot be read ({error.strerror}). Check the file and its rights.") from error
        except (Exception, RecursionError) as error:  # pypdf raises most of what Python has on damaged files
            raise DocumentError(
                f"{name}: is damaged ({type(error).__name__}: {error}). Save it anew from its program and add that."
            ) from error
    reading.tried, reading.advice = recognise is not None, _advice(source, recognise)
    if not any(page.rows for page in reading.rows):
        raise _no_text(name, n_pages, reading)
    return _document(source, reading, labels, properties)


def _check_type(source: Source, limits: Limits) -> None:
    name = source.path.name
    try:
        size = source.path.stat().st_size
        with source.path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        raise DocumentError(f"{name}: cannot be read ({error.strerror}). Check the file and its rights.") from error
    if size == 0:
        raise DocumentError(f"{name}: the file is empty (0 bytes). Remove it or replace it.")
    if size > limits.file_mb * 1_000_000:
        raise DocumentError(f"{name}: {size:,} bytes, and at most {limits.file_mb} MB are read. Split it.")
    if b"%PDF-" not in head[:1_024]:
        kind = starts_as(head)
        raise DocumentError(
            f"{name}: not a PDF, whatever its name says{f'; it looks like {kind}' if kind else ''}. "
            "Give it the ending of its real type."
        )


def _check_length(name: str, n_pages: int, limits: Limits) -> None:
    if n_pages > limits.pages:
        raise DocumentError(
            f"{name}: {n_pages:,} pages, and at most {limits.pages:,} are read. Split it and add the parts."
        )
    if not n_pages:
        raise DocumentError(f"{name}: is damaged (it has no pages). Save it anew from its program and add that.")


def _unlock(reader: PdfReader, name: str) -> None:
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError(f"{name}: a password is needed to open it. Save a copy without one and add that.")


def _read_pages(reader: PdfReader, n_pages: int, name: str, limits: Limits, recognise: Recogniser | None) -> _Reading:
    reading, fonts = _Reading(), Fonts()
    for number in range(1, n_pages + 1):
        try:
            with page_alarm(limits.page_s):
                runs = read_runs(reader.pages[number - 1], number, fonts)
                rows = read_rows(runs, find_grids(runs.rules))
                read_by_ocr = None if rows.rows or recognise is None else recognise(number)
                if read_by_ocr is not None and read_by_ocr.lines:
                    runs = runs_of(read_by_ocr)
                    rows = read_rows(runs, ())
                    reading.by_ocr.append(read_by_ocr)
        except PageTimeout:
            reading.failed[number] = f"took more than {limits.page_s:g} s"
        except MemoryError:
            reading.failed[number] = f"needs more memory than {limits.memory_mb:,} MB"
        except LimitReachedError as error:
            reading.failed[number] = f"unpacks to more than is read ({error})"
        except (Exception, RecursionError) as error:
            reading.failed[number] = f"is damaged ({type(error).__name__}: {error})"
        else:
            reading.rows.append(rows)
            shown = sum(len(run.text) for run in runs.runs)
            reading.chars += shown
            reading.unmapped += sum(len(run.text) for run in runs.runs if run.unmapped or "\ufffd" in run.text)
            if reading.chars > limits.chars:
                raise DocumentError(
                    f"{name}: more than {limits.chars:,} characters by page {number} of {n_pages}. Split it."
                )
            if not rows.rows:
                (reading.scanned if runs.images else reading.blank).append(number)
            continue
        reading.rows.append(PageRows(number, 0.0, 0.0, ()))
    return reading


def _advice(source: Source, recognise: Recogniser | None) -> str:
    """What is said of pages without text beyond that they are such."""
    if recognise is not None:
        return ", and OCR found none"
    if source.ocr:
        return ": what OCR read of it was lost or changed, so add it again with --ocr"
    return ": scanned? `reforms add --ocr` reads such pages"


def _own_labels(reader: PdfReader, n_pages: int) -> list[str] | None:
    """The labels that the file gives its pages, or None when it gives none."""
    try:
        if "/PageLabels" not in reader.root_object:
            return None
        labels = list(reader.page_labels)
    except (Exception, RecursionError):
        return None
    return labels if len(labels) == n_pages else None


def _properties(reader: PdfReader) -> dict[str, str]:
    try:
        metadata: Any = reader.metadata or {}
        return {key: str(metadata.get(f"/{key}") or "") for key in ("Title", "Author", "CreationDate")}
    except (Exception, RecursionError):
        return {}


def _no_text(name: str, n_pages: int, reading: _Reading) -> DocumentError:
    if len(reading.failed) == n_pages:
        number, why = next(iter(reading.failed.items()))
        some = (
            f"page {number} {why}" if n_pages == 1 else f"none of its {n_pages} pages can be read; page {number} {why}"
        )
        return DocumentError(f"{name}: {some}. Save it anew from its program and add that.")
    scanned = ", so it is probably a scan" if reading.scanned else ""
    if reading.tried:
        return DocumentError(f"{name}: 0 of {n_pages} pages hold text, and OCR found none. Add a clearer scan.")
    return DocumentError(
        f"{name}: 0 of {n_pages} pages hold text{scanned}. Add it with `reforms add --ocr`, which reads such pages, or "
        "print it to a new PDF."
    )


def _document(source: Source, reading: _Reading, own: list[str] | None, properties: dict[str, str]) -> Document:
    furniture = find_furniture(reading.rows)
    laid_out: list[list[Line | Table]] = [
        in_reading_order(page, kept_out.rows) for page, kept_out in zip(reading.rows, furniture, strict=True)
    ]
    if not any(laid_out):  # every row looked like a running one: then none is
        laid_out = [in_reading_order(page) for page in reading.rows]
    drafts = make_drafts(laid_out)
    source, notices = read_front_matter(source, drafts, properties)
    finder = StandpointFinder.for_publisher(source.publisher, source.kind, "\n".join(draft.body for draft in drafts))
    text, blocks = build(drafts, finder)
    labels = [
        kept_out.label if kept_out.label is not None else (own[index] if own else None)
        for index, kept_out in enumerate(furniture)
    ]
    pages = _pages(drafts, blocks, labels, len(text), {page.number for page in reading.by_ocr})
    warnings = (*_warnings(reading), *_quality(reading, text), *notices)
    return Document(source=source, text=text, blocks=blocks, pages=pages, warnings=warnings)


def _pages(
    drafts: Sequence[Draft], blocks: Sequence[Block], labels: Sequence[str | None], length: int, by_ocr: Set[int]
) -> tuple[Page, ...]:
    """Part the text into pages by where the words of each stand; a page without words has an empty part."""
    starts: dict[int, int] = {}
    for draft, block in zip(drafts, blocks, strict=True):
        starts.setdefault(draft.page or 1, block.char_start)
        for position, page in draft.breaks:
            starts.setdefault(page, block.body_start + position)
    bounds = [length] * (len(labels) + 1)
    for number in range(len(labels), 0, -1):
        bounds[number - 1] = min(starts.get(number, bounds[number]), bounds[number])
    bounds[0] = 0
    return tuple(
        Page(number, labels[number - 1], bounds[number - 1], bounds[number], number in by_ocr)
        for number in range(1, len(labels) + 1)
    )


def _named(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:_MAX_NAMED])
    more = f" and {len(numbers) - _MAX_NAMED} more" if len(numbers) > _MAX_NAMED else ""
    return f"page{'s' if len(numbers) > 1 else ''} {shown}{more}"


def _warnings(reading: _Reading) -> list[str]:
    found = []
    reasons: dict[str, list[int]] = {}
    for number, why in reading.failed.items():
        reasons.setdefault(why, []).append(number)
    for why, numbers in reasons.items():
        found.append(f"{_named(numbers)} left out: {why}")
    if reading.scanned:
        verb = "holds" if len(reading.scanned) == 1 else "hold"
        found.append(f"{_named(reading.scanned)} {verb} no text{reading.advice}")
    if reading.by_ocr:
        verb = "was" if len(reading.by_ocr) == 1 else "were"
        sure = fmean(page.score for page in reading.by_ocr)
        doubt = ", and it is often unsure: compare what is quoted with the page" if sure < _UNSURE else ""
        found.append(f"{_named([page.number for page in reading.by_ocr])} {verb} read by OCR{doubt}")
    if reading.blank:
        found.append(f"{_named(reading.blank)} {'is' if len(reading.blank) == 1 else 'are'} empty")
    return found


def _quality(reading: _Reading, text: str) -> list[str]:
    odd = sum(1 for char in text if char == "\ufffd" or "\ue000" <= char <= "\uf8ff")
    poor = max(reading.unmapped, odd)
    if poor > 0.02 * max(reading.chars, 1):
        share = min(100, round(100 * poor / max(reading.chars, 1)))
        return [
            f"low-quality text: the fonts of {share} % of its characters do not say which letters they are, so words "
            "may be wrong. Print it to a new PDF and add that"
        ]
    return []
