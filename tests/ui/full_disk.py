"""`reforms add` on a disk that fills up: `python -m tests.ui.full_disk CORPUS DATA FILE LIMITS`.

A limit on the size of files stops every write where a full disk would. After each, with room again, one JSON line tells
what the command said and what the library and the index hold.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
from unittest import mock

from tests.fakes import WordEmbeddings
from ui.cli import run


def call(*args: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run([*args, "--corpus", sys.argv[1], "--data", sys.argv[2]])
    return status, out.getvalue(), err.getvalue()


def main() -> None:
    with mock.patch("assistant.build.SentenceTransformerEmbeddings", return_value=WordEmbeddings()):
        call("index")
        for limit in json.loads(sys.argv[4]):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            status, _, err = call("add", sys.argv[3])
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            listed = [row["document_id"] for row in json.loads(call("documents", "--json")[1])]
            _, found, told = call("search", "leaving care allowance", "-k", "1", "--json")
            first = json.loads(found)[0]["document_id"]
            print(json.dumps([limit, status, err.splitlines()[-1:], listed, first, told]), flush=True)


if __name__ == "__main__":
    main()
