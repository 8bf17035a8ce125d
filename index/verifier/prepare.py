"""Make the claims the verifier learns from: `python -m index.verifier.prepare --shared FOLDER --out FILE`.

Four sources: sentences of the bundled papers and of six guidance PDFs, changed by rule (`perturbing`); claims written
by hand on sentences of the same papers (`claims.jsonl` beside this file) and on whole passages (`passages.py`); public
sets of claims. The hand-written ones on guidance PDFs stand there without a word of the PDFs: their sentence is given
by its page and digest.
"""

from __future__ import annotations

import argparse
import os
import pickle
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from corpus.library import BUNDLED
from index.embedding import SentenceTransformerEmbeddings
from index.reranker.asking import rows
from index.verifier import passages
from index.verifier.perturbing import CONTRADICTED, NOT_FOUND, SUPPORTED, Example, Perturber
from index.verifier.sentences import Sentence, sentences_of

CLAIMS = Path(__file__).with_name("claims.jsonl")
GUIDANCE = (
    "csc_adoption_guidance_2013",
    "csc_children_missing_education_2024",
    "csc_cin_census_guide_2023_24",
    "csc_get_it_sorted_advocacy_2004",
    "csc_local_offer_guidance_2025",
    "csc_workforce_census_spec_2024_25",
)
"""PDFs trained on; those of `index.verifier.measure` are never looked at here."""
UNSEEN = ("csc_kcsie_2025", "csc_ca1989_vol3_transitions_feb2025", "csc_health_looked_after_2022")
"""PDFs kept for measuring."""

_FIGURES = re.compile(
    r"£|\d(?:%| per cent| million)|\b(?:19|20)\d\d\b(?! Regulations| Act)|\b\d+ [a-z]|"
    r"\b(?:two|three|four|six|ten|twelve) [a-z]+s\b"
)
_LONG = 32
"""Words of a sentence that costs too much to be learnt from each time."""
_HAND_CHANGES = ("figure", "date", "unit", "strength", "negation", "direction", "actor")
_PUBLIC = {"SUPPORTED": SUPPORTED, "CONTRADICTED": CONTRADICTED, "NOT_FOUND": NOT_FOUND}
_OF_PUBLIC = 0.5
"""Of FM2 and SciFact in one preparation: their claims often need knowledge that the evidence does not hold."""
_SHARES = {"csc-adoption-guidance-2013": 0.55}
"""Of a paper's sentences taken in one round, so that the longest does not drown the others."""


def by_rule(perturber: Perturber, rng: random.Random, *, rounds: int = 1, every: bool = False) -> Iterator[Example]:
    """One claim of each label a sentence and round, two contradicted ones now and then.

    Args:
        perturber: Of the papers.
        rng: Chance.
        rounds: How often each sentence is gone through.
        every: Whether no sentence is passed over.
    """
    for _ in range(rounds):
        for sentence in perturber.sentences:
            share = _SHARES.get(sentence.document, 1.0) * (1.0 if sentence.stands_alone else 0.5)
            share *= 0.4 if len(sentence.text.split()) > _LONG else 1.0
            if not every and rng.random() > share:
                continue
            made = [perturber.supported(sentence, rng), perturber.contradicted(sentence, rng)]
            if rng.random() < 0.8:
                made.append(perturber.not_found(sentence, rng))
            if _FIGURES.search(sentence.text):  # rare, and what is checked most
                made += [perturber.contradicted(sentence, rng, kind=kind) for kind in ("figure", "date", "unit")]
                made.append(perturber.supported(sentence, rng))
            yield from (one for one in made if one is not None)


def by_hand(perturber: Perturber, path: Path, rng: random.Random, *, changed: bool = True) -> Iterator[Example]:
    """The written claims, and those that `perturbing` makes of the supported ones."""
    known = {sentence.digest: sentence for sentence in perturber.sentences}
    for row in rows(path):
        sentence = known.get(row["sha256"])
        if sentence is None:
            continue
        for label, number in passages.LABELS.items():
            if row[label]:
                yield _written(sentence, row[label], number, f"hand: {label}")
        if changed and row["supported"]:  # once more, since as many changed ones follow
            again = perturber.reworded(row["supported"], rng)
            yield _written(sentence, again, SUPPORTED, "hand: supported")
            wrong = perturber.contradicted(sentence, rng, row["supported"], rng.choice(_HAND_CHANGES))
            more = perturber.not_found(sentence, rng, row["supported"])
            yield from (one for one in (wrong, more if rng.random() < 0.5 else None) if one is not None)


def capped(examples: Sequence[Example], most: int, rng: random.Random) -> list[Example]:
    """At most so many examples of each kind, drawn at random: where hand-written claims shall weigh more."""
    drawn, counts = list(examples), Counter[str]()
    rng.shuffle(drawn)
    kept = []
    for example in drawn:
        counts[example.kind] += 1
        if counts[example.kind] <= most:
            kept.append(example)
    return kept


def public(shared: Path, rng: random.Random) -> Iterator[Example]:
    """VitaminC, FEVER Symmetric, FM2 and SciFact, as far as they are among the shared data."""
    for name in ("vitaminc_mini/train.jsonl", "fever_symmetric/dev.jsonl"):
        for row in rows(shared / name):
            yield _of(row["evidence"], row["claim"], row["label"], name.split("/", maxsplit=1)[0])
    for row in rows(shared / "fm2" / "dev.jsonl"):
        gold = " ".join(row["gold_evidence"])
        if len(gold.split()) > 60 or rng.random() > _OF_PUBLIC:
            continue
        yield _of(f"{row['page']}: {gold}", row["claim"], row["label"], "fm2")
        others = [text for text in row["retrieved_evidence"][-4:] if text not in gold and len(text.split()) < 60]
        if others and rng.random() < 0.3:
            yield _of(f"{row['page']}: {rng.choice(others)}", row["claim"], "NOT_FOUND", "fm2")
    abstracts = {str(row.get("doc_id", row.get("id"))): row for row in rows(shared / "scifact" / "corpus.jsonl")}
    for row in rows(shared / "scifact" / "pairs_train.jsonl"):
        paper = abstracts.get(str(row["doc_id"]))
        sentences = (paper or {}).get("abstract") or (paper or {}).get("sentences") or []
        chosen = [sentences[n] for n in row["gold_sentences"]] or sentences[-2:-1]
        if paper and chosen and len(" ".join(chosen).split()) < 60 and rng.random() < _OF_PUBLIC:
            yield _of(" ".join(chosen), row["claim"], row["label"], "scifact")


def _of(evidence: str, claim: str, label: str, source: str) -> Example:
    return Example(_spaced(evidence), _spaced(claim), _PUBLIC[label], source, source, "training")


def _spaced(text: str) -> str:
    """Without the spaces that the sets set around marks.

    >>> _spaced("on 13 , 1914 ( a son 's ) .")
    "on 13, 1914 (a son's)."
    """
    text = re.sub(r" ([.,;:!?%)]|'s\\b)", r"\1", text.replace("-LRB-", "(").replace("-RRB-", ")"))
    return re.sub(r"\( ", "(", text).replace(" 's", "'s").replace(" -- ", " – ")


def _written(sentence: Sentence, claim: str, label: int, kind: str) -> Example:
    return Example(sentence.evidence, claim, label, kind, sentence.document, sentence.part)


def perturber_of(folders: Mapping[Path, tuple[str, ...]]) -> Perturber:
    """Of the sentences of folders, each with the stems of its files to read (all when empty)."""
    sentences = [one for folder, only in folders.items() for one in sentences_of(folder, only)]
    return Perturber(sentences, SentenceTransformerEmbeddings().encode_documents([one.text for one in sentences]))


def main() -> None:
    """Prepare and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="folder with pdfs/good and data")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=2, help="claims by rule of each label a sentence")
    parser.add_argument("--hand", type=int, default=2, help="how often the hand-written claims are gone through")
    parser.add_argument("--most", type=int, help="claims by rule of one kind at most, drawn at random")
    parser.add_argument("--no-public", action="store_true", help="leave the public sets out")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    rng = random.Random(arguments.seed)
    perturber = perturber_of({BUNDLED: (), arguments.shared / "pdfs" / "good": GUIDANCE})
    made = list(by_rule(perturber, rng, rounds=arguments.rounds))
    if arguments.most is not None:
        made = capped(made, arguments.most, rng)
    on_passages = passages.placed()
    for _ in range(arguments.hand):
        made += by_hand(perturber, CLAIMS, rng)
        made += passages.examples(on_passages, rng)
        made += passages.changed(on_passages, rng)
    if not arguments.no_public:
        made += public(arguments.shared / "data", rng)
    kept_back = {one: None for one in made if one.part != "training"}  # each once
    made = [one for one in made if one.part == "training"] + list(kept_back)
    print(Counter((one.part, one.label) for one in made), Counter(one.kind for one in made), sep="\n")
    arguments.out.write_bytes(pickle.dumps(made))


if __name__ == "__main__":
    main()
