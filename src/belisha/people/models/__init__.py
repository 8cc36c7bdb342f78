"""Rows of people: accounts (how one signs in), persons (who one is at a school), roles, absences, classes, children's parents."""

from __future__ import annotations

from belisha.people.models.absences import Absence, Delegation
from belisha.people.models.classes import ClassMember, SchoolClass
from belisha.people.models.families import Contact, Family
from belisha.people.models.invitations import FirstRun, Invitation
from belisha.people.models.persons import Account, AccountManager, Person
from belisha.people.models.roles import LineManagement, RoleHolding
from belisha.people.models.rosters import RosterDraft

__all__ = [
    "Absence",
    "Account",
    "AccountManager",
    "ClassMember",
    "Contact",
    "Delegation",
    "Family",
    "FirstRun",
    "Invitation",
    "LineManagement",
    "Person",
    "RoleHolding",
    "RosterDraft",
    "SchoolClass",
]
