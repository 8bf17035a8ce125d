"""The library as a person reads it, and as JSON."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import Any

from corpus.errors import one_line
from index.ingestion import Index
from ui.render import date_in_words


def documents_json(index: Index) -> list[dict[str, Any]]:
    """One object a document, in the library's order."""
    n_chunks = Counter(chunk.document_id for chunk in index.chunks.values())
    return [
        {
            "document_id": document_id,
            "title": document.source.title,
            "publisher": document.source.publisher,
            "kind": document.source.kind,
            "published": document.source.published,
            "pages": len(document.pages) or None,
            "chunks": n_chunks[document_id],
            "words": len(document.text.split()),
            "warnings": list(document.warnings),
        }
        for document_id, document in index.documents.items()
    ]


def documents_text(index: Index, width: int) -> str:
    """The library in a terminal: two or three lines a document, then what was left out."""
    lines = []
    for row in documents_json(index):
        when = date_in_words(row["published"]) if row["published"] else "no date"
        about = ", ".join(filter(None, (row["publisher"], row["kind"], when)))
        size = f"{row['chunks']} chunks, {row['words']:,} words" + (f", {row['pages']} pages" if row["pages"] else "")
        lines.append(one_line(row["document_id"]))
        lines += textwrap.wrap(
            one_line(row["title"], max_chars=600), width, initial_indent="    ", subsequent_indent="    "
        )
        lines += textwrap.wrap(one_line(f"{about}; {size}"), width, initial_indent="    ", subsequent_indent="    ")
    lines += [f"! {one_line(warning)}" for warning in index.warnings]
    return "\n".join(lines)
