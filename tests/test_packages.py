from __future__ import annotations

import importlib
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


def test_every_folder_of_tests_is_a_package() -> None:
    # Without, `tests/corpus` would be imported as the module `corpus`.
    folders = {path.parent for path in (REPOSITORY / "tests").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []
