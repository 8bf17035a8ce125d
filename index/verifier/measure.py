"""How the bundled verifier does on papers it was not trained on: `python -m index.verifier.measure PDF_FOLDER`.

The claims are made by `perturbing` from three PDFs that `prepare` never reads, and written by hand on them
(`unseen_claims.jsonl`, without a word of the PDFs).
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.verifier.perturbing import Example, Perturber
from index.verifier.prepare import UNSEEN, by_hand, by_rule, perturber_of
from index.verifier.scoring import assurance, scores_of
from index.verifying import BUNDLED, BundledVerifier, Verifier

CLAIMS = Path(__file__).with_name("unseen_claims.jsonl")
_SEED = 2026


def unseen_claims(folder: Path, n_sentences: int) -> list[Example]:
    """Claims on the unseen PDFs of a folder.

    Args:
        folder: With the PDFs.
        n_sentences: Sentences drawn of each paper.
    """
    rng = random.Random(_SEED)
    perturber = perturber_of({folder: UNSEEN})
    made = list(by_rule(_sampled(perturber, n_sentences, rng), rng, every=True))
    return [*made, *by_hand(perturber, CLAIMS, rng, changed=False)]


def _sampled(perturber: Perturber, n_sentences: int, rng: random.Random) -> Perturber:
    """The same papers, of which claims are made from a sample."""
    drawn = []
    for document in dict.fromkeys(one.document for one in perturber.sentences):
        own = [one for one in perturber.sentences if one.document == document and one.stands_alone]
        drawn += rng.sample(own, min(n_sentences, len(own)))
    return perturber.of(drawn)


def odds_of(verifier: Verifier, examples: Sequence[Example]) -> NDArray[np.float64]:
    """What the verifier says of each claim, (n, 3)."""
    return np.array([verifier.verify(one.claim, [one.evidence])[0] for one in examples])


def table(examples: Sequence[Example], odds: NDArray[np.float64]) -> dict[str, object]:
    """Every figure: of claims by rule and by hand, of each paper, by kind, and at thresholds."""
    hand = np.array([one.kind.startswith("hand") for one in examples])
    figures: dict[str, object] = {}
    for name, taken in (("by rule", ~hand), ("by hand", hand)):
        own, likely = [one for one, is_so in zip(examples, taken, strict=True) if is_so], odds[taken]
        papers = sorted({one.document for one in own})
        rows = {paper: [row for row, one in enumerate(own) if one.document == paper] for paper in papers}
        figures[name] = {
            "kinds": scores_of(own, np.log(likely)),
            "papers": {p: scores_of([own[r] for r in at], np.log(likely[at]))["all"] for p, at in rows.items()},
            "assurance": assurance(own, likely),
        }
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="with the PDFs of index.verifier.prepare.UNSEEN")
    parser.add_argument("--model", type=Path, default=BUNDLED)
    parser.add_argument("--sentences", type=int, default=250, help="drawn of each paper")
    parser.add_argument("--json", type=Path, help="where to write the figures too")
    arguments = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    examples = unseen_claims(arguments.folder, arguments.sentences)
    figures = table(examples, odds_of(BundledVerifier(arguments.model), examples))
    for name, found in figures.items():
        print(f"\n{name}")
        for part, rows in found.items():  # type: ignore[attr-defined]
            for row in rows.items() if isinstance(rows, dict) else enumerate(rows):
                print(f"  {part:<10} {row[0]!s:<40} {row[1]}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
