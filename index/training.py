"""What the trainers of the bundled cross-encoders share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def logits_in_runs(bert: Any, encodings: Sequence[Any], *, size: int, multiple_of: int, max_tokens: int) -> Any:
    """The logits of each pair, with gradients; computed in runs of like length, so that little is padding.

    Args:
        bert: A BertForSequenceClassification.
        encodings: Of the pairs, as `tokenizers` gives them.
        size: Pairs that go through the model at once.
        multiple_of: To which the length of a run is rounded up, in tokens.
        max_tokens: Of a run at most.

    Returns:
        A float32 tensor (n_pairs, n_labels), in the order of `encodings`.
    """
    import torch

    order = sorted(range(len(encodings)), key=lambda row: len(encodings[row].ids))
    runs = []
    for start in range(0, len(order), size):
        taken = order[start : start + size]
        longest = len(encodings[taken[-1]].ids)
        ids = np.zeros((3, len(taken), min(max_tokens, -(-longest // multiple_of) * multiple_of)), dtype=np.int64)
        for place, row in enumerate(taken):
            encoding = encodings[row]
            ids[:, place, : len(encoding.ids)] = encoding.ids, encoding.type_ids, encoding.attention_mask
        tokens, kinds, mask = torch.from_numpy(ids)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            output = bert(input_ids=tokens, token_type_ids=kinds, attention_mask=mask)
        runs.append(output.logits.float())
    back = np.argsort(np.array(order), kind="stable")
    return torch.cat(runs)[torch.from_numpy(back)]
