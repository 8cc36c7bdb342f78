"""Where an installation keeps its things: one folder, one description, from which every command finds the same settings."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from belisha.web import env

CHECKOUT = Path(__file__).resolve().parents[4]
DEFAULT_DATA = CHECKOUT / "var" / "school"
SOCKET_PATH_LIMIT = 100  # unix(7): a socket's path has at most 108 octets, and the resolver adds a suffix while it starts


class Unusable(Exception):
    """The command was asked for something that cannot be done; the message is a sentence, the exit code 2."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address and a port."""

    host: str
    port: int

    @classmethod
    def from_words(cls, words: str) -> Endpoint:
        """The endpoint in "127.0.0.1:8000". Raises Unusable with a sentence."""
        host, _, port = words.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise Unusable(f"“{words}” is not an address and a port: write it like 127.0.0.1:8000")
        return cls(host.strip("[]"), int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Installation:
    """Where everything of one installation is; kept as installation.json in its folder.

    `dns`, `upstreams`, `forwards` and `private_answers` hold several words with spaces between them, each as it was typed.
    """

    data: str
    is_demo: bool
    web: str
    dns: str
    block_page: str
    proof_port: int
    standin_port: int
    sockets: str
    upstreams: str = ""
    forwards: str = ""
    private_answers: str = ""
    upstream_ca: str = ""

    @property
    def resolvers(self) -> tuple[Endpoint, ...]:
        """Where the resolver listens for devices."""
        return tuple(map(Endpoint.from_words, self.dns.split()))

    def path(self, name: str) -> Path:
        """A file of this name in the installation's folder."""
        return Path(self.data) / name

    @property
    def portal_url(self) -> str:
        """Where the portal answers."""
        return f"http://{self.web}"

    @property
    def public_url(self) -> str:
        """The portal's address as people type it: the school's own setting, else where it answers."""
        return env.text("BELISHA_PORTAL_URL", self.portal_url).rstrip("/")

    def environment(self) -> dict[str, str]:
        """The settings every process of this installation runs with; values already in the environment win where a school set them."""
        made = {
            "DJANGO_SETTINGS_MODULE": "belisha.web.settings",
            "BELISHA_DATA": self.data,
            "BELISHA_DEMO": "yes" if self.is_demo else "no",
            "BELISHA_SECRET_KEY": self._secret(),
            "BELISHA_WORKER_SOCKET": f"{self.sockets}/worker.sock",
            "BELISHA_RESOLVER_SOCKET": f"{self.sockets}/resolver.sock",
            "BELISHA_RULESET_FOLDER": str(self.path("ruleset")),
            "BELISHA_PROOF_PORT": str(self.proof_port),
            "BELISHA_PORTAL_LISTENS": self.portal_url,
            "BELISHA_PORTAL_ADDRESS": env.text("BELISHA_PORTAL_ADDRESS", Endpoint.from_words(self.web).host),
            "BELISHA_BLOCK_PAGE_ADDRESS": Endpoint.from_words(self.block_page).host,
        }
        if self.is_demo:
            made["BELISHA_CLOCK_FILE"] = str(self.path("clock.json"))
        return made

    def _secret(self) -> str:
        """A school's own secret where it set one, else the folder's; a demo always has the folder's."""
        own = "" if self.is_demo else env.text("BELISHA_SECRET_KEY", "")
        return own or secret_key(self.path("secret-key"))

    def keep(self) -> None:
        """Write the description where the other commands look for it. What stands there is not written again: a disk may be full."""
        self.path("static").mkdir(exist_ok=True)
        unfinished, kept = self.path("installation.new"), self.path("installation.json")
        words = json.dumps(asdict(self), indent=1)
        if not kept.is_file() or kept.read_text() != words:
            unfinished.write_text(words)
            unfinished.replace(kept)

    def enter(self) -> None:
        """Make this process one of the installation's, and Django ready."""
        os.environ.update(self.environment())
        import django

        django.setup()


def is_kept_at(data: Path) -> bool:
    """True where a folder has been made an installation before."""
    return (data / "installation.json").is_file()


def made_for_serving(data: Path) -> Installation:
    """A new folder for `belisha serve`, before it has run: the addresses are the usual ones, until `serve` is told others."""
    make_private(data)
    made = Installation(
        data=str(data),
        is_demo=False,
        web="127.0.0.1:8000",
        dns="127.0.0.1:5300",
        block_page="127.0.0.2:8081",
        proof_port=5301,
        standin_port=5302,
        sockets=socket_folder(data),
    )
    made.keep()
    return made


def found_at(data: Path) -> Installation:
    """The installation kept in a folder. Raises Unusable with a sentence where there is none."""
    file = data / "installation.json"
    if not file.is_file():
        raise Unusable(f"there is no school in {data}: start `belisha demo`, make one with `belisha school add`, or name another --data")
    return Installation(**json.loads(file.read_text()))


def data_folder(named: str | None) -> Path:
    """The folder a command was pointed to: --data, else BELISHA_DATA, else var/school in the checkout."""
    return Path(named or os.environ.get("BELISHA_DATA") or DEFAULT_DATA).expanduser().absolute()


def secret_key(file: Path) -> str:
    """The installation's own secret, made once, readable by its owner only; whole or not at all, however full the disk is."""
    if not file.exists():
        unfinished = file.with_name(f"{file.name}.new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(48))
        unfinished.replace(file)
    return file.read_text()


def socket_folder(data: Path) -> str:
    """Where the processes' sockets lie: in the installation's folder, or in a short one where that path is too long for a socket."""
    if len(str(data)) < SOCKET_PATH_LIMIT - len("/resolver.sock"):
        return str(data)
    short = Path(tempfile.gettempdir()) / f"belisha-{hashlib.sha256(str(data).encode()).hexdigest()[:12]}"
    if short.is_symlink():
        raise Unusable(f"{short} leads somewhere else, and we did not make it: take it away")
    make_private(short)
    return str(short)


def make_private(folder: Path) -> None:
    """Make a folder, or take an existing one of ours, that nobody else on this machine can look into: words of children lie in it.

    Raises Unusable where it belongs to somebody else, who could put their own sockets and rules there.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid != os.geteuid():
        raise Unusable(f"{folder} belongs to somebody else on this machine: choose another folder with --data")
    folder.chmod(found.st_mode & 0o700)


def locked(data: Path) -> TextIO:
    """The lock of the folder, held while the file stays open. Raises Unusable where another Belisha runs on it."""
    make_private(data)
    file = (data / "lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as busy:
        raise Unusable(f"another Belisha is running on {data}: stop it, or choose another folder with --data") from busy
    return file
