"""People, who is away, classes, contacts and lists brought in: who may see and do what (the rows belong to table.py)."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from belisha.people.actions import fates_of
from belisha.people.models import RosterDraft, SchoolClass
from tests.permissions.row import NOBODY, Address, Row, Sent
from tests.permissions.scene import Scene

INSIDE = frozenset(
    {"support_staff", "teacher_5k", "dsl", "esafety", "network_manager", "head", "governor", "clerk", "chair"}
)  # staff and governors, without volunteers
SEE_PEOPLE = frozenset({"head", "dsl", "network_manager"})
SEE_CONTACTS = frozenset({"head", "dsl"})
BRING_IN = frozenset({"head", "network_manager"})
HEAD = frozenset({"head"})
MANAGER = frozenset({"network_manager"})
HOLD_ROLES = frozenset({"dsl", "esafety", "network_manager", "head", "clerk", "chair"})
OWN_ROLE = {
    "dsl": ("designated safeguarding lead", "deputy_dsl"),
    "esafety": ("e-safety team", "support_staff"),
    "network_manager": ("network manager", "support_staff"),
    "head": ("headteacher", "senco"),
    "clerk": ("clerk to governors", "governor"),
    "chair": ("chair of governors", "governor"),
}


def _of(kind: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": scene.facts[f"people {kind}"]}


def _foreign(kind: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": scene.foreign[f"people {kind}"]}


def _teacher(scene: Scene, reader: str) -> Address:
    return {"number": scene.cast.teacher_4b.pk}


def _class(scene: Scene, reader: str) -> Address:
    return {"name": "4B"}


def _away(scene: Scene, reader: str) -> Sent:
    own = getattr(scene.cast, reader, scene.cast.head)
    return {"away-person": str(own.pk), "away-first": "2026-11-02", "away-last": "2026-11-03"}


def _stand_in(scene: Scene, reader: str) -> Sent:
    role, taker = OWN_ROLE.get(reader, OWN_ROLE["head"])
    own = getattr(scene.cast, reader, scene.cast.head)
    given = {"in-holding": f"{role}|{own.pk}", "in-to_person": str(getattr(scene.cast, taker).pk)}
    return {**given, "in-first": "2026-11-02", "in-last": "2026-11-03"}


def _day(scene: Scene, reader: str) -> Sent:
    return {"ends": "2026-10-06"}


def _leaves(scene: Scene, reader: str) -> Sent:
    return {"ends": "2026-09-21"}


def _line_manager(scene: Scene, reader: str) -> Sent:
    return {"manager": str(scene.cast.head.pk), "since": "2026-09-21"}


def _contact(scene: Scene, reader: str) -> Sent:
    return {"name": "Somebody Else", "relationship": "father", "has_responsibility": "yes"}


def _file(scene: Scene, reader: str) -> Sent:
    file = SimpleUploadedFile("pupils.csv", b"Forename,Surname,Class,Year\nAnna,Bell,5K,5\n")
    return {"group": "PUPILS", "file": file, "starts": "2026-09-21"}


def _seen(scene: Scene, reader: str) -> Sent:
    return {"seen": fates_of(RosterDraft.objects.select_related("school").get(pk=scene.facts["people list"])).seen}


def _year(scene: Scene, reader: str) -> Sent:
    return {"day": "2027-09-01"} | {f"class_{row.pk}": "leave" for row in SchoolClass.objects.all()}


ROWS = (
    Row(name="people", sees=INSIDE),
    Row(name="people", about="looking somebody up", sees=INSIDE, query={"q": "Bel"}),
    Row(name="people-person", sees=SEE_PEOPLE, address=_teacher),
    Row(name="people-person", about="of oneself", sees=SEE_PEOPLE | {"teacher_5k"}, address=_of("person")),
    Row(name="people-leave", sees=HEAD, does=HEAD, address=_teacher, sent=_leaves),
    Row(name="people-line-manager", sees=HEAD, does=HEAD, address=_teacher, sent=_line_manager),
    Row(name="people-contacts", sees=SEE_CONTACTS, address=_of("child")),
    Row(name="people-add-contact", sees=SEE_CONTACTS, does=SEE_CONTACTS, address=_of("child"), sent=_contact),
    Row(name="people-contact", sees=SEE_CONTACTS, does=SEE_CONTACTS, address=_of("family"), sent=_contact),
    Row(name="people-away", sees=INSIDE),
    Row(name="people-record-absence", does=INSIDE, sent=_away),
    Row(name="people-end-absence", sees=HEAD | {"teacher_5k"}, does=HEAD | {"teacher_5k"}, address=_of("absence"), sent=_day),
    Row(name="people-delegate", does=HOLD_ROLES, sent=_stand_in),
    Row(name="people-end-delegation", sees=HEAD | {"teacher_5k"}, does=HEAD | {"teacher_5k"}, address=_of("delegation"), sent=_day),
    Row(name="people-classes", sees=INSIDE),
    Row(name="people-class", sees=INSIDE, address=_class),
    Row(name="people-next-year", sees=HEAD, does=HEAD, sent=_year, done=200),  # first told, then saved
    Row(name="people-lists", sees=BRING_IN, does=BRING_IN, sent=_file),
    Row(name="people-list", sees=MANAGER, address=_of("list"), missing=HEAD),  # somebody else's list is not found
    Row(name="people-list-confirm", does=MANAGER, address=_of("list"), sent=_seen, missing=HEAD),
    Row(name="people-list-put-aside", does=MANAGER, address=_of("list"), missing=HEAD),
)

_THEIRS = (
    ("people-leave", "person", HEAD, _leaves),
    ("people-line-manager", "person", HEAD, _line_manager),
    ("people-add-contact", "child", SEE_CONTACTS, _contact),
    ("people-contact", "family", SEE_CONTACTS, _contact),
    ("people-end-absence", "absence", INSIDE, _day),
    ("people-end-delegation", "delegation", INSIDE, _day),
)
FOREIGN = (
    *(
        Row(name=name, about="of another school", sees=NOBODY, does=NOBODY, address=_foreign(kind), sent=sent, missing=missing)
        for name, kind, missing, sent in _THEIRS
    ),
    Row(name="people-person", about="of another school", sees=NOBODY, address=_foreign("person"), missing=INSIDE),
    Row(name="people-contacts", about="of another school", sees=NOBODY, address=_foreign("child"), missing=SEE_CONTACTS),
    Row(name="people-list", about="of another school", sees=NOBODY, address=_foreign("list"), missing=BRING_IN),
    Row(name="people-list-confirm", about="of another school", does=NOBODY, address=_foreign("list"), sent=_seen, missing=BRING_IN),
    Row(name="people-list-put-aside", about="of another school", does=NOBODY, address=_foreign("list"), missing=BRING_IN),
)
