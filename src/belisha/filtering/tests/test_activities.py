"""Planning and cancelling curriculum activities: who, what, when; what is refused, and with which words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from belisha.audit import queries as audit
from belisha.core.programme.model import Close, Standing
from belisha.filtering import review_activities, training
from belisha.filtering.actions import NewList, cancel_activity, end_waiver, let_use_without_training, subscribe_list
from belisha.filtering.actions.activities import end_by_facts, ring
from belisha.filtering.models import Activity, TrainingWaiver
from belisha.filtering.permissions import activities as permissions
from belisha.filtering.planning import draft
from belisha.filtering.queries import activities as queries
from belisha.filtering.tests.desk import Desk
from belisha.filtering.tests.lessons import FORM, TODAY, TOMORROW, USUAL, let_plan, planned
from belisha.filtering.training import Training
from belisha.kit.access import Denied, Refused
from belisha.kit.models import OutboxEvent
from belisha.notices import queries as notices
from belisha.people.models import ClassMember, SchoolClass
from belisha.schools.models import ClosureDay, LessonTime, NetworkRange
from tests import factories
from tests.cast import actor


@pytest.fixture
def may_plan(desk: Desk) -> Desk:
    """The teacher of 5K may plan without the training."""
    let_plan(desk.cast, desk.now)
    return desk


def plan(desk: Desk, **changes: object) -> Activity:
    return planned(desk.cast.teacher_5k, desk.now, **changes)[0]


def told(person) -> str:
    return " ".join(f"{one.title} {one.words}" for one in notices.unread(person.pk))


def test_an_activity_is_one_row_a_lesson_recorded_and_told_to_the_worker(may_plan: Desk):
    row = plan(may_plan)
    assert (row.class_name, row.lesson, row.day, row.clause) == ("5K", "first lesson", TOMORROW, "6.3")
    assert (row.starts, row.ends) == (datetime(2026, 9, 16, 8, tzinfo=UTC), datetime(2026, 9, 16, 9, tzinfo=UTC))
    assert set(row.names) == {"flickr.com", "flic.kr", "staticflickr.com"}
    assert "Hazel Crossing allowed it until" in row.training
    record = audit.records(may_plan.school.pk, subject=f"activity {row.pk}").get()
    assert (record.action, record.clause) == ("activity planned", "6.3")
    assert OutboxEvent.objects.get(name="ActivitiesPlanned").payload == {"activity_ids": [row.pk]}


def test_the_same_every_week_as_far_as_the_term_goes_and_never_on_closed_days(may_plan: Desk):
    ClosureDay.objects.create(school=may_plan.school, day=date(2026, 9, 30), why="training day")
    made = draft(USUAL.__class__(**{**_as_dict(), "weeks": 9}), by=may_plan.cast.teacher_5k, now=may_plan.now)
    assert [lesson.day.day for lesson in made.lessons] == [16, 23, 7, 14, 21]
    assert [(one.day, one.why) for one in made.left_out] == [
        (date(2026, 9, 30), "training day"),
        (date(2026, 10, 28), "the autumn term, first half is over by then"),
    ]
    rows = planned(may_plan.cast.teacher_5k, may_plan.now, weeks=9)
    assert [row.repeats_id for row in rows] == [None, *[rows[0].pk] * 4]


def _as_dict() -> dict[str, object]:
    return {name: getattr(USUAL, name) for name in USUAL.__slots__}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": date(2026, 9, 14)}, "is over"),
        ({"day": TODAY}, "The first lesson of Tuesday 15 September 2026 is over"),
        ({"day": date(2026, 9, 19)}, r"no school on Saturday 19 September 2026 \(it is the weekend\)"),
        ({"day": date(2026, 10, 28)}, "between terms"),
        ({"day": date(2031, 1, 1)}, "no term"),
        ({"lesson": "sixth lesson"}, "has no lesson “sixth lesson” on Wednesday 16 September 2026. Its lessons that day: first lesson,"),
        ({"class_name": "4B"}, "“4B” is no class you may plan for: choose 5K"),
        ({"class_name": ""}, "no class you may plan for"),
        ({"services": ()}, "nothing would open"),
        ({"services": ("nosuch",)}, "“nosuch” is no service of the directory"),
        ({"services": ("vine",)}, "Vine has closed down"),
        ({"services": ("onlyfans",)}, "is for grown-ups only"),
        ({"services": ("tinder",)}, "is for grown-ups only"),
        ({"sites": ("www.tinder.com",)}, "www.tinder.com is for grown-ups only"),
        ({"sites": ("co.uk",)}, "Strangers have their sites below co.uk"),
        ({"sites": ("blogspot.com",)}, "Strangers have their sites below blogspot.com"),
        ({"sites": ("two words",)}, "is not the name of a site"),
        ({"sites": ("10.0.0.1",)}, "address made of numbers"),
        ({"sites": ("me@mail.example",)}, "e-mail address"),
        ({"services": (), "sites": ("bbc.co.uk",)}, "bbc.co.uk is open for class 5K anyway"),
        ({"sites": ("illegal.example",)}, "on the list of illegal content: nobody at school can open it"),
        ({"sites": ("malware.example",)}, "harm computers"),
        ({"sites": ("mask.icloud.com",)}, "must be answered as not there"),
        ({"sites": tuple(f"site{n}.example" for n in range(13))}, "choose at most 12"),
        ({"purpose": " "}, "Write what the class does"),
        ({"weeks": 0}, "one week to 20 weeks"),
        ({"weeks": 21}, "one week to 20 weeks"),
    ],
)
def test_what_cannot_be_planned_gets_a_sentence(may_plan: Desk, changes: dict[str, object], words: str):
    with pytest.raises(Refused, match=words):
        plan(may_plan, **changes)
    assert not Activity.objects.exists()


@pytest.mark.parametrize(("list_id", "held"), [("over 18", "grown.example"), ("getting round", "a.grown.example")])
def test_lists_that_no_lesson_opens_hold_for_names_below_too(may_plan: Desk, list_id: str, held: str):
    by = actor(may_plan.cast.network_manager)
    subscribe_list(NewList(list_id, f"The {list_id}", "a test", f"{held}\n"), by=by, now=may_plan.now)
    with pytest.raises(Refused, match=r"grown\.example"):
        plan(may_plan, services=(), sites=("grown.example",))


def test_names_are_read_as_people_write_them_and_each_once(may_plan: Desk):
    sites = ("HTTPS://WWW.Reddit.com/r/rivers?x=1", "www.reddit.com.", "münchen.reddit.com")
    row = plan(may_plan, services=(), sites=sites)
    assert row.names == ["www.reddit.com", "xn--mnchen-3ya.reddit.com"]


def test_what_opens_with_it_and_what_is_open_anyway_is_told(may_plan: Desk):
    new = USUAL.__class__(**{**_as_dict(), "services": ("youtube",), "sites": ("museum.example",)})
    opens = draft(new, by=may_plan.cast.teacher_5k, now=may_plan.now).opens
    assert "Also opens embedded video: films of YouTube that stand in other sites’ pages play too." in opens.also
    assert any("which YouTube Kids uses too" in words for words in opens.also)
    assert (opens.open_anyway, opens.sites, opens.services[0].safe) == (("museum.example",), (), "restrict.youtube.com")
    wide = USUAL.__class__(**{**_as_dict(), "services": (), "sites": ("roblox.com", "youtube.googleapis.com")})
    assert draft(wide, by=may_plan.cast.teacher_5k, now=may_plan.now).felt_on == ("127.0.1.0/28",)


def test_a_class_without_a_network_is_told_and_so_is_the_network_manager(may_plan: Desk):
    NetworkRange.objects.filter(class_name="5K").delete()
    assert draft(USUAL, by=may_plan.cast.teacher_5k, now=may_plan.now).felt_on == ()
    plan(may_plan)
    assert "Class 5K has no network on Wednesday 16 September" in told(may_plan.cast.network_manager)


def test_sent_twice_it_is_booked_once_and_what_changed_since_the_preview_is_not_confirmed(may_plan: Desk):
    plan(may_plan)
    with pytest.raises(Refused, match="You have planned this already"):
        plan(may_plan)
    from belisha.filtering.actions import plan_activity

    with pytest.raises(Refused, match="has changed since you looked"):
        plan_activity(USUAL, by=may_plan.cast.teacher_5k, now=may_plan.now, seen="something else")
    assert Activity.objects.count() == 1


def test_who_may_plan(desk: Desk):
    cast = desk.cast
    for person, words in (
        (cast.support_staff, "planned by teachers"),
        (cast.pupil_5k, "planned by teachers"),
        (cast.dsl, "not written down"),
    ):
        with pytest.raises(Denied, match=words):
            planned(person, desk.now)
    let_plan(cast, desk.now, cast.head)
    assert planned(cast.head, desk.now, class_name="4B")[0].class_name == "4B"


def test_before_any_policy_nothing_can_be_planned(school, cast, moment):
    with pytest.raises(Denied, match="no form for a curriculum activity"):
        planned(cast.teacher_5k, moment)


def test_the_gate_asks_whoever_keeps_the_records(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    answers = {True: "Refreshed on 1 September 2026.", False: "Your refresher was due on 1 June 2026: take it first."}
    state = {"done": False}
    gate = lambda person, course, *, on: Training(state["done"], answers[state["done"]])  # noqa: E731
    monkeypatch.setattr(training, "_gates", [gate])
    with pytest.raises(Denied, match="take it first"):
        plan(desk)
    state["done"] = True
    assert plan(desk).training == "Refreshed on 1 September 2026."


def test_only_the_headteacher_waives_and_nobody_for_themselves(desk: Desk):
    cast, last = desk.cast, date(2026, 10, 23)

    def let(by, person, **changes):
        given = {"form": FORM, "reason": "Did it elsewhere.", "last": last} | changes
        return let_use_without_training(by=by, person=person, now=desk.now, **given)

    for by, person in ((cast.network_manager, cast.teacher_5k), (cast.head, cast.head), (cast.chair, cast.teacher_5k)):
        with pytest.raises(Denied):
            let(by, person)
    for changes, words in (
        ({"reason": " "}, "Write why"),
        ({"last": date(2026, 9, 14)}, "is past"),
        ({"last": date(2027, 12, 1)}, "a year at most"),
        ({"form": "access request"}, "asks for training"),
    ):
        with pytest.raises(Refused, match=words):
            let(cast.head, cast.teacher_5k, **changes)
    with pytest.raises(Refused, match="not one of those who may use"):
        let(cast.head, cast.support_staff)
    let(cast.chair, cast.head)
    row = let(cast.head, cast.teacher_5k)
    with pytest.raises(Refused, match="already"):
        let(cast.head, cast.teacher_5k)
    assert "You may use “curriculum activity”" in told(cast.teacher_5k)
    assert [r.action for r in audit.records(desk.school.pk, subject=f"training waiver {row.pk}")] == ["training waived"]


def test_a_waiver_ends_by_its_day_and_by_hand_and_what_is_planned_stays(may_plan: Desk):
    row, waiver = plan(may_plan), TrainingWaiver.objects.get()
    late = may_plan.later(days=400)
    with pytest.raises(Denied, match="No training records"):
        permissions.check_training(may_plan.cast.teacher_5k, permissions.activity_forms(_programme(may_plan))[0], on=late.now.date())
    end_waiver(by=may_plan.cast.head, waiver=waiver, now=may_plan.now)
    with pytest.raises(Denied):
        plan(may_plan, lesson="third lesson")
    with pytest.raises(Refused, match="already"):
        end_waiver(by=may_plan.cast.head, waiver=waiver, now=may_plan.now)
    row.refresh_from_db()
    assert row.cancelled_at is None


def _programme(desk: Desk):
    from belisha.filtering.queries.seats import programme_now

    return programme_now(desk.school, desk.now)


def test_cancelling_tells_the_planner_asks_others_why_and_is_done_once(may_plan: Desk):
    cast, row = may_plan.cast, plan(may_plan)
    for by in (cast.teacher_4b, cast.governor, cast.stranger):
        with pytest.raises(Denied):
            cancel_activity(by=by, activity=row, reason="Because.", now=may_plan.now)
    with pytest.raises(Refused, match="Write why"):
        cancel_activity(by=cast.head, activity=row, reason="", now=may_plan.now)
    cancel_activity(by=cast.head, activity=row, reason="We have the inspectors in.", now=may_plan.now)
    assert "We have the inspectors in." in told(cast.teacher_5k)
    with pytest.raises(Refused, match="Hazel Crossing cancelled this"):
        cancel_activity(by=cast.teacher_5k, activity=row, reason="", now=may_plan.now)
    over = plan(may_plan)
    with pytest.raises(Refused, match="was over on"):
        cancel_activity(by=cast.teacher_5k, activity=over, reason="", now=over.ends)


def test_all_later_weeks_can_be_cancelled_with_one(may_plan: Desk):
    rows = planned(may_plan.cast.teacher_5k, may_plan.now, weeks=4)
    ended = cancel_activity(by=may_plan.cast.teacher_5k, activity=rows[1], reason="", now=may_plan.now, with_later=True)
    assert [row.pk for row in ended] == [row.pk for row in rows[1:]]
    assert Activity.objects.filter(cancelled_at=None).get().pk == rows[0].pk


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda s: ClosureDay.objects.create(school=s, day=TOMORROW, why="burst pipe"), "no school on that day any more (burst pipe)"),
        (lambda s: SchoolClass.objects.filter(name="5K").update(until=TOMORROW), "no class 5K on that day any more"),
        (
            lambda s: LessonTime.objects.filter(weekday=2, name="first lesson").update(until=TOMORROW),
            "no first lesson on that day any more",
        ),
        (lambda s: LessonTime.objects.filter(weekday=2, name="first lesson").update(starts="09:05"), "other times on that day now"),
        (lambda s: LessonTime.objects.filter(weekday=2, name="first lesson").update(ends="09:30"), "other times on that day now"),
    ],
)
def test_changed_facts_end_it_and_its_planner_is_told_once(may_plan: Desk, change, why: str):
    row = plan(may_plan)
    assert review_activities.review(may_plan.school, now=may_plan.now) == []
    change(may_plan.school)
    assert [one.pk for one in review_activities.review(may_plan.school, now=may_plan.now)] == [row.pk]
    assert review_activities.review(may_plan.school, now=may_plan.now) == []
    row.refresh_from_db()
    assert (row.cancelled_by, row.why_cancelled) == (None, next(w for w in [row.why_cancelled] if why in w))
    assert why in told(may_plan.cast.teacher_5k)
    assert queries.core_openings(may_plan.school, at=may_plan.now) == ()
    assert end_by_facts(may_plan.school, [(row, why)], now=may_plan.now) == []


def test_a_version_without_the_form_ends_it(may_plan: Desk):
    from belisha.filtering.tests.desk import MODEL_POLICY, sign_policy
    from tests.clauses.proof import without_controls

    plan(may_plan)
    sign_policy(may_plan.school, may_plan.cast, may_plan.now, without_controls(MODEL_POLICY.read_text(encoding="utf-8"), "6.3"))
    ended = review_activities.review(may_plan.school, now=may_plan.now + timedelta(seconds=1))
    assert [row.why_cancelled for row in ended] == ["The policy in force has no form “curriculum activity” any more."]


def test_a_later_decision_to_close_is_told_and_an_earlier_one_refuses_the_plan(may_plan: Desk, monkeypatch: pytest.MonkeyPatch):
    row = plan(may_plan)
    close = Close("7", frozenset({"flickr.com"}), "pupils", may_plan.now + timedelta(minutes=1), None, "8.3")
    programme = _programme(may_plan)
    closed = programme.with_standing(Standing(closes=(close,), openings=programme.standing.openings))
    monkeypatch.setattr(review_activities, "programme_now", lambda school, now: closed)
    later = may_plan.now + timedelta(minutes=2)
    assert review_activities.review(may_plan.school, now=later) == []
    review_activities.review(may_plan.school, now=later)
    assert told(may_plan.cast.teacher_5k).count("flickr.com was closed by a decision made after you planned this") == 1
    row.refresh_from_db()
    assert row.told_of_closes == ["flickr.com"]
    from belisha.filtering import planning

    monkeypatch.setattr(planning, "programme_now", lambda school, now: closed)
    with pytest.raises(Refused, match=r"Somebody decided to close flickr\.com, so no lesson opens it alone"):
        planned(may_plan.cast.teacher_5k, later, lesson="third lesson")


def test_bells_are_written_once_also_where_nobody_worked_meanwhile(may_plan: Desk):
    row = plan(may_plan)
    assert ring(may_plan.school, now=row.starts - timedelta(seconds=1)) == []
    assert [one.pk for one in ring(may_plan.school, now=row.ends + timedelta(hours=1))] == [row.pk]
    assert ring(may_plan.school, now=row.ends + timedelta(hours=2)) == []
    last = audit.records(may_plan.school.pk, subject=f"activity {row.pk}").last()
    assert last.action == "activity over"
    event = OutboxEvent.objects.get(name="BellRang")
    assert datetime.fromisoformat(event.payload["at"]) == row.ends


def test_a_teacher_of_several_classes_plans_for_each(may_plan: Desk):
    factories.make_member(may_plan.cast.teacher_5k, SchoolClass.objects.get(name="4B"))
    assert plan(may_plan, class_name="4B").class_name == "4B"
    assert "An activity of class 4B" in told(may_plan.cast.teacher_4b)
    ClassMember.objects.filter(person=may_plan.cast.teacher_5k).delete()
    with pytest.raises(Denied, match="not written down as the teacher of a class"):
        plan(may_plan)


def test_a_form_that_ends_sooner_and_one_with_a_longest_time_are_kept(desk: Desk):
    from belisha.filtering.tests.desk import MODEL_POLICY, sign_policy

    text = MODEL_POLICY.read_text(encoding="utf-8")
    sign_policy(desk.school, desk.cast, desk.now, text.replace('ends = "lesson"\nrequires', 'ends = "30 minutes"\nrequires'))
    later = desk.later(minutes=1)
    let_plan(later.cast, later.now)
    row = plan(later)
    assert row.ends - row.starts == timedelta(minutes=30)
    assert review_activities.review(later.school, now=later.now) == []
    sign_policy(desk.school, desk.cast, later.now, text.replace('ends = "lesson"\nrequires', 'longest = "20 minutes"\nrequires'))
    last = later.later(minutes=1)
    with pytest.raises(Refused, match=r"longer than 20 minutes, the longest that clause 6\.3 allows"):
        plan(last, lesson="third lesson")
