from __future__ import annotations

from pathlib import Path

import pytest

from assistant.build import Assistant
from assistant.timeline import Entry, draw, drawn_from
from corpus.library import BUNDLED, load_library, read_document


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    return draw({source.document_id: read_document(source) for source in load_library(BUNDLED).sources})


def of(entries: tuple[Entry, ...], paragraph: str, value: str) -> Entry:
    found = [one for one in entries if one.citation.paragraph == paragraph and one.value == value]
    assert found, (paragraph, value)
    return found[0]


def test_every_entry_is_a_sentence_of_its_paper_that_holds_the_value(entries: tuple[Entry, ...]) -> None:
    assert len(entries) > 100
    texts = {source.document_id: read_document(source).text for source in load_library(BUNDLED).sources}
    for one in entries:
        cited = one.citation
        assert texts[cited.document_id][cited.char_start : cited.char_end] == cited.quote
        assert one.value in " ".join(cited.quote.split())
        assert one.kind == "sum" or one.start is not None


def test_both_ends_of_a_rise_are_one_line_with_its_date(entries: tuple[Entry, ...]) -> None:
    rise = of(entries, "13.8.1", "£2,000 to £3,000")
    assert (rise.kind, rise.amount, rise.start, rise.holder, rise.firm) == (
        "sum",
        2_000.0,
        "2023-04-01",
        "UK Government",
        "firm",
    )


def test_consultation_is_told_from_a_commitment(entries: tuple[Entry, ...]) -> None:
    assert of(entries, "9.12", "Autumn 2023").kind == "consultation"
    assert of(entries, "9.17", "by 2024").kind == "commitment"


def test_proposal_is_less_firm_than_a_promise(entries: tuple[Entry, ...]) -> None:
    assert of(entries, "9.17", "by 2024").firm == "firm"
    assert of(entries, "3.6", "Autumn 2023").firm == "possible"
    assert of(entries, "17", "£2 billion").firm == "proposed"


def test_day_of_the_paper_itself_and_a_postcode_are_no_entries(entries: tuple[Entry, ...]) -> None:
    assert not [one for one in entries if "SW1P" in one.citation.quote and one.kind == "sum"]
    assert not [one for one in entries if one.kind == "commitment" and one.end == one.citation.published]


def test_papers_that_differ_are_marked_on_every_side(bundled: Assistant) -> None:
    marked = {(one.citation.document_id, one.value) for one in drawn_from(bundled.index) if one.differs}
    assert {("dfe-press", "£25 million"), ("lga-pack", "£27 million")} <= marked


def drawn(folder: Path, text: str) -> list[tuple[str, str, str | None, str | None]]:
    (folder / "paper.md").write_text(f"# Census guide\n\n{text}\n", encoding="utf-8")
    (folder / "documents.toml").write_text(
        '[[document]]\nid = "paper"\nfile = "paper.md"\ntitle = "Guide"\npublished = "2023-01-10"\n', encoding="utf-8"
    )
    documents = {source.document_id: read_document(source) for source in load_library(folder).sources}
    return [(one.kind, one.value, one.start, one.end) for one in draw(documents)]


def test_both_ends_of_a_time_are_one_line(tmp_path: Path) -> None:
    text = "Councils will send their data between 1 April 2024 and 31 July 2024."
    text += " They must keep it from May 2024 to June 2026."
    assert drawn(tmp_path, text) == [
        ("commitment", "1 April 2024 and 31 July 2024", "2024-04-01", "2024-07-31"),
        ("commitment", "from May 2024 to June 2026", "2024-05-01", "2026-06-30"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "What will be the main changes from 19 August 2024?",
        "For example, a pupil who will leave on 28 March 2024 must be listed there.",
        "Each school should follow the guidance in KCSIE 2025 and will be told of changes.",
        "More will be found in the guide by Borthwick and Donnelly (2024) on planning.",
    ],
)
def test_question_example_or_name_with_a_year_promises_nothing(tmp_path: Path, text: str) -> None:
    assert drawn(tmp_path, text) == []
