"""How far a measure may be trusted: percentile bootstrap over the cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap  # type: ignore[import-untyped]

N_RESAMPLES = 2000
SEED = 20261122

Statistic = Callable[[NDArray[Any]], NDArray[np.float64]]
"""From values of shape (…, n) to one number for each row."""


def mean(values: NDArray[Any]) -> NDArray[np.float64]:
    """The mean of each row."""
    return np.asarray(values.mean(axis=-1), dtype=np.float64)


def interval(values: Sequence[float], statistic: Statistic = mean) -> tuple[float, float] | None:
    """The 95 % interval of a statistic, the cases drawn again with replacement; the same on every run.

    Args:
        values: One number a case.
        statistic: What is measured over them.

    Returns:
        Its low and high end, or None for fewer than two cases.
    """
    if len(values) < 2:
        return None
    found = bootstrap(
        (np.asarray(values),),
        lambda drawn, axis: statistic(np.moveaxis(drawn, axis, -1)),
        n_resamples=N_RESAMPLES,
        method="percentile",
        vectorized=True,
        rng=SEED,
    ).confidence_interval
    return float(found.low), float(found.high)
