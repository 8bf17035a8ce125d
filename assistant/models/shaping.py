"""A model's reply → the shape asked for: found leniently, held to it strictly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from assistant.models.seam import Reply

_MOST_TRIES = 50
"""Of places where an object could begin: a reply of braces alone must not take long."""
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.S | re.I)


class Misfit(Exception):  # noqa: N818 - said of a reply
    """A reply that is not in the shape; says in one line what is wrong, in no word of the reply."""


def parse(text: str, shape: type[Reply]) -> Reply:
    """The first JSON object of a reply, if it fits.

    Prose around it, code fences and thoughts spoken aloud are passed over; the object itself must fit to the letter: no
    unknown field, no text for a number. Where the first object does not fit, a later one may.

    Raises:
        Misfit: If no object does.
    """
    found = None
    for value in _objects(_THOUGHT.sub(" ", text)):
        try:
            return shape.model_validate_json(json.dumps(value), strict=True, extra="forbid")
        except ValidationError as error:
            found = found or _said(error)
        except (ValueError, RecursionError):
            found = found or "it could not be read"
    if found:
        raise Misfit(found)
    raise Misfit("it is empty" if not text.strip() else "it holds no whole JSON object")


def _objects(text: str) -> Iterator[Any]:
    decoder, at = json.JSONDecoder(parse_constant=_refused), 0
    for _ in range(_MOST_TRIES):
        at = text.find("{", at)
        if at < 0:
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at += 1
            continue
        yield value


def _refused(constant: str) -> Any:
    raise ValueError(constant)


def _said(error: ValidationError) -> str:
    """What is wrong, by place and rule; the model's own words stay out of it."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = ".".join(str(part) if isinstance(part, int) else re.sub(r"\W", "", part)[:40] for part in first["loc"])
    return f"{place or 'it'}: {first['type'].replace('_', ' ')}"
