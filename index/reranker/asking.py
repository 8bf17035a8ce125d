"""Questions with the sentences that answer them and those that only look like it: what the cross-encoder learns from.

Every question is put to our own retrieval, without index-time questions, over the papers it was written for; the
sentences it finds are what the cross-encoder will have to tell apart, so they are what it is trained on.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from corpus.library import load_library
from index.contexts import in_context, sentence_in_context
from index.embedding import SentenceTransformerEmbeddings
from index.ingestion import Index, ensure_index
from index.passages import Query
from index.retrieval import HybridRetriever

_POOL = 20
"""Passages looked at for a question."""
_SAME = 0.9
"""Cosine from which two sentences say the same, so that one is no wrong answer where the other is right."""
_TRAINING, _TUNING, _DEVELOPMENT = "training", "tuning", "development"


@dataclass(slots=True)
class Asked:
    """A question with sentences in context.

    Attributes:
        text: The question.
        part: "training", "tuning" or "development", by the passage it was written for.
        source: Which set of questions it is of.
        right: Sentences that answer it; none for a near miss.
        beside: Sentences of the same passages that do not.
        near: Sentences of other passages that our retrieval finds and that do not, nearest first.
    """

    text: str
    part: str
    source: str
    right: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        """Whether any sentence answers it."""
        return bool(self.right)


def folded(text: str) -> str:
    """Letters and digits only, by which a span is found whatever its marks.

    >>> folded("The “6 pillars”, *are*:")
    'the 6 pillars are'
    """
    return re.sub(r"\W+", " ", text.replace("’", "'")).strip().lower()


def part_of(passage: str, *, seed: int = 7, share: float = 0.15) -> str:
    """Which part a passage belongs to: a fixed draw by its name, so that new passages move none of the old ones.

    >>> part_of("lga-pack:12:0") == part_of("lga-pack:12:0")
    True
    """
    draw = random.Random(f"{seed}:{passage}").random()
    return _TUNING if draw < share / 2 else _DEVELOPMENT if draw < share else _TRAINING


class Papers:
    """A folder of documents, indexed without questions, with its sentences in context.

    Args:
        folder: The documents.
        work: Scratch folder for the index.
        embeddings: The embedder.
    """

    def __init__(self, folder: Path, work: Path, embeddings: SentenceTransformerEmbeddings) -> None:
        """Build the index (a minute or two where the embeddings are not cached)."""
        self._embeddings = embeddings
        self.index: Index = ensure_index(load_library(folder), work, embeddings)
        self._retriever = HybridRetriever(index=self.index, encoder=embeddings)
        self.sentences: dict[str, list[str]] = defaultdict(list)
        self._bare: dict[str, str] = {}
        self._at: dict[tuple[str, int], str] = {}
        self.folded: dict[str, str] = {}
        for name, chunk in self.index.chunks.items():
            self.folded[name] = folded(chunk.text)
        for fields in self.index.opened.metadata.values():
            if fields["kind"] != "sentence":
                continue
            name, start, end = str(fields["chunk_id"]), int(fields["char_start"]), int(fields["char_end"])
            document = self.index.documents[self.index.chunks[name].document_id]
            text = sentence_in_context(document, start, end)
            self.sentences[name].append(text)
            self._bare[text] = folded(document.text[start:end])
            self._at[(name, start)] = text
        texts = list(self._bare)
        self._row = {text: row for row, text in enumerate(texts)}
        self._vectors = embeddings.encode_documents(texts)

    def ask(self, text: str, span: str, passage: str, document_id: str, *, part: str, source: str) -> Asked | None:
        """Find right and wrong sentences for a question.

        Args:
            text: The question.
            span: Words that answer it; "" for a near miss.
            passage: Words of the passage it was written for.
            document_id: The document of the passage.
            part: See `Asked`.
            source: See `Asked`.

        Returns:
            None when the passage is not found as written.
        """
        wanted = folded(span or passage)
        home = [
            name
            for name, body in self.folded.items()
            if wanted in body and self.index.chunks[name].document_id == document_id
        ]
        if not home:
            return None
        asked = Asked(text, part, source)
        if span:
            asked.right = [s for name in home for s in self.sentences[name] if self._holds(s, wanted)]
            if not asked.right:
                return None
        asked.right = list(dict.fromkeys(asked.right))
        right = set(asked.right)
        for name in home:
            asked.beside += [
                s for s in self.sentences[name] if s not in right and self._differs(s, asked.right, wanted)
            ]
        asked.beside = list(dict.fromkeys(asked.beside))
        for passage_found in self._retriever.search(Query(text, k=_POOL)):
            name = passage_found.chunk.chunk_id
            if name in home:
                continue
            for hit in sorted(passage_found.sentences, key=lambda one: -one.similarity)[:4]:
                sentence = self._at.get((name, hit.char_start))
                if sentence and self._differs(sentence, asked.right, wanted if span else ""):
                    asked.near.append(sentence)
        return asked

    def _holds(self, sentence: str, wanted: str) -> bool:
        """Whether a sentence holds the span, or is a good part of one that runs over several sentences."""
        bare = self._bare[sentence]
        return wanted in bare or (len(bare.split()) > 4 and bare in wanted)

    def _differs(self, sentence: str, right: Sequence[str], wanted: str) -> bool:
        if not right:
            return True
        if wanted and wanted in self._bare[sentence]:
            return False
        near = self._vectors[[self._row[one] for one in right]] @ self._vectors[self._row[sentence]]
        return float(np.max(near)) < _SAME


def squad(folder: Path, n_answerable: int, n_unanswerable: int, seed: int) -> Iterator[Asked]:
    """Questions on Wikipedia paragraphs; the sentences of the paragraph are the choice."""
    paragraphs = {row["id"]: row for row in rows(folder / "corpus.jsonl")}
    asked = [*rows(folder / "questions_calib.jsonl"), *rows(folder / "questions_test_all.jsonl")]
    random.Random(seed).shuffle(asked)
    left = {True: n_answerable, False: n_unanswerable}
    for row in asked:
        paragraph = paragraphs[row["gold_paragraph"]]
        title = paragraph["title"].replace("_", " ")
        own = _sentences(paragraph["text"])
        answers = set(row["all_answers"]) if row["answerable"] else set()
        right = [s for s in own if any(answer in s for answer in answers)][:1]
        if left[row["answerable"]] <= 0 or (row["answerable"] and not right):
            continue
        left[row["answerable"]] -= 1
        wrong = [s for s in nearest(row["question"], own) if not any(answer in s for answer in answers)]
        yield Asked(
            row["question"],
            _TRAINING,
            "squad",
            [in_context("", title, "", s) for s in right],
            [in_context("", title, "", s) for s in wrong],
        )


def conditionalqa(folder: Path, n: int, seed: int) -> Iterator[Asked]:
    """Questions on pages of GOV.UK, with the lines that are their evidence."""
    pool = {row["id"]: row for row in rows(folder / "evidence_pool.jsonl")}
    by_page: dict[str, list[str]] = defaultdict(list)
    for row in pool.values():
        by_page[row["url"]].append(row["id"])
    asked = [r for r in rows(folder / "questions_train.jsonl") if not r["not_answerable"] and r["evidence_ids"]]
    random.Random(seed).shuffle(asked)
    for row in asked[:n]:
        right = nearest(row["question"], [pool[name]["text"] for name in row["evidence_ids"]])[:1]
        others = [pool[name]["text"] for name in by_page[row["url"]] if name not in row["evidence_ids"]]
        heading = row["url"].rsplit("/", 1)[-1].replace("-", " ")
        wrong = nearest(row["question"], others)[:8]
        yield Asked(
            row["question"],
            _TRAINING,
            "conditionalqa",
            [in_context("", heading, "", text) for text in right],
            [in_context("", heading, "", text) for text in wrong],
        )


def nearest(question: str, texts: Sequence[str]) -> list[str]:
    """Texts by falling share of words in common with the question, longer ones weighed down."""
    from index.analysis import terms

    wanted = set(terms(question))
    return sorted(dict.fromkeys(texts), key=lambda text: -len(wanted & set(terms(text))) / (len(text) + 80) ** 0.3)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            if line.strip():
                yield json.loads(line)


def _sentences(text: str) -> list[str]:
    from corpus.sentences import sentence_spans

    return [text[start:end] for start, end in sentence_spans(text)]
