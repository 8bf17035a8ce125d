"""Query → Passages: dense and lexical search, fused by reciprocal rank and put in order by their signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from corpus.documents import Chunk
from index.analysis import terms
from index.fusion import reciprocal_rank_fusion
from index.ingestion import Index
from index.passages import Passage, Query, SentenceHit
from index.records import CHUNK, NEAR_MISS, QUESTION, SENTENCE, parse_id
from index.reranking import PASSAGES_READ, Reranker, SignalReranker, Signals, read_by

DENSE, ASKED, LEXICAL = "dense", "asked", "lexical"
"""Names of the rankings: nearest text, nearest index-time question, BM25."""

_POOL = 60
"""Passages handed to the reranker."""
_FUSION_K = 10
"""Smaller than the usual 60: these rankings are short and their heads are worth more (recall@5 +.02 in development)."""
_RELATED_WEIGHT = 0.3
"""Weight of the glossary's words for the same thing against the asker's own."""
_SOFTNESS = 0.05
"""Cosine over which a record's say falls by e."""
_ROWS_KEPT = 8_192
"""Chunks whose rows are remembered: to find them is half the time of a search without a cross-encoder."""
_SAYS_NOTHING = 0.5
"""Cosine below which a record's say is lost among the others'."""


class QueryEncoder(Protocol):
    """Embeds a query."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """One vector (dimension,) of unit norm."""


class Retriever(Protocol):
    """Finds passages for a query."""

    def search(self, query: Query) -> tuple[Passage, ...]:
        """Passages by falling score, at most `query.k`."""


class HybridRetriever(BaseRetriever):
    """LangChain retriever over one index: Chroma, questions asked at index time, and BM25.

    Each retriever ranks chunks; reciprocal rank fusion of the three rankings makes the pool; the reranker orders it.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Any
    encoder: Any
    reranker: Any = None
    cross_encoder: Any = None
    k: int = 10

    def model_post_init(self, context: Any, /) -> None:
        """Take hold of the index."""
        self._index: Index = self.index
        self._reranker: Reranker = self.reranker or SignalReranker()
        # A generation never changes while it is open.
        self._rows_of = lru_cache(maxsize=_ROWS_KEPT)(self._find_rows)

    def search(self, query: Query) -> tuple[Passage, ...]:
        """Find passages.

        Args:
            query: Its text should stand on its own; words for the same things are added from the glossary.

        Returns:
            At most `query.k` passages by falling score; none for a text without words.
        """
        if not query.text.strip():
            return ()
        vector = np.asarray(self.encoder.encode_query(query.text), dtype=np.float32)
        weights = self._weights(query.text)
        rankings, lexical_scores, leaning = self._rankings(vector, weights, query)
        pool = [chunk_id for chunk_id, _ in reciprocal_rank_fusion(list(rankings.values()), k=_FUSION_K)]
        del pool[_pool_size(query) :]
        best_lexical = max((lexical_scores.get(chunk_id, 0.0) for chunk_id in pool), default=0.0)
        ranks = {name: {c: r for r, c in enumerate(ranking, start=1)} for name, ranking in rankings.items()}
        signals = [
            self._signals(chunk_id, vector, lexical_scores.get(chunk_id, 0.0), best_lexical, ranks) for chunk_id in pool
        ]
        scores = self._reranker.scores(query.text, [self._index.chunks[chunk_id] for chunk_id in pool], signals)
        order = sorted(range(len(pool)), key=lambda position: -scores[position])
        found = [
            Passage(
                chunk=self._index.chunks[pool[position]],
                score=float(scores[position]),
                rank=rank,
                similarity=signals[position].similarity,
                signals={name: of[pool[position]] for name, of in ranks.items() if pool[position] in of},
                sentences=self._sentences(pool[position], vector),
                asked=signals[position].asked,
                near_miss=signals[position].near_miss,
                leaning=leaning,
            )
            for rank, position in enumerate(order[: max(query.k, PASSAGES_READ)], start=1)
        ]
        if self.cross_encoder is not None:
            found = self._read(query.text, found)
        return tuple(found[: query.k])

    def _read(self, question: str, found: list[Passage]) -> list[Passage]:
        """Let the cross-encoder read the likeliest sentences, and put the passages in order by what it says too."""
        return read_by(self.cross_encoder, question, found, self._index.documents)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        return [to_langchain(passage) for passage in self.search(Query(query, k=self.k))]

    def _weights(self, text: str) -> dict[str, float]:
        """The query's terms with weight 1, those of the glossary's related words with less."""
        weights = dict.fromkeys(terms(text), 1.0)
        for phrase in self._index.glossary.related(text):
            for term in terms(phrase):
                weights.setdefault(term, _RELATED_WEIGHT)
        return weights

    def _rankings(
        self, vector: NDArray[np.float32], weights: Mapping[str, float], query: Query
    ) -> tuple[dict[str, list[str]], dict[str, float], float | None]:
        opened, wanted = self._index.opened, query.document_ids
        rankings: dict[str, list[str]] = {DENSE: [], ASKED: [], LEXICAL: []}
        # The nearest of all may hold none of a small document, and Chroma's own filter can miss neighbours: with a
        # filter every record of those documents is ranked, exactly.
        if wanted is None:
            n_lexical, lexical_rows = _pool_size(query), None
            nearest = opened.dense.search(vector, 4 * n_lexical)
        else:
            known = [document_id for document_id in dict.fromkeys(wanted) if document_id in self._index.record_rows]
            rows = [self._index.record_rows[document_id] for document_id in known]
            nearest = opened.exact.search(vector, sum(map(len, rows)), within=rows)
            n_lexical, lexical_rows = len(self._index.chunks), [self._lexical_rows(one) for one in known]
        for record_id, _ in nearest:
            chunk_id, kind = parse_id(record_id)
            if kind != NEAR_MISS:
                rankings[ASKED if kind == QUESTION else DENSE].append(chunk_id)
        lexical = opened.lexical.search(tuple(weights), n_lexical, weights, within=lexical_rows)
        rankings[LEXICAL] = [chunk_id for chunk_id, _ in lexical]
        kept = {
            name: [c for c in dict.fromkeys(ranking) if wanted is None or self._index.chunks[c].document_id in wanted]
            for name, ranking in rankings.items()
        }
        return kept, dict(lexical), leaning_of(nearest)

    def _signals(
        self,
        chunk_id: str,
        vector: NDArray[np.float32],
        lexical: float,
        best_lexical: float,
        ranks: Mapping[str, Mapping[str, int]],
    ) -> Signals:
        """What each retriever makes of one chunk; similarities exactly, from the vectors themselves."""
        best = {CHUNK: -1.0, SENTENCE: -1.0, QUESTION: -1.0, NEAR_MISS: -1.0}
        opened = self._index.opened
        rows = self._rows_of(chunk_id)
        for row, similarity in zip(rows, opened.vectors[rows.start : rows.stop] @ vector, strict=True):
            kind = parse_id(opened.record_ids[row])[1]
            best[kind] = max(best[kind], float(similarity))
        return Signals(
            text=max(best[CHUNK], best[SENTENCE]),
            asked=best[QUESTION] if best[QUESTION] > -1.0 else None,
            lexical=lexical / best_lexical if best_lexical > 0 else 0.0,
            near_miss=best[NEAR_MISS] if best[NEAR_MISS] > -1.0 else None,
        )

    def _lexical_rows(self, document_id: str) -> range:
        """Rows of the lexical index that hold a document's chunks; a chunk without terms has none."""
        chunks, lexical = self._index.chunks, self._index.opened.lexical
        rows = self._index.chunk_rows[document_id]
        first = next((row for one in rows if (row := lexical.row(chunks.key(one))) is not None), 0)
        last = next((row for one in reversed(rows) if (row := lexical.row(chunks.key(one))) is not None), -1)
        return range(first, last + 1)

    def _find_rows(self, chunk_id: str) -> range:
        """Rows of the vectors that point to a chunk: its own, then those of its sentences and questions."""
        ids = self._index.opened.record_ids
        start = stop = self._index.opened.metadata.row(chunk_id)
        while stop < len(ids) and parse_id(ids[stop])[0] == chunk_id:
            stop += 1
        return range(start, stop)

    def _sentences(self, chunk_id: str, vector: NDArray[np.float32]) -> tuple[SentenceHit, ...]:
        """How near each sentence of a chunk is to the query, by itself and by the questions it answers."""
        opened = self._index.opened
        rows = self._rows_of(chunk_id)
        similarities = opened.vectors[rows.start : rows.stop] @ vector
        hits: dict[tuple[int, int], float] = {}
        asked: list[tuple[int, int, float]] = []
        for row, similarity in zip(rows, similarities, strict=True):
            fields = opened.metadata.at(row)[1]
            span = int(fields["char_start"]), int(fields["char_end"])
            if fields["kind"] == SENTENCE:
                hits[span] = float(similarity)
            elif fields["kind"] == QUESTION:
                asked.append((*span, float(similarity)))
        return tuple(
            SentenceHit(start, end, similarity, max((s for a, b, s in asked if a < end and b > start), default=None))
            for (start, end), similarity in sorted(hits.items())
        )


def _pool_size(query: Query) -> int:
    """How many passages are put in order: more than usual only for who wants more of them."""
    return max(_POOL, query.k)


def leaning_of(nearest: Sequence[tuple[str, float]]) -> float | None:
    """By how much the nearest records speak for an answer: soft maxima of cosines, what answers less what does not.

    Many near misses around a query tell more than the nearest one (area under the curve .81 against .73 on kept-back
    questions).

    Args:
        nearest: Record ids with their cosines.

    Returns:
        About -0.3 to 0.3; None where no near miss is among them.
    """
    kinds = [parse_id(record_id)[1] for record_id, _ in nearest]
    if NEAR_MISS not in kinds or len(set(kinds)) == 1:
        return None
    cosines = np.array([cosine for _, cosine in nearest])
    misses = np.array([kind == NEAR_MISS for kind in kinds])
    return _SOFTNESS * float(_log_sum(cosines[~misses]) - _log_sum(cosines[misses]))


def _log_sum(cosines: NDArray[np.float64]) -> float:
    # What lies far says nothing on either side, whichever has more records.
    return float(np.log(np.exp(cosines / _SOFTNESS).sum() + np.exp(_SAYS_NOTHING / _SOFTNESS)))


def to_langchain(passage: Passage) -> LangChainDocument:
    """A passage as LangChain knows it: the chunk's text with flat metadata."""
    chunk: Chunk = passage.chunk
    metadata: dict[str, Any] = {
        "chunk_id": chunk.chunk_id,
        "document_id": chunk.document_id,
        "paragraph": chunk.paragraph,
        "section": " > ".join(chunk.section),
        "char_start": chunk.char_start,
        "char_end": chunk.char_end,
        "score": passage.score,
        "rank": passage.rank,
    }
    return LangChainDocument(page_content=chunk.text, metadata=metadata, id=chunk.chunk_id)


def exact_ranking(index: Index, vector: NDArray[np.float32], k: int) -> Sequence[tuple[str, float]]:
    """The reference for Chroma: records by exact similarity, best first."""
    return index.opened.exact.search(vector, k)
