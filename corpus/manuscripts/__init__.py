"""Drafts that somebody is writing: read with the way back to every character, and marked in a copy.

bytes ─read_manuscript→ Manuscript of Pieces … Marks and Sheets ─annotated_word→ bytes

Both steps run in a worker process under limits (`corpus.worker`), and hand bytes on through pipes: no draft, and
nothing made of one, is ever written to a temporary file.
"""

from corpus.manuscripts.model import Cell, Manuscript, Mark, Piece, PieceKind, Run, Sheet
from corpus.manuscripts.working import KINDS, MAX_BYTES, annotated_word, read_manuscript

__all__ = [
    "KINDS",
    "MAX_BYTES",
    "Cell",
    "Manuscript",
    "Mark",
    "Piece",
    "PieceKind",
    "Run",
    "Sheet",
    "annotated_word",
    "read_manuscript",
]
