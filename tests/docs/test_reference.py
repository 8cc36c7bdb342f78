"""The reference pages hold what there is, and nothing that is not: a heading for every command, option and setting."""

from __future__ import annotations

import re
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest

from belisha.web.commands.main import parser

CHECKOUT = Path(__file__).resolve().parents[2]
REFERENCE = CHECKOUT / "docs" / "reference"
NAME = re.compile(r"BELISHA_[A-Z]+(?:_[A-Z]+)*")
BY_ITSELF = "Set by Belisha itself"


def sections(text: str, level: int) -> dict[str, str]:
    """What stands under each heading of this level."""
    parts = re.split(rf"^{'#' * level} (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands(read: ArgumentParser) -> Iterator[ArgumentParser]:
    """Every command that does something, also those of two words."""
    groups = [action for action in read._actions if isinstance(action, _SubParsersAction)]
    if not groups:
        yield read
    for group in groups:
        for one in group.choices.values():
            yield from commands(one)


def options(command: ArgumentParser) -> dict[str, bool]:
    """The options of a command, and whether each takes a value."""
    return {a.option_strings[-1]: a.nargs != 0 for a in command._actions if a.option_strings and a.option_strings[-1] != "--help"}


def missing_and_unknown(page: str, read: ArgumentParser) -> list[str]:
    """What the page lacks, and what it has that the command has not."""
    shown = sections(page, 2)
    found = {command.prog: command for command in commands(read)}
    faults = [f"“{name}” has no heading" for name in found.keys() - shown.keys()]
    faults += [f"the heading “{name}” is no command" for name in shown.keys() - found.keys()]
    for name in found.keys() & shown.keys():
        told = {heading.split(" ", 1)[0]: " " in heading for heading in sections(shown[name], 3)}
        wanted = options(found[name])
        faults += [f"“{name} {option}” has no heading" for option in wanted.keys() - told.keys()]
        faults += [f"“{name} {option}” is no option" for option in told.keys() - wanted.keys()]
        faults += [f"“{name} {option}”: say what it takes" for option in wanted.keys() & told.keys() if wanted[option] != told[option]]
    return faults


def test_every_command_and_option_has_its_heading() -> None:
    assert missing_and_unknown((REFERENCE / "commands.md").read_text(), parser()) == []


def test_every_word_a_command_takes_stands_in_its_first_line() -> None:
    shown = sections((REFERENCE / "commands.md").read_text(), 2)
    for command in commands(parser()):
        takes = ["|".join(a.choices) if a.choices else str(a.metavar) for a in command._actions if not a.option_strings]
        assert shown[command.prog].strip().splitlines()[0].strip() == " ".join([command.prog, *takes])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.replace("## belisha audit\n", "## The record\n"), "“belisha audit” has no heading"),
        (lambda t: t.replace("### --clock ISO\n", ""), "“belisha demo --clock” has no heading"),
        (lambda t: t + "\n### --colour\n", "“belisha process --colour” is no option"),
        (lambda t: t.replace("### --clock ISO\n", "### --clock\n"), "“belisha demo --clock”: say what it takes"),
    ],
)
def test_a_page_that_lacks_something_is_found(change, told: str) -> None:
    assert told in missing_and_unknown(change((REFERENCE / "commands.md").read_text()), parser())


def sampled() -> dict[str, str]:
    """The settings of env.sample with their values."""
    lines = (CHECKOUT / "env.sample").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_setting_has_its_heading_and_its_usual_value() -> None:
    shown = sections((REFERENCE / "settings.md").read_text(), 2)
    assert shown.keys() - {BY_ITSELF} == sampled().keys()
    for name, value in sampled().items():
        assert f"`{value}`" in shown[name] or not value, f"{name}: say that it is {value}"


def test_every_setting_that_is_read_is_written_down() -> None:
    """In env.sample and on the page, or among those that Belisha sets itself."""
    files = [f for f in (CHECKOUT / "src").rglob("*.py") if "tests" not in f.parts]
    read = {name for file in files for name in NAME.findall(file.read_text(encoding="utf-8"))}
    own = set(NAME.findall(sections((REFERENCE / "settings.md").read_text(), 2)[BY_ITSELF]))
    read = {name.removesuffix("_FILE") if name != "BELISHA_CLOCK_FILE" else name for name in read}
    assert read - own == sampled().keys()
    assert not own & sampled().keys()
