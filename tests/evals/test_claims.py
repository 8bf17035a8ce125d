from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.build import Assistant, checked_claim
from assistant.settings import Settings
from corpus.locating import FoldedText
from evals.cases import CaseError
from evals.claims import FIGURE_KINDS, ClaimCase, load_claims, place_claims
from tests.conftest import MakeAssistant
from tests.evals.claim_fakes import FALSE, GOOD, UNHELD, write_claims

CLAIMS = load_claims()


def load(folder: Path, *claims: Mapping[str, object]) -> list[tuple[str, ClaimCase]]:
    return load_claims(write_claims(folder, *claims))


# Our own claims


def test_every_place_of_every_claim_is_in_the_papers(bundled: Assistant) -> None:
    placed = place_claims(CLAIMS, bundled.index.documents)
    assert len(placed) >= 210
    for claim in placed:
        assert bool(claim.spans) == (claim.case.verdict != "not_found"), claim.case.id


def test_every_claim_can_be_checked_at_all() -> None:
    for _, case in CLAIMS:
        assert checked_claim(case.claim, max_chars=Settings().max_question_chars), case.id


def test_no_claim_is_a_sentence_of_the_papers(bundled: Assistant) -> None:
    papers = [FoldedText(document.text) for document in bundled.index.documents.values()]
    copied = [case.id for _, case in CLAIMS if any(paper.find(case.claim) for paper in papers)]
    assert copied == []


def test_claims_are_a_third_of_each_verdict_in_both_halves() -> None:
    for split in ("tune", "held_back"):
        verdicts = Counter(case.verdict for _, case in CLAIMS if case.split == split)
        assert len(verdicts) == 3
        for verdict, n in verdicts.items():
            assert 0.28 <= n / verdicts.total() <= 0.39, (split, verdict)
    assert len({case.claim.casefold() for _, case in CLAIMS}) == len(CLAIMS)


def test_halves_are_alike_in_kind_and_apart_in_topic() -> None:
    for kind in {case.kind for _, case in CLAIMS}:
        halves = Counter(case.split for _, case in CLAIMS if case.kind == kind)
        assert min(halves["tune"], halves["held_back"]) >= 0.3 * halves.total(), kind
    for suite in {suite for suite, _ in CLAIMS}:
        assert len({case.split for stem, case in CLAIMS if stem == suite}) == 1, suite


def test_each_way_to_alter_a_figure_is_among_the_claims_that_are_denied() -> None:
    altered = Counter[str](case.kind for _, case in CLAIMS if case.verdict == "contradicted")
    assert {kind for kind in FIGURE_KINDS if altered[kind] >= 4} == FIGURE_KINDS


def test_every_paper_is_held_against_claims_of_each_verdict() -> None:
    met = {(place.document, case.verdict) for _, case in CLAIMS for place in (*case.places, *case.nearest)}
    assert len(met) == 5 * 3


# Loading


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"verdikt": "supported"}, r"claims\[0\]\.verdikt"),
        ({"verdict": "true"}, r"claims\[0\]\.verdict"),
        ({"kind": "gossip"}, r"claims\[0\]\.kind"),
        ({"split": "secret"}, r"claims\[0\]\.split"),
        ({"claim": "£25m"}, r"claims\[0\]\.claim"),
        ({"places": [{"document": "plan", "text": "short"}]}, r"claims\[0\]\.places\[0\]\.text"),
        ({"places": []}, r"claims\[0\]: spending is supported of kind 'figure', and its verdict and its places do not"),
        ({"verdict": "not_found"}, "its verdict and its places do not fit"),
        ({"nearest": GOOD["places"]}, "only a claim that is not found has a nearest place"),
        ({"opposed": GOOD["places"]}, "opposed and kind do not fit"),
        ({"kind": "disagreement"}, "opposed and kind do not fit"),
        (
            {"kind": "disagreement", "opposed": GOOD["places"], "verdict": "contradicted"},
            "its disagreement needs a paper that supports it",
        ),
        ({"parts": [{"text": "The council", "verdict": "supported"}]}, "one part alone is none"),
        (
            {"parts": [{"text": "One part", "verdict": "supported"}, {"text": "Another", "verdict": "not_found"}]},
            "its parts do not add up to its verdict",
        ),
    ],
)
def test_wrong_claim_names_file_index_and_key(tmp_path: Path, changes: dict[str, object], told: str) -> None:
    with pytest.raises(CaseError, match=rf"money\.yaml: .*{told}") as raised:
        load(tmp_path, GOOD | changes)
    assert "\n" not in str(raised.value)


def test_one_contradicted_part_outweighs_one_not_found(tmp_path: Path) -> None:
    parts = [{"text": f"Part {n}", "verdict": verdict} for n, verdict in enumerate(("not_found", "contradicted"))]
    ((_, case),) = load(tmp_path, FALSE | {"parts": parts})
    assert case.misfit is None


def test_id_used_twice_names_both_places(tmp_path: Path) -> None:
    write_claims(tmp_path, UNHELD, GOOD, name="first")
    with pytest.raises(CaseError) as raised:
        load(tmp_path, GOOD)
    assert (
        str(raised.value) == "money.yaml: claims[0]: the id 'spending' is used twice, first at first.yaml: claims[1]."
    )


@pytest.mark.parametrize("content", [b"claims: [", b"- x\n", b"\xff\xfe\x00", b"", b"claims: 1"])
def test_file_that_is_no_list_of_claims_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "money.yaml").write_bytes(content)
    with pytest.raises(CaseError, match=r"^money\.yaml: "):
        load_claims(tmp_path)


def test_one_file_or_one_half_alone_can_be_loaded(tmp_path: Path) -> None:
    write_claims(tmp_path, GOOD, UNHELD)
    write_claims(tmp_path, FALSE, name="other")
    assert [case.id for _, case in load_claims(tmp_path, split="tune")] == ["spending", "overspending"]
    assert [case.id for _, case in load_claims(tmp_path, suite="money")] == ["spending", "weather"]
    with pytest.raises(CaseError, match=r"No claims are called 'x'\. There are: money, other\."):
        load_claims(tmp_path, suite="x")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"places": [{"document": "nowhere", "text": "The council"}]}, "places[0]: there is no document 'nowhere'."),
        (
            {"places": [*GOOD["places"], {"document": "plan", "text": "will save £25 million"}]},  # type: ignore[misc]
            "places[1]: plan does not hold “will save £25 million…”.",
        ),
        (
            {"places": [{"document": "plan", "paragraph": "2", "text": "The council will spend"}]},
            "places[0]: “The council will spend…” stands under 1 in plan, not under 2.",
        ),
        (
            UNHELD | {"nearest": [{"document": "plan", "text": "The council will save"}]},
            "nearest[0]: plan does not hold “The council will save…”.",
        ),
    ],
)
def test_place_that_does_not_exist_is_told_in_one_line(
    small: MakeAssistant, tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    case = GOOD | changes
    with pytest.raises(CaseError) as raised:
        place_claims(load(tmp_path / "claims", case), small().index.documents)
    assert str(raised.value) == f"money.yaml: {case['id']}: {told}"
