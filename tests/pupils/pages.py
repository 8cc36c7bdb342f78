"""Every page that pupils meet, made once for tests that look at all of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from belisha.adapters.resolver.client import Explanation
from belisha.core.decision.model import Reason, Verdict
from belisha.core.rulesets.model import Entry
from belisha.filtering.block_page import ALOUD_PATH, BRITISH, CSS_PATH, PICTURE_PATHS, Tongue, make_block_page
from belisha.filtering.queries.checks import Checked, Finding
from belisha.filtering.tests.desk import CLASS_5K, PHONICS, Desk
from belisha.filtering.views import check
from tests.pupils.reading import read_page
from tests.pupils.screen import PORTAL, Answer

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def block_page(tongue: Tongue = BRITISH) -> dict[str, Answer]:
    """The block page and what belongs to it, as its own port answers."""
    entry = Entry(Verdict.CLOSED, Reason.CATEGORY_LIST, "8.1", "8.1/block/1", form="f")
    page = make_block_page(
        lambda host, address: Explanation(entry, entry.verdict, None, "pupils/5K", 1, "v"), PORTAL, lambda accepted: tongue
    )

    def get(path: str) -> Answer:
        told: dict[str, str] = {}
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": PHONICS, "REMOTE_ADDR": CLASS_5K}
        body = b"".join(page(environ, lambda status, headers: told.update(headers)))
        return Answer(body, told)

    return {path: get(path) for path in ("/blocked/", CSS_PATH, ALOUD_PATH, *PICTURE_PATHS.values())}


def portal(desk: Desk, met: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch, language: str = "en-gb") -> dict[str, HttpResponse]:
    """Every page of the portal that is a pupil's."""
    client: Any = Client(REMOTE_ADDR=CLASS_5K, HTTP_ACCEPT_LANGUAGE=language)
    met[CLASS_5K] = ["illegal.example", PHONICS, "youtube.com"]
    asked = desk.ask()
    pages = {"/door/": client.get("/door/"), "/door/ask/": client.get("/door/ask/", {"site": "youtube.com"})}
    pages["/mend/"] = client.post("/door/ask/", {"site": "not a site", "why": ""})
    client.post("/door/ask/", {"site": PHONICS})
    pages |= {"/door/asked/": client.get("/door/asked/"), "/door/status/": client.get("/door/status/")}
    pages["/answer/"] = client.post("/door/status/", {"code": asked.code})
    pages["/report/"] = client.get("/report/")
    client.post("/report/", {"address": "harm.example", "words": "A scary clown"})
    pages["/report/sent/"] = client.get("/report/sent/")
    code = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", read_page(pages["/report/sent/"].content.decode()).text)[0]
    pages |= {"/report/status/": client.get("/report/status/"), "/told/": client.post("/report/status/", {"code": code})}
    for finding in Finding:
        found = Checked(finding, CLASS_5K, "pupils/5K", ("127.0.1.6",), "127.0.0.1", "a" * 64, False)
        monkeypatch.setattr(check, "_checked", lambda request, token, found=found: found)
        pages[f"/check/{finding.value}/"] = client.get("/check/aaaa/")
    client.force_login(desk.cast.pupil_5k.account, backend=BACKEND)
    pages["/today/"] = client.get("/today/")
    return pages
