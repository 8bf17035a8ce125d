"""Figures, counts, percentages, ages, durations and dates of policy prose, read as values that can be compared.

Text ─read→ Quantities (`reading.py`, with `numbers.py` and `dates.py`) ─set in their sentence→ Facts (`facts.py`);
`comparing.py` tells whether two quantities can both be true of one thing.
"""

from assistant.quantities.comparing import compatible, same_unit
from assistant.quantities.facts import Fact, facts_of
from assistant.quantities.model import Kind, Quantity
from assistant.quantities.reading import read

__all__ = ["Fact", "Kind", "Quantity", "compatible", "facts_of", "read", "same_unit"]
