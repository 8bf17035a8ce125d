"""How well claims are judged: macro-F1, precision of "supported", false assurance; by kind of claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.verifier.perturbing import SUPPORTED, Example
from index.verifying import softmax

_N_LABELS = 3


def macro_f1(truth: NDArray[np.int64], judged: NDArray[np.int64]) -> float:
    """Mean F1 of the labels that occur.

    >>> macro_f1(np.array([0, 1, 2, 2]), np.array([0, 1, 2, 1]))  # F1: 1, 2/3, 2/3
    0.7777777777777777
    """
    values = []
    for label in range(_N_LABELS):
        right = int(((truth == label) & (judged == label)).sum())
        n_either = int((truth == label).sum() + (judged == label).sum())
        if (truth == label).any():
            values.append(2 * right / n_either)
    return float(np.mean(values))


def measures(truth: NDArray[np.int64], judged: NDArray[np.int64]) -> dict[str, float]:
    """The figures of one group of claims; a figure that does not apply is left out.

    Returns:
        `n`; `accuracy`; `false_assurance`, the share of claims not supported that are called so; `supported_precision`
        and `supported_recall`; `macro_f1`, where more labels than one occur.
    """
    called, is_so = judged == SUPPORTED, truth == SUPPORTED
    found: dict[str, float] = {"n": len(truth), "accuracy": float((truth == judged).mean())}
    if (~is_so).any():
        found["false_assurance"] = float((called & ~is_so).sum() / (~is_so).sum())
    if is_so.any():
        found["supported_recall"] = float((called & is_so).sum() / is_so.sum())
        if (~is_so).any():
            found["supported_precision"] = float((called & is_so).sum() / max(1, called.sum()))
            found["macro_f1"] = macro_f1(truth, judged)
    return {name: round(value, 4) for name, value in found.items()}


def judged_at(odds: NDArray[np.float64], threshold: float) -> NDArray[np.int64]:
    """The likeliest label, "supported" only from a probability on.

    >>> judged_at(np.array([[0.6, 0.1, 0.3]]), 0.7).tolist()
    [2]
    """
    rest = odds.copy()
    rest[odds[:, SUPPORTED] < threshold, SUPPORTED] = -1
    judged: NDArray[np.int64] = rest.argmax(axis=1)
    return judged


def scores_of(examples: Sequence[Example], logits: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    """The figures under "all", and of every kind of claim."""
    truth = np.array([one.label for one in examples], dtype=np.int64)
    judged = logits.argmax(axis=1)
    groups: dict[str, list[int]] = {}
    for row, one in enumerate(examples):
        groups.setdefault(
            ("", "contradicted: ", "not_found: ")[one.label] + one.kind.split("+", maxsplit=1)[0], []
        ).append(row)
    table = {"all": measures(truth, judged)}
    for name, taken in sorted(groups.items()):
        table[name] = measures(truth[taken], judged[taken])
    return table


def assurance(
    examples: Sequence[Example], odds: NDArray[np.float64], wanted: Sequence[float] = (0.05, 0.02, 0.01)
) -> list[dict[str, Any]]:
    """For each rate of false assurance the lowest probability of "supported" that keeps below it, and what is left."""
    truth = np.array([one.label for one in examples], dtype=np.int64)
    table = []
    for rate in wanted:
        for threshold in np.arange(0.34, 1.0, 0.01):
            found = measures(truth, judged_at(odds, float(threshold)))
            if found["false_assurance"] < rate:
                table.append({"below": rate, "threshold": round(float(threshold), 2), **found})
                break
    return table


def temperature_of(logits: NDArray[np.float64], labels: Sequence[int]) -> float:
    """What logits are divided by so that their softmax is as likely as can be, found by golden search in [0.3, 5]."""
    rows, truth = np.arange(len(labels)), np.array(labels)

    def loss(temperature: float) -> float:
        return float(-np.log(np.maximum(softmax(logits / temperature)[rows, truth], 1e-12)).mean())

    low, high, ratio = 0.3, 5.0, (5**0.5 - 1) / 2
    while high - low > 1e-3:
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, right) if loss(left) < loss(right) else (left, high)
    return (low + high) / 2
