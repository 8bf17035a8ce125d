"""What `growth.py` measured, as Markdown and as a picture."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PICTURE = "growth.svg"
_INK, _GRID = "#0b0c0c", "#d8dcde"
_COLOURS = ("#1d70b8", "#00703c", "#d4351c", "#4c2c92")


def figures(row: Mapping[str, Any]) -> dict[str, float]:
    """One size's figures; those of several rounds are put together. What was not measured is left out."""
    rounds: Sequence[Mapping[str, Any]] = row["rounds"]
    times = sorted(time for one in rounds for time in one["times_ms"])
    cpu = sorted(time for one in rounds for time in one["cpu_ms"])
    grown, added = row["grown"], row["added"]
    n_new = added["n_chunks"] - grown["n_chunks"]
    joined = [one["assistant_s"] for one in rounds if "assistant_s" in one]
    reading = [time for one in rounds for time in one.get("reading_ms", ())]
    return {
        "chunks": grown["n_chunks"],
        "vectors": grown["n_vectors"],
        "grow_chunks_s": (grown["n_chunks"] - grown["n_before"]) / grown["seconds"],
        "add_s": added["seconds"],
        "add_chunks_s": n_new / added["seconds"],
        "add_read": added["n_read"],
        "add_embedded": added["n_embedded"],
        "disk_mb": row["disk_mb"],
        "grow_peak_mb": grown["peak_mb"],
        "add_peak_mb": added["peak_mb"],
        "search_peak_mb": max(one["peak_mb"] for one in rounds),
        "search_anonymous_mb": max(one["anonymous_mb"] for one in rounds),
        "opening_cpu_s": statistics.median(one["opening_cpu_s"] for one in rounds),
        "opening_s": statistics.median(one["opening_s"] for one in rounds),
        "first_answer_s": statistics.median(one["first_answer_s"] for one in rounds),
        "collection_s": statistics.median(one["collection_s"] for one in rounds),
        "median_ms": statistics.median(times),
        "p95_ms": _p95(times),
        "median_cpu_ms": statistics.median(cpu),
        "p95_cpu_ms": _p95(cpu),
        "recall_at_10": statistics.mean(one["recall_at_10"] for one in rounds),
        **({"assistant_s": statistics.median(joined)} if joined else {}),
        **({"reading_ms": statistics.median(reading)} if reading else {}),
    }


def _p95(ordered: Sequence[float]) -> float:
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


_LINES: tuple[tuple[str, str, str], ...] = (
    ("vectors", "vectors", "{:,.0f}"),
    ("growing to this size, chunks/s", "grow_chunks_s", "{:.1f}"),
    ("adding one paper of 100 paragraphs, s", "add_s", "{:.1f}"),
    ("– chunks/s", "add_chunks_s", "{:.1f}"),
    ("– documents read", "add_read", "{:.0f}"),
    ("– texts embedded", "add_embedded", "{:.0f}"),
    ("disk, MB", "disk_mb", "{:,.0f}"),
    ("peak memory growing, MB", "grow_peak_mb", "{:,.0f}"),
    ("peak memory adding one paper, MB", "add_peak_mb", "{:,.0f}"),
    ("peak memory searching, mapped files included, MB", "search_peak_mb", "{:,.0f}"),
    ("– without mapped files, MB", "search_anonymous_mb", "{:,.0f}"),
    ("opening, s", "opening_s", "{:.2f}"),
    ("– processor time, s", "opening_cpu_s", "{:.2f}"),
    ("opening all of the assistant, s", "assistant_s", "{:.2f}"),
    ("opening and first passages, s", "first_answer_s", "{:.2f}"),
    ("until Chroma answers, s", "collection_s", "{:.2f}"),
    ("retrieval, median ms", "median_ms", "{:.1f}"),
    ("retrieval, p95 ms", "p95_ms", "{:.1f}"),
    ("– processor time, median ms", "median_cpu_ms", "{:.1f}"),
    ("– processor time, p95 ms", "p95_cpu_ms", "{:.1f}"),
    ("reading by the cross-encoder, not in the above, median ms", "reading_ms", "{:.0f}"),
    ("recall@10 against exact search", "recall_at_10", "{:.4f}"),
)


def write_report(results: Mapping[str, Any], out: Path) -> None:
    """Write `growth.md` and the picture it shows into `out`."""
    rows = [figures(row) for row in results["rows"]]
    draw(rows, out / PICTURE)
    (out / "growth.md").write_text(markdown(results, rows), encoding="utf-8")


def markdown(results: Mapping[str, Any], rows: Sequence[Mapping[str, float]]) -> str:
    """The report."""
    head = "| | " + " | ".join(f"{row['chunks']:,.0f} chunks" for row in rows) + " |"
    table = [head, "|---" * (len(rows) + 1) + "|"]
    for label, name, shape in _LINES:
        if all(name in row for row in rows):
            table.append(f"| {label} | " + " | ".join(shape.format(row[name]) for row in rows) + " |")
    embedding = results["embedding"]
    texts, recall = embedding["texts_s"], embedding["recall"]
    ratio = rows[-1]["p95_ms"] / rows[0]["p95_ms"]
    cpu_ratio = rows[-1]["p95_cpu_ms"] / rows[0]["p95_cpu_ms"]
    aims = [
        ("retrieval p95, largest over smallest", f"{ratio:.2f}", "at most 2", ratio <= 2),
        ("– processor time", f"{cpu_ratio:.2f}", "", cpu_ratio <= 2),
        ("opening the largest", f"{rows[-1]['opening_s']:.2f} s", "within 3 s", rows[-1]["opening_s"] <= 3),
        *(
            [("– and the assistant", f"{whole:.2f} s", "within 3 s", whole <= 3)]
            if (whole := rows[-1].get("assistant_s")) is not None
            else []
        ),
        (
            "recall@10 against exact search, worst",
            f"{min(row['recall_at_10'] for row in rows):.4f}",
            "at least 0.99",
            min(row["recall_at_10"] for row in rows) >= 0.99,
        ),
        (
            "embedding over plain `SentenceTransformer.encode`",
            f"{texts['ours'] / texts['plain']:.1f} times",
            "at least twice",
            texts["ours"] >= 2 * texts["plain"],
        ),
    ]
    return "\n".join(
        [
            "# Growth",
            "",
            "Written by `python -m evals.growth`; `growth.json` holds what was measured. Load average beside and with",
            f"it: {results['load']:.1f}.",
            "",
            f"![Retrieval, opening, adding and disk by size]({PICTURE})",
            "",
            "| aim | met | wanted | |",
            "|---|---|---|---|",
            *(f"| {what} | {met} | {wanted} | {'yes' if good else '**no**'} |" for what, met, wanted, good in aims),
            "",
            *table,
            "",
            f"The papers are nonsense made of {results['n_halves']:,} halves of the sentences of"
            f" {results['n_documents']} real documents. Their",
            "vectors are put together from those of the halves, so growing is measured without embedding; adding one",
            "paper embeds all of it. Each step runs in a process of its own, imports and the loading of the model left",
            "out of opening and searching. Until Chroma answers, every vector is compared. Retrieval is measured once",
            "it does, the query's own embedding included. Processor time, of all threads together, is what remains",
            "comparable on a machine that does other things beside.",
            "",
            "## Embedding",
            "",
            f"{embedding['n_texts']:,} real texts (chunks and sentences of the bundled papers), in turns:",
            "",
            "| | texts/s | recall@5 | recall@10 |",
            "|---|---|---|---|",
            *(
                f"| {label} | {texts[name]:.1f} | {recall[name]['5']:.3f} | {recall[name]['10']:.3f} |"
                for label, name in (("plain `SentenceTransformer.encode`", "plain"), ("this program", "ours"))
            ),
            "",
            f"Recall is of the passages that answer {embedding['n_questions']} bundled questions, by vectors alone.",
            f"Least cosine between the two vectors of a text: {embedding['least_cosine']:.6f}.",
            "",
        ]
    )


def draw(rows: Sequence[Mapping[str, float]], path: Path) -> None:
    """Four small charts by number of chunks, as SVG; the same figures give the same bytes."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams.update({"svg.hashsalt": "growth", "svg.fonttype": "none", "font.family": "sans-serif"})
    charts = (
        ("Retrieval, ms", (("median", "median_ms"), ("p95", "p95_ms"))),
        ("Opening, s", (("opened", "opening_s"), ("first answer", "first_answer_s"), ("Chroma", "collection_s"))),
        ("Chunks a second", (("growing", "grow_chunks_s"), ("adding one paper", "add_chunks_s"))),
        ("Disk and memory, MB", (("disk", "disk_mb"), ("searching", "search_anonymous_mb"))),
    )
    sizes = [row["chunks"] for row in rows]
    figure, axes = plt.subplots(2, 2, figsize=(9, 6.4), layout="constrained")
    for axis, (title, lines) in zip(axes.flat, charts, strict=True):
        for (label, name), colour in zip(lines, _COLOURS, strict=False):
            axis.plot(sizes, [row[name] for row in rows], marker="o", color=colour, label=label)
        axis.set_xscale("log")
        axis.set_xticks(sizes, [f"{size:,.0f}" for size in sizes])
        axis.minorticks_off()
        axis.set_ylim(bottom=0)
        axis.set_title(title, loc="left", color=_INK)
        axis.grid(color=_GRID)
        axis.legend(frameon=False)
        axis.spines[["top", "right"]].set_visible(False)
    for axis in axes[1]:
        axis.set_xlabel("chunks")
    figure.savefig(path, metadata={"Date": None, "Title": "Growth"})
    plt.close(figure)
