"""What translators are given is what the product says: the committed template is collected again, and nothing is missing or left over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils.translation import get_language

from belisha.web.env import BadSetting, languages
from belisha.web.languages import chosen_of, tag_of
from tests.translated import TEMPLATE, sentences_in

SOURCE = TEMPLATE.parents[1]


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="GNU gettext collects the sentences: apt-get install gettext")
def test_the_template_is_what_the_product_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left_out = shutil.ignore_patterns("tests", "static", "locale", "__pycache__", "migrations")
    shutil.copytree(SOURCE, tmp_path / "src" / "belisha", ignore=left_out)
    kept = tmp_path / "locale"
    kept.mkdir()
    monkeypatch.chdir(tmp_path)
    with override_settings(LOCALE_PATHS=[kept]):
        call_command("makemessages", all=True, keep_pot=True, no_location=True, no_wrap=True, verbosity=0)
    now, committed = sentences_in(kept / "django.pot"), sentences_in(TEMPLATE)
    assert (now - committed, committed - now) == (set(), set()), "run `make texts` and commit what it changed"
    assert len(committed) > 400


def test_a_language_without_sentences_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELISHA_LANGUAGES", "en-gb cy")
    with pytest.raises(BadSetting, match=r"names “cy”, which this product does not speak: it has en-gb, see env.sample"):
        languages("BELISHA_LANGUAGES", always="en-gb", known=tmp_path)
    (tmp_path / "cy" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "cy" / "LC_MESSAGES" / "django.mo").touch()
    assert languages("BELISHA_LANGUAGES", always="en-gb", known=tmp_path) == [("en-gb", "en-gb"), ("cy", "cy")]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en-gb"),
        ("cy", "cy"),
        ("cy-GB,en;q=0.5", "cy"),
        ("en-GB,cy;q=0.9", "en-gb"),
        ("en-US,en;q=0.9,cy;q=0.8", "en-gb"),
        ("fr, cy;q=0.5", "cy"),
        ("fr", "en-gb"),
        ("*", "en-gb"),
        ("cy;q=nonsense," * 200, "en-gb"),
    ],
)
def test_a_reader_gets_what_their_browser_likes_best(accepted: str, language: str) -> None:
    with override_settings(LANGUAGES=[("en-gb", "en-gb"), ("cy", "cy")]):
        assert chosen_of(accepted) == language
    assert chosen_of(accepted) == "en-gb", "nothing else is offered"
    assert get_language() == "en-gb"


def test_a_language_is_named_as_pages_name_it() -> None:
    assert [tag_of(one) for one in ("en-gb", "cy")] == ["en-GB", "cy"]
