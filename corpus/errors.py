"""Errors that a person can act on.

One tree: every message names the thing, what was met and the next step. The command line prints it as one line and
exits 1; the page shows the same line. The class says whether trying again can help (`retry_can_help`).
"""

from __future__ import annotations

import unicodedata


def one_line(text: str, *, max_chars: int = 400) -> str:
    r"""Make untrusted text safe for one line of a terminal or a log.

    Control, format (bidi, zero-width) and line-break characters become a space, runs of white space one space, and a
    longer text is cut with an ellipsis.

    >>> one_line("minutes\n2019\x1b[31m.pdf")
    'minutes 2019 [31m.pdf'
    """
    plain = "".join(" " if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Cs"} else char for char in text)
    plain = " ".join(plain.split())
    return plain if len(plain) <= max_chars else plain[: max_chars - 1] + "…"


def counted(n: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "page"), counted(1200, "page")
    ('1 page', '1,200 pages')
    """
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


class UserFacingError(Exception):
    """A person's error, or their machine's: one line that says what was met and what to do.

    Attributes:
        retry_can_help: True when the same call may succeed later with nothing changed (a lock, a full disk).
    """

    retry_can_help = False

    def __init__(self, message: str) -> None:
        """Keep `message` as one safe line."""
        super().__init__(one_line(message))


class CorpusError(UserFacingError):
    """A document folder that is missing, empty or unreadable."""


class ManifestError(CorpusError):
    """A `documents.toml` with an unknown key, a wrong date or a missing file."""


class DocumentError(CorpusError):
    """One document that cannot be read."""
