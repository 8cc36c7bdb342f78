"""The how-tos can be followed: their commands parse, their files can be read, their links lead somewhere."""

from __future__ import annotations

import json
import plistlib
import re
import shlex
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest

from belisha.web.commands.main import parser
from tests.docs.test_reference import CHECKOUT, sampled

HOW_TOS = CHECKOUT / "docs" / "how-tos"
PAGES = [*sorted(HOW_TOS.glob("*.md")), CHECKOUT / "README.md"]
BEFORE = re.compile(r"^(sudo (-u \w+ )?)?([A-Z_]+=\S+ )*(\S*/)?belisha(?= )")
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def typed_lines(text: str) -> Iterator[str]:
    """The command lines of a page that stand alone: indented, or in a fence."""
    for line in re.findall(r"^(?: {4,}|\t)(.+)$", text, flags=re.MULTILINE):
        if BEFORE.match(line.strip()):
            yield BEFORE.sub("belisha", line.strip()).split("   ")[0]


def named_in_words(text: str) -> Iterator[str]:
    """The commands that stand within a sentence: `belisha filter observe`; not every option has to be there."""
    for code in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text):
        if BEFORE.match(code):
            yield BEFORE.sub("belisha", code)


def fault_of(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Why the real parser does not take the line; "" where it does."""
    try:
        parser().parse_args(shlex.split(line, comments=True)[1:])
    except SystemExit:
        return f"{line}: {capsys.readouterr().err.strip().splitlines()[-1]}"
    return ""


def unknown_in(line: str) -> str:
    """The first word of a command named in a sentence that the command does not have; "" where all are known."""
    read: ArgumentParser = parser()
    for word in line.split()[1:]:
        groups = [action for action in read._actions if isinstance(action, _SubParsersAction)]
        if word.startswith("--"):
            if word.split("=")[0] not in read._option_string_actions:
                return word
        elif groups:
            if word.strip("…") and word not in groups[0].choices:
                return word
            read = groups[0].choices.get(word, read)
    return ""


@every_page
def test_every_command_that_stands_alone_can_be_typed(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faults = [fault_of(line, capsys) for line in typed_lines(page.read_text(encoding="utf-8"))]
    assert list(filter(None, faults)) == []


@every_page
def test_every_command_in_a_sentence_exists(page: Path) -> None:
    lines = list(named_in_words(page.read_text(encoding="utf-8")))
    assert [(line, unknown_in(line)) for line in lines if unknown_in(line)] == []


def test_a_command_that_cannot_be_typed_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    page = "Do this:\n\n    sudo -u belisha .venv/bin/belisha filter observe --by me@school.example\n\nor `belisha filter watch --now`."
    (line,) = typed_lines(page)
    assert "--reason" in fault_of(line, capsys)
    assert [unknown_in(named) for named in named_in_words(page)] == ["watch"]
    assert unknown_in("belisha serve --colour") == "--colour"


@every_page
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    gone = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert gone == []


def test_every_ready_file_can_be_read() -> None:
    read = 0
    for file in sorted(HOW_TOS.rglob("*.json")):
        assert json.loads(file.read_text()), file
        read += 1
    for file in sorted(HOW_TOS.rglob("*.mobileconfig")):
        assert plistlib.loads(file.read_bytes())["PayloadType"] == "Configuration", file
        read += 1
    assert read == 3


def test_browsers_are_told_to_ask_the_network() -> None:
    folder = HOW_TOS / "browser-policies"
    assert json.loads((folder / "chrome.json").read_text())["DnsOverHttpsMode"] == "off"
    firefox = json.loads((folder / "firefox-policies.json").read_text())["policies"]["DNSOverHTTPS"]
    assert firefox == {"Enabled": False, "Locked": True}
    (restrictions,) = plistlib.loads((folder / "apple-restrictions.mobileconfig").read_bytes())["PayloadContent"]
    assert {key: value for key, value in restrictions.items() if key.startswith("allow")} == {
        "allowCloudPrivateRelay": False,
        "allowVPNCreation": False,
        "allowUIConfigurationProfileInstallation": False,
    }
    windows = (folder / "windows.reg").read_text()
    assert windows.count('"DnsOverHttpsMode"="off"') == 2
    assert '"DoHPolicy"=dword:00000001' in windows


def test_the_unit_starts_what_the_command_line_knows(capsys: pytest.CaptureFixture[str]) -> None:
    unit = (HOW_TOS / "network" / "belisha.service").read_text()
    (line,) = re.findall(r"^ExecStart=\S+/belisha (.+)$", unit, flags=re.MULTILINE)
    assert fault_of(f"belisha {line}", capsys) == ""
    assert "AmbientCapabilities=CAP_NET_BIND_SERVICE" in unit
    set_there = re.findall(r"^([A-Z_]+)=", (HOW_TOS / "network" / "belisha.env").read_text(), flags=re.MULTILINE)
    assert set_there
    assert set(set_there) <= sampled().keys()


def test_the_settings_of_the_example_are_ones_that_can_be_used() -> None:
    from belisha.filtering import engine

    lines = (HOW_TOS / "network" / "belisha.env").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    for words in given["BELISHA_UPSTREAMS"].split():
        engine.server_named(words)
    assert "school.internal" in {str(zone).rstrip(".") for zone in engine.forwards_of(given["BELISHA_FORWARD"].split())}
