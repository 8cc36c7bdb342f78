"""How much longer than its question an answer is by UDP: the table of docs/reference/wire.md, measured. Run as a file, it prints it.

A resolver whose answers are much longer than its questions is a weapon in the hands of whoever forges addresses.
"""

from __future__ import annotations

from pathlib import Path

import dns.edns
import dns.message

from belisha.adapters.resolver.tests.in_process import Alone
from belisha.adapters.resolver.tests.running import CLASS_5K, OUTSIDE

PAGE = Path(__file__).resolve().parents[5] / "docs" / "reference" / "wire.md"
KINDS = {
    "closed, A": ("youtube.com", "A"),
    "closed, AAAA or HTTPS": ("youtube.com", "HTTPS"),
    "canary": ("use-application-dns.net", "A"),
    "open, A": ("bbc.co.uk", "A"),
    "open, everything (ANY)": ("bbc.co.uk", "ANY"),
    "safe mode, A": ("www.google.co.uk", "A"),
    "safe mode, HTTPS": ("www.google.co.uk", "HTTPS"),
    "no such name": ("nowhere.example", "A"),
    "a text of a thousand octets": ("long.bbc.co.uk", "TXT"),
}
COOKIE = dns.edns.CookieOption(b"a client", b"")


def octets(name: str, rdtype: str, source: str, *, has_edns: bool) -> tuple[int, int]:
    """How many a question has, and its answer by UDP."""
    edns = {"use_edns": 0, "payload": 4_096} if has_edns else {"use_edns": -1}
    question = dns.message.make_query(name, rdtype, **edns).to_wire()
    return len(question), len(Alone().wire(question, source=source) or b"")


def rows() -> list[str]:
    """The rows of the table."""
    found = []
    for kind, (name, rdtype) in KINDS.items():
        cells = [octets(name, rdtype, source, has_edns=has_edns) for source in (CLASS_5K, OUTSIDE) for has_edns in (False, True)]
        found.append(f"| {kind} | " + " | ".join(f"{answer} / {asked} = {answer / asked:.1f}" for asked, answer in cells) + " |")
    return found


def test_the_page_tells_what_is_measured() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert [row for row in rows() if row not in page] == []


def test_no_address_outside_gets_more_than_a_fifth_more_than_it_sent() -> None:
    for name, rdtype in KINDS.values():
        for has_edns in (False, True):
            asked, answer = octets(name, rdtype, OUTSIDE, has_edns=has_edns)
            assert answer <= asked * 1.2


def test_what_we_say_ourselves_is_at_most_five_times_the_question() -> None:
    for name, rdtype in list(KINDS.values())[:3]:
        asked, answer = octets(name, rdtype, CLASS_5K, has_edns=True)
        assert answer <= asked * 5


if __name__ == "__main__":
    print("\n".join(rows()))
