"""Somebody comes, and can sign in."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from itertools import chain, count
from typing import Final

from belisha.audit import actions as audit
from belisha.kit.access import Actor, Refused
from belisha.kit.writing import one_transaction
from belisha.people.actions.keeping import (
    check_may_keep,
    locked_person,
    locked_school,
    today_at,
)
from belisha.people.models import Account, Person
from belisha.people.states import Kind

LONGEST_USER_NAME: Final = 60
NAMELESS: Final = "person"
"""For a name without a Latin letter: names have to be typed on any keyboard of the school."""


def add_person(*, by: Actor, name: str, kind: Kind, joined: date, now: datetime) -> Person:
    """A new person of the school, without an account. Raises Denied where `by` may not; Refused without a name."""
    if not name.strip():
        raise Refused("A person needs a name: write first name and surname.")
    with one_transaction():
        school = locked_school(by)
        check_may_keep(school, by, today_at(school, now))
        made = Person.objects.create(school=school, name=name.strip(), kind=kind.name, joined=joined)
        facts = {"person's name": made.name, "kind": kind.value, "joined": joined.isoformat()}
        audit.record(by=by, action="person added", subject=f"person {made.pk}", facts=facts, now=now)
    return made


def give_account(*, by: Actor, person: Person, email: str, now: datetime) -> Account:
    """The person can sign in, once they have set a password or a passkey: with this address, or without one by a name made of theirs.

    An account of another school is taken as it is: a governor of two schools has one. Raises Denied; Refused where the person has an
    account, or somebody else of this school has that address.
    """
    address = email.strip().lower()
    with one_transaction():
        school = locked_school(by)
        check_may_keep(school, by, today_at(school, now))
        found = locked_person(person, by)
        if found.account_id is not None:
            raise Refused(f"{found.name} has an account already.")
        if address and Person.objects.filter(school=school, account__email__iexact=address).exists():
            raise Refused(f"Somebody else of the school signs in as {address}: write another address.")
        found.account = account = account_for(address, found.name, now=now)
        found.save()
        facts = {"email": address} if address else {"user name": account.user_name}
        audit.record(by=by, action="account given", subject=f"person {found.pk}", facts=facts, now=now)
    return account


def account_for(address: str, name: str, *, now: datetime) -> Account:
    """The account with this address, or a new one; "" makes one that signs in by a name made of `name`. Inside a transaction.

    Whoever left and comes back is invited again: leaving made every password and session of theirs void.
    """
    account = Account.objects.filter(email__iexact=address).first() if address else None
    if account is None:
        account = Account(email=address, user_name=address or free_user_name(name), made_at=now)
        account.set_unusable_password()
    account.is_active = True
    account.save()
    return account


def free_user_name(name: str) -> str:
    """What somebody without an e-mail address signs in with: "nora.kerb", with a number where that is taken. Never an address."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wanted = ".".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_USER_NAME].strip(".") or NAMELESS
    taken = set(Account.objects.filter(user_name__startswith=wanted).values_list("user_name", flat=True))
    return next(one for one in chain([wanted], (f"{wanted}{number}" for number in count(2))) if one not in taken)
