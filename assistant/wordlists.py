"""Word lists written as running text."""

from __future__ import annotations


def word_set(*lists: str) -> frozenset[str]:
    """The words of one or more texts, as a set.

    >>> sorted(word_set("of in", "on"))
    ['in', 'of', 'on']
    """
    return frozenset(word for text in lists for word in text.split())


LABELS = "pillar|mission|chapter|phase|wave|tranche|stage|part|section|rule|recommendation|priority|appendix|annex"
"""Words that label a numbered part of a paper ("Pillar 3")."""
