from __future__ import annotations

import enum
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from belisha.kit import clock
from belisha.kit.access import Denied, Refused, may
from belisha.kit.templatetags.school_time import school_day, school_moment
from belisha.kit.workflow import check_move


class Lamp(enum.Enum):
    DARK = "dark"
    LIT = "lit"


MOVES = {Lamp.DARK: frozenset({Lamp.LIT}), Lamp.LIT: frozenset()}


def test_a_move_that_the_table_has_is_allowed() -> None:
    check_move(MOVES, was=Lamp.DARK, becomes=Lamp.LIT, what="The lamp")


def test_a_move_that_the_table_lacks_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refused, match=r"^The lamp is lit: it cannot become dark any more\.$"):
        check_move(MOVES, was=Lamp.LIT, becomes=Lamp.DARK, what="The lamp")


@pytest.mark.parametrize(("raised", "answer"), [(None, True), (Denied("no"), False), (Refused("not now"), False)])
def test_may_answers_what_check_raises(raised: Exception | None, answer: bool) -> None:
    def check() -> None:
        if raised:
            raise raised

    assert may(check)() is answer


def test_may_does_not_hide_a_mistake_of_ours() -> None:
    def check() -> None:
        raise KeyError("a mistake")

    with pytest.raises(KeyError):
        may(check)()


def test_the_clock_of_a_demo_can_be_set_and_set_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    file = tmp_path / "clock.json"
    monkeypatch.setenv(clock.CLOCK_FILE_VARIABLE, str(file))
    real = clock.now()
    for wanted in (moment, moment - timedelta(days=30), moment + timedelta(days=400)):
        clock.set_to(wanted, file=file)
        assert abs(clock.now() - wanted) < timedelta(seconds=5)
        assert clock.now().tzinfo is UTC
    monkeypatch.delenv(clock.CLOCK_FILE_VARIABLE)
    assert abs(clock.now() - real) < timedelta(seconds=30)
    assert "offset_seconds" in json.loads(file.read_text())


def test_a_clock_is_not_set_to_a_moment_without_a_zone(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="names no zone"):
        clock.set_to(datetime(2026, 9, 15, 10, 15), file=tmp_path / "clock.json")  # noqa: DTZ001 - the case under test


def test_moments_are_written_as_a_school_writes_them(moment: datetime) -> None:
    assert school_moment(moment.astimezone(UTC)) == "15 September 2026, 10:15"
    assert school_day(moment.astimezone(UTC)) == "Tuesday 15 September, 10:15"
    assert school_moment(None) == ""
