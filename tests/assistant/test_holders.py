from __future__ import annotations

import time

from assistant.build import Assistant
from assistant.holders import Holders
from index.voices import Voices


def test_publishers_are_known_by_the_names_people_use(bundled: Assistant) -> None:
    holders = Holders.of(bundled.index.voices)
    for typed, name in (
        ("what does durham think", "Durham County Council"),
        ("the Local Government Association's view", "LGA"),
        ("what do ministers say", "UK Government"),
        ("NSPCC", "NSPCC Learning"),
    ):
        assert [holder.name for holder in holders.named(typed)] == [name]
    assert holders.named("the county council's learning") == ()


def test_longer_name_hides_the_shorter_one_inside_it(bundled: Assistant) -> None:
    holders = Holders.of(bundled.index.voices)
    assert [h.name for h in holders.named("Plymouth City Council and the Department for Education")] == [
        "Plymouth City Council",
        "UK Government",
    ]


def test_paper_is_named_by_its_holder_or_its_kind(bundled: Assistant) -> None:
    holders = Holders.of(bundled.index.voices)
    assert holders.papers("what is in the Durham report?") == ("durham-report",)
    assert holders.papers("according to the LGA") == ("lga-pack",)
    assert holders.papers("what does the press release say?") == ("dfe-press",)
    assert holders.papers("what does the report say?") == ()
    assert holders.papers("what does Durham want?") == ()


def test_without_documents_nobody_is_named() -> None:
    assert Holders().named("Durham") == ()
    assert Holders().papers("the Durham report") == ()
    assert not Holders().is_holder("Durham")


def test_thousands_of_publishers_do_not_slow_a_question_down() -> None:
    names = {f"p{n}": Voices(f"Town{n} Council", "report", f"Town{n} Council", ()) for n in range(5_000)}
    holders = Holders.of(names)
    assert holders.papers("what is in the Town4321 report?") == ("p4321",)
    started = time.process_time()
    assert holders.papers("what does the report of Town77 say of fostering?") == ("p77",)
    assert time.process_time() - started < 0.2  # a pattern for each of them took three seconds
