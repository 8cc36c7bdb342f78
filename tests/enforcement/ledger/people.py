"""People at work at a demo school, each a thread with a browser: they ask, advise, decide, end and report, and all keep the book."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, Queue
from random import Random
from urllib.parse import urlsplit

from tests.enforcement.ledger.book import Book
from tests.enforcement.ledger.browsing import Browser, NoAnswer, Page

STAFF = "127.0.2.5"
LAST_DAY, LAST_TIME = "2026-09-18", "15:30"
LOOK_AGAIN_SECONDS = 0.1
THINK_SECONDS = 0.2
NO_ROOM = 507  # the page of a full disk, which says that nothing was kept
SITE = "s{number}.asked.example"
END_OF = re.compile(r"/openings/(\d+)/end/")
PUPILS = [f"127.0.1.{last}" for last in range(10, 250)]
TEACHERS = [f"127.0.2.{last}" for last in range(10, 250)]


@dataclass(slots=True)
class Desk:
    """What the people share: the book, the chance, how long they think, and what waits for whom."""

    port: int
    book: Book
    chance: Random
    sign_in: Mapping[str, str]
    ask_every: float = 2.0
    sites: Iterator[int] = field(default_factory=lambda: count(1))
    asked: Queue[tuple[int, str]] = field(default_factory=Queue)
    advised: Queue[tuple[int, str]] = field(default_factory=Queue)
    opened: Queue[tuple[int, str]] = field(default_factory=Queue)
    stop: threading.Event = field(default_factory=threading.Event)
    answers: list[str] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def key(self) -> tuple[str, int]:
        """A word that nobody has written before, and its number."""
        with self._turn:
            number = next(self.sites)
        return f"mark{number:06d}x", number


class Somebody:
    """A person at a browser. `role` is whom they sign in as, "" for a device of which nobody knows who sits there."""

    def __init__(self, desk: Desk, role: str = "", source: str = STAFF) -> None:
        self.desk, self.role = desk, role
        self.browser = Browser(desk.port, source)
        self.began = 0.0

    def page(self, path: str) -> Page | None:
        """The page, as soon as the portal gives it; None where the day is over first."""
        self.began = time.monotonic()
        while not self.desk.stop.is_set():
            try:
                if self.role and "belisha" not in self.browser.cookies:
                    self.browser.get(urlsplit(self.desk.sign_in[self.role]).path)
                found = self.browser.get(path)
            except NoAnswer:
                found = Page(0, "")
            if found.status == 200:
                return found
            if found.status >= 500:
                self.desk.answers.append(f"{path}: {found.status}")
            time.sleep(LOOK_AGAIN_SECONDS)
        return None

    def send(self, page: Page, path: str, key: str, values: Mapping[str, str]) -> Page | None:
        """Send it, and note a “no” (also for want of room). No answer, or a fault, is none: then nothing is noted."""
        try:
            answer = self.browser.send(page, path, values)
        except NoAnswer:
            return None
        if answer.status == NO_ROOM:
            self.desk.book.told_no(key, "the disk is full")
        elif answer.status >= 500:
            self.desk.answers.append(f"{path}: {answer.status}")
        elif answer.status != 302:
            self.desk.book.told_no(key, f"{answer.status}: {_fault_on(answer)}")
        return answer

    def done(self, key: str, number: int) -> None:
        """Note that it was told to be done."""
        self.desk.book.done(key, number=number, waited=time.monotonic() - self.began)


def asks(desk: Desk, role: str = "") -> None:
    """Ask for a site that nobody has asked for: a device of the pupils at the door, or somebody with an account."""
    key, number = desk.key()
    who = Somebody(desk, role, desk.chance.choice(TEACHERS if role else PUPILS))
    site = SITE.format(number=number)
    page = who.page(f"/door/ask/?site={site}")
    if page is None:
        return
    desk.book.sent(key, "ask", host=site, by=role)
    answer = who.send(page, "/door/ask/", key, {"site": site, "why": f"For a lesson: {key}", "purpose": ""})
    if answer is not None and answer.status == 302:
        request = int(who.browser.cookies["belisha-asked"].strip('"').partition(":")[0])
        who.done(key, request)
        (desk.asked if desk.chance.random() < 0.7 else desk.advised).put((request, site))


def reports(desk: Desk) -> None:
    """Report something met, without an account."""
    key, number = desk.key()
    who = Somebody(desk, source=desk.chance.choice(PUPILS))
    page = who.page("/report/")
    if page is None:
        return
    desk.book.sent(key, "report")
    answer = who.send(page, "/report/", key, {"address": f"met{number}.example", "words": f"There was a picture: {key}"})
    if answer is not None and answer.status == 302:
        who.done(key, int(who.browser.cookies["belisha-reported"].strip('"').partition(":")[0]))


def advises(desk: Desk, who: Somebody) -> None:
    """The network manager advises on a request that waits. Where no answer came, it is left to who decides."""
    request, site = desk.asked.get(timeout=0.2)
    key, _ = desk.key()
    page = who.page(f"/requests/{request}/")
    if page is None:
        return
    desk.book.sent(key, "advise", number=request)
    values = {"advice": desk.chance.choice(["OPEN", "KEEP_CLOSED"]), "words": f"On a list by mistake: {key}"}
    answer = who.send(page, f"/requests/{request}/advice/", key, values)
    if answer is not None and answer.status == 302:
        who.done(key, request)
    desk.advised.put((request, site))


def decides(desk: Desk, who: Somebody) -> None:
    """The headteacher decides. Where no answer came they look again and send the very same once more, until they are told."""
    request, site = desk.advised.get(timeout=0.2)
    key, _ = desk.key()
    kind = "open" if desk.chance.random() < 0.7 else "refuse"
    values = {"outcome": "GRANT" if kind == "open" else "REFUSE", "reason": f"It is good to know: {key}", "people": "everyone"}
    values |= {"end_day": LAST_DAY, "end_time": LAST_TIME}
    desk.book.sent(key, kind, number=request, host=site)
    if _until_told(desk, who, f"/requests/{request}/", f"/requests/{request}/decision/", key, values):
        who.done(key, request)
        if kind == "open":
            desk.opened.put((request, site))


def ends(desk: Desk, who: Somebody) -> None:
    """The headteacher closes one of the openings again."""
    request, site = desk.opened.get(timeout=0.2)
    key, _ = desk.key()
    page = who.page("/openings/")
    found = END_OF.search(page.words[page.words.find(f">{site}<") :]) if page is not None and f">{site}<" in page.words else None
    if found is None:
        return
    opening = int(found[1])
    desk.book.sent(key, "end", number=opening, host=site, request=request)
    values = {f"end-{opening}-reason": f"The lesson is over: {key}"}
    if _until_told(desk, who, "/openings/", f"/openings/{opening}/end/", key, values):
        who.done(key, opening)


def _until_told(desk: Desk, who: Somebody, path: str, to: str, key: str, values: Mapping[str, str]) -> bool:
    """Send it; where no answer came, look and send the same again. True where it was told to be done.

    A “no” to something that was sent before and never answered says nothing: the first may have been what is in the way.
    """
    began, was_sent = time.monotonic(), False
    while (page := who.page(path)) is not None:
        who.began = began
        answer = _quietly(who, page, to, values) if was_sent else who.send(page, to, key, values)
        if answer is not None and answer.status == 302:
            return True
        if answer is not None and (answer.status < 500 or answer.status == NO_ROOM):
            return False
        was_sent = True
    return False


def _quietly(who: Somebody, page: Page, to: str, values: Mapping[str, str]) -> Page | None:
    """The same sent again: a “no” is not noted."""
    try:
        return who.browser.send(page, to, values)
    except (NoAnswer, LookupError):
        return None


@contextmanager
def at_work(desk: Desk) -> Iterator[None]:
    """Seven people at work until the block ends; each goes on where the portal was away."""
    manager, head, again = Somebody(desk, "network_manager"), Somebody(desk, "headteacher"), Somebody(desk, "headteacher")
    work: list[tuple[Callable[[], None], float]] = [
        (lambda: asks(desk), desk.ask_every),
        (lambda: asks(desk), desk.ask_every),
        (lambda: asks(desk, "teacher"), desk.ask_every),
        (lambda: reports(desk), desk.ask_every),
        (lambda: advises(desk, manager), THINK_SECONDS),
        (lambda: decides(desk, head), THINK_SECONDS),
        (lambda: ends(desk, again), THINK_SECONDS),
    ]
    faults: list[BaseException] = []
    threads = [threading.Thread(target=_all_day, args=(desk, one, every, faults)) for one, every in work]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        desk.stop.set()
        for thread in threads:
            thread.join(120)
    if faults:
        raise faults[0]


def _all_day(desk: Desk, work: Callable[[], None], every: float, faults: list[BaseException]) -> None:
    """Do it again and again, with pauses, until the day is over or a fault of this bench comes up."""
    while not desk.stop.is_set():
        try:
            work()
        except Empty:
            continue
        except BaseException as fault:  # noqa: BLE001 - told by who started the thread
            faults.append(fault)
            return
        desk.stop.wait(desk.chance.uniform(0.5, 1.5) * every)


def _fault_on(page: Page) -> str:
    """What an answer says is wrong, or its heading."""
    for pattern in (r'govuk-error-message">(.*?)</p>', r"govuk-error-summary__list.*?<li>(.*?)</li>", r"<h1[^>]*>(.*?)</h1>"):
        if found := re.search(pattern, page.words, re.DOTALL):
            return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())
    return page.words[:80]
