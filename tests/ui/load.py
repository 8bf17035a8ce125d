"""Twenty people at once, for the load tool: `locust -f tests/ui/load.py --headless -u 20 -r 20 --host ADDRESS`.

All ask at the same moment, and again when all have their answers. Each has a cookie of their own and asks through
Gradio's queue as the page does: join, then read the event stream until the answer is there. An answer counts as failed
when it holds the mark of another person's question.
"""

from __future__ import annotations

import json
import re
import time
from itertools import count
from typing import Any

import gevent
from gevent.event import Event
from locust import HttpUser, constant, events, task
from locust.exception import StopUser

QUESTIONS = (
    "How much is the leaving care allowance?",
    "What are the six missions for children in care?",
    "What does the LGA say about Regional Care Cooperatives?",
    "How much goes into recruiting foster carers?",
    "Who won the council election in Leeds?",
    "What is a family network plan?",
    "When does the consultation close?",
    "What will happen to kinship carers?",
    "How many local areas will test the reforms?",
    "What does the NSPCC say about advocacy?",
)
EACH = 2
"""Questions a person asks."""
PEOPLE = 20
_numbers = count()
_left = [PEOPLE]
_ready = [0] * EACH
_go = [Event() for _ in range(EACH)]


def _together(turn: int) -> None:
    """Wait until all people are at this question."""
    _ready[turn] += 1
    if _ready[turn] == PEOPLE:
        _go[turn].set()
    _go[turn].wait(60)


class Person(HttpUser):
    """One visitor with a cookie."""

    wait_time = constant(0)
    number = 0
    asked = 0

    def on_start(self) -> None:
        """Open the page, as a browser does, and find in it how a question is sent."""
        self.number = next(_numbers)
        page = self.client.get("/", name="page").text
        found = re.search(r"window\.gradio_config = (\{.*?\});</script>", page)
        if found is None:
            raise RuntimeError("This is not the page.")
        sends = json.loads(found[1])["dependencies"]
        self.ask_id: int = next(one["id"] for one in sends if len(one["inputs"]) == 4)

    @task
    def ask(self) -> None:
        """Ask one question, and take the conversation along after the last."""
        if self.asked == EACH:
            self._compare()
            _left[0] -= 1
            if _left[0] == 0:
                gevent.spawn(self.environment.runner.quit)  # it waits for this person too
            raise StopUser
        _together(self.asked)
        question = f"{QUESTIONS[(self.number + self.asked) % len(QUESTIONS)]} ({self._mark()})"
        self.asked += 1
        session = f"load{self.number}"
        began = time.monotonic()
        problem: Exception | None = None
        told = ""
        try:
            sent = {"data": [question, [], [], False], "fn_index": self.ask_id, "session_hash": session}
            self.client.post("/gradio_api/queue/join", json=sent, name="join").raise_for_status()
            with self.client.get(
                "/gradio_api/queue/data",
                params={"session_hash": session},
                stream=True,
                catch_response=True,
                name="stream",
            ) as stream:
                for line in stream.iter_lines(decode_unicode=True):
                    told += line
                    if '"process_completed"' in line:
                        break
            if "ra-answer" not in told:
                problem = RuntimeError("no answer")
            elif others := self._others(told):
                problem = RuntimeError(f"mixed with {others}")
        except Exception as error:
            problem = error
        events.request.fire(
            request_type="ASK",
            name="answer",
            response_time=1000 * (time.monotonic() - began),
            response_length=len(told),
            exception=problem,
            context={},
        )

    def _compare(self) -> None:
        with self.client.get("/take/conversation.md", name="conversation", catch_response=True) as response:
            marks: Any = re.findall(r"person \d+ of the panel", response.text)
            if marks.count(self._mark()) < EACH or self._others(response.text):
                response.failure("not this person's conversation")

    def _mark(self) -> str:
        return f"person {self.number} of the panel"

    def _others(self, text: str) -> set[str]:
        return set(re.findall(r"person \d+ of the panel", text)) - {self._mark()}
