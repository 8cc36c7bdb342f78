"""In which language a page is said: one the school offers, by what the browser accepts. No cookie, no address, no choice to keep.

Source: docs/decisions/2026-11-23-texts.md.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

LONGEST_HEADER = 500
"""Letters of what a browser accepts that are read; nobody reads more languages."""


class LanguageMiddleware:
    """Says each page in the reader's language. With one language on offer it costs nothing, and caches need not tell readers apart."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; its header says in which language."""
        language = chosen_of(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
        with translation.override(language):
            given = self.get_response(request)
        given.headers.setdefault("Content-Language", tag_of(language))
        if len(settings.LANGUAGES) > 1:
            patch_vary_headers(given, ("Accept-Language",))
        return given


def chosen_of(accepted: str) -> str:
    """Of the languages on offer the one that a browser likes best (the header Accept-Language); ours where it likes none of them."""
    offered = dict(settings.LANGUAGES)
    if len(offered) > 1:
        for language, _ in parse_accept_lang_header(accepted[:LONGEST_HEADER].lower()):
            found = language if language in offered else language.split("-")[0]
            if found in offered:
                return found
            if found == settings.LANGUAGE_CODE.split("-")[0]:
                break
    return settings.LANGUAGE_CODE


def tag_of(language: str) -> str:
    """A language as pages and headers name it: en-gb is en-GB."""
    name, _, place = language.partition("-")
    return f"{name}-{place.upper()}" if place else name
