"""The five papers, read once, and small made-up documents."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from corpus.library import BUNDLED, load_library, read_document
from tests.corpus.reading import Paper


@pytest.fixture(scope="session")
def papers() -> Mapping[str, Paper]:
    return {source.document_id: Paper(read_document(source)) for source in load_library(BUNDLED).sources}


@pytest.fixture(scope="session")
def lga(papers: Mapping[str, Paper]) -> Paper:
    return papers["lga-pack"]


@pytest.fixture(scope="session")
def durham(papers: Mapping[str, Paper]) -> Paper:
    return papers["durham-report"]


@pytest.fixture(scope="session")
def plymouth(papers: Mapping[str, Paper]) -> Paper:
    return papers["plymouth-brief"]


@pytest.fixture(scope="session")
def nspcc(papers: Mapping[str, Paper]) -> Paper:
    return papers["nspcc-summary"]


@pytest.fixture(scope="session")
def dfe(papers: Mapping[str, Paper]) -> Paper:
    return papers["dfe-press"]
