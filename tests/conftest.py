from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock
import pytest

from assistant.build import Assistant, build_assistant
from assistant.settings import Settings
from index.embedding import SentenceTransformerEmbeddings
from tests.assistant.models import small as small_model
from tests.fakes import WordEmbeddings, write_folder

MakeAssistant = Callable[..., Assistant]


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformerEmbeddings:
    """The real embedder, loaded once."""
    return SentenceTransformerEmbeddings()


def _once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that `make` fills, once for all the processes of a run of the tests; nobody else may write there."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each has a folder of its own within that of the run
        base = base.parent
    folder, aside = base / name, base / f"{name}.aside"
    with filelock.FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir()
            make(aside)
            aside.rename(folder)
    return folder


@pytest.fixture(scope="session")
def bundled_data(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbeddings) -> Path:
    """A data folder with the index of the bundled documents, built once for all tests; for `--data`.

    `REFORMS_TEST_EMBEDDINGS=FILE` keeps the embeddings in FILE from run to run.
    """

    def build(data: Path) -> None:
        kept, own = Path(os.environ.get("REFORMS_TEST_EMBEDDINGS", "")), data / "index" / "embeddings.sqlite3"
        if kept.is_file():
            own.parent.mkdir()
            shutil.copy(kept, own)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("assistant.build.SentenceTransformerEmbeddings", lambda _: embedder)
            build_assistant(Settings(data=data)).close()
        if kept.name:
            shutil.copy(own, kept)

    return shutil.copytree(_once(tmp_path_factory, "bundled", build), tmp_path_factory.mktemp("bundled") / "data")


@pytest.fixture(scope="session")
def bundled(bundled_data: Path, embedder: SentenceTransformerEmbeddings) -> Iterator[Assistant]:
    """The real assistant over the bundled documents."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.build.SentenceTransformerEmbeddings", lambda _: embedder)
        assistant = build_assistant(Settings(data=bundled_data))
    yield assistant
    assistant.close()


@pytest.fixture
def quick_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check a new index in this process; users get a process of its own, which takes two seconds to start."""
    from index import probe
    from index.generations import build_generation

    monkeypatch.setattr("index.ingestion.build_generation", functools.partial(build_generation, probe=probe.probe))


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch, quick_builds: None) -> WordEmbeddings:
    """An embedder without a model, in the place of the real one wherever an assistant is built."""
    fake = WordEmbeddings()
    monkeypatch.setattr("assistant.build.SentenceTransformerEmbeddings", lambda _: fake)
    return fake


@pytest.fixture
def small(tmp_path: Path, words: WordEmbeddings) -> Iterator[MakeAssistant]:
    """Make an assistant over a folder of small documents: `small()`, or `small({"a.md": "…"}, notify=…)`."""
    opened = []

    def make(files: dict[str, str] | None = None, *, notify: Callable[[str], None] = lambda _: None) -> Assistant:
        corpus = write_folder(tmp_path / "corpus", files)
        opened.append(build_assistant(Settings(corpus=corpus, data=tmp_path / "data"), notify=notify))
        return opened[-1]

    yield make
    for assistant in opened:
        assistant.close()


@pytest.fixture(scope="session")
def small_model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SmolLM2-135M-Instruct as a transformers folder."""
    return small_model.unpacked(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def small_model_url(small_model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a real OpenAI-compatible server with that model, as `openai:SmolLM2-135M-Instruct`."""
    with small_model.served(small_model_folder, tmp_path_factory.mktemp("server")) as url:
        yield url
