"""The command line in a process of its own, with the tests' embedder: `python -m tests.ui.commands ARGS…`."""

from __future__ import annotations

import sys
from unittest import mock

from tests.fakes import WordEmbeddings
from ui.cli import run


def main() -> int:
    with mock.patch("assistant.build.SentenceTransformerEmbeddings", return_value=WordEmbeddings()):
        return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
