"""Words for the same thing: from the papers' own brackets and from glossary.toml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from corpus import glossary
from corpus.glossary import Glossary, bundled, learn_abbreviations
from tests.corpus.reading import Paper

SMALL = Glossary(((("Regional Care Cooperative", "RCC"), ("care co-op",)),))


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("CMA", "Competition and Markets Authority"),
        ("DfE", "Department for Education"),
        ("ECF", "Early Career Framework"),
        ("ASYE", "Assessed and Supported Year in Employment"),
        ("NMA", "National Minimum Allowance"),
        ("EHCP", "Education, Health and Care Plan"),
        ("DSG", "Dedicated Schools Grant"),
        ("ICB", "Integrated Care Boards"),
        ("ICP", "Integrated Care Partnerships"),
        ("IRO", "Independent Reviewing Officers"),
        ("CAO", "Child Arrangement Orders"),
        ("UASC", "unaccompanied asylum seeking children"),
        ("SEND", "Special Educational Needs and Disabilities"),
        ("AP", "Alternative Provision"),
        ("YJB", "Youth Justice Board"),
        ("EDI", "Equality, Diversity and Inclusion"),
        ("ADCS", "Association of Directors of Children's Services"),
    ],
)
def test_an_abbreviation_of_the_papers_is_learnt(papers: Mapping[str, Paper], short: str, name: str) -> None:
    assert learn_abbreviations(paper.document.text for paper in papers.values())[short] == name


@pytest.mark.parametrize(
    "text",
    [
        "The plan (SEND) rose.",
        "Cllr Ash (Vice Chairman) spoke.",
        "It was agreed (OK).",
        "(CMA) came first.",
        "Competition. Markets Authority (CMA)",
        "the Competition (and) Markets Authority (CMA)",
    ],
)
def test_a_bracket_without_its_name_before_it_teaches_nothing(text: str) -> None:
    assert learn_abbreviations([text]) == {}


def test_quotation_marks_and_a_plural_are_no_part_of_it() -> None:
    assert learn_abbreviations(["“Integrated Care Boards” (ICBs) decide."]) == {"ICB": "Integrated Care Boards"}


def test_of_several_names_the_most_frequent_counts() -> None:
    texts = ["Integrated Care Board (ICB)", "Integrated Care Boards (ICBs)", "Integrated Care Boards (ICBs)"]
    assert learn_abbreviations(texts) == {"ICB": "Integrated Care Boards"}


def test_name_and_abbreviation_lead_to_each_other() -> None:
    assert SMALL.related("What is an RCC?") == ("Regional Care Cooperative",)
    assert SMALL.related("the regional care cooperatives") == ("RCC",)


def test_everyday_words_lead_to_the_terms_and_never_back() -> None:
    assert SMALL.related("a care co-op here") == ("Regional Care Cooperative", "RCC")
    assert "care co-op" not in SMALL.related("What is an RCC?")


def test_everyday_words_in_a_passage_lead_nowhere() -> None:
    assert SMALL.related("a care co-op here", everyday=False) == ()


def test_part_of_a_word_is_no_term() -> None:
    assert SMALL.related("the ORCCA group") == ()


def test_what_a_paper_introduces_extends_the_glossary() -> None:
    extended = SMALL.extended(["The Youth Justice Board (YJB) met."])
    assert extended.related("YJB funding") == ("Youth Justice Board",)
    assert extended.related("RCC") == ("Regional Care Cooperative",)


def test_what_is_known_is_not_learnt_again() -> None:
    assert SMALL.extended(["Rapid Care Club (RCC)"]) == SMALL


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What are RCCs?", "Regional Care Cooperative"),
        ("support for SGOs", "special guardianship order"),
        ("foster pay", "National Minimum Allowance"),
        ("lone asylum children", "UASC"),
        ("EHCP template", "Education, Health and Care plan"),
    ],
)
def test_the_bundled_glossary_knows_the_subjects_words(question: str, term: str) -> None:
    assert term in bundled().related(question)


def test_an_unknown_key_fails_the_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text('[[entry]]\nterms = ["a"]\nslang = ["b"]\n', encoding="utf-8")
    monkeypatch.setattr(glossary, "PATH", path)
    bundled.cache_clear()
    try:
        with pytest.raises(ValidationError, match="slang"):
            bundled()
    finally:
        bundled.cache_clear()


def test_no_two_entries_of_the_bundled_glossary_share_a_term() -> None:
    terms = [term.lower() for group, _ in bundled().groups for term in group]
    assert sorted(terms) == sorted(set(terms))
