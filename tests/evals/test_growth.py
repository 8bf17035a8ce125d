from __future__ import annotations

import copy
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.build import Assistant
from corpus import chunking
from corpus.library import load_library, read_document
from corpus.sentences import sentence_spans
from evals import growth_report
from evals.growth import HalvesEmbeddings
from evals.recombining import PARAGRAPHS_A_PAPER, Pool, papers, pool_of, write_papers

SMALL = Pool(("Foster carers need", "The council"), ("more money.", "will meet in May"), ("Care",), (1, 2))
EMBEDDING = {
    "n_texts": 100,
    "texts_s": {"plain": 40.0, "ours": 100.0},
    "n_questions": 10,
    "recall": {name: {"5": 0.5, "10": 0.7} for name in ("plain", "ours")},
    "least_cosine": 0.99996,
}


def round_(times: list[float], opening_s: float) -> dict[str, Any]:
    return {
        "opening_s": opening_s, "opening_cpu_s": opening_s, "first_answer_s": opening_s + 1,
        "assistant_s": opening_s + 0.25,
        "collection_s": opening_s + 2, "times_ms": times, "cpu_ms": times, "recall_at_10": 1.0, "peak_mb": 400.0,
        "anonymous_mb": 200.0,
    }  # fmt: skip


def row(n_chunks: int, n_before: int, p95: float) -> dict[str, Any]:
    grown = {"seconds": 10.0, "n_chunks": n_chunks, "n_vectors": 3 * n_chunks, "n_before": n_before, "peak_mb": 500.0}
    added = {"seconds": 5.0, "n_chunks": n_chunks + 100, "n_read": 1, "n_embedded": 250, "peak_mb": 600.0}
    rounds = [round_([10.0] * 90 + [p95] * 10, 1.0), round_([10.0] * 90 + [p95] * 10, 2.0)]
    return {"size": n_chunks, "grown": grown, "added": added, "disk_mb": 7.0, "rounds": rounds}


def results() -> dict[str, Any]:
    rows = [row(1_000, 0, 20.0), row(100_000, 1_000, 30.0)]
    return {"rows": rows, "embedding": EMBEDDING, "load": 1.5, "n_halves": 10, "n_documents": 2}


def test_papers_are_the_same_each_time_and_differ_from_each_other() -> None:
    first, second = islice(papers(SMALL), 2)
    assert [first, second] == list(islice(papers(SMALL), 2))
    assert first != second
    assert first != next(papers(SMALL, seed=1))


def test_paper_has_a_chunk_for_each_paragraph(bundled: Assistant, tmp_path: Path) -> None:
    pool = pool_of(list(bundled.index.documents.values()))
    assert write_papers(tmp_path / "papers", pool, 2) == 2
    assert write_papers(tmp_path / "papers", pool, 3) == 1
    for source in load_library(tmp_path / "papers").sources:
        assert len(chunking.chunk(read_document(source))) == PARAGRAPHS_A_PAPER


def test_hardly_any_sentence_comes_twice(bundled: Assistant) -> None:
    pool = pool_of(list(bundled.index.documents.values()))
    bodies = [
        line.split(" ", 1)[1] for text in islice(papers(pool), 3) for line in text.splitlines() if line[:1].isdigit()
    ]
    sentences = [body[start:end] for body in bodies for start, end in sentence_spans(body)]
    assert len(set(sentences)) > 0.98 * len(sentences)


def test_vector_of_a_recombined_sentence_is_the_mean_of_its_halves(tmp_path: Path) -> None:
    embeddings = HalvesEmbeddings(SMALL, tmp_path / "halves.npy")
    halves = np.load(tmp_path / "halves.npy")
    wanted = 3 * halves[0] + 4 * halves[3]  # "Foster carers need" of three words, "will meet in May" of four
    (met,) = embeddings.encode_documents(["Foster carers need will meet in May."])
    np.testing.assert_allclose(met, wanted / np.linalg.norm(wanted), atol=1e-6)
    assert embeddings.n_embedded == 0
    (other,) = embeddings.encode_documents(["Nothing of the kind"])
    np.testing.assert_allclose(other, embeddings.encode_query("Nothing of the kind"), atol=1e-6)
    assert embeddings.n_embedded == 1


def test_figures_are_of_all_rounds() -> None:
    met = growth_report.figures(row(10_000, 1_000, 25.0))
    # 9,000 new chunks in 10 s, 100 in 5 s; 20 of 200 searches took 25 ms, so the 95th in a hundred did
    assert (met["grow_chunks_s"], met["add_chunks_s"], met["median_ms"], met["p95_ms"]) == (900.0, 20.0, 10.0, 25.0)
    assert met["opening_s"] == pytest.approx(1.5)


def test_report_tells_which_aims_were_met() -> None:
    told = results()
    text = growth_report.markdown(told, [growth_report.figures(one) for one in told["rows"]])
    assert text.count("| yes |") == 6
    missed = copy.deepcopy(told)
    missed["embedding"]["texts_s"]["ours"] = 79.0  # plain 40: not quite twice
    missed["rows"][1]["rounds"] = [round_([41.0], 3.5)]
    text = growth_report.markdown(missed, [growth_report.figures(one) for one in missed["rows"]])
    assert (text.count("| yes |"), text.count("| **no** |")) == (1, 5)
    assert "| retrieval p95, largest over smallest | 2.05 | at most 2 | **no** |" in text


def test_reading_stands_on_a_line_of_its_own_and_only_where_it_was_measured() -> None:
    told = results()
    plain = growth_report.markdown(told, [growth_report.figures(one) for one in told["rows"]])
    assert "cross-encoder" not in plain
    for one in told["rows"]:
        for turn in one["rounds"]:
            turn["reading_ms"] = [300.0, 320.0, 310.0]
    read = growth_report.markdown(told, [growth_report.figures(one) for one in told["rows"]])
    (line,) = set(read.splitlines()) - set(plain.splitlines())
    assert line == "| reading by the cross-encoder, not in the above, median ms | 310 | 310 |"


def test_picture_is_the_same_for_the_same_figures(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        growth_report.write_report(results(), tmp_path / name)
    assert (tmp_path / "one" / "growth.svg").read_bytes() == (tmp_path / "two" / "growth.svg").read_bytes()
    assert "100,000" in (tmp_path / "one" / "growth.svg").read_text(encoding="utf-8")
    assert "(growth.svg)" in (tmp_path / "one" / "growth.md").read_text(encoding="utf-8")
