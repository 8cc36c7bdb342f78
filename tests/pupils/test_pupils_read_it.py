"""Every page a pupil meets, in each state, as a class's device without an account reads it: short sentences, words they know, few things.

A page is at most grade 4 (reading.py), no sentence has more than ten words, and nothing has more than three parts. What a grown-up wrote
as a reason is theirs, and the reason here is an easy one: its words are not ours to promise.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client

from belisha.adapters.resolver.client import Explanation
from belisha.core.decision.model import Reason, Verdict
from belisha.core.rulesets.model import Entry
from belisha.filtering.actions import Outcome
from belisha.filtering.block_page import make_block_page
from belisha.filtering.models import Report
from belisha.filtering.queries.checks import Checked, Finding
from belisha.filtering.tests.desk import CLASS_4B, CLASS_5K, PHONICS, Desk
from belisha.filtering.views import check, door
from tests.pupils.conftest import AWAY, Watch
from tests.pupils.reading import measure, read_page, words_of

GRADE, LONGEST, THINGS = 4.0, 10, 3
NAMES = frozenset({"childline", "belisha"})
OUTSIDE, NOBODYS = "192.0.2.7", "127.9.9.9"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def at(address: str = CLASS_5K) -> Client:
    return Client(REMOTE_ADDR=address)


def faults(page: str, *, names: frozenset[str] = frozenset(), within: str = "main") -> list[str]:
    """What a child could not read, or is too much, on a page; each in a sentence."""
    read, known = read_page(page, within=within), NAMES | names
    counted = measure(read.text, names=known)
    told = [f"{len(words_of(s, names=known))} words: {s}" for s in counted.sentences if len(words_of(s, names=known)) > LONGEST]
    if not counted.sentences:
        told.append(f"nothing was found in <{within}>")
    if counted.grade > GRADE:
        told.append(f"grade {counted.grade:.1f}, for {', '.join(dict.fromkeys(counted.hard))}")
    told += [f"{count} {what}" for count, what in ((read.parts, "parts"), (read.cards, "cards")) if count > THINGS]
    return told + [f"marked for grown-ups without saying so: {words}" for words in read.grown_ups if not words.startswith("For grown-ups")]


def assert_read(response: Any, *says: str, names: frozenset[str] = frozenset(), needs_picture: bool = True) -> None:
    """The page is one a pupil can read; it is the one meant (`says`), and has a picture beside its words."""
    page = response.content.decode()
    read = read_page(page)
    assert faults(page, names=names) == []
    assert [words for words in says if words not in read.text] == []
    assert read.pictures or not needs_picture, f"no picture beside: {read.text}"


def test_a_page_of_hard_words_or_long_sentences_is_found_out():
    assert faults("<main><p>The designated professional authorises categorised material.</p></main>")[0].startswith("grade ")
    long = "We go to the shop and then we go to the park to play."
    assert faults(f"<main><p>{long}</p></main>") == [f"14 words: {long}"]
    assert "4 parts" in faults("<main>" + "<h2>One</h2>" * 4 + "</main>")
    hidden = '<main><p>Ask.</p><details class="app-grown-ups"><summary>More</summary></details></main>'
    assert faults(hidden) == ["marked for grown-ups without saying so: More"]
    assert faults("<p>Ask.</p>") == ["nothing was found in <main>"]


def test_the_door(desk: Desk, watch: Watch, met: dict[str, list[str]]):
    assert_read(at().get("/door/"), "Nothing was closed here")
    met[CLASS_5K] = ["illegal.example", "malware.example", "youtube.com", "poki.com"]
    assert_read(at().get("/door/"), "not safe", "harm computers", "youtube.com")
    met[CLASS_5K] = [PHONICS]
    asked = desk.ask().request
    assert_read(at().get("/door/"), "Your class has asked.")
    desk.decide(asked)
    assert_read(at().get("/door/"), "Open now.")
    assert_read(at(NOBODYS).get("/door/"), "not one that school knows")
    assert_read(at(OUTSIDE).get("/door/"), "not on the school’s network")
    met[AWAY] = []
    assert_read(at().get("/door/"), "We cannot see")


def test_asking(desk: Desk, watch: Watch, met: dict[str, list[str]]):
    client = at()
    assert_read(client.get("/door/ask/"), "Ask for a site")
    for site in (PHONICS, "youtube.com"):
        assert_read(client.get("/door/ask/", {"site": site}), "Ask for", site)
    cannot = ["illegal.example", "malware.example", "bbc.co.uk", "use-application-dns.net", "co.uk"]
    for site in cannot:
        assert_read(client.get("/door/ask/", {"site": site}), "Back to the start")
        assert_read(client.post("/door/ask/", {"site": site, "why": ""}), "something to mend")
    for site in ("", "not a site", "me@bbc.co.uk", "127.0.0.1", "http://", "a" * 300, "a" * 3000, "." * 40, f"{'a' * 70}.uk"):
        assert_read(client.post("/door/ask/", {"site": site, "why": ""}), "something to mend")
    assert_read(client.post("/door/ask/", {"site": PHONICS, "why": "a" * 600}), "Say it in at most 500 letters.")
    assert_read(client.post("/door/ask/", {"site": "a" * 3000, "why": ""}), "That is too long.")
    assert_read(at(OUTSIDE).post("/door/ask/", {"site": PHONICS}), "something to mend")


def test_asking_too_often(desk: Desk, watch: Watch):
    answers = [at().post("/door/ask/", {"site": PHONICS}) for _ in range(12)]
    assert_read(answers[-1], "Try again at")
    answers = [at().post("/door/status/", {"code": "AAAAA-AAAAA"}) for _ in range(32)]
    assert_read(answers[-1], "Try again at")
    answers = [at().post("/report/", {"words": "x"}) for _ in range(62)]
    assert_read(answers[-1], "Tell a grown-up now, or try again at")


def test_asked_and_what_became_of_it(desk: Desk, watch: Watch):
    client = at()
    client.post("/door/ask/", {"site": PHONICS})
    assert_read(client.get("/door/asked/"), "Write this code down", PHONICS)
    assert_read(client.get("/door/status/"), "Did you ask before?")
    for wrong in ("", "AAAAA-AAAAA", "a" * 60):
        assert_read(client.post("/door/status/", {"code": wrong}), "something to mend")
    for page in _answers(desk, watch):
        assert_read(page, "Your answer")


def _answers(desk: Desk, watch: Watch) -> Iterator[Any]:
    """The answer to a class at each step: waiting, advised, late, open, over; closed; and open for another class only."""
    first, other = desk.ask(), desk.ask(address=CLASS_4B)
    open_it = {"code": first.code}
    yield at().post("/door/status/", open_it)
    desk.advise(first.request.joined_to or first.request)
    yield at().post("/door/status/", open_it)
    watch.now = desk.now + timedelta(days=3)
    late = at().post("/door/status/", open_it)
    assert "The answer is late." in late.content.decode()
    yield late
    watch.now = desk.now
    desk.decide(first.request.joined_to or first.request)
    granted = at().post("/door/status/", open_it)
    assert "It is open for class 5K." in granted.content.decode()
    yield granted
    elsewhere = at(CLASS_4B).post("/door/status/", {"code": other.code})
    assert "not for your class" in elsewhere.content.decode()
    yield elsewhere
    watch.now = desk.now + timedelta(days=5)
    yield at().post("/door/status/", open_it)
    watch.now = desk.now
    second = desk.ask("youtube.com")
    desk.advise(second.request)
    desk.decide(second.request, outcome=Outcome.REFUSE, reason="It has adverts.")
    refused = at().post("/door/status/", {"code": second.code})
    assert "It stays closed." in refused.content.decode()
    yield refused


@pytest.mark.parametrize("finding", list(Finding))
def test_checking_a_device(desk: Desk, watch: Watch, monkeypatch: pytest.MonkeyPatch, finding: Finding):
    for seat_key, is_observing in product(("pupils/5K", "unknown", "pupils"), (False, True)):
        found = Checked(finding, CLASS_5K, seat_key, ("127.0.1.6",), "127.0.0.1, port 53", "a" * 64, is_observing)
        monkeypatch.setattr(check, "_checked", lambda request, token, found=found: found)
        assert_read(at().get("/check/aaaa/"), "Check again")
    assert_read(at().get("/check/"), "Show the answer")


def test_telling(desk: Desk, watch: Watch):
    client = at()
    assert_read(client.get("/report/"), "You did nothing wrong", "0800 1111", "999", "Leave this page now")
    assert_read(client.post("/report/", {"address": "", "words": " "}), "something to mend")
    for address in ("harm.example", "not a site", ""):
        client.post("/report/", {"address": address, "words": "A scary clown"})
        assert_read(client.get("/report/sent/"), "We have it", "Write this code down", "0800 1111", "999")
    assert_read(client.get("/report/status/"), "What you told us", "0800 1111", "999")
    for wrong in ("", "ABCDE-FGHJK", "a" * 60):
        assert_read(client.post("/report/status/", {"code": wrong}), "something to mend")


def test_telling_when_school_is_closed_or_nobody_is_there(desk: Desk, watch: Watch, monkeypatch: pytest.MonkeyPatch):
    for days in (0.4, 3.4, 40, 400):
        watch.now = desk.now + timedelta(days=days)
        assert_read(at().get("/report/"), "0800 1111", "999")
    monkeypatch.setattr("belisha.filtering.permissions.reports.readers_of_words", lambda *args, **more: [])
    assert_read(at().get("/report/"), "Tell a grown-up, or call Childline.")


def test_what_became_of_what_was_told(desk: Desk, watch: Watch):
    client = at()
    client.post("/report/", {"address": "harm.example", "words": "A scary clown"})
    code = read_page(client.get("/report/sent/").content.decode()).text.partition("Write this code down\n")[2].split()[0]
    row = Report.objects.get()
    told = {"code": code}
    assert_read(client.post("/report/status/", told), "A grown-up reads it")
    Report.objects.filter(pk=row.pk).update(read_at=watch.now)
    has_read = client.post("/report/status/", told)
    assert_read(has_read, "A grown-up has read it", "0800 1111", "999")
    assert "will read this" not in has_read.content.decode(), "it is read already"
    Report.objects.filter(pk=row.pk).update(dealt_at=watch.now, answered_at=watch.now, status="HARMLESS")
    assert_read(client.post("/report/status/", told), "It stays open.")


def block_page(explanation: Explanation | None, host: str = PHONICS) -> str:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/x", "HTTP_HOST": host, "REMOTE_ADDR": CLASS_5K}
    page = make_block_page(lambda name, address: explanation, "http://portal.example")(environ, lambda status, headers: None)
    return b"".join(page).decode()


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("form", [None, "f"])
@pytest.mark.parametrize("verdict", [Verdict.CLOSED, Verdict.OPEN, Verdict.SAFE])
def test_the_block_page(reason: Reason, form: str | None, verdict: Verdict):
    entry = Entry(verdict, reason, "8.1", "8.1/block/1", form=form)
    page = block_page(Explanation(entry, verdict, None, "pupils/5K", 1, "v"))
    assert faults(page) == []
    assert faults(page, within="footer") == []
    assert read_page(page).pictures == 1


@pytest.mark.parametrize("host", [PHONICS, "<b>"])
def test_the_block_page_without_an_engine_or_a_site(host: str):
    assert faults(block_page(None, host)) == []


def test_the_page_of_the_day_of_a_pupil(desk: Desk, watch: Watch):
    pupil = desk.cast.pupil_5k
    client = at()
    client.force_login(pupil.account, backend=BACKEND)
    names = frozenset(pupil.name.lower().split())
    for days, says in ((0, "Tuesday 15 September 2026."), (4, "There is no school today."), (0.4, "Good evening"), (400, "no school")):
        watch.now = desk.now + timedelta(days=days)
        assert_read(client.get("/today/"), says, "A site will not open?", names=names)
    watch.now = desk.now
    assert_read(client.get("/today/"), "The school has new rules", names=names)
    desk.ask(by=pupil)
    for days in (0, 3):
        watch.now = desk.now + timedelta(days=days)
        assert_read(client.get("/today/"), PHONICS, names=names)
    client.post("/today/seen/", {"until": watch.now.isoformat()})
    assert_read(client.get("/today/"), names=names)


def test_a_full_disk_says_that_nothing_was_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*words: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(door, "count_one", no_room)
    answer = Client(REMOTE_ADDR=CLASS_5K, raise_request_exception=False).post("/door/ask/", {"site": PHONICS})
    assert answer.status_code == 507
    assert_read(answer, "This was not kept", "Tell a teacher now", needs_picture=False)
