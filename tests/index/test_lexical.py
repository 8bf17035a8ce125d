from __future__ import annotations

import math
from pathlib import Path

import pytest

from index import lexical, lines
from index.lexical import LexicalSearcher

LISTS = [
    ["foster", "carers", "allowance"],
    ["foster", "foster", "kinship"],
    ["kinship", "care", "allowance", "allowance"],
    [],
    ["budget"],
]
IDS = ["a", "b", "c", "without terms", "e"]


@pytest.fixture
def searcher(tmp_path: Path) -> LexicalSearcher:
    lexical.build(tmp_path / "lexical", IDS, LISTS)
    return LexicalSearcher(tmp_path / "lexical")


def test_score_is_the_bm25_sum(searcher: LexicalSearcher) -> None:
    # n = 4 items with terms, mean length 11/4; "budget" stands once in one item of length 1:
    # idf = ln(1 + (4 - 1 + .5) / (1 + .5)); tf = 1 / (1 + 1.2 (1 - .5 + .5 · 1 / 2.75))
    expected = math.log(1 + 3.5 / 1.5) / (1 + 1.2 * (0.5 + 0.5 / 2.75))
    ((id_, score),) = searcher.search(["budget"], 10)
    assert id_ == "e"
    assert score == pytest.approx(expected, rel=1e-5)


def test_only_items_that_hold_a_term_are_given_best_first(searcher: LexicalSearcher) -> None:
    found = searcher.search(["foster", "kinship"], 10)
    assert [id_ for id_, _ in found] == ["b", "a", "c"]
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert all(score > 0 for _, score in found)


def test_k_cuts_the_list(searcher: LexicalSearcher) -> None:
    assert [id_ for id_, _ in searcher.search(["foster", "kinship"], 1)] == ["b"]
    assert searcher.search(["foster"], 0) == []


def test_unknown_terms_and_empty_queries_find_nothing(searcher: LexicalSearcher) -> None:
    assert searcher.search(["helicopter"], 5) == []
    assert searcher.search([], 5) == []
    assert searcher.search([""], 5) == []
    assert searcher.search(["helicopter", "budget"], 5) == searcher.search(["budget"], 5)


def test_weight_scales_the_score_of_its_term(searcher: LexicalSearcher) -> None:
    plain, weighted = dict(searcher.search(["care"], 5)), dict(searcher.search(["care"], 5, {"care": 2.5}))
    assert weighted["c"] == pytest.approx(2.5 * plain["c"], rel=1e-5)
    both = dict(searcher.search(["care", "budget"], 5, {"care": 0.5}))
    assert both["c"] == pytest.approx(0.5 * plain["c"], rel=1e-5)
    assert both["e"] == pytest.approx(dict(searcher.search(["budget"], 5))["e"], rel=1e-5)


def test_term_of_no_weight_is_not_looked_for(searcher: LexicalSearcher) -> None:
    assert searcher.search(["care"], 5, {"care": 0}) == []
    assert searcher.search(["care"], 5, {"care": -1}) == []


def test_term_given_twice_counts_twice(searcher: LexicalSearcher) -> None:
    assert searcher.search(["care", "care"], 5) == searcher.search(["care"], 5, {"care": 2})


def test_ties_keep_the_order_of_the_index(tmp_path: Path) -> None:
    ids = [f"id{i}" for i in range(50)]
    lexical.build(tmp_path / "lexical", ids, [["same"]] * 50)
    searcher = LexicalSearcher(tmp_path / "lexical")
    assert [id_ for id_, _ in searcher.search(["same"], 7)] == ids[:7]


@pytest.mark.parametrize("lists", [[], [[], []]], ids=["no items", "no terms"])
def test_empty_index_opens_and_finds_nothing(tmp_path: Path, lists: list[list[str]]) -> None:
    lexical.build(tmp_path / "lexical", [str(i) for i in range(len(lists))], lists)
    searcher = LexicalSearcher(tmp_path / "lexical")
    assert len(searcher) == 0
    assert searcher.search(["a"], 5) == []


def test_items_without_terms_are_left_out(searcher: LexicalSearcher) -> None:
    assert searcher.ids == ("a", "b", "c", "e")


def test_same_lists_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        lexical.build(tmp_path / name, IDS, LISTS)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "two").iterdir())
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)


def test_terms_of_any_script_and_punctuation_are_found(tmp_path: Path) -> None:
    terms = ["£4,000", "naïve", "子供", "13.8.1", '"quoted"', "new\nline"]
    lexical.build(tmp_path / "lexical", terms, [[term] for term in terms])
    searcher = LexicalSearcher(tmp_path / "lexical")
    assert [searcher.search([term], 5)[0][0] for term in terms] == terms


def test_ids_that_do_not_fit_the_lists_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1 ids"):
        lexical.build(tmp_path / "lexical", ["a"], [["x"], ["y"]])
    with pytest.raises(ValueError, match="1 different"):
        lexical.build(tmp_path / "lexical", ["a", "a"], [["x"], ["y"]])


def test_ids_of_another_index_are_noticed_at_opening(tmp_path: Path) -> None:
    lexical.build(tmp_path / "lexical", IDS, LISTS)
    for name, data in lines.pack("ids", ["a"], [b'"a"']).items():
        (tmp_path / "lexical" / name).write_bytes(data)
    with pytest.raises(ValueError, match="1 ids for 4"):
        LexicalSearcher(tmp_path / "lexical")


def test_building_and_searching_print_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lexical.build(tmp_path / "lexical", IDS, LISTS)
    LexicalSearcher(tmp_path / "lexical").search(["foster"], 5)
    assert capfd.readouterr() == ("", "")
