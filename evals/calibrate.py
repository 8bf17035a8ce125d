"""Fit the decision whether what was found answers a question: `python -m evals.calibrate FOLDER QUESTIONS …`.

```
questions with and without an answer ─ask→ features of each ─fit→ logistic regression ─→ assistant/answerability.json
```

Each pair of arguments is a folder of documents and a JSON Lines file of `{"q", "answerable", "passage"?}` on them.
Only questions of passages that the cross-encoder was not trained on are taken (`index.reranker.asking.part_of`), and
a question that stands among the index-time questions is not let meet itself.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from assistant import answerability
from assistant.answers import Question
from assistant.build import Assistant, build_assistant
from assistant.settings import Settings
from index.passages import Passage, Query
from index.reranker.asking import part_of

_SAME = 0.995
"""Cosine from which a known question is the asked one itself."""
_RIDGE = 3.0
_FOLDS = 5
_REFUSED = 0.03
"""Share of the answered questions kept back that the threshold refuses."""
_SIGNS = {"far": -1, "misfit": -1, "named_elsewhere": -1, "known": 0}
"""Which way a feature may count, where it is not for an answer."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question's features, and whether the papers answer it."""

    question: str
    features: dict[str, float]
    answered: bool
    group: str


def examples(assistant: Assistant, rows: Sequence[dict[str, Any]], group: str) -> Iterator[Example]:
    """Ask each question as a user would, but for its own copy among the known questions."""
    for number, row in enumerate(rows, start=1):
        trace = assistant.trace(Question(row["q"]))
        assert trace.query is not None
        if not trace.passages or trace.selection is None:
            continue  # screened before it was searched for
        documents = assistant.index.documents
        found = answerability.features(trace.query.text, trace.passages, trace.selection, documents)
        yield Example(row["q"], found, bool(row["answerable"]), group)
        print(f"\r{group}: {number} of {len(rows)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def forget_itself(assistant: Assistant) -> None:
    """Make the retriever blind, for each query, to the known questions that are the query itself."""
    opened, retriever = assistant.index.opened, assistant.retriever
    vectors = np.array(opened.vectors)
    opened.vectors = vectors
    search, dense = type(retriever).search, opened.dense.search
    hidden: set[str] = set()

    def blind(query: Query) -> tuple[Passage, ...]:
        vector = assistant.embeddings.encode_query(query.text)
        rows = np.flatnonzero(vectors @ vector > _SAME)
        kept = vectors[rows].copy()
        vectors[rows] = 0
        hidden.clear()
        hidden.update(opened.record_ids[int(row)] for row in rows)
        try:
            return search(retriever, query)
        finally:
            vectors[rows] = kept

    object.__setattr__(retriever, "search", blind)
    opened.dense.search = lambda vector, k: [hit for hit in dense(vector, k) if hit[0] not in hidden]  # type: ignore[method-assign]


def fit(
    values: NDArray[np.float64], right: NDArray[np.float64], signs: Sequence[int], ridge: float = _RIDGE
) -> NDArray[np.float64]:
    """Weights of a logistic regression; the last column of `values` is the bias, unpunished.

    Classes weigh the same, however many examples each has. A feature counts only in the direction that makes sense
    (`signs`: 1, -1, or 0 for either): written near misses differ from real ones, and what only tells the two apart by
    their authors' habits must not count the other way round.
    """
    weight = np.where(right > 0, 0.5 / right.mean(), 0.5 / (1 - right.mean()))
    punished = np.append(np.ones(values.shape[1] - 1), 0.0) * ridge

    def loss(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = values @ beta
        total = (weight * (np.logaddexp(0, score) - right * score)).sum() + (punished * beta**2).sum() / 2
        return float(total), values.T @ (weight * (1 / (1 + np.exp(-score)) - right)) + punished * beta

    bounds = [(0, None) if sign > 0 else (None, 0) if sign < 0 else (None, None) for sign in (*signs, 0)]
    return np.asarray(minimize(loss, np.zeros(values.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B").x)


def auc(score: NDArray[np.float64], right: NDArray[np.float64]) -> float | None:
    """Share of pairs of an answered and an unanswered question that the score puts in order; None without pairs."""
    return _mean(score[right > 0][:, None] > score[right == 0][None, :])


def _mean(values: NDArray[np.bool_]) -> float | None:
    return round(float(values.mean()), 3) if values.size else None


def calibrate(found: Sequence[Example], *, with_logits: bool) -> dict[str, Any]:
    """Fit on all, score by cross-validation; the threshold refuses a few answered questions."""
    names = sorted(name for name in found[0].features if with_logits or name not in answerability.LOGITS)
    signs = [_SIGNS.get(name, 1) for name in names]
    raw = np.array([[one.features[name] for name in names] for one in found])
    right = np.array([float(one.answered) for one in found])
    mean, scale = raw.mean(axis=0), np.maximum(raw.std(axis=0), 1e-6)
    values = np.column_stack([(raw - mean) / scale, np.ones(len(raw))])
    fold = np.random.default_rng(7).permutation(len(found)) % _FOLDS
    score = np.zeros(len(found))
    for number in range(_FOLDS):
        beta = fit(values[fold != number], right[fold != number], signs)
        score[fold == number] = values[fold == number] @ beta
    probability = 1 / (1 + np.exp(-score))
    threshold = float(np.quantile(probability[right > 0], _REFUSED))
    beta = fit(values, right, signs)
    groups = np.array([one.group for one in found])
    scores = {
        name: {
            "n": int(chosen.sum()),
            "auc": auc(score[chosen], right[chosen]),
            "refused_of_unanswerable": _mean(probability[chosen & (right == 0)] < threshold),
            "refused_of_answerable": _mean(probability[chosen & (right > 0)] < threshold),
        }
        for name in ("all", *dict.fromkeys(groups))
        for chosen in [np.ones(len(found), dtype=bool) if name == "all" else groups == name]
    }
    single = {name: auc(raw[:, i], right) for i, name in enumerate(names) if not name.startswith("asks_")}
    weights = {name: round(float(b / s), 5) for name, b, s in zip(names, beta, scale, strict=False)}
    bias = float(beta[-1] - (beta[:-1] * mean / scale).sum())
    return {
        "weights": weights,
        "bias": round(bias, 5),
        "threshold": round(threshold, 4),
        "scores": scores,
        "alone": single,
    }


def _rows(path: Path) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in rows if "passage" not in row or part_of(row["passage"]) != "training"]


def main() -> None:
    """Ask, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", help="FOLDER QUESTIONS, once or more")
    parser.add_argument("--data", type=Path, required=True, help="folder for the indexes")
    parser.add_argument("--keep", type=Path, help="keep the features here, and take them from here when it exists")
    parser.add_argument("--out", type=Path, default=answerability.WEIGHTS)
    arguments = parser.parse_args()
    found: list[Example] = []
    if arguments.keep and arguments.keep.exists():
        found = [Example(**json.loads(line)) for line in arguments.keep.read_text(encoding="utf-8").splitlines()]
    else:
        for folder, questions in zip(arguments.pairs[::2], arguments.pairs[1::2], strict=True):
            assistant = build_assistant(Settings(corpus=Path(folder), data=arguments.data))
            forget_itself(assistant)
            found += examples(assistant, _rows(Path(questions)), Path(folder).name)
            assistant.close()
        if arguments.keep:
            lines = [
                json.dumps({"question": e.question, "features": e.features, "answered": e.answered, "group": e.group})
                for e in found
            ]
            arguments.keep.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = {name: calibrate(found, with_logits=name == "with_logits") for name in ("with_logits", "without_logits")}
    arguments.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
