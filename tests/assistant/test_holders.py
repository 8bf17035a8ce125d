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
    assert holders.papers("what will the government do about the watchdog's findings, per Plymouth") == (
        "plymouth-brief",
    )
    assert holders.papers("what does the press release say?") == ("dfe-press",)
    assert holders.papers("government's news release in three lines") == ("dfe-press",)
    assert holders.papers("what does the report say?") == ()
    assert holders.papers("what does Durham want?") == ()
    assert holders.papers("when did the LGA publish its response to the green paper?") == ()
    assert holders.papers("what is in the LGA children's board paper?") == ("lga-pack",)


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


# "The association"

LGA = Voices("Local Government Association", "agenda pack", "LGA", ())
GOVERNMENT = Voices("Department for Education", "press release", "UK Government", ())


def test_only_association_among_the_publishers_is_named_by_that_word() -> None:
    holders = Holders.of({"pack": LGA, "press": GOVERNMENT})
    assert [holder.name for holder in holders.named("What does the Association want?")] == ["LGA"]
    assert [holder.name for holder in holders.named("the association's view")] == ["LGA"]
    assert holders.papers("according to the association") == ("pack",)
    assert holders.named("an association of carers") == ()


def test_word_that_two_publishers_share_names_neither() -> None:
    holders = Holders.of({"pack": LGA, "leaflet": Voices("Carers Association", "leaflet", "Carers Association", ())})
    assert holders.named("What does the association want?") == ()


def test_two_papers_of_one_association_leave_the_word_clear() -> None:
    holders = Holders.of({"pack": LGA, "minutes": LGA})
    assert [holder.documents for holder in holders.named("the association")] == [("pack", "minutes")]


def test_association_with_a_name_of_its_own_is_not_the_one_published() -> None:
    holders = Holders.of({"pack": LGA, "press": GOVERNMENT})
    for typed in (
        "What does the Association of Directors of Children's Services think?",
        "the association for fostering",
        "the National Association wants",
    ):
        assert holders.named(typed) == ()
    assert holders.papers("what is in the Association of Directors report?") == ()
    assert [holder.name for holder in holders.named("the Department of Health")] == ["UK Government"]


def test_the_association_is_a_holder_and_an_association_is_none() -> None:
    holders = Holders.of({"pack": LGA, "press": GOVERNMENT})
    assert all(map(holders.is_holder, ("the association", "association", "the Association's", "the LGA")))
    assert not any(map(holders.is_holder, ("an association", "the committee", "association of carers")))
