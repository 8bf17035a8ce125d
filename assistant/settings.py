"""Settings, validated once. Read at the top (`ui`, `evals`), spent in `build.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from assistant.models.providers import checked_address, parse_name
from corpus.library import BUNDLED
from index.embedding import DEFAULT_MODEL

ModelStep = Literal["standalone", "rewordings", "choosing", "writing", "claims", "questions"]
MEASURED = "measured"
"""In place of steps: those that a measurement kept."""


def default_data_folder() -> Path:
    """Where the index lives when nobody says: the user's data folder for programs."""
    return Path(platformdirs.user_data_dir("reforms-assistant", appauthor=False))


def _model_name(text: str) -> str:
    text = text.strip()
    if text:
        parse_name(text)
    return text


def _listed(value: object) -> object:
    """Steps may be given as words with commas, as environment variables are; "measured" leaves them to the record."""
    if isinstance(value, str) and value.strip().lower() == MEASURED:
        return None
    return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


class Settings(BaseModel):
    """What a user may choose. A model's key is no setting: it stands in the environment alone.

    Attributes:
        corpus: Folder of documents.
        data: Folder for the index.
        embedder: `all-MiniLM-L6-v2`, or another sentence-transformers model by folder or name.
        reranker: "bundled", "none", or another cross-encoder for sentence-transformers by folder or name.
        verifier: What reads claim and evidence together: "bundled", "none", or a folder of the same form.
        processes: How many processes read pairs of texts for the bundled models, beside this one; 0 where one person
            asks at a time.
        max_question_chars: A longer question or claim is refused.
        model: A language model as `provider:model`, or a model's file or folder; "" for none.
        model_base_url: Where it is served, if not where the provider serves it.
        model_timeout_s: The whole time that an answer may wait for it, retries and all.
        model_retries: Further tries after a failure that may pass.
        model_context_tokens: What it reads at most, prompt and reply together; None where nobody knows.
        model_reply_tokens: What it may write at most.
        model_steps: Where it is asked; None for where that was measured to help, see `assistant.helping.measured`.
        model_input_price: What a million tokens cost that it reads, in any currency.
        model_output_price: And that it writes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    corpus: Path = BUNDLED
    data: Path = Field(default_factory=default_data_folder)
    embedder: str = DEFAULT_MODEL
    reranker: str = "bundled"
    verifier: str = "bundled"
    processes: int = Field(default=0, ge=0, le=64)
    max_question_chars: int = Field(default=2_000, gt=0)
    model: Annotated[str, AfterValidator(_model_name)] = ""
    model_base_url: Annotated[str, AfterValidator(checked_address)] = ""
    model_timeout_s: float = Field(default=30.0, gt=0, le=600, allow_inf_nan=False)
    model_retries: int = Field(default=2, ge=0, le=10)
    model_context_tokens: int | None = Field(default=None, ge=256)
    model_reply_tokens: int = Field(default=1_000, ge=16)
    model_steps: Annotated[tuple[ModelStep, ...] | None, BeforeValidator(_listed)] = None
    model_input_price: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    model_output_price: float | None = Field(default=None, ge=0, allow_inf_nan=False)
