"""Claim → Verdict: what the papers say of one sentence.

Read a claim (`saying.py`), split it (`splitting.py`), find sentences (`finding.py`), hold them against it
(`aligning.py`, `values.py`, `wording.py`), judge (`judging.py`), put it in words (`explaining.py`); `checker.py` is
the path.
"""

from assistant.checking.checker import Checker

__all__ = ["Checker"]
