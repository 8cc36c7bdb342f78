"""The catalogue: facts that hold together, closed for nobody by accident, and known to others too."""

from __future__ import annotations

import csv
import json
import tomllib
from datetime import date
from pathlib import Path

from belisha.core.names import upwards
from belisha.directory import queries

THE_DAY = date(2026, 11, 23)
"""Nothing can have been checked after the files were written."""

THEIR_IDS = {"x": "twitter", "periscope": "twitter", "meta-ai": "meta_ai", "messenger": "facebook", "youtube-kids": "youtube"}
ONLY_OTHER_LISTS_HAVE = {
    "bluesky": {"bsky.network"},
    "reddit": {"redditspace.com"},
    "roblox": {"rblx.com", "rbxlabs.com", "rbxtrk.com", "roblox.co.uk", "robloxlabs.com"},
    "signal": {"signal.art", "signal.group", "signal.link", "signal.me", "signal.tube"},
    "snapchat": {"sc-gw.com", "sc-static.net", "snap.com"},
    "telegram": {"cdn-telegram.org"},
    "tiktok": {
        *("tik-tokapi.com", "tiktok-minis.com", "tiktok-row.net", "tiktokcdn-eu.com", "tiktokd.net", "tiktokd.org", "tiktokeu-cdn.com"),
        *("tiktokminis.us", "tiktokv.eu", "tiktokv.us", "tiktokw.eu", "tiktokw.us", "ttcdn-us.com", "ttoverseaus.net", "ttwstatic.com"),
    },
    "viber": {"vbcdn.com", "viber.co", "viber.me"},
}
"""Names that domain-list-community (c975ccef) has and AdGuard Home's list of the same week has not."""


def test_there_are_at_least_forty_five_services_each_with_a_source_and_a_day() -> None:
    services = queries.catalogue().services
    assert len(services) >= 45
    for service in services.values():
        assert service.domains, service.id
        assert service.source.startswith("names: "), service.id
        assert service.checked == "unverified" or date.fromisoformat(service.checked) <= THE_DAY, service.id
        assert (service.checked == "unverified") == ("names: general knowledge" in service.source), service.id


def test_no_name_is_owned_and_shared_at_once() -> None:
    for service in queries.catalogue().services.values():
        assert not set(service.domains) & set(service.shared), service.id


def test_no_two_services_own_the_same_name() -> None:
    owners: dict[str, str] = {}
    for service in queries.catalogue().services.values():
        for domain in service.domains:
            assert owners.setdefault(domain, service.id) == service.id, domain


def test_social_media_covers_the_five_kinds_of_clause_3_1_and_live_streaming() -> None:
    catalogue = queries.catalogue()
    found = {s.id for s in catalogue.of_kind("social media")}
    assert catalogue.kinds["social media"] == ("blogs", "forums", "collaborative", "media sharing", "micro-blogging", "live streaming")
    assert {"facebook", "youtube", "x", "instagram", "snapchat", "tiktok", "tumblr", "reddit", "netmums", "twitch"} <= found
    assert not {"whatsapp", "youtube-kids", "roblox", "chatgpt", "tinder"} & found
    assert {"character-ai", "replika"} == {s.id for s in catalogue.of_kind("AI companions")}


def test_x_includes_its_old_name_and_youtube_is_apart_from_youtube_kids() -> None:
    assert [s.id for s in queries.services_at("mobile.twitter.com")] == ["x"]
    assert [s.id for s in queries.services_at("www.youtube.com")] == ["youtube"]
    assert [s.id for s in queries.services_at("www.youtubekids.com")] == ["youtube-kids"]
    assert queries.services_at("bbc.co.uk") == ()
    assert queries.service_named("youtube") is not None
    assert queries.service_named("no such service") is None


def test_hosts_that_others_use_too_are_owned_by_nobody() -> None:
    owned = {d for s in queries.catalogue().services.values() for d in s.domains}
    shared = {"googlevideo.com", "ggpht.com", "fbcdn.net", "blogspot.com", "live-video.net", "wordpress.com", "ytimg.com"}
    assert not owned & (shared | {"openai.com", "anthropic.com", "googleapis.com", "akamaized.net", "s3.amazonaws.com"})


def test_what_lessons_and_programs_ask_is_closed_by_no_service() -> None:
    """Also where somebody adds a service: the loader refuses it (test_faulty_files.py)."""
    for host in (
        *("www.youtubekids.com", "api.openai.com", "api.anthropic.com", "raw.githubusercontent.com", "registry.npmjs.org"),
        *("fonts.googleapis.com", "www.gstatic.com", "classroom.google.com", "teams.microsoft.com", "class.edublogs.org"),
    ):
        assert [s.id for s in queries.services_at(host) if s.id != "youtube-kids"] == [], host


def test_discords_page_for_those_who_write_for_it_is_discord() -> None:
    """It only leads to discord.com, which is closed with it, and no other program asks it: so it is no developer host."""
    assert [s.id for s in queries.services_at("discord.dev")] == ["discord"]


def test_help_is_verified_and_no_service_closes_it() -> None:
    catalogue = queries.catalogue()
    assert {"childline.org.uk", "nspcc.org.uk", "ceop.police.uk"} <= catalogue.help_names
    closed = {d for s in catalogue.services.values() for d in s.domains}
    assert not [name for name in catalogue.help_names if closed & set(upwards(name))]


def test_canaries_and_private_relay_are_negative() -> None:
    assert queries.catalogue().negative_names == {
        "use-application-dns.net",
        "mask.icloud.com",
        "mask-h2.icloud.com",
        "mask-canary.icloud.com",
        "mask-api.icloud.com",
        "_dns.resolver.arpa",
    }


def test_search_and_video_have_safe_twins() -> None:
    twins = queries.catalogue().safe_hosts
    assert twins["www.google.com"] == twins["www.google.co.uk"] == "forcesafesearch.google.com"
    assert twins["www.bing.com"] == "strict.bing.com"
    assert twins["duckduckgo.com"] == "safe.duckduckgo.com"
    assert twins["www.youtube.com"] == "restrict.youtube.com"


def test_the_public_suffix_list_knows_where_strangers_register() -> None:
    suffixes = queries.suffixes()
    assert suffixes.is_public_suffix("co.uk")
    assert suffixes.is_public_suffix("uk")
    assert not suffixes.is_public_suffix("bbc.co.uk")


def test_shipped_lists_are_names_with_their_provenance_and_no_real_harm() -> None:
    known = queries.catalogue().lists
    for shipped in queries.SHIPPED_LISTS:
        lines = shipped.file.read_text(encoding="utf-8").splitlines()
        names = [line for line in lines if line and not line.startswith("#")]
        assert lines[0].startswith("# "), shipped.id
        assert names == sorted(names), shipped.id
        assert shipped.id in known
        if shipped.id in {"illegal", "malware"}:
            assert all(name.endswith((".example", ".test")) for name in names)
        if shipped.id == "games":
            assert "phonicsplay.co.uk" in names


def test_every_source_is_explained_and_used() -> None:
    folder = queries.ROOM / "catalogue"
    explained = tomllib.loads((folder / "sources.toml").read_text(encoding="utf-8"))["sources"]
    text = "".join(f.read_text(encoding="utf-8") for f in folder.glob("*.toml") if f.name != "sources.toml")
    assert [tag for tag in explained if f'"{tag}"' not in text] == []


def test_every_domain_is_known_to_a_public_list_or_explained(shared_data: Path) -> None:
    public = {s["id"]: _hosts(s["rules"]) for s in json.loads((shared_data / "adguard-services" / "services.json").read_text())}
    compared = 0
    for service in queries.catalogue().services.values():
        theirs = public.get(THEIR_IDS.get(service.id, service.id))
        assert theirs is not None or "AdGuard" not in service.source, service.id
        if theirs is None:
            continue
        compared += 1
        missing = {d for d in service.domains if not theirs & set(upwards(d))}
        assert missing == ONLY_OTHER_LISTS_HAVE.get(service.id, set()), service.id
        assert not missing or "domain-list-community" in service.source, service.id
    assert compared >= 40


def test_no_good_site_is_closed_by_a_service(shared_data: Path) -> None:
    closed = {d: s.id for s in queries.catalogue().services.values() for d in s.domains}
    wrong = []
    with (shared_data / "uk-good-sites" / "dev.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "education-on-restricted-host":
                continue  # a page of a service that policies close as a whole: an opening for a lesson is the way
            host = row["site"].split("/")[0]
            wrong += [f"{host} by {closed[name]}" for name in upwards(host) if name in closed]
    assert wrong == []


def _hosts(rules: list[str]) -> set[str]:
    """The host names of plain rules."""
    return {rule.strip("|^ ") for rule in rules}
