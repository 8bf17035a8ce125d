from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from corpus.manuscripts.model import Cell, Mark, Run, Sheet
from corpus.manuscripts.word_marking import annotate
from corpus.manuscripts.word_reading import read
from tests.assistant.drafts.briefing import FOOTNOTE, briefing
from tests.corpus.makers import p, table, word_bytes

LABEL = re.compile(r" \[\d+[ \xa0].+\]\Z")


def mark(piece: int, start: int, end: int, number: int = 1, *, comment: bool = True) -> Mark:
    words = ("✓ Supported", f"Comment {number}") if comment else ()
    return Mark(piece, start, end, f"{number} ✓ supported", "DFF0E5", "00582A", words)


def marks_of_all(data: bytes) -> list[Mark]:
    """A mark on every second half of every piece, and one on the first of it."""
    marks = []
    for index, piece in enumerate(read("a.docx", data).pieces):
        middle = len(piece.text) // 2
        if middle:
            marks.append(mark(index, 0, middle, 2 * index + 1))
        marks.append(mark(index, middle, len(piece.text), 2 * index + 2))
    return marks


def part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def looks(data: bytes, name: str = "word/document.xml") -> list[tuple[str, str]]:
    """Each character with the look of its run but for shading, labels of ours left out."""
    found = []
    for run in part(data, name).iter(qn("w:r")):
        words = "".join(text.text or "" for text in run.iterchildren(qn("w:t"), qn("w:delText")))
        if LABEL.match(words) or run.find(qn("w:commentReference")) is not None:
            continue
        look = run.find(qn("w:rPr"))
        shown = ""
        if look is not None:
            for shading in look.findall(qn("w:shd")):
                look.remove(shading)
            shown = "".join(etree.tostring(child, method="c14n").decode() for child in look)
        found += [(char, shown) for char in words]
    return found


def tags(data: bytes) -> list[str]:
    """What a document holds apart from runs, comments' marks and properties, in order."""
    ours = {"r", "t", "rPr", "commentRangeStart", "commentRangeEnd", "commentReference"}
    found = [
        element
        for element in part(data, "word/document.xml").iter(etree.Element)
        if element.getparent() is None or element.getparent().tag != qn("w:rPr")
    ]
    return [name for element in found if (name := str(etree.QName(element).localname)) not in ours]


def comments(data: bytes) -> dict[str, str]:
    found = part(data, "word/comments.xml").iter(qn("w:comment"))
    return {one.get(qn("w:id")): "\n".join("".join(p.itertext()) for p in one.iter(qn("w:p"))) for one in found}


def commented(data: bytes) -> Iterator[tuple[str, str]]:
    """Each comment with the words that its range holds."""
    texts = comments(data)
    open_ids: dict[str, str] = {}
    for element in part(data, "word/document.xml").iter():
        number = element.get(qn("w:id"), "") if isinstance(element.tag, str) else ""
        if element.tag == qn("w:commentRangeStart"):
            open_ids[number] = ""
        elif element.tag == qn("w:commentRangeEnd"):
            yield texts[number], open_ids.pop(number)
        elif element.tag == qn("w:t"):
            open_ids = {one: words + (element.text or "") for one, words in open_ids.items()}
    assert not open_ids


RUNS = (
    "<w:p><w:r><w:rPr><w:b/><w:u w:val='single'/><w:lang w:val='en-GB'/></w:rPr><w:t>One  is </w:t><w:tab/>"
    "<w:t>here. Two"
    "</w:t><w:br/><w:t>is. Th</w:t></w:r><w:hyperlink w:anchor='x'><w:r><w:t>ree is</w:t></w:r></w:hyperlink>"
    "<w:ins w:id='5' w:author='a'><w:r><w:rPr><w:i/></w:rPr><w:t xml:space='preserve"
    "'> in. Four.</w:t></w:r></w:ins><w:del w:id='6' w:author='a'><w:r><w:delText>Gone.</w:delText></w:r></w:del></w:p>"
)


@pytest.mark.parametrize("what", ["briefing", "runs", "table"])
def test_marking_changes_no_word_look_or_structure(what: str) -> None:
    data = {"briefing": briefing(), "runs": word_bytes(RUNS), "table": word_bytes(table(("A", "B"), ("c", "£5")))}[what]
    marked = annotate("a.docx", data, marks_of_all(data), (), ())
    assert looks(marked) == looks(data)
    assert tags(marked) == tags(data)
    assert [piece.text.replace(" ", "") for piece in read("a.docx", data).pieces] == [
        re.sub(r"\[\d+✓supported\]", "", piece.text.replace(" ", "")) for piece in read("a.docx", marked).pieces
    ]


def test_comment_holds_the_sentence_and_its_label_and_nothing_else() -> None:
    text = "One is here. Two is. Three is in. Four."
    spans = [match.span() for match in re.finditer(r"\S[^.]*\.", text)]
    assert read("a.docx", word_bytes(RUNS)).pieces[0].text == text
    marks = [mark(0, start, end, number) for number, (start, end) in enumerate(spans, start=1)]
    found = sorted(commented(annotate("a.docx", word_bytes(RUNS), marks, (), ())))
    sentences = ["One  is here.", "Twois.", "Three is in.", "Four."]  # a tab and a line break are no `w:t`
    assert [(said.split("\n")[1], " ".join(words.replace("\xa0", " ").split())) for said, words in found] == [
        (f"Comment {number}", " ".join(f"{sentence} [{number} ✓ supported]".split()))
        for number, sentence in enumerate(sentences, start=1)
    ]


def test_marked_words_are_shaded_and_no_others() -> None:
    data = word_bytes(p("One is here. Two is."))
    marked = annotate("a.docx", data, [mark(0, 13, 20)], (), ())
    shaded = [
        "".join(text.text for text in run.iter(qn("w:t")))
        for run in part(marked, "word/document.xml").iter(qn("w:r"))
        if run.find(f"{qn('w:rPr')}/{qn('w:shd')}") is not None
    ]
    assert shaded == ["Two is."]


def test_footnote_is_marked_in_its_place_and_its_comment_hangs_on_its_number() -> None:
    data = briefing()
    pieces = read("a.docx", data).pieces
    note = next(index for index, piece in enumerate(pieces) if piece.text == FOOTNOTE)
    marked = annotate("a.docx", data, [mark(note, 0, len(FOOTNOTE))], (), ())
    assert looks(marked, "word/footnotes.xml") == looks(data, "word/footnotes.xml")
    assert "[1\xa0✓\xa0supported]" in "".join(part(marked, "word/footnotes.xml").itertext())
    start = next(part(marked, "word/document.xml").iter(qn("w:commentRangeStart")))
    assert start.getnext().find(qn("w:footnoteReference")) is not None
    assert not list(part(marked, "word/footnotes.xml").iter(qn("w:commentRangeStart")))


def test_text_box_is_marked_and_its_comment_hangs_on_the_box() -> None:
    data = briefing()
    pieces = read("a.docx", data).pieces
    box = next(index for index, piece in enumerate(pieces) if piece.text.startswith("Key figure"))
    marked = annotate("a.docx", data, [mark(box, 0, 10)], (), ())
    start = next(part(marked, "word/document.xml").iter(qn("w:commentRangeStart")))
    assert start.getnext().find(qn("w:pict")) is not None


def test_comments_of_others_stay() -> None:
    opened = docx.Document(io.BytesIO(word_bytes(p("One is here. Two is."))))
    opened.add_comment(opened.paragraphs[0].runs[0], "Mine", author="P. Nair", initials="PN")
    out = io.BytesIO()
    opened.save(out)
    found = comments(annotate("a.docx", out.getvalue(), [mark(0, 0, 12)], (), ()))
    assert sorted(words.split("\n")[-1] for words in found.values()) == ["Comment 1", "Mine"]


FRONT = (
    Sheet("title", (Run("Claim check"),)),
    Sheet(
        "table",
        rows=((Cell((Run("A", bold=True),)), Cell(())), (Cell((Run("B"),), "DFF0E5"), Cell(()))),
        widths=(40, 60),
    ),
)
BACK = (Sheet("title", (Run("Sources"),)), Sheet("quote", (Run("“q”\x07\ud800<b>"),)))


def test_sheets_stand_before_and_after_in_a_section_of_their_own() -> None:
    data = briefing()
    marked = docx.Document(io.BytesIO(annotate("a.docx", data, (), FRONT, BACK)))
    words = [paragraph.text for paragraph in marked.paragraphs if paragraph.text]
    assert (words[0], words[-2:]) == ("Claim check", ["Sources", "“q”  <b>"])
    assert len(marked.sections) == 2
    first, own = marked.sections
    assert first.header.is_linked_to_previous
    assert own.header.paragraphs[0].text.startswith("Northmoor Council")
    assert (first.page_width, first.left_margin) == (own.page_width, own.left_margin)
    assert own._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_headings_of_the_sheets_are_styles_of_their_own_with_levels() -> None:
    marked = docx.Document(io.BytesIO(annotate("a.docx", briefing(), (), FRONT, BACK)))
    style = marked.paragraphs[0].style
    assert style is not None
    assert style.name == "Claim check title"
    assert style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}").get(qn("w:val")) == "0"
    assert style.element.find(f"{qn('w:rPr')}/{qn('w:lang')}").get(qn("w:val")) == "en-GB"


def test_numbered_headings_of_the_draft_keep_their_numbers() -> None:
    from tests.corpus.makers import level, lists, numbered

    data = word_bytes(numbered("Reforms") + numbered("Costs"), numbering=lists(level(0, "%1.")))
    marked = annotate("a.docx", data, (), FRONT, BACK)
    labels = [piece.label for piece in read("a.docx", marked).pieces if piece.text in {"Reforms", "Costs"}]
    assert labels == ["1.", "2."]
