"""The school's facts with days: who may see and set each (the rows belong to table.py)."""

from __future__ import annotations

from collections.abc import Callable

from tests.permissions.row import NOBODY, Address, Row, Sent
from tests.permissions.scene import Scene

MANAGER = frozenset({"network_manager"})
SET_TIMES = frozenset({"head", "network_manager"})
LOOK = frozenset({"governor", "clerk", "chair", "head", "dsl", "esafety", "network_manager"})
SEE_DEVICES = frozenset({"head", "dsl", "network_manager"})
THEN = {"day": "2026-09-14"}


def _of(kind: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": scene.facts[kind]}


def _foreign(kind: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": scene.foreign[kind]}


def _last_day(scene: Scene, reader: str) -> Sent:
    return {"ends": "2026-09-21"}


def _holiday(scene: Scene, reader: str) -> Sent:
    return {"name": "long weekend", "first": "2026-10-08", "last": "2026-10-09"}


def _day(scene: Scene, reader: str) -> Sent:
    return {"starts": "08:30", "ends": "15:00", "since": "2026-09-21"}


def _device(scene: Scene, reader: str) -> Sent:
    return {"range": "127.0.88.77", "person": str(scene.cast.teacher_4b.pk), "since": "2026-09-21"}


def _booking(scene: Scene, reader: str) -> Sent:
    given = {"trolley": "Trolley A", "class_name": "4B", "weekdays": ["2"], "starts": "09:00", "ends": "10:00"}
    return {**given, "since": "2026-09-21"}


_ONE_OF_THEIRS = (
    ("schools-take-back-term", "term", SET_TIMES, None, 302),
    ("schools-take-back-holiday", "holiday", SET_TIMES, None, 302),
    ("schools-open-day", "closed_day", SET_TIMES, None, 302),
    ("schools-end-device", "device", MANAGER, _last_day, 200),  # first told, then saved
    ("schools-end-booking", "booking", MANAGER, _last_day, 302),
)

ROWS = (
    Row(name="schools-times-then", sees=LOOK),
    Row(name="schools-times-then", about="of a day", sees=LOOK, query=THEN),
    Row(name="schools-networks-then", sees=LOOK),
    Row(name="schools-networks-then", about="of a day", sees=LOOK, query=THEN),
    Row(name="schools-set-holiday", sees=SET_TIMES, does=SET_TIMES, sent=_holiday),
    Row(name="schools-set-day-times", sees=SET_TIMES, does=SET_TIMES, sent=_day),
    Row(name="schools-devices", sees=SEE_DEVICES),
    Row(name="schools-give-device", sees=MANAGER, does=MANAGER, sent=_device, done=200),
    Row(name="schools-trolleys", sees=LOOK),
    Row(name="schools-book-trolley", sees=MANAGER, does=MANAGER, sent=_booking),
    *(
        Row(name=name, sees=may, does=may, address=_of(kind), done=done, **({"sent": sent} if sent else {}))
        for name, kind, may, sent, done in _ONE_OF_THEIRS
    ),
    *(
        Row(
            name=name,
            about="of another school",
            sees=NOBODY,
            does=NOBODY,
            address=_foreign(kind),
            missing=may,
            **({"sent": sent} if sent else {}),
        )
        for name, kind, may, sent, _ in _ONE_OF_THEIRS
    ),
)
