"""The block page on its own port, wired to this installation's resolver and portal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.utils import translation

from belisha.filtering.block_page import BRITISH, Tongue, explain_by, make_block_page
from belisha.schools import queries as schools
from belisha.schools.models import School
from belisha.web.languages import chosen_of, tag_of

Page = Callable[[dict[str, Any], Any], Iterable[bytes]]


def application() -> Page:
    """The WSGI application of the block page. Where the portal is, a new school says in its first run: until then each page asks."""
    explain = explain_by(settings.RESOLVER_SOCKET)
    known: dict[str, Page] = {}

    def page(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if "page" not in known:
            portal = _portal()
            if portal is None:
                return make_block_page(explain, settings.PORTAL_URL, tongue)(environ, start_response)
            known["page"] = make_block_page(explain, portal, tongue)
        return known["page"](environ, start_response)

    return page


def _portal() -> str | None:
    """The address of the school's pages; None while there is no school, or nobody can say."""
    if settings.PORTAL_URL_SAID:
        return str(settings.PORTAL_URL_SAID)
    try:
        school = School.objects.order_by("pk").first()
    except Error:
        connection.close()
        return None
    return schools.portal_url(school) if school is not None else None


def tongue(accepted: str) -> Tongue:
    """The language of the block page for what a browser accepts, among those the school offers."""
    language = chosen_of(accepted)
    if language == settings.LANGUAGE_CODE:
        return BRITISH

    def say(words: str) -> str:
        with translation.override(language):
            return translation.gettext(words)

    is_leftwards = translation.get_language_info(language)["bidi"]
    return Tongue(tag_of(language), "rtl" if is_leftwards else "ltr", say)
