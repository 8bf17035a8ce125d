"""Claims written on whole passages of the bundled papers, with the sentences they are to be held against.

```
passage_claims.jsonl ─passage→ block ─nearest sentence→ Placed ─examples→ Example
```

A claim's writer saw a passage with its headings, as an officer does, and not one sentence. Which sentence of it the
claim is about is told by meaning and words together, as in checking.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.documents import Document
from corpus.library import BUNDLED, load_library, read_document
from corpus.questions import NAME
from corpus.sentences import sentence_spans
from index.analysis import terms
from index.contexts import sentence_in_context
from index.embedding import SentenceTransformerEmbeddings
from index.reranker.asking import folded, part_of, rows
from index.verifier.contradicting import CHANGES, Surroundings, names_of
from index.verifier.paraphrasing import EQUAL, typed
from index.verifier.perturbing import CONTRADICTED, NOT_FOUND, SUPPORTED, Example, reworded
from index.verifier.sentences import PASSAGE

PASSAGE_CLAIMS = Path(__file__).with_name("passage_claims.jsonl")

LABELS = {"supported": SUPPORTED, "contradicted": CONTRADICTED, "not_found": NOT_FOUND}

_WORDS_WEIGHT = 0.6
"""Of the share of a claim's words that a sentence holds, beside its cosine with the claim."""
_AS_NEAR = 0.15
"""Two sentences that are this nearly as near may both be needed."""
_WHOLE = 75
"""Words of a block that is read as one piece of evidence."""
_BOTH, _ANY = 0.5, 0.2
"""Share of claims that are trained on with their whole block: where two sentences are about as near, and elsewhere."""
_SAME = 0.6
"""Cosine from which two sentences may say the same thing."""
_ABOUT_IT = 0.5
"""Share of a claim's words from which a sentence may well decide it, however it is put."""
_BESIDE = (6, 24)
"""So many sentences nearest to a claim and about something else, of which one is drawn; either is as likely."""
_AT_ONCE = 2_000
_REWORDED = 0.5
"""Of the supported claims, those that are trained on once more in slightly other words."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim and where in its passage it is decided.

    Attributes:
        claim: As written.
        verdict: "supported", "contradicted" or "not_found".
        document: The paper's id.
        part: As of `index.verifier.sentences.Sentence`.
        sentence: The nearest sentence of the passage, in its context.
        whole: Its block in context, where that is short and holds more than the sentence; otherwise None.
        both: Whether another sentence is about as near.
    """

    claim: str
    verdict: str
    document: str
    part: str
    sentence: str
    whole: str | None
    both: bool


class Papers:
    """The papers that the passages are of.

    Args:
        folder: Of documents, with the questions by which the passages are known.
    """

    def __init__(self, folder: Path = BUNDLED) -> None:
        """Read them."""
        sources = load_library(folder).sources
        self.documents = {one.source.document_id: one for one in map(read_document, sources)}
        self._folded = {name: [folded(one.body(block)) for block in one.blocks] for name, one in self.documents.items()}
        self._passages = {row["id"]: (row["document"], row["passage"]) for row in rows(folder / NAME)}

    def place(self, passage: str) -> tuple[Document, tuple[int, ...]] | None:
        """The blocks that a passage stands in, headings aside; None where it stands in none."""
        if passage not in self._passages:
            return None
        name, text = self._passages[passage]
        wanted, known = folded(text), self._folded[name]
        found = (
            [i for i, own in enumerate(known) if own == wanted]
            or [i for i, own in enumerate(known) if wanted in own]
            or [i for i, own in enumerate(known) if own and own in wanted]
        )
        document = self.documents[name]
        blocks = tuple(i for i in found if document.blocks[i].kind != "heading")
        return (document, blocks) if blocks else None

    def found(self) -> Iterator[tuple[dict[str, Any], Document, tuple[int, ...]]]:
        """The written claims whose passage still stands in the papers."""
        for row in rows(PASSAGE_CLAIMS):
            if (place := self.place(row["passage"])) is not None:
                yield row, *place


def kept_back(folder: Path = BUNDLED) -> Iterator[tuple[str, str]]:
    """Claims with their verdicts that are not trained on: nothing on their passage is, or the claim itself is not.

    The claims that users check are of the second sort: the verifier knows the papers, and not how they are put.
    """
    for row, document, blocks in Papers(folder).found():
        parts = {part_of(f"{document.source.document_id}:{block // PASSAGE}") for block in blocks}
        if not row.get("trained", True) or "training" not in parts:
            yield row["claim"], row["verdict"]


def placed(folder: Path = BUNDLED) -> list[Placed]:
    """Every claim to train on, or on a passage kept back, with the sentence that it is about."""
    found = [one for one in Papers(folder).found() if one[0].get("trained", True)]
    embeddings = SentenceTransformerEmbeddings()
    texts = list(dict.fromkeys(text for _, document, blocks in found for *_, text in _sentences(document, blocks)))
    vectors = dict(zip(texts, np.asarray(embeddings.encode_documents(texts)), strict=True))
    claims = np.asarray(embeddings.encode_documents([row["claim"] for row, *_ in found]))
    made = []
    for (row, document, blocks), vector in zip(found, claims, strict=True):
        sentences = _sentences(document, blocks)
        said = set(folded(row["claim"]).split())
        near = [
            float(vectors[text] @ vector) + _WORDS_WEIGHT * len(said & set(folded(text).split())) / max(1, len(said))
            for *_, text in sentences
        ]
        block, start, end, _ = sentences[int(np.argmax(near))]
        own = [(first, last) for other, first, last, _ in sentences if other == block]
        first, last = own[0][0], own[-1][1]
        short = len(own) > 1 and len(document.text[first:last].split()) <= _WHOLE
        name = document.source.document_id
        made.append(
            Placed(
                claim=row["claim"],
                verdict=row["verdict"],
                document=name,
                part=part_of(f"{name}:{block // PASSAGE}"),
                sentence=sentence_in_context(document, start, end),
                whole=sentence_in_context(document, first, last) if short else None,
                both=len(near) > 1 and sorted(near)[-2] > max(near) - _AS_NEAR,
            )
        )
    return made


def examples(claims: Iterable[Placed], rng: random.Random) -> Iterator[Example]:
    """One a claim; some of those trained on are read with their whole block."""
    for one in claims:
        evidence = one.sentence
        if one.whole and one.part == "training" and rng.random() < (_BOTH if one.both else _ANY):
            evidence = one.whole
        yield Example(evidence, one.claim, LABELS[one.verdict], f"hand: {one.verdict}", one.document, one.part)


def changed(claims: Iterable[Placed], rng: random.Random) -> Iterator[Example]:
    """Of each claim that its passage bears out, one that it denies, with a single thing changed by rule, and for every
    second one a harmless rewording, so that a change by rule does not give the label away.

    Free wording hides a "not", a "may" or another body better than the paper's own words do.
    """
    supported = [one for one in claims if one.verdict == "supported"]
    papers: dict[str, dict[str, None]] = {}
    for one in supported:
        papers.setdefault(one.document, {})[one.sentence] = None
    around = {
        name: Surroundings((), text, tuple(dict.fromkeys(names_of(text))))
        for name, text in ((name, " ".join(sentences)) for name, sentences in papers.items())
    }
    for one in supported:
        made = {kind: change(one.claim, around[one.document], rng) for kind, change in CHANGES.items()}
        able = [kind for kind, claim in made.items() if claim and folded(claim) != folded(one.claim)]
        if able:
            kind = rng.choice(able)
            yield Example(one.sentence, made[kind] or "", CONTRADICTED, f"changed: {kind}", one.document, one.part)
        if rng.random() < _REWORDED:
            claim, _ = reworded(one.claim, rng, EQUAL, 2)
            yield Example(one.sentence, typed(claim, rng), SUPPORTED, "changed: words", one.document, one.part)


def elsewhere(claims: Sequence[Placed], rng: random.Random, folder: Path = BUNDLED) -> Iterator[Example]:
    """Each claim with a sentence near to it that is about something else: not found there, whatever the claim says.

    A checker reads a dozen sentences for each claim, most of them about something else. A model that has only seen each
    claim beside the sentence that decides it learns to go by the claim alone. A sentence that holds half of the claim's
    words is left out: papers repeat one another in few words.
    """
    pool = [
        (text, sentence_in_context(document, start, end), (document.source.document_id, block))
        for document in Papers(folder).documents.values()
        for block, start, end, text in _sentences(document, range(len(document.blocks)))
        if document.blocks[block].kind != "heading"
    ]
    place = {context: row for row, (_, context, _) in enumerate(pool)}
    embeddings = SentenceTransformerEmbeddings()
    vectors = np.asarray(embeddings.encode_documents([text for text, *_ in pool]))
    alike = vectors @ vectors.T >= _SAME
    held = [set(terms(context)) for _, context, _ in pool]
    for first in range(0, len(claims), _AT_ONCE):
        some = claims[first : first + _AT_ONCE]
        near = np.asarray(embeddings.encode_documents([one.claim for one in some])) @ vectors.T
        for one, row in zip(some, np.argsort(-near, axis=1), strict=True):
            own = place.get(one.sentence)
            if own is None:
                continue
            said = set(terms(one.claim))
            others = [
                i
                for i in row[: 4 * _BESIDE[1]]
                if not alike[own, i] and pool[i][2] != pool[own][2] and len(said & held[i]) < _ABOUT_IT * len(said)
            ]
            if others:
                _, evidence, _ = pool[rng.choice(others[: rng.choice(_BESIDE)])]
                yield Example(evidence, one.claim, NOT_FOUND, f"elsewhere: {one.verdict}", one.document, one.part)


def _sentences(document: Document, blocks: Iterable[int]) -> list[tuple[int, int, int, str]]:
    """Block, start, end and words of each sentence of some blocks."""
    found = []
    for index in blocks:
        block = document.blocks[index]
        for start, end in sentence_spans(document.body(block)):
            first, last = block.body_start + start, block.body_start + end
            found.append((index, first, last, " ".join(document.text[first:last].split())))
    return found
