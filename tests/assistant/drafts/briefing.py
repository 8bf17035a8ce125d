"""A council briefing of two pages in Word, such as an officer hands in: what a draft's report is looked at with.

`python -m tests.assistant.drafts.briefing FILE` writes it.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from tests.corpus.makers import with_parts

FOOTNOTE = "The allowance was last changed in 2021, when it stood at £2,000."
_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def briefing() -> bytes:
    """Headings, runs of several looks, a list, a table with figures, a footnote, a tracked change and a text box."""
    made = docx.Document()
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    for level in (1, 2):
        font = made.styles[f"Heading {level}"].font
        font.name, font.color.rgb = "Arial", RGBColor(0x1D, 0x3C, 0x6E)
    made.core_properties.author, made.core_properties.title = "Policy team", "Stable Homes briefing"
    section = made.sections[0]
    section.header.paragraphs[0].text = "Northmoor Council – Children and Young People Scrutiny Panel"
    section.footer.paragraphs[0].text = "Draft 2 – not for publication"

    made.add_heading("Stable Homes, Built on Love: what it means for Northmoor", 1)
    made.add_paragraph("Report to: Children and Young People Scrutiny Panel")
    made.add_paragraph("Contact officer: Priya Nair, Head of Policy")
    made.add_heading("Purpose", 2)
    made.add_paragraph("This briefing sets out the main proposals. Members are asked to note its contents.")
    made.add_heading("Background", 2)
    opening = made.add_paragraph("The Government published its strategy in ")
    opening.add_run("February 2023").bold = True
    opening.add_run(". It will invest ")
    opening.add_run("£200 million").italic = True
    opening.add_run(" over the next two years. We think this is a step in the right direction.")
    made.add_paragraph(
        "The strategy rests on six pillars. The consultation on it closes on 11 May 2023. "
        "Is that enough time to respond?"
    )
    made.add_heading("Family help", 2)
    _tracked(
        made.add_paragraph("Up to "), "20", "12", " local areas will become Families First for Children pathfinders."
    )
    made.add_paragraph("They share £45 million. Every council in England will take part from April 2023.")
    made.add_heading("Care leavers", 2)
    allowance = made.add_paragraph("The leaving care allowance will rise from £2,000 to £4,000.")
    _footnote(allowance)
    allowance.add_run(" Care leavers matter to all of us.")
    made.add_paragraph("The Government also plans to:")
    for item in (
        "invest £25 million in recruiting and keeping foster carers;",
        "explore the case for a financial allowance for some kinship carers;",
        "test Regional Care Cooperatives in two areas.",
    ):
        made.add_paragraph(item, style="List Bullet")
    made.add_heading("What it costs", 2)
    made.add_paragraph("Table 1: Government funding over two years", style="Caption")
    rows = (
        ("Programme", "Funding", "Areas"),
        ("Families First for Children pathfinders", "£45 million", "Up to 12"),
        ("Kinship care training and support", "£9 million", "All"),
        ("Foster carer recruitment and retention", "£35 million", "n/a"),
    )
    table = made.add_table(rows=len(rows), cols=3, style="Light Grid Accent 1")
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    made.add_heading("Views of the sector", 2)
    made.add_paragraph(
        "The LGA is concerned that the funding is not enough. It has welcomed the ban on agency social workers. "
        "Only time will tell whether that proves right."
    )
    _box(made.add_paragraph(), "Key figure: councils overspent their budgets by £800 million in 2020/21.")
    made.add_heading("Next steps", 2)
    made.add_paragraph("A further report will come to the July meeting. Please send comments to the author by Friday.")
    out = io.BytesIO()
    made.save(out)
    return _with_footnotes(out.getvalue())


def _tracked(paragraph: Paragraph, deleted: str, inserted: str, after: str) -> None:
    who = 'w:id="901" w:author="P. Nair" w:date="2023-04-02T10:00:00Z"'
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')} {who}><w:r><w:delText>{deleted}</w:delText></w:r></w:del>"))
    paragraph._p.append(
        parse_xml(f"<w:ins {nsdecls('w')} {who.replace('901', '902')}><w:r><w:t>{inserted}</w:t></w:r></w:ins>")
    )
    paragraph.add_run(after)


def _footnote(paragraph: Paragraph) -> None:
    paragraph._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            '<w:footnoteReference w:id="2"/></w:r>'
        )
    )


def _box(paragraph: Paragraph, words: str) -> None:
    paragraph._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape id="box" '
            'type="#_x0000_t202" '
            'style="width:440pt;height:34pt"><v:textbox><w:txbxContent>'
            f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )


def _with_footnotes(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p>'
        '</w:footnote><w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r>'
        f'</w:p></w:footnote><w:footnote w:id="2"><w:p>{mark}<w:r><w:t xml:space="preserve"> {FOOTNOTE}'
        "</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    return with_parts(
        data,
        {
            "word/footnotes.xml": notes.encode(),
            "word/_rels/document.xml.rels": relations.replace(
                "</Relationships>",
                f'<Relationship Id="rId99" Type="{_FOOTNOTES}" Target="footnotes.xml"/></Relationships>',
            ).encode(),
            "[Content_Types].xml": types.replace(
                "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{_FOOTNOTES_TYPE}"/></Types>'
            ).encode(),
        },
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(briefing())
