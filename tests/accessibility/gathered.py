"""Every page of the table of permissions, for every reader: in a full school, in an empty one, and where a form was filled in wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django_scopes import scope

from belisha.kit import remembered
from belisha.schools.models import School
from belisha.web.demo.figures import FIGURES
from belisha.web.demo.timetable import DAY_ENDS, DAY_STARTS
from tests import factories
from tests.accessibility.shapes import shape_of
from tests.cast import MADE_AT, Cast
from tests.permissions.pages import READ_TO_THE_END, Answers, Given, of_signing_in
from tests.permissions.row import Row, Sent, address_of
from tests.permissions.scene import PASSWORD, Scene, client_of, session_of
from tests.permissions.sign_in import SIGN_IN, SIGN_IN_ADDRESS
from tests.permissions.table import READERS, TABLE

FULL, EMPTY, FAULTS, SIGNING_IN = "full", "empty", "faults", "signing in"
EMPTY_HOST = "empty.testserver"
WRONG = "¬ not a day, a range or a code <"
"""What a form is sent in every field at once; no field takes it for good but free words."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as somebody got it: `name` of the address and `about` its state in the table."""

    state: str
    name: str
    title: str
    reader: str
    words: str

    def __str__(self) -> str:
        return f"{self.title} to {self.reader}, {self.state}"


def gathered(answers: Answers, scene: Scene) -> Iterator[Page]:
    """All of them, many alike."""
    yield from _full(answers)
    yield from _faulty(scene)
    yield from _of_signing_in(scene)
    yield from _of_the_first_run(scene)
    yield from _empty(scene.cast, scene.moment)


def distinct(pages: list[Page]) -> list[Page]:
    """One of each shape: the longest, because what is long is what breaks."""
    kept: dict[str, Page] = {}
    for page in pages:
        shape = shape_of(page.words)
        if shape not in kept or len(page.words) > len(kept[shape].words):
            kept[shape] = page
    return list(kept.values())


def _page(state: str, row: Row, given: Given) -> Iterator[Page]:
    """The answer, if it is a page."""
    if given.is_page:
        yield Page(state, row.name, given.title, given.reader, given.words)


def _full(answers: Answers) -> Iterator[Page]:
    """What everybody is shown when they open a page, also that it is not for them; and where a form leads that is filled in well."""
    for row in TABLE:
        for reader in READERS:
            for given in answers.to(reader, row) if reader in READ_TO_THE_END else (answers.opened(reader, row),):
                yield from _page(FULL, row, given)


def _faulty(scene: Scene) -> Iterator[Page]:
    """Every form sent empty and sent wrongly, by the first and the last of those who may."""
    for row in (row for row in TABLE if row.does):
        may = [reader for reader in READERS if reader in (row.does or ())]
        for reader in dict.fromkeys((may[0], may[-1])):
            sent = row.sent(scene, reader)
            wrong = {name: WRONG if isinstance(value, str) else value for name, value in sent.items()}
            for how, words in (("sent empty", {}), ("sent wrongly", wrong)):
                yield from _page(FAULTS, row, _sent(scene, reader, row, how, words))


def _sent(scene: Scene, reader: str, row: Row, how: str, words: Sent) -> Given:
    """The page that comes of it, followed to where it leads; nothing of it stays."""
    client = client_of(scene, reader)
    cache.clear()
    with transaction.atomic():
        given = client.post(address_of(row, scene, reader), words)
        if given.status_code == 302 and given["Location"].startswith("/"):
            given = client.get(given["Location"])
        made = Given.of(reader, f"{row.title}, {how}", given)
        transaction.set_rollback(True)
    return made


def _of_signing_in(scene: Scene) -> Iterator[Page]:
    """The pages of signing in, to somebody outside and to the headteacher, and their forms sent empty."""
    outside, inside = client_of(scene, "outsider"), client_of(scene, "outsider")
    inside.post(reverse("account_login"), {"login": scene.cast.head.account.email, "password": PASSWORD})
    inside.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for client, reader in ((outside, "outsider"), (inside, "head")):
        for given in of_signing_in(client, reader):
            if given.is_page:
                yield Page(SIGNING_IN, given.title, given.title, reader, given.words)
        for name in SIGN_IN:
            if name in ("account_logout", "mfa_download_recovery_codes"):
                continue
            cache.clear()
            with transaction.atomic():
                given = Given.of(reader, f"{name}, sent empty", client.post(reverse(name, kwargs=dict(SIGN_IN_ADDRESS.get(name, {}))), {}))
                transaction.set_rollback(True)
            if given.is_page:
                yield Page(SIGNING_IN, name, given.title, reader, given.words)


def _of_the_first_run(scene: Scene) -> Iterator[Page]:
    """Its steps, to the network manager who took the link and has a second step by now; opened, and sent empty."""
    with transaction.atomic():
        totp.TOTP.activate(scene.cast.network_manager.account, totp.generate_totp_secret())
        client = client_of(scene, "network_manager")
        for row in (row for row in TABLE if row.name.startswith("first-run")):
            address = address_of(row, scene, "network_manager")
            for state, title, ask in ((FULL, row.title, client.get), (FAULTS, f"{row.title}, sent empty", client.post)):
                with transaction.atomic():
                    given = ask(address, {})
                    if given.status_code == 302 and given["Location"].startswith("/"):
                        given = client.get(given["Location"])
                    yield from _page(state, row, Given.of("network_manager", f"{title}, under way", given))
                    transaction.set_rollback(True)
        transaction.set_rollback(True)


class _Nothing:
    """A school without any row: it has its people, and asked for anything else there is none."""

    def __init__(self, cast: Cast, moment: datetime) -> None:
        self.cast, self.moment = cast, moment


def _empty(other: Cast, moment: datetime) -> Iterator[Page]:
    """Every page that needs no row, in a school on the evening of its first run: its people, and nothing else yet."""
    found: list[Page] = []
    with transaction.atomic(), override_settings(ALLOWED_HOSTS=[EMPTY_HOST]):
        school = School.objects.create(
            name="Lamp Hill Primary School",
            slug="lamp-hill",
            portal_host=EMPTY_HOST,
            day_starts=DAY_STARTS,
            day_ends=DAY_ENDS,
            is_demo=True,
            made_at=MADE_AT,
        )
        remembered.forget()
        with scope(school=school):
            cast = _people_of(school, other)
            found = [page for reader in READERS for page in _all_to(reader, cast, moment)]
        transaction.set_rollback(True)
    remembered.forget()
    yield from found


def _people_of(school: School, other: Cast) -> Cast:
    """Everybody of the cast again, in this school, with their roles; the stranger stays the stranger."""
    factories.make_range(school, "127.0.0.0/8")
    made = {}
    for figure in FIGURES:
        made[figure.key] = factories.make_person(school, figure.name, kind=figure.kind, email=f"{figure.key}@lamp-hill.example")
        for role in figure.roles:
            factories.make_holding(made[figure.key], role)
    return Cast(**made, stranger=other.stranger)


def _all_to(reader: str, cast: Cast, moment: datetime) -> Iterator[Page]:
    """What one reader is shown in the empty school."""
    client = Client(REMOTE_ADDR="127.0.1.5", SERVER_NAME=EMPTY_HOST)
    if reader != "outsider":
        client.cookies["belisha"] = session_of(getattr(cast, reader), moment)
    scene = _Nothing(cast, moment)
    for row in (row for row in TABLE if row.expected(reader, "GET") == 200):
        try:
            address = address_of(row, scene, reader)  # type: ignore[arg-type]
        except AttributeError:
            continue  # the page of a row that is not there
        cache.clear()
        with transaction.atomic():
            given = Given.of(reader, row.title, client.get(address, row.query))
            transaction.set_rollback(True)
        yield from _page(EMPTY, row, given)
