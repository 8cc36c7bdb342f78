"""Versions on the operations page: what runs is named; what its makers will soon mend no longer is amber, with what to do."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta

import django
import pytest

from belisha.jobs.states import Beacon
from belisha.web import versions

pytestmark = pytest.mark.django_db


def test_what_runs_is_named(moment: datetime) -> None:
    [fact] = versions.version_facts(1, moment)
    assert fact.beacon is Beacon.STEADY
    assert fact.words.startswith("Belisha ")
    assert f"Django {django.get_version()}" in fact.words
    assert "SQLite " in fact.words or "PostgreSQL " in fact.words


def test_a_python_that_is_soon_mended_no_longer_is_amber(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = moment.date() + timedelta(days=versions.SOON - 1)
    monkeypatch.setattr(versions, "PYTHON_MENDED_UNTIL", {sys.version_info[:2]: ends})
    [fact] = versions.version_facts(1, moment)
    assert fact.beacon is Beacon.AMBER
    assert f"is mended until {ends:%B %Y} only" in fact.words
    assert "docs/how-tos/upgrade.md" in fact.to_do


def test_a_version_that_nobody_wrote_down_is_not_called_old(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "PYTHON_MENDED_UNTIL", {(2, 7): date(2020, 1, 1)})
    monkeypatch.setattr(versions, "DJANGO_MENDED_UNTIL", {})
    assert versions.version_facts(1, moment)[0].beacon is Beacon.STEADY
