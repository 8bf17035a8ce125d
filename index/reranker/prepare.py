"""Put every training question to our own retrieval: `python -m index.reranker.prepare --shared FOLDER --out FILE`.

The questions on the bundled papers are the corpus's own index-time questions. Those on six guidance PDFs stand beside
this file without a word of the PDFs: the answer is given by its page, its number of words and their digest.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pickle
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.library import BUNDLED
from corpus.questions import NAME
from index.embedding import SentenceTransformerEmbeddings
from index.reranker.asking import Asked, Papers, conditionalqa, folded, part_of, rows, squad
from index.reranker.train import Settings

GUIDANCE = Path(__file__).with_name("guidance_questions.jsonl")


def five_papers(papers: Papers) -> Iterator[Asked]:
    """The index-time questions of the bundled papers, with their near misses.

    A near miss is known not to be answered by its own passage, an unanswered question by no paper.
    """
    for row in rows(BUNDLED / NAME):
        asked = [(one["question"], one["answer"], True) for one in row["questions"]]
        asked += [(question, "", False) for question in row.get("near_misses", [])]
        asked += [(question, "", True) for question in row.get("unanswered", [])]
        for question, answer, elsewhere in asked:
            one = papers.ask(
                question, answer, row["passage"], row["document"], part=part_of(row["id"]), source="papers"
            )
            if one is not None:
                if not elsewhere:
                    one.near = []
                yield one


def guidance(papers: Papers) -> Iterator[Asked]:
    """The questions on guidance PDFs; those whose words are not found on their page are left out."""
    on_page: dict[tuple[str, int | None], list[str]] = {}
    for chunk in papers.index.chunks.values():
        on_page.setdefault((chunk.document_id, chunk.page_number), []).append(folded(chunk.text))
    for row in rows(GUIDANCE):
        found = _with_digest(on_page.get((row["document"], row["page"]), []), row["n_words"], row["sha256"])
        if found is None:
            continue
        part = part_of(row["passage"])
        answer, passage = (found, "") if row["answered"] else ("", found)
        one = papers.ask(row["question"], answer, passage, row["document"], part=part, source="guidance")
        if one is not None:
            yield one


def _with_digest(texts: list[str], n_words: int, digest: str) -> str | None:
    """The run of so many words that has the digest."""
    for text in texts:
        words = text.split()
        for start in range(len(words) - n_words + 1):
            run = " ".join(words[start : start + n_words])
            if hashlib.sha256(run.encode()).hexdigest().startswith(digest):
                return run
    return None


def main() -> None:
    """Prepare and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="folder with pdfs/good and data")
    parser.add_argument("--work", type=Path, required=True, help="scratch folder for the indexes")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    embeddings, work = SentenceTransformerEmbeddings(), arguments.work
    bare, pdfs = work / "papers", work / "guidance"
    shutil.copytree(BUNDLED, bare, dirs_exist_ok=True, ignore=shutil.ignore_patterns(NAME))
    pdfs.mkdir(parents=True, exist_ok=True)
    for document in sorted({row["document"] for row in rows(GUIDANCE)}):
        name = document.replace("-", "_") + ".pdf"
        shutil.copyfile(arguments.shared / "pdfs" / "good" / name, pdfs / name)
    asked = list(five_papers(Papers(bare, work / "index-papers", embeddings)))
    asked += guidance(Papers(pdfs, work / "index-guidance", embeddings))
    settings, data = Settings(), arguments.shared / "data"
    public = list(squad(data / "squad2", settings.squad, settings.squad_unanswerable, settings.seed))
    public += conditionalqa(data / "conditionalqa", settings.conditionalqa, settings.seed)
    random.Random(settings.seed).shuffle(public)
    asked += public
    print(Counter((one.source, one.part, one.answered) for one in asked))
    arguments.out.write_bytes(pickle.dumps(asked))


if __name__ == "__main__":
    main()
