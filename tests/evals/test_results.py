from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals import gates, results
from evals.claims import ClaimCase
from evals.claims_report import ClaimResult, ClaimsReport
from evals.gates import GateError, load_gates
from evals.report import Report, SystemReport
from evals.results import END, README, START, ResultsError, put, read_history, section, updated, write
from tests.evals.claim_fakes import FALSE, GOOD, UNHELD
from tests.evals.run_fakes import case, result, run_of, run_of_claims

RUN = run_of(*(result(case(f"c{i}"), right=i > 0) for i in range(4)))
RUN = RUN.model_copy(update={"about": RUN.about.model_copy(update={"commit": "abc1234def", "dirty": False})})


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, file in (("README", "README.md"), ("HISTORY", "history.jsonl"), ("CURVE", "results.svg")):
        monkeypatch.setattr(results, name, tmp_path / file)
    text = f"# By hand\n\n{START}\nwritten earlier\n{END}\n\nBy hand too.\n"
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    return tmp_path


def test_only_what_stands_between_the_marks_is_replaced(place: Path) -> None:
    write(RUN)
    text = (place / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# By hand\n\n")
    assert text.endswith("\n\nBy hand too.\n")
    assert "written earlier" not in text
    assert "| right | " in text
    assert "0.750" in text
    assert "`abc1234def`" in text


def test_second_run_of_a_commit_takes_the_place_of_the_first(place: Path) -> None:
    write(RUN)
    write(RUN)
    (row,) = read_history(place / "history.jsonl")
    assert row["commit"] == "abc1234def"
    assert row["measures"]["right"] == 0.75
    other = {"commit": "f00", "date": "2026-11-22", "n_cases": 1, "measures": {}}
    assert [one["commit"] for one in updated([row], other)] == ["abc1234def", "f00"]
    assert (place / "results.svg").read_text(encoding="utf-8").startswith("<svg")


def test_run_over_some_cases_is_not_written_down(place: Path) -> None:
    some = RUN.model_copy(update={"about": RUN.about.model_copy(update={"chosen": {"suite": "kinship"}})})
    with pytest.raises(ResultsError, match="is not over all cases"):
        write(some)


@pytest.mark.parametrize("text", ["no marks", f"{END}\n{START}", f"{START}\n{END}\n{START}\n{END}"])
def test_readme_without_its_marks_is_told(text: str) -> None:
    with pytest.raises(ResultsError, match="each once"):
        put(text, "new")


def test_our_own_readme_has_the_marks() -> None:
    assert put(README.read_text(encoding="utf-8"), "new")


def test_damaged_history_is_told(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    for damage in ("{", json.dumps({"commit": "a"}), "[1]"):
        path.write_text(damage)
        with pytest.raises(ResultsError, match=r"history\.jsonl: "):
            read_history(path)


def test_every_measure_stands_in_the_table_once() -> None:
    text = section(RUN, [])
    rows = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")]
    for name in SystemReport("us", ()).measures():
        assert rows.count(name) == 1, name


def test_claims_stand_with_their_gate_and_what_was_left_out() -> None:
    text = section(RUN.model_copy(update={"claims": run_of_claims().claims}), [])
    (row,) = (line for line in text.splitlines() if line.startswith("| false_assurance "))
    # 1 of the 4 that are not supported; the 3 supported ones are left out
    assert "| ≤ 0.02 | ≤ 0.02 | 0.250 |" in row
    assert "| 4 | 3 |" in row


# Gates


def test_rise_beyond_the_margin_asks_to_raise_the_gate() -> None:
    ours = SystemReport("us", tuple(result(case(f"c{i}")) for i in range(4)))
    report = Report((ours,), {"right": 0.9, "recall_at_1": 0.96}, {}, ceilings={"over_refusal": 0.1}, margin=0.05)
    assert report.failed_gates == []
    assert report.low_gates == ["right is 1.000, its gate 0.9", "over_refusal is 0.000, its ceiling 0.1"]
    assert "raise it in evals/gates.toml" in report.to_text()


def test_rise_of_the_claims_asks_to_raise_their_gate() -> None:
    fields: dict[str, Any] = {"cites_place": True, "shows_opposed": None, "parts_right": None, "verbatim": (1, 1)}
    results = tuple(
        ClaimResult(ClaimCase.model_validate(one), "money", one["verdict"], "", took_ms=1.0, **fields)  # type: ignore[arg-type]
        for one in (GOOD, FALSE, UNHELD)
    )
    claims = ClaimsReport(
        results,
        took_s=1.0,
        gates={"macro_f1": 0.6, "accuracy": 0.96},
        ceilings={"false_assurance": 0.1},
        margin=0.05,
    )
    report = Report((), {}, {}, margin=0.05, claims=claims)
    assert report.failed_gates == []
    assert report.low_gates == [
        "claims: macro_f1 is 1.000, its gate 0.6",
        "claims: false_assurance is 0.000, its ceiling 0.1",
    ]
    assert "raise it in evals/gates.toml" in report.to_text()
    assert report.to_dict()["low_gates"] == report.low_gates


def test_gates_name_measures_that_exist() -> None:
    kept = load_gates()
    known = set(SystemReport("us", ()).measures())
    for limits in (kept.whole, kept.small):
        assert set(limits.least) | set(limits.most) <= known
    assert {target.measure for target in kept.targets} <= known


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("margin = 0.05", "margin = -1", "margin: "),
        ("margin = 0.05", "margn = 0.05", "margin: Field required"),
        ("[gates]", "[gates", "gates.toml: "),
        ("right = 0", 'right = "high" #', "gates.right: "),
    ],
)
def test_wrong_file_of_gates_names_the_key(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "gates.toml"
    path.write_text(gates.GATES.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GateError, match=told.replace(".", r"\.")):
        load_gates(path)


def test_slice_is_the_same_each_time_and_of_the_half_that_may_be_seen() -> None:
    kept = load_gates()
    many = [("s", case(f"c{i}", split=("tune", "held_back")[i % 2])) for i in range(20)]
    chosen = kept.slice(many)
    assert chosen == kept.slice(list(reversed(many)))[::-1]
    assert len(chosen) == kept.cases_a_kind
    assert {one.split for _, one in chosen} == {"tune"}
