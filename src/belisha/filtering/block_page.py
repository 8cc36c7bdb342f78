"""The block page: a second tiny WSGI application on its own port. Any host name, GET only, no cookie, no Django, no database.

A closed name's address leads here, so whatever site somebody wanted, this page answers for it over http. What it says it asks of
the resolver. Source: architecture.md, Enforcing; safeguarding.md 4 (help is always on the page), 32 (closed sites as text, no link).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote

from belisha.adapters.resolver.client import EngineAway, EngineRefused, Explanation, ResolverClient
from belisha.core.decision.model import Decision, Reason, Verdict
from belisha.core.decision.reasons import Audience, sentence
from belisha.core.names import Host, Unusable

CSS_PATH = "/.belisha/block.css"
PICTURE_PATHS = {name: f"/.belisha/{name}.svg" for name in ("closed", "open", "aloud")}
"""How the site stands, for who cannot read yet, and the button that reads it to them: the same pictures as on the portal's pages."""
ALOUD_PATH = "/.belisha/read-aloud.js"
QUICK_SECONDS = 1.0  # how long somebody who wanted a site waits for the reason
Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Explain = Callable[[str, str], Explanation | None]
"""What decides about a host at an address; None where the resolver cannot say."""

_HEADERS = [
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
]

_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{css}">
</head>
<body>
<header><span class="globe" aria-hidden="true"></span>Belisha</header>
<div class="stripes" aria-hidden="true"></div>
<main>
<button class="app-aloud" type="button" data-stop="Stop" hidden>\
<img class="app-aloud__picture" src="{aloud_picture}" alt="" width="40" height="40">\
<span class="app-aloud__words">Read it to me</span></button>
<script src="{aloud}" defer></script>
<img class="picture" src="{picture}" alt="" width="64" height="64">
<h1>{heading}</h1>
{body}
</main>
<footer>
<p>Worried about something online? Tell an adult you trust. Childline: 0800 1111. In danger now: 999.</p>
</footer>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page says."""

    title: str
    heading: str
    body: str
    picture: str = "closed"


def explain_by(socket_path: str) -> Explain:
    """Asks the resolver whose control socket lies there. Safe to share between threads."""
    client = ResolverClient(Path(socket_path), timeout=QUICK_SECONDS)

    def explain(host: str, address: str) -> Explanation | None:
        try:
            return client.explain(host, address=ip_address(address))
        except (EngineAway, EngineRefused, ValueError):
            return None

    return explain


def make_block_page(explain: Explain, portal_url: str) -> Callable[[Environ, StartResponse], Iterable[bytes]]:
    """The WSGI application. `portal_url` is where the school's own pages are, without a slash at its end."""
    kept = _files()
    portal = portal_url.rstrip("/")

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ.get("REQUEST_METHOD", "GET")
        if method not in ("GET", "HEAD"):
            return _answer(
                start_response,
                method,
                "405 Method Not Allowed",
                b"Only looking is possible here.\n",
                "text/plain",
                [("Allow", "GET, HEAD")],
            )
        if (wanted := str(environ.get("PATH_INFO"))) in kept:
            return _answer(start_response, method, "200 OK", *kept[wanted])
        host = _host(str(environ.get("HTTP_HOST", "")))
        explanation = explain(host.name, str(environ.get("REMOTE_ADDR", ""))) if host else None
        shown = _shown(host, explanation, portal)
        return _answer(start_response, method, "403 Forbidden", _written(shown).encode(), "text/html")

    return application


def _written(shown: _Shown) -> str:
    """The page, with where its style, its pictures and its script are."""
    pictures = {"picture": PICTURE_PATHS[shown.picture], "aloud_picture": PICTURE_PATHS["aloud"]}
    return _PAGE.format(title=escape(shown.title), css=CSS_PATH, aloud=ALOUD_PATH, heading=shown.heading, body=shown.body, **pictures)


def _files() -> dict[str, tuple[bytes, str]]:
    """What the page loads besides itself, by path: its style, its pictures and the script that reads it aloud, with their kinds."""
    static = files("belisha.filtering").joinpath("static/filtering")
    pictures = {path: (static.joinpath(f"{name}.svg").read_bytes(), "image/svg+xml") for name, path in PICTURE_PATHS.items()}
    script = {ALOUD_PATH: (static.joinpath("read-aloud.js").read_bytes(), "text/javascript")}
    return {CSS_PATH: (static.joinpath("block.css").read_bytes(), "text/css"), **pictures, **script}


def _answer(
    start_response: StartResponse, method: str, status: str, body: bytes, kind: str, more: list[tuple[str, str]] | None = None
) -> Iterable[bytes]:
    headers = [("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(body))), *_HEADERS, *(more or [])]
    start_response(status, headers)
    return [b"" if method == "HEAD" else body]


def _host(header: str) -> Host | None:
    """The site somebody wanted; None where the Host header is no site's name."""
    try:
        return Host.from_words(header[:300])
    except Unusable:
        return None


def _shown(host: Host | None, explanation: Explanation | None, portal: str) -> _Shown:
    if host is None:
        return _Shown("This page is closed", "This page is closed", _paragraph("The school’s network brought you here.") + _door(portal))
    name = f'<span class="host">{escape(host.name)}</span>'
    if explanation is None:
        words = _paragraph("We cannot see right now why. You can still ask for it.")
        return _Shown(f"{host} is closed", f"{name} is closed", words + _ask(host, portal) + _door(portal))
    if explanation.verdict in (Verdict.OPEN, Verdict.SAFE):
        words = _paragraph("Load the page again. Do you still see this? Close the browser and open it again. Or wait five minutes.")
        return _Shown(f"{host} is open now", f"{name} is open now", words + _door(portal), "open")
    return _Shown(f"{host} is closed", f"{name} is closed", _why(host, explanation, portal) + _door(portal))


def _why(host: Host, explanation: Explanation, portal: str) -> str:
    """The reason in plain words, the clause, and the way to ask where asking can help."""
    entry = explanation.entry
    decision = Decision(entry.verdict, entry.reason, entry.clause, entry.rule, explanation.policy_version, entry.until, form=entry.form)
    audience = Audience.STAFF if explanation.seat_key == "staff" else Audience.PUPIL
    words = _paragraph(sentence(decision, audience=audience, host=host.name))
    if entry.clause:
        clause = escape(entry.clause)
        purpose = "The policy closes this on purpose: " if entry.reason is Reason.POLICY_CLOSES else "Read the rule: "
        words += f'<p>{purpose}<a href="{escape(portal)}/policy/{quote(entry.clause, safe="")}/">clause {clause}</a>.</p>\n'
    return words + (_ask(host, portal) if entry.form else "")


def _ask(host: Host, portal: str) -> str:
    return f'<p><a class="ask" href="{escape(portal)}/door/ask/?site={quote(host.name, safe="")}">Ask for it</a></p>\n'


def _door(portal: str) -> str:
    door = f"{escape(portal)}/door/"
    return f'<p class="door">See what was closed on this computer: <a href="{door}">{door}</a></p>\n'


def _paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>\n"
