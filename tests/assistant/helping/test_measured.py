"""In which steps a model is asked: named by hand, measured, or neither."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.helping.measured import (
    MeasuredStep,
    RecordError,
    asked_steps,
    keep_record,
    load_record,
    prompts_of,
    record_path,
)
from assistant.models.probing import state
from assistant.models.whereabouts import joined
from assistant.settings import ModelStep, Settings

Keep = Callable[..., Settings]
KEPT: Mapping[str, Any] = {
    "kept": True,
    "reason": "helps: right .500 → .900",
    "measured": "2026-11-22",
    "version": "0.1.0",
    "commit": "",
    "cases": 24,
    "guarantees": 1.0,
    "measure": "right",
    "before": 0.5,
    "after": 0.9,
    "chance": 0.01,
    "guards": {"words": 2},
    "asked": 20,
    "failed": 1,
    "input_tokens": 300.0,
    "output_tokens": 20.5,
    "seconds": 2.0,
    "most_seconds": 9.0,
    "before_seconds": 0.4,
    "limit_seconds": 30.0,
    "runs": ("a", "b"),
}


def measured(step: ModelStep, **changes: Any) -> MeasuredStep:
    return MeasuredStep.model_validate({**KEPT, "step": step, "prompts": prompts_of(step), **changes})


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Settings of a model of which these steps were measured."""

    def made(*steps: MeasuredStep, **more: Any) -> Settings:
        settings = Settings.model_validate({"data": tmp_path, "model": "ollama:small", **more})
        if steps:
            keep_record(settings, steps)
        return settings

    return made


def doctor(settings: Settings) -> list[tuple[bool, str]]:
    return [one for one in state(settings) if one[1].startswith("language model")]


def test_a_model_that_was_not_measured_is_asked_to_write_and_that_is_said(keep: Keep) -> None:
    found = asked_steps(keep())
    assert found.steps == ("writing",)
    assert found.told == "is not measured here yet: asked for writing alone; `reforms eval steps` measures it"
    assert (True, f"language model {found.told}") in doctor(keep())


def test_only_steps_that_a_measurement_kept_are_asked(keep: Keep) -> None:
    settings = keep(measured("writing", kept=False), measured("choosing"), measured("claims"))
    found = asked_steps(settings)
    assert found.steps == ("choosing", "claims")
    assert found.told == "was measured on 2026-11-22 (writing, choosing, claims): choosing, claims help"
    there = joined(settings)
    assert there is not None
    assert not there.writes
    assert (True, "language model ollama:small, asked for choosing, claims") in doctor(settings)


def test_where_no_step_helps_the_model_is_asked_nothing_and_that_is_said(keep: Keep) -> None:
    settings = keep(measured("writing", kept=False), measured("standalone", kept=False))
    assert asked_steps(settings).steps == ()
    assert joined(settings) is None
    told = (
        "language model was measured on 2026-11-22 (writing, standalone): no step helps with this model; answers are "
    )
    assert (True, f"{told}quotes alone") in doctor(settings)


def test_what_was_not_measured_yet_stays_as_it_is_without_a_measurement(keep: Keep) -> None:
    found = asked_steps(keep(measured("standalone", kept=False)))
    assert found.steps == ("writing",)
    assert found.told.endswith("none of these helps; writing is not measured yet, `reforms eval steps` measures it")


def test_steps_named_by_hand_win_over_every_record(keep: Keep) -> None:
    settings = keep(measured("writing"), model_steps="claims,questions")
    assert asked_steps(settings).steps == ("claims", "questions")
    assert asked_steps(settings).told == ""
    assert asked_steps(keep(model_steps=())).steps == ()
    assert asked_steps(keep(model_steps="Measured")).steps == ("writing",)


def test_a_step_that_was_measured_with_other_prompts_counts_no_more(keep: Keep) -> None:
    settings = keep(measured("writing", kept=False), measured("choosing", prompts={"choosing": 99}))
    assert asked_steps(settings).steps == ()
    told = "was measured on 2026-11-22 with other prompts (choosing), which counts no more: asked for nothing; "
    assert (False, f"language model {told}`reforms eval steps` measures it again") in doctor(settings)


def test_a_measurement_of_one_step_leaves_what_is_known_of_the_others(keep: Keep) -> None:
    keep(measured("writing"), measured("claims"))
    record = load_record(keep(measured("writing", kept=False)))
    assert record is not None
    assert [(one.step, one.kept) for one in record.steps] == [("writing", False), ("claims", True)]


def _changed(**changes: Any) -> Callable[[bytes], bytes]:
    return lambda text: json.dumps(json.loads(text) | changes).encode()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text[:60], "is damaged"),
        (lambda _: b"\xff\x00", "is damaged"),
        (_changed(more=1), "is damaged at more"),
        (_changed(model="ollama:other"), "is the record of another model"),
        (_changed(steps=[{"step": "dreaming"}]), "is damaged at steps.0"),
        (_changed(steps=[measured("claims").model_dump() | {"measured": "today\n| |"}]), "is damaged at steps.0"),
    ],
)
def test_a_broken_record_is_one_line_and_counts_as_none(
    keep: Keep, tmp_path: Path, spoil: Callable[[bytes], bytes], said: str
) -> None:
    settings = keep(measured("writing", kept=False), measured("claims"))
    path = record_path(settings)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(RecordError, match=said):
        load_record(settings)
    found = asked_steps(settings)
    assert (found.steps, found.well) == (("writing",), False)
    assert f"is not measured here: measured/{path.name}: {said}" in found.told
    assert str(tmp_path) not in found.told  # pages show it
    assert "\n" not in found.told
    keep_record(settings, [measured("claims")])
    assert asked_steps(settings).well


def test_models_at_other_addresses_and_in_other_folders_are_measured_apart(keep: Keep) -> None:
    keep(measured("choosing"))
    for other in ({"model_base_url": "http://10.0.0.7:11434"}, {"model": "ollama:large"}, {"model": "path:a/m.gguf"}):
        assert asked_steps(keep(**other)).told.startswith("is not measured here yet")
    keep(measured("choosing"), model="path:a/m.gguf")
    assert asked_steps(keep(model="path:b/m.gguf")).told.startswith("is not measured here yet")
    record = load_record(keep(model="path:a/m.gguf"))
    assert record is not None
    assert (record.model, record.address) == ("path:m.gguf", "")
