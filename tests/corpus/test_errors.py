"""Messages are one safe line."""

from __future__ import annotations

import pytest

from corpus.errors import CorpusError, DocumentError, ManifestError, UserFacingError, one_line


def test_a_message_is_one_line_without_control_or_bidi_characters() -> None:
    assert str(UserFacingError("a\nb\x1b[31m\u202ec\u2028d\x00")) == "a b [31m c d"


def test_a_long_message_is_cut() -> None:
    assert one_line("x" * 1_000) == "x" * 399 + "…"


@pytest.mark.parametrize("kind", [CorpusError, ManifestError, DocumentError])
def test_an_error_of_the_documents_does_not_mend_itself(kind: type[UserFacingError]) -> None:
    assert issubclass(kind, CorpusError)
    assert not kind("x").retry_can_help
