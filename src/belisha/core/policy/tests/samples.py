"""A small catalogue, a school and policies for tests of the language; nothing here is read from another room."""

from __future__ import annotations

from datetime import date, time
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

from belisha.core.moments import Calendar, Lesson, SchoolFacts, SchoolNetwork, Seat, Term
from belisha.core.policy.model import Policy
from belisha.core.policy.read import read
from belisha.core.programme.model import Catalogue, NameList, Service, Standing

POLICIES = Path(__file__).resolve().parents[5] / "policies"
LONDON = ZoneInfo("Europe/London")


class Suffixes:
    """The few public suffixes that tests speak of."""

    def is_public_suffix(self, name: str) -> bool:
        return name in {"uk", "co.uk", "sch.uk", "com", "org", "example", "github.io"}


def service(service_id: str, kinds: tuple[str, ...], *domains: str, shared: tuple[str, ...] = ()) -> Service:
    return Service(service_id, service_id.title(), kinds, domains, shared)


SERVICES = (
    service("facebook", ("collaborative",), "facebook.com", "fb.com", shared=("fbcdn.net",)),
    service("x", ("micro-blogging",), "x.com", "twitter.com"),
    service("instagram", ("media sharing",), "instagram.com", shared=("fbcdn.net",)),
    service("snapchat", ("media sharing", "messaging"), "snapchat.com"),
    service("tiktok", ("media sharing", "live streaming"), "tiktok.com"),
    service("youtube", ("media sharing", "live streaming"), "youtube.com", "youtu.be", shared=("googlevideo.com",)),
    service("whatsapp", ("messaging",), "whatsapp.com"),
    service("roblox", ("games with chat",), "roblox.com"),
)
SOCIAL = ("blogs", "forums", "collaborative", "media sharing", "micro-blogging", "live streaming")
CATALOGUE = Catalogue(
    services={s.id: s for s in SERVICES},
    kinds={"social media": SOCIAL, "messaging": (), "games with chat": (), "dating": (), **dict.fromkeys(SOCIAL, ())},
    lists=frozenset({"illegal", "malware", "games", "getting round"}),
    help_names=frozenset({"childline.org.uk"}),
    negative_names=frozenset({"use-application-dns.net"}),
    safe_hosts={"www.google.com": "forcesafesearch.google.com"}
    | dict.fromkeys(("www.youtube.com", "m.youtube.com"), "restrict.youtube.com"),
)
FACTS = SchoolFacts(
    calendar=Calendar(
        zone=LONDON,
        terms=(Term("autumn", date(2026, 9, 3), date(2026, 12, 18)),),
        closures=frozenset({date(2026, 10, 26)}),
        lessons=(Lesson("second", 1, time(10), time(11), frozenset({"year 5"})),),
    ),
    networks=(SchoolNetwork(ip_network("127.0.1.0/24"), Seat("pupils", frozenset({"pupils"}), "classroom")),),
    ranges=(ip_network("127.0.0.0/8"), ip_network("fd00::/8")),
    classes={"5K": "year 5"},
)
STANDING = Standing(
    lists={
        "illegal": NameList("illegal", "Illegal", frozenset({"illegal.example"}), "a" * 64),
        "malware": NameList("malware", "Malware", frozenset({"malware.example"}), "b" * 64),
        "games": NameList("games", "Games", frozenset({"phonicsplay.co.uk", "coolmathgames.com"}), "c" * 64),
    }
)
SEATS = {
    "pupils": Seat("pupils", frozenset({"pupils"}), "classroom"),
    "pupils/5K": Seat("pupils/5K", frozenset({"pupils", "year 5", "class 5K"}), "classroom"),
    "staff": Seat("staff", frozenset({"staff"}), "staff"),
    "guests": Seat("guests", frozenset({"guests"}), "guest"),
    "unknown": Seat("unknown", is_unknown=True),
}

HEAD = '---\ntitle = "A policy"\nlanguage = 1\n---\n'


def model_text() -> str:
    """The model policy as it is shipped."""
    return (POLICIES / "model-policy.md").read_text(encoding="utf-8")


def clause_with(controls: str, words: str = "8.1 Some sites are closed.") -> str:
    """A policy of one clause; the first line of its controls is line 7."""
    return f"{HEAD}{words}\n~~~controls\n{controls}\n~~~\n"


def policy_with(controls: str) -> Policy:
    """A sound policy that is signed and has these controls in clause 8.1 besides."""
    text = clause_with(controls) + '\n8.9 The headteacher signs.\n~~~controls\n[[signature]]\nby = ["headteacher"]\n~~~\n'
    reading = read(text)
    assert reading.is_sound, reading.faults
    assert reading.policy is not None
    return reading.policy
