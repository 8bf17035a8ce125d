"""An answer as HTML of our own, for the page.

Every word of a document, a manifest or the asker is cleaned and escaped; the only markup is ours, and the only links
lead to this service. Meant for a place where it is not read as Markdown again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Protocol
from urllib.parse import quote

from markupsafe import Markup

from assistant.answers import Abstention, Answer, Citation, Disagreement, Statement
from assistant.plain import clean, clean_line
from assistant.referencing import date_in_words
from ui.render import caution, cited, groups, heading_path, missing, nearest, newest, source_line

_BOLD = re.compile(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*")
_UNESCAPE = re.compile(r"\\(.)")
MAX_LINK_CHARS = 600
MAX_SHORT_CHARS = 60
"""A longer value of a paper is no short fact."""


class InContext(Protocol):
    """A quote with the text around it."""

    @property
    def before(self) -> str:
        """The text before it."""

    @property
    def quote(self) -> str:
        """Its words."""

    @property
    def after(self) -> str:
        """The text after it."""


def question_html(question: str) -> str:
    """The asker's words as the heading of their answer."""
    return f'<h2 class="ra-question"><span class="ra-hidden">You asked: </span>{_text(question)}</h2>'


def answer_html(answer: Answer, *, turn: int, tools: bool = True, spent: str = "") -> str:
    """The answer with its numbered sources.

    Args:
        answer: What to show.
        turn: Its number in the conversation: makes the ids and the links of its sources its own.
        tools: Whether the links that take it along and say whether it was useful follow; without them the answer is to
            be printed, so that its sources stand open.
        spent: What a language model came to for it, in a phrase.

    Returns:
        One `<div>` of p, h3, ul, ol, li, table, details, summary, blockquote, mark, strong, span, sup and a. Attributes
        are class, id, scope and `href` to a path or an anchor of this service.
    """
    short = short_facts(answer)
    parts = []
    if lead := short_lead(answer, short):
        parts.append(f'<p class="ra-short"><strong>{_text(lead)}</strong></p>')
    parts.append(_statements_html(answer, turn, short))
    parts += [_disagreement_html(found, answer.citations, turn) for found in answer.disagreements]
    if answer.abstention is not None:
        parts.append(_abstention_html(answer.abstention))
    if answer.notices:
        notices = "".join(f"<li>{_text(notice_in_words(notice))}</li>" for notice in answer.notices)
        parts.append(f'<ul class="ra-notices">{notices}</ul>')
    parts.append(_sources_html("Sources", cited(answer), turn, opened=not tools))
    parts.append(_sources_html("The nearest passages", nearest(answer), turn, opened=True))
    parts.append(f'<p class="ra-caution">{_text(" ".join((caution(answer), newest(answer))))}</p>')
    if spent:
        parts.append(f'<p class="ra-caution">The language model was asked: {_text(spent)}.</p>')
    if tools:
        parts.append(_tools_html(answer, turn))
    return f'<div class="ra-answer">{"".join(parts)}</div>'


def short_facts(answer: Answer) -> dict[int, tuple[str, ...]]:
    """The words that the answer sets in bold, by position of their statement: the sum, date or name asked for."""
    bold = [_UNESCAPE.sub(r"\1", found) for found in _BOLD.findall(answer.answer) if not found.endswith(":")]
    found: dict[int, tuple[str, ...]] = {}
    for position, statement in enumerate(answer.statements):
        if statement.role != "item":
            facts = tuple(fact for fact in dict.fromkeys(bold) if statement.text.count(fact) == 1)
            if facts:
                found[position] = facts[:1]
    return found


def short_lead(answer: Answer, short: Mapping[int, Sequence[str]]) -> str:
    """The short fact an answer begins with: the one that its statements give, or the values on which papers differ.

    "" where its first statement, which answers best, gives none, and where its statements give several that do not
    contradict each other: side by side, and without what each is of, they would say something that no paper says.
    """
    if answer.disagreements:
        values = dict.fromkeys(clean_line(side.value) for side in answer.disagreements[0].positions)
        one = len(answer.disagreements) == 1 and all(len(value) <= MAX_SHORT_CHARS for value in values)
        *others, last = values or ("",)
        return f"The papers differ: {', '.join(others)} or {last}" if one and others else ""
    facts = [fact for facts in short.values() for fact in facts]
    return facts[0] if 0 in short and len({_same_figure(fact) for fact in facts}) == 1 else ""


def _same_figure(fact: str) -> str:
    """A fact in one form, however its figure is written.

    >>> _same_figure("£27m"), _same_figure("£27 million"), _same_figure("£1.6bn")
    ('£27 million', '£27 million', '£1.6 billion')
    """
    for short, long in (("m|mn", "million"), ("bn", "billion"), ("k", "thousand")):
        fact = re.sub(rf"(?<=\d)(?:{short})\b", f" {long}", fact, flags=re.IGNORECASE)
    return clean_line(fact).casefold()


def notice_in_words(notice: str) -> str:
    """A notice with its dates as they are said.

    >>> notice_in_words("The newest one cited here is of 2023-03-14.")
    'The newest one cited here is of 14 March 2023.'
    """
    return re.sub(r"\b\d{4}-\d{2}(?:-\d{2})?\b", lambda match: date_in_words(match[0]), notice)


def marked_context(view: InContext) -> Markup:
    """A quote marked in the text around it."""
    before, after = clean(view.before), clean(view.after)
    return Markup(  # noqa: S704 - each part is escaped
        f"{escape(before)}{_gap(view.before[-1:])}"
        f'<mark><span class="ra-hidden">Quote: </span>{_text(view.quote)}<span class="ra-hidden"> End of quote.'
        f"</span></mark>{_gap(view.after[:1])}{escape(after)}"
    )


def question_link(question: str) -> str:
    """A link that opens the same question; "" for one too long to be in an address."""
    return f"/?ask={quote(clean_line(question), safe='')}" if len(question) <= MAX_LINK_CHARS else ""


def _text(text: str) -> str:
    return escape(clean(text), quote=True)


def _markers_html(citations: Iterable[int], turn: int) -> str:
    links = (
        f'<a class="ra-marker" href="/source/{turn}/{number}"><span class="ra-hidden">source </span>[{number}]</a>'
        for number in citations
    )
    markers = "".join(f"<sup>{link}</sup>" for link in links)
    return f"\N{NO-BREAK SPACE}{markers}" if markers else ""


def _statements_html(answer: Answer, turn: int, short: dict[int, tuple[str, ...]]) -> str:
    html = []
    quotes = {citation.id: citation.quote for citation in answer.citations}
    position = 0
    for speaker, said in groups(answer.statements):
        if speaker:
            html.append(f'<p class="ra-speaker"><strong>{_text(speaker)}</strong></p>')
        for is_item, together in groupby(said, key=lambda statement: statement.role == "item"):
            tag, run = "li" if is_item else "p", list(together)
            # Items share the quote of their whole list: it stands once, under the last in a model's words.
            last = {one.citations: n for n, one in enumerate(run) if one.own_words and is_item}
            lines = []
            for n, one in enumerate(run):
                text = _with_bold(one.text, short.get(position, ()))
                below = _quoted_html(one, quotes) if one.own_words and last.get(one.citations, n) == n else ""
                lines.append(f"<{tag}>{text}{_markers_html(one.citations, turn)}{below}</{tag}>")
                position += 1
            html.append(f"<ul>{''.join(lines)}</ul>" if is_item else "".join(lines))
    return "".join(html)


def _quoted_html(statement: Statement, quotes: Mapping[int, str]) -> str:
    """The quotes that a statement in a model's words rests on, under it: who reads it sees both."""
    told = " … ".join(f"“{_text(quotes[number])}”" for number in statement.citations if number in quotes)
    return f'<span class="ra-quoted"><span class="ra-hidden"> </span>In the paper: {told}</span>'


def _with_bold(text: str, facts: Sequence[str]) -> str:
    if not facts:
        return _text(text)
    before, fact, after = text.partition(facts[0])
    return f"{_text(before)}{_gap(before[-1:])}<strong>{_text(fact)}</strong>{_gap(after[:1])}{_text(after)}"


def _disagreement_html(found: Disagreement, citations: Sequence[Citation], turn: int) -> str:
    by_id = {citation.id: citation for citation in citations}
    rows = []
    for side in found.positions:
        sources = [by_id[number] for number in side.citations if number in by_id]
        who = dict.fromkeys(clean_line(one.publisher or one.title) for one in sources)
        when = dict.fromkeys(date_in_words(one.published) or "no date" for one in sources)
        rows.append(
            f'<tr><th scope="row">{_text(side.value)}</th><td>{_text("; ".join(who))}</td>'
            f"<td>{_text('; '.join(when))}{_markers_html(side.citations, turn)}</td></tr>"
        )
    return (
        f'<div class="ra-disagreement"><h3>The papers differ: {_text(found.topic)}</h3>'
        '<table><thead><tr><th scope="col">What they say</th><th scope="col">Who</th><th scope="col">When</th></tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table><p>{_text(found.explanation)}</p></div>"
    )


def _abstention_html(abstention: Abstention) -> str:
    lines = (abstention.message, missing(abstention), abstention.signpost or "")
    return '<div class="ra-abstention">' + "".join(f"<p>{_text(line)}</p>" for line in lines if line) + "</div>"


def _sources_html(heading: str, citations: Sequence[Citation], turn: int, *, opened: bool = False) -> str:
    if not citations:
        return ""
    items = "".join(f"<li>{_source_html(citation, turn, opened=opened)}</li>" for citation in citations)
    return f'<h3>{heading}</h3><ol class="ra-sources">{items}</ol>'


def _source_html(citation: Citation, turn: int, *, opened: bool) -> str:
    details = [
        f'<p class="ra-title" id="answer-{turn}-source-{citation.id}"><strong>{_text(citation.title)}</strong></p>'
    ]
    if citation.section:
        path = heading_path(citation.section)
        details.append(f'<p class="ra-path"><span class="ra-hidden">Under the headings: </span>{_text(path)}</p>')
    before, after = clean(citation.before), clean(citation.after)
    more = ("… " if before and before[0] != "…" else "", " …" if after and after[-1] != "…" else "")
    details.append(f"<blockquote>{more[0]}{marked_context(citation)}{more[1]}</blockquote>")
    link = f'<a href="/source/{turn}/{citation.id}">Show more of the paper<span class="ra-hidden"> around quote '
    details.append(f'<p class="ra-noprint">{link}{citation.id}</span></a></p>')
    summary = f'<span class="ra-number">{citation.id}.</span> {_text(source_line(citation))}'
    return f"<details{' open' if opened else ''}><summary>{summary}</summary>{''.join(details)}</details>"


def _tools_html(answer: Answer, turn: int) -> str:
    links = [
        ("Copy with sources", f"/take/answer/{turn}.txt", "ra-copy"),
        ("Word", f"/take/answer/{turn}.docx", ""),
        ("Markdown", f"/take/answer/{turn}.md", ""),
        ("Print", f"/take/answer/{turn}.html", ""),
    ]
    if link := question_link(answer.question):
        links.append(("Link to this question", link, ""))
    made = "".join(f'<li><a class="{kind}" href="{escape(href)}">{name}</a></li>' for name, href, kind in links)
    useful = "".join(
        f' <a href="/tell/{turn}?useful={word.lower()}">{word}<span class="ra-hidden">, {said}</span></a>'
        for word, said in (("Yes", "this answer is useful"), ("No", "this answer is not useful"))
    )
    return f'<ul class="ra-tools">{made}</ul><p class="ra-useful">Is this answer useful?{useful}</p>'


def _gap(char: str) -> str:
    """The white space at an edge of the quote, which cleaning takes from the context."""
    return "\n" if char in {"\n", "\r"} else " " if char.isspace() else ""
