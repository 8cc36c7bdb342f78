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
from belisha.core.words import Say, gettext_noop, plainly

CSS_PATH = "/.belisha/block.css"
PICTURE_PATHS = {name: f"/.belisha/{name}.svg" for name in ("closed", "open", "aloud")}
"""How the site stands, for who cannot read yet, and the button that reads it to them: the same pictures as on the portal's pages."""
ALOUD_PATH = "/.belisha/read-aloud.js"
QUICK_SECONDS = 1.0  # how long somebody who wanted a site waits for the reason
Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Explain = Callable[[str, str], Explanation | None]
"""What decides about a host at an address; None where the resolver cannot say."""

_HEADERS = [
    ("Vary", "Accept-Language"),
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
<html lang="{language}" dir="{direction}">
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
<button class="app-aloud" type="button" data-stop="{stop}" hidden>\
<img class="app-aloud__picture" src="{aloud_picture}" alt="" width="40" height="40">\
<span class="app-aloud__words">{read_it}</span></button>
<script src="{aloud}" defer></script>
<img class="picture" src="{picture}" alt="" width="64" height="64">
<h1>{heading}</h1>
{body}
</main>
<footer>
<p>{help}</p>
</footer>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language to say the page in: its tag, which way it is written, and what gives a sentence in it."""

    tag: str = "en-GB"
    direction: str = "ltr"
    say: Say = plainly


BRITISH = Tongue()
_HELP = gettext_noop("Worried about something online? Tell an adult you trust. Childline: 0800 1111. In danger now: 999.")
_IS_CLOSED = gettext_noop("{site} is closed")


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


def make_block_page(explain: Explain, portal_url: str, tongue: Callable[[str], Tongue] = lambda accepted: BRITISH) -> Application:
    """The WSGI application. `portal_url` is where the school's own pages are, without a slash at its end.

    `tongue` chooses the language for what a browser says it accepts.
    """
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
        said = tongue(str(environ.get("HTTP_ACCEPT_LANGUAGE", ""))[:200])
        shown = _shown(host, explanation, portal, said.say)
        return _answer(start_response, method, "403 Forbidden", _written(shown, said).encode(), "text/html")

    return application


def _written(shown: _Shown, said: Tongue) -> str:
    """The page, with where its style, its pictures and its script are."""
    return _PAGE.format(
        language=escape(said.tag),
        direction=said.direction,
        title=escape(shown.title),
        heading=shown.heading,
        body=shown.body,
        picture=PICTURE_PATHS[shown.picture],
        css=CSS_PATH,
        aloud=ALOUD_PATH,
        aloud_picture=PICTURE_PATHS["aloud"],
        read_it=escape(said.say(gettext_noop("Read it to me"))),
        stop=escape(said.say(gettext_noop("Stop"))),
        help=escape(said.say(_HELP)),
    )


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


def _shown(host: Host | None, explanation: Explanation | None, portal: str, say: Say) -> _Shown:
    if host is None:
        title = say(gettext_noop("This page is closed"))
        return _Shown(title, title, _paragraph(say(gettext_noop("The school’s network brought you here."))) + _door(portal, say))
    name = f'<span class="host">{escape(host.name)}</span>'
    if explanation is None:
        words = _paragraph(say(gettext_noop("We cannot see right now why. You can still ask for it.")))
        return _headed(say(_IS_CLOSED), host, name, words + _ask(host, portal, say) + _door(portal, say))
    if explanation.verdict in (Verdict.OPEN, Verdict.SAFE):
        again = gettext_noop("Load the page again. Do you still see this? Close the browser and open it again. Or wait five minutes.")
        return _headed(say(gettext_noop("{site} is open now")), host, name, _paragraph(say(again)) + _door(portal, say), "open")
    return _headed(say(_IS_CLOSED), host, name, _why(host, explanation, portal, say) + _door(portal, say))


def _headed(words: str, host: Host, name: str, body: str, picture: str = "closed") -> _Shown:
    """A page whose title and heading say the same of the site."""
    return _Shown(words.format(site=host.name), escape(words).format(site=name), body, picture)


def _why(host: Host, explanation: Explanation, portal: str, say: Say) -> str:
    """The reason in plain words, the clause, and the way to ask where asking can help."""
    entry = explanation.entry
    decision = Decision(entry.verdict, entry.reason, entry.clause, entry.rule, explanation.policy_version, entry.until, form=entry.form)
    audience = Audience.STAFF if explanation.seat_key == "staff" else Audience.PUPIL
    words = _paragraph(sentence(decision, audience=audience, host=host.name, say=say))
    if entry.clause:
        on_purpose, rule = gettext_noop("The policy closes this on purpose: {clause}."), gettext_noop("Read the rule: {clause}.")
        clause = escape(say(gettext_noop("clause {number}")).format(number=entry.clause))
        link = f'<a href="{escape(portal)}/policy/{quote(entry.clause, safe="")}/">{clause}</a>'
        words += f"<p>{escape(say(on_purpose if entry.reason is Reason.POLICY_CLOSES else rule)).format(clause=link)}</p>\n"
    return words + (_ask(host, portal, say) if entry.form else "")


def _ask(host: Host, portal: str, say: Say) -> str:
    words = escape(say(gettext_noop("Ask for it")))
    return f'<p><a class="ask" href="{escape(portal)}/door/ask/?site={quote(host.name, safe="")}">{words}</a></p>\n'


def _door(portal: str, say: Say) -> str:
    door = f"{escape(portal)}/door/"
    words = escape(say(gettext_noop("See what was closed on this computer: {address}")))
    return f"""<p class="door">{words.format(address=f'<a href="{door}">{door}</a>')}</p>\n"""


def _paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>\n"
