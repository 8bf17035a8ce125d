"""Generations of the index: built aside, verified, made current by replacing one pointer, never modified after.

A reader trusts nothing that it did not digest: the pointer vouches for the manifest, the manifest for every file, and
what is opened is the private copy, or the bytes in memory, that went through the digest. So a reader answers from one
whole generation or says what is wrong with it (`Problem`), and its caller builds a new one.

This module is the whole of it to the other modules: `layout.py` says what a generation is, `locking.py` keeps writers
apart, `building.py` makes one current, `opening.py` opens it.
"""

from __future__ import annotations

from index.building import build_generation
from index.layout import Payload, Problem, Record
from index.locking import writer_lock
from index.opening import OpenIndex, open_current

__all__ = ["OpenIndex", "Payload", "Problem", "Record", "build_generation", "open_current", "writer_lock"]
