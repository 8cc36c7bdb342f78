"""The tables of upward traffic: who hears an event, what is done by the clock, and who answers what a lower room declared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from subprocess import Popen
from typing import TYPE_CHECKING

from belisha.kit import outbox
from belisha.kit.outbox import Event, Listener

if TYPE_CHECKING:
    from belisha.jobs.runner import Repeated


DELIVERED_KEPT = timedelta(days=30)


def listeners() -> Mapping[type[Event], tuple[Listener, ...]]:
    """Who hears which event. Every listener is idempotent and runs in the worker."""
    from belisha.filtering import events as filtering
    from belisha.filtering import listeners as hears
    from belisha.filtering import listeners_activities as lessons
    from belisha.filtering import listeners_reports as reports
    from belisha.people import events as people
    from belisha.people import listeners as told
    from belisha.people import listeners_leaving as leavers
    from belisha.policy import events as policy
    from belisha.policy import listeners as tells
    from belisha.schools import events as schools

    return {
        schools.FactsChanged: (lessons.on_facts_changed, hears.on_facts_changed),
        schools.AddressesLeftThePupils: (told.tell_of_addresses,),
        people.LeadAppointed: (told.tell_of_lead,),
        people.PeopleLeft: (leavers.tell_of_leavers,),
        people.RosterImported: (leavers.tell_of_roster,),
        policy.VersionInForce: (hears.on_version_in_force, lessons.on_version_changed, tells.tell_in_force),
        policy.VersionWithdrawn: (hears.on_version_withdrawn, lessons.on_version_changed, tells.tell_withdrawn),
        policy.VersionLoaded: (tells.ask_for_signatures,),
        policy.VersionSigned: (tells.ask_for_signatures,),
        filtering.RequestAsked: (),
        filtering.RequestAdvised: (),
        filtering.RequestDecided: (),
        filtering.OpeningMade: (hears.on_opening_made,),
        filtering.OpeningEnded: (hears.on_opening_ended,),
        filtering.ListLoaded: (hears.on_list_loaded,),
        filtering.ObservingStarted: (hears.on_observing_started,),
        filtering.ObservingEnded: (hears.on_observing_ended,),
        filtering.RulesetDeployed: (),
        filtering.ActivitiesPlanned: (lessons.on_activities_planned,),
        filtering.ActivitiesCancelled: (lessons.on_activities_cancelled,),
        filtering.BellRang: (lessons.on_bell_rang,),
        filtering.SiteReported: (),
        filtering.SiteClosed: (reports.on_site_closed, reports.tell_planners),
        filtering.CloseConfirmed: (reports.on_close_confirmed,),
        filtering.CloseEnded: (reports.on_close_ended,),
    }


def kinds() -> Mapping[str, type[Event]]:
    """Each event by the name it has in the outbox."""
    return {kind.__name__: kind for kind in listeners()}


def schedule() -> tuple[Repeated, ...]:
    """What the worker does again and again, and how often."""
    from belisha.filtering import schedule as filtering
    from belisha.filtering import schedule_activities as activities
    from belisha.filtering import schedule_reports as reports
    from belisha.filtering.actions.requests import tell_late
    from belisha.filtering.fetching import LOOK_EVERY, Fetcher
    from belisha.jobs.runner import Repeated
    from belisha.notices.mail import send_waiting
    from belisha.people import schedule as people
    from belisha.web.backups import LOOK_EVERY as LOOK_FOR_BACKUPS_EVERY
    from belisha.web.backups import NightlyBackups

    return (
        Repeated("engine in step", filtering.STEP_EVERY, filtering.keep_engine_in_step),
        Repeated("bells of activities", activities.RING_EVERY, activities.ring_due),
        Repeated("activities of these days", activities.LOOK_EVERY, activities.look_at_these_days),
        Repeated("activities to come", activities.LOOK_AT_ALL_EVERY, activities.look_at_all),
        Repeated("openings that are over", filtering.EXPIRE_EVERY, filtering.expire_due),
        Repeated("closes that lapse", reports.LAPSE_EVERY, reports.lapse_due),
        Repeated("attempts counted", filtering.COUNT_EVERY, filtering.fetch_attempts),
        Repeated("lists fetched", LOOK_EVERY, Fetcher(_start_fetching).look),
        Repeated("mail", timedelta(seconds=2), lambda now: _ignore(send_waiting(now))),
        Repeated("late requests", timedelta(seconds=20), lambda now: _ignore(tell_late(now))),
        Repeated("round of proofs", filtering.PROVE_EVERY, filtering.prove_standing),
        Repeated("backups", LOOK_FOR_BACKUPS_EVERY, NightlyBackups(_start_aside).look),
        Repeated("record's head published", timedelta(days=1), publish_head),
        Repeated("old attempts cleared", timedelta(days=1), filtering.clear_attempts),
        Repeated("copies before an upgrade cleared", timedelta(days=1), forget_old_copy),
        Repeated("delivered events cleared", timedelta(days=1), clear_delivered),
        Repeated("leavers and old lists", timedelta(minutes=10), people.keep_people),
        Repeated("looks sealed into the record", timedelta(hours=1), seal_looks),
        Repeated("record verified", timedelta(hours=1), verify_records),
    )


def publish_head(now: datetime) -> None:
    """Write the head of the record where the database cannot reach it."""
    from django.conf import settings

    from belisha.audit import publication

    publication.publish_head(settings.DATA / "record-heads", now)


def forget_old_copy(now: datetime) -> None:
    """The copy that was kept before an upgrade goes after a month."""
    from django.conf import settings

    from belisha.web.commands import tables

    tables.forget_old_copy(settings.DATA, now)


def clear_delivered(now: datetime) -> None:
    """Forget events that everybody has heard a month ago."""
    outbox.clear_delivered(older_than=DELIVERED_KEPT, now=now)


def seal_looks(now: datetime) -> None:
    """Put the looks at sensitive records into each school's chain."""
    from belisha.audit import actions
    from belisha.schools.models import School

    for school in School.objects.order_by("pk"):
        actions.seal_looks(school_id=school.pk, now=now)


def verify_records(now: datetime) -> None:
    """Work out each school's chain again, for the operations page."""
    from belisha.audit.actions import keep_verification
    from belisha.schools.models import School

    for school in School.objects.order_by("pk"):
        keep_verification(school.pk, now=now)


def connect() -> None:
    """Give each lower room its providers."""
    _connect_the_day()
    from belisha.audit import providers as audit
    from belisha.filtering import facts as filtering
    from belisha.filtering.claims import activities_that_stand, closures_and_openings_that_stand
    from belisha.filtering.claims_reports import closes_that_stand
    from belisha.filtering.facts_activities import activity_facts
    from belisha.filtering.facts_attempts import attempt_facts
    from belisha.filtering.facts_lists import list_facts
    from belisha.filtering.facts_of_networks import network_facts
    from belisha.filtering.facts_reports import report_facts
    from belisha.filtering.providers import request_facts
    from belisha.jobs import providers as jobs
    from belisha.notices import providers as notices
    from belisha.people import providers as people
    from belisha.people import queries as people_queries
    from belisha.people.claims import cover_that_stands, roles_that_stand
    from belisha.policy import providers as policy
    from belisha.policy import queries as policy_queries
    from belisha.policy.claims import versions_that_stand
    from belisha.schools import providers as schools
    from belisha.web import backups, disk, ends, readers
    from belisha.web.versions import version_facts

    notices.register(portal=readers.portal_of, mailed_link=readers.mailed_link)
    schools.register(who=readers.may_with_facts, classes=people_queries.classes, network_facts=network_facts)
    people.register(policy_queries.role_needs)
    people.register_stand_ins(policy_queries.role_stand_ins)
    schools.register_people(holders=people_queries.device_holders, words=people_queries.words_of_people)
    policy.register(filtering.network_facts)
    policy.register(request_facts)
    policy.register(report_facts)
    policy.register(attempt_facts)
    policy.register(activity_facts)
    jobs.register(filtering.operations_facts)
    jobs.register(list_facts)
    jobs.register(readers.record_facts)
    jobs.register(backups.backup_facts)
    jobs.register(disk.disk_facts)
    jobs.register(ends.ends_facts)
    jobs.register(readers.mail_facts)
    jobs.register(version_facts)
    jobs.register_who(readers.may_see_the_server)
    audit.register(readers.may_read_the_record)
    decided = (closures_and_openings_that_stand, activities_that_stand, closes_that_stand)
    for claims_of in (roles_that_stand, cover_that_stands, versions_that_stand, *decided):
        audit.register_claims(claims_of)


def _start_fetching() -> Popen[bytes]:
    """Fetch the lists that are due, in a process of its own (`belisha list fetch --due`)."""
    from django.conf import settings

    return _start_aside(["-m", "belisha.web.commands.main", "list", "fetch", "--due", "--data", str(settings.DATA)])


def _start_aside(words: list[str]) -> Popen[bytes]:
    from belisha.web.commands.supervisor import start_aside

    return start_aside(words)


def _connect_the_day() -> None:
    """Who says what on the page of the day (web/today)."""
    from belisha.filtering.day import network_today, requests_today
    from belisha.filtering.day_governors import questions_today
    from belisha.filtering.day_lesson import asked_today, lesson_today
    from belisha.filtering.day_network import illegal_today, resolver_today
    from belisha.filtering.day_reports import reports_today
    from belisha.people.day import people_today
    from belisha.people.providers import register_day
    from belisha.policy.day import policy_today
    from belisha.web.disk import disk_today
    from belisha.web.first_run.today import first_run_today
    from belisha.web.today.server import server_today

    of_network = (network_today, resolver_today, illegal_today)
    for says in (requests_today, reports_today, *of_network, people_today, policy_today, lesson_today, asked_today, questions_today):
        register_day(says)
    register_day(disk_today)
    register_day(first_run_today)
    register_day(server_today)


def _ignore(count: int) -> None:
    """Nothing: what a job counts is for its own tests."""
