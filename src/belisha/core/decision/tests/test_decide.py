"""Deciding, layer by layer, in the words of the policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Decision, Question, Reason, Verdict
from belisha.core.decision.tests.worlds import FACTS, FORMS, SEATS, UNKNOWN_SEAT
from belisha.core.moments import Seat
from belisha.core.names import Host
from belisha.core.programme.model import Ban, Close, Effect, NameList, Opening, Programme, Rule, Standing, When, WhenKind

PUPIL_5K, PUPIL_4B, STAFF, TEACHER, GUEST, _ = SEATS
NOW = datetime(2026, 10, 23, 9, 15, tzinfo=UTC)  # a Friday, 10:15 at school
HOUR = timedelta(hours=1)
SOON, EARLIER = NOW + HOUR, NOW - HOUR

CLOSES_TUBE = Rule("8.1/block/1", "8.1", Effect.BLOCK, frozenset({"pupils"}), frozenset({"tube.com"}), services=("tube",))
CLOSES_GAMES = Rule("8.1/block/2", "8.1", Effect.BLOCK, frozenset({"pupils"}), lists=frozenset({"games"}))
STANDING = Standing(
    lists={
        "illegal": NameList("illegal", "Illegal content", frozenset({"evil.net"})),
        "malware": NameList("malware", "Malware", frozenset({"harm.net", "evil.net"})),
        "games": NameList("games", "Games", frozenset({"phonics.example.org"})),
    },
    help_names=frozenset({"help.org", "evil.net"}),
    negative_names=frozenset({"canary.net", "chat.help.org"}),
    safe_hosts={"www.search.com": "safe.search.com", "tube.com": "restrict.tube.com", "www.tube.com": "restrict.tube.com"},
)


def programme(*rules: Rule, **standing: object) -> Programme:
    return Programme("v1", "An invented policy", FACTS, rules=rules, forms=FORMS, standing=replace(STANDING, **standing))


def asked(school: Programme, name: str, seat: Seat = PUPIL_5K, moment: datetime = NOW) -> Decision:
    return decide(school, Question(Host(name), moment, seat))


def opening(names: set[str], people: str = "class 5K", starts: datetime = EARLIER) -> Opening:
    return Opening("12", frozenset(names), people, starts, SOON, "8.4")


def close(names: set[str], people: str = "everyone", starts: datetime = EARLIER, **more: object) -> Close:
    return Close("7", frozenset(names), people, starts, None, "8.3", **more)


def test_a_clause_closes_a_service_and_all_below_it_for_pupils_and_not_for_staff() -> None:
    school = programme(CLOSES_TUBE)
    expected = Decision(Verdict.CLOSED, Reason.POLICY_CLOSES, "8.1", "8.1/block/1", "v1", form="access request")
    assert asked(school, "www.tube.com") == expected
    assert asked(school, "retube.com").reason is Reason.NOTHING_CLOSES_IT
    assert asked(school, "www.tube.com", STAFF).verdict is Verdict.SAFE


@pytest.mark.parametrize(("name", "reason"), [("evil.net", Reason.ILLEGAL_LIST), ("x.harm.net", Reason.MALWARE_LIST)])
def test_nothing_opens_the_protective_lists(name: str, reason: Reason) -> None:
    school = programme(
        Rule("8.4/allow/1", "8.4", Effect.ALLOW, frozenset({"everyone"}), frozenset({name})), openings=(opening({name}, "everyone"),)
    )
    decision = asked(school, name, STAFF)
    assert (decision.verdict, decision.reason, decision.form) == (Verdict.CLOSED, reason, None)


def test_a_close_decided_after_an_opening_was_ends_it_also_where_it_begins_only_later() -> None:
    planned, closed = EARLIER - timedelta(days=7), close({"game.org.uk"}, starts=EARLIER - timedelta(days=3))
    lesson = replace(opening({"game.org.uk"}), decided=planned)
    assert asked(programme(openings=(lesson,), closes=(closed,)), "game.org.uk").reason is Reason.CLOSED_BY_DECISION
    again = replace(lesson, decided=EARLIER - timedelta(days=1))
    assert asked(programme(openings=(again,), closes=(closed,)), "game.org.uk").reason is Reason.OPENED_BY_DECISION


def test_canaries_come_before_help_and_help_before_a_ban() -> None:
    school = programme(bans=(Ban("3", PUPIL_5K.key, EARLIER, SOON, "8.2"),))
    assert asked(school, "canary.net").verdict is Verdict.NEGATIVE
    assert asked(school, "chat.help.org").reason is Reason.CANARY
    assert asked(school, "help.org").reason is Reason.HELP
    assert asked(school, "elsewhere.info") == Decision(Verdict.CLOSED, Reason.BAN, "8.2", "ban/3", "v1", SOON)
    assert asked(school, "elsewhere.info", PUPIL_4B).reason is Reason.NOTHING_CLOSES_IT


def test_an_opening_opens_for_its_class_until_its_end_and_keeps_safe_mode() -> None:
    school = programme(CLOSES_TUBE, CLOSES_GAMES, openings=(opening({"phonics.example.org", "tube.com"}),))
    decision = asked(school, "phonics.example.org")
    assert decision == Decision(Verdict.OPEN, Reason.OPENED_BY_DECISION, "8.4", "opening/12", "v1", SOON)
    assert asked(school, "tube.com").safe_host == "restrict.tube.com"
    assert asked(school, "phonics.example.org", PUPIL_4B).reason is Reason.CATEGORY_LIST
    assert asked(school, "phonics.example.org", moment=SOON).reason is Reason.CATEGORY_LIST


def test_a_later_close_ends_an_opening_it_overlaps_and_an_earlier_one_does_not() -> None:
    both = {"openings": (opening({"game.org.uk"}),)}
    later, earlier = EARLIER + timedelta(minutes=1), EARLIER - timedelta(minutes=1)
    assert asked(programme(closes=(close({"game.org.uk"}, starts=later),), **both), "game.org.uk").reason is Reason.CLOSED_BY_DECISION
    assert asked(programme(closes=(close({"game.org.uk"}, starts=earlier),), **both), "game.org.uk").reason is Reason.OPENED_BY_DECISION
    of_others = close({"game.org.uk"}, "staff", starts=later)
    assert asked(programme(closes=(of_others,), **both), "game.org.uk").reason is Reason.OPENED_BY_DECISION
    part = programme(closes=(close({"play.game.org.uk"}, starts=later),), **both)
    assert asked(part, "play.game.org.uk").verdict is Verdict.CLOSED
    assert asked(part, "game.org.uk").verdict is Verdict.OPEN


def test_an_emergency_close_beats_every_opening() -> None:
    earlier = EARLIER - HOUR
    school = programme(openings=(opening({"game.org.uk"}),), closes=(close({"game.org.uk"}, starts=earlier, is_emergency=True),))
    assert asked(school, "game.org.uk").reason is Reason.EMERGENCY_CLOSE


def test_a_narrower_allow_beats_a_wider_block() -> None:
    allow = Rule("6.3/allow/1", "6.3", Effect.ALLOW, frozenset({"class 5K"}), frozenset({"lessons.tube.com"}))
    school = programme(CLOSES_TUBE, allow)
    assert asked(school, "x.lessons.tube.com").reason is Reason.POLICY_OPENS
    assert asked(school, "tube.com").reason is Reason.POLICY_CLOSES
    assert asked(school, "lessons.tube.com", PUPIL_4B).reason is Reason.POLICY_CLOSES


@pytest.mark.parametrize(
    ("people", "names"),
    [("everyone", "lessons.tube.com"), ("pupils", "tube.com"), ("year 5", "com.tube"), ("guests", "tube.com")],
    ids=["wider people", "equal scope", "other names", "other people"],
)
def test_an_allow_that_is_not_narrower_opens_nothing(people: str, names: str) -> None:
    allow = Rule("6.3/allow/1", "6.3", Effect.ALLOW, frozenset({people}), frozenset({names}))
    assert asked(programme(CLOSES_TUBE, allow), "lessons.tube.com").verdict is Verdict.CLOSED
    assert asked(programme(CLOSES_TUBE, allow), "tube.com").verdict is Verdict.CLOSED


def test_a_block_inside_an_allow_inside_a_block_stays_closed() -> None:
    allow = Rule("6.3/allow/1", "6.3", Effect.ALLOW, frozenset({"year 5"}), frozenset({"m.tube.com"}))
    again = Rule("9.1/block/1", "9.1", Effect.BLOCK, frozenset({"class 5K"}), frozenset({"a.m.tube.com"}))
    decision = asked(programme(CLOSES_TUBE, allow, again), "a.m.tube.com")
    assert (decision.verdict, decision.clause) == (Verdict.CLOSED, "9.1")


def test_an_allow_opens_what_a_category_list_closes_and_excepted_names_stay_open() -> None:
    allow = Rule("6.3/allow/1", "6.3", Effect.ALLOW, frozenset({"pupils"}), frozenset({"phonics.example.org"}))
    assert asked(programme(CLOSES_GAMES, allow), "phonics.example.org").reason is Reason.POLICY_OPENS
    excepting = replace(CLOSES_GAMES, except_names=frozenset({"phonics.example.org"}))
    assert asked(programme(excepting), "phonics.example.org").reason is Reason.NOTHING_CLOSES_IT
    closed = asked(programme(CLOSES_GAMES), "phonics.example.org")
    assert (closed.reason, closed.clause, closed.rule, closed.form) == (Reason.CATEGORY_LIST, "8.1", "8.1/block/2", "access request")


def test_a_list_that_no_signed_clause_names_closes_nothing() -> None:
    assert asked(programme(CLOSES_TUBE), "phonics.example.org").reason is Reason.NOTHING_CLOSES_IT


def test_a_seat_nobody_knows_is_held_to_every_block_and_opened_only_what_is_for_everyone() -> None:
    allow = Rule("6.3/allow/1", "6.3", Effect.ALLOW, frozenset({"year 5"}), frozenset({"m.tube.com"}))
    staff_room = Rule("8.1/block/9", "8.1", Effect.BLOCK, frozenset({"staff"}), frozenset({"shop.com"}), networks=frozenset({"staff"}))
    school = programme(CLOSES_TUBE, allow, staff_room, openings=(opening({"tube.com"}),))
    assert asked(school, "m.tube.com", UNKNOWN_SEAT).verdict is Verdict.CLOSED
    assert asked(school, "shop.com", UNKNOWN_SEAT).verdict is Verdict.CLOSED
    for_all = programme(CLOSES_TUBE, openings=(opening({"tube.com"}, "everyone"),))
    assert asked(for_all, "tube.com", UNKNOWN_SEAT).reason is Reason.OPENED_BY_DECISION


def test_a_rule_for_a_network_holds_there_alone() -> None:
    rule = replace(CLOSES_TUBE, people=frozenset({"everyone"}), networks=frozenset({"guest"}))
    assert asked(programme(rule), "tube.com", GUEST).verdict is Verdict.CLOSED
    assert asked(programme(rule), "tube.com", STAFF).verdict is Verdict.SAFE


def test_a_rule_with_a_time_says_until_when() -> None:
    window = When(WhenKind.WINDOW, frozenset({4}), time(9), time(12))
    in_lessons = When(WhenKind.LESSON_TIME)
    assert asked(programme(replace(CLOSES_TUBE, when=window)), "tube.com").until == datetime(2026, 10, 23, 11, 0, tzinfo=UTC)
    assert asked(programme(replace(CLOSES_TUBE, when=in_lessons)), "tube.com").until == datetime(2026, 10, 23, 10, 0, tzinfo=UTC)
    assert asked(programme(replace(CLOSES_TUBE, when=When(WhenKind.OUTSIDE_LESSONS))), "tube.com").verdict is Verdict.SAFE
    assert (
        asked(programme(replace(CLOSES_TUBE, when=When(WhenKind.SCHOOL_DAY))), "tube.com", moment=NOW + 12 * HOUR).verdict is Verdict.SAFE
    )


def test_a_rule_of_the_baseline_says_so() -> None:
    rule = replace(CLOSES_TUBE, id="baseline/social media", clause=None)
    decision = asked(programme(rule), "tube.com")
    assert (decision.reason, decision.clause, decision.form) == (Reason.SAFE_BASELINE, None, "access request")


def test_safe_mode_holds_for_every_open_answer_but_the_safe_host_itself() -> None:
    assert asked(programme(), "www.search.com", STAFF).safe_host == "safe.search.com"
    assert asked(programme(), "safe.search.com", STAFF).verdict is Verdict.OPEN


def test_what_stands_below_a_search_engine_is_left_alone() -> None:
    """Its pictures come from there, and its safe twin has none of them."""
    assert asked(programme(), "pictures.www.search.com", STAFF).safe_host is None


def test_who_may_ask_is_told_the_form_that_somebody_decides() -> None:
    for_all = replace(CLOSES_TUBE, people=frozenset({"everyone"}))
    assert asked(programme(for_all), "tube.com", TEACHER).form == "access request"
    assert asked(programme(for_all), "tube.com", GUEST).form is None
