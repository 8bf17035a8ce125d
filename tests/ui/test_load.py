"""Twenty people at once, as their browsers would: each with a cookie of its own, asking through Gradio's queue."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable

import httpx

from assistant.answers import Answer, Question
from tests.ui import backend, fakes
from tests.ui.browser import serving
from ui.web import build_app

PEOPLE = 20
QUESTIONS = 3
WORK_S = 0.2
"""What one answer takes of a thread; the real one's share is measured by `evals`."""


def slow(question: Question, *, tell: Callable[[str], None]) -> Answer:
    tell("retrieve")
    time.sleep(WORK_S)
    tell("cite")
    return fakes.figure(question.text)


async def person(address: str, number: int, ask: int) -> list[float]:
    """One visitor's questions one after the other; the seconds each took, once its own answer and no other came."""
    waits = []
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        await client.get("/")
        for turn in range(QUESTIONS):
            question = f"Person {number} asks question {turn} of the allowance?"
            session = f"session-{number}-{turn}"
            started = time.monotonic()
            joined = await client.post(
                "/gradio_api/queue/join",
                json={"data": [question, [], [], False], "fn_index": ask, "session_hash": session},
            )
            assert joined.status_code == 200
            told = ""
            async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as events:
                async for line in events.aiter_lines():
                    told += line
                    if '"process_completed"' in line:
                        break
            waits.append(time.monotonic() - started)
            people = set(re.findall(r"Person (\d+) asks", told))
            assert people == {str(number)}, people
        kept = (await client.get("/take/conversation.md")).text
        assert [int(n) for n in re.findall(r"Person (\d+) asks", kept)] == [number] * QUESTIONS
    return waits


async def everybody(address: str) -> list[float]:
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        page = (await client.get("/")).text
    config = json.loads(re.search(r"window\.gradio_config = (\{.*?\});</script>", page)[1])  # type: ignore[index]
    ask = next(event["id"] for event in config["dependencies"] if len(event["inputs"]) == 4)
    every = await asyncio.gather(*(person(address, number, ask) for number in range(PEOPLE)))
    return sorted(wait for waits in every for wait in waits)


def test_twenty_people_at_once_wait_at_most_five_seconds_and_meet_nobody() -> None:
    with serving(build_app(backend.desk(slow))) as address:
        waits = asyncio.run(everybody(address))
    assert len(waits) == PEOPLE * QUESTIONS
    assert waits[int(0.95 * len(waits))] <= 5.0, waits
