"""How the program bears growth: `python -m evals.growth`, which writes `growth.md` and `growth.svg`.

A library of recombined papers (see `recombining.py`) is grown to each size; what adding, opening and searching cost is
measured in processes of their own, so that the peak memory is that of one step. Searching is measured in rounds over
all sizes, so that a busy moment of the machine does not fall on one size alone.

Embedding a hundred thousand paragraphs takes an hour on two cores, and the papers that are grown are nonsense: their
vectors are put together from those of the halves of sentences that they are made of (`HalvesEmbeddings`). What
embedding costs is measured apart, on real text, beside `SentenceTransformer.encode`; and `add one paper` embeds.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Document
from corpus.library import BUNDLED, Library, load_library
from evals.growth_report import write_report
from evals.recombining import PARAGRAPHS_A_PAPER, Pool, pool_of, write_papers
from index.embedding import Progress, SentenceTransformerEmbeddings

SIZES = (1_000, 10_000, 100_000)
ROUNDS = 3
N_QUESTIONS = 100
"""Asked in each round."""
N_RECALL = 200
N_READ = 20
"""Questions whose passages the cross-encoder reads in each round, where that is measured."""
HERE = Path(__file__).parent


class HalvesEmbeddings(SentenceTransformerEmbeddings):
    """Vectors of recombined sentences, from the model's own vectors of their halves.

    A sentence's vector is the mean of its halves', weighted by length, and a paragraph's the mean of its lines'.
    Queries are embedded as ever, and so is a line that cannot be taken apart.
    """

    def __init__(self, pool: Pool, store: Path, *, real: bool = False) -> None:
        """Embed the halves, or read their vectors from `store`; with `real`, everything is embedded as ever."""
        super().__init__()
        self.fingerprint += "/halves"
        self.n_embedded = 0
        self._real = real
        if real:
            return
        halves = [*pool.heads, *pool.tails]
        if not store.exists():
            np.save(store, super().encode_documents(halves))
        vectors = np.load(store)
        self._heads = {text.lower(): vectors[row] for row, text in enumerate(pool.heads)}
        self._tails = {text.lower(): vectors[len(pool.heads) + row] for row, text in enumerate(pool.tails)}
        self._lines: dict[str, NDArray[np.float32]] = {}

    def encode_documents(self, texts: Sequence[str], *, progress: Progress | None = None) -> NDArray[np.float32]:
        """As the base class, but put together."""
        if self._real:
            self.n_embedded += len(texts)
            return super().encode_documents(texts, progress=progress)
        vectors = np.stack([np.mean([self._line(line) for line in text.split("\n")], axis=0) for text in texts])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def _line(self, line: str) -> NDArray[np.float32]:
        known = self._lines.get(line)
        if known is None:
            known = self._joined(line.lower().split())
            if known is None:
                known = self.encode_query(line)
                self.n_embedded += 1
            if len(self._lines) > 10_000:
                self._lines.clear()
            self._lines[line] = known
        return known

    def _joined(self, words: list[str]) -> NDArray[np.float32] | None:
        for cut in range(1, len(words)):
            head, tail = self._heads.get(" ".join(words[:cut])), " ".join(words[cut:])
            if head is not None:
                rest = self._tails.get(tail, self._tails.get(tail.removesuffix(".")))
                if rest is not None:
                    return np.asarray((head * cut + rest * (len(words) - cut)) / len(words), dtype=np.float32)
        return None


# Steps, each in a process of its own -------------------------------------------------------------


def grow(folder: Path, real: bool) -> dict[str, Any]:
    """Bring the index of `folder` in line with its papers."""
    from index.ingestion import ensure_index

    library = load_library(folder / "corpus")
    embeddings = HalvesEmbeddings(_pool(folder.parent), folder.parent / "halves.npy", real=real)
    steps: list[tuple[str, float]] = []
    before = embeddings.n_embedded
    started, started_cpu = time.perf_counter(), time.process_time()
    index = ensure_index(
        library, folder / "index", embeddings, progress=lambda step: steps.append((step, time.perf_counter() - started))
    )
    took = time.perf_counter() - started
    try:
        return {
            "seconds": took,
            "cpu_s": time.process_time() - started_cpu,
            "n_chunks": len(index.chunks),
            "n_vectors": len(index.opened.record_ids),
            "n_embedded": embeddings.n_embedded - before,
            "n_read": sum(step.startswith("reading ") for step, _ in steps),
            "verifying_s": took - next((at for step, at in steps if step.startswith("verifying")), took),
            "peak_mb": _peak_mb(),
            "recall": index.opened.manifest["recall"],
        }
    finally:
        index.close()


def search(folder: Path, seed: int, *, reading: bool = False) -> dict[str, Any]:
    """Open the index of `folder` as a command does, then the assistant over it, and search.

    With `reading`, what the cross-encoder takes to read the passages found is measured too, apart from finding them.
    """
    from assistant.build import join
    from assistant.selecting import EvidenceSelector
    from assistant.settings import Settings
    from index.ingestion import ensure_index
    from index.passages import Query
    from index.reranking import PASSAGES_READ, read_by
    from index.retrieval import HybridRetriever

    embeddings = HalvesEmbeddings(_pool(folder.parent), folder.parent / "halves.npy", real=True)
    questions = _questions(seed)
    embeddings.encode_query("the model itself is not part of opening an index")
    import bm25s
    import chromadb

    del bm25s, chromadb  # nor are imports
    started, started_cpu = time.perf_counter(), time.process_time()
    library = load_library(folder / "corpus")
    index = ensure_index(library, folder / "index", embeddings)
    retriever = HybridRetriever(index=index, encoder=embeddings)
    EvidenceSelector(index)
    taken = {"opening_s": time.perf_counter() - started, "opening_cpu_s": time.process_time() - started_cpu}
    before = time.perf_counter()
    assistant = join(Settings(corpus=folder / "corpus", data=folder), index, embeddings)
    joining_s = time.perf_counter() - before
    taken["assistant_s"] = taken["opening_s"] + joining_s
    retriever.search(Query(questions[0]))
    taken["first_answer_s"] = time.perf_counter() - started - joining_s
    taken["first_anonymous_mb"] = _anonymous_mb()
    index.opened.dense.wait()
    taken["collection_s"] = time.perf_counter() - started - joining_s
    if index.opened.dense.vectorstore is None:
        raise RuntimeError(f"{folder}: Chroma does not serve")
    for question in questions[:10]:
        retriever.search(Query(question))
    times, cpu_times = [], []
    for question in questions:
        started, started_cpu = time.perf_counter(), time.process_time()
        retriever.search(Query(question))
        times.append((time.perf_counter() - started) * 1_000)
        cpu_times.append((time.process_time() - started_cpu) * 1_000)
    reading_ms = []
    for question in questions[:N_READ] if reading else ():
        passages = retriever.search(Query(question, k=PASSAGES_READ))
        started = time.perf_counter()
        read_by(assistant.retriever.cross_encoder, question, list(passages), index.documents)
        reading_ms.append((time.perf_counter() - started) * 1_000)
    found = wanted = 0
    for question in _questions(seed + 1_000, N_RECALL):
        vector = embeddings.encode_query(question)
        exact = index.opened.exact.search(vector, 10)
        # Whoever ties with the tenth is as good as it.
        found += sum(score >= exact[-1][1] - 1e-5 for _, score in index.opened.dense.search(vector, 10))
        wanted += len(exact)
    index.close()
    return {
        **taken,
        "times_ms": times,
        "cpu_ms": cpu_times,
        "reading_ms": reading_ms,
        "recall_at_10": found / wanted,
        "peak_mb": _peak_mb(),
        "anonymous_mb": _anonymous_mb(),
    }


def embed() -> dict[str, Any]:
    """Our embedder beside plain `SentenceTransformer.encode`, in turns, on the bundled papers, and what both find."""
    from sentence_transformers import SentenceTransformer

    from corpus import chunking
    from corpus.glossary import bundled
    from corpus.questions import load_questions, place_questions
    from index import records

    documents = _documents(load_library(BUNDLED))
    texts: list[str] = []
    chunk_of: list[str] = []
    chunks = {document.source.document_id: chunking.chunk(document) for document in documents}
    for document in documents:
        for record in records.make_records(document, chunks[document.source.document_id], [], bundled()):
            texts.append(record.text)
            chunk_of.append(records.parse_id(record.record_id)[0])
    ours = SentenceTransformerEmbeddings()
    plain = SentenceTransformer(str(ours._folder), device="cpu")
    ours.encode_documents(texts[:40])
    plain.encode(texts[:40], show_progress_bar=False)
    order = np.random.default_rng(0).permutation(len(texts))
    vectors = {name: np.zeros((len(texts), ours.dimension), dtype=np.float32) for name in ("plain", "ours")}
    seconds = dict.fromkeys(vectors, 0.0)
    for turn, rows in enumerate(np.array_split(order, 4)):
        own = [texts[row] for row in rows]
        for name in sorted(vectors, reverse=turn % 2 == 0):
            started = time.perf_counter()
            if name == "plain":
                vectors[name][rows] = plain.encode(own, show_progress_bar=False)
            else:
                vectors[name][rows] = ours.encode_documents(own)
            seconds[name] += time.perf_counter() - started
    placed = list(place_questions(load_questions(BUNDLED), documents))
    picked = np.random.default_rng(1).permutation(len(placed))[: 2 * N_RECALL]
    hits = {name: {5: 0, 10: 0} for name in vectors}
    for number in picked:
        question = placed[number]
        right = records.chunk_at(chunks[question.document_id], question.char_start)
        query = ours.encode_query(question.question)
        for name, matrix in vectors.items():
            ranked = list(dict.fromkeys(chunk_of[row] for row in np.argsort(-(matrix @ query))[:200]))
            for k in (5, 10):
                hits[name][k] += right is not None and right.chunk_id in ranked[:k]
    return {
        "n_texts": len(texts),
        "texts_s": {name: len(texts) / taken for name, taken in seconds.items()},
        "n_questions": len(picked),
        "recall": {name: {str(k): n / len(picked) for k, n in own.items()} for name, own in hits.items()},
        "least_cosine": float((vectors["plain"] * vectors["ours"]).sum(axis=1).min()),
    }


# The whole ---------------------------------------------------------------------------------------


def measure(
    folder: Path, sizes: Sequence[int], pdfs: Path | None, *, keep: bool = False, reading: bool = False
) -> dict[str, Any]:
    """Everything, as `growth.md` tells it."""
    documents = _documents(load_library(BUNDLED))
    if pdfs is not None and pdfs.is_dir():
        documents += _documents(load_library(pdfs))
    pool = pool_of(documents)
    folder.mkdir(parents=True, exist_ok=True)
    _write_pool(folder, pool)
    results: dict[str, Any] = {"n_halves": len(pool.heads) + len(pool.tails), "n_documents": len(documents)}
    rows: list[dict[str, Any]] = []
    before: Path | None = None
    for size in sizes:
        own = folder / str(size)
        _tell(f"growing to {size:,} chunks")
        write_papers(own / "corpus", pool, max(1, size // PARAGRAPHS_A_PAPER))
        if before is not None and not (own / "index").exists():
            shutil.copytree(before / "index", own / "index")
        row: dict[str, Any] = {"size": size, "grown": _step("grow", own)}
        row["grown"]["n_before"] = rows[-1]["grown"]["n_chunks"] if rows else 0
        # Two generations are kept; the room of one is what the current one takes.
        row["disk_mb"] = _disk_mb(_current(own / "index"))
        rows.append(row)
        before = own
        _tell(json.dumps(row))
    for turn in range(ROUNDS):
        for row in rows:
            _tell(f"searching {row['size']:,} chunks, round {turn + 1} of {ROUNDS}")
            row.setdefault("rounds", []).append(_step("search", folder / str(row["size"]), turn, reading=reading))
    for row in rows:
        _tell(f"adding one paper to {row['size']:,} chunks")
        own = folder / str(row["size"])
        write_papers(own / "corpus", pool, max(1, row["size"] // PARAGRAPHS_A_PAPER) + 1)
        row["added"] = _step("add", own)
    _tell("embedding real texts")
    results |= {"rows": rows, "embedding": _step("embed", folder), "load": os.getloadavg()[1]}
    if not keep:
        shutil.rmtree(folder)
    return results


def _step(name: str, folder: Path, seed: int = 0, *, reading: bool = False) -> dict[str, Any]:
    command = [sys.executable, "-m", "evals.growth", "--step", name, "--folder", str(folder), "--seed", str(seed)]
    done = subprocess.run(
        [*command, "--reading"] if reading else command,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _documents(library: Library) -> list[Document]:
    from index.ingestion import read_all

    return read_all(library)[0]


def _write_pool(folder: Path, pool: Pool) -> None:
    (folder / "pool.json").write_text(
        json.dumps([pool.heads, pool.tails, pool.headings, pool.lengths], ensure_ascii=False), encoding="utf-8"
    )


def _pool(folder: Path) -> Pool:
    return Pool(*(tuple(part) for part in json.loads((folder / "pool.json").read_text(encoding="utf-8"))))


def _questions(seed: int, n: int = N_QUESTIONS) -> list[str]:
    from corpus.questions import load_questions

    every = [asked.question for line in load_questions(BUNDLED).lines for asked in line.questions]
    return [every[row] for row in np.random.default_rng(seed).permutation(len(every))[:n]]


def _current(root: Path) -> Path:
    return root / str(json.loads((root / "current").read_bytes())["generation"])


def _disk_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _peak_mb() -> float:
    """Peak of this process, and of the greatest of its children (the probe)."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1e3


def _anonymous_mb() -> float:
    """Memory now that is no mapped file, which the system may take back at any time; NaN where it does not tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("nan")
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1e3


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def main() -> None:
    """Measure and write the report; or do one step and print it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m evals.growth", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=lambda text: tuple(map(int, text.split(","))), default=SIZES)
    parser.add_argument("--pdfs", type=Path, help="a folder of PDF files whose sentences are used too")
    parser.add_argument("--out", type=Path, default=HERE, help="where growth.md and growth.svg go")
    parser.add_argument("--folder", type=Path, help="where to work, and leave the grown library (3 GB)")
    parser.add_argument("--of", type=Path, help="a growth.json to write the report of again, measuring nothing")
    parser.add_argument("--reading", action="store_true", help="measure the cross-encoder too, on a line of its own")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--step", choices=("grow", "add", "search", "embed"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step is not None:
        steps = {
            "grow": lambda: grow(given.folder, real=False),
            "add": lambda: grow(given.folder, real=True),
            "search": lambda: search(given.folder, given.seed, reading=given.reading),
            "embed": embed,
        }
        print(json.dumps(steps[given.step]()))
        return
    if given.of is not None:
        write_report(json.loads(given.of.read_text(encoding="utf-8")), given.out)
        return
    folder = given.folder or Path(tempfile.mkdtemp(prefix="reforms-growth-")) / "work"
    results = measure(folder, given.sizes, given.pdfs, keep=given.folder is not None, reading=given.reading)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "growth.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    write_report(results, given.out)


if __name__ == "__main__":
    main()
