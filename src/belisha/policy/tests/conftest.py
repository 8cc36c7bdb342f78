"""A policy to load, and the two people who sign it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from belisha.people.models import Person
from belisha.policy import actions
from belisha.policy.models import PolicyVersion, Signature
from tests.cast import Cast, actor

MODEL_POLICY = Path(__file__).resolve().parents[4] / "policies" / "model-policy.md"
Sign = Callable[..., Signature]
PutInForce = Callable[[str, datetime], PolicyVersion]


@pytest.fixture
def text() -> str:
    return MODEL_POLICY.read_text(encoding="utf-8")


@pytest.fixture
def version(cast: Cast, text: str, moment: datetime) -> PolicyVersion:
    return actions.load_version(by=actor(cast.head), text=text, now=moment)


@pytest.fixture
def sign() -> Sign:
    def do(by: Person, version: PolicyVersion, role: str, now: datetime, **other: object) -> Signature:
        said = {"signed_in_at": now, "had_second_factor": True} | other
        return actions.sign_version(by=by, version=version, role=role, now=now, **said)

    return do


@pytest.fixture
def put_in_force(cast: Cast, sign: Sign) -> PutInForce:
    def put(text: str, now: datetime) -> PolicyVersion:
        version = actions.load_version(by=actor(cast.head), text=text, now=now)
        sign(cast.head, version, "headteacher", now)
        sign(cast.chair, version, "chair of governors", now)
        version.refresh_from_db()
        return version

    return put
