"""Requests: who sees, advises on and decides them, and who ends what was opened (clauses 8.4 and 8.5)."""

from __future__ import annotations

from collections.abc import Callable

from belisha.filtering.states import Advice
from tests.permissions.row import NOBODY, Address, Row, Sent
from tests.permissions.scene import Scene

STAFF = frozenset({"volunteer", "support_staff", "teacher_5k", "dsl", "esafety", "network_manager", "head"})
GOVERNORS = frozenset({"governor", "clerk", "chair"})
INSIDERS = STAFF | GOVERNORS | {"pupil_5k", "parent_5k"}
DESK = frozenset({"head", "network_manager", "esafety"})


def _number(of: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": getattr(scene, of).pk}


def _foreign(kind: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": scene.foreign[kind]}


def _advice(scene: Scene, reader: str) -> Sent:
    return {"advice": Advice.OPEN.name, "words": "It is on a list by mistake."}


def _decision(scene: Scene, reader: str) -> Sent:
    return {"outcome": "GRANT", "reason": "It helps.", "people": "class 5K", "end_day": "2026-09-18", "end_time": "15:30"}


def _decision_together(scene: Scene, reader: str) -> Sent:
    return {**_decision(scene, reader), "numbers": [str(scene.advised.pk)]}


def _end(scene: Scene, reader: str) -> Sent:
    return {f"end-{scene.opening.pk}-reason": "The lesson is over."}


ROWS = (
    Row(name="filtering-requests", sees=INSIDERS),  # one's own, and what one acts on
    Row(name="filtering-request", about="of class 5K", sees=DESK | {"teacher_5k"}, address=_number("asked")),
    Row(name="filtering-request", about="of another class", sees=DESK, address=_number("joined")),
    Row(name="filtering-request", about="of a teacher", sees=DESK, address=_number("personal")),
    Row(name="filtering-request", about="decided", sees=DESK | {"teacher_5k"}, address=_number("decided")),
    Row(name="filtering-advise", does=frozenset({"network_manager"}), address=_number("asked"), sent=_advice),
    Row(name="filtering-decide", does=frozenset({"head"}), address=_number("advised"), sent=_decision),
    Row(
        name="filtering-decide-together",
        sees=frozenset({"head"}),
        does=frozenset({"head"}),
        address=_number("advised"),
        sent=_decision_together,
    ),
    Row(name="filtering-part", does=frozenset({"head", "network_manager"}), address=_number("joined")),
    Row(
        name="filtering-end-opening",
        does=frozenset({"head", "network_manager"}),
        address=_number("opening"),
        sent=_end,
    ),
)

FOREIGN = (
    Row(name="filtering-request", about="of another school", sees=NOBODY, address=_foreign("request"), missing=INSIDERS),
    Row(name="filtering-advise", about="of another school", does=NOBODY, address=_foreign("request"), sent=_advice, missing=INSIDERS),
    Row(name="filtering-decide", about="of another school", does=NOBODY, address=_foreign("request"), sent=_decision, missing=INSIDERS),
    Row(
        name="filtering-decide-together",
        about="of another school",
        sees=NOBODY,
        does=NOBODY,
        address=_foreign("request"),
        sent=_decision_together,
        missing=INSIDERS,
    ),
    Row(name="filtering-part", about="of another school", does=NOBODY, address=_foreign("request"), missing=INSIDERS),
    Row(
        name="filtering-end-opening",
        about="of another school",
        does=NOBODY,
        address=_foreign("opening"),
        sent=_end,
        missing=STAFF | GOVERNORS,  # families see no openings at all, so they are told no before anything is looked up
    ),
)
