"""Pages without text, read by OCR, and what it read kept beside the file.

RapidOCR draws its models from its own package and runs them with onnxruntime, so nothing is fetched. A page takes
seconds: what was read of it is written down once (`OCR_FILE`), and every later reading of the file takes it from there
and gives the same text.

The words go the way of any others: a line that OCR found is a `Run`, and columns, running heads and paragraphs are
found by `corpus.layout` and what follows.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean, median
from types import TracebackType
from typing import Any

from corpus.documents import Source
from corpus.errors import DocumentError
from corpus.runs import PageRuns, Run

OCR_FILE = "ocr.json"

_DPI = 150
_MAX_PIXELS = 6_000_000
_BOX_EMS = 1.2
"""Height of the box that the detector draws around a line, in font sizes."""
_STEPS = ((0.7, 0.93, 0.85), (1.13, 1.35, 1.25), (1.35, 1.75, 1.5), (1.75, 9.0, 2.0))
"""Font sizes as parts of the page's usual one: from, to, taken as. A box is no exact measure, so there are few."""
_SCHEMA = 1

Recogniser = Callable[[int], "ScannedPage | None"]
"""What OCR reads on a physical page, counted from 1; None where it is not known."""


@dataclass(frozen=True, slots=True)
class ScannedLine:
    """A line as OCR read it: its box in points from the page's top left corner, and how sure it is, in [0, 1]."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    score: float


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page as OCR read it, its size in points."""

    number: int
    width: float
    height: float
    lines: tuple[ScannedLine, ...]

    @property
    def score(self) -> float:
        """How sure OCR is of a line, on average."""
        return fmean(line.score for line in self.lines) if self.lines else 0.0


def require_engine() -> None:
    """Make sure that OCR is installed.

    Raises:
        DocumentError: If it is not; the line says how to install it.
    """
    if find_spec("rapidocr") is None:
        raise DocumentError(
            "--ocr: needs the package rapidocr, which is not installed. Run `pip install 'reforms-assistant[ocr]'` and "
            "add it again."
        )


class Engine:
    """Reads pages of one PDF file; use as a context manager in the worker."""

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        """Name the file; it is opened, and the models are loaded, for the first page that needs them."""
        self._path = path
        self._tell = tell
        self._pdf: Any = None
        self._models: Any = None
        self.pages: list[ScannedPage] = []

    def __enter__(self) -> Engine:
        """The engine itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self._pdf is not None:
            self._pdf.close()

    def read(self, number: int) -> ScannedPage:
        """Draw a page and read what it shows."""
        if self._models is None:
            import pypdfium2

            self._pdf = pypdfium2.PdfDocument(self._path)
            self._models = _load_models()
        self._tell(f"reading page {number} of {len(self._pdf)} by OCR")
        page = self._pdf[number - 1]
        width, height = page.get_size()
        scale = min(_DPI / 72, math.sqrt(_MAX_PIXELS / max(width * height, 1.0)))
        found = self._models(page.render(scale=scale, may_draw_forms=False).to_numpy(), use_cls=False)
        lines = []
        if found.boxes is not None:
            for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
                # A line that runs a little askew: its ends' middles, not the corners, say where it stands.
                left, right = float((box[0][0] + box[3][0]) / 2), float((box[1][0] + box[2][0]) / 2)
                top, bottom = float((box[0][1] + box[1][1]) / 2), float((box[2][1] + box[3][1]) / 2)
                left, top, right, bottom = (round(place / scale, 1) for place in (left, top, right, bottom))
                lines.append(ScannedLine(str(text), left, top, right, bottom, round(float(score), 3)))
        read = ScannedPage(number, width, height, tuple(lines))
        self.pages.append(read)
        return read

    def dump(self) -> str:
        """What was read, as it is kept; "" when no page was."""
        if not self.pages:
            return ""
        kept = {"schema": _SCHEMA, "pages": [asdict(page) for page in self.pages]}
        return json.dumps(kept, ensure_ascii=False)


def _load_models() -> Any:
    import rapidocr

    # Named by path, since RapidOCR fetches a model that it is not given and does not find.
    folder = Path(rapidocr.__file__).parent / "models"
    models = {part: next(iter(sorted(folder.glob(f"*_{part}_*.onnx"))), None) for part in ("det", "rec", "cls")}
    lacking = [part for part, path in models.items() if path is None]
    if lacking:
        raise DocumentError(
            f"--ocr: the installed rapidocr lacks its models ({', '.join(lacking)}). Install version 3.10 of it."
        )
    threads = min(4, os.cpu_count() or 1)
    settings: dict[str, Any] = {f"{part.title()}.model_path": str(path) for part, path in models.items()}
    return rapidocr.RapidOCR(
        params={
            **settings,
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def kept_words(source: Source) -> Recogniser | None:
    """What was kept of an earlier OCR of a source; None where the source has none, or it was lost or changed."""
    if not source.ocr:
        return None
    try:
        data = source.path.with_name(OCR_FILE).read_bytes()
        if hashlib.sha256(data).hexdigest() != source.ocr:
            return None
        told = json.loads(data)
        pages = {
            page["number"]: ScannedPage(**{**page, "lines": tuple(ScannedLine(**line) for line in page["lines"])})
            for page in told["pages"]
        }
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return pages.get


def runs_of(page: ScannedPage) -> PageRuns:
    """A scanned page as the layout takes pages: places upwards from the foot, and font sizes."""
    lines = [line for line in page.lines if line.text.strip() and line.bottom > line.top and line.right > line.left]
    usual = median(line.bottom - line.top for line in lines) if lines else 1.0
    usual_step = median(_step(line) for line in lines) if lines else 1.0
    runs = []
    for line in lines:
        part = _size_part((line.bottom - line.top) / usual, _step(line) / usual_step)
        size = max(1.0, round(usual / _BOX_EMS) * part)
        baseline = page.height - (line.top + line.bottom) / 2 - 0.3 * size
        runs.append(Run(" ".join(line.text.split()), line.left, line.right, baseline, size, 0.25 * size))
    return PageRuns(page.number, page.width, page.height, tuple(runs), images=1)


def _step(line: ScannedLine) -> float:
    """Points from letter to letter."""
    return (line.right - line.left) / len(line.text)


def _size_part(height: float, step: float) -> float:
    """A line's font size as a part of the usual one.

    A box is higher for its ascenders, and a line wider for its capitals: only both together tell another size.
    """
    if (height > 1.06 and step > 1.2) or (height < 0.93 and step < 0.93):
        both = math.sqrt(height * step)
        return next((part for least, most, part in _STEPS if least <= both < most), 1.0)
    return 1.0
