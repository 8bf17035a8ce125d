"""Train the cross-encoder that tells whether evidence bears a claim out.

```
(evidence, claim, label) ─batches→ three logits ─cross-entropy→ … ─temperature→ calibrated ─quantise→ int8
```

Starts from the bundled reranker, which knows the language of these papers, with a new head; its word vectors stay as
they are. May be run in stages, each from the weights of the one before (`--start`). See `README.md` beside this file.
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

from index.crossencoding import BUNDLED, CHECKSUM, MAX_TOKENS, WEIGHTS, unpack
from index.reranker.quantising import dequantise, quantise
from index.training import logits_in_runs
from index.verifier.marking import paired
from index.verifier.perturbing import CONTRADICTED, NOT_FOUND, SUPPORTED, Example
from index.verifier.scoring import scores_of, temperature_of
from index.verifying import CALIBRATION

_RUN = 16
"""Pairs that go through the model at once."""
_NAMES = {SUPPORTED: "supported", CONTRADICTED: "contradicted", NOT_FOUND: "not_found"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is made with; printed and stored with its scores."""

    seed: int = 7
    epochs: int = 1
    minutes: float | None = None
    """Stop then, the rate falling with time and not with steps: for a machine shared with others."""
    pairs_a_step: int = 32
    learning_rate: float = 1e-4
    head_factor: float = 5.0
    warm_up: float = 0.06
    weights: tuple[float, float, float] = (1.0, 1.3, 1.15)
    """Of a mistake on each label: what is not supported weighs more, so that false assurance is the rarest."""
    hand_weight: float = 1.5
    checks: int = 6
    """In an epoch."""
    every_checked: int = 3
    """Of the tuning part, so that checks take little time."""
    last_rate: float = 0.0
    """Of the learning rate, at the end; above 0 where another stage follows."""
    unmarked: float = 0.0
    """Share of the pairs trained on whose marks of difference are left out, so that the texts are read too."""


class Model:
    """A BERT with three logits over (evidence, claim)."""

    def __init__(self, folder: Path, settings: Settings, *, new_head: bool) -> None:
        """Load the starting weights; the head is drawn from the seed where it is new."""
        import torch
        from tokenizers import Tokenizer
        from transformers import BertForSequenceClassification

        torch.manual_seed(settings.seed)
        self._torch = torch
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        self.bert: Any = BertForSequenceClassification.from_pretrained(
            str(folder),
            num_labels=len(_NAMES),
            id2label=_NAMES,
            label2id={name: number for number, name in _NAMES.items()},
            ignore_mismatched_sizes=new_head,
            attn_implementation="eager",
            attention_probs_dropout_prob=0.0,
            hidden_act="gelu_pytorch_tanh",  # as near to the exact one as makes no difference, and five times quicker
        )
        self.bert.bert.embeddings.word_embeddings.weight.requires_grad_(False)

    def logits(self, examples: Sequence[Example], bare: Sequence[bool] | None = None) -> Any:
        """Three float32 logits an example, with gradients; computed in runs of like length.

        Args:
            examples: The pairs.
            bare: Which are read without their marks; by default none.
        """
        pairs = [
            (one.evidence, one.claim) if without else paired(one.evidence, one.claim)
            for one, without in zip(examples, bare or [False] * len(examples), strict=True)
        ]
        encodings = self.tokenizer.encode_batch(pairs)
        return logits_in_runs(self.bert, encodings, size=_RUN, multiple_of=16, max_tokens=MAX_TOKENS)

    def scores(self, examples: Sequence[Example]) -> NDArray[np.float64]:
        """Three logits an example, without gradients."""
        self.bert.eval()
        parts = [np.zeros((0, len(_NAMES)))]
        with self._torch.inference_mode():
            for start in range(0, len(examples), 32 * _RUN):
                parts.append(self.logits(examples[start : start + 32 * _RUN]).numpy().astype(np.float64))
        self.bert.train()
        return np.concatenate(parts)


def batches(examples: Sequence[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Examples of like length together, within large shuffled pools; the batches in random order."""
    shuffled = list(examples)
    rng.shuffle(shuffled)
    cut = []
    for start in range(0, len(shuffled), 64 * size):
        pool = sorted(shuffled[start : start + 64 * size], key=lambda one: len(one.evidence) + len(one.claim))
        cut += [pool[at : at + size] for at in range(0, len(pool), size)]
    rng.shuffle(cut)
    return cut


def train(model: Model, examples: Sequence[Example], settings: Settings, out: Path) -> list[dict[str, Any]]:
    """Train; the last weights stand in `out / "last.safetensors"`, those of each check beside them.

    Returns:
        The checks on the tuning part.
    """
    import torch
    from safetensors.torch import save_file

    rng = random.Random(settings.seed)
    training = [one for one in examples if one.part == "training"]
    tuning = [one for one in examples if one.part == "tuning"][:: settings.every_checked]
    plan = [batch for _ in range(settings.epochs) for batch in batches(training, settings.pairs_a_step, rng)]
    named: list[tuple[str, Any]] = [(n, p) for n, p in model.bert.named_parameters() if p.requires_grad]
    head = [parameter for name, parameter in named if "classifier" in name]
    body = [parameter for name, parameter in named if "classifier" not in name]
    groups: list[dict[str, Any]] = [
        {"params": body},
        {"params": head, "lr": settings.learning_rate * settings.head_factor},
    ]
    optimiser = torch.optim.AdamW(groups, lr=settings.learning_rate, weight_decay=0.01, fused=True)
    warm = max(1, round(settings.warm_up * len(plan)))
    started = time.perf_counter()

    def rate(step: int) -> float:
        left = (len(plan) - step) / (len(plan) - warm)
        if settings.minutes:
            left = min(left, 1 - (time.perf_counter() - started) / 60 / settings.minutes)
        return min((step + 1) / warm, max(settings.last_rate, left))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    print(f"{len(plan)} steps, {sum(map(len, plan))} pairs", flush=True)
    every, history = max(1, len(plan) // (settings.checks * settings.epochs)), []
    weights = torch.tensor(settings.weights)
    model.bert.train()
    sum_loss = 0.0
    for step, batch in enumerate(plan, start=1):
        labels = torch.tensor([one.label for one in batch])
        heavy = torch.tensor([settings.hand_weight if one.kind.startswith("hand") else 1.0 for one in batch])
        bare = [rng.random() < settings.unmarked for _ in batch]
        losses = torch.nn.functional.cross_entropy(model.logits(batch, bare), labels, reduction="none")
        loss: Any = (losses * weights[labels] * heavy).mean()
        if not torch.isfinite(loss):
            raise FloatingPointError(f"step {step}: the loss is {float(loss)}")
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*body, *head], 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        sum_loss += float(loss.detach())
        minutes = round((time.perf_counter() - started) / 60, 1)
        ends = step == len(plan) or (settings.minutes is not None and minutes >= settings.minutes)
        if step % every == 0 or ends:
            checked = scores_of(tuning, model.scores(tuning))["all"]
            history.append({"step": step, "loss": round(sum_loss / every, 3), **checked, "minutes": minutes})
            print(json.dumps(history[-1]), flush=True)
            sum_loss = 0.0
            weights_now = dict(model.bert.state_dict())
            for name in (f"check{len(history)}.safetensors", "last.safetensors"):
                save_file(weights_now, out / name)
        if ends:
            break
    return history


def export(model: Model, start: Path, out: Path, kept_back: Sequence[Example]) -> float:
    """Write the quantised weights with their checksum, configuration, tokenizer and the temperature fitted on what is
    kept back, into `out`.

    Returns:
        The temperature.
    """
    import torch
    from safetensors.numpy import load_file, save_file

    weights = load_file(out.parent / "last.safetensors")
    out.mkdir(parents=True, exist_ok=True)
    small = quantise({name: value for name, value in weights.items() if value.dtype == np.float32})
    save_file(small, out / WEIGHTS)
    digest = hashlib.sha256((out / WEIGHTS).read_bytes()).hexdigest()
    (out / CHECKSUM).write_text(f"{digest}  {WEIGHTS}\n", encoding="ascii")
    model.bert.config.save_pretrained(out)
    shutil.copyfile(start / "tokenizer.json", out / "tokenizer.json")
    model.bert.load_state_dict(
        {name: torch.from_numpy(value) for name, value in dequantise(small).items()}, strict=False
    )
    temperature = temperature_of(model.scores(kept_back), [one.label for one in kept_back])
    (out / CALIBRATION).write_text(json.dumps({"temperature": round(temperature, 4)}) + "\n", encoding="utf-8")
    return temperature


def main() -> None:
    """Train, check, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=Path, required=True, help="claims with evidence (see `prepare.py`)")
    parser.add_argument("--start", type=Path, help="OUT of the stage before; by default the bundled reranker")
    parser.add_argument("--out", type=Path, required=True, help="scratch folder; the weights go to OUT/model")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--minutes", type=float, help="stop after so many, whatever is left of the epochs")
    parser.add_argument("--learning-rate", type=float, default=Settings().learning_rate)
    parser.add_argument("--last-rate", type=float, default=Settings().last_rate)
    parser.add_argument("--warm-up", type=float, default=Settings().warm_up)
    parser.add_argument("--unmarked", type=float, default=Settings().unmarked)
    parser.add_argument("--seed", type=int, default=Settings().seed)
    arguments = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch

    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    settings = Settings(
        seed=arguments.seed,
        epochs=arguments.epochs,
        minutes=arguments.minutes,
        learning_rate=arguments.learning_rate,
        warm_up=arguments.warm_up,
        last_rate=arguments.last_rate,
        unmarked=arguments.unmarked,
    )
    out: Path = arguments.out
    start = out / "start"
    if arguments.start is None:
        unpack(start, BUNDLED)
    else:
        start.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(arguments.start / "last.safetensors", start / "model.safetensors")
        for name in ("config.json", "tokenizer.json"):
            shutil.copyfile(arguments.start / "model" / name, start / name)
    examples = pickle.loads(arguments.examples.read_bytes())  # noqa: S301  (written by `prepare.py` on this machine, never from outside)
    model = Model(start, settings, new_head=arguments.start is None)
    history = train(model, examples, settings, out)
    kept_back = [one for one in examples if one.part != "training"]
    temperature = export(model, start, out / "model", kept_back)
    development = [one for one in examples if one.part == "development"]
    result = {
        "settings": asdict(settings),
        "temperature": round(temperature, 4),
        "tuning": history,
        "development": scores_of(development, model.scores(development)),
        "sha256": (out / "model" / CHECKSUM).read_text(encoding="ascii").split()[0],
    }
    (out / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
