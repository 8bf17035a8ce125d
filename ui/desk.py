"""What every view of the page shares: the papers as they are now, the conversations, the limits, what is kept."""

from __future__ import annotations

import logging
import math
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from assistant.answers import Answer, Claim, Question, Turn, Verdict
from assistant.plain import clean
from corpus.documents import Source
from corpus.errors import UserFacingError
from ui.backend import Backend, Tell
from ui.checking import Checks
from ui.conversations import Conversations
from ui.feedback import FeedbackStore
from ui.keeper import Keeper
from ui.limits import Limiter
from ui.line import Line
from ui.people import People
from ui.personal import personal_data

T = TypeVar("T")
log = logging.getLogger(__name__)

FAILED = "Something went wrong on this service, and your question was not answered. Try again in a moment."
WAITING = "waiting for "
"""Begins the name of a step: how many questions are answered before this one."""
QUESTIONS_A_MINUTE = 15
CHECKS_A_MINUTE = 10


class Stopped(Exception):  # noqa: N818 - no error: the asker pressed Stop
    """The asker does not want the answer any more."""


@dataclass
class Desk:
    """Where questions are received.

    Attributes:
        backend: The papers and what can be asked of them; replaced when the library changes.
        conversations: By visitor.
        people: Who may sign in, and who has.
        feedback: What people said of answers; None where nothing is kept.
        questions: How often a visitor may ask.
        checks: How often a visitor may have something checked.
        checking: What was checked, by visitor.
        keeper: Changes the library for a maintainer; None where it cannot be changed.
        line: Where questions and claims wait for a processor.
    """

    backend: Backend
    conversations: Conversations = field(default_factory=Conversations)
    people: People = field(default_factory=People)
    feedback: FeedbackStore | None = None
    questions: Limiter = field(default_factory=lambda: Limiter(QUESTIONS_A_MINUTE))
    checks: Limiter = field(default_factory=lambda: Limiter(CHECKS_A_MINUTE))
    checking: Checks = field(default_factory=Checks)
    keeper: Keeper | None = None
    line: Line = field(default_factory=Line)

    def fault(self, question: str, visitor: str) -> str | None:
        """Why a question cannot be asked, or None; when None, one of the visitor's questions is counted."""
        limit = self.backend.max_question_chars
        if not clean(question):
            return "Type a question."
        if len(question) > limit:
            return f"Your question has {len(question):,} characters. Shorten it to {limit:,} or fewer."
        if found := personal_data(question):
            return f"Your question seems to hold {found}. Take it out and ask again: nothing was kept."
        if wait := self.questions.wait_s(visitor):
            return f"You have asked {QUESTIONS_A_MINUTE} questions in a minute. Ask again in {math.ceil(wait)} seconds."
        return None

    def answer(
        self, question: str, visitor: str, *, papers: Sequence[str] = (), tell: Tell = lambda _: None
    ) -> Answer | str:
        """The answer, kept in the conversation; or one plain line that says why there is none.

        Raises:
            Stopped: If `tell` raises it.
        """
        history = tuple(Turn(answer.question, answer.answer) for _, answer in self.conversations.turns(visitor))

        def ask() -> Answer:
            with self.line.turn(lambda before: tell(waiting(before))):
                return self.backend.ask(Question(question, history, tuple(papers)), tell=tell)

        outcome = guarded(ask)
        if not isinstance(outcome, str):
            self.conversations.add(visitor, outcome)
        return outcome

    def check(self, claim: Claim) -> Verdict:
        """What the papers make of a claim, when its turn has come.

        Raises:
            UserFacingError: If it cannot be checked.
        """
        if self.backend.check is None:
            raise UserFacingError("Nothing is checked here.")
        with self.line.turn():
            return self.backend.check(claim)

    def chosen(self, wanted: Sequence[str], publishers: Sequence[str], *, latest: bool) -> tuple[str, ...]:
        """Ids of the papers that a filter leaves, of those that are there; none when it leaves out nothing."""
        sources = self.backend.sources
        left = [source for source in sources if not wanted or source.document_id in wanted]
        left = [source for source in left if not publishers or source.publisher in publishers]
        if latest:
            since = latest_since(sources)
            left = [source for source in left if (source.published or "") >= since]
        return () if len(left) == len(sources) else tuple(source.document_id for source in left)


def latest_since(sources: Sequence[Source]) -> str:
    """The ISO date, a year before the newest paper, from which a paper counts as one of the latest."""
    newest = max((source.published or "" for source in sources), default="")
    try:
        year, *rest = (int(part) for part in newest.split("-"))
        date(year, *[*rest, 1, 1][:2])
    except (ValueError, TypeError):
        return ""
    return "-".join([f"{year - 1:04d}", *newest.split("-")[1:]])


def waiting(before: int) -> str:
    """The name of the step of a question that waits in line."""
    return f"{WAITING}{before}"


def guarded(work: Callable[[], T]) -> T | str:
    """What `work` gives, or one plain line that says why it failed.

    Raises:
        Stopped: If it was stopped.
    """
    try:
        return work()
    except Stopped:
        raise
    except UserFacingError as error:
        return str(error)
    except Exception as error:
        # Neither the message nor the values of an unknown error are logged: they may hold the question.
        frames = traceback.extract_tb(error.__traceback__)
        where = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-5:]))
        log.error("A question was not answered: %s at %s", type(error).__name__, where)  # noqa: TRY400
        return FAILED
