"""Reports and closes made from them: who may see and do what (the rows belong to table.py)."""

from __future__ import annotations

from collections.abc import Callable

from tests.permissions.planting_reports import REPORTED
from tests.permissions.row import NOBODY, Address, Row, Sent
from tests.permissions.scene import Scene


def _of(kind: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": scene.facts[kind]}


def _foreign(kind: str) -> Callable[[Scene, str], Address]:
    return lambda scene, reader: {"number": scene.foreign[f"reports {kind}"]}


def _report(scene: Scene, reader: str) -> Sent:
    return {"address": "met-today.example", "words": "Something odd."}


def _code(scene: Scene, reader: str) -> Sent:
    return {"code": "00000-00000"}


def _close(scene: Scene, reader: str) -> Sent:
    return {"host": REPORTED, "people": "everyone", "reason": ""}


def _reason(scene: Scene, reader: str) -> Sent:
    return {"reason": "A shop for toys."}


def _site(scene: Scene, reader: str) -> Sent:
    return {"site": "named-later.example"}


def _lift(scene: Scene, reader: str) -> Sent:
    return {f"lift-{scene.facts['close']}-reason": "A mistake."}


_STAFF = frozenset({"volunteer", "support_staff", "teacher_5k", "dsl", "esafety", "network_manager", "head"})
_GOVERNORS = frozenset({"governor", "clerk", "chair"})
_FAMILIES = frozenset({"pupil_5k", "parent_5k"})
_INSIDERS = _STAFF | _GOVERNORS | _FAMILIES
_EVERYBODY = _INSIDERS | {"outsider", "stranger"}
_SITES = frozenset({"head", "network_manager", "esafety", "dsl"})
_MANAGER, _LEAD = frozenset({"network_manager"}), frozenset({"dsl"})

_ON_ONE = (
    ("filtering-close-report", "report", _MANAGER, _close),
    ("filtering-harmless-report", "report", _MANAGER, _reason),
    ("filtering-name-report", "report_words", _LEAD, _site),
    ("filtering-share-report", "report", _LEAD, None),
    ("filtering-deal-report", "report", _LEAD, None),
)

ROWS = (
    Row(name="filtering-report", sees=_EVERYBODY, does=_EVERYBODY, is_public=True, sent=_report),
    Row(name="filtering-report-sent", about="by somebody else", sees=_EVERYBODY, is_public=True, shown=302),  # to the form
    Row(name="filtering-report-status", sees=_EVERYBODY, does=_EVERYBODY, is_public=True, sent=_code, done=200),
    Row(name="filtering-reports", sees=_INSIDERS),  # one's own, and what one looks after
    Row(name="filtering-report-one", about="of a site, class 5K", sees=_SITES | {"teacher_5k"}, address=_of("report")),
    Row(name="filtering-report-one", about="of words alone, class 4B", sees=_LEAD, address=_of("report_words")),
    Row(name="filtering-report-one", about="of another school", sees=NOBODY, address=_foreign("report"), missing=_INSIDERS),
    Row(name="filtering-closes", sees=_STAFF | _GOVERNORS),
    Row(name="filtering-confirm-close", does=frozenset({"head", "dsl"}), address=_of("close")),
    Row(name="filtering-lift-close", does=frozenset({"head", "dsl", "network_manager"}), address=_of("close"), sent=_lift),
    *(Row(name=name, does=may, address=_of(kind), **({"sent": sent} if sent else {})) for name, kind, may, sent in _ON_ONE),
    *(
        Row(
            name=name,
            about="of another school",
            does=NOBODY,
            address=_foreign(kind),
            missing=_INSIDERS,
            **({"sent": sent} if sent else {}),
        )
        for name, kind, may, sent in _ON_ONE
    ),
    *(
        Row(name=name, about="of another school", does=NOBODY, address=_foreign("close"), missing=_STAFF | _GOVERNORS)
        for name in ("filtering-confirm-close", "filtering-lift-close")
    ),
)
