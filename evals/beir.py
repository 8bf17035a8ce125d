"""Any folder in BEIR's form, searched and scored as published results are: nDCG@10 and recall@100.

```
DIR/corpus.jsonl   {"_id", "title", "text"}      DIR/queries.jsonl   {"_id", "text"}
DIR/qrels/test.tsv query-id, corpus-id, score, under a line of heads
```

Source: Thakur et al., BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models, 2021.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.build import Assistant
from corpus.errors import UserFacingError, one_line
from evals.measures import Estimate, estimate, quantile
from index.passages import Query

DEPTH = 100
"""Documents kept for a query."""
_PASSAGES = 300
"""Passages searched for them: one long document may hold many."""

Progress = Callable[[str], None]
Qrels = dict[str, dict[str, int]]


class BeirError(UserFacingError):
    """A folder that is not in BEIR's form."""


@dataclass(frozen=True, slots=True)
class BeirReport:
    """What was reached on one folder.

    Attributes:
        measures: nDCG@10, recall@100, recall@10 and MRR@10 over the queries that have a relevant document.
        n_documents: In the corpus.
        n_unjudged: Queries without a relevant document; left out.
        median_ms: Of one search.
    """

    name: str
    measures: Mapping[str, Estimate]
    n_documents: int
    n_queries: int
    n_unjudged: int
    median_ms: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    def to_text(self) -> str:
        """A small table."""
        lines = [f"{self.name}: {self.n_documents:,} documents, {self.n_queries:,} queries", ""]
        lines += [f"{'':14}{'value':>8}{'95 % interval':>18}{'n':>7}"]
        for name, one in self.measures.items():
            interval = "" if one.low is None else f"{one.low:.3f} – {one.high:.3f}"
            lines.append(
                f"{name:14}{'–' if one.value is None else format(one.value, '.3f'):>8}{interval:>18}{one.n:>7}"
            )
        if self.n_unjudged:
            told = f"{self.n_unjudged:,} {'query' if self.n_unjudged == 1 else 'queries'} left out"
            lines += ["", f"{told}: no document is judged relevant to them."]
        lines += ["", f"Median time of a search: {self.median_ms:.0f} ms."]
        return "\n".join(lines)


def read_queries(folder: Path) -> dict[str, str]:
    """Queries by id.

    Raises:
        BeirError: If the file is missing, or a line of it is wrong.
    """
    path = folder / "queries.jsonl"
    queries: dict[str, str] = {}
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            id_, text = row["_id"], row["text"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BeirError(f'{path.name}: line {number} is no {{"_id", "text"}}. Mend or remove it.') from error
        if str(id_) in queries or not isinstance(text, str):
            raise BeirError(
                f"{path.name}: line {number} repeats the _id '{one_line(str(id_), max_chars=60)}'. Mend it."
            )
        queries[str(id_)] = text
    return queries


def read_qrels(folder: Path, split: str = "test") -> Qrels:
    """Grades above zero, by query and document.

    Raises:
        BeirError: If the file is missing, or a line of it is wrong.
    """
    path = folder / "qrels" / f"{split}.tsv"
    qrels: Qrels = {}
    for number, row in enumerate(csv.reader(_text(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
        if not row or (number == 1 and row[-1].strip() == "score"):
            continue
        try:
            query, document, grade = row[0], row[1], int(row[2])
        except (IndexError, ValueError) as error:
            raise BeirError(f"qrels/{path.name}: line {number} is no query-id, corpus-id, score. Mend it.") from error
        if grade > 0:
            qrels.setdefault(query, {})[one_line(document, max_chars=200)] = grade
    if not qrels:
        raise BeirError(f"qrels/{path.name}: judges no document relevant. Give one with grades above 0.")
    return qrels


def measure(assistant: Assistant, folder: Path, *, progress: Progress = lambda _: None) -> BeirReport:
    """Search for every judged query, and score the documents that the passages belong to.

    A document stands where its best passage does.

    Raises:
        BeirError: If the folder lacks something, or its judgements name no document of the corpus.
    """
    queries, qrels = read_queries(folder), read_qrels(folder)
    documents = assistant.index.documents
    judged = {id_ for of_query in qrels.values() for id_ in of_query}
    if not any(id_ in judged for id_ in documents):
        raise BeirError(f"{folder.name}: no document of corpus.jsonl is named in qrels/test.tsv. Check the ids.")
    asked = {id_: text for id_, text in queries.items() if id_ in qrels and text.strip()}
    if not asked:
        raise BeirError(f"{folder.name}: no query of queries.jsonl is named in qrels/test.tsv. Check the ids.")
    found: dict[str, dict[str, float]] = {}
    taken = []
    for number, (id_, text) in enumerate(asked.items(), start=1):
        progress(f"query {number:,} of {len(asked):,}")
        started = time.perf_counter()
        ranked = ranking(assistant, text)
        taken.append((time.perf_counter() - started) * 1000)
        found[id_] = {document_id: float(DEPTH - rank) for rank, document_id in enumerate(ranked)}
    return BeirReport(
        folder.resolve().name,
        scored(found, {id_: qrels[id_] for id_ in asked}),
        sum(documents[id_].source.format == "jsonl" for id_ in documents),
        len(queries),
        len(queries) - len(asked),
        quantile(taken, 0.5) or 0.0,
    )


def ranking(assistant: Assistant, text: str) -> list[str]:
    """Ids of documents by their best passage, at most `DEPTH`; those that are no line of the corpus left out."""
    query = Query(assistant.checked(text), k=_PASSAGES)
    ids = dict.fromkeys(passage.chunk.document_id for passage in assistant.retriever.search(query))
    return [id_ for id_ in ids if assistant.index.documents[id_].source.format == "jsonl"][:DEPTH]


def scored(found: Mapping[str, Mapping[str, float]], qrels: Qrels) -> dict[str, Estimate]:
    """Means over the queries, each with its interval; a query for which nothing was found counts as zero."""
    import ir_measures

    wanted = {name: ir_measures.parse_measure(name) for name in ("nDCG@10", "R@100", "R@10", "RR@10")}
    met: dict[str, dict[str, float]] = {name: dict.fromkeys(qrels, 0.0) for name in wanted}
    for one in ir_measures.iter_calc(list(wanted.values()), qrels, {id_: dict(of) for id_, of in found.items()}):
        met[str(one.measure)][one.query_id] = float(one.value)
    return {name: estimate([(value, 1.0) for value in met[name].values()]) for name in wanted}


def check(folder: Path) -> None:
    """Fail before anything is indexed when the folder is not in BEIR's form.

    Raises:
        BeirError: If a file is missing or wrong.
    """
    if not (folder / "corpus.jsonl").is_file():
        raise BeirError(f"{folder}: holds no corpus.jsonl. Name a folder in BEIR's form.")
    read_queries(folder)
    read_qrels(folder)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BeirError(f"{path}: cannot be read ({error.strerror}). Name a folder in BEIR's form.") from error
    except UnicodeDecodeError as error:
        raise BeirError(f"{path}: is not UTF-8 (byte {error.start:,}). Save it as UTF-8.") from error
