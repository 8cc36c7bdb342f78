"""What a browser loads: named by its own fingerprint and compressed, collected once, again where it changed; and little of it."""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client, override_settings

from belisha.filtering.tests.desk import sign_policy
from belisha.schools.models import School
from belisha.web.assets import MARK, collect
from tests.cast import Cast

AS_IT_RUNS = {**settings.STORAGES, "staticfiles": {"BACKEND": "belisha.web.assets.CollectedFiles"}}
SHEET = "govuk/govuk-frontend.min.css"
FIRST_LOAD_BYTES = 150_000
"""Source: issue “Its face, its strength, its first five minutes”, numbers: first load of a page, compressed, nothing kept from before."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=AS_IT_RUNS):
        yield tmp_path


def test_files_are_collected_once(folder: Path) -> None:
    assert collect(folder)
    assert not collect(folder)


def test_a_collection_that_was_broken_off_is_made_again(folder: Path) -> None:
    collect(folder)
    (folder / MARK).unlink()
    assert collect(folder)


def test_a_file_that_changed_has_another_name(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    source = tmp_path_factory.mktemp("source")
    (source / "own.css").write_text("body { color: black }")
    with override_settings(STATICFILES_DIRS=[source], STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"]):
        collect(folder)
        before = staticfiles_storage.url("own.css")
        (source / "own.css").write_text("body { color: navy }")
        assert collect(folder)
        assert staticfiles_storage.url("own.css") != before


def test_what_was_never_collected_is_told_by_its_plain_name(folder: Path) -> None:
    assert staticfiles_storage.url("belisha/none.svg") == "/static/belisha/none.svg"


def test_the_large_sheet_is_kept_compressed_under_its_fingerprint(folder: Path) -> None:
    collect(folder)
    name = staticfiles_storage.url(SHEET).removeprefix("/static/")
    assert re.search(r"\.[0-9a-f]{12}\.css$", name)
    plain, sealed = (folder / name).read_bytes(), (folder / f"{name}.gz").read_bytes()
    assert gzip.decompress(sealed) == plain
    assert len(sealed) < len(plain) / 5


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/door/"])
def test_the_first_page_weighs_little(folder: Path, path: str, school: School, cast: Cast, at_moment: datetime) -> None:
    collect(folder)
    sign_policy(school, cast, at_moment - timedelta(days=1))
    answer = Client().get(path, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    page = gzip.decompress(answer.content).decode()
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    assert any("govuk-frontend" in name for name in files)
    weights = [min(f.stat().st_size for f in (folder / name, folder / f"{name}.gz") if f.exists()) for name in files]
    assert len(answer.content) + sum(weights) < FIRST_LOAD_BYTES


@pytest.mark.django_db
def test_no_browser_keeps_a_page_of_somebody_who_is_signed_in(school: School, cast: Cast) -> None:
    """Computers are shared: whoever presses Back after them sees nothing."""
    client = Client()
    client.force_login(cast.head.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in ("/", "/notices/", "/people/roles/", "/operations/"):
        assert "no-store" in client.get(path)["Cache-Control"], path
