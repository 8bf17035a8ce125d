"""Fit what decides on a claim: `python -m evals.calibrate_claims [--data DIR]`.

```
development claims ─check→ features of each ─fit→ two logistic regressions ─→ assistant/checking/judging.json
```

Taken are the claims of the tuning half, and those written for the verifier on passages that it was not trained on. The
thresholds are chosen by cross-validation: the highest macro-F1 among those under which few of the claims that are not
supported are called so.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, minimize  # type: ignore[import-untyped]

from assistant.build import Assistant, build_assistant
from assistant.checking import judging
from assistant.checking.splitting import plain_claim, split_claim
from assistant.settings import Settings, default_data_folder
from corpus.library import BUNDLED
from evals.claims import load_claims
from index.reranker.asking import rows
from index.verifier import passages
from index.verifier.prepare import CLAIMS
from index.verifier.sentences import sentences_of

MOST_ASSURED = 0.02
"""Of the cases' claims that are not supported, the share that may be called so."""
_MOST_WRITTEN = 0.0385
"""The same of claims written to learn from, most of them twins of a true one that differ in one thing only; what
`judge` asks beyond the threshold brings it below .035."""
_RIDGE = 30.0
_FREE: Mapping[str, float] = {}
_LEAST: Mapping[str, float] = {"support": 0.2}
"""What the sentence reads as that may bear a claim out counts, however much the ones beside it say the same: left free,
the weight went to those, and nothing was gained by it."""
_FOLDS = 8
_THRESHOLDS = np.round(np.arange(0.3, 0.96, 0.01), 2)
_DENIALS = np.round(np.arange(0.3, 0.86, 0.05), 2)
_SEED = 5
_OF_PASSAGES = 4
"""One in so many of the claims on passages is taken: all of them take a quarter of an hour."""
_ROUND = 5
"""Of writing for the verifier: from this one on nothing of the passages kept back was trained on."""


@dataclass(frozen=True, slots=True)
class Example:
    """One claim: its features, one row, its verdict, and whether it is one of the cases."""

    features: tuple[float, ...]
    verdict: str
    is_case: bool = True


def examples(assistant: Assistant) -> list[Example]:
    """Check them; a compound claim stands with its weakest part."""
    made = []
    claims: list[tuple[str, str, bool]] = [(c.claim, c.verdict, True) for _, c in load_claims(split="tune")]
    claims += [(claim, verdict, False) for claim, verdict in written()]
    for number, (claim, verdict, is_case) in enumerate(claims, start=1):
        parts = split_claim(plain_claim(claim))
        told = [judging.features(assistant.checker.weighed(part)) for part in parts]
        weakest = min(told, key=lambda features: features["support"])
        made.append(Example(tuple(weakest[name] for name in judging.FEATURES), verdict, is_case))
        print(f"\rclaims: {number} of {len(claims)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return made


def written() -> Iterator[tuple[str, str]]:
    """Claims on passages of the bundled papers that the verifier was not trained on, with their verdicts."""
    kept_back = {sentence.digest for sentence in sentences_of(BUNDLED) if sentence.part != "training"}
    for row in rows(CLAIMS):
        if row.get("round", 0) >= _ROUND and row["sha256"] in kept_back:
            yield from ((row[name], name) for name in ("supported", "contradicted", "not_found") if row[name])
    yield from islice(passages.kept_back(), 0, None, _OF_PASSAGES)


def fit(
    x: NDArray[np.float64], y: NDArray[np.bool_], least: Mapping[str, float] = _FREE
) -> tuple[NDArray[np.float64], float]:
    """Weights and bias, on the features' own scales; `least` bounds the weights of some features from below."""
    centre, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    z, sign = (x - centre) / scale, np.where(y, 1.0, -1.0)
    lowest = [least[name] * by if name in least else -np.inf for name, by in zip(judging.FEATURES, scale, strict=True)]

    def loss(w: NDArray[np.float64]) -> float:
        return float(np.logaddexp(0.0, -sign * (z @ w[:-1] + w[-1])).sum() + _RIDGE * (w[:-1] ** 2).sum() / 2)

    bounds = Bounds(np.array([*lowest, -np.inf]), np.inf)
    w = minimize(loss, np.zeros(x.shape[1] + 1), method="L-BFGS-B", bounds=bounds).x
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
        told[own, 0] = chances(x[own], *fit(x[rest], truth[rest] == "supported", _LEAST))
        told[own, 1] = chances(x[own], *_fit_denial(x[rest], truth[rest]))
    told[:, 0] *= [judging.readable(dict(zip(judging.FEATURES, row, strict=True))) for row in x]
    return told


def _fit_denial(x: NDArray[np.float64], truth: NDArray[np.str_]) -> tuple[NDArray[np.float64], float]:
    """Of the claims that are not supported alone: what is asked once support is ruled out."""
    left = truth != "supported"
    return fit(x[left], truth[left] == "contradicted")


def calibrate(made: Sequence[Example]) -> dict[str, object]:
    """Weights, thresholds and what cross-validation says of them."""
    x, truth = np.array([one.features for one in made]), np.array([one.verdict for one in made])
    support, denial = cross_validated(x, truth).T
    case = np.array([one.is_case for one in made])
    groups = [case] if case.all() else [case, ~case]
    most = (MOST_ASSURED, _MOST_WRITTEN)
    scored = []
    for first in _THRESHOLDS:
        for second in _DENIALS:
            told = decided(support, denial, first, second)
            wrong = [assured(truth[own], told[own]) for own in groups]
            if all(share <= bound for share, bound in zip(wrong, most, strict=False)):
                scored.append(
                    (float(np.mean([macro_f1(truth[own], told[own]) for own in groups])), first, second, wrong)
                )
    best, first, second, wrong = max(scored)
    regressions = {
        "support": (fit(x, truth == "supported", _LEAST), first),
        "denial": (_fit_denial(x, truth), second),
    }
    return {
        "claims": len(made),
        "cross_validated": {
            "macro_f1": round(best, 3),
            "false_assurance": [round(share, 4) for share in wrong],
            "folds": _FOLDS,
        },
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
    parser.add_argument("--keep", type=Path, help="keep the features here, and take them from here when it exists")
    told = parser.parse_args(arguments)
    if told.keep and told.keep.exists():
        made = [Example(**json.loads(line)) for line in told.keep.read_text(encoding="utf-8").splitlines()]
    else:
        made = examples(build_assistant(Settings(data=told.data), notify=print))
        if told.keep:
            told.keep.write_text("".join(json.dumps(asdict(one)) + "\n" for one in made), encoding="utf-8")
    result = calibrate(made)
    told.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result["cross_validated"]))


if __name__ == "__main__":
    main()
