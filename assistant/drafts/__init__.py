"""Drafts: read, checked claim by claim, and written as an annotated copy.

bytes ─read→ Manuscript ─gather→ claims at their places ─check→ DraftReport ─write→ .docx, .md or .html

The draft is read and marked by `corpus.manuscripts`, in memory; nothing of it is kept.
"""

from assistant.drafts.gathering import DraftClaim, Gathered, gather
from assistant.drafts.html_report import html_report
from assistant.drafts.markdown_report import markdown_report
from assistant.drafts.report import MAX_CLAIMS, Check, DraftError, DraftReport, Item, Source, check_gathered
from assistant.drafts.word_report import word_report

__all__ = [
    "MAX_CLAIMS",
    "REPORT_KINDS",
    "Check",
    "DraftClaim",
    "DraftError",
    "DraftReport",
    "Gathered",
    "Item",
    "Source",
    "check_gathered",
    "gather",
    "write_report",
]

REPORT_KINDS = (".docx", ".md", ".html")
"""The endings of a report."""


def write_report(report: DraftReport, data: bytes, ending: str) -> bytes:
    """The report in the form that an ending of `REPORT_KINDS` names.

    Args:
        report: What was found.
        data: The bytes of the draft.
        ending: With its dot, in lower case.

    Raises:
        DocumentError: If a Word file of the draft cannot be made.
    """
    if ending == ".docx":
        return word_report(report, data)
    return markdown_report(report) if ending == ".md" else html_report(report)
