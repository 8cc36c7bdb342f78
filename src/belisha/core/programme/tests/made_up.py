"""Invented policies for property tests: a few clauses, controls of every kind, names and groups that overlap often."""

from __future__ import annotations

from hypothesis import strategies as st

from belisha.core.policy.tests.samples import HEAD

NUMBERS = ("7.1", "7.2", "7.3-tell", "7.10", "8.1", "8.2")
PEOPLE = ("everyone", "pupils", "year 5", "class 5K", "staff", "teachers", "guests")
ROLES = ("headteacher", "SENCO", "network manager")
SITES = ("tube.com", "m.tube.com", "game.org.uk", "play.game.org.uk")
SIGNED = '[[signature]]\nby = ["headteacher"]\n'

people = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=2, unique=True)
sites = st.lists(st.sampled_from(SITES), min_size=1, max_size=2, unique=True)
roles = st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True)
times = st.sampled_from(("always", "always", "lesson time", "school day", "outside lessons", "Mon-Fri 09:30-10:30"))


def toml(words: list[str]) -> str:
    """A list of words as TOML."""
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


@st.composite
def block(draw: st.DrawFn, kind: str = "block") -> str:
    """A block or an allow of sites, services or lists."""
    targets = draw(st.sampled_from(("sites", "services", "kinds", "lists") if kind == "block" else ("sites", "services")))
    words = {
        "sites": draw(sites),
        "services": draw(st.lists(st.sampled_from(("youtube", "roblox", "facebook")), min_size=1, max_size=2, unique=True)),
        "kinds": [draw(st.sampled_from(("social media", "messaging", "forums")))],
        "lists": ["games"],
    }[targets]
    spared = draw(st.sampled_from(("", "", 'except_sites = ["m.tube.com"]\n'))) if kind == "block" else ""
    return f'[[{kind}]]\n{targets} = {toml(words)}\nfor = {toml(draw(people))}\nwhen = "{draw(times)}"\n{spared}'


age_limits = st.builds(
    '[[age_limit]]\nfor = {}\neffect = "{}"\nunknown = "{}"\n'.format,
    people.map(toml),
    st.sampled_from(("guidance", "close")),
    st.sampled_from(("guidance", "close")),
)
plain = st.sampled_from(
    (
        '[[duty]]\nwho = ["teachers"]\nwhat = "read the guide"\n',
        '[[duty]]\nwho = ["staff"]\ncourse = "refresher"\nevery = "1 year"\n',
        '[[agree]]\nwho = ["staff"]\ntext = "staff"\n',
        '[[conduct]]\ncode = "be-kind"\nfor = ["pupils"]\n',
        '[[safe_mode]]\nof = "search"\nfor = ["everyone"]\n',
        '[[watch]]\nsignals = { vpn = 5 }\nat = 6\nreview_by = "network manager"\n',
        '[[vault]]\nopens = ["headteacher"]\n',
        '[[guidance]]\npage = "guide"\n',
        '[[refer]]\ndocument = "Another policy"\n',
        '[[keep]]\nwhat = "reports"\nfor = "1 year"\n',
        '[[consent]]\nwhat = ["work"]\nfor = ["pupils"]\n',
        '[[session]]\nfor = ["staff"]\nidle = "15 minutes"\n',
        '[[mail]]\nfor = ["staff"]\n',
        '[[commitment]]\ntext = "We listen."\n',
        '[[review]]\nevery = "1 year"\nby = ["SENCO"]\n',
    )
)
SPREAD = {
    "form": (
        'open_to = ["everyone"]\neffect = "open"\n',
        'decided_by = ["headteacher"]\n',
        'within = "2 hours"\nif_late = "tell SENCO"\n',
        'longest = "10 days"\n',
    ),
    "case": (
        'opened_by = ["staff"]\nowner = "SENCO"\n',
        'facts = { who = ["pupil", "adult"] }\n',
        'review_after = "6 weeks"\n',
        'to = ["headteacher"]\n',
    ),
    "sanction": ('decided_by = ["headteacher"]\n', 'longest = "5 days"\n', 'tell = ["parent"]\n', 'closes = "all but help"\n'),
    "duty": ('who = ["staff"]\nwhat = "check"\n', 'every = "1 year"\n', 'proof = "tick"\n', 'first_due = "start of year"\n'),
}
"""Things that are spread over clauses: the keys that each part says; the first part says what is required."""
STEPS = (
    '[[step]]\nof = "the case"\nname = "listen"\nmust = true\n',
    '[[step]]\nof = "the case"\nname = "write down"\nafter = ["listen"]\n',
    '[[step]]\nof = "the case"\nname = "tell"\nbefore = ["listen", "closure"]\n',
)


@st.composite
def fences(draw: st.DrawFn) -> dict[str, list[str]]:
    """The controls of each clause; a thing that is spread over clauses has each of its parts in some clause."""
    found: dict[str, list[str]] = {number: [] for number in NUMBERS}
    numbers = st.sampled_from(NUMBERS)
    for control in draw(st.lists(st.one_of(block(), block(), age_limits, plain), min_size=2, max_size=9)):
        found[draw(numbers)].append(control)
    for kind, parts in SPREAD.items():
        for part in parts:
            found[draw(numbers)].append(f'[[{kind}]]\nname = "the {kind}"\n{part}')
    for step in STEPS:
        found[draw(numbers)].append(step)
    return found


def text_of(controls: dict[str, list[str]]) -> str:
    """The text of a policy with these controls, and with a signature."""
    clauses = [HEAD, "7.0 The headteacher signs.\n", f"~~~controls\n{SIGNED}~~~\n"]
    for number in NUMBERS:
        clauses.append(f"\n{number} What clause {number} says.\n")
        if controls.get(number):
            clauses.append(f"~~~controls\n{''.join(controls[number])}~~~\n")
    return "".join(clauses)
