from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from assistant.answers import Citation, Statement
from assistant.citing import cite, verify
from assistant.evidence import Evidence
from assistant.writing import DraftStatement, QuotingWriter
from corpus.documents import Document
from tests.conftest import MakeAssistant

Cited = tuple[tuple[Statement, ...], tuple[Citation, ...]]


@pytest.fixture
def documents(small: MakeAssistant) -> Mapping[str, Document]:
    return small().index.documents


def piece(documents: Mapping[str, Document], words: str, role: str = "sentence") -> Evidence:
    for document_id, document in documents.items():
        at = document.text.find(words)
        if at >= 0:
            block = next(i for i, b in enumerate(document.blocks) if b.char_start <= at < b.char_end)
            return Evidence(document_id, block, at, at + len(words), 1.0, role)
    raise AssertionError(f"no document holds {words!r}")


SPENDING = "The council will spend £25 million on recruiting foster carers by 2025."
ALLOWANCE = "The leaving care allowance will rise from £2,000 to £3,000 from April 2023."
HEADS = "Virtual school heads will look after the education of children with a social worker."


@pytest.fixture
def cited(documents: Mapping[str, Document]) -> Cited:
    evidence = [piece(documents, words) for words in (SPENDING, ALLOWANCE, HEADS)]
    return cite(QuotingWriter().write("", evidence, documents), documents)


def test_sound_statements_pass_unchanged(cited: Cited, documents: Mapping[str, Document]) -> None:
    assert verify(*cited, documents) == cited
    assert [citation.quote for citation in cited[1]] == [SPENDING, ALLOWANCE, HEADS]


@pytest.mark.parametrize(
    ("told", "tampered"),
    [
        ("£25 million", "£26 million"),
        ("£25 million", "£25 billion"),
        ("£25 million", "£25"),
        ("£25 million", "£2.5 million"),
        ("2025", "2026"),
        ("council", "Leeds council"),
        ("The council", "The LGA"),
        ("by 2025", "by 2025, up 30 per cent"),
    ],
)
def test_statement_with_a_figure_or_name_that_no_quote_holds_is_dropped(
    cited: Cited, documents: Mapping[str, Document], told: str, tampered: str
) -> None:
    statements, citations = cited
    assert told in statements[0].text
    false = replace(statements[0], text=statements[0].text.replace(told, tampered, 1))
    kept, quotes = verify((false, *statements[1:]), citations, documents)
    assert [statement.text for statement in kept] == [ALLOWANCE, HEADS]
    assert [citation.quote for citation in quotes] == [ALLOWANCE, HEADS]


@pytest.mark.parametrize(("old", "new"), [("£25", "£26"), ("council", "Council"), (" by", "  by"), (".", "")])
def test_quote_altered_by_one_character_drops_its_statement_and_the_rest_is_renumbered(
    cited: Cited, documents: Mapping[str, Document], old: str, new: str
) -> None:
    statements, citations = cited
    false = replace(citations[0], quote=citations[0].quote.replace(old, new, 1))
    kept, quotes = verify(statements, (false, *citations[1:]), documents)
    assert [statement.text for statement in kept] == [ALLOWANCE, HEADS]
    assert [statement.citations for statement in kept] == [(1,), (2,)]
    assert [(citation.id, citation.quote) for citation in quotes] == [(1, ALLOWANCE), (2, HEADS)]


@pytest.mark.parametrize(
    "changes",
    [
        {"document_id": "nowhere"},
        {"document_id": "plan"},
        {"char_start": -1},
        {"char_end": 10**9},
        {"char_start": 0, "char_end": 0, "quote": ""},
    ],
)
def test_quote_at_a_place_that_is_not_there_is_dropped(
    cited: Cited, documents: Mapping[str, Document], changes: dict[str, object]
) -> None:
    statements, citations = cited
    false = replace(citations[1], **changes)  # type: ignore[arg-type]
    kept, quotes = verify(statements, (citations[0], false, citations[2]), documents)
    assert [statement.text for statement in kept] == [SPENDING, HEADS]
    assert [citation.id for citation in quotes] == [1, 2]


def test_statement_without_a_quote_is_dropped(cited: Cited, documents: Mapping[str, Document]) -> None:
    statements, citations = cited
    kept, quotes = verify((replace(statements[0], citations=()), *statements[1:]), citations, documents)
    assert [statement.citations for statement in kept] == [(1,), (2,)]
    assert len(quotes) == 2


def test_statement_may_rest_on_two_quotes(documents: Mapping[str, Document]) -> None:
    both = (piece(documents, SPENDING), piece(documents, ALLOWANCE))
    draft = DraftStatement("£25 million by 2025, and £3,000 from April 2023.", both, "", "", "sentence")
    statements, citations = verify(*cite([draft], documents), documents)
    assert statements[0].citations == (1, 2)
    assert len(citations) == 2


def test_same_quote_twice_is_one_citation(documents: Mapping[str, Document]) -> None:
    drafts = QuotingWriter().write("", [piece(documents, SPENDING)] * 2, documents)
    statements, citations = cite(drafts, documents)
    assert [statement.citations for statement in statements] == [(1,), (1,)]
    assert len(citations) == 1


def test_list_under_one_paragraph_number_is_one_citation_quoted_whole(documents: Mapping[str, Document]) -> None:
    pieces = [
        piece(documents, "There are three rules for agency staff:", "lead_in"),
        *(
            piece(documents, words, "item")
            for words in ("Use a lawful procurement route;", "Pay within the price cap;", "Give six weeks of notice.")
        ),
    ]
    statements, (citation,) = cite(QuotingWriter().write("", pieces, documents), documents)
    assert [statement.citations for statement in statements] == [(1,)] * 4
    assert citation.quote.startswith("There are three rules")
    assert citation.quote.endswith("Give six weeks of notice.")
    assert verify(statements, (citation,), documents) == (statements, (citation,))


def test_citation_shows_the_words_around_it(cited: Cited, documents: Mapping[str, Document]) -> None:
    for citation in cited[1]:
        text = documents[citation.document_id].text
        assert text[: citation.char_start].endswith(citation.before.removeprefix("…"))
        assert text[citation.char_end :].startswith(citation.after.removesuffix(" …"))
        assert len(citation.before) <= 301
        assert len(citation.after) <= 302
