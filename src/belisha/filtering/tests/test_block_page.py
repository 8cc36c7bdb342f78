"""The block page: any host, looking only, nothing kept, nothing unescaped."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.adapters.resolver.client import Explanation
from belisha.core.decision.model import Reason, Verdict
from belisha.core.rulesets.model import Entry
from belisha.filtering.block_page import ALOUD_PATH, CSS_PATH, PICTURE_PATHS, explain_by, make_block_page
from belisha.filtering.tests.desk import PHONICS

PORTAL = "http://127.0.0.1:8000"
CLAUSE = "8.1"


def explained(
    reason: Reason = Reason.CATEGORY_LIST, *, verdict: Verdict = Verdict.CLOSED, clause: str | None = CLAUSE, form: str | None = "f"
) -> Explanation:
    entry = Entry(verdict, reason, clause, "8.1/block/1", form=form)
    return Explanation(entry, verdict, None, "pupils/5K", 1, "v")


def get(
    explanation: Explanation | None, *, host: str = PHONICS, method: str = "GET", path: str = "/x?y=z"
) -> tuple[str, dict[str, str], str]:
    told: dict[str, Any] = {}
    asked: list[tuple[str, str]] = []

    def explain(name: str, address: str) -> Explanation | None:
        asked.append((name, address))
        return explanation

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        told.update(status=status, headers=dict(headers), count=len(headers))

    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": host, "REMOTE_ADDR": "127.0.1.5"}
    body = b"".join(make_block_page(explain, PORTAL + "/")(environ, start_response)).decode()
    assert len(told["headers"]) == told["count"], "no header twice"
    assert asked in ([], [(host.lower().rstrip("."), "127.0.1.5")]) or ":" in host
    return told["status"], told["headers"], body


def test_it_names_the_site_the_reason_the_clause_and_the_way_to_ask() -> None:
    status, headers, body = get(explained())
    assert status == "403 Forbidden"
    assert f'<h1><span class="host">{PHONICS}</span> is closed</h1>' in body
    assert "This site is on a list that school closes." in body
    assert f'href="{PORTAL}/policy/8.1/"' in body
    assert f'href="{PORTAL}/door/ask/?site={PHONICS}"' in body
    assert "Childline: 0800 1111" in body
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers
    assert "style=" not in body
    assert re.findall("<script[^>]*>[^<]*", body) == [f'<script src="{ALOUD_PATH}" defer>'], "one script of ours, and none in the page"
    assert f'href="http://{PHONICS}' not in body, "a closed site is text, never a link"


def test_what_can_never_be_opened_has_no_ask_button() -> None:
    _, _, body = get(explained(Reason.ILLEGAL_LIST, clause=None, form=None))
    assert "It stays closed for everyone." in body
    assert "Ask for it" not in body


def test_a_signed_closure_says_so() -> None:
    assert "The policy closes this on purpose" in get(explained(Reason.POLICY_CLOSES))[2]


def test_what_is_open_now_says_so() -> None:
    assert "is open now" in get(explained(Reason.OPENED_BY_DECISION, verdict=Verdict.OPEN, form=None))[2]


def test_without_an_engine_the_way_to_ask_is_still_there() -> None:
    status, _, body = get(None)
    assert status == "403 Forbidden"
    assert "We cannot see right now why." in body
    assert "Ask for it" in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get"])
def test_looking_only(method: str) -> None:
    status, headers, _ = get(explained(), method=method)
    assert (status, headers["Allow"]) == ("405 Method Not Allowed", "GET, HEAD")


def test_head_says_the_same_without_a_body() -> None:
    status, headers, body = get(explained(), method="HEAD")
    assert (status, body) == ("403 Forbidden", "")
    assert int(headers["Content-Length"]) > 500


def test_it_serves_its_own_style() -> None:
    status, headers, body = get(None, path=CSS_PATH)
    assert (status, headers["Content-Type"]) == ("200 OK", "text/css; charset=utf-8")
    assert "@import" not in body
    assert "url(" not in body


def test_it_serves_its_own_script() -> None:
    status, headers, body = get(None, path=ALOUD_PATH)
    assert (status, headers["Content-Type"]) == ("200 OK", "text/javascript; charset=utf-8")
    assert "speechSynthesis" in body
    assert "http" not in body, "nothing leaves the device"


@pytest.mark.parametrize("path", PICTURE_PATHS.values())
def test_it_serves_its_own_pictures(path: str) -> None:
    status, headers, body = get(None, path=path)
    assert (status, headers["Content-Type"]) == ("200 OK", "image/svg+xml; charset=utf-8")
    assert body.startswith("<svg ")


def test_the_picture_says_how_the_site_stands() -> None:
    assert PICTURE_PATHS["closed"] in get(explained())[2]
    assert PICTURE_PATHS["open"] in get(explained(Reason.OPENED_BY_DECISION, verdict=Verdict.OPEN, form=None))[2]


class Links(HTMLParser):
    """Collects what a page consists of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.scripts: list[list[tuple[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.scripts += [attrs] if tag == "script" else []
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


@settings(deadline=None)  # the machine may be busy: what is said counts here, not how fast
@given(
    host=st.text(max_size=80)
    | st.sampled_from(["<script>alert(1)</script>.com", 'a".com', "a'b.com", "[::1]:80", "127.0.0.2:8081", "..", "a:b:c"])
)
def test_any_host_header_makes_a_page_of_ours_and_nothing_else(host: str) -> None:
    status, _, body = get(explained(), host=host + ":80")
    found = Links()
    found.feed(body)
    assert status == "403 Forbidden"
    head, rest = {"html", "head", "meta", "title", "link"}, {"body", "header", "span", "div", "main", "h1", "p", "a", "footer", "img"}
    assert found.tags <= head | rest | {"button", "script"}
    assert found.scripts == [[("src", ALOUD_PATH), ("defer", None)]]
    assert all(address in {CSS_PATH, ALOUD_PATH, *PICTURE_PATHS.values()} or address.startswith(PORTAL) for address in found.addresses)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def served() -> Iterator[int]:
    """The page on a free port of loopback, with an engine that is away."""
    server = make_server("127.0.0.1", 0, make_block_page(explain_by("/nowhere/resolver.sock"), PORTAL), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_over_real_http_with_the_engine_away(served: int) -> None:
    wire = HTTPConnection("127.0.0.1", served, timeout=5)
    wire.request("GET", "/anything", headers={"Host": PHONICS})
    answer = wire.getresponse()
    assert (answer.status, PHONICS in answer.read().decode()) == (403, True)
    wire.close()


def test_it_stands_without_django() -> None:
    source = (Path(__file__).parents[1] / "block_page.py").read_text(encoding="utf-8")
    assert "django" not in source.replace("no Django", "")
