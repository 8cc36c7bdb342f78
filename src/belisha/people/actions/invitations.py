"""Somebody is invited to choose a password: by mail, or on a printed slip. It works once, for days, and can be taken back."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from belisha.audit import actions as audit
from belisha.kit.access import Actor, Denied, Refused
from belisha.kit.writing import one_transaction
from belisha.notices import actions as notices
from belisha.people import permissions_invitations, queries
from belisha.people.actions.joining import free_user_name
from belisha.people.actions.keeping import held_by, locked_person, locked_school, today_at, written
from belisha.people.invitation_codes import code_for, fingerprint_of
from belisha.people.models import Account, Invitation, Person
from belisha.people.states_invitations import INVITED_FOR, InvitationStatus, status_of
from belisha.schools.models import School

ASK_FOR_ANOTHER = "Ask whoever gave it to you for another one."


def invite(*, by: Actor, person: Person, is_by_mail: bool, now: datetime) -> Invitation:
    """The person may choose a password within seven days; earlier invitations of theirs open nothing any more.

    Raises Denied where `by` may not; Refused for somebody who is not here, has no account, has a password already (but those without an
    e-mail address: nobody can send them a new one), or is to be mailed without an address.
    """
    with one_transaction():
        school = locked_school(by)
        found = locked_person(person, by)
        _check_may_invite(school, by, found, now)
        account = _account_to_open(school, found, now)
        if is_by_mail and not account.email:
            raise Refused(f"{found.name} has no e-mail address: print a slip for them.")
        Invitation.objects.filter(account=account, used_at=None, revoked_at=None).update(revoked_at=now)
        made = Invitation.objects.create(
            school=school,
            person=found,
            account=account,
            fingerprint=fingerprint_of(code_for(person_id=found.pk, account_id=account.pk, made_at=now)),
            is_by_mail=is_by_mail,
            made_by_name=by.name,
            made_at=now,
            ends_at=now + INVITED_FOR,
        )
        facts = {"person": found.pk, "person's name": found.name, "by mail": is_by_mail, "ends": made.ends_at.isoformat()}
        audit.record(by=by, action="person invited", subject=f"invitation {made.pk}", facts=facts, now=now)
        if is_by_mail:
            _mail(made, account, school, now)
    return made


def revoke_invitation(*, by: Actor, invitation: Invitation, now: datetime) -> Invitation:
    """The invitation opens nothing any more. Raises Denied where `by` may not; Refused where it is answered or over."""
    with one_transaction():
        school = locked_school(by)
        row = Invitation.objects.select_related("person").filter(pk=invitation.pk, school_id=by.school_id).first()
        if row is None:
            raise Denied("This invitation is another school's.")
        _check_may_invite(school, by, row.person, now)
        status = _status(row, now)
        if status is not InvitationStatus.WAITING:
            raise Refused(f"The invitation of {row.person.name} is {status.value}: there is nothing to take back.")
        row.revoked_at = now
        row.save()
        facts = {"person": row.person_id, "person's name": row.person.name}
        audit.record(by=by, action="invitation taken back", subject=f"invitation {row.pk}", facts=facts, now=now)
    return row


def correct_invited(*, by: Actor, person: Person, name: str, email: str, now: datetime) -> Person:
    """Somebody who has not chosen a password was written wrongly: name and address as they are given now; their invitation is void.

    Raises Denied where `by` may not; Refused without a name, for somebody who can sign in or is known at another school, and for an
    address that is somebody else's.
    """
    address, plain = email.strip().lower(), " ".join(name.split())
    with one_transaction():
        school = locked_school(by)
        found = locked_person(person, by)
        _check_may_invite(school, by, found, now)
        account = _account_to_open(school, found, now)
        if account.has_usable_password() or queries.is_known_elsewhere(account, school):
            raise Refused(f"{found.name} signs in already: nobody else changes how.")
        if not plain:
            raise Refused("A person needs a name: write first name and surname.")
        if address != account.email:
            if address and Account.objects.filter(email__iexact=address).exists():
                raise Refused(f"Somebody else signs in as {address}: write another address.")
            account.email, account.user_name = address, address or free_user_name(plain)
            account.save()
        Invitation.objects.filter(account=account, used_at=None, revoked_at=None).update(revoked_at=now)
        found.name = plain
        found.save()
        facts = {"person": found.pk, "person's name": plain, "signs in as": account.user_name}
        audit.record(by=by, action="person corrected", subject=f"person {found.pk}", facts=facts, now=now)
    return found


def answer_invitation(*, code: str, password: str, now: datetime) -> Account:
    """Whoever holds the code chooses their password; the code opens nothing any more. The password has been checked for strength.

    Raises Refused, with what to do, for a code nobody made, one that was used, taken back or has lapsed, and for somebody who has left.
    """
    with one_transaction():
        known = queries.invitation_of_code(code)
        if known is None:
            raise Refused(f"This code opens nothing. Look at it again, letter by letter. {ASK_FOR_ANOTHER}")
        School.objects.select_for_update().get(pk=known.school_id)
        row = Invitation.objects.select_related("person", "account", "school").get(pk=known.pk)
        check_can_be_answered(row, now)
        row.used_at = now
        row.save()
        account = row.account
        account.set_password(password)
        account.save()
        by = Actor(school_id=row.school_id, name=row.person.name, person_id=row.person_id)
        audit.record(by=by, action="invitation answered", subject=f"invitation {row.pk}", facts={"person": row.person_id}, now=now)
    return account


def check_can_be_answered(row: Invitation, now: datetime) -> None:
    """Raises Refused where the invitation no longer opens anything."""
    status = _status(row, now)
    if status is InvitationStatus.USED:
        raise Refused("This invitation has been used: sign in with the password that was chosen. If that was not you, tell the school now.")
    if status is InvitationStatus.REVOKED:
        raise Refused(f"This invitation was taken back, or another one was made since. {ASK_FOR_ANOTHER}")
    if status is InvitationStatus.LAPSED:
        raise Refused(f"This invitation held until {written(today_at(row.school, row.ends_at))}. {ASK_FOR_ANOTHER}")
    if not queries.is_here(row.person, on=today_at(row.school, now)):
        raise Refused("This invitation is for somebody who is not of the school today. Ask at the school office.")


def _status(row: Invitation, now: datetime) -> InvitationStatus:
    return status_of(used_at=row.used_at, revoked_at=row.revoked_at, ends_at=row.ends_at, now=now)


def _check_may_invite(school: School, by: Actor, person: Person, now: datetime) -> None:
    """Raises Denied where a person acts who may not open this person's account."""
    if by.person_id is None:
        return
    today = today_at(school, now)
    permissions_invitations.check_may_invite(held_by(school, by, today), of_roles=queries.roles_to_come(person, on=today))


def _account_to_open(school: School, person: Person, now: datetime) -> Account:
    """The account the invitation is for. Raises Refused where there is none, or it is in use."""
    today = today_at(school, now)
    if not queries.is_here(person, on=today):
        raise Refused(f"{person.name} is not of the school today: nobody is invited who has left, or has not come yet.")
    if person.account_id is None:
        raise Refused(f"{person.name} has no account yet: give them one first, with an e-mail address or a user name.")
    account = Account.objects.get(pk=person.account_id)
    if not account.has_usable_password():
        return account
    if account.email:
        raise Refused(f"{person.name} has a password already. Forgotten: they press “Forgot your password?” at sign-in.")
    if queries.is_known_elsewhere(account, school):
        raise Refused(f"{person.name} signs in at another school with the same account: that school gives them a slip.")
    return account


def _mail(invitation: Invitation, account: Account, school: School, now: datetime) -> None:
    """Put the invitation into the outbox; the code itself is only put into the e-mail as it leaves."""
    notices.tell(
        school_id=school.pk,
        person_id=invitation.person_id,
        title=f"{school.name} gives you an account",
        words=(
            f"{school.name} keeps its online-safety policy in Belisha. Choose a password to sign in as {account.user_name}. "
            f"The link works once, until {written(today_at(school, invitation.ends_at))}. Not expected? Ask the school before you use it."
        ),
        link=f"{reverse('people-invitation')}?number={invitation.pk}",
        now=now,
        address=account.email,
    )
