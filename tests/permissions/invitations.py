"""Invitations and the second step: who invites whom, and what anybody may open (the rows belong to table.py)."""

from __future__ import annotations

from collections.abc import Callable

from tests.permissions.row import NOBODY, Address, Row, Sent
from tests.permissions.scene import Scene

INVITERS = frozenset({"head", "chair", "clerk"})
INSIDERS = frozenset(
    {
        *("pupil_5k", "parent_5k", "volunteer", "support_staff", "teacher_5k", "governor", "clerk", "chair"),
        *("dsl", "esafety", "network_manager", "head"),
    }
)
EVERYBODY = INSIDERS | {"outsider", "stranger"}


def _of(kind: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": scene.facts[kind]}


def _foreign(kind: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": scene.foreign[kind]}


def _no_code(scene: Scene, reader: str) -> Address:
    return {"code": "NOBO-DYMA-DETH-ISAA"}


def _somebody(scene: Scene, reader: str) -> Sent:
    return {"person": str(scene.cast.teacher_4b.pk), "how": "mail"}


def _typed(scene: Scene, reader: str) -> Sent:
    return {"code": "NOBO-DYMA-DETH-ISAA"}


ROWS = (
    Row(name="people-invitations", sees=INVITERS),
    Row(name="people-invite", does=INVITERS, sent=_somebody),
    Row(name="people-revoke-invitation", does=frozenset({"head"}), address=_of("invitation")),
    Row(
        name="people-revoke-invitation",
        about="of another school",
        does=NOBODY,
        address=_foreign("invitation"),
        missing=INVITERS,
    ),
    Row(name="people-invitation", sees=EVERYBODY, does=EVERYBODY, is_public=True, sent=_typed),
    Row(name="people-open-invitation", sees=EVERYBODY, is_public=True, address=_no_code, shown=302),
    Row(name="people-second-step", sees=INSIDERS, does=INSIDERS, shown=302),  # both ask for the password once more
)
