"""What a language model's help came to in a run: how much of its words stood, what refused the rest, what it cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Helped:
    """Totals over the answers and verdicts of a run in which a model was asked.

    Attributes:
        writer: Names of the models whose words stand in an answer; "" where none do.
        answers: In which a model was asked, verdicts too: not where rules alone refused or answered.
        of: Answers in all.
        helped: In which at least one statement is the model's.
        statements: Of those answers; a verdict has none.
        own_words: Of these, the model's.
        failed: Answers in which the model could not help.
        calls: Requests.
        input_tokens: As the provider counts them.
        output_tokens: Likewise.
        guards: How often each guard fired.
    """

    writer: str
    answers: int
    of: int
    helped: int
    statements: int
    own_words: int
    failed: int
    calls: int
    input_tokens: int
    output_tokens: int
    guards: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    def lines(self) -> list[str]:
        """As a report shows it."""
        fired = ", ".join(f"{name} {times}" for name, times in sorted(self.guards.items(), key=lambda one: -one[1]))
        per = max(1, self.answers)
        return [
            f"Language model: asked in {self.answers} of {self.of} answers, could not help in {self.failed}; "
            f"{self.own_words} of {self.statements} statements are its own, in {self.helped} answers"
            + (f" (writer {self.writer})." if self.writer else "."),
            f"  guards fired: {fired or 'none'}",
            f"  tokens an answer: {self.input_tokens / per:.0f} read, {self.output_tokens / per:.0f} written, in "
            f"{self.calls / per:.1f} calls",
        ]


def helped(answers: Iterable[Mapping[str, Any]]) -> Helped | None:
    """The totals; None where there was no model to ask."""
    of = [answer for answer in answers if answer.get("usage") is not None]
    if not of:
        return None
    asked = [answer for answer in of if answer["usage"].get("calls") or _failed(answer)]
    guards: Counter[str] = Counter()
    for answer in asked:
        guards.update(answer.get("guards") or {})
    own = [sum(bool(one.get("own_words")) for one in answer.get("statements", ())) for answer in asked]
    usage = {key: sum(int(answer["usage"].get(key, 0)) for answer in asked) for key in _COUNTS}
    return Helped(
        writer=", ".join(sorted({str(answer["writer"]) for answer, n in zip(asked, own, strict=True) if n})),
        answers=len(asked),
        of=len(of),
        helped=sum(n > 0 for n in own),
        statements=sum(len(answer.get("statements", ())) for answer in asked),
        own_words=sum(own),
        failed=sum(_failed(answer) for answer in asked),
        guards=dict(guards),
        **usage,
    )


def _failed(answer: Mapping[str, Any]) -> bool:
    return any("could not help" in notice for notice in answer.get("notices", ()))


_COUNTS = ("calls", "input_tokens", "output_tokens")
