"""Rows of people: accounts (how one signs in) and persons (who one is at a school)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django_scopes import ScopedManager

from belisha.people.states import Kind
from belisha.schools.models import School


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by what their owners sign in with, in any case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account with this name. Raises Account.DoesNotExist."""
        return self.get(user_name__iexact=username)


class Account(AbstractBaseUser):
    """How somebody signs in. Belongs to no school: a governor of two schools has one account and two persons.

    `user_name` is what its owner signs in with: the e-mail address, or for people without one a name like "nora.kerb". `email` is empty
    for them: volunteers, supply and governors need none (safeguarding.md, roles).
    """

    user_name = models.CharField(max_length=254, unique=True)
    email = models.EmailField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    USERNAME_FIELD = "user_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    class Meta:
        """An address is one account's, in any case; several have none."""

        constraints = [models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="account_once_an_address")]


class Person(models.Model):
    """Somebody of the school community. `account` is empty for everyone who does not sign in, such as most pupils.

    `number` is the person's number in the school's own system, by which a list brought in again finds them; never a pupil's UPN.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="persons")
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=20, choices=[(k.name, k.value) for k in Kind])
    joined = models.DateField()
    left = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")

    class Meta:
        """One person for an account in a school."""

        constraints = [models.UniqueConstraint(fields=["school", "account"], name="person_once_a_school")]
