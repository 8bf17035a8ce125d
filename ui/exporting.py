"""Answers to take along: Markdown, plain text and Word, every citation in full.

The Word file is made to be pasted from into a committee report: headings as real styles, British English, Arial 12,
numbered sources with the passage quoted, the background papers, and a line that says how it was drafted and leaves room
for who checked it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from assistant.answers import Abstention, Answer, Citation, Statement, Verdict
from assistant.drafts.words import MEANING, WORDS, difference_in_words
from assistant.plain import clean, clean_line
from assistant.referencing import date_in_words, reference
from assistant.writing import escape
from ui.answer_html import notice_in_words, short_facts
from ui.render import cited, groups, missing, nearest, written_by

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

TITLE = "Answers from the papers"
DRAFTED = (
    "Drafted on {day} with the Reforms assistant, which quotes word for word from the papers listed and can make "
    "mistakes. Check each source before you rely on it."
)
DRAFTED_OWN = (
    "Drafted on {day} with the Reforms assistant, in part by the language model {writer}, each of whose sentences was "
    "checked against the quotes listed. It can make mistakes. Check each source before you rely on it."
)
CHECKED = "Checked by (name and role): ____________________  Date: ____________"


def sources_of(answer: Answer) -> tuple[Citation, ...]:
    """What an answer cites, then what it shows as nearest."""
    return (*cited(answer), *nearest(answer))


def _sources_heading(answer: Answer) -> str:
    return "Sources" if cited(answer) else "The nearest passages"


def of_verdict(verdict: Verdict) -> Answer:
    """A checked claim in the shape that is taken along: the verdict in place of who says it, then the explanation."""
    found = verdict.verdict != "not_found"
    lines = [verdict.explanation, *(difference_in_words(part) for part in verdict.parts)]
    ids = tuple(one.id for one in verdict.citations)
    said = WORDS[verdict.verdict].capitalize()
    statements = tuple(Statement(line, ids if found else (), said, said) for line in lines if line)
    nearest_ = None if found else Abstention("not_in_documents", "", ids)
    return Answer(
        question=f"Claim: {verdict.claim}",
        standalone_question=verdict.claim,
        outcome="answered",
        abstention=nearest_,
        answer="",
        statements=statements,
        citations=verdict.citations,
        as_at=verdict.as_at,
        notices=(*verdict.notices, MEANING),
    )


def background_papers(answers: Sequence[Answer]) -> tuple[str, ...]:
    """Each paper cited once, as reports list them."""
    papers: dict[str, str] = {}
    for one in (cited_ for answer in answers for cited_ in sources_of(answer)):
        described = (one.publisher, one.title, one.kind, date_in_words(one.published) or "no date")
        papers.setdefault(one.document_id, ", ".join(clean_line(part) for part in described if part))
    return tuple(papers.values())


def drafted(answers: Sequence[Answer], today: date | None = None) -> str:
    """How it was made, and by which model where one wrote a sentence of it."""
    writers = dict.fromkeys(clean_line(answer.writer) for answer in answers if answer.writer != "quotes")
    if writers:
        return DRAFTED_OWN.format(day=_day(today), writer=" and ".join(writers))
    return DRAFTED.format(day=_day(today))


def _day(today: date | None) -> str:
    return date_in_words((today or datetime.now(tz=UTC).date()).isoformat())


# Markdown and plain text


def as_markdown(answers: Sequence[Answer], *, today: date | None = None) -> str:
    """The answers as Markdown; no word of a paper or of the asker acts as markup."""
    lines = [f"# {TITLE}"]
    for answer in answers:
        lines.append(f"## {escape(clean_line(answer.question))}")
        for who, said in groups(answer.statements):
            if who:
                lines.append(f"**{escape(who)}**")
            lines += [
                f"{'- ' if one.role == 'item' else ''}{escape(clean_line(one.text))} {_marks(one.citations)}"
                for one in said
            ]
        for found in answer.disagreements:
            lines.append(
                f"**The papers differ: {escape(clean_line(found.topic))}.** {escape(clean_line(found.explanation))}"
            )
            lines += [f"- {escape(clean_line(side.value))} {_marks(side.citations)}" for side in found.positions]
        lines += [escape(line) for line in _said_besides(answer)]
        if sources_of(answer):
            lines.append(f"### {_sources_heading(answer)}")
            lines += [
                f"\\[{one.id}\\] {reference(one, markdown=True)}: “{escape(clean_line(one.quote))}”"
                for one in sources_of(answer)
            ]
    lines.append("## Background papers")
    lines += [f"- {escape(one)}" for one in background_papers(answers)] or ["None."]
    lines += ["## How this was prepared", escape(drafted(answers, today)), escape(CHECKED)]
    return "\n\n".join(lines) + "\n"


def as_text(answers: Sequence[Answer]) -> str:
    """The answers as plain text for the clipboard, with their sources."""
    lines = []
    for answer in answers:
        lines.append(clean_line(answer.question))
        for who, said in groups(answer.statements):
            lines.append(
                (f"{who}: " if who else "")
                + "\n".join(
                    f"{'- ' if one.role == 'item' else ''}{clean_line(one.text)} {_marks(one.citations)}"
                    for one in said
                )
            )
        for found in answer.disagreements:
            lines.append(f"The papers differ: {clean_line(found.topic)}. {clean_line(found.explanation)}")
        lines += _said_besides(answer)
        if sources_of(answer):
            lines.append(_sources_heading(answer))
            lines += [f"[{one.id}] {reference(one)}: “{clean_line(one.quote)}”" for one in sources_of(answer)]
    own = any(answer.writer != "quotes" for answer in answers)
    lines.append(f"{'Made' if own else 'Quoted'} by the Reforms assistant, which can make mistakes: check the sources.")
    return "\n\n".join(lines) + "\n"


def _marks(citations: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in citations)


def _said_besides(answer: Answer) -> list[str]:
    """Why there is no answer, and what must be said beside one."""
    refused = answer.abstention
    lines = [refused.message, missing(refused), refused.signpost or ""] if refused is not None else []
    lines.append(written_by(answer))
    return [clean_line(line) for line in (*lines, *map(notice_in_words, answer.notices)) if line]


# Word


def as_word(answers: Sequence[Answer], *, today: date | None = None) -> bytes:
    """The answers as a .docx file."""
    document = _new_document()
    document.add_heading(TITLE, level=1)
    for answer in answers:
        _answer(document, answer)
    document.add_heading("Background papers", level=1)
    for one in background_papers(answers) or ("None.",):
        document.add_paragraph(one, style="List Bullet")
    document.add_heading("How this was prepared", level=1)
    document.add_paragraph(drafted(answers, today))
    document.add_paragraph(CHECKED)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _new_document() -> WordDocument:
    """An empty document in Arial 12 and British English, named and without an author."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.language, properties.author, properties.comments = TITLE, "en-GB", "", ""
    sizes = {"Normal": 12, "Heading 1": 18, "Heading 2": 15, "Heading 3": 13}
    for name, size in sizes.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), "Arial")
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(kind), None)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x0B, 0x0C, 0x0C)
    document.styles["Normal"].paragraph_format.space_after = Pt(8)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), "en-GB")
    return document


def _answer(document: WordDocument, answer: Answer) -> None:
    document.add_heading(_plain(answer.question), level=2)
    short = short_facts(answer)
    position = 0
    for who, said in groups(answer.statements):
        if who:
            document.add_paragraph().add_run(who).bold = True
        for one in said:
            paragraph = document.add_paragraph(style="List Bullet" if one.role == "item" else None)
            _add_with_bold(paragraph, clean_line(one.text), short.get(position, ()))
            paragraph.add_run(f" {_marks(one.citations)}")
            position += 1
    for found in answer.disagreements:
        _disagreement(document, answer, found)
    for line in _said_besides(answer):
        document.add_paragraph(line)
    if sources_of(answer):
        document.add_heading(_sources_heading(answer), level=3)
    for source in sources_of(answer):
        document.add_paragraph(f"[{source.id}] {reference(source)}: “{clean_line(source.quote)}”")


def _disagreement(document: WordDocument, answer: Answer, found: Any) -> None:
    by_id = {one.id: one for one in answer.citations}
    document.add_paragraph().add_run(f"The papers differ: {clean_line(found.topic)}").bold = True
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, name in zip(table.rows[0].cells, ("What they say", "Who", "When"), strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    _repeat_header(table.rows[0])
    for side in found.positions:
        sources = [by_id[number] for number in side.citations if number in by_id]
        cells = table.add_row().cells
        cells[0].text = f"{clean_line(side.value)} {_marks(side.citations)}"
        cells[1].text = "; ".join(dict.fromkeys(clean_line(one.publisher or one.title) for one in sources))
        cells[2].text = "; ".join(dict.fromkeys(date_in_words(one.published) or "no date" for one in sources))
    document.add_paragraph(clean_line(found.explanation))


def _repeat_header(row: Any) -> None:
    """Mark a row as its table's header, for screen readers and at each new page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(header)


def _add_with_bold(paragraph: Any, text: str, facts: Sequence[str]) -> None:
    fact = facts[0] if facts and facts[0] in text else ""
    before, _, after = text.partition(fact) if fact else (text, "", "")
    paragraph.add_run(before)
    if fact:
        paragraph.add_run(fact).bold = True
        paragraph.add_run(after)


def _plain(text: str) -> str:
    return " ".join(clean(text).split())
