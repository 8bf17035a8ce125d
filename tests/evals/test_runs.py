from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.machine import commit
from evals.runs import CASES, CLAIMS, LATEST, RUN, RunError, keep, listed, load
from tests.evals.run_fakes import REFUSE, case, result, run_of, run_of_claims

RUN_OF_TWO = run_of(result(case("one")), result(case("none", **REFUSE)))


def test_kept_run_is_read_back_as_it_was(tmp_path: Path) -> None:
    kept = keep(RUN_OF_TWO, tmp_path)
    assert load(kept.about.id, tmp_path) == kept
    assert kept.of()[0].answer["citations"][0]["quote"] == "It rises to £3,000 <b>"
    assert kept.of()[0].scores["right"] == (1.0, 1.0)
    assert kept.about.corpus == "c0ffee"
    assert kept.about.models["writer"] == "quotes"


def test_kept_claims_are_read_back_and_those_of_an_older_run_too(tmp_path: Path) -> None:
    kept = keep(run_of_claims(), tmp_path)
    assert load(kept.about.id, tmp_path) == kept
    path = tmp_path / kept.about.id / CLAIMS
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    older = [{key: value for key, value in row.items() if key != "probability"} for row in rows]
    path.write_text("".join(json.dumps(row) + "\n" for row in older), encoding="utf-8")
    assert [one.probability for one in load(kept.about.id, tmp_path).claims] == [None] * 7


@pytest.mark.parametrize("damage", ['{"id": "one"}\n', "…\n", '{"unknown": 1}\n'])
def test_damaged_claims_are_told_in_one_line(tmp_path: Path, damage: str) -> None:
    kept = keep(run_of_claims(), tmp_path)
    (tmp_path / kept.about.id / CLAIMS).write_text(damage, encoding="utf-8")
    with pytest.raises(RunError, match=kept.about.id) as raised:
        load(kept.about.id, tmp_path)
    assert "\n" not in str(raised.value)


def test_run_says_with_what_it_was_made() -> None:
    about = RUN_OF_TWO.about
    assert about.settings["corpus"] == "bundled"
    assert about.machine
    assert about.peak_memory_mb > 1
    assert "nowhere" not in about.model_dump_json()  # no path of the machine


def test_second_run_of_the_same_second_has_an_id_of_its_own(tmp_path: Path) -> None:
    first, second = keep(RUN_OF_TWO, tmp_path), keep(RUN_OF_TWO, tmp_path)
    assert second.about.id == f"{first.about.id}-2"
    assert listed(tmp_path) == [first.about.id, second.about.id]


def test_run_is_found_by_the_beginning_of_its_id_and_as_the_latest(tmp_path: Path) -> None:
    older = keep(run_of(result(case("one")), started=1_600_000_000), tmp_path)
    newer = keep(run_of(result(case("one")), started=1_700_000_000), tmp_path)
    assert load(older.about.id[:8], tmp_path) == older
    assert load(LATEST, tmp_path) == newer
    assert load(str(tmp_path / older.about.id), tmp_path) == older


def test_no_run_and_two_that_fit_are_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="There is no run in"):
        load(LATEST, tmp_path)
    keep(RUN_OF_TWO, tmp_path)
    keep(RUN_OF_TWO, tmp_path)
    with pytest.raises(RunError, match=r"No run is called 'x'\. The last ones are: "):
        load("x", tmp_path)
    with pytest.raises(RunError, match="2 runs begin with '2025'"):
        load("2025", tmp_path)


def test_run_of_another_schema_is_told(tmp_path: Path) -> None:
    kept = keep(RUN_OF_TWO, tmp_path)
    path = tmp_path / kept.about.id / RUN
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema_": 0}))
    with pytest.raises(RunError, match=r"is of schema 0, and 1 is read\. Run `reforms eval` again"):
        load(kept.about.id, tmp_path)


@pytest.mark.parametrize("damage", ["{}", "[1]", "not JSON", '{"schema_": 1}'])
def test_damaged_run_is_told_in_one_line(tmp_path: Path, damage: str) -> None:
    kept = keep(RUN_OF_TWO, tmp_path)
    (tmp_path / kept.about.id / RUN).write_text(damage)
    with pytest.raises(RunError, match=kept.about.id):
        load(kept.about.id, tmp_path)


@pytest.mark.parametrize("damage", ['{"id": "one"}\n', "…\n", "", '{"unknown": 1}\n'])
def test_damaged_cases_are_told_in_one_line(tmp_path: Path, damage: str) -> None:
    kept = keep(RUN_OF_TWO, tmp_path)
    (tmp_path / kept.about.id / CASES).write_text(damage)
    with pytest.raises(RunError, match=kept.about.id):
        load(kept.about.id, tmp_path)


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="cannot be written"):
        keep(RUN_OF_TWO, tmp_path / "file")


def test_outside_a_checkout_there_is_no_commit(tmp_path: Path) -> None:
    assert commit(tmp_path) == ("", False)
