"""The shapes of `CONTRACT.md`, checked key by key: a field may be added, none renamed, dropped or of another type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def maybe(check: Check) -> Check:
    return lambda value: value is None or check(value)


def one_of(*values: str) -> Check:
    return lambda value: value in values


def list_of(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(check(item) for item in value)


def shape(fields: Mapping[str, Check]) -> Check:
    def check(value: Any) -> bool:
        assert isinstance(value, dict), value
        for key, allowed in fields.items():
            assert key in value, f"{key} is missing"
            assert allowed(value[key]), f"{key} is {value[key]!r}"
        return True

    return check


CITATION = shape(
    {
        "id": is_count,
        "document_id": is_text,
        "title": is_text,
        "publisher": is_text,
        "kind": is_text,
        "published": maybe(is_text),
        "page_number": maybe(is_count),
        "page_label": maybe(is_text),
        "paragraph": maybe(is_text),
        "section": list_of(is_text),
        "quote": lambda value: is_text(value) and bool(value.strip()),
        "char_start": is_count,
        "char_end": is_count,
        "url": maybe(is_text),
    }
)
STATEMENT = shape(
    {
        "text": is_text,
        "citations": lambda value: list_of(is_count)(value) and bool(value),
        "standpoint": is_text,
    }
)
ABSTENTION = shape(
    {
        "reason": one_of("not_in_documents", "out_of_scope", "unsafe", "unclear"),
        "message": lambda value: is_text(value) and bool(value),
        "nearest": list_of(is_count),
        "missing_terms": list_of(is_text),
        "signpost": maybe(is_text),
    }
)
DISAGREEMENT = shape(
    {
        "topic": is_text,
        "explanation": is_text,
        "positions": list_of(shape({"value": is_text, "citations": list_of(is_count)})),
    }
)
ANSWER = shape(
    {
        "schema": lambda value: value == 1,
        "question": is_text,
        "standalone_question": is_text,
        "outcome": one_of("answered", "partly_answered", "abstained"),
        "abstention": maybe(ABSTENTION),
        "answer": is_text,
        "statements": list_of(STATEMENT),
        "citations": list_of(CITATION),
        "disagreements": list_of(DISAGREEMENT),
        "as_at": maybe(is_text),
        "notices": list_of(is_text),
        "writer": is_text,
        "timings_ms": lambda value: all(map(is_number, value.values())) and {"retrieve", "total"} <= set(value),
    }
)
FINDING = one_of("supported", "contradicted", "not_found")
VERDICT = shape(
    {
        "schema": lambda value: value == 1,
        "claim": is_text,
        "verdict": FINDING,
        "explanation": lambda value: is_text(value) and bool(value),
        "parts": list_of(
            shape(
                {
                    "text": is_text,
                    "verdict": FINDING,
                    "citations": list_of(is_count),
                    "difference": maybe(shape({"claimed": is_text, "found": is_text})),
                }
            )
        ),
        "citations": list_of(CITATION),
        "as_at": maybe(is_text),
        "notices": list_of(is_text),
        "timings_ms": lambda value: all(map(is_number, value.values())),
    }
)
PASSAGE = shape(
    {
        "rank": is_count,
        "score": is_number,
        "document_id": is_text,
        "page_number": maybe(is_count),
        "paragraph": maybe(is_text),
        "section": list_of(is_text),
        "text": is_text,
        "char_start": is_count,
        "char_end": is_count,
    }
)


def check_answer(answer: Mapping[str, Any], texts: Mapping[str, str] | None = None) -> None:
    """Check an answer's shape and what its parts say of each other.

    Args:
        answer: As JSON gives it.
        texts: Text of each document, to check the quotes against; None leaves that out.
    """
    assert ANSWER(answer)
    ids = [citation["id"] for citation in answer["citations"]]
    assert ids == list(range(1, len(ids) + 1))
    if answer["outcome"] == "abstained":
        assert answer["abstention"] is not None
        assert answer["statements"] == []
        assert set(answer["abstention"]["nearest"]) <= set(ids)
    else:
        assert answer["abstention"] is None
        used = [number for statement in answer["statements"] for number in statement["citations"]]
        for found in answer["disagreements"]:
            used += [number for side in found["positions"] for number in side["citations"]]
        assert set(used) == set(ids), "a citation is unused or unknown"
        assert list(dict.fromkeys(used)) == ids, "citations are not numbered by first mention"
        for number in ids:
            assert f"[{number}]" in answer["answer"]
    dates = [citation["published"] for citation in answer["citations"] if citation["published"]]
    assert answer["as_at"] == (max(dates) if dates else None)
    for citation in answer["citations"] if texts is not None else ():
        text = (texts or {})[citation["document_id"]]
        assert text[citation["char_start"] : citation["char_end"]] == citation["quote"]
