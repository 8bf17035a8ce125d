"""Names and sums of one's own that a question asks for, in made-up papers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.asking import classify
from assistant.asserted import asserted
from assistant.evidence import text_of
from assistant.holders import Holders
from index.voices import Voices
from tests.assistant.made_up import paper, pieces_of

HOLDERS = Holders.of(
    {"made-up": Voices(publisher="Northfield Town Council", kind="report", name="Northfield Town Council", holders=())}
)


@pytest.mark.parametrize(
    ("question", "sentence", "holds"),
    [
        ("Which three towns test the lamps?", "Three towns will test the New Lamps, a new kind of lamps.", False),
        ("Which three towns test the lamps?", "Northfield and Westby will test the lamps.", True),
        ("Which three towns test the lamps?", "Three towns will test the lamps made in Westby.", False),
        ("What are the two towns that got money?", "Two towns have money for a pathway made in Westby.", False),
        ("What are the two towns that got money?", "Money went to Eastham and to Westby.", True),
        ("How many towns start first, and which three?", "Three towns will start in May.", False),
        ("How many towns start first, and which three?", "Northfield, Eastham and Westby start in May.", True),
        ("Where will the lamps be tested, so which 2?", "The lamps will be tested in two towns.", False),
        ("What is done about lamps, and which three towns?", "Three towns will test lamps made in Westby.", False),
        ("What is done about lamps, and which three towns?", "Northfield, Eastham and Westby test them.", True),
        ("Who did Ann Archer take over from?", "Ann Archer takes up the office in May.", False),
        ("Who did Ann Archer take over from?", "Ann Archer follows Bob Baker in the office.", True),
        ("who replaces her", "Bob Baker will.", True),
        ("What is the scheme built on, and which three?", "It is built on light, heat and three kinds of lamps.", True),
        ("Which two areas of work matter most?", "The areas of work are light and heat.", True),
        ("names of the two towns that got money?", "Two towns have money for a pathway made in Westby.", False),
        ("what bank did the mayor work at", "The mayor worked in banking.", False),
        ("what bank did the mayor work at", "The mayor worked at Lamp and Sons.", True),
        ("What is the name of the worker who won?", "A worker won the Lamp Prize, a prize of some worth.", False),
        ("What is the name of the worker who won?", "Ann Archer won the prize.", True),
        ("What is the name of the lamp scheme?", "The scheme is called light for all.", True),
        ("who was the worker that won the prize", "A worker won the Lamp Prize.", False),
        ("whos the worker that won the prize", "We won the Lamp Prize.", False),
        ("who was the worker that won the prize", "Ann Archer won the Lamp Prize.", True),
        ("who was it at northfield that actually won the prize", "We won the Lamp Prize.", False),
        ("who was it at northfield that actually won the prize", "Ann Archer won the Lamp Prize.", True),
        ("What is the name of the way Northfield workers light lamps?", "They follow Light for All.", True),
        ("How much is Northfield getting for lamps?", "Towns will share £20 million for lamps.", False),
        ("How much is Northfield getting for lamps?", "Northfield will have £2 million for lamps.", True),
        ("How much do residents get for lamps?", "There is £20 for each lamp.", True),
    ],
)
def test_a_name_or_a_sum_of_its_own_that_is_asked_for_must_be_told(
    question: str, sentence: str, *, holds: bool
) -> None:
    document = paper(f"# Lamps\n\n{sentence}\n")
    name = document.source.document_id
    asked = classify(question, HOLDERS)
    assert asserted(question, asked, pieces_of(document), [name], {name: document}) is holds


@pytest.mark.parametrize(("n", "holds"), [(3, True), (2, False), (4, False)])
def test_a_list_of_as_many_tells_them_and_a_longer_or_shorter_one_does_not(n: int, *, holds: bool) -> None:
    items = "\n".join(f"- {words};" for words in ("light for all", "heat at home", "fewer wires", "warm halls")[:n])
    document = paper(f"# Lamps\n\nThe council is measured on these areas:\n\n{items}\n")
    name, question = document.source.document_id, "which three areas are they measured on"
    pieces = [
        replace(one, role="item") if "measured" not in text_of(one, {name: document}) else one
        for one in pieces_of(document)
    ]
    assert asserted(question, classify(question, HOLDERS), pieces, [name], {name: document}) is holds
