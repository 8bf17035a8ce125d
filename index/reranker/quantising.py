"""Weights in a compact form: matrices as int8 with one scale a row, vectors as float16."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

SCALE = ".scale"
"""Ending of the name under which the scales of a quantised matrix are stored."""


def quantise(weights: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[Any]]:
    """Matrices as int8, the largest magnitude of each row being 127, with float32 scales; vectors as float16.

    >>> small = quantise({"w": np.array([[1.0, -0.5]], dtype=np.float32)})
    >>> small["w"].tolist(), dequantise(small)["w"].round(2).tolist()
    ([[127, -64]], [[1.0, -0.5]])
    """
    small: dict[str, NDArray[Any]] = {}
    for name, value in weights.items():
        if value.ndim == 2:
            scale = np.maximum(np.abs(value).max(axis=1), 1e-12) / 127
            small[name] = np.rint(value / scale[:, None]).astype(np.int8)
            small[name + SCALE] = scale.astype(np.float32)
        else:
            small[name] = value.astype(np.float16)
    return small


def dequantise(small: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """The inverse of `quantise`, but for rounding: every weight as float32 under its own name."""
    weights = {name: value.astype(np.float32) for name, value in small.items() if not name.endswith(SCALE)}
    for name in weights:
        if name + SCALE in small:
            weights[name] *= small[name + SCALE][:, None]
    return weights
