"""A data file that cannot be believed is refused: with the file, the entry, and a sentence that says what to write."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from belisha.directory import queries
from belisha.directory.contacts import read_helplines, read_operators
from belisha.directory.facts import FaultyFile, read_file
from belisha.directory.services import read_services

MEDIA, CLOSED = "services_media.toml", "services_closed_down.toml"
VINE_AGE = 'id = "vine"\nminimum_age = { years = 13, source = ["v2fly"], checked = "2026-11-23" }'


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the catalogue's files."""
    return shutil.copytree(queries.FILES, tmp_path / "catalogue")


def change(files: Path, file: str, old: str, new: str) -> None:
    text = (files / file).read_text(encoding="utf-8")
    assert old in text, old
    (files / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def read_all(files: Path) -> None:
    read_services(files, read_file(files, "kinds.toml")["kinds"], queries.suffixes())
    read_helplines(files)
    read_operators(files)


def test_the_files_as_they_are_can_be_read(files: Path) -> None:
    read_all(files)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (MEDIA, 'id = "imgur"', 'id = "9gag"', "“9gag”: it is there twice"),
        (MEDIA, 'id = "imgur"\n', "", "“service”: “id” is missing"),
        (MEDIA, 'name = "Imgur"\n', "", "“imgur”: “name” is missing: write words"),
        (MEDIA, 'name = "Imgur"', "name = 7", "“imgur”: “name” must be words between quotation marks"),
        (MEDIA, '"imgur.com"', '"imgur"', "“imgur”: “domains”: “imgur” is not the name of a site"),
        (MEDIA, 'domains = ["imgur.com"]', "domains = []", "“imgur”: “domains” must be a list of words"),
        (MEDIA, '["imgur.com"]', '["imgur.com"]\ncolour = "red"', "“imgur”: “colour” is no key here"),
        (MEDIA, 'name = "Imgur"\nkinds = ["media sharing"]', 'name = "Imgur"\nkinds = ["pictures"]', "“imgur”: “pictures” is no kind"),
        (MEDIA, '"imgur.com"', '"flickr.com"', "“flickr”: flickr.com belongs to “imgur” already (flickr.com)"),
        (MEDIA, '"imgur.com"', '"i.9gag.com"', "“9gag”: 9gag.com belongs to “imgur” already (i.9gag.com)"),
        (MEDIA, '"imgur.com"', '"com"', "is not the name of a site"),
        (MEDIA, '"imgur.com"', '"co.uk"', "“imgur”: strangers register names below co.uk"),
        (MEDIA, '"imgur.com"', '"ac.uk"', "“imgur”: strangers register names below ac.uk"),
        (MEDIA, '"imgur.com"', '"google.com"', "“imgur”: google.com would close l.google.com as well (hosts that many services share)"),
        (MEDIA, '"imgur.com"', '"openai.com"', "“imgur”: openai.com would close api.openai.com as well"),
        (MEDIA, '"imgur.com"', '"github.com"', "“imgur”: github.com would close github.com as well"),
        (MEDIA, '"imgur.com"', '"imgur.map.fastly.net"', "stands below fastly.net (hosts that many services share)"),
        (MEDIA, '"imgur.com"', '"imgur.s3.amazonaws.com"', "stands below amazonaws.com"),
        (MEDIA, '"imgur.com"', '"r3.googlevideo.com"', "stands below googlevideo.com"),
        (MEDIA, '"imgur.com"]', '"imgur.com"]\nshared = ["9gag.com"]', "“imgur” shares 9gag.com, but “9gag” has it as its own"),
        (
            MEDIA,
            'kind = "help", address = "https://help.imgur.com/"',
            'kind = "aid", address = "https://help.imgur.com/"',
            "“aid” is no kind of page",
        ),
        (MEDIA, "https://help.imgur.com/", "help.imgur.com", "“help.imgur.com” is no address"),
        (
            MEDIA,
            '"https://help.imgur.com/"',
            '"https://help.imgur.com/", words = "Ask."',
            "an address, or words that say how, and not both",
        ),
        (CLOSED, 'id = "vine"', VINE_AGE, "“vine”: it has ended, so it has no pages and no minimum age"),
        (CLOSED, 'on = "2024-12-01"', 'on = "last winter"', "“ask-fm”: “last winter” is no day, month or year"),
        (
            CLOSED,
            'source = ["opendns"]\nchecked = "2026-11-23"',
            'source = ["hearsay"]\nchecked = "2026-11-23"',
            "“hearsay” is not explained",
        ),
        (CLOSED, 'source = ["opendns"]\nchecked = "2026-11-23"', 'source = ["opendns"]\nchecked = "lately"', "“lately” is no day"),
        (
            CLOSED,
            'source = ["opendns"]\nchecked = "2026-11-23"',
            'source = ["opendns"]\nchecked = "unverified"',
            "in both “source” and “checked”",
        ),
        (CLOSED, "[[service]]", "[[service", "it cannot be read"),
        ("help.toml", 'domains = ["kooth.com"]\n', "", "“Kooth”: nobody can reach it"),
        ("operators.toml", 'kind = "pay monthly"', 'kind = "pay weekly"', "“pay weekly” is no kind of number"),
    ],
)
def test_a_fault_is_told_with_its_entry(files: Path, file: str, old: str, new: str, told: str) -> None:
    change(files, file, old, new)
    with pytest.raises(FaultyFile, match=re.escape(told)):
        read_all(files)


def test_a_living_service_without_an_age_or_a_way_to_report_is_refused(files: Path) -> None:
    text = (files / MEDIA).read_text(encoding="utf-8")
    block = text[text.index('id = "imgur"') : text.index('id = "9gag"')]
    without_age = "\n".join(line for line in block.splitlines() if not line.startswith("minimum_age"))
    change(files, MEDIA, block, without_age + "\n")
    with pytest.raises(FaultyFile, match=r"services_media.toml: “imgur”: “minimum_age” is missing"):
        read_all(files)
    change(files, MEDIA, without_age, "\n".join(line for line in block.splitlines() if 'kind = "report"' not in line))
    with pytest.raises(FaultyFile, match="“imgur”: it has no page of the kind “report”"):
        read_all(files)
