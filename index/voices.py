"""Who speaks in a document: kept of each beside the index, so that opening a large one reads no document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from corpus.documents import Document
from corpus.standpoint import StandpointFinder

VERSION = 1
"""Part of the index's fingerprint: raise it when what is kept of each document is found or stored differently."""


@dataclass(frozen=True, slots=True)
class Voices:
    """One document's publisher, and whose statements it holds.

    Attributes:
        publisher: As given or read; "" when unknown.
        kind: Of the document ("press release").
        name: The publisher as the document's own text calls it ("LGA"); "" when unknown.
        holders: Whose statements its blocks are, each once, in order of first mention.
    """

    publisher: str
    kind: str
    name: str
    holders: tuple[str, ...]


def voices_of(document: Document) -> Voices:
    """Read from a document."""
    publisher, kind = document.source.publisher, document.source.kind
    name = StandpointFinder.for_publisher(publisher, kind, document.text).holder if publisher else ""
    holders = dict.fromkeys(block.standpoint.holder for block in document.blocks)
    return Voices(publisher, kind, name, tuple(filter(None, holders)))


def dump_voices(voices: Voices) -> dict[str, Any]:
    """As JSON takes it."""
    return asdict(voices)


def load_voices(told: Mapping[str, Any]) -> Voices:
    """The inverse of `dump_voices`, of what JSON gives back."""
    return Voices(told["publisher"], told["kind"], told["name"], tuple(told["holders"]))
