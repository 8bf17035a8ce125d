"""The verifier in NumPy: its logits, its checksum, its way into sentence-transformers."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.crossencoding import WEIGHTS, BertCrossEncoder, unpack
from index.verifier.marking import marks, paired
from index.verifying import BUNDLED, CALIBRATION, BundledVerifier, Odds, VerifierError, load_verifier

EVIDENCE = "UK Government | Pillar 4: We will invest over £27 million in recruiting and keeping foster carers."
CLAIMS = (
    "The Government will invest more than £27m in recruiting and keeping foster carers.",
    "The Government will invest £17 million in recruiting and keeping foster carers.",
    "Foster carers will be given free school meals for their own children from September.",
)


@pytest.fixture(scope="module")
def verifier() -> BundledVerifier:
    return BundledVerifier()


def test_equal_figures_other_figures_and_other_subjects_are_told_apart(verifier: BundledVerifier) -> None:
    judged = [verifier.verify(claim, [EVIDENCE])[0] for claim in CLAIMS]
    assert [Odds._fields[one.index(max(one))] for one in judged] == ["supported", "contradicted", "not_found"]


def test_odds_are_probabilities_in_the_order_of_the_evidence(verifier: BundledVerifier) -> None:
    odds = verifier.verify(CLAIMS[0], ["The weather was fine.", EVIDENCE])
    assert [sum(one) for one in odds] == pytest.approx([1, 1])
    assert odds[1].supported > odds[0].supported


def test_what_stands_twice_is_read_once(verifier: BundledVerifier, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    truth = BertCrossEncoder.pair_logits

    def counted(self: BertCrossEncoder, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        read.append(len(pairs))
        return truth(self, pairs)

    monkeypatch.setattr(BertCrossEncoder, "pair_logits", counted)
    other, same, again = verifier.verify(CLAIMS[0], ["The weather was fine.", EVIDENCE, EVIDENCE])
    assert read == [2]
    assert same == again != other


def test_no_evidence_gives_no_odds(verifier: BundledVerifier) -> None:
    assert verifier.verify(CLAIMS[0], []) == []


def test_sentence_transformers_reads_the_same_weights_and_gives_the_same_logits(tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity

    pairs = [paired(EVIDENCE, claim) for claim in CLAIMS]
    folder = unpack(tmp_path / "model", BUNDLED)
    other = CrossEncoder(str(folder), max_length=BertCrossEncoder.max_tokens)
    theirs = other.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
    assert np.asarray(theirs) == pytest.approx(BertCrossEncoder(BUNDLED).pair_logits(pairs), abs=5e-3)


def test_nothing_is_read_before_the_first_claim(tmp_path: Path) -> None:
    verifier = load_verifier(str(tmp_path / "nowhere"))
    assert verifier is not None
    with pytest.raises(VerifierError, match=r"Verifier: .* cannot be read"):
        verifier.verify("A claim.", ["Evidence."])


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(BUNDLED, folder)
    data = bytearray((folder / WEIGHTS).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / WEIGHTS).write_bytes(data)
    with pytest.raises(VerifierError, match=r"Verifier: model\.int8\.safetensors is not the file"):
        BundledVerifier(folder).verify(CLAIMS[0], [EVIDENCE])


def test_a_broken_calibration_is_one_clear_line(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(BUNDLED, folder)
    (folder / CALIBRATION).write_text("{}", encoding="utf-8")
    with pytest.raises(VerifierError, match=r"calibration\.json") as caught:
        BundledVerifier(folder).verify(CLAIMS[0], [EVIDENCE])
    assert "\n" not in str(caught.value)


def test_none_is_no_verifier() -> None:
    assert load_verifier("none") is None


@pytest.mark.parametrize(
    ("evidence", "claim", "mark"),
    [
        ("It costs £45 million.", "It costs £54 million.", "figure"),
        ("It ends in 2024.", "It ends in 2025.", "date"),
        ("It takes 10 working days.", "It takes 10 weeks.", "unit"),
        ("It rises from £2,000 to £3,000.", "It rises from £3,000 to £2,000.", "turned"),
        ("Schools must write.", "Schools must not write.", "negation"),
        ("Schools should write.", "Schools must write.", "duty"),
        ("We will introduce a levy.", "We will explore a levy.", "intention"),
        ("Pay will rise.", "Pay will fall.", "opposite"),
        ("The mother signs.", "The father signs.", "other"),
        ("Ofsted will inspect.", "The LGA will inspect.", "who"),
        ("Some areas take part.", "All areas take part.", "scope"),
    ],
)
def test_a_difference_is_marked(evidence: str, claim: str, mark: str) -> None:
    assert mark in marks(evidence, claim)


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        ("It costs £45 million.", "It costs £45m."),
        ("It costs £45 million.", "It costs £45,000,000."),
        ("It costs £45.3 million.", "It costs about £45 million."),
        ("It costs £45.3 million.", "It costs over £45m."),
        ("It takes twelve months.", "It takes 12 months."),
        ("It rose by 12 per cent.", "It rose by 12%."),
    ],
)
def test_equal_figures_are_not_marked(evidence: str, claim: str) -> None:
    assert not {"figure", "date", "unit"} & set(marks(evidence, claim))
