from __future__ import annotations

import pytest

from corpus.errors import DocumentError
from corpus.manuscripts.word_reading import read, walk
from tests.corpus.makers import heading, level, lists, numbered, p, table, with_parts, word_bytes


def told(data: bytes) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in read("a.docx", data).pieces]


def test_tracked_changes_are_read_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>Fees rise by </w:t></w:r><w:del><w:r><w:delText>£9</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>£5</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
    )
    manuscript = read("a.docx", word_bytes(body))
    assert [piece.text for piece in manuscript.pieces] == ["Fees rise by £5."]
    assert manuscript.notices == ("holds 2 tracked changes, read as accepted",)


def test_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    body = (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Fees rise </w:t></w:r></w:p>"
        "<w:p><w:r><w:t>by £5.</w:t></w:r></w:p>"
    )
    assert told(word_bytes(body)) == [("paragraph", "Fees rise by £5.")]


def test_kinds_of_paragraphs() -> None:
    numbering = lists(level(0, "%1."), level(1, "•", "bullet"))
    body = heading("Fees") + p("Bold line", run="<w:b/>") + numbered("First.") + numbered("a bullet", 1) + p("Plain.")
    pieces = read("a.docx", word_bytes(body, numbering=numbering)).pieces
    assert [(piece.kind, piece.label, piece.text) for piece in pieces] == [
        ("heading", "", "Fees"),
        ("heading", "", "Bold line"),
        ("paragraph", "1.", "First."),
        ("item", "", "a bullet"),
        ("paragraph", "", "Plain."),
    ]


def test_table_gives_its_cells_and_spans_count_as_columns() -> None:
    wide = f'<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("Both")}'
    body = table(("Area", "2022", "2023"), ("North", "£4", "£5"), header=True).replace(
        "</w:tbl>", f"<w:tr><w:tc>{p('South')}</w:tc><w:tc>{wide}</w:tc></w:tr></w:tbl>"
    )
    pieces = read("a.docx", word_bytes(body)).pieces
    assert [(c.row, c.column, c.header, c.text) for c in pieces] == [
        (0, 0, True, "Area"), (0, 1, True, "2022"), (0, 2, True, "2023"),
        (1, 0, False, "North"), (1, 1, False, "£4"), (1, 2, False, "£5"),
        (2, 0, False, "South"), (2, 1, False, "Both"),
    ]  # fmt: skip


def test_hidden_text_and_field_codes_are_no_words() -> None:
    body = (
        "<w:p><w:r><w:t>Fees </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>never </w:t></w:r><w:r><w:fldChar "
        'w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r><w:r>'
        '<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>rise.</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    assert told(word_bytes(body)) == [("paragraph", "Fees rise.")]


def test_characters_know_their_elements() -> None:
    body = "<w:p><w:r><w:t>  Fees </w:t><w:tab/><w:t>rise  by</w:t></w:r><w:r><w:t> £5.</w:t></w:r></w:p>"
    _, going = walk("a.docx", word_bytes(body))
    (placed,) = going.placed
    assert placed.piece.text == "Fees rise by £5."
    for anchor in placed.anchors:
        shown = placed.piece.text[anchor.start : anchor.end]
        held = (anchor.holder.text or "\t")[anchor.offset : anchor.offset + len(shown)]
        assert held.replace("\t", " ") == shown


@pytest.mark.parametrize(
    ("data", "told_as"),
    [
        (b"%PDF-1.7 x", "it starts as a PDF"),
        (b"Just words.", "is not a Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Office file"),
    ],
)
def test_what_is_no_word_file_is_said_to_be_none(data: bytes, told_as: str) -> None:
    with pytest.raises(DocumentError, match=told_as):
        read("a.docx", data)


def test_workbook_named_as_a_word_file_is_refused() -> None:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(DocumentError, match="an Excel workbook"):
        read("a.docx", out.getvalue())


def test_entities_are_refused() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    with pytest.raises(DocumentError, match="XML entities"):
        read("a.docx", with_parts(word_bytes(p("Fees.")), {"word/document.xml": evil}))


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_parts(word_bytes(p("Fees.")), {"word/media/a.xml": b" " * 30_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(DocumentError, match="zip bombs"):
        read("a.docx", bomb)


def test_deep_nesting_ends_in_one_line() -> None:
    deep = "<w:sdt><w:sdtContent>" * 200 + p("Fees.") + "</w:sdtContent></w:sdt>" * 200
    data = word_bytes(p("Fees."))
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        document = archive.read("word/document.xml").decode()
    document = document.replace("<w:body>", f"<w:body>{deep}", 1)
    with pytest.raises(DocumentError, match=r"\Aa\.docx: "):
        read("a.docx", with_parts(data, {"word/document.xml": document.encode()}))
