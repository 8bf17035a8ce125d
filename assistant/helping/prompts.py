"""Prompts: files of `assistant/prompts`, read and checked before the first question."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.models.seam import Prompt
from corpus.errors import UserFacingError

FOLDER = Path(__file__).parents[1] / "prompts"

FIELDS: Mapping[str, frozenset[str]] = {
    "standalone": frozenset({"earlier", "question"}),
    "rewordings": frozenset({"question"}),
    "choosing": frozenset({"question", "evidence"}),
    "writing": frozenset({"question", "evidence"}),
    "rewriting": frozenset({"question", "faults"}),
    "claims": frozenset({"claim"}),
    "questions": frozenset({"heading", "passage"}),
}
"""Every prompt, and the data that goes into it."""
MOST_WORDS = 180
"""Of a prompt: a small model reads no more, and a large one needs none."""


class PromptError(UserFacingError):
    """A prompt that is missing or cannot be used."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1)
    system: str = Field(min_length=20)
    template: str = Field(min_length=10)


def load_prompt(name: str, folder: Path = FOLDER) -> Prompt:
    """Read and check one prompt.

    Raises:
        PromptError: If it is missing or damaged, too long, or takes other data than the program gives.
    """
    path = folder / f"{name}.toml"
    try:
        file = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise PromptError(f"Prompt '{name}': cannot be read ({error.strerror}). Install again.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PromptError(f"{path.name}: {error}. Mend it or install again.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PromptError(f"{path.name}: {where}: {first['msg']}. Mend it or install again.") from error
    try:
        fields = {field for _, field, _, _ in string.Formatter().parse(file.template) if field is not None}
    except ValueError as error:
        raise PromptError(f"{path.name}: template: {error}. Mend it or install again.") from error
    if fields != FIELDS[name]:
        raise PromptError(
            f"{path.name}: template takes {', '.join(sorted(fields)) or 'nothing'}, and is given "
            f"{', '.join(sorted(FIELDS[name]))}. Mend it or install again."
        )
    n_words = len(f"{file.system} {file.template}".split())
    if "{" in file.system or n_words > MOST_WORDS:
        what = "system takes data" if "{" in file.system else f"has {n_words} words, and at most {MOST_WORDS} are read"
        raise PromptError(f"{path.name}: {what}. Mend it or install again.")
    return Prompt(name, file.version, file.system.strip(), file.template.strip())


@lru_cache(maxsize=1)
def load_prompts() -> Mapping[str, Prompt]:
    """All of them, by name.

    Raises:
        PromptError: As `load_prompt`.
    """
    return {name: load_prompt(name) for name in FIELDS}
