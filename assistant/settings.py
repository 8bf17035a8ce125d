"""Settings, validated once. Read at the top (`ui`, `evals`), spent in `build.py`."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import BaseModel, ConfigDict, Field

from corpus.library import BUNDLED
from index.embedding import DEFAULT_MODEL


def default_data_folder() -> Path:
    """Where the index lives when nobody says: the user's data folder for programs."""
    return Path(platformdirs.user_data_dir("reforms-assistant", appauthor=False))


class Settings(BaseModel):
    """What a user may choose.

    Attributes:
        corpus: Folder of documents.
        data: Folder for the index.
        embedder: `all-MiniLM-L6-v2`, or another sentence-transformers model by folder or name.
        reranker: "bundled", "none", or another cross-encoder for sentence-transformers by folder or name.
        verifier: What reads claim and evidence together: "bundled", "none", or a folder of the same form.
        processes: How many processes read pairs of texts for the bundled models, beside this one; 0 where one person
            asks at a time.
        max_question_chars: A longer question or claim is refused.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    corpus: Path = BUNDLED
    data: Path = Field(default_factory=default_data_folder)
    embedder: str = DEFAULT_MODEL
    reranker: str = "bundled"
    verifier: str = "bundled"
    processes: int = Field(default=0, ge=0, le=64)
    max_question_chars: int = Field(default=2_000, gt=0)
