"""Which routes a programme has: forms that are decided, cases that are taken on, and harm that is read."""

from __future__ import annotations

from belisha.core.programme.chains import Case, Step
from belisha.core.programme.dead_ends.routes import SAFEGUARDING, RouteKind, routes_of
from belisha.core.programme.model import Form, FormEffect, Programme
from belisha.core.programme.tests.dead_end_samples import DEPUTY, DSL, HAZEL, PIA, QUIN, found, held, staffing
from belisha.core.programme.tests.samples import FACTS

LEADS = tuple((role,) for role in SAFEGUARDING)


def programme(*forms: Form, cases: tuple[Case, ...] = ()) -> Programme:
    return Programme(version="v", title="t", facts=FACTS, forms={form.name: form for form in forms}, cases=cases)


def form(name: str = "access request", effect: FormEffect = FormEffect.OPEN, **said: object) -> Form:
    return Form(name=name, effect=effect, open_to=("everyone",), sources={"effect": "8.4", "decided_by": "8.5", "harm": "7.6"}, **said)


def case(name: str = "worry", **said: object) -> Case:
    return Case(name=name, opened_by=("everyone",), sources={"owner": "9.2", "harm": "9.3"}, **said)


def test_a_form_is_decided_by_somebody_who_did_not_ask() -> None:
    (route,) = routes_of(programme(form(decided_by=("headteacher",), if_named="chair of governors")))
    assert (route.kind, route.clause, route.waves, route.open_to) == (RouteKind.DECIDED, "8.5", (("headteacher",),), ("everyone",))
    assert route.if_named == "chair of governors"


def test_what_nobody_decides_is_no_route() -> None:
    assert routes_of(programme(form(decided_by=("no one",)), form("record", FormEffect.RECORD, to=("headteacher",)))) == ()


def test_a_form_that_rests_on_a_role_towards_one_person_is_not_walked() -> None:
    assert routes_of(programme(form(decided_by=("line manager",)))) == ()


def test_a_harm_form_is_read_by_those_it_names_and_by_the_safeguarding_leads() -> None:
    (route,) = routes_of(programme(form("worry", FormEffect.CASE, harm=True, to=("headteacher", "class teacher"), if_named=DEPUTY)))
    assert (route.kind, route.clause, route.waves) == (RouteKind.READ, "7.6", (("headteacher",), *LEADS))


def test_a_case_is_taken_on_and_its_steps_are_taken() -> None:
    steps = (
        Step("talk", "9.5", "headteacher"),
        Step("letter", "9.6", "chair of governors"),
        Step("second letter", "9.7", "chair of governors"),
    )
    routes = routes_of(programme(cases=(case("staff breach", owner="headteacher", steps=steps),)))
    assert [(r.name, r.kind, r.clause) for r in routes] == [
        ("staff breach", RouteKind.TAKEN_ON, "9.2"),
        ("staff breach: letter", RouteKind.TAKEN_ON, "9.6"),
    ]


def test_a_harm_case_is_read_by_its_owner_and_by_those_told_at_once() -> None:
    (route,) = routes_of(programme(cases=(case(owner=DSL, to=(DEPUTY, "headteacher"), harm=True),)))
    assert (route.kind, route.clause, route.waves) == (RouteKind.READ, "9.3", ((DSL,), (DEPUTY,), ("headteacher",)))


def test_a_harm_case_that_tells_only_its_owner_reaches_the_deputy_all_the_same() -> None:
    routes = routes_of(programme(cases=(case(owner=DSL, harm=True, if_named="headteacher"),)))
    people = staffing(held(PIA, DSL), held(QUIN, DEPUTY), held(HAZEL, "headteacher"))
    (pair,) = found(routes, people)
    assert (pair.concerned, pair.others) == ((PIA, QUIN), (HAZEL,))
