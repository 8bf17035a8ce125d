"""What the READMEs show is what the program takes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from ui.cli import app

REPOSITORY = Path(__file__).resolve().parents[2]
READMES = sorted(path for path in REPOSITORY.glob("**/README.md") if ".venv" not in path.parts)
_BLOCK = re.compile(r"^```(?:bash|sh|shell|console|text)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`((?:\.venv/bin/)?reforms [^`\n]+|make [a-z][^`\n]*)`(?!`)")

COMMAND = typer.main.get_command(app)


def shown(readme: Path) -> list[str]:
    """Every `reforms …` and `make …` of a README: lines of code blocks, and code within a sentence."""
    text = readme.read_text(encoding="utf-8")
    found = []
    for block in _BLOCK.findall(text):
        for line in re.sub(r"\\\n\s*", " ", block).splitlines():
            found += [part.strip().removeprefix("$ ") for part in re.split(r"&&|;|\|", line)]
    outside = _BLOCK.sub("", text)
    found += _INLINE.findall(outside)
    found = [re.sub(r"^(?:\.venv/bin/|python -m )", "", line.split(" #")[0]).strip() for line in found]
    return [line for line in found if line.split(" ")[0] in ("reforms", "make")]


def words(line: str) -> list[str]:
    """The words of a shown command; a dot or bracket that stands for more is none."""
    plain = re.sub(r"[\[\]…]", " ", line)
    try:
        return shlex.split(plain)
    except ValueError:
        return plain.split()


def problems(line: str) -> Iterator[str]:
    """What the program would not know of a shown command."""
    program, *rest = words(line)
    if program == "make":
        targets = re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
        yield from (f"no target '{word}'" for word in rest if "=" not in word and word not in targets)
        return
    commands = COMMAND.commands  # type: ignore[attr-defined]
    known = {option for parameter in COMMAND.params for option in parameter.opts}
    while rest and rest[0] in known:  # the common options, each with its value, may come first
        rest = rest[2:]
    names = [word for word in rest if not word.startswith("-")]
    command = commands.get(names[0]) if names else None
    for name in names[1:]:
        # A group knows the options of its own, before the command in it, and those of that command.
        known |= {o for p in command.params for o in (*p.opts, *p.secondary_opts)} if command else set()
        command = getattr(command, "commands", {}).get(name, command)
    if command is not None:
        known |= {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
    elif names:
        yield f"no command '{names[0]}'"
    known.add("--help")
    for word in rest:
        option = word.split("=")[0].rstrip(".,:")
        if option.startswith("-") and option not in known and not re.fullmatch(r"-k\d*", option):
            yield f"no option '{option}'"


@pytest.mark.parametrize("readme", READMES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_commands_shown_are_commands_of_the_program(readme: Path) -> None:
    wrong = {line: list(problems(line)) for line in shown(readme)}
    assert {line: found for line, found in wrong.items() if found} == {}


@pytest.mark.parametrize(
    "line",
    ["reforms frobnicate", "reforms ask --jsno", "reforms --frob ask", "make nonsense", 'reforms search "x" --rebuild'],
)
def test_command_that_does_not_exist_is_noticed(line: str) -> None:
    assert list(problems(line))


@pytest.mark.parametrize(
    "line",
    [
        'reforms ask "How much?" --json',
        "reforms ask --batch IN.jsonl --out OUT.jsonl",
        "reforms --corpus DIR --data DIR index --rebuild",
        "reforms search QUERY [-k 10] [--json]",
        "make run PORT=8000",
        "reforms --help",
    ],
)
def test_command_that_exists_passes(line: str) -> None:
    assert list(problems(line)) == []


def test_readme_shows_the_two_commands_that_do_everything() -> None:
    assert {"make run", "make test"} <= set(shown(REPOSITORY / "README.md"))
