"""Curriculum activities: who may plan, see and cancel them, and who lets somebody plan without the training (clauses 6.3, 4.3)."""

from __future__ import annotations

from collections.abc import Callable

from tests.permissions.row import NOBODY, Address, Row, Sent
from tests.permissions.scene import Scene

STAFF = frozenset({"volunteer", "support_staff", "teacher_5k", "dsl", "esafety", "network_manager", "head"})
GOVERNORS = frozenset({"governor", "clerk", "chair"})
OF_5K = frozenset({"teacher_5k", "head", "network_manager", "esafety", "dsl"})


def _of(kind: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": scene.facts[kind]}


def _foreign(kind: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": scene.foreign[kind]}


def _plan(scene: Scene, reader: str) -> Sent:
    given = {"class_name": "5K", "day": "2026-09-17", "lesson": "first lesson", "services": ["flickr"]}
    return {**given, "sites": "", "purpose": "Pictures of rivers.", "weeks": "1", "step": "look"}


def _cancel(scene: Scene, reader: str) -> Sent:
    return {"reason": "The lesson is not held."}


def _leave(scene: Scene, reader: str) -> Sent:
    """The headteacher lets a teacher, everybody else tries to let the headteacher."""
    person = scene.cast.teacher_4b if reader == "head" else scene.cast.head
    return {"person": str(person.pk), "reason": "Did the course elsewhere.", "last": "2026-10-23"}


ROWS = (
    Row(name="filtering-activities", sees=STAFF | GOVERNORS),  # governors read how many there were, and no more
    Row(
        name="filtering-plan-activity",
        sees=frozenset({"teacher_5k", "head"}),  # the headteacher stands in for any teacher
        does=frozenset({"teacher_5k"}),  # the headteacher's training cannot be shown
        sent=_plan,
        done=200,  # first told, then planned
    ),
    Row(name="filtering-activity", about="of class 5K", sees=OF_5K, address=_of("activity")),
    Row(
        name="filtering-cancel-activity",
        does=frozenset({"teacher_5k", "head", "network_manager"}),
        address=_of("activity"),
        sent=_cancel,
    ),
    Row(name="filtering-training", sees=frozenset({"head", "chair"}), does=frozenset({"head", "chair"}), sent=_leave),
    Row(name="filtering-end-waiver", does=frozenset({"head"}), address=_of("waiver")),
    Row(
        name="filtering-activity",
        about="of another school",
        sees=NOBODY,
        address=_foreign("activity"),
        missing=STAFF | GOVERNORS,  # families see no activities at all
    ),
    Row(
        name="filtering-cancel-activity",
        about="of another school",
        does=NOBODY,
        address=_foreign("activity"),
        sent=_cancel,
        missing=STAFF | GOVERNORS,
    ),
    Row(
        name="filtering-end-waiver",
        about="of another school",
        does=NOBODY,
        address=_foreign("waiver"),
        missing=frozenset({"head", "chair"}),
    ),
)
