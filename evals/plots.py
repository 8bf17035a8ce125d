"""Plots as SVG that stands inside a page: no script, no font of its own, nothing fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from corpus.errors import UserFacingError
from evals.measures import Estimate
from evals.tables import Calibration

INK, MUTED, BLUE, PALE, RED = "#0b0c0c", "#505a5f", "#1d70b8", "#b9d3ea", "#d4351c"
_SYSTEM_COLOURS = (BLUE, "#505a5f", "#f47738", "#00703c", "#4c2c92", "#b58840")
_MARKS = "osD^vP"
_STYLE: Mapping[str, Any] = {
    "svg.fonttype": "none",  # text stays text, in the page's font
    "svg.hashsalt": "reforms",  # the same values give the same bytes
    "font.family": "sans-serif",
    "font.sans-serif": ["Arial", "Liberation Sans", "DejaVu Sans"],
    "font.size": 10,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
}


class PlotError(UserFacingError):
    """Plots that cannot be drawn."""


@contextmanager
def _figure(width: float, height: float) -> Iterator[tuple[Any, Any]]:
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise PlotError("Plots need matplotlib. Install reforms-assistant[eval].") from error
    style: Any = dict(_STYLE)
    with mpl.rc_context(style):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure, figure.subplots()


def _svg(figure: Any, name: str, label: str, *, alone: bool = False) -> str:
    """The drawing as an element with a text for those who do not see it; ids made unique by `name`.

    One that stands `alone` in its file has a white ground, so that it can be read on a dark page.
    """
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None}, transparent=not alone)
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r'(href="|url\()#', rf"\1#{name}-", svg)
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)


def systems(found: Mapping[str, Mapping[str, Estimate]], measures: Sequence[str]) -> str:
    """Each system's value of a few measures, with its interval."""
    with _figure(7.2, 0.8 + 0.145 * len(measures) * (len(found) + 1)) as (figure, axes):
        n = len(found)
        for at, (name, table) in enumerate(found.items()):
            rows = [row * (n + 1) + at for row in range(len(measures))]
            met = [(row, table[measure]) for row, measure in zip(rows, measures, strict=True)]
            shown = [(row, one.value, one.low, one.high) for row, one in met if one.value is not None]
            colour = _SYSTEM_COLOURS[at % len(_SYSTEM_COLOURS)]
            for row, _, low, high in shown:
                axes.plot([low, high], [row, row], color=colour, linewidth=1.6, solid_capstyle="butt")
            axes.plot(
                [value for _, value, *_ in shown],
                [row for row, *_ in shown],
                _MARKS[at % len(_MARKS)],
                color=colour,
                markersize=6 if at == 0 else 4.5,
                clip_on=False,
                zorder=3,
                label=name,
            )
        axes.set_yticks([row * (n + 1) + (n - 1) / 2 for row in range(len(measures))], list(measures))
        axes.invert_yaxis()
        _share_axis(axes)
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
        return _svg(figure, "systems", "Each system’s value of the main measures, with its 95 % interval")


def bars(groups: Sequence[tuple[str, Estimate]], name: str, label: str) -> str:
    """A bar a group with its interval and its n."""
    with _figure(7.2, 0.7 + 0.28 * len(groups)) as (figure, axes):
        for row, (_, one) in enumerate(groups):
            if one.value is None or one.low is None or one.high is None:
                continue
            axes.barh(row, one.value, color=PALE, height=0.7)
            axes.plot([one.low, one.high], [row, row], color=BLUE, linewidth=1.6)
            axes.plot(one.value, row, "o", color=BLUE, markersize=4.5, clip_on=False)
            axes.text(1.02, row, f"{one.value:.2f} of {one.n}", va="center", color=INK)
        axes.set_yticks(range(len(groups)), [group for group, _ in groups])
        axes.invert_yaxis()
        _share_axis(axes)
        return _svg(figure, name, label)


def reliability(found: Calibration, name: str, is_so: str) -> str:
    """What was said against what was met; a point's size is how many questions or claims it stands for.

    Args:
        found: The points.
        name: Of the drawing, for its ids.
        is_so: What the probability is of: "answerable", "supported".
    """
    with _figure(4.6, 3.9) as (figure, axes):
        axes.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
        axes.plot([one.said for one in found.bins], [one.met for one in found.bins], color=BLUE, linewidth=1.2)
        most = max(one.n for one in found.bins)
        for one in found.bins:
            axes.scatter(one.said, one.met, s=20 + 160 * one.n / most, color=BLUE, zorder=3, clip_on=False)
            axes.annotate(str(one.n), (one.said, one.met), xytext=(8, -12), textcoords="offset points", color=MUTED)
        axes.set(xlim=(0, 1), ylim=(0, 1.03))
        axes.set_xlabel(f"probability of being {is_so}, as the system saw it")
        axes.set_ylabel(f"share that is {is_so}")
        return _svg(figure, name, f"Probability of being {is_so} against the share that is")


def latency(took_ms: Sequence[float], median: float, p95: float) -> str:
    """How long answers took."""
    with _figure(7.2, 2.6) as (figure, axes):
        axes.hist(took_ms, bins=min(40, max(5, len(took_ms) // 6)), color=PALE, edgecolor=BLUE, linewidth=0.6)
        top = axes.get_ylim()[1]
        for value, told, align in ((median, "median", "right"), (p95, "95 %", "left")):
            axes.axvline(value, color=RED, linewidth=1.4)
            shift = -6 if align == "right" else 6
            axes.annotate(
                f"{told} {value:.0f} ms", (value, top), xytext=(shift, -10), textcoords="offset points", ha=align
            )
        axes.set_xlim(left=0)
        axes.set_xlabel("milliseconds an answer took")
        axes.set_ylabel("questions")
        return _svg(figure, "latency", "How many answers took how long")


def curve(labels: Sequence[str], series: Mapping[str, Sequence[float | None]]) -> str:
    """Measures over commits, oldest first."""
    with _figure(7.2, 3.4) as (figure, axes):
        for at, (name, points) in enumerate(series.items()):
            colour = _SYSTEM_COLOURS[at % len(_SYSTEM_COLOURS)]
            kept = [(x, value) for x, value in enumerate(points) if value is not None]
            axes.plot(
                [x for x, _ in kept],
                [value for _, value in kept],
                marker=_MARKS[at % len(_MARKS)],
                color=colour,
                linewidth=1.6,
                markersize=5,
                label=name,
            )
        axes.set_xticks(range(len(labels)), list(labels), rotation=30, ha="right")
        axes.set_ylim(0, 1.02)
        axes.set_xlim(-0.3, max(len(labels) - 0.7, 0.7))
        axes.grid(axis="y", color="#e5e8ea")
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
        return _svg(figure, "curve", "Measures over commits", alone=True)


def _share_axis(axes: Any) -> None:
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.grid(axis="x", color="#e5e8ea")
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
