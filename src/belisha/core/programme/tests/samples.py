"""A school and what stands beside its policy, for tests of programmes; the catalogue is that of the language's own tests."""

from __future__ import annotations

from datetime import date, time
from ipaddress import ip_network
from zoneinfo import ZoneInfo

from belisha.core.moments import Calendar, Lesson, SchoolFacts, SchoolNetwork, Seat, Term
from belisha.core.policy.tests.samples import KINDS, LISTS, SERVICES
from belisha.core.programme.model import Catalogue, NameList, Service, Standing

LONDON = ZoneInfo("Europe/London")
CATALOGUE = Catalogue(
    services={s.id: Service(s.id, s.id.title(), s.kinds, s.domains, s.shared) for s in SERVICES},
    kinds=KINDS,
    lists=LISTS,
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
