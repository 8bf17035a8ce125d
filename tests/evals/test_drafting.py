from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest
import yaml

from assistant.build import Assistant
from corpus.documents import Document
from evals import schema
from evals.cases import Case, CaseError, load_cases, place_cases
from evals.claims import ClaimCase, load_claims, place_claims
from evals.coverage import sections, uncovered
from evals.drafting import append, draft, draft_claim, questions, to_yaml
from evals.metrics.answers import quotes_verbatim
from evals.metrics.claims import cites_place
from evals.proving import judging, prove, prove_placed_claims, repeating
from tests.conftest import MakeAssistant

QUOTE = ("", "The council will spend £25 million on recruiting foster carers")


@pytest.fixture
def papers(small: MakeAssistant) -> Mapping[str, Document]:
    return small().index.documents


def spending(papers: Mapping[str, Document], **changes: object) -> Case:
    given = {"question": "how much goes into finding carers", "kind": "amount", "states": ["£25 million|£25m"]}
    return draft(papers, **{**given, "quotes": [QUOTE], **changes})  # type: ignore[arg-type]


def test_draft_looks_up_what_its_writer_need_not_know(papers: Mapping[str, Document]) -> None:
    made = spending(papers)
    assert made.id == "how-much-goes-into-finding"
    assert (made.places[0].document, made.places[0].paragraph) == ("plan", "1")
    assert made.must_state == [["£25 million", "£25m"]]
    assert made.wording == "far"
    assert spending(papers, question="How much will the council spend on recruiting foster carers?").wording == "close"


def test_draft_written_to_a_file_is_read_back(papers: Mapping[str, Document], tmp_path: Path) -> None:
    made, other = spending(papers), spending(papers, id_="another")
    path = append(made, "money", tmp_path)
    append(other, "money", tmp_path)
    assert load_cases(tmp_path) == [("money", made), ("money", other)]
    assert to_yaml(made) in path.read_text(encoding="utf-8")


def test_id_that_is_taken_gets_a_number(papers: Mapping[str, Document]) -> None:
    assert spending(papers, taken=["how-much-goes-into-finding"]).id == "how-much-goes-into-finding-2"
    with pytest.raises(CaseError, match="The id 'x' is used already"):
        spending(papers, id_="x", taken=["x"])


def test_file_is_left_as_it_was_when_the_case_does_not_fit_it(papers: Mapping[str, Document], tmp_path: Path) -> None:
    made = spending(papers)
    before = append(made, "money", tmp_path).read_text(encoding="utf-8")
    with pytest.raises(CaseError, match="is used twice"):
        append(made, "money", tmp_path)
    assert (tmp_path / "money.yaml").read_text(encoding="utf-8") == before
    with pytest.raises(CaseError, match="is no name of a suite"):
        append(made, "../money", tmp_path)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"quotes": [("", "The council will spend £26 million")]},
            "No paper holds “The council will spend £26 million”",
        ),
        ({"quotes": [("nowhere", QUOTE[1])]}, r"There is no document 'nowhere'\. There are: "),
        ({"quotes": [("", "council")]}, "The words are too few"),
        ({"states": ["£26 million"]}, "its places do not hold “£26 million”"),
        ({"question": "Is it £25 million?"}, "saying the question back passes"),
        ({"kind": "gossip"}, "The case is not whole: kind"),
        ({"states": []}, "must_state or places do not fit it"),
        ({"kind": "unanswerable"}, "must_state or places do not fit it"),
        ({"split": "secret"}, "The case is not whole: split"),
    ],
)
def test_draft_that_cannot_be_proved_is_told_why(
    papers: Mapping[str, Document], changes: dict[str, object], told: str
) -> None:
    with pytest.raises(CaseError, match=told):
        spending(papers, **changes)


def test_place_on_another_page_is_told(papers: Mapping[str, Document]) -> None:
    made = spending(papers)
    paged = made.model_copy(update={"places": [made.places[0].model_copy(update={"page": 3})]})
    with pytest.raises(CaseError, match="in a document without pages, not on page 3"):
        prove("money", paged, papers)


def test_words_in_two_papers_ask_which(small: MakeAssistant) -> None:
    text = "# Plan\n\nThe council will spend £25 million on recruiting foster carers.\n"
    papers = small({"a.md": text, "b.md": text}).index.documents
    with pytest.raises(CaseError, match="a and b hold"):
        spending(papers)
    assert spending(papers, quotes=[("b", QUOTE[1])]).places[0].document == "b"


def test_questions_give_no_answer_away() -> None:
    rows = questions(load_cases(suite="follow_ups"))
    assert rows[0].keys() == {"id", "question", "history"}
    assert all(row.keys() <= {"id", "question", "history"} for row in questions(load_cases()))


def test_section_without_a_place_is_uncovered(papers: Mapping[str, Document]) -> None:
    named = [str(section) for section in sections(papers)]
    assert "plan: Fostering plan" in named
    start = papers["plan"].text.index("The council will spend")
    bare = [str(section) for section in uncovered(papers, [("plan", start, start + 10)])]
    assert "plan: Fostering plan" not in bare
    assert set(bare) == set(named) - {"plan: Fostering plan"}
    assert uncovered(papers, []) == sections(papers)


# Claims


def claim(papers: Mapping[str, Document], **changes: object) -> ClaimCase:
    given = {"claim": "The council puts £25m into finding foster carers.", "verdict": "supported", "kind": "figure"}
    return draft_claim(papers, **{**given, "quotes": [QUOTE], **changes})  # type: ignore[arg-type]


def test_drafted_claim_is_placed_proved_and_read_back(papers: Mapping[str, Document], tmp_path: Path) -> None:
    made = claim(papers)
    assert made.id == "the-council-puts-25m-into"
    assert (made.places[0].document, made.places[0].paragraph) == ("plan", "1")
    path = append(made, "money", tmp_path)
    append(claim(papers, id_="another"), "money", tmp_path)
    assert [case.id for _, case in load_claims(tmp_path)] == [made.id, "another"]
    assert path.read_text(encoding="utf-8").startswith(
        "# yaml-language-server: $schema=../claims.schema.json\nclaims:\n"
    )
    unheld = claim(papers, verdict="not_found", kind="absent", claim="The council pays for foster carers' cars.")
    assert unheld.places == []
    assert unheld.nearest


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"claim": "The council will spend £25 million on recruiting foster carers by 2025."},
            "is a sentence of the papers",
        ),
        (
            {"quotes": [("", "The council will spend £26 million")]},
            "No paper holds “The council will spend £26 million”",
        ),
        ({"verdict": "true"}, "The claim is not whole: verdict"),
        ({"kind": "gossip"}, "The claim is not whole: kind"),
        ({"kind": "disagreement"}, "opposed and kind do not fit"),
        ({"quotes": []}, "its verdict and its places do not fit"),
        ({"id_": "x", "taken": ["x"]}, "The id 'x' is used already"),
    ],
)
def test_claim_that_cannot_be_proved_is_told_why(
    papers: Mapping[str, Document], changes: dict[str, object], told: str
) -> None:
    with pytest.raises(CaseError, match=told):
        claim(papers, **changes)


def test_every_claim_of_ours_is_proved(bundled: Assistant) -> None:
    documents = bundled.index.documents
    placed = place_claims(load_claims(), documents)
    assert len(placed) >= 200
    prove_placed_claims(placed, documents)
    for one in placed:
        right, parroted = judging(one, documents), repeating(one, documents)
        assert cites_place(one, right) is (True if one.spans else None)
        right_quotes, n = quotes_verbatim(right, documents)
        assert right_quotes == n
        assert quotes_verbatim(parroted, documents)[0] == 0


def test_every_section_of_every_paper_is_asked_about(bundled: Assistant) -> None:
    documents = bundled.index.documents
    places = [span for case in place_cases(load_cases(), documents) for spans in case.spans for span in spans]
    assert uncovered(documents, places) == []


def test_every_section_of_every_paper_bears_out_or_denies_a_claim(bundled: Assistant) -> None:
    documents = bundled.index.documents
    places = [span for one in place_claims(load_claims(), documents) for span in (*one.spans, *one.opposed)]
    assert uncovered(documents, places) == []


# Schemas


def test_schemas_in_the_repository_are_current() -> None:
    assert schema.outdated() == [], "run python -m evals.schema"


def test_every_file_names_its_schema_and_keeps_to_it() -> None:
    for path, (model, title) in schema.SCHEMAS.items():
        kind = path.name.partition(".")[0]
        made = json.loads(path.read_text(encoding="utf-8"))
        assert made["title"] == title
        files = sorted((path.parent / kind).glob("*.yaml"))
        assert files
        for file in files:
            text = file.read_text(encoding="utf-8")
            assert text.startswith(f"# yaml-language-server: $schema=../{path.name}\n"), file.name
            jsonschema.validate(yaml.safe_load(text), made)
        assert model.model_config["extra"] == "forbid"
