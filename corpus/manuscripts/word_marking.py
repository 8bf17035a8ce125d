"""Marks in a copy of a Word draft: shading and a word at the sentence, a comment beside it, sheets before and after it.

The file stays what it was but for what is added: runs are split at the ends of a sentence with the look of each half
kept, and no text is changed, moved or taken out. What goes before it is a section of its own, so that the draft keeps
its headers, columns and page numbers.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from copy import deepcopy
from itertools import groupby
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from corpus.manuscripts.model import Mark, Run, Sheet
from corpus.manuscripts.sheets import add_styles, elements, plain
from corpus.manuscripts.word_reading import Anchor, Placed, walk
from corpus.numbering import W
from corpus.word import related_part

AUTHOR, INITIALS = "Claim check", "CC"
_RUN, _TEXT, _RUN_LOOK = f"{W}r", f"{W}t", f"{W}rPr"
_AFTER_SHADING = frozenset(
    f"{W}{name}" for name in
    ("fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath", "rPrChange")
)  # fmt: skip
_BEFORE_TYPE = frozenset(f"{W}{name}" for name in ("headerReference", "footerReference", "footnotePr", "endnotePr"))
_BEFORE_PAGE_NUMBERS = _BEFORE_TYPE | {
    f"{W}{name}" for name in ("type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType")
}


def annotate(name: str, data: bytes, marks: Sequence[Mark], front: Sequence[Sheet], back: Sequence[Sheet]) -> bytes:
    """A copy of a Word draft with marks, and sheets before and after it.

    Args:
        name: Of the file, for messages.
        data: Its bytes.
        marks: What to show; places are those of the pieces that `word_reading.read` gives for the same bytes.
        front: What stands before it.
        back: What stands after it.

    Raises:
        DocumentError: As for `word_reading.walk`.
    """
    opened, going = walk(name, data)
    add_styles(opened)
    ordered = sorted(marks, key=lambda mark: (mark.piece, mark.start))
    for position, group in groupby(ordered, key=lambda mark: mark.piece):
        placed, of_piece = going.placed[position], list(group)
        # From the last to the first, so that the places of those still to come hold; comments count on from the first.
        ends = [_show(placed, mark) for mark in reversed(of_piece)]
        for mark, around in zip(of_piece, reversed(ends), strict=True):
            if mark.comment and around is not None:
                _comment(opened, mark, *(around if placed.proxy is None else (placed.proxy, placed.proxy)))
    for kind, root in going.note_roots.items():
        part = related_part(opened, kind)
        if part is not None and not hasattr(part, "element"):  # python-docx keeps its bytes alone
            part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    body = opened.element.body
    if back:
        _add_back(body, elements(back))
    if front:
        _add_front(body, elements(front))
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


# Marks


def _show(placed: Placed, mark: Mark) -> tuple[Any, Any] | None:
    """Shade the words and put the label behind them; the first and the last element of both."""
    _cut(placed, mark.end)
    _cut(placed, mark.start)
    within = [anchor for anchor in placed.anchors if anchor.end > mark.start and anchor.start < mark.end]
    if not within:
        return None
    hosts = list(dict.fromkeys(anchor.run for anchor in within))
    for host in hosts:
        if host.tag == _RUN:
            _shade(host, mark.fill)
    label = _label(mark)
    hosts[-1].addnext(label)
    return hosts[0], label


def _comment(opened: Any, mark: Mark, first: Any, last: Any) -> None:
    comment = opened.comments.add_comment(author=AUTHOR, initials=INITIALS)
    for position, words in enumerate(mark.comment):
        paragraph = comment.paragraphs[0] if position == 0 else comment.add_paragraph()
        paragraph.add_run(plain(words)).bold = position == 0 or None
    _anchor(comment.comment_id, first, last)


def _cut(placed: Placed, position: int) -> None:
    """Make a run begin at a position of a piece's text, and the one before it end there."""
    index = next((index for index, anchor in enumerate(placed.anchors) if anchor.end > position), None)
    if index is None:
        return
    anchor = placed.anchors[index]
    if anchor.run.tag != _RUN:
        return  # an equation stays whole
    child = _child_of(anchor.run, anchor.holder)
    keep = anchor.offset + max(position - anchor.start, 0)
    moved = [child, *child.itersiblings()]
    if child.tag == _TEXT and keep:
        moved[0] = _split_text(child, keep)
        if anchor.start < position:
            placed.anchors.insert(index + 1, Anchor(position, anchor.end, anchor.run, child, keep))
            anchor.end = position
            index += 1
        for later in placed.anchors[index:]:
            if later.holder is child:
                later.holder, later.offset = moved[0], later.offset - keep
    elif anchor.start < position or all(before.tag == _RUN_LOOK for before in child.itersiblings(preceding=True)):
        return  # it cannot be cut, or begins there already
    before, after = anchor.run, _move_to_new_run(anchor.run, moved)
    for later in placed.anchors[index:]:
        if later.run is before:
            later.run = after


def _split_text(element: Any, keep: int) -> Any:
    """Cut a text in two; the second half is a new element, not yet in the file."""
    words = element.text or ""
    tail = OxmlElement("w:t")
    _set_text(tail, words[keep:])
    _set_text(element, words[:keep])
    return tail


def _child_of(run: Any, holder: Any) -> Any:
    """The child of a run that is or holds an element."""
    child = holder
    while child.getparent() is not run:
        child = child.getparent()
    return child


def _move_to_new_run(run: Any, children: Sequence[Any]) -> Any:
    """Put the last children of a run into one of their own behind it, of the same look."""
    new = OxmlElement("w:r")
    look = run.find(_RUN_LOOK)
    if look is not None:
        new.append(deepcopy(look))
    for child in children:
        new.append(child)
    run.addnext(new)
    return new


def _set_text(element: Any, words: str) -> None:
    element.text = words
    element.set(qn("xml:space"), "preserve")


def _shade(run: Any, fill: str) -> None:
    look = run.find(_RUN_LOOK)
    if look is None:
        look = OxmlElement("w:rPr")
        run.insert(0, look)
    for old in look.findall(f"{W}shd"):
        look.remove(old)
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shading.set(qn(f"w:{name}"), value)
    following = next((child for child in look if child.tag in _AFTER_SHADING), None)
    if following is None:
        look.append(shading)
    else:
        following.addprevious(shading)


def _label(mark: Mark) -> Any:
    """The run that says in words what the shading says, kept on one line."""
    (paragraph,) = elements([Sheet("small", (Run(f" [{mark.label}]", bold=True, colour=mark.colour),))])
    run = paragraph.find(_RUN)
    text = run.find(_TEXT)
    _set_text(text, " " + f"[{mark.label}]".replace(" ", "\N{NO-BREAK SPACE}"))
    return run


def _anchor(comment_id: int, first: Any, last: Any) -> None:
    """Put the ends of a comment's range around the elements, and its reference behind them."""
    start, end, reference = (
        OxmlElement(f"w:{name}") for name in ("commentRangeStart", "commentRangeEnd", "commentReference")
    )
    for element in (start, end, reference):
        element.set(qn("w:id"), str(comment_id))
    run = OxmlElement("w:r")
    run.append(reference)
    first.addprevious(start)
    last.addnext(end)
    end.addnext(run)


# Sheets


def _add_front(body: Any, blocks: Iterable[Any]) -> None:
    """Put blocks before the draft, in a section of their own."""
    first = body.find(f".//{W}sectPr")
    closing, look, section = (OxmlElement(f"w:{name}") for name in ("p", "pPr", "sectPr"))
    closing.append(look)
    look.append(section)
    if first is not None:
        for name in ("pgSz", "pgMar"):
            found = first.find(f"{W}{name}")
            if found is not None:
                section.append(deepcopy(found))
        _starts_on_page_one(first)
    for position, block in enumerate([*blocks, closing]):
        body.insert(position, block)


def _starts_on_page_one(section: Any) -> None:
    """The draft's first section begins on a page of its own, which has the number that it had."""
    kind = section.find(f"{W}type")
    if kind is not None and kind.get(qn("w:val")) in {"continuous", "nextColumn"}:
        kind.set(qn("w:val"), "nextPage")
    numbers = section.find(f"{W}pgNumType")
    if numbers is None:
        numbers = OxmlElement("w:pgNumType")
        before = [child for child in section if child.tag in _BEFORE_PAGE_NUMBERS]
        if before:
            before[-1].addnext(numbers)
        else:
            section.insert(0, numbers)
    if numbers.get(qn("w:start")) is None:
        numbers.set(qn("w:start"), "1")


def _add_back(body: Any, blocks: Iterable[Any]) -> None:
    """Put blocks after the draft, on a new page of its last section."""
    last = body[-1] if len(body) and body[-1].tag == f"{W}sectPr" else None
    for position, block in enumerate(blocks):
        if position == 0 and (look := block.find(f"{W}pPr")) is not None:
            look.append(OxmlElement("w:pageBreakBefore"))
        if last is None:
            body.append(block)
        else:
            last.addprevious(block)
