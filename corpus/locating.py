"""Where a passage stands in a text, whatever marks, spacing or case it was copied with."""

from __future__ import annotations

import bisect


class FoldedText:
    """A text by its letters and digits, with the way back to their places."""

    def __init__(self, text: str) -> None:
        """Fold `text` once for many look-ups."""
        self._positions = [index for index, char in enumerate(text) if char.isalnum()]
        self._letters = "".join(text[index].lower()[:1] for index in self._positions)

    def find(self, wanted: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """The first place of `wanted` between `start` and `end`, from its first letter to its last.

        Returns:
            Half-open span in the text, or None when it is not there (or holds neither letter nor digit).

        >>> FoldedText("On 2nd  February, it **rose**.").find("2 nd February it rose")
        (3, 27)
        """
        letters = "".join(char.lower()[:1] for char in wanted if char.isalnum())
        first = bisect.bisect_left(self._positions, start)
        last = len(self._positions) if end is None else bisect.bisect_left(self._positions, end)
        at = self._letters.find(letters, first, last) if letters else -1
        if at < 0:
            return None
        return self._positions[at], self._positions[at + len(letters) - 1] + 1

    def find_all(self, wanted: str) -> list[tuple[int, int]]:
        """Every place of `wanted`, in order, without overlap."""
        found: list[tuple[int, int]] = []
        span = self.find(wanted)
        while span is not None:
            found.append(span)
            span = self.find(wanted, span[1])
        return found
