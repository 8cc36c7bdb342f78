"""The pages of the policy, for outsiders, staff and those who sign."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from belisha.kit import clock
from belisha.people import queries as people
from belisha.policy import actions, providers
from belisha.policy.models import PolicyVersion
from belisha.policy.providers import Beacon, ClauseFact, FactKind
from tests import factories
from tests.cast import actor


@pytest.fixture(autouse=True)
def school_time(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


@pytest.fixture
def as_person(client, monkeypatch, moment):
    """Signs in a person of the cast, fresh and with a second factor unless said otherwise."""

    def sign_in(person, *, ago=timedelta(0), had_second_factor=True):
        client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        monkeypatch.setattr(people, "session_signed_in_at", lambda request: moment - ago)
        monkeypatch.setattr(people, "had_second_factor", lambda request: had_second_factor)
        return client

    return sign_in


def page(client, path, status=200, **sent):
    answer = client.post(path, sent) if sent else client.get(path)
    assert answer.status_code == status, answer.content.decode()[:600]
    return answer.content.decode()


def test_without_a_version_the_page_says_what_the_baseline_keeps(school, cast, client):
    html = page(client, "/")
    assert "The safe baseline holds" in html
    assert "app-beacon--amber" in html
    assert "Social media is closed to pupils" in html
    assert html.count("<h1") == 1


def test_the_baseline_shows_outsiders_no_waiting_version(school, cast, version, client, as_person):
    assert "Version 1" not in page(client, "/")
    assert "Version 1 waits for the headteacher and the chair of governors" in page(as_person(cast.head), "/")


def test_outsiders_read_the_policy_without_names(school, cast, text, moment, put_in_force, client):
    version = put_in_force(text, moment)
    html = page(client, "/")
    assert "YouTube is closed to pupils" in html
    assert version.identity[:12] in html
    assert "Network manager: held." in html
    assert "Signed by the headteacher, 15 September 2026, 10:15" in html
    for person in cast.people():
        assert person.name not in html


def test_staff_and_governors_read_who_holds_and_who_signed(school, cast, text, moment, put_in_force, as_person):
    put_in_force(text, moment)
    for person in (cast.teacher_5k, cast.governor):
        html = page(as_person(person), "/")
        assert f"Network manager: held by {cast.network_manager.name}." in html
        assert f"Chair of governors, {cast.chair.name}" in html


def test_parents_and_pupils_read_no_names_of_staff(school, cast, text, moment, put_in_force, as_person):
    put_in_force(text, moment)
    for person in (cast.parent_5k, cast.pupil_5k):
        html = page(as_person(person), "/")
        assert cast.network_manager.name not in html
        assert cast.head.name not in html


def test_a_role_that_nobody_holds_turns_its_clause_amber(school, cast, text, moment, put_in_force, client):
    put_in_force(text, moment)
    assert "app-beacon--steady" in page(client, "/policy/2.2/")
    cast.network_manager.holdings.all().delete()
    html = page(client, "/policy/2.2/")
    assert "app-beacon--amber" in html
    assert "Nobody holds the role network manager: the headteacher names somebody." in html


def test_a_review_that_is_due_turns_the_statement_amber(school, cast, text, moment, put_in_force, client, monkeypatch):
    put_in_force(text, moment)
    monkeypatch.setattr(clock, "now", lambda: moment + timedelta(days=365))
    html = page(client, "/policy/statement/")
    assert "app-beacon--amber" in html
    assert "It was to be looked at again by 15 September 2027" in html


def test_a_form_that_nobody_carries_out_is_honestly_grey(school, cast, text, moment, put_in_force, client):
    put_in_force(text, moment)
    html = page(client, "/policy/6.6/")
    assert "app-beacon--grey" in html
    assert "not yet carried out by Belisha" in html


class Proof:
    """A room that knows something about 8.1."""

    def facts_for(self, asked):
        task = [ClauseFact(Beacon.GREY, "Prove it again", "/operations/", FactKind.TASK)] if asked.reader else []
        return {"8.1": [ClauseFact(Beacon.STEADY, "Proved at the resolver."), *task]}


def test_other_rooms_bring_facts_and_what_the_reader_can_do(school, cast, text, moment, put_in_force, client, as_person):
    put_in_force(text, moment)
    if not providers.facts_for(factories.asked(school, None, moment)).get("8.1"):
        assert "The network has not proved this yet" in page(client, "/policy/8.1/")
    proof = Proof()
    providers.register(proof)
    providers.register(proof)
    try:
        html = page(client, "/policy/8.1/")
        assert html.count("Proved at the resolver.") == 1
        assert "Prove it again" not in html
        assert "Prove it again" in page(as_person(cast.head), "/policy/8.1/")
    finally:
        providers.forget(proof)


def test_a_clause_says_what_it_does_and_where_more_is_said(school, cast, text, moment, put_in_force, client):
    put_in_force(text, moment)
    assert "Closed on the network for pupils: YouTube." in page(client, "/policy/8.1/")
    html = page(client, "/policy/8.5/")
    assert "the headteacher decides. It is decided within 2 school days." in html
    assert 'href="/policy/8.4/">clause 8.4</a>' in html


def test_a_clause_says_since_which_version_it_stands(school, cast, text, moment, put_in_force, client, monkeypatch):
    put_in_force(text, moment)
    later = moment + timedelta(days=1)
    put_in_force(text.replace('"tiktok"]', '"tiktok", "reddit"]'), later)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "stand since version 1, 15 September 2026, 10:15." in page(client, "/policy/8.5/")
    changed = page(client, "/policy/8.1/")
    assert "stand since version 2, 16 September 2026, 10:15." in changed
    assert "Version 1 before it said something else." in changed


def test_only_head_and_chair_read_what_was_done_under_a_clause(school, cast, text, moment, put_in_force, client, as_person):
    put_in_force(text, moment)
    assert "Done under this clause" not in page(client, "/policy/statement/")
    assert "Done under this clause" not in page(as_person(cast.teacher_5k), "/policy/statement/")
    assert "policy version signed and put in force (policy version 1, Griffin Globe)" in page(as_person(cast.head), "/policy/statement/")


@pytest.mark.parametrize("path", ["/policy/99.9/", "/policy/%3Cscript%3E/", "/versions/7/text/"])
def test_what_is_not_there_is_not_found(school, cast, text, moment, put_in_force, client, path):
    put_in_force(text, moment)
    page(client, path, status=404)


def test_hostile_words_of_a_clause_stay_words(school, cast, text, moment, put_in_force, client):
    hostile = "2.2 The school <script>alert(1)</script> has <img src=x onerror=alert(1)> a network manager."
    put_in_force(text.replace("2.2 The school has a network manager.", hostile), moment)
    for path in ("/", "/policy/2.2/"):
        html = page(client, path)
        assert "<script" not in html
        assert "<img" not in html
        assert "&lt;script&gt;" in html


def test_the_signed_text_is_public_byte_for_byte(school, cast, text, moment, put_in_force, client):
    from hashlib import sha256

    version = put_in_force(text, moment)
    answer = client.get("/versions/1/text/")
    assert sha256(answer.content).hexdigest() == version.identity
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"


def test_a_waiting_text_is_for_staff_and_governors(school, cast, version, client, as_person):
    page(client, "/versions/1/text/", status=404)
    page(as_person(cast.parent_5k), "/versions/1/", status=403)
    page(as_person(cast.stranger), "/versions/1/", status=404)
    page(as_person(cast.teacher_5k), "/versions/1/")


def test_versions_ask_for_a_sign_in(school, cast, version, client):
    assert client.get("/versions/").status_code == 302
    assert client.get("/versions/1/").status_code == 302
    assert client.post("/versions/1/sign/", {"role": "headteacher"}).status_code == 302


def test_the_head_loads_a_file(school, cast, text, as_person):
    client = as_person(cast.head)
    file = SimpleUploadedFile("policy.md", text.encode(), content_type="text/markdown")
    answer = client.post("/versions/", {"file": file, "text": "", "load": "yes"}, follow=True)
    assert answer.redirect_chain == [("/versions/1/", 302)]
    assert "Version 1 is loaded. It changes nothing until it is signed." in answer.content.decode()


def test_faults_are_shown_and_nothing_typed_is_lost(school, cast, text, as_person):
    broken = text.replace('services = ["youtube"]', 'services = ["yuotube"]')
    html = page(as_person(cast.head), "/versions/", text=broken, load="yes")
    assert "clause 8.1: the catalogue has no service “yuotube”" in html
    assert "There is something to mend" in html
    assert "Anyone may ask for something closed by mistake" in html
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"\xff\xfe\x00", "not plain text in UTF-8"), (b"", "write the text of the policy")],
)
def test_a_file_that_cannot_be_read_keeps_what_was_typed(school, cast, as_person, content, sentence):
    client = as_person(cast.head)
    html = client.post("/versions/", {"file": SimpleUploadedFile("policy.doc", content), "text": " ", "load": "yes"}).content.decode()
    assert sentence in html
    assert not PolicyVersion.objects.exists()


def test_looking_for_faults_loads_nothing(school, cast, text, as_person):
    html = page(as_person(cast.esafety), "/versions/", text=text, check="yes")
    assert "No fault was found. Nothing has been loaded." in html
    assert not PolicyVersion.objects.exists()


def test_others_have_no_form_and_cannot_send_one(school, cast, text, as_person):
    client = as_person(cast.teacher_5k)
    assert "Load a version" not in page(client, "/versions/")
    page(client, "/versions/", status=403, text=text, load="yes")
    assert not PolicyVersion.objects.exists()


def test_two_people_sign_on_the_page(school, cast, version, as_person):
    html = page(as_person(cast.head), "/versions/1/")
    assert "Sign as headteacher" in html
    assert "Closed for pupils: " in html
    assert "the list “games”" in html
    assert page(as_person(cast.head), "/versions/1/sign/", status=302, role="headteacher") == ""
    assert "You have signed this version." in page(as_person(cast.head), "/versions/1/")
    page(as_person(cast.chair), "/versions/1/sign/", status=302, role="chair of governors")
    assert "Version 1 is in force from now." in page(as_person(cast.chair), "/versions/1/")
    version.refresh_from_db()
    assert version.status == "IN_FORCE"


def test_an_old_sign_in_leads_to_signing_in_again(school, cast, version, as_person):
    client = as_person(cast.head, ago=timedelta(minutes=6))
    html = page(client, "/versions/1/")
    assert "Sign as headteacher" not in html
    assert "/account/reauthenticate/?next=/versions/1/" in html
    assert "sign in again, then sign" in page(client, "/versions/1/sign/", status=409, role="headteacher")


def test_without_a_second_step_the_page_says_how_to_get_one(school, cast, version, as_person):
    client = as_person(cast.head, had_second_factor=False)
    assert "asks for a second step" in page(client, "/versions/1/")
    assert "second step at sign-in" in page(client, "/versions/1/sign/", status=409, role="headteacher")


def test_others_see_no_button_and_cannot_sign(school, cast, version, as_person):
    client = as_person(cast.teacher_5k)
    assert "Sign as" not in page(client, "/versions/1/")
    assert "You do not hold the role headteacher today" in page(client, "/versions/1/sign/", status=403, role="headteacher")


def test_a_demo_link_to_sign_in_again_is_for_demos_only(school, cast, version, as_person, settings):
    client = as_person(cast.head, ago=timedelta(hours=1))
    assert "/demo/sign-in/" not in page(client, "/versions/1/")
    settings.IS_DEMO = True
    assert "/demo/sign-in/" in page(client, "/versions/1/")


def test_the_head_withdraws_with_a_reason(school, cast, text, moment, put_in_force, as_person):
    put_in_force(text, moment)
    client = as_person(cast.head)
    html = page(client, "/versions/1/withdraw/", status=409, reason="no")
    assert "Write in a sentence why" in html
    assert ">\nno</textarea>" in html
    page(client, "/versions/1/withdraw/", status=302, reason="It names the wrong list of games.")
    assert "The safe baseline holds from now." in page(client, "/versions/1/")
    assert "The safe baseline holds" in page(client, "/")


def test_others_cannot_withdraw(school, cast, version, as_person):
    client = as_person(cast.clerk)
    assert "Withdraw" not in page(client, "/versions/1/")
    page(client, "/versions/1/withdraw/", status=403, reason="It names the wrong list of games.")
    version.refresh_from_db()
    assert version.status == "WAITING"


def test_signing_and_withdrawing_are_never_done_by_a_link(school, cast, version, as_person):
    client = as_person(cast.head)
    page(client, "/versions/1/sign/", status=405)
    page(client, "/versions/1/withdraw/", status=405)


def test_a_withdrawn_version_of_the_past_stays_readable(school, cast, text, moment, put_in_force, as_person):
    version = put_in_force(text, moment)
    actions.withdraw_version(by=actor(cast.head), version=version, reason="It names the wrong list.", now=moment)
    html = page(as_person(cast.parent_5k), "/versions/1/")
    assert "Version 1: withdrawn" in html
    assert cast.head.name not in html
