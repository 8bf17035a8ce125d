"""A verdict → one plain sentence: what agrees or differs, in the words of claim and paper."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers import Citation, Difference, Finding, Part

_ASPECTS = {
    "figure": "the figure", "date": "the date", "name": "who it is", "scope": "how far it goes",
    "strength": "how firm it is", "direction": "the direction", "negation": "whether it is so",
    "statement": "what it says",
}  # fmt: skip


def explain(verdict: Finding, parts: Sequence[Part], citations: Sequence[Citation]) -> str:
    """The sentence."""
    by_id = {citation.id: citation for citation in citations}
    if verdict == "contradicted":
        part = next(p for p in parts if p.verdict == "contradicted")
        return _contradicted(part, by_id[part.citations[0]])
    if verdict == "not_found":
        part = next(p for p in parts if p.verdict == "not_found")
        lead = (
            f"Nothing in the papers says that “{part.text.rstrip('.')}”"
            if len(parts) > 1
            else "Nothing in the papers says this"
        )
        return f"{lead}; the nearest passage is listed." if part.citations else f"{lead}."
    sources = list(dict.fromkeys(_source(by_id[number]) for part in parts for number in part.citations))
    told = f"{_joined(sources)} says the same" if len(sources) == 1 else f"{_joined(sources)} say the same"
    opposed = [by_id[number] for part in parts for number in part.opposed]
    if opposed:
        return f"{told}, but {_source(opposed[0])} says otherwise."
    return f"{told}."


def _contradicted(part: Part, citation: Citation) -> str:
    difference = part.difference
    if difference is None:
        return f"{_source(citation)} says otherwise."
    return f"{_difference(difference)}: {_source(citation)}."


def _difference(difference: Difference) -> str:
    what = _ASPECTS[difference.aspect]
    if not difference.claimed:
        return f"The papers turn it round (“{difference.found}”), which the claim leaves out"
    if not difference.found:
        return f"The claim says “{difference.claimed}”, and the papers do not"
    return f"They differ in {what}: the claim says “{difference.claimed}”, the paper “{difference.found}”"


def _source(citation: Citation) -> str:
    dated = f", {citation.published}" if citation.published else ""
    return f"{citation.publisher or citation.title} ({citation.kind or 'paper'}{dated})"


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
