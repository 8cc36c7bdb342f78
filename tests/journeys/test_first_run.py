"""From an empty folder to a school: a network manager alone, with the link that `belisha serve` printed and an authenticator app."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.commands.serving import OPEN_ANSWER, code_of, upstream
from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.running import Running, house, until

PASSWORD = "lantern kerb stripe 7"
ME, HEAD, CHAIR = "Quin Pole", "Nora Kerb", "Omar Stripe"
PUPIL, STAFF = "127.0.1.5", "127.0.2.5"
SHOTS = os.environ.get("BELISHA_SHOTS", "")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`belisha serve` on a folder that was not there."""
    with upstream() as asked, house("serve", tmp_path_factory.mktemp("first") / "school", "--upstream", asked) as served:
        yield served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, running: Running) -> Iterator[Page]:
    """A browser without JavaScript, on a phone's width."""
    with chromium.new_context(base_url=running.web, java_script_enabled=False, viewport={"width": 390, "height": 800}) as context:
        yield context.new_page()


def shot(page: Page, name: str) -> None:
    """A picture of the page at two widths, where somebody wants to look at it (BELISHA_SHOTS names a folder)."""
    if not SHOTS:
        return
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 800})


def test_a_network_manager_sets_a_school_up_from_nothing(
    running: Running, page: Page, chromium: Browser, axe: Callable[[Page], list[str]]
) -> None:
    nobody_gets_in_without_the_link(running, chromium)
    the_link_works_once(running, page, chromium)
    the_school_is_made(page)
    a_password_and_a_second_step_are_chosen(page)
    the_first_people_are_named(page)
    networks_terms_and_the_day_are_set(page)
    until(lambda: running.is_closed("www.facebook.com", PUPIL), seconds=15)
    assert running.is_closed("www.facebook.com", PUPIL)
    assert running.address("www.facebook.com", STAFF) == OPEN_ANSWER
    the_policy_waits_for_its_signatures(page)
    slip = the_head_gets_a_slip(page)
    the_head_signs_in_and_nobody_else_by_that_slip(running, chromium, slip)
    nothing_is_in_the_way_of_anybody(running, page, chromium, axe)
    the_page_says_what_remains(page)
    the_link_opens_nothing_any_more(running, chromium)


def nobody_gets_in_without_the_link(running: Running, chromium: Browser) -> None:
    with chromium.new_context(base_url=running.web) as context:
        stranger = context.new_page()
        for address in ("/", "/people/roles/", "/first-run/school/", "/first-run/done/", "/account/login/"):
            stranger.goto(address)
            expect(stranger.get_by_role("heading", level=1)).to_have_text("Belisha has no school yet")
        stranger.goto("/first-run/link/guessed/")
        expect(stranger.get_by_role("alert")).to_contain_text("opens nothing")
        shot(stranger, "00-closed")


def the_link_works_once(running: Running, page: Page, chromium: Browser) -> None:
    link = str(running.ready["first_run"])
    page.goto(link)
    assert page.url == f"{running.web}/first-run/start/"
    assert link.rstrip("/").rsplit("/", 1)[1] not in page.content()
    expect(page.get_by_text("The resolver has no rules yet.")).to_be_visible()
    shot(page, "01-start")
    page.get_by_role("button", name="Start").click()
    with chromium.new_context() as context:
        second = context.new_page()
        second.goto(link)
        expect(second.get_by_role("alert")).to_contain_text("has been used, and works once")


def the_school_is_made(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("The school")
    page.get_by_label("What is the school called?").fill("  ")
    page.get_by_role("button", name="Make the school").click()
    expect(page.get_by_text("There is something to mend")).to_be_visible()
    page.get_by_label("What is the school called?").fill("Kerb Street “St. Æthel’s” <School> & 小学")
    shot(page, "02-school")
    page.get_by_role("button", name="Make the school").click()


def a_password_and_a_second_step_are_chosen(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("You")
    page.get_by_label("Your name").fill(ME)
    page.get_by_label("E-mail address").fill("quin@kerb-street.example")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    shot(page, "03-you")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second step")
    page.goto("/first-run/people/")  # nothing goes on without it
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second step")
    shot(page, "04-second-step")
    secret = page.locator(".app-code").first.inner_text().replace(" ", "")
    page.get_by_label("The six digits").fill(code_of(secret))
    page.get_by_role("button", name="Add the second step").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep these codes")
    shot(page, "05-codes")
    page.get_by_role("button", name="I have kept them").click()


def the_first_people_are_named(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Its first people")
    shot(page, "06-people-empty")
    write(page, "Headteacher", HEAD, "")
    write(page, "Chair of governors", HEAD, "")
    page.get_by_role("button", name="Save these people").click()
    expect(page.get_by_role("alert")).to_contain_text("must be two people")
    write(page, "Chair of governors", CHAIR, "omar@kerb-street.example")
    write(page, "Designated safeguarding lead", "Pia Post", "pia@kerb-street.example")
    write(page, "Deputy safeguarding lead", HEAD, "")
    write(page, "E-safety team", "Pia Post", "pia@kerb-street.example")
    page.get_by_role("button", name="Save these people").click()
    expect(page.get_by_text(f"Saved: {HEAD}, {CHAIR}, Pia Post.")).to_be_visible()
    shot(page, "07-people")
    page.get_by_role("link", name=f"Correct {CHAIR}").click()
    page.get_by_label("E-mail address").fill("omar.stripe@kerb-street.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("omar.stripe@kerb-street.example").first).to_be_visible()
    page.get_by_role("button", name="Go on to the next step").click()


def write(page: Page, role: str, name: str, email: str) -> None:
    """One row of the form of roles."""
    row = page.get_by_role("group", name=re.compile(f"^{role}"))
    row.get_by_label("Name").fill(name)
    row.get_by_label("E-mail address").fill(email)


def networks_terms_and_the_day_are_set(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Networks")
    shot(page, "08-networks-empty")
    for number, (range_, who) in enumerate((("127.0.1.0/24", "Pupils"), ("127.0.2.0/24", "Staff")), start=1):
        row = page.get_by_role("group", name=f"Network {number}")
        row.get_by_label("Which addresses?").fill(range_)
        row.get_by_label("Who sits there?").select_option(who)
    page.get_by_role("button", name="Save the networks").click()
    page.get_by_label("Try it: a device’s address").fill(STAFF)
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text(f"{STAFF} is for staff.")).to_be_visible()
    shot(page, "09-networks")
    page.get_by_role("button", name="Go on to the next step").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Terms")
    shot(page, "10-terms-empty")
    page.get_by_role("button", name="Save the year").click()
    expect(page.get_by_text("spring term: ")).to_be_visible()
    shot(page, "11-terms")
    page.get_by_role("button", name="Go on to the next step").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The day")
    page.get_by_label("Lunch starts at").fill("08:00")
    page.get_by_role("button", name="Save the day").click()
    expect(page.get_by_role("alert")).to_contain_text("before what stands above it")
    page.get_by_label("Lunch starts at").fill("12:15")
    shot(page, "12-day")
    page.get_by_role("button", name="Save the day").click()
    expect(page.get_by_text("Morning lessons: 09:00 to 12:15")).to_be_visible()
    page.get_by_role("button", name="Go on to the next step").click()


def the_policy_waits_for_its_signatures(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("The policy")
    expect(page.get_by_text("nobody holds the role “clerk to governors”")).to_be_visible()
    shot(page, "12-policy-lacks")
    page.get_by_role("button", name="Name them").click()
    write(page, "Vice-chair of governors", "Rae Lamp", "")
    write(page, "Clerk to governors", "Sam Island", "")
    page.get_by_role("button", name="Save these people").click()
    page.goto("/first-run/policy/")
    page.get_by_role("button", name="Put the model policy").click()
    expect(page.get_by_text(f"{HEAD} has to sign")).to_be_visible()
    expect(page.get_by_text("The safe baseline is in force.")).to_be_visible()
    shot(page, "13-policy")


def the_head_gets_a_slip(page: Page) -> tuple[str, str]:
    """The address and the code of the headteacher's slip."""
    page.goto("/first-run/people/")
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_role("checkbox", name=re.compile(HEAD)).check()
    page.get_by_role("button", name="Make slips to print").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(HEAD)
    shot(page, "14-slip")
    return page.locator(".app-slip strong").first.inner_text(), page.locator(".app-slip .app-code").inner_text()


def the_head_signs_in_and_nobody_else_by_that_slip(running: Running, chromium: Browser, slip: tuple[str, str]) -> None:
    address, code = slip
    assert address == f"{running.web}/invitation/"
    with chromium.new_context(base_url=running.web, java_script_enabled=False, viewport={"width": 390, "height": 800}) as context:
        head = context.new_page()
        head.goto("/invitation/")
        shot(head, "15-code")
        head.get_by_label("The code on your slip").fill(code.lower())
        head.get_by_role("button", name="Go on").click()
        expect(head.get_by_text("nora.kerb")).to_be_visible()
        shot(head, "16-password")
        head.get_by_label("Your password").fill(PASSWORD)
        head.get_by_label("The same again").fill(PASSWORD)
        head.get_by_role("button", name="Save and sign in").click()
        expect(head.get_by_role("heading", level=1)).to_have_text("Your second step")
        head.goto("/first-run/people/")
        expect(head.get_by_role("heading", level=1)).to_be_visible()
        assert "Its first people" not in head.content()
    with chromium.new_context(base_url=running.web) as context:
        other = context.new_page()
        other.goto(f"/invitation/{code}/")
        expect(other.get_by_role("alert")).to_contain_text("has been used")
        shot(other, "17-used")


def nothing_is_in_the_way_of_anybody(running: Running, page: Page, chromium: Browser, axe: Callable[[Page], list[str]]) -> None:
    """Every step by axe-core, and no wider than a phone."""
    with chromium.new_context(
        base_url=running.web, storage_state=page.context.storage_state(), viewport={"width": 390, "height": 800}
    ) as context:
        looked = context.new_page()
        for step in ("school", "you", "people", "networks", "terms", "day", "policy", "done"):
            looked.goto(f"/first-run/{step}/")
            assert axe(looked) == [], step
            assert looked.evaluate("document.documentElement.scrollWidth") <= 390, step
        looked.goto("/second-step/")
        assert axe(looked) == []


def the_page_says_what_remains(page: Page) -> None:
    page.goto("/first-run/done/")
    expect(page.get_by_text("The safe baseline is in force.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=CHAIR).first).to_contain_text("no invitation that works")
    assert HEAD not in page.get_by_role("list").filter(has_text="put it on the network").inner_text()
    shot(page, "18-done")
    page.get_by_role("button", name="End the first run").click()
    expect(page.get_by_text("The first run is over.")).to_be_visible()
    page.goto("/first-run/people/")
    assert "Its first people" not in page.content()


def the_link_opens_nothing_any_more(running: Running, chromium: Browser) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(str(running.ready["first_run"]))
        expect(page.get_by_role("alert")).to_be_visible()
    running.command("school", "link", code=2)
