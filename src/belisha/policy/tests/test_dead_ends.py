"""No dead ends in the product: what the school's own people leave on every route, before a signature and on the pages."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest

from belisha.core.programme.dead_ends.routes import routes_of
from belisha.core.programme.dead_ends.walk import Weight, left
from belisha.core.programme.model import Standing
from belisha.core.programme.stand_ins import stands_in
from belisha.kit.access import Denied, Refused
from belisha.people import actions as people_actions
from belisha.people import queries as people
from belisha.people.models import RoleHolding
from belisha.policy import actions, dead_ends, queries
from belisha.policy.tests.conftest import MODEL_POLICY
from belisha.policy.tests.test_pages import as_person, page, school_time  # noqa: F401  fixtures
from tests import factories
from tests.cast import actor

SMALL = """---
title = "A small policy"
language = 1
review = "1 year"
when_broken = "closed"
---

# A small policy

## Statement of intent

Both sign.

~~~controls
[[signature]]
by = ["headteacher", "chair of governors"]
~~~

## 8. Asking

8.5 The headteacher has the last word, within two school days.

~~~controls
[[form]]
name = "access request"
open_to = ["everyone"]
effect = "open"
scope = ["class"]
longest = "10 school days"
advised_by = ["network manager"]
decided_by = ["headteacher"]
within = "2 school days"
~~~
"""
WORRY = """
## 9. Worries

9.1 A worry about a child reaches the safeguarding lead and the deputy at once.

~~~controls
[[case]]
name = "worry"
opened_by = ["everyone"]
owner = "designated safeguarding lead"
to = ["deputy safeguarding lead"]
harm = true
if_named = "deputy safeguarding lead"
~~~
"""


@pytest.fixture
def text() -> str:
    """A policy with a form and with a route by which a child may be kept from harm."""
    return SMALL + WORRY


def test_the_model_policy_leaves_nobody_without_an_answer(cast, moment):
    version = actions.load_version(by=actor(cast.head), text=MODEL_POLICY.read_text(encoding="utf-8"), now=moment)
    assert [told.words for told in dead_ends.of_version(version, now=moment) if not told.is_note] == []


def test_a_safeguarding_lead_without_a_deputy_refuses_the_signature(cast, version, sign, moment):
    RoleHolding.objects.filter(person=cast.deputy_dsl).delete()
    with pytest.raises(Refused, match="If Dora Dropkerb is named in “worry”, nobody reads it") as refusal:
        sign(cast.head, version, "headteacher", moment)
    assert "Appoint a deputy safeguarding lead" in str(refusal.value)
    factories.make_holding(cast.senco, "deputy safeguarding lead")
    sign(cast.head, version, "headteacher", moment)


def test_a_deputy_who_leaves_next_month_refuses_too(cast, version, sign, moment):
    RoleHolding.objects.filter(person=cast.deputy_dsl).update(ends=date(2026, 10, 20))
    with pytest.raises(Refused, match="from 20 October 2026 on"):
        sign(cast.head, version, "headteacher", moment)


def test_the_last_day_of_a_leaver_is_their_last_day_in_a_role(cast, version, moment):
    cast.deputy_dsl.left = date(2026, 10, 20)
    cast.deputy_dsl.save()
    (first, *_) = dead_ends.of_version(version, now=moment)
    assert (first.weight, first.first, first.people) == (Weight.REFUSES, date(2026, 10, 20), ("Dora Dropkerb",))


def test_both_named_is_only_a_thing_to_know(cast, version, sign, moment):
    (told,) = dead_ends.of_version(version, now=moment)
    assert told.is_note
    assert "LADO" in told.remedy
    sign(cast.head, version, "headteacher", moment)


def test_a_form_nobody_could_decide_only_warns(school, cast, version, sign, moment):
    factories.make_family(cast.head, cast.pupil_5k)
    factories.make_family(cast.chair, cast.pupil_5k)
    factories.make_family(cast.vice_chair, cast.pupil_5k)
    (told,) = (told for told in dead_ends.of_version(version, now=moment) if not told.is_note)
    assert told.weight is Weight.WARNS
    assert told.routes == ("access request",)
    assert told.words.startswith(
        "If a child of Hazel Crossing, Griffin Globe and Pelham Pavement fills in “access request”, nobody decides"
    )
    sign(cast.head, version, "headteacher", moment)


def test_the_page_of_a_waiting_version_tells_it_to_staff_and_governors(cast, version, as_person):  # noqa: F811
    path = f"/versions/{version.number}/"
    assert "If Dora Dropkerb and Percy Pelican are both named" in page(as_person(cast.teacher_5k), path)
    RoleHolding.objects.filter(person=cast.deputy_dsl).delete()
    html = page(as_person(cast.head), path)
    assert "so this version cannot be signed yet" in html
    assert "If Dora Dropkerb is named in “worry”" in html
    refused = page(as_person(cast.head), f"{path}sign/", 409, role="headteacher")
    assert "cannot be signed while a concern about a child can end with nobody" in refused


def test_the_page_of_a_version_without_dead_ends_says_so(cast, version, as_person):  # noqa: F811
    factories.make_holding(cast.senco, "deputy safeguarding lead")
    assert "somebody who did not ask, and is not named, can act on each form" in page(as_person(cast.head), f"/versions/{version.number}/")


def test_the_live_page_tells_it_to_insiders_only(cast, text, moment, put_in_force, client, as_person):  # noqa: F811
    put_in_force(text, moment)
    RoleHolding.objects.filter(person=cast.deputy_dsl).delete()
    assert "Dora Dropkerb" not in page(client, "/")
    assert "can end with nobody.</strong> If Dora Dropkerb is named" in page(as_person(cast.governor), "/")
    assert "can end with nobody" not in page(as_person(cast.parent_5k), "/")


def test_the_live_page_is_silent_where_all_is_well(cast, text, moment, put_in_force, as_person):  # noqa: F811
    put_in_force(text, moment)
    factories.make_holding(cast.senco, "deputy safeguarding lead")
    assert "Whether somebody is always left" not in page(as_person(cast.head), "/")


def test_the_walk_and_the_running_product_agree(school, cast, text, moment, put_in_force):
    """For each form, each pair of holders who are concerned, and each day of change: the same people are left."""
    version = put_in_force(text, moment)
    RoleHolding.objects.filter(person=cast.network_manager).update(ends=date(2026, 10, 1))
    factories.make_holding(cast.senco, "network manager", starts=date(2026, 10, 5))
    cover(cast, moment)
    programme = queries.compiled(school, version, at=moment, standing=Standing())
    staffing, acting = dead_ends.staffing_of(school, on=moment.date()), stands_in(programme)
    holders = {row.person for row in people.holdings(school, on=moment.date())}
    own = [route for route in routes_of(programme) if not route.is_harm]
    assert own
    for first, _, day in staffing.stretches(moment.date(), moment.date() + timedelta(days=60)):
        for route in own:
            for concerned in combinations(sorted(holders, key=lambda p: p.pk), 2):
                product = people.eligible(school, route.waves[0], on=first, excluding=concerned.__contains__, stands_in=acting)
                walked = left(route, day, acting, [p.pk for p in concerned])
                assert walked == [p.pk for p in product] or (not walked and all(people.is_away(p, on=first) for p in product))


def cover(cast, moment):
    """Absences and a delegation on days of their own: the head and the chair, and the network manager's work by somebody else."""
    for person, starts, ends in (
        (cast.head, date(2026, 9, 20), date(2026, 10, 12)),
        (cast.chair, date(2026, 10, 7), date(2026, 10, 9)),
        (cast.senco, date(2026, 10, 8), None),
    ):
        people_actions.record_absence(by=actor(person), person=person, starts=starts, ends=ends, now=moment)
    given = {"role": "network manager", "from_person": cast.network_manager, "to_person": cast.support_staff}
    days = {"starts": date(2026, 9, 25), "ends": date(2026, 10, 20)}
    people_actions.delegate_role(by=actor(cast.head), **given, **days, now=moment)


def test_the_only_deputy_away_in_august_refuses_with_the_days(cast, version, sign, moment):
    away = {"person": cast.deputy_dsl, "starts": date(2027, 8, 2), "ends": date(2027, 8, 25)}
    people_actions.record_absence(by=actor(cast.deputy_dsl), **away, now=moment)
    with pytest.raises(Refused, match="between 2 August and 24 August 2027, nobody reads it for 23 days") as refusal:
        sign(cast.head, version, "headteacher", moment)
    assert f"{cast.deputy_dsl.name} (away)" in str(refusal.value)


def test_an_absence_with_a_second_deputy_leaves_no_dead_end(cast, version, sign, moment):
    factories.make_holding(cast.senco, "deputy safeguarding lead")
    away = {"person": cast.deputy_dsl, "starts": date(2027, 8, 2), "ends": date(2027, 8, 25)}
    people_actions.record_absence(by=actor(cast.deputy_dsl), **away, now=moment)
    sign(cast.head, version, "headteacher", moment)


def test_whoever_stands_in_for_the_headteacher_does_not_sign(cast, version, sign, moment):
    given = {"role": "headteacher", "from_person": cast.head, "to_person": cast.senco}
    people_actions.delegate_role(by=actor(cast.head), **given, starts=moment.date(), ends=date(2026, 9, 30), now=moment)
    with pytest.raises(Denied, match="only its holder can sign in it"):
        sign(cast.senco, version, "headteacher", moment)
    sign(cast.head, version, "headteacher", moment)
