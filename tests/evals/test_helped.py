from __future__ import annotations

from typing import Any

from evals.helped import helped


def answer(own: tuple[bool, ...], **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "writer": "ollama:small" if any(own) else "quotes",
        "statements": [{"text": "…", "own_words": one} for one in own],
        "notices": (),
        "guards": {"figure": 2, "words": 1},
        "usage": {"calls": 2, "input_tokens": 300, "output_tokens": 40},
    }
    return told | more


def test_totals_count_own_words_guards_tokens_and_failures() -> None:
    failed = answer((False,), guards={}, notices=("The language model (x) could not help: late.",))
    found = helped([answer((True, False)), answer((False,)), failed, {"statements": [], "writer": "quotes"}])
    assert found is not None
    assert (found.answers, found.of) == (3, 3)
    assert (found.answers, found.helped, found.statements, found.own_words, found.failed) == (3, 1, 4, 1, 1)
    assert found.guards == {"figure": 4, "words": 2}
    assert (found.calls, found.input_tokens, found.output_tokens) == (6, 900, 120)
    assert found.writer == "ollama:small"
    # 900 / 3 read, 120 / 3 written, 6 / 3 calls
    assert found.lines()[-1] == "  tokens an answer: 300 read, 40 written, in 2.0 calls"


def test_a_refusal_for_which_no_model_was_asked_is_not_counted_as_asked() -> None:
    refused = answer((), guards={}, usage={"calls": 0, "input_tokens": 0, "output_tokens": 0})
    late = refused | {"notices": ("The language model (x) could not help: no time was left for it.",)}
    found = helped([answer((True,)), refused, late])
    assert found is not None
    assert (found.answers, found.of, found.failed) == (2, 3, 1)
    assert found.lines()[0].startswith("Language model: asked in 2 of 3 answers, could not help in 1; ")
    assert found.lines()[-1] == "  tokens an answer: 150 read, 20 written, in 1.0 calls"
    alone = helped([refused])
    assert alone is not None
    assert alone.answers == 0


def test_verdicts_count_among_the_answers() -> None:
    usage = {"calls": 1, "input_tokens": 90, "output_tokens": 10}
    verdict = {"verdict": "supported", "notices": (), "guards": {"part order": 1}, "usage": usage}
    found = helped([answer((True,)), verdict, {"verdict": "not_found", "notices": ()}])
    assert found is not None
    assert (found.answers, found.helped, found.statements, found.calls) == (2, 1, 1, 3)
    assert found.guards == {"figure": 2, "words": 1, "part order": 1}


def test_a_run_without_a_model_has_none() -> None:
    assert helped([{"statements": [], "writer": "quotes"}]) is None
