from __future__ import annotations

import io
import stat
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest

from corpus import archives
from corpus.chunking import chunk
from corpus.errors import DocumentError
from tests.corpus.makers import (
    heading,
    level,
    lists,
    numbered,
    p,
    read_file,
    table,
    with_parts,
    word_bytes,
    word_file,
)

LEGAL = lists(
    level(0, "%1.", extra='<w:pStyle w:val="Heading1"/>'),
    level(1, "%1.%2"),
    level(2, "%1.%2.%3"),
    level(3, "(%4)", "lowerLetter"),
)


def lines(path: Path) -> list[str]:
    return [line for line in read_file(path).text.split("\n") if line]


def refusal(path: Path) -> str:
    with pytest.raises(DocumentError) as met:
        read_file(path)
    assert "\n" not in str(met.value)
    assert str(met.value).startswith(path.name)
    return str(met.value)


# Headings, numbers, lists ----------------------------------------------------------------------------


def test_headings_give_the_section_with_their_levels(tmp_path: Path) -> None:
    body = heading("Fostering") + heading("Fees", 2) + p("Fees rise.") + heading("Next steps") + p("We wait.")
    document = read_file(word_file(tmp_path / "a.docx", body))
    assert [(b.kind, b.section) for b in document.blocks] == [
        ("heading", ()),
        ("heading", ("Fostering",)),
        ("paragraph", ("Fostering", "Fees")),
        ("heading", ()),
        ("paragraph", ("Next steps",)),
    ]


def test_title_stands_above_the_headings(tmp_path: Path) -> None:
    body = p("Annual report", '<w:pStyle w:val="Title"/>') + heading("Fees") + p("Fees rise.")
    document = read_file(word_file(tmp_path / "a.docx", body))
    assert document.blocks[-1].section == ("Annual report", "Fees")


def test_outline_level_makes_a_heading_without_a_style(tmp_path: Path) -> None:
    body = p("Fees", '<w:outlineLvl w:val="0"/>') + p("Fees rise.")
    assert read_file(word_file(tmp_path / "a.docx", body)).blocks[1].section == ("Fees",)


def test_bold_line_alone_is_a_minor_heading(tmp_path: Path) -> None:
    document = read_file(word_file(tmp_path / "a.docx", p("LGA view", run="<w:b/>") + p("We welcome it.")))
    assert document.blocks[1].section == ("LGA view",)


def test_generated_numbers_are_printed_and_cited(tmp_path: Path) -> None:
    body = (
        numbered("Reforms") + numbered("First.", 1) + numbered("Deep.", 2) + numbered("Second.", 1)
        + numbered("Costs") + numbered("Third.", 1)
    )  # fmt: skip
    document = read_file(word_file(tmp_path / "a.docx", body, numbering=LEGAL))
    assert [b.paragraph for b in document.blocks] == ["1", "1.1", "1.1.1", "1.2", "2", "2.1"]
    assert "1.1.1 Deep." in document.text
    assert "2. Costs" in document.text


def test_numbers_come_from_the_heading_style_too(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Para"><w:name w:val="Numbered para"/><w:pPr><w:numPr>'
        '<w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Head"><w:name w:val="Own head"/><w:basedOn w:val="Heading1"/><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = p("Reforms", '<w:pStyle w:val="Head"/>') + p("They start.", '<w:pStyle w:val="Para"/>')
    document = read_file(word_file(tmp_path / "a.docx", body, numbering=LEGAL, styles=styles))
    assert [(b.kind, b.paragraph) for b in document.blocks] == [("heading", "1"), ("paragraph", "1.1")]
    assert document.blocks[1].section == ("Reforms",)


def test_list_that_starts_elsewhere_or_again_counts_as_word_does(tmp_path: Path) -> None:
    num = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="13"/>'
        '</w:lvlOverride></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
    )
    body = "".join(numbered(f"Item {n}.", 0, n) for n in (1, 1, 2, 3, 2))
    path = word_file(tmp_path / "a.docx", body, numbering=lists(level(0, "%1."), num=num))
    assert lines(path) == ["13. Item 1.", "14. Item 1.", "15. Item 2.", "1. Item 3.", "2. Item 2."]


def test_letters_and_roman_numerals_are_items_of_their_paragraph(tmp_path: Path) -> None:
    numbering = lists(level(0, "%1."), level(1, "(%2)", "lowerLetter"), level(2, "%3)", "lowerRoman"))
    body = (
        numbered("Members are asked to:") + numbered("note it;", 1) + numbered("agree:", 1) + numbered("one;", 2)
        + numbered("two.", 2)
    )  # fmt: skip
    document = read_file(word_file(tmp_path / "a.docx", body, numbering=numbering))
    assert " ".join(document.text.split()) == "1. Members are asked to: (a) note it; (b) agree: i) one; ii) two."
    assert [b.lead_in for b in document.blocks] == [None, 0, 0, 2, 2]
    assert {b.paragraph for b in document.blocks} == {"1"}


def test_bullets_go_with_their_lead_in(tmp_path: Path) -> None:
    numbering = lists(level(0, "\uf0b7", "bullet"), level(1, "o", "bullet"))
    body = p("There are three rules:") + numbered("one;") + numbered("inner;", 1) + numbered("two.")
    document = read_file(word_file(tmp_path / "a.docx", body, numbering=numbering))
    assert [b.kind for b in document.blocks] == ["paragraph", "item", "item", "item"]
    assert document.blocks[3].lead_in == 0
    assert "\uf0b7" not in document.text


def test_typed_numbers_are_numbers_and_first_words_are_not(tmp_path: Path) -> None:
    body = p("13.5.1.&#9;The council will act.") + p("25 million pounds is spent.") + p("14 March 2023")
    document = read_file(word_file(tmp_path / "a.docx", body))
    assert [b.paragraph for b in document.blocks] == ["13.5.1", None, None]


def test_absurd_starts_stay_short(tmp_path: Path) -> None:
    numbering = lists(level(0, "%1.", "upperRoman")).replace('w:start w:val="1"', 'w:start w:val="999999999"')
    assert len(read_file(word_file(tmp_path / "a.docx", numbered("Here."), numbering=numbering)).text) < 40


# What Word shows and what it does not ----------------------------------------------------------------


def test_tracked_changes_read_as_accepted(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>The fee is </w:t></w:r>"
        "<w:del w:id='1' w:author='x'><w:r><w:delText>£25</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='x'><w:r><w:t>£27</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
    )
    document = read_file(word_file(tmp_path / "a.docx", body))
    assert document.text == "The fee is £27."
    assert document.warnings == ("holds 2 tracked changes, read as accepted",)


def test_paragraph_whose_end_was_deleted_goes_on(tmp_path: Path) -> None:
    body = p("The fee", "<w:rPr><w:del w:id='1' w:author='x'/></w:rPr>") + p(" rises.")
    assert read_file(word_file(tmp_path / "a.docx", body)).text == "The fee rises."


def test_deleted_rows_and_moved_text_are_gone(tmp_path: Path) -> None:
    body = (
        table(("Fee", "Year"), ("£25", "2023"), ("£27", "2024")).replace(
            "<w:tr><w:tc>" + p("£25"), "<w:tr><w:trPr><w:del w:id='1' w:author='x'/></w:trPr><w:tc>" + p("£25")
        )
        + "<w:p><w:moveFrom w:id='3' w:author='x'><w:r><w:t>Moved.</w:t></w:r></w:moveFrom></w:p>"
    )
    text = read_file(word_file(tmp_path / "a.docx", body)).text
    assert "£25" not in text
    assert "Moved" not in text
    assert "£27" in text


def test_hidden_text_comments_and_field_codes_are_left_out(tmp_path: Path) -> None:
    body = (
        p("Seen.") + p("Secret.", run="<w:vanish/>")
        + "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>Table 4</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:commentReference w:id='0'/></w:r></w:p>"
    )  # fmt: skip
    document = read_file(word_file(tmp_path / "a.docx", body))
    assert document.text == "Seen.\n\nTable 4"
    assert document.warnings == (
        "holds hidden text in 1 place, left out",
        "holds 1 comment, left out",
    )


def test_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('In the box.')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Before.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines(word_file(tmp_path / "a.docx", body)) == ["Before.", "In the box."]


def test_contents_and_running_heads_are_left_out(tmp_path: Path) -> None:
    styles = '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    body = p("Fees .... 4", '<w:pStyle w:val="TOC1"/>') + p("Fees rise.")
    path = word_file(tmp_path / "a.docx", body, styles=styles)
    made = docx.Document(str(path))
    made.sections[0].header.paragraphs[0].text = "RESTRICTED"
    made.save(str(path))
    assert read_file(path).text == "Fees rise."


def test_footnotes_come_at_the_end_under_no_heading(tmp_path: Path) -> None:
    marked = "<w:p><w:r><w:t>Fees rise.</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
    body = heading("Fees") + marked + p("End.")
    data = word_bytes(body)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        rels = archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    part = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    data = with_parts(
        data,
        {
            "word/footnotes.xml": (
                f"<w:footnotes xmlns:w='{space}'><w:footnote w:id='2'>{p(' See the Act.')}</w:footnote></w:footnotes>"
            ).encode(),
            "word/_rels/document.xml.rels": rels.replace(
                "</Relationships>", f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
            ).encode(),
            "[Content_Types].xml": types.replace(
                "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{part}"/></Types>'
            ).encode(),
        },
    )
    (tmp_path / "a.docx").write_bytes(data)
    document = read_file(tmp_path / "a.docx")
    assert document.text.endswith("End.\n\n1 See the Act.")
    assert document.blocks[-1].section == ()


def test_tabs_breaks_and_soft_hyphens_leave_plain_words(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Durham</w:t><w:tab/><w:t>County</w:t><w:br/><w:t>Coun</w:t><w:softHyphen/><w:t>cil</w:t>"
        "<w:noBreakHyphen/><w:t>led</w:t></w:r></w:p>"
    )
    assert read_file(word_file(tmp_path / "a.docx", body)).text == "Durham County Council-led"


# Tables ----------------------------------------------------------------------------------------------


def test_table_is_read_row_by_row_under_its_header(tmp_path: Path) -> None:
    body = table(("Year", "2023-24"), ("Fees", "£25 million"), ("Staff", "£2 million"), header=True)
    document = read_file(word_file(tmp_path / "a.docx", body))
    assert document.text == "Year | 2023-24\nFees | £25 million\nStaff | £2 million"
    assert [b.lead_in for b in document.blocks] == [None, 0, 0]


def test_table_used_for_layout_is_read_as_text(tmp_path: Path) -> None:
    body = table((heading("Fees") + p("They rise."),))
    document = read_file(word_file(tmp_path / "a.docx", body))
    assert [b.kind for b in document.blocks] == ["heading", "paragraph"]


def test_every_word_is_in_some_chunk(tmp_path: Path) -> None:
    body = heading("Fees") + numbered("One.", 1) + table(("A", "B"), ("1", "2")) + p("End " * 900)
    document = read_file(word_file(tmp_path / "a.docx", body, numbering=LEGAL))
    assert "".join("".join(c.text.split()) for c in chunk(document)) == "".join(document.text.split())


# What the file says of itself -------------------------------------------------------------------------


def test_title_date_and_publisher_are_read_where_nobody_gave_them(tmp_path: Path) -> None:
    path = word_file(tmp_path / "a.docx", p("Fees rise."))
    made = docx.Document(str(path))
    made.core_properties.title = "Fostering plan"
    made.core_properties.author = "Durham County Council"
    made.core_properties.modified = datetime(2023, 3, 14, tzinfo=UTC)
    made.save(str(path))
    source = read_file(path).source
    assert (source.title, source.publisher, source.published) == (
        "Fostering plan",
        "Durham County Council",
        "2023-03-14",
    )
    assert source.read == ("title", "publisher", "published")
    given = read_file(path, title="Given", publisher="LGA", published="2020").source
    assert (given.title, given.publisher, given.published, given.read) == ("Given", "LGA", "2020", ())


def test_date_printed_at_the_top_outranks_the_property(tmp_path: Path) -> None:
    path = word_file(tmp_path / "a.docx", p("Report") + p("Date: Tuesday 14 March 2023") + p("It is so."))
    assert read_file(path).source.published == "2023-03-14"


def test_person_is_no_publisher(tmp_path: Path) -> None:
    path = word_file(tmp_path / "a.docx", p("Fees rise."))
    made = docx.Document(str(path))
    made.core_properties.author = "J. Smith"
    made.save(str(path))
    assert read_file(path).source.publisher == ""


# Hostile and broken files -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 rest", "starts as a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Office file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"just words", "does not start as one"),
        (b"{\\rtf1 x}", "Rich Text"),
        (b"<html><body>x", "a web page"),
        (b"", "is empty (0 bytes)"),
        (b"PK\x03\x04" + b"junk" * 50, "damaged"),
    ],
)
def test_other_type_behind_the_name_is_one_clear_line(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    assert words in refusal(path)


def test_zip_without_a_word_document_is_said_to_be_one(tmp_path: Path) -> None:
    for name, words in (("xl/workbook.xml", "an Excel workbook"), ("notes.txt", "without a Word document")):
        path = tmp_path / "a.docx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "x")
        assert words in refusal(path)


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "..\\x", "C:\\x"])
def test_paths_outside_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(with_parts(word_bytes(p("Words.")), {name: b"x"}))
    assert "outside itself" in refusal(path)
    assert list(tmp_path.iterdir()) == [path]


def test_links_in_the_archive_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word_bytes(p("Words.")))
    link = zipfile.ZipInfo("word/media/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "holds a link" in refusal(path)


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(with_parts(word_bytes(p("Words.")), {"word/media/big.bin": b"\0" * 20_000_000}))
    assert "as zip bombs do" in refusal(path)


def test_entry_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    data = bytearray(with_parts(word_bytes(p("Words.")), {"word/extra.xml": b"<a>" + b"x" * 900_000 + b"</a>"}))
    where = data.rfind(b"word/extra.xml") - 46  # the central directory's entry
    assert data[where : where + 4] == b"PK\x01\x02"
    data[where + 24 : where + 28] = struct.pack("<I", 100)
    path = tmp_path / "a.docx"
    path.write_bytes(bytes(data))
    assert "damaged" in refusal(path)


def test_too_many_parts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 5)
    assert "at most 5 are read" in refusal(word_file(tmp_path / "a.docx", p("Words.")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, encoding: str) -> None:
    lol = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    path = tmp_path / "a.docx"
    path.write_bytes(with_parts(word_bytes(p("Words.")), {"word/document.xml": lol.encode(encoding)}))
    assert "declares XML entities" in refusal(path)


def test_macros_and_attachments_are_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    extra = {"word/vbaProject.bin": b"macro", "word/embeddings/oleObject1.bin": b"attached"}
    path.write_bytes(with_parts(word_bytes(p("Words.")), extra))
    document = read_file(path)
    assert document.warnings == (
        "holds macros, neither read nor run",
        "holds 1 attached file, not opened",
    )
    assert document.text == "Words."


def test_file_without_words_says_so(tmp_path: Path) -> None:
    assert "holds no words" in refusal(word_file(tmp_path / "a.docx", p(" ")))


def test_invisible_characters_do_not_reach_the_text(tmp_path: Path) -> None:
    assert read_file(word_file(tmp_path / "a.docx", p("Stable\u202e \u200bhomes"))).text == "Stable homes"
