"""What is known of each service: complete, and shown only where somebody held it against its source."""

from __future__ import annotations

from pathlib import Path

from belisha.core.names import Host
from belisha.directory import queries
from belisha.directory.contacts import read_helplines, read_operators
from belisha.directory.facts import Fact, read_file
from belisha.directory.reference import reference
from belisha.directory.services import PAGE_KINDS, MinimumAge, ServiceEntry, read_services

CHECKOUT = Path(__file__).resolve().parents[4]
ENDED = {"vine", "ask-fm", "bbm", "periscope", "skype", "omegle", "houseparty", "google-plus"}


def all_entries() -> dict[str, ServiceEntry]:
    return dict(read_services(queries.FILES, read_file(queries.FILES, "kinds.toml")["kinds"], queries.suffixes()))


def facts_of(entry: ServiceEntry) -> list[Fact]:
    """Every fact of an entry but that of its names."""
    found = [page.fact for page in entry.pages] + [quirk.fact for quirk in entry.quirks]
    return found + [part.fact for part in (entry.minimum_age, entry.ending) if part]


def test_each_service_has_an_age_a_way_to_report_or_an_end() -> None:
    entries = all_entries()
    assert len(entries) >= 60
    for entry in entries.values():
        if entry.service.is_closed_down:
            assert entry.ending
            assert (entry.pages, entry.minimum_age) == ((), None)
        else:
            assert isinstance(entry.minimum_age, MinimumAge), entry.service.id
            assert "report" in {page.kind for page in entry.pages}, entry.service.id


def test_services_that_ended_are_told_with_what_became_of_them_and_without_an_address() -> None:
    assert {entry.service.id for entry in all_entries().values() if entry.ending} == ENDED
    for service_id in ENDED:
        entry = queries.entry(service_id)
        assert entry
        assert not entry.pages
    ask_fm = queries.entry("ask-fm")
    assert ask_fm
    assert ask_fm.ending
    assert ask_fm.ending.on == "2024-12-01"
    twitter = queries.entry("x")
    assert twitter
    assert twitter.was_called == ("Twitter",)


def test_what_nobody_verified_is_hidden() -> None:
    unverified = {i for i, entry in all_entries().items() if any(not fact.is_verified for fact in facts_of(entry))}
    assert unverified, "else this test could not fail"
    for service_id in all_entries():
        shown = queries.entry(service_id)
        assert shown
        assert all(fact.is_verified for fact in facts_of(shown)), service_id
    assert all(queries.catalogue().services[i].minimum_age is None for i in ("bluesky", "claude", "tinder"))
    assert queries.catalogue().services["whatsapp"].minimum_age == 13
    assert queries.catalogue().services["roblox"].minimum_age is None, "it has none"


def test_the_best_known_services_have_a_verified_way_to_report() -> None:
    for service_id in (
        "facebook",
        "instagram",
        "snapchat",
        "tiktok",
        "x",
        "discord",
        "whatsapp",
        "reddit",
        "pinterest",
        "twitch",
        "roblox",
    ):
        entry = queries.entry(service_id)
        assert entry
        assert {"report", "report a child under age"} & {page.kind for page in entry.pages}, service_id


def test_an_address_of_a_service_stands_on_its_own_names_or_its_makers() -> None:
    makers = {
        "support.google.com",
        "help.twitter.com",
        "www.facebook.com",
        "help.instagram.com",
        "about.instagram.com",
        "transparency.meta.com",
    }
    makers |= {
        "help.openai.com",
        "support.anthropic.com",
        "support.microsoft.com",
        "www.meta.com",
        "x.ai",
        "support.reddithelp.com",
        "help.odysee.tv",
    }
    for entry in all_entries().values():
        for page in entry.pages:
            assert page.kind in PAGE_KINDS
            if page.address.startswith("https://"):
                host = Host(page.address.split("/")[2])
                assert host.name in makers or any(host.is_at_or_below(d) for d in entry.service.domains), page.address


def test_services_for_adults_are_in_the_catalogue_and_on_no_page() -> None:
    shown = queries.entries_for_pages()
    adult = [entry for entry in all_entries().values() if entry.is_for_adults]
    assert {"onlyfans", "tinder", "grindr", "4chan"} == {entry.service.id for entry in adult}
    assert not {entry.service.id for entry in adult} & {entry.service.id for entry in shown}
    page = reference().lower()
    assert not [entry.service.name for entry in adult if entry.service.name.lower() in page or entry.service.domains[0] in page]
    assert "adult" not in page.replace("services for adults", "")


def test_helplines_show_their_numbers_where_verified() -> None:
    shown = {helpline.name: helpline for helpline in queries.helplines()}
    assert shown["Childline"].phone == "0800 1111"
    assert shown["Professionals Online Safety Helpline"].phone == "0344 381 4772", "0844 is the number of 2017"
    hidden = {helpline.name for helpline in read_helplines(queries.FILES)} - set(shown)
    assert "Report Harmful Content" in hidden
    assert "reportharmfulcontent.com" not in queries.catalogue().help_names


def test_operators_numbers_of_2017_are_kept_and_hidden() -> None:
    assert {"O2", "Vodafone", "Three", "EE", "Orange", "T-Mobile", "Virgin Mobile", "BT"} <= {o.name for o in read_operators(queries.FILES)}
    shown = {operator.name: [number.number for number in operator.numbers] for operator in queries.operators()}
    assert shown == {"Every network": ["7726"], "Vodafone": [], "O2": []}


def test_the_reference_page_is_fresh() -> None:
    page = CHECKOUT / "docs" / "reference" / "catalogue.md"
    assert page.read_text(encoding="utf-8") == reference(), "run make docs"


def test_the_courses_a_duty_may_name() -> None:
    assert set(queries.catalogue().courses) == {"policy-induction", "refresher", "pupils-at-risk", "smart"}
