"""The first run: nobody's but that of whoever took its link (the rows belong to table.py).

The scene's network manager has one open, and no second step: each of their steps leads to that first (302).
"""

from __future__ import annotations

from tests.permissions.row import Address, Row
from tests.permissions.scene import Scene

MINE = frozenset({"network_manager"})
EVERYBODY = frozenset(
    {
        *("outsider", "stranger", "pupil_5k", "parent_5k", "volunteer", "support_staff", "teacher_5k"),
        *("governor", "clerk", "chair", "dsl", "esafety", "network_manager", "head"),
    }
)


def _no_link(scene: Scene, reader: str) -> Address:
    return {"secret": "nobody-made-this"}


def _somebody(scene: Scene, reader: str) -> Address:
    return {"number": scene.cast.head.pk}


ROWS = (
    Row(name="first-run-link", sees=EVERYBODY, is_public=True, address=_no_link, shown=302),
    Row(name="first-run-start", sees=EVERYBODY, does=EVERYBODY, is_public=True, shown=403, done=403),
    Row(name="first-run", sees=MINE, shown=302),
    Row(name="first-run-school", sees=MINE, does=MINE, done=200),  # it is there: nothing is asked
    *(Row(name=f"first-run-{name}", sees=MINE, does=MINE, shown=302) for name in ("you", "people", "networks", "year", "day", "policy")),
    Row(name="first-run-correct", sees=MINE, does=MINE, address=_somebody, shown=302),
    Row(name="first-run-done", sees=MINE, shown=302),
    Row(name="first-run-invite", does=MINE),
    Row(name="first-run-finish", does=MINE),
)
