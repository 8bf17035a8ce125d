"""Limits, people and feedback: what the page keeps of whom."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from corpus.errors import UserFacingError
from evals.cases import Case
from tests.ui import backend, fakes
from ui.cli import run
from ui.feedback import Feedback, FeedbackStore, case_of, cases_of
from ui.limits import Limiter
from ui.people import People, load_people, named, save_people

PASSWORD = "a long password"


def said(*, useful: bool = True) -> Feedback:
    answer = fakes.figure()
    return Feedback(0, "", useful, "because\nof this", "", {}, answer.question, answer.to_dict(), "state")


def test_question_over_the_rate_waits_and_is_told_how_long() -> None:
    desk = backend.desk(a_minute=2)
    assert [desk.fault("Why?", "a") is None for _ in range(2)] == [True, True]
    assert "Ask again in 60 seconds." in str(desk.fault("Why?", "a"))
    assert desk.fault("Why?", "b") is None


def test_limit_opens_again_when_its_time_is_over() -> None:
    now = [0.0]
    limiter = Limiter(1, 60, clock=lambda: now[0])
    assert limiter.wait_s("a") == 0.0
    now[0] = 20.0
    assert limiter.wait_s("a") == 40.0
    now[0] = 60.0
    assert limiter.wait_s("a") == 0.0


def test_password_is_kept_as_a_hash_that_its_owner_alone_reads(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    save_people(path, named("jo", "reader", PASSWORD))
    assert PASSWORD not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    people = People(load_people(path))
    assert people.sign_in("visitor", "jo", PASSWORD) == ""
    assert people.role_of("visitor") == "reader"
    assert people.role_of("another") is None


def test_guessing_a_password_is_stopped_after_five_tries() -> None:
    people = People(named("jo", "reader", PASSWORD))
    told = [people.sign_in("visitor", "jo", f"wrong password {n}") for n in range(6)]
    assert told[:5] == ["The name or the password is not right."] * 5
    assert people.sign_in("visitor", "jo", PASSWORD).startswith("Too many tries.")


def test_sign_in_ends_after_eight_hours() -> None:
    now = [0.0]
    people = People(named("jo", "reviewer", PASSWORD), clock=lambda: now[0])
    people.sign_in("visitor", "jo", PASSWORD)
    now[0] = 8 * 3600 + 1.0
    assert people.name_of("visitor") == ""


@pytest.mark.parametrize(
    ("name", "role", "password"), [("a b", "reader", PASSWORD), ("jo", "king", PASSWORD), ("jo", "reader", "short")]
)
def test_person_who_will_not_do_is_told_why(name: str, role: str, password: str) -> None:
    with pytest.raises(UserFacingError, match=r"will not do|characters"):
        named(name, role, password)


def test_damaged_file_of_people_opens_no_closed_page(tmp_path: Path) -> None:
    (tmp_path / "people.json").write_text("{")
    with pytest.raises(UserFacingError, match="is not readable"):
        load_people(tmp_path / "people.json")


def test_feedback_is_kept_with_the_answer_and_can_be_forgotten(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite3")
    assert store.all() == ()
    number = store.add(said())
    kept = store.all()[0]
    assert (kept.id, kept.useful, kept.papers) == (number, True, "state")
    assert kept.answer["statements"][0]["text"] == fakes.figure().statements[0].text
    assert store.remove(number)
    assert store.all() == ()


@pytest.mark.parametrize("useful", [True, False])
def test_feedback_becomes_a_draft_case_that_names_no_wrong_place(useful: bool) -> None:
    text = case_of(said(useful=useful))
    case = yaml.safe_load(text)["cases"][0]
    assert case["question"] == fakes.EXAMPLES[0]
    assert [place["document"] for place in case["places"]] == (["lga-pack", "dfe-press"] if useful else [])
    assert "# reason: because\n# reason: of this\n" in text


def test_reviewers_scores_say_which_quotes_are_places() -> None:
    scores = {"statement 1": "partly right", "citation 1": "wrong", "citation 2": "right"}
    text = case_of(replace(said(), reviewer="rev", scores=scores))
    case = yaml.safe_load(text)["cases"][0]
    assert [place["document"] for place in case["places"]] == ["dfe-press"]
    assert "# given, and wrong: - document: lga-pack\n" in text
    assert "# partly right: The leaving care allowance" in text
    assert " by rev: useful." in text


def test_all_feedback_becomes_one_file_of_cases_that_the_evaluation_reads(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite3")
    for useful in (True, False, True):
        store.add(replace(said(useful=useful), reason="a: b\n# cases:\n- c"))
    drafts = yaml.safe_load(cases_of(store.all()))["cases"]
    assert [draft["id"] for draft in drafts] == ["feedback-3", "feedback-2", "feedback-1"]
    finished = Case.model_validate({**drafts[0], "must_state": [["£3,000"]]})  # as a person completes it
    assert finished.places[0].document == "lga-pack"
    assert cases_of(()) == "cases: []\n"


def test_command_lists_feedback_and_prints_a_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    FeedbackStore(tmp_path / "feedback.sqlite3").add(said())
    assert run(["feedback", "--data", str(tmp_path)]) == 0
    assert "1  useful" in capsys.readouterr().out
    assert run(["feedback", "--case", "1", "--data", str(tmp_path)]) == 0
    assert "cases:" in capsys.readouterr().out
    assert run(["feedback", "--cases", "--data", str(tmp_path)]) == 0
    assert yaml.safe_load(capsys.readouterr().out)["cases"][0]["id"] == "feedback-1"
    assert run(["feedback", "--case", "9", "--data", str(tmp_path)]) == 1
