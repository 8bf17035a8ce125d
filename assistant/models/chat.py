"""A chat model of LangChain's behind the seam: in a shape, within a time, or one line on why not."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langsmith import tracing_context
from pydantic import BaseModel
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_any,
    stop_before_delay,
    wait_exponential_jitter,
)

from assistant.models import cutting
from assistant.models.breaker import Breaker
from assistant.models.failures import ContextTooSmall, Failure, Kind, Server, failure_of, late, too_small
from assistant.models.rendering import fields, messages, schema_of
from assistant.models.seam import Deadline, Prompt, Reply, Usage
from assistant.models.shaping import Misfit, parse
from assistant.models.tally import Tally
from corpus.errors import counted

OPTIONAL = ("response_format", "temperature", "max_tokens")
"""What a server may not know: it is left out once the server has refused it by name."""
_SPELLINGS = {
    "response_format": ("response_format", "json_schema", "response format", "structured output", "'format'"),
    "temperature": ("temperature",),
    "max_tokens": ("max_tokens", "max_completion_tokens"),
}
_LAST_S = 1.0
"""A retry that has less than this left is not begun."""
_TELLING_S = 2.0
"""A call that had less time than this and was late tells nothing of the server."""
_MOST_SHOWN = 2_000
"""Characters of a reply that did not fit which the model is shown again."""


@dataclass
class Shared:
    """What all conversations of a process have in common about one model at one address.

    Attributes:
        breaker: Leaves a failing server alone.
        tally: What its calls came to.
        left_out: Of `OPTIONAL`, what the server does not know.
    """

    breaker: Breaker = field(default_factory=Breaker)
    tally: Tally = field(default_factory=Tally)
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Written:
    """A reply: its words, what they came to, and whether they broke off at the limit."""

    text: str
    usage: Usage
    broke_off: bool


@dataclass
class ChatLanguageModel:
    """A `LanguageModel` over one of LangChain's.

    Attributes:
        name: `provider:model`.
        make: The chat model without the options named.
        server: Who is asked, for messages.
        retries: Further tries after a failure that may pass.
        context_tokens: What it reads at most, prompt and reply together; None where nobody said.
        reply_tokens: What it writes at most.
        keep_to: Tells a chat model to keep to the schema of that name; None where the prompt alone can ask for it.
        unset: Why it cannot be asked at all (no key), or "".
        shared: See there.
        count: Tokens of a text, exactly; None where only an estimate can be had.
    """

    name: str
    make: Callable[[frozenset[str]], BaseChatModel]
    server: Server
    retries: int = 2
    context_tokens: int | None = None
    reply_tokens: int = 1_000
    keep_to: Callable[[Any, str, dict[str, Any]], Any] | None = None
    unset: str = ""
    shared: Shared = field(default_factory=Shared)
    count: Callable[[str], int] | None = None
    _made: dict[frozenset[str], BaseChatModel] = field(default_factory=dict, repr=False)

    @property
    def total(self) -> Usage:
        """What this process has asked of it so far, failed calls too."""
        return self.shared.tally.total

    def forget_failures(self) -> None:
        """Ask it again though it failed several times in a row."""
        self.shared.breaker = Breaker()

    def prepare(self, left_out: frozenset[str] = frozenset()) -> BaseChatModel:
        """The chat model, made once; asks nothing of its server."""
        if left_out not in self._made:
            self._made[left_out] = self.make(left_out)
        return self._made[left_out]

    def tokens(self, text: str) -> int:
        """How many tokens a text has; where the model's own count cannot be had, rather too many than too few."""
        return self.count(text) if self.count else estimate_tokens(text)

    def room(self, prompt: Prompt, shape: type[BaseModel]) -> int | None:
        """Tokens that are left for the data of a prompt; None where the context is not known."""
        if self.context_tokens is None:
            return None
        bare = messages(prompt, _no_data(prompt), shape)
        return max(0, self.context_tokens - self.reply_tokens - sum(self.tokens(text) + 8 for text in bare))

    def ask(
        self, prompt: Prompt, data: Mapping[str, str], shape: type[Reply], deadline: Deadline
    ) -> tuple[Reply, Usage]:
        """One reply in the shape asked for; see `LanguageModel.ask`.

        Raises:
            Failure: A `ModelUnavailable` that knows its kind and what was spent.
        """
        if self.unset:
            raise Failure(Kind.UNSET, self.unset)
        system, user = messages(prompt, data, shape)
        if self.context_tokens is not None:
            whole = self.tokens(system) + self.tokens(user) + self.reply_tokens
            if whole > self.context_tokens:
                raise too_small(self.server)
        said: list[BaseMessage] = [SystemMessage(system), HumanMessage(user)]
        spent, failure = Usage(), None
        for _ in range(2):
            try:
                written = self._reply(said, shape, deadline)
            except Failure as error:
                spent += error.usage
                # Late with the second reply, for want of a first that fits: the form is what failed.
                failure = error if failure is None or error.kind is not Kind.LATE else failure
                break
            spent += written.usage
            try:
                return parse(written.text, shape), spent
            except Misfit as misfit:
                if written.broke_off:
                    failure = Failure(Kind.MISFIT, "The model's answer was longer than allowed, and broke off.")
                    break
                failure = Failure(Kind.MISFIT, f"The model's answer was not in the form asked for ({misfit}).")
                said += [AIMessage(written.text[:_MOST_SHOWN] or "{}"), HumanMessage(_once_more(misfit))]
            if deadline.left < _LAST_S:
                break
        assert failure is not None  # noqa: S101 - every way out of the loop sets it
        failure.usage = spent
        raise failure from None

    def _reply(self, said: list[BaseMessage], shape: type[BaseModel], deadline: Deadline) -> _Written:
        """The model's text, after as many tries as the time allows."""
        spent = Usage()

        def once() -> _Written:
            nonlocal spent
            try:
                written = self._guarded(said, shape, deadline)
            except Failure as failure:
                spent += failure.usage
                raise
            spent += written.usage
            return written

        retrying = Retrying(
            stop=stop_any(stop_after_attempt(1 + self.retries), stop_before_delay(max(deadline.left - _LAST_S, 0.0))),
            wait=_wait,
            retry=retry_if_exception(lambda error: isinstance(error, Failure) and error.again),
            reraise=True,
        )
        try:
            return replace(retrying(once), usage=spent)
        except Failure as failure:
            failure.usage = spent
            raise

    def _guarded(self, said: list[BaseMessage], shape: type[BaseModel], deadline: Deadline) -> _Written:
        """One call, if the breaker lets it go."""
        breaker, had = self.shared.breaker, deadline.left
        resting = breaker.enter()
        if resting is not None:
            seconds, why = resting
            raise Failure(
                Kind.RESTING,
                "The model failed several times in a row and is left alone for "
                f"{counted(math.ceil(seconds), 'second')}. {why}",
            )
        try:
            found = self._fitted(said, shape, deadline)
        except Failure as failure:
            told = not isinstance(failure, ContextTooSmall) and failure.kind not in {Kind.REFUSED, Kind.MISFIT}
            if told and not (failure.kind is Kind.LATE and had < _TELLING_S):
                breaker.failed(str(failure))
            else:
                breaker.leave()
            raise
        except BaseException:
            breaker.leave()
            raise
        breaker.succeeded()
        return found

    def _fitted(self, said: list[BaseMessage], shape: type[BaseModel], deadline: Deadline) -> _Written:
        """One call; again at once without an option that the server refuses by name."""
        spent = Usage()
        while True:
            try:
                written = self._call(said, shape, deadline)
            except Failure as failure:
                failure.usage = spent + Usage(calls=1)
                self.shared.tally.add(Usage(calls=1))
                refused = self._refused(failure)
                if not refused:
                    raise
                self.shared.left_out |= refused
                spent += Usage(calls=1)
                continue
            self.shared.tally.add(written.usage)
            return replace(written, usage=spent + written.usage)

    def _refused(self, failure: Failure) -> frozenset[str]:
        if failure.status not in {400, 422, 500} or isinstance(failure, ContextTooSmall):
            return frozenset()
        words = failure.said.lower()
        named = (name for name in OPTIONAL if any(spelling in words for spelling in _SPELLINGS[name]))
        return frozenset(named) - self.shared.left_out

    def _call(self, said: list[BaseMessage], shape: type[BaseModel], deadline: Deadline) -> _Written:
        left_out = self.shared.left_out

        def work() -> _Written | Failure:
            # Failures are made here, so that no library's exception, which may hold a request, leaves the thread.
            try:
                with tracing_context(enabled=False):
                    return _read(self._chat(left_out, shape).invoke(said))
            except Exception as error:
                cut = cutting.current()
                return failure_of(error, self.server, cut.headers if cut is not None else None)

        try:
            found = cutting.run(work, deadline)
        except cutting.OutOfTime:
            found = late(self.server)
        except cutting.TooMany:
            found = Failure(Kind.BUSY, "The model still hangs on earlier questions. Ask again in a while.")
        if isinstance(found, Failure):
            raise found
        return found

    def _chat(self, left_out: frozenset[str], shape: type[BaseModel]) -> Any:
        chat = self.prepare(left_out)
        if self.keep_to is None or "response_format" in left_out:
            return chat
        return self.keep_to(chat, shape.__name__, schema_of(shape))


def estimate_tokens(text: str) -> int:
    """Rather too many than too few: a token of English is about four characters, and of figures fewer.

    >>> estimate_tokens("The allowance will rise from £2,000 to £3,000.")
    16
    """
    return math.ceil(len(text.encode("utf-8", "surrogatepass")) / 3)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome is not None else None
    if isinstance(error, Failure) and error.retry_after_s is not None:
        return error.retry_after_s
    return wait_exponential_jitter(multiplier=0.5, max=8.0, jitter=0.5)(state)


def _once_more(misfit: Misfit) -> str:
    return (
        f"That reply cannot be read: {misfit}. Reply again, with one JSON object that fits the schema and nothing else."
    )


def _no_data(prompt: Prompt) -> dict[str, str]:
    return dict.fromkeys(fields(prompt), "")


def _read(found: Any) -> _Written:
    """The words and the tokens of a reply, from whichever field a provider puts them into."""
    message = found["raw"] if isinstance(found, dict) else found
    counts = getattr(message, "usage_metadata", None) or {}
    usage = Usage(1, _counted(counts.get("input_tokens")), _counted(counts.get("output_tokens")))
    told = getattr(message, "response_metadata", None) or {}
    ended = {str(told.get(name)).lower() for name in ("finish_reason", "stop_reason", "done_reason")}
    calls = getattr(message, "tool_calls", None)  # where a provider keeps to a schema by a tool
    text = json.dumps(calls[0]["args"]) if calls else str(message.text)
    return _Written(text, usage, bool(ended & {"length", "max_tokens"}))


def _counted(value: object) -> int:
    return max(0, value) if isinstance(value, int) and not isinstance(value, bool) else 0
