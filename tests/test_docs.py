"""What the documents say of the program is so."""

from pathlib import Path

import pytest
import typer

from app.cli import APP

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_begins_as_code_ends(page):
    fences = [line for line in page.read_text(encoding="utf-8").splitlines() if line.lstrip().startswith("```")]

    assert all(fence.strip() == "```" for fence in fences[1::2])
    assert len(fences) % 2 == 0


def commands(group=None, path=()):
    for name, command in (group or typer.main.get_command(APP)).commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        elif not command.hidden:
            yield " ".join((*path, name)), command


def chapters():
    parts = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.split("\n", 1)[0]: part for part in parts}


@pytest.mark.parametrize(("name", "command"), [*commands()], ids=lambda each: each if isinstance(each, str) else "")
def test_each_command_is_told_of_with_all_its_options_and_no_other(name, command):
    chapter = chapters()[name]
    told = {row.split("`")[1].split(" / ")[0] for row in chapter.splitlines() if row.startswith("| `--")}
    options = {each.opts[0] for each in command.params if each.param_type_name == "option"} - {"--help"}

    assert told == options


def test_no_command_is_told_of_that_is_not_there():
    assert chapters().keys() <= {name for name, _ in commands()}
