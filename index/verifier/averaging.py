"""The mean of several stages: `python -m index.verifier.averaging --of RUN RUN … --examples FILE --out FOLDER`.

A RUN is the OUT of a stage (see `train.py`), or the weights of one of its checks (OUT/check5.safetensors). Stages that
went on from one another, and the checks of one towards its end, lie close enough together for their mean to be a model
too; what each learnt by heart of its own claims is lost in it, and with that the mistakes it is surest of.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import shutil
from collections.abc import Sequence
from pathlib import Path

from index.verifier.scoring import scores_of
from index.verifier.train import Model, Settings, export

_LAST = "last.safetensors"


def averaged(runs: Sequence[Path], out: Path) -> None:
    """Write the mean of the last weights of several runs, in float32, to `out`.

    Args:
        runs: OUT of each stage (see `train.py`), or files of weights; all of one architecture.
        out: A file.
    """
    from safetensors.torch import load_file, save_file

    weights = [load_file(run if run.is_file() else run / _LAST) for run in runs]
    save_file(
        {name: (sum(one[name].float() for one in weights[1:]) + first.float()) / len(runs)
         for name, first in weights[0].items()},
        out,
    )  # fmt: skip


def main() -> None:
    """Average, export with a temperature of its own, and tell how it does on what was kept back."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--of", type=Path, nargs="+", required=True, help="OUT of each stage, or a file of weights")
    parser.add_argument("--examples", type=Path, required=True, help="as for train.py; only what is kept back is read")
    parser.add_argument("--out", type=Path, required=True, help="scratch folder; the weights go to OUT/model")
    arguments = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch

    torch.set_num_threads(1)
    start = arguments.out / "start"
    start.mkdir(parents=True, exist_ok=True)
    averaged(arguments.of, arguments.out / _LAST)
    shutil.copyfile(arguments.out / _LAST, start / "model.safetensors")
    first: Path = arguments.of[0]
    for name in ("config.json", "tokenizer.json"):
        shutil.copyfile((first.parent if first.is_file() else first) / "model" / name, start / name)
    examples = pickle.loads(arguments.examples.read_bytes())  # noqa: S301  (written by `prepare.py` on this machine, never from outside)
    kept_back = [one for one in examples if one.part != "training"]
    model = Model(start, Settings(), new_head=False)
    temperature = export(model, start, arguments.out / "model", kept_back)
    told = scores_of(kept_back, model.scores(kept_back))
    print(json.dumps({"temperature": round(temperature, 4), "kept_back": told["all"]}))


if __name__ == "__main__":
    main()
