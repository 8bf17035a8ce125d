from __future__ import annotations

from assistant.drafts import gather
from assistant.drafts.gathering import DraftClaim
from corpus.manuscripts import Manuscript, Piece
from corpus.manuscripts.text_reading import read


def of(text: str) -> tuple[DraftClaim, ...]:
    return gather(read("a.md", text.encode(), "markdown")).claims


def test_each_claim_knows_its_place_in_the_draft() -> None:
    text = "# Fees\n\n2.1 Dear members, read on. The fee is £5. Is it? It was £4 in 2021.\n"
    manuscript = read("a.md", text.encode(), "markdown")
    gathered = gather(manuscript)
    assert [manuscript.pieces[c.piece].text[c.start : c.end] for c in gathered.claims] == [
        "The fee is £5.", "It was £4 in 2021.",
    ]  # fmt: skip
    assert [claim.place for claim in gathered.claims] == ["paragraph 2.1", "paragraph 2.1"]
    assert gathered.n_passed_over == 2


def test_context_is_the_heading_and_the_sentences_before_nearest_last() -> None:
    first, second = of("# Fees\n\nThe levy is set by Leeds. It is £5 a year.\n\n# Homes\n\nThey cost £9 a day.\n")[1:]
    assert first.claim.context == ("Fees", "The levy is set by Leeds.")
    assert second.claim.context == ("Homes",)


def test_list_item_goes_on_with_its_lead_in() -> None:
    text = "The Government plans to:\n\n- invest £25 million in fostering;\n- open hubs in 75 areas.\n"
    assert [claim.claim.text for claim in of(text)] == [
        "The Government plans to: invest £25 million in fostering;",
        "The Government plans to: open hubs in 75 areas.",
    ]
    assert [claim.shown for claim in of(text)] == ["invest £25 million in fostering;", "open hubs in 75 areas."]


def test_lead_in_that_asks_makes_no_claims_of_its_items() -> None:
    assert of("Members are asked to:\n\n- note the £25 million;\n- agree the response.\n") == ()


def test_list_item_that_is_a_sentence_stands_alone() -> None:
    (claim,) = of("The main points:\n\n- Twelve areas take part in the pilot.\n")
    assert claim.claim.text == "Twelve areas take part in the pilot."


def test_label_before_a_sentence_is_context() -> None:
    (claim,) = of("Key figure: councils overspent by £800 million.\n")
    assert (claim.claim.text, claim.shown) == (
        "Councils overspent by £800 million.", "Key figure: councils overspent by £800 million.",
    )  # fmt: skip
    assert "Key figure:" in claim.claim.context


def test_headings_and_captions_are_no_claims() -> None:
    assert (
        of("# Government to invest £200 million by 2025\n\nTable 1: Funding of £45 million in 12 areas by type\n") == ()
    )


def test_notes_are_checked_and_placed() -> None:
    (claim,) = of("Read on[^2].\n\n[^2]: The fee was £4 in 2021.\n")
    assert (claim.claim.text, claim.place) == ("The fee was £4 in 2021.", "note 2")


def test_cell_is_a_claim_with_its_caption_as_bounds() -> None:
    (claim,) = of("Table 1: Fees in Leeds\n\n| Area | Fee |\n|---|---|\n| North | £5 |\n")
    assert (claim.claim.text, claim.shown, claim.place, claim.scope) == (
        "Fee for North is £5.", "£5", "table 1, row 2", "Fees in Leeds",
    )  # fmt: skip


def test_nothing_gives_nothing() -> None:
    gathered = gather(Manuscript("a.md", "markdown", ()))
    assert (gathered.claims, gathered.n_passed_over) == ((), 0)


def test_a_very_long_sentence_is_cut_to_what_a_claim_may_hold() -> None:
    piece = Piece("paragraph", "The fee is £5 " + "and more " * 500 + "now.")
    (claim,) = gather(Manuscript("a.md", "markdown", (piece,))).claims
    assert len(claim.claim.text) == 2_000
    assert claim.end == len(piece.text)
