"""A folder of documents, with and without a manifest; what is wrong with it is one line that names the thing."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import library
from corpus.chunking import chunk as chunk_all
from corpus.errors import CorpusError, DocumentError, ManifestError
from corpus.library import BUNDLED, MANIFEST, load_library, read_document

ENTRY = '[[document]]\nid = "{id}"\nfile = "{file}"\ntitle = "A paper"\n'


def folder_with(tmp_path: Path, manifest: str | bytes | None, **files: str) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    if manifest is not None:
        data = manifest.encode() if isinstance(manifest, str) else manifest
        (folder / MANIFEST).write_bytes(data)
    return folder


def message(folder: Path, kind: type[CorpusError] = ManifestError) -> str:
    with pytest.raises(kind) as caught:
        load_library(folder)
    text = str(caught.value)
    assert text.isprintable()
    assert len(text) <= 400
    return text


def test_the_bundled_papers_are_listed_in_the_manifests_order() -> None:
    library = load_library(BUNDLED)
    assert [source.document_id for source in library.sources] == [
        "plymouth-brief",
        "durham-report",
        "nspcc-summary",
        "dfe-press",
        "lga-pack",
    ]
    assert library.warnings == ()


def test_a_date_may_be_a_day_or_a_month() -> None:
    published = {source.document_id: source.published for source in load_library(BUNDLED).sources}
    assert published["lga-pack"] == "2023-03-14"
    assert published["nspcc-summary"] == "2023-02"


def test_an_unknown_key_is_named_with_the_known_ones(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, ENTRY.format(id="a", file="a.txt") + 'author = "x"\n', a="Text.")
    assert message(folder) == (
        "documents.toml: document[0].author is not a known key. Known: id, file, title, publisher, kind, published."
    )


def test_an_unknown_table_is_named(tmp_path: Path) -> None:
    assert message(folder_with(tmp_path, "[settings]\nx = 1\n")).startswith(
        "documents.toml: settings is not a known key"
    )


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    assert message(folder_with(tmp_path, '[[document]]\nid = "a"\n')) == "documents.toml: document[0].file is missing."


@pytest.mark.parametrize(
    "date",
    [
        '"2023-13-01"',
        '"2023-02-30"',
        '"14 March 2023"',
        '"23-03-14"',
        '"2023-3-14"',
        "2023",
        "2023-03-14T10:00:00",
        "true",
    ],
)
def test_a_wrong_date_says_how_to_write_it(tmp_path: Path, date: str) -> None:
    folder = folder_with(tmp_path, ENTRY.format(id="a", file="a.txt") + f"published = {date}\n", a="Text.")
    text = message(folder)
    assert text.startswith("documents.toml: document[0].published is ")
    assert '"2023-03"' in text


@pytest.mark.parametrize("date", ["2023-03-14", '"2023-03-14"', '"2023-03"', '"2023"'])
def test_a_right_date_is_kept_to_the_precision_known(tmp_path: Path, date: str) -> None:
    folder = folder_with(tmp_path, ENTRY.format(id="a", file="a.txt") + f"published = {date}\n", a="Text.")
    assert load_library(folder).sources[0].published == date.strip('"')


def test_a_date_that_toml_itself_refuses_is_one_line(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, ENTRY.format(id="a", file="a.txt") + "published = 2023-13-01\n", a="Text.")
    assert message(folder).startswith("documents.toml: not valid TOML (")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, ENTRY.format(id="a", file="gone.txt"))
    assert message(folder) == (
        "documents.toml: document[0] (a): file 'gone.txt' does not exist. Correct the name or remove the entry."
    )


def test_an_id_used_twice_is_named(tmp_path: Path) -> None:
    entry = ENTRY.format(id="a", file="a.txt")
    assert "document[1] (a): this id is used twice" in message(folder_with(tmp_path, entry + entry, a="Text."))


@pytest.mark.parametrize("document_id", ["", "a b", "../a", "-a", "a" * 101, "a\\n"])
def test_an_id_of_other_characters_is_refused(tmp_path: Path, document_id: str) -> None:
    folder = folder_with(tmp_path, ENTRY.format(id=document_id, file="a.txt"), a="Text.")
    assert message(folder).startswith("documents.toml: document[0].id is ")


@pytest.mark.parametrize("file", ["../secret.txt", "/etc/hostname", "a/../../secret.txt", "a\\u0000.txt"])
def test_a_file_outside_the_folder_is_refused(tmp_path: Path, file: str) -> None:
    (tmp_path / "secret.txt").write_text("Secret.", encoding="utf-8")
    assert "lies outside the folder" in message(folder_with(tmp_path, ENTRY.format(id="a", file=file)))


def test_a_linked_file_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, ENTRY.format(id="a", file="link.txt"), b="Text.")
    (folder / "link.txt").symlink_to(folder / "b.txt")
    assert "lies outside the folder" in message(folder)


def test_a_file_below_a_linked_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text("Text.", encoding="utf-8")
    folder = folder_with(tmp_path, ENTRY.format(id="a", file="linked/a.txt"))
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    assert "lies outside the folder" in message(folder)


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, ENTRY.format(id="a", file="a.bin"))
    (folder / "a.bin").write_bytes(b"x")
    assert "'a.bin' is of no kind that is read (.txt, " in message(folder)


@pytest.mark.parametrize(
    "manifest", ["[[document]\n", "x = \n", 'x = "\n', "x = " + "[" * 5_000, b"\xff\xfe[", b'x = "\xe9"']
)
def test_a_manifest_that_is_no_toml_is_one_line(tmp_path: Path, manifest: str | bytes) -> None:
    assert message(folder_with(tmp_path, manifest)).startswith("documents.toml: not valid TOML (")


def test_a_manifest_without_documents_says_so(tmp_path: Path) -> None:
    assert "names no document" in message(folder_with(tmp_path, "# nothing yet\n"), CorpusError)


def test_control_and_bidi_characters_of_a_manifest_never_reach_message_or_title(tmp_path: Path) -> None:
    bad = 'title = "A\\u202e\\u001b[31m paper"\n'
    folder = folder_with(tmp_path, ENTRY.format(id="a", file="a.txt").replace('title = "A paper"\n', bad), a="Text.")
    assert load_library(folder).sources[0].title == "A [31m paper"
    (folder / MANIFEST).write_text(ENTRY.format(id="a", file="x\\u202e\\u001b.txt"), encoding="utf-8")
    message(folder)


def test_a_very_long_value_does_not_hide_what_is_wrong_with_it(tmp_path: Path) -> None:
    text = message(folder_with(tmp_path, ENTRY.format(id="x" * 9_000, file="a.txt")))
    assert "String should match pattern" in text


def test_files_the_manifest_does_not_name_are_warned_of(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, ENTRY.format(id="a", file="a.txt"), a="Text.", b="More.", README="About.")
    library = load_library(folder)
    assert [source.document_id for source in library.sources] == ["a"]
    assert library.warnings == ("b.txt: not read, since documents.toml does not name it.",)


def test_without_a_manifest_files_are_found_in_folders_too(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, None, top="Text.")
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / "deep" / "deeper" / "Annual Report_2023.md").write_text("# Report\n", encoding="utf-8")
    library = load_library(folder)
    assert [(s.document_id, s.title) for s in library.sources] == [
        ("deep-deeper-annual-report-2023", "Annual Report 2023"),
        ("top", "top"),
    ]


def test_files_of_like_names_get_ids_of_their_own(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, None)
    for name in ("a b.txt", "a-b.txt", "a_b.md", "é.txt", "ü.txt"):
        (folder / name).write_text("Text.", encoding="utf-8")
    ids = [source.document_id for source in load_library(folder).sources]
    assert sorted(ids) == ["a-b", "a-b-2", "a-b-3", "document", "document-2"]


def test_hidden_and_linked_files_are_left_out(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, None, a="Text.")
    (folder / ".hidden.txt").write_text("No.", encoding="utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "c.txt").write_text("No.", encoding="utf-8")
    (folder / "link.txt").symlink_to(folder / "a.txt")
    (folder / "loop").symlink_to(folder)
    assert [source.document_id for source in load_library(folder).sources] == ["a"]


def test_kinds_of_file_that_are_not_read_are_warned_of(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, None, a="Text.")
    (folder / "minutes\u202e.ODT").write_bytes(b"PK")
    assert load_library(folder).warnings == (
        "minutes .ODT: not read, since .odt files are of no kind that is read. Save it as .docx, or print it to a PDF, "
        "and add that.",
    )


def test_a_folder_that_is_missing_a_file_or_empty_says_so(tmp_path: Path) -> None:
    assert "no such folder" in message(tmp_path / "gone", CorpusError)
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    assert "not a folder" in message(tmp_path / "a.txt", CorpusError)
    (tmp_path / "empty").mkdir()
    assert "holds no document" in message(tmp_path / "empty", CorpusError)


def test_a_folder_without_rights_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Tests may run as root, whom no rights stop.
    def refuse(_self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert "cannot be read (Permission denied)" in message(tmp_path, CorpusError)


def test_control_and_bidi_characters_of_a_folder_name_never_reach_the_message(tmp_path: Path) -> None:
    text = message(tmp_path / "a\u202e\x1b[31m\nb", CorpusError)
    assert not {unicodedata.category(char) for char in text} & {"Cc", "Cf"}


def test_a_name_that_is_no_unicode_is_read_and_shown(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, None)
    try:
        (folder / os.fsdecode(b"caf\xe9.txt")).write_text("Text.", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only Unicode names")
    source = load_library(folder).sources[0]
    assert source.title == "caf"
    assert read_document(source).text == "Text."


def test_the_hash_of_a_source_is_that_of_its_bytes(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, None, a="Text.")
    before = load_library(folder).sources[0].sha256
    (folder / "a.txt").write_text("Text!", encoding="utf-8")
    assert len(before) == 64
    assert load_library(folder).sources[0].sha256 != before


def jsonl(tmp_path: Path, *lines: str | bytes) -> Path:
    data = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    (tmp_path / "corpus.jsonl").write_bytes(data)
    return tmp_path


def test_a_beir_file_is_a_document_a_line(tmp_path: Path) -> None:
    folder = jsonl(tmp_path, '{"_id": "d1", "title": "One", "text": "First."}', "", '{"_id": 2, "text": "Second."}')
    sources = load_library(folder).sources
    assert [(s.document_id, s.title, read_document(s).text) for s in sources] == [
        ("d1", "One", "First."),
        ("2", "2", "Second."),
    ]


def test_a_beir_record_without_words_is_read_with_a_warning(tmp_path: Path) -> None:
    document = read_document(load_library(jsonl(tmp_path, '{"_id": "d1", "title": "One", "text": ""}')).sources[0])
    assert (document.blocks, document.warnings) == ((), ("holds no words, so it is left out",))


def test_a_beir_record_is_searched_with_its_title(tmp_path: Path) -> None:
    source = load_library(jsonl(tmp_path, '{"_id": "d1", "title": "Kinship care", "text": "It is by kin."}')).sources[0]
    assert [(chunk.context, chunk.text) for chunk in chunk_all(read_document(source))] == [
        ("Kinship care", "It is by kin.")
    ]


def test_half_a_surrogate_pair_in_a_record_becomes_a_space(tmp_path: Path) -> None:
    source = load_library(jsonl(tmp_path, r'{"_id": "d\ud800", "text": "a\ud800b \u202ec"}')).sources[0]
    assert source.document_id == "d"
    assert read_document(source).text == "a b c"


@pytest.mark.parametrize(
    ("line", "met"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        (b'{"_id": "\xff"}', "is not JSON"),
        ("[1]", "needs"),
        ('{"_id": "a"}', "needs"),
        ('{"_id": "a", "text": 5}', "needs"),
        ('{"text": "x"}', "needs"),
        ('{"_id": "", "text": "x"}', "repeats or lacks its _id"),
        ('{"_id": "d1", "text": "x"}', "repeats or lacks its _id"),
    ],
)
def test_a_bad_line_of_a_beir_file_is_named(tmp_path: Path, line: str | bytes, met: str) -> None:
    with pytest.raises(DocumentError, match=met) as caught:
        load_library(jsonl(tmp_path, '{"_id": "d1", "text": "First."}', line))
    assert str(caught.value).startswith("corpus.jsonl: line 2 ")
    assert str(caught.value).isprintable()


def test_a_beir_file_that_changes_while_it_is_read_is_noticed(tmp_path: Path) -> None:
    folder = jsonl(tmp_path, '{"_id": "d1", "text": "First."}')
    source = load_library(folder).sources[0]
    jsonl(tmp_path, '{"_id": "d2", "text": "Another."}')
    os.utime(folder / "corpus.jsonl", ns=(1, 1))
    with pytest.raises(DocumentError, match="changed while it was read"):
        read_document(source)
    jsonl(tmp_path)
    os.utime(folder / "corpus.jsonl", ns=(2, 2))
    with pytest.raises(DocumentError, match="changed while it was read"):
        read_document(source)
    (folder / "corpus.jsonl").unlink()
    with pytest.raises(DocumentError, match="cannot be read"):
        read_document(source)


def test_unreadable_folder_and_file_inside_are_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.md", "locked/b.md", "c.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Text.")
    iterdir, digest = Path.iterdir, library.file_sha256

    def refuse(path: Path) -> Iterator[Path]:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return iterdir(path)

    def refuse_file(path: Path) -> str:
        if path.name == "c.md":
            raise PermissionError(13, "Permission denied")
        return digest(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    monkeypatch.setattr(library, "file_sha256", refuse_file)
    found = load_library(tmp_path)
    assert [source.document_id for source in found.sources] == ["a"]
    assert found.warnings == (
        "c.md: not read, since it cannot be opened (Permission denied). Check its rights.",
        "locked: not read, since it cannot be opened (Permission denied). Check its rights.",
    )
