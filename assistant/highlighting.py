"""The short answer inside a quote: the sum, the date, the number or the name that was asked for."""

from __future__ import annotations

import re

from assistant.asking import Asked
from assistant.quantities import Kind, Quantity, read

_KINDS: dict[str, tuple[Kind, ...]] = {
    "amount": ("money", "percent"),
    "date": ("date", "duration"),
    "count": ("count", "percent", "age", "duration"),
}
"""What each kind of question wants, the likeliest first."""

_NAME = re.compile(
    r"(?:(?:Cllr|Councillor|Dr|Sir|Dame|Lord|Lady|Rt Hon|Mr|Mrs|Ms|Professor) )?"
    r"[A-Z][\w’'-]+(?: (?:(?:of|and|for|the|in) )*[A-Z][\w’'-]+)+"
)
"""At least two words with capitals: one alone may only open its sentence."""


def short_answer(text: str, asked: Asked) -> tuple[int, int] | None:
    """Where the thing asked for stands in a sentence.

    Args:
        text: A statement's words.
        asked: What the question asks for.

    Returns:
        Its span, or None where the question asks for nothing so short, or the sentence does not hold exactly one.

    >>> from assistant.asking import classify
    >>> text = "£27 million will be invested from 2023."
    >>> text[slice(*short_answer(text, classify("how much will be invested?")))]
    '£27 million'
    """
    if asked.kind == "who":
        names = list(_NAME.finditer(text))
        return names[0].span() if len(names) == 1 else None
    found = read(text)
    for kind in _KINDS.get(asked.kind, ()):
        fitting = [quantity for quantity in found if quantity.kind == kind]
        # Among several nobody can tell which one was meant, and bold on the wrong one misleads.
        if fitting:
            return _span(fitting) if len(fitting) == 1 or _one_change(fitting) else None
    return None


def _one_change(quantities: list[Quantity]) -> bool:
    """Whether two values are the ends of one change ("from £2,000 to £3,000")."""
    return len(quantities) == 2 and quantities[0].role == "from" and quantities[1].role == "to"


def _span(quantities: list[Quantity]) -> tuple[int, int]:
    return quantities[0].char_start, quantities[-1].char_end
