"""Reading published lists: every format to the same names, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from belisha.core.lists.lines import ListFormat
from belisha.core.lists.parse import LEAST_OF_DECLARED, ListRefused, parse_list
from belisha.core.names import Host


class Suffixes:
    """The public suffix list that is installed."""

    known = PublicSuffixList()

    def is_public_suffix(self, name: str) -> bool:
        return bool(self.known.is_public(name))


SUFFIXES = Suffixes()

WRITTEN = {
    ListFormat.HOSTS: "127.0.0.1 localhost\n0.0.0.0 Tube.example.com # videos\n0.0.0.0 game.example.org play.example.net\n",
    ListFormat.DOMAINS: "tube.example.com\n.game.example.org\nplay.example.net.\n",
    ListFormat.WILDCARD: "*.tube.example.com\n*.game.example.org\n*.play.example.net\n",
    ListFormat.ADBLOCK: "[Adblock Plus]\n! videos\n||tube.example.com^\n||game.example.org^$important\n||play.example.net^\n",
    ListFormat.DNSMASQ: "address=/tube.example.com/#\nserver=/game.example.org/\nlocal=/play.example.net/\n",
    ListFormat.UNBOUND: 'server:\nlocal-zone: "tube.example.com." always_null\nlocal-zone: "game.example.org" refuse\n'
    'local-zone: "play.example.net" static\n',
    ListFormat.RPZ: "$TTL 300\n@ IN SOA ns. host. (\n  1 2 3 4 5 )\n IN NS ns.\n"
    "tube.example.com CNAME . ; videos\n*.tube.example.com CNAME .\n"
    "game.example.org IN CNAME *.\nplay.example.net 60 IN CNAME .\n",
}


@pytest.mark.parametrize("written", list(WRITTEN))
def test_each_format_comes_to_the_same_names(written: ListFormat) -> None:
    parsed = parse_list(WRITTEN[written], suffixes=SUFFIXES)
    assert parsed.names == {"tube.example.com", "game.example.org", "play.example.net"}
    assert parsed.faults == ()
    assert parsed.format is written


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_line_ends_and_byte_order_marks_do_not_matter(line_end: str) -> None:
    assert parse_list(f"\ufefftube.example.com{line_end}game.example.org{line_end}", suffixes=SUFFIXES).names == {
        "tube.example.com",
        "game.example.org",
    }


def test_names_below_another_name_say_nothing_new() -> None:
    assert parse_list("m.tube.com\ntube.com\na.m.tube.com\nretube.com\n", suffixes=SUFFIXES).names == {"tube.com", "retube.com"}


def test_other_alphabets_are_kept_as_the_wire_has_them() -> None:
    assert parse_list("bücher.example.com\n", suffixes=SUFFIXES).names == {"xn--bcher-kva.example.com"}


@pytest.mark.parametrize("wide", ["co.uk", "com", "*.sch.uk", "||org.uk^", "0.0.0.0 uk"])
def test_too_wide_names_are_left_out_and_told(wide: str) -> None:
    parsed = parse_list(f"{wide}\ntube.example.com\n", suffixes=SUFFIXES)
    assert parsed.names == {"tube.example.com"}
    assert len(parsed.faults) == 1
    assert "public suffix or wider" in parsed.faults[0]


def test_rules_for_parts_of_a_site_never_close_the_whole_site() -> None:
    text = "||tube.example.com^\n||news.example.org/adverts\n||shop.example.net^$third-party\nexample.org##.banner\n"
    parsed = parse_list(text, suffixes=SUFFIXES)
    assert parsed.names == {"tube.example.com"}
    assert parsed.faults == ("3 rules for parts of a site, which a name cannot tell apart: left out.",)


@pytest.mark.parametrize(
    "exception", ["@@||lessons.example.org^", "lessons.example.org CNAME rpz-passthru.", "server=/lessons.example.org/#"]
)
def test_an_exception_takes_its_name_out(exception: str) -> None:
    assert parse_list(f"||lessons.example.org^\n||tube.example.com^\n{exception}\n", suffixes=SUFFIXES).names == {"tube.example.com"}


def test_an_exception_below_a_listed_name_is_told() -> None:
    parsed = parse_list("||example.org^\n@@||lessons.example.org^\n", suffixes=SUFFIXES)
    assert parsed.names == {"example.org"}
    assert "lessons.example.org" in parsed.faults[0]


def test_addresses_are_left_out_and_counted() -> None:
    parsed = parse_list("tube.example.com\n192.0.2.7\n2001:db8::7\n", suffixes=SUFFIXES)
    assert parsed.names == {"tube.example.com"}
    assert parsed.faults == ("2 addresses instead of names: left out.",)


def test_a_line_that_cannot_be_read_is_told_by_its_number() -> None:
    text = "".join(f"site{n}.example.com\n" for n in range(9)) + "not a name\n"
    assert parse_list(text, suffixes=SUFFIXES).faults == ("line 10: “not a name” cannot be read as a site's name: left out.",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<!DOCTYPE html><html><body>Please sign in<br>tube.example.com</body></html>", "web page"),
        ("\n\n<HTML lang=en>\ntube.example.com\n", "web page"),
        ("", "no site's name"),
        ("# nothing but a comment\n", "no site's name"),
        ("com\n", "no site's name"),
        ("tube.example.com\n\x00\x01 \ufffd\n{{{\n", "cannot be read"),
        ("This is free and unencumbered software\nreleased into the public domain\ntube.example.com\n", "cannot be read"),
        ("# Domains: 1,205\ntube.example.com\n", "cut short"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(text: str, why: str) -> None:
    with pytest.raises(ListRefused, match=why):
        parse_list(text, suffixes=SUFFIXES)


@settings(max_examples=50)
@given(st.text(alphabet="ab.|^*/=@# :;\n0\u00fc\x00-_$"))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parsed = parse_list(text, suffixes=SUFFIXES)
    except ListRefused:
        return
    assert parsed.names


@settings(max_examples=80)
@given(st.sampled_from(list(WRITTEN)), st.integers(0, 400), st.integers(0, 60), st.text(max_size=12), st.integers(1, 40))
def test_a_damaged_list_is_refused_or_holds_nothing_wide(written: ListFormat, at: int, cut: int, put: str, times: int) -> None:
    """Wherever a piece is cut out and another put in: no suffix, no address, no name that is none gets through."""
    text = WRITTEN[written] * times
    at %= len(text)
    try:
        parsed = parse_list(text[:at] + put + text[at + cut :], suffixes=SUFFIXES)
    except ListRefused:
        return
    for name in parsed.names:
        assert Host(name).name == name
        assert not SUFFIXES.is_public_suffix(name)
    assert len(parsed.names) <= 3 + 2 + put.count("\n")


@settings(max_examples=80)
@given(st.integers(1, 30), st.integers(1, 400))
def test_a_list_that_says_how_long_it_is_is_never_taken_cut(times: int, left: int) -> None:
    names = [f"site{n}.example.com" for n in range(times * 10)]
    text = f"# Domains: {len(names)}\n" + "".join(f"{name}\n" for name in names)
    short = text[: -min(left, len(text) - 20)]
    try:
        parsed = parse_list(short, suffixes=SUFFIXES)
    except ListRefused:
        return
    assert len(parsed.names) >= LEAST_OF_DECLARED * len(names) - 1


@pytest.mark.parametrize("title", ["doh-vpn-proxy-bypass", "nosafesearch"])
def test_a_real_list_is_the_same_in_six_formats(shared_data: Path, title: str) -> None:
    files = [path for path in sorted((shared_data / "hagezi").glob("*/*")) if path.name.startswith(title)]
    read = {path.parent.name: parse_list(path.read_text("utf-8"), suffixes=SUFFIXES) for path in files}
    assert {folder: parsed.format.value for folder, parsed in read.items()} == {
        name: name for name in ("adblock", "dnsmasq", "domains", "hosts", "unbound", "wildcard")
    }
    assert len({parsed.names for parsed in read.values()}) == 1
    assert len(read["hosts"].names) > 100


def test_a_real_category_closes_a_phonics_site_by_mistake(shared_data: Path) -> None:
    parsed = parse_list((shared_data / "ut1" / "games" / "domains").read_text("utf-8"), suffixes=SUFFIXES)
    assert "phonicsplay.co.uk" in parsed.names
    assert len(parsed.names) > 30_000
    assert parsed.format is ListFormat.DOMAINS


def test_a_real_hosts_file_and_the_same_list_in_four_formats(shared_data: Path) -> None:
    assert len(parse_list((shared_data / "stevenblack" / "hosts").read_text("utf-8"), suffixes=SUFFIXES).names) > 30_000
    folder = shared_data / "blocklistproject"
    forms = ("tiktok.txt", "adguard/tiktok-ags.txt", "alt-version/tiktok-nl.txt", "dnsmasq-version/tiktok-dnsmasq.txt")
    assert len({parse_list((folder / form).read_text("utf-8"), suffixes=SUFFIXES).names for form in forms}) == 1
    with pytest.raises(ListRefused):
        parse_list((folder / "LICENSE").read_text("utf-8"), suffixes=SUFFIXES)
