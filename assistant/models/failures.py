"""What went wrong between us and a model, in one line for a person, whatever library said it."""

from __future__ import annotations

import email.utils
import json
import math
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from assistant.models.scrubbing import scrub
from assistant.models.seam import ModelUnavailable, Usage
from corpus.errors import UserFacingError, counted, one_line


class Kind(Enum):
    """Kinds of failure."""

    LATE = "late"
    UNREACHABLE = "unreachable"
    CUT_OFF = "cut off"
    REFUSED_KEY = "refused key"
    UNKNOWN_MODEL = "unknown model"
    BUSY = "busy"
    SERVER_FAULT = "server fault"
    NOT_A_MODEL = "not a model"
    CONTEXT = "context"
    REFUSED = "refused"
    MISFIT = "misfit"
    RESTING = "resting"
    UNSET = "unset"


class Failure(ModelUnavailable):
    """A failure with what the rest of this package has to know of it.

    Attributes:
        kind: What it was.
        again: Whether the same call may go well a moment later.
        retry_after_s: How long the server asks to wait, where it says so.
        status: Of HTTP; 0 where there is none.
        said: What the server said, for this package alone: it may hold anything.
        usage: What the calls came to that led here.
    """

    def __init__(
        self,
        kind: Kind,
        line: str,
        *,
        again: bool = False,
        retry_after_s: float | None = None,
        status: int = 0,
        said: str = "",
    ) -> None:
        """Keep `line` without keys."""
        super().__init__(one_line(scrub(line)))
        self.kind, self.again, self.retry_after_s, self.status, self.said = kind, again, retry_after_s, status, said
        self.usage = Usage()


class ContextTooSmall(Failure):
    """More was put before the model than it reads: fewer passages may fit."""

    def __init__(self, line: str, *, status: int = 0, said: str = "") -> None:
        """Keep the line."""
        super().__init__(Kind.CONTEXT, line, status=status, said=said)


class NotJson(Exception):  # noqa: N818 - raised within the HTTP client and told by `failure_of`
    """A good status with another content type than a model's."""


class TooLong(Exception):  # noqa: N818 - likewise
    """More bytes than any reply needs."""


@dataclass(frozen=True, slots=True)
class Server:
    """Who was asked, for messages.

    Attributes:
        host: With its port, or what stands for it.
        model: As the provider calls it.
        key: The variable that holds the key, or should.
        local: Whether it is on this machine.
    """

    host: str
    model: str
    key: str = ""
    local: bool = False


_CONTEXT = re.compile(
    r"context[ _-]?(?:length|window|size)|maximum context|context_length_exceeded|too many tokens|prompt is too long|"
    r"exceeds? (?:the )?(?:available |maximum |model'?s )?(?:context|number of tokens)|num_ctx|n_ctx|"
    r"(?:input|prompt)[^.]{0,40}too long|reduce the length",
    re.I,
)
_NO_CREDIT = re.compile(r"insufficient_quota|exceeded your current quota|credit balance|billing", re.I)
_CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSLCertVerification", re.I)
_NEVER_CONNECTED = {"ConnectError", "ProxyError", "UnsupportedProtocol", "ConnectionRefusedError", "gaierror"}
_BROKEN_OFF = {"RemoteProtocolError", "ReadError", "WriteError", "ConnectionResetError", "BrokenPipeError",
               "CloseError", "DecodingError", "LocalProtocolError", "StreamError", "IncompleteRead"}  # fmt: skip
_TOO_SLOW = {"TimeoutException", "APITimeoutError", "TimeoutError"}
_NOT_A_REPLY = {"JSONDecodeError", "APIResponseValidationError", "UnicodeDecodeError"}
_LONGEST_WAIT_S = 86_400.0


def failure_of(error: BaseException, server: Server, headers: Mapping[str, str] | None = None) -> Failure:
    """Any error of any provider's library as one of ours; of the error itself the server's words alone are kept.

    Args:
        error: As it was raised.
        server: Who was asked.
        headers: Of the last reply, for a library that does not keep them with its error.
    """
    chain = list(_chain(error))
    for one in chain:
        if isinstance(one, Failure):
            return one
        if isinstance(one, TooLong):
            return Failure(
                Kind.NOT_A_MODEL, f"{server.host} sent more than any answer needs, and was cut off. Check the server."
            )
        if isinstance(one, NotJson):
            return _web_page(server, 200)
        if isinstance(one, UserFacingError):
            return Failure(Kind.UNSET, str(one))
    for one in chain:
        status = _status(one)
        if status:
            return _by_status(status, one, server, _headers(one) or headers or {})
    names = {name for one in chain for name in _names(one)}
    return _by_names(names, chain, server)


def late(server: Server) -> Failure:
    """The time is over."""
    hint = (
        "Try a smaller model, or allow more time (model_timeout_s)."
        if server.local
        else "Ask again, or allow more time."
    )
    return Failure(Kind.LATE, f"The model did not answer in time. {hint}")


def retry_after(headers: Mapping[str, str], *, now: float | None = None) -> float | None:
    """Seconds that a server asks to wait: a number of them, or a date; None where it says nothing that can be read.

    >>> retry_after({"retry-after": "2"}), retry_after({"retry-after": "soon"})
    (2.0, None)
    >>> retry_after({"retry-after": "Sun, 22 Nov 2026 10:00:30 GMT"}, now=1795341600.0)
    30.0
    """
    told = str(headers.get("retry-after") or headers.get("Retry-After") or "").strip()
    if not told:
        return None
    try:
        seconds = float(told)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(told).timestamp() - (time.time() if now is None else now)
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(seconds, 0.0), _LONGEST_WAIT_S) if math.isfinite(seconds) else None


def _by_names(names: set[str], chain: list[BaseException], server: Server) -> Failure:  # noqa: PLR0911 - likewise
    text = " ".join(str(one)[:2_000] for one in chain)
    if names & _TOO_SLOW:
        return late(server)
    if _CERTIFICATE.search(text):
        return Failure(
            Kind.UNREACHABLE,
            f"{server.host} shows a certificate that this machine does not trust. Install the organisation's own "
            "certificates and name them in SSL_CERT_FILE.",
        )
    if names & _NEVER_CONNECTED:
        return Failure(
            Kind.UNREACHABLE,
            f"{server.host} cannot be reached. Check that the model's server is running and the address is right.",
            again=True,
        )
    if names & _BROKEN_OFF:
        return Failure(
            Kind.CUT_OFF,
            f"{server.host} closed the connection before the model's answer was whole. Ask again.",
            again=True,
        )
    if "APIConnectionError" in names:
        return Failure(
            Kind.UNREACHABLE,
            f"{server.host} cannot be reached. Check that the model's server is running and the address is right.",
            again=True,
        )
    if names & _NOT_A_REPLY:
        return _no_model(server)
    if names & {"LengthFinishReasonError"}:
        return Failure(Kind.MISFIT, "The model's answer was longer than allowed, and broke off.")
    if names & {"ContentFilterFinishReasonError", "OpenAIRefusalError"}:
        return Failure(Kind.REFUSED, "The model's provider filtered the answer out.")
    if names & {"ContextOverflowError"}:
        return too_small(server)
    if names & {
        "AttributeError",
        "TypeError",
        "KeyError",
        "IndexError",
        "ValidationError",
        "ValueError",
        "RecursionError",
    }:
        return _no_model(server)
    return Failure(Kind.SERVER_FAULT, f"The model failed ({type(chain[0]).__name__}). `reforms doctor` says more.")


def _by_status(  # noqa: PLR0911 - one return a kind
    status: int, error: BaseException, server: Server, headers: Mapping[str, str]
) -> Failure:
    said = _said(error)
    page = "html" in str(headers.get("content-type", "")).lower()
    tail = f"(HTTP {status})"
    if status in {401, 403} and not page:
        check = f"Check {server.key}." if server.key else "Set its key in the environment."
        return Failure(Kind.REFUSED_KEY, f"{server.host} refused the key {tail}. {check}", status=status)
    if status == 429:
        wait = retry_after(headers)
        if _NO_CREDIT.search(said):
            return Failure(Kind.BUSY, f"{server.host} says that the account has no credit left {tail}.", status=status)
        asks = f" It asks to wait {counted(math.ceil(wait), 'second')}." if wait else " Ask again in a while."
        return Failure(
            Kind.BUSY,
            f"{server.host} takes no more questions for now {tail}.{asks}",
            again=True,
            retry_after_s=wait,
            status=status,
        )
    if page:
        return _web_page(server, status)
    if status in {400, 413, 422, 500} and _CONTEXT.search(said):
        return too_small(server, status=status, said=said)
    if status == 404:
        return Failure(
            Kind.UNKNOWN_MODEL,
            f"{server.host} knows no model '{server.model}' at this address {tail}. Check the model's name and "
            "the base URL.",
            status=status,
            said=said,
        )
    if status in {408, 409, 425} or status >= 500:
        return Failure(
            Kind.SERVER_FAULT,
            f"{server.host} reports a fault of its own {tail}. Ask again in a while.",
            again=True,
            retry_after_s=retry_after(headers),
            status=status,
            said=said,
        )
    if 300 <= status < 400:
        return Failure(
            Kind.REFUSED, f"{server.host} sends elsewhere {tail}. Set the final address as base URL.", status=status
        )
    words = one_line(scrub(said), max_chars=120)
    return Failure(
        Kind.REFUSED,
        f"{server.host} refused the request {tail}" + (f": {words}" if words else "."),
        status=status,
        said=said,
    )


def too_small(server: Server, *, status: int = 0, said: str = "") -> ContextTooSmall:
    """More than the model reads."""
    return ContextTooSmall(
        f"The context of '{server.model}' is too small for the evidence. Choose a model that reads more, or raise the "
        "server's context size.",
        status=status,
        said=said,
    )


def _web_page(server: Server, status: int) -> Failure:
    return Failure(
        Kind.NOT_A_MODEL,
        f"{server.host} answered with a web page instead of a model's answer (HTTP {status}): a proxy or sign-in page "
        "stands between. Check the base URL and the proxy settings.",
        again=status in {502, 503, 504},
        status=status,
    )


def _no_model(server: Server) -> Failure:
    return Failure(
        Kind.NOT_A_MODEL, f"{server.host} answered, but not as a model's server does. Check the base URL.", status=200
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or one.__context__


def _names(error: BaseException) -> Iterator[str]:
    return (cls.__name__ for cls in type(error).__mro__)


def _status(error: BaseException) -> int:
    for holder in (error, getattr(error, "response", None)):
        for name in ("status_code", "code"):
            value = getattr(holder, name, None)
            if isinstance(value, int) and 300 <= value < 600:
                return value
    return 0


def _headers(error: BaseException) -> Mapping[str, str]:
    headers = getattr(getattr(error, "response", None), "headers", None)
    try:
        return {str(name).lower(): str(value) for name, value in headers.items()} if headers is not None else {}
    except AttributeError:
        return {}


def _said(error: BaseException) -> str:
    """The server's own words, as far as the library kept them."""
    body: Any = getattr(error, "body", None)
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        if isinstance(inner, Mapping):
            words = [str(inner.get(name) or "") for name in ("message", "code", "detail", "type")]
            return " ".join(word for word in words if word)[:2_000]
        return str(inner)[:2_000]
    if body is not None:
        return (body if isinstance(body, str) else json.dumps(body, default=str))[:2_000]
    return str(getattr(error, "error", None) or getattr(error, "message", None) or error)[:2_000]
