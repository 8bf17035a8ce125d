from __future__ import annotations

import json

from assistant.answers import Claim, Verdict
from assistant.drafts import DraftReport, Gathered, check_gathered, gather
from corpus.manuscripts.text_reading import read
from tests.assistant.drafts.fakes import fake_check
from tests.contract import VERDICT

DRAFT = """# Fees

It will invest £200 million in 2023. They share £45 million. The allowance rises to £4,000 a year.

Nobody is told of the rule. Is that so? They share £45 million.
"""


def checked(text: str, **options: int) -> tuple[DraftReport, list[str]]:
    told: list[str] = []
    manuscript = read("a.md", text.encode(), "markdown")
    return check_gathered(manuscript, gather(manuscript), fake_check, progress=told.append, **options), told


def test_counts_and_numbers_follow_the_draft() -> None:
    report, told = checked(DRAFT)
    assert report.counts == {"supported": 3, "contradicted": 1, "not_found": 1, "unchecked": 0}
    assert report.summary == "5 claims: 3 supported, 1 contradicted, 1 not found."
    assert report.n_passed_over == 1
    assert [item.number for item in report.items] == [1, 2, 3, 4, 5]
    assert (told[0], told[-1]) == ("0 of 5 claims checked", "5 of 5 claims checked")


def test_a_quote_has_one_number_however_often_it_is_used() -> None:
    report, _ = checked(DRAFT)
    assert [item.sources for item in report.items] == [(1,), (1,), (2,), (), (1,)]
    assert [source.number for source in report.sources] == [1, 2]
    assert report.source(2).citation.quote == "It will be £3,000 from April 2023."


def test_nearest_passage_is_no_source() -> None:
    report, _ = checked("Nobody is told of the rule.")
    assert report.sources == ()
    assert report.items[0].nearest is not None


def test_claim_that_cannot_be_checked_never_stops_the_rest_nor_tells_its_words() -> None:
    report, _ = checked("The faulty one costs £5. The unreadable one costs £6. They share £45 million.")
    assert [item.status for item in report.items] == ["unchecked", "unchecked", "supported"]
    assert report.items[0].problem == "A fault (RuntimeError) kept it from being checked."
    assert report.items[1].problem == "This claim cannot be read. Shorten it."
    assert report.summary == "3 claims: 1 supported, 0 contradicted, 0 not found, 2 not checked."


def test_same_words_in_the_same_surroundings_are_checked_once() -> None:
    calls = []

    def check(claim: Claim) -> Verdict:
        calls.append(claim)
        return fake_check(claim)

    manuscript = read("a.txt", b"They share GBP 45 million.\n", "text")
    (claim,) = gather(manuscript).claims
    report = check_gathered(manuscript, Gathered((claim, claim), 0), check, progress=lambda _: None)
    assert (len(calls), len(report.items)) == (1, 2)


def test_claims_beyond_the_limit_are_told_never_dropped_in_silence() -> None:
    report, _ = checked(DRAFT, max_claims=2)
    assert (len(report.items), report.n_beyond) == (2, 3)
    assert "holds 5 claims, and at most 2 are checked at once: the last 3 were not checked" in report.notices[0]


def test_report_as_json_holds_the_verdicts_of_the_contract() -> None:
    report, _ = checked(DRAFT)
    fields = json.loads(json.dumps(report.to_dict()))
    assert fields["counts"]["supported"] == 3
    assert [claim["sources"] for claim in fields["claims"]] == [[1], [1], [2], [], [1]]
    for claim in fields["claims"]:
        assert VERDICT(claim["verdict"])
    assert fields["sources"][0]["reference"].startswith("Plymouth City Council, Policy brief")


def test_notices_of_the_reading_are_in_the_report() -> None:
    report, _ = checked("They share £45 million.\n\n```\ncode\n```\n")
    assert report.notices == ("The draft holds 1 block of code, not checked.",)
