"""A part that is asked for is told, or only the whole of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from assistant.evidence import Evidence
from assistant.portions import gives_each, gives_sum, tells_sort, tells_wanted
from corpus.documents import Document
from tests.assistant.made_up import paper, pieces_of

Told = Callable[[str, Sequence[Evidence], Mapping[str, Document]], bool]


@pytest.mark.parametrize(
    ("told", "question", "text", "held"),
    [
        (gives_each, "How much will each library get?", "Seven libraries will share £9 million.", False),
        (gives_each, "how much do they get per council", "Councils will get £9 million.", False),
        (gives_each, "how much will each of them get", "Each will receive £2 million.", True),
        (gives_each, "How much will each library get?", "A grant of £2,000 for every library.", True),
        (gives_each, "How much will the libraries get?", "Seven libraries will share £9 million.", True),
        (gives_sum, "whats the library budget in cash terms", "The budget will rise by 30 per cent.", False),
        (gives_sum, "what is the summer scheme costing", "The summer scheme runs in 55 areas.", False),
        (gives_sum, "what is the summer scheme costing", "The summer scheme comes to £55,000.", True),
        (tells_sort, "how many of them will be in the villages", "There will be 40 new libraries.", False),
        (tells_sort, "how many of them will be in the villages", "Of 40 libraries 12 are in villages.", True),
        (tells_sort, "How many of the libraries are there?", "There will be 40 new libraries.", True),
        (tells_wanted, "how much do pupils get who sing instead of dancing", "Dancing pupils get £9.", False),
        (tells_wanted, "how much do pupils get who sing instead of dancing", "Singing earns £8, dancing £9.", True),
        (tells_wanted, "who sings instead of dancing", "Dancing pupils get £9.", True),
    ],
)
def test_a_part_is_told_where_a_sentence_tells_it(told: Told, question: str, text: str, *, held: bool) -> None:
    document = paper(f"# Libraries\n\n{text}\n")
    assert told(question, pieces_of(document), {document.source.document_id: document}) is held
