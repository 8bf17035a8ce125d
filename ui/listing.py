"""The library as a person reads it, and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from assistant.referencing import date_in_words
from corpus.errors import counted, one_line
from corpus.shelf import Kept
from index.ingestion import Index
from ui.feedback import Feedback


def documents_json(index: Index, added: Iterable[Kept] = ()) -> list[dict[str, Any]]:
    """One object a document, in the library's order; `added` tells which of them were added, and when."""
    kept = {one.path: one for one in added}
    return [
        {
            "document_id": document_id,
            "title": document.source.title,
            "publisher": document.source.publisher,
            "kind": document.source.kind,
            "published": document.source.published,
            "pages": len(document.pages) or None,
            "chunks": index.n_chunks_of.get(document_id, 0),
            "words": len(document.text.split()),
            "ocr_pages": [page.number for page in document.pages if page.ocr],
            "warnings": list(document.warnings),
            "read": list(document.source.read),
            "file": document.source.path.name,
            **_origin(kept.get(document.source.path)),
        }
        for document_id, document in index.documents.items()
    ]


def _origin(kept: Kept | None) -> dict[str, Any]:
    if kept is None:
        return {"origin": "folder", "added_at": None, "version": 1}
    return {"origin": "added", "added_at": kept.record.added_at, "version": kept.record.version}


def superseded_json(added: Iterable[Kept]) -> list[dict[str, Any]]:
    """One object for each version that is kept but no longer searched."""
    return [
        {
            "document_id": f"{kept.record.document_id}@{kept.record.version}",
            "title": kept.record.title,
            "published": kept.record.published,
            "file": kept.record.file,
            "added_at": kept.record.added_at,
            "version": kept.record.version,
            "superseded": True,
        }
        for kept in added
        if kept.superseded
    ]


def superseded_text(added: Iterable[Kept]) -> str:
    """Those versions in a terminal, a line each."""
    rows = superseded_json(added)
    lines = [
        one_line(f"{row['document_id']}  {row['title']} ({row['file']}), added {row['added_at'][:10]}, superseded")
        for row in rows
    ]
    return "\n".join(lines) or "No document has an older version."


def feedback_text(said: Iterable[Feedback], width: int) -> str:
    """What people said of answers in a terminal, two or three lines each."""
    lines = []
    for one in said:
        by = f", by {one_line(one.reviewer)}" if one.reviewer else ""
        lines.append(f"{one.id}  {'useful' if one.useful else 'not useful'}  {one.at}{by}")
        for text in filter(None, (one.question, one.reason)):
            lines += textwrap.wrap(
                one_line(text, max_chars=600), width, initial_indent="    ", subsequent_indent="    "
            )
    return "\n".join(lines) or "Nobody has said anything yet."


def documents_text(index: Index, width: int, added: Iterable[Kept] = ()) -> str:
    """The library in a terminal: two or three lines a document, then what was left out."""
    lines = []
    for row in documents_json(index, added):
        when = date_in_words(row["published"]) if row["published"] else "no date"
        about = ", ".join(filter(None, (row["publisher"], row["kind"], when)))
        size = f"{row['chunks']} chunks, {row['words']:,} words" + (
            f", {counted(row['pages'], 'page')}" if row["pages"] else ""
        )
        if row["ocr_pages"]:
            size += f" ({len(row['ocr_pages'])} read by OCR)"
        if row["origin"] == "added":
            size += f"; {row['file']}, added {row['added_at'][:10]}"
            size += f", version {row['version']}" if row["version"] > 1 else ""
        lines.append(one_line(row["document_id"]))
        lines += textwrap.wrap(
            one_line(row["title"], max_chars=600), width, initial_indent="    ", subsequent_indent="    "
        )
        lines += textwrap.wrap(one_line(f"{about}; {size}"), width, initial_indent="    ", subsequent_indent="    ")
    lines += [f"! {one_line(warning)}" for warning in index.warnings]
    return "\n".join(lines)
