"""Settings → Assistant: the one place where parts are joined."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant import citing
from assistant.answers import Answer, Citation, Claim, Question, Turn, Verdict
from assistant.checking import Checker
from assistant.checking.splitting import is_question
from assistant.disagreement import Comparer
from assistant.helping.helper import helper_of
from assistant.helping.measured import asked_steps
from assistant.helping.questioning import Told, make_questions
from assistant.holders import Holders
from assistant.models.loading import load_model
from assistant.models.seam import LanguageModel
from assistant.pipeline import Parts, Trace, build_pipeline
from assistant.purpose_model import guesser
from assistant.selecting import EvidenceSelector
from assistant.settings import Settings
from assistant.sources import SourceView, open_source
from assistant.steps import StepTeller
from assistant.stripping import clean
from assistant.writing import QuotingWriter
from corpus import durability
from corpus.errors import DocumentError, UserFacingError, one_line
from corpus.library import BUNDLED, Library, load_library
from corpus.questions import load_questions
from corpus.shelf import Shelf
from index.crossencoding import BUNDLED as RERANKER
from index.crossencoding import CrossEncoder, load_cross_encoder
from index.embedding import SentenceTransformerEmbeddings
from index.ingestion import Index, ensure_index
from index.passages import Passage, Query
from index.reading import readers
from index.records import QUESTION, parse_id
from index.retrieval import HybridRetriever
from index.verifying import load_verifier

Notify = Callable[[str], None]


class QuestionError(UserFacingError):
    """A question that cannot be asked: empty, too long, or not text."""


class ClaimError(UserFacingError):
    """A claim that cannot be checked: empty, too long, a question, or not text."""


def _silent(_: str) -> None:
    """Tell nobody."""


@dataclass
class Assistant:
    """Answers questions from one set of documents.

    Attributes:
        settings: What it was built with.
        index: The open index.
        embeddings: The embedder.
        retriever: The LangChain retriever over it.
        selector: What chooses the evidence; knows the papers' words.
        checker: Holds claims against the papers.
        model: A language model that helps, or None.
    """

    settings: Settings
    index: Index
    embeddings: SentenceTransformerEmbeddings
    retriever: HybridRetriever
    selector: EvidenceSelector
    checker: Checker
    _pipeline: Any = field(repr=False)
    model: LanguageModel | None = None

    def ask(self, question: Question, *, tell: Notify = _silent) -> Answer:
        """Answer one question.

        Args:
            question: What is asked.
            tell: Told the name of each step as it starts ("retrieve"), from this thread.

        Raises:
            QuestionError: If the question is empty, longer than the settings allow, or not text.
        """
        return self.trace(question, tell=tell).answer  # type: ignore[return-value]

    def trace(self, question: Question, *, tell: Notify = _silent) -> Trace:
        """Answer one question and keep what every step made of it."""
        limit = self.settings.max_question_chars
        history = tuple(Turn(one_line(turn.q, max_chars=limit), turn.a) for turn in question.history)
        checked = Question(self.checked(question.text), history, question.papers)
        told = None if tell is _silent else {"callbacks": [StepTeller(tell)]}
        result: Trace = self._pipeline.invoke(Trace(checked, time.perf_counter()), told)
        return replace(result, answer=replace(result.answer, question=question.text))  # type: ignore[type-var]

    def check(self, claim: Claim) -> Verdict:
        """Say what the papers make of one claim.

        Raises:
            ClaimError: If the claim is empty, longer than the settings allow, a question, or not text.
        """
        text = checked_claim(claim.text, max_chars=self.settings.max_question_chars)
        return replace(self.checker.check(replace(claim, text=text)), claim=claim.text)

    def search(self, text: str, *, k: int = 10) -> tuple[Passage, ...]:
        """Ranked passages, at most `k`.

        Raises:
            QuestionError: As for `ask`.
        """
        return self.retriever.search(Query(self.checked(text), k=k))

    def open_source(self, citation: Citation, *, width: int = 900, pictures: bool = True) -> SourceView:
        """What a person sees who opens a citation: the text around its quote, and for a PDF the pages it stands on.

        Raises:
            DocumentError: If the document is gone, or does not hold the quote any more.
        """
        document = self.index.documents.get(citation.document_id)
        if document is None:
            raise DocumentError(f"{citation.document_id}: is not among the documents any more. Ask again.")
        return open_source(document, citation, width=width, pictures=pictures)

    def cautions(self, passages: Sequence[Passage]) -> tuple[str, ...]:
        """What must be said of the passages: older versions, and words that OCR read; answers say so themselves."""
        return citing.cautions((passage.chunk for passage in passages), self.index.documents)

    def checked(self, text: str) -> str:
        """The question without invisible characters.

        Raises:
            QuestionError: If it is empty, too long or binary.
        """
        return checked_question(text, max_chars=self.settings.max_question_chars)

    def close(self) -> None:
        """Let go of the index."""
        self.index.close()


def checked_question(text: str, *, max_chars: int) -> str:
    """The question without invisible characters; needs no index, so that a bad one is told at once.

    Raises:
        QuestionError: If it is empty, longer than `max_chars` or binary.
    """
    if len(text) > max_chars:
        raise QuestionError(
            f"The question has {len(text):,} characters, and at most {max_chars:,} are read. Shorten it."
        )
    if "\0" in text or "\ufffd" in text:
        raise QuestionError("The question is not text. Type it in words.")
    plain = one_line(text, max_chars=max_chars + 1)
    if not plain:
        raise QuestionError("The question is empty. Type a question in words.")
    return plain


def checked_claim(text: str, *, max_chars: int) -> str:
    """The claim's words; needs no index, so that a bad one is told at once.

    Raises:
        ClaimError: If it is empty, longer than `max_chars`, binary, or asks instead of saying.
    """
    if len(text) > max_chars:
        raise ClaimError(
            f"The claim has {len(text):,} characters, and at most {max_chars:,} are read. Check a long text as a draft "
            "with --file."
        )
    if "\0" in text or "\ufffd" in text:
        raise ClaimError("The claim is not text. Type it in words.")
    plain = one_line(clean(text), max_chars=max_chars + 1)
    if not any(c.isalpha() for c in plain):
        raise ClaimError("The claim is empty. Type one sentence that the papers may bear out or not.")
    if is_question(plain):
        raise ClaimError("That is a question. Ask it with `reforms ask`, or put it as a statement to check it.")
    return plain


def index_root(settings: Settings, *, superseded: bool = False) -> Path:
    """The folder of the index of these documents: each corpus has its own below the data folder.

    Older versions of added documents are in an index of their own beside it, built when it is first asked for: what
    is embedded already is taken from the same cache.
    """
    corpus = settings.corpus.resolve()
    name = hashlib.sha256(str(corpus).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    name = "bundled" if corpus == BUNDLED.resolve() else name
    return settings.data / "index" / (f"{name}-superseded" if superseded else name)


def forget_superseded(settings: Settings) -> None:
    """Remove the index of older versions: what is taken out of the library must not stay in it."""
    durability.remove_tree(index_root(settings, superseded=True))


def open_shelf(settings: Settings) -> Shelf:
    """The documents a person added: one library for a data folder, whatever the corpus."""
    return Shelf(settings.data / "library")


def open_library(settings: Settings, *, superseded: bool = False) -> Library:
    """The documents the settings name, and those that were added; older versions of these only when they are wanted."""
    return open_shelf(settings).joined(load_library(settings.corpus), superseded=superseded)


def build_assistant(
    settings: Settings,
    *,
    rebuild: bool = False,
    superseded: bool = False,
    model: LanguageModel | None = None,
    notify: Notify = _silent,
    progress: Notify = _silent,
) -> Assistant:
    """Open the index (building it where it is missing or out of date) and join the parts.

    Args:
        settings: What the user chose.
        rebuild: Build the index anew in any case.
        superseded: Whether older versions of documents are searched too; their quotes say so.
        model: In place of the one that the settings name.
        notify: Told in one line what the user should know.
        progress: Told each step of longer work.

    Raises:
        UserFacingError: One line that says what was met and what to do.
    """
    library = open_library(settings, superseded=superseded)
    # Without an older version there is nothing to add, and the usual index serves.
    superseded = any(source.superseded_by for source in library.sources)
    root = index_root(settings, superseded=superseded)
    embeddings = SentenceTransformerEmbeddings(settings.embedder)
    model = model or (load_model(settings) if asked_steps(settings).steps else None)
    asked = load_questions(library.folder, made=made_questions(settings) if model is not None else None)
    index = ensure_index(library, root, embeddings, asked=asked, rebuild=rebuild, notify=notify, progress=progress)
    return join(settings, index, embeddings, model)


def made_questions(settings: Settings) -> Path | None:
    """Where a model's questions for these documents are kept; None while that step is off, which leaves them out."""
    return (
        settings.data / "questions" / f"{index_root(settings).name}.jsonl"
        if "questions" in asked_steps(settings).steps
        else None
    )


def ask_for_questions(assistant: Assistant, progress: Notify = _silent) -> Told | None:
    """Have the model write questions for passages that have none; None while that step is off.

    Questions count once the index is brought in line again.
    """
    path, model = made_questions(assistant.settings), assistant.model
    if path is None or model is None:
        return None
    index = assistant.index
    known = {chunk for chunk, kind in map(parse_id, index.opened.record_ids) if kind == QUESTION}
    timeout_s = assistant.settings.model_timeout_s
    return make_questions(model, list(index.chunks.values()), known, path, timeout_s=timeout_s, progress=progress)


def join(
    settings: Settings,
    index: Index,
    embeddings: SentenceTransformerEmbeddings,
    model: LanguageModel | None = None,
) -> Assistant:
    """An assistant over an open index; costs the same for ten papers and for ten thousand."""
    retriever = HybridRetriever(index=index, encoder=embeddings, cross_encoder=_cross_encoder(settings))
    selector = EvidenceSelector(index)
    # A claim is read by the verifier: what reads questions would only take time.
    finder = HybridRetriever(index=index, encoder=embeddings)
    checker = Checker(index, finder, load_verifier(settings.verifier, processes=settings.processes))
    helper = helper_of(model, asked_steps(settings).steps, settings.model_timeout_s, checker.hold)
    checker.splitter = helper.split if helper is not None and helper.does("claims") else None
    pipeline = build_pipeline(
        Parts(
            index.documents,
            retriever,
            selector,
            QuotingWriter(),
            Comparer(index),
            Holders.of(index.voices),
            guess=guesser(embeddings),
            calibrated=settings.reranker == "bundled",
            helper=helper,
        )
    )
    return Assistant(settings, index, embeddings, retriever, selector, checker, pipeline, model)


def _cross_encoder(settings: Settings) -> CrossEncoder | None:
    if settings.reranker == "bundled" and settings.processes:
        reading = readers(RERANKER, settings.processes)
        reading.start()
        return reading
    return load_cross_encoder(settings.reranker)
