"""A real school for `belisha serve`: made by the command line, asked over DNS, read and signed over HTTP."""

from __future__ import annotations

import html
import re
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

import dns.message
import dns.rrset
from allauth.mfa.totp.internal import auth as totp

from belisha.kit import clock
from tests.commands.typed import typed

OPEN_ANSWER = "192.0.2.80"
HOST = "safety.kerb-street.example"
CODE_HOLDS_SECONDS = 30  # RFC 6238, section 5.2
PASSWORD = "lantern kerb stripe 7"
LINK = re.compile(r"https?://[^/\s]+(/account/password/reset/key/\S+)")


@contextmanager
def upstream() -> Iterator[str]:
    """A resolver on loopback that answers every name with one address; "HOST:PORT"."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.1", 0))
        wire.settimeout(0.2)
        stop = threading.Event()
        thread = threading.Thread(target=_answer, args=(wire, stop), daemon=True)
        thread.start()
        yield f"127.0.0.1:{wire.getsockname()[1]}"
        stop.set()
        thread.join(5)


def _answer(wire: socket.socket, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            asked, source = wire.recvfrom(4096)
        except TimeoutError:
            continue
        question = dns.message.from_wire(asked)
        answer = dns.message.make_response(question)
        if question.question[0].rdtype == dns.rdatatype.A:
            answer.answer.append(dns.rrset.from_text(question.question[0].name, 60, "IN", "A", OPEN_ANSWER))
        wire.sendto(answer.to_wire(), source)


def make_school(data: Path, people: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """A school with networks, a class and these people (name to roles); the path of the link for each to choose a password."""
    school = ["school"]
    verbs = [
        [*school, "add", "--name", "Kerb Street School", "--host", HOST],
        [*school, "class", "--name", "5K", "--year", "year 5"],
        [*school, "network", "--range", "127.0.1.0/24", "--group", "pupils"],
        [*school, "network", "--range", "127.0.1.0/28", "--group", "pupils", "--class", "5K"],
        [*school, "network", "--range", "127.0.2.0/24", "--group", "staff"],
        [*school, "term", "--name", "the whole year", "--first", "2026-01-01", "--last", "2026-12-31"],
    ]
    for name, roles in people.items():
        said = [word for role in roles for word in ("--role", role)]
        kind = "governor" if "chair of governors" in roles else "teacher"
        verbs.append([*school, "person", "--name", name, "--email", mail_of(name), "--kind", kind, *said])
    said = typed(*[[*verb, "--data", str(data)] for verb in verbs])
    assert all(one.code == 0 for one in said), said
    links = [LINK.search(one.out) for one in said[-len(people) :]]
    return {name: link[1] for name, link in zip(people, links, strict=True) if link}


def mail_of(name: str) -> str:
    return f"{name.split()[0].lower()}@kerb-street.example"


@dataclass
class Browser:
    """One reader's session with the portal: cookies, forms with their tokens, and nothing else."""

    portal: str
    host: str = HOST
    jar: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> tuple[int, str]:
        """Status and words of a page, after redirects."""
        return self._open(self._request(path))

    def post(self, path: str, page: str = "", **values: str) -> tuple[int, str]:
        """Status and words after a form was sent there, with the token that `page` (or the same address) gave."""
        shown = self.get(page or path)[1]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)
        assert found, f"no form at {page or path}:\n{shown[:2000]}"
        return self.send(path, found[1], **values)

    def send(self, path: str, token: str, **values: str) -> tuple[int, str]:
        """Status and words after values were sent with a token."""
        content = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **values}).encode()
        return self._open(self._request(path, content))

    def choose_password(self, link: str) -> None:
        """Follow the one-time link."""
        opener = self._opener()
        with opener.open(self._request(link), timeout=20) as answer:
            arrived, page = answer.url, answer.read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:2000]
        path = urllib.parse.urlsplit(arrived).path
        status, words = self.send(path, token[1], password1=PASSWORD, password2=PASSWORD)
        assert status == 200, words
        assert 'name="password1"' not in words, words

    def sign_in(self, email: str, password: str = PASSWORD, secret: str | None = None) -> tuple[int, str]:
        """Sign in with a password, and a code where there is a second step."""
        found = self.post("/account/login/", login=email, password=password)
        return found if secret is None else self.post("/account/2fa/authenticate/", code=code_of(secret))

    def add_second_step(self) -> str:
        """An authenticator app for whoever is signed in; its secret."""
        self.post("/account/reauthenticate/", password=PASSWORD)
        page = html.unescape(self.get("/account/2fa/totp/activate/")[1])
        secret = re.search(r"\b[A-Z2-7]{32}\b", page)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert secret, page[:3000]
        assert token, page[:3000]
        status, words = self.send("/account/2fa/totp/activate/", token[1], code=code_of(secret[0]))
        assert status == 200, words
        assert secret[0] not in words, words
        return secret[0]

    def _request(self, path: str, content: bytes | None = None) -> urllib.request.Request:
        """Sent to where the portal listens, under the name it is known by."""
        return urllib.request.Request(self.portal + path, data=content, headers={"Host": self.host})

    def _opener(self) -> urllib.request.OpenerDirector:
        return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), urllib.request.ProxyHandler({}))

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener().open(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()


def code_of(secret: str) -> str:
    """What the authenticator app shows now; a code that is about to change is waited out."""
    if clock.now().timestamp() % CODE_HOLDS_SECONDS > CODE_HOLDS_SECONDS - 2:
        time.sleep(2.1)
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
