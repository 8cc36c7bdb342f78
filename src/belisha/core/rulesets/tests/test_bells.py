"""The bells of a day: at each end and start, also when the clocks change, and also for lists, bans and delayed openings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question, Verdict
from belisha.core.decision.tests.worlds import FACTS, SEATS, START
from belisha.core.names import Host
from belisha.core.programme.model import Ban, Effect, NameList, Opening, Programme, Rule, Standing, When, WhenKind
from belisha.core.rulesets.compare import at_moment
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.lookup import lookup
from belisha.core.rulesets.model import ROOT, Timeline

EVERY_DAY = frozenset(range(7))
HOUR = timedelta(hours=1)


def compiled(programme: Programme, at: datetime = START, hours: int = 24) -> Timeline:
    return compile_timeline(programme, at=at, number=1, school="Invented School", local_names={}, hours=hours)


def with_rule(when: When, **more: object) -> Programme:
    rule = Rule("8.1/block/1", "8.1", Effect.BLOCK, frozenset({"pupils"}), when=when, **more)
    lists = {"games": NameList("games", "Games", frozenset({"game.org.uk"}))}
    return Programme("v", "An invented policy", FACTS, rules=(rule,), standing=Standing(lists=lists))


def verdict_at(timeline: Timeline, moment: datetime, seat_key: str, name: str) -> Verdict:
    return lookup(at_moment(timeline, moment), seat_key, name).verdict


@pytest.mark.parametrize("midnight", [datetime(2026, 10, 25, tzinfo=UTC), datetime(2027, 3, 28, tzinfo=UTC)], ids=["back", "forward"])
@pytest.mark.parametrize(
    ("starts", "ends"),
    [(time(0, 30), time(1, 30)), (time(1, 15), time(1, 45)), (time(23, 30), time(1, 20)), (time(1), time(2)), (time(1, 40), time(1, 10))],
)
def test_windows_ring_rightly_in_the_night_when_clocks_change(midnight: datetime, starts: time, ends: time) -> None:
    programme = with_rule(When(WhenKind.WINDOW, EVERY_DAY, starts, ends), names=frozenset({"tube.com"}))
    timeline = compiled(programme, midnight - 2 * HOUR)
    for minutes in range(0, 6 * 60, 5):
        moment = midnight - 2 * HOUR + timedelta(minutes=minutes)
        expected = decide(programme, Question(Host("tube.com"), moment, SEATS[0]))
        assert lookup(at_moment(timeline, moment), SEATS[0].key, "tube.com").decision("v") == expected, moment


def test_a_list_closed_in_lesson_time_opens_at_the_end_of_the_lesson() -> None:
    timeline = compiled(with_rule(When(WhenKind.LESSON_TIME), lists=frozenset({"games"})))
    nine_in_school = datetime(2026, 10, 23, 8, 0, tzinfo=UTC)  # British Summer Time
    assert verdict_at(timeline, nine_in_school - timedelta(seconds=1), "pupils/5K", "game.org.uk") is Verdict.OPEN
    assert verdict_at(timeline, nine_in_school, "pupils/5K", "x.game.org.uk") is Verdict.CLOSED
    assert verdict_at(timeline, nine_in_school, "pupils/4B", "game.org.uk") is Verdict.OPEN
    assert verdict_at(timeline, nine_in_school + 2 * HOUR, "pupils/5K", "game.org.uk") is Verdict.OPEN


def test_what_a_rule_excepts_is_taken_out_of_its_list_too() -> None:
    programme = with_rule(When(), lists=frozenset({"games"}), except_names=frozenset({"play.game.org.uk"}))
    timeline = compiled(programme)
    assert timeline.bells == ()
    assert verdict_at(timeline, START, "pupils/5K", "game.org.uk") is Verdict.CLOSED
    assert verdict_at(timeline, START, "pupils/5K", "x.play.game.org.uk") is Verdict.OPEN


def test_what_one_clause_excepts_from_a_list_another_clause_still_closes() -> None:
    programme = with_rule(When(), lists=frozenset({"games"}), except_names=frozenset({"play.game.org.uk"}))
    second = Rule("8.2/block/1", "8.2", Effect.BLOCK, frozenset({"class 5K"}), lists=frozenset({"games"}))
    ruleset = compiled(replace(programme, rules=(*programme.rules, second))).ruleset
    assert lookup(ruleset, "pupils/5K", "game.org.uk").entry.clause == "8.1"
    assert lookup(ruleset, "pupils/5K", "play.game.org.uk").entry.clause == "8.2"
    assert lookup(ruleset, "pupils/4B", "play.game.org.uk").verdict is Verdict.OPEN


def test_an_opening_rings_at_its_start_and_at_its_end_for_its_class_alone() -> None:
    opening = Opening("12", frozenset({"play.tube.com"}), "class 5K", START + HOUR, START + 3 * HOUR, "8.4")
    programme = with_rule(When(), names=frozenset({"tube.com"}))
    timeline = compiled(programme.with_standing(Standing(openings=(opening,))))
    assert [bell.at for bell in timeline.bells] == [START + HOUR, START + 3 * HOUR]
    assert [change.seat_key for bell in timeline.bells for change in bell.changes] == ["pupils/5K", "pupils/5K"]
    assert lookup(at_moment(timeline, START + HOUR), "pupils/5K", "a.play.tube.com").entry.until == START + 3 * HOUR
    assert verdict_at(timeline, START + HOUR, "pupils/4B", "play.tube.com") is Verdict.CLOSED
    assert timeline.bells[1].changes[0].gone == {"play.tube.com"}
    assert verdict_at(timeline, START + 3 * HOUR, "pupils/5K", "play.tube.com") is Verdict.CLOSED


def test_an_end_after_the_hours_asked_for_gives_no_bell_yet() -> None:
    opening = Opening("12", frozenset({"tube.com"}), "everyone", START, START + 30 * HOUR, "8.4")
    programme = Programme("v", "An invented policy", FACTS, standing=Standing(openings=(opening,)))
    assert compiled(programme).bells == ()
    assert [bell.at for bell in compiled(programme, hours=30).bells] == [opening.ends]


def test_a_ban_is_one_row_above_every_name_and_help_stays_open() -> None:
    ban = Ban("3", "pupils/5K", START, START + HOUR, "8.2")
    standing = Standing(bans=(ban,), help_names=frozenset({"help.org"}))
    timeline = compiled(Programme("v", "An invented policy", FACTS, standing=standing))
    assert timeline.ruleset.tables["pupils/5K"].keys() == {ROOT, "help.org"}
    assert verdict_at(timeline, START, "pupils/5K", "anything.info") is Verdict.CLOSED
    assert verdict_at(timeline, START, "pupils/5K", "chat.help.org") is Verdict.OPEN
    assert verdict_at(timeline, START + HOUR, "pupils/5K", "anything.info") is Verdict.OPEN


def test_lists_are_never_spread_out_into_tables() -> None:
    names = frozenset(f"site{n}.example.com" for n in range(1000))
    programme = with_rule(When(), lists=frozenset({"games"}))
    standing = replace(programme.standing, lists={"games": NameList("games", "Games", names)})
    ruleset = compiled(programme.with_standing(standing)).ruleset
    assert all(not table for table in ruleset.tables.values())
    assert [row.list_id for row in ruleset.last_lists["pupils/5K"]] == ["games"]
    assert ruleset.last_lists["staff"] == ()


def test_two_seats_of_one_key_are_refused() -> None:
    seats = (SEATS[0], replace(SEATS[0], network="staff"))
    with pytest.raises(ValueError, match="pupils/5K"):
        compile_timeline(with_rule(When()), at=START, number=1, school="Invented School", local_names={}, seats=seats)
