from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from evals.page import render
from evals.report import SystemReport
from evals.runs import Run
from evals.tables import calibration, claim_calibration, failing, papers, settled
from tests.evals.run_fakes import REFUSE, case, result, run_of, run_of_claims


@pytest.fixture(scope="module")
def run() -> Run:
    results = [result(case(f"c{i}"), right=i % 3 > 0, took_ms=100.0 + i) for i in range(12)]
    results += [result(case(f"n{i}", **REFUSE), right=i > 0) for i in range(4)]
    results.append(result(case("hidden-one", split="held_back"), right=False))
    return run_of(*results, others=(SystemReport("plain", tuple(results)),))


@pytest.fixture(scope="module")
def page(run: Run) -> str:
    return render(run)


def test_page_fetches_nothing_and_runs_nothing(page: str) -> None:
    assert "default-src 'none'" in page
    assert "<script" not in page
    fetching = re.findall(r"""(?:src|href|action|data)\s*=\s*["']([^"'#][^"']*)""", page)
    assert fetching == []
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)


def test_words_of_cases_and_papers_are_escaped(page: str) -> None:
    assert "How much is c0 &lt;script&gt;?" in page
    assert "<b>" in page  # of the tables …
    assert "£3,000 &lt;b&gt;" in page  # … and never of a quote


def test_wrong_answer_stands_beside_what_was_expected(page: str, run: Run) -> None:
    wrong = page[page.index("What is not right yet") :]
    assert f"{len(failing(run))} of 17 cases; 1 of them are of the held-back half" in wrong
    assert "hidden-one" not in page
    assert wrong.count("<section") == len(failing(run)) - 1
    first = wrong[wrong.index("<section") : wrong.index("</section>")]
    assert "Expected" in first
    assert "Given: answered" in first
    assert "It rises to £3,000.</li>" in first or "It rises to £3,000. [1]" in first


def test_plots_are_whole_drawings_with_a_text_for_who_does_not_see_them(page: str) -> None:
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(drawings) == 6
    for drawing in drawings:
        ET.fromstring(drawing)  # noqa: S314 - our own
        assert 'role="img" aria-label="' in drawing
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_same_run_gives_the_same_page(run: Run, page: str) -> None:
    assert render(run) == page


def test_calibration_is_that_of_what_was_said(run: Run) -> None:
    found = calibration(run.of())
    assert found is not None
    # 13 answerable at .9, 4 not at .2: Brier (13 · .1² + 4 · .2²) / 17; every pair in order
    assert found.n == 17
    assert found.brier == pytest.approx((13 * 0.01 + 4 * 0.04) / 17)
    assert found.error == pytest.approx((13 * 0.1 + 4 * 0.2) / 17)
    assert found.auc == 1.0
    assert [one.n for one in found.bins] == [4, 13]


def test_settled_takes_answers_and_refusals_together(run: Run) -> None:
    # 8 of 13 right, 3 of 4 refused
    assert settled(run.of()).value == pytest.approx(11 / 17)
    assert papers(run.of()[0]) == ["d"]


# Claims


@pytest.fixture(scope="module")
def claims_page() -> str:
    return render(run_of_claims())


def test_claims_stand_with_who_was_taken_for_what(claims_page: str) -> None:
    text = re.sub(r"<[^>]+>", " ", claims_page[claims_page.index("Which verdict was given for which") :])
    rows = " ".join(text.split())
    # known supported: 2 right, 1 denied; known contradicted: 1 right, 1 called supported; not found: 2 right
    assert "supported 2 1 0 3 contradicted 1 1 0 2 not_found 0 0 2 2" in rows
    assert '<span class="bad">1</span>' in claims_page  # the falsely assured


def test_wrong_verdict_stands_beside_the_known_one_and_the_worst_first(claims_page: str) -> None:
    wrong = claims_page[claims_page.index("Verdicts that are not right yet") :]
    assert "2 claims; 0 of them are of the held-back half" in wrong
    first, second = re.findall(r"<section.*?</section>", wrong, re.DOTALL)
    assert "Known: contradicted" in first
    assert "Given: supported" in first
    assert "Known: supported" in second
    assert "The council will spend £25 million" in second


def test_claims_have_their_plots_and_every_measure_its_n(claims_page: str) -> None:
    drawings = re.findall(r"<svg.*?</svg>", claims_page, re.DOTALL)
    assert len(drawings) == 3  # by kind; by half, persona and form; calibration
    assert "7 claims were weighed" in claims_page
    table = claims_page[claims_page.index("<table") : claims_page.index("</table>")]
    for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)[1:]:
        cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        assert int(cells[3]) + int(cells[4]) == 7, row


def test_chance_of_support_is_calibrated() -> None:
    found = claim_calibration(run_of_claims().claims)
    assert found is not None
    # 3 supported at .8, 4 others at .3: Brier (3 · .2² + 4 · .3²) / 7
    assert found.brier == pytest.approx((3 * 0.04 + 4 * 0.09) / 7)
    assert found.auc == 1.0
