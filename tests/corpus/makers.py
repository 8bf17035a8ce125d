"""Word files and web pages made on the spot."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus import html, text, word
from corpus.documents import Document, Source
from corpus.library import FORMATS, NOT_GIVEN


def source_of(path: Path, **given: str) -> Source:
    """A source that nobody described but for `given`."""
    read = tuple(name for name in NOT_GIVEN if name not in given)
    return Source(
        document_id=path.stem,
        path=path,
        title=given.get("title", path.stem),
        publisher=given.get("publisher", ""),
        kind="",
        published=given.get("published"),
        format=FORMATS[path.suffix],
        sha256="",
        read=read,
    )


def read_file(path: Path, **given: str) -> Document:
    return read_here(source_of(path, **given))


def read_here(source: Source) -> Document:
    """Read in this process; a worker of its own would cost every test half a second."""
    here = {"word": word.read, "html": html.read, "text": text.read}
    return here[source.format](source)


def word_bytes(body: str, *, numbering: str = "", styles: str = "") -> bytes:
    """A Word file with the given body, lists and further styles, as XML."""
    made = docx.Document()
    made.core_properties.author = ""
    root = made.element.body
    for child in list(root):
        if not child.tag.endswith("sectPr"):
            root.remove(child)
    for position, child in enumerate(parse_xml(f"<w:body {_namespaces()}>{body}</w:body>")):
        root.insert(position, child)
    if numbering:
        lists = made.part.numbering_part.element
        for child in list(lists):
            lists.remove(child)
        for child in parse_xml(f"<w:numbering {_namespaces()}>{numbering}</w:numbering>"):
            lists.append(child)
    for child in parse_xml(f"<w:styles {_namespaces()}>{styles}</w:styles>"):
        made.styles.element.append(child)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def word_file(path: Path, body: str, *, numbering: str = "", styles: str = "") -> Path:
    path.write_bytes(word_bytes(body, numbering=numbering, styles=styles))
    return path


def with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The archive with parts added or put in the place of others."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            if info.filename not in parts:
                after.writestr(info, before.read(info))
        for name, content in parts.items():
            after.writestr(name, content)
    return out.getvalue()


def p(words: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
    )


def numbered(words: str, level: int = 0, num: int = 1) -> str:
    return p(words, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def heading(words: str, level: int = 1) -> str:
    return p(words, f'<w:pStyle w:val="Heading{level}"/>')


def table(*rows: tuple[str, ...], header: bool = False) -> str:
    lines = []
    for position, row in enumerate(rows):
        mark = "<w:trPr><w:tblHeader/></w:trPr>" if header and position == 0 else ""
        cells = "".join(f"<w:tc>{cell if cell.startswith('<w:') else p(cell)}</w:tc>" for cell in row)
        lines.append(f"<w:tr>{mark}{cells}</w:tr>")
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def level(number: int, printed: str, form: str = "decimal", extra: str = "") -> str:
    start = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}'
    return f'<w:lvl w:ilvl="{number}">{start}<w:lvlText w:val="{printed}"/></w:lvl>'


def lists(*levels: str, num: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{num}'


def _namespaces() -> str:
    return (
        f'{nsdecls("w", "r", "wp", "a")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
