"""Evidence → Statements, and Statements → the answer as Markdown.

The writer quotes: a statement's words are the paper's own. Who says it stands before them, never in them. What a
language model put plainly (`assistant.helping`) stands without quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from assistant.answers import Disagreement, Statement
from assistant.evidence import Evidence, Role
from corpus.documents import Document, Standpoint

_MARKDOWN = re.compile(r"([\\`*_~\[\]<>]|&(?=#?\w+;))")
_LINE_START = re.compile(r"\A(\d+)([.)])(?=\s|\Z)|\A(#{1,6}|\+|-)(?=\s|\Z|-)")


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """A statement before its quotes have numbers.

    Attributes:
        text: The words.
        evidence: What they rest on; at least one piece.
        standpoint: Who says or decides it.
        attribution: How the answer introduces it.
        role: As of `Statement`.
        own_words: As of `Statement`.
    """

    text: str
    evidence: tuple[Evidence, ...]
    standpoint: str
    attribution: str
    role: Role
    own_words: bool = False


class Writer(Protocol):
    """Makes statements of evidence; the plug-in point for a language model."""

    name: str

    def write(
        self, question: str, evidence: Sequence[Evidence], documents: Mapping[str, Document]
    ) -> list[DraftStatement]:
        """Statements, each resting on some of the evidence."""


class QuotingWriter:
    """Says nothing of its own: one statement a piece of evidence, in its words."""

    name = "quotes"

    def write(
        self, question: str, evidence: Sequence[Evidence], documents: Mapping[str, Document]
    ) -> list[DraftStatement]:
        """One statement a piece, in order; `question` is not looked at."""
        drafts = []
        for piece in evidence:
            document = documents[piece.document_id]
            standpoint = document.blocks[piece.block].standpoint
            drafts.append(
                DraftStatement(
                    text=" ".join(document.text[piece.char_start : piece.char_end].split()),
                    evidence=(piece,),
                    standpoint=standpoint.holder or document.source.publisher,
                    attribution=attribution(standpoint, document.source.publisher),
                    role=piece.role,
                )
            )
        return drafts


def attribution(standpoint: Standpoint, publisher: str) -> str:
    """How an answer introduces a statement.

    >>> attribution(Standpoint("LGA", "view"), "Local Government Association")
    'LGA view'
    >>> attribution(Standpoint("UK Government", "reports", "LGA"), "Local Government Association")
    'UK Government, as reported by the LGA'
    >>> attribution(Standpoint("", "states"), "Leeds City Council")
    'Leeds City Council'
    """
    holder = standpoint.holder or publisher
    if not holder:
        return ""
    if standpoint.voice == "view":
        return f"{holder} view" if holder.isupper() else f"View of {_with_article(holder)}"
    if standpoint.via and standpoint.via != holder:
        return f"{holder}, as reported by {_with_article(standpoint.via)}"
    return holder


def _with_article(holder: str) -> str:
    return (
        f"the {holder}" if holder.isupper() or holder.startswith(("Department", "Local", "Ministry", "UK")) else holder
    )


def compose(
    statements: Sequence[Statement], short_answer: Callable[[str], tuple[int, int] | None] = lambda _: None
) -> str:
    """The answer as Markdown: who says it, their words in quotation marks, the markers; a list as bullets.

    The papers' words are escaped, so that nothing in them can act as Markdown or HTML.

    Args:
        statements: In order.
        short_answer: Where the thing asked for stands in a statement; set in bold, except in items of a list.
    """
    parts: list[str] = []
    for who, group in groupby(statements, key=lambda statement: statement.attribution):
        lines: list[str] = []
        for statement in group:
            text, marks = escape(statement.text), "".join(f"[{number}]" for number in statement.citations)
            span = None if statement.role == "item" else short_answer(statement.text)
            if span is not None:
                before, within, after = (
                    statement.text[: span[0]],
                    statement.text[slice(*span)],
                    statement.text[span[1] :],
                )
                text = f"{escape(before)}**{escape(within)}**{escape(after)}"
            if statement.role == "item":
                lines.append(f"- {text} {marks}")
            elif statement.role == "lead_in":
                said = text if statement.own_words else f"“{text}”"
                lines.append(f"{'' if not lines else chr(10)}{said} {marks}")
            else:
                if lines and lines[-1].startswith("- "):
                    lines.append("")
                lines.append(f"{text} {marks}" if statement.own_words else f"“{text}” {marks}")
        parts.append((f"**{escape(who)}:** " if who else "") + _joined(lines))
    return "\n\n".join(parts)


def compose_disagreements(disagreements: Sequence[Disagreement]) -> str:
    """Where papers differ, as Markdown: on what, who says so when and why, and each value with its markers."""
    told = []
    for found in disagreements:
        lines = [f"**The papers differ:** {escape(found.topic)}. {escape(found.explanation)}", ""]
        for side in found.positions:
            marks = "".join(f"[{number}]" for number in side.citations)
            lines.append(f"- {escape(side.value)} {marks}")
        told.append("\n".join(lines))
    return "\n\n".join(told)


def _joined(lines: Sequence[str]) -> str:
    """Sentences run on; bullets and what follows them start a line."""
    text = ""
    for line in lines:
        if line.startswith("- "):
            text += ("\n" if text.rsplit("\n", 1)[-1].startswith("- ") else "\n\n") + line
        elif text and not text.endswith("\n"):
            text += " " + line.lstrip()
        else:
            text += line
        if not line:
            text += "\n\n"
    return text


def escape(text: str) -> str:
    r"""Make text of a document inert in Markdown.

    >>> print(escape("NE* Support <b>Hub</b> [x](y)"))
    NE\* Support \<b\>Hub\</b\> \[x\](y)
    """
    text = _MARKDOWN.sub(r"\\\1", text)
    return _LINE_START.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", text)
