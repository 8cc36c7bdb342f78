"""Rows of people: accounts (how one signs in) and persons (who one is at a school)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django_scopes import ScopedManager

from belisha.people.states import Kind
from belisha.schools.models import School


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by e-mail address, in any case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account with this address. Raises Account.DoesNotExist."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """How somebody signs in. Belongs to no school: a governor of two schools has one account and two persons."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()


class Person(models.Model):
    """Somebody of the school community. `account` is empty for everyone who does not sign in, such as most pupils."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="persons")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(k.name, k.value) for k in Kind])
    joined = models.DateField()
    left = models.DateField(null=True, blank=True)

    objects = ScopedManager(school="school")

    class Meta:
        """One person for an account in a school."""

        constraints = [models.UniqueConstraint(fields=["school", "account"], name="person_once_a_school")]
