"""Claims made from sentences: each kind of change makes what it says."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest

from index.verifier import contradicting, paraphrasing
from index.verifier.contradicting import Surroundings
from index.verifier.perturbing import CONTRADICTED, NOT_FOUND, SUPPORTED, Perturber
from index.verifier.sentences import Sentence, says_something

AROUND = Surroundings(
    section=("The scheme costs £12 million and ends in March 2027.",),
    paper="Ofsted, schools, the LGA and social workers wrote to the Government and local authorities.",
    names=("Early Career Framework", "Working Together", "LGA"),
)
PAY = "The Government will pay local authorities £45 million per year from 2 April 2024."
N_DRAWS = 60


def changed(kind: str, text: str) -> set[str]:
    """What a kind of change makes of a text, over many draws."""
    made = {contradicting.CHANGES[kind](text, AROUND, random.Random(seed)) for seed in range(N_DRAWS)}
    return {one for one in made if one is not None}


def numbers(text: str) -> set[float]:
    return {float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


def test_another_figure_is_another_figure_and_nothing_else() -> None:
    made = changed("figure", PAY)
    assert len(made) > 5
    for text in made:
        assert re.sub(r"£\S+", "£45", text) == PAY
        assert text != PAY


def test_a_figure_after_over_only_grows_since_less_would_still_be_true() -> None:
    made = changed("figure", "Over £45 million will be spent.")
    assert made
    assert all(min(numbers(text)) >= 54 for text in made)


def test_another_date_leaves_the_figures() -> None:
    made = changed("date", PAY)
    assert made
    assert all("£45 million" in text and not text.endswith(" 2 April 2024.") for text in made)


def test_another_unit_leaves_the_figure() -> None:
    made = changed("unit", PAY)
    assert {"£45 billion" in text or "£45 thousand" in text for text in made} == {True, False}
    assert all(numbers(text) == numbers(PAY) for text in made)


def test_another_actor_is_one_the_paper_speaks_of() -> None:
    made = changed("actor", PAY)
    assert made
    assert all(re.search("Ofsted|school|LGA|social worker", text) for text in made)
    assert not any("The Ofsted" in text for text in made)


def test_councils_are_not_swapped_for_local_authorities() -> None:
    assert not any("ouncil" in text for text in changed("actor", PAY))


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("scope", "Up to 12 areas will get money.", "All areas will get money."),
        ("scope", "All children have a plan.", "Only some children have a plan."),
        ("strength", "The LGA will explore options for pay.", "The LGA will bring in options for pay."),
        ("strength", "Schools should keep a record.", "Schools must keep a record."),
        ("strength", "Schools must keep a record.", "Schools should keep a record."),
        ("strength", "DfE proposes to end the scheme.", "DfE will end the scheme."),
        ("negation", "Schools must keep a record.", "Schools must not keep a record."),
        ("negation", "Schools cannot refuse.", "Schools can refuse."),
        ("direction", "Pay will increase next year.", "Pay will decrease next year."),
        ("direction", "It rises from £2,000 to £3,000.", "It rises from £3,000 to £2,000."),
        ("sibling", "The mother signs the form.", "The father signs the form."),
        ("name", "Staff follow Working Together.", "Staff follow Early Career Framework."),
    ],
)
def test_a_kind_of_change_makes_what_it_says(kind: str, text: str, wanted: str) -> None:
    assert wanted in changed(kind, text)


def test_a_sentence_with_nothing_to_change_is_left_alone() -> None:
    assert changed("figure", "Schools must keep a record.") == set()
    assert changed("date", "Schools must keep a record.") == set()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It costs £45 million.", {"It costs £45m.", "It costs £45,000,000.", "It costs 45 million pounds."}),
        ("It rose by 12 per cent.", {"It rose by 12%."}),
        ("It opened on 2 February 2023.", {"It opened on February 2, 2023.", "It opened on the 2nd of February 2023."}),
        ("There are twelve areas.", {"There are 12 areas."}),
    ],
)
def test_equal_units_are_written_in_other_ways(text: str, wanted: set[str]) -> None:
    assert wanted <= {paraphrasing.units(text, random.Random(seed)) for seed in range(N_DRAWS)}


def test_a_number_that_is_a_name_is_not_rounded() -> None:
    assert all(paraphrasing.rounding("See section 173 of it.", random.Random(seed)) is None for seed in range(20))


def test_rounding_stays_true() -> None:
    made = {paraphrasing.rounding("The panel had 379 notices.", random.Random(seed)) for seed in range(N_DRAWS)}
    near = {f"{word} 380" for word in ("about", "around", "roughly", "some", "nearly", "almost")}
    below = {f"{word} 370" for word in ("over", "more than", "at least")}
    assert made == {f"The panel had {words} notices." for words in near | below}


def sentence(text: str, section: str = "paper: Pay") -> Sentence:
    return Sentence("paper", 1, text, f"LGA | Pay: {text}", "LGA", section, "training", stands_alone=True)


SENTENCES = [
    sentence(PAY),
    sentence("Schools should tell parents within 10 working days, including those who live apart."),
    sentence("In Spring 2023, a consultation will be held on the pay of all social workers by the Government."),
    sentence("The LGA welcomes the increase in the allowance for foster carers from £2,000 to £3,000."),
]


@pytest.fixture(scope="module")
def perturber() -> Perturber:
    vectors = np.full((len(SENTENCES), 2), [0.8, 0.6], dtype=np.float32)
    vectors[1::2] = [0.96, -0.28]  # cosine 0.6 with the others: about the same, not the same
    return Perturber(SENTENCES, vectors)


def test_labels_are_those_of_the_method(perturber: Perturber) -> None:
    for seed in range(N_DRAWS):
        rng = random.Random(seed)
        for one in SENTENCES:
            for make, label in (
                (perturber.supported, SUPPORTED),
                (perturber.contradicted, CONTRADICTED),
                (perturber.not_found, NOT_FOUND),
            ):
                made = make(one, rng)
                assert made is None or made.label == label


def test_a_fair_paraphrase_keeps_every_figure_and_is_never_called_contradicted(perturber: Perturber) -> None:
    made = [perturber.supported(SENTENCES[3], random.Random(seed)) for seed in range(N_DRAWS)]
    texts = {one.claim for one in made if one is not None}
    assert len(texts) > 5
    assert not any(one is not None and one.label == CONTRADICTED for one in made)
    assert all(re.search(r"\b2(?:,?000|k)\b.*\b3(?:,?000|k)\b", text) for text in texts)


def test_a_contradicted_claim_differs_from_its_evidence(perturber: Perturber) -> None:
    for seed in range(N_DRAWS):
        made = perturber.contradicted(SENTENCES[0], random.Random(seed))
        assert made is not None
        assert made.claim.rstrip(".").lower() not in made.evidence.lower() or made.kind == "holder"


def test_a_claim_not_found_says_more_than_the_evidence_or_comes_from_elsewhere(perturber: Perturber) -> None:
    kinds = set()
    for seed in range(N_DRAWS):
        made = perturber.not_found(SENTENCES[1], random.Random(seed))
        if made is not None:
            kinds.add(made.kind)
            assert made.claim.rstrip(".").lower() not in made.evidence.lower()
    assert kinds == {"detail added", "detail missing", "near by"}


def test_headings_and_lists_of_numbers_are_no_sentences() -> None:
    assert not says_something("Chapter 3: Adoption agencies ........ 27")
    assert not says_something("Table 1: 12 13 14 15 16 17 18 19")
