"""Names: what a person types, what the wire carries, and what is refused with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belisha.core.names import Host, Unusable, upwards


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("bbc.co.uk", "bbc.co.uk"),
        ("  WWW.BBC.co.uk. ", "www.bbc.co.uk"),
        ("https://www.bbc.co.uk:8443/a/b?c=d#e", "www.bbc.co.uk"),
        ("www.bbc.co.uk/lessons", "www.bbc.co.uk"),
        ("http://somebody@example.org/", "example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("bbc。co。uk", "bbc.co.uk"),
        ("//bbc.co.uk", "bbc.co.uk"),
        ("ftp://somebody:secret@files.example:21/x", "files.example"),
        ("_dns.resolver.arpa", "_dns.resolver.arpa"),
    ],
)
def test_what_a_person_types_becomes_the_name_of_a_site(words: str, name: str) -> None:
    assert Host.from_words(words).name == name


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "Nothing was written"),
        ("head@school.example", "e-mail address"),
        ("192.0.2.7", "address made of numbers"),
        ("two words.com", "not the name of a site"),
        ("http://", "“http://” is not the name of a site"),
        ("https:/bbc.co.uk", "“https:/bbc.co.uk” is not the name of a site"),
        ("the phonics game", "“the phonics game” is not the name of a site"),
        ("bbc.co.uk, cbbc.co.uk", "not the name of a site"),
        ("[2001:db8::1]", "not the name of a site"),
        ("\u202ebbc.co.uk", "“bbc.co.uk” cannot be read"),
        ("localhost", "not the name of a site"),
        ("-a.com", "not the name of a site"),
        ("a..com", "not the name of a site"),
        ("a" * 64 + ".com", "not the name of a site"),
        ("a." * 140 + "com", "too long"),
        ("ü" * 64 + ".com", "cannot be read"),
    ],
)
def test_what_cannot_be_a_site_is_refused_with_a_sentence(words: str, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        Host.from_words(words)


@pytest.mark.parametrize("name", ["BBC.co.uk", "bbc.co.uk.", " bbc.co.uk"])
def test_a_host_is_checked_at_birth(name: str) -> None:
    with pytest.raises(Unusable):
        Host(name)


@given(st.text(max_size=60))
def test_any_words_are_a_host_or_unusable(words: str) -> None:
    try:
        host = Host.from_words(words)
    except Unusable:
        return
    assert Host(host.name) == host
    assert Host.from_words(str(host)) == host


def test_a_host_knows_the_names_above_it() -> None:
    host = Host("a.b.co.uk")
    assert list(host.upwards()) == ["a.b.co.uk", "b.co.uk", "co.uk", "uk"]
    assert list(upwards("")) == []
    assert host.is_at_or_below("b.co.uk")
    assert host.is_at_or_below("a.b.co.uk")
    assert not host.is_at_or_below("x.co.uk")
    assert not Host("ab.co.uk").is_at_or_below("b.co.uk")
