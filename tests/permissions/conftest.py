"""The scene, set once for this folder, and asked once: its tests read it, and what they change is undone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import transaction
from django_scopes import scope
from pytest_django import DjangoDbBlocker

from belisha.kit import clock, remembered
from tests.cast import make_cast, make_school
from tests.permissions.pages import Answers
from tests.permissions.scene import Scene, set_the_scene


@pytest.fixture(autouse=True)
def fresh_rates() -> Iterator[None]:
    """No test is slowed by what another asked."""
    cache.clear()
    yield
    cache.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first to ask for answers opens every page for every reader, and takes its time."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """Pages remember here what they remember in a school: all that a test changes is undone, and what an action changes is recorded."""
    remembered.forget()


@pytest.fixture(scope="package")
def scene_of_the_folder(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """The school in the middle of its day, at the portal's clock too; gone when the folder is done."""
    moment = datetime(2026, 9, 15, 10, 15, tzinfo=ZoneInfo("Europe/London"))
    file = tmp_path_factory.mktemp("clock") / "clock.json"
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv(clock.CLOCK_FILE_VARIABLE, str(file))
        clock.set_to(moment, file=file)
        school = make_school()
        with scope(school=school):
            yield set_the_scene(school, make_cast(school), moment)
        transaction.set_rollback(True)


@pytest.fixture
def scene(scene_of_the_folder: Scene, db: None) -> Iterator[Scene]:
    """The same school for every test: nothing a test does stays (`db` undoes it), and its clock stands where it did.

    Everybody signed in when the folder began; on a busy machine that would soon be more than five minutes ago.
    """
    clock.set_to(scene_of_the_folder.moment, file=Path(os.environ[clock.CLOCK_FILE_VARIABLE]))
    with scope(school=scene_of_the_folder.school):
        yield scene_of_the_folder


@pytest.fixture(scope="package")
def answers_of_the_folder(scene_of_the_folder: Scene) -> Answers:
    """What the portal answers in that school; it fills as tests ask."""
    return Answers(scene_of_the_folder)


@pytest.fixture
def answers(answers_of_the_folder: Answers, scene: Scene) -> Answers:
    """The same answers for every test."""
    return answers_of_the_folder
