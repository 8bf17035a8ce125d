"""Fit what decides on a claim: `python -m evals.calibrate_claims [--data DIR]`.

```
development claims ─check→ features of each ─fit→ two logistic regressions ─→ assistant/checking/judging.json
```

Only claims of the tuning half are taken. Thresholds are chosen by cross-validation: the highest macro-F1 among those
under which at most `MOST_ASSURED` of the claims that are not supported are called so.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from assistant.build import Assistant, build_assistant
from assistant.checking import judging
from assistant.checking.splitting import plain_claim, split_claim
from assistant.settings import Settings, default_data_folder
from evals.claims import load_claims

MOST_ASSURED = 0.02
_RIDGE = 30.0
_FOLDS = 8
_THRESHOLDS = np.round(np.arange(0.3, 0.9, 0.02), 2)
_SEED = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One claim: its features, one row, and its verdict."""

    features: tuple[float, ...]
    verdict: str


def examples(assistant: Assistant) -> list[Example]:
    """Check the claims of the tuning half; a compound claim stands with its weakest part."""
    made = []
    claims = [case for _, case in load_claims(split="tune")]
    for number, case in enumerate(claims, start=1):
        parts = split_claim(plain_claim(case.claim))
        told = [judging.features(assistant.checker.weighed(part)) for part in parts]
        weakest = dict(min(told, key=lambda features: features["support"]))
        for name in ("denial", "hard", "soft"):
            weakest[name] = max(features[name] for features in told)
        made.append(Example(tuple(weakest[name] for name in judging.FEATURES), case.verdict))
        print(f"\rclaims: {number} of {len(claims)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return made


def fit(x: NDArray[np.float64], y: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Weights and bias, on the features' own scales."""
    centre, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    z, sign = (x - centre) / scale, np.where(y, 1.0, -1.0)

    def loss(w: NDArray[np.float64]) -> float:
        return float(np.logaddexp(0.0, -sign * (z @ w[:-1] + w[-1])).sum() + _RIDGE * (w[:-1] ** 2).sum() / 2)

    w = minimize(loss, np.zeros(x.shape[1] + 1), method="L-BFGS-B").x
    weights = w[:-1] / scale
    return weights, float(w[-1] - weights @ centre)


def chances(x: NDArray[np.float64], weights: NDArray[np.float64], bias: float) -> NDArray[np.float64]:
    """Of each row."""
    told: NDArray[np.float64] = 1 / (1 + np.exp(-(x @ weights + bias)))
    return told


def decided(support: NDArray[np.float64], denial: NDArray[np.float64], first: float, second: float) -> NDArray[np.str_]:
    """The verdict of each row."""
    return np.where(support >= first, "supported", np.where(denial >= second, "contradicted", "not_found"))


def macro_f1(truth: NDArray[np.str_], told: NDArray[np.str_]) -> float:
    """Over the three verdicts."""
    shares = [
        2 * ((truth == one) & (told == one)).sum() / max(1, (truth == one).sum() + (told == one).sum())
        for one in ("supported", "contradicted", "not_found")
    ]
    return float(np.mean(shares))


def assured(truth: NDArray[np.str_], told: NDArray[np.str_]) -> float:
    """Share of what is not supported that is called supported."""
    return float(((told == "supported") & (truth != "supported")).sum() / (truth != "supported").sum())


def cross_validated(x: NDArray[np.float64], truth: NDArray[np.str_]) -> NDArray[np.float64]:
    """Chances of support and of denial for each row, by weights fitted without it."""
    folds = np.random.default_rng(_SEED).permutation(len(x)) % _FOLDS
    told = np.zeros((len(x), 2))
    for fold in range(_FOLDS):
        rest, own = folds != fold, folds == fold
        told[own, 0] = chances(x[own], *fit(x[rest], truth[rest] == "supported"))
        told[own, 1] = chances(x[own], *fit(x[rest], truth[rest] == "contradicted"))
    return told


def calibrate(made: Sequence[Example]) -> dict[str, object]:
    """Weights, thresholds and what cross-validation says of them."""
    x, truth = np.array([one.features for one in made]), np.array([one.verdict for one in made])
    support, denial = cross_validated(x, truth).T
    scored = [
        (macro_f1(truth, told), first, second, assured(truth, told))
        for first in _THRESHOLDS
        for second in (0.3, 0.35, 0.4, 0.45, 0.5)
        if assured(truth, told := decided(support, denial, first, second)) <= MOST_ASSURED
    ]
    best, first, second, wrong = max(scored)
    # Denial is told from support too: what is true but not surely so must not be called wrong.
    regressions = {
        "support": (fit(x, truth == "supported"), first),
        "denial": (fit(x, truth == "contradicted"), second),
    }
    return {
        "claims": len(made),
        "cross_validated": {"macro_f1": round(best, 3), "false_assurance": round(wrong, 4), "folds": _FOLDS},
        **{
            name: {
                "weights": {f: round(float(w), 4) for f, w in zip(judging.FEATURES, weights, strict=True)},
                "bias": round(bias, 4),
                "threshold": float(threshold),
            }
            for name, ((weights, bias), threshold) in regressions.items()
        },
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Check, fit, write."""
    parser = argparse.ArgumentParser(prog="python -m evals.calibrate_claims", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=default_data_folder(), help="where the index lies")
    parser.add_argument("--out", type=Path, default=judging.WEIGHTS)
    told = parser.parse_args(arguments)
    assistant = build_assistant(Settings(data=told.data), notify=print)
    result = calibrate(examples(assistant))
    told.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result["cross_validated"]))


if __name__ == "__main__":
    main()
