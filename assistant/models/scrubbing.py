"""Nothing that could be a key leaves in a message."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

_VARIABLE = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.I)
_SHAPES = (
    (re.compile(r"(?<=://)[^/\s@]+@"), ""),
    (re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.I), r"\1 [key]"),
    (re.compile(r"((?:authorization|[\w-]*api[-_ ]?key|x-goog-api-key|token|secret|password)['\"]?\s*[:=]\s*)['\"]?"
                r"(?!Bearer\b|Basic\b)[^\s'\",;}&]+", re.I), r"\1[key]"),
    (re.compile(r"\b(?:sk|pk|xai|gsk|ghp|hf)[-_][\w-]{6,}|\bAIza[\w-]{10,}"), "[key]"),
)  # fmt: skip
_SHORTEST = 6
"""A shorter value of a variable is no key, and would take words out of messages."""


def scrub(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """Text without keys: the values of the environment's variables for keys, and whatever looks like one.

    >>> scrub("Incorrect API key provided: abc-123-def", {"OPENAI_API_KEY": "abc-123-def"})
    'Incorrect API key provided: [key]'
    >>> scrub("GET https://me:hush@example.org/v1?api_key=hush", {})
    'GET https://example.org/v1?api_key=[key]'
    """
    for name, value in environment.items():
        if _VARIABLE.search(name) and len(value.strip()) >= _SHORTEST:
            text = text.replace(value.strip(), "[key]")
    for shape, by in _SHAPES:
        text = shape.sub(by, text)
    return text
