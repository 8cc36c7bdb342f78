"""Services for adults are closed and named nowhere that a child or a parent reads (safeguarding.md 25)."""

from __future__ import annotations

from belisha.core.programme.model import Standing
from belisha.directory import queries as directory
from belisha.kit import clock
from belisha.policy import queries


def test_the_model_policy_closes_services_for_adults_and_its_pages_name_none(school, cast, text, moment, put_in_force, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment)
    put_in_force(text, moment)
    pages = client.get("/").content.decode() + client.get("/policy/8.1/").content.decode()
    adult = directory.catalogue().of_kind("adult")
    rules = queries.programme(school, at=moment, standing=Standing()).rules
    assert {"4chan", "onlyfans"} <= {service.id for service in adult}
    assert not [service.name for service in adult if service.name in pages]
    assert {name for service in adult for name in service.domains} <= {name for rule in rules for name in rule.names}
