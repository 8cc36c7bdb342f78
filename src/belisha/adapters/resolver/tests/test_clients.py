"""What the clients of a network manager's own tools say of our answers: `dig` and `kdig`, which complain of what is wrong with them.

Chromium, systemd-resolved and glibc were tried by hand, in a network of their own: docs/reference/wire.md says what came of it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from belisha.adapters.resolver.tests.in_process import Records, served
from belisha.adapters.resolver.tests.running import CLASS_5K, FakeUpstream, Running, configured, running, small_school

CLIENTS = ("dig", "kdig")
TYPES = ("A", "AAAA", "HTTPS", "TXT", "ANY", "SRV", "MX")
COMPLAINTS = re.compile(r"malformed|warning|\berror|mismatch|unexpected|bad cookie|truncated|timed out|failed", re.IGNORECASE)
SAFE = "forcesafesearch.google.com."
ANSWERS = {
    ("youtube.com", "A"): ("NOERROR", ["A 127.0.0.2"]),
    ("youtube.com", "ANY"): ("NOERROR", ["A 127.0.0.2"]),
    ("bbc.co.uk", "A"): ("NOERROR", ["A 192.0.2.1"]),
    ("bbc.co.uk", "AAAA"): ("NOERROR", ["AAAA 2001:db8::1"]),
    ("bbc.co.uk", "HTTPS"): ("NOERROR", ["HTTPS 1 . alpn=h2"]),
    ("bbc.co.uk", "TXT"): ("NOERROR", ["TXT words of its own"]),
    ("bbc.co.uk", "MX"): ("NOERROR", ["MX 10 mail.bbc.co.uk."]),
    ("bbc.co.uk", "ANY"): ("NOERROR", ["HINFO RFC8482 "]),
    ("www.google.co.uk", "A"): ("NOERROR", [f"CNAME {SAFE}", "A 192.0.2.7"]),
    ("www.google.co.uk", "AAAA"): ("NOERROR", [f"CNAME {SAFE}", "AAAA 2001:db8::7"]),
    ("www.google.co.uk", "HTTPS"): ("NOERROR", [f"CNAME {SAFE}", "HTTPS 1 . ipv4hint=192.0.2.7"]),
    ("www.google.co.uk", "TXT"): ("NOERROR", ["TXT found-as-it-is"]),
    ("www.google.co.uk", "MX"): ("NOERROR", ["MX 10 mail.google.example."]),
    ("www.google.co.uk", "ANY"): ("NOERROR", ["HINFO RFC8482 "]),
    ("portal.belisha.test", "A"): ("NOERROR", ["A 127.0.0.1"]),
    ("portal.belisha.test", "ANY"): ("NOERROR", ["A 127.0.0.1"]),
    **{("use-application-dns.net", rdtype): ("NXDOMAIN", []) for rdtype in TYPES},
    **{("nowhere.example", rdtype): ("NXDOMAIN", []) for rdtype in TYPES if rdtype != "ANY"},
}
NAMES = ("youtube.com", "bbc.co.uk", "www.google.co.uk", "portal.belisha.test", "use-application-dns.net", "nowhere.example")


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The small school over an upstream of a few records."""
    directory: Path = tmp_path_factory.mktemp("clients")
    with FakeUpstream(served(Records())) as upstream:
        with running(configured(directory, standin=None, upstreams=(upstream.endpoint,))) as started:
            started.load(small_school())
            yield started


def said_by(client: str, school: Running, *words: str) -> str:
    """Everything a client prints."""
    if shutil.which(client) is None:
        pytest.skip(f"{client} is not installed here (Debian: {'dnsutils' if client == 'dig' else 'knot-dnsutils'})")
    command = [client, "-b", CLASS_5K, "-p", str(school.dns[1]), f"@{school.dns[0]}", "+time=5", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    return done.stdout + done.stderr


def answers_in(said: str) -> list[str]:
    """Type and words of each record in the answer section."""
    section = re.search(r";; ANSWER SECTION:\n(.*?)(\n\n|\n;;|\Z)", said, re.DOTALL)
    lines = section[1].splitlines() if section else []
    return [" ".join(line.replace('"', "").split()[3:]) + (" " if "HINFO" in line else "") for line in lines]


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("name", NAMES)
def test_a_client_takes_every_answer_and_complains_of_none(school: Running, client: str, name: str) -> None:
    for rdtype in TYPES:
        said = said_by(client, school, name, rdtype)
        rcode, records = ANSWERS.get((name, rdtype), ("NOERROR", ["HINFO RFC8482 "] if rdtype == "ANY" else []))

        assert f"status: {rcode}" in said
        assert answers_in(said) == records
        assert not COMPLAINTS.search(said)


def test_dig_shows_the_clause_and_knows_our_cookie_again(school: Running) -> None:
    said = said_by("dig", school, "youtube.com", "A")

    assert "EDE: 15 (Blocked): (Closed by clause 8.1 of the school's policy" in said
    assert re.search(r"COOKIE: [0-9a-f]{48} \(good\)", said)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_takes_the_same_answer_by_tcp(school: Running, client: str) -> None:
    said = said_by(client, school, "youtube.com", "A", "+tcp")

    assert answers_in(said) == ["A 127.0.0.2"]
    assert not COMPLAINTS.search(said)
