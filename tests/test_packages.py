from __future__ import annotations

import ast
import importlib
import re
from importlib import metadata
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGES = ("corpus", "index", "assistant", "evals", "ui")


@pytest.mark.parametrize("name", PACKAGES)
def test_package_imported_is_ours(name: str) -> None:
    file = importlib.import_module(name).__file__
    assert file is not None
    assert Path(file).resolve() == REPOSITORY / name / "__init__.py"


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_installed_distribution_claims_the_name(name: str) -> None:
    # An editable install is known by a path file alone, and then claims no name at all.
    assert set(metadata.packages_distributions().get(name, [])) <= {"reforms-assistant"}


def test_command_is_installed_under_its_name() -> None:
    (command,) = metadata.entry_points(group="console_scripts", name="reforms")
    assert command.value == "ui.cli:main"
    assert callable(command.load())


def test_no_pattern_holds_a_possessive_repeat() -> None:
    """Python before 3.11.5 (Debian 12 has 3.11.2) matches `*+` wrongly inside a group: CPython issue 106052."""
    held = []
    for package in PACKAGES:
        for path in sorted((REPOSITORY / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                # A pattern that is put together of parts (an f-string) has its parts looked at one by one.
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_possessive(node.value):
                    held.append(f"{path.relative_to(REPOSITORY)}:{node.lineno}: {node.value[:60]}")
    assert held == []
    assert _is_possessive(r"a(b*+)c")


def _is_possessive(text: str) -> bool:
    if not re.search(r"[*+?}]\+", text):
        return False
    try:
        return "POSSESSIVE_REPEAT" in repr(re._parser.parse(text).data)  # type: ignore[attr-defined]
    except re.error:
        return False  # prose, or a part of a pattern that is none by itself


def test_every_folder_of_tests_is_a_package() -> None:
    # Without, `tests/corpus` would be imported as the module `corpus`.
    folders = {path.parent for path in (REPOSITORY / "tests").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []
