"""The demo school's first day: people, lists, and a policy signed by its headteacher and its chair of governors."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

from django.conf import settings
from django_scopes import scope

from belisha.filtering.actions.lists import NewList, subscribe_list
from belisha.kit.access import Actor
from belisha.people.models import Person
from belisha.policy.actions import load_version, sign_version
from belisha.web.demo.seeding import SETUP, DemoSchool, seed_demo

POLICY = settings.CHECKOUT / "policies" / "model-policy.md"
LISTS = (
    ("illegal", "Illegal content (a stand-in of invented names)"),
    ("malware", "Malware (a stand-in of invented names)"),
    ("over 18", "Sites for grown-ups only (a stand-in of invented names)"),
    ("getting round", "Ways round the filter"),
    ("games", "Games"),
)


def open_the_school(*, now: datetime) -> DemoSchool:
    """Seed an empty database, load the demo's lists and put the model policy in force, all by the rooms' own actions."""
    demo = seed_demo(now=now, zone=ZoneInfo(settings.TIME_ZONE))
    with scope(school=demo.school):
        by = Actor(school_id=demo.school.pk, name=SETUP)
        for list_id, title in LISTS:
            subscribe_list(_list_named(list_id, title), by=by, now=now)
        version = load_version(by=by, text=POLICY.read_text(encoding="utf-8"), now=now)
        for key, role in (("head", "headteacher"), ("chair", "chair of governors")):
            signer: Person = demo.people[key]
            sign_version(by=signer, version=version, role=role, signed_in_at=now, had_second_factor=True, now=now)
    return demo


def _list_named(list_id: str, title: str) -> NewList:
    file = f"{list_id.replace(' ', '_')}.txt"
    text = files("belisha.directory").joinpath("demo_lists", file).read_text(encoding="utf-8")
    return NewList(list_id=list_id, title=title, source=f"made for the demonstration ({file})", text=text)
