from __future__ import annotations

from pathlib import Path

import pytest

from assistant.drafts.checkable import why_not

SENTENCES = [
    (label == "1", sentence)
    for label, sentence in (
        line.split("\t") for line in Path(__file__).with_name("sentences.tsv").read_text("utf-8").splitlines()
    )
]
"""Labelled by hand before the rules were written: 1 states something that a paper could bear out or contradict."""


def scores(rows: list[tuple[bool, str]]) -> tuple[float, float]:
    """Precision and recall of what is chosen."""
    chosen = [label for label, sentence in rows if why_not(sentence) is None]
    return sum(chosen) / len(chosen), sum(chosen) / sum(label for label, _ in rows)


@pytest.mark.parametrize("half", [(0, 1), (2, 3)], ids=["tuned on", "held back"])
def test_chooser_misses_almost_nothing_and_chooses_little_too_much(half: tuple[int, int]) -> None:
    precision, recall = scores([row for index, row in enumerate(SENTENCES) if index % 4 in half])
    assert recall >= 0.97
    assert precision >= 0.93


def test_set_is_large_and_even() -> None:
    assert len(SENTENCES) >= 200
    assert 0.4 < sum(label for label, _ in SENTENCES) / len(SENTENCES) < 0.6


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("How much will it cost?", "question"),
        ("“Is that enough?” he asked. Is it?", "question"),
        ("Dear members,", "greeting"),
        ("Please send comments by Friday.", "instruction"),
        ("The Board is asked to note the report.", "instruction"),
        ("We believe that this is right.", "opinion"),
        ("The Council should act now.", "opinion"),
        ("This report sets out the options.", "about the draft"),
        ("Members will recall the earlier debate.", "meeting"),
        ("Only time will tell.", "rhetoric"),
        ("Background and context", "fragment"),
        ("", "fragment"),
    ],
)
def test_what_is_not_checked_has_its_reason(sentence: str, reason: str) -> None:
    assert why_not(sentence) == reason


@pytest.mark.parametrize(
    "sentence",
    [
        "We welcome the £45 million for pathfinders.",
        "It is important that 12 areas take part by April 2024.",
        "The LGA believes that the Government should fund this.",
    ],
)
def test_figures_and_views_of_others_outweigh_signs_of_opinion(sentence: str) -> None:
    assert why_not(sentence) is None
