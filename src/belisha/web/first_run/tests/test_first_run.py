"""The first run: only by its link, once, for a day; two at a time; and what is written into its fields."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db.models import Count
from django.test import Client
from django_scopes import scope, scopes_disabled

from belisha.audit.models import AuditRecord
from belisha.kit.access import Refused
from belisha.people import actions as people
from belisha.people import queries
from belisha.people.models import FirstRun, Person
from belisha.policy.models import PolicyVersion
from belisha.schools.models import NetworkRange, School, SchoolRange, Term
from belisha.schools.states import Group
from belisha.web.first_run import actions
from belisha.web.first_run.actions import Written
from belisha.web.first_run.forms import SchoolForm

PASSWORD = "lantern kerb stripe 7"
SECRET = "a-secret-of-the-tests"
PORTAL = ("safety.kerb.example", "http://safety.kerb.example:8000")


@pytest.fixture(autouse=True)
def fresh(db: None, settings: object) -> Iterator[None]:
    """No rates and no allowed names of another test."""
    settings.ALLOWED_HOSTS = [*django_settings.ALLOWED_HOSTS]  # type: ignore[attr-defined]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def run(at_moment: datetime) -> FirstRun:
    """A first run whose link was taken."""
    return people.take_first_link(run=people.make_first_link(secret=SECRET, now=at_moment), now=at_moment)


@pytest.fixture
def mine(run: FirstRun, at_moment: datetime) -> Iterator[FirstRun]:
    """A first run with its school and its network manager."""
    made = actions.make_school(run, name="Kerb Street", portal=PORTAL, nation="Wales", now=at_moment)
    actions.make_me(run, name="Quin Pole", email="quin@kerb.example", password=PASSWORD, now=at_moment)
    with scope(school=made):
        yield queries.first_run(run.pk)


def taken(secret: str = SECRET) -> Client:
    """A browser that took the link."""
    client = Client()
    assert client.get(f"/first-run/link/{secret}/").headers["Location"] == "/first-run/start/"
    assert client.post("/first-run/start/").headers["Location"] == "/first-run/"
    return client


def signed_in(mine: FirstRun) -> Client:
    """The browser of whoever sets the school up, with a second step."""
    totp.TOTP.activate(mine.person.account, totp.generate_totp_secret())
    client = Client()
    client.force_login(mine.person.account)
    return client


def test_without_the_link_nothing_is_shown_and_nothing_is_made(at_moment: datetime) -> None:
    client = Client()
    for address in ("/", "/door/", "/people/roles/", "/account/login/"):
        assert client.get(address).headers["Location"] == "/first-run/"
    for address in ("/first-run/", "/first-run/school/", "/first-run/you/", "/first-run/people/", "/first-run/done/"):
        assert "Belisha has no school yet" in client.get(address).content.decode()
    client.post("/first-run/school/", {"name": "A stranger's", "portal": "http://x.example", "nation": "England"})
    assert not School.objects.exists()


def test_looking_at_the_link_does_not_use_it_and_its_secret_stays_out_of_pages_and_addresses(at_moment: datetime) -> None:
    people.make_first_link(secret=SECRET, now=at_moment)
    looker = Client()
    for _ in range(3):
        page = looker.get(f"/first-run/link/{SECRET}/", follow=True)
        assert SECRET not in page.content.decode()
        assert page.request["PATH_INFO"] == "/first-run/start/"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in page.headers["Cache-Control"]
    assert SECRET not in str(list(FirstRun.objects.values()))
    taken()


def test_the_link_works_once(at_moment: datetime) -> None:
    people.make_first_link(secret=SECRET, now=at_moment)
    first = taken()
    second = Client()
    second.get(f"/first-run/link/{SECRET}/")
    answer = second.post("/first-run/start/")
    assert answer.status_code == 403
    assert "has been used" in answer.content.decode()
    assert second.get("/first-run/school/").content.decode().count('name="portal"') == 0
    assert first.get("/first-run/school/").content.decode().count('name="portal"') == 1


def test_two_browsers_that_press_start_at_once_are_one(at_moment: datetime) -> None:
    made = people.make_first_link(secret=SECRET, now=at_moment)
    people.take_first_link(run=made, now=at_moment)
    with pytest.raises(Refused, match="has been used"):
        people.take_first_link(run=made, now=at_moment)


def test_a_link_lapses_after_a_day_and_a_new_one_ends_the_old(at_moment: datetime) -> None:
    old = people.make_first_link(secret="old", now=at_moment)
    with pytest.raises(Refused, match="is over"):
        people.take_first_link(run=old, now=at_moment + timedelta(days=1))
    people.make_first_link(secret="new", now=at_moment)
    with pytest.raises(Refused, match="Another link was made since"):
        people.take_first_link(run=old, now=at_moment)


def test_a_new_link_ends_the_run_of_a_browser_that_was_lost(run: FirstRun, at_moment: datetime) -> None:
    actions.make_school(run, name="Kerb Street", portal=PORTAL, nation="England", now=at_moment)
    new = people.take_first_link(run=people.make_first_link(secret="new", now=at_moment), now=at_moment)
    assert new.school.name == "Kerb Street"
    with pytest.raises(Refused, match="goes on elsewhere"):
        actions.make_me(run, name="Somebody", email="", password=PASSWORD, now=at_moment)


def test_two_who_make_a_school_make_one(run: FirstRun, at_moment: datetime) -> None:
    actions.make_school(run, name="Kerb Street", portal=PORTAL, nation="England", now=at_moment)
    with pytest.raises(Refused, match="Kerb Street was made in the meantime"):
        actions.make_school(run, name="Another", portal=("x.example", ""), nation="England", now=at_moment)
    assert School.objects.count() == 1


def test_once_the_network_manager_can_sign_in_no_link_is_made_and_no_session_goes_on(mine: FirstRun, at_moment: datetime) -> None:
    with pytest.raises(Refused, match="can sign in"):
        people.make_first_link(secret="new", now=at_moment)
    client = Client()
    session = client.session
    session["first_run"] = mine.pk
    session.save()
    assert client.get("/first-run/people/").headers["Location"].startswith("/account/login/")


def test_a_school_made_by_the_command_line_has_no_first_run(school: School, at_moment: datetime) -> None:
    with pytest.raises(Refused, match="is set up"):
        people.make_first_link(secret=SECRET, now=at_moment)
    assert Client().get(f"/first-run/link/{SECRET}/", follow=True).status_code == 403


def test_the_first_run_ends_by_itself_and_by_a_button(mine: FirstRun, at_moment: datetime) -> None:
    later = at_moment + timedelta(days=30)
    with pytest.raises(Refused, match="30 days"):
        actions.set_networks(mine, {"10.1.2.0/24": Group.PUPILS}, now=later)
    client = signed_in(mine)
    assert client.post("/first-run/finish/").headers["Location"] == "/"
    assert AuditRecord.objects.filter(action="first run ended").count() == 1
    assert client.get("/first-run/people/").status_code == 403
    with pytest.raises(Refused):
        actions.name_holders(mine, [Written("headteacher", "Me Again", "")], now=at_moment)


def test_nothing_behind_the_second_step_is_opened_by_a_password_alone(mine: FirstRun) -> None:
    client = Client()
    client.force_login(mine.person.account)
    for step in ("people", "networks", "terms", "day", "policy", "done"):
        assert client.get(f"/first-run/{step}/").headers["Location"].startswith("/second-step/"), step


def test_head_and_chair_are_two_people_and_one_person_may_have_two_roles(mine: FirstRun, at_moment: datetime) -> None:
    both = [Written("headteacher", "Nora Kerb", "nora@kerb.example"), Written("chair of governors", "Nora", "NORA@kerb.example")]
    with pytest.raises(Refused, match="two people"):
        actions.name_holders(mine, both, now=at_moment)
    assert not Person.objects.filter(name="Nora Kerb").exists()
    rows = [
        *both[:1],
        Written("deputy safeguarding lead", "Nora Kerb", "nora@kerb.example"),
        Written("clerk to governors", "Quin Pole", "quin@kerb.example"),
    ]
    actions.name_holders(mine, rows, now=at_moment)
    nora = Person.objects.annotate(roles=Count("holdings")).get(name="Nora Kerb")
    assert nora.roles == 2
    assert Person.objects.filter(name="Quin Pole").count() == 1
    with pytest.raises(Refused, match="Somebody is headteacher already"):
        actions.name_holders(mine, [Written("headteacher", "Mallory", "")], now=at_moment)


def test_whoever_was_written_wrongly_is_corrected_until_they_can_sign_in(mine: FirstRun, at_moment: datetime) -> None:
    [head] = actions.name_holders(mine, [Written("headteacher", "Nora Kreb", "nora@kreb.example")], now=at_moment)
    made, _ = actions.invite_holders(mine, [head], is_by_mail=False, now=at_moment)
    old = queries.invitation_code(made[0])
    actions.correct_holder(mine, head, name="Nora Kerb", email="", now=at_moment)
    head.account.refresh_from_db()
    assert head.account.user_name == "nora.kerb"
    with pytest.raises(Refused, match="taken back"):
        people.answer_invitation(code=old, password=PASSWORD, now=at_moment)
    [again], _ = actions.invite_holders(mine, [head], is_by_mail=False, now=at_moment + timedelta(minutes=1))
    people.answer_invitation(code=queries.invitation_code(again), password=PASSWORD, now=at_moment + timedelta(minutes=2))
    with pytest.raises(Refused):
        actions.correct_holder(mine, head, name="Mallory", email="mallory@kerb.example", now=at_moment + timedelta(minutes=3))


def test_all_lines_of_a_year_are_saved_or_none(mine: FirstRun, at_moment: datetime) -> None:
    with pytest.raises(Refused, match=r"Line 2: The half-term .* does not lie in one term"):
        actions.set_year(mine, "autumn term: 1/9/2026 to 18/12/2026\nhalf-term: 26/2/2027 to 27/2/2027", now=at_moment)
    assert not Term.objects.exists()
    over = actions.set_year(mine, "autumn term: 1/9/2026 to 18/12/2026\nINSET: 2/9/2026\nINSET two: 2/10/2026", now=at_moment)
    assert over == ["INSET"]


def test_a_range_outside_the_usual_ones_becomes_the_schools(mine: FirstRun, at_moment: datetime) -> None:
    actions.set_networks(mine, {"192.0.2.0/24": Group.STAFF, "10.1.2.0/24": Group.PUPILS}, now=at_moment)
    assert SchoolRange.objects.filter(range="192.0.2.0/24").exists()
    with pytest.raises(Refused):
        actions.set_networks(mine, {"10.9.9.0/24": Group.STAFF, "10.1.2.0/24": Group.PUPILS}, now=at_moment)
    assert not NetworkRange.objects.filter(range="10.9.9.0/24").exists()


def test_the_policy_says_what_it_lacks_and_then_waits(mine: FirstRun, at_moment: datetime) -> None:
    client = signed_in(mine)
    assert "vice-chair of governors" in client.get("/first-run/policy/").content.decode()
    client.post("/first-run/policy/")
    assert not PolicyVersion.objects.exists()
    roles = ("headteacher", "chair of governors", "vice-chair of governors", "clerk to governors", "e-safety team")
    roles += ("designated safeguarding lead", "deputy safeguarding lead")
    actions.name_holders(mine, [Written(role, f"Person of {role}", "") for role in roles], now=at_moment)
    client.post("/first-run/policy/")
    version = PolicyVersion.objects.get()
    assert version.loaded_by_name == "Quin Pole (first run)"
    words = client.get("/first-run/policy/").content.decode()
    assert "Person of headteacher has to sign" in words
    client.post("/first-run/policy/")
    assert PolicyVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "host", "url"),
    [
        ("http://Belisha.School.example:8000/", "belisha.school.example", "http://belisha.school.example:8000"),
        ("belisha.school.example", "belisha.school.example", "http://belisha.school.example"),
        ("https://10.1.2.3", "10.1.2.3", "https://10.1.2.3"),
        ("http://[fd00::2]:8000", "fd00::2", "http://[fd00::2]:8000"),
    ],
)
def test_the_portals_address_is_read(written: str, host: str, url: str) -> None:
    form = SchoolForm({"name": "Kerb Street", "portal": written, "nation": "England"})
    assert form.is_valid(), form.errors
    assert form.portal_address() == (host, url)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "javascript:alert(1)",
        "http://",
        "http://a b",
        "ftp://x",
        "http://x/y",
        "http://u:p@x",
        "http://x:99999",
        "http://[::1",
        "\x00",
        "http://a..b",
        "x" * 300,
    ],
)
def test_what_is_no_address_of_a_portal_is_told(written: str) -> None:
    assert "portal" in SchoolForm({"name": "Kerb Street", "portal": written, "nation": "England"}).errors


def naughty_strings(folder: Path) -> list[str]:
    lines = (folder / "blns" / "blns.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_naughty_strings_in_every_field_are_saved_as_they_are_or_told(
    mine: FirstRun, shared_data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = signed_in(mine)
    found = naughty_strings(shared_data)
    caplog.set_level(logging.ERROR)
    for words in found[::12]:
        sent = {
            "people": {f"{field}{number}": words for number in range(7) for field in ("name", "email")},
            "networks": {"range0": words, "who0": words},
            "terms": {"lines": words},
            "day": dict.fromkeys(("day_starts", "day_ends", "morning_starts", "morning_ends", "afternoon_starts", "afternoon_ends"), words),
        }
        for step, fields in sent.items():
            assert client.post(f"/first-run/{step}/", fields).status_code == 400, (step, words)
        assert client.get("/first-run/networks/", {"address": words}).status_code == 400
    names = [words for words in found if words.isprintable() and any(one.isalpha() for one in words) and len(words) < 200][::25]
    for words in names:
        with scopes_disabled():
            before = Person.objects.filter(name=" ".join(words.split())).count()
        client.post(f"/first-run/people/{_named(mine, client)}/", {"name": words, "email": ""})
        page = client.get("/first-run/people/").content.decode()
        assert "<script>alert" not in page
        assert Person.objects.filter(name=" ".join(words.split())).count() == before + 1, words
    assert not caplog.records


def _named(mine: FirstRun, client: Client) -> int:
    """The headteacher, named if nobody is."""
    head = Person.objects.filter(holdings__role="headteacher").first()
    if head is None:
        client.post("/first-run/people/", {"name0": "Nora Kerb"})
        head = Person.objects.get(holdings__role="headteacher")
    return head.pk


@pytest.mark.parametrize("step", ["people", "networks", "terms", "day", "policy", "done"])
def test_every_step_asks_the_database_little(mine: FirstRun, step: str, at_moment: datetime, django_assert_max_num_queries: object) -> None:
    roles = ("headteacher", "chair of governors", "designated safeguarding lead", "deputy safeguarding lead")
    actions.name_holders(mine, [Written(role, f"Person of {role}", "") for role in roles], now=at_moment)
    client = signed_in(mine)
    client.get(f"/first-run/{step}/")
    with django_assert_max_num_queries(14):  # type: ignore[operator]  # four of them are the frame's
        assert client.get(f"/first-run/{step}/").status_code == 200
