"""Learn the weights of `purpose_model` anew: `python -m assistant.purpose_training [--fair FILE.jsonl …]`.

Unfair requests: `data/purposes.txt`. Fair questions: the bundled papers' own, and those of any JSON Lines files named
(key "q" or "question"; at most `_MOST` of each, drawn with the seed). Prints the cross-validated scores that
`data/purposes.md` reports, and writes `data/purposes.npz`.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.purpose_model import FAIR, KINDS, PATH
from assistant.screening import screen
from corpus.library import BUNDLED
from corpus.questions import load_questions
from index.embedding import SentenceTransformerEmbeddings

_SEED = 3
_MOST = 1_500
_C = 10.0
_UNFAIR_WEIGHT = 5
_FOLDS = 5
_THRESHOLDS = (0.5, 0.8, 0.9, 0.95)


def written_requests() -> list[tuple[str, str]]:
    """The requests of `data/purposes.txt` with their kinds, fair ones about other things among them."""
    found, kind = [], ""
    for line in PATH.with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:].strip()
        elif line.strip() and not line.startswith("#"):
            found.append((line.strip(), kind))
    return found


def own_questions() -> list[str]:
    """The bundled papers' questions and near misses."""
    return [
        question
        for line in load_questions(BUNDLED).lines
        for question in (*(asked.question for asked in line.questions), *line.near_misses)
    ]


def further_questions(path: Path) -> list[str]:
    """Questions of a JSON Lines file, at most `_MOST`."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = [str(record.get("q") or record["question"]) for record in records]
    random.Random(_SEED).shuffle(found)
    return found[:_MOST]


def _learn(vectors: NDArray[np.float32], kinds: NDArray[np.int64]) -> Any:
    from sklearn.linear_model import LogisticRegression

    weights = {number: _UNFAIR_WEIGHT if number else 1 for number in range(len(KINDS))}
    return LogisticRegression(C=_C, max_iter=3_000, class_weight=weights).fit(vectors, kinds)


def main() -> None:
    """Learn, print the scores, write the weights."""
    from sklearn.model_selection import StratifiedKFold

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fair", type=Path, nargs="*", default=[])
    embeddings = SentenceTransformerEmbeddings()
    own, written = own_questions(), written_requests()
    requests = [(text, kind) for text, kind in written if kind != FAIR]
    further = [question for path in parser.parse_args().fair for question in further_questions(path)]
    further += [text for text, kind in written if kind == FAIR] * _UNFAIR_WEIGHT
    texts = [*own, *further, *(text for text, _ in requests)]
    kinds = np.array([0] * (len(own) + len(further)) + [KINDS.index(kind) for _, kind in requests])
    vectors = embeddings.encode_documents(texts)
    doubts = np.zeros(len(texts))
    for train, test in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(vectors, kinds):
        doubts[test] = 1 - _learn(vectors[train], kinds[train]).predict_proba(vectors[test])[:, 0]
    ruled = np.array([screen(text).refusal is not None for text in texts])
    print(f"{len(own)} own, {len(further)} further fair questions; {len(requests)} requests; rules | model | either")
    for threshold in _THRESHOLDS:
        said = doubts >= threshold
        print(f"from {threshold}:", end=" ")
        for name, chosen in (
            (f"{FAIR} own", slice(0, len(own))),
            (f"{FAIR} further", slice(len(own), len(own) + len(further))),
            *((kind, kinds == number) for number, kind in enumerate(KINDS) if number),
        ):
            rates = (ruled[chosen], said[chosen], ruled[chosen] | said[chosen])
            print(name, " | ".join(f"{rate.mean():.4f}" if rate.size else "–" for rate in rates), end="; ")
        print()
    model = _learn(vectors, kinds)
    np.savez_compressed(
        PATH,
        weights=model.coef_.astype(np.float16),
        bias=model.intercept_.astype(np.float16),
        fingerprint=np.array(embeddings.fingerprint),
    )


if __name__ == "__main__":
    main()
