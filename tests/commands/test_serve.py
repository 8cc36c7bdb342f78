"""`belisha serve`: a real school, from its first person to its first signed policy; nothing of the demo is left in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands.serving import HOST, OPEN_ANSWER, PASSWORD, Browser, mail_of, make_school, upstream
from tests.commands.typed import typed
from tests.journeys.running import CHECKOUT, Running, belisha, house, until

HEAD, CHAIR = "Nora Kerb", "Omar Stripe"
PEOPLE = {
    HEAD: ("headteacher",),
    CHAIR: ("chair of governors",),
    "Pia Post": ("e-safety team", "designated safeguarding lead"),
    "Quin Pole": ("network manager", "deputy safeguarding lead", "vice-chair of governors", "clerk to governors"),
}
CLASS_5K, PUPILS, STAFF, UNKNOWN = "127.0.1.5", "127.0.1.99", "127.0.2.5", "127.0.9.9"
WITHIN_SECONDS = 10


@dataclass
class Serving:
    """The school that is served, and the links its people were given."""

    running: Running
    links: dict[str, str]

    def browser(self) -> Browser:
        return Browser(self.running.web)

    def signed_in(self, name: str, secret: str | None = None) -> Browser:
        """A fresh session of this person."""
        browser = self.browser()
        status, words = browser.sign_in(mail_of(name), secret=secret)
        assert status == 200, words
        assert name in words, words
        return browser


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    data = tmp_path_factory.mktemp("served") / "school"
    links = make_school(data, PEOPLE)
    with upstream() as asked, house("serve", data, "--upstream", asked) as running:
        yield Serving(running, links)


def test_a_school_goes_from_the_safe_baseline_to_a_policy_signed_by_two(serving: Serving) -> None:
    the_baseline_holds_before_any_signature(serving)
    secrets = {name: everybody_chooses_a_password_and_adds_a_second_step(serving, name) for name in (HEAD, CHAIR)}
    version = the_model_policy_is_loaded_and_changes_nothing(serving)
    one_person_signing_twice_changes_nothing(serving, secrets, version)
    the_second_person_signs_and_the_wire_follows(serving, secrets, version)


def the_baseline_holds_before_any_signature(serving: Serving) -> None:
    running = serving.running
    for source in (CLASS_5K, PUPILS, UNKNOWN):
        assert running.is_closed("www.facebook.com", source), source
    assert running.address("www.facebook.com", STAFF) == OPEN_ANSWER
    assert running.address("www.bbc.co.uk", CLASS_5K) == OPEN_ANSWER
    assert running.explain("facebook.com", "class:5K")["reason"] == "SAFE_BASELINE"
    status, words = serving.browser().get("/")
    assert status == 200
    assert "safe baseline" in words


def everybody_chooses_a_password_and_adds_a_second_step(serving: Serving, name: str) -> str:
    """By the link of the command line, which works once."""
    serving.browser().choose_password(serving.links[name])
    assert 'name="password1"' not in serving.browser().get(serving.links[name])[1]
    return serving.signed_in(name).add_second_step()


def the_model_policy_is_loaded_and_changes_nothing(serving: Serving) -> str:
    """The path of its page: another test of this school may have loaded a version before."""
    load = ["policy", "load", str(CHECKOUT / "policies" / "model-policy.md"), "--data", str(serving.running.data)]
    tried, loaded = typed([*load, "--dry-run"], load)
    assert "would be loaded" in tried.out
    assert "waits for its signatures" in loaded.out
    assert serving.running.address("www.facebook.com", STAFF) == OPEN_ANSWER
    return f"/versions/{number_of(loaded.out)}/"


def number_of(said: str) -> str:
    """The number of the version a command speaks of."""
    return re.search(r"version (\d+)", said)[1]


def one_person_signing_twice_changes_nothing(serving: Serving, secrets: dict[str, str], version: str) -> None:
    head = serving.signed_in(HEAD, secrets[HEAD])
    status, words = head.post(f"{version}sign/", page=version, role="headteacher")
    assert status == 200, words
    assert "It holds once the others have signed too" in words, words
    for role in ("headteacher", "chair of governors"):
        status, words = head.post(f"{version}sign/", page=version, role=role)
        assert status in (403, 409), words
        assert "This was not done" in words, words
    assert serving.running.address("www.facebook.com", STAFF) == OPEN_ANSWER
    assert serving.running.explain("facebook.com", "group:staff")["policy_version"] == "baseline"


def the_second_person_signs_and_the_wire_follows(serving: Serving, secrets: dict[str, str], version: str) -> None:
    chair = serving.signed_in(CHAIR, secrets[CHAIR])
    status, words = chair.post(f"{version}sign/", page=version, role="chair of governors")
    assert status == 200, words
    assert "in force from now" in words, words
    assert until(lambda: serving.running.is_closed("www.facebook.com", STAFF), seconds=WITHIN_SECONDS)
    assert serving.running.is_closed("www.youtube.com", CLASS_5K)
    assert serving.running.address("www.youtube.com", STAFF) == OPEN_ANSWER
    found = serving.running.explain("facebook.com", "group:staff")
    assert (found["verdict"], found["clause"]) == ("closed", "8.1")
    assert "whole" in serving.running.command("audit", "verify")


def test_a_password_alone_is_not_enough_to_sign(serving: Serving, tmp_path: Path) -> None:
    """A second text waits; somebody who signed in by password only is told what is missing."""
    name = "Quin Pole"
    serving.browser().choose_password(serving.links[name])
    text = (CHECKOUT / "policies" / "model-policy.md").read_text()
    two, three = '["headteacher", "chair of governors"]', '["headteacher", "chair of governors", "network manager"]'
    other = tmp_path / "other.md"
    other.write_text(text.replace(f"by = {two}", f"by = {three}"))
    said = serving.running.command("policy", "load", str(other))
    version = f"/versions/{number_of(said)}/"
    reader = serving.signed_in(name)
    status, words = reader.post(f"{version}sign/", page=version, role="network manager")
    assert status == 409, words
    assert "second step" in words, words


def test_a_new_network_reaches_the_wire_while_the_school_runs(serving: Serving) -> None:
    assert serving.running.is_closed("www.youtube.com", "127.0.4.7")
    network = ["school", "network", "--range", "127.0.4.0/24", "--group", "staff", "--data", str(serving.running.data)]
    tried, done = typed([*network, "--dry-run"], network)
    assert tried.out == f"would be done: {done.out}"
    assert until(lambda: not serving.running.is_closed("www.youtube.com", "127.0.4.7"), seconds=WITHIN_SECONDS)


def test_nothing_of_the_demo_is_there(serving: Serving) -> None:
    browser = serving.browser()
    assert browser.get("/demo/mail/")[0] == 404
    assert browser.get("/demo/sign-in/MQ:1xVFs9:XFxvZo6VWeYYx65DSOJW1xIDVoM3XvM4l_HKqf-eByA/")[0] == 404
    refused = belisha("clock", "set", "2026-09-15T10:15", "--data", str(serving.running.data))
    assert refused.returncode == 2
    assert "only a demo's clock can be set" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_portal_answers_to_its_own_names_only(serving: Serving) -> None:
    for host, expected in ((HOST, 200), ("127.0.0.1", 200), ("safety.elsewhere.example", 400)):
        status, words = Browser(serving.running.web, host=host).get("/account/login/")
        assert status == expected, host
        assert "Traceback" not in words
        assert "DEBUG" not in words
    status, words = serving.browser().get("/no-such-page/")
    assert "Traceback" not in words
    assert "urlpatterns" not in words


def test_static_files_are_served(serving: Serving) -> None:
    page = serving.browser().get("/account/login/")[1]
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert any(f.endswith(".css") for f in files)
    for file in files:
        assert serving.browser().get(file)[0] == 200, file


def test_ten_wrong_passwords_close_the_door_even_to_the_right_one(serving: Serving) -> None:
    name = "Pia Post"
    serving.browser().choose_password(serving.links[name])
    for _ in range(10):
        serving.browser().sign_in(mail_of(name), password="wrong kerb stripe 8")
    status, words = serving.browser().sign_in(mail_of(name), password=PASSWORD)
    assert name not in words
    assert status in (200, 403, 429)
    assert re.search("too many|wait|later", words, re.IGNORECASE), words


def test_the_ready_file_says_where_everything_is(serving: Serving) -> None:
    assert json.loads((serving.running.data / "told-when-ready.json").read_text()).keys() >= {"web", "dns", "block_page"}
