"""Who speaks in a document."""

from __future__ import annotations

import json

from assistant.build import Assistant
from index.voices import dump_voices, load_voices, voices_of
from tests.conftest import MakeAssistant


def test_publisher_is_known_by_the_name_its_text_uses(bundled: Assistant) -> None:
    voices = bundled.index.voices["lga-pack"]
    assert (voices.publisher, voices.name) == ("Local Government Association", "LGA")
    assert {"LGA", "UK Government"} <= set(voices.holders)


def test_holders_are_those_of_the_blocks_each_once(bundled: Assistant) -> None:
    for document_id, document in bundled.index.documents.items():
        holders = bundled.index.voices[document_id].holders
        assert len(holders) == len(set(holders))
        assert set(holders) == {block.standpoint.holder for block in document.blocks} - {""}


def test_paper_without_a_publisher_speaks_for_nobody(small: MakeAssistant) -> None:
    voices = small({"a.md": "# Roofs\n\nThe roof will be mended.\n"}).index.voices["a"]
    assert (voices.publisher, voices.name) == ("", "")


def test_json_gives_back_what_it_was_given(bundled: Assistant) -> None:
    for document in bundled.index.documents.values():
        voices = voices_of(document)
        assert load_voices(json.loads(json.dumps(dump_voices(voices)))) == voices
