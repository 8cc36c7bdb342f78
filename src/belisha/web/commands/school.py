"""`belisha school add|person|class|network|term`: make a school for `belisha serve`, and what it needs before anybody can sign in."""

from __future__ import annotations

import os
import pwd
import re
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from belisha.web.commands.installation import Installation, Unusable, data_folder, found_at, is_kept_at, made_for_serving

if TYPE_CHECKING:
    from belisha.kit.access import Actor
    from belisha.people.models import Person
    from belisha.schools.models import School

USUAL_RANGES = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
"""This machine, and the addresses that stay inside a school's own network. Source: RFC 1918, section 3."""


def run(words: Namespace) -> int:
    """Do one verb, with its audit record, and print what was done. Raises Unusable with a sentence where it cannot be done."""
    if words.action == "add":
        return _run_add(words)
    installation = found_at(data_folder(words.data))
    installation.enter()
    from django_scopes import scope

    if words.action == "link":
        return _run_link(installation)
    school = the_school()
    with scope(school=school), written_or_tried(words.dry_run) as now:
        said = _VERBS[words.action](school, words, by=command_line(school), now=now)
    print(f"would be done: {said}" if words.dry_run else said)
    return 0


def _run_link(installation: Installation) -> int:
    """Another link to set the school up. Raises Unusable where that is done, or goes on already."""
    from belisha.kit.access import Refused
    from belisha.web.commands.serve import new_link, words_of_link

    try:
        print(words_of_link(installation, new_link()))
    except Refused as why:
        raise Unusable(str(why)) from why
    return 0


def schools_here() -> list[School]:
    """Every school of this installation. Raises Unusable where there is none yet."""
    from django.db import DatabaseError

    from belisha.schools.models import School

    try:
        found = list(School.objects.order_by("pk"))
    except DatabaseError:  # no tables yet
        found = []
    if not found:
        raise Unusable('there is no school yet: make one with `belisha school add --name "…" --host NAME`')
    return found


def the_school() -> School:
    """The school of this installation. Raises Unusable where there is none, or several."""
    found = schools_here()
    if len(found) > 1:
        raise Unusable("there are several schools here, and this command works with one")
    return found[0]


def command_line(school: School) -> Actor:
    """Whoever types, as the record names them: the command line has no person of the school."""
    from belisha.kit.access import Actor

    return Actor(school_id=school.pk, name=whoever_types())


def whoever_types() -> str:
    """“command line (user)”, by the user's number in the system and not by what the environment says."""
    number = os.getuid()
    try:
        return f"command line ({pwd.getpwuid(number).pw_name})"
    except KeyError:
        return f"command line (user {number})"


class _OnlyTried(Exception):
    """Everything went well, and nothing is to be kept."""


@contextmanager
def written_or_tried(is_dry: bool) -> Iterator[datetime]:
    """One transaction at this moment; undone again where the command was only to be tried. A refusal becomes Unusable."""
    from belisha.kit import clock
    from belisha.kit.access import Denied, Refused
    from belisha.kit.writing import one_transaction

    try:
        with one_transaction():
            yield clock.now()
            if is_dry:
                raise _OnlyTried
    except _OnlyTried:
        return
    except (Refused, Denied) as why:
        raise Unusable(str(why)) from why


def _run_add(words: Namespace) -> int:
    """The first and only school of a folder; a folder that is new is made ready for `belisha serve`."""
    data = data_folder(words.data)
    slug, host = _slug(words.name), _portal_host(words.host)
    if is_kept_at(data):
        return _add_at(found_at(data), words, slug, host)
    if not words.dry_run:
        return _add_at(made_for_serving(data), words, slug, host)
    os.environ.pop("BELISHA_DATABASE", None)  # what is only tried leaves no tables anywhere
    with tempfile.TemporaryDirectory() as elsewhere:
        return _add_at(made_for_serving(Path(elsewhere)), words, slug, host)


def _add_at(installation: Installation, words: Namespace, slug: str, host: str) -> int:
    installation.enter()
    from belisha.schools.actions import NewSchool, create_school
    from belisha.schools.models import School
    from belisha.web.commands.tables import bring_up_to_date

    bring_up_to_date(Path(installation.data))
    standing = School.objects.first()
    if standing is not None:
        raise Unusable(f"{installation.data} has a school already, {standing.name}: name another folder with --data")
    new = NewSchool(name=words.name.strip(), slug=slug, portal_host=host, ranges=tuple(words.range) or USUAL_RANGES)
    with written_or_tried(words.dry_run) as now:
        create_school(new, by_name=whoever_types(), now=now)
    done = "would be done: " if words.dry_run else ""
    print(f"{done}{new.name} has its pages at {new.portal_host}; its addresses: {', '.join(new.ranges)}")
    print("Next: its people (school person), its networks (school network) and terms (school term); then `belisha serve`.")
    return 0


def _slug(name: str) -> str:
    """The short name made of the letters and numbers of a name. Raises Unusable where there are none."""
    found = "-".join(re.findall(r"[a-z0-9]+", name.lower()))
    if not found:
        raise Unusable(f"“{name}” is no name for a school: write it with letters, like “Zebra Lane Primary School”")
    return found[:50].rstrip("-")


def _portal_host(host: str) -> str:
    """The host as a browser sends it. Raises Unusable for an address of a page, a port, or anything else that is no name."""
    found = host.strip().lower().rstrip(".")
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", found):
        raise Unusable(f"“{host[:80]}” is no name of a computer: write it without http:// and port, like online-safety.school.example")
    return found


def _add_person(school: School, words: Namespace, *, by: Actor, now: datetime) -> str:
    from belisha.people import actions
    from belisha.people.states import Kind

    if not words.email and words.role:
        raise Unusable(f"{words.name} is to hold a role and could not sign in for it: give their address with --email")
    today = actions.today_at(school, now)
    person = actions.add_person(by=by, name=words.name, kind=Kind(words.kind), joined=today, now=now)
    for role in dict.fromkeys(words.role):
        _check_role(role)
        actions.appoint(by=by, person=person, role=role, starts=today, now=now)
    if words.in_class:
        _put_in_class(school, person, words.in_class, by=by, now=now)
    said = f"{person.name} ({', '.join([words.kind, *words.role])}) is number {person.pk} (person:{person.pk})"
    if not words.email:
        return f"{said} and does not sign in."
    return f"{said} and signs in as {words.email.strip().lower()}.\n{_sign_in_words(person, words, by=by, now=now)}"


def _sign_in_words(person: Person, words: Namespace, *, by: Actor, now: datetime) -> str:
    """Give the account; how its owner comes to a password that nobody else knows."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str
    from django.conf import settings
    from django.urls import reverse

    from belisha.people.actions import give_account

    _check_address(words.email)
    account = give_account(by=by, person=person, email=words.email, now=now)
    if account.has_usable_password():
        return "That account exists already: they sign in as they always do."
    if words.dry_run:
        return "A link would be printed with which they choose their password, once."
    key = f"{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}".split("-", 1)
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": key[0], "key": key[1]})
    return (
        f"Give them this link, and nobody else. It works once, within {days} days, to choose a password:\n"
        f"  {settings.PORTAL_URL}{path}\n"
        "Before they can sign a policy they add a second step under their account (an authenticator app or a passkey)."
    )


def _check_address(email: str) -> None:
    """Raises Unusable where this is no e-mail address."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(email.strip())
    except ValidationError as fault:
        raise Unusable(f"“{email[:80]}” is no e-mail address: write it like head@school.example") from fault


def _check_role(role: str) -> None:
    """Raises Unusable for a word that is nearly a role of every school. A policy may declare roles of its own, so others pass."""
    from difflib import get_close_matches

    from belisha.people.states import ROLES_OF_EVERY_SCHOOL

    near = get_close_matches(role.casefold(), ROLES_OF_EVERY_SCHOOL, n=1, cutoff=0.85)
    if not role.strip() or (near and role not in ROLES_OF_EVERY_SCHOOL):
        raise Unusable(f"“{role}” is no role of a school: write “{near[0]}”" if near else "a role needs a name, like “headteacher”")


def _put_in_class(school: School, person: Person, name: str, *, by: Actor, now: datetime) -> None:
    from belisha.people import actions
    from belisha.people.models import SchoolClass

    today = actions.today_at(school, now)
    _check_class(school, name, today)
    found = SchoolClass.objects.filter(school=school, name=name, since__lte=today).latest("since")
    actions.put_in_class(by=by, person=person, school_class=found, since=today, now=now)


def _check_class(school: School, name: str, today: date) -> None:
    """Raises Unusable where no such class exists today."""
    from belisha.people.queries import classes

    known = classes(school, on=today)
    if name not in known:
        raise Unusable(f"there is no class “{name}” ({', '.join(known) or 'no class yet'}): add it with `belisha school class`")


def _add_class(school: School, words: Namespace, *, by: Actor, now: datetime) -> str:
    from belisha.people.actions import add_class, today_at

    for word in (f"class {words.name}", words.year):
        _check_people_word(word)
    add_class(by=by, name=words.name, year=words.year, since=today_at(school, now), now=now)
    _tell_the_network(school, now)
    return f"Class {words.name} ({words.year})."


def _check_people_word(word: str) -> None:
    """Raises Unusable where a policy could not say this class or year."""
    from belisha.core.policy.declarations import Holds
    from belisha.core.policy.vocabulary import Vocabulary
    from belisha.directory.queries import catalogue, suffixes

    if not word.startswith(("class ", "year ")):
        raise Unusable(f"“{word}” is no year group: write it like “year 5”")
    fault = Vocabulary(catalogue(), suffixes(), roles=frozenset()).fault_of(Holds.PEOPLE, word)
    if fault:
        raise Unusable(fault.rstrip("."))


def _set_network(school: School, words: Namespace, *, by: Actor, now: datetime) -> str:
    from belisha.people.actions import today_at
    from belisha.schools.actions import Sitting, set_network
    from belisha.schools.states import Group, NetworkKind

    today = today_at(school, now)
    group = Group(words.group)
    if words.in_class and group is not Group.PUPILS:
        raise Unusable(f"class {words.in_class} is a class of pupils: write --group pupils, or leave out --class")
    if words.in_class:
        _check_class(school, words.in_class, today)
    kinds = {Group.PUPILS: NetworkKind.CLASSROOM, Group.STAFF: NetworkKind.STAFF, Group.GUESTS: NetworkKind.GUEST}
    made = set_network(school, by=by, sitting=Sitting(words.range, group, kinds[group], words.in_class or ""), since=today, now=now)
    return f"{made.range} is where {f'class {made.class_name} sits' if made.class_name else f'{made.group} sit'}."


def _set_term(school: School, words: Namespace, *, by: Actor, now: datetime) -> str:
    from belisha.core.moments import Term
    from belisha.schools.actions import set_term

    try:
        term = Term(words.name, _day(words.first), _day(words.last))
    except ValueError as fault:
        raise Unusable(str(fault)) from fault
    set_term(school, by=by, term=term, now=now)
    return f"The {term.name}: {term.first.isoformat()} to {term.last.isoformat()}."


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as fault:
        raise Unusable(f"“{words}” is no day: write it like 2026-09-02") from fault


def _tell_the_network(school: School, now: datetime) -> None:
    """A school that is running follows at once, not at the next full hour."""
    from belisha.kit.outbox import publish
    from belisha.schools.events import FactsChanged

    publish(FactsChanged(school_id=school.pk), now=now)


def _invite(school: School, words: Namespace, *, by: Actor, now: datetime) -> str:
    """A new invitation for somebody, told here: for when those who invite cannot sign in themselves."""
    from belisha.people import actions, queries
    from belisha.people.joining_views import invitation_address
    from belisha.schools.queries import portal_url

    name = words.person.strip().lower()
    found = [one for one in queries.people(school, on=actions.today_at(school, now)).select_related("account") if _is_meant(one, name)]
    if len(found) != 1:
        raise Unusable(f"nobody here is “{words.person[:80]}”: write their number, e-mail address or user name")
    row = actions.invite(by=by, person=found[0], is_by_mail=False, now=now)
    link = "(a link)" if words.dry_run else invitation_address(row, portal_url(school))
    return f"{found[0].name} chooses a password with this link, once, within seven days. Give it to nobody else:\n  {link}"


def _is_meant(person: Person, words: str) -> bool:
    return words in (str(person.pk), f"person:{person.pk}") or (person.account is not None and words == person.account.user_name)


_VERBS: dict[str, Callable[..., str]] = {
    "person": _add_person,
    "invite": _invite,
    "class": _add_class,
    "network": _set_network,
    "term": _set_term,
}
